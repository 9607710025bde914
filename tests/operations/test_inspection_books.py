"""迎检卷: 目录 with right pages, a page a matter, proofs as pictures, names hidden when asked, every making logged."""

from __future__ import annotations

import json
from contextlib import closing
from io import BytesIO

import pytest
from PIL import Image
from pypdfium2 import PdfDocument

from app.domain.faults import Refused
from app.ledgers import ledger
from app.operations import attachments, inspection_books
from app.operations.inspection_books import Wish, bind
from app.operations.sheets import sheet_docx, sheet_pdf, sheet_xlsx
from app.reports.sheet import Sheet, Table
from app.storage.book import Book
from tests.conftest import Places
from tests.operations.clerk import PROBLEM, found


def photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (400, 300), "#A04030").save(out, "JPEG")
    return out.getvalue()


def two_pages() -> bytes:
    out = BytesIO()
    with closing(PdfDocument.new()) as document:
        for _ in range(2):
            document.new_page(300, 400)
        document.save(out)
    return out.getvalue()


def with_proof(book: Book, row_id: int, name: str, content: bytes) -> None:
    row = dict(book.row("problem", row_id) or {})
    attachments.attach(book, PROBLEM, row, "proof", name, content)
    with book.change("附件") as writer:
        writer.save(PROBLEM, {"id": row_id, "proof": row["proof"]})


def pages(sheet: Sheet) -> list[str]:
    with closing(PdfDocument(sheet_pdf(sheet))) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def contents(sheet: Sheet) -> Table:
    return next(block for block in sheet.blocks if isinstance(block, Table) and block.caption == "目录")


@pytest.fixture
def places_of(book: Book, places: Places) -> list[tuple[str, int]]:
    """Three problems, the second with a photo, a two-page PDF and a text file as proofs."""
    made = [found(book, description=f"第{at}件:公开栏没有更新", responsible="王伟") for at in (1, 2, 3)]
    with_proof(book, made[1].id, "照片.jpg", photo())
    with_proof(book, made[1].id, "会议纪要.pdf", two_pages())
    with_proof(book, made[1].id, "说明.txt", "已整改".encode())
    return [("problem", one.id) for one in made]


def test_the_numbers_in_the_contents_are_the_pages_on_which_the_matters_begin(
    book: Book, places_of: list[tuple[str, int]]
) -> None:
    sheet = bind(book, Wish(tuple(places_of), "青山村"))

    printed = pages(sheet)
    for at, row in enumerate(contents(sheet).rows, 1):
        number = int(str(row[-1]))
        assert f"{at}．{row[2]}"[:18] in printed[number - 1].replace("\r\n", "")
    assert len(printed) > len(places_of) + 2


def test_proofs_are_bound_in_and_what_cannot_be_printed_is_named(book: Book, places_of: list[tuple[str, int]]) -> None:
    bare, full = (bind(book, Wish(tuple(places_of), proofs=proofs)) for proofs in (False, True))

    text = "".join(pages(full))
    assert len(pages(full)) > len(pages(bare))
    assert "第 2 页,共 2 页" in text
    assert "另有不能印在卷里的佐证材料" in text
    assert [row[4] for row in contents(full).rows] == ["", "4 份", ""]
    assert "第 2 页,共 2 页" not in "".join(pages(bare))


def test_names_are_hidden_unless_they_are_to_be_seen(book: Book, places_of: list[tuple[str, int]]) -> None:
    hidden, open_ = (bind(book, Wish(tuple(places_of), masked=masked, proofs=False)) for masked in (True, False))

    assert "王伟" not in "".join(pages(hidden))
    assert "王**" in "".join(pages(hidden))
    assert "卷内人员姓名已遮盖" in pages(hidden)[0]
    assert "王伟" in "".join(pages(open_))
    assert "看后收回" in pages(open_)[0]


def test_a_row_of_any_register_is_told_with_all_its_fields(book: Book, places: Places) -> None:
    with book.change("电话") as writer:
        writer.save(ledger("unit"), {"id": places.village, "phone": "0795-5550200", "address": "村部二楼"})

    text = "".join(pages(bind(book, Wish((("unit", places.village),)))))

    assert "村部二楼" in text
    assert "0795-5550200" in text


def test_every_row_that_was_bound_is_in_the_log(book: Book, places_of: list[tuple[str, int]]) -> None:
    bind(book, Wish(tuple(places_of), proofs=False))

    bodies = [json.loads(body) for body in book.log().bodies(0)]
    bound = [body["obj"] for body in bodies if body["act"] == "inspection.bind"]
    assert bound == [f"problem/{row_id}" for _, row_id in places_of]


def test_a_damaged_proof_is_named_and_the_rest_is_bound(book: Book, places_of: list[tuple[str, int]]) -> None:
    for path in book.files_folder.rglob("*"):
        if path.is_file():
            path.write_bytes(b"zerstoert")

    text = "".join(pages(bind(book, Wish(tuple(places_of)))))

    assert "另有不能印在卷里的佐证材料" in text


def test_nothing_chosen_and_too_much_chosen_are_refused(book: Book) -> None:
    with pytest.raises(Refused, match="没有选中"):
        bind(book, Wish(()))
    with pytest.raises(Refused, match="一卷最多"):
        bind(book, Wish(tuple(("problem", at) for at in range(inspection_books.MOST + 1))))


def test_what_is_base_data_needs_no_page_of_its_own(book: Book) -> None:
    mixed = [("unit", 1), ("problem", 2), ("person", 3)]

    assert inspection_books.matters(book, mixed) == [("problem", 2)]
    assert inspection_books.matters(book, [("unit", 1)]) == [("unit", 1)]


def test_excel_and_word_name_the_pictures(book: Book, places_of: list[tuple[str, int]]) -> None:
    from docx import Document
    from openpyxl import load_workbook

    sheet = bind(book, Wish(tuple(places_of)))

    cells = [str(cell.value) for row in load_workbook(BytesIO(sheet_xlsx(sheet))).active for cell in row]  # type: ignore[union-attr]
    words = [one.text for one in Document(BytesIO(sheet_docx(sheet))).paragraphs]

    assert any(text.startswith("图片：") for text in cells)
    assert any(text.startswith("图片：") for text in words)
