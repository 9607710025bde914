"""Who reported is in the vault and nowhere else: two hundred canaries, a month of work, every byte that came of it.

Source: packet.md 7, row 87, and 8, A17.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app import diagnostics, paths
from app.domain.days import Period
from app.ledgers import LEDGERS, ledger
from app.operations import (
    backups,
    books,
    county_marks,
    doctor,
    dossier,
    exports,
    identities,
    lists,
    marks,
    monthly,
    monthly_issue,
    packets,
    records,
    sheets,
    vault,
)
from app.operations.books import Book
from app.packet.mark_key import seal_key
from app.storage.reading import Query
from tests.conftest import INFO, USERS
from tests.scenarios.traces import Words, hits, layers

COMPLAINT = ledger("complaint")
MONTH = Period.parse("2026-10")
HOW_MANY = 200
MARK_KEY = b"QJx7-the-key-of-marks-is-told-no-"[:32]
LOUD = "山林发包收入没有入账"
ROOT = Path(__file__).resolve().parents[2]


def canaries() -> list[dict[str, str]]:
    """People with names of rare characters, telephones and addresses that stand nowhere else in the world."""
    rng = random.Random(87)
    rare = [bytes((high, low)).decode("gb2312") for high in range(0xD8, 0xF8) for low in range(0xA1, 0xFF)]
    names = ["欧" + "".join(rng.sample(rare, 2)) for _ in range(HOW_MANY)]
    return [
        {
            "name": name,
            "phone": f"1{rng.choice('3579')}{rng.randrange(10**9):09d}",
            "address": f"欧家{name[1:]}巷{rng.randrange(100, 999)}号",
        }
        for name in names
    ]


PEOPLE = canaries()
SECRETS = [text for one in PEOPLE for text in (one["name"], one["phone"], one["address"])]


@pytest.fixture(scope="session")
def named_complaints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice book with its signers, and two hundred named complaints of one month; what that left at home."""
    folder = tmp_path_factory.mktemp("canaries") / "book"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MINGZHANG_HOME", str(folder.with_name("home")))
        _enter_complaints(folder)
    return folder.parent


def _enter_complaints(folder: Path) -> None:
    made = books.create_book(folder / "示例乡.mz", INFO, USERS, today=date(2026, 11, 22))
    now = made.moment()
    people = [identities.Person(one.login, one.role, one.name, one.password) for one in USERS]
    identities.enrol(made, identities.make_practice_county("示例县", now), people, folder / "trust", now)
    load_the_key(made)
    unit = records.save(made, ledger("unit"), None, {"name": "示例乡", "kind": "乡镇", "short": "示"})
    records.save(made, ledger("unit"), None, {"name": "青山村", "kind": "村", "parent": "示例乡"})
    opened = vault.unlock(made)
    for number, person in enumerate(PEOPLE):
        texts = {
            "received_on": f"2026-10-{number % 28 + 1:02d}",
            "way": "来信",
            "real_name": "是",
            "unit": "青山村",
            "category": "2.2",
            "summary": f"{LOUD}第{number}件",
        }
        told = records.save(made, COMPLAINT, None, texts)
        vault.put(opened, COMPLAINT, told.id, person)
    vault.close(opened)
    assert unit.id
    made.close()


@pytest.fixture
def book(named_complaints: Path, folder: Path, own_home: Path) -> Iterator[Book]:
    """A copy of it, open."""
    shutil.copytree(named_complaints / "book", folder, dirs_exist_ok=True)
    if (named_complaints / "home").exists():
        shutil.copytree(named_complaints / "home", own_home, dirs_exist_ok=True)
    opened = books.open_practice(folder / "示例乡.mz", today=date(2026, 11, 22))
    yield opened
    opened.close()


def load_the_key(book: Book) -> None:
    """The county's key for marks of payees is in the book, so that the month's packet brings some."""
    own = identities.seal_key(book)
    assert own is not None
    marks.keep(book, county_marks.facts_of(MARK_KEY, book.now(), 1), seal_key(MARK_KEY, own.cert))


def test_row_87_two_hundred_reporters_are_in_no_byte_outside_the_vault(
    book: Book, folder: Path, own_home: Path
) -> None:
    look_at_some(book)
    a_month_of_work(book, folder)
    a_crash()

    assert [one.name for one in doctor.doctor(book) if not one.ok and one.name in ("book", "vault")] == []
    books.close_book(book)

    pattern = Words([*SECRETS, MARK_KEY.decode(), MARK_KEY.hex()])
    assert hits(folder, pattern) == {}
    assert hits(own_home, pattern) == {}
    produced = {path.suffix for place in (folder, own_home) for path in place.rglob("*") if path.is_file()}
    assert {".pdf", ".xlsx", ".csv", ".zip", ".p7m", ".mzb", ".mzv", ".vault", ".txt"} <= produced


def test_row_87_the_search_digs_as_deep_as_a_name_could_lie(book: Book, folder: Path) -> None:
    """What does stand in the papers is found in every kind of them, or finding nothing would prove nothing."""
    for suffix in ("xlsx", "pdf", "csv"):
        exports.export_register(book, COMPLAINT, Query(), folder / f"投诉.{suffix}")

    found = hits(folder, Words(["青山村"]))

    assert {place.partition(":")[0].rpartition(".")[2] for place in found} == {"xlsx", "pdf", "csv"}
    assert [place for place in found if "sharedStrings" in place or "sheet1" in place]
    assert [place for place in found if place.endswith("#text")]


