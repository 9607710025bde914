"""县里模板: the county rules layouts, forms, wordings, limits and holidays in one signed file; townships load it.

A version holds everything the county rules. It is looked at before it is taken into use, an older one is refused, and
going back to the one before is an act of its own. Source: product F16, F17, G8, K11.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.faults import Refused, Told
from app.domain.text import clean
from app.operations import deadlines, identities, rights, template_kinds
from app.operations.county_archive import at_work
from app.storage import county_templates as kept
from app.storage.book import Book
from app.storage.county_templates import LEFT, USED, WAITING, Item, Version

if TYPE_CHECKING:
    from app.packet.county_file import ReadFile

__all__ = ["Item", "Version"]
MADE, FILE, RECEIPT = "made", "file", "receipt"


@dataclass(frozen=True)
class Change:
    """One line of what a version changes: the kind, what it is called, what was, what will be."""

    kind: str
    key: str
    title: str
    old: str
    new: str

    @property
    def words(self) -> str:
        """As one line."""
        return f"{self.kind} {self.title}:{self.old or '没有'} → {self.new or '不再规定'}"


@dataclass(frozen=True)
class Looked:
    """A version as it was read, before anything is taken into use.

    `changes` are its lines that differ from what this book does now, `same` how many do not; `known` says that this
    very version is in use already.
    """

    version: int
    number: str
    issued_on: str
    valid_from: str
    about: str
    signed_by: str
    changes: tuple[Change, ...]
    same: int
    known: bool = False

    @property
    def title(self) -> str:
        """第 3 版(示县纪模〔2026〕3号)."""
        return f"第 {self.version} 版({self.number})"


@dataclass(frozen=True)
class Taken:
    """A version that was taken into use: how many lines changed, how many limits of rows moved by it."""

    version: int
    changes: int
    moved: int
    valid_from: str
    again: bool = False

    @property
    def message(self) -> str:
        """What a clerk is told."""
        if self.again:
            return f"县里模板第 {self.version} 版以前已装入、正在用,没有改动。"
        moved = f"有 {self.moved} 条的时限随放假安排改动。" if self.moved else ""
        return f"已装入县里模板第 {self.version} 版,{self.changes} 项有变化,从 {self.valid_from} 起用。{moved}"


@dataclass(frozen=True)
class Line:
    """One version in the list: `state` in words, `tone` and `sign` its colour and shape."""

    head: Version
    state: str
    tone: str
    sign: str
    items: int


# --- at both sides


def lines(book: Book) -> list[Line]:
    """Every version that was issued or came in, the newest first."""
    now = book.ruled_by()
    return [_line(book, one, now) for one in kept.versions(book)]


def contents(book: Book, version: int) -> list[Change]:
    """What a version holds, in words."""
    return [
        Change(template_kinds.KINDS[one.kind].title, one.key, one.title, "", template_kinds.said(book, one))
        for one in kept.items(book, version)
    ]


def version_of(book: Book, version: int) -> Version:
    """One version.

    Raises:
        Refused: There is none of that number.
    """
    for one in kept.versions(book):
        if one.version == version:
            return one
    raise Refused(f"没有第 {version} 版模板。没有改动。", "E-TEMPLATE")


def go_back(book: Book, reason: str) -> int:
    """Take the version in use back; the one before counts again. Gives that one's number, 0 for none.

    Raises:
        Refused: No version is in use, no reason, or who acts may not.
    """
    _must_rule(book)
    if book.info.is_county:
        raise Refused("县里签发过的版次收不回来。没有改动;要改回去请签发新的一版。", "E-KIND")
    if not clean(reason):
        raise Refused("退回上一版要写明理由。没有改动。", "E-REASON")
    used = [one for one in kept.versions(book) if one.state == USED]
    if not used:
        raise Refused("现在没有在用的县里模板。没有改动。", "E-TEMPLATE")
    years = _years(kept.items(book, used[0].version))
    with book.change(f"退回县里模板第 {used[0].version} 版", clean(reason), kind="option") as writer:
        kept.set_state(book, used[0].version, LEFT)
        book.forget()
        if years:
            deadlines.count_anew(book, writer, years)
        writer.note("template.back", f"template/{used[0].version}", clean(reason))
    _settled(book, bool(years))
    return used[1].version if len(used) > 1 else 0


# --- at the township


def look(book: Book, path: Path) -> Looked:
    """Read a file and say what it would change; nothing is changed.

    Raises:
        Refused: It is older than what is held, another county's, or something in it cannot be used.
        Told: It is no such file, was changed, or is not signed by our county.
    """
    read = _read(book, path)
    return _looked(book, read.body, read.signed_by, _items(read), path.read_bytes())


def load(book: Book, path: Path) -> Taken:
    """Take a file in and into use, in one transaction: all of it or nothing.

    Raises:
        Told: See look; or who acts may not.
    """
    from app.operations import enrolment

    _must_rule(book)
    data, read = path.read_bytes(), _read(book, path)
    items = _items(read)
    found = _looked(book, read.body, read.signed_by, items, data)
    if found.known:
        return Taken(found.version, 0, 0, found.valid_from, again=True)
    with book.transaction():
        enrolment.take_trust(book, read.trust)
    head = head_of(read.body, read.signed_by, data, path.name, FILE, USED)
    return use(book, found, items, head, data)


def came_along(book: Book, data: bytes) -> str:
    """Put a version that came with a receipt aside to be looked at; gives the notice, "" where it is held already.

    It is signed by itself as well: what cannot be used is said and left alone, the receipt stands.
    """
    with at_work(book) as folder:
        path = folder / "templates.zip"
        path.write_bytes(data)
        try:
            read = _read(book, path)
            items = _items(read)
            version = read.body["version"]
            if version <= newest(book):
                return ""
            template_kinds.check_all(book, items)
        except Told as told:
            book.note("template.refused", "template/receipt", told.code)
            return f"随回执带来的县里模板没有装入:{told.message}"
    head = head_of(read.body, read.signed_by, data, "", RECEIPT, WAITING)
    with book.transaction():
        kept.add_version(book, head, data, items)
        book.note("template.came", f"template/{version}", read.body["number"])
    return f"随回执带来了县里模板第 {version} 版,还没有启用:请到“县里模板”看改动后启用。"


def waiting(book: Book) -> Version | None:
    """The version that came along and waits to be looked at; the newest where there are several."""
    newest = next(iter(kept.versions(book)), None)
    return newest if newest is not None and newest.state == WAITING else None


def look_kept(book: Book, version: int) -> Looked:
    """What a version that is kept here would change.

    Raises:
        Refused: There is none of that number, it is in use, or a newer one is held.
    """
    head = version_of(book, version)
    _refuse_older(book, version)
    items = kept.items(book, version)
    return _compared(book, head, items, known=head.state == USED)


def take(book: Book, version: int) -> Taken:
    """Take a version that is kept here into use: one that came along, or one that was gone back from.

    Raises:
        Refused: See look_kept; or who acts may not.
    """
    _must_rule(book)
    found = look_kept(book, version)
    if found.known:
        return Taken(version, 0, 0, found.valid_from, again=True)
    items = kept.items(book, version)
    template_kinds.check_all(book, items)
    return use(book, found, items)


# --- inside


def _must_rule(book: Book) -> None:
    rights.must_be(book, ("clerk", "secretary"), "县里模板由经办人或审核人装入、启用")


def _line(book: Book, one: Version, now: int) -> Line:
    items = len(kept.items(book, one.version))
    if one.state == WAITING:
        return Line(one, "等着启用", "yellow", "▲", items)
    if one.state == LEFT:
        return Line(one, "已退回", "grey", "–", items)
    if one.version == now:
        return Line(one, "正在用", "good", "√", items)
    if one.valid_from > book.today().isoformat():
        return Line(one, f"{one.valid_from} 起用", "blue", "◆", items)
    return Line(one, "用过", "grey", "–", items)


def _read(book: Book, path: Path) -> ReadFile:
    from app.packet.template import read_template
    from app.packet.trust import load_trust

    if book.info.is_county:
        raise Refused("这是县里的账套,模板在这里签发,由乡镇装入。没有改动。", "E-KIND")
    read = read_template(path, load_trust(identities.trust_folder(book)), datetime.fromisoformat(book.now()))
    if read.body["county"] != book.info.county:
        name = read.body["county"][:40]
        raise Refused(
            f"这是{name}的模板,本乡镇属于{book.info.county}。没有装入;请向{book.info.county}要。", "E-RECIPIENT"
        )
    return read


def _items(read: ReadFile) -> list[Item]:
    return [Item(one["kind"], one["key"], one["title"], read.files[one["file"]]) for one in read.body["items"]]


def _looked(book: Book, body: dict[str, Any], signed_by: str, items: Sequence[Item], data: bytes) -> Looked:
    version = body["version"]
    _refuse_older(book, version)
    held = next((one for one in kept.versions(book) if one.version == version), None)
    if held is not None and held.sha256 != _digest(data):
        book.note("template.fork", f"template/{version}", _digest(data)[:16])
        raise Refused(
            f"这份也写着第 {version} 版,内容却和已装入的第 {version} 版不一样。没有装入;请打电话问县里哪一份是对的。",
            "E-TEMPLATE",
        )
    template_kinds.check_all(book, items)
    head = held or Version(**head_of(body, signed_by, data, "", FILE, WAITING), at="", by="")
    return _compared(book, head, items, known=held is not None and held.state == USED)


def _refuse_older(book: Book, version: int) -> None:
    """No version goes in below one that was held, even where that one was gone back from."""
    if version < (held := newest(book)):
        there = version_of(book, held)
        book.note("template.old", f"template/{version}", f"已有第 {held} 版")
        raise Refused(
            f"这份模板是第 {version} 版,本账套已有第 {held} 版({there.issued_on} 签发)。没有装入,仍用现在的;"
            "请向县里要最新的一份。要退回上一版,请在“县里模板”里按“退回上一版”。",
            "E-OLDER",
        )


def _compared(book: Book, head: Version, items: Sequence[Item], *, known: bool) -> Looked:
    changes, same = [], 0
    for one in items:
        before = book.ruled(one.kind, one.key)
        old, new = template_kinds.now(book, one), template_kinds.said(book, one)
        if before == one.data or (before is None and one.kind == template_kinds.OPTION and old == new):
            same += 1
        else:
            changes.append(change_of(one, old, f"{new}(内容有改动)" if old == new else new))
    there = {(one.kind, one.key) for one in items}
    for one in kept.items(book, book.ruled_by()) if book.ruled_by() else ():
        if (one.kind, one.key) not in there:
            changes.append(change_of(one, template_kinds.said(book, one), ""))
    facts = (head.version, head.number, head.issued_on, head.valid_from, head.changes, head.signed_by)
    return Looked(*facts, tuple(changes), same, known)


def change_of(item: Item, old: str, new: str) -> Change:
    return Change(template_kinds.KINDS[item.kind].title, item.key, item.title, old, new)


def head_of(body: dict[str, Any], signed_by: str, data: bytes, file_name: str, way: str, state: str) -> dict[str, Any]:
    return {
        **{key: body[key] for key in ("version", "number", "issued_on", "valid_from", "changes")},
        "signed_by": signed_by,
        "sha256": _digest(data),
        "way": way,
        "state": state,
        "file_name": file_name,
    }


def use(
    book: Book, found: Looked, items: Sequence[Item], head: dict[str, Any] | None = None, data: bytes = b""
) -> Taken:
    """One transaction: the version is kept and counts, and the limits its holidays move are counted anew."""
    years = _years(items)
    with book.change(f"启用县里模板第 {found.version} 版", kind="option") as writer:
        if head is not None and not _has(book, found.version):
            kept.add_version(book, head, data, items)
        kept.set_state(book, found.version, USED)
        book.forget()
        moved = deadlines.count_anew(book, writer, years) if years else 0
        writer.note("template.use", f"template/{found.version}", found.number)
    _settled(book, bool(years))
    return Taken(found.version, len(found.changes), moved, found.valid_from)


def _settled(book: Book, years: bool) -> None:
    book.forget()
    if years:
        book.rebuild_waiting()


def _has(book: Book, version: int) -> bool:
    return any(one.version == version for one in kept.versions(book))


def _years(items: Iterable[Item]) -> list[int]:
    plans = [one for one in items if one.kind == template_kinds.CALENDAR]
    return sorted({year for one in plans for year in template_kinds.years_of(one)})


def newest(book: Book) -> int:
    """The newest version that was ever here, in use or not."""
    return max((one.version for one in kept.versions(book)), default=0)


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()
