"""«视图»: the saved views of a list, chosen, saved and dropped from one button over it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QWidget

from app.domain.faults import Told
from app.domain.ledger import LedgerDef
from app.operations import views
from app.operations.books import Book
from app.operations.views import View
from ui.engine import messages
from ui.widgets.dialog import Dialog, label


class Views(QPushButton):
    """`chosen` carries a View to show; `save_asked` the name under which the present one is to be kept."""

    chosen = Signal(object)
    save_asked = Signal(str)

    def __init__(self, book: Book, ledger: LedgerDef, parent: QWidget | None = None) -> None:
        super().__init__("视图", parent)
        self.book, self.ledger = book, ledger
        self.setAutoDefault(False)
        self.setToolTip("把现在的查找、状态、单位、期间、次序和列存成视图,下次一点就到")
        self.choices = QMenu(self)
        self.choices.aboutToShow.connect(self.fill)
        self.setMenu(self.choices)

    def fill(self) -> None:
        """The saved views, then saving and dropping."""
        self.choices.clear()
        kept = views.views(self.book, self.ledger)
        for view in kept:
            self.choices.addAction(view.name, partial(self.chosen.emit, view))
        if kept:
            self.choices.addSeparator()
        self.choices.addAction("保存现在的视图…", self.ask_name)
        if kept:
            away = self.choices.addMenu("删除视图")
            for view in kept:
                away.addAction(view.name, partial(views.drop_view, self.book, self.ledger, view.name))

    def ask_name(self) -> Dialog:
        """Ask what the present view is called."""
        dialog = Dialog(self, "保存视图")
        dialog.body.addWidget(label("视图名称,例如:青山村逾期、王伟负责的"))
        line = QLineEdit()
        line.setMaxLength(views.LONGEST)
        line.setAccessibleName("视图名称")
        dialog.body.addWidget(line)

        def go() -> None:
            dialog.accept()
            self.save_asked.emit(line.text())

        dialog.add_button("保存", go, main=True)
        dialog.add_button("取消", dialog.reject)
        line.setFocus()
        dialog.open()
        return dialog

    def keep(self, view: View) -> None:
        """Save a view; a refusal is told."""
        try:
            views.keep_view(self.book, self.ledger, view)
        except Told as told:
            messages.tell(self, told)
