"""Readers of what clerks bring from their offices: workbooks, CSV, Word, what they copied, forms, pictures, scans."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from app.domain.days import Period
from app.domain.faults import Told
from app.ledgers import ledger
from app.storage.book import Book
from tests.forms_made import excel_form
from tests.fuzz.mutants import steady
from tests.fuzz.reader import ANYTHING, Bench, Desk, Reader

DOCUMENT_RELATIONS = "word/_rels/document.xml.rels"
STYLES = b'<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
_GONE = re.compile(
    rb"<(?:Relationship|Override)\b[^>]*(?:docProps|customXml|theme|Effects|ettings|fontTable|numbering)[^>]*>"
)
LABELS = ("单位", "发现日期", "存在问题", "责任领导", "整改时限", "涉及金额(元)")
ROWS: tuple[tuple[object, ...], ...] = (
    ("青山村", date(2016, 6, 1), "鱼塘发包未经村民会议讨论", "王伟", "2016-12-20", 3000.5),
    ("石桥村", "2016.6.1", "低保评议未公示", "李芳", "6月底前", "1,200"),
    ("青山村", 42522, "村务公开栏\n没有更新", "王伟", date(2016, 12, 1), None),
)


def small_book(folder: Path, empty: Path | None = None) -> Book:
    """A practice book with a township, a village and a person; an `empty` one that is there is copied."""
    from tests.conftest import INFO, USERS, FixedClock

    folder.mkdir(parents=True)
    if empty is None:
        Book.create(folder / "示例乡.mz", INFO, USERS, clock=FixedClock()).close()
    else:
        for ending in ("", ".keys"):
            shutil.copy(f"{empty}{ending}", folder / f"示例乡.mz{ending}")
    book = Book.open(folder / "示例乡.mz", "clerk", clock=FixedClock())
    units, people = ledger("unit"), ledger("person")
    with book.change("录入单位") as writer:
        township = writer.save(units, {"name": "示例乡", "kind": "乡镇", "short": "示"})
        village = writer.save(units, {"name": "青山村", "kind": "村", "parent": township})
        writer.save(units, {"name": "石桥村", "kind": "村", "parent": township})
        writer.save(people, {"name": "王伟", "unit": village, "post": "村委会主任", "level": "村(社区)干部"})
    return book


def workbook(*, notes: bool = True) -> bytes:
    """A workbook as openpyxl saves it, with a title over the headings, a merged cell and perhaps a tab of notes."""
    import openpyxl

    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "台账"
    page["A1"] = "示例乡问题台账"
    page.merge_cells("A1:F1")
    for row in (LABELS, *ROWS):
        page.append(row)
    page["G3"] = "=F3*2"
    page.merge_cells("A3:A4")
    if notes:
        book.create_sheet("说明").append(["填表说明"])
    out = io.BytesIO()
    book.save(out)
    return steady(out.getvalue())


def other_workbook() -> bytes:
    """The same as another program writes it: shared texts, formats, a drop-down."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("台账")
        page.write_row(0, 0, LABELS)
        for number, row in enumerate(ROWS, 1):
            page.write_row(number, 0, [str(value) if value is not None else "" for value in row])
        page.data_validation(1, 0, 20, 0, {"validate": "list", "source": ["青山村", "石桥村"]})
        page.conditional_format(1, 5, 20, 5, {"type": "cell", "criteria": ">", "value": 5, "format": book.add_format()})
    return steady(out.getvalue())


def blank_workbook() -> bytes:
    """Our own blank workbook with its hidden keys."""
    import openpyxl

    from app.intake.workbook import KEY_MARK, KEY_SHEET

    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "台账"
    page.append(LABELS)
    page.append([str(value) for value in ROWS[1]])
    keys = book.create_sheet(KEY_SHEET)
    by_label = ledger("problem").by_label
    for line in ([KEY_MARK, "problem", "1"], [by_label[one].key for one in LABELS], list(LABELS)):
        keys.append(line)
    keys.sheet_state = "veryHidden"
    out = io.BytesIO()
    book.save(out)
    return steady(out.getvalue())


def _read_table(path: Path) -> object:
    from app.intake.workbook import read_workbook

    for table in read_workbook(path, LABELS):
        assert all(len(cells) == len(table.headers) for _, cells in table.rows)
    return ANYTHING


