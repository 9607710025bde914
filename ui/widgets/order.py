"""The order of the Tab key: as things stand on the page, not as they were made."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLayout, QScrollArea, QSplitter, QWidget


def tab_as_laid_out(*parts: QWidget) -> None:
    """Let Tab walk through the parts of a window, each as its layouts are read: downwards, in a line to the right."""
    for before, after in pairwise([stop for part in parts for stop in _stops(part)]):
        QWidget.setTabOrder(before, after)


def _stops(one: QWidget) -> Iterator[QWidget]:
    if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.focusProxy() is None:
        yield one
    if isinstance(one, QScrollArea):
        inner = [one.widget()] if one.widget() is not None else []
    elif isinstance(one, QSplitter):
        inner = [one.widget(at) for at in range(one.count())]
    elif (layout := one.layout()) is not None and not isinstance(one, QComboBox):
        inner = list(_widgets(layout))
    else:
        inner = []
    for below in inner:
        yield from _stops(below)


def _widgets(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        if item is None:
            continue
        if (widget := item.widget()) is not None:
            yield widget
        elif (below := item.layout()) is not None:
            yield from _widgets(below)
