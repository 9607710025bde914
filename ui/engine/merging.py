"""«合并»: of two ticked entries of the same thing one stays; the clerk says which and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QRadioButton, QWidget

from app.domain.ledger import LedgerDef
from app.operations import lists, merging
from app.operations.books import Book
from app.operations.merging import Merged
from ui.engine.asking import AskDialog
from ui.style.palette import px
from ui.widgets.dialog import label

HIGH = 380


class MergeDialog(AskDialog):
    """Shows both entries; the older one is proposed to stay."""

    def __init__(self, parent: QWidget, book: Book, ledger: LedgerDef, ids: Sequence[int]) -> None:
        self.ids = sorted(ids)
        super().__init__(
            parent,
            book,
            ledger,
            [],
            lambda texts, reason: merging.merge(book, ledger, *self.chosen(), reason),
            press="合并",
            heading=f"两条{ledger.title}合并成一条",
            hint="选留下的一条。另一条的明细、关联和材料都并过来,它自己作废、历史都在;可按 Ctrl+Z 一次撤销。",
            reason=True,
        )
        self.choices: list[QRadioButton] = []
        for place, number in enumerate(self.ids):
            row = lists.page(book, ledger, [number])[0]
            state = f"({row['state']})" if row.get("state") else ""
            choice = QRadioButton(f"留下 {row.get('number') or book.title(ledger.key, number)}{state}")
            choice.setChecked(place == 0)
            self.choices.append(choice)
            self.body.insertWidget(2 + 2 * place, choice)
            self.body.insertWidget(3 + 2 * place, label(str(row.get(ledger.alike) or ""), "hint"))
        self.resize(px(560), px(HIGH))

    def chosen(self) -> tuple[int, int]:
        """Which stays and which goes."""
        first, second = self.ids
        return (first, second) if self.choices[0].isChecked() else (second, first)


def merge_two(
    parent: QWidget, book: Book, ledger: LedgerDef, ids: Sequence[int], done: Callable[[Merged], object]
) -> MergeDialog:
    """Ask which of two entries stays, and merge them."""
    dialog = MergeDialog(parent, book, ledger, ids)
    dialog.done_with.connect(done)
    dialog.open()
    return dialog
