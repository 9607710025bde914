"""After a kill: does the book open, is it whole, is everything there that was shown as done?"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from app import paths
from app.domain.faults import Told
from app.operations import books, packets, records
from app.operations.books import Book
from app.storage.backup import check_backup
from tests.kills import journal
from tests.kills.journal import ANY, State
from tests.kills.office import TODAY, Office


class Found(NamedTuple):
    """What one kill did: how many acts had been shown, what of them is lost, and what is not whole."""

    shown: int
    lost: list[str]
    corrupt: list[str]


def names_of(book: Book) -> list[str]:
    """The units that count, in their order."""
    return [str(row["name"]) for row in book.rows("unit")]


def file_sum(path: Path) -> str:
    """The SHA-256 of a file."""
    return sha256(path.read_bytes()).hexdigest()


def look(office: Office, kind: str) -> Found:
    """Open the book as the clerk does next morning and compare it with what the journal says."""
    told = journal.read(office.journal)
    if told.mistake:
        return Found(told.acts, [], [told.mistake])
    try:
        book = _open(office, kind)
    except Told as error:
        return Found(told.acts, [], [f"打不开:{error.message}"])
    try:
        corrupt = [*book.check(), *book.warnings, *_half_files(office)]
        lost = list[str]()
        for subject in {**told.shown, **told.under_way}:
            try:
                now = _now(office, book, subject)
            except Told as error:
                now = error.message
            right = _allowed(told, subject)
            if now not in right and ANY not in right:
                lost.append(f"{subject}: 应为 {right},现在是 {now}")
    finally:
        book.close()
    return Found(told.acts, lost, corrupt + _goes_on(office, kind))


def _allowed(told: journal.Told, subject: str) -> list[State]:
    """What was shown last; of the act under way also what it was to become."""
    states = [told.shown.get(subject)]
    return [*states, told.under_way[subject]] if subject in told.under_way else states


def _open(office: Office, kind: str) -> Book:
    if kind == "packet":
        return books.open_practice(books.practice_township(office.practice), today=TODAY)
    return office.open()


def _now(office: Office, book: Book, subject: str) -> State:
    what, _, name = subject.partition("/")
    return _LOOKS[what](office, book, name)


def _unit(office: Office, book: Book, name: str) -> State:
    row = next((row for row in book.rows("unit", voided=None) if row["name"] == name), None)
    if row is None:
        return None
    return "voided" if row["voided"] else {"remark": row["remark"] or ""}


def _problem(office: Office, book: Book, description: str) -> State:
    row = next((row for row in book.rows("problem") if row["description"] == description), None)
    if row is None:
        return None
    kept = str(row["proof"] or "")
    return {"proof": sha256(records.file_bytes(book, kept[:64])).hexdigest() if kept else ""}


def _draft(office: Office, book: Book, name: str) -> State:
    return records.draft(book, name)


def _imported(office: Office, book: Book, _: str) -> State:
    return sum(str(row["description"]).startswith("导入的") for row in book.rows("problem"))


def _names(office: Office, book: Book, _: str) -> State:
    return names_of(book)


def _whole(office: Office, book: Book, path: str) -> State:
    try:
        return check_backup(Path(path)).book_id == book.info.book_id
    except Told as error:
        return error.message


def _packet(office: Office, book: Book, month: str) -> State:
    made = packets.packet_of(book, month)
    if made is None or made.state not in (packets.FINAL, packets.DELIVERED):
        return None
    return "signed" if packets.verify_own(book, made.path, office.practice / "trust").accepted else "not accepted"


def _stick(office: Office, book: Book, _: str) -> State:
    found = [path for path in office.stick.iterdir() if path.name.startswith("MZ_") and path.suffix != ".part"]
    return (
        all(packets.verify_own(book, path, office.practice / "trust").accepted for path in found) or None
        if found
        else None
    )


_LOOKS: dict[str, Callable[[Office, Book, str], State]] = {
    "unit": _unit,
    "problem": _problem,
    "draft": _draft,
    "imported": _imported,
    "names": _names,
    "whole": _whole,
    "packet": _packet,
    "stick": _stick,
}


def _half_files(office: Office) -> list[str]:
    """Files that bear the name of something finished and are not."""
    wrong = list[str]()
    for path in sorted(office.folder.rglob("*.mzb")):
        try:
            check_backup(path)
        except Told as error:
            wrong.append(error.message)
    for path in sorted(office.folder.rglob("*.zip")):
        if not zipfile.is_zipfile(path):
            wrong.append(f"半个文件:{path.name}")
    return wrong


def _goes_on(office: Office, kind: str) -> list[str]:
    """The day after ends as any other: the book is left with a backup, and no rubbish of the killed program stays."""
    if kind == "packet":
        return []
    try:
        book = _open(office, kind)
        wrong = list(book.warnings)
        books.close_book(book)
    except Told as error:
        return [error.message]
    folders = [paths.backups(), office.stick, office.book.parent, *office.stick.iterdir()]
    left = [path for folder in folders if folder.is_dir() for path in folder.iterdir() if _is_rubbish(path)]
    return wrong + [f"没有收拾:{path.name}" for path in left]


def _is_rubbish(path: Path) -> bool:
    return (
        path.suffix == ".part"
        or path.name.startswith((".check-", f".{path.stem.split('.')[0]}."))
        or (path.is_dir() and path.name.startswith("."))
    )
