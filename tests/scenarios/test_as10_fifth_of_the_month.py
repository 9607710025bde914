"""AS10: the month's packet, from the registers by stick to the county and back, on the practice books, by keys.

The stick that goes up is FAT32 and the one that comes back exFAT, by real drivers where this machine has them.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.days import Period
from app.figures.counting import Place
from app.operations import (
    answers,
    books,
    demo_months,
    monthly,
    packet_content,
    packets,
    receipts,
    receiving,
)
from app.operations.books import Book
from app.packet.container import ZipReader
from app.packet.drives import Drive
from app.settings import Settings
from tests import hands
from tests.packet.drives_made import Stick
from tests.practice import practice_books
from tests.scenarios.conftest import StickOf
from tests.ui.conftest import _let_go
from ui.engine import runner
from ui.engine.window import MainWindow
from ui.main import Starter
from ui.screens.monthly import ExplainDialog
from ui.screens.packet import PacketScreen
from ui.screens.packet_words import SLIP

WAIT = 90_000
MONTH = "2026-11"
TODAY = date(2026, 12, 2)
WITHIN = "date({0}) BETWEEN '2026-11-01' AND '2026-11-30' AND voided = 0"
COUNTS = {
    "problem_found": f"SELECT count(*) FROM problem WHERE {WITHIN.format('found_on')}",
    "problem_closed": f"SELECT count(*) FROM problem WHERE {WITHIN.format('closed_on')}",
    "problem_open": "SELECT count(*) FROM problem WHERE voided = 0 AND found_on <= '2026-11-30'"
    " AND state != '移送' AND (closed_on IS NULL OR closed_on > '2026-11-30')",
    "problem_overdue": "SELECT count(*) FROM problem WHERE voided = 0 AND found_on <= '2026-11-30' AND state != '移送'"
    " AND (closed_on IS NULL OR closed_on > '2026-11-30') AND deadline <= '2026-11-30'",
    "commitment_signed": f"SELECT count(*) FROM commitment WHERE {WITHIN.format('signed_on')}",
    "commitment_posted": f"SELECT count(*) FROM commitment WHERE {WITHIN.format('posted_from')}",
    "commitment_kept": f"SELECT count(*) FROM commitment WHERE {WITHIN.format('fulfilled_on')}",
    "finance_village": f"SELECT count(*) FROM finance_sheet WHERE level = '村级' AND {WITHIN.format('posted_from')}",
    "finance_group": f"SELECT count(*) FROM finance_sheet WHERE level = '组级' AND {WITHIN.format('posted_from')}",
    "finance_line": "SELECT count(*) FROM finance_line WHERE voided = 0 AND sheet IN"
    f" (SELECT id FROM finance_sheet WHERE voided = 0 AND (period = '2026-11' OR {WITHIN.format('posted_from')}))",
}


@pytest.fixture(scope="session")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The practice county and township as of 22 November 2026."""
    return practice_books(tmp_path_factory)


@pytest.fixture
def december(practice: Path, tmp_path: Path) -> Iterator[Book]:
    """A copy of the practice book, open on 2 December."""
    folder = tmp_path / "中文 路径"
    shutil.copytree(practice, folder)
    book = books.open_practice(folder / "township.mz", today=TODAY)
    yield book
    runner.stop()
    book.close()


@pytest.fixture
def passwords(practice: Path) -> dict[str, str]:
    return passwords_in(practice)


