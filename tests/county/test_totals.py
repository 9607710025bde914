"""县级汇总: sums over townships, who reported each figure, the rows behind it, and the sheets."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain import canonical
from app.domain.faults import Refused
from app.figures.counting import Figure, Place
from app.operations import county_totals, receiving, sheets
from app.packet.content import PacketFile
from app.storage.book import Book
from tests.county.conftest import PASSWORD
from tests.county.townships import Sender

pytestmark = pytest.mark.usefixtures("at_once")
PASSWORDS = {"clerk": PASSWORD}
FOUND, MONEY = Place("B20"), Place("B20", "类别", "1.1")


def figure(key: str, month: int, rows: list[int], **more: Any) -> dict[str, Any]:
    told = [{"register": "problem", "id": id} for id in rows]
    empty: dict[str, Any] = {"correction": 0, "year": month + 5, "campaign": None, "last_year": None, "stock": None}
    return {"key": key, "month": month, **empty, "rows": told, "corrected_rows": [], **more}


def with_figures(*figures: dict[str, Any], nil: bool = False) -> list[PacketFile]:
    body = {
        "schema": "mz-figures/1",
        "month": "2026-10",
        "nil": nil,
        "figures": list(figures),
        "notes": [],
        "jumps": [],
    }
    return [PacketFile("data/figures.json", canonical.encode(body), "application/json", "上报数字", "figures")]


@pytest.fixture
def merged(county_book: Book, senders: list[Sender], stick: Path) -> Book:
    county_book.fixed_today = date(2026, 11, 5)
    one = senders[1].packet(stick, files=with_figures(figure("B20", 2, [1, 2]), figure("B20|类别|1.1", 1, [2])))
    two = senders[2].packet(stick, files=with_figures(figure("B20", 1, [1], correction=-1)))
    three = senders[3].packet(stick)  # made before figures travelled
    receiving.receive(county_book, [one, two, three], passwords=PASSWORDS)
    receiving.merge(county_book, passwords=PASSWORDS)
    return county_book


def test_figures_are_added_up_and_each_names_its_townships_and_rows(merged: Book, senders: list[Sender]) -> None:
    found = county_totals.totals(merged, "2026-10")

    whole = found.figures[FOUND]
    assert (whole.m, whole.adj, whole.y, whole.c) == (3, -1, 13, None)
    assert found.figures[MONEY].m == 1
    behind = found.behind(FOUND)
    assert [(who.name, own.m) for who, own in behind] == [("东岭镇", 2), ("西畈镇", 1)]
    rows = [merged.row(register, id) for register, id in sorted(whole.month)]
    assert sorted(str(row["description"]) for row in rows if row) == [
        "东岭镇第1个问题",
        "东岭镇第2个问题",
        "西畈镇第1个问题",
    ]
    assert len(found.silent) == 22
    assert "南浦镇" in found.silent


def test_the_newest_correction_of_a_township_counts(merged: Book, senders: list[Sender], stick: Path) -> None:
    row = senders[1].kept["2026-10"]["problem"][1]
    changed = {"problem": [(row, {**row, "deadline": "2027-01-31"})]}
    path = senders[1].correction(stick, "2026-10", changed, with_figures(figure("B20", 5, [1, 2])))
    receiving.receive(merged, [path], passwords=PASSWORDS)
    (done,) = receiving.merge(merged, passwords=PASSWORDS)
    assert done.state == "merged", done.told

    found = county_totals.totals(merged, "2026-10")

    assert found.figures[FOUND].m == 6


def test_three_sheets_tell_the_month_and_whose_figures_are_missing(merged: Book, folder: Path) -> None:
    found = county_totals.totals(merged, "2026-10")

    form, by_township, board = county_totals.papers(merged, found)

    assert "汇总 2 个乡镇" in str(form.lines())
    told = by_township.lines()
    assert next(line for line in told if line[0] == "东岭镇")[2] == "2"
    assert next(line for line in told if line[0] == "合计")[2] == "2"  # 3 less the one taken back
    text = str(board.lines())
    assert "应报 24 个，实报 3 个，退回或没有接收 0 个，未报 21 个；迟报 0 个" in text
    written = [sheets.write_sheet(merged, sheet, folder) for sheet in (form, by_township, board)]
    assert all(path.stat().st_size for files in written for path in files)


def test_a_month_in_which_nobody_found_anything_says_so(county_book: Book, senders: list[Sender], stick: Path) -> None:
    path = senders[1].packet(stick, files=with_figures(figure("B20", 0, [], year=0), nil=True))
    receiving.receive(county_book, [path], month="2026-10", passwords=PASSWORDS)
    receiving.merge(county_book, passwords=PASSWORDS)

    found = county_totals.totals(county_book, "2026-10")

    assert found.figures[FOUND] == Figure(0, 0, 0)
    assert "零报告" in str(county_totals.form(county_book, found).lines())


def test_a_townships_book_has_no_totals(book: Book) -> None:
    with pytest.raises(Refused) as told:
        county_totals.totals(book, "2026-10")

    assert told.value.code == "E-KIND"
