"""Several PDFs as one file, page after page."""

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
