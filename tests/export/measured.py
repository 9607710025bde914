"""A drawn page measured in millimetres from the upper left corner of the paper, by a library that did not draw it."""

from __future__ import annotations

from dataclasses import dataclass

from pdfminer.layout import LTChar, LTLine

from app.export.pdf import PdfPages
from tests.export.paper import Paper

MM = 72 / 25.4
HEIGHT = 297.0


@dataclass(frozen=True)
class Mark:
    """One character: where its origin stands, how wide it is set, its size in points and its face."""

    text: str
    x: float
    x1: float
    base: float
    size: float
    face: str


@dataclass(frozen=True)
class Rule:
    """One straight horizontal line."""

    x0: float
    x1: float
    y: float
    width: float


class Measured:
    """The pages of one PDF in millimetres."""

    def __init__(self, drawn: PdfPages) -> None:
        self.paper = Paper(drawn.data)

    def marks(self, page: int) -> list[Mark]:
        """Every visible character in the order in which it is drawn."""
        return [_mark(item) for item in self.paper.characters(page) if item.get_text().strip()]

    def lines(self, page: int) -> list[list[Mark]]:
        """The characters of a page by their baseline, from top to bottom, each line from left to right."""
        found: dict[float, list[Mark]] = {}
        for mark in self.marks(page):
            found.setdefault(round(mark.base, 1), []).append(mark)
        return [sorted(found[base], key=lambda mark: mark.x) for base in sorted(found)]

    def texts(self, page: int) -> list[str]:
        """The lines of a page as text."""
        return ["".join(mark.text for mark in line) for line in self.lines(page)]

    def line(self, page: int, begins: str) -> list[Mark]:
        """The first line of a page that begins so."""
        return next(line for line in self.lines(page) if "".join(mark.text for mark in line).startswith(begins))

    def rules(self, page: int) -> list[Rule]:
        """The horizontal lines of a page from top to bottom."""
        found = [item for item in self.paper.pages[page] if isinstance(item, LTLine) and abs(item.y0 - item.y1) < 0.1]
        rules = [Rule(i.x0 / MM, i.x1 / MM, HEIGHT - i.y0 / MM, i.linewidth / MM) for i in found]
        return sorted(rules, key=lambda rule: rule.y)


def _mark(item: LTChar) -> Mark:
    x, y = item.matrix[4], item.matrix[5]
    return Mark(
        item.get_text(), x / MM, item.x1 / MM, HEIGHT - y / MM, round(item.size, 2), item.fontname.split("+")[-1]
    )
