"""导入名单: a department's workbook into the lists of the chosen items, each line to its village."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.operations import name_lists
from app.operations.books import Book
from app.operations.imports import ImportPlan
from ui.engine import runner
from ui.screens.imports import ImportScreen
from ui.screens.ledger import LedgerPage


def import_lists(page: LedgerPage, items: Sequence[int]) -> ImportScreen:
    """Open the import over the list of items; what was imported shows when it is closed."""
    screen = lists_screen(page.book, items, page)
    screen.imported.connect(page.main.saved_now)
    page.open_own(lambda _book, _row, _parent: screen)
    return screen


def lists_screen(book: Book, items: Sequence[int], parent: QWidget | None = None) -> ImportScreen:
    """The import screen for the lists of some items."""
    titles = [book.title("affairs_item", number) for number in items]
    named = titles[0] if len(titles) == 1 else f"{titles[0]} 等 {len(titles)} 条,按村名分到各条"

    def plan(paths: Sequence[Path], report: runner.Report) -> ImportPlan:
        return name_lists.plan_lists(book, items, paths, progress=report)

    return ImportScreen(book, "recipient", parent, plan=plan, title=f"导入名单:{named}")
