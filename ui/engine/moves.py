"""The legal moves of a row as buttons, and the small dialog that asks for what a move needs."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.domain.faults import Refused, Told
from app.domain.fields import Row
from app.domain.ledger import LedgerDef, Move
from app.domain.rows import id_of, text_of
from app.operations import records
from app.operations.books import Book
from ui.engine.fields import Fields
from ui.style.palette import GAP, px
from ui.widgets.area import Area
from ui.widgets.dialog import Dialog, button, label
from ui.widgets.flow import Flow


class Moves(QWidget):
    """A button for each legal move. `asked` is sent first, so that the form can save; then `go` opens the move."""

    asked = Signal()
    moved = Signal(object)

    def __init__(self, book: Book, ledger: LedgerDef) -> None:
        super().__init__()
        self.book, self.ledger = book, ledger
        self.row: Row = {}
        self._wanted: Move | None = None
        self._line = Flow(self, px(GAP[0]))

    def show_row(self, row: Row) -> None:
        """Offer the moves that are legal from the state of a row."""
        self.row = row
        self._line.clear()
        legal = records.moves(self.book, self.ledger, row) if id_of(row, "id") and not row.get("voided") else []
        for move in legal:
            self._line.addWidget(button(move.label, partial(self.ask, move)))
        self.setVisible(bool(legal))

    def ask(self, move: Move) -> None:
        """A move was pressed."""
        self._wanted = move
        self.asked.emit()

    def go(self) -> None:
        """Carry out the move that was pressed, asking for its fields and reason first."""
        if move := self._wanted:
            dialog = MoveDialog(self, self.book, self.ledger, self.row, move)
            dialog.done_with.connect(self.moved.emit)
            dialog.open()


class MoveDialog(Dialog):
    """Asks for the fields and the reason of one move, and carries it out."""

    done_with = Signal(object)

    def __init__(self, parent: QWidget, book: Book, ledger: LedgerDef, row: Row, move: Move) -> None:
        super().__init__(parent, move.label)
        self.book, self.ledger, self.row, self.move_ = book, ledger, row, move
        self.body.addWidget(label(f"{text_of(row, 'number')} {text_of(row, 'state')} → {move.to}".strip(), "title"))
        self.alarm = label("", "alarm")
        self.alarm.hide()
        self.body.addWidget(self.alarm)
        asked = [ledger.by_key[key] for key in dict.fromkeys((*move.asks, *move.needs)) if key in ledger.by_key]
        self.fields = Fields(book, ledger, [field for field in asked if not field.stamped])
        self.before = records.shown(book, ledger, row)
        self.fields.fill(self.before)
        self.fields.setVisible(bool(asked))
        for place in self.fields.places.values():
            place.editor.inner.installEventFilter(self)
        self.body.addWidget(self.fields, 1)
        self.reason: QPlainTextEdit | None = self._reason() if move.reason else None
        self.press = self.add_button(move.label, self.go, main=True)
        self.press.setShortcut("Ctrl+Return")
        self.add_button("取消", self.reject)
        self.resize(px(560), px(190 + 96 * len(self.fields.places) + 96 * move.reason))
        if self.fields.places:
            self.fields.first()
        else:
            (self.reason or self.press).setFocus()

    def go(self) -> None:
        """Move; faults stay in the dialog and nothing is changed."""
        for place in self.fields.places.values():
            place.editor.commit()
        texts = {key: text for key, text in self.fields.texts().items() if text != self.before.get(key, "")}
        reason = self.reason.toPlainText() if self.reason else ""
        try:
            saved = records.move(
                self.book, self.ledger, id_of(self.row, "id") or 0, self.move_.label, reason=reason, texts=texts
            )
        except Refused as refused:
            self.fields.show_faults(refused.faults)
            others = [fault.message for fault in refused.faults if fault.field not in self.fields.places]
            self._alarm("\n".join(others) or "还有内容要补,补好再办;没有改动。")
            return
        except Told as told:
            self._alarm(told.message)
            return
        self.accept()
        self.done_with.emit(saved)

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
        self.body.addWidget(area)
        return area

    def _alarm(self, text: str) -> None:
        self.alarm.setText(text)
        self.alarm.show()
