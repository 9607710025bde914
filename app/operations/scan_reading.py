"""Which paper a photo or scan shows: by the square on it, else by its file name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.domain.faults import Refused
from app.domain.short_code import codes_in
from app.operations.attachments import read_file

BY_SQUARE, BY_NAME = "二维码", "文件名"
_DPI, _SMALL_DPI, _MOST_PAGES = 150, 40, 200


@dataclass(frozen=True)
class Scan:
    """One paper: its file, its content (some pages of it, where the file holds several papers), its code, and where
    that was read."""

    path: Path
    content: bytes
    code: str = ""
    how: str = ""

    def thumbnail(self) -> bytes:
        """A small picture of its first page, for whoever has to say what it is."""
        from app.intake import codes, photos

        if self.path.suffix.lower() != ".pdf":
            return photos.thumbnail(self.path.name, self.content)
        from app.export.preview import page_pictures

        (picture,) = page_pictures(self.content, _SMALL_DPI, [0])
        return codes.page_thumbnail(picture.width, picture.height, picture.stride, picture.bgrx)


def scans_of(path: Path) -> Iterator[Scan]:
    """The papers a file holds: one for a picture, one for each code of a PDF that shows several.

    Raises:
        Told: It cannot be read, or is neither picture nor PDF.
    """
    content = read_file(path)
    if path.suffix.lower() == ".pdf":
        yield from _of_pdf(path, content)
        return
    from app.intake import codes, photos

    if path.suffix.lower() not in photos.PICTURES:
        photos.prepare(path.name, content)  # says by itself what is wrong with a HEIC photo
        raise Refused(f"“{path.name}”不是照片也不是 PDF。台账没有改动;请放入签好的承诺书的照片或扫描件。", "E-FILE")
    found = codes.codes_in_picture(path.name, content)
    code, how = _named(path, found)
    yield Scan(path, content, code, how)


def _of_pdf(path: Path, content: bytes) -> Iterator[Scan]:
    from app.export.pages import pages_of
    from app.export.preview import page_count, page_pictures
    from app.intake import codes

    try:
        count = page_count(content)
        if count > _MOST_PAGES:
            raise Refused(f"“{path.name}”有 {count} 页,太多了。台账没有改动;请分成几份再放入。", "E-FILE")
        shown = [codes.codes_in_pixels(p.width, p.height, p.stride, p.bgrx) for p in page_pictures(content, _DPI)]
    except RuntimeError as error:  # the only class pypdfium2 has for a broken file
        raise Refused(f"“{path.name}”打不开,可能没有复制完整。台账没有改动;请重新复制一次。", "E-FILE") from error
    papers = _papers(shown)
    for code, pages in papers:
        known, how = _named(path, [code] if code else [], whole=len(papers) == 1)
        part = content if len(papers) == 1 else pages_of(content, pages)
        yield Scan(path, part, known, how)


def _papers(shown: list[list[str]]) -> list[tuple[str, list[int]]]:
    """Pages by the code they show; a page without one belongs to the paper before it."""
    papers: list[tuple[str, list[int]]] = []
    for number, codes in enumerate(shown):
        code = codes[0] if codes else ""
        if papers and (not code or code == papers[-1][0] or not papers[-1][0]):
            before, pages = papers[-1]
            papers[-1] = (before or code, [*pages, number])
        else:
            papers.append((code, [number]))
    return papers


def _named(path: Path, found: list[str], whole: bool = True) -> tuple[str, str]:
    if found:
        return found[0], BY_SQUARE
    named = codes_in(path.stem) if whole else []
    return (named[0], BY_NAME) if named else ("", "")