def xlsx(_: Desk) -> Bench:
    """Workbooks of several programs."""
    seeds = {"台账.xlsx": workbook(), "另存.xlsx": other_workbook(), "填报表.xlsx": blank_workbook()}
    return Bench(seeds, _read_table)


def xls(_: Desk) -> Bench:
    """An old workbook."""
    old = Path(__file__).parent.parent / "intake" / "files" / "旧台账.xls"
    return Bench({"旧台账.xls": old.read_bytes(), "旧台账.et": old.read_bytes()}, _read_table)


def csv_text() -> str:
    """A register as CSV."""
    return "\r\n".join([",".join(LABELS), '青山村,2016-06-01,"鱼塘,""发包""",王伟,6月底前,"3,000.50"', "石桥村,,,,,"])


def csv(_: Desk) -> Bench:
    """CSV in the encodings that come."""
    text = csv_text()
    seeds = {
        "台账.csv": text.encode("utf-8-sig"),
        "国标.csv": text.encode("gb18030"),
        "旧.csv": text.encode("utf-16"),
        "无标记.csv": text.encode("utf-16-le"),
        "制表符.csv": text.replace(",", "\t").encode(),
    }
    return Bench(seeds, _read_table)


def word_document() -> bytes:
    """A document with a register, merged cells and a table inside a cell."""
    import docx

    made = docx.Document()
    made.add_paragraph("示例乡问题台账")
    table = made.add_table(len(ROWS) + 1, len(LABELS))
    for line, texts in enumerate((LABELS, *ROWS)):
        for column, text in enumerate(texts):
            table.cell(line, column).text = str(text or "")
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 1).merge(table.cell(3, 2))
    table.cell(3, 5).add_table(1, 1)
    made.sections[0].header.paragraphs[0].text = "{{乡镇}}"
    return _lean(made)


def _lean(document: object) -> bytes:
    """A document without the 800 KB of styles that python-docx puts into every one."""
    out, lean = io.BytesIO(), io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    wanted = ("[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/header1.xml", DOCUMENT_RELATIONS)
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(lean, "w", zipfile.ZIP_DEFLATED) as new:
        for name in wanted:
            if name in old.namelist():
                data = old.read(name)
                new.writestr(name, _GONE.sub(b"", data) if name.endswith(".rels") or name.startswith("[") else data)
        new.writestr("word/styles.xml", STYLES)
    return steady(lean.getvalue())


def word(_: Desk) -> Bench:
    """Tables of Word."""
    return Bench({"台账.docx": word_document()}, _read_table)


def import_plan(desk: Desk) -> Bench:
    """A whole import up to the preview, with the right forms taken over."""
    from app.operations import imports

    book, problems = desk.book, ledger("problem")
    assert isinstance(book, Book)

    def read(path: Path) -> object:
        plan = imports.plan_import(book, problems, [path])
        assert plan.read >= 0
        if plan.harmless:
            imports.planned_again(book, plan, edits=imports.adopted(plan))
        return ANYTHING

    seeds = {"台账.xlsx": workbook(notes=False), "填报表.xlsx": blank_workbook(), "台账.csv": csv_text().encode()}
    return Bench(seeds, read)


def clipboard(desk: Desk) -> Bench:
    """What was copied in WPS, Excel or Word, pasted into a list."""
    from app.intake.pasted import read_block
    from app.operations import pasting

    book, problems = desk.book, ledger("problem")
    assert isinstance(book, Book)
    line = "".join(f"<td>{value}</td>" for value in ROWS[0])
    head = "".join(f"<td style='mso-x:1'>{label}</td>" for label in LABELS)
    html = (
        f"<html><head><meta charset=utf-8></head><body><table border=1><tr>{head}</tr><tr>{line}</tr><tr><td rowspan=2>"
        "青山村</td><td colspan=2>同上<br>下一行</td><td><p>王 伟</p></td><td>&nbsp;</td><td>１，２００</td></tr>"
        "<tr><td>2016.6.1</td><td>〃</td></tr></table></body></html>"
    )
    text = "\n".join("\t".join(map(str, row)) for row in (LABELS, *ROWS[:2])) + '\n"甲\n乙"\t6月底前\t\t\t\t5\n'

    def read(path: Path) -> object:
        said = path.read_bytes().decode("utf-8", "replace")  # Qt gives whole characters only
        block = read_block(said, "") if path.suffix == ".html" else read_block("", said)
        pasting.plan_paste(book, problems, block)
        return ANYTHING

    return Bench({"剪贴板.html": html.encode(), "剪贴板.txt": text.encode()}, read)


