# ruff: noqa: F811 - the fixtures of two books
"""同一收款人: the county hands a key out, packets bring keyed marks and no name, equal ones are listed."""

from __future__ import annotations

import json
import secrets
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.domain.canonical import encode
from app.domain.faults import Refused
from app.domain.marks import Basis, key_id, mark
from app.operations import (
    county_marks,
    county_payees,
    identities,
    marks,
    packets,
    receiving,
    record_schema,
    records,
    sheets,
)
from app.operations.county_payees import Same
from app.packet.container import ZipReader
from app.packet.content import PacketFile
from app.packet.faults import PacketFault
from app.packet.mark_key import BODY, SEALED, open_key
from app.packet.marks import MARKS, SEAL_CERT
from app.storage.book import Book
from tests.conftest import FixedClock
from tests.county.desk import open_window, press, when_done
from tests.county.test_continuity import merged
from tests.county.test_receiving import receive
from tests.county.test_two_books import KNOWN, closed, desk, enrolled, first_packet, october, take  # noqa: F401
from tests.county.townships import Records, Sender, lines, sample
from tests.operations.test_packets import PASSWORDS as TOWNSHIP
from tests.operations.test_record_schema import misfits
from tests.packet.packet_county import rezip, unzip
from tests.scenarios.traces import Words, hits
from tests.ui.conftest import *  # noqa: F403
from tests.ui.conftest import _own_home  # noqa: F401
from ui.engine.window import MainWindow
from ui.screens.county_payees import KeysDialog, PayeesDialog
from ui.screens.county_totals import CountyTotalsPage
from ui.screens.ledger import LedgerPage
from ui.screens.monthly_figures import BehindDialog

pytestmark = pytest.mark.usefixtures("at_once")
KEY = bytes(range(32))
ID = "11010519491231002X"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "密钥 U盘"
    folder.mkdir()
    return folder


def handed(desk: Book, folder: Path, stick: Path, **more: Any) -> Path:
    """The key for the township, after its first packet was merged."""
    if not desk.kept(county_marks.SEALS):
        take(desk, first_packet(folder))
    (one,) = county_marks.hand_out(desk, stick, KNOWN, **more).written
    return one.path


def marks_in(path: Path) -> list[dict[str, Any]] | None:
    with ZipReader.open(path) as reader:
        if MARKS not in reader.entries:
            return None
        return [json.loads(line) for line in reader.read(MARKS, 1 << 20).splitlines()]


# --- the key


def test_before_the_key_a_packet_has_no_marks_and_names_the_certificate_to_seal_to(
    closed: Book, desk: Book, folder: Path
) -> None:
    path = first_packet(folder)

    take(desk, path)

    own = identities.seal_key(closed)
    assert own is not None
    assert marks_in(path) is None
    assert SEAL_CERT in unzip(path)
    (state,) = county_marks.states(desk)
    assert (state.code, state.told) == ("E-NO-KEY", "没有带比对标记:还没有发给它密钥")


def test_without_a_packet_of_it_nothing_can_be_sealed_to_a_township(desk: Book, stick: Path) -> None:
    with pytest.raises(Refused, match="还没有它的封装证书") as refused:
        county_marks.hand_out(desk, stick, KNOWN)

    assert refused.value.code == "E-NO-SEAL"
    assert list(stick.iterdir()) == []
    assert county_marks.keys(desk) == []
    assert [one.code for one in county_marks.states(desk)] == ["E-NO-PACKET"]


def test_the_key_travels_signed_and_sealed_and_is_kept_sealed_on_both_sides(
    closed: Book, desk: Book, folder: Path, stick: Path
) -> None:
    path = handed(desk, folder, stick)

    done = marks.load(closed, path)

    assert path.name.startswith("KEY_330182001_")
    assert (done.known, done.made_on) == (False, "2026-11-22")
    kept, (made,) = marks.kept(closed), county_marks.keys(desk)
    assert kept is not None
    assert kept["key"] == made["key"]
    own = identities.seal_key(closed)
    assert own is not None
    key = open_key(bytes.fromhex(kept["sealed"]), own, made["key"])
    for book in (closed, desk):
        said = str(book.all("SELECT key, value FROM kept"))
        assert key.hex() not in said
        assert key.hex() not in str(book.all("SELECT body FROM event"))
    assert all(key not in data for data in unzip(path).values())
    assert marks.load(closed, path).known