def passwords_in(folder: Path) -> dict[str, str]:
    """Who opens the books with what."""
    lines = (folder / "passwords.txt").read_text("utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines)


@pytest.fixture
def stick(stick_of: StickOf) -> Stick:
    """A FAT32 stick on which a worm sits beside a folder of the same name."""
    made = stick_of("fat")
    worm = worm_of(made)
    worm.with_suffix("").mkdir()
    worm.write_bytes(b"MZ")
    return made


def worm_of(stick: Stick) -> Path:
    """The worm on a stick: its name is Chinese where the driver takes such names."""
    return stick.path / ("PHOTOS.exe" if stick.ascii_only else "资料.exe")


@pytest.fixture
def county(december: Book, passwords: dict[str, str]) -> Iterator[Book]:
    """The practice county's book, open on the same day, with October merged."""
    with closing(books.open_practice(december.path.with_name("county.mz"), today=TODAY)) as book:
        receiving.receive(book, [december.path.with_name("stick")], month="2026-10", passwords=passwords)
        receiving.merge(book, passwords=passwords)
        yield book


@pytest.fixture
def screen(qtbot: QtBot, dressed: object, december: Book, tmp_path: Path) -> PacketScreen:
    """The packet page of the real window."""
    window = MainWindow(Settings(tmp_path / "settings.json"))
    qtbot.addWidget(window, before_close_func=_let_go)
    starter = Starter(window)
    window.resize(1366, 720)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    starter.opened(december)
    starter.go("packet")
    page = window.page
    assert isinstance(page, PacketScreen)
    settled(qtbot)
    return page


def settled(qtbot: QtBot) -> None:
    """When everything in the background has ended."""
    qtbot.waitUntil(lambda: not runner.busy(), timeout=WAIT)


def to_front(qtbot: QtBot, widget: QWidget) -> None:
    """Windows come to the front by themselves on a desktop; here they have to be asked."""
    with qtbot.waitActive(widget.window()):
        widget.window().activateWindow()


def test_the_month_goes_from_the_registers_to_the_stick_by_keys(
    qtbot: QtBot,
    screen: PacketScreen,
    december: Book,
    stick: Stick,
    county: Book,
    stick_of: StickOf,
    passwords: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(packets, "drives", lambda: [Drive(stick.path, "KINGSTON", 8 << 30, True)])
    with december.change("提示线") as writer:
        writer.set_option("jump_times", 1)  # a strict county: every jump asks for its reason
    actions = 1  # to the page
    qtbot.waitUntil(screen.make.make.hasFocus)

    hands.enter()  # 生成月报
    settled(qtbot)
    report = screen.report
    assert report is not None
    assert {finding.mismatch.id for finding in report._open()} == {"V29"}  # last month's jumps ask for their reason
    qtbot.waitUntil(report.checks.hasFocus)
    hands.enter()  # 写说明
    dialog = report.findChild(ExplainDialog)
    assert dialog is not None
    to_front(qtbot, dialog)
    qtbot.waitUntil(dialog.editor.inner.hasFocus)
    hands.write("本月没有安排这项工作,已对照台账核对")
    hands.press("Ctrl+Shift+Return")  # 没写的都写这一句
    settled(qtbot)
    assert "一、" in report.texts["progress"].text()  # 工作进展 stands drafted on the page that is shown now
    to_front(qtbot, screen)
    qtbot.waitUntil(report.move_buttons[0].hasFocus)
    hands.enter()  # 下一步:送审
    settled(qtbot)
    actions += 4
    qtbot.waitUntil(screen.look.names.hasFocus)
    screen.look.sign.password.setFocus()  # a jump to the field
    hands.write(passwords["clerk"])
    hands.enter()  # 签名送审
    settled(qtbot)
    sent_for_review = monthly.report_row(december, Period.parse(MONTH)) or {}
    hands.write(passwords["secretary"])
    hands.enter()  # 审核通过并签发, the second person
    settled(qtbot)
    hands.enter()  # 下一步:写入U盘
    hands.enter()  # 写入并核对
    settled(qtbot)
    actions += 5
    assert screen.slip.print.hasFocus()
    actions += 1  # 打印交接单

    (packet,) = stick.path.glob("*.zip.p7m")
    verdict = packets.verify_own(december, packet)
    assert actions <= 14
    assert sent_for_review["state"] == "待审核"
    assert screen.stack.currentIndex() == SLIP
    assert verdict.accepted
    assert verdict.practice
    assert [(signer.role, signer.valid, signer.trusted) for signer in verdict.signers] == [
        ("clerk", True, True),
        ("secretary", True, True),
    ]
    assert verdict.code in screen.message.text()
    assert "读回核对一致" in screen.message.text()
    worm = worm_of(stick)
    assert worm.name in screen.message.text()
    assert worm.read_bytes() == b"MZ"
    assert (monthly.report_row(december, Period.parse(MONTH)) or {})["state"] == "已传出"
    assert MONTH in [month.period for month in december.closed_months()]
    assert december.rows("medium_log")[-1]["medium"] == "KINGSTON"
    assert taken_and_answered(county, stick, stick_of("exfat"), december, passwords) == "已并入"


def taken_and_answered(county: Book, up: Stick, down: Stick, township: Book, passwords: dict[str, str]) -> object:
    """The county takes the packet from one stick and puts its receipt on another; the month's state afterwards."""
    (came,) = receiving.receive(county, [up.path], month=MONTH, passwords=passwords)
    (merged,) = receiving.merge(county, passwords=passwords)
    assert merged.state == "merged", merged.told
    (given,) = receipts.write_all(county, [came.id], down.path, passwords).given
    assert given.path is not None
    assert given.path.parent == down.path
    assert worm_of(up).name in " ".join(receiving.warnings([up.path]))
    assert answers.load(township, given.path).decision == "accepted"
    return (monthly.report_row(township, Period.parse(MONTH)) or {})["state"]


@pytest.fixture(scope="session")
def signed_november(practice: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The practice books when both people have signed November; the packet lies in a folder of its own."""
    folder = tmp_path_factory.mktemp("signed") / "中文 路径"
    shutil.copytree(practice, folder)
    book = books.open_practice(folder / "township.mz", today=TODAY)
    demo_months.explain_month(book, Period.parse(MONTH))
    packets.build(book, MONTH, folder / "十一月", passwords_in(practice))
    book.close()
    return folder


@pytest.fixture
def signed(signed_november: Path, tmp_path: Path) -> Iterator[Book]:
    """A copy of the practice book with November signed, open."""
    folder = tmp_path / "中文 路径"
    shutil.copytree(signed_november, folder)
    book = books.open_practice(folder / "township.mz", today=TODAY)
    yield book
    book.close()


@pytest.fixture
def finished(signed_november: Path) -> Path:
    """The signed packet of November, to be looked at."""
    (packet,) = (signed_november / "十一月").glob("*.zip")
    return packet


def test_every_figure_equals_an_independent_count(signed: Book, finished: Path) -> None:
    verdict = packets.verify_own(signed, finished)
    figures = {figure.key: figure.number for figure in packet_content.totals(rows_of(signed))}

    counted = {key: signed.one(query)[0] for key, query in COUNTS.items()}

    assert verdict.packet is not None
    assert dict(verdict.packet.meta.counts) == counted
    assert figures == counted


def rows_of(book: Book) -> packet_content.MonthRows:
    return packet_content.rows_of_month(book, packets.months(book)[0])


def test_one_changed_byte_makes_the_check_fail(signed: Book, finished: Path, tmp_path: Path) -> None:
    with ZipReader.open(finished) as reader:
        place = reader.entries["data/reports/R01.pdf"][0] + 2000
    data = bytearray(finished.read_bytes())
    data[place] ^= 1
    changed = tmp_path / finished.name
    changed.write_bytes(data)

    verdict = packets.verify_own(signed, changed)

    assert not verdict.intact
    assert verdict.errors[0].code == "E-DIGEST"


def test_the_packet_follows_the_one_the_county_has(signed: Book, finished: Path, practice: Path) -> None:
    (before,) = (practice / "stick").glob("*.zip.p7m")
    earlier = packets.verify_own(signed, before)
    later = packets.verify_own(signed, finished)

    assert earlier.packet is not None
    assert later.packet is not None
    assert (later.packet.meta.seq, later.packet.meta.prev) == (earlier.packet.meta.seq + 1, earlier.tag_sha256)
    assert later.packet.meta.log["from_size"] == earlier.packet.meta.log["size"]


IN_MONTH = "BETWEEN '2026-11-01' AND '2026-11-30'"
FIGURES = {
    "G10": f"SELECT count(*) FROM problem WHERE voided = 0 AND found_on {IN_MONTH}",
    "G11": f"SELECT count(*) FROM problem WHERE voided = 0 AND discovery = '自己找' AND found_on {IN_MONTH}",
    "G12": f"SELECT count(*) FROM problem WHERE voided = 0 AND discovery = '群众提' AND found_on {IN_MONTH}",
    "G13": f"SELECT count(*) FROM problem WHERE voided = 0 AND discovery = '同事帮' AND found_on {IN_MONTH}",
    "G14": f"SELECT count(*) FROM problem WHERE voided = 0 AND discovery = '领导点' AND found_on {IN_MONTH}",
    "G50": f"SELECT count(*) FROM commitment WHERE voided = 0 AND signed_on {IN_MONTH}",
    "G51": f"SELECT count(*) FROM commitment WHERE voided = 0 AND fulfilled_on {IN_MONTH}",
    "A20": f"SELECT count(*) FROM clue WHERE voided = 0 AND received_on {IN_MONTH}",
    "I10": f"SELECT count(*) FROM inspection WHERE voided = 0 AND on_day {IN_MONTH}",
    "I30": f"SELECT count(*) FROM board_check WHERE voided = 0 AND checked_on {IN_MONTH}",
    "I40": f"SELECT count(*) FROM approval_check WHERE voided = 0 AND checked_on {IN_MONTH}",
    "I50": f"SELECT count(*) FROM fund_check WHERE voided = 0 AND checked_on {IN_MONTH}",
    "J10": f"SELECT count(*) FROM complaint WHERE voided = 0 AND kind = '信访举报' AND received_on {IN_MONTH}",
    "H40": f"SELECT count(*) FROM question WHERE voided = 0 AND asked_on {IN_MONTH}",
    "K10": f"SELECT count(*) FROM service_case WHERE voided = 0 AND accepted_on {IN_MONTH}",
    "K20": f"SELECT count(*) FROM service_case WHERE voided = 0 AND finished_on {IN_MONTH}"
    " AND (due_on IS NULL OR finished_on <= due_on)",
    "M10": f"SELECT count(*) FROM institution WHERE voided = 0 AND issued_on {IN_MONTH}",
    "M20": f"SELECT count(*) FROM publicity WHERE voided = 0 AND on_day {IN_MONTH}",
    "M30": "SELECT count(*) FROM meeting WHERE voided = 0 AND kind = '联席会议' AND state = '已召开'"
    f" AND on_day {IN_MONTH}",
    "D20": f"SELECT count(*) FROM circular WHERE voided = 0 AND kind = '月督查通报' AND issued_on {IN_MONTH}",
}


def test_twenty_figures_equal_an_independent_count_and_list_their_rows(december: Book) -> None:
    counted = monthly.monthly(december, Period.parse(MONTH))

    told = {code: counted.figures[Place(code)].m for code in FIGURES}
    listed = {code: sum(row.value for row in monthly.behind(december, counted, Place(code))) for code in FIGURES}

    assert told == {code: december.one(query)[0] for code, query in FIGURES.items()}
    assert listed == told
    assert sum(1 for number in told.values() if number) >= 8
