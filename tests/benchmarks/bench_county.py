"""A county's book with 24 townships and five years in it: as quick as one township's, and as in its first half year.

    python tests/benchmarks/bench_county.py [SHARE]      (1 is what 24 townships write, default 0.1)

What a township's book has too (待办, lists, search, a row with what belongs to it) is compared with the book of one
township that has the same five years; what only a county has (board, inbox, sums, same payees, 通报) with a county of
half a year. Time of the processor, in turns; each action is what its page asks of the book. Where the answer itself is
longer with 24 townships (all open rows, every row with a common word) the milliseconds on top count, and of the same
payees, who are more after five years, what each group costs.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from county_years import LAST, county_book, township_book
from measure import compare, cpu_seconds, run

YEARS, BEGINNING = 60, 6
TARGET, TURNS = 1.5, 9
Act = Callable[[Any], object]


class Action(NamedTuple):
    """What is measured: its name, what is done with a book, and how many milliseconds more it may take.

    `most` is 0 where the ratio counts; `each` says that the cost of one of the things it gives is compared.
    """

    what: str
    act: Act
    most: float = 0
    each: bool = False


def main() -> None:
    """Print a line for each action."""
    share = float(sys.argv[1]) if len(sys.argv) > 1 else 0.1
    with tempfile.TemporaryDirectory(prefix="县 五年 ") as name:
        folder = Path(name)
        township, rows = township_book(_in(folder, "乡"), YEARS, share)
        county = _made(_in(folder, "县"), township, rows, YEARS)
        for action in both():
            _told(action, county, township)
        begun, first = township_book(_in(folder, "初"), BEGINNING, share)
        young = _made(_in(folder, "县初"), begun, first, BEGINNING)
        for action in of_a_county():
            _told(action, county, young)
        for book in (county, young, township, begun):
            book.close()


def both() -> Iterator[Action]:
    """What clerks of both do all day."""
    from app.ledgers import ledger
    from app.operations import lists, records, related, todo
    from app.operations.lists import Query

    problem, line = ledger("problem"), ledger("finance_line")

    def opened(book: Any, register: Any, query: Any) -> None:
        found = lists.ids(book, register, query)
        lists.titles(book, register, lists.page(book, register, found[:40]))

    def sheet(book: Any) -> None:
        lists.lines(book, line, book.last_id("finance_sheet") - 1)

    def row(book: Any) -> None:
        last = book.last_id("problem")
        (one,) = lists.page(book, problem, [last])
        records.shown(book, problem, one)
        related.related(book, problem, last)

    yield Action("待办页", lambda book: todo.todo(book, todo.SHOWN), most=20)
    yield Action("打开问题台账(在办的)", lambda book: opened(book, problem, Query(states=problem.open_states)), most=20)
    yield _often("打开问题台账(一个村的)", lambda book: opened(book, problem, Query(units=(book.last_id("unit"),))))
    yield _often("打开一张收支表", sheet)
    yield _often("打开一条问题", row)
    rare = _often("查找少见的词", lambda book: lists.find_everywhere(book, "龑龘"))
    yield rare._replace(most=20)  # a larger index has more pieces to look into: a quarter of a millisecond each time
    yield Action("查找每个乡镇都有的文号", lambda book: lists.find_everywhere(book, "〔2026〕701号"), most=5)
    yield Action("查找几个常见的词", lambda book: lists.find_everywhere(book, "青山村 低保 公示"), most=100)
    yield Action("选择框找单位", lambda book: lists.choices(book, "unit", "qs"), most=5)


def _often(what: str, act: Act) -> Action:
    """Twenty times in a row, what is too quick to be measured once."""
    return Action(f"{what},20 次", lambda book: [act(book) for _ in range(20)])


def of_a_county() -> Iterator[Action]:
    """What only the county has."""
    from app.figures.counting import Place
    from app.operations import county_board, county_bulletin, county_payees, county_totals, receiving

    def bulletin(book: Any) -> None:
        found = county_totals.totals(book, LAST)
        county_bulletin.paper(book, found, county_bulletin.text_of_month(book, found))

    def behind(book: Any) -> None:
        county_totals.totals(book, LAST).behind(Place("B20"))

    yield Action("报送情况(首页)", lambda book: county_board.board(book, LAST))
    yield Action("收件", lambda book: receiving.all_of(book, LAST))
    yield Action("汇总", lambda book: county_totals.totals(book, LAST))
    yield Action("汇总里一个数是谁报的", behind)
    yield Action("通报起草", bulletin)
    yield Action("同一收款人,每列出一组", county_payees.same, each=True)


def _told(action: Action, county: Any, other: Any) -> None:
    answers = action.act(county), action.act(other)  # read once, as in the middle of a day
    many, few = (max(1, len(one)) if action.each else 1 for one in answers)  # type: ignore[arg-type]

    def ours() -> float:
        return cpu_seconds(lambda: action.act(county)) / many

    def floor() -> float:
        return cpu_seconds(lambda: action.act(other)) / few

    what = f"24 个乡镇五年的县账套:{action.what}"
    compare(what, ours, floor, action.most or TARGET, TURNS, over=bool(action.most))


def _in(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name


def _made(folder: Path, township: Any, rows: Any, months: int) -> Any:
    start = time.perf_counter()
    book = county_book(folder, township, rows, months)
    count = sum(int(book.one(f'SELECT count(*) FROM "{key}"')[0]) for key in book.ledgers)
    size = book.path.stat().st_size / 1e6
    print(f"{months} 个月的县账套:{count:,} 行,{size:.0f} MB,准备 {time.perf_counter() - start:.0f} 秒", flush=True)
    return book


if __name__ == "__main__":
    run(main)
