"""A dialog that asks for a few fields before something is done to a row; faults stay in it, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.domain.faults import Fault, Refused, Told
from app.domain.fields import Field
from app.domain.ledger import LedgerDef
from app.operations.books import Book
from ui.engine.fields import Fields
from ui.style.palette import px
from ui.widgets.area import Area
from ui.widgets.dialog import Dialog, label

Act = Callable[[dict[str, str], str], object]
LEAST_HIGH, FIELD_HIGH, MOST_HIGH = 190, 96, 600


class AskDialog(Dialog):
    """Asks for fields (and a reason) and does what it was opened for; `done_with` carries what came of it.

    `act` gets the texts that differ from `before` and the reason; what it refuses is shown at the fields.
    """

    done_with = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        book: Book,
        ledger: LedgerDef,
        fields: Sequence[Field],
        act: Act,
        *,
        press: str,
        heading: str,
        hint: str = "",
        before: Mapping[str, str] | None = None,
        reason: bool = False,
    ) -> None:
        super().__init__(parent, press)
        self.act, self.before = act, dict(before or {})
        self.body.addWidget(label(heading, "title"))
        if hint:
            self.body.addWidget(label(hint, "hint"))
        self.alarm = label("", "alarm")
        self.alarm.hide()
        self.body.addWidget(self.alarm)
        self.fields = Fields(book, ledger, fields)
        self.fields.fill(self.before)
        self.fields.fold(False)
        self.fields.setVisible(bool(fields))
        for place in self.fields.places.values():
            place.editor.inner.installEventFilter(self)
        self.body.addWidget(self.fields, 1)
        self.reason: QPlainTextEdit | None = self._reason() if reason else None
        self.press = self.add_button(press, self.go, main=True)
        self.press.setShortcut("Ctrl+Return")
        self.add_button("取消", self.reject)
        high = LEAST_HIGH + FIELD_HIGH * len(self.fields.places) + FIELD_HIGH * reason
        self.resize(px(560), px(min(high, MOST_HIGH)))
        if self.fields.places:
            self.fields.first()
        else:
            (self.reason or self.press).setFocus()

    def texts(self) -> dict[str, str]:
        """What was typed here."""
        return {key: text for key, text in self.fields.texts().items() if text != self.before.get(key, "")}

    def go(self) -> None:
        """Do it; faults stay in the dialog and nothing is changed."""
        for place in self.fields.places.values():
            place.editor.commit()
        try:
            done = self.act(self.texts(), self.reason.toPlainText() if self.reason else "")
        except Refused as refused:
            self._refuse(refused.faults)
            return
        except Told as told:
            self._alarm(told.message)
            return
        self.accept()
        self.done_with.emit(done)

    def _refuse(self, faults: Sequence[Fault]) -> None:
        """Each fault at its field, all of them named at the head, the cursor in the first."""
        self.fields.show_faults(faults)
        here = [key for key in self.fields.places if any(fault.field == key for fault in faults)]
        others = [fault.message for fault in faults if fault.field not in self.fields.places]
        named = "、".join(self.fields.places[key].field.label for key in here)
        said = [f"没有办理,还有 {len(here)} 处要补或要改:{named}。改好再按 Ctrl+Enter。"] if here else []
        self._alarm("\n".join([*others, *said]))
        if here:
            self.fields.focus(here[0])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes to the next field, after the last to the button."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = next((k for k, p in self.fields.places.items() if p.editor.inner is watched), "")
            plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if key and plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.fields.places[key].editor.commit()
                if not self.fields.step(key, 1):
                    (self.reason or self.press).setFocus()
                return True
        return super().eventFilter(watched, event)

    def _reason(self) -> QPlainTextEdit:
        self.body.addWidget(label("理由 *"))
        area = Area()
        area.setObjectName("reason")
        area.setAccessibleName("理由")
        self.body.addWidget(area)
        return area

    def _alarm(self, text: str) -> None:
        self.alarm.setText(text)
        self.alarm.show()
