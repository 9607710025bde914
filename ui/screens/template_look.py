"""What a version of the county's templates would change, before anything does."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.operations.county_templates import Looked
from ui.screens.line_table import line_table, show_lines
from ui.style.palette import px
from ui.widgets.dialog import Dialog, label

HEADS, WIDTHS, WIDE = ("种类", "名称", "现在", "启用后"), (100, 190, 260, 260), 3


class LookDialog(Dialog):
    """Enter takes the version into use; Esc leaves everything as it is."""

    agreed = Signal()

    def __init__(self, parent: QWidget, found: Looked) -> None:
        super().__init__(parent, f"县里模板{found.title}")
        self.found = found
        self.table = line_table("会改变什么", HEADS, WIDTHS, WIDE)
        facts = f"{found.issued_on} 由{found.signed_by}签发,从 {found.valid_from} 起用。签名核对无误。"
        self.body.addWidget(label(found.about, "group"))
        self.body.addWidget(label(facts, "hint"))
        self.body.addWidget(self.table, 1)
        same = f"另有 {found.same} 项和现在一样。" if found.same else ""
        told = f"共 {len(found.changes)} 项有变化。" if found.changes else "没有一项有变化。"
        self.body.addWidget(label(f"{told}{same}启用后随时可以退回上一版。"))
        self.press = self.add_button("启用 Enter", self._agree, main=True)
        self.add_button("先不启用 Esc", self.reject)
        self.resize(px(900), px(480))
        show_lines(
            self.table, [((one.kind, one.title, one.old or "没有", one.new or "不再规定"), "") for one in found.changes]
        )
        self.press.setFocus()

    def _agree(self) -> None:
        self.accept()
        self.agreed.emit()
