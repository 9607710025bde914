"""Chinese through fcitx 4, which UOS 20 ships: Qt's own plug-ins do not speak to it, so the keys go over D-Bus here.

fcitx is asked about every key of a text field before the field sees it; what it composes comes back as input-method
events, the same a plug-in of Qt would send. A service that does not answer is let go of, and keys are plain again.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from select import select
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSocketNotifier, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from shiboken6 import isValid

if TYPE_CHECKING:
    from jeepney.io.blocking import DBusConnection

SECONDS: Final = 1.0  # a service that takes longer for one key is no help
PREEDIT: Final = 1 << 1  # what is being composed is shown in the field
_METHOD: Final = "org.fcitx.Fcitx.InputMethod"
_CONTEXT: Final = "org.fcitx.Fcitx.InputContext"
_PORTAL: Final = "org.freedesktop.portal.IBus"
_PRESSED, _RELEASED = 0, 1
_FORWARDED: Final = {
    0xFF0D: Qt.Key.Key_Return,
    0xFF08: Qt.Key.Key_Backspace,
    0xFFFF: Qt.Key.Key_Delete,
    0xFF09: Qt.Key.Key_Tab,
    0xFF1B: Qt.Key.Key_Escape,
    0xFF51: Qt.Key.Key_Left,
    0xFF52: Qt.Key.Key_Up,
    0xFF53: Qt.Key.Key_Right,
    0xFF54: Qt.Key.Key_Down,
}


def service(display: str) -> str:
    """The name fcitx 4 has on the bus, by the number of the X display: ":0.0" gives org.fcitx.Fcitx-0."""
    return f"org.fcitx.Fcitx-{display.rpartition(':')[2].partition('.')[0] or '0'}"


def watch(app: QGuiApplication) -> None:
    """Speak to fcitx 4 as soon as it runs: a desktop may start it after the program."""

    def again(state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive and begin(app) is not None:
            app.applicationStateChanged.disconnect(again)

    if begin(app) is None:
        app.applicationStateChanged.connect(again)


def begin(app: QGuiApplication) -> Fcitx4 | None:
    """Speak to fcitx 4 where it runs; None where it does not, or where Qt's own plug-in does it (fcitx5, ibus)."""
    if app.platformName() != "xcb":
        return None
    try:
        bus = Bus(service(os.environ.get("DISPLAY", ":0")))
        if bus.has(_PORTAL) or not bus.has(bus.service):
            bus.close()
            return None
        return Fcitx4(app, bus)
    except (OSError, KeyError, ValueError, EOFError):  # no bus, no service, or an answer that is none
        return None


class Bus:
    """The session bus as far as fcitx needs it.

    Raises:
        OSError: There is no bus, or no answer in time.
        ValueError: The answer was a refusal.
    """

    def __init__(self, service: str) -> None:
        from jeepney.io.blocking import open_dbus_connection

        self.service = service
        self._connection: DBusConnection = open_dbus_connection("SESSION")
        self.heard: Any = ()
        self.socket = self._connection.sock.fileno()

    def has(self, name: str) -> bool:
        """Whether somebody answers to a name."""
        from jeepney import message_bus

        return bool(self._answer(message_bus.NameHasOwner(name))[0])

    def call(self, path: str, interface: str, method: str, signature: str = "", values: tuple[Any, ...] = ()) -> Any:
        """Call fcitx; returns the values it answers."""
        from jeepney import DBusAddress, new_method_call

        address = DBusAddress(path, self.service, interface)
        return self._answer(new_method_call(address, method, signature or None, values))

    def listen(self, path: str) -> None:
        """Keep the signals of an input context in `heard`."""
        from jeepney import MatchRule, message_bus

        rule = MatchRule(type="signal", interface=_CONTEXT, path=path)
        self._answer(message_bus.AddMatch(rule))
        self.heard = self._connection.filter(rule, bufsize=1000).__enter__()

    def signals(self) -> list[tuple[str, tuple[Any, ...]]]:
        """What was said since: name and values, in order."""
        from jeepney import HeaderFields

        while select([self.socket], [], [], 0)[0]:
            self._connection.recv_messages(timeout=0.1)
        said = []
        while self.heard:
            message = self.heard.popleft()
            said.append((str(message.header.fields.get(HeaderFields.member)), tuple(message.body)))
        return said

    def close(self) -> None:
        """Leave the bus."""
        self._connection.close()

    def _answer(self, message: Any) -> Any:
        from jeepney import MessageType

        reply = self._connection.send_and_get_reply(message, timeout=SECONDS)
        if reply.header.message_type == MessageType.error:
            raise ValueError(str(reply.body))
        return reply.body


