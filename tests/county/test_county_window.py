"""The county's window: who reported, what came in, what is to be done about it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.domain.lights import Light
from app.ledgers import ledger
from app.operations import county_board, receipts, receiving, remarks, todo
from app.operations.certificates import county_trust
from app.operations.first_steps import RECOVERY, TOWNSHIPS
from app.operations.todo import TodoLine
from app.packet.certificates import pem
from app.packet.receipt import file_name
from app.storage.book import Book
from tests import hands
from tests.county.desk import desk_of, drop, open_window, press, when_done
from tests.county.test_continuity import merged
from tests.county.test_parts import three
from tests.county.test_receiving import PASSWORDS, merge, receive
from tests.county.townships import Sender, sample
from tests.ui.conftest import *  # noqa: F403
from tests.ui.conftest import _own_home  # noqa: F401
from ui.engine.model import RegisterModel
from ui.engine.row_menu import RowMenu
from ui.main import Starter
from ui.screens.county_home import CountyHomePage
from ui.screens.desk_password import PasswordDialog
from ui.screens.inbox import InboxScreen
from ui.screens.inbox_sides import HERE, SidesDialog
from ui.screens.ledger import LedgerPage
from ui.screens.remark import RemarkDialog
from ui.widgets.dialog import Dialog

pytestmark = pytest.mark.usefixtures("at_once")


@pytest.fixture
def shown(qtbot: QtBot, dressed: object, county_book: Book, folder: Path) -> Starter:
    """The window on the county's book, on 5 November."""
    county_book.fixed_today = date(2026, 11, 5)
    return open_window(qtbot, county_book, folder / "settings.json")[1]


@pytest.fixture
def desk(shown: Starter) -> InboxScreen:
    return desk_of(shown.window, shown)


def texts(page: CountyHomePage) -> dict[str, str]:
    return {page.table.item(at, 1).text(): page.table.item(at, 0).text() for at in range(page.table.rowCount())}


def dialog_of(kind: type[Dialog]) -> Dialog:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible())  # type: ignore[return-value]


def front(qtbot: QtBot, kind: type[Dialog]) -> Dialog:
    """The dialog, once keys go to it."""
    dialog = dialog_of(kind)
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    return dialog


