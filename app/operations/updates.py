"""更新程序: a signed release file from a stick is looked at, the data backed up, the installer put on the disk.

Nothing is installed here: that needs the program closed and often an administrator, see update_start. Until then
nothing but the backup and the staged installer is new on the disk. Source: product K8, K11.
"""

from __future__ import annotations

import json
import platform
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app import __version__, paths
from app.domain.faults import Refused, Told
from app.domain.machine import reason

if TYPE_CHECKING:
    from app.packet.faults import PacketFault
    from app.packet.release import Release
    from app.storage.book import Book

UNTOUCHED: Final = "没有更新,程序和账套都没有动。"
MARGIN: Final = 200 << 20  # bytes left free beside what is needed: a full disk stops more than an update
DPKG_LIST: Final = Path("/var/lib/dpkg/info/mingzhang.list")
PLATFORM_WORDS: Final = {
    "linux-x86_64": "64 位 x86 的 Linux(统信、麒麟等)",
    "linux-aarch64": "64 位 ARM 的 Linux(麒麟等)",
    "windows-x86_64": "64 位 Windows",
}
KIND_WORDS: Final = {"deb": "安装包(.deb)", "setup": "安装程序(setup.exe)", "folder": "免安装文件夹"}
BACKING_UP: Final = "第一步:备份账套并核对…"
COPYING: Final = "第二步:拷到本机,和签名核对…"
SOURCE: Final = "source"
_MACHINES: Final = {"amd64": "x86_64", "x86_64": "x86_64", "arm64": "aarch64", "aarch64": "aarch64"}
_CUT: Final = frozenset({"E-TRUNC", "E-DIGEST"})
Report = Callable[[int, int, str], object]


@dataclass(frozen=True)
class Here:
    """How the program is installed on this computer.

    `kind` is deb, setup, folder, or source where it runs from its sources; `program` is the file that starts it.
    """

    version: str
    platform: str
    kind: str
    program: Path


@dataclass(frozen=True)
class Offer:
    """A release file that may be installed here; `news` are the parts of the change log newer than what runs now."""

    path: Path
    release: Release
    news: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Ready:
    """What was made ready: the installer on this disk, its digest, the backup (None without an open book), the news."""

    version: str
    kind: str
    installer: Path
    sha256: str
    backup: Path | None
    news: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of the last update: a sentence, and what is new where it went well."""

    said: str
    news: str = ""


def here() -> Here:
    """How this very program is installed."""
    system = "windows" if sys.platform == "win32" else "linux"
    machine = platform.machine().lower()
    program = Path(sys.executable)
    if program.stem == "mingzhang-cli":  # on Windows the command line is a program of its own beside the window's
        program = program.with_stem("mingzhang")
    kind = _kind_of(program) if getattr(sys, "frozen", False) else SOURCE
    return Here(__version__, f"{system}-{_MACHINES.get(machine, machine)}", kind, program)


def keys_folder() -> Path:
    """Where the publisher's public keys ship."""
    return paths.resource("publisher")


def look(path: Path, at: Here | None = None, keys: Path | None = None) -> Offer:
    """Read a release file and say what it brings; nothing is changed.

    Args:
        path: The file on its stick.
        at: How the program is installed, for tests; as it is where None.
        keys: Where public keys are, for tests; those that ship where None.

    Raises:
        Refused: It is not the publisher's, cut off, not newer, not for this computer, or there is no room for it.
    """
    from app.packet.faults import PacketFault
    from app.packet.release import publisher_keys, read_release

    at = at or here()
    pems = [file.read_bytes() for file in sorted((keys or keys_folder()).glob("*.pem"))]
    if not pems:
        raise Refused(
            f"这个程序没有带发布者的公钥,分不出更新文件的真假,不能用文件更新。{UNTOUCHED}"
            "请让发程序的人给一份带公钥的安装包,由管理员装一次。",
            "E-NO-KEY",
        )
    try:
        release = read_release(path, publisher_keys(pems))
    except PacketFault as fault:
        raise _said(path.name, fault) from fault
    _check_fits(release, at)
    _check_newer(release, at)
    check_room(release, at)
    return Offer(path, release, _news(release, at))


