"""Which sheets on walls must be printed again, and the version marks they bear."""

from __future__ import annotations

import pytest

from app.domain.faults import Refused
from app.ledgers import ledger
from app.operations import prints, records, reprints, sheets, versions
from app.operations.books import Book
from app.operations.reprints import Reprint
from app.reports.sheet import Sheet
from tests.conftest import FixedClock, Places
from tests.operations import clerk, services

NEW = {"phone": "0795-6338888"}


@pytest.fixture
def lines(book: Book, places: Places) -> dict[str, int]:
    """Telephones of three levels."""
    return services.hotlines(book)


@pytest.fixture
def power(book: Book, lines: dict[str, int]) -> int:
    """A power on the wall, not printed here yet."""
    return services.publish(book, services.power(book, "林木采伐许可").id).id


def hang(book: Book, key: str, row_id: int) -> Sheet:
    """Print a sheet and put it on the wall."""
    (sheet,) = sheets.make_sheet(book, key, ids=[row_id])
    prints.note_printed(book, [sheet])
    return sheet


def keys(found: list[Reprint]) -> list[tuple[str, int, int]]:
    """Which sheet of which row, as which version."""
    return [(one.key, one.row, one.version) for one in found]


def test_only_sheets_that_show_the_changed_number_are_named(
    book: Book, places: Places, lines: dict[str, int], power: int
) -> None:
    village = {"level": "村级", "name": "青山村监委会", "unit": "青山村", "phone": "0795-6330303"}
    there = records.save(book, ledger("hotline"), None, village).id
    home, away = services.board(book), services.board(book, "青山村", "村委会门口")
    for key, row_id in (("hotline_board", home.id), ("hotline_board", away.id), ("power_sheet", power)):
        hang(book, key, row_id)
    hang(book, "flow_chart", power)

    records.save(book, ledger("hotline"), there, NEW)

    (found,) = reprints.affected(book)
    assert keys([found]) == [("hotline_board", away.id, 2)]
    assert found.why == "0795-6330303 改为 0795-6338888"
    assert found.title == "青山村 办事窗口"


def test_what_was_printed_again_leaves_the_list_and_bears_the_next_version(
    book: Book, clock: FixedClock, lines: dict[str, int], power: int
) -> None:
    first = hang(book, "power_sheet", power)
    clock.move(days=1)
    records.save(book, ledger("hotline"), lines["县级"], NEW)

    made = reprints.sheets_of(book, [one for one in reprints.affected(book) if one.key == "power_sheet"])
    prints.note_printed(book, made)

    assert first.facts["version"].startswith("第1版 2026-11-22 校验码 ")
    assert made[0].facts["version"].startswith("第2版 2026-11-23 校验码 ")
    assert [one for one in reprints.affected(book) if one.key == "power_sheet"] == []


def test_the_same_content_keeps_its_mark_however_often_it_is_printed(book: Book, clock: FixedClock, power: int) -> None:
    first = hang(book, "flow_chart", power)
    clock.move(days=3)

    again = hang(book, "flow_chart", power)

    assert again.facts["version"] == first.facts["version"]
    assert sheets.sheet_pdf(again) == sheets.sheet_pdf(first)


def test_looking_at_a_preview_makes_no_version(book: Book, lines: dict[str, int], power: int) -> None:
    hang(book, "power_sheet", power)
    records.save(book, ledger("hotline"), lines["县级"], NEW)

    for _ in range(2):
        (seen,) = sheets.make_sheet(book, "power_sheet", ids=[power])

    assert seen.facts["version"].startswith("第2版")
    assert versions.last_version(book, "power_sheet", power).number == 1  # type: ignore[union-attr]


def test_what_was_posted_without_being_printed_here_is_named_when_its_number_changes_afterwards(
    book: Book, clock: FixedClock, lines: dict[str, int], power: int
) -> None:
    services.power(book, "还在梳理的职权")
    assert reprints.affected(book) == []
    clock.move(minutes=1)

    records.save(book, ledger("hotline"), lines["乡镇级"], NEW)

    assert keys(reprints.affected(book)) == [("power_sheet", power, 1), ("flow_chart", power, 1)]


