"""Several PDFs as one file, page after page, and the pages of one in another order."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO


def join_pdfs(pdfs: Sequence[bytes]) -> bytes:
    """The pages of all PDFs in their order; one PDF stays as it is."""
    if len(pdfs) == 1:
        return pdfs[0]
    import pypdfium2

    whole, out = pypdfium2.PdfDocument.new(), BytesIO()
    try:
        for pdf in pdfs:
            part = pypdfium2.PdfDocument(pdf)
            try:
                whole.import_pages(part)
            finally:
                part.close()
        whole.save(out)
    finally:
        whole.close()
    return out.getvalue()


def in_order(pdf: bytes, pages: Sequence[int]) -> bytes:
    """A PDF of these pages (from 0) of another, in this order; a page may come several times and is in it once."""
    import pypdfium2

    whole, out = pypdfium2.PdfDocument.new(), BytesIO()
    source = pypdfium2.PdfDocument(pdf)
    try:
        whole.import_pages(source, list(pages))
        whole.save(out)
    finally:
        source.close()
        whole.close()
    return out.getvalue()
