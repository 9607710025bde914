"""The floors of papers: the very same pages drawn by plain reportlab, the very same cells written by plain openpyxl.

Both are read out of finished files, not out of our own code: text runs with their faces, sizes and places, lines,
boxes and fills of a PDF; values, styles, merged cells, widths, heights and page set-up of a workbook.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]


@dataclass
class Page:
    """All that stands on one page.

    A run is its matrix, face, size, spacing, gray and text; lines go by their width and are from point to point;
    boxes and fills are left, bottom, width, height, each with its line width or its gray.
    """

    paper: tuple[float, float]
    runs: list[tuple[Matrix, str, float, float, float, str]] = field(default_factory=list)
    lines: dict[float, list[Box]] = field(default_factory=dict)
    boxes: list[tuple[float, Box]] = field(default_factory=list)
    fills: dict[float, list[Box]] = field(default_factory=dict)


def pages_in(pdf: bytes) -> list[Page]:
    """What stands on the pages of a PDF of ours."""
    from pdfminer.pdfdevice import PDFTextDevice
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    from pdfminer.utils import apply_matrix_pt, mult_matrix

    out: list[Page] = []

    class Reader(PDFTextDevice):
        def begin_page(self, page: Any, ctm: Any) -> None:
            left, bottom, right, top = page.mediabox
            out.append(Page((right - left, top - bottom)))

        def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
            font, (right, up) = textstate.font, textstate.linematrix
            text = "".join(font.to_unichr(cid) for part in seq for cid in font.decode(part))
            place = mult_matrix((1, 0, 0, 1, right, up), mult_matrix(textstate.matrix, self.ctm))
            how = (font.fontname.partition("+")[2], textstate.fontsize, textstate.charspace, _gray(graphicstate))
            runs = out[-1].runs
            if right and runs and runs[-1][1:5] == how:  # one run, of which two parts of the face draw a half each
                runs[-1] = (*runs[-1][:5], runs[-1][5] + text)
            else:
                runs.append((place, *how, text))
            super().render_string(textstate, seq, ncs, graphicstate)

        def render_char(self, matrix: Any, font: Any, fontsize: Any, scaling: Any, rise: Any, cid: Any, *_: Any) -> Any:
            return font.char_width(cid) * fontsize * scaling

        def paint_path(self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Any) -> None:
            points = [apply_matrix_pt(self.ctm, piece[-2:]) for piece in path if len(piece) == 3]
            page, kinds = out[-1], "".join(piece[0] for piece in path)
            for start in range(0, len(kinds) and len(points), 2 if set(kinds) == {"m", "l"} and not fill else 4):
                x, y = points[start]
                if kinds.startswith("mlml") or kinds == "ml":
                    page.lines.setdefault(gstate.linewidth, []).append((x, y, *points[start + 1]))
                    continue
                right, top = points[start + 2]
                if fill:
                    page.fills.setdefault(_gray(gstate), []).append((x, y, right - x, top - y))
                else:
                    page.boxes.append((gstate.linewidth, (x, y, right - x, top - y)))

    shared = PDFResourceManager()
    interpreter = PDFPageInterpreter(shared, Reader(shared))
    for page in PDFPage.get_pages(BytesIO(pdf)):
        interpreter.process_page(page)
    return out


def _gray(state: Any) -> float:
    return state.ncolor if isinstance(state.ncolor, int | float) else 0.0


@cache
def _face(name: str) -> str:
    """A face of ours, read anew by plain reportlab; read once, as ours are for the life of the program."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont(f"raw {name}", str(_files()[name]), shapable=False))
    return f"raw {name}"


@cache
def _files() -> dict[str, Path]:
    from fontTools.ttLib import TTFont

    from app import paths
    from app.export.fonts import FACES

    files = [paths.resource("fonts", file) for file in FACES.values()]
    return {str(TTFont(file, lazy=True)["name"].getDebugName(6)): file for file in files}


def draw(pages: list[Page]) -> bytes:
    """The floor: the same runs, lines, boxes and fills by plain canvas calls, faces embedded as parts by reportlab."""
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, invariant=1, initialFontName=_face(pages[0].runs[0][1]))
    for page in pages:
        canvas.setPageSize(page.paper)
        for gray, boxes in page.fills.items():
            canvas.setFillGray(gray)
            path = canvas.beginPath()
            for box in boxes:
                path.rect(*box)
            canvas.drawPath(path, stroke=0, fill=1)
        canvas.setFillGray(0)
        for width, lines in page.lines.items():
            canvas.setLineWidth(width)
            canvas.lines(lines)
        for width, box in page.boxes:
            canvas.setLineWidth(width)
            canvas.rect(*box)
        _text(canvas, page)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _text(canvas: Any, page: Page) -> None:
    now: tuple[str, float] = ("", 0.0)
    for matrix, face, size, spacing, gray, text in page.runs:
        if (face, size) != now:
            canvas.setFont(_face(face), size)
            now = face, size
        if matrix[:4] == (1, 0, 0, 1):
            canvas.drawString(matrix[4], matrix[5], text, charSpace=spacing)
        else:
            canvas.saveState()
            canvas.setFillGray(gray)
            canvas.transform(*matrix)
            canvas.drawString(0, 0, text)
            canvas.restoreState()
            now = ("", 0.0)


