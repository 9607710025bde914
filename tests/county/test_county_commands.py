"""The county's desk on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.operations import books
from app.storage.book import Book
from tests.conftest import FixedClock
from tests.county.conftest import NOW
from tests.county.test_parts import three
from tests.county.townships import Sender, sample

pytestmark = pytest.mark.usefixtures("at_once")
Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def run(county_book: Book, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs one command over the county's book; its exit code and its answer."""
    county_book.close()
    monkeypatch.setattr(books, "clock", lambda: FixedClock(NOW))

    def act(*argv: object) -> tuple[int, Any]:
        code = main(["--book", str(county_book.path), "--today", "2026-11-05", "--json", *map(str, argv)])
        return code, json.loads(capsys.readouterr().out)

    return act


def test_receive_merges_what_passed_and_names_what_did_not(run: Run, senders: list[Sender], stick: Path) -> None:
    senders[0].packet(stick)
    senders[1].packet(stick, "2026-09")

    code, told = run("packet", "receive", stick)
    listed = run("packet", "list")[1]

    assert code == 1
    assert [(one["state"], one["codes"]) for one in told["packets"]] == [("merged", []), ("rejected", ["E-MONTH"])]
    assert told["error"]["code"] == "E-MONTH"
    assert [one["id"] for one in listed] == [2, 1]
    assert run("list", "problem")[1][0]["number"] == "示纪问〔2026〕1号"


def test_the_last_part_of_a_packet_closes_the_gap_also_when_it_comes_in_another_call(
    run: Run, senders: list[Sender], stick: Path
) -> None:
    first, second, third = three(senders[1], stick)

    held = run("packet", "receive", first, third)
    code, told = run("packet", "receive", second)

    assert (held[0], held[1]["packets"][0]["codes"]) == (1, ["E-PARTS"])
    assert [(one["file"], one["state"]) for one in told["packets"]] == [(first.name, "merged"), (second.name, "part")]
    assert code == 0
    assert len(run("list", "problem")[1]) == 2


@pytest.fixture
def correction(run: Run, senders: list[Sender], stick: Path, folder: Path) -> int:
    """October was merged; a correction of both its problems waits."""
    run("packet", "receive", senders[0].packet(stick))
    one, two = senders[0].kept["2026-10"]["problem"]
    changed = [(one, {**one, "description": "更正后的描述"}), (two, {**two, "deadline": "2027-03-31"})]
    path = senders[0].correction(folder / "更正", "2026-10", {"problem": changed})
    return int(run("packet", "receive", "--no-merge", path)[1]["packets"][0]["id"])


def test_a_correction_is_seen_row_by_row_and_merged_with_one_row_left_as_it_is(run: Run, correction: int) -> None:
    _, sides = run("packet", "sides", correction)
    strange = run("packet", "keep", correction, "problem/7", "--reason", "没有这一行")

    code, told = run("packet", "keep", correction, "problem/1", "--reason", "和村里核过")

    assert [(one["row"], one["fields"][0]["packet"]) for one in sides] == [
        ("problem/1", "更正后的描述"),
        ("problem/2", "2027-03-31"),
    ]
    assert (strange[0], strange[1]["error"]["code"]) == (1, "E-MISSING")
    assert (code, told["packets"][0]["state"]) == (0, "merged")
    rows = {row["id"]: row for row in run("list", "problem")[1]}
    assert rows[1]["description"] != "更正后的描述"
    assert "2027-03-31" in str(rows[2]["deadline"])
    assert run("packet", "keep", correction, "problem/1", "--reason", "再来")[0] == 1


def test_rows_of_a_packet_that_joins_nowhere_are_taken_over_one_by_one(
    run: Run, senders: list[Sender], stick: Path, folder: Path
) -> None:
    other = senders[0].copy()
    run("packet", "receive", senders[0].packet(stick))
    rows = sample(0, other.name, other.code, "2026-10")
    rows["problem"][1]["description"] = "另一台电脑上的描述"
    fork = run("packet", "receive", other.packet(folder / "另一台", records=rows))[1]["packets"][0]

    code, told = run("packet", "take", fork["id"], "problem/2", "--reason", "以这一份为准")

    assert fork["codes"] == ["E-FORK"]
    assert (code, told["rows"], told["state"]) == (0, 1, "rejected")
    assert "另一台电脑上的描述" in {row["description"] for row in run("list", "problem")[1]}


