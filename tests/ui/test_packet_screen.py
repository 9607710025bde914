"""The month's packet on the screen: from making it to the slip, and everything that goes wrong on the way."""

from __future__ import annotations

import errno
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.days import Period
from app.ledgers import ledger
from app.operations import identities, monthly, packets, records
from app.operations.books import Book
from app.operations.packets import Drive
from app.packet.container import ZipReader
from app.packet.delivery import Delivered, Disk
from app.packet.parts import Limits
from tests import hands
from tests.conftest import INFO, USERS, FixedClock
from ui.engine import runner
from ui.screens.packet import PacketScreen
from ui.screens.packet_panels import Panels
from ui.screens.packet_words import CHANGED, ISSUE, LOOK, MAKE, REPORT, SLIP, WRITE, written
from ui.screens.preview import PreviewDialog
from ui.screens.settling import SettleDialog
from ui.widgets.dialog import Dialog, label
from ui.widgets.room import least

WAIT = 60_000
CLERK, SECRETARY = "practice-clerk-1", "practice-secretary-1"


@pytest.fixture(scope="module")
def enrolled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice book with two people's keys and one problem of October; made once, making keys is slow."""
    clock, folder = FixedClock(), tmp_path_factory.mktemp("packet") / "中文 路径"
    folder.mkdir()
    book = Book.create(folder / "示例乡.mz", INFO, USERS, clock=clock)
    people = [identities.Person(user.login, user.role, user.name, user.password) for user in USERS]
    county = identities.make_practice_county("示例县", clock())
    identities.enrol(book, county, people, folder / "trust", clock())
    with book.change("录入单位") as writer:
        township = writer.save(ledger("unit"), {"name": "示例乡", "kind": "乡镇", "short": "示"})
        village = writer.save(ledger("unit"), {"name": "青山村", "kind": "村", "parent": township})
        writer.save(ledger("person"), {"name": "王伟", "unit": village, "level": "村(社区)干部"})
    records.save(
        book,
        ledger("problem"),
        None,
        {
            "unit": "青山村",
            "found_on": "2026-10-12",
            "discovery": "自己找",
            "category": "3.2",
            "description": "第三季度财务公开榜张贴不及时",
            "lead": "王伟",
            "deadline": "2026-11-30",
        },
    )
    book.close()
    return folder


@pytest.fixture
def book(enrolled: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Book]:
    place = tmp_path / "中文 路径"
    shutil.copytree(enrolled, place)
    opened = Book.open(place / "示例乡.mz", "clerk", clock=clock)
    yield opened
    runner.stop()
    opened.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    path = tmp_path / "U 盘"
    path.mkdir()
    return path


def opened(qtbot: QtBot, book: Book) -> PacketScreen:
    screen = PacketScreen(book)
    qtbot.addWidget(screen)
    screen.resize(1100, 600)
    screen.show()
    screen.load()
    qtbot.waitUntil(lambda: not runner.busy(), timeout=WAIT)
    return screen


def after(qtbot: QtBot, screen: PacketScreen) -> PacketScreen:
    """When everything in the background has ended and was told."""
    qtbot.waitUntil(lambda: not runner.busy(), timeout=WAIT)
    return screen


def built(qtbot: QtBot, book: Book) -> PacketScreen:
    screen = opened(qtbot, book)
    screen.build()
    return after(qtbot, screen)


def clerk_signed(qtbot: QtBot, book: Book) -> PacketScreen:
    screen = built(qtbot, book)
    screen.sign(CLERK)
    return after(qtbot, screen)


def issued(qtbot: QtBot, book: Book) -> PacketScreen:
    screen = clerk_signed(qtbot, book)
    screen.sign(SECRETARY)
    return after(qtbot, screen)


def choose(screen: PacketScreen, folder: Path) -> None:
    screen.choose_folder = lambda: folder
    screen.write.folder.click()


def step(screen: PacketScreen) -> int:
    return screen.stack.currentIndex()


