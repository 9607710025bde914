"""打印字体: whether papers are drawn in the official faces of this machine, and which face stands for which."""

from __future__ import annotations

from app.domain.plain import plain
from app.settings import FACES, Settings

MACHINE, OWN = FACES.allowed


@plain
class FaceShown:
    """One line of the list: what the face is for, what is used, and why the machine's own one is not."""

    role: str
    used: str
    note: str = ""

    @property
    def sentence(self) -> str:
        """正文 仿宋 → 仿宋_GB2312(本机)."""
        return f"{self.role} → {self.used}" + (f"({self.note})" if self.note else "")


def apply(settings: Settings) -> None:
    """Draw papers from now on as this machine's settings say."""
    from app.export import wish

    wish.want(settings.get(FACES) == MACHINE)


def preference() -> str:
    """What papers are drawn in now: one of the settings' choices."""
    from app.export import wish

    return MACHINE if wish.wanted() else OWN


def shown() -> list[FaceShown]:
    """Which face each part of a paper is drawn in on this machine; reads the files of the machine's faces."""
    from app.export import fonts, official, wish

    out = []
    for role, title in official.ROLES.items():
        ours, mine = f"{fonts.FACE_NAMES[role]}(自带)", official.found().get(role)
        if mine is None:
            out.append(FaceShown(title, ours))
        elif trouble := fonts.machine_trouble(role):
            out.append(FaceShown(title, ours, f"本机的 {mine.family} 不能用:{trouble}"))
        elif wish.wanted():
            out.append(FaceShown(title, f"{mine.family}({official.MARK})"))
        else:
            out.append(FaceShown(title, ours, f"本机有 {mine.family},按设置没有用"))
    return out
