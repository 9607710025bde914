"""The few places of the window with a shape of their own, and which registers open in one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.operations.books import Book

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

# A screen takes the book, the row (None for a new one) and its parent; it may send `saved` and `closed`.
Screen = Callable[[Book, int | None, "QWidget"], "QWidget"]


def _finance(book: Book, row_id: int | None, parent: QWidget) -> QWidget:
    from ui.screens.finance import FinanceScreen  # read only when such a row is opened: the window starts light

    return FinanceScreen(book, row_id, parent)


SPECIAL: dict[str, Screen] = {"finance_sheet": _finance}