def test_the_last_month_is_proposed_and_its_check_is_shown(qtbot: QtBot, book: Book) -> None:
    screen = opened(qtbot, book)

    assert screen.make.months.currentText() == "2026年10月"
    assert screen.make.summary.text() == "审核通过,没有发现问题,可以生成。"
    assert step(screen) == MAKE


def test_a_month_with_hard_faults_cannot_be_made_and_leads_to_the_row(qtbot: QtBot, book: Book) -> None:
    problem = book.rows("problem")[0]
    with book.change("改坏") as writer:
        writer.save(ledger("problem"), {**problem, "amount_due": 500, "amount_involved": 100})

    screen = opened(qtbot, book)

    assert not screen.make.make.isEnabled()
    assert "有 1 处要改" in screen.make.summary.text()
    with qtbot.waitSignal(screen.row_wanted) as wanted:
        screen.make.found.itemActivated.emit(screen.make.found.item(0))
    assert wanted.args == ["problem", problem["id"]]


def test_counting_leads_to_the_report_and_its_next_step_to_the_contents(qtbot: QtBot, book: Book) -> None:
    screen = opened(qtbot, book)

    screen.count()
    after(qtbot, screen)
    shown, words = step(screen), screen.report.texts["progress"].text() if screen.report else ""
    assert screen.report is not None
    screen.report.next_step()
    after(qtbot, screen)

    assert shown == REPORT
    assert words.startswith("一、")
    assert step(screen) == LOOK


def test_the_reviewer_sends_the_report_back(qtbot: QtBot, book: Book) -> None:
    screen = clerk_signed(qtbot, book)

    screen._sent_back("有一条没有写措施")
    after(qtbot, screen)

    report = monthly.report_row(book, Period.parse("2026-10")) or {}
    assert report["state"] == "草稿"
    assert step(screen) == MAKE
    assert "已退回修改" in screen.message.text()


def test_what_was_issued_and_never_left_is_taken_back(qtbot: QtBot, book: Book) -> None:
    screen = issued(qtbot, book)
    closed = [month.period for month in book.closed_months()]

    screen._withdraw()
    after(qtbot, screen)

    assert closed == ["2026-10"]
    assert book.closed_months() == []
    assert step(screen) == MAKE


def test_a_stick_put_in_again_is_read_once_more(qtbot: QtBot, book: Book, stick: Path) -> None:
    screen = issued(qtbot, book)
    screen.issue.go_on.click()
    choose(screen, stick)
    screen.deliver()
    after(qtbot, screen)

    screen.slip.check.click()
    after(qtbot, screen)
    same = screen.message.text()
    carried = next(stick.glob("*.p7m"))
    carried.write_bytes(carried.read_bytes()[:-1] + b"x")
    screen.slip.check.click()
    after(qtbot, screen)

    assert same == "重新插上后又读了一遍,与写入的完全一致。可以拔出交给县里。"
    assert "与原件不一致" in screen.message.text()


def test_what_is_wrong_with_a_stick_stands_there_before_anything_is_written(
    qtbot: QtBot, book: Book, stick: Path
) -> None:
    (stick / "autorun.inf").write_text("[autorun]", "utf-8")
    (stick / "MZ_330182001_202609_r1_00000000.zip.0123abcd.part").write_bytes(b"half")
    screen = issued(qtbot, book)
    screen.issue.go_on.click()
    choose(screen, stick)
    before = screen.write.about.text()

    screen.write.tidy.click()
    after(qtbot, screen)

    assert "autorun.inf" in before
    assert "1 个上次没写完的文件" in before
    assert not list(stick.glob("*.part"))
    assert (stick / "autorun.inf").exists()


