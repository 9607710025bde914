"""Bars and lines for printers without colours: what differs by pattern, dash and mark, never by shade alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from app.export.flow import Flow
from app.export.fonts import widths
from app.export.ink import Ink
from app.export.looks import MM, Paper
from app.export.wrap import wrap
from app.reports.sheet import NO_DATA, Graph

_FACE = "song"
_SIZE = 9.0
_LEAD = 14.0
_BAR, _BETWEEN = 10.0, 7.0  # the height of a bar, and the white between the bars of two labels
_FEWEST = 5  # names that stand together at least before a graph goes on over the next page
# Characters of a label beside its bars, alone in its line or in as many lines as it has bars; a longer one ends in “…”.
_ALONE, _MOST_LABEL = 16.0, 12.0
_GRAYS = (0.55, 1.0, 1.0, 0.0)  # a printer saves toner with gray; the third is hatched
_LINES_HIGH = 62 * MM
_STEPS = (1, 2, 5)
_HATCH = 3.2
_MARK = 2.6
_DASHES = ("", "5 3", "1.5 2.5", "7 2 1.5 2")

_Key = Callable[[Ink, int, float, float], None]


def graph(flow: Flow, block: Graph) -> None:
    """A graph with its caption and key, in one piece; names that do not fit on a page go on over the next ones."""
    if not flow.fresh:
        flow.skip(0.4 * _LEAD)
    if block.empty:
        flow.make_room(2 * _LEAD)
        flow.add(partial(_words, paper=flow.paper, y=flow.y, text=f"{block.caption}：{NO_DATA}"), 2 * _LEAD)
        return
    if block.kind == "lines":
        high = _head(block) + _LINES_HIGH + 2 * _LEAD
        flow.make_room(high)
        flow.add(partial(_lines, block=block, paper=flow.paper, y=flow.y), high)
        return
    each, frame = len(block.series) * _BAR + _BETWEEN, _head(block) + _LEAD
    start = 0
    while start < len(block.labels):
        rest = len(block.labels) - start
        flow.make_room(frame + min(rest, _FEWEST) * each)
        labels = range(start, start + min(rest, max(int((flow.left_over - frame) // each), 1)))
        high = frame + len(labels) * each
        flow.add(partial(_bars, block=block, labels=labels, paper=flow.paper, y=flow.y), high)
        start = labels.stop


def scale(most: int) -> tuple[int, int]:
    """The upper end of an axis that holds `most`, and its steps: four to ten round numbers."""
    most, power = max(most, 1), 1
    while True:
        for step in _STEPS:
            if step * power * 6 >= most:
                unit = step * power
                return unit * -(-most // unit), unit
        power *= 10


def _head(block: Graph) -> float:
    return _LEAD * (2.2 if len(block.series) > 1 else 1.3)


def _words(ink: Ink, *, paper: Paper, y: float, text: str) -> None:
    ink.text(paper.left, y - _LEAD, text, "hei", 10.5)


def _caption(ink: Ink, block: Graph, paper: Paper, y: float, key: _Key, more: str = "") -> None:
    """The caption, and where there are several series the key below it."""
    ink.text(paper.left, y - _LEAD * 0.9, f"{block.caption}{more}", "hei", 10.5)
    if len(block.series) < 2:
        return
    x, base = paper.left + 4, y - _LEAD * 1.9
    for number, one in enumerate(block.series):
        key(ink, number, x, base + 3)
        ink.text(x + 26, base, one.name, _FACE, _SIZE)
        x += 26 + widths(_FACE).of(one.name) * _SIZE + 20


def _bars(ink: Ink, *, block: Graph, labels: range, paper: Paper, y: float) -> None:
    """Bars that lie, one below the other for every series, each with its number behind it."""
    more = "（续）" if labels.start else ""
    _caption(ink, block, paper, y, lambda ink, number, x, base: _bar(ink, x, base - 4, 20, 8, number), more)
    most = max((value or 0 for one in block.series for value in one.values), default=0)
    top = max(most, block.full, 1)
    names = [_name(block.labels[at], len(block.series)) for at in labels]
    left = paper.left + max(widths(_FACE).of(line) for name in names for line in name) * _SIZE + 6
    room = paper.left + paper.room - left - widths(_FACE).of(block.shown(top)) * _SIZE - 12
    high = len(block.series) * _BAR
    upper = y - _head(block)
    for place, at in enumerate(labels):
        under = upper - place * (high + _BETWEEN) - high - _BETWEEN / 2
        for line, text in enumerate(names[place]):
            middle = under + high / 2 - 3 + (len(names[place]) - 1 - 2 * line) * 0.6 * _SIZE
            ink.text(left - 5, middle, text, _FACE, _SIZE, "right")
        for number, one in enumerate(block.series):
            value, foot = one.values[at], under + (len(block.series) - 1 - number) * _BAR
            if value is None:
                ink.text(left + 4, foot + 1.6, "—", _FACE, _SIZE)
                continue
            wide = room * value / top
            _bar(ink, left, foot + 0.8, wide, _BAR - 1.6, number)
            ink.text(left + wide + 4, foot + 1.6, block.shown(value), _FACE, _SIZE)
    ink.lines([(left, upper, left, upper - len(labels) * (high + _BETWEEN))], 0.8)


def _bar(ink: Ink, x: float, y: float, wide: float, high: float, number: int) -> None:
    """One bar: gray, white, hatched or black, always with its outline."""
    if wide <= 0:
        return
    ink.panel(x, y, wide, high, 0.7, _GRAYS[number % 4])
    if number % 4 == 2:
        ink.lines(_hatch(x, y, wide, high), 0.6)


def _hatch(x: float, y: float, wide: float, high: float) -> list[tuple[float, float, float, float]]:
    """Lines that rise at 45 degrees, cut at the edges of the bar."""
    out = []
    at = x - high + _HATCH
    while at < x + wide:
        start, end = max(at, x), min(at + high, x + wide)
        if end > start:
            out.append((start, y + start - at, end, y + end - at))
        at += _HATCH
    return out


def _lines(ink: Ink, *, block: Graph, paper: Paper, y: float) -> None:
    """Lines over the labels, with a grid, a mark at every point and the number at the last."""
    _caption(ink, block, paper, y, partial(_key))
    most = max((value or 0 for one in block.series for value in one.values), default=0)
    top, step = (block.full, block.full // 5) if block.full >= most else scale(most)
    left = paper.left + widths(_FACE).of(block.shown(top)) * _SIZE + 6
    right = paper.left + paper.room - 30
    floor = y - _head(block) - _LINES_HIGH
    high = _LINES_HIGH - 10
    for value in range(0, top + 1, step):
        level = floor + high * value / top
        ink.lines([(left, level, right, level)], 0.8 if not value else 0.25)
        ink.text(left - 4, level - 3, block.shown(value), _FACE, _SIZE, "right")
    xs = _places(left, right, len(block.labels))
    _under(ink, block.labels, xs, floor, right - left)
    ends: list[float] = []
    for number, one in enumerate(block.series):
        points = [(x, floor + high * value / top) for x, value in zip(xs, one.values, strict=True) if value is not None]
        if not points:
            continue
        if len(points) > 1:
            ink.path(points, 1.1, _DASHES[number % 4])
        for point in points:
            _mark(ink, number, *point)
        (x, level), last = points[-1], next(value for value in reversed(one.values) if value is not None)
        while any(abs(level - other) < _SIZE for other in ends):
            level += _SIZE
        ends.append(level)
        ink.text(x + 5, level - 3, block.shown(last), _FACE, _SIZE)


def _places(left: float, right: float, count: int) -> list[float]:
    if count == 1:
        return [(left + right) / 2]
    inner = (right - left - 16) / (count - 1)
    return [left + 8 + inner * at for at in range(count)]


def _under(ink: Ink, labels: Sequence[str], xs: Sequence[float], floor: float, room: float) -> None:
    """The labels below the axis; where they would touch each other only every second, third …, and the last."""
    wide = max(widths(_FACE).of(label) for label in labels) * _SIZE + 6
    each = max(-int(-wide * len(labels) // room), 1)
    last = len(labels) - 1
    for at, (label, x) in enumerate(zip(labels, xs, strict=True)):
        ink.lines([(x, floor, x, floor - 2.5)], 0.6)
        if (last - at) % each == 0:
            ink.text(x, floor - _LEAD, label, _FACE, _SIZE, "center")


def _key(ink: Ink, number: int, x: float, y: float) -> None:
    ink.path([(x, y), (x + 22, y)], 1.1, _DASHES[number % 4])
    _mark(ink, number, x + 11, y)


def _mark(ink: Ink, number: int, x: float, y: float) -> None:
    """A black circle, a white square, a black triangle, a white diamond."""
    r = _MARK
    match number % 4:
        case 0:
            ink.panel(x - r, y - r, 2 * r, 2 * r, 0.5, 0.0, r)
        case 1:
            ink.shape([(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)], 1.0)
        case 2:
            ink.shape([(x - 1.2 * r, y - r), (x + 1.2 * r, y - r), (x, y + 1.3 * r)], 0.0)
        case _:
            ink.shape([(x, y - 1.4 * r), (x + 1.4 * r, y), (x, y + 1.4 * r), (x - 1.4 * r, y)], 1.0)


def _name(label: str, most: int) -> list[str]:
    """A label in so many lines at most."""
    room = _ALONE if most == 1 else _MOST_LABEL
    lines = wrap(label, room, widths(_FACE))
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and widths(_FACE).of(f"{last}…") > room:
        last = last[:-1]
    return [*lines[: most - 1], f"{last}…"]