def test_a_key_for_another_township_or_changed_or_in_the_wrong_book_is_refused(
    closed: Book, desk: Book, folder: Path, stick: Path
) -> None:
    path = handed(desk, folder, stick)
    inside = unzip(path)
    body = json.loads(inside[BODY])
    spoiled = bytearray(inside[f"files/{SEALED}"])
    spoiled[-1] ^= 1
    for name, data, said in (
        (f"files/{SEALED}", bytes(spoiled), "附带的资料"),
        (BODY, encode({**body, "year": "2031"}), "签名"),
        (BODY, encode({**body, "key": "0" * 15}), "E-KEY"),
    ):
        with pytest.raises(PacketFault) as fault:
            marks.load(closed, rezip(path, {**inside, name: data}))
        assert said in f"{fault.value.code}{fault.value.message}"
    rezip(path, inside)
    with pytest.raises(Refused, match="县里的账套"):
        marks.load(desk, path)
    assert marks.kept(closed) is None


def test_an_older_key_does_not_replace_a_newer_one(closed: Book, desk: Book, folder: Path, stick: Path) -> None:
    old = handed(desk, folder, stick)
    new = handed(desk, folder, stick, new=True)
    marks.load(closed, new)

    with pytest.raises(Refused, match="旧") as refused:
        marks.load(closed, old)

    assert refused.value.code == "E-KEY"
    kept = marks.kept(closed)
    assert kept is not None
    assert kept["serial"] == 2


# --- what a packet carries


def with_a_list(book: Book) -> None:
    """A list of a village with two people: one known by the identity number, one by name and day of birth."""
    item = records.save(
        book,
        book.ledgers["affairs_item"],
        None,
        {
            "unit": "青山村",
            "area": "政策",
            "item": "耕地地力保护补贴",
            "grounds": "示农发〔2026〕3号",
            "period": "2026-11",
            "content": "按确权面积发放",
            "timing": "按期",
        },
    ).id
    recipients, called = book.ledgers["recipient"], book.title("affairs_item", item)
    records.save(book, recipients, None, {"item": called, "name": "陆远航", "amount": "300", "id_number": ID})
    records.save(book, recipients, None, {"item": called, "name": "陆 晓雯", "amount": "200", "born_on": "1961-02-03"})


def test_marks_stand_for_rows_by_number_birth_unit_and_name_and_say_nothing_else(
    closed: Book, desk: Book, folder: Path, stick: Path
) -> None:
    marks.load(closed, handed(desk, folder, stick))
    with_a_list(closed)
    (item,) = closed.rows("affairs_item")
    lines_ = closed.rows("finance_line")

    (told, cert) = marks.files(closed, {"affairs_item": [item], "finance_line": lines_})

    assert (told.path, cert.path) == (MARKS, SEAL_CERT)
    assert isinstance(told.source, bytes)
    text = told.source.decode()
    found = [json.loads(line) for line in text.splitlines()]
    assert {(one["register"], one["row"], one["seq"], one["basis"], one["kind"], one["amount"]) for one in found} == {
        ("affairs_item", item["id"], 1, "id", "recipient", 30000),
        ("affairs_item", item["id"], 1, "born", "recipient", 30000),
        ("affairs_item", item["id"], 1, "name", "recipient", 30000),
        ("affairs_item", item["id"], 2, "born", "recipient", 20000),
        ("affairs_item", item["id"], 2, "name", "recipient", 20000),
    }
    assert not any(word in text for word in ("陆", "航", ID, "1961", "1949"))
    shape = record_schema.schema()[record_schema.OTHERS][MARKS]
    assert set(found[0]) == set(shape["properties"]) == set(shape["required"])
    assert [misfits(shape, one) for one in found] == [[]] * len(found)
    assert misfits(shape, {**found[0], "mark": "x"})