def test_row_87_no_cell_of_the_book_holds_one_either(book: Book) -> None:
    look_at_some(book)
    book.index_pending()
    pattern = Words(SECRETS)

    for (table,) in book.all("SELECT name FROM sqlite_schema WHERE type = 'table'"):
        for line in book.all(f'SELECT * FROM "{table}"'):
            cells = [str(cell).encode() if not isinstance(cell, bytes) else cell for cell in line]
            assert not any(pattern.within(cell) for cell in cells), table


def look_at_some(book: Book) -> None:
    """A keeper looks at ten of them, corrects one, and searches for all of them."""
    opened = vault.unlock(book)
    for row in range(1, 11):
        assert vault.reveal(opened, COMPLAINT, row, "联系核实") == PEOPLE[row - 1]
    vault.put(opened, COMPLAINT, 11, PEOPLE[10])
    vault.close(opened)
    assert [lists.find_everywhere(book, one["name"]) for one in PEOPLE[:5]] == [[]] * 5


def a_month_of_work(book: Book, folder: Path) -> None:
    """Exports of every register, the papers, the month's packet on a stick, backups."""
    for one in LEDGERS:
        for suffix in ("xlsx", "pdf", "csv"):
            exports.export_register(book, one, Query(), folder / "导出" / f"{one.key}.{suffix}")
    for row in (1, 2):
        records.shown(book, COMPLAINT, book.row("complaint", row) or {})
        records.history(book, COMPLAINT, row)
    dossier.opened(book, "unit", 2)
    for sheet in monthly_issue.papers(book, monthly.recount(book, MONTH), ("张三", "李四")):
        sheets.write_sheet(book, sheet, folder / "月报")
    (folder / "stick").mkdir()
    packets.deliver(book, built(book, folder).path, folder / "stick", sealed=True)
    sheets.write_sheet(book, packets.handover(book, packets_path(book)), folder / "交接单")
    backups.back_up(book, folder / "备份 1")


def built(book: Book, folder: Path) -> packets.PacketOnDisk:
    """The month's packet, signed by both, after every hint was explained."""
    for _ in range(3):
        try:
            return packets.build(book, MONTH.key, folder / "out", {one.login: one.password for one in USERS})
        except monthly_issue.NotReady as told:
            for finding in told.counted.findings:
                if finding.open:
                    monthly.explain(book, MONTH, finding, "已逐条核对,无误")
    raise AssertionError("the packet cannot be built")


def packets_path(book: Book) -> Path:
    found = packets.packet_of(book, MONTH.key)
    assert found is not None
    return found.path


def a_crash() -> None:
    """A mistake of ours in the middle of an identity: the report tells where, not whom."""

    def careless(person: dict[str, str]) -> None:
        shown = f"{person['name']} {person['phone']}"
        raise KeyError(shown)

    try:
        careless(PEOPLE[0])
    except KeyError as error:
        report = diagnostics.report(error, "window")
        assert report.path is not None
        assert "KeyError" in report.text


PROGRAM = """
import sys
from pathlib import Path
from app import paths
from app.ledgers import ledger
from app.operations import books, records, vault
from tests.scenarios.test_canaries import COMPLAINT, LOUD, PEOPLE
with paths.private_run():
    book = books.open_practice(Path(sys.argv[1]))
    opened = vault.unlock(book)
    for person in PEOPLE[:20]:
        texts = {"received_on": "2026-10-05", "way": "来信", "real_name": 1, "summary": LOUD}
        with book.change("录入") as writer:
            row = writer.save(COMPLAINT, texts)
        vault.put(opened, COMPLAINT, row, person)
    import tempfile
    handle = tempfile.NamedTemporaryFile(delete=False)
    handle.write(b"x")
    handle.flush()
    print("ready", flush=True)
    sys.stdin.read()
"""


def test_a17_nothing_can_be_read_in_the_data_folder_while_running_and_after_kill_9(
    book_path: Path, folder: Path, own_home: Path
) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(book_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
    )
    assert child.stdout is not None
    assert child.stdin is not None
    try:
        assert child.stdout.readline() == "ready\n"
        pattern = Words([*SECRETS, LOUD, "示例县", "张三"])
        running = readable(folder, pattern) | readable(own_home, pattern)
        files = {path.suffix for path in folder.iterdir()}
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdin.close()
        child.stdout.close()
    killed = readable(folder, pattern) | readable(own_home, pattern)
    left = list(paths.private_temp().glob("run-*/*"))

    with paths.private_run():
        wiped = [path for path in left if path.exists()]
        again = books.open_practice(book_path)
        opened = vault.unlock(again)

    # the key file of a practice book and the lock name people of the office, never who reported
    assert running == killed == {}
    assert ".mz-wal" in files
    assert len(left) == 1
    assert wiped == []
    assert again.count("complaint") == 20
    assert vault.check(opened) == []
    assert again.all("PRAGMA cipher_integrity_check") == []
    assert opened.file.connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
    assert vault.reveal(opened, COMPLAINT, 20, "联系核实") == PEOPLE[19]
    vault.close(opened)
    again.close()


def readable(folder: Path, words: Words) -> dict[str, set[bytes]]:
    """What can be read in a folder of data, but for the names of the office's own people in the key file."""
    found = hits(folder, words)
    return {place: seen for place, seen in found.items() if ".keys:" not in place}


def test_the_key_file_of_a_book_names_nobody_who_reported(book: Book) -> None:
    kept = book.path.with_name(f"{book.path.name}.keys").read_bytes()

    assert not Words(SECRETS).within(kept)
    assert list(layers("x", kept)) == [("x", kept)]
