"""县里模板 at the county: the next version is put together, signed, written, and sent along with receipts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import app
from app import disk
from app.domain.days import Period
from app.domain.faults import Refused
from app.domain.text import clean
from app.operations import county_desk, county_units, template_kinds
from app.operations import county_templates as templates
from app.operations.county_archive import at_work
from app.operations.county_templates import MADE
from app.operations.identities import Passwords
from app.storage import county_templates as kept
from app.storage.book import Book
from app.storage.county_templates import DRAFT, USED, Item

MOST_IN_RECEIPT = 1 << 20
_BEGUN = "template:draft"
_MERGED = ("merged", "returned")


@dataclass(frozen=True)
class Made:
    """A version the county signed, and the file that was written."""

    version: int
    items: int
    path: Path
    rides: bool
    """Whether it is small enough to go along with receipts."""


@dataclass(frozen=True)
class Holder:
    """A township with the version its last packet was made with; "" and 0 where it says none."""

    code: str
    name: str
    month: str
    version: int
    old: bool

    @property
    def words(self) -> str:
        """In a cell."""
        if not self.month:
            return "还没有包"
        if not self.version:
            return "还没有装入" if self.old else ""
        return f"第 {self.version} 版{'(旧)' if self.old else ''}"


def draft(book: Book) -> list[templates.Change]:
    """What the next version holds so far: what is in force, what it will be."""
    _begin(book)
    last = templates.newest(book)
    now = {(one.kind, one.key): one for one in (kept.items(book, last) if last else ())}
    found = []
    for one in kept.items(book, DRAFT):
        before = now.pop((one.kind, one.key), None)
        old = template_kinds.said(book, before) if before else ""
        found.append(templates.change_of(one, old, _told(book, one, before)))
    gone = [templates.change_of(one, template_kinds.said(book, one), "") for one in now.values()]
    return sorted([*found, *gone], key=lambda one: one.old == one.new)  # what differs stands first


def draft_items(book: Book) -> list[Item]:
    """The things themselves."""
    _begin(book)
    return kept.items(book, DRAFT)


def add(book: Book, items: Iterable[Item]) -> int:
    """Put things into the next version; one of the same kind and name is replaced. Gives how many.

    Raises:
        Refused: It is no county's book, or something cannot be used.
    """
    county_desk.must_be_county(book)
    made = list(items)
    for one in made:
        template_kinds.check(book, one)
    _begin(book)
    with book.transaction():
        kept.put_items(book, DRAFT, made)
    return len(made)


def drop(book: Book, kind: str, key: str) -> None:
    """Take one thing out of the next version: the county does not rule it any more."""
    county_desk.must_be_county(book)
    _begin(book)
    with book.transaction():
        kept.drop_items(book, DRAFT, kind, key)


def put_back(book: Book, kind: str, key: str) -> None:
    """Put one thing back into the next version as the last one holds it."""
    county_desk.must_be_county(book)
    last = templates.newest(book)
    found = [one for one in (kept.items(book, last, kind) if last else ()) if one.key == key]
    with book.transaction():
        kept.put_items(book, DRAFT, found)


def give_up(book: Book) -> None:
    """Begin the next version anew from the one that was issued last."""
    county_desk.must_be_county(book)
    with book.transaction():
        kept.drop_items(book, DRAFT)
        book.keep(_BEGUN, None)
    _begin(book)


def next_version(book: Book) -> int:
    """The number the next version gets."""
    return templates.newest(book) + 1


def make(
    book: Book,
    number: str,
    about: str,
    folder: Path,
    passwords: Passwords,
    *,
    valid_from: date | None = None,
    version: int | None = None,
) -> Made:
    """Sign the next version and write it to a folder or stick, read back and compared; it counts here too.

    Args:
        book: The county's book.
        number: Its document number, as it is quoted on paper.
        about: What changed, in plain words: what every township reads before it takes it into use.
        folder: Where to.
        passwords: Of whoever keeps the key that signs.
        valid_from: The day it counts from, today where none is said.
        version: Another number than the next one, for a county that lost its book.

    Raises:
        Refused: It is no county's book, words are missing, nothing is in it, or something cannot be used.
        Told: The password is wrong or not at hand, or the drive failed; then nothing was issued.
    """
    county_desk.must_be_county(book)
    items, wanted = draft_items(book), next_version(book) if version is None else version
    number, about = clean(number), about.strip()
    since = valid_from or book.today()
    _refuse_unready(book, items, number, about, wanted, since)
    signer, trust = county_desk.signer(book, passwords), county_desk.trust_of(book)
    body = _body(book, items, wanted, number, about, since)
    with at_work(book) as temporary:
        source = _signed(book, temporary, body, items, signer, trust)
        data = source.read_bytes()
        path = _deliver(source, folder)
    found = templates.Looked(
        wanted, number, body["issued_on"], since.isoformat(), about, signer.name, tuple(draft(book)), 0
    )
    head = templates.head_of(body, signer.name, data, path.name, MADE, USED)
    templates.use(book, found, items, head, data)
    with book.transaction():
        book.keep(_BEGUN, None)
        kept.drop_items(book, DRAFT)
    return Made(wanted, len(items), path, len(data) <= MOST_IN_RECEIPT)


def write_again(book: Book, version: int, folder: Path) -> Path:
    """Write a version that was signed once more, byte for byte, read back and compared.

    Raises:
        Refused: There is none of that number.
        Told: The drive failed.
    """
    head = templates.version_of(book, version)
    name = head.file_name or f"TPL_v{version}.zip"
    with at_work(book) as temporary:
        source = temporary / name
        source.write_bytes(kept.file_of(book, version))
        path = _deliver(source, folder)
    book.note("template.write", f"template/{version}", path.name)
    return path


def for_receipt(book: Book, township: str) -> bytes | None:
    """The newest version to go along with a township's receipt, None where it has it or it is too large."""
    newest = next((one for one in kept.versions(book) if one.state == USED), None)
    if newest is None:
        return None
    _, told = kept.told_by_townships(book, _MERGED).get(township, ("", 0))
    data = kept.file_of(book, newest.version)
    return data if told < newest.version and len(data) <= MOST_IN_RECEIPT else None


