"""The county's key for marks of payees: made, sealed to each township, and whose packets came with which key."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.faults import Refused
from app.domain.marks import KEY_BYTES, key_id
from app.operations import county_desk, county_files, county_units
from app.operations.identities import Passwords
from app.storage.book import Book
from app.storage.marks import KeptMark, MarkedPacket, last_marked, replace_marks

if TYPE_CHECKING:
    from app.operations.county_rows import Record
    from app.packet.certificates import Certificate
    from app.packet.contents import Contents

KEYS, SEALS, SENT = "marks:keys", "marks:seals", "marks:sent"
NO_SEAL = "还没有它的封装证书:请先收、合并它用本版程序报的一个上报包"


@dataclass(frozen=True)
class Handed:
    """A key that was written for one township."""

    township: str
    name: str
    path: Path


@dataclass(frozen=True)
class Round:
    """What came of handing out: the key's name and year, the files, and the townships that got none, with why."""

    key: str
    year: str
    written: tuple[Handed, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class State:
    """How far a township is with the key: `code` for scripts ("" where its marks are compared), `told` in words."""

    township: str
    name: str
    code: str
    told: str
    marks: int
    sent_at: str


# --- what packets bring


def take_in(
    book: Book, number: int, township: str, contents: Contents, records: Mapping[str, Sequence[Record]]
) -> None:
    """Keep the marks of a packet that is being merged, and to what its township may be sealed something.

    Raises:
        PacketFault: They are not as they should be.
    """
    came = contents.marks()
    kept = None if came is None else [_kept(township, one) for one in came]
    replace_marks(book, number, township, {key: [row["id"] for row in some] for key, some in records.items()}, kept)
    if pem := contents.seal_certificate():
        book.keep(SEALS, {**(book.kept(SEALS) or {}), township: pem.decode("ascii")})


def _kept(township: str, one: Any) -> KeptMark:
    mark = bytes.fromhex(one.mark)
    return KeptMark(township, one.register, one.row, one.line, one.seq, one.kind, one.basis, mark, one.key, one.amount)


# --- the key


def keys(book: Book) -> list[dict[str, Any]]:
    """The keys this county made, the newest first: name, year, when; each sealed to the county itself."""
    return [dict(one) for one in reversed(book.kept(KEYS) or [])]


def hand_out(
    book: Book, folder: Path, passwords: Passwords, *, new: bool = False, townships: Iterable[str] = ()
) -> Round:
    """Write the key to a folder or stick, one file for each township, signed, sealed to it, read back and compared.

    Args:
        book: The county's book.
        folder: Where to.
        passwords: For the keys that sign and open.
        new: Make another key first; marks made with the one before are not compared with those made from now on.
        townships: Codes of those that are to get it; all, where none is named.

    Raises:
        Refused: It is no county's book, or no township's certificate is known.
        Told: The password is wrong or not at hand, the key cannot be opened any more, or the drive failed.
    """
    county_desk.must_be_county(book)
    wanted = set(townships)
    places = [(code, name) for code, name, _ in county_units.townships(book) if not wanted or code in wanted]
    seals = book.kept(SEALS) or {}
    ready = [one for one in places if one[0] in seals]
    if not ready:
        raise Refused(f"没有可以发的乡镇:{NO_SEAL}。没有写出任何文件。", "E-NO-SEAL")
    signing = county_desk.signer(book, passwords), county_desk.trust_of(book)
    facts, key = _key(book, passwords, new=new)
    written = tuple(_write(book, place, seals[place[0]], (facts, key), folder, signing) for place in ready)
    return Round(facts["key"], facts["year"], written, tuple(name for code, name in places if code not in seals))


def _key(book: Book, passwords: Passwords, *, new: bool) -> tuple[dict[str, Any], bytes]:
    """The newest key, opened; another one where it is wished or there is none."""
    from app.packet.faults import PacketFault
    from app.packet.mark_key import open_key

    known = keys(book)
    if new or not known:
        return _new_key(book)
    own = county_desk.opener(book, passwords)
    try:
        if own is None:
            raise PacketFault("E-RECIPIENT")
        return known[0], open_key(bytes.fromhex(known[0]["sealed"]), own, known[0]["key"])
    except PacketFault as lost:
        raise Refused(
            f"{known[0]['year']}年的比对密钥用现在的开封密钥打不开了(县里换过开封密钥)。没有写出任何文件;"
            "请换新密钥,发给所有乡镇;换以后的标记和以前的不能互相比。",
            "E-KEY",
        ) from lost


def _new_key(book: Book) -> tuple[dict[str, Any], bytes]:
    recipient = county_desk.trust_of(book).seal
    if recipient is None:
        raise Refused("本县还没有开封用的证书,不能保管比对密钥。没有写出任何文件;请先在“证书登记”里办理。", "E-NO-SEAL")
    key = secrets.token_bytes(KEY_BYTES)
    facts = facts_of(key, book.now(), len(book.kept(KEYS) or []) + 1)
    keep(book, facts, key, recipient)
    return facts, key


def facts_of(key: bytes, now: str, serial: int) -> dict[str, Any]:
    """What is told of a key: its name, for which year and when it was made, and which it is of this county."""
    return {"key": key_id(key), "year": now[:4], "issued_at": now, "serial": serial}


def keep(book: Book, facts: Mapping[str, Any], key: bytes, recipient: Certificate) -> None:
    """Keep a key of this county, sealed to itself: whoever opens packets may hand it out, nobody else reads it."""
    from app.packet.mark_key import seal_key

    with book.transaction():
        book.keep(KEYS, [*(book.kept(KEYS) or []), {**facts, "sealed": seal_key(key, recipient).hex()}])
        book.note("marks.key", f"key/{facts['key']}", facts["year"])


def _write(
    book: Book,
    place: tuple[str, str],
    pem: str,
    told: tuple[Mapping[str, Any], bytes],
    folder: Path,
    signing: tuple[Any, Any],
) -> Handed:
    from app.packet.mark_key import file_name, write_key

    (code, name), (facts, key), recipient = place, told, _recipient(pem)
    body = {
        "township": code,
        "township_name": name,
        "county": book.info.county,
        "county_code": book.info.code,
        "issued_at": facts["issued_at"],
        "year": facts["year"],
        "serial": facts["serial"],
    }
    path = county_files.write_for(
        book, code, folder, lambda target, now: write_key(target, body, key, recipient, *signing, now), file_name
    )
    with book.transaction():
        book.keep(SENT, {**(book.kept(SENT) or {}), code: {"key": facts["key"], "at": book.now()}})
        book.note("marks.hand", f"key/{facts['key']}", code)
    return Handed(code, name, path)


def _recipient(pem: str) -> Certificate:
    from app.packet.marks import seal_certificate

    return seal_certificate(pem.encode())


# --- how far the townships are


def states(book: Book) -> list[State]:
    """Of every township: whether its marks are compared, and if not why, in the order of the county's tree.

    Raises:
        Refused: This is no county's book.
    """
    county_desk.must_be_county(book)
    made, last = keys(book), last_marked(book)
    sent, seals = book.kept(SENT) or {}, book.kept(SEALS) or {}
    found = []
    for code, name, _ in county_units.townships(book):
        given = sent.get(code, {})
        word, told = _said(made, last.get(code), given, known=code in seals)
        count = max(last[code].marks, 0) if code in last else 0
        found.append(State(code, name, word, told, count, str(given.get("at", ""))[:10]))
    return found


def _said(
    made: Sequence[Mapping[str, Any]], last: MarkedPacket | None, given: Mapping[str, str], *, known: bool
) -> tuple[str, str]:
    days = {one["key"]: str(one["issued_at"])[:10] for one in made}
    if last is None:
        return "E-NO-PACKET", "还没有收过它用本版程序报的包"
    if last.marks < 0:
        if not given:
            return "E-NO-KEY", "没有带比对标记:还没有发给它密钥" if known else f"没有带比对标记;{NO_SEAL}"
        return "E-NO-KEY", "没有带比对标记:密钥已发,乡镇还没有装入,或装入后还没有报包"
    if not last.marks:
        return "", "本期没有可以比对的收款人"
    if last.key_id not in days:
        return "E-MARK-KEY", "用的不是本县发的密钥,它的标记不比对;请重新发给它密钥"
    if last.key_id != made[0]["key"]:
        return "E-OLD-KEY", f"还用旧密钥({days[last.key_id]} 生成),和用新密钥的乡镇不能互相比;请把新密钥发给它"
    return "", f"已带比对标记 {last.marks} 条"
