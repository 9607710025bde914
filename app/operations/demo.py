"""The practice county and township: one call makes both books, their people, and a month's signed packet."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from app import disk
from app.domain.days import Period
from app.domain.faults import Refused
from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.marks import KEY_BYTES
from app.domain.options import BOOK_OPTIONS
from app.domain.rows import id_of, ids_of
from app.ledgers import ledger
from app.operations import (
    books,
    certificates,
    county_marks,
    identities,
    marks,
    monthly,
    packets,
    span_reports,
    vault,
)
from app.operations.demo_content import COUNTY_CLERK, COUNTY_HEAD, Content, county_content, township_content
from app.operations.demo_months import explain_month
from app.operations.demo_places import (
    CLERK,
    COUNTY,
    COUNTY_CODE,
    READER,
    SECRETARY,
    SHORT,
    TOWNSHIP,
    TOWNSHIP_CODE,
)
from app.operations.options import save_settings
from app.operations.unbegun import KNOWN_GROUPS
from app.storage.book import Book
from app.storage.core import BEIJING, BookInfo, system_clock
from app.storage.core import COUNTY as KIND_COUNTY
from app.storage.keyfile import NewUser, beside

if TYPE_CHECKING:
    from app.packet.certificates import Certificate

Progress = Callable[[int, int, str], None]
Ids = dict[tuple[str, int], int]
Signers = list[tuple[identities.Person, "Certificate"]]
Given = tuple[identities.County, bytes]  # the county that certifies, and its key for marks of payees
MAKING, MAKING_COUNTY = "making.mz", "making-county.mz"
_ENDINGS = ("-wal", "-shm", ".lock", ".seen", ".vault", ".keys", "")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_STEPS = 15
_WORTH_SAYING = 60  # rows; smaller registers are written in a moment


@dataclass(frozen=True)
class DemoPaths:
    """What was made: two books, who may open them, whom to trust, the packet as delivered and as built."""

    township: Path
    county: Path
    passwords: Path
    trust: Path
    stick: Path
    out: Path


class _Steps:
    """Counts what is done and says what comes next."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress, self._done = progress, 0

    def say(self, what: str) -> None:
        """The next step begins."""
        if self._progress:
            self._progress(self._done, _STEPS, what)
        self._done += 1

    def within(self, done: int, total: int, what: str) -> None:
        """How far a long step is."""
        if self._progress:
            self._progress(self._done - 1, _STEPS, f"上月上报包 {done}/{total} {what}".strip())


def make_demo(folder: Path, seed: int = 1, progress: Progress | None = None, *, today: date | None = None) -> DemoPaths:
    """Make the practice books in a folder; the same seed and day make the same rows.

    The township's book gets its name last, so that a half-made one is never taken for a whole one.

    Raises:
        Refused: The folder holds a book already; nothing was changed.
    """
    steps, made = _Steps(progress), _paths(folder)
    _clear(folder, made)
    day = today or system_clock().astimezone(BEIJING).date()
    people = _people(seed)
    try:
        steps.say("编写内容")
        content = township_content(seed, day)
        county = identities.make_practice_county(COUNTY, system_clock())
        key = secrets.token_bytes(KEY_BYTES)
        signers = _make_township(folder / MAKING, content, people["township"], day, made, steps, (county, key))
        steps.say("县级账套")
        _make_county(folder / MAKING_COUNTY, people["county"], day, (county, key), signers)
        _write_passwords(made.passwords, [*people["township"], *people["county"]])
    except BaseException:
        _take_away(folder, made)
        raise
    _rename(folder / MAKING_COUNTY, made.county)
    _rename(folder / MAKING, made.township)
    steps.say("完成")
    return made


def write_content(book: Book, content: Content, say: Callable[[str], None] = lambda what: None) -> Ids:
    """Write rows register by register, all as one step; gives the ids they got in the book."""
    for file in content.files.values():
        book.keep_file(file)
    ids = _ids_to_come(book, content)
    # Registers point to each other in circles: links are checked once, when all rows are there.
    with book.change("录入练习内容", kind="import") as writer:
        for key, rows in content.rows.items():
            if not rows:
                continue
            definition = ledger(key)
            if len(rows) >= _WORTH_SAYING:
                say(definition.title)
            for batch in _batches(definition, rows):
                given = writer.save_many(definition, [_placed(definition, row, ids) for row in batch])
                assert given == [ids[key, id_of(row, "id") or 0] for row in batch]
    return ids


