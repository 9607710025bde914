"""Reads what was copied in WPS, Excel or Word from the clipboard: a block of cells, and which of them are merged."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from io import StringIO
from typing import Literal

from app.domain.faults import Refused
from app.intake.cells import moved

MOST_ROWS, MOST_COLUMNS = 5_000, 200
Covered = Literal["", "above", "left"]
_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
# A spreadsheet program breaks the source of its HTML anywhere, also inside a Chinese sentence.
_BROKEN = re.compile(rf"(?<=[{_CJK}])[ \t]*[\r\n]\s*(?=[{_CJK}])")
_SPACES = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True)
class Cell:
    """One cell: its text, and where a merged cell covers it, from which side."""

    text: str
    covered: Covered = ""


Block = list[list[Cell]]


def read_block(html: str, text: str) -> Block:
    """The cells that were copied, each row as wide as the widest; the table of the HTML where it has one.

    Raises:
        Refused: Nothing was copied, or more than anybody pastes.
    """
    rows = _from_html(html) if "<table" in html.lower() else []
    block = _even(rows or _from_text(text))
    while block and not any(cell.text.strip() for cell in block[-1]):
        block.pop()
    if not any(cell.text.strip() for row in block for cell in row):
        raise Refused("没有可以粘贴的内容。没有改动;请先在 WPS、Excel 里选中一块,按 Ctrl+C,再回来粘贴。", "E-EMPTY")
    return block


def _refuse_large() -> Refused:
    said = f"复制的内容太大,一次最多粘贴 {MOST_ROWS:,} 行、{MOST_COLUMNS} 列。没有改动;请分几次,或用“导入”。"
    return Refused(said, "E-ROWS")


def _from_text(text: str) -> Block:
    """Tab-separated lines; a cell with line breaks stands in quotes. A lone quote mark is text."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    quoted = csv.reader(StringIO(whole, newline=""), delimiter="\t", strict=True)
    try:
        rows = list(quoted)
    except csv.Error:
        rows = [line.split("\t") for line in whole.split("\n")]
    return [[Cell(moved(cell)) for cell in row] for row in rows]


def _from_html(html: str) -> Block:
    reader = _TableReader()
    reader.feed(html)
    reader.close()
    return reader.block()


def _even(rows: Block) -> Block:
    wide = max(map(len, rows), default=0)
    if len(rows) > MOST_ROWS or wide > MOST_COLUMNS:
        raise _refuse_large()
    return [[*row, *[Cell("")] * (wide - len(row))] for row in rows]


class _TableReader(HTMLParser):
    """The first table of an HTML text; a table inside a cell is part of its text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._depth = 0
        self._done = False
        self._parts: list[str] | None = None
        self._span = (1, 1)
        self._row, self._column = -1, 0
        self._cells: dict[tuple[int, int], Cell] = {}

    def block(self) -> Block:
        """The cells in their places."""
        high = max((row for row, _ in self._cells), default=-1) + 1
        wide = max((column for _, column in self._cells), default=-1) + 1
        return [[self._cells.get((row, column), Cell("")) for column in range(wide)] for row in range(high)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A row or cell begins; breaks inside a cell are line breaks."""
        if self._done:
            return
        if tag == "table":
            self._depth += 1
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            self._row, self._column = self._row + 1, 0
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            self._begin_cell(dict(attrs))
        elif (self._parts is not None and tag == "br") or (self._parts and tag in ("p", "div", "li")):
            self._parts.append("\0")

    def handle_endtag(self, tag: str) -> None:
        """A cell or the table ends."""
        if self._depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "table" and self._depth:
            if self._depth == 1:
                self._end_cell()
                self._done = True
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        """Text, where a cell is open."""
        if self._parts is not None and not self._done:
            self._parts.append(data)

    def _begin_cell(self, found: dict[str, str | None]) -> None:
        self._row = max(self._row, 0)
        self._span = (_span(found.get("rowspan"), MOST_ROWS), _span(found.get("colspan"), MOST_COLUMNS))
        self._parts = []

    def _end_cell(self) -> None:
        if self._parts is None:
            return
        text, self._parts = _plain("".join(self._parts)), None
        while (self._row, self._column) in self._cells:
            self._column += 1
        if self._row >= MOST_ROWS or self._column >= MOST_COLUMNS:
            raise _refuse_large()
        down, across = self._span
        down, across = min(down, MOST_ROWS - self._row), min(across, MOST_COLUMNS - self._column)
        if len(self._cells) + down * across > MOST_ROWS * MOST_COLUMNS:
            raise _refuse_large()
        for row in range(down):
            for column in range(across):
                covered: Covered = "left" if column else "above" if row else ""
                self._cells[self._row + row, self._column + column] = Cell(text, covered)
        self._column += across


def _span(text: str | None, most: int) -> int:
    return max(1, min(int(text), most)) if text and text.isascii() and text.isdigit() and len(text) < 7 else 1


def _plain(source: str) -> str:
    """The text of a cell: the source's own line breaks mean nothing, <br> and paragraphs do."""
    lines = (_SPACES.sub(" ", _BROKEN.sub("", line)).strip(" ") for line in source.split("\0"))
    return moved("\n".join(lines).strip("\n").replace("\xa0", " "))