@dataclass
class Written:
    """A workbook as its cells and its set-up."""

    name: str
    rows: list[list[tuple[object, int]]]
    styles: dict[int, Any]
    merged: list[str]
    heights: dict[int, float]
    widths: dict[str, float]
    page: Any


def cells_in(xlsx: bytes) -> Written:
    """What stands in the only sheet of a workbook; a style goes by its number."""
    from openpyxl import load_workbook

    page = load_workbook(BytesIO(xlsx), rich_text=True).worksheets[0]
    rows = [[(cell.value, cell.style_id) for cell in row] for row in page.iter_rows()]
    styles = {cell.style_id: cell for row in page.iter_rows() for cell in row}
    merged = [str(area) for area in page.merged_cells.ranges]
    heights = {number: row.height for number, row in page.row_dimensions.items() if row.height}
    widths = {letter: column.width for letter, column in page.column_dimensions.items()}
    return Written(page.title, rows, styles, merged, heights, widths, page)


def write(made: Written) -> bytes:
    """The floor: the same cells in openpyxl's fast writer, every style made once, with the same page set-up."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    out, book = BytesIO(), Workbook(write_only=True)
    page = book.create_sheet(made.name)
    styles = {number: _styled(page, cell)._style for number, cell in made.styles.items()}
    for letter, width in made.widths.items():
        page.column_dimensions[letter].width = width
    for number, height in made.heights.items():
        page.row_dimensions[number].height = height
    page.page_setup.paperSize, page.page_setup.orientation = (
        made.page.page_setup.paperSize,
        made.page.page_setup.orientation,
    )
    page.print_title_rows = made.page.print_title_rows
    page.sheet_properties.pageSetUpPr = made.page.sheet_properties.pageSetUpPr
    page.oddFooter.center.text = made.page.oddFooter.center.text
    for row in made.rows:
        line = []
        for value, style in row:
            cell = WriteOnlyCell(page, value)
            cell._style = styles[style]
            line.append(cell)
        page.append(line)
    for area in made.merged:
        page.merged_cells.add(area)
    book.save(out)
    return out.getvalue()


def write_quickly(made: Written, *, flat: bool = False) -> bytes:
    """The same cells by xlsxwriter, every style made once; `flat` lets go of each row when the next one begins."""
    import xlsxwriter

    out = BytesIO()
    how = {"constant_memory": True} if flat else {"in_memory": True}
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False, **how})
    page = book.add_worksheet(made.name)
    styles = {number: book.add_format(_looks(cell)) for number, cell in made.styles.items()}
    for letter, width in made.widths.items():
        page.set_column(f"{letter}:{letter}", width)
    setup = made.page.page_setup
    page.set_paper(int(setup.paperSize))
    if setup.orientation == "landscape":
        page.set_landscape()
    page.fit_to_pages(1, 0)
    first, last = made.page.print_title_rows.replace("$", "").split(":")
    page.repeat_rows(int(first) - 1, int(last) - 1)
    page.set_footer(f"&C{made.page.oddFooter.center.text}")
    areas = {area.split(":")[0]: area for area in made.merged}
    for at, row in enumerate(made.rows):
        if at + 1 in made.heights:
            page.set_row(at, made.heights[at + 1])
        if area := areas.get(f"A{at + 1}"):
            page.merge_range(area, "", styles[row[0][1]])
        for column, (value, style) in enumerate(row):
            if isinstance(value, str):
                page.write_string(at, column, value, styles[style])
            elif value is None:
                if area is None:
                    page.write_blank(at, column, None, styles[style])
            else:
                page.write_number(at, column, value, styles[style])
    book.close()
    return out.getvalue()


def _looks(like: Any) -> dict[str, object]:
    look = {
        "font_name": like.font.name,
        "font_size": like.font.sz,
        "bold": bool(like.font.b),
        "align": like.alignment.horizontal or "left",
        "valign": "vcenter",
        "text_wrap": bool(like.alignment.wrap_text),
        "border": 1 if like.border.left.style else 0,
        "num_format": like.number_format,
    }
    return look | ({"bg_color": f"#{like.fill.fgColor.rgb[2:]}"} if like.fill.fill_type else {})


def _styled(page: Any, like: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    cell, side = WriteOnlyCell(page), Side(like.border.left.style)
    cell.font = Font(like.font.name, like.font.sz, like.font.b)
    cell.alignment = Alignment(like.alignment.horizontal, like.alignment.vertical, wrap_text=like.alignment.wrap_text)
    cell.border = Border(side, side, side, side)
    if like.fill.fill_type:
        cell.fill = PatternFill(like.fill.fill_type, like.fill.fgColor.rgb)
    cell.number_format = like.number_format
    return cell