def holders(book: Book) -> list[Holder]:
    """Every township with the version its last packet was made with; one that does not count yet is not missed."""
    told, now = kept.told_by_townships(book, _MERGED), book.ruled_by()
    found = []
    for code, name, _ in county_units.townships(book):
        month, version = told.get(code, ("", 0))
        old = bool(month) and version < now
        found.append(Holder(code, name, Period.parse(month).title if month else "", version, old))
    return found


# --- inside


def _told(book: Book, item: Item, before: Item | None) -> str:
    new = template_kinds.said(book, item)
    same = before is not None and template_kinds.said(book, before) == new and before.data != item.data
    return f"{new}(内容有改动)" if same else new


def _begin(book: Book) -> None:
    """The next version begins with what the last one holds."""
    if book.kept(_BEGUN):
        return
    with book.transaction():
        if newest := templates.newest(book):
            kept.put_items(book, DRAFT, kept.items(book, newest))
        book.keep(_BEGUN, True)


def _refuse_unready(book: Book, items: Sequence[Item], number: str, about: str, version: int, since: date) -> None:
    from app.packet.template import MOST_VERSION

    if not items:
        raise Refused("模板里还没有内容。没有签发;请先加入表样、时限或放假安排。", "E-TEMPLATE")
    if not number or not about:
        raise Refused("请写明文号,和这一版改了什么(乡镇启用前要看)。没有签发。", "E-TEMPLATE")
    if not next_version(book) <= version <= MOST_VERSION:
        raise Refused(f"版次应是 {next_version(book)} 或更大的整数。没有签发。", "E-TEMPLATE")
    if since.year > book.today().year + 1:
        raise Refused("起用日期太远,最迟到明年年底。没有签发;请核对日期。", "E-TEMPLATE")
    template_kinds.check_all(book, items)


def _body(book: Book, items: Sequence[Item], version: int, number: str, about: str, since: date) -> dict[str, Any]:
    return {
        "county": book.info.county,
        "county_code": book.info.code,
        "number": number[:60],
        "changes": about[:2000],
        "issued_on": book.today().isoformat(),
        "valid_from": since.isoformat(),
        "version": version,
        "app_version": app.__version__,
        "items": [
            {"kind": one.kind, "key": one.key, "title": one.title, "file": f"{at:04d}.bin"}
            for at, one in enumerate(items, 1)
        ],
    }


def _signed(book: Book, folder: Path, body: dict[str, Any], items: Sequence[Item], signer: Any, trust: Any) -> Path:
    from app.packet.template import file_name, write_template

    files = {one["file"]: item.data for one, item in zip(body["items"], items, strict=True)}
    now = datetime.fromisoformat(book.now())
    signed = write_template(folder / "signed.zip", body, files, signer, trust, now)
    target = signed.with_name(file_name(book.info.code, body["version"], signed.read_bytes()))
    disk.rename(signed, target)
    return target


def _deliver(source: Path, folder: Path) -> Path:
    from app.packet.delivery import deliver

    return deliver(source, folder).path
