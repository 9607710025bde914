"""脱敏闸门: whatever becomes print, PDF, Excel, Word or packet passes here, and nothing personal passes unsettled.

A sheet is looked at text by text. What was settled before is applied (masked, removed, left with a reason); anything
else stops it. Sheets.make_sheet, papers.build and everything else that makes or writes a sheet call `passed`; to
call it twice changes nothing. Source: product C8; forms-and-rules 3.7.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from app.domain.faults import Fault, Refused
from app.reports.sheet import PUBLIC, Sheet
from app.storage.book import Book

if (
    TYPE_CHECKING
):  # what recognises and walks is read when the first sheet comes: a start of the window needs none of it
    from app.domain.personal.found import Kind
    from app.reports.texts import Place

T = TypeVar("T")
CODE = "E-PERSONAL"
SHOWN = 20


@dataclass(frozen=True)
class Finding:
    """One personal thing on a sheet that nobody has decided about.

    `where` is its place in words, `excerpt` the text around it with everything personal shortened, `proposed` the
    same with its masked form. `mark` tells it apart without saying what it is, `same` does so wherever the same text
    stands. `wall` is whether the paper hangs where everybody reads it.
    """

    sheet: str
    title: str
    place: Place
    words: str
    kind: Kind
    shown: str
    excerpt: str
    proposed: str
    mark: str
    same: str
    wall: bool

    @property
    def where(self) -> str:
        """第3行(付工资)“摘要用途”."""
        words = f"({self.words})" if self.words else ""
        return f"第{self.place.row}行{words}“{self.place.column}”" if self.place.row is not None else str(self.place)

    def as_fault(self) -> Fault:
        """The finding as the command line tells it."""
        text = f"“{self.title}”{self.where}有{self.kind} {self.shown}:{self.excerpt}"
        return Fault(self.place.column, text, CODE, self.proposed, row=self.place.row)


class Unsettled(Refused):
    """Something personal stands on a sheet and nobody has decided what is to become of it; nothing was made."""

    def __init__(self, book: Book, findings: Sequence[Finding], stopped: str = "") -> None:
        self.book, self.findings, self._stopped = book, tuple(findings), stopped
        super().__init__([finding.as_fault() for finding in findings], CODE)
        more = len(findings) - SHOWN
        lines = [self.headline, *(fault.message for fault in self.faults[:SHOWN])]
        lines += [f"……还有 {more} 处"] if more > 0 else []
        self.message = "\n".join([*lines, "没有生成任何文件。请逐条处理(遮盖、删去,或写明理由保留)后再来。"])
        self.args = (self.message,)

    def about(self, left: Sequence[Finding]) -> Unsettled:
        """The same for those that are left."""
        return Unsettled(self.book, left, self._stopped)

    @property
    def headline(self) -> str:
        """还有 4 处个人信息没有处理,暂不能打印财务公开榜。"""
        titles = list(dict.fromkeys(finding.title for finding in self.findings))
        stopped = self._stopped or "打印" + titles[0] + (f"等 {len(titles)} 张" if len(titles) > 1 else "")
        return f"还有 {len(self.findings)} 处个人信息没有处理,暂不能{stopped}。"


def passed(book: Book, sheets: Iterable[Sheet], open_texts: Iterable[str] = ()) -> list[Sheet]:
    """The sheets as they may be printed, with what was settled applied.

    Args:
        book: The book.
        sheets: What is to become print or a file.
        open_texts: Texts that may stand there whole, because the paper is for the person herself.

    Raises:
        Unsettled: Something personal on them is not settled; all of it is named at once.
    """
    from app.operations.gate_look import Gate

    gate = Gate(book, open_texts)
    out = [gate.sheet(sheet) for sheet in sheets]
    gate.close()
    return out


def gathered(makes: Iterable[Callable[[], T]]) -> list[T]:
    """Make several sheets one after the other; what stops any of them is named for all at once.

    Raises:
        Unsettled: Something personal on some of them is not settled; nothing is given back then.
    """
    made, stopped = [], list[Unsettled]()
    for make in makes:
        try:
            made.append(make())
        except Unsettled as error:
            stopped.append(error)
    if stopped:
        raise Unsettled(stopped[0].book, [finding for error in stopped for finding in error.findings])
    return made


def is_wall(sheet: Sheet) -> bool:
    """Whether a paper is made for everybody: to hang on a wall, to be read aloud, to go to every household."""
    return sheet.look == "notice" or PUBLIC in sheet.facts
