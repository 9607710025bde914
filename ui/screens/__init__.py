"""The few places of the window with a shape of their own, and which registers open in one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from app.operations.books import Book

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.screens.ledger import LedgerPage

# A screen takes the book, the row (None for a new one) and its parent; it may send `saved`, `closed` and `wanted`
# (register and id of a row to open).
Screen = Callable[[Book, int | None, "QWidget"], "QWidget"]


def _finance(book: Book, row_id: int | None, parent: QWidget) -> QWidget:
    from ui.screens.finance import FinanceScreen  # read only when such a row is opened: the window starts light

    return FinanceScreen(book, row_id, parent)


def _monthly(book: Book, row_id: int | None, parent: QWidget) -> QWidget:
    from ui.screens.monthly import MonthlyScreen

    return MonthlyScreen(book, row_id, parent)


def _span_report(book: Book, row_id: int | None, parent: QWidget) -> QWidget:
    from ui.screens.span_report import SpanScreen

    return SpanScreen(book, row_id, parent)


SPECIAL: dict[str, Screen] = {
    "finance_sheet": _finance,
    "monthly_report": _monthly,
    "span_report": _span_report,
}


class Desk(NamedTuple):
    """A way to enter many rows of a register at once: its button, what it is for, and its screen.

    With `drops` files may be dropped on the list: the screen opens and its `take` gets them.
    """

    label: str
    hint: str
    make: Screen
    drops: bool = False


def _boards(book: Book, row_id: int | None, parent: QWidget) -> QWidget:
    from ui.screens.boards import BoardsScreen

    return BoardsScreen(book, row_id, parent)


def _ballots(book: Book, row_id: int | None, parent: QWidget) -> QWidget:
    from ui.screens.ballots import BallotsScreen

    return BallotsScreen(book, row_id, parent)


def _scans(book: Book, row_id: int | None, parent: QWidget) -> QWidget:
    from ui.screens.scans import ScansScreen

    return ScansScreen(book, row_id, parent)


def _owed(book: Book, row_id: int | None, parent: QWidget) -> QWidget:
    from ui.screens.owed import owed_screen

    return owed_screen(book, parent)


def _village_books(book: Book, row_id: int | None, parent: QWidget) -> QWidget:
    from ui.screens.village_books import VillageBooksScreen

    return VillageBooksScreen(book, row_id, parent)


DESKS: dict[str, Desk] = {
    "finance_sheet": Desk(
        "填报表下发、收回 F6", "给各村写锁定的 Excel 填报表;交回的一起拖到这个列表上", _village_books, drops=True
    ),
    "affairs_item": Desk("应公开事项 F6", "目录里每期必公开的,哪个村还没有登记;一起登记或登记“本期无此事项”", _owed),
    "commitment": Desk("归档扫描件 F6", "把签好的承诺书照片、扫描件拖到这个列表上", _scans, drops=True),
    "board_check": Desk("逐村录入 F6", "打印一张检查表,回来后逐村按数字键录入", _boards),
    "appraisal": Desk("数字录票 F6", "一张票一张票地按数字键录入,抽查复录,统计", _ballots),
}


class RowAction(NamedTuple):
    """Something that can be done with the ticked rows of a register beside what its declaration offers."""

    label: str
    act: Callable[[LedgerPage, list[int]], object]
    county: bool = False  # only in a county's book


def _promises_by_unit(page: LedgerPage, ids: list[int]) -> object:
    from ui.screens.promises import make_promises

    return make_promises(page, ids, "unit")


def _promises_by_person(page: LedgerPage, ids: list[int]) -> object:
    from ui.screens.promises import make_promises

    return make_promises(page, ids, "person")


def _name_lists(page: LedgerPage, ids: list[int]) -> object:
    from ui.screens.name_lists import import_lists

    return import_lists(page, ids)


def _county_tasks(page: LedgerPage, ids: list[int]) -> object:
    from ui.screens.county_tasks import write_tasks

    return write_tasks(page, ids)


ROW_ACTIONS: dict[str, tuple[RowAction, ...]] = {
    "affairs_item": (RowAction("导入名单…", _name_lists),),
    "county_task": (RowAction("写出交办包…", _county_tasks, county=True),),
    "problem": (
        RowAction("做承诺书(一个单位一份)", _promises_by_unit),
        RowAction("做承诺书(一人一份)", _promises_by_person),
    ),
}
