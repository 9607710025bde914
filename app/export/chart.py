"""Flow charts: a library of layered layout places boxes and arrows, this room measures and draws them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product
from typing import Any

from app.export.fonts import widths
from app.export.ink import Ink
from app.export.wrap import wrap
from app.reports.sheet import Arrow, Chart, Step

# Box widths in characters of the heading, the handsomest first; the gaps between two layers; how often to fold.
_BOXES = (11.0, 9.0, 13.0, 16.0, 8.0)
_NARROW, _WIDER = 2.2, (3.4, 2.8)
_FOLDS = (0.0, 2.0, 1.0, 0.6)
_SMALL = 0.84  # the lines below a heading, and the words on an arrow
_LEAD = 1.32
_LABEL_MOST = 7.0
_HEAD = 0.52  # the length of an arrow's head

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """One step as it will be drawn: its place from the upper left corner, and its lines (text, face, size)."""

    step: Step
    x: float
    y: float
    width: float
    height: float
    lines: tuple[tuple[str, str, float], ...]


@dataclass(frozen=True)
class Path:
    """One arrow: its corners from tail to head, and where its words stand in the middle of."""

    arrow: Arrow
    points: tuple[Point, ...]
    words: tuple[str, ...]
    at: Point


@dataclass(frozen=True)
class Picture:
    """A chart that was laid out; y grows downwards from its upper edge."""

    size: float
    width: float
    height: float
    boxes: tuple[Box, ...]
    paths: tuple[Path, ...]


def fit(chart: Chart, width: float, height: float, sizes: Sequence[float]) -> Picture | None:
    """The chart as large as it fits into a place, None where it does not at any of these sizes (largest first)."""

    @cache
    def tried(fold: float, size: float, box: float, gap: float) -> Picture | None:
        picture = picture_of(chart, size, box * size, gap * size, fold)
        return picture if picture.width <= width and picture.height <= height else None

    for fold in _FOLDS:
        # Most charts fit at once or not at all: ask the smallest first before all sizes are gone through.
        able = [box for box in _BOXES if tried(fold, sizes[-1], box, _NARROW)]
        for size, box in product(sizes, able):
            if tight := tried(fold, size, box, _NARROW):
                return next((loose for gap in _WIDER if (loose := tried(fold, size, box, gap))), tight)
    return None


def picture_of(chart: Chart, size: float, box: float, gap: float, fold: float = 0.0) -> Picture:
    """Lay a chart out.

    Args:
        chart: Steps and arrows.
        size: The type size of the headings.
        box: The width of a box.
        gap: The height between two layers.
        fold: How a chart too long for one column is folded into several, as height to width; 0 for not at all.
    """
    import graphlay  # only where a chart is drawn

    graph = graphlay.Graph()
    contents = {step.id: _lines(step, size, box) for step in chart.steps}
    for step in chart.steps:
        graph.node(step.id, width=box, height=_height(contents[step.id], size))
    for arrow in chart.arrows:
        weight = 3.0 if arrow.end in _in_the_middle(chart, arrow.start) else 1.0
        graph.edge(arrow.start, arrow.end, weight=weight, **_reserved(arrow, size))
    placed = graphlay.layout(graph, options=_options(size, gap, fold)).raw
    words = [_words(arrow) for arrow in chart.arrows]
    left, top, right, bottom = _extent(placed, words, size)
    boxes = tuple(
        Box(
            step,
            node["center"]["x"] - node["size"]["width"] / 2 - left,
            node["center"]["y"] - node["size"]["height"] / 2 - top,
            node["size"]["width"],
            node["size"]["height"],
            contents[step.id],
        )
        for step, node in zip(chart.steps, placed["nodes"], strict=True)
    )
    paths = tuple(
        Path(
            arrow,
            tuple((point["x"] - left, point["y"] - top) for point in edge["points"]),
            said,
            (edge["label_anchor"]["x"] - left, edge["label_anchor"]["y"] - top) if said else (0.0, 0.0),
        )
        for arrow, edge, said in zip(chart.arrows, placed["edges"], words, strict=True)
    )
    return Picture(size, right - left, bottom - top, boxes, paths)


def draw(ink: Ink, picture: Picture, x: float, y: float) -> None:
    """Draw a chart whose upper left corner is at (x, y) of the page."""
    line = picture.size / 16
    for path in picture.paths:
        _draw_path(ink, [(x + px, y - py) for px, py in path.points], picture.size, line)
    for box in picture.boxes:
        _draw_box(ink, box, x, y, picture.size, line)
    for path in picture.paths:
        _draw_words(ink, path, x, y, picture.size)


def words_box(path: Path, size: float) -> tuple[float, float, float, float]:
    """Where the words of an arrow stand: left, top, width and height."""
    width, height = _words_size(path.words, size)
    return path.at[0] - width / 2, path.at[1] - height / 2, width, height


def _in_the_middle(chart: Chart, start: int) -> tuple[int, ...]:
    """Of three or more ways on, the one drawn straight down, so that they stand in order from left to right."""
    ends = [arrow.end for arrow in chart.arrows if arrow.start == start]
    return (ends[(len(ends) - 1) // 2],) if len(ends) > 2 else ()


def _options(size: float, gap: float, fold: float) -> Mapping[str, Any]:
    return {
        "direction": "topbottom",
        "spacing": {
            "layer_gap": gap,
            "node_gap": 1.8 * size,
            "dummy_gap": 1.5 * size,
            "port_gap": 1.2 * size,
            "stub": 0.9 * size,
            "edge_label_margin": 1.2 * size,
        },
        "routing": {"port_sides": "facing_preferred"},
        "labels": {"clearance": 0.25 * size},
        "wrap": {"viewport_aspect": fold},
    }


def _lines(step: Step, size: float, box: float) -> tuple[tuple[str, str, float], ...]:
    small, room = _SMALL * size, box - 1.1 * size
    out = [(text, "hei", size) for text in _balanced(step.title, room / size, "hei")]
    for line in step.lines:
        out += [(text, "song", small) for text in wrap(line, room / small, widths("song"))]
    return tuple(out)


def _balanced(text: str, room: float, chain: str) -> list[str]:
    """Lines of about equal length, so that no single character is left over."""
    lines = wrap(text, room, widths(chain))
    if len(lines) < 2:
        return lines
    even = wrap(text, max(widths(chain).of(text) / len(lines) + 0.6, 2.0), widths(chain))
    return even if len(even) == len(lines) else lines


def _height(lines: Sequence[tuple[str, str, float]], size: float) -> float:
    return sum(_LEAD * line_size for _, _, line_size in lines) + 0.8 * size


def _words(arrow: Arrow) -> tuple[str, ...]:
    return tuple(_balanced(arrow.label, _LABEL_MOST, "kai")) if arrow.label else ()


def _words_size(words: Sequence[str], size: float) -> tuple[float, float]:
    small = _SMALL * size
    wide = max((widths("kai").of(text) for text in words), default=0.0)
    return (wide + 0.3) * small, len(words) * 1.15 * small


def _reserved(arrow: Arrow, size: float) -> Mapping[str, Any]:
    words = _words(arrow)
    if not words:
        return {}
    width, height = _words_size(words, size)
    return {"label_size": {"width": width, "height": height}}


def _extent(
    placed: Mapping[str, Any], words: Sequence[Sequence[str]], size: float
) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of everything, the words on the outermost arrows too."""
    low, high = placed["bounds"]["min"], placed["bounds"]["max"]
    left, top, right, bottom = low["x"], low["y"], high["x"], high["y"]
    for edge, said in zip(placed["edges"], words, strict=True):
        if said:
            width, height = _words_size(said, size)
            at = edge["label_anchor"]
            left, right = min(left, at["x"] - width / 2), max(right, at["x"] + width / 2)
            top, bottom = min(top, at["y"] - height / 2), max(bottom, at["y"] + height / 2)
    return left, top, right, bottom