def test_checking_only_leaves_merging_for_later(run: Run, senders: list[Sender], stick: Path) -> None:
    senders[0].packet(stick)

    code, told = run("packet", "receive", "--no-merge", stick)
    merged = run("packet", "merge")

    assert (code, told["packets"][0]["state"]) == (0, "waiting")
    assert (merged[0], merged[1]["packets"][0]["state"]) == (0, "merged")


def test_receipts_and_a_return_are_written_to_a_folder(
    run: Run, senders: list[Sender], stick: Path, folder: Path
) -> None:
    senders[0].packet(stick)
    _, told = run("packet", "receive", stick)
    remarks = folder / "意见.json"
    remarks.write_text(json.dumps([{"register": "problem", "number": "#1", "field": "deadline", "text": "太晚"}]))

    every = run("packet", "receipt", "all", "--out", folder / "回执")
    back = run("packet", "return", told["packets"][0]["packet_id"], "--remarks", remarks, "--out", folder / "回执")

    assert (every[0], every[1]["receipts"][0]["decision"]) == (0, "accepted")
    assert (back[0], back[1]["remarks"], back[1]["receipts"][0]["decision"]) == (0, 1, "returned")
    assert len(list((folder / "回执").iterdir())) == 2
    assert run("packet", "receipt", "nothing", "--out", folder)[1]["error"]["code"] == "E-MISSING"


def test_decisions_about_a_chain(run: Run, senders: list[Sender], stick: Path, folder: Path) -> None:
    senders[0].packet(folder / "没收过", "2026-09")
    senders[0].packet(stick)

    held = run("packet", "receive", stick)
    begun = run("packet", "begin", held[1]["packets"][0]["id"], "--reason", "以前用纸报")
    merged = run("packet", "merge")
    anew = run("packet", "begin", senders[0].code, "--reason", "硬盘坏了", "--out", folder)

    assert (held[0], held[1]["packets"][0]["codes"]) == (1, ["E-ENROL"])
    assert (begun[0], merged[1]["packets"][0]["state"]) == (0, "merged")
    assert (anew[0], anew[1]["next_seq"]) == (0, 3)
    assert Path(anew[1]["path"]).exists()


def test_what_cannot_go_back_to_a_township_is_said_and_nothing_is_written(
    run: Run, senders: list[Sender], stick: Path, folder: Path
) -> None:
    run("packet", "receive", senders[0].packet(stick))

    unknown = run("packet", "hand-back", senders[0].code, "--month", "2026-10", "--out", folder / "交还")
    never = run("packet", "hand-back", senders[1].code, "--out", folder / "交还")
    here = run("packet", "take-back", stick)

    assert [one[1]["error"]["code"] for one in (unknown, never, here)] == ["E-NO-SEAL", "E-MISSING", "E-KIND"]
    assert list((folder / "交还").iterdir()) == []


def test_a_townships_book_is_told_that_it_receives_nothing(
    book: Book, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book.close()

    code = main(["--book", str(book.path), "--json", "packet", "receive", str(stick)])

    assert (code, json.loads(capsys.readouterr().out)["error"]["code"]) == (1, "E-KIND")


def test_the_totals_of_a_month_are_written_and_told(run: Run, senders: list[Sender], stick: Path, folder: Path) -> None:
    senders[0].packet(stick)
    run("packet", "receive", stick)

    code, told = run("rollup", "--month", "2026-10", "--out", folder / "汇总")
    neither = run("rollup", "--month", "2026-10")

    assert code == 0
    assert len(told["files"]) == 6
    assert all(Path(path).exists() for path in told["files"])
    assert [line["state"] for line in told["townships"]].count("merged") == 1
    assert (neither[0], neither[1]["error"]["code"]) == (2, "E-USAGE")


def test_payees_are_listed_and_who_could_not_be_compared_is_named(
    run: Run, senders: list[Sender], stick: Path, folder: Path
) -> None:
    senders[0].packet(stick)
    run("packet", "receive", stick)

    code, told = run("payees", "list", "--names", "--out", folder / "清单")
    states = run("payees", "townships")[1]
    refused = run("payees", "key", "--out", folder / "密钥")

    assert (code, told["groups"]) == (0, [])
    assert [Path(path).suffix for path in told["files"]] == [".pdf", ".xlsx"]
    assert (states[0]["code"], states[1]["code"]) == ("E-NO-KEY", "E-NO-PACKET")
    assert len(told["left_out"]) == len(states) == 24
    assert (refused[0], refused[1]["error"]["code"]) == (1, "E-NO-SEAL")
