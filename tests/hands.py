"""Hands for tests: typing Chinese as an input method does, and keys as a keyboard does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget


def focused() -> QWidget:
    """The widget that keys go to now."""
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    return widget


def write(text: str) -> None:
    """Type a text where the focus is: ASCII by keys, everything else as an input method commits it."""
    for letter in text:
        if letter.isascii():
            QTest.keyClicks(focused(), letter)
        else:
            event = QInputMethodEvent("", [])
            event.setCommitString(letter)
            QApplication.sendEvent(focused(), event)


def press(*keys: Qt.Key | str) -> None:
    """Press keys where the focus is; a string such as "Ctrl+Return" names a key with its modifiers."""
    for key in keys:
        widget = focused()
        if isinstance(key, str):
            *mods, name = key.split("+")
            modifiers = Qt.KeyboardModifier.NoModifier
            for mod in mods:
                modifiers |= MODIFIERS[mod]
            QTest.keyClick(widget, getattr(Qt.Key, f"Key_{name}"), modifiers)
        else:
            QTest.keyClick(widget, key)


MODIFIERS = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
}


def enter(times: int = 1) -> None:
    """Enter, as often as told."""
    press(*[Qt.Key.Key_Return] * times)
