"""AS12: 24 packets at the county's desk, from an exFAT stick to receipts on a FAT32 one, in sixteen actions at most."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.operations import county_board, receiving
from app.packet.receipt import read_receipt
from app.storage import inbox
from app.storage.book import Book
from tests.county.conftest import NOW, at_once, county_book, county_clock, made_county, senders  # noqa: F401
from tests.county.desk import drop, open_window, press, when_done
from tests.county.old_packets import VERSIONS, old_packet
from tests.county.townships import Sender
from tests.scenarios.conftest import StickOf
from ui.screens.county_home import CountyHomePage
from ui.screens.inbox import InboxScreen

MOST_ACTIONS = 16


def packets(senders: list[Sender], stick: Path) -> list[Path]:  # noqa: F811 - the fixtures of the county
    """21 good ones, one of them of an older program; one altered, one of a wrong month, one sent twice."""
    files = [shutil.copy(old_packet(VERSIONS[0]).path, stick)]
    files += [sender.packet(stick) for sender in senders[1:21]]
    altered = senders[21].packet(stick)
    data = bytearray(altered.read_bytes())
    data[data.index("第1个问题".encode()) + 3] ^= 1
    altered.write_bytes(data)
    again = stick / "MZ_又拷了一份.zip"
    shutil.copy(files[5], again)
    return [*map(Path, files), altered, senders[22].packet(stick, "2026-09"), again]


@pytest.mark.usefixtures("at_once", "dressed")
def test_the_county_merges_24_packets_and_answers_all_of_them(
    qtbot: QtBot,
    county_book: Book,  # noqa: F811
    senders: list[Sender],  # noqa: F811
    stick_of: StickOf,
    folder: Path,
) -> None:
    county_book.fixed_today = date(2026, 11, 5)
    files = packets(senders, stick_of("exfat").path)
    window, starter = open_window(qtbot, county_book, folder / "settings.json")
    answers = stick_of("fat").path
    actions = 0

    window.do("desk")  # F6
    desk = window.page
    assert isinstance(desk, InboxScreen)
    drop(desk, files)
    when_done(qtbot, lambda: desk.table.rowCount() == len(files))
    actions += 2
    states = [line.state for line in desk.table.lines]
    assert {state: states.count(state) for state in set(states)} == {"waiting": 21, "rejected": 2, "duplicate": 1}
    assert desk.message.text().startswith("收了 24 个:通过 21,收过的 1,没有通过或待定 2。")

    told = dict[str, str]()
    for line in [one for one in desk.table.lines if one.state != "waiting"]:
        desk.table.go_to(line.id)
        actions += 1
        told[line.codes[0]] = desk.look.told.text()
    assert set(told) == {"E-DIGEST", "E-MONTH", "E-DUPLICATE"}
    assert all("没有并入任何数据" in words for words in told.values())

    press(qtbot, desk, "Ctrl+Return")
    when_done(qtbot, lambda: desk.message.text().startswith("已合并"))
    desk.choose_folder = lambda title: answers
    qtbot.keyClick(desk.receipt_button, Qt.Key.Key_Space)
    when_done(qtbot, lambda: desk.message.text().startswith("已写出"))
    actions += 3

    assert actions <= MOST_ACTIONS
    assert desk.message.text().startswith("已写出 23 份回执并读回核对")
    assert len(list(answers.iterdir())) == 23
    assert len(inbox.townships_of(county_book, "problem")) == 21
    altered = senders[21]
    assert inbox.local_rows(county_book, altered.code, "problem") == {}
    assert not county_book.rows("problem", description=f"{altered.name}第1个问题")
    board = county_board.board(county_book, "2026-10")
    assert (board.counts["merged"], board.counts["rejected"], board.counts["missing"]) == (21, 2, 1)
    starter.go("home")
    assert isinstance(window.page, CountyHomePage)
    assert window.page.numbers.text() == "21 / 24"
    for path in answers.iterdir():
        body = read_receipt(path, senders[1].trust, NOW).body
        assert body["decision"] == ("rejected" if body["codes"] else "accepted")
    assert len(receiving.all_of(county_book)) == 24
