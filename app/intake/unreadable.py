"""Why a workbook cannot be read at all."""

from __future__ import annotations

from app.domain.faults import Told


class Unreadable(Told):
    """A file that is not read: its name, the reason and what to do. Nothing was imported."""

    code = "E-FILE"

    def __init__(self, name: str, reason: str, advice: str) -> None:
        super().__init__(f"没有读入“{name}”:{reason}。账本没有变化。{advice}")
        self.reason = reason

    @classmethod
    def broken_workbook(cls, name: str) -> Unreadable:
        """A workbook no program may be able to open."""
        return cls(name, "文件已损坏,或不是 Excel 工作簿", "请用 WPS、Excel 打开后另存为 .xlsx 再导入。")

    @classmethod
    def locked(cls, name: str) -> Unreadable:
        """A file under a password."""
        return cls(name, "文件设了密码", "请在 WPS、Excel 里去掉密码后再导入。")

    @classmethod
    def damaged(cls, name: str) -> Unreadable:
        """A file of an office program that is not whole."""
        return cls(name, "文件已损坏或没有复制完整", "请重新复制,或用 WPS、Excel 打开后另存为新文件再导入。")