def test_the_next_packet_brings_marks_that_the_county_merges_and_counts(
    closed: Book, desk: Book, folder: Path, stick: Path, clock: FixedClock
) -> None:
    marks.load(closed, handed(desk, folder, stick))
    with_a_list(closed)
    clock.move(days=12)
    desk.fixed_today = date(2026, 12, 4)
    closed.fixed_today = date(2026, 12, 4)
    made = packets.build(closed, "2026-11", folder / "十一月", TOWNSHIP)

    (came,) = receiving.receive(desk, [made.path], month="2026-11", passwords=KNOWN)
    receiving.merge(desk, passwords=KNOWN)

    found = marks_in(made.path)
    assert found
    after = receiving.one(desk, came.id)
    assert after is not None
    assert after.state == "merged", after.told
    (state,) = county_marks.states(desk)
    assert (state.code, state.marks, state.told) == ("", len(found), f"已带比对标记 {len(found)} 条")
    assert hits(made.path.parent, Words(["陆远航", "陆 晓雯", ID])) == {}


# --- what the county sees


def a_mark(basis: str, value: str, *, key: bytes = KEY, row: int = 1, **more: Any) -> dict[str, Any]:
    """One line of data/marks.jsonl: by default of the finance line of a sample township."""
    said = {"register": "finance_line", "row": row, "line": 0, "seq": None, "kind": "payee", "amount": 120000}
    return {**said, "basis": basis, "key": key_id(key), "mark": mark(key, Basis(basis, value)), **more}


def marked(*found: dict[str, Any]) -> PacketFile:
    return PacketFile(MARKS, lines(found), "application/jsonl", "收款人比对标记", "marks")


def send(book: Book, sender: Sender, stick: Path, *found: dict[str, Any], records: Records | None = None) -> None:
    merged(book, sender.packet(stick, records=records, files=[marked(*found)]))


@pytest.fixture
def county(county_book: Book) -> Book:
    """The county of 24 townships with a key of this year."""
    county_book.fixed_today = date(2026, 11, 5)
    county_book.keep(county_marks.KEYS, [{"key": key_id(KEY), "year": "2026", "issued_at": "2026-01-01", "sealed": ""}])
    return county_book


def told(found: list[Same]) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.told, one.townships) for one in found]


def test_the_same_person_and_the_same_firm_in_several_townships_are_listed_with_their_rows(
    county: Book, senders: list[Sender], stick: Path
) -> None:
    send(county, senders[1], stick, a_mark("id", ID), a_mark("unit", "示例建筑队"))
    send(county, senders[2], stick, a_mark("id", ID, amount=5000))
    send(county, senders[3], stick, a_mark("unit", "示例建筑队"), a_mark("unit", "别的店"))

    person, firm = county_payees.same(county)

    assert told([person, firm]) == [("身份证号相同", ("东岭镇", "西畈镇")), ("单位名称相同", ("东岭镇", "南浦镇"))]
    assert (person.total, person.year) == (125000, "2026")
    assert [(row.unit, row.period, row.amount) for row in person.rows] == [
        ("青山村", "2026年第3季度", 120000),
        ("青山村", "2026年第3季度", 5000),
    ]
    for row in person.rows:
        assert county.row(row.register, row.row) is not None
    assert key_id(KEY) not in str(person)


def test_only_a_name_in_common_is_looked_for_when_asked_and_not_where_the_numbers_differ(
    county: Book, senders: list[Sender], stick: Path
) -> None:
    send(county, senders[1], stick, a_mark("id", "1"), a_mark("born", "王伟 1"), a_mark("name", "王伟"))
    send(county, senders[2], stick, a_mark("id", "2"), a_mark("born", "王伟 2"), a_mark("name", "王伟"))
    assert county_payees.same(county, names=True) == []

    send(county, senders[3], stick, a_mark("name", "王伟"))

    assert county_payees.same(county) == []
    (found,) = county_payees.same(county, names=True)
    assert (found.told, len(found.townships)) == ("只有姓名相同", 3)


def test_two_people_of_one_name_and_birthday_with_two_numbers_are_not_one(
    county: Book, senders: list[Sender], stick: Path
) -> None:
    for place, number in ((1, "1"), (2, "2")):
        send(county, senders[place], stick, a_mark("id", number), a_mark("born", "王伟 1961-02-03"))

    assert county_payees.same(county) == []