def test_the_first_page_of_a_new_county_says_which_steps_are_left(
    shown: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = shown.window.page
    assert isinstance(page, CountyHomePage)
    before = page.steps.text()
    light = Light("待办理", "▲", "yellow")
    left = [TodoLine("", 0, "开账", one.missing, "", "", 0, light, one.title) for one in (TOWNSHIPS, RECOVERY)]
    monkeypatch.setattr(todo, "first_step_lines", lambda _book: left)

    page.load()

    assert before == ""
    assert page.steps.text() == "开账还差 2 步:" + ";".join((TOWNSHIPS.missing, RECOVERY.missing)) + "。"
    assert [one.text() for one in page.steps.buttons] == ["接着办"]


def test_the_first_page_tells_who_reported_and_who_did_not(
    shown: Starter, county_book: Book, senders: list[Sender], stick: Path
) -> None:
    page = shown.window.page
    assert isinstance(page, CountyHomePage)
    merged(county_book, senders[0].packet(stick))
    receive(county_book, senders[1].packet(stick))
    receive(county_book, senders[2].packet(stick, "2026-09"))

    page.load()

    told = texts(page)
    assert told["示例乡"] == "✓ 已合并"
    assert told["东岭镇"] == "○ 通过,等待合并"
    assert told["西畈镇"] == "✗ 没有通过"
    assert told["南浦镇"] == "– 还没有报"
    assert page.said.text() == "应报 24,已合并 1,待处理 2,还没有报 21"
    assert page.due.text() == "乡镇上报截止 2026-11-05,今天截止"


def test_after_the_limit_who_is_missing_is_red_and_who_came_is_late(
    county_book: Book, senders: list[Sender], stick: Path
) -> None:
    county_book.fixed_today = date(2026, 11, 9)
    merged(county_book, senders[0].packet(stick))
    inbox_day = county_board.board(county_book, "2026-10").lines[0].received_on

    board = county_board.board(county_book, "2026-10")

    assert inbox_day == "2026-11-05"
    assert (board.lines[0].late, board.lines[1].title, board.lines[1].tone) == (False, "逾期没有报", "red")
    assert board.counts["missing"] == 23


def test_the_menu_of_a_county_has_the_desk_and_no_report_of_its_own(shown: Starter, county_book: Book) -> None:
    from app.operations import lists

    keys = [place.key for places in lists.menu(county_book).values() for place in places]

    assert keys[0] == "inbox"
    assert "monthly_report" not in keys
    assert shown.window.side.pages.item(0).text() == "收包情况"
    line = shown.window.strip_line
    strip = [getattr(line.itemAt(at).widget(), "text", str)() for at in range(line.count())]
    assert "收包" in strip
    assert "上报" not in strip


def test_packets_are_dropped_looked_at_and_merged_by_keys(
    qtbot: QtBot, desk: InboxScreen, county_book: Book, senders: list[Sender], stick: Path
) -> None:
    good, wrong = senders[0].packet(stick), senders[1].packet(stick, "2026-09")

    drop(desk, [good, wrong])
    when_done(qtbot, lambda: desk.table.rowCount() == 2)
    assert desk.look.title.text() == "✗ 没有通过"
    assert "包里是2026年9月,现在收的是2026年10月" in desk.look.told.text()
    assert "✗ 6. 包的说明  没有通过" in desk.look.steps.text()
    assert desk.merge_button.text() == "合并 1 个 Ctrl+Enter"
    press(qtbot, desk, "Ctrl+Return")
    when_done(qtbot, lambda: desk.message.text().startswith("已合并"))

    assert desk.message.text() == "已合并 1 个。可以写出回执了。"
    assert [line.title for line in desk.table.lines] == ["没有通过", "已合并"]
    assert not desk.merge_button.isEnabled()


def test_parts_of_a_packet_are_told_as_held_until_the_missing_one_is_dropped(
    qtbot: QtBot, desk: InboxScreen, senders: list[Sender], stick: Path
) -> None:
    first, second, third = three(senders[1], stick)

    drop(desk, [first, third])
    when_done(qtbot, lambda: desk.table.rowCount() == 2)
    before = desk.message.text(), desk.look.told.text(), desk.merge_button.isEnabled()
    drop(desk, [second])
    when_done(qtbot, lambda: desk.table.rowCount() == 3)
    press(qtbot, desk, "Ctrl+Return")
    when_done(qtbot, lambda: desk.message.text().startswith("已合并"))

    assert "没有通过或待定 1" in before[0]
    assert f"一共 3 份,缺第 2 份({second.name})" in before[1]
    assert not before[2]
    assert sorted(line.title for line in desk.table.lines) == ["已合并", "随第 1 份合并", "随第 1 份合并"]


def test_a_folder_dropped_anywhere_goes_to_the_desk(
    qtbot: QtBot, shown: Starter, senders: list[Sender], stick: Path
) -> None:
    senders[0].packet(stick)

    shown.take_files([stick])

    page = shown.window.page
    assert isinstance(page, InboxScreen)
    when_done(qtbot, lambda: page.table.rowCount() == 1)


def test_a_worm_on_the_stick_is_told_and_the_packets_are_received(
    qtbot: QtBot, desk: InboxScreen, senders: list[Sender], stick: Path
) -> None:
    senders[0].packet(stick)
    (stick / "资料").mkdir()
    (stick / "资料.exe").write_bytes(b"MZ")

    drop(desk, [stick])
    when_done(qtbot, lambda: desk.table.rowCount() == 1)

    assert desk.message.tone == "yellow"
    assert "资料.exe" in desk.message.text()
    assert desk.table.lines[0].state == "waiting"


def test_corrections_are_shown_before_they_are_merged(
    qtbot: QtBot, desk: InboxScreen, county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    merged(county_book, senders[0].packet(stick))
    before = senders[0].kept["2026-10"]["problem"][0]
    after = {**before, "description": "更正后的描述"}
    receive(county_book, senders[0].correction(folder / "更正", "2026-10", {"problem": [(before, after)]}))
    desk.load()

    desk.merge()
    dialog = front(qtbot, SidesDialog)
    assert isinstance(dialog, SidesDialog)
    row = [dialog.table.item(0, column).text() for column in range(1, 7)]
    assert row == ["示例乡", "问题台账", "示纪问〔2026〕1号", "存在问题", "示例乡第1个问题", "更正后的描述"]
    assert receiving.all_of(county_book)[0].state == "waiting"
    hands.press("Ctrl+Return")
    when_done(qtbot, lambda: desk.message.text().startswith("已合并"))

    assert receiving.all_of(county_book)[0].state == "merged"


def test_rows_of_a_correction_are_kept_by_keys_and_the_reason_is_asked(
    qtbot: QtBot, desk: InboxScreen, county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    merged(county_book, senders[0].packet(stick))
    one, two = senders[0].kept["2026-10"]["problem"]
    pairs = [(one, {**one, "description": "更正后的描述"}), (two, {**two, "deadline": "2027-03-31"})]
    receive(county_book, senders[0].correction(folder / "更正", "2026-10", {"problem": pairs}))
    desk.load()
    desk.merge()
    dialog = front(qtbot, SidesDialog)
    assert isinstance(dialog, SidesDialog)

    hands.press("Down", "Space")
    assert (dialog.table.item(1, 0).text(), dialog.press.text()) == (HERE, "合并,保留 1 条 Ctrl+Enter")
    hands.press("Ctrl+2")
    assert dialog.press.text() == "合并,保留 2 条 Ctrl+Enter"
    hands.press("Ctrl+1", "Space", "Ctrl+Return")
    asked = front(qtbot, Dialog)
    assert asked.findChild(QPlainTextEdit, "reason") is hands.focused()
    hands.write("原来的对")
    hands.press("Ctrl+Return")
    when_done(qtbot, lambda: desk.message.text().startswith("已合并"))

    (done,) = [line for line in receiving.all_of(county_book) if line.correction]
    assert (done.state, done.hints) == ("merged", ("1 条按县里原来的内容保留,没有采用这个包的:原来的对。",))
    texts = {str(row["number"]): (row["description"], row["deadline"]) for row in county_book.rows("problem")}
    assert texts["示纪问〔2026〕1号"][0] == "更正后的描述"
    assert texts["示纪问〔2026〕2号"][1] == "2026-12-31"
    assert desk.table.item(0, 0).text().endswith("(有提示)")


def test_a_second_packet_of_the_same_place_is_laid_beside_and_rows_of_it_are_taken(
    qtbot: QtBot, desk: InboxScreen, county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    other = senders[0].copy()
    merged(county_book, senders[0].packet(stick))
    rows = sample(0, other.name, other.code, "2026-10")
    rows["problem"][0]["description"] = "第二台电脑上的描述"
    fork = merged(county_book, other.packet(folder / "另一台", records=rows))
    desk.load()
    desk.look_at(fork.id)
    assert (desk.look.changes.isVisible(), desk.look.changes.text()) == (True, "逐行核对…")

    desk.look.changes.click()
    dialog = front(qtbot, SidesDialog)
    assert isinstance(dialog, SidesDialog)
    assert not dialog.press.isEnabled()
    hands.press("Space", "Ctrl+Return")
    front(qtbot, Dialog)
    hands.write("以第二份为准")
    hands.press("Ctrl+Return")

    qtbot.waitUntil(lambda: desk.message.text().startswith("已采用 1 条"))
    assert county_book.rows("problem", number="示纪问〔2026〕1号")[0]["description"] == "第二台电脑上的描述"
    assert "采用了其中 1 条" in desk.look.told.text()


def test_receipts_of_all_are_written_and_their_codes_stand_beside_the_packet(
    qtbot: QtBot, desk: InboxScreen, county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    for sender in senders[:2]:
        sender.packet(stick)
    came = receive(county_book, stick)
    merge(county_book)
    desk.load()
    out = folder / "回执"
    out.mkdir()
    desk.choose_folder = lambda title: out

    desk.write_receipts()
    when_done(qtbot, lambda: desk.message.text().startswith("已写出 2 份回执"))

    assert sorted(path.name for path in out.iterdir()) == sorted(file_name(one.packet_id) for one in came)
    assert "回执:2026-11-05 已写出" in desk.look.facts.text()


def test_a_merged_row_is_read_only_and_gets_a_remark_that_goes_back(
    qtbot: QtBot,
    shown: Starter,
    county_book: Book,
    senders: list[Sender],
    stick: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(RowMenu, "open_at", lambda menu, place: None)
    came = merged(county_book, senders[1].packet(stick))
    row = int(str(county_book.rows("problem")[0]["id"]))
    shown.open_row("problem", row)
    page = shown.window.page
    assert isinstance(page, LedgerPage)
    assert page.form is not None
    assert page.form.advice.text().startswith("东岭镇报来的,县里只看不改")
    assert not page.form.fields.isEnabled()
    assert not page.form.press.isVisibleTo(page.form)

    page.grid.go_to(row)
    page.open_menu()
    labels = [action.text() for action in page.menu.actions() if action.text()] if page.menu else []
    assert "退回意见…(所选 1 条)" in labels
    assert not any(label.startswith(("作废", "申请销号", "批量")) for label in labels)
    page.write_remark([row])
    dialog = dialog_of(RemarkDialog)
    assert isinstance(dialog, RemarkDialog)
    dialog.field.setCurrentIndex(dialog.field.findData("deadline"))
    dialog.text.setPlainText("太晚")
    dialog.keep()

    assert "已写意见:“太晚”" in page.form.advice.text()
    desk = desk_of(shown.window, shown)
    desk.look_at(came.id)
    assert desk.look.back.text() == "退回修改(1 条意见)"
    desk.look.back.click()
    assert desk.message.text().startswith("已退回修改")
    assert remarks.of_row(county_book, "problem", row)[0].state == "sent"
    assert receipts.of_packet(county_book, came.id)[-1].decision == "returned"


def test_a_finance_sheet_of_a_township_is_read_only_on_its_own_screen(
    shown: Starter, county_book: Book, senders: list[Sender], stick: Path
) -> None:
    rows = sample(1, senders[1].name, senders[1].code, "2026-10")
    rows["finance_sheet"][0]["state"] = "草稿"
    merged(county_book, senders[1].packet(stick, records=rows))
    row = county_book.rows("finance_sheet")[0]

    shown.open_row("finance_sheet", int(str(row["id"])))

    screen = shown.window.page.own_screen  # type: ignore[union-attr]
    assert screen.locked
    assert screen.message.text().startswith("东岭镇报来的,县里只看不改")
    assert screen.move_buttons == []


def test_a_remark_is_taken_back_before_it_is_sent(
    qtbot: QtBot, county_book: Book, senders: list[Sender], stick: Path
) -> None:
    merged(county_book, senders[0].packet(stick))
    row = int(str(county_book.rows("problem")[0]["id"]))
    remarks.add(county_book, "problem", row, "多余的意见")
    dialog = RemarkDialog(None, county_book, ledger("problem"), [row])  # type: ignore[arg-type]
    qtbot.addWidget(dialog)

    dialog.take_back()

    assert remarks.of_row(county_book, "problem", row) == []


def test_lists_of_a_county_name_the_township(county_book: Book, senders: list[Sender], stick: Path) -> None:
    merged(county_book, senders[1].packet(stick))
    model = RegisterModel(county_book, ledger("unit"))
    model.load()

    cells = {row[1]: row[2] for row in (model.texts(at) for at in range(model.rowCount()))}

    assert model.columns[2].title == "乡镇"
    assert (cells["青山村"], cells["示例县"]) == ("东岭镇", "县里")


def test_a_townships_lists_have_no_such_column(book: Book) -> None:
    assert "乡镇" not in [column.title for column in RegisterModel(book, ledger("unit")).columns]


def test_a_held_township_is_admitted_and_a_lost_disk_goes_on(
    qtbot: QtBot, desk: InboxScreen, county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    senders[0].packet(folder / "没收过", "2026-09")
    (held,) = receive(county_book, senders[0].packet(stick))
    backup = senders[1].copy()
    merged(county_book, senders[1].packet(stick))
    forked = merged(county_book, backup.packet(folder / "恢复", "2026-10"))
    desk.load()

    desk.look_at(held.id)
    assert desk.look.begin.isVisibleTo(desk)
    desk._began(held.id, "以前用纸报")
    desk.look_at(forked.id)
    assert desk.look.anew.isVisibleTo(desk)
    desk.choose_folder = lambda title: folder
    line = receiving.one(county_book, forked.id)
    assert line is not None
    desk._anew(line, "硬盘坏了", PASSWORDS)

    now = receiving.one(county_book, held.id)
    assert now is not None
    assert now.state == "waiting"
    assert "下一次是第 2 次" in desk.message.text()
    assert list(folder.glob("RCP_*.zip"))


def test_outside_of_practice_the_password_is_asked_once(
    qtbot: QtBot,
    desk: InboxScreen,
    county_book: Book,
    senders: list[Sender],
    stick: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from app.operations import users

    monkeypatch.setattr(users, "practice_passwords", lambda book: {})

    desk.take([senders[0].packet(stick)])
    dialog = dialog_of(PasswordDialog)
    assert isinstance(dialog, PasswordDialog)
    assert not dialog.press.isEnabled()
    dialog.line.setText("不是密码")
    dialog._go()
    when_done(qtbot, lambda: bool(desk.message.text()))
    assert desk.message.tone == "red"
    desk.take([senders[1].packet(stick)])
    dialog = dialog_of(PasswordDialog)
    assert isinstance(dialog, PasswordDialog)
    dialog.line.setText(PASSWORDS["clerk"])
    dialog._go()
    when_done(qtbot, lambda: desk.table.rowCount() == 1)
    desk.merge()
    when_done(qtbot, lambda: desk.message.text().startswith("已合并 1 个"))

    assert [line.state for line in desk.table.lines] == ["merged"]


def test_the_menu_of_rows_from_townships_offers_papers_only(
    qtbot: QtBot, county_book: Book, senders: list[Sender], stick: Path, desk: InboxScreen
) -> None:
    merged(county_book, senders[0].packet(stick))
    row = int(str(county_book.rows("problem")[0]["id"]))

    menu = RowMenu(desk, county_book, ledger("problem"), [row])

    assert menu.sent == {row: "示例乡"}
    assert all(action.text().startswith("打印") for action in menu.actions() if action.text())


def test_a_months_packets_are_handed_back_from_the_line_that_was_merged(
    qtbot: QtBot, shown: Starter, county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    merged(county_book, senders[0].packet(stick))
    county_book.keep("marks:seals", {senders[0].code: pem(county_trust(county_book).seal).decode("ascii")})
    page = desk_of(shown.window, shown)
    back = folder / "交还"
    back.mkdir()
    page.choose_folder = lambda _title: back
    page.table.go_to(1)

    page.look.hand_back.click()
    when_done(qtbot, lambda: "读回核对" in page.message.text())

    assert page.look.hand_back.isVisible()
    assert "已写出示例乡2026年10月的包 1 个文件" in page.message.text()
    assert [path.suffix for path in back.iterdir()] == [".p7m"]
