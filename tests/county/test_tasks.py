# ruff: noqa: F811 - the fixtures of two books
"""交办包: the county gives a task by stick, the township works on it, and its packet tells the county how far it is."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from app.domain.canonical import encode
from app.domain.days import Period
from app.domain.faults import Refused
from app.ledgers import ledger
from app.ledgers.county_task import COUNTY_TASKS, GIVEN, REGISTERED
from app.operations import certificates, county_tasks, identities, packet_content, raising, records, todo
from app.operations.attachments import attached
from app.operations.packet_content import rows_of_month
from app.packet.faults import PacketFault
from app.packet.task import BODY, read_task
from app.packet.trust import load_trust
from app.storage.book import Book, BookInfo, NewUser
from tests.conftest import FixedClock
from tests.county.desk import open_window
from tests.county.test_continuity import merged
from tests.county.test_county_window import dialog_of
from tests.county.test_two_books import KNOWN, PASSWORD, closed, desk, enrolled, first_packet, october, take  # noqa: F401
from tests.county.townships import Sender, sample, travelled
from tests.packet.packet_county import rezip, unzip
from tests.ui.conftest import _own_home, dressed  # noqa: F401
from ui.engine import messages
from ui.screens import ROW_ACTIONS
from ui.screens import county_tasks as county_tasks_screen
from ui.widgets.dialog import Dialog

pytestmark = pytest.mark.usefixtures("at_once")
TYPED = {
    "order_no": "示县纪交〔2026〕3号",
    "unit": "示例乡",
    "kind": "问题整改",
    "matter": "沙河村低保对象死亡后仍领取低保金,请核清并追回",
    "basis": "县纪委第12次会议",
    "place": "沙河村",
    "issued_on": "2026-11-03",
    "deadline": "2026-12-20",
    "answer_to": "县纪委党风政风监督室",
}


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "交办 U盘"
    folder.mkdir()
    return folder


def typed(desk: Book, **more: str) -> int:
    """A task as the county's clerk enters it."""
    return records.save(desk, COUNTY_TASKS, None, {**TYPED, **more}).id


def given(desk: Book, stick: Path, *ids: int) -> Path:
    (made,) = county_tasks.make(desk, ids or [typed(desk)], stick, KNOWN)
    return made.path


def changed(path: Path, name: str, data: bytes) -> Path:
    return rezip(path, {**unzip(path), name: data})


def refusal(book: Book, path: Path) -> str:
    with pytest.raises((Refused, PacketFault)) as refused:
        county_tasks.load(book, path)
    assert book.rows("county_task") == []
    return refused.value.message


def test_a_task_of_the_county_becomes_a_row_with_its_deadline_in_the_list_of_what_is_due(
    closed: Book, desk: Book, stick: Path
) -> None:
    soon = closed.today() + timedelta(days=2)
    said = {**TYPED, "deadline": soon.isoformat()}
    path = given(desk, stick, typed(desk, **said))

    done = county_tasks.load(closed, path)

    (row,) = closed.rows("county_task")
    assert done.rows == (row["id"],)
    assert {key: row[key] for key in said if key != "unit"} == {k: v for k, v in said.items() if k != "unit"}
    assert (row["state"], closed.title("unit", int(str(row["unit"])))) == (REGISTERED, "示例乡")
    waits = todo.todo(closed)
    lines = [*waits.due_soon, *waits.this_week]
    assert {one.due_on for one in lines if one.register == "county_task"} == {soon.isoformat()}
    assert path.name.startswith("TSK_330182001_")


def test_loaded_twice_nothing_is_new_even_after_it_was_voided_or_written_again(
    closed: Book, desk: Book, stick: Path
) -> None:
    task = typed(desk)
    first = county_tasks.load(closed, given(desk, stick, task))
    records.void(closed, COUNTY_TASKS, first.rows[0], "县里口头收回")
    more = typed(desk, order_no="示县纪交〔2026〕4号")

    again = county_tasks.load(closed, given(desk, stick, task, more))

    (row,) = closed.rows("county_task")
    assert (again.known, again.rows) == (1, (row["id"],))
    assert row["order_no"] == "示县纪交〔2026〕4号"


def test_a_file_of_the_task_comes_along(closed: Book, desk: Book, stick: Path, tmp_path: Path) -> None:
    task = typed(desk)
    letter = tmp_path / "县纪委会议纪要.txt"
    letter.write_text("第12次会议", encoding="utf-8")
    records.add_file(desk, COUNTY_TASKS, task, "files", letter)

    county_tasks.load(closed, given(desk, stick, task))

    (row,) = closed.rows("county_task")
    (file,) = attached(str(row["files"]))
    assert closed.file(file.digest).decode() == "第12次会议"


def test_what_the_county_signed_is_changed_on_neither_side(closed: Book, desk: Book, stick: Path) -> None:
    task = typed(desk)
    (loaded,) = county_tasks.load(closed, given(desk, stick, task)).rows

    for book, row in ((closed, loaded), (desk, task)):
        with pytest.raises(Refused, match="县里签发的内容"):
            records.save(book, COUNTY_TASKS, row, {"deadline": "2027-06-30"})
    assert records.save(closed, COUNTY_TASKS, loaded, {"done_so_far": "已核对名册"}).id == loaded