def test_within_a_township_two_villages_count_and_one_village_does_not(
    county: Book, senders: list[Sender], stick: Path
) -> None:
    records_ = sample(1, senders[1].name, senders[1].code, "2026-10")
    (sheet,), (line,) = records_["finance_sheet"], records_["finance_line"]
    other = {**sheet, "id": 2, "unit": {"id": 4, "title": "白石村"}}
    records_["finance_sheet"] = [sheet, other]
    second = {"sheet": {"id": 2, "title": "白石村 2026年第3季度"}}
    records_["finance_line"] = [line, {**line, "id": 2}, {**line, **second, "id": 3, "seq": 4}]
    one_village = [a_mark("unit", "甲店", row=row) for row in (1, 2)]
    two_villages = [a_mark("unit", "乙店", row=row) for row in (1, 3)]
    send(county, senders[1], stick, *one_village, *two_villages, records=records_)

    (found,) = county_payees.same(county, within=True)

    assert found.units == ("东岭镇青山村", "东岭镇白石村")
    assert [row.number for row in found.rows] == ["", "第4笔"]
    assert county_payees.same(county) == []


def test_marks_of_different_keys_are_never_compared_and_the_reason_is_said(
    county: Book, senders: list[Sender], stick: Path
) -> None:
    new, foreign = secrets.token_bytes(32), secrets.token_bytes(32)
    send(county, senders[1], stick, a_mark("id", ID))
    county.keep(
        county_marks.KEYS,
        [
            *county.kept(county_marks.KEYS),
            {"key": key_id(new), "year": "2027", "issued_at": "2027-01-01", "sealed": ""},
        ],
    )
    send(county, senders[2], stick, a_mark("id", ID, key=new))
    send(county, senders[3], stick, a_mark("id", ID, key=foreign))
    send(county, senders[4], stick, a_mark("id", ID, key=foreign))
    merged(county, senders[5].packet(stick))
    send(county, senders[6], stick)

    assert county_payees.same(county) == []
    said = {one.township: (one.code, one.told) for one in county_marks.states(county)}
    by_place = [said[senders[place].code] for place in (1, 2, 3, 5, 6, 7)]
    assert [code for code, _ in by_place] == ["E-OLD-KEY", "", "E-MARK-KEY", "E-NO-KEY", "", "E-NO-PACKET"]
    assert "还用旧密钥(2026-01-01 生成),和用新密钥的乡镇不能互相比" in by_place[0][1]
    assert "用的不是本县发的密钥,它的标记不比对" in by_place[2][1]
    text = str(county_payees.paper(county, []).lines())
    assert f"{senders[3].name}:用的不是本县发的密钥" in text
    assert "等 22 个" in county_payees.summary(county_marks.states(county))


