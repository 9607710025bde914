"""Rows a township voided after it sent them, where no correction is asked for: the county's list says so too."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from app.domain import canonical
from app.operations import packets, records
from app.operations.county_rows import gaps
from app.packet.content import PacketFile
from app.packet.contents import _spans
from app.packet.faults import PacketFault
from app.storage import inbox
from app.storage.book import Book
from tests.county.test_continuity import merged, verdict
from tests.county.townships import Sender, sample
from tests.operations.clerk import UNIT
from tests.operations.test_packets import PASSWORDS, enrolled, signing_book  # noqa: F401

pytestmark = pytest.mark.usefixtures("at_once")


def live(**registers: list[list[int]]) -> list[PacketFile]:
    body = canonical.encode({"schema": "mz-live/1", "registers": registers})
    return [PacketFile("data/live.json", body, "application/json", "在册记录序号", "live")]


def without(records: dict[str, list[dict[str, Any]]], register: str, *ids: int) -> dict[str, list[dict[str, Any]]]:
    return {**records, register: [row for row in records[register] if row["id"] not in ids]}


def test_a_packet_names_the_rows_that_are_not_voided(signing_book: Book, folder: Path) -> None:  # noqa: F811
    gone = records.save(signing_book, UNIT, None, {"name": "撤并村", "kind": "村", "parent": "示例乡"})
    kept = records.save(signing_book, UNIT, None, {"name": "新并村", "kind": "村", "parent": "示例乡"})
    records.void(signing_book, UNIT, gone.id, "并村")

    made = packets.build(signing_book, "2026-10", folder / "out", PASSWORDS)

    with zipfile.ZipFile(made.path) as packet:
        told = json.loads(packet.read("data/live.json"))
    assert told["schema"] == "mz-live/1"
    assert told["registers"]["unit"] == [[1, gone.id - 1], [kept.id, kept.id]]


def test_a_row_that_is_gone_is_voided_at_the_county_with_its_history_and_comes_back_when_it_does(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    sender, rows = senders[0], sample(0, senders[0].name, senders[0].code, "2026-10")
    merged(county_book, sender.packet(stick, records=rows, files=live(unit=[[1, 5]])))
    fewer = without(sample(0, sender.name, sender.code, "2026-11"), "unit", 4)
    fewer["problem"] = [row for row in fewer["problem"] if row["unit"]["id"] != 4]
    fewer["progress"] = fewer["progress"][:1]

    second = merged(
        county_book, sender.packet(folder / "十一月", "2026-11", fewer, live(unit=[[1, 3], [5, 5]])), "2026-11"
    )

    (gone,) = county_book.rows("unit", voided=True)
    assert (gone["name"], gone["void_reason"]) == ("白石村", "乡镇已作废")
    assert county_book.history("unit", int(str(gone["id"])))[-1].label == "合并:示例乡 2026年11月"
    assert inbox.origins(county_book, "unit", [int(str(gone["id"]))])[int(str(gone["id"]))].packet == second.id
    assert len(county_book.rows("problem")) == 2  # of a register that was not told of, nothing is voided
    merged(county_book, sender.packet(folder / "十二月", "2026-12", files=live(unit=[[1, 5]])), "2026-12")
    assert county_book.rows("unit", voided=True) == []


def test_a_row_that_came_and_is_said_to_be_gone_leaves_nothing_behind(
    county_book: Book, senders: list[Sender], stick: Path
) -> None:
    wrong = merged(county_book, senders[0].packet(stick, files=live(problem=[[1, 1]])))

    assert verdict(wrong) == ("rejected", ("E-COUNTS",))
    assert county_book.count("problem") == 0


def test_the_own_rows_of_the_county_and_of_other_townships_are_never_touched(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    merged(county_book, senders[1].packet(stick))
    merged(county_book, senders[0].packet(stick))

    merged(county_book, senders[0].packet(folder / "十一月", "2026-11", {}, live(unit=[], problem=[])), "2026-11")

    left = county_book.rows("problem")
    assert {inbox.origins(county_book, "problem", [int(str(row["id"]))]).popitem()[1].township for row in left} == {
        senders[1].code
    }
    assert "示例乡" in {row["name"] for row in county_book.rows("unit")}


@pytest.mark.parametrize("wrong", [None, [[1]], [["1", 2]], [[3, 2]], [[1, 2], [2, 3]], [[0, 1]], [[True, 2]]])
def test_runs_that_are_none_are_refused(wrong: Any) -> None:
    with pytest.raises(PacketFault):
        _spans(wrong)


def test_what_lies_between_runs() -> None:
    most = canonical.MAX_INT

    assert gaps([]) == [(1, most)]
    assert gaps([(1, 3), (5, 5)]) == [(4, 4), (6, most)]
    assert gaps([(2, 3)]) == [(1, 1), (4, most)]
