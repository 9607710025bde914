"""The strip of a form for somebody whose identity is kept apart: masked until a keeper opens it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.faults import Told
from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of
from app.operations import vault
from app.operations.books import Book
from ui.engine import messages
from ui.engine.identity_dialog import FillDialog, KeepersDialog, LookDialog, VaultDialog
from ui.style.palette import GAP, px
from ui.widgets.dialog import button, label

MASK = "●●●●●●"
APART = "单独加密,匿名不填"


class IdentityBox(QFrame):
    """Says whether something is kept, never what. `asked` is sent first, so that the form can save; then `go` opens."""

    asked = Signal()

    def __init__(self, book: Book, ledger: LedgerDef, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book, self.ledger = book, ledger
        self.declared = vault.vault_of(ledger)
        self.row: Row = {}
        self.setObjectName("panel")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(GAP[2]), px(GAP[0]), px(GAP[2]), px(GAP[0]))
        outer.setSpacing(px(2))
        first, second = QHBoxLayout(), QHBoxLayout()
        self.name = label(self.declared.title, "group", wrap=False)
        self.state = label("")
        self.state.setContentsMargins(0, 0, 0, px(3))  # on one line with the name, which has a rule under it
        self.hint = label(APART, "hint")
        self.fill = button("填写…", self.asked.emit)
        self.look = button("查看…", self.open_look)
        self.keepers = button("受理员…", self.open_keepers, plain=True)
        self.setToolTip(self.declared.hint)
        self.fill.setAccessibleName(f"填写{self.declared.title}")
        self.look.setAccessibleName(f"查看{self.declared.title}")
        first.addWidget(self.name, 0, Qt.AlignmentFlag.AlignBottom)
        first.addWidget(self.state, 1, Qt.AlignmentFlag.AlignBottom)
        second.addWidget(self.hint, 1)
        for press in (self.fill, self.look, self.keepers):
            second.addWidget(press)
        outer.addLayout(first)
        outer.addLayout(second)

    def show_row(self, row: Row) -> None:
        """Whether something is kept for a row; a new one has nothing yet."""
        self.row = row
        row_id = id_of(row, "id")
        there = vault.kept(self.book, self.ledger, row_id) if row_id else None
        shut = vault.closed_because(self.book, self.ledger, row)
        self.state.setText(f"{MASK}  {there.by} {there.at[:10]}" if there else "没有填写(匿名)")
        self.fill.setText("更正…" if there else "填写…")
        self.look.setVisible(there is not None)
        self.fill.setEnabled(not shut)
        self.keepers.setVisible(row_id is not None)
        self.hint.setText(shut or APART)

    def go(self) -> None:
        """Open the drawer for entering."""
        self._open(FillDialog)

    def open_look(self) -> None:
        """Open the drawer for looking."""
        self._open(LookDialog)

    def open_keepers(self) -> None:
        """Show and add those who may open the drawer."""
        self._open(KeepersDialog)

    def _open(self, kind: type[VaultDialog]) -> None:
        if (row_id := id_of(self.row, "id")) is None:
            return
        try:
            dialog = kind(self, self.book, self.ledger, row_id)
        except Told as told:
            messages.tell(self, told)
            return
        dialog.finished.connect(lambda _: self.show_row(self.row))
        dialog.open()
