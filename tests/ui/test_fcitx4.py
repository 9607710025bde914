"""Chinese through fcitx 4: keys are asked about first, what it composes reaches the field; it may go at any time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ui import fcitx4


class Spoken:
    """Stands for the session bus with a fcitx on it that takes letters and commits on the space bar."""

    service = "org.fcitx.Fcitx-0"

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        self.said: list[tuple[str, tuple[Any, ...]]] = []
        self.typed = ""
        self.gone = False
        self.socket, self._other = os.pipe()

    def has(self, name: str) -> bool:
        return name == self.service

    def listen(self, path: str) -> None:
        assert path == "/inputcontext_7"

    def call(self, path: str, interface: str, method: str, signature: str = "", values: tuple[Any, ...] = ()) -> Any:
        if self.gone:
            raise TimeoutError
        self.calls.append((method, values))
        if method == "CreateICv3":
            return (7, True, 0, 0, 0, 0)
        return (self._key(values[0], values[3]),) if method == "ProcessKeyEvent" else ()

    def _key(self, keyval: int, kind: int) -> int:
        if kind == 1 or not (chr(keyval).isalpha() or (self.typed and keyval == 0x20)):
            return 0
        if keyval == 0x20:
            self.typed = ""
            self.said += [("UpdatePreedit", ("", 0)), ("CommitString", ("你好",))]
        else:
            self.typed += chr(keyval)
            self.said.append(("UpdatePreedit", (self.typed, len(self.typed))))
        return 1

    def signals(self) -> list[tuple[str, tuple[Any, ...]]]:
        said, self.said = self.said, []
        return said

    def close(self) -> None:
        self.gone = True

    @property
    def asked(self) -> list[str]:
        return [method for method, _ in self.calls]


@pytest.fixture
def bus() -> Iterator[Spoken]:
    made = Spoken()
    yield made
    os.close(made.socket)
    os.close(made._other)


@pytest.fixture
def field(qtbot: QtBot) -> QLineEdit:
    made = QLineEdit()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def spoken(dressed: QApplication, bus: Spoken, field: QLineEdit) -> Iterator[fcitx4.Fcitx4]:
    made = fcitx4.Fcitx4(dressed, bus)  # type: ignore[arg-type]
    made.follow(field)
    yield made
    made.leave()
    made.leave()  # the end of the program finds it already gone
    made.deleteLater()


def press(field: QWidget, keyval: int) -> None:
    """A key as the X server gives it: first as a question for shortcuts, then pressed and let go."""
    text = chr(keyval) if keyval < 0x7F else ""
    key = Qt.Key(ord(text.upper())) if text else Qt.Key.Key_Return
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, keyval & 0xFF, keyval, 0, text)
        QCoreApplication.sendEvent(field, event)


@pytest.mark.parametrize(
    ("display", "name"),
    [(":0", "org.fcitx.Fcitx-0"), ("localhost:12.0", "org.fcitx.Fcitx-12"), ("", "org.fcitx.Fcitx-0")],
)
def test_the_service_is_that_of_the_display(display: str, name: str) -> None:
    assert fcitx4.service(display) == name


def test_letters_are_composed_and_the_chinese_arrives(spoken: fcitx4.Fcitx4, bus: Spoken, field: QLineEdit) -> None:
    for letter in "nihao":
        press(field, ord(letter))
    before = field.text()
    press(field, ord(" "))

    assert (before, field.text()) == ("", "你好")
    pressed = [values for method, values in bus.calls if method == "ProcessKeyEvent" and values[3] == 0]
    assert [chr(values[0]) for values in pressed] == [*"nihao "]  # each key was asked about once


def test_what_fcitx_does_not_want_reaches_the_field_as_it_is(spoken: fcitx4.Fcitx4, field: QLineEdit) -> None:
    for digit in "2026":
        press(field, ord(digit))

    assert field.text() == "2026"


def test_a_password_is_not_shown_to_fcitx(spoken: fcitx4.Fcitx4, bus: Spoken, qtbot: QtBot) -> None:
    secret = QLineEdit()
    secret.setEchoMode(QLineEdit.EchoMode.Password)
    qtbot.addWidget(secret)

    spoken.follow(secret)
    press(secret, ord("a"))

    assert secret.text() == "a"
    assert bus.asked[-1] == "FocusOut"
    assert "ProcessKeyEvent" not in bus.asked


def test_leaving_a_field_ends_what_was_being_composed(
    spoken: fcitx4.Fcitx4, bus: Spoken, field: QLineEdit, qtbot: QtBot
) -> None:
    other = QLineEdit()
    qtbot.addWidget(other)
    press(field, ord("n"))

    spoken.follow(other)
    press(other, ord("1"))

    assert bus.asked.count("Reset") == 1
    assert bus.asked.count("FocusIn") == 2
    assert other.text() == "1"


def test_a_key_sent_back_is_typed(spoken: fcitx4.Fcitx4, bus: Spoken, field: QLineEdit) -> None:
    field.setText("12")
    bus.said = [("ForwardKey", (0xFF08, 0, 0)), ("ForwardKey", (ord("7"), 0, 0))]

    press(field, ord("8"))

    assert field.text() == "178"


def test_when_fcitx_goes_keys_are_plain_again(spoken: fcitx4.Fcitx4, bus: Spoken, field: QLineEdit) -> None:
    bus.gone = True

    press(field, ord("a"))
    press(field, ord("b"))
    bus.gone = False

    assert field.text() == "ab"


def test_a_field_that_has_gone_is_forgotten(spoken: fcitx4.Fcitx4, bus: Spoken, dressed: QApplication) -> None:
    field = QLineEdit()
    spoken.follow(field)
    field.deleteLater()
    QCoreApplication.sendPostedEvents(field, QEvent.Type.DeferredDelete)
    bus.said = [("CommitString", ("晚了",))]

    spoken._pump()
    spoken.follow(None)

    assert bus.asked[-2:] == ["Reset", "FocusOut"]


def test_where_the_screen_is_no_x_server_nothing_is_begun(
    dressed: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fcitx4, "Bus", lambda _: pytest.fail("the bus was asked"))

    assert fcitx4.begin(dressed) is None


class OnX:
    """An application on an X server."""

    def platformName(self) -> str:
        return "xcb"


@pytest.mark.parametrize("there", [set(), {"org.fcitx.Fcitx-0", "org.freedesktop.portal.IBus"}])
def test_without_fcitx4_or_where_qt_itself_speaks_to_it_nothing_is_begun(
    bus: Spoken, there: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fcitx4, "Bus", lambda _: bus)
    monkeypatch.setattr(bus, "has", there.__contains__)

    assert fcitx4.begin(OnX()) is None  # type: ignore[arg-type]
    assert bus.gone


def test_without_a_bus_nothing_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")

    assert fcitx4.begin(OnX()) is None  # type: ignore[arg-type]
