"""证书 and 证书登记: asking, comparing what is read out, loading, issuing, revoking; refusals stay on the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.faults import Told
from app.operations import certificates
from tests.operations.enrolled import CLERK, DESK, HEAD, Both, both_in
from ui.engine import runner
from ui.screens.certificate_asking import RevokeDialog, ShareDialog
from ui.screens.certificates import TownshipCertificates
from ui.screens.county_certificates import CountyCertificates
from ui.widgets.dialog import Dialog


@pytest.fixture
def both(folder: Path) -> Iterator[Both]:
    """A real township and a real county."""
    yield from both_in(folder)


@pytest.fixture
def township(both: Both, qtbot: QtBot, dressed: QApplication) -> Iterator[TownshipCertificates]:
    """The township's page, opened by its clerk."""
    book = both.township()
    page = TownshipCertificates(book)
    qtbot.addWidget(page)
    page.choose_folder = lambda _title: both.stick
    page.load()
    page.show()
    yield page
    runner.stop()
    book.close()


@pytest.fixture
def county(both: Both, qtbot: QtBot, dressed: QApplication) -> Iterator[CountyCertificates]:
    """The county's page, opened by the holder of its root."""
    book = both.county()
    page = CountyCertificates(book)
    qtbot.addWidget(page)
    page.load()
    page.show()
    yield page
    runner.stop()
    book.close()


def dialog_of(page: TownshipCertificates | CountyCertificates) -> Dialog:
    """The dialog that is open."""
    return next(one for one in page.findChildren(Dialog) if one.isVisible())


def type_in(page: TownshipCertificates | CountyCertificates, text: str, press: str) -> bool:
    """Type into the one line of the open dialog and press a button of it; whether it could be pressed."""
    dialog = dialog_of(page)
    dialog.findChildren(QLineEdit)[-1].setText(text)
    found = next(one for one in dialog.findChildren(QPushButton) if one.text() == press)
    able = found.isEnabled()
    found.click()
    return able


def waited(page: TownshipCertificates | CountyCertificates, qtbot: QtBot, words: str) -> str:
    """What the page says at last."""
    qtbot.waitUntil(lambda: words in page.message.text() and not runner.busy(), timeout=30_000)
    return page.message.text()


def first_cells(page: TownshipCertificates | CountyCertificates) -> list[str]:
    return [page.table.item(at, 0).text() for at in range(page.table.rowCount())]  # type: ignore[union-attr]


def test_the_township_asks_prints_and_loads_after_comparing(
    township: TownshipCertificates, both: Both, qtbot: QtBot
) -> None:
    before = first_cells(township)[0]

    township.ask()
    type_in(township, CLERK[1], "导出申请")
    said = waited(township, qtbot, "证书申请已写到")
    groups = township.groups.text()
    [request] = both.stick.glob("REQ_*.zip")
    county = both.county()
    from app.operations import issuing

    made = issuing.issue(county, request, both.stick, HEAD[1], groups=groups)
    root = certificates.root_groups(county)
    county.close()
    township.take(made.path)
    shut = type_in(township, "1A2B", "装入")
    type_in(township, root, "装入")
    waited(township, qtbot, "已装入王芳的证书")

    assert before == "▲ 练习证书"
    assert "打印申请表" in said
    assert len(groups) == 19
    assert not shut
    assert first_cells(township)[0] == "● 有效"
    assert township.ask_press.text() == "导出换发申请…"
    assert not township.ask_press.property("main")
    assert township.groups.isHidden()


def test_a_wrong_fingerprint_and_a_foreign_file_are_told_on_the_page(
    township: TownshipCertificates, both: Both, qtbot: QtBot
) -> None:
    township.ask()
    type_in(township, CLERK[1], "导出申请")
    waited(township, qtbot, "证书申请已写到")
    [request] = both.stick.glob("REQ_*.zip")
    county = both.county()
    from app.operations import issuing

    made = issuing.issue(county, request, both.stick, HEAD[1])
    county.close()

    township.take(made.path)
    type_in(township, "0000 0000 0000 0000", "装入")
    wrong = township.message.text()
    township.take(request)
    foreign = township.message.text()

    assert "可能不是县里做的" in wrong
    assert "这不是证书文件" in foreign
    assert first_cells(township)[0] == "▲ 练习证书"


