"""A few kills of each cheap kind, and that the look afterwards sees what is lost; `python -m tests.kills` does 600."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ledgers import ledger
from app.operations import records
from tests.kills import office
from tests.kills.journal import Journal
from tests.kills.looking import look
from tests.kills.office import Office


@pytest.fixture(scope="module")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Made once; the stretching of passwords and the home are what they were afterwards."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.keys.STANDARD_PARAMS", None)
        patch.setenv("MINGZHANG_HOME", "")
        yield office.make(tmp_path_factory.mktemp("办公室") / "原样", "entry")


@pytest.fixture
def place(tmp_path: Path, _made: Office) -> Office:
    """An office after a day of work."""
    found = _made.copy(tmp_path / "办公室")
    found.enter()
    return found


def test_a_program_that_is_killed_at_work_loses_nothing_it_had_shown_as_done() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.kills", "3", "entry", "restore", "migration"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"PYTHONUTF8": "1"},
    )

    lines = [line.split() for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert [line[0] for line in lines[1:]] == ["entry", "restore", "migration", "all"]
    assert lines[-1][1] == lines[-1][2] == "3", "every one was really cut off"
    assert lines[-1][4:] == ["0", "0"]


def test_a_row_a_draft_and_a_file_that_were_shown_and_are_not_there_count_as_lost(place: Office) -> None:
    journal = Journal(place.journal)
    for subject in ("unit/没有的村", "problem/没有的事", "draft/problem:new"):
        journal.shown({subject: {"remark": ""}})

    found = look(place, "entry")

    assert [what.partition(":")[0] for what in found.lost] == ["unit/没有的村", "problem/没有的事", "draft/problem"]
    assert found.shown == 3


def test_of_the_act_under_way_both_outcomes_are_right_and_any_third_is_not(place: Office) -> None:
    book = place.open()
    records.save(book, ledger("unit"), None, {"name": "新的村", "kind": "村", "remark": "第三样"})
    book.close()
    journal = Journal(place.journal)
    with journal.act({"unit/新的村": {"remark": ""}}):
        pass
    before = look(place, "entry").lost
    act = journal.act({"unit/新的村": {"remark": "第三样"}})
    act.__enter__()

    assert len(before) == 1
    assert look(place, "entry").lost == []


def test_a_half_file_under_a_finished_name_and_a_damaged_book_count_as_corrupt(place: Office) -> None:
    (place.stick / "示例乡_20261122-100000.mzb").write_bytes(b"PK half")
    half = look(place, "entry")
    with place.book.open("r+b") as file:
        file.seek(40 * 4096)
        file.write(bytes(4096))

    damaged = look(place, "entry")

    assert len(half.corrupt) == 1
    assert "可能只复制了一半" in half.corrupt[0]
    assert damaged.corrupt
