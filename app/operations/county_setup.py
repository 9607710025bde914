"""A new empty book for a county: its people, its root certificate and itself as the top of the units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.domain.faults import Fault, Refused
from app.ledgers.unit import UNITS
from app.operations import books, certificates, records, setup
from app.storage.book import Book
from app.storage.core import COUNTY, BookInfo
from app.storage.keyfile import NewUser

NEXT = (
    "下一步:在“单位”里录入各乡镇和代码(也可以从 Excel 导入),在“签名证书”里给各乡镇的经办人、审核人发证,"
    "再用“收包”接收上报包。根证书由第一个用户保管,密码请封存。"
)


@dataclass(frozen=True)
class MadeCounty:
    """What was made: the book, how many units it has, who may open it, and what comes next."""

    book: Path
    units: int
    users: tuple[str, ...]
    notice: str


def info_of(county: str, code: str) -> BookInfo:
    """Whose book it is.

    Raises:
        Refused: A name or a code is missing or cannot be written into the names of files.
    """
    faults = [
        Fault(key, f"{label}:不能为空", "E-REQUIRED")
        for key, label, text in (("county", "县名称", county), ("code", "县代码", code))
        if not text.strip()
    ]
    if code.strip() and not (code.isascii() and code.isalnum() and len(code) <= 20):
        faults.append(Fault("code", "县代码:只能是 20 位以内的字母和数字", "E-CODE"))
    if faults:
        raise Refused([*faults, Fault("", "没有建立账套。", faults[0].code)], faults[0].code)
    name = county.strip()
    return BookInfo(name, code.strip(), name, name[0], kind=COUNTY)


def init_county(
    path: Path,
    county: str,
    code: str,
    people: Sequence[NewUser],
    *,
    units: Path | None = None,
    today: date | None = None,
) -> MadeCounty:
    """Make a county's book with its root and close it again; when anything is refused, no file is left behind.

    Raises:
        Told: There is a book of that name, a password is weak, or the workbook of units has faults (all of them).
    """
    book = books.create_book(path, info_of(county, code), people, today=today)
    try:
        begin(book, people[0].password)
        if units is not None:
            setup.import_units(book, units)
        count = book.count("unit")
    except BaseException:
        book.close()
        setup.remove(path)
        raise
    books.close_book(book)
    books.remember_book(path)
    return MadeCounty(path, count, tuple(user.login for user in people), NEXT)


def begin(book: Book, password: str) -> None:
    """What every county's book begins with: the county as a unit, and its root under the first user's password."""
    records.save(book, UNITS, None, {"name": book.info.county, "kind": "县", "code": book.info.code})
    certificates.found_county(book, password)