def _ids_to_come(book: Book, content: Content) -> Ids:
    """The ids rows will get: a register gives them in order."""
    return {
        (key, id_of(row, "id") or 0): place
        for key, rows in content.rows.items()
        for place, row in enumerate(rows, book.last_id(key) + 1)
    }


def _batches(definition: LedgerDef, rows: list[Row]) -> Iterator[list[Row]]:
    """Rows in runs that do not link into themselves: a parent is written before what stands below it."""
    own = [link.key for link in definition.links if link.register == definition.key]
    batch: list[Row] = []
    waiting: set[int] = set()
    for row in rows:
        if any(target in waiting for key in own for target in ids_of(row, key)):
            yield batch
            batch, waiting = [], set()
        batch.append(row)
        waiting.add(id_of(row, "id") or 0)
    if batch:
        yield batch


def _placed(definition: LedgerDef, row: Row, ids: Ids) -> Row:
    """The row with its links pointing to rows of the book."""
    out = {key: value for key, value in row.items() if key != "id"}
    for link in definition.links:
        value = out.get(link.key)
        if isinstance(value, list):
            out[link.key] = [ids[link.register, target] for target in value]
        elif isinstance(value, int):
            out[link.key] = ids[link.register, value]
    if definition.points_at and row.get(definition.points_at[1]):
        register, place = definition.points_at
        out[place] = ids[str(row[register]), id_of(row, place) or 0]
    return out


def _make_county(path: Path, people: list[NewUser], day: date, given: Given, signers: Signers) -> None:
    county, key = given
    info = BookInfo(COUNTY, COUNTY_CODE, COUNTY, COUNTY[0], practice=True, kind=KIND_COUNTY)
    book = books.create_book(path, info, people, today=day)
    try:
        write_content(book, county_content(day))
        identities.keep_seal_key(book, county.seal)
        certificates.found_county(book, people[0].password, made=county)
        certificates.give_desk_keys(book, people[0].password, people[1].login, people[1].password)
        for person, cert in signers:
            certificates.register(book, TOWNSHIP_CODE, TOWNSHIP, person.role, person.name, cert, checked=True)
        county_marks.keep(book, county_marks.facts_of(key, book.now(), 1), key, county.seal.cert)
        book.index_pending()
    finally:
        book.close()


def _make_township(
    path: Path,
    content: Content,
    people: list[NewUser],
    day: date,
    made: DemoPaths,
    steps: _Steps,
    given: Given,
) -> Signers:
    county, key = given
    info = BookInfo(TOWNSHIP, TOWNSHIP_CODE, COUNTY, SHORT, practice=True)
    book = books.create_book(path, info, people, today=day)
    try:
        last = content.rows["progress"].pop()
        ids = write_content(book, content, steps.say)
        save_settings(book, {"group_sheets": BOOK_OPTIONS["group_sheets"].choices[KNOWN_GROUPS]})
        monthly.keep_as_sent(book)
        span_reports.keep_as_sent(book)
        explain_month(book, Period.of(day, "month").previous())
        # The last step is a small one: what 撤销 would take back first is one line and not a whole register.
        with book.change("录入整改进展") as writer:
            writer.save(ledger("progress"), _placed(ledger("progress"), last, ids))
        content.rows["progress"].append(last)
        _name_reporters(book)
        steps.say("检索目录")
        book.index_pending()
        steps.say("签名证书")
        signers = _enrol(book, people, made.trust, county)
        _load_mark_key(book, key)
        steps.say("上月上报包")
        _packet(book, people, day, made, steps)
        return signers
    finally:
        book.close()


def _load_mark_key(book: Book, key: bytes) -> None:
    """The county's key for marks of payees is here already, so that the first packet brings some."""
    from app.packet.mark_key import seal_key

    if own := identities.seal_key(book):
        marks.keep(book, county_marks.facts_of(key, book.now(), 1), seal_key(key, own.cert))