def test_a_wrong_password_is_told_and_nothing_is_written(
    township: TownshipCertificates, both: Both, qtbot: QtBot
) -> None:
    township.ask()
    type_in(township, "wrong-password", "导出申请")

    waited(township, qtbot, "密码不对")

    assert list(both.stick.iterdir()) == []


def test_the_county_issues_from_a_dropped_request_and_revokes(
    county: CountyCertificates, both: Both, qtbot: QtBot
) -> None:
    asked = both.ask()
    own = county.table.rowCount()

    county.take(asked.path)
    shown = [one.text() for one in dialog_of(county).findChildren(type(county.groups))]
    type_in(county, asked.groups.lower(), "签发")
    type_in(county, HEAD[1], "签发")
    waited(county, qtbot, "已给示例乡王芳签发证书")
    county.table.setCurrentCell(own, 0)
    county.revoke()
    dialog = next(one for one in county.findChildren(RevokeDialog) if one.isVisible())
    dialog.since.setText("昨天左右")
    dialog.go()
    alarm = dialog.alarm.text()
    dialog.since.setText(county.book.today().isoformat())
    dialog.password.setText(HEAD[1])
    dialog.go()
    waited(county, qtbot, "已吊销示例乡王芳的证书")

    assert asked.groups in shown
    assert len(list(both.stick.glob("CER_*.zip"))) == 1
    assert "从哪天起不算" in alarm
    assert first_cells(county)[own].startswith("✓")
    assert "吊销" in first_cells(county)[own]
    assert county.groups.text() == certificates.root_groups(county.book)


def test_a_renewal_is_issued_without_reading_out(county: CountyCertificates, both: Both, qtbot: QtBot) -> None:
    county.book.close()
    both.enrol()
    asked = both.ask()
    county.book = both.county()

    county.take(asked.path)
    dialog = dialog_of(county)
    lines = dialog.findChildren(QLineEdit)
    next(one for one in dialog.findChildren(QPushButton) if one.text() == "签发").click()
    type_in(county, HEAD[1], "签发")
    waited(county, qtbot, "已给示例乡王芳签发证书")

    assert lines == []
    assert [one.checked for one in certificates.issued(county.book)] == [True, True]


def test_renewing_and_exporting_say_what_was_done(county: CountyCertificates, both: Both, qtbot: QtBot) -> None:
    county.choose_folder = lambda _title: both.stick

    county.renew()
    type_in(county, HEAD[1], "续签吊销列表")
    renewed = waited(county, qtbot, "已续签")
    county.export()

    assert "吊销列表 2 号" in renewed
    assert "信任资料已写到" in county.message.text()
    assert (both.stick / "trust" / "root.pem").exists()


def test_a_second_person_of_the_county_gets_the_keys_of_the_desk(county: CountyCertificates) -> None:
    county.share()
    dialog = next(one for one in county.findChildren(ShareDialog) if one.isVisible())
    dialog.go()
    asked = dialog.alarm.text()
    dialog.theirs.setText(DESK[1])
    dialog.own.setText(HEAD[1])
    dialog.go()
    said = county.message.text()
    county.share()

    assert "两个人的密码都要输" in asked
    assert "吴敏(desk)现在也能收包" in said
    assert "都已经能收包" in county.message.text()
    assert certificates.without_desk_keys(county.book) == []


def test_the_keys_of_the_desk_stay_where_they_are_with_a_wrong_password(county: CountyCertificates) -> None:
    county.share()
    dialog = next(one for one in county.findChildren(ShareDialog) if one.isVisible())
    dialog.theirs.setText("wrong-password-1")
    dialog.own.setText(HEAD[1])
    dialog.go()

    assert "密码不对" in county.message.text()
    assert [one.login for one in certificates.without_desk_keys(county.book)] == [DESK[0]]


