"""县级汇总: the figures of a month added up over all townships, each with who reported it and the rows behind it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from app.domain.days import Period, chinese_day
from app.figures.counting import Figure, Place
from app.operations import county_board, county_desk, monthly_papers, sheets
from app.operations.county_board import Board
from app.operations.monthly_papers import FORM
from app.operations.on_paper import mark_of
from app.reports.county_totals import Reported, completeness, figures_by_township
from app.reports.monthly_form import monthly_form
from app.reports.sheet import Sheet
from app.storage import inbox
from app.storage.book import Book

Figures = Mapping[Place, Figure]
KEY_FIGURES = ("A20", "B20", "B30", "C10", "C20", "C30", "C40", "D10", "E10")
_COUNTS = ("m", "adj", "y", "c", "ly", "stock")
_NAMES = dict(zip(_COUNTS, ("month", "correction", "year", "campaign", "last_year", "stock"), strict=True))


@dataclass(frozen=True)
class TownshipFigures:
    """What one township reported: its code and name, the packet that counts, its figures with rows of this book."""

    code: str
    name: str
    packet: int
    nil: bool
    figures: Figures


@dataclass(frozen=True)
class Totals:
    """A month over the county. `silent` are townships whose figures are not in it, by name."""

    month: str
    board: Board
    townships: tuple[TownshipFigures, ...]
    silent: tuple[str, ...]

    @cached_property
    def figures(self) -> Figures:
        """Every figure added up; a column nobody filled stays empty."""
        return added(one.figures for one in self.townships)

    def behind(self, place: Place) -> list[tuple[TownshipFigures, Figure]]:
        """Who reported a figure, the largest first; those who reported nothing of it are left out."""
        found = [(one, figure) for one in self.townships if not (figure := one.figures.get(place, Figure())).nothing]
        return sorted(found, key=lambda pair: -(pair[1].m or pair[1].stock or 0))


def totals(book: Book, month: str) -> Totals:
    """Add up what townships reported of a month, each by the newest of its packets that was accepted.

    Raises:
        Refused: This is no county's book.
    """
    county_desk.must_be_county(book)
    board = county_board.board(book, Period.parse(month).key)
    newest = {line["township"]: line for line in _accepted(book, board.month)}
    found, silent = list[TownshipFigures](), list[str]()
    for line in board.lines:
        packet = newest.get(line.code)
        body = inbox.figures(book, packet["id"]) if packet else ""
        if not packet or not body:
            silent.append(line.name)
            continue
        told = json.loads(body)  # it was looked at closely when it came
        figures = _figures(book, line.code, told["figures"])
        found.append(TownshipFigures(line.code, line.name, packet["id"], bool(told["nil"]), figures))
    return Totals(board.month, board, tuple(found), tuple(silent))


def added(parts: Iterable[Figures]) -> Figures:
    """Figures of several added up, with the rows behind all of them."""
    sums: dict[Place, dict[str, int]] = {}
    months: dict[Place, Counter[tuple[str, int]]] = {}
    lates: dict[Place, Counter[tuple[str, int]]] = {}
    for figures in parts:
        for place, figure in figures.items():
            into = sums.setdefault(place, {})
            for name in _COUNTS:
                if (value := getattr(figure, name)) is not None:
                    into[name] = into.get(name, 0) + value
            months.setdefault(place, Counter()).update(figure.month)
            lates.setdefault(place, Counter()).update(figure.late)
    return {place: Figure(**into, month=months[place], late=lates[place]) for place, into in sums.items()}


def form(book: Book, found: Totals, key: str = FORM) -> Sheet:
    """The county's own form of the month: the same layout, filled with the sums."""
    period = Period.parse(found.month)
    notes = [("没有汇总进来", "、".join(found.silent))] if found.silent else []
    return monthly_form(
        monthly_papers.layout_of(key, book),
        found.figures,
        township=f"{book.info.county}(汇总 {len(found.townships)} 个乡镇)",
        county=book.info.county,
        period_title=period.title,
        made_on=chinese_day(book.today()),
        signers=(("填表人", ""), ("审核人", ""), ("单位负责人", ""), ("签发日期", "")),
        notes=notes,
        nil="各乡镇本月各项均无发生。" if found.townships and all(one.nil for one in found.townships) else "",
        mark=mark_of(book),
    )


def papers(book: Book, found: Totals) -> list[Sheet]:
    """The form with the sums, the key figures of each township, and who reported when."""
    return [form(book, found), key_figures(book, found), reported(book, found.board)]


def reported(book: Book, board: Board) -> Sheet:
    """应报, 实报, 迟报, 退回 of a month."""
    lines = [
        (line.name, f"{line.sign} {line.title}", line.received_on, line.late, line.corrections) for line in board.lines
    ]
    return completeness(lines, due_on=chinese_day(board.due_on), counts=_counts(board), **_common(book, board.month))


def key_figures(book: Book, found: Totals, codes: Sequence[str] = KEY_FIGURES) -> Sheet:
    """Some figures of each township: this month with its corrections, or what stood at the end of it."""
    places = [Place(code) for code in codes]
    lines = [Reported(one.name, tuple(_shown(one.figures.get(place)) for place in places)) for one in found.townships]
    return figures_by_township(codes, lines, found.silent, **_common(book, found.month))


def write(book: Book, found: Totals, folder: Path) -> list[Path]:
    """The sheets of a month as PDF and Excel in a folder; gives the files."""
    return [path for sheet in papers(book, found) for path in sheets.write_sheet(book, sheet, folder)]


def _common(book: Book, month: str) -> dict[str, Any]:
    return {
        "county": book.info.county,
        "period_title": Period.parse(month).title,
        "made_on": chinese_day(book.today()),
        "mark": mark_of(book),
    }


def _counts(board: Board) -> tuple[int, int, int]:
    """How many townships count, were sent back or not accepted, did not report."""
    counted = board.counts
    good, missing = counted["merged"] + counted["waiting"], counted[county_board.MISSING]
    return good, len(board.lines) - good - missing, missing


def _accepted(book: Book, month: str) -> list[dict[str, Any]]:
    lines = [line for line in inbox.received(book, period=month) if line["state"] in ("merged", "returned")]
    return sorted(lines, key=lambda line: int(line["seq"]))


def _shown(figure: Figure | None) -> int:
    if figure is None:
        return 0
    return figure.stock or 0 if figure.m is None else figure.m + figure.adj


def _figures(book: Book, township: str, told: Iterable[Mapping[str, Any]]) -> Figures:
    """Figures as they came; the rows they list by their ids here."""
    figures_told = list(told)
    named: dict[str, set[int]] = {}
    for one in figures_told:
        for row in (*one["rows"], *one["corrected_rows"]):
            named.setdefault(str(row["register"]), set()).add(row["id"])
    known = {
        register: {
            **inbox.same_rows(book, township, register),
            **inbox.local_rows(book, township, register, ids),
        }
        for register, ids in named.items()
    }

    def here(rows: Iterable[Mapping[str, Any]]) -> Counter[tuple[str, int]]:
        found = Counter[tuple[str, int]]()
        for row in rows:
            register = str(row["register"])
            if row["id"] in known[register]:
                found[(register, known[register][row["id"]])] += 1
        return found

    figures = {}
    for one in figures_told:
        values = {name: one[key] for name, key in _NAMES.items()}
        values["adj"] = values["adj"] or 0
        figures[Place.read(one["key"])] = Figure(**values, month=here(one["rows"]), late=here(one["corrected_rows"]))
    return figures