def _draw_box(ink: Ink, box: Box, x: float, y: float, size: float, line: float) -> None:
    left, bottom = x + box.x, y - box.y - box.height
    round_ = min(box.height / 2, 1.1 * size) if box.step.shape in ("begin", "end") else 0.0
    gray = 0.92 if box.step.shape == "choice" else 1.0
    ink.panel(left, bottom, box.width, box.height, line * 1.2, gray, round_)
    base = y - box.y - 0.4 * size
    for text, face, line_size in box.lines:
        base -= _LEAD * line_size
        ink.text(left + box.width / 2, base + 0.36 * line_size, text, face, line_size, "center")


def _draw_path(ink: Ink, points: Sequence[Point], size: float, line: float) -> None:
    (x1, y1), (x2, y2) = points[-2], points[-1]
    long, head = max(abs(x2 - x1), abs(y2 - y1)) or 1.0, _HEAD * size
    ux, uy = (x2 - x1) / long, (y2 - y1) / long
    neck = (x2 - ux * head, y2 - uy * head)
    corners = [*points[:-1], neck]
    ink.lines([(*start, *end) for start, end in _pairs(corners)], line)
    half = 0.36 * head
    ink.triangle((x2, y2), (neck[0] - uy * half, neck[1] + ux * half), (neck[0] + uy * half, neck[1] - ux * half))


def _draw_words(ink: Ink, path: Path, x: float, y: float, size: float) -> None:
    if not path.words:
        return
    left, top, width, height = words_box(path, size)
    ink.fill(x + left, y - top - height, width, height, 1.0)
    small = _SMALL * size
    for number, text in enumerate(path.words, 1):
        base = y - top - number * 1.15 * small + 0.27 * small
        ink.text(x + left + width / 2, base, text, "kai", small, "center")


def _pairs(points: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    return pairwise(points)