def test_a_packet_in_several_files_is_written_at_once_and_says_how_many(
    qtbot: QtBot, book: Book, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(packets.build(book, "2026-10", stick.parent / "试").path) as whole:
        monkeypatch.setattr("app.packet.parts.LIMITS", Limits(entries=len(whole.namelist()) - 2))
    screen = issued(qtbot, book)
    screen.issue.go_on.click()
    choose(screen, stick)
    asked = screen.write.file.text()

    screen.deliver()
    after(qtbot, screen)

    assert asked.endswith("(共 2 份,一起写)")
    assert len(list(stick.glob("MZ_*.p7m"))) == 2
    assert "(共 2 份,要一起交)" in screen.message.text()


def test_the_stick_is_noted_in_its_register(qtbot: QtBot, book: Book, stick: Path) -> None:
    screen = issued(qtbot, book)
    screen.issue.go_on.click()
    choose(screen, stick)

    screen.deliver()
    after(qtbot, screen)

    (line,) = book.rows("medium_log")
    assert screen.packet is not None
    assert (line["use"], line["code"], line["used_by"]) == ("写入上报包", screen.packet.code, "张三")


def test_making_leads_to_the_contents(qtbot: QtBot, book: Book) -> None:
    screen = built(qtbot, book)

    assert step(screen) == LOOK
    titles = [screen.look.names.item(row).text() for row in range(screen.look.names.count())]
    assert titles == [
        "1. 2026年10月上报内容清单",
        "2. 示例县查处基层党员干部侵害群众利益问题有关数据月报表",
        "3. 示例县查处基层党员干部侵害群众利益问题有关数据月报表(分项)",
        "4. 示例乡2026年10月工作进展情况报告",
        "5. 问题台账",
        "6. 整改承诺",
        "7. 财务公开",
    ]
    assert screen.look.count.text() == "第 1 页 / 共 1 页"
    assert screen.message.text() == "上报包已生成,还没有签名。请逐份看过,再由经办人签名。"


def test_a_packet_with_something_personal_in_it_is_settled_first_and_then_made(qtbot: QtBot, book: Book) -> None:
    problem = int(str(book.rows("problem")[0]["id"]))
    records.save(book, ledger("problem"), problem, {"description": "联系15400138000未果,学生王小明没有领到补助"})
    screen = built(qtbot, book)
    told, step_before = screen.message.text(), step(screen)

    screen.message.buttons[0].click()
    dialog = screen.findChild(SettleDialog)
    assert dialog is not None
    dialog.mask_all()
    dialog.proceed()
    after(qtbot, screen)

    assert told == "还有 2 处个人信息没有处理,暂不能生成上报包。"
    assert (step_before, step(screen)) == (MAKE, LOOK)
    assert screen.packet is not None
    assert b"15400138000" not in screen.packet.path.read_bytes()


def test_what_is_shown_for_signing_are_the_bytes_in_the_file(qtbot: QtBot, book: Book) -> None:
    screen = built(qtbot, book)

    screen.look.names.setCurrentRow(1)
    after(qtbot, screen)

    assert screen.packet is not None
    with zipfile.ZipFile(screen.packet.path) as packet:
        kept = [packet.read(f"data/reports/R{number:02d}.pdf") for number in range(7)]
    assert [report.pdf for report in screen.look.reports] == kept
    assert {page.pdf for page in screen.look.pages.pages} == {kept[1]}


def test_the_second_person_sees_the_reports_with_the_first_signature(qtbot: QtBot, book: Book) -> None:
    screen = built(qtbot, book)
    unsigned = [report.pdf for report in screen.look.reports]
    screen.sign(CLERK)
    after(qtbot, screen)

    screen.issue.look.click()

    assert step(screen) == LOOK
    assert all(
        report.pdf.startswith(pdf) and report.pdf != pdf
        for report, pdf in zip(screen.look.reports, unsigned, strict=True)
    )
    assert not screen.look.sign.isVisible()
    screen.look.go_on.click()
    assert step(screen) == ISSUE


def test_page_down_in_the_list_turns_the_pages_and_the_arrow_takes_the_next_paper(qtbot: QtBot, book: Book) -> None:
    screen = built(qtbot, book)
    screen.look.names.setFocus()

    hands.press(Qt.Key.Key_PageDown)
    scrolled = screen.look.pages.verticalScrollBar().value()
    hands.press(Qt.Key.Key_Down)
    after(qtbot, screen)

    assert scrolled > 0
    assert screen.look.names.currentRow() == 1
    assert screen.look.pages.pages[0].pdf == screen.look.reports[1].pdf


def test_a_paper_looked_at_before_is_there_at_once(qtbot: QtBot, book: Book) -> None:
    screen = built(qtbot, book)
    qtbot.waitUntil(lambda: bool(screen.look.pages._sharp), timeout=WAIT)
    screen.look.names.setCurrentRow(1)
    after(qtbot, screen)

    screen.look.names.setCurrentRow(0)

    assert not runner.busy()
    assert screen.look.pages.pages[0].pdf == screen.look.reports[0].pdf


def test_enter_opens_the_large_preview_of_that_pdf(qtbot: QtBot, book: Book) -> None:
    screen = built(qtbot, book)
    screen.look.names.setFocus()

    hands.press(Qt.Key.Key_Down, Qt.Key.Key_Return)
    after(qtbot, screen)

    (dialog,) = screen.findChildren(PreviewDialog)
    assert dialog.windowTitle() == "打印预览 示例县查处基层党员干部侵害群众利益问题有关数据月报表"
    assert dialog.drawn.pdfs == [screen.look.reports[1].pdf]
    assert not dialog.excel_button.isVisible()
    dialog.close()


@pytest.mark.parametrize("large", [False, True], ids=["beside-the-list", "in-the-large-preview"])
def test_saving_a_paper_writes_the_bytes_of_the_file(qtbot: QtBot, book: Book, stick: Path, large: bool) -> None:
    screen = built(qtbot, book)
    if large:
        screen.look.look.click()
        after(qtbot, screen)
        (dialog,) = screen.findChildren(PreviewDialog)
        dialog.choose_folder = lambda: stick
        dialog.pdf_button.click()
        told = dialog.message.text()
        dialog.close()
    else:
        screen.choose_save_folder = lambda: stick
        screen.look.save.click()
        told = screen.message.text()

    assert (stick / "2026年10月上报内容清单.pdf").read_bytes() == screen.look.reports[0].pdf
    assert told == f"已存好:2026年10月上报内容清单.pdf,在 {stick}。"


def test_a_paper_that_cannot_be_saved_is_told(qtbot: QtBot, book: Book, stick: Path) -> None:
    screen = built(qtbot, book)
    (stick / "不是文件夹").write_text("文件", "utf-8")
    screen.choose_save_folder = lambda: stick / "不是文件夹"

    screen.look.save.click()

    assert screen.message.tone == "red"
    assert "没有写成“2026年10月上报内容清单.pdf”" in screen.message.text()


def test_a_draft_changed_on_disk_is_neither_shown_nor_signed(qtbot: QtBot, book: Book) -> None:
    draft = built(qtbot, book).packet
    assert draft is not None
    with ZipReader.open(draft.path) as reader:
        place = reader.entries["data/reports/R01.pdf"][0] + 2000
    data = bytearray(draft.path.read_bytes())
    data[place] ^= 1
    draft.path.write_bytes(data)

    screen = opened(qtbot, book)
    told = screen.message.text()
    screen.sign(CLERK)

    assert told.startswith("文件内容与清单不符")
    assert screen.look.reports == []
    assert screen.message.text() == "上报包里的材料还没有打开,还没有签名。请看过材料再签。"
    assert screen.packet is not None
    assert screen.packet.state == "built"


def change_the_book(book: Book) -> None:
    problem = book.rows("problem")[0]
    records.save(book, ledger("problem"), int(str(problem["id"])), {"description": "第三季度财务公开榜没有张贴"})


def test_a_book_that_went_on_since_the_packet_was_made_is_told_and_made_again_at_a_press(
    qtbot: QtBot, book: Book
) -> None:
    fresh = built(qtbot, book).changed.text()
    change_the_book(book)

    screen = opened(qtbot, book)
    told = screen.changed.text()
    screen.changed.buttons[0].click()
    after(qtbot, screen)

    assert fresh == ""
    assert told == CHANGED
    assert screen.changed.text() == ""
    assert step(screen) == LOOK
    with zipfile.ZipFile(screen.packet.path) as packet:  # type: ignore[union-attr]
        assert "没有张贴" in packet.read("data/records/problem.jsonl").decode()


def test_a_signed_draft_is_only_made_again_when_the_signature_is_given_up(qtbot: QtBot, book: Book) -> None:
    clerk_signed(qtbot, book)
    change_the_book(book)
    screen = opened(qtbot, book)

    screen.changed.buttons[0].click()
    dialog = next(one for one in screen.findChildren(Dialog) if one.isVisible())
    dialog.reject()
    kept = screen.packet
    screen.build()
    next(one for one in screen.findChildren(Dialog) if one.isVisible()).accept()
    after(qtbot, screen)

    assert kept is not None
    assert kept.state == "clerk-signed"
    assert screen.packet is not None
    assert screen.packet.state == "built"
    assert screen.changed.text() == ""


def test_saving_a_paper_does_not_count_as_a_change(qtbot: QtBot, book: Book, stick: Path) -> None:
    screen = built(qtbot, book)
    screen.choose_save_folder = lambda: stick
    screen.look.save.click()

    again = opened(qtbot, book)

    assert again.changed.text() == ""


def test_both_people_sign_and_the_code_stands_large(qtbot: QtBot, book: Book) -> None:
    screen = issued(qtbot, book)

    assert screen.packet is not None
    assert screen.packet.state == "final"
    assert step(screen) == ISSUE
    assert screen.issue.code.text() == screen.packet.code
    assert screen.issue.code.isVisible()
    assert packets.verify_own(book, screen.packet.path).accepted


def test_an_empty_password_signs_nothing(qtbot: QtBot, book: Book) -> None:
    screen = built(qtbot, book)

    screen.sign("")

    assert screen.message.text() == "没有填签名密码,还没有签名。请填写后再按 Enter。"
    assert step(screen) == LOOK


def test_a_wrong_password_is_told_and_can_be_typed_again(qtbot: QtBot, book: Book) -> None:
    screen = built(qtbot, book)

    screen.look.sign.password.setText("不对的密码-123")
    screen.look.sign.password.returnPressed.emit()
    after(qtbot, screen)

    assert screen.message.tone == "red"
    assert "密码" in screen.message.text()
    assert screen.look.sign.password.text() == ""
    assert screen.packet is not None
    assert screen.packet.state == "built"


def test_the_clerks_password_does_not_sign_for_the_secretary(qtbot: QtBot, book: Book) -> None:
    screen = clerk_signed(qtbot, book)

    screen.sign(CLERK)
    after(qtbot, screen)

    assert screen.message.tone == "red"
    assert screen.packet is not None
    assert screen.packet.state == "clerk-signed"


def test_one_user_for_both_roles_cannot_sign(qtbot: QtBot, book: Book) -> None:
    screen = built(qtbot, book)
    book.keep("signer:secretary", {**book.kept("signer:secretary"), "login": "clerk"})

    screen.sign(CLERK)

    assert "两次签名须由两个人办" in screen.message.text()


def test_reopened_it_goes_on_where_it_was(qtbot: QtBot, book: Book) -> None:
    clerk_signed(qtbot, book)

    again = opened(qtbot, book)

    assert step(again) == ISSUE
    assert again.issue.facts.text() == "2026年10月上报包已由经办人签名,等待审核人审核签发。"


def test_signed_in_two_sittings_the_clerk_seals_at_the_end(qtbot: QtBot, book: Book) -> None:
    clerk_signed(qtbot, book)
    second = opened(qtbot, book)
    second.sign(SECRETARY)
    after(qtbot, second)
    asked = second.issue.sign.who.text()

    second.sign(CLERK)
    after(qtbot, second)

    assert asked == "经办人 张三:请再输入一次密码,给清单签名封包。"
    assert second.packet is not None
    assert second.packet.state == "final"


def test_passwords_are_forgotten_when_the_page_is_left(qtbot: QtBot, book: Book) -> None:
    screen = clerk_signed(qtbot, book)

    screen.hide()
    screen.show()
    screen.sign(SECRETARY)
    after(qtbot, screen)

    assert screen.packet is not None
    assert screen.packet.state == "approved"


def test_written_read_back_and_told_in_the_promised_words(qtbot: QtBot, book: Book, stick: Path) -> None:
    screen = issued(qtbot, book)
    screen.issue.go_on.click()
    choose(screen, stick)

    screen.deliver()
    after(qtbot, screen)

    assert screen.packet is not None
    assert screen.message.text() == (
        f"上报包已写入文件夹,并已读回核对一致。校验码 {screen.packet.code}。请打印交接单,再把这些文件拷到U盘交县里。"
    )
    assert step(screen) == SLIP
    with packets.plain(book, stick / f"{screen.packet.path.name}.p7m") as opened:
        assert opened.read_bytes() == screen.packet.path.read_bytes()


def test_a_delivered_packet_reopens_at_its_slip(qtbot: QtBot, book: Book, stick: Path) -> None:
    screen = issued(qtbot, book)
    screen.issue.go_on.click()
    choose(screen, stick)
    screen.deliver()
    after(qtbot, screen)

    again = opened(qtbot, book)

    assert step(again) == SLIP
    assert again.slip.code.text() == screen.slip.code.text()


def test_without_a_stick_nothing_is_written(qtbot: QtBot, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = issued(qtbot, book)
    monkeypatch.setattr(packets, "drives", list)
    screen.issue.go_on.click()

    screen.deliver()

    assert screen.message.text() == "没有找到U盘。请插好U盘后按 F5,或选择一个文件夹。"
    assert not screen.write.write.isEnabled()


def test_f5_finds_a_stick_that_was_plugged_in(
    qtbot: QtBot, book: Book, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = issued(qtbot, book)
    monkeypatch.setattr(packets, "drives", list)
    screen.issue.go_on.click()
    monkeypatch.setattr(packets, "drives", lambda: [Drive(stick, "KINGSTON", 8 << 30, True)])

    screen.write.refresh.click()

    assert screen.write.target() == stick
    assert screen.write.drives.item(0).text().startswith("KINGSTON  (可用 8,192 MB)")


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.EIO, "写U盘时断开或出错。原件完好；请重新插好U盘再写，写完前不要拔出。"),
        (errno.ENOSPC, "U盘写满了。原件完好；请腾出空间或换一个U盘再写。"),
        (errno.EROFS, "U盘不能写入（写保护或没有权限）。原件完好；请打开写保护开关或换一个U盘。"),
    ],
    ids=["pulled-out", "full", "write-protected"],
)
def test_a_stick_that_fails_is_told_and_the_step_stays(
    qtbot: QtBot, book: Book, stick: Path, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
) -> None:
    def fail(_disk: Disk, _file: object) -> None:
        raise OSError(number, "fault")

    screen = issued(qtbot, book)
    screen.issue.go_on.click()
    choose(screen, stick)
    monkeypatch.setattr(Disk, "sync", fail)

    screen.deliver()
    after(qtbot, screen)

    assert screen.message.text() == sentence
    assert step(screen) == WRITE
    assert list(stick.iterdir()) == []
    assert screen.write.write.isEnabled()


