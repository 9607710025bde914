"""月通报 at the county: who reported late or not, what was found and mended where; edited, kept, on paper."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.domain.faults import Refused
from app.operations import county_bulletin, county_totals, records, sheets
from app.storage.book import Book
from tests.conftest import BEIJING, FixedClock
from tests.county.desk import open_window
from tests.county.test_continuity import merged
from tests.county.test_totals import figure, with_figures
from tests.county.townships import Sender
from tests.ui.conftest import *  # noqa: F403
from tests.ui.conftest import _own_home  # noqa: F401
from ui.screens.county_bulletin import BulletinDialog
from ui.screens.county_totals import CountyTotalsPage

pytestmark = pytest.mark.usefixtures("at_once")


@pytest.fixture
def told(county_book: Book, senders: list[Sender], stick: Path, county_clock: FixedClock) -> Book:
    """东岭镇 reports in time, 西畈镇 three days late, the others not at all."""
    county_book.fixed_today = date(2026, 11, 5)
    found = [
        figure("G10", 4, [1, 2], correction=-1),
        figure("G10|类别|3.2", 3, [1]),
        figure("G20", 2, [1]),
        {**figure("G32", 0, []), "month": None, "year": None, "stock": 1},
    ]
    merged(county_book, senders[1].packet(stick, files=with_figures(*found)))
    county_clock.now = datetime(2026, 11, 8, 9, tzinfo=BEIJING)
    county_book.fixed_today = date(2026, 11, 8)
    merged(county_book, senders[2].packet(stick, files=with_figures(figure("G10", 1, [1]))))
    return county_book


def test_the_draft_tells_what_was_found_mended_and_reported_late(told: Book) -> None:
    text = county_bulletin.draft(county_totals.totals(told, "2026-10"))

    lines = text.splitlines()
    assert lines[0] == (
        "2026年10月，全县应报乡镇24个，实报2个（迟报1个），未报22个。"
        "排查发现问题4个，整改完成2个，月底逾期未整改1个。现将有关情况通报如下："
    )
    assert "1．东岭镇发现问题3个（政务村务不公开、民主参与和监督制度不落实）。" in lines
    assert "2．西畈镇发现问题1个。" in lines
    assert "东岭镇整改完成2个，逾期未整改1个。" in lines
    assert "西畈镇：10月月报逾期3天。" in lines
    assert any(line.startswith("示例乡、南浦镇、") and line.endswith("城东街道：10月月报没有报送。") for line in lines)
    assert "东岭镇：" not in text


def test_what_the_clerk_wrote_is_kept_and_told_to_be_older_than_the_figures(
    told: Book, senders: list[Sender], stick: Path
) -> None:
    before = county_totals.totals(told, "2026-10")
    county_bulletin.keep(told, before, "我写的话")
    assert not county_bulletin.is_old(told, before)
    merged(told, senders[3].packet(stick, files=with_figures(figure("G10", 9, [1]))))

    after = county_totals.totals(told, "2026-10")

    assert county_bulletin.text_of_month(told, after) == "我写的话"
    assert county_bulletin.is_old(told, after)
    assert "南浦镇发现问题9个" in county_bulletin.begin_anew(told, after)
    assert not county_bulletin.is_old(told, after)


def test_an_untouched_draft_follows_the_figures(told: Book, senders: list[Sender], stick: Path) -> None:
    before = county_totals.totals(told, "2026-10")
    county_bulletin.keep(told, before, county_bulletin.draft(before))
    merged(told, senders[3].packet(stick, files=with_figures(figure("G10", 9, [1]))))

    after = county_totals.totals(told, "2026-10")

    assert "南浦镇发现问题9个" in county_bulletin.text_of_month(told, after)


def test_the_paper_has_the_text_who_signs_and_both_tables(told: Book, folder: Path) -> None:
    found = county_totals.totals(told, "2026-10")

    sheet = county_bulletin.paper(told, found, county_bulletin.draft(found) + "\n此外,青山村整改走在前面。")

    text = str(sheet.lines())
    assert next(line for line in sheet.lines() if line[0] == "东岭镇" and len(line) > 6)[:4] == [
        "东岭镇",
        "3",
        "2",
        "1",
    ]
    assert "此外，青山村整改走在前面。" in text
    assert "中共示例县纪律检查委员会" in text
    assert "示例县2026年10月各乡镇主要数字" in text
    assert "示例县2026年10月月报报送情况" in text
    written = sheets.write_sheet(told, sheet, folder, ("pdf", "xlsx", "docx"))
    assert all(path.stat().st_size for path in written)


def test_the_window_keeps_what_is_typed_and_begins_anew_when_asked(
    qtbot: QtBot, dressed: object, told: Book, folder: Path
) -> None:
    window, starter = open_window(qtbot, told, folder / "settings.json")
    starter.go("totals")
    page = window.page
    assert isinstance(page, CountyTotalsPage)
    window.do("write_letter")
    (dialog,) = page.findChildren(BulletinDialog)
    drafted = dialog.text.toPlainText()

    dialog.text.setPlainText("改过的通报")
    dialog.reject()
    again = BulletinDialog(page, told, county_totals.totals(told, "2026-10"))

    assert again.text.toPlainText() == "改过的通报"
    again.begin_anew()
    assert again.text.toPlainText() == drafted
    again.text.undo()
    assert again.text.toPlainText() == "改过的通报"
    again.reject()


def test_the_bulletin_becomes_a_row_that_is_reviewed_and_issued_and_is_not_typed_twice(told: Book) -> None:
    found = county_totals.totals(told, "2026-10")
    county_bulletin.keep(told, found, "我写的话。")

    number = county_bulletin.enter(told, found, county_bulletin.text_of_month(told, found))

    row = told.row("circular", number) or {}
    assert (row["kind"], row["month"], row["state"], row["body"]) == ("月督查通报", "2026-10", "起草", "我写的话。")
    assert (row["title"], row["scope"]) == ("关于2026年10月集中整治工作情况的通报", "全县")
    assert told.title("unit", int(str(row["unit"]))) == "示例县"
    assert county_bulletin.enter(told, found, "改过的话。") == number
    assert [one["body"] for one in told.rows("circular")] == ["改过的话。"]


def test_words_changed_in_the_register_are_the_ones_the_window_shows(told: Book) -> None:
    found = county_totals.totals(told, "2026-10")
    number = county_bulletin.enter(told, found, "第一稿。")
    county_bulletin.keep(told, found, "窗口里接着改。")
    assert county_bulletin.text_of_month(told, found) == "窗口里接着改。"

    records.save(told, told.ledgers["circular"], number, {"body": "台账里改的。"})

    assert county_bulletin.text_of_month(told, found) == "台账里改的。"
    assert county_bulletin.begin_anew(told, found) == county_bulletin.draft(found)
    assert county_bulletin.text_of_month(told, found) == county_bulletin.draft(found)
    assert (told.row("circular", number) or {})["body"] == "台账里改的。"


def test_what_is_being_reviewed_is_not_written_over(told: Book) -> None:
    found = county_totals.totals(told, "2026-10")
    number = county_bulletin.enter(told, found, "第一稿。")
    records.move(told, told.ledgers["circular"], number, "送审")

    with pytest.raises(Refused) as refused:
        county_bulletin.enter(told, found, "偷偷改的。")

    assert "已在通报曝光里待审核,没有改动" in refused.value.message
    assert county_bulletin.text_of_month(told, found) == "第一稿。"


def test_the_window_enters_the_bulletin_and_opens_its_row(
    qtbot: QtBot, dressed: object, told: Book, folder: Path
) -> None:
    window, starter = open_window(qtbot, told, folder / "settings.json")
    starter.go("totals")
    page = window.page
    assert isinstance(page, CountyTotalsPage)
    window.do("write_letter")
    (dialog,) = page.findChildren(BulletinDialog)
    dialog.text.setPlainText("要印发的话。")

    with qtbot.waitSignal(page.wanted) as asked:
        dialog.enter()

    (row,) = told.rows("circular")
    assert asked.args == ["circular", row["id"]]
    assert row["body"] == "要印发的话。"
    records.move(told, told.ledgers["circular"], int(str(row["id"])), "送审")
    again = BulletinDialog(window, told, county_totals.totals(told, "2026-10"))
    assert again.text.isReadOnly()
    assert "待审核" in again.hint.text()
    with qtbot.waitSignal(again.wanted) as opened:
        again.enter()
    assert opened.args == ["circular", row["id"]]
