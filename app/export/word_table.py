"""A measured table as Word writes it: the widths of the PDF, its heading on every page, no row cut in two."""

from __future__ import annotations

from collections.abc import Sequence

from app.export.grid import NOTE, Grid, Line
from app.export.word_xml import Align, Shape, cell, paragraph, row, run, table
from app.reports.sheet import Table, table_lines

_GRAY = "EDEDED"
# Closer to the edges than in the PDF: the official faces are wider than ours in some signs.
_MARGIN = 0.12
_LINES = {"top": 7, "left": 7, "bottom": 7, "right": 7, "insideH": 4, "insideV": 4}


def written(block: Table, grid: Grid) -> str:
    """The table with its caption and unit line above it."""
    size = round(grid.size * 2) / 2
    wide = [b - a for a, b in zip(grid.edges, grid.edges[1:], strict=False)]
    above = ""
    if block.caption:
        above += paragraph(run(block.caption, "hei", size), Shape(align="left", keep=True))
    if block.unit_line:
        above += paragraph(run(block.unit_line, grid.paper.look.table_face, size), Shape(align="right", keep=True))
    head, *body = table_lines(block)
    total = body.pop() if block.total is not None else None
    rows = [_row(grid, wide, head, "hei", ["center"] * len(head), size, head=True)]
    for number, (texts, line) in enumerate(zip(body, grid.rows, strict=True)):
        if line.kind == "heading":
            rows.append(_heading(grid, wide, texts, line, size))
            continue
        face = "hei" if line.kind == "subtotal" else grid.paper.look.table_face
        # 合计 and 大写 never stand alone on a page
        ends = number == len(body) - 1 and (total is not None or bool(block.capital))
        rows.append(_row(grid, wide, texts, face, grid.aligns, size, keep=ends))
    if total is not None:
        rows.append(_row(grid, wide, total, "hei", grid.aligns, size, keep=bool(block.capital)))
    if block.capital:
        text = paragraph(run(block.capital, "hei", size), Shape(align="left"))
        rows.append(row([cell(text, sum(wide), span=len(wide))], grid.height([grid.capital])))
    return above + table(rows, wide, lines=_LINES, margin=_MARGIN * size)


def _row(
    grid: Grid,
    wide: Sequence[float],
    texts: Sequence[str],
    face: str,
    aligns: Sequence[Align],
    size: float,
    *,
    head: bool = False,
    keep: bool = False,
) -> str:
    shape = Shape(line=size * 1.3, keep=keep)
    cells = [
        cell(paragraph(run(text, face, size), shape.but(align=align)), width, colour=_GRAY if head else "")
        for text, width, align in zip(texts, wide, aligns, strict=True)
    ]
    return row(cells, grid.paper.look.row_height or size * 1.3 + 2 * grid.pad, head=head)


def _heading(grid: Grid, wide: Sequence[float], texts: Sequence[str], line: Line, size: float) -> str:
    """A row that heads the ones below it: over the empty cells beside it, its plain words smaller."""
    span = max(line.span, 1)
    first, _, note = next((text for text in texts if text), "").partition("\n")
    content = paragraph(run(first, "hei", size), Shape(align="left", keep=True))
    if note:
        words = run(note, grid.paper.look.table_face, round(size * NOTE * 2) / 2)
        content += paragraph(words, Shape(align="left", keep=True))
    cells = [cell(content, sum(wide[:span]), span=span)]
    shape = Shape()
    for text, width, align in list(zip(texts, wide, grid.aligns, strict=True))[span:]:
        cells.append(cell(paragraph(run(text, "hei", size), shape.but(align=align)), width))
    return row(cells)
