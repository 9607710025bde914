"""不认识的列: for each heading nobody knows the field it means, or that it is left out; remembered for the layout."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QScrollArea, QWidget

from app.domain.faults import Told
from app.domain.text import short
from app.operations import import_mapping
from app.operations.books import Book
from app.operations.import_columns import UnknownColumns
from ui.style.palette import GAP, px
from ui.widgets.dialog import Dialog, label

CHOOSE = "请选择…"


class MappingDialog(Dialog):
    """One line for each unknown heading of all layouts, with what probably is meant and what stands there.

    `said` is sent when all of it is remembered.
    """

    said = Signal()

    def __init__(self, parent: QWidget, book: Book, error: UnknownColumns) -> None:
        super().__init__(parent, "不认识的列")
        self.book, self.error = book, error
        self.body.addWidget(label("这些列是台账的哪一项?", "title"))
        self.body.addWidget(label("说一次就记住,以后同样表样的文件不再问。用不着的列选“不导入这一列”。", "hint"))
        self.alarm = label("", "alarm")
        self.alarm.hide()
        self.body.addWidget(self.alarm)
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setHorizontalSpacing(px(GAP[2]))
        self.choices: dict[str, QComboBox] = {}
        asked = {heading: one for one in reversed((error, *error.others)) for heading in reversed(one.unknown)}
        for place, (heading, one) in enumerate(reversed(asked.items())):
            choice = QComboBox()
            choice.setAccessibleName(heading)
            choice.setMinimumContentsLength(10)
            choice.addItem(CHOOSE, "")
            for key, name in import_mapping.targets(book, error.ledger):
                choice.addItem(name, key)
            grid.addWidget(label(heading, wrap=False), place, 0)
            grid.addWidget(choice, place, 1)
            choice.setCurrentIndex(max(choice.findData(import_mapping.proposed(book, one, heading)), 0))
            example = short(one.sample.get(heading, ""), 16)
            grid.addWidget(label(f"例:{example}" if example else "", "hint"), place, 2)
            self.choices[heading] = choice
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        self.body.addWidget(area, 1)
        self.press = self.add_button("记住并继续", self.go, main=True)
        self.press.setShortcut("Ctrl+Return")
        self.add_button("取消", self.reject)
        self.resize(px(520), px(min(220 + 44 * len(self.choices), 560)))
        self.resize(px(640), self.height())
        first = next((one for one in self.choices.values() if not one.currentData()), self.press)
        first.setFocus()

    def go(self) -> None:
        """Remember what was chosen."""
        mapping = {heading: str(choice.currentData()) for heading, choice in self.choices.items()}
        if left := [heading for heading, key in mapping.items() if not key]:
            self.alarm.setText(f"“{'、'.join(left)}”还没有选。用不着的选“不导入这一列”。")
            self.alarm.show()
            self.choices[left[0]].setFocus()
            return
        try:
            import_mapping.remember_all(self.book, self.error, mapping)
        except Told as told:
            self.alarm.setText(told.message)
            self.alarm.show()
            return
        self.accept()
        self.said.emit()
