"""What becomes of a dropped file: photos small, upright and bare, documents untouched, the rest refused."""

from __future__ import annotations

from io import BytesIO
from random import Random

import pytest
from PIL import Image, ImageDraw

from app.intake.photos import MOST_KEPT, prepare, thumbnail
from app.intake.unreadable import Unreadable


def picture(width: int, height: int, kind: str = "JPEG", **how: object) -> bytes:
    made = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(made)
    for y in range(0, height, 40):
        draw.line((0, y, width, y), fill="black", width=3)
    out = BytesIO()
    made.save(out, kind, **how)  # type: ignore[arg-type]
    return out.getvalue()


def noise(width: int, height: int) -> bytes:
    """A picture nothing can be packed of: the worst a camera may bring."""
    made = Image.frombytes("RGB", (width, height), Random(7).randbytes(width * height * 3))
    out = BytesIO()
    made.save(out, "JPEG", quality=92)
    return out.getvalue()


def with_exif(orientation: int = 6) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x0110] = "CAMERA-OF-SOMEBODY"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (28.0, 11.0, 3.0)
    return picture(400, 200, exif=exif)


def test_a_large_photo_ends_below_the_limit_and_can_still_be_read_on_a4() -> None:
    made = prepare("IMG_1.JPG", picture(4000, 3000, quality=98))

    shown = Image.open(BytesIO(made.content))
    assert len(made.content) <= MOST_KEPT
    assert made.suffix == ".jpg"
    assert max(shown.size) >= 1640
    assert shown.width * 3 == pytest.approx(shown.height * 4, abs=4)


def test_even_pure_noise_ends_below_the_limit() -> None:
    made = prepare("噪声.jpg", noise(2400, 1800))

    assert len(made.content) <= MOST_KEPT
    assert max(Image.open(BytesIO(made.content)).size) >= 1000


def test_place_device_and_time_are_gone_and_the_picture_stands_upright() -> None:
    original = with_exif()

    made = prepare("照片.jpg", original)

    shown = Image.open(BytesIO(made.content))
    assert b"CAMERA-OF-SOMEBODY" in original
    assert b"CAMERA-OF-SOMEBODY" not in made.content
    assert b"Exif" not in made.content
    assert dict(shown.getexif()) == {}
    assert shown.size == (200, 400)


def test_a_small_drawing_stays_a_drawing_without_its_texts() -> None:
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Author", "SOMEBODY")
    original = picture(300, 200, "PNG", pnginfo=notes)

    made = prepare("图.png", original)

    assert b"SOMEBODY" in original
    assert b"SOMEBODY" not in made.content
    assert (made.suffix, Image.open(BytesIO(made.content)).size) == (".png", (300, 200))


def test_what_is_transparent_becomes_white_paper() -> None:
    seen = Image.new("RGBA", (1500, 1200), (0, 0, 0, 0))
    seen.putalpha(Image.frombytes("L", seen.size, Random(3).randbytes(1500 * 1200)))
    out = BytesIO()
    seen.save(out, "PNG", compress_level=1)

    made = prepare("签名.png", out.getvalue())

    assert made.suffix == ".jpg"
    assert len(made.content) <= MOST_KEPT


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "WEBP", "GIF"])
def test_other_pictures_become_ordinary_photos(kind: str) -> None:
    made = prepare(f"图.{kind.lower()}", picture(600, 400, kind))

    assert made.suffix == ".jpg"
    assert Image.open(BytesIO(made.content)).format == "JPEG"


@pytest.mark.parametrize("name", ["会议记录.docx", "台账.XLSX", "扫描.pdf", "说明.txt"])
def test_a_document_stays_as_it_is(name: str) -> None:
    made = prepare(name, b"\x00anything at all")

    assert made.content == b"\x00anything at all"
    assert not made.picture


def test_the_same_photo_gives_the_same_bytes_so_that_it_is_stored_once() -> None:
    photo = picture(2600, 1900)

    assert prepare("一.jpg", photo).content == prepare("二.jpg", photo).content


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("IMG_0001.HEIC", b"anything", "HEIC"),
        ("IMG_0002.jpg", b"\x00\x00\x00\x18ftypheic\x00\x00", "兼容性最佳"),
        ("程序.exe", b"MZ", "不收“.exe”这种文件"),
        ("无名", b"x", "没有后缀"),
        ("断了.jpg", picture(800, 600)[:2000], "没有复制完整"),
        ("假的.png", b"not a picture", "没有复制完整"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_what_to_do(name: str, content: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        prepare(name, content)


def test_a_picture_of_monstrous_size_is_refused_by_its_head() -> None:
    head = picture(10, 10, "BMP")
    monster = head[:18] + (60_000).to_bytes(4, "little") + (60_000).to_bytes(4, "little") + head[26:]

    with pytest.raises(Unreadable, match=r"大得不正常|没有复制完整"):
        prepare("大.bmp", monster)


def test_a_tiff_of_several_pages_is_refused_because_pages_would_be_lost() -> None:
    out = BytesIO()
    page = Image.new("L", (100, 100), 255)
    page.save(out, "TIFF", save_all=True, append_images=[page.copy()])

    with pytest.raises(Unreadable, match="好几页"):
        prepare("扫描.tif", out.getvalue())


def test_a_thumbnail_is_small_and_upright() -> None:
    small = Image.open(BytesIO(thumbnail("照片.jpg", with_exif(), side=100)))

    assert small.size == (50, 100)