def own_form() -> bytes:
    """A county's own workbook with names to be filled."""
    out = io.BytesIO()
    excel_form().save(out)
    return steady(out.getvalue())


def own_word_form() -> bytes:
    """A county's own document with names to be filled, a row of a list among them."""
    import docx

    made = docx.Document()
    made.add_paragraph("{{乡镇}}整改台账")
    table = made.add_table(2, 2)
    for column, texts in enumerate((("存在问题", "{{行.存在问题}}"), ("单位", "{{行.单位}}"))):
        for line, text in enumerate(texts):
            table.cell(line, column).text = text
    return _lean(made)


def forms(desk: Desk) -> Bench:
    """A county's own form, looked into and filled with rows."""
    from app.domain.faults import Refused
    from app.operations import own_forms, records

    book, problems = desk.book, ledger("problem")
    assert isinstance(book, Book)
    texts = {"unit": "青山村", "found_on": "2026-10-01", "discovery": "群众提", "category": "2.2", "lead": "王伟"}
    ids = [
        records.save(book, problems, None, {**texts, "deadline": "2026-12-20", "description": f"=第{n}条"}).id
        for n in (1, 2)
    ]

    def read(path: Path) -> object:
        out = path.with_name(f"填好{path.suffix}")
        try:
            own_forms.check_form(book, problems, path)
        except Told as told:
            if not isinstance(told, Refused):  # what is only not for others may still be filled by its own office
                own_forms.fill(book, problems, ids, path, out)
            raise
        own_forms.fill(book, problems, ids, path, out)
        return ANYTHING

    return Bench({"本县台账.xlsx": own_form(), "本县台账.docx": own_word_form()}, read)


def village(desk: Desk) -> Bench:
    """A locked workbook that comes back from a village."""
    from app.domain.faults import Refused
    from app.operations import village_returns
    from tests.operations.village import PAPER, RENT, fill, issued

    book = desk.book
    assert isinstance(book, Book)
    unit = book.rows("unit", name="青山村")[0]["id"]
    assert isinstance(unit, int)
    with TemporaryDirectory(dir=desk.folder) as folder:
        path = issued(book, unit, Path(folder), Period.quarter(2026, 3))
        filled = fill(path, (RENT, PAPER), head={"opening": 1000, "prepared_by": "王会计"}).read_bytes()
        filled = steady(filled)

    def read(path: Path) -> object:
        (found,) = village_returns.plan_returns(book, [path])
        if found.state == village_returns.REFUSED:
            raise Refused(found.message)
        return ANYTHING

    return Bench({"青山村_2026Q3_财务公开填报表.xlsx": filled}, read)


def _picture() -> bytes:
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (120, 90), "white")
    ImageDraw.Draw(picture).ellipse((20, 10, 90, 80), "navy")
    return _saved(picture, "PNG")


def _saved(picture: object, kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **more)  # type: ignore[attr-defined]
    return out.getvalue()


def pictures() -> dict[str, bytes]:
    """A small picture in every kind a clerk drops."""
    from PIL import Image

    picture = Image.open(io.BytesIO(_picture()))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "camera"
    return {
        "照片.jpg": _saved(picture, "JPEG", exif=exif),
        "照片.png": _picture(),
        "透明.png": _saved(picture.convert("P"), "PNG", transparency=0),
        "照片.bmp": _saved(picture, "BMP"),
        "照片.gif": _saved(picture.convert("P"), "GIF"),
        "照片.webp": _saved(picture, "WEBP"),
        "扫描.tif": _saved(picture.convert("1"), "TIFF", compression="group4"),
        "压缩.tif": _saved(picture, "TIFF", compression="tiff_lzw"),
    }


def photo(_: Desk) -> Bench:
    """A photo that becomes an attachment."""
    from app.intake import photos

    def read(path: Path) -> object:
        made = photos.prepare(path.name, path.read_bytes())
        assert len(made.content) <= photos.MOST_KEPT
        photos.thumbnail(path.name, made.content)
        return ANYTHING

    return Bench(pictures(), read)


