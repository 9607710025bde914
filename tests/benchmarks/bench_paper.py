"""A register of 2,000 rows to PDF against raw reportlab, and of 10,000 rows to Excel against raw openpyxl."""

from __future__ import annotations

from io import BytesIO

from measure import compare, seconds

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


def raw_pdf(ours: bytes) -> float:
    """The floor: the same glyph runs and lines at the same places, by plain canvas calls."""
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LTChar, LTCurve, LTTextContainer, LTTextLine
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    from app import paths

    pages = RECORDED.get(len(ours))
    if pages is None:
        pages = []
        for page in extract_pages(BytesIO(ours)):
            runs: list[tuple[float, float, float, str]] = []
            lines = [item.bbox for item in page if isinstance(item, LTCurve)]
            for box in (item for item in page if isinstance(item, LTTextContainer)):
                for line in (part for part in box if isinstance(part, LTTextLine)):
                    size = next((char.size for char in line if isinstance(char, LTChar)), 9)
                    runs.append((line.x0, line.y0, size, line.get_text().rstrip("\n")))
            pages.append((page.width, page.height, runs, lines))
        RECORDED[len(ours)] = pages

    def draw() -> None:
        pdfmetrics.registerFont(TTFont("raw", str(paths.resource("fonts", FACE))))
        canvas = Canvas(BytesIO(), invariant=1)
        for width, height, runs, lines in pages:
            canvas.setPageSize((width, height))
            for x0, y0, x1, y1 in lines:
                canvas.line(x0, y0, x1, y1)
            for x, y, size, text in runs:
                canvas.setFont("raw", size)
                canvas.drawString(x, y, text)
            canvas.showPage()
        canvas.save()

    return seconds(draw)


RECORDED: dict[int, list[tuple[float, float, list[tuple[float, float, float, str]], list[tuple[float, ...]]]]] = {}
FACE = "NotoSerifSC-Regular.ttf"


def raw_xlsx(made: Sheet) -> float:
    """The floor: openpyxl writing the same cells with a border and an alignment each, its shared styles."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, Side

    table = next(block for block in made.blocks if isinstance(block, Table))

    def write() -> None:
        book = Workbook()
        side = Side("thin")
        style = NamedStyle("cell", Font("宋体", 10), border=Border(side, side, side, side))
        style.alignment = Alignment(wrap_text=True, vertical="center")
        book.add_named_style(style)
        page = book.active
        page.append([column.title for column in table.columns])
        for row in table.rows:
            page.append(
                [
                    cell / 100 if column.kind == "money" else cell
                    for cell, column in zip(row, table.columns, strict=True)
                ]
            )
        for line in page.iter_rows(min_row=2):
            for cell in line:
                cell.style = "cell"
        book.save(BytesIO())

    return seconds(write)


def main() -> None:
    """Print both ratios."""
    from app.export.pdf import draw
    from app.export.xlsx import write_xlsx

    small, large = sheet(2000), sheet(10_000)
    pdf = draw(small).data
    compare("台账 2,000 行印成 PDF", lambda: seconds(lambda: draw(small)), lambda: raw_pdf(pdf), 1.5)
    compare(
        "台账 10,000 行导出 Excel", lambda: seconds(lambda: write_xlsx(large)), lambda: raw_xlsx(large), 1.5, turns=3
    )


if __name__ == "__main__":
    main()