def test_stopping_leaves_nothing_on_the_stick(
    qtbot: QtBot, book: Book, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = issued(qtbot, book)
    screen.issue.go_on.click()
    choose(screen, stick)
    # Stopped while the drive is being filled, between writing and reading back.
    monkeypatch.setattr(Disk, "sync", lambda _disk, _file: screen._stop.set())

    screen.deliver()
    after(qtbot, screen)

    assert screen.message.text() == "已取消写U盘。原件完好，U盘上没有留下未完成的文件。"
    assert list(stick.iterdir()) == []


def test_a_suspicious_file_on_the_stick_is_named(qtbot: QtBot, book: Book, stick: Path) -> None:
    (stick / "资料").mkdir()
    (stick / "资料.exe").write_bytes(b"MZ")
    screen = issued(qtbot, book)
    screen.issue.go_on.click()
    choose(screen, stick)

    screen.deliver()
    after(qtbot, screen)

    assert "“资料.exe”与文件夹同名" in screen.message.text()
    assert screen.message.tone == "yellow"


def test_a_book_without_certificates_says_what_to_do(qtbot: QtBot, book: Book) -> None:
    book.keep("signer:clerk", None)
    screen = opened(qtbot, book)

    screen.build()
    after(qtbot, screen)

    assert screen.message.text() == ("这个账套还没有经办人的签名证书,不能签名。没有生成任何文件;请先办理证书。")
    assert step(screen) == MAKE


def test_the_whole_way_is_walked_with_the_keyboard(
    qtbot: QtBot, book: Book, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packets, "drives", lambda: [Drive(stick, "KINGSTON", 8 << 30, True)])
    screen = opened(qtbot, book)
    qtbot.waitUntil(screen.make.make.hasFocus)

    hands.enter()
    after(qtbot, screen)
    assert screen.report is not None
    qtbot.waitUntil(screen.report.move_buttons[0].hasFocus)
    hands.enter()
    after(qtbot, screen)
    hands.press(Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Tab)
    hands.write(CLERK)
    hands.enter()
    after(qtbot, screen)
    hands.write(SECRETARY)
    hands.enter()
    after(qtbot, screen)
    hands.enter(2)
    after(qtbot, screen)

    assert step(screen) == SLIP
    assert screen.slip.print.hasFocus()
    assert [path.suffix for path in stick.iterdir()] == [".p7m"]
    assert screen.slip.facts.text().endswith(next(stick.iterdir()).name)


def test_a_book_without_certificates_says_so_before_anybody_begins_and_leads_there(qtbot: QtBot, book: Book) -> None:
    book.keep("signer:clerk", None)
    screen = opened(qtbot, book)

    told = screen.message.text()

    assert told.startswith("经办人还没有签名证书,上报包签不了名。")
    with qtbot.waitSignal(screen.certificates_wanted):
        screen.message.buttons[0].click()


def test_a_refusal_for_want_of_a_certificate_leads_to_the_certificates(qtbot: QtBot, book: Book) -> None:
    book.keep("signer:clerk", None)
    screen = opened(qtbot, book)
    screen.build()
    after(qtbot, screen)

    with qtbot.waitSignal(screen.certificates_wanted):
        screen.message.buttons[0].click()

    assert [one.text() for one in screen.message.buttons] == ["办理证书"]


def test_without_a_stick_the_page_says_so_and_what_to_do(
    qtbot: QtBot, book: Book, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packets, "drives", list)
    screen = issued(qtbot, book)

    screen.issue.go_on.click()
    told = screen.write.where.text()
    choose(screen, stick)

    assert told.startswith("没有找到U盘。请插好U盘")
    assert screen.write.where.text().startswith("写到哪里")


@pytest.mark.parametrize(("folder", "where"), [(False, "已写入U盘"), (True, "已写入文件夹")])
def test_a_folder_is_not_called_a_stick(folder: bool, where: str) -> None:
    done = Delivered(Path("/包"), "00", 1, already_there=False, warnings=())

    assert where in written(done, "1234 5678", folder=folder)


def test_requests_that_are_on_their_way_are_not_asked_for_again(qtbot: QtBot, book: Book) -> None:
    book.keep("signer:clerk", None)
    book.keep("request:clerk", {"name": "王芳", "groups": ""})

    screen = opened(qtbot, book)

    assert screen.message.text().endswith("申请已导出,等县里签发;交回的文件拖进窗口就装入。")
    assert screen.make.ahead.text() == "2026年11月过完才能生成,从下月1日起在这里选。"


def test_a_step_asks_for_its_own_height_and_not_for_that_of_the_highest(qtbot: QtBot) -> None:
    panels, page = Panels(), QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    column.addWidget(panels)
    for rows in (20, 1):
        panel = QWidget()
        box = QVBoxLayout(panel)
        for _ in range(rows):
            box.addWidget(QListWidget())
            box.addWidget(label("请逐份看过再签名。"))
        panels.addWidget(panel)

    panels.setCurrentIndex(1)

    assert least(page, 600).height() <= least(panels.widget(1), 600).height() + 40