def _name_reporters(book: Book) -> None:
    """Somebody stands in the drawer of the first complaints by name, so that it can be practised to open it."""
    complaints = ledger("complaint")
    opened = vault.unlock(book)
    for number, row in enumerate(book.rows("complaint", real_name=1)[:3], 1):
        texts = {"name": f"练习举报人{number}", "phone": f"1390000000{number}", "checked": "电话核对过"}
        vault.put(opened, complaints, id_of(row, "id") or 0, texts)
    vault.close(opened)


def _enrol(book: Book, people: list[NewUser], trust: Path, county: identities.County) -> Signers:
    now = datetime.fromisoformat(book.now())
    signers = [
        identities.Person(user.login, user.role, user.name, user.password)
        for user in people
        if user.role in identities.SIGNING_ROLES
    ]
    return identities.enrol(book, county, signers, trust, now)


def _packet(book: Book, people: list[NewUser], day: date, made: DemoPaths, steps: _Steps) -> None:
    month = Period.of(day, "month").previous()
    made.out.mkdir(parents=True, exist_ok=True)
    made.stick.mkdir(parents=True, exist_ok=True)
    passwords = {user.login: user.password for user in people}
    packet = packets.build(book, month.key, made.out, passwords, progress=steps.within)
    packets.deliver(book, packet.path, made.stick, sealed=True)


def _people(seed: int) -> dict[str, list[NewUser]]:
    rng = Random(f"mingzhang/passwords/{seed}")

    def user(login: str, name: str, role: str) -> NewUser:
        return NewUser(login, name, role, "-".join("".join(rng.choices(_LETTERS, k=4)) for _ in range(3)))

    return {
        "township": [
            user("clerk", CLERK, "clerk"),
            user("secretary", SECRETARY, "secretary"),
            user("reader", READER, "reader"),
        ],
        "county": [
            user("county_clerk", COUNTY_CLERK, "clerk"),
            user("county_head", COUNTY_HEAD, "secretary"),
        ],
    }


def _write_passwords(path: Path, people: list[NewUser]) -> None:
    path.write_text("".join(f"{user.login} {user.password}\n" for user in people), "utf-8")
    path.chmod(0o600)


def _paths(folder: Path) -> DemoPaths:
    return DemoPaths(
        folder / "township.mz",
        folder / "county.mz",
        folder / "passwords.txt",
        folder / "trust",
        folder / "stick",
        folder / "out",
    )


def _clear(folder: Path, made: DemoPaths) -> None:
    """Refuse a folder that holds anything of those names; take away what an interrupted run has left there."""
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / MAKING).exists():  # it is made first, so nothing beside it was there before
        _take_away(folder, made)
    there = [path for path in (made.passwords, made.trust, made.stick, made.out) if path.exists()]
    if others := sorted([*folder.glob("*.mz"), *there]):
        raise Refused(
            f"文件夹“{folder}”里已有“{others[0].name}”。没有改动任何文件;请换一个空文件夹,或直接打开已有的账套。",
            "E-EXISTS",
        )


def _take_away(folder: Path, made: DemoPaths) -> None:
    for left in (made.trust, made.stick, made.out):
        shutil.rmtree(left, ignore_errors=True)
    made.passwords.unlink(missing_ok=True)
    if made.county.exists() and books.is_practice(made.county):
        _remove_book(made.county)
    _remove_book(folder / MAKING_COUNTY)
    _remove_book(folder / MAKING)


def _remove_book(path: Path) -> None:
    shutil.rmtree(beside(path, ".files"), ignore_errors=True)
    for ending in _ENDINGS:
        beside(path, ending).unlink(missing_ok=True)


def _rename(source: Path, target: Path) -> None:
    """Give a closed book its name: everything beside it first, the book itself last."""
    for ending in (".lock", ".seen"):
        beside(source, ending).unlink(missing_ok=True)
    for ending in (".vault", ".keys", ".files", ""):
        if beside(source, ending).exists():
            disk.rename(beside(source, ending), beside(target, ending))
