"""What can be done with a row as buttons: its legal moves, rows made from it, its papers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from app.domain.fields import Row
from app.domain.ledger import LedgerDef, Move
from app.domain.rows import id_of, text_of
from app.operations import papers, raising, records, records_many
from app.operations.at_once import moves_at_once
from app.operations.books import Book
from app.operations.records import Saved
from ui.engine import messages
from ui.engine.asking import AskDialog
from ui.engine.raising import raise_from
from ui.style.palette import GAP, px
from ui.widgets.dialog import button
from ui.widgets.flow import Flow
from ui.widgets.number_keys import number_keys


class Moves(QWidget):
    """A button for each legal move, for each row that can be made from this one, and for its papers.

    Alt+1 … press them. `asked` is sent first, so that the form can save; then `go` does what was pressed.
    """

    asked = Signal()
    moved = Signal(object)
    at_once = Signal(str)  # label of a move that a new row makes with its first save
    raised = Signal(str, object)  # register of the new rows, and what was saved
    printed = Signal(str, int)  # key of the paper, id of the row

    def __init__(self, book: Book, ledger: LedgerDef) -> None:
        super().__init__()
        self.book, self.ledger = book, ledger
        self.row: Row = {}
        self._wanted: Callable[[], object] | None = None
        self._line = Flow(self, px(GAP[0]))

    def show_row(self, row: Row) -> None:
        """Offer what the state of a row allows."""
        self.row = row
        self.hide()  # what is put on a visible widget is shown only a turn later
        self._line.clear()
        presses = self._buttons(row)
        for press in presses:
            self._line.addWidget(press)
        number_keys(presses)
        self.setVisible(bool(presses))

    def _buttons(self, row: Row) -> list[QPushButton]:
        alive = bool(id_of(row, "id")) and not row.get("voided")
        legal = records.moves(self.book, self.ledger, row) if alive else []
        made = [button(move.label, partial(self.ask, move)) for move in legal]
        for move in [] if row.get("id") else moves_at_once(self.ledger):
            made.append(press := button(f"{move.label}(一次办完)", partial(self.at_once.emit, move.label)))
            press.setToolTip(f"填好下面各项后按这里:登记和{move.label}一次保存,进入“{move.to}”")
        for offer in raising.offers(self.book, self.ledger, row):
            made.append(
                press := button(offer.action.label, partial(self._ask, partial(self._raise, offer.action.label)))
            )
            if offer.reason:  # a shut button is reached by no key: this one says why
                press = made[-1] = self._refusing(offer.action.label, offer.reason)
            press.setToolTip(offer.reason or f"生成{self.book.ledgers[offer.action.to].title},并互相关联")
        sheets = papers.offers(self.book, self.ledger, row) if alive else []
        return [*made, self._papers(sheets)] if sheets else made

    def ask(self, move: Move) -> None:
        """A move was pressed."""
        self._ask(partial(self._move, move))

    def go(self) -> None:
        """Do what was pressed, asking for fields and reason first."""
        if self._wanted is not None:
            self._wanted()

    def _ask(self, act: Callable[[], object]) -> None:
        self._wanted = act
        self.asked.emit()

    def _move(self, move: Move) -> None:
        dialog = MoveDialog(self, self.book, self.ledger, self.row, move)
        dialog.done_with.connect(self.moved.emit)
        dialog.open()

    def _raise(self, label: str) -> None:
        to = next(action.to for action in self.ledger.raises if action.label == label)

        def done(made: list[Saved]) -> None:
            self.raised.emit(to, made)

        raise_from(self, self.book, self.ledger, [id_of(self.row, "id") or 0], label, done)

    def _print(self, key: str) -> None:
        self.printed.emit(key, id_of(self.row, "id") or 0)

    def _refusing(self, text: str, reason: str) -> QPushButton:
        """A button that cannot act now: pressed by mouse or key it says why and what to do."""
        press = button(text, partial(self._tell, reason), plain=True)
        press.setToolTip(reason)
        return press

    def _tell(self, reason: str) -> None:
        messages.tell(self, reason, "现在还不能办")

    def _papers(self, offers: list[papers.Offer]) -> QPushButton:
        """One paper is a button of its own, several are a menu."""
        if len(offers) == 1:
            (only,) = offers
            text = f"打印{only.paper.title}"
            if only.reason:
                return self._refusing(text, only.reason)
            return button(text, partial(self._ask, partial(self._print, only.paper.key)))
        press = QPushButton("打印单据")
        press.setAutoDefault(False)
        menu = QMenu(press)
        menu.setToolTipsVisible(True)
        for offer in offers:
            act = partial(self._tell, offer.reason) if offer.reason else partial(self._print, offer.paper.key)
            text = f"{offer.paper.title}(现在不能)" if offer.reason else offer.paper.title
            menu.addAction(text, act if offer.reason else partial(self._ask, act)).setToolTip(offer.reason)
        press.setMenu(menu)
        return press


class MoveManyDialog(AskDialog):
    """Asks once for the fields and the reason of a move, and carries it out for many rows."""

    def __init__(self, parent: QWidget, book: Book, ledger: LedgerDef, ids: Sequence[int], move: Move) -> None:
        asked = [ledger.by_key[key] for key in dict.fromkeys((*move.asks, *move.needs, *move.asks_empty))]

        def act(texts: dict[str, str], reason: str) -> object:
            return records_many.move_many(book, ledger, ids, move.label, reason=reason, texts=texts)

        super().__init__(
            parent,
            book,
            ledger,
            [field for field in asked if not field.stamped],
            act,
            press=move.label,
            heading=f"{move.label}:{ledger.title} {len(ids)} 条 → {move.to}",
            hint="填的内容写进所选各条;有一条不能办,各条都不动。一次撤销全部退回。",
            reason=move.reason,
        )


class MoveDialog(AskDialog):
    """Asks for the fields and the reason of one move, and carries it out."""

    def __init__(self, parent: QWidget, book: Book, ledger: LedgerDef, row: Row, move: Move) -> None:
        empty = [key for key in move.asks_empty if row.get(key) in (None, "")]
        asked = [ledger.by_key[key] for key in dict.fromkeys((*move.asks, *move.needs, *empty)) if key in ledger.by_key]

        def act(texts: dict[str, str], reason: str) -> object:
            return records.move(book, ledger, id_of(row, "id") or 0, move.label, reason=reason, texts=texts)

        super().__init__(
            parent,
            book,
            ledger,
            [field for field in asked if not field.stamped],
            act,
            press=move.label,
            heading=f"{text_of(row, 'number')} {text_of(row, 'state')} → {move.to}".strip(),
            before=records.shown(book, ledger, row),
            reason=move.reason,
        )
