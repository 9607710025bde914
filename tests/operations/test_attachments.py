"""Files of rows: named after their row, small, and looked at in a copy that goes away."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from app.intake.unreadable import Unreadable
from app.operations import attachments, books, records
from app.storage.book import Book
from tests.conftest import Places
from tests.domain.test_pdf_marks import made
from tests.operations.clerk import PROBLEM, found, row
from tests.packet.packet_county import pdf


def photo(path: Path, side: int = 3000) -> Path:
    Image.effect_noise((side, side * 3 // 4), 60).convert("RGB").save(path, "JPEG", quality=97)
    return path


def names(book: Book, row_id: int) -> list[str]:
    return [each.name for each in attachments.attached(str(row(book, "problem", row_id)["proof"] or ""))]


def test_a_dropped_photo_is_shrunk_and_named_and_the_original_is_untouched(
    book: Book, places: Places, folder: Path
) -> None:
    problem, original = found(book), photo(folder / "IMG_2026 1.JPG")
    before = original.read_bytes()

    records.add_file(book, PROBLEM, problem.id, "proof", original)

    (kept,) = attachments.attached(str(row(book, "problem", problem.id)["proof"]))
    assert kept.name == "示纪问〔2026〕1号_01.jpg"
    assert len(records.file_bytes(book, kept.digest)) <= 300_000 < len(before)
    assert original.read_bytes() == before


def test_files_of_a_row_are_counted_on_and_what_a_person_called_them_stays(
    book: Book, places: Places, folder: Path
) -> None:
    problem = found(book)
    for name, content in (
        ("退款收据.pdf", b"a"),
        ("微信图片_20261122101010.pdf", b"b"),
        ("350301199003072345 王某.pdf", b"c"),
        ("110101199003070011王伟.pdf", b"d"),
    ):
        (folder / name).write_bytes(content)
        records.add_file(book, PROBLEM, problem.id, "proof", folder / name)

    kept = names(book, problem.id)

    stem = "示纪问〔2026〕1号"
    assert kept[:2] == [f"{stem}_01_退款收据.pdf", f"{stem}_02.pdf"]
    assert [name[: len(stem) + 3] for name in kept] == [f"{stem}_0{n}" for n in (1, 2, 3, 4)]


def test_an_identity_number_in_a_files_name_does_not_get_into_the_book(
    book: Book, places: Places, folder: Path
) -> None:
    problem = found(book)
    for name in ("11010519491231002X 王伟证明.pdf", "王伟 13912345678.pdf"):
        (folder / name).write_bytes(name.encode())
        records.add_file(book, PROBLEM, problem.id, "proof", folder / name)

    assert names(book, problem.id) == ["示纪问〔2026〕1号_01.pdf", "示纪问〔2026〕1号_02.pdf"]


def test_the_same_photo_twice_is_kept_once(book: Book, places: Places, folder: Path) -> None:
    problem, original = found(book), photo(folder / "a.jpg", 800)
    (folder / "b.jpg").write_bytes(original.read_bytes())

    for name in ("a.jpg", "b.jpg"):
        records.add_file(book, PROBLEM, problem.id, "proof", folder / name)

    assert len(names(book, problem.id)) == 1
    assert len(list(book.files_folder.glob("??/*"))) == 1


def test_a_refused_file_leaves_nothing_behind(book: Book, places: Places, folder: Path) -> None:
    problem = found(book)
    (folder / "IMG_1.heic").write_bytes(b"x")

    with pytest.raises(Unreadable, match="HEIC"):
        records.add_file(book, PROBLEM, problem.id, "proof", folder / "IMG_1.heic")

    assert names(book, problem.id) == []
    assert not book.files_folder.exists()


def test_a_look_is_a_copy_that_cannot_be_written_and_goes_away(book: Book, places: Places, folder: Path) -> None:
    problem = found(book)
    records.add_file(book, PROBLEM, problem.id, "proof", photo(folder / "a.jpg", 600))
    (kept,) = attachments.attached(str(row(book, "problem", problem.id)["proof"]))

    first = attachments.look_copy(book, kept.digest, kept.name)
    again = attachments.look_copy(book, kept.digest, kept.name)
    mode = first.stat().st_mode & 0o777
    shown = Image.open(BytesIO(first.read_bytes())).size
    attachments.put_away_copies()

    assert first == again
    assert os.name == "nt" or mode == 0o400
    assert shown == (600, 450)
    assert not first.exists()
    assert '"act":"file.look"' in b"".join(book.log().bodies()).decode()


def test_closing_the_book_takes_the_copies_away(book: Book, places: Places, folder: Path) -> None:
    problem = found(book)
    records.add_file(book, PROBLEM, problem.id, "proof", photo(folder / "a.jpg", 600))
    (kept,) = attachments.attached(str(row(book, "problem", problem.id)["proof"]))
    copy = attachments.look_copy(book, kept.digest, kept.name)

    books.close_book(book)

    assert not copy.exists()


def test_row_68_a_pdf_with_a_script_is_kept_as_it_is_and_warned_of_before_it_is_looked_at(
    book: Book, places: Places, folder: Path
) -> None:
    problem, data = found(book), made(b"<</S /JavaScript /JS (app.alert(1))>>")
    for name, content in (("来信.pdf", data), ("会议记录.pdf", pdf(1)), ("说明.txt", b"/JavaScript")):
        (folder / name).write_bytes(content)
        records.add_file(book, PROBLEM, problem.id, "proof", folder / name)

    kept = attachments.attached(str(row(book, "problem", problem.id)["proof"]))

    assert records.file_bytes(book, kept[0].digest) == data
    warned = [attachments.warning(book, one.digest, one.name) for one in kept]
    assert warned[0].endswith("不是普通的 PDF:会自动运行的脚本。看图软件问要不要运行、连接、保存时,请都不要点“允许”。")
    assert warned[1:] == ["", ""]
