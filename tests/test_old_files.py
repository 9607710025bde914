"""What an earlier release wrote: its book opens and is whole, its backup comes back, its packet is taken."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.ledgers import ledger
from app.operations import (
    answers,
    attachments,
    backups,
    books,
    county_tasks,
    county_templates,
    doctor,
    packets,
    records,
    vault,
)
from app.operations.books import Book
from app.packet import sealing
from tests import renew_old_files
from tests.conftest import FixedClock
from tests.county.old_packets import FOLDER, USERS, VERSIONS, old_packet

RELEASES = [name for name in VERSIONS if name.startswith("release-")]
WROTE = {"unit": 3, "person": 1, "problem": 1, "finance_sheet": 1, "finance_line": 2, "complaint": 1}
PASSWORDS = {user.login: user.password for user in USERS}


@dataclass(frozen=True)
class Old:
    """The files of a release in a folder of the test, its township's book open."""

    folder: Path
    version: str
    book: Book

    def one(self, pattern: str) -> Path:
        (found,) = self.folder.glob(pattern)
        return found


@pytest.fixture(params=RELEASES)
def old(request: pytest.FixtureRequest, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Old]:
    monkeypatch.setattr(books, "clock", FixedClock)
    place = folder / "旧 文件"
    shutil.copytree(FOLDER / request.param, place)
    with closing(books.open_book(place / "township" / "township.mz", "clerk", PASSWORDS["clerk"])) as book:
        yield Old(place, request.param, book)


def count(book: Book) -> dict[str, int]:
    return {register: book.count(register) for register in WROTE}


def test_there_are_files_of_a_release() -> None:
    assert RELEASES


def test_the_book_opens_with_all_its_rows_and_is_whole(old: Old) -> None:
    problem = old.book.rows("problem")[0]

    assert count(old.book) == WROTE
    assert (problem["state"], problem["amount_involved"]) == ("整改中", 300_000)
    assert [row["amount"] for row in old.book.rows("finance_line")] == [30_000, 5_050]
    wrong = {one.name for one in doctor.doctor(old.book) if not one.ok}
    assert wrong <= {"backup"}  # on this machine none was made, unless the book had to be upgraded
    (proof,) = attachments.attached(str(problem["proof"]))
    assert records.file_bytes(old.book, proof.digest).startswith(b"%PDF")
    assert len(old.book.history("problem", int(str(problem["id"])))) >= 2


def test_work_goes_on_in_it_and_can_be_undone(old: Old) -> None:
    made = records.save(old.book, ledger("problem"), None, renew_old_files.PROBLEM | {"description": "第二个问题"})

    old.book.undo()

    assert made.number
    assert count(old.book) == WROTE


def test_the_name_under_lock_is_read_by_its_keeper_alone(old: Old) -> None:
    opened = vault.unlock(old.book, PASSWORDS["clerk"])

    told = vault.reveal(opened, ledger("complaint"), int(str(old.book.rows("complaint")[0]["id"])), "反馈结果")

    vault.close(opened)
    assert told["name"] == "欧阳保密"


def test_the_backup_comes_back_as_a_book(old: Old, folder: Path) -> None:
    restored = backups.restore(old.folder / "township.mzb", folder / "回来" / "township.mz")

    with closing(books.open_book(restored.book, "sec", PASSWORDS["sec"])) as book:
        assert count(book) == WROTE
    assert restored.vault == ""


def test_its_packet_is_verified_and_opened_from_its_seal(old: Old) -> None:
    packet = old.one("MZ_*.zip")

    verdict = packets.verify_own(old.book, packet)
    opened = sealing.open_sealed(old.one("*.p7m"), old.folder / "opened.zip", old_packet(old.version).county.seal)

    assert (verdict.intact, verdict.trusted, list(verdict.errors)) == (True, True, [])
    assert opened.read_bytes() == packet.read_bytes()


def test_what_its_county_wrote_is_taken(old: Old) -> None:
    told = answers.load(old.book, old.one("RCP_*.zip"))
    taken = county_templates.load(old.book, old.one("TPL_*.zip"))
    county_tasks.load(old.book, old.one("TSK_*.zip"))

    assert told.decision == "accepted"
    assert (taken.version, taken.changes) == (1, 1)
    assert old.book.rows("county_task")[0]["order_no"] == renew_old_files.TASK["order_no"]


def test_files_of_a_release_are_never_made_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert renew_old_files.main([RELEASES[-1].removeprefix("release-")]) == 1
    assert "never again" in capsys.readouterr().err
