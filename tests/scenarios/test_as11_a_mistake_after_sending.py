"""AS11: a mistake in what was sent, corrected and sent again by an exFAT stick, on the practice books, by keys."""

from __future__ import annotations

import json
import zipfile

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.days import Period
from app.operations import packet_archive, packet_sent, packets, receiving
from app.operations.books import Book
from app.operations.packet_content import seal_of
from app.packet.drives import Drive
from tests import hands
from tests.scenarios.conftest import StickOf
from tests.scenarios.test_as10_fifth_of_the_month import (  # noqa: F401
    county,
    december,
    passwords,
    practice,
    screen,
    settled,
    to_front,
)
from ui.screens.correction import AskDialog, RowDialog
from ui.screens.packet import PacketScreen
from ui.screens.packet_words import SLIP

SENT = "2026-10"


@pytest.fixture
def sent(qtbot: QtBot, screen: PacketScreen) -> PacketScreen:  # noqa: F811
    """The packet page on October, which the practice township has sent."""
    screen.make.months.setCurrentIndex(screen.make.months.findData(SENT))
    settled(qtbot)
    return screen


def test_a_mistake_is_corrected_with_number_and_reason_and_only_the_difference_goes(
    qtbot: QtBot,
    sent: PacketScreen,
    december: Book,  # noqa: F811
    passwords: dict[str, str],  # noqa: F811
    county: Book,  # noqa: F811
    stick_of: StickOf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stick = stick_of("exfat").path
    monkeypatch.setattr(packets, "drives", lambda: [Drive(stick, "KINGSTON", 8 << 30, True)])
    row = next(one for one in december.rows("problem") if str(one["found_on"]).startswith("2026-10"))
    before = packet_sent.sent_records(december, SENT)

    sent.slip.correct.click()  # 1 办更正
    ask = sent.findChild(AskDialog)
    assert ask is not None
    to_front(qtbot, ask)
    qtbot.waitUntil(ask.reason.hasFocus)
    hands.write("发现日期写错了一天")
    hands.press(Qt.Key.Key_Tab)  # 2
    hands.write(passwords["secretary"])
    hands.enter()  # 3 同意,打开这个月
    panel = sent.correcting.panel
    to_front(qtbot, sent)
    qtbot.waitUntil(panel.search.hasFocus)
    hands.write(str(row["number"]))
    hands.enter()  # 4 the row
    form = sent.findChild(RowDialog)
    assert form is not None
    form.form.fields.focus("found_on")  # 5 a jump to the field
    form.form.fields.places["found_on"].editor.set_text("2026-10-09")
    form.form.save_and_next()  # 6 Ctrl+Enter
    to_front(qtbot, sent)
    qtbot.waitUntil(panel.clerk.hasFocus)
    shown = [panel.table.item(0, column).text() for column in (2, 3, 4)]  # type: ignore[union-attr]
    hands.write(passwords["clerk"])
    hands.enter()  # 7
    hands.write(passwords["secretary"])
    hands.enter()  # 8 签发,写入U盘
    settled(qtbot)
    settled(qtbot)

    (packet,) = stick.glob("*_r2_*.zip.p7m")
    assert sent.stack.currentIndex() == SLIP
    assert shown == ["发现日期", str(row["found_on"]), "2026-10-09"]
    with packets.plain(december, packet) as plain, zipfile.ZipFile(plain) as archive:
        rows = [name for name in archive.namelist() if name.startswith("data/records/")]
        said = json.loads(archive.read("packet.json"))
    assert rows == ["data/records/problem.jsonl"]
    assert [one["number"] for one in said["amendments"]] == [december.rows("amendment")[-1]["number"]]
    after = packet_sent.sent_records(december, SENT)
    changed = [
        (register, number)
        for register, some in after.items()
        for number, record in some.items()
        if before[register].get(number) != record
    ]
    assert changed == [("problem", row["id"])]
    assert said["seals"][SENT] == seal_of({register: some.values() for register, some in after.items()})
    assert packets.verify_own(december, packet).accepted
    (came,) = receiving.receive(county, [stick], month=SENT, passwords=passwords)
    (merged,) = receiving.merge(county, passwords=passwords)
    assert (merged.id, merged.state, merged.revision) == (came.id, "merged", 2), merged.told
    assert county.rows("problem", number=row["number"])[0]["found_on"] == "2026-10-09"


def test_both_versions_stay_readable_and_are_found(
    qtbot: QtBot,
    sent: PacketScreen,
    december: Book,  # noqa: F811
) -> None:
    kept = packet_archive.sent_packets(december)

    found = packet_archive.find(december, "村")
    reports = packet_archive.reports_of(december, kept[0].packet_id)
    sent.show_archive()

    assert [packet.title for packet in kept] == ["2026年10月 第 1 版"]
    assert {line.packet.title for line in found} == {"2026年10月 第 1 版"}
    assert reports[0].title == f"{Period.parse(SENT).title}上报内容清单"
