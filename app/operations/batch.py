"""成批打印, second half: the sheets that are ready as one PDF, their pages in the order asked for, and what is noted.

The file is drawn sheet by sheet: no sheet is kept, and a sheet that is wanted several times is in it once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.faults import Fault, Refused, Told
from app.ledgers.print_log import FILE, PRINTER
from app.operations import gate, prints, versions, wall_paper
from app.operations.batch_plan import (
    CODE,
    REGISTERS,
    Order,
    Piece,
    Plan,
    Progress,
    build,
    called,
    chosen,
    kinds,
    kinds_of,
    lines_of,
    plan,
    villages_of,
)
from app.operations.on_paper import safe_name
from app.operations.prints import Printed
from app.reports.sheet import Sheet
from app.storage.book import Book

if TYPE_CHECKING:
    from app.export.pdf import Stacked

__all__ = ["REGISTERS", "Order", "Plan", "called", "chosen", "kinds", "kinds_of", "lines_of", "plan", "villages_of"]
_KEPT = "batch"
_POINTS_OF_A_MM = 72 / 25.4
_SIZES = {(210, 297): "A4", (297, 420): "A3", (600, 900): "60×90厘米"}


@dataclass(frozen=True)
class Made:
    """A batch ready to be sent or kept.

    `pdf` holds every sheet once; `pages` are its pages in the order of printing, copies and white backs among them,
    `sizes` their widths and heights in points. Every copy of a sheet begins at one of `starts`; `ends` says after how
    many of `pages` the last copy of each sheet of `printed` is out.
    """

    pdf: bytes
    pages: tuple[int, ...]
    sizes: tuple[tuple[float, float], ...]
    starts: tuple[int, ...]
    printed: tuple[Printed, ...]
    ends: tuple[int, ...]

    def out_after(self, sent: int) -> list[Printed]:
        """The sheets all copies of which are on paper once so many pages were sent."""
        return [one for one, end in zip(self.printed, self.ends, strict=True) if end <= sent]

    def begin_again(self, sent: int) -> int:
        """Where to go on after so many pages: at the first page of the sheet in which the printing stopped."""
        return max((start for start in self.starts if start <= sent), default=0)


def make(book: Book, plan: Plan, progress: Progress | None = None) -> Made:
    """Draw every sheet of a plan that is ready.

    Raises:
        Refused: Nothing is ready, or sheets cannot be drawn after all; all of them are named.
    """
    from app.export.pdf import Stack

    if not plan.ready:
        raise plan.refusal()
    stack = Stack(title_of(plan), duplex=plan.order.duplex)
    shown = list(versions.contacts_in_use(book))
    printed, places, broken = list[Printed](), list["Stacked"](), list[Fault]()
    for number, piece in enumerate(plan.ready):
        if progress:
            progress(number, len(plan.ready), f"正在排版:{piece.title} {piece.kind.title}")
        try:
            (sheet,) = gate.passed(book, [_on_paper(build(book, piece), plan.order.paper)])
            place = stack.add(sheet, only_fronts=wall_paper.is_wall(sheet))
        except Told as told:
            broken.append(Fault("", f"{piece.kind.title}“{piece.title}”:{told.message}", told.code))
            continue
        places.append(place)
        printed.append(_printed(piece, sheet, place, shown))
    if broken:
        raise Refused([*broken, Fault("", "什么也没有打印。请先处理这些再来。", CODE)], CODE)
    pages, sizes, starts, ends = list[int](), list[tuple[float, float]](), list[int](), [0] * len(places)
    for at in sequence(plan):
        place = places[at]
        starts.append(len(pages))
        pages += range(place.first, place.first + place.pages)
        sizes += [(place.width, place.height)] * place.pages
        ends[at] = len(pages)
    return Made(stack.finish(), tuple(pages), tuple(sizes), tuple(starts), tuple(printed), tuple(ends))


def write(book: Book, plan: Plan, made: Made, folder: Path) -> tuple[Path, str]:
    """Keep a batch as one PDF in a folder and list it in 打印记录; the file, and what the list calls the batch.

    Raises:
        Refused: It cannot be written there.
    """
    from app.export.files import replace_file
    from app.export.joined import in_order

    target = folder / f"{safe_name(title_of(plan))}.pdf"
    natural = made.pages == tuple(range(len(made.pages)))
    replace_file(target, made.pdf if natural else in_order(made.pdf, made.pages))
    return target, prints.note_batch(book, made.printed, FILE)


def write_each(book: Book, plan: Plan, folder: Path, formats: Sequence[str]) -> tuple[list[Path], str]:
    """Every sheet of a plan as files of its own, listed in 打印记录 as one batch.

    Raises:
        Refused: Nothing is ready, or a file cannot be written; those before it are there and listed.
    """
    from app.operations.sheets import write_sheet

    if not plan.ready:
        raise plan.refusal()
    shown, written, printed = list(versions.contacts_in_use(book)), list[Path](), list[Printed]()
    named = Counter[str]()
    try:
        for piece in plan.ready:
            sheet = _on_paper(build(book, piece), plan.order.paper)
            named[sheet.file_name] += 1
            if named[sheet.file_name] > 1:  # two account sets of one village
                sheet = replace(sheet, file_name=f"{sheet.file_name}({named[sheet.file_name]})")
            written += write_sheet(book, sheet, folder, formats)
            printed.append(_printed(piece, sheet, None, shown))
    finally:
        number = prints.note_batch(book, printed, FILE)
    return written, number


def note_sent(book: Book, made: Made, sent: int, already: int = 0, copies: int = 1) -> str:
    """List the sheets of which all copies are on paper once `sent` pages went to the printer; returns the batch.

    Args:
        book: The book.
        made: What was sent.
        sent: How many of its pages, from the first.
        already: How many of them had been noted before a printing that stopped was taken up again.
        copies: How many the printer made of each by itself.
    """
    known = set(made.out_after(already)) if already else set()
    printed = [replace(one, copies=one.copies * copies) for one in made.out_after(sent) if one not in known]
    return prints.note_batch(book, printed, PRINTER)


def remember(book: Book, order: Order) -> None:
    """Offer the same kinds, copies and paper the next time."""
    kept = {"copies": dict(order.copies), "by_kind": order.by_kind, "paper": order.paper, "duplex": order.duplex}
    book.keep(_KEPT, kept)


def remembered(book: Book) -> dict[str, Any]:
    """What was chosen last: copies by kind, by_kind, paper and duplex; at first one public sheet of money each."""
    kept = book.kept(_KEPT)
    return (
        kept
        if isinstance(kept, dict)
        else {"copies": {"finance_wall": 1}, "by_kind": False, "paper": "", "duplex": False}
    )


def title_of(plan: Plan) -> str:
    """What the file of a batch is called: 2026年第3季度 财务公开榜等 3 种 126 张."""
    order = plan.order
    named = kinds_of(next(iter(order.copies))).title
    several = f"等{len(order.copies)}种" if len(order.copies) > 1 else ""
    when = "" if order.rows else f"{order.period.title}_"
    return f"{when}{named}{several}_{len(plan.ready)}张"


def _on_paper(sheet: Sheet, paper: str) -> Sheet:
    return wall_paper.on_paper(sheet, paper) if paper and wall_paper.is_wall(sheet) else sheet


def _printed(piece: Piece, sheet: Sheet, place: Stacked | None, shown: Sequence[str]) -> Printed:
    owner = piece.title.partition(" ")[0]
    return Printed(
        sheet.key,
        piece.kind.title,
        piece.unit,
        sheet.title if owner in sheet.title else f"{piece.title} {piece.kind.title}",  # slips do not say whose they are
        sheet.facts.get("version", ""),
        _paper_name(sheet, place) if place else "",
        place.printed if place else 0,
        piece.copies,
        versions.to_put(sheet, shown),
    )


def _paper_name(sheet: Sheet, place: Stacked) -> str:
    """A4, A3, or as the choice of paper calls it."""
    if "x" in sheet.size and sheet.size.startswith("A4"):
        return next((one.title for one in wall_paper.PAPERS if one.size == sheet.size.partition(" ")[0]), "A4拼贴")
    sides = sorted(round(side / _POINTS_OF_A_MM) for side in (place.width, place.height))
    return _SIZES.get((sides[0], sides[1]), f"{sides[0]}×{sides[1]}毫米")


def sequence(plan: Plan) -> list[int]:
    """Which sheet comes when: a whole set of a village after the other, or all copies of a sheet together."""
    numbered = list(enumerate(plan.ready))
    if plan.order.by_kind:
        return [at for at, piece in numbered for _ in range(piece.copies)]
    out: list[int] = []
    for _, own in groupby(numbered, key=lambda one: one[1].village):
        village = list(own)
        for copy in range(max(piece.copies for _, piece in village)):
            out += [at for at, piece in village if piece.copies > copy]
    return out
