"""The work that gets killed, kind by kind, through the operations the window and the commands call."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date

from app import paths
from app.ledgers import ledger
from app.operations import backups, books, imports, packets, records, users
from app.operations.books import Book
from tests.kills.journal import Journal
from tests.kills.looking import file_sum, names_of
from tests.kills.office import FOUND, IMPORTED, Office

UNIT, PROBLEM = ledger("unit"), ledger("problem")
MONTH, AFTER = "2026-11", date(2026, 12, 2)  # the month that is reported, and a day after it


def entry(office: Office, journal: Journal) -> None:
    """Rows entered, changed, undone, voided, with drafts and files between them, until killed."""
    book = office.open()
    proof = office.folder / "收据.txt"
    for number in itertools.count(1):
        name = f"第{number}村"
        with journal.act({f"unit/{name}": {"remark": ""}}):
            unit = records.save(book, UNIT, None, {"name": name, "kind": "村"}).id
        with journal.act({f"unit/{name}": {"remark": "改过"}}):
            records.save(book, UNIT, unit, {"remark": "改过"})
        _draft(book, journal, {**FOUND, "description": f"第{number}件,还没写完"})
        if number % 2:
            with journal.act({f"unit/{name}": {"remark": ""}}):
                records.undo(book)
        what = f"第{number}件没有公开"
        with journal.act({f"problem/{what}": {"proof": ""}, "draft/problem:new": None}):
            problem = records.save(book, PROBLEM, None, {**FOUND, "description": what}).id
            records.drop_draft(book, "problem:new")
        proof.write_text(f"收到第 {number} 笔", "utf-8")
        with journal.act({f"problem/{what}": {"proof": file_sum(proof)}}):
            records.add_file(book, PROBLEM, problem, "proof", proof)
        if not number % 3:
            with journal.act({f"unit/{name}": "voided"}):
                records.void(book, UNIT, unit, "重复登记")


def _draft(book: Book, journal: Journal, texts: dict[str, str]) -> None:
    with journal.act({"draft/problem:new": texts}):
        records.keep_draft(book, "problem:new", texts)


def import_(office: Office, journal: Journal) -> None:
    """A workbook comes in and is taken back by one undo, again and again: always all of it or nothing."""
    book = office.open()
    journal.shown({"imported": 0})
    while True:
        with journal.act({"imported": IMPORTED}):
            done = imports.run_import(book, PROBLEM, [office.workbook])
        assert done.added == IMPORTED, done
        with journal.act({"imported": 0}):
            records.undo(book)


def packet(office: Office, journal: Journal) -> None:
    """The month's packet: made, signed by both, sealed, written to the stick."""
    book = books.open_practice(books.practice_township(office.practice), today=AFTER)
    made = packets.packet_of(book, MONTH)
    if made is None or made.state not in (packets.FINAL, packets.DELIVERED):
        with journal.act({f"packet/{MONTH}": "signed"}):
            made = packets.build(book, MONTH, office.folder / "out", users.practice_passwords(book))
    with journal.act({f"packet/{MONTH}": "signed", "stick": True}):
        packets.deliver(book, made.path, office.stick, sealed=True)
    book.close()


def backup(office: Office, journal: Journal) -> None:
    """A row, then the book is left with its backup here and on the stick, again and again."""
    for number in itertools.count(1):
        book = office.open()
        name = f"第{number}村"
        with journal.act({f"unit/{name}": {"remark": ""}}):
            records.save(book, UNIT, None, {"name": name, "kind": "村"})
        if number % 2:
            out = paths.backups()
            with journal.act({}):
                made = backups.back_up(book, out).path
            journal.shown({f"whole/{made}": True})
        made = books.close_book(book)
        journal.shown({f"whole/{made}": True})


def restore(office: Office, journal: Journal) -> None:
    """The earlier backup is brought back, and that is undone, again and again: one of the two books is there."""
    (earlier,) = backups.list_backups(office.book)
    book = office.open()
    later = names_of(book)
    book.close()
    before = [name for name in later if name != "后来的村"]
    journal.shown({"names": later})
    while True:
        with journal.act({"names": before}):
            done = backups.restore(earlier.path, office.book)
        assert done.kept_aside is not None
        with journal.act({"names": later}):
            backups.restore(done.kept_aside, office.book)


def migration(office: Office, journal: Journal) -> None:
    """A book of an earlier release is opened: backed up, brought up to date, and worked on."""
    with journal.act({f"unit/第{number}村": {"remark": ""} for number in range(20)}):
        book = office.open()
    journal.shown({f"whole/{made.path}": True for made in backups.list_backups(office.book)})
    for number in itertools.count(1):
        with journal.act({f"unit/新{number}村": {"remark": ""}}):
            records.save(book, UNIT, None, {"name": f"新{number}村", "kind": "村"})


WORKS: dict[str, Callable[[Office, Journal], None]] = {
    "entry": entry,
    "import": import_,
    "packet": packet,
    "backup": backup,
    "restore": restore,
    "migration": migration,
}