def test_a_task_becomes_a_problem_from_above_that_names_the_order(closed: Book, desk: Book, stick: Path) -> None:
    (loaded,) = county_tasks.load(closed, given(desk, stick)).rows
    (lead,) = closed.rows("person")[:1]

    raising.raise_rows(
        closed,
        COUNTY_TASKS,
        loaded,
        "登记问题",
        {"category": "2.1", "lead": closed.title("person", int(str(lead["id"])))},
    )

    (row,) = closed.rows("county_task")
    problem = closed.row("problem", int(str(row["problem"])))
    assert problem is not None
    assert (problem["discovery"], problem["deadline"]) == ("上级交办", "2026-12-20")
    assert "示县纪交〔2026〕3号" in str(problem["description"])


def test_the_county_sees_what_it_sent_and_that_nobody_answered_yet(closed: Book, desk: Book, stick: Path) -> None:
    given(desk, stick)

    (line,) = county_tasks.given(desk)

    assert (line.township, line.state, line.there) == ("示例乡", GIVEN, "")


def test_a_task_for_another_township_is_refused_by_name(closed: Book, desk: Book, stick: Path) -> None:
    with desk.change("录入乡镇") as writer:
        writer.save(ledger("unit"), {"name": "他乡", "kind": "乡镇", "code": "330182002"})

    assert "给他乡的交办包,不是给本乡镇的" in refusal(closed, given(desk, stick, typed(desk, unit="他乡")))


def test_one_file_is_written_for_each_township(closed: Book, desk: Book, stick: Path) -> None:
    with desk.change("录入乡镇") as writer:
        writer.save(ledger("unit"), {"name": "他乡", "kind": "乡镇", "code": "330182002"})

    made = county_tasks.make(desk, [typed(desk), typed(desk), typed(desk, unit="他乡")], stick, KNOWN)

    assert [(one.name, one.tasks) for one in made] == [("示例乡", 2), ("他乡", 1)]
    assert len(list(stick.iterdir())) == 2


@pytest.mark.parametrize("part", ["task.json", "signatures/county.p7s"])
def test_one_changed_byte_is_refused(closed: Book, desk: Book, stick: Path, part: str) -> None:
    path = given(desk, stick)
    data = unzip(path)[part]
    swapped = data[:-1] + bytes([data[-1] ^ 1])
    swapped = data.replace(b"2026-12-20", b"2027-12-20") if part == BODY else swapped

    assert "签名无效" in refusal(closed, changed(path, part, swapped))


def test_a_file_put_in_afterwards_is_refused(closed: Book, desk: Book, stick: Path) -> None:
    assert "附带的资料和交办包对不上" in refusal(closed, changed(given(desk, stick), "files/0001.bin", b"x"))


def test_a_body_that_lacks_its_words_is_refused(closed: Book, desk: Book, stick: Path) -> None:
    path = given(desk, stick)
    body = json.loads(unzip(path)[BODY])
    del body["tasks"][0]["deadline"]

    assert "交办包不能使用" in refusal(closed, changed(path, BODY, encode(body)))


def test_a_receipt_is_no_task(closed: Book, desk: Book, folder: Path) -> None:
    assert refusal(closed, first_packet(folder))


def test_a_county_book_loads_no_tasks_and_a_township_writes_none(closed: Book, desk: Book, stick: Path) -> None:
    path = given(desk, stick)

    with pytest.raises(Refused, match="交办包由乡镇装入"):
        county_tasks.load(desk, path)
    with pytest.raises(Refused, match="乡镇的账套"):
        county_tasks.make(closed, [1], stick, KNOWN)


def test_a_wrong_password_writes_nothing_and_the_task_is_not_sent(desk: Book, stick: Path) -> None:
    task = typed(desk)

    with pytest.raises(Refused):
        county_tasks.make(desk, [task], stick, {})

    row = desk.row("county_task", task)
    assert row is not None
    assert row["state"] == REGISTERED
    assert list(stick.iterdir()) == []


def test_the_packet_of_the_month_tells_the_county_how_far_the_township_is(desk: Book, stick: Path) -> None:
    """The row travels with its order and its state, from the day it was received until it is done."""
    assert COUNTY_TASKS.travels is not None
    assert (COUNTY_TASKS.travels.since, COUNTY_TASKS.travels.until) == ("received_on", "closed_on")
    assert {"task_id", "order_no", "done_so_far", "result", "received_on"} <= {
        one.key for one in COUNTY_TASKS.travelling_fields
    }