def papers() -> dict[str, bytes]:
    """A promise with its square as picture and as PDF of two papers."""
    from reportlab.pdfgen import canvas

    from app.domain.short_code import SQUARE_MARK, code_of
    from app.export.preview import page_pictures

    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=(300, 200), invariant=True)
    from reportlab.graphics.barcode.qr import QrCodeWidget
    from reportlab.graphics.shapes import Drawing

    for number in (7, 8):
        drawing = Drawing(120, 120)
        drawing.add(QrCodeWidget(SQUARE_MARK + code_of(number)))
        drawing.drawOn(page, 40, 40)
        page.drawString(170, 120, f"promise {number}")
        page.showPage()
    page.save()
    (shown,) = page_pictures(out.getvalue(), 150, [0])
    from PIL import Image

    picture = Image.frombuffer("RGB", (shown.width, shown.height), shown.bgrx, "raw", "BGRX", shown.stride, 1)
    return {"扫描.pdf": out.getvalue(), "承诺书.png": _saved(picture, "PNG"), "承诺书.jpg": _saved(picture, "JPEG")}


def scan(_: Desk) -> Bench:
    """A signed paper that comes back as photo or scan."""
    from app.operations.scan_reading import scans_of

    def read(path: Path) -> object:
        for one in scans_of(path):
            assert one.thumbnail()
        return ANYTHING

    return Bench(papers(), read)


def annex(_: Desk) -> Bench:
    """A PDF of somebody else's in a packet: it is only searched."""
    from app.domain.pdf_marks import marks

    def read(path: Path) -> object:
        assert isinstance(marks(path.read_bytes()), list)
        return ANYTHING

    return Bench({"附件.pdf": papers()["扫描.pdf"]}, read)


def _as_template(data: bytes, chance: Random) -> bytes:
    """Half of the mutants of an office file are packed anew with a larger hidden part."""
    if not data.startswith(b"PK") or chance.randrange(2):
        return data
    out = io.BytesIO(data)
    try:
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr("xl/media/x.bin", b"x" * chance.randrange(5000))
    except Exception:
        return data
    return out.getvalue()


def template_part(desk: Desk) -> Bench:
    """A file the county takes into its templates: layout, lights, letter, holidays, own form, order of fields."""
    import openpyxl

    from app import paths
    from app.operations import template_kinds
    from app.operations.layouts import HEADS

    book = desk.book
    assert isinstance(book, Book)
    lights = paths.resource("lights", "presets.json").read_bytes()
    import json

    order = openpyxl.Workbook()
    page = order.active
    assert page is not None
    page.append(HEADS)
    page.append(["受理", "受理线索", "A10", "本月"])
    out = io.BytesIO()
    order.save(out)
    order_sheet = steady(out.getvalue())
    seeds = {
        "灯色.json": json.dumps(json.loads(lights)[0], ensure_ascii=False).encode(),
        "提示函.json": paths.resource("templates", "letters", "提示函.json").read_bytes(),
        "表样.json": paths.resource("layouts", "monthly.json").read_bytes(),
        "转录.json": paths.resource("layouts", "transcript.json").read_bytes(),
        "放假.csv": holidays(),
        "本县台账.xlsx": own_form(),
        "本县台账.docx": own_word_form(),
        "字段顺序.xlsx": order_sheet,
    }

    def read(path: Path) -> object:
        item = template_kinds.from_file(book, path)
        template_kinds.check_all(book, [item])
        assert template_kinds.said(book, item)
        template_kinds.now(book, item)
        return ANYTHING

    return Bench(seeds, read, finish=_as_template)


def holidays() -> bytes:
    """The plan of a year as the clerk gets it."""
    days = [f"2027-{month:02d}-01,holiday,元旦" for month in range(1, 9)]
    return "\n".join(["date,kind,name", *days, "2027-01-03,workday,元旦", ""]).encode()


READERS = (
    Reader("xlsx", "工作簿 .xlsx", xlsx),
    Reader("xls", "旧工作簿 .xls .et", xls),
    Reader("csv", "CSV", csv),
    Reader("word", "Word 表格", word),
    Reader("import", "导入到预览为止", import_plan),
    Reader("clipboard", "从 WPS、Word 粘贴", clipboard),
    Reader("form", "套用本县表样", forms, heavy=True),
    Reader("village", "村里交回的填报表", village, heavy=True),
    Reader("template_part", "县里加入模板的文件", template_part),
    Reader("photo", "照片附件", photo),
    Reader("scan", "承诺书照片和 PDF 扫描件", scan),
    Reader("annex", "包里的 PDF 附件", annex),
)
