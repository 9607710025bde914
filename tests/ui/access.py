"""What can be wrong with a page for whoever uses no mouse, sees badly or hits beside: found by walking over it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QTabBar,
    QTableView,
    QTreeView,
    QWidget,
)

from ui.style.palette import HIT, px

FIELDS = (QLineEdit, QComboBox, QPlainTextEdit)
ROLE = QFormLayout.ItemRole
WORD = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]")


def faults(top: QWidget) -> list[str]:
    """Everything that is wrong below a widget, in words."""
    checks = {
        "no name": nameless,
        "label not tied": untied,
        "too low": low,
        "Tab jumps": jumps,
        "focus unseen": unseen,
    }
    return [f"{what}: {where}" for what, check in checks.items() for where in check(top)]


def shown(top: QWidget) -> list[QWidget]:
    """Everything in sight below a widget that belongs to its window."""
    return [one for one in top.findChildren(QWidget) if one.isVisible() and one.window() is top.window()]


def by_tab(top: QWidget) -> list[QWidget]:
    """What the Tab key reaches below a widget, in its order."""
    chain, at = [], top.nextInFocusChain()
    while at is not None and at is not top:
        if top.isAncestorOf(at) and takes_tab(at):
            chain.append(at)
        at = at.nextInFocusChain()
    return chain


def takes_tab(one: QWidget) -> bool:
    """Whether Tab stops here."""
    stops = bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus) and one.focusProxy() is None
    return stops and one.isVisible() and one.isEnabled() and not one.visibleRegion().isEmpty()


def name_of(one: QWidget) -> str:
    """What a screen reader says: its own name, its text, or that of the label tied to it."""
    own = one.accessibleName() or (one.text() if isinstance(one, QAbstractButton) else "")
    return own or next((label.text() for label in one.window().findChildren(QLabel) if label.buddy() is one), "")


def called(one: QWidget) -> str:
    """How a fault names a widget."""
    return f"{type(one).__name__} “{name_of(one)[:20]}” in {type(one.parentWidget()).__name__}"


def nameless(top: QWidget) -> Iterator[str]:
    """What takes the focus and has no name that could be read out; tabs read their own texts."""
    for one in shown(top):
        if takes_tab(one) and not isinstance(one, QTabBar) and not WORD.search(name_of(one)):
            yield called(one)


def untied(top: QWidget) -> Iterator[str]:
    """Rows of a form whose label does not lead to its field."""
    for form in top.findChildren(QFormLayout):
        for row in range(form.rowCount()):
            words, editor = (item and item.widget() for item in (form.itemAt(row, r) for r in (ROLE.LabelRole, FIELD)))
            if isinstance(words, QLabel) and words.text() and isinstance(editor, FIELDS) and words.buddy() is None:
                yield f"{words.text()}: {called(editor)}"


FIELD = ROLE.FieldRole


def low(top: QWidget) -> Iterator[str]:
    """What is lower than an unsteady hand hits."""
    for one in shown(top):
        if (high := height_of(one)) and high < px(HIT):
            yield f"{called(one)}: {high}"


def height_of(one: QWidget) -> int:
    """How high the place is that is hit; 0 where there is nothing to hit."""
    if isinstance(one, QAbstractButton):
        # small parts Qt itself puts into a field or the corner of a table: none is the only way
        inside = isinstance(one.parentWidget(), (QLineEdit, QTabBar, QAbstractScrollArea)) and not one.text()
        return 0 if inside or not one.isEnabled() else one.height()
    if isinstance(one, QTabBar):
        return one.tabRect(0).height()
    return row_height(one) if isinstance(one, QAbstractItemView) and one.model() is not None else 0


def row_height(view: QAbstractItemView) -> int:
    """The lowest of the first rows, 0 for none."""
    if isinstance(view, QTableView):
        rows = range(min(40, view.model().rowCount()))
        return min((view.rowHeight(row) for row in rows if not view.isRowHidden(row)), default=0)
    if isinstance(view, (QTreeView, QListView)):
        at, found = view.indexAt(QPoint(4, 4)), list[int]()
        while at.isValid() and len(found) < 40:
            found.append(view.visualRect(at).height())
            at = view.indexBelow(at) if isinstance(view, QTreeView) else at.siblingAtRow(at.row() + 1)
        return min((one for one in found if one), default=0)
    return 0


def jumps(top: QWidget) -> Iterator[str]:
    """Where Tab goes back up or to the left without a column of its own standing there."""
    for (first, at), (then, to) in pairwise((one, place(one)) for one in by_tab(top)):
        above = to.bottom() <= at.top() and to.left() < at.right()
        left = to.right() <= at.left() and to.top() < at.bottom() and to.bottom() > at.top()
        if above or left:
            yield f"{called(first)} → {called(then)}"


def place(one: QWidget) -> QRect:
    """Where a widget is seen in its window: one at the edge of what is scrolled ends where it is cut off."""
    seen = one.visibleRegion().boundingRect()
    return QRect(one.mapTo(one.window(), seen.topLeft()), seen.size())


def unseen(top: QWidget) -> Iterator[str]:
    """What looks the same with the focus and without it."""
    plain = {one: one.grab().toImage() for one in by_tab(top) if not one.hasFocus()}
    for one, before in plain.items():
        one.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        if one.hasFocus() and one.grab().toImage() == before:
            yield called(one)
