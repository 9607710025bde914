"""«办理»: everything that can be done with the ticked rows of a list, as one menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.fields import Row
from app.domain.ledger import LedgerDef, Move
from app.operations import lists, papers, raising, records, records_many
from app.operations.books import Book
from app.operations.records import Saved
from ui.engine import messages
from ui.engine.asking import AskDialog
from ui.engine.moves import MoveDialog, MoveManyDialog
from ui.engine.raising import raise_from

REFUSED = "现在还不能办"


class RowMenu(QMenu):
    """Moves of one row or of several alike; what can be made of them, their papers, and filling them alike."""

    changed = Signal()
    raised = Signal(str, object)  # register of the new rows, and what was saved
    printed = Signal(str, object)  # key of the paper, ids of the rows

    def __init__(self, parent: QWidget, book: Book, ledger: LedgerDef, ids: Sequence[int]) -> None:
        super().__init__(parent)
        self.page, self.book, self.ledger, self.ids = parent, book, ledger, list(ids)
        self.setToolTipsVisible(True)
        rows = lists.page(book, ledger, self.ids)
        alive = [row for row in rows if not row.get("voided")]
        self.sent = _sent(book, ledger, self.ids)
        if self.sent:
            self._papers(rows)
        elif alive and len(alive) == len(rows):
            if len(rows) == 1:
                self._moves(rows[0])
            else:
                self._moves_of_many(rows)
            self._raises(rows)
            self._papers(rows)
            self._many(rows)

    def add(self, text: str, act: Callable[[], object], *, reason: str = "") -> QAction:
        """One line; with a reason it says so, and why when it is chosen: no key reaches a line that is shut."""
        if not reason:
            return self.addAction(text, act)
        action = self.addAction(f"{text}(现在不能)", partial(messages.tell, self.page, reason, REFUSED))
        action.setToolTip(reason)
        action.setData(REFUSED)
        return action

    def open_at(self, place: QPoint) -> None:
        """Show it with its first line under the cursor, so that the arrows go on from there."""
        usable = [action for action in self.actions() if action.data() != REFUSED and not action.isSeparator()]
        if usable:
            self.setActiveAction(usable[0])
        self.popup(place)

    def _moves(self, row: Row) -> None:
        for move in records.moves(self.book, self.ledger, row):
            self.add(f"{move.label} → {move.to}", partial(self._move, row, move.label))
        self.addSeparator()

    def _moves_of_many(self, rows: Sequence[Row]) -> None:
        for move in records_many.moves_of_many(self.ledger, rows):
            self.add(f"{move.label} → {move.to}(所选 {len(rows)} 条)", partial(self.move_many, move))
        self.addSeparator()

    def move_many(self, move: Move) -> None:
        """Ask once what the move needs, and move all ticked rows."""
        dialog = MoveManyDialog(self.page, self.book, self.ledger, self.ids, move)
        dialog.done_with.connect(lambda _: self.changed.emit())
        dialog.open()

    def _move(self, row: Row, label: str) -> None:
        move = next(one for one in self.ledger.moves if one.label == label)
        dialog = MoveDialog(self.page, self.book, self.ledger, row, move)
        dialog.done_with.connect(lambda _: self.changed.emit())
        dialog.open()

    def _raises(self, rows: Sequence[Row]) -> None:
        for action in self.ledger.raises:
            found = [raising.offers(self.book, self.ledger, row) for row in rows]
            reasons = [offer.reason for offers in found for offer in offers if offer.action is action and offer.reason]
            count = f"(所选 {len(rows)} 条)" if len(rows) > 1 else ""
            told = f"有 {len(reasons)} 条不能办:{reasons[0]}" if reasons and len(rows) > 1 else "".join(reasons)
            self.add(f"{action.label}{count}", partial(self._raise, action.label, action.to), reason=told)
        self.addSeparator()

    def _raise(self, label: str, to: str) -> None:
        def done(made: list[Saved]) -> None:
            self.changed.emit()
            self.raised.emit(to, made)

        raise_from(self.page, self.book, self.ledger, self.ids, label, done)

    def _papers(self, rows: Sequence[Row]) -> None:
        count = f"(所选 {len(rows)} 条)" if len(rows) > 1 else ""
        for paper in self.ledger.papers:
            found = [offer for row in rows for offer in papers.offers(self.book, self.ledger, row)]
            reasons = [offer.reason for offer in found if offer.paper is paper and offer.reason]
            self.add(
                f"打印{paper.title}{count}",
                partial(self.printed.emit, paper.key, self.ids),
                reason=reasons[0] if reasons else "",
            )
        self.addSeparator()

    def _many(self, rows: Sequence[Row]) -> None:
        if records_many.fields_for_many(self.ledger):
            self.add(f"批量填写…(所选 {len(rows)} 条)", self.fill_many)

    def fill_many(self) -> None:
        """Ask what is to be written into all ticked rows."""

        def act(texts: dict[str, str], reason: str) -> object:
            return records_many.save_many(self.book, self.ledger, self.ids, texts)

        dialog = AskDialog(
            self.page,
            self.book,
            self.ledger,
            records_many.fields_for_many(self.ledger),
            act,
            press="批量填写",
            heading=f"批量填写:{self.ledger.title} {len(self.ids)} 条",
            hint="填了的项目写进所选各条,空着的不动;一次撤销全部退回。",
        )
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.done_with.connect(lambda _: self.changed.emit())
        dialog.open()


def _sent(book: Book, ledger: LedgerDef, ids: Sequence[int]) -> dict[int, str]:
    """The rows among these that townships sent to a county's book, with their names."""
    if not book.info.is_county:
        return {}
    from app.operations.county_origin import senders  # a township's window is lighter without it

    return senders(book, ledger.key, ids)
