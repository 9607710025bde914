"""Takes single pages out of a PDF that a scanner made of a whole stack."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO


def pages_of(pdf: bytes, pages: Sequence[int]) -> bytes:
    """A PDF of some pages (from 0) of another one, as they are."""
    import pypdfium2

    source = pypdfium2.PdfDocument(pdf)
    part = pypdfium2.PdfDocument.new()
    try:
        part.import_pages(source, list(pages))
        out = BytesIO()
        part.save(out)
        return out.getvalue()
    finally:
        part.close()
        source.close()
