"""Makes an attachment of what a clerk drops: photos small and without what the camera wrote into them.

The original is only read. What comes out holds the picture and nothing else: no place, no time, no device.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import TYPE_CHECKING

from app.domain.foreign import foreign
from app.intake.unreadable import Unreadable

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_KEPT = 300_000
MOST_DOTS = 120_000_000
# Long sides to try, in dots: A4 at 190, 160 and 140 dots an inch, then what is left for pictures of pure noise.
_SIDES = (2200, 1870, 1640, 1400, 1200, 1000)
_FINE, _LEAST = 88, 42
PICTURES = {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".gif", ".webp", ".tif", ".tiff"}
DOCUMENTS = {
    ".pdf", ".ofd", ".doc", ".docx", ".wps", ".xls", ".xlsx", ".et", ".csv", ".ppt", ".pptx", ".dps", ".rtf", ".txt",
}  # fmt: skip
_APPLE = {".heic", ".heif", ".hif", ".avif"}
_APPLE_MARKS = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1", b"ftypavif")


@dataclass(frozen=True)
class Prepared:
    """What is kept of a file: its content and the ending of its name."""

    content: bytes
    suffix: str
    picture: bool


def prepare(name: str, content: bytes) -> Prepared:
    """A picture made small and bare, any other known kind of file as it is.

    Raises:
        Unreadable: A kind nobody could open later, a damaged or monstrous picture.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix in _APPLE or content[4:12] in _APPLE_MARKS:
        raise Unreadable(
            name,
            "这是手机的 HEIC 照片,很多电脑打不开",
            "请在手机上把照片另存为 JPG(相机设置里选“兼容性最佳”),或截图后再放入。",
        )
    if suffix in PICTURES:
        return shrunk(name, content)
    if suffix in DOCUMENTS:
        return Prepared(content, suffix, False)
    raise Unreadable(
        name, f"不收“{suffix or '没有后缀'}”这种文件", "可放照片(JPG、PNG)、PDF、Word、Excel、WPS 文件和文本。"
    )


def shrunk(name: str, content: bytes) -> Prepared:
    """A picture of at most 300 KB that is legible on A4, upright, without anything the camera wrote into it."""
    picture = opened(name, content)
    with readable(name):
        if len(content) <= MOST_KEPT and picture.format == "PNG":
            bare = _png(picture)
            if len(bare) <= MOST_KEPT:
                return Prepared(bare, ".png", True)
        return Prepared(_jpeg(_upright(picture)), ".jpg", True)


def readable(name: str) -> AbstractContextManager[None]:
    """Whatever the library says of a picture while it reads it: much of it is only read when it is turned or saved."""
    advice = "请重新从手机或扫描仪复制一次。"
    return foreign(lambda: Unreadable(name, "图片打不开,可能没有复制完整", advice))


def thumbnail(name: str, content: bytes, side: int = 480) -> bytes:
    """A small JPEG of a picture, upright."""
    picture = opened(name, content, most=side * 2)
    with readable(name):
        small = _upright(picture)
        small.thumbnail((side, side))
        return _encoded(small, 80)


def opened(name: str, content: bytes, most: int = _SIDES[0]) -> Image:
    """A picture that is whole and of a sane size; a photo much larger than `most` is read coarser, which is quicker.

    Raises:
        Unreadable: It is none, is cut off, is monstrous, or holds several pages.
    """
    from PIL import Image

    with readable(name):
        picture = Image.open(BytesIO(content), formats=("JPEG", "PNG", "BMP", "GIF", "WEBP", "TIFF"))
        if picture.width * picture.height > MOST_DOTS:
            raise Unreadable(
                name, f"图片有 {picture.width}×{picture.height} 点,大得不正常", "请用手机或看图软件缩小后再放入。"
            )
        if picture.format == "TIFF" and getattr(picture, "n_frames", 1) > 1:
            raise Unreadable(name, "这个 TIFF 里有好几页", "请在扫描时选 PDF,或用看图软件另存为 PDF 再放入。")
        if picture.format == "JPEG":
            picture.draft("RGB", (most, most))
        picture.load()
    return picture


def _upright(picture: Image) -> Image:
    """Turned as it was held, on white where it is transparent, in plain colours."""
    from PIL import Image, ImageOps

    turned = ImageOps.exif_transpose(picture)
    if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
        ground = Image.new("RGB", turned.size, "white")
        coloured = turned.convert("RGBA")
        ground.paste(coloured, mask=coloured.getchannel("A"))
        return ground
    return turned.convert("L" if turned.mode in ("1", "L", "I", "I;16", "F") else "RGB")


def _jpeg(picture: Image) -> bytes:
    """The finest that fits: first the largest size, then, where that would look coarse, a smaller one."""
    from PIL import Image

    for side in _SIDES:
        scale = side / max(picture.size)
        if scale < 1:
            size = (max(round(picture.width * scale), 1), max(round(picture.height * scale), 1))
            smaller = picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
        else:
            smaller = picture
        if found := _finest(smaller):
            return found
    return _encoded(smaller, 20)


def _finest(picture: Image) -> bytes:
    """The best quality within the limit by halving, b"" where even the least is too much."""
    low, high = _LEAST, _FINE
    if len(best := _encoded(picture, low)) > MOST_KEPT:
        return b""
    if len(_encoded(picture, high, small=False)) <= MOST_KEPT:
        return _encoded(picture, high)
    while high - low > 6:
        middle = (low + high) // 2
        if len(_encoded(picture, middle, small=False)) <= MOST_KEPT:
            low = middle
        else:
            high = middle
    return best if low == _LEAST else _encoded(picture, low)


def _encoded(picture: Image, quality: int, *, small: bool = True) -> bytes:
    """A JPEG of that quality; made small it takes twice as long and is never larger."""
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=small)
    return out.getvalue()


def _png(picture: Image) -> bytes:
    from PIL import ImageOps

    turned = ImageOps.exif_transpose(picture)
    bare = turned.copy()
    bare.info = {key: value for key, value in turned.info.items() if key == "transparency"}
    out = BytesIO()
    bare.save(out, "PNG", optimize=True)
    return out.getvalue()
