"""Turns a block as clerks build it into plain rows: headings of two lines, merged cells, 同上, full-width digits.

Every cell that comes out otherwise than it went in is named, so that the clerk sees it before anything is written.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from app.intake.habits import LETTERS, SAME, SHORT
from app.intake.headings import find_headings, plain_label
from app.intake.pasted import Block, Cell

_CJK = "\u3400-\u9fff\u3007"
_GAP = "[ \t\u3000\xa0]+"
# 王 伟, 青山 村: one of the two parts is a single character; 张三 李四 are two names and stay so.
_INNER = re.compile(rf"(?<![{_CJK}])([{_CJK}]){_GAP}(?=[{_CJK}])|(?<=[{_CJK}]){_GAP}([{_CJK}])(?![{_CJK}])")
_RUN = re.compile(r"[ \t\u3000\xa0]{2,}|[\u3000\xa0]")
_BLANK_LINES = re.compile(r"\n\s*\n+")
_LEADING = re.compile(r"^[ \t\u3000\xa0]+|[ \t\u3000\xa0]+$", re.MULTILINE)
MERGED = "合并单元格"


@dataclass(frozen=True)
class Tidied:
    """One cell that was made plain: what stood there, and the clerk's word for what was done."""

    before: str
    why: str


@dataclass
class Tidy:
    """Plain rows under one line of headings; `header` is 0 where the block has none.

    Lines are counted from 1, as in the block that was copied; `changed` is by (line, column), columns from 0.
    `baseless` are cells that say 同上 with nothing above, and how they say it.
    """

    header: int
    headers: tuple[str, ...]
    rows: list[tuple[int, list[str]]]
    changed: dict[tuple[int, int], Tidied] = field(default_factory=dict)
    baseless: dict[tuple[int, int], str] = field(default_factory=dict)


def tidy(block: Block, known: Collection[str]) -> Tidy:
    """Find the headings of a block by the `known` ones and make its rows plain."""
    labels = {plain_label(label) for label in known}
    last, headers = _headings(block, labels)
    out = Tidy(last, headers, [])
    above: list[str] = [""] * len(block[0])
    for line, row in enumerate(block[last:], start=last + 1):
        if not any(cell.text.strip() and not cell.covered for cell in row):
            continue  # empty, or only the rest of merged cells
        above = _line(out, line, row, above)
        out.rows.append((line, above))
    return out


def _line(out: Tidy, line: int, row: Sequence[Cell], above: Sequence[str]) -> list[str]:
    texts: list[str] = []
    for column, cell in enumerate(row):
        text, why = _cell(cell, above[column])
        texts.append(text)
        if why and text:
            out.changed[line, column] = Tidied("" if cell.covered else cell.text, why)
        elif SAME.fullmatch(cell.text.strip()) and not text:
            out.baseless[line, column] = cell.text.strip()
    return texts


def _cell(cell: Cell, above: str) -> tuple[str, str]:
    """What a cell says, and what was done for it; "" where it is as it was."""
    if cell.covered == "above":
        return above, MERGED
    if cell.covered == "left":
        return "", ""
    if SAME.fullmatch(cell.text.strip()):
        return above, "同上"
    text = plain_cell(cell.text)
    if text == cell.text.strip():
        return text, ""
    return text, "全角" if text == cell.text.strip().translate(LETTERS) else "空格"


def plain_cell(text: str) -> str:
    """A cell without full-width letters and digits, stray spaces and empty lines."""
    lines = _BLANK_LINES.sub("\n", _LEADING.sub("", text.translate(LETTERS))).strip()
    if len(lines) <= SHORT:
        lines = _INNER.sub(lambda found: found[1] or found[2] or "", lines)
    return _RUN.sub(" ", lines)


def _headings(block: Block, labels: set[str]) -> tuple[int, tuple[str, ...]]:
    """How many lines the title and headings take, and the headings; 0 where there are none."""
    texts = [["" if cell.covered == "above" else cell.text for cell in row] for row in block]
    last, headings = find_headings(texts, labels, ())
    wide = sum(bool(text) for text in texts[-1])
    if len({plain_label(one) for one in headings} & labels) < (1 if wide == 1 and len(block) > 1 else 2):
        return 0, ()
    return _past_merged(block, last + 1), tuple(headings)


def _past_merged(block: Block, last: int) -> int:
    """Headings end where the merged ones of them end; a row of column numbers under them is none of the list."""
    while last < len(block) and any(cell.covered == "above" for cell in block[last]) and _all_covered(block[last]):
        last += 1
    if last < len(block):
        texts = [cell.text.strip() for cell in block[last]]
        if len(texts) > 2 and texts == [str(number) for number in range(1, len(texts) + 1)]:
            last += 1
    return last


def _all_covered(row: Sequence[Cell]) -> bool:
    return all(cell.covered or not cell.text.strip() for cell in row)