def test_dropped_on_the_window_a_task_is_loaded_and_said(
    qtbot: QtBot, dressed: object, closed: Book, desk: Book, stick: Path, folder: Path
) -> None:
    path = given(desk, stick)
    window, starter = open_window(qtbot, closed, folder / "settings.json")

    starter.take_files([path])

    assert "装入县里交办 1 件" in " ".join(texts_of(dialog_of(Dialog)))
    assert len(closed.rows("county_task")) == 1
    assert window.page is not None


def test_the_countys_list_writes_the_ticked_tasks_and_says_for_whom(
    qtbot: QtBot, dressed: object, desk: Book, stick: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = typed(desk)
    window, starter = open_window(qtbot, desk, folder / "settings.json")
    starter.go("county_task")
    monkeypatch.setattr(county_tasks_screen, "choose_folder", lambda page, title: stick)

    (action,) = ROW_ACTIONS["county_task"]
    action.act(window.page, [task])  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: any(stick.iterdir()), timeout=10_000)
    qtbot.waitUntil(lambda: "示例乡:1 件" in " ".join(texts_of(dialog_of(Dialog))), timeout=10_000)

    row = desk.row("county_task", task)
    assert row is not None
    assert row["state"] == GIVEN


def texts_of(dialog: Dialog) -> list[str]:
    return [one.text() for one in dialog.findChildren(QLabel)]


def worked_on(book: Book, row: int) -> int:
    """A loaded task on which the township has begun."""
    return records.save(book, COUNTY_TASKS, row, {"done_so_far": "已核对 42 户,追回 2 户"}).id


def test_a_task_travels_with_the_packet_from_its_month_on_until_it_is_done(
    closed: Book, desk: Book, stick: Path
) -> None:
    (loaded,) = county_tasks.load(closed, given(desk, stick)).rows
    worked_on(closed, loaded)

    month = rows_of_month(closed, Period.of(closed.today(), "month"))

    (line,) = packet_content.records(closed, "county_task", month.rows["county_task"]).splitlines()
    told = json.loads(line)["fields"] if "fields" in json.loads(line) else json.loads(line)
    assert "已核对 42 户" in json.dumps(told, ensure_ascii=False)
    assert "示县纪交〔2026〕3号" in json.dumps(told, ensure_ascii=False)


def test_a_task_of_another_county_is_refused(closed: Book, desk: Book, stick: Path, tmp_path: Path) -> None:
    info = BookInfo("他县", "330999", "他县", "他", practice=True, kind="county")
    users = (NewUser("clerk", "孙文清", "clerk", PASSWORD), NewUser("head", "周志平", "secretary", "practice-county-2"))
    with closing(Book.create(tmp_path / "other.mz", info, users, clock=FixedClock())) as other:
        certificates.found_county(other, PASSWORD, made=identities.make_practice_county("他县", other.moment()))
        with other.change("录入乡镇") as writer:
            writer.save(ledger("unit"), {"name": "示例乡", "kind": "乡镇", "code": "330182001"})
        path = given(other, stick)

    assert "证书不可信" in refusal(closed, path)


def test_a_task_for_practice_never_comes_into_a_real_book(closed: Book, desk: Book, stick: Path) -> None:
    path = given(desk, stick)
    trust = load_trust(identities.trust_folder(closed))

    with pytest.raises(PacketFault, match="签名的不是县里的交办包签名人"):
        read_task(path, replace(trust, practice=False), closed.moment())


def test_when_its_packet_is_merged_the_county_sees_how_far_the_township_is(
    county_book: Book, senders: list[Sender], stick: Path
) -> None:
    one = senders[0]
    sent = records.save(county_book, COUNTY_TASKS, None, {**TYPED, "unit": one.name}).id
    county_tasks.make(county_book, [sent], stick, KNOWN)
    own = county_book.row("county_task", sent)
    assert own is not None
    signed = ("order_no", "kind", "matter", "basis", "place", "issued_on", "deadline", "answer_to", "task_id")
    there = {"id": 7, "unit": 2, "state": "办理中", "received_on": "2026-10-20", "done_so_far": "已核对 42 户"}
    row = travelled("county_task", {**{key: own[key] for key in signed}, **there}, {("unit", 2): one.name})
    rows = {**sample(one.place, one.name, one.code, "2026-10"), "county_task": [row]}

    merged(county_book, one.packet(stick, records=rows))

    (line,) = county_tasks.given(county_book)
    assert (line.row, line.there, line.received_on, line.result) == (sent, "办理中", "2026-10-20", "已核对 42 户")


def test_a_list_of_many_townships_fits_the_smallest_screen_and_can_be_scrolled(qtbot: QtBot, dressed: object) -> None:
    shown = messages.tell(None, "\n".join(f"第 {number} 个乡镇:2 件" for number in range(26)), "写出交办包")
    short = messages.tell(None, "一句话。")
    qtbot.addWidget(shown)
    qtbot.addWidget(short)

    (area,) = shown.findChildren(QScrollArea)
    assert shown.sizeHint().height() < 460  # at 100 %; 690 of the 768 lines of the screen at 150 %
    assert "第 25 个乡镇" in area.findChildren(QLabel)[0].text()
    assert short.findChildren(QScrollArea) == []
