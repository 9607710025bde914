"""Measures a table for one paper: how wide each column is, how its cells wrap, how high its rows are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, combinations, pairwise
from typing import Literal, NamedTuple

from app.export.fonts import Widths, widths
from app.export.ink import Align
from app.export.looks import Paper
from app.export.wrap import WHOLE, kept_whole, wrap
from app.reports.sheet import Cell, Column, Table, show, table_lines

Shown = str | list[str]
_PAD = 0.36
_LEAD = 1.3
_SHORT, _SHORT_TITLE = 12.0, 4.05
_FEW = 6.8  # six characters and the white beside them
_GIVES_WAY, _GIVES_WAY_THEN, _MUCH = 6.0, 4.0, 0.5
_TWO_WORDS = 4  # a title of so many characters is two words, each on a line of its own
_INDENT = "\u3000"  # begins what is a part of the row above
PAGE_SUM = "本页小计"
_APART = 1.2  # between a heading and the plain words beside it
NOTE = 0.8
"""How large the plain words under a heading are, in parts of the type size."""


class Line(NamedTuple):
    """One row as it is drawn. In a heading the first cell goes over `span` columns and `note` stands below it.

    A note that is short enough stands `beside` it instead, so far from the left edge of the text.
    """

    cells: list[Shown]
    height: float
    kind: Literal["row", "heading", "subtotal"] = "row"
    values: tuple[Cell, ...] = ()
    span: int = 0
    note: list[str] = []
    beside: float = 0.0


@dataclass(frozen=True)
class Need:
    """The widths of one column in ems: what it must have, what is comfortable, what was wished, what is longest."""

    least: float
    comfort: float
    wish: float
    longest: float


@dataclass(frozen=True)
class Grid:
    """A table with every measure known. A cell is one line or, where it wraps, a list of lines."""

    table: Table
    paper: Paper
    edges: tuple[float, ...]
    aligns: tuple[Align, ...]
    head: list[Shown]
    rows: list[Line]
    total: list[Shown] | None
    capital: list[str]

    @property
    def size(self) -> float:
        """The type size in points."""
        return self.paper.table_size

    @property
    def lead(self) -> float:
        """From one line to the next in points."""
        return self.size * _LEAD

    @property
    def pad(self) -> float:
        """Between a cell's edge and its text."""
        return self.size * _PAD

    @property
    def sums(self) -> tuple[int, ...]:
        """The columns that are summed up at the foot of a page, none where the whole table has no total."""
        if self.total is None:
            return ()
        return tuple(index for index, column in enumerate(self.table.columns) if column.sums)

    def height(self, row: Sequence[Shown], note: int = 0) -> float:
        """How high a row with these cells is, and so many lines of plain words below them."""
        most = max((len(cell) for cell in row if isinstance(cell, list)), default=1) + NOTE * note
        return max(most * self.lead + 2 * self.paper.look.row_pad * self.size, self.paper.look.row_height)

    def page_sum(self, rows: Sequence[Line]) -> list[Shown]:
        """The 本页小计 of the rows on one page."""
        columns = self.table.columns
        counted = [row.values for row in rows if row.kind == "row"]
        out: list[Shown] = [""] * len(columns)
        for index in self.sums:
            amounts = [one for values in counted if values and isinstance(one := values[index], int)]
            out[index] = show(sum(amounts), columns[index].kind) if amounts else ""
        label = next((index for index, cell in enumerate(self.table.total or ()) if isinstance(cell, str)), 0)
        return [*out[:label], PAGE_SUM, *out[label + 1 :]]

    @property
    def end_height(self) -> float:
        """The 合计 row and the 大写 line."""
        total = self.height(self.total) if self.total is not None else 0.0
        return total + (self.height([self.capital]) if self.capital else 0.0)


