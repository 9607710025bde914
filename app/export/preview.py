"""Pictures of the pages of a PDF for the preview: what is shown is the very file that is printed and sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class PagePicture:
    """One page as 32-bit pixels (blue, green, red, unused), `stride` bytes in a row."""

    width: int
    height: int
    stride: int
    bgrx: bytes


def page_pictures(pdf: bytes, dpi: float, pages: Iterable[int] | None = None) -> list[PagePicture]:
    """Pictures of all pages, or of those named (from 0)."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        document.init_forms()  # the stamps of electronic signatures are form fields and would be left out
        wanted = range(len(document)) if pages is None else pages
        return [_picture(document[number], dpi) for number in wanted]
    finally:
        document.close()


def page_count(pdf: bytes) -> int:
    """How many pages a PDF has."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def _picture(page: object, dpi: float) -> PagePicture:
    bitmap = page.render(scale=dpi / 72, prefer_bgrx=True)  # type: ignore[attr-defined]
    try:
        return PagePicture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
    finally:
        bitmap.close()
        page.close()  # type: ignore[attr-defined]
