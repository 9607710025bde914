"""AS4: the signed promises come back as photos, and each finds its own row."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from PIL import Image, ImageChops

from app.export.joined import join_pdfs
from app.operations import attachments, papers, records, scans, sheets
from app.operations.scans import Filing
from app.storage.book import Book
from tests.conftest import Places
from tests.operations.clerk import COMMITMENT, found, row

FILING = Filing("2026-11-20")


def promise(book: Book, number: int = 1) -> int:
    problem = found(book, description=f"第{number}笔山林发包收入没有入账", measures="收回入账")
    texts = {"unit": "青山村", "problems": problem.number, "text": "2026年11月30日前退还 3,000 元并张榜公布"}
    return records.save(book, COMMITMENT, None, texts).id


def letter(book: Book, *ids: int) -> bytes:
    return join_pdfs([sheets.sheet_pdf(one) for one in papers.build(book, COMMITMENT, "commitment_letter", list(ids))])


def page(pdf: bytes, number: int = 0, dpi: float = 150) -> Image.Image:
    (shown,) = sheets.preview(pdf, dpi, [number])
    return Image.frombuffer("RGB", (shown.width, shown.height), shown.bgrx, "raw", "BGRX", shown.stride, 1)


@cache
def grain() -> Image.Image:
    """Made once: noise of the size of a photo takes a second."""
    return Image.effect_noise((3264, 2448), 60)


def photographed(paper: Image.Image, seed: int) -> bytes:
    """The page on a desk, from above at an angle, with the grain of a cheap telephone: about 4 MB."""
    rng = Random(seed)
    tall = round(rng.uniform(0.86, 0.94) * grain().height)
    lying = paper.convert("L").resize((round(tall / paper.height * paper.width), tall), Image.Resampling.BILINEAR)
    w, h = lying.size
    slant = [rng.uniform(0, 0.05) for _ in range(4)]
    corners = (-slant[0] * w, -slant[1] * h, -slant[2] * w, h * (1 + slant[3]))
    corners += (w * (1 + slant[0]), h, w * (1 + slant[1]), 0.0)
    lying = lying.transform(lying.size, Image.Transform.QUAD, corners, Image.Resampling.BILINEAR, fillcolor=255)
    turned = rng.uniform(-12, 12)
    mask = Image.new("L", lying.size, 255).rotate(turned, expand=True)
    lying = lying.rotate(turned, Image.Resampling.BILINEAR, expand=True)
    desk = Image.new("L", grain().size, 90)
    desk.paste(lying, ((desk.width - lying.width) // 2, (desk.height - lying.height) // 2), mask)
    photo = Image.blend(desk, ImageChops.offset(grain(), rng.randrange(3000), rng.randrange(2000)), 0.3)
    out = BytesIO()
    photo.convert("RGB").save(out, "JPEG", quality=96)
    return out.getvalue()


@pytest.fixture
def drop(folder: Path) -> Path:
    made = folder / "手机 照片"
    made.mkdir()
    return made


def put(drop: Path, name: str, content: bytes) -> Path:
    (drop / name).write_bytes(content)
    return drop / name


def test_fourteen_photos_of_four_megabytes_find_their_rows_and_end_small(
    book: Book, places: Places, drop: Path
) -> None:
    ids = [promise(book, number) for number in range(1, 15)]
    photos = []
    for seed, row_id in enumerate(ids):
        photos.append(put(drop, f"IMG_{9000 + seed}.jpg", photographed(page(letter(book, row_id)), seed)))
    sizes = [photo.stat().st_size for photo in photos]

    results = scans.file_scans(book, photos, FILING)

    assert min(sizes) > 3_500_000
    assert [(result.state, result.how, result.row_id) for result in results] == [
        ("filed", "二维码", row_id) for row_id in ids
    ]
    for row_id in ids:
        kept = row(book, "commitment", row_id)
        (file,) = attachments.attached(str(kept["scan"]))
        content = records.file_bytes(book, file.digest)
        assert (kept["state"], kept["signed_on"]) == ("已签", "2026-11-20")
        assert file.name == f"{kept['number']}_01.jpg"
        assert len(content) <= 300_000
        assert max(Image.open(BytesIO(content)).size) >= 1400


def test_all_of_them_are_one_step_back(book: Book, places: Places, drop: Path) -> None:
    ids = [promise(book, number) for number in (1, 2)]
    pages = [put(drop, f"{n}.png", _png(page(letter(book, row_id)))) for n, row_id in enumerate(ids)]
    scans.file_scans(book, pages, FILING)

    records.undo(book)

    assert [row(book, "commitment", row_id)["state"] for row_id in ids] == ["起草", "起草"]
    assert [row(book, "commitment", row_id)["scan"] for row_id in ids] == [None, None]


def test_a_stack_scanned_into_one_pdf_is_taken_apart(book: Book, places: Places, drop: Path) -> None:
    ids = [promise(book, number) for number in (1, 2, 3)]
    stack = put(drop, "扫描件.pdf", letter(book, *ids))

    results = scans.file_scans(book, [stack], FILING)

    assert [(result.state, result.row_id) for result in results] == [("filed", row_id) for row_id in ids]
    kept = [attachments.attached(str(row(book, "commitment", row_id)["scan"])) for row_id in ids]
    assert [len(files) for files in kept] == [1, 1, 1]
    assert {records.file_bytes(book, files[0].digest)[:5] for files in kept} == {b"%PDF-"}
    assert len({files[0].digest for files in kept}) == 3


@pytest.mark.parametrize("name", ["{code}.jpg", "张三的承诺 {code} 背面.jpg", "{number}.jpg", "{bracketed}扫描.jpg"])
def test_without_a_square_the_name_of_the_file_tells(book: Book, places: Places, drop: Path, name: str) -> None:
    row_id = promise(book)
    kept = row(book, "commitment", row_id)
    number = str(kept["number"])
    given = name.format(code=kept["code"], number=number, bracketed=number.replace("〔", "[").replace("〕", "]"))
    photo = put(drop, given, _jpeg(Image.new("RGB", (900, 1200), "white")))

    (result,) = scans.file_scans(book, [photo], FILING)

    assert (result.state, result.how, result.row_id) == ("filed", "文件名", row_id)


def test_what_finds_no_row_is_asked_about_with_a_picture_and_then_filed(book: Book, places: Places, drop: Path) -> None:
    row_id = promise(book)
    photo = put(drop, "IMG_1.jpg", _jpeg(Image.new("RGB", (900, 1200), "white")))

    (asked,) = scans.file_scans(book, [photo], FILING)
    before = row(book, "commitment", row_id)["scan"]
    filed = scans.file_scan(book, asked, row_id, FILING)

    assert asked.state == "asked"
    assert max(Image.open(BytesIO(asked.thumbnail)).size) <= 480
    assert before is None
    assert (filed.state, row(book, "commitment", row_id)["state"]) == ("filed", "已签")


def test_a_code_of_another_book_is_asked_about(book: Book, places: Places, drop: Path) -> None:
    paper = _png(page(letter(book, promise(book))))
    records.undo(book)

    (asked,) = scans.file_scans(book, [put(drop, "a.png", paper)], FILING)

    assert asked.state == "asked"
    assert "台账里没有这一份" in asked.message


def test_posting_is_entered_with_the_scans(book: Book, places: Places, drop: Path) -> None:
    row_id = promise(book)
    filing = Filing("2026-11-20", "2026-11-21", "2026-11-30", "村务公开栏")

    scans.file_scans(book, [put(drop, "a.png", _png(page(letter(book, row_id))))], filing)

    kept = row(book, "commitment", row_id)
    assert kept["state"] == "已公示"
    assert [kept[key] for key in ("signed_on", "posted_from", "posted_to", "posted_at")] == [
        "2026-11-20",
        "2026-11-21",
        "2026-11-30",
        "村务公开栏",
    ]


def test_what_the_rules_forbid_is_said_and_the_file_is_kept(book: Book, places: Places, drop: Path) -> None:
    row_id = promise(book)

    (result,) = scans.file_scans(book, [put(drop, "a.png", _png(page(letter(book, row_id))))], Filing("2026-12-31"))

    kept = row(book, "commitment", row_id)
    assert (result.state, kept["state"]) == ("filed", "起草")
    assert "没有改为“已签”" in result.message
    assert kept["scan"]
    assert kept["signed_on"] is None


def test_the_same_photo_dropped_again_is_not_put_in_twice(book: Book, places: Places, drop: Path) -> None:
    row_id = promise(book)
    photo = put(drop, "a.png", _png(page(letter(book, row_id))))
    scans.file_scans(book, [photo], FILING)

    (again,) = scans.file_scans(book, [photo], FILING)

    assert "以前已经放过" in again.message
    assert len(attachments.attached(str(row(book, "commitment", row_id)["scan"]))) == 1


def test_two_pages_of_one_promise_go_to_one_row(book: Book, places: Places, drop: Path) -> None:
    row_id = promise(book)
    paper = page(letter(book, row_id))
    photos = [put(drop, f"{dots}.png", _png(paper.resize((dots, dots * 14 // 10)))) for dots in (1100, 1000)]

    results = scans.file_scans(book, photos, FILING)

    assert [result.state for result in results] == ["filed", "filed"]
    assert [file.name[-7:] for file in attachments.attached(str(row(book, "commitment", row_id)["scan"]))] == [
        "_01.png",
        "_02.png",
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("IMG.heic", b"x", "HEIC"),
        ("台账.xlsx", b"PK", "不是照片也不是 PDF"),
        ("坏.pdf", b"%PDF-1.4 nothing", "打不开"),
        ("坏.jpg", b"\xff\xd8", "没有复制完整"),
        ("空.jpg", b"", "空的"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_the_others_go_on(
    book: Book, places: Places, drop: Path, name: str, content: bytes, said: str
) -> None:
    row_id = promise(book)
    good = put(drop, "a.png", _png(page(letter(book, row_id))))

    bad, fine = scans.file_scans(book, [put(drop, name, content), good], FILING)

    assert bad.state == "refused"
    assert said in bad.message
    assert fine.state == "filed"


def test_a_voided_promise_takes_no_scan(book: Book, places: Places, drop: Path) -> None:
    row_id = promise(book)
    photo = put(drop, "a.png", _png(page(letter(book, row_id))))
    records.void(book, COMMITMENT, row_id, "重复登记")

    (result,) = scans.file_scans(book, [photo], FILING)

    assert result.state == "asked"


def test_those_without_a_scan_are_offered_first(book: Book, places: Places, drop: Path) -> None:
    first, second = promise(book, 1), promise(book, 2)
    scans.file_scans(book, [put(drop, "a.png", _png(page(letter(book, second))))], FILING)

    offered = scans.candidates(book)

    assert [row_id for row_id, _ in offered] == [first, second]
    assert "青山村" in offered[0][1]
    assert offered[1][1].endswith("(已有扫描件)")


def _png(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _jpeg(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()
