"""迎检卷: asks whether names are hidden and proofs bound in, then shows the book to print or save."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QWidget

from app.operations import inspection_books
from app.operations.books import Book
from app.operations.inspection_books import Wish
from ui.screens.preview import open_preview_of
from ui.widgets.dialog import Dialog, label

SEEN = "照片、扫描件里的姓名遮不住:给人看以前请先翻一遍。"


class InspectionDialog(Dialog):
    """Two questions; Enter makes the book."""

    def __init__(self, parent: QWidget, book: Book, places: Sequence[tuple[str, int]], asked: str) -> None:
        super().__init__(parent, "迎检卷")
        self.book, self.places, self.asked = book, tuple(places), asked
        self.masked, self.proofs = QCheckBox("遮盖人员姓名(&M)"), QCheckBox("附佐证材料(&P)")
        self.masked.setChecked(True)
        self.proofs.setChecked(True)
        self.warning = label(SEEN, "soft")
        self.body.addWidget(
            label(f"把 {len(self.places)} 件事项装订成一卷:封面、目录、一事一页。谁在什么时候做的会记入日志。")
        )
        self.body.addWidget(self.masked)
        self.body.addWidget(self.proofs)
        self.body.addWidget(self.warning)
        for one in (self.masked, self.proofs):
            one.toggled.connect(self._warn)
        self.add_button("取消", self.reject)
        self.add_button("生成并预览", self.make, main=True)

    def make(self) -> None:
        """Show the book as it will be printed."""
        wish = Wish(self.places, self.asked, self.masked.isChecked(), self.proofs.isChecked())
        above = self.parentWidget()
        self.accept()
        assert isinstance(above, QWidget)
        open_preview_of(above, self.book, "迎检卷", lambda: [inspection_books.bind(self.book, wish)])

    def _warn(self) -> None:
        self.warning.setVisible(self.masked.isChecked() and self.proofs.isChecked())
