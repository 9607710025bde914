"""A new empty book for a real township: its people, its county and itself as units, and keys to practise with."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from app import paths
from app.domain.faults import Fault, Refused
from app.ledgers.unit import UNITS
from app.operations import books, identities, imports, records, sheets
from app.storage.book import Book
from app.storage.core import BookInfo
from app.storage.keyfile import NewUser, beside

ENDING = ".mz"
NOTICE = (
    "签名证书暂由本机的练习县签发:生成的上报包都标“练习”,县里不会当作正式上报包接收。"
    "县里签发正式证书并装入后,这个标志才会去掉。"
)
_ROLES = ("clerk", "secretary")
_FOLLOWING = "reader"


@dataclass(frozen=True)
class Place:
    """Whose book is made. `short` is the 文号代字; the first character of the township's name where it is ""."""

    township: str
    code: str
    county: str
    short: str = ""


@dataclass(frozen=True)
class Made:
    """What was made: the book, its trust folder, how many units it has, and what the clerk should know."""

    book: Path
    trust: Path
    units: int
    users: tuple[str, ...]
    notice: str


def default_path(township: str) -> Path:
    """Where the book of a township is made when no file is named."""
    return paths.books() / f"{sheets.safe_name(township)}{ENDING}"


def people_from(passwords: Sequence[tuple[str, str]]) -> list[NewUser]:
    """The people of a new book, by the lines of a password file: clerk, secretary, then readers.

    Raises:
        Refused: Fewer than two people, or one of them twice.
    """
    if len(passwords) < len(_ROLES):
        raise Refused(
            "新账套要有两个人:密码文件第一行是经办人,第二行是审核人(每行“用户名 密码”)。没有建立账套。", "E-TWO-PEOPLE"
        )
    if len({login for login, _ in passwords}) < len(passwords):
        raise Refused("密码文件里有重复的用户名,经办人和审核人必须是两个人。没有建立账套。", "E-TWO-PEOPLE")
    roles = [*_ROLES, *[_FOLLOWING] * (len(passwords) - len(_ROLES))]
    return [NewUser(login, login, role, password) for role, (login, password) in zip(roles, passwords, strict=True)]


def init(
    path: Path, place: Place, people: Sequence[NewUser], *, units: Path | None = None, today: date | None = None
) -> Made:
    """Make a new empty book and close it again; when anything is refused, no file is left behind.

    Raises:
        Told: There is a book of that name, a password is weak, or the workbook of units has faults (all of them).
    """
    refuse_nonsense(place)
    short = place.short or place.township[0]
    info = BookInfo(place.township, place.code, place.county, short)
    trust = path.parent / "trust"
    if trust.exists():  # a packet made here would be checked against the other book's people
        raise Refused(
            f"文件夹“{path.parent}”里已有另一个账套的信任资料(trust)。没有建立账套;请把新账套放在自己的文件夹里。",
            "E-EXISTS",
        )
    book = books.create_book(path, info, people, today=today)
    try:
        count = _fill(book, place, short, units)
        _certify(book, people, trust)
    except BaseException:
        book.close()
        _take_away(path, trust)
        raise
    books.close_book(book)
    books.remember_book(path)
    return Made(path, trust, count, tuple(user.login for user in people), NOTICE)


def refuse_nonsense(place: Place) -> None:
    """Say what is missing or cannot stand in names of files.

    Raises:
        Refused: All of it.
    """
    faults = [
        Fault(key, f"{label}:不能为空", "E-REQUIRED")
        for key, label, text in (
            ("township", "乡镇名称", place.township),
            ("code", "乡镇代码", place.code),
            ("county", "县名称", place.county),
        )
        if not text.strip()
    ]
    if place.code.strip() and not (place.code.isascii() and place.code.isalnum() and len(place.code) <= 20):
        faults.append(Fault("code", "乡镇代码:只能是 20 位以内的字母和数字,它会写进上报包的文件名", "E-CODE"))
    if faults:
        raise Refused([*faults, Fault("", "没有建立账套。", faults[0].code)], faults[0].code)


def begin(book: Book) -> None:
    """What every township's book begins with: its county and itself as units."""
    info = book.info
    _places(book, Place(info.township, info.code, info.county, info.short))


def _fill(book: Book, place: Place, short: str, units: Path | None) -> int:
    _places(book, Place(place.township, place.code, place.county, short))
    if units is not None:
        import_units(book, units)
    return book.count("unit")


def _places(book: Book, place: Place) -> None:
    records.save(book, UNITS, None, {"name": place.county, "kind": "县"})
    township = {"name": place.township, "kind": _kind(place.township), "parent": place.county, "short": place.short}
    records.save(book, UNITS, None, {**township, "code": place.code})


def import_units(book: Book, units: Path) -> None:
    """Bring the units of a new book in from a workbook.

    Raises:
        Refused: It has faults: all of them.
    """
    done = imports.run_import(book, UNITS, [units])
    if done.batch is None:
        where = [Fault("", f"{f.sheet}第{f.row}行 {f.message}", f.code, f.suggestion) for f in done.faults]
        raise Refused([*where, Fault("", "单位表有误,没有建立账套。请改好后重新运行。", "E-IMPORT")], "E-IMPORT")


def _kind(township: str) -> str:
    return "街道" if township.endswith(("街道", "街道办事处")) else "场" if township.endswith("场") else "乡镇"


def _certify(book: Book, people: Sequence[NewUser], trust: Path) -> None:
    now = datetime.fromisoformat(book.now())
    county = identities.make_practice_county(book.info.county, now)
    signers = [identities.Person(p.login, p.role, p.name, p.password) for p in people if p.role in _ROLES]
    identities.enrol(book, county, signers, trust, now)


def _take_away(path: Path, trust: Path) -> None:
    remove(path)
    shutil.rmtree(trust, ignore_errors=True)


def remove(path: Path) -> None:
    """Take a book away that was not made to its end."""
    for ending in ("", "-wal", "-shm", ".vault", ".keys", ".lock", ".seen"):
        beside(path, ending).unlink(missing_ok=True)
    shutil.rmtree(beside(path, ".files"), ignore_errors=True)
