"""Why a workbook cannot be read at all."""

from __future__ import annotations

from app.domain.faults import Told


class Unreadable(Told):
    """A file that is not read: its name, the reason and what to do. Nothing was imported."""

    code = "E-FILE"

    def __init__(self, name: str, reason: str, advice: str) -> None:
        super().__init__(f"没有读入“{name}”:{reason}。账本没有变化。{advice}")
        self.reason = reason
