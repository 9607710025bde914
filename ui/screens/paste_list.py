"""A box to paste a list into, one thing to a line, with what the program made of each line beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QTableWidget, QVBoxLayout, QWidget

from ui.screens.home import as_lines
from ui.screens.tally import cell
from ui.style.palette import GAP, px
from ui.widgets.dialog import label

WRONG = "✗ 请改"


class PasteList(QWidget):
    """`read` makes lines of a text, each with `wrong`; `cells` shows one that is right; `said` counts them."""

    def __init__(
        self,
        name: str,
        heads: Sequence[str],
        example: str,
        read: Callable[[str], Sequence[Any]],
        cells: Callable[[Any], Sequence[str]],
        said: Callable[[Sequence[Any]], str],
    ) -> None:
        super().__init__()
        self._read, self._cells, self._said = read, cells, said
        self.lines: Sequence[Any] = []
        self.text, self.counted = QPlainTextEdit(), label("", "hint")
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(f"例如:\n{example}")
        self.text.setAccessibleName(name)
        self.text.textChanged.connect(self.look)
        self.table = QTableWidget(0, len(heads))
        as_lines(self.table, "认出的内容", heads, (130, 190, 150), 2, 32)
        self.foot = QHBoxLayout()
        self.foot.addWidget(self.counted, 1)
        both, box = QHBoxLayout(), QVBoxLayout(self)
        both.addWidget(self.text, 1)
        both.addWidget(self.table, 2)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(GAP[1]))
        box.addLayout(both, 1)
        box.addLayout(self.foot)

    def look(self) -> None:
        """Read again what stands there."""
        self.lines = self._read(self.text.toPlainText())
        self.table.setRowCount(len(self.lines))
        for at, one in enumerate(self.lines):
            texts = (WRONG, one.name, one.wrong) if one.wrong else self._cells(one)
            for column, text in enumerate(texts):
                item = cell(text)
                item.setToolTip(text)
                self.table.setItem(at, column, item)
        wrong = sum(bool(one.wrong) for one in self.lines)
        bad = f";有 {wrong} 行没有认出,请改" if wrong else ""
        self.counted.setText(f"认出 {self._said(self.lines) or '0 个'}{bad}。" if self.lines else "")
