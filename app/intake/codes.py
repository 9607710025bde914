"""Reads the squares of our own papers back from photos and scans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.short_code import SQUARE_MARK, read_code
from app.intake.photos import opened, readable

if TYPE_CHECKING:
    from PIL.Image import Image

_COARSE, _FINE = 1800, 4200


def codes_in_picture(name: str, content: bytes) -> list[str]:
    """The short codes a picture shows, each once; a sharp small one is looked for again in all its dots.

    Raises:
        Unreadable: The picture is damaged, monstrous, or none.
    """
    for most in (_COARSE, _FINE):
        picture = opened(name, content, most)
        with readable(name):
            if found := _codes(picture, most):
                return found
    return []


def codes_in_pixels(width: int, height: int, stride: int, bgrx: bytes) -> list[str]:
    """The short codes of a page that is at hand as 32-bit pixels."""
    from PIL import Image

    return _codes(Image.frombuffer("RGB", (width, height), bgrx, "raw", "BGRX", stride, 1), max(width, height))


def page_thumbnail(width: int, height: int, stride: int, bgrx: bytes) -> bytes:
    """A page as a small JPEG."""
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.frombuffer("RGB", (width, height), bgrx, "raw", "BGRX", stride, 1).save(out, "JPEG", quality=80)
    return out.getvalue()


def _codes(picture: Image, most: int) -> list[str]:
    import zxingcpp

    grey = picture.convert("L")
    if max(grey.size) > most:
        grey.thumbnail((most, most))
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    codes = [read_code(each.text.removeprefix(SQUARE_MARK)) for each in found if each.text.startswith(SQUARE_MARK)]
    return list(dict.fromkeys(code for code in codes if code))