class Fcitx4(QObject):
    """One input context for the whole program; it follows the field that has the focus."""

    def __init__(self, app: QGuiApplication, bus: Bus) -> None:
        super().__init__(app)
        self._bus = bus
        number = bus.call("/inputmethod", _METHOD, "CreateICv3", "si", ("mingzhang", os.getpid()))[0]
        self._path = f"/inputcontext_{number}"
        bus.listen(self._path)
        self._context("SetCapacity", "u", PREEDIT)
        self._field: QObject | None = None
        self._asked: tuple[int, bool] | None = None  # the key whose override was asked about, and what fcitx did
        self._notifier = QSocketNotifier(bus.socket, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._hear)
        self._app = app
        app.focusObjectChanged.connect(self._went)
        app.aboutToQuit.connect(self.leave)
        self.follow(QGuiApplication.focusObject())

    def follow(self, to: QObject | None) -> None:
        """The focus went to another object: fcitx composes for it if it takes text, and not for passwords."""
        if self._field is not None:
            if isValid(self._field):
                self._field.removeEventFilter(self)
            self._context("Reset")
            self._context("FocusOut")
        self._field = to if to is not None and _takes_chinese(to) else None
        if self._field is not None:
            self._field.installEventFilter(self)
            self._context("FocusIn")
            self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask fcitx about each key before the field and the shortcuts see it."""
        if watched is not self._field or not isinstance(event, QKeyEvent):
            return False
        return bool(self._safely(lambda: self._key(event)))

    def leave(self) -> None:
        """The program ends: fcitx forgets the context."""
        self._safely(lambda: self._context("DestroyIC"))
        if self._notifier.isEnabled():
            self._let_go()
        self._bus.close()

    def _key(self, event: QKeyEvent) -> bool:
        kind = event.type()
        if not event.nativeVirtualKey():  # made by a program, such as a key that fcitx has sent back
            return False
        if kind == QEvent.Type.ShortcutOverride:
            taken = self._ask(event, _PRESSED)
            self._asked = event.nativeScanCode(), taken
            if taken:
                event.accept()  # no shortcut: it belongs to what is being composed
            return taken
        if kind == QEvent.Type.KeyPress:
            if self._asked is not None and self._asked[0] == event.nativeScanCode():
                taken, self._asked = self._asked[1], None
                return taken
            return self._ask(event, _PRESSED)
        return kind == QEvent.Type.KeyRelease and self._ask(event, _RELEASED)

    def _ask(self, event: QKeyEvent, kind: int) -> bool:
        self._place()
        key = event.nativeVirtualKey(), event.nativeScanCode(), event.nativeModifiers(), kind, 0
        answer = self._context("ProcessKeyEvent", "uuuiu", *key)
        self._pump()
        return bool(answer and answer[0] > 0)

    def _pump(self) -> None:
        for name, values in self._bus.signals():
            if self._field is None or not isValid(self._field):
                continue
            if name == "CommitString":
                made = QInputMethodEvent("", [])
                made.setCommitString(values[0])
                QCoreApplication.sendEvent(self._field, made)
            elif name == "UpdatePreedit":
                QCoreApplication.sendEvent(self._field, QInputMethodEvent(values[0], _shown(values[0], values[1])))
            elif name == "ForwardKey":
                self._forward(*values)

    def _forward(self, keyval: int, _state: int, kind: int) -> None:
        text = chr(keyval) if 0x20 <= keyval < 0x7F else ""
        key = _FORWARDED.get(keyval, Qt.Key(ord(text.upper())) if text else None)
        if key is not None and self._field is not None:
            sort = QEvent.Type.KeyPress if kind == _PRESSED else QEvent.Type.KeyRelease
            QCoreApplication.sendEvent(self._field, QKeyEvent(sort, key, Qt.KeyboardModifier.NoModifier, text))

    def _place(self) -> None:
        """Tell where the cursor stands on the screen, so that the candidates open beside it."""
        window = QGuiApplication.focusWindow()
        if window is None:
            return
        found = QGuiApplication.inputMethod().cursorRectangle().toRect()
        ratio, corner = window.devicePixelRatio(), window.mapToGlobal(found.topLeft())
        sizes = (corner.x(), corner.y(), found.width(), found.height())
        self._context("SetCursorRect", "iiii", *(round(size * ratio) for size in sizes))

    def _context(self, method: str, signature: str = "", *values: Any) -> Any:
        return self._bus.call(self._path, _CONTEXT, method, signature, values)

    def _went(self, to: QObject | None) -> None:
        self._safely(lambda: self.follow(to))

    def _hear(self) -> None:
        self._safely(self._pump)

    def _let_go(self) -> None:
        self._notifier.setEnabled(False)
        self._app.focusObjectChanged.disconnect(self._went)
        if self._field is not None and isValid(self._field):
            self._field.removeEventFilter(self)
        self._field = None

    def _safely(self, act: Callable[[], object]) -> object:
        """A service that has gone or hangs must not take the keys with it."""
        try:
            return act()
        except (OSError, ValueError, EOFError):
            if self._notifier.isEnabled():
                self._let_go()
            return False


def _takes_chinese(field: QObject) -> bool:
    from PySide6.QtWidgets import QWidget

    if not isinstance(field, QWidget) or not field.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled):
        return False
    return not bool(field.inputMethodHints() & Qt.InputMethodHint.ImhHiddenText)


def _shown(text: str, cursor: int) -> list[QInputMethodEvent.Attribute]:
    """The cursor of fcitx counts bytes of UTF-8, Qt's counts characters."""
    place = len(text.encode()[: max(cursor, 0)].decode(errors="ignore"))
    return [QInputMethodEvent.Attribute(QInputMethodEvent.AttributeType.Cursor, place, 1, None)]