class Draft:
    """A table before a paper is chosen: its texts, and how wide its columns must be in each face."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._texts = table_lines(table)
        # The text of a heading stands over several columns and makes none of them wider.
        self._headings = {index: _take_heading(self._texts[index + 1]) for index in table.headings}
        self._needs: dict[str, list[Need]] = {}

    def on(self, paper: Paper, squeeze: float = 0.0) -> Grid | None:
        """The table on this paper, or None where it does not fit.

        `squeeze` says how much wide columns of text give way: 0 not at all, 1 down to the least widths of all columns.
        """
        table, texts, needs = self._table, self._texts, self._needs_in(paper.look.table_face)
        room = paper.room / paper.table_size
        texty = [column.kind == "text" for column in table.columns]
        columns = _share(needs, texty, room, squeeze)
        if columns is not None and paper.joints_x:
            joints = [(x - paper.left) / paper.table_size for x in paper.joints_x]
            moved = _between_joints(columns, needs, texty, joints, squeeze)
            columns = moved or (columns if squeeze == 1 else None)
        if columns is None:
            return None
        edges = [paper.left]
        for width in columns:
            edges.append(edges[-1] + width * paper.table_size)
        inner = [width - 2 * _PAD for width in columns]
        body = texts[1:-1] if table.total is not None else texts[1:]
        grid = Grid(
            table=table,
            paper=paper,
            edges=tuple(edges),
            aligns=tuple(
                _align(column, need, width, any(text[index].startswith(_INDENT) for text in body))
                for index, (column, need, width) in enumerate(zip(table.columns, needs, inner, strict=True))
            ),
            head=[_heading(title, width) for title, width in zip(texts[0], inner, strict=True)],
            rows=[],
            total=_wrapped(texts[-1:], inner, widths("hei"))[0] if table.total is not None else None,
            capital=wrap(table.capital, room - 2 * _PAD, widths("hei")) if table.capital else [],
        )
        return replace(grid, rows=self._rows(grid, body, columns))

    def _rows(self, grid: Grid, body: list[list[str]], columns: list[float]) -> list[Line]:
        """Every row wrapped and measured; headings go over the empty cells beside them."""
        inner = [width - 2 * _PAD for width in columns]
        special = self._table.headings | self._table.subtotals
        plain = [row for index, row in enumerate(body) if index not in special] if special else body
        shown = iter(_wrapped(plain, inner, widths(grid.paper.look.table_face)))
        if not special:
            return [Line(row, grid.height(row), "row", v) for row, v in zip(shown, self._table.rows, strict=True)]
        out = []
        for index, values in enumerate(self._table.rows):
            if index in self._headings:
                out.append(_heading_line(grid, body[index], self._headings[index], columns, values))
            elif index in self._table.subtotals:
                (row,) = _wrapped([body[index]], inner, widths("hei"))
                out.append(Line(row, grid.height(row), "subtotal", values))
            else:
                row = next(shown)
                out.append(Line(row, grid.height(row), "row", values))
        return out

    def _needs_in(self, face: str) -> list[Need]:
        if face not in self._needs:
            bold = [self._texts[index + 1] for index in self._table.subtotals]
            bold += self._texts[-1:] if self._table.total is not None else []
            self._needs[face] = [
                _need(column, [r[index] for r in self._texts[1:]], [r[index] for r in bold], widths(face))
                for index, column in enumerate(self._table.columns)
            ]
        return self._needs[face]


def _take_heading(texts: list[str]) -> tuple[str, int]:
    """Take the text of a heading out of its row: the text, and how many columns it may go over."""
    at = next((index for index, text in enumerate(texts) if text), 0)
    text, texts[at] = texts[at], ""
    return text, next((index for index, other in enumerate(texts) if other), len(texts))


def _heading_line(
    grid: Grid, texts: list[str], heading: tuple[str, int], columns: list[float], values: tuple[Cell, ...]
) -> Line:
    text, span = heading
    title, _, plain = text.partition("\n")
    room = sum(columns[:span]) - 2 * _PAD
    inner = [width - 2 * _PAD for width in columns]
    (row,) = _wrapped([texts], inner, widths("hei"))
    row[0] = _cell(title, room, widths("hei"))
    beside = widths("hei").of(title) + _APART
    if plain and beside + NOTE * widths("kai").of(plain) <= room:
        return Line(row, grid.height(row), "heading", values, span, [plain], beside * grid.size)
    note = wrap(plain, room / NOTE, widths("kai")) if plain else []
    return Line(row, grid.height(row, len(note)), "heading", values, span, note)


def _need(column: Column, texts: list[str], bold: list[str], face: Widths) -> Need:
    title = widths("hei").of(column.title)
    words = [widths("hei").of(word) for word in WHOLE.findall(column.title)]
    least_title = max(title / 4, *words, min(title, 2.0))
    distinct = set(texts)
    longest = max((face.of(line) for text in distinct for line in text.split("\n")), default=0.0)
    if column.kind != "text":
        total = max((widths("hei").of(text) for text in bold), default=0.0)
        least = max(longest, total, least_title)
        comfort = max(least, title / 2, min(title, 3.0))
        return Need(least + 2 * _PAD, comfort + 2 * _PAD, max(comfort, column.width) + 2 * _PAD, longest)
    whole = {word for text in distinct for word in WHOLE.findall(text)}
    least = max(max(map(face.of, whole), default=0.0), least_title, min(longest, 2))
    wish = max(column.width, least)
    kept = max((face.of(piece) for text in distinct for piece in kept_whole(text)), default=0.0)
    comfort = max(
        least, kept, min(wish, longest or wish) * 0.7, min(wish, longest, 4), _title_of_two_lines(column.title)
    )
    return Need(least + 2 * _PAD, comfort + 2 * _PAD, max(wish, comfort) + 2 * _PAD, longest + 2 * _PAD)


def _title_of_two_lines(title: str) -> float:
    """How wide a column is comfortable for its title, short words in brackets standing on their own line."""
    face = widths("hei")
    wide, opening = face.of(title), title.find("(")
    parted = max(face.of(title[:opening]), face.of(title[opening:])) if opening > 1 else 0.0
    return max(wide / 3, min(wide, 3.0), parted if parted <= _SHORT_TITLE else 0.0)


def _share(needs: list[Need], texty: list[bool], room: float, squeeze: float) -> list[float] | None:
    """Give every column its width in ems so that they fill the room, or None when they do not fit."""
    out = [_first_width(need, text, squeeze) for need, text in zip(needs, texty, strict=True)]
    if sum(out) > room:
        return None
    pairs = list(zip(needs, texty, strict=True))
    goals = (
        [need.comfort for need in needs],
        # A few characters stand on one line before a long text is given more.
        [max(need.longest, need.comfort) if text and need.longest <= _FEW else need.comfort for need, text in pairs],
        # Text first: a number that fits, or a text of one line, gains nothing from more room.
        [max(min(need.wish, need.longest), need.comfort) if text else need.comfort for need, text in pairs],
        [max(need.longest, need.comfort) if text else need.comfort for need, text in pairs],
        [max(need.wish, need.comfort) for need in needs],
    )
    for goal in goals:
        wants = [max(want - has, 0.0) for want, has in zip(goal, out, strict=True)]
        spare = room - sum(out)
        share = min(1.0, spare / total) if (total := sum(wants)) else 0.0
        out = [has + want * share for has, want in zip(out, wants, strict=True)]
    stretch = room / sum(out)
    return [width * stretch for width in out]


def _first_width(need: Need, text: bool, squeeze: float) -> float:
    if squeeze == 1:
        return need.least
    gives = squeeze if text and need.comfort > (_GIVES_WAY if squeeze < _MUCH else _GIVES_WAY_THEN) else 0.0
    return need.comfort - gives * (need.comfort - need.least)


def _between_joints(
    natural: list[float], needs: list[Need], texty: list[bool], joints: list[float], squeeze: float
) -> list[float] | None:
    """Columns shared out anew so that pages that are glued together meet between two of them.

    None where that would leave one of them too narrow. All in ems, joints from the left edge.
    """
    edges = list(accumulate(natural, initial=0.0))
    tries = combinations(range(1, len(natural)), len(joints))
    places = [0.0, *joints, edges[-1]]
    for at in sorted(tries, key=lambda at: sum(abs(edges[k] - x) for k, x in zip(at, joints, strict=True))):
        ends = [0, *at, len(natural)]
        parts = [
            _share(needs[first:last], texty[first:last], right - left, squeeze)
            for (first, last), (left, right) in zip(pairwise(ends), pairwise(places), strict=True)
        ]
        if all(parts):
            return [width for part in parts if part for width in part]
    return None


def _align(column: Column, need: Need, inner: float, indented: bool) -> Align:
    if column.kind in ("money", "count", "points"):
        return "right"
    if column.kind in ("date", "number"):
        return "center"
    return "center" if need.longest - 2 * _PAD <= min(inner, _SHORT) and not indented else "left"


def _wrapped(lines: list[list[str]], inner: list[float], face: Widths) -> list[list[Shown]]:
    columns: list[list[Shown]] = []
    for index, width in enumerate(inner):
        known: dict[str, Shown] = {}
        column: list[Shown] = []
        for line in lines:
            text = line[index]
            if text not in known:
                known[text] = _cell(text, width, face)
            column.append(known[text])
        columns.append(column)
    return [list(row) for row in zip(*columns, strict=True)]


def _heading(title: str, width: float) -> Shown:
    """A column title; where it needs several lines, they are about equally long and a unit stands on its own."""
    face = widths("hei")
    wide = face.of(title)
    if "\n" not in title and wide <= width + 1e-6:
        return title
    upper, stroke, lower = title.partition("/")
    if stroke and max(face.of(upper + stroke), face.of(lower)) <= width:
        return [upper + stroke, lower]
    opening = title.find("(")
    if opening > 1 and face.of(title[:opening]) <= width:
        return [title[:opening], *wrap(title[opening:], width, face)]
    if opening == _TWO_WORDS and face.of(title[opening:]) <= width:
        return [*_even(title[:opening], width, face), title[opening:]]
    return _even(title, width, face)


def _even(text: str, width: float, face: Widths) -> list[str]:
    """A text on as few lines as it takes, about equally long."""
    wide = face.of(text)
    return wrap(text, min(width, wide / -int(-wide // width) + 0.51), face)


def _cell(text: str, width: float, face: Widths) -> Shown:
    if "\n" not in text and face.of(text) <= width + 1e-6:
        return text
    return wrap(text, width, face)
