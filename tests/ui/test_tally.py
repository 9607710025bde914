"""Cells that show the same again cost a key nothing."""

from __future__ import annotations

from PySide6.QtWidgets import QTableWidget
from pytestqt.qtbot import QtBot

from ui.screens.message_line import MessageLine
from ui.screens.tally import put


def test_a_cell_is_made_once_changes_its_text_and_is_left_alone_when_it_shows_it_already(qtbot: QtBot) -> None:
    table = QTableWidget(1, 2)
    qtbot.addWidget(table)
    changed: list[str] = []
    table.itemChanged.connect(lambda item: changed.append(item.text()))

    first = put(table, 0, 1, "12", middle=True)
    again = put(table, 0, 1, "12", middle=True)
    other = put(table, 0, 1, "13", middle=True)

    assert first is again is other is table.item(0, 1)
    assert changed == ["12", "13"]


def test_a_message_of_the_same_tone_dresses_the_line_once(qtbot: QtBot) -> None:
    line = MessageLine()
    qtbot.addWidget(line)
    line.tell("已保存。", "green")
    green = line.styleSheet()
    dressed: list[str] = []
    line.setStyleSheet = dressed.append  # type: ignore[method-assign]

    line.tell("第 2 张已记下。", "green")
    line.tell("没有保存:日期缺少。", "red")

    assert line.text() == "没有保存:日期缺少。"
    assert len(dressed) == 1
    assert dressed[0] != green
