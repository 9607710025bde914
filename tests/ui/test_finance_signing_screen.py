"""A finance sheet from signing to taking down on its screen: what is proposed, and where dropped files go."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from app.ledgers import ledger
from app.operations import records
from app.operations.books import Book
from tests.conftest import FixedClock, Places
from tests.operations.clerk import PREPARED, SHEET, SIGNED, TWO_LINES, hung, lines, row, sheet, signed
from ui.engine.moves import MoveDialog
from ui.screens.finance import FinanceScreen
from ui.screens.preview import PreviewDialog


@pytest.fixture
def screen(qtbot: QtBot, book: Book, places: Places) -> FinanceScreen:
    """The draft of a village whose last sheet was signed and hung on its board."""
    records.save(book, ledger("unit"), places.village, {"board": "村部公开栏"})
    before = sheet(book, period="2026Q2")
    records.save(book, SHEET, before.id, {"explanation": "本期无收支", "group_members": "赵组长、孙二"})
    hung(book, before.id)
    made = sheet(book, period="2026Q3", opening="")
    lines(book, made.id, *TWO_LINES)
    found = FinanceScreen(book, made.id)
    qtbot.addWidget(found)
    found.resize(1150, 640)
    found.show()
    return found


def press(screen: FinanceScreen, label: str) -> MoveDialog:
    move = next(move for move in records.moves(screen.book, SHEET, screen._row) if move.label == label)
    screen.ask_move(move)
    return screen.findChildren(MoveDialog)[-1]


def picture(path: Path) -> Path:
    Image.new("RGB", (800, 600), (200, 90, 90)).save(path)
    return path


def test_sending_to_be_signed_proposes_who_made_the_last_one_and_opens_the_paper(
    qtbot: QtBot, screen: FinanceScreen
) -> None:
    dialog = press(screen, "送签")
    proposed = dialog.fields.texts()
    dialog.press.click()

    preview = screen.findChild(PreviewDialog)
    assert (proposed["prepared_by"], proposed["group_members"]) == ("王会计", "赵组长、孙二")
    assert screen.state.text() == "待签"
    assert preview is not None
    qtbot.waitUntil(lambda: bool(preview.drawn.pages))
    assert preview.drawn.sheets[0].title == "青山村 2026年第3季度财务公开送签稿"
    preview.close()


def test_names_of_the_last_signatures_and_today_are_proposed_and_one_press_files_them_and_shows_the_wall_sheet(
    qtbot: QtBot, screen: FinanceScreen, book: Book
) -> None:
    records.move(book, SHEET, screen.sheet_id or 0, "送签", texts=PREPARED)
    screen.load()

    press(screen, "审核通过").press.click()
    preview = screen.findChild(PreviewDialog)
    assert preview is not None
    qtbot.waitUntil(lambda: bool(preview.drawn.pages), timeout=20_000)
    assert "未签字" not in preview.drawn.sheets[0].mark
    preview.close()

    kept = row(book, "finance_sheet", screen.sheet_id or 0)
    assert kept["state"] == "已审核"
    assert [kept[key] for key in ("approved_by", "reviewed_by", "agency_by")] == ["王伟", "赵组长", "周会计"]
    assert {kept[key] for key in ("approved_on", "reviewed_on", "agency_on")} == {"2026-11-22"}
    assert kept["review_opinion"] == "同意公开"


def test_a_scan_dropped_while_it_is_signed_is_kept_and_asks_for_the_signatures(
    screen: FinanceScreen, book: Book, folder: Path
) -> None:
    records.move(book, SHEET, screen.sheet_id or 0, "送签", texts=PREPARED)
    screen.load()

    screen.take([picture(folder / "签字稿.jpg")])

    dialog = screen.findChildren(MoveDialog)[-1]
    assert "签字稿" in str(row(book, "finance_sheet", screen.sheet_id or 0)["signed_scan"])
    assert "approved_by" in dialog.fields.places
    dialog.reject()


def test_photos_dropped_on_a_signed_sheet_lead_to_posting_with_place_and_days_proposed(
    screen: FinanceScreen, book: Book, folder: Path
) -> None:
    signed(book, screen.sheet_id or 0)
    screen.load()

    screen.take([picture(folder / "近照.jpg"), picture(folder / "远照.jpg")])
    dialog = screen.findChildren(MoveDialog)[-1]
    proposed = dialog.fields.texts()
    dialog.press.click()

    kept = row(book, "finance_sheet", screen.sheet_id or 0)
    assert (proposed["posted_from"], proposed["posted_to"]) == ("2026-11-22", "2026-11-28")
    assert (proposed["posted_at"], proposed["filed_on"]) == ("村部公开栏", "2026-11-22")
    assert (kept["state"], kept["posted_by"]) == ("已公开", "张三")
    assert "近照" in str(kept["photo"])
    assert "远照" in str(kept["photo_far"])
    assert screen.posting.text() == "公示还有 6 天 · 村部公开栏"


def test_without_a_photo_the_dialog_says_what_is_missing_and_takes_the_reason(
    screen: FinanceScreen, book: Book
) -> None:
    signed(book, screen.sheet_id or 0)
    screen.load()
    dialog = press(screen, "张贴公开")

    dialog.press.click()
    said = dialog.fields.places["no_photo"].fault.text()
    dialog.fields.places["no_photo"].editor.set_text("手机没电,次日补拍")
    dialog.press.click()

    assert "还没有照片" in said
    assert row(book, "finance_sheet", screen.sheet_id or 0)["state"] == "已公开"


@pytest.mark.parametrize(
    ("name", "said"),
    [("表.xlsx", "“表.xlsx”不是照片,没有放入。"), ("近照.jpg", "本表还是草稿,照片没有放入。签字、张贴以后再拖进来。")],
)
def test_what_does_not_belong_here_now_is_told_and_not_taken(
    screen: FinanceScreen, book: Book, folder: Path, name: str, said: str
) -> None:
    picture(folder / "一.jpg").rename(folder / name)

    screen.take([folder / name])

    assert screen.message.text() == said
    assert row(book, "finance_sheet", screen.sheet_id or 0)["photo"] is None


def test_many_ways_on_are_folded_so_that_the_line_stays_short(
    screen: FinanceScreen, book: Book, clock: FixedClock
) -> None:
    hung(book, screen.sheet_id or 0)
    screen.load()

    texts = [one.text() for one in screen.move_buttons]
    more = screen._more

    assert texts == ["撤榜… Alt+1", "提前撤下… Alt+2", "更正重公布… Alt+3"]
    assert more is not None
    assert [action.text() for action in more.menu().actions()] == ["提前撤下… Alt+2", "更正重公布… Alt+3"]
    more.menu().actions()[1].trigger()
    dialog = screen.findChildren(MoveDialog)[-1]
    assert "correction" in dialog.fields.places
    dialog.reject()


def test_signatures_that_are_wrong_stay_in_the_dialog(screen: FinanceScreen, book: Book) -> None:
    records.move(book, SHEET, screen.sheet_id or 0, "送签", texts=PREPARED)
    screen.load()
    dialog = press(screen, "审核通过")
    dialog.fields.places["reviewed_by"].editor.set_text(SIGNED["approved_by"])

    dialog.press.click()

    assert "王伟就是负责人,不能自己审自己" in dialog.fields.places["reviewed_by"].fault.text()
    assert row(book, "finance_sheet", screen.sheet_id or 0)["state"] == "待签"
    dialog.reject()
