"""One row of any register as a form: every field kept at once, faults in place, moves as buttons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.faults import Fault, Refused, Told, hard
from app.domain.fields import Link, Row
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of, text_of
from app.operations import at_once, lists, records
from app.operations.at_once import NewFile
from app.operations.books import Book
from app.operations.records import Saved
from ui.engine import messages
from ui.engine.fields import ALWAYS, Fields
from ui.engine.lights import told_state
from ui.engine.moves import Moves
from ui.style.palette import GAP, px
from ui.widgets.chip import Chip
from ui.widgets.dialog import button, label
from ui.widgets.files import FilesEditor
from ui.widgets.order import tab_as_laid_out

if TYPE_CHECKING:
    from ui.engine.identity_box import IdentityBox

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
DRAFT_AFTER_MS = 700
MOST_TITLE = 24


class Form(QWidget):
    """Edits one row. `saved` tells its id, `closed` that the clerk went back, `wanted` a row of the same register.

    `refused` tells that nothing was saved. `raised` tells the register and the rows that were made from this one,
    `printed` a paper and the row it is of.
    """

    saved = Signal(int)
    refused = Signal()
    closed = Signal()
    wanted = Signal(int)
    raised = Signal(str, object)
    printed = Signal(str, int)

    def __init__(self, book: Book, ledger: LedgerDef, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book, self.ledger = book, ledger
        self.row: Row = {}
        self.before: dict[str, str] = {}
        self.above: dict[str, str] = {}
        self._visited: set[str] = set()
        self._filled: dict[str, str] = {}  # by the program, after a row was chosen; another choice may replace it
        self._stopped = False
        self._parent_id: int | None = None
        self._build()
        self._keep = QTimer(self, interval=DRAFT_AFTER_MS, singleShot=True)
        self._keep.timeout.connect(self._rested)
        self.fields.left.connect(self._left)
        self.fields.typed.connect(lambda _: self._keep.start())
        self.fields.entered.connect(self._hint)
        for place in self.fields.places.values():
            place.editor.inner.installEventFilter(self)
        self.begin()

    # --- what the form shows

    def begin(self, *, parent: int | None = None) -> None:
        """A new row with its defaults, or the draft that was being typed when the program ended."""
        self._parent_id = parent
        self._show(records.new_row(self.book, self.ledger, parent=parent))
        self._offer_draft()

    def open(self, row: Row) -> None:
        """A row of the book."""
        self.keep_draft()
        self._show(row)
        self._offer_draft()

    @property
    def row_id(self) -> int | None:
        """The row being edited, None for a new one."""
        return id_of(self.row, "id")

    @property
    def changed(self) -> bool:
        """Whether something was typed that is not in the book yet."""
        return bool(self.changes()) or any(box.waiting for box in self._file_boxes().values())

    def changes(self) -> dict[str, str]:
        """The texts that differ from what the form showed first."""
        return {key: text for key, text in self.fields.texts().items() if text != self.before.get(key, "")}

    # --- what the clerk does

    def save(self) -> bool:
        """Save what was changed; False where faults stand against it (they are shown in place)."""
        self._commit()
        try:
            row_id, texts, draft = self.row_id, self._to_save(), self._draft_name()
            saved = records.save(self.book, self.ledger, row_id, texts, version=self._version(), draft=draft)
        except Refused as refused:
            self.refuse(refused)
            return False
        except Told as told:
            return self._tell(told)
        try:
            self._put_files(saved.id)
        except Told as told:  # the row is saved: it must not look new, or it would be saved twice
            self._after(saved)
            return self._tell(told)
        self._after(saved)
        return True

    def _tell(self, told: Told) -> bool:
        self.alarm.setText(told.message)
        self.alarm.show()
        return False

    def go_to(self, key: str) -> None:
        """Go to a field of the saved row; everything that is wrong with the row stands under its fields."""
        faults = records.check_row(self.book, self.ledger, self.row_id, {})
        self._visited |= {fault.field for fault in faults}  # spoken of now, and still when another field is left
        self.fields.fold(False)
        self.fields.show_faults(faults)
        if key == "explanation" or any(fault.soft for fault in faults):
            self.fields.show_field("explanation", True)
        self.fields.focus(key)

    def save_and_next(self) -> None:
        """What Enter does on the last field: save, and begin the next row."""
        was_new = self.row_id is None
        if self.save() and was_new:
            # First the field, then the row: a field that is left is looked at, and would be called empty.
            self.fields.first()
            self.begin(parent=self._parent_id)

    def save_at_once(self, label: str) -> bool:
        """Save a new row and make its first move in one step; the files that wait are its proof."""
        self._commit()
        self.fields.fold(False)
        boxes = self._file_boxes()
        files = [NewFile(key, path, box.kind_of(path)) for key, box in boxes.items() for path in box.waiting]
        try:
            saved = at_once.save_and_move(
                self.book, self.ledger, self._to_save(), label, files=files, draft=self._draft_name()
            )
        except Refused as refused:
            self.refuse(refused)
            return False
        except Told as told:
            return self._tell(told)
        self._after(saved)
        return True

    def same_as_above(self) -> None:
        """Fill the field under the cursor as in the row before."""
        key = self.fields.current()
        if key and self.above.get(key):
            self.fields.places[key].editor.set_text(self.above[key])
            self._keep.start()

    def refuse(self, refused: Refused) -> None:
        """Show faults where they belong and go to the first."""
        self._visited |= set(self.fields.places)
        self.fields.show_faults(refused.faults)
        elsewhere = [fault.message for fault in refused.faults if fault.field not in self.fields.places]
        at = [fault.field for fault in hard(refused.faults) if fault.field in self.fields.places]
        head = f"有 {len(at)} 处要改,改好后再保存;已填内容都在。" if at else ""
        self.alarm.setText("\n".join([head, *elsewhere]).strip())
        self.alarm.show()
        self.refused.emit()
        if at:
            self.fields.focus(at[0])

    def keep_draft(self) -> None:
        """Keep what is being typed; a power cut loses nothing."""
        self._keep.stop()
        if not self._stopped and self.changes():
            records.keep_draft(self.book, self._draft_name(), self.fields.texts())

    def stop(self) -> None:
        """Keep what is being typed a last time: the book is about to be closed."""
        if not self._stopped:
            self.keep_draft()
        self._stopped = True

    def give_up(self) -> None:
        """Forget what was typed and show the row as it is in the book."""
        self._keep.stop()
        records.drop_draft(self.book, self._draft_name())
        self._show(self.row)

    # --- inside

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        head = QFrame()
        head.setObjectName("panel")
        line = QVBoxLayout(head)
        line.setContentsMargins(px(GAP[2]), px(GAP[1]), px(GAP[2]), px(GAP[1]))
        top = QHBoxLayout()
        self.title = label("", "title")
        self.state = Chip()
        top.addWidget(self.title, 1)
        top.addWidget(self.state, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(top)
        self.moves = Moves(self.book, self.ledger)
        self.moves.moved.connect(self._moved)
        self.moves.asked.connect(self._before_move)
        self.moves.raised.connect(self._raised)
        self.moves.at_once.connect(self.save_at_once)
        self.moves.printed.connect(self.printed)
        line.addWidget(self.moves)
        self.alarm, self.advice = label("", "alarm"), label("", "advice")
        self.advice.setTextFormat(Qt.TextFormat.RichText)
        self.advice.linkActivated.connect(lambda link: self.wanted.emit(int(link)))
        line.addWidget(self.alarm)
        line.addWidget(self.advice)
        own = [field for field in self.ledger.fields if field.key != self.ledger.parent]
        self.fields = Fields(self.book, self.ledger, [*own, *ALWAYS])
        box.addWidget(head)
        box.addWidget(self.fields, 1)
        self.identity = self._identity()
        if self.identity is not None:
            box.addWidget(self.identity)
        box.addWidget(self._foot())

    def _identity(self) -> IdentityBox | None:
        if self.ledger.vault is None:
            return None
        from ui.engine.identity_box import IdentityBox  # few registers have one: the others open without it

        made = IdentityBox(self.book, self.ledger)
        made.asked.connect(self._before_identity)
        return made

    def _before_identity(self) -> None:
        """An identity belongs to a row that is in the book: what was typed is saved first."""
        if self.identity is not None and ((self.row_id is not None and not self.changed) or self.save()):
            self.identity.go()

    def _foot(self) -> QWidget:
        foot = QFrame()
        foot.setObjectName("panel")
        line = QHBoxLayout(foot)
        line.setContentsMargins(px(GAP[2]), px(GAP[0]), px(GAP[2]), px(GAP[0]))
        self.hint = label("", "hint")
        line.addWidget(self.hint, 1)
        self.drop = button("放弃修改", self._ask_give_up, plain=True)
        line.addWidget(self.drop)
        self.press = button("保存 Ctrl+Enter", self.save_and_next, main=True)
        line.addWidget(self.press)
        return foot

    def _show(self, row: Row) -> None:
        self.row = row
        self.before = self._texts_of(row)
        self._visited, self._filled = set(), {}
        self.fields.row = row
        self.fields.fill(self.before)
        self.fields.show_field("explanation", bool(self.before.get("explanation")))
        self.fields.fold(self.row_id is None)
        self.alarm.hide()
        self.advice.hide()
        self.title.setText(
            f"{self.ledger.title} {self._called()}".strip() if self.row_id else f"新增{self.ledger.title}"
        )
        self.state.say(*told_state(self.ledger, row))
        self.moves.show_row(row)
        tab_as_laid_out(self)
        if self.identity is not None:
            self.identity.show_row(row)
        self.setEnabled(not row.get("voided"))
        self._lock()

    def _lock(self) -> None:
        """A row a township sent is read, not typed into; the line at the head says so."""
        if not self.book.info.is_county:
            self._tell_remarks()
            return
        from app.operations.county_origin import said

        told = said(self.book, self.ledger.key, self.row_id)
        self.advice.setText(_safe(told))
        self.advice.setVisible(bool(told))
        self.fields.setEnabled(not told)
        for part in (self.moves, self.press, self.drop):
            part.setVisible(not told)

    def _tell_remarks(self) -> None:
        """What the county wants mended in this row stands at its head until it is ticked."""
        if self.row_id is None or not self.book.has_packets():
            return
        from app.operations.answers import said_on

        told = said_on(self.book, self.ledger, self.row_id)
        self.advice.setText(_safe(told))
        self.advice.setVisible(bool(told))

    def _called(self) -> str:
        """The number of the row, or where it has none what else it is called."""
        if number := text_of(self.row, "number"):
            return number
        called = self.book.title(self.ledger.key, self.row_id or 0)
        return "" if called.startswith("#") else f"{called[:MOST_TITLE]}…" if len(called) > MOST_TITLE else called

    def _texts_of(self, row: Row) -> dict[str, str]:
        texts = records.shown(self.book, self.ledger, row)
        return {**texts, **{field.key: text_of(row, field.key) for field in ALWAYS}}

    def _left(self, key: str) -> None:
        if self._stopped:  # a field also loses the focus when its window goes away, after the book
            return
        self._visited.add(key)
        self._fill_in(key)
        self.keep_draft()
        self.check()
        self._look_alike(key)

    def _fill_in(self, key: str) -> None:
        """What follows from a chosen row stands at once in the fields that are still empty."""
        place = self.fields.places[key]
        if not isinstance(place.field, Link) or not place.editor.text():
            return
        typed = {name: text for name, text in self._to_save().items() if self._filled.get(name) != text}
        stale = dict.fromkeys((name for name in self._filled if name not in typed), "")
        found = records.filled_in(self.book, self.ledger, self.row_id, {**stale, **typed})
        self._filled = {name: text for name, text in found.items() if name in self.fields.places}
        self._put({**stale, **self._filled})

    def check(self) -> None:
        """Say what is wrong with the fields the clerk has been to."""
        texts = {key: text for key, text in self._to_save().items() if text or key in self._visited}
        faults = records.check_row(self.book, self.ledger, self.row_id, texts)
        self.fields.show_faults(faults, only=self._visited)
        if any(fault.soft and fault.field in self._visited for fault in faults):
            self.fields.fold(False)
            self.fields.show_field("explanation", True)

    def _look_alike(self, key: str) -> None:
        if self.row_id is not None:
            return
        alike = records.similar(self.book, self.ledger, self.fields.texts())
        links = "、".join(f'<a href="{row_id}">{_safe(title)}</a>' for row_id, title in alike)
        self.advice.setText(f"已有相近的记录,请先看看是不是同一件事:{links}")
        self.advice.setVisible(bool(alike))

    def _rested(self) -> None:
        """Typing paused: what stands there is kept, and a case that is here already is shown while one still types."""
        self.keep_draft()
        if not self._stopped and self.fields.current() in (self.ledger.alike, self.ledger.alike_people):
            self._look_alike(self.fields.current())

    def _hint(self, key: str) -> None:
        self.hint.setText(self.fields.places[key].field.hint)

    def _to_save(self) -> dict[str, str]:
        texts = self.changes() if self.row_id else {k: t for k, t in self.fields.texts().items() if t}
        if self.ledger.parent and self._parent_id is not None and self.row_id is None:
            texts[self.ledger.parent] = self.before.get(self.ledger.parent, "")
        return texts

    def _version(self) -> int | None:
        version = self.row.get("row_version")
        return version if isinstance(version, int) and self.row_id else None

    def _commit(self) -> None:
        for place in self.fields.places.values():
            place.editor.commit()

    def _file_boxes(self) -> dict[str, FilesEditor]:
        boxes = {key: place.editor.inner for key, place in self.fields.places.items()}
        return {key: box for key, box in boxes.items() if isinstance(box, FilesEditor)}

    def _put_files(self, row_id: int) -> None:
        for key, box in self._file_boxes().items():
            for path in list(box.waiting):
                records.add_file(self.book, self.ledger, row_id, key, path, kind=box.kind_of(path))
                box.waiting.remove(path)

    def _after(self, saved: Saved) -> None:
        self.above = self.fields.texts()
        self._show(_fresh(self.book, self.ledger, saved))
        self._hints(saved.hints)
        self.saved.emit(saved.id)

    def _hints(self, hints: list[Fault]) -> None:
        if hints:
            self.fields.show_faults(hints)
            self.fields.show_field("explanation", True)

    def _before_move(self) -> None:
        """A move acts on what is in the book: what was typed is saved first."""
        if self.row_id is not None and (not self.changed or self.save()):
            self.moves.go()

    def _moved(self, saved: object) -> None:
        assert isinstance(saved, Saved)
        self._show(saved.row)
        self._hints(saved.hints)
        self.saved.emit(saved.id)

    def _raised(self, register: str, made: object) -> None:
        """This row points to what was made from it now."""
        row_id = self.row_id or 0
        if found := lists.page(self.book, self.ledger, [row_id]):
            self._show(found[0])
        self.saved.emit(row_id)
        self.raised.emit(register, made)

    def _draft_name(self) -> str:
        return f"{self.ledger.key}:{self.row_id or 'new'}"

    def _offer_draft(self) -> None:
        kept = records.draft(self.book, self._draft_name())
        if not kept:
            return
        self.fields.fold(False)
        self._put(kept)
        self.advice.setText("上次没有保存完的内容已经放回来了,接着填就行;不要了请按“放弃修改”。")
        self.advice.show()

    def _put(self, texts: Mapping[str, str]) -> None:
        for key, text in texts.items():
            if place := self.fields.places.get(key):
                place.editor.blockSignals(True)
                place.editor.set_text(text)
                place.editor.blockSignals(False)
        self.fields.fit()

    def _ask_give_up(self) -> None:
        if not self.changed:
            self.closed.emit()
            return
        messages.ask(self, "已填的内容会丢掉,不能再找回。", "放弃修改", self.give_up, no="继续填写")

    def hideEvent(self, event: QHideEvent) -> None:
        """What is being typed is kept before the form goes out of sight, and nothing is written afterwards."""
        if self._keep.isActive():
            self.keep_draft()
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter, Shift+Enter and Ctrl+Enter walk through the form; Esc goes back to the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = next((k for k, p in self.fields.places.items() if p.editor.inner is watched), "")
            if key and self._walk(key, event):
                return True
        return super().eventFilter(watched, event)

    def _walk(self, key: str, event: QKeyEvent) -> bool:
        place, pressed, with_ = self.fields.places[key], event.key(), event.modifiers()
        many_lines = place.field.kind == "long_text"
        if pressed == Qt.Key.Key_Escape and not _list_open(place.editor.inner):
            self.keep_draft()
            self.closed.emit()
            return True
        if pressed not in ENTER:
            return False
        if with_ & Qt.KeyboardModifier.ControlModifier:
            if many_lines:
                return False
            self.save_and_next()
        else:
            place.editor.commit()
            back = bool(with_ & Qt.KeyboardModifier.ShiftModifier)
            if not self.fields.step(key, -1 if back else 1) and not back:
                self.save_and_next()
        return True


def _list_open(inner: QWidget) -> bool:
    shown = getattr(inner, "list", None)
    return isinstance(shown, QWidget) and shown.isVisible()


def _fresh(book: Book, ledger: LedgerDef, saved: Saved) -> Row:
    return next(iter(lists.page(book, ledger, [saved.id])), saved.row)


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