def test_a_line_replaced_by_another_counts_as_a_change(book: Book, lines: dict[str, int], power: int) -> None:
    hang(book, "power_sheet", power)

    records.move(book, ledger("hotline"), lines["县级"], "停用", reason="换号", texts={"valid_to": "2026-11-22"})
    records.save(book, ledger("hotline"), None, {"level": "县级", "name": "示例县监委", **NEW})

    found = [one for one in reprints.affected(book) if one.key == "power_sheet"]
    assert [one.why for one in found] == ["0795-6212388 改为 0795-6338888"]


def test_other_changes_of_what_hangs_are_named_too(book: Book, power: int) -> None:
    hang(book, "flow_chart", power)
    records.move(book, ledger("power"), power, "退回梳理", reason="缩短时限")
    records.save(book, ledger("power"), power, {"time_limit": "8"})
    services.publish(book, power)

    found = [one for one in reprints.affected(book) if one.key == "flow_chart"]

    assert [(one.why, one.version) for one in found] == [("内容有改动", 2)]


def test_a_number_put_back_needs_no_paper(book: Book, lines: dict[str, int], power: int) -> None:
    hang(book, "power_sheet", power)
    hang(book, "flow_chart", power)
    records.save(book, ledger("hotline"), lines["县级"], NEW)

    records.undo(book)

    assert reprints.affected(book) == []


def test_the_finance_sheet_on_the_board_shows_the_township_s_number(book: Book, lines: dict[str, int]) -> None:
    sheet = clerk.sheet(book)
    clerk.lines(book, sheet.id, *clerk.TWO_LINES)
    clerk.hung(book, sheet.id)
    hang(book, "finance_wall", sheet.id)
    records.save(book, ledger("hotline"), lines["县级"], {"phone": "0795-6219999"})
    assert reprints.affected(book) == []

    records.save(book, ledger("hotline"), lines["乡镇级"], NEW)

    assert keys(reprints.affected(book)) == [("finance_wall", sheet.id, 2)]


def test_what_was_taken_down_is_not_printed_again(
    book: Book, clock: FixedClock, lines: dict[str, int], power: int
) -> None:
    board = services.board(book)
    hang(book, "hotline_board", board.id)
    hang(book, "power_sheet", power)
    records.move(
        book, ledger("supervision_board"), board.id, "撤下", reason="装修", texts={"taken_down_on": "2026-11-22"}
    )
    records.move(book, ledger("power"), power, "停用", reason="上收")

    records.save(book, ledger("hotline"), lines["乡镇级"], NEW)

    assert reprints.affected(book) == []


def test_a_sheet_that_hangs_and_cannot_be_printed_any_more_says_why(book: Book, lines: dict[str, int]) -> None:
    board = services.board(book)
    hang(book, "hotline_board", board.id)

    records.move(book, ledger("hotline"), lines["市级"], "停用", reason="停机", texts={"valid_to": "2026-11-22"})

    (found,) = reprints.affected(book)
    assert "不能重印" in found.why
    assert "还缺市级" in found.why
    with pytest.raises(Refused, match="还缺市级"):
        reprints.sheets_of(book, [found])


def test_nothing_to_print_is_said(book: Book, places: Places) -> None:
    with pytest.raises(Refused, match="墙上的与账里的一致"):
        reprints.sheets_of(book, reprints.affected(book))


def test_saving_a_number_tells_how_many_sheets_are_old(book: Book, lines: dict[str, int], power: int) -> None:
    hang(book, "power_sheet", power)
    hang(book, "flow_chart", power)
    assert reprints.said_after(book, "hotline") == ""

    records.save(book, ledger("hotline"), lines["乡镇级"], NEW)

    assert "2 张公示" in reprints.said_after(book, "hotline")
    assert reprints.said_after(book, "problem") == ""


def test_what_was_printed_for_a_wall_stands_in_the_print_log_with_edition_and_copies(
    book: Book, lines: dict[str, int], power: int
) -> None:
    made = [sheets.make_sheet(book, key, ids=[power])[0] for key in ("power_sheet", "flow_chart")]

    prints.note_printed(book, made, copies=3)

    logged = book.rows("print_log")
    assert [row["sheet"] for row in logged] == [sheet.title for sheet in made]
    assert [row["version"] for row in logged] == [sheet.facts["version"] for sheet in made]
    assert {(row["copies"], row["way"], row["printed_by"]) for row in logged} == {(3, "打印机", "张三")}
    assert len({row["batch"] for row in logged}) == 1
