"""The short code in the corner: on every page, readable by a camera, and never where the text stands."""

from __future__ import annotations

from io import BytesIO

import pytest
import zxingcpp
from openpyxl import load_workbook
from PIL import Image, ImageDraw

from app.domain.short_code import code_of
from app.export.pages import pages_of
from app.export.pdf import draw
from app.export.preview import page_count, page_pictures
from app.export.xlsx import write_xlsx
from app.intake.codes import codes_in_picture, codes_in_pixels
from app.reports.sheet import Code, Paragraph, Sheet

CODE = code_of(12)


def letter(pages: int = 1, code: str = CODE) -> Sheet:
    text = Paragraph("在集中整治工作中，本单位对照检查，对下列问题作出整改承诺。" * 16 * pages)
    return Sheet(key="x", title="整改承诺书", look="letter", size="A4", blocks=(text, Code(code, "短码")))


def shown(pdf: bytes, number: int = 0, dpi: float = 110) -> Image.Image:
    (page,) = page_pictures(pdf, dpi, [number])
    return Image.frombuffer("RGB", (page.width, page.height), page.bgrx, "raw", "BGRX", page.stride, 1)


def saved(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def test_every_page_carries_the_code_and_a_camera_reads_it() -> None:
    made = draw(letter(pages=3))

    found = [codes_in_pixels(p.width, p.height, p.stride, p.bgrx) for p in page_pictures(made.data, 110)]

    assert made.pages >= 2
    assert found == [[CODE]] * made.pages


def test_it_stands_as_text_too_on_paper_and_in_the_workbook() -> None:
    sheet = letter()

    cells = [cell.value for line in load_workbook(BytesIO(write_xlsx(sheet))).active.iter_rows() for cell in line]

    assert sheet.lines()[-1] == [f"短码 {CODE}"]
    assert f"短码 {CODE}" in cells


def test_the_text_does_not_give_way() -> None:
    bare = Sheet(key="x", title="整改承诺书", look="letter", size="A4", blocks=letter().blocks[:1])

    with_code, without = shown(draw(letter()).data), shown(draw(bare).data)

    below = (0, with_code.height // 7, with_code.width, with_code.height)
    assert with_code.crop(below).tobytes() == without.crop(below).tobytes()
    assert with_code.tobytes() != without.tobytes()


@pytest.mark.parametrize("turned", [0, 7, 90, 180, 261])
def test_a_turned_page_is_read(turned: int) -> None:
    page = shown(draw(letter()).data).rotate(turned, expand=True, fillcolor="white")

    assert codes_in_picture("页.png", saved(page)) == [CODE]


def test_a_scratched_code_is_still_read() -> None:
    page = shown(draw(letter()).data, dpi=200)
    ImageDraw.Draw(page).line((1375, 140, 1460, 220), fill="white", width=14)

    assert codes_in_picture("页.png", saved(page)) == [CODE]


def test_squares_that_are_not_ours_are_left_alone() -> None:
    made = zxingcpp.create_barcode(CODE, zxingcpp.BarcodeFormat.QRCode).to_image(scale=8)
    paper = Image.new("L", (600, 600), 255)
    paper.paste(Image.frombuffer("L", made.shape[::-1], bytes(memoryview(made))), (100, 100))

    read = [found.text for found in zxingcpp.read_barcodes(paper)]

    assert read == [CODE]
    assert codes_in_picture("页.png", saved(paper)) == []


def test_single_pages_are_taken_out_of_a_stack() -> None:
    pdf = draw(letter(pages=3)).data

    part = pages_of(pdf, [1])

    assert page_count(part) == 1
    assert shown(part).tobytes() == shown(pdf, 1).tobytes()
