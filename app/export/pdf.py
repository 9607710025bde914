"""Draws any Sheet as a PDF: embedded faces, searchable text, equal bytes for equal input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from threading import Lock

from app.export.flow import Flow, SignBox
from app.export.fonts import face_name, faces_of_a_document, require_coverage, widths
from app.export.ink import Ink
from app.export.layout import foot_and_mark, lay_out
from app.export.looks import MM
from app.export.tiles import draw_tiles
from app.export.wrap import wrap
from app.reports.sheet import Sheet

# The faces are shared by all documents of the process and can serve one document at a time.
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True)
class PdfPages:
    """A finished PDF.

    `places` are the sign-off places of the sheet, `fields` the free boxes for electronic signatures
    (one for each role of the sheet's fact "signature_fields", which is a list with commas). `starts` are the blocks
    (from 0) that were being placed when each page began, for sheets that are not glued.
    """

    data: bytes
    pages: int
    places: tuple[SignBox, ...] = ()
    fields: tuple[SignBox, ...] = ()
    faces: tuple[str, ...] = ()
    starts: tuple[int, ...] = ()


def draw(sheet: Sheet, *, version_line: str = "", own_faces: bool = False) -> PdfPages:
    """Draw a sheet; `version_line` stands small at the foot of every page.

    With `own_faces` the official faces of this machine are left out, so that every machine makes the same bytes.

    Raises:
        MissingGlyph: A character that no face can draw; nothing is made.
        TooWide: A table that no paper holds without cutting a column.
    """
    with _ONE_AT_A_TIME, faces_of_a_document(own_faces):
        ink = Ink(sheet.title)
        return _finished(_drawn(ink, sheet, version_line), ink)


def _drawn(ink: Ink, sheet: Sheet, version_line: str = "") -> Flow:
    """Put all pages of a sheet behind those that are there."""
    roles = sheet.facts.get("signature_fields", "")
    version_line = version_line or sheet.facts.get("version", "")
    require_coverage(chain(sheet.placed(), (("", version_line), ("", roles))))
    flow = lay_out(sheet)
    for number in range(len(flow.pages)):
        if flow.paper.tiling:
            draw_tiles(ink, flow, number, partial(_page, flow, number, version_line))
        else:
            ink.page(flow.paper.width, flow.paper.height)
            _page(flow, number, version_line, ink)
            ink.end_page()
        flow.pages[number] = []  # what was drawn is not kept a second time
    return flow


@dataclass(frozen=True)
class Stacked:
    """Where one sheet lies in a stack: its first page (from 0), all its pages with the white ones among them, and
    those of them that are printed on; `width` and `height` of its paper in points."""

    first: int
    pages: int
    printed: int
    width: float
    height: float


class Stack:
    """Many sheets in one PDF, drawn as they come: none is kept, and the faces are in the file once.

    With `duplex` every sheet begins on the front of a sheet of paper.
    """

    def __init__(self, title: str, *, duplex: bool = False) -> None:
        self._ink, self._duplex = Ink(title), duplex

    def add(self, sheet: Sheet, *, only_fronts: bool = False) -> Stacked:
        """Draw a sheet behind the others; with `only_fronts` no page of it comes onto a back.

        Raises:
            MissingGlyph: A character that no face can draw; nothing of the sheet is in the stack then.
            TooWide: A table that no paper holds without cutting a column; likewise.
        """
        first = self._ink.pages
        with _ONE_AT_A_TIME, faces_of_a_document(own=False):
            self._ink.only_fronts = self._duplex and only_fronts
            flow = _drawn(self._ink, sheet)
        if self._duplex and self._ink.pages % 2:
            self._ink.blank()
        tiling = flow.paper.tiling
        size = (tiling.width, tiling.height) if tiling else (flow.paper.width, flow.paper.height)
        return Stacked(first, self._ink.pages - first, len(flow.pages) * (tiling.count if tiling else 1), *size)

    def finish(self) -> bytes:
        """The whole file."""
        with _ONE_AT_A_TIME:
            return self._ink.finish()


def _page(flow: Flow, number: int, version_line: str, ink: Ink) -> None:
    """Everything on one page of a sheet."""
    paper, mark = flow.paper, flow.sheet.mark
    if mark:
        size = min(paper.width / 4.5, 1.1 * paper.width / widths("hei").of(mark))
        ink.diagonal(paper.width / 2, paper.height / 2, mark, size)
    with ink.glued(paper.joints_x):
        for drawing in flow.pages[number]:
            drawing(ink)
        foot_and_mark(flow, ink, number, version_line)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Lay out and measure in our own faces while nothing else does."""
    with _ONE_AT_A_TIME, faces_of_a_document(own=True):
        yield


def _finished(flow: Flow, ink: Ink) -> PdfPages:
    faces = tuple(map(face_name, ink.used_faces()))
    if flow.paper.tiling:  # the places to sign are those of the sheet that is put together
        return PdfPages(ink.finish(), len(flow.pages) * flow.paper.tiling.count, faces=faces)
    return PdfPages(ink.finish(), len(flow.pages), tuple(flow.places), tuple(flow.fields), faces, tuple(flow.starts))


def stamp_pdf(lines: Sequence[str], width_mm: float, height_mm: float) -> bytes:
    """What a visible signature shows: a rectangle with lines of text, never the picture of a seal.

    Raises:
        MissingGlyph: A character that no face can draw.
    """
    with _ONE_AT_A_TIME, faces_of_a_document(own=True):
        require_coverage([("", line) for line in lines])
        width, height = width_mm * MM, height_mm * MM
        size = _stamp_size(lines, width, height)
        ink = Ink("电子签名")
        ink.page(width, height)
        ink.box(0.5, 0.5, width - 1, height - 1, 0.8)
        shown = _stamp_lines(lines, width, size)
        y = height / 2 + (len(shown) * 1.3 / 2) * size - size
        for text in shown:
            ink.text(3, y, text, "song", size)
            y -= 1.3 * size
        ink.end_page()
        return ink.finish()


def _stamp_lines(lines: Sequence[str], width: float, size: float) -> list[str]:
    return [part for line in lines for part in wrap(line, (width - 6) / size, widths("song"))]


def _stamp_size(lines: Sequence[str], width: float, height: float) -> float:
    """The largest type size up to 10 points at which all lines stand inside the rectangle."""
    sizes = [half / 2 for half in range(20, 5, -1)]
    fitting = (s for s in sizes if len(_stamp_lines(lines, width, s)) * 1.3 * s <= height - 4)
    return next(fitting, sizes[-1])
