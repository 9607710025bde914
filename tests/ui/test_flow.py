"""Widgets side by side: they go on in the next line, stand in the middle of theirs, and hidden ones take no room."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.flow import Flow


class Box(QWidget):
    def __init__(self, wide: int, high: int) -> None:
        super().__init__()
        self._size = QSize(wide, high)

    def sizeHint(self) -> QSize:
        return self._size


class Desk(Flow):
    """A flow that keeps the widget it lies on."""

    def __init__(self, qtbot: QtBot) -> None:
        self.desk = QWidget()
        qtbot.addWidget(self.desk)
        super().__init__(self.desk, 10)


def flow(qtbot: QtBot, *boxes: Box) -> Flow:
    made = Desk(qtbot)
    for box in boxes:
        made.addWidget(box)
        box.show()
    return made


def test_what_is_lower_stands_in_the_middle_of_its_line(qtbot: QtBot) -> None:
    high, low = Box(50, 40), Box(50, 20)
    made = flow(qtbot, high, low)

    made.setGeometry(QRect(0, 0, 200, 40))

    assert (high.y(), low.y()) == (0, 10)


def test_it_goes_on_in_the_next_line_and_is_as_high_as_its_lines(qtbot: QtBot) -> None:
    boxes = [Box(80, 40), Box(80, 20), Box(80, 30)]
    made = flow(qtbot, *boxes)

    made.setGeometry(QRect(0, 0, 170, 100))

    assert [(box.x(), box.y()) for box in boxes] == [(0, 0), (90, 10), (0, 50)]
    assert made.heightForWidth(170) == 80
    assert made.heightForWidth(260) == 40


def test_a_hidden_widget_takes_no_room(qtbot: QtBot) -> None:
    first, hidden, last = Box(50, 20), Box(50, 20), Box(50, 20)
    made = flow(qtbot, first, hidden, last)
    hidden.hide()

    made.setGeometry(QRect(0, 0, 120, 40))

    assert (last.x(), last.y()) == (60, 0)
    assert flow(qtbot).heightForWidth(100) == 0
