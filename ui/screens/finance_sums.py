"""The running sums under the lines, and whether they agree with the books, as a word and a colour."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.domain.money import parse_yuan, show_yuan
from ui.engine.elided import Elided
from ui.screens.finance_lines import Sums
from ui.style.palette import px, toned

AGREES, DIFFERS, OPEN = "相符", "不符", "待补"


def read_money(text: str) -> int | None:
    """Typed yuan as fen, None for nothing or for what is not an amount yet."""
    try:
        return parse_yuan(text)
    except ValueError:
        return None


def verdict(opening: int, sums: Sums, stated: Mapping[str, str]) -> tuple[str, str]:
    """The word for the sums, and the sentence that says what differs or what is still to fill."""
    closing = opening + sums.income - sums.expense
    for key, computed, label in (
        ("stated_income", sums.income, "收入"),
        ("stated_expense", sums.expense, "支出"),
        ("stated_closing", closing, "期末"),
    ):
        said = read_money(stated.get(key, ""))
        if said is not None and said != computed:
            return DIFFERS, f"{label}与账面相差 {show_yuan(abs(said - computed))} 元"
    if sums.uncounted:
        return OPEN, f"还有 {sums.uncounted} 笔没有填好项目或金额"
    return AGREES, "期初 + 收入 − 支出 = 期末"


class SumsStrip(QWidget):
    """期初 + 收入 − 支出 = 期末, live."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.amounts = QLabel()
        self.word = QLabel()
        self.why = Elided("")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        row.addWidget(self.amounts)
        row.addWidget(self.word)
        row.addWidget(self.why, 1)

    def show_sums(self, opening: int, sums: Sums, stated: Mapping[str, str]) -> None:
        """Count again and say whether it agrees."""
        closing = opening + sums.income - sums.expense
        self.amounts.setText(
            f"期初 {show_yuan(opening)} + 收入 {show_yuan(sums.income)}"
            f" − 支出 {show_yuan(sums.expense)} = 期末 <b>{show_yuan(closing)}</b> 元"
        )
        word, why = verdict(opening, sums, stated)
        mark, tone = {AGREES: ("✓", "green"), DIFFERS: ("✗", "red"), OPEN: ("…", "yellow")}[word]
        self.word.setText(f"{mark} {word}")
        self.word.setStyleSheet(
            f"color: {toned(tone).ink}; background: {toned(tone).ground}; font-weight: bold;"
            f" padding: {px(2)}px {px(10)}px; border-radius: {px(3)}px"
        )
        self.why.setText(why)
