"""A proof as pictures that can be put on a sheet: a photo as it is, a PDF page by page."""

from __future__ import annotations

from io import BytesIO

from app.reports.sheet import Picture

_PICTURES = (".jpg", ".jpeg", ".png")
_PAGES_OF_A_PROOF, _DPI, _QUALITY = 20, 130, 82


def proof_pages(name: str, content: bytes) -> list[Picture]:
    """A photo as it is, a PDF page by page.

    Raises:
        ValueError: Another kind of file, or one that cannot be read.
    """
    kind = "." + name.rpartition(".")[2].lower()
    if kind in _PICTURES:
        from PIL import Image

        with Image.open(BytesIO(content)) as picture:
            return [Picture(content, picture.width, picture.height, name)]
    if kind == ".pdf":
        return _pdf_pages(name, content)
    raise ValueError(f"{name} is no picture")


def _pdf_pages(name: str, content: bytes) -> list[Picture]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise ValueError(str(error)) from error
    out = list[Picture]()
    try:
        count = len(document)
        for at in range(min(count, _PAGES_OF_A_PROOF)):
            picture, file = document[at].render(scale=_DPI / 72).to_pil().convert("RGB"), BytesIO()
            picture.save(file, "JPEG", quality=_QUALITY)
            more = f",其余 {count - _PAGES_OF_A_PROOF} 页没有印" if at + 1 == _PAGES_OF_A_PROOF < count else ""
            label = f"{name}(第 {at + 1} 页,共 {count} 页{more})" if count > 1 else name
            out.append(Picture(file.getvalue(), picture.width, picture.height, label))
    finally:
        document.close()
    return out
