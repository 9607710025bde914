"""更正 on the packet page: consent, the rows, the differences, both signatures, and what goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.ledgers import ledger
from app.operations import amendments, packet_sent, packets, records
from app.operations.books import Book
from app.operations.packets import Drive
from tests.ui.test_packet_screen import (  # noqa: F401
    CLERK,
    SECRETARY,
    after,
    book,
    enrolled,
    opened,
    step,
    stick,
)
from ui.screens.correction import AskDialog, RowDialog
from ui.screens.packet import PacketScreen
from ui.screens.packet_archive import ArchiveDialog
from ui.screens.packet_words import LOOK, REPORT, SLIP

PASSWORDS = {"clerk": CLERK, "secretary": SECRETARY}


@pytest.fixture
def sent(qtbot: QtBot, book: Book, stick: Path) -> PacketScreen:  # noqa: F811
    """The packet page on October, which left."""
    made = packets.build(book, "2026-10", packets.out_folder(book), PASSWORDS)
    packets.deliver(book, made.path, stick)
    return opened(qtbot, book)


def asked(screen: PacketScreen, password: str = SECRETARY) -> AskDialog:
    dialog = screen.correcting.ask()
    assert dialog is not None
    dialog.reason.setText("类别报错了")
    dialog.password.setText(password)
    dialog.go()
    return dialog


def changed(screen: PacketScreen, book: Book) -> None:  # noqa: F811
    problem = int(str(book.rows("problem")[0]["id"]))
    dialog = screen.correcting.panel.edit("problem", problem)
    dialog.form.fields.places["description"].editor.set_text("第三季度财务公开榜没有张贴")
    assert dialog.form.save()


def test_a_correction_without_a_reason_is_not_asked_for(sent: PacketScreen, book: Book) -> None:  # noqa: F811
    dialog = sent.correcting.ask()
    assert dialog is not None

    dialog.go()

    assert dialog.alarm.text() == "没有写更正原因。请写一句哪里报错了。"
    assert book.rows("amendment") == []


def test_a_wrong_password_leaves_the_month_shut_and_the_reason_standing(
    sent: PacketScreen,
    book: Book,  # noqa: F811
) -> None:
    dialog = asked(sent, "不对的密码-123")

    assert "密码" in dialog.alarm.text()
    assert dialog.reason.text() == "类别报错了"
    assert book.rows("amendment")[0]["state"] == "待同意"


def test_a_reviewer_who_is_not_here_agrees_later_on_the_same_page(sent: PacketScreen, book: Book) -> None:  # noqa: F811
    asked(sent, "")
    panel = sent.correcting.panel
    waiting = (panel.agreeing.isVisible(), panel.table.isVisible())

    panel.consent.setText(SECRETARY)
    panel._agree()

    assert waiting == (True, False)
    assert (panel.agreeing.isVisible(), panel.table.isVisible()) == (False, True)
    assert book.rows("amendment")[0]["approved_by"] == "李四"


def test_a_changed_row_stands_there_before_and_after(sent: PacketScreen, book: Book) -> None:  # noqa: F811
    asked(sent)
    changed(sent, book)
    table = sent.correcting.panel.table

    shown = [table.item(0, column).text() for column in (0, 2, 3, 4)]  # type: ignore[union-attr]

    assert step(sent) == REPORT
    assert shown == ["问题台账", "存在问题", "第三季度财务公开榜张贴不及时", "第三季度财务公开榜没有张贴"]


def test_both_sign_in_one_place_and_the_only_stick_is_written(
    qtbot: QtBot,
    sent: PacketScreen,
    book: Book,  # noqa: F811
    stick: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(packets, "drives", lambda: [Drive(stick, "KINGSTON", 8 << 30, True)])
    asked(sent)
    changed(sent, book)

    sent.correcting.panel.signed.emit(CLERK, "")
    one_missing = sent.message.text()
    sent.correcting.panel.signed.emit(CLERK, SECRETARY)
    after(qtbot, sent)
    after(qtbot, sent)

    assert "两个人的签名密码都要填" in one_missing
    assert step(sent) == SLIP
    assert len(list(stick.glob("*_r2_*.p7m"))) == 1
    assert book.rows("amendment")[0]["state"] == "已传出"


def test_a_correction_may_be_looked_through_paper_by_paper_first(
    qtbot: QtBot,
    sent: PacketScreen,
    book: Book,  # noqa: F811
) -> None:
    asked(sent)
    changed(sent, book)

    sent.correcting.panel.look.click()
    after(qtbot, sent)

    titles = [report.title for report in sent.look.reports]
    assert step(sent) == LOOK
    assert titles[:2] == ["2026年10月上报内容清单", "2026年10月上报更正对照表"]


def test_a_correction_is_withdrawn_while_nothing_was_changed(sent: PacketScreen, book: Book) -> None:  # noqa: F811
    asked(sent)
    changed(sent, book)
    sent.correcting._withdraw("不用改了")
    refused = sent.message.text()
    records.undo(book)

    sent.correcting._withdraw("不用改了")

    assert "不能撤回" in refused
    assert sent.message.text() == "更正已撤回,这个月重新锁上。"
    assert amendments.open_one(book, sent.correcting.period) is None


def test_escape_leaves_the_row_as_it_is(sent: PacketScreen, book: Book) -> None:  # noqa: F811
    asked(sent)
    dialog: RowDialog = sent.correcting.panel.edit("problem", int(str(book.rows("problem")[0]["id"])))
    dialog.form.fields.places["description"].editor.set_text("没有保存的")

    dialog.reject()

    assert amendments.changes(book, sent.correcting.period) == []


def test_packets_the_county_handed_back_are_taken_in_from_a_folder(
    sent: PacketScreen,
    book: Book,  # noqa: F811
    tmp_path: Path,
) -> None:
    sent.show_archive()
    dialog = sent.findChild(ArchiveDialog)
    assert dialog is not None
    dialog.choose_folder = lambda _title: tmp_path
    dialog.take_back()
    nothing = dialog.message.text()
    dialog.choose_folder = lambda _title: Path(str(packet_sent.issued(book)[-1]["path"])).parent

    dialog.take_back()

    assert "没有找到上报包" in nothing
    assert "已装入县里交还的 2026年10月第 1 版" in dialog.message.text()
    assert dialog.list.count() == 1


def test_sent_packets_are_listed_opened_and_searched(sent: PacketScreen, book: Book) -> None:  # noqa: F811
    sent.show_archive()
    dialog = sent.findChild(ArchiveDialog)
    assert dialog is not None
    with_reports = dialog.reports.item(0).text()

    dialog.search.setText("公开榜 不及时")
    dialog.look()
    found = dialog.reports.item(0).text()
    dialog.search.setText("这里没有的字")
    dialog.look()

    assert with_reports == "1. 2026年10月上报内容清单"
    assert found.startswith("2026年10月 第 1 版  问题台账")
    assert "没有这几个字" in dialog.message.text()
    assert ledger("problem").title in found
