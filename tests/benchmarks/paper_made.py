"""A register of 2,000 rows to PDF against raw reportlab, and of 10,000 rows to Excel against raw openpyxl."""

from __future__ import annotations

from io import BytesIO

from measure import compare, run, seconds

from app.reports.sheet import Column, Sheet, Table

TEXT = "集体山林发包收入未入账，涉及第三组农户"


def sheet(rows: int) -> Sheet:
    """A ledger with twelve columns."""
    columns = (
        Column("序号", "number", 2.5),
        *(Column(f"第{n}列", "text", 8) for n in range(9)),
        Column("金额", "money", 6, sums=True),
        Column("备注", "text", 6),
    )
    body = tuple((n, *(f"{TEXT[: 6 + n % 8]}{i}" for i in range(9)), n * 137, "无") for n in range(rows))
    return Sheet("bench", "问题台账", (Table(columns, body, unit_line="单位：元"),))


Run = tuple[float, float, float, str]
Line = tuple[float, float, float, float]


def recorded(pdf: bytes) -> list[tuple[tuple[float, float], list[Run], list[Line]]]:
    """Every glyph run and every line of a finished PDF, page by page."""
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LTChar, LTCurve, LTTextContainer, LTTextLine

    pages = []
    for page in extract_pages(BytesIO(pdf)):
        runs: list[Run] = []
        lines: list[Line] = [item.bbox for item in page if isinstance(item, LTCurve)]
        for box in (item for item in page if isinstance(item, LTTextContainer)):
            for line in (part for part in box if isinstance(part, LTTextLine)):
                size = next((char.size for char in line if isinstance(char, LTChar)), 9)
                runs.append((line.x0, line.y0, size, line.get_text().rstrip("\n")))
        pages.append(((page.width, page.height), runs, lines))
    return pages


def raw_pdf(pages: list[tuple[tuple[float, float], list[Run], list[Line]]]) -> float:
    """The floor: the same runs and lines at the same places by plain canvas calls, in a face registered before.

    The font is set only where the size changes, and the embedded face is subset by reportlab as in ours.
    """
    from reportlab.pdfgen.canvas import Canvas

    def draw() -> None:
        canvas = Canvas(BytesIO(), invariant=1)
        for paper, runs, lines in pages:
            canvas.setPageSize(paper)
            canvas.lines(lines)
            now = 0.0
            for x, y, size, text in runs:
                if size != now:
                    canvas.setFont("raw", size)
                    now = size
                canvas.drawString(x, y, text)
            canvas.showPage()
        canvas.save()

    return seconds(draw)


def register() -> None:
    """Read the face once, as ours does for the life of the program."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    from app import paths

    pdfmetrics.registerFont(TTFont("raw", str(paths.resource("fonts", "NotoSerifSC-Regular.ttf"))))


def raw_xlsx(made: Sheet) -> float:
    """The floor: openpyxl's fast writer with the same cells, one shared style for all of them."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, Side

    table = next(block for block in made.blocks if isinstance(block, Table))

    def write() -> None:
        book = Workbook(write_only=True)
        side = Side("thin")
        style = NamedStyle("cell", Font("宋体", 10), border=Border(side, side, side, side))
        style.alignment = Alignment(wrap_text=True, vertical="center")
        book.add_named_style(style)
        page = book.create_sheet()
        model = WriteOnlyCell(page)
        model.style = "cell"
        shared = model._style
        page.append([column.title for column in table.columns])
        money = [column.kind == "money" for column in table.columns]
        for row in table.rows:
            line = []
            for cell, is_money in zip(row, money, strict=True):
                made_cell = WriteOnlyCell(page, cell / 100 if is_money else cell)
                made_cell._style = shared
                line.append(made_cell)
            page.append(line)
        book.save(BytesIO())

    return seconds(write)


def main() -> None:
    """Print both ratios."""
    from app.export.pdf import draw
    from app.export.xlsx import write_xlsx

    small, large = sheet(2000), sheet(10_000)
    pages = recorded(draw(small).data)
    register()
    compare("台账 2,000 行印成 PDF", lambda: seconds(lambda: draw(small)), lambda: raw_pdf(pages), 1.5)
    compare("台账 10,000 行导出 Excel", lambda: seconds(lambda: write_xlsx(large)), lambda: raw_xlsx(large), 1.5)


if __name__ == "__main__":
    run(main)
