"""组成与许可: reached from 关于明账 by keys, each part with the text of its licence."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.operations.parts import Part
from ui.engine.window import MainWindow
from ui.main import Starter
from ui.screens import parts as screen
from ui.screens.parts import PartsDialog


def test_the_parts_are_shown_with_their_licences_from_the_about_page(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = tmp_path / "qt.txt"
    text.write_text("LGPL 原文", "utf-8")
    held = (Part("明账", "1", "Apache-2.0", "本程序", None), Part("Qt", "6.9.3", "LGPL-3.0-only", "界面", text))
    monkeypatch.setattr(screen, "parts", lambda: held)
    starter = Starter(window)
    window.do("about")
    more = next(one for one in window.findChildren(QPushButton) if one.text() == "组成与许可…")

    qtbot.keyClick(more, Qt.Key.Key_Return)
    dialog = window.findChild(PartsDialog)
    assert dialog is not None
    first = dialog.text.toPlainText()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Down)

    assert first == "这个部分没有附许可原文。"
    assert dialog.text.toPlainText() == "LGPL 原文"
    assert [dialog.table.item(1, column).text() for column in range(3)] == ["Qt", "6.9.3", "LGPL-3.0-only"]
    dialog.close()
    del starter