def prepare(
    book: Book | None, offer: Offer, at: Here | None = None, report: Report = lambda done, total, what: None
) -> Ready:
    """Back the open book up, then put the installer on this disk and compare it with what was signed.

    Books that are not open are not touched by an update: a newer program backs each one up before it opens it.

    Raises:
        Told: The backup failed, then nothing else was done; or the file was altered, cut off, pulled out, or there
            is no room.
    """
    from app.packet.faults import PacketFault
    from app.packet.release import take_out

    at = at or here()
    check_room(offer.release, at)
    report(0, 0, BACKING_UP)
    backup = _backed_up(book)
    folder = staging(fresh=True)
    mb = 1 << 20
    try:
        installer = take_out(
            offer.path, offer.release, folder, lambda done, total: report(done // mb, total // mb, COPYING)
        )
    except PacketFault as fault:
        raise _said(offer.path.name, fault, backup) from fault
    release = offer.release
    return Ready(release.version, release.kind, installer, release.sha256, backup, news_text(offer.news))


def staging(*, fresh: bool = False) -> Path:
    """Where an installer waits for the program to close; `fresh` clears away what an earlier update left there."""
    folder = paths.home() / "updates"
    try:
        if fresh and folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Told(f"本机放更新文件的文件夹不能用:{reason(error)}。{UNTOUCHED}请检查磁盘后再试。", "E-WRITE") from error
    return folder


def check_room(release: Release, at: Here) -> None:
    """Refuse where a disk has too little room for the installer, or for the program beside the old one.

    Raises:
        Refused: E-SPACE, with what is free and what is needed in MB.
    """
    wanted: dict[int, tuple[Path, int]] = {}
    copies = 2 if release.kind == "folder" else 1  # a folder is unpacked first and then takes its place
    for folder, need in ((paths.home(), release.size), (at.program.parent, release.room * copies)):
        there = next(one for one in (folder, *folder.parents) if one.exists())
        disk = there.stat().st_dev
        wanted[disk] = there, wanted.get(disk, (there, 0))[1] + need
    for folder, need in wanted.values():
        if (free := shutil.disk_usage(folder).free) < need + MARGIN:
            raise Refused(
                f"磁盘空间不够:还剩 {free >> 20:,} MB,更新要 {(need + MARGIN) >> 20:,} MB。{UNTOUCHED}"
                "请清理磁盘(例如回收站、大的视频)后再试。",
                "E-SPACE",
            )


def news_text(news: Sequence[tuple[str, str]]) -> str:
    """What is new as plain lines for a screen: headings, and a point before every line of a list."""
    return "\n\n".join(f"{version} 版\n{_plain(text)}" for version, text in news)


def facts(offer: Offer) -> dict[str, object]:
    """A release as data for scripts, without its text."""
    return {**asdict(offer.release), "news": [version for version, _ in offer.news], "path": str(offer.path)}


# --- inside


def _kind_of(program: Path) -> str:
    if sys.platform == "win32":
        inside = {one.name.lower() for one in program.parent.iterdir()}
        return "setup" if any(name.startswith("uninst") and name.endswith(".exe") for name in inside) else "folder"
    try:
        return "deb" if str(program) in DPKG_LIST.read_text("utf-8").splitlines() else "folder"
    except OSError:
        return "folder"


def _check_fits(release: Release, at: Here) -> None:
    if at.kind == SOURCE:
        raise Refused(
            f"这里的明账是从源代码运行的,不用更新文件。{UNTOUCHED}请管理员换上新的源代码,再运行 packaging 里的 setup。",
            "E-SOURCE",
        )
    if (release.platform, release.kind) != (at.platform, at.kind):
        mine = f"{PLATFORM_WORDS.get(at.platform, at.platform)},用的是{KIND_WORDS[at.kind]}"
        theirs = f"{PLATFORM_WORDS[release.platform]}的{KIND_WORDS[release.kind]}"
        raise Refused(
            f"这份更新给{theirs}用,这台电脑是{mine},装不了。{UNTOUCHED}请拷适合这台电脑的那一份。", "E-PLATFORM"
        )


def _check_newer(release: Release, at: Here) -> None:
    from app.packet.release import version_key

    offered, now = version_key(release.version), version_key(at.version)
    if offered == now:
        raise Refused(f"现在用的就是 {at.version} 版,不用再更新。{UNTOUCHED}", "E-SAME")
    if offered < now:
        raise Refused(
            f"这份文件是 {release.version} 版,比现在用的 {at.version} 版旧,旧版打不开新版写过的账套,不能往回装。"
            f"{UNTOUCHED}请用更新的文件。",
            "E-OLDER",
        )


def _news(release: Release, at: Here) -> tuple[tuple[str, str], ...]:
    from app.packet.release import version_key

    return tuple((one.version, one.text) for one in release.news if version_key(one.version) > version_key(at.version))


def _backed_up(book: Book | None) -> Path | None:
    if book is None:
        return None
    from app.storage.backup import check_backup

    made = book.back_up(paths.backups(), thin=False)
    check_backup(made)
    book.note("book.backup", "book", made.name)
    return made


def _said(name: str, fault: PacketFault, backup: Path | None = None) -> Refused:
    """A fault of the file as a whole sentence: what is the matter, that nothing was changed, what to do."""
    kept = f"没有更新,程序没有动;账套已备份到“{backup.name}”。" if backup else UNTOUCHED
    if fault.code == "E-SIG":
        return Refused(
            f"“{name}”上的签名不是明账发布者的,可能被人改过。{kept}这份文件不要用,请问清它是从哪里来的。", fault.code
        )
    if fault.code in _CUT:
        return Refused(f"“{name}”没有拷完整,或者拷坏了。{kept}请从原来的地方重新拷一份再试。", fault.code)
    if fault.code in ("E-READ", "E-WRITE", "E-LIMIT"):
        return Refused(f"“{name}”:{fault.message}{kept}", fault.code)
    return Refused(
        f"“{name}”不是明账的更新文件,或者被改动过。{kept}更新文件的名字以 MZU_ 开头;请向发程序的人重新要一份。",
        fault.code,
    )


def _plain(text: str) -> str:
    return "\n".join(_line(one.rstrip()) for one in text.strip().splitlines() if one.strip())


def _line(text: str) -> str:
    if text.startswith("#"):
        return f"【{text.lstrip('# ')}】"
    return f"· {text[2:]}" if text.startswith("- ") else text


# --- what came of it


def remember(ready: Ready) -> None:
    """Note what is about to be installed, for the start after it."""
    note = {"version": ready.version, "backup": ready.backup.name if ready.backup else "", "news": ready.news}
    (staging() / "asked.json").write_text(json.dumps(note), "utf-8")


def outcome(version: str = __version__) -> Outcome | None:
    """What came of the last update, told once at the first start after it; None where there was none or it still runs.

    What was staged is cleared away then.
    """
    from app.packet.release import version_key

    folder = paths.home() / "updates"
    try:
        asked = json.loads((folder / "asked.json").read_text("utf-8"))
        backup, news = str(asked["backup"]), str(asked["news"])
        done = version_key(version) >= version_key(asked["version"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    code = _result(folder)
    if not done and code is None:
        return None  # it has not come to its end yet
    shutil.rmtree(folder, ignore_errors=True)
    kept = f"更新前的备份是“{backup}”。" if backup else ""
    if done:
        return Outcome(f"已更新到 {version} 版。{kept}", news)
    return Outcome(
        f"更新没有装上:{_why(code or 0)}。现在用的还是 {version} 版,账套没有动。{kept}可以再更新一次,或请管理员来装。"
    )


def _result(folder: Path) -> int | None:
    try:
        return int((folder / "result").read_text("ascii"))
    except (OSError, ValueError):
        return None


def _why(code: int) -> str:
    return {
        126: "没有输管理员密码,或者密码不对",
        127: "这台电脑没有能提升权限的工具",
        3: "程序文件夹还被占用,换不了",
    }.get(code, "系统的安装工具报了错")
