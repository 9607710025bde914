"""Merged registers in a PostgreSQL server: packet by packet, nobody's name, begun again where it broke off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.domain.faults import Refused
from app.operations import county_tables, receiving
from app.operations.county_tables import HandedOver, hand_over
from app.packet.content import PacketFile
from app.storage.book import Book
from app.storage.postgresql import NotReached
from tests.county import postgresql
from tests.county.conftest import PASSWORD
from tests.county.townships import Records, Sender, sample, travelled

pytestmark = pytest.mark.usefixtures("at_once")
PASSWORDS = {"clerk": PASSWORD}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with postgresql.running() as where:
        yield where


@pytest.fixture(autouse=True)
def emptied(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute('DROP SCHEMA IF EXISTS "mingzhang" CASCADE')


def asked(address: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(address, options="-c search_path=mingzhang") as connection:
        return connection.execute(query.encode()).fetchall()


def merged(book: Book, stick: Path, *senders: Sender, period: str = "2026-10", **more: Any) -> list[Path]:
    files = [sender.packet(stick, period, **more) for sender in senders]
    receiving.receive(book, files, month=period, passwords=PASSWORDS)
    receiving.merge(book, passwords=PASSWORDS)
    return files


def with_purpose(sender: Sender, purpose: str) -> Records:
    records = sample(sender.place, sender.name, sender.code, "2026-10")
    line = {"id": 1, "sheet": 1, "direction": "支出", "amount": 120000, "purpose": purpose}
    records["finance_line"] = [travelled("finance_line", line, {("finance_sheet", 1): "青山村 2026年第3季度"})]
    return records


def test_what_was_merged_stands_in_the_server_under_the_declared_names(
    county_book: Book, senders: list[Sender], stick: Path, address: str
) -> None:
    merged(county_book, stick, senders[1], senders[2])

    done = hand_over(county_book, address)

    assert done == HandedOver(2, 0, done.rows)
    counted = asked(address, "SELECT township, count(*), min(found_on)::text FROM problem GROUP BY 1 ORDER BY 1")
    assert counted == [(senders[1].code, 2, "2026-10-11"), (senders[2].code, 2, "2026-10-11")]
    joined = "SELECT u.name, p.state FROM problem p JOIN unit u ON u.id = p.unit WHERE p.township = '360999002'"
    assert sorted(asked(address, joined)) == [("白石村", "整改中"), ("青山村", "整改中")]
    assert asked(address, "SELECT sum(amount) FROM finance_line") == [(240000,)]
    told = "SELECT obj_description('mingzhang.problem'::regclass)"
    assert asked(address, told) == [("问题台账",)]
    assert asked(address, "SELECT township_name, decision FROM packet ORDER BY township") == [
        ("东岭镇", "accepted"),
        ("西畈镇", "accepted"),
    ]


def test_a_second_run_changes_nothing_and_new_packets_are_added(
    county_book: Book, senders: list[Sender], stick: Path, address: str
) -> None:
    merged(county_book, stick, senders[1])
    first = hand_over(county_book, address)
    versions = "SELECT xmin::text FROM problem ORDER BY id"
    before = asked(address, versions)

    again = hand_over(county_book, address)

    assert again == HandedOver(0, 1, 0)
    assert asked(address, versions) == before
    merged(county_book, stick, senders[2])
    assert hand_over(county_book, address) == HandedOver(1, 1, first.rows)


def test_what_somebody_wrote_is_a_fingerprint_that_is_the_same_in_two_townships(
    county_book: Book, senders: list[Sender], stick: Path, address: str
) -> None:
    for sender, purpose in ((senders[1], "付刘建国工钱"), (senders[2], "付刘建国工钱 "), (senders[3], "付陈小红工钱")):
        merged(county_book, stick, sender, records=with_purpose(sender, purpose))

    hand_over(county_book, address)

    marks = [mark for (mark,) in asked(address, "SELECT purpose FROM finance_line ORDER BY township")]
    assert marks[0] == marks[1] != marks[2]
    assert len(marks[0]) == 32
    for table in county_tables.tables():
        text = str(asked(address, f'SELECT * FROM "{table}"'))
        assert not any(word in text for word in ("刘建国", "陈小红", "个问题", "正在整改")), table


def test_a_run_that_breaks_off_keeps_whole_packets_and_goes_on(
    county_book: Book, senders: list[Sender], stick: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    merged(county_book, stick, senders[1], senders[2])
    real, calls = county_tables._figures, []

    def breaks(book: Book, line: dict[str, Any]) -> Any:
        calls.append(line["township"])
        if len(calls) == 2:
            raise psycopg.OperationalError("the server went away")
        return real(book, line)

    monkeypatch.setattr(county_tables, "_figures", breaks)
    with pytest.raises(NotReached) as told:
        hand_over(county_book, address)
    assert "连不上,或中途断开" in told.value.message
    assert asked(address, "SELECT count(*), count(DISTINCT township) FROM problem") == [(2, 1)]

    monkeypatch.undo()
    assert hand_over(county_book, address) == HandedOver(1, 1, 9)
    assert asked(address, "SELECT count(*), count(DISTINCT township) FROM problem") == [(4, 2)]


def test_a_correction_brings_rows_up_to_date_and_takes_rows_out(
    county_book: Book, senders: list[Sender], stick: Path, address: str
) -> None:
    sender = senders[1]
    merged(county_book, stick, sender)
    hand_over(county_book, address)
    one, two = sender.kept["2026-10"]["problem"]
    progress = sender.kept["2026-10"]["progress"][1]
    changed = {"problem": [(one, {**one, "deadline": "2027-01-31"}), (two, None)], "progress": [(progress, None)]}
    path = sender.correction(stick, "2026-10", changed)
    receiving.receive(county_book, [path], passwords=PASSWORDS)
    (line,) = receiving.merge(county_book, passwords=PASSWORDS)
    assert line.state == "merged", line.told

    hand_over(county_book, address)

    assert asked(address, "SELECT local_id, deadline::text FROM problem") == [(1, "2027-01-31")]


def test_a_table_of_an_older_release_is_widened(
    county_book: Book, senders: list[Sender], stick: Path, address: str
) -> None:
    merged(county_book, stick, senders[1])
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA mingzhang")
        connection.execute("CREATE TABLE mingzhang.problem (id bigint PRIMARY KEY, township text)")

    hand_over(county_book, address)

    assert asked(address, "SELECT count(*) FROM problem WHERE found_on IS NOT NULL") == [(2,)]


def test_the_figures_of_a_packet_go_too(county_book: Book, senders: list[Sender], stick: Path, address: str) -> None:
    one = {"key": "problem_new", "month": 2, "correction": None, "year": 7, "rows": []}
    body = {"schema": "mz-figures/1", "month": "2026-10", "nil": False, "figures": [one], "notes": [], "jumps": []}
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    file = PacketFile("data/figures.json", text, "application/json", "上报数字", "figures")
    merged(county_book, stick, senders[1], files=[file])

    hand_over(county_book, address)

    assert asked(address, "SELECT key, month, correction, year FROM figure") == [("problem_new", 2, None, 7)]


def test_a_server_that_is_not_there_and_a_townships_book_are_refused_without_the_password(
    county_book: Book, book: Book, senders: list[Sender], stick: Path, address: str
) -> None:
    merged(county_book, stick, senders[1])

    with pytest.raises(NotReached) as told:
        hand_over(county_book, "postgresql://county:geheim-123@/merged?host=/tmp/nobody")
    with pytest.raises(Refused) as other:
        hand_over(book, address)

    assert "连不上" in told.value.message
    assert "geheim" not in repr(told.value) + str(told.value.__cause__)
    assert other.value.code == "E-KIND"


def test_a_user_without_rights_is_told_so(county_book: Book, senders: list[Sender], stick: Path, address: str) -> None:
    merged(county_book, stick, senders[1])
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS reader")
        connection.execute("CREATE ROLE reader LOGIN")

    with pytest.raises(NotReached) as told:
        hand_over(county_book, address.replace("county@", "reader@"))

    assert "没有建表或写入的权限" in told.value.message