def test_without_a_chosen_person_nothing_is_revoked(county: CountyCertificates) -> None:
    county.table.setCurrentCell(0, 0)

    county.revoke()

    assert "请先在表里选中" in county.message.text()


def test_the_packet_page_of_a_real_book_says_that_its_certificates_are_for_practice_and_leads_there(
    both: Both, qtbot: QtBot, dressed: QApplication
) -> None:
    from ui.screens.packet import PacketScreen

    both.enrol()
    book = both.township()
    page = PacketScreen(book)
    qtbot.addWidget(page)
    page.load()
    qtbot.waitUntil(lambda: not runner.busy(), timeout=30_000)
    before = page.message.text()

    with qtbot.waitSignal(page.certificates_wanted):
        page.message.buttons[0].click()
    runner.stop()
    book.close()

    assert "审核人还没有县里签发的正式证书" in before
    assert "经办人" not in before.split("还没有")[0]
    assert "都标“练习”" in before


def test_row_35_the_packet_page_lets_the_reviewer_confirm_the_clock(
    both: Both, qtbot: QtBot, dressed: QApplication
) -> None:
    from app.operations import clock
    from app.storage.book import CLOCK_UNSURE
    from tests.operations.enrolled import SECRETARY
    from ui.screens.packet import PacketScreen

    book = both.township()
    book.keep(CLOCK_UNSURE, {"before": "2031-01-01T08:00:00+08:00", "at": book.now()})
    page = PacketScreen(book)
    qtbot.addWidget(page)
    page.show()
    with pytest.raises(clock.ClockUnsure) as unsure:
        clock.must_be_sure(book)

    page._failed(unsure.value)
    page.message.buttons[0].click()
    type_in(page, "wrong-password", "确认时间")  # type: ignore[arg-type]
    wrong = page.message.text()
    page.message.buttons[0].click()
    type_in(page, SECRETARY[1], "确认时间")  # type: ignore[arg-type]
    said = page.message.text()
    clock.must_be_sure(book)
    runner.stop()
    book.close()

    assert "密码不对" in wrong
    assert "已由审核人确认" in said


def test_a_key_is_made_on_a_ukey_and_what_is_missing_is_named(
    township: TownshipCertificates, both: Both, qtbot: QtBot
) -> None:
    from tests.packet.tokens import LABEL, PIN, token
    from ui.screens.certificate_asking import TokenDialog

    place = token()
    township.ask_on_token()
    dialog = next(one for one in township.findChildren(TokenDialog) if one.isVisible())
    dialog.module.setText("/nowhere/ukey.so")
    dialog.look()
    missing = dialog.alarm.text()
    dialog.go()
    nothing = dialog.alarm.text()
    dialog.module.setText(place.module)
    dialog.look()
    found = [dialog.labels.itemText(at) for at in range(dialog.labels.count())]
    dialog.pin.setText(PIN)
    dialog.go()
    password = dialog.alarm.text()
    dialog.password.setText(CLERK[1])
    dialog.go()
    waited(township, qtbot, "证书申请已写到")

    kept = township.book.kept("request:clerk")
    assert "找不到 UKey 的驱动文件" in missing
    assert "请先选驱动文件" in nothing
    assert "账套密码都要填" in password
    assert found == [LABEL]
    assert kept["token"]["label"] == LABEL
    assert "key" not in kept
    assert PIN not in str(kept)


def test_files_that_were_chosen_together_are_taken_one_after_the_other(
    county: CountyCertificates, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []

    def take(path: Path) -> None:
        taken.append(path.name)
        if path.name == "坏.zip":
            county.refused(Told("这不是证书文件。"))
        else:
            county.settled("已签发。", "green")

    monkeypatch.setattr(county, "take", take)

    county.open_files([Path("甲.zip"), Path("乙.zip"), Path("坏.zip"), Path("丙.zip")])
    qtbot.waitUntil(lambda: len(taken) == 3)
    county.settled("别的事做好了。", "green")
    QApplication.processEvents()

    assert taken == ["甲.zip", "乙.zip", "坏.zip"]
