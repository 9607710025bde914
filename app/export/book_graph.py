"""A graph in a workbook: its figures as cells and a chart of Excel's own that follows them; patterns, no colours."""

from __future__ import annotations

from typing import Any

from app.reports.sheet import Graph

WIDE, _ROW = 620, 20  # pixels
_BLACK = {"color": "#000000"}
# How series differ where a printer has no colours.
_LOOKS: dict[str, list[dict[str, Any]]] = {
    "bars": [
        {"fill": {"color": "#8C8C8C"}, "border": _BLACK},
        {"fill": {"color": "#FFFFFF"}, "border": _BLACK},
        {
            "pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#000000", "bg_color": "#FFFFFF"},
            "border": _BLACK,
        },
        {"fill": _BLACK, "border": _BLACK},
    ],
    "lines": [
        {"line": _BLACK | {"width": 2}, "marker": {"type": kind, "fill": {"color": fill}, "border": _BLACK}} | more
        for kind, fill, more in (
            ("circle", "#000000", {}),
            ("square", "#FFFFFF", {"line": _BLACK | {"width": 1.5, "dash_type": "dash"}}),
            ("triangle", "#000000", {"line": _BLACK | {"width": 1.5, "dash_type": "round_dot"}}),
            ("diamond", "#FFFFFF", {"line": _BLACK | {"width": 1.5, "dash_type": "long_dash_dot"}}),
        )
    ],
}


def write_graph(book: Any, page: Any, graph: Graph, first: int, shapes: tuple[Any, Any, Any]) -> int:
    """Write a graph from a row on, with the formats of its heading, its names and its numbers.

    Returns:
        The row below it.
    """
    head, text, number = shapes
    page.write_string(first, 0, "", head)
    for at, title in enumerate(titles(graph), 1):
        page.write_string(first, at, title, head)
    for row, label in enumerate(graph.labels, first + 1):
        page.write_string(row, 0, label, text)
        for at, one in enumerate(graph.series, 1):
            value = one.values[row - first - 1]
            if value is None:
                page.write_blank(row, at, None, text)
            else:
                page.write_number(row, at, value / 10 if graph.tenths else value, number)
    return _drawn(book, page, graph, first)


def titles(graph: Graph) -> list[str]:
    """What stands over the columns of figures."""
    return [f"{one.name}({graph.unit})" if graph.unit else one.name for one in graph.series]


def _drawn(book: Any, page: Any, graph: Graph, first: int) -> int:
    last = first + len(graph.labels)
    chart = book.add_chart({"type": "bar" if graph.kind == "bars" else "line"})
    for at, _ in enumerate(graph.series, 1):
        shape: dict[str, Any] = {
            "name": [page.name, first, at],
            "categories": [page.name, first + 1, 0, last, 0],
            "values": [page.name, first + 1, at, last, at],
        }
        chart.add_series(shape | _LOOKS[graph.kind][(at - 1) % len(_LOOKS[graph.kind])])
    chart.set_legend({"position": "top"})
    if graph.kind == "bars":
        chart.set_y_axis({"reverse": True})
    chart.set_size({"width": WIDE, "height": _ROW * _rows(graph)})
    page.insert_chart(last + 2, 0, chart)
    return last + 2 + _rows(graph) + 1


def _rows(graph: Graph) -> int:
    return max(12, len(graph.labels) + 4) if graph.kind == "bars" else 14


def chart_height(graph: Graph) -> float:
    """What the chart takes with its caption, the heading of its figures and white space, in points."""
    return (_rows(graph) + 5) * _ROW * 0.75
