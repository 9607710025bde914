"""Reads the tables of a Word document as rows of text, merged cells in the place of their first one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.foreign import foreign
from app.intake.cells import moved
from app.intake.headings import Area
from app.intake.unreadable import Unreadable

if TYPE_CHECKING:
    from docx.table import Table

WordTable = tuple[str, list[list[str]], list[Area]]
_CONTINUED = "continue"


def read_word(path: Path) -> list[WordTable]:
    """Every table of the document: its name, its rows, its merged cells. Tables inside cells are left alone.

    Raises:
        Unreadable: The document is damaged.
    """
    from docx import Document

    with foreign(
        lambda: Unreadable(path.name, "文件已损坏,或不是 Word 文档", "请用 WPS、Word 打开后另存为 .docx 再导入。")
    ):
        return [(f"表{number}", *_read(table)) for number, table in enumerate(Document(str(path)).tables, 1)]


def _read(table: Table) -> tuple[list[list[str]], list[Area]]:
    rows, merged = list[list[str]](), list[Area]()
    open_areas: dict[int, tuple[int, int]] = {}  # by column: where a cell that goes on below began, and its last column
    for number, row in enumerate(table._tbl.tr_lst, 1):
        texts, ends = [""] * row.grid_before, dict[int, tuple[int, int]]()
        for cell in row.tc_lst:
            at, wide = len(texts), cell.grid_span
            goes_on = cell.vMerge == _CONTINUED
            text = "" if goes_on else "\n".join("".join(part.text for part in p.r_lst) for p in cell.p_lst)
            texts += [moved(text).strip(), *[""] * (wide - 1)]
            if cell.vMerge is not None:
                ends[at] = open_areas[at] if goes_on and at in open_areas else (number, at + wide - 1)
            elif wide > 1:
                merged.append((number, at, number, at + wide - 1))
        merged += [_area(at, begun, number - 1) for at, begun in open_areas.items() if ends.get(at) != begun]
        open_areas = ends
        rows.append(texts)
    merged += [_area(at, begun, len(rows)) for at, begun in open_areas.items()]
    return rows, [area for area in merged if area[2] > area[0] or area[3] > area[1]]


def _area(at: int, begun: tuple[int, int], last: int) -> Area:
    first, right = begun
    return first, at, last, right
