"""核对月报: the month's figures, cross-checks and 工作进展 inside the packet's steps; the next step signs them."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.ledgers.monthly_report import DRAFT
from app.operations.books import Book
from app.operations.monthly import Finding
from ui.screens.monthly import CHECKS, WORDS, MonthlyScreen
from ui.widgets.dialog import button


class ReportPanel(MonthlyScreen):
    """The report of the month whose packet is made. `go_on` asks for the packet."""

    go_on = Signal()

    def __init__(self, book: Book, row_id: int, parent: QWidget | None = None) -> None:
        super().__init__(book, row_id, parent)
        QTimer.singleShot(0, self, self.first)

    def first(self) -> None:
        """To what is still to be done: hints without a 说明, else the drafted words."""
        if self._open():
            self.check()
        else:
            self._to_tab(WORDS, self.move_buttons[0] if self.move_buttons else self.texts["progress"])

    def check(self) -> None:
        """To the first cross-check that is still open."""
        super().check()
        findings = self.counted.findings if self.counted else ()
        self.checks.setCurrentRow(next((at for at, one in enumerate(findings) if one.open), 0))

    def next_step(self) -> None:
        """Keep what is being typed, then make the packet."""
        for key in self.texts:
            self._keep(key)
        if left := self._open():
            self.message.tell(
                f"还有 {len(left)} 处没有核对或没有写说明,还不能送审。", "yellow", ("去核对 F8", self.check)
            )
            self.tabs.setCurrentIndex(CHECKS)
            return
        self.go_on.emit()

    def _show_moves(self) -> None:
        row = (self.counted.report if self.counted else None) or {}
        if not self.move_buttons:
            made = button("下一步:送审", self.next_step, main=True)
            made.setAutoDefault(True)
            self._moves.addWidget(made)
            self.move_buttons = [made]
        self.move_buttons[0].setText("下一步:送审" if row.get("state") in (None, DRAFT) else "下一步:看材料、签名")

    def _explained(self, finding: Finding, text: str) -> None:
        super()._explained(finding, text)
        self._on_if_settled()

    def _explained_rest(self, text: str) -> None:
        super()._explained_rest(text)
        self._on_if_settled()

    def _on_if_settled(self) -> None:
        if not self._open():
            QTimer.singleShot(0, self, self.first)  # once the dialog has given the focus back
