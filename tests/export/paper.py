"""A PDF as a reader sees it: text in the order in which it is drawn, places, fonts."""

from __future__ import annotations

import re
from io import BytesIO

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTCurve, LTLine, LTPage, LTRect
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1


class Paper:
    """One PDF, read by a library that is not ours."""

    def __init__(self, data: bytes) -> None:
        self._document = PDFDocument(PDFParser(BytesIO(data)))
        resources = PDFResourceManager()
        device = PDFPageAggregator(resources, laparams=None)
        interpreter = PDFPageInterpreter(resources, device)
        self.pages: list[LTPage] = []
        for page in PDFPage.create_pages(self._document):
            interpreter.process_page(page)
            self.pages.append(device.get_result())

    def characters(self, page: int) -> list[LTChar]:
        """Every character of a page, in the order in which it is drawn."""
        return [item for item in self.pages[page] if isinstance(item, LTChar)]

    def text(self, page: int) -> str:
        """A page's text in the order in which it is drawn, without white space."""
        return squeezed("".join(item.get_text() for item in self.characters(page)))

    def whole(self) -> str:
        """The text of all pages."""
        return "".join(self.text(page) for page in range(len(self.pages)))

    def outside(self) -> list[str]:
        """Characters that stand wholly or partly off the paper."""
        return [
            item.get_text()
            for number, page in enumerate(self.pages)
            for item in self.characters(number)
            if item.x0 < 0 or item.x1 > page.width or item.y0 < 0 or item.y1 > page.height
        ]

    def boxes(self, page: int) -> list[LTRect]:
        """Every rectangle that is drawn on a page."""
        return [item for item in self.pages[page] if isinstance(item, LTRect)]

    def levels(self, page: int) -> list[float]:
        """The heights of all level lines that go from one side of a page towards the other, such as those of rows."""
        wide = self.pages[page].width / 2
        lines = [item for item in self.pages[page] if isinstance(item, LTLine | LTCurve)]
        return [item.y0 for item in lines if item.height < 0.1 and item.width > wide]

    def fonts(self) -> dict[str, bool]:
        """Every font the file names, and whether it is embedded."""
        found: dict[str, bool] = {}
        for xref in self._document.xrefs:
            for number in xref.get_objids():
                thing = resolve1(self._document.getobj(number))
                if isinstance(thing, dict) and getattr(thing.get("Type"), "name", "") == "Font":
                    described = resolve1(thing.get("FontDescriptor")) or {}
                    found[thing["BaseFont"].name] = "FontFile2" in described
        return found


def squeezed(text: str) -> str:
    """A text without white space."""
    return re.sub(r"\s", "", text)
