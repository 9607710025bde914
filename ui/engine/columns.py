"""«列»: which columns a list shows behind the frozen ones, and in which order; by keys alone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from ui.engine.model import FROZEN, Column, RegisterModel
from ui.widgets.dialog import Dialog, button, label

KEY = int(Qt.ItemDataRole.UserRole)

MOST_FROZEN = 6


class ColumnsDialog(Dialog):
    """`chosen` carries the keys to show in their order, none means those shipped; `froze` how many stay in sight."""

    chosen = Signal(list)
    froze = Signal(int)

    def __init__(self, parent: QWidget, model: RegisterModel, frozen: int = FROZEN) -> None:
        super().__init__(parent, "列")
        self.model = model
        first = "、".join(column.title for column in model.columns[:FROZEN])
        self.body.addWidget(label("清单里显示哪几列", "title"))
        self.body.addWidget(label(f"空格打勾或去掉,Ctrl+↑、Ctrl+↓ 上移下移。{first}总在最前面不动。", "hint"))
        self.list = QListWidget()
        self.list.setAccessibleName("列")
        self.body.addWidget(self.list, 1)
        self.alarm = label("", "alarm")
        self.alarm.hide()
        self.body.addWidget(self.alarm)
        self.frozen = QComboBox()
        self.frozen.setAccessibleName("横向滚动时固定几列")
        for count in range(FROZEN, MOST_FROZEN + 1):
            self.frozen.addItem(f"前 {count} 列", count)
        self.frozen.setCurrentIndex(self.frozen.findData(frozen))
        still, row = label("横向滚动时固定(&G)", wrap=False), QHBoxLayout()
        still.setBuddy(self.frozen)
        row.addWidget(still)
        row.addWidget(self.frozen)
        row.addStretch(1)
        self.body.addLayout(row)
        beside = QHBoxLayout()
        beside.addWidget(button("上移 Ctrl+↑", lambda: self.shift(-1)))
        beside.addWidget(button("下移 Ctrl+↓", lambda: self.shift(1)))
        beside.addStretch(1)
        beside.addWidget(button("恢复原样", self.as_shipped, plain=True))
        self.body.addLayout(beside)
        for keys, step in (("Ctrl+Up", -1), ("Ctrl+Down", 1)):
            QShortcut(QKeySequence(keys), self).activated.connect(lambda step=step: self.shift(step))
        self.add_button("确定", self.go, main=True)
        self.add_button("取消", self.reject)
        self._fill([column.key for column in model.columns[FROZEN:]])
        self.fit(460, 560)
        self.list.setFocus()

    def shift(self, step: int) -> None:
        """Move the line under the cursor up or down."""
        at = self.list.currentRow()
        if 0 <= at + step < self.list.count():
            self.list.insertItem(at + step, self.list.takeItem(at))
            self.list.setCurrentRow(at + step)

    def as_shipped(self) -> None:
        """The columns the program ships."""
        self._fill([column.key for column in self.model.shipped[FROZEN:]])
        self.frozen.setCurrentIndex(0)

    def keys(self) -> list[str]:
        """The ticked columns from top to bottom."""
        items = (self.list.item(at) for at in range(self.list.count()))
        return [str(item.data(KEY)) for item in items if item.checkState() == Qt.CheckState.Checked]

    def go(self) -> None:
        """Show what is ticked."""
        keys = self.keys()
        if not keys:
            self.alarm.setText("至少要留一列。没有改动;请用空格勾上要看的列。")
            self.alarm.show()
            return
        shipped = [column.key for column in self.model.shipped[FROZEN:]]
        self.accept()
        self.froze.emit(int(self.frozen.currentData()))
        self.chosen.emit([] if keys == shipped else keys)

    def _fill(self, shown: Sequence[str]) -> None:
        by_key = {column.key: column for column in self.model.possible()}
        hidden = [key for key in by_key if key not in shown]
        self.list.clear()
        for key in [*shown, *hidden]:
            if key in by_key:
                self.list.addItem(_item(by_key[key], ticked=key in shown))
        self.list.setCurrentRow(0)


def _item(column: Column, *, ticked: bool) -> QListWidgetItem:
    item = QListWidgetItem(column.title)
    item.setData(KEY, column.key)
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
    return item