def test_a_row_that_comes_again_has_the_marks_that_came_with_it_last(
    county: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    send(county, senders[1], stick, a_mark("id", ID), a_mark("unit", "示例建筑队"))
    send(county, senders[2], stick, a_mark("id", ID), a_mark("unit", "示例建筑队"))
    (line,) = senders[1].kept["2026-10"]["finance_line"]
    after = {**line, "amount": 90000, "row_version": 2}
    again = [
        PacketFile("data/records/finance_line.jsonl", lines([after]), "application/jsonl", "明细", "records"),
        marked(a_mark("unit", "示例建筑队", amount=90000)),
    ]

    merged(county, senders[1].correction(folder / "更正", "2026-10", {"finance_line": [(line, after)]}, again))

    (found,) = county_payees.same(county)
    assert (found.told, found.total) == ("单位名称相同", 210000)


def test_a_row_a_correction_takes_out_is_in_no_list_any_more(
    county: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    send(county, senders[1], stick, a_mark("id", ID))
    send(county, senders[2], stick, a_mark("id", ID))
    (line,) = senders[1].kept["2026-10"]["finance_line"]

    merged(county, senders[1].correction(folder / "更正", "2026-10", {"finance_line": [(line, None)]}))

    assert county_payees.same(county) == []
    assert county.one("SELECT count(*) FROM payee_mark WHERE township = ?", (senders[1].code,))[0] == 0


def test_the_list_is_a_hint_on_paper_and_in_excel_and_nothing_found_is_said(
    county: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    send(county, senders[1], stick, a_mark("id", ID))
    send(county, senders[2], stick, a_mark("id", ID))

    sheet = county_payees.paper(county, county_payees.same(county))

    text = str(sheet.lines())
    assert "只是提示" in text
    assert "身份证号相同,2 笔,合计 2,400.00 元" in text
    assert "没有参加比对的乡镇 22 个" in text
    assert ID not in text
    assert [path.suffix for path in sheets.write_sheet(county, sheet, folder)] == [".pdf", ".xlsx"]
    assert "没有发现同一个乡镇里两处以上相同的" in str(county_payees.paper(county, [], within=True).lines())


def test_a_townships_book_compares_nothing_and_hands_nothing_out(closed: Book, stick: Path) -> None:
    for act in (county_payees.same, county_marks.states, lambda book: county_marks.hand_out(book, stick, KNOWN)):
        with pytest.raises(Refused) as refused:
            act(closed)
        assert refused.value.code == "E-KIND"


# --- what two signers vouch for and no program of ours wrote


@pytest.mark.parametrize(
    ("spoiled", "code"),
    [
        ([a_mark("id", ID, row=77)], "E-MARK"),
        ([a_mark("id", ID, register="clue")], "E-MARK"),
        ([a_mark("id", ID), a_mark("id", ID)], "E-MARK"),
        ([a_mark("id", ID, mark="ab" * 31)], "E-MARK"),
        ([a_mark("id", ID, mark="AB" * 32)], "E-MARK"),
        ([a_mark("id", ID, key=KEY) | {"key": "0" * 15}], "E-MARK"),
        ([a_mark("id", ID), a_mark("unit", "甲店", key=bytes(32))], "E-MARK"),
        ([a_mark("name", "x") | {"basis": "face"}], "E-MARK"),
        ([a_mark("id", ID, kind="../x")], "E-MARK"),
        ([a_mark("id", ID, register="../../x")], "E-MARK"),
        ([a_mark("id", ID, row=True)], "E-MARK"),
        ([a_mark("id", ID, line=-1)], "E-MARK"),
        ([a_mark("id", ID, amount="1")], "E-MARK"),
        ([{**a_mark("id", ID), "name": "王伟"}], "E-MARK"),
        ([{"row": 1}], "E-MARK"),
        ([[]], "E-MARK"),
        ([7], "E-MARK"),
    ],
)
def test_marks_that_are_not_as_they_should_be_stop_the_packet(
    county: Book, senders: list[Sender], stick: Path, spoiled: list[Any], code: str
) -> None:
    path = senders[1].packet(stick, files=[marked(*spoiled)])

    (came,) = receive(county, path)

    assert (came.state, came.codes) == ("rejected", (code,))
    assert "比对标记" in came.told
    assert "请让乡镇" in came.told
    assert county.one("SELECT count(*) FROM payee_mark")[0] == 0


@pytest.mark.parametrize("data", [b'{"row": 1}\n', b"{}", b"\xff\n", b'{"row":1e9}\n', b"[" * 5000 + b"\n"])
def test_bytes_that_are_no_marks_stop_the_packet(county: Book, senders: list[Sender], stick: Path, data: bytes) -> None:
    file = PacketFile(MARKS, data, "application/jsonl", "标记", "marks")

    (came,) = receive(county, senders[1].packet(stick, files=[file]))

    assert came.state == "rejected"
    assert came.codes[0] in ("E-JCS", "E-JSON", "E-LIMIT")


def test_a_certificate_that_seals_nothing_stops_the_packet(county: Book, senders: list[Sender], stick: Path) -> None:
    from app.packet.certificates import pem

    for number, data in enumerate((pem(senders[1].clerk.cert), b"-----BEGIN", b"")):
        file = PacketFile(SEAL_CERT, data, "application/x-pem-file", "证书", "trust")
        (came,) = receive(county, senders[1 + number].packet(stick, files=[file]))
        assert (came.state, came.codes) == ("rejected", ("E-CERT",))


# --- at the window


def two_townships(county: Book, senders: list[Sender], stick: Path) -> None:
    send(county, senders[1], stick, a_mark("id", ID), a_mark("name", "王伟"))
    send(county, senders[2], stick, a_mark("id", ID), a_mark("name", "李强"))
    send(county, senders[3], stick, a_mark("name", "李强"))


def the_list(qtbot: QtBot, county: Book, settings: Path) -> tuple[MainWindow, PayeesDialog]:
    window, starter = open_window(qtbot, county, settings)
    starter.go("totals")
    page = window.page
    assert isinstance(page, CountyTotalsPage)
    press(qtbot, page, "F11")
    when_done(qtbot, lambda: bool(page.findChildren(PayeesDialog)))
    (dialog,) = page.findChildren(PayeesDialog)
    return window, dialog


def test_f11_lists_the_same_payee_and_enter_opens_the_row(
    qtbot: QtBot, dressed: object, county: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    two_townships(county, senders, stick)
    window, dialog = the_list(qtbot, county, folder / "settings.json")
    when_done(qtbot, lambda: dialog.table.rowCount() == 1)

    assert [dialog.table.item(0, column).text() for column in range(5)] == [
        *("身份证号相同", "收付款的对方", "东岭镇青山村、西畈镇青山村", "2", "2,400.00"),
    ]
    assert "3 个乡镇参加比对" in dialog.words.text()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    (rows,) = dialog.findChildren(BehindDialog)
    assert [row.value for row in rows.rows] == [120000, 120000]
    assert rows.rows[0].title.startswith("东岭镇青山村 2026年第3季度 收付款的对方:")
    qtbot.keyClick(rows.table, Qt.Key.Key_Return)

    assert isinstance(window.page, LedgerPage)
    assert window.page.ledger.key == "finance_sheet"
    assert QApplication.activeModalWidget() is None


def test_names_and_one_township_are_asked_for_by_keys(
    qtbot: QtBot, dressed: object, county: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    two_townships(county, senders, stick)
    _, dialog = the_list(qtbot, county, folder / "settings.json")
    when_done(qtbot, lambda: dialog.table.rowCount() == 1)

    qtbot.keyClick(dialog.names, Qt.Key.Key_Space)
    when_done(qtbot, lambda: dialog.table.rowCount() == 2)
    assert dialog.table.item(1, 0).text() == "只有姓名相同"
    qtbot.keyClick(dialog.scope, Qt.Key.Key_Down)
    when_done(qtbot, lambda: dialog.table.rowCount() == 0)

    assert dialog.count.text() == "没有发现同一个乡镇里两处以上相同的。"
    assert not dialog.see.isEnabled()


def test_f6_shows_who_has_the_key_and_enter_writes_it(
    qtbot: QtBot,
    dressed: object,
    closed: Book,
    desk: Book,
    folder: Path,
    stick: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    take(desk, first_packet(folder))
    monkeypatch.setattr("app.operations.users.practice_passwords", lambda book: KNOWN)
    _, dialog = the_list(qtbot, desk, folder / "settings.json")
    when_done(qtbot, lambda: bool(dialog.count.text()))
    qtbot.keyClick(dialog.table, Qt.Key.Key_F6)
    (keys,) = dialog.findChildren(KeysDialog)
    assert [keys.table.item(0, column).text() for column in range(3)] == [
        *("示例乡", "没有带比对标记:还没有发给它密钥", ""),
    ]
    keys.choose_folder = lambda: stick  # type: ignore[assignment]

    qtbot.keyClick(keys.table, Qt.Key.Key_Return)
    when_done(qtbot, lambda: bool(keys.table.item(0, 2).text()))

    (path,) = stick.iterdir()
    assert marks.load(closed, path).made_on == "2026-11-22"
    assert "密钥已发" in keys.table.item(0, 1).text()
    (said,) = [one for one in keys.findChildren(QLabel) if "一个乡镇一个文件。交给" in one.text()]
    assert "1 个乡镇" in said.text()


def test_the_key_dropped_on_a_townships_window_is_loaded_and_said(
    qtbot: QtBot, dressed: object, closed: Book, desk: Book, folder: Path, stick: Path
) -> None:
    path = handed(desk, folder, stick)
    window, starter = open_window(qtbot, closed, folder / "settings.json")

    starter.take_files([path])

    assert any("已装入县里发的比对密钥(2026-11-22 生成)" in one.text() for one in window.findChildren(QLabel))
    assert marks.kept(closed) is not None
