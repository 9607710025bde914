"""What an old ledger says in habits of its own: 同上, merged cells, full-width digits, days of a year left out.

Each finding names the cell and the right form. Nothing here changes a cell: the clerk takes a form over, or not.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from operator import getitem

from app.domain.days import month_end
from app.domain.faults import Fault
from app.domain.fields import Choice, Count, Day, Field, Link, LongText, Money, Reading, Text
from app.domain.identity import check_digit
from app.domain.ledger import LedgerDef
from app.domain.remembered import Remembered, picker
from app.domain.text import half_width
from app.intake.habits import LETTERS, SAME, SHORT
from app.intake.workbook import TextTable
from app.operations.import_columns import Columns, header_of
from app.storage.book import Book

DITTO, MERGED, YEAR, FORM = "E-DITTO", "E-MERGED", "E-YEAR", "E-FORM"
HARMLESS = frozenset({DITTO, MERGED, YEAR, FORM})  # these say nothing that does not stand in the workbook already
SUM, DAMAGED = "E-SUM", "E-DAMAGED"
_MOST_NAMES = 2_000
_POWER = re.compile(r"\d(\.\d+)?E\+\d{2}", re.IGNORECASE)
_NUMBERS = re.compile(r"(?<!\d)\d{15}000(?!\d)")
_CJK = "\u3400-\u9fff"
# What has a better form: in days, sums and counts, in names and choices, in free words, where "，" is right.
_ODD = re.compile(r"[\uff01-\uff5e\s]|E\+|000")
_ODD_NAMES = re.compile(rf"[\uff01-\uff5e\u3000\xa0]|[{_CJK}]\s+[{_CJK}]")
_ODD_WORDS = re.compile(rf"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u3000\xa0]|[{_CJK}]\s+[{_CJK}]|[Ee]\+|000")
_INNER = re.compile(rf"(?<=[{_CJK}])[ \u3000\xa0]+(?=[{_CJK}])")
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_YEAR = re.compile(r"(19|20)\d\d")
_NO_YEAR = re.compile(r"(\d{1,2})(?:[-./月](\d{1,2})日?|月[底末])(?:之?前)?|年[底末](?:之?前)?")
_BETWEEN = re.compile(r"[,、。·/\\]")


@dataclass(frozen=True)
class Found:
    """One cell that says something in a habit of its own; `form` is what it means, "" where only a person knows.

    `needed`: as it stands it would be refused, or would mean something else.
    """

    column: int
    form: str
    fault: Fault
    needed: bool


class Tidier:
    """Looks through the lines of one table, from the top down."""

    def __init__(self, book: Book, ledger: LedgerDef, columns: Columns, table: TextTable, reading: Reading) -> None:
        self._book, self._reading = book, reading
        self._fields = _fields(book, ledger, columns)
        self._days = [at for at, field in self._fields.items() if isinstance(field, Day)]
        self._above: dict[int, str] = {}
        self._spans = {
            (line, at): top
            for top, left, low, right in table.merged
            for line in range(top + 1, low + 1)
            for at in range(left, min(right, left) + 1)
        }
        self._spanned = {line for line, _ in self._spans}
        self._odd_in = {at: _odd_in(field) for at, field in self._fields.items()}
        self._pick = picker(list(self._fields))
        self._fine = [Remembered[bool](partial(self._is_fine, at)) for at in self._fields]
        self._plain: Sequence[str] = ()  # the line above, where nothing was to be said of it
        self._seen: dict[tuple[int, str], Found | None] = {}
        self._names: dict[str, list[str]] = {}

    def line(self, number: int, cells: Sequence[str]) -> list[Found]:
        """What is to be said of the cells of a line."""
        if number not in self._spanned and all(map(getitem, self._fine, self._pick(cells))):
            self._plain = cells
            return []
        if self._plain:
            self._above, self._plain = dict(enumerate(self._plain)), ()
        out = []
        own = any(text and at in self._fields for at, text in enumerate(cells))
        for at, field in self._fields.items():
            text = cells[at]
            found = self._cell(at, field, text, own and (number, at) in self._spans)
            if found is None and text and isinstance(field, Day) and not _ISO.fullmatch(text):
                found = self._day(at, field, text, cells)
            if found is not None:
                out.append(found)
            self._above[at] = found.form if found is not None and found.form else text or self._above.get(at, "")
            if not text and (number, at) not in self._spans:
                self._above[at] = ""
        return out

    def _is_fine(self, at: int, text: str) -> bool:
        """Whether nothing is ever to be said of a text in a column, whatever stands beside and above it."""
        field = self._fields[at]
        if text and isinstance(field, Day) and not _ISO.fullmatch(text):
            return False
        return self._cell(at, field, text, covered=False) is None

    def near(self, fault: Fault, cells: Sequence[str]) -> Fault:
        """A fault of a name or choice with the one that was probably meant."""
        at = next((at for at, field in self._fields.items() if field.key == fault.field), None)
        if fault.suggestion or at is None or not cells[at] or not isinstance(self._fields[at], (Choice, Link)):
            return fault
        known = self._known(self._fields[at])
        near = [name for name in known if cells[at] in name] if len(cells[at]) > 1 else []
        if len(near) != 1:  # the one that has it as a part, else one that looks like it
            near = difflib.get_close_matches(cells[at], known, n=1, cutoff=0.6)
        return replace(fault, suggestion=near[0]) if near else fault

    def _cell(self, at: int, field: Field, text: str, covered: bool) -> Found | None:
        if not text:
            return self._covered(at, field) if covered else None
        if SAME.fullmatch(text):
            return self._same(at, field, text)
        if not self._odd_in[at].search(text):
            return None
        key = (at, text)
        if key not in self._seen:
            self._seen[key] = self._odd(at, field, text)
        return self._seen[key]

    def _covered(self, at: int, field: Field) -> Found | None:
        above = self._above.get(at, "")
        if not above:
            return None
        if isinstance(field, (Money, Count)):
            said = f"{field.label}:几行合并成一格,写着“{above}”,只算在第一行;要分到各行请逐行填写"
            return Found(at, "", Fault(field.key, said, SUM, soft=True), needed=False)
        said = f"{field.label}:合并单元格,和上一行一样是“{above}”"
        return Found(at, above, Fault(field.key, said, MERGED, above), needed=True)

    def _same(self, at: int, field: Field, text: str) -> Found:
        above = self._above.get(at, "")
        if not above:
            return Found(
                at, "", Fault(field.key, f"{field.label}:写着“{text}”,上一行没有内容,请填写", SUM), needed=True
            )
        code = SUM if isinstance(field, Money) else DITTO
        said = f"{field.label}:“{text}”指上一行的“{above}”"
        return Found(at, above, Fault(field.key, said, code, above), needed=True)

    def _odd(self, at: int, field: Field, text: str) -> Found | None:
        """Full-width digits, stray spaces, a number a spreadsheet has shortened."""
        if isinstance(field, (Text, LongText)):
            if _POWER.fullmatch(text):
                said = f"{field.label}:号码被表格软件改成了“{text}”,末几位已丢失,请按原件重新填写"
                return Found(at, "", Fault(field.key, said, DAMAGED), needed=True)
            if lost := next((one for one in _NUMBERS.findall(text) if _is_damaged(one)), ""):
                said = f"{field.label}:“{lost}”末尾的 000 像是表格软件改坏的身份证号,请按证件重新填写"
                return Found(at, "", Fault(field.key, said, DAMAGED), needed=True)
            form = text.translate(LETTERS)
            form = _INNER.sub("", form) if len(form) <= SHORT else form
            return self._form(at, field, text, form, needed=False) if form != text else None
        form = re.sub(r"\s", "", half_width(text)) if not isinstance(field, (Choice, Link)) else half_width(text)
        form = _INNER.sub("", form)
        if form == text or not self._reads(field, form):
            return None
        return self._form(at, field, text, form, needed=not self._reads(field, text))

    def _day(self, at: int, field: Field, text: str, cells: Sequence[str]) -> Found | None:
        """A day as clerks write it; one without a year is of the year its line speaks of."""
        plain = re.sub(r"\s", "", half_width(text)).strip("。.,;；")
        plain = _BETWEEN.sub(".", plain.replace("号", "日"))
        year = self._year(at, cells)
        if year and (found := _NO_YEAR.fullmatch(plain)):
            form = _of_year(found, year)
            if form and self._reads(field, form) and field.parse(form, self._reading) != self._parsed(field, text):
                said = f"{field.label}:“{text}”没有写年份,这一行说的是 {year} 年,应为 {form}"
                return Found(at, form, Fault(field.key, said, YEAR, form), needed=True)
        value = self._parsed(field, text)
        form = str(value or self._parsed(field, plain) or "")
        return self._form(at, field, text, form, needed=value is None) if form else None

    def _year(self, at: int, cells: Sequence[str]) -> int:
        """The year of the other days in a line, the nearest to the left first; 0 where none says."""
        for other in sorted(self._days, key=lambda one: (one > at, abs(one - at))):
            if other != at and (found := _YEAR.match(half_width(cells[other]))):
                return int(found[0])
        return 0

    def _form(self, at: int, field: Field, text: str, form: str, *, needed: bool) -> Found:
        said = f"{field.label}:“{text}”写成“{form}”"
        return Found(at, form, Fault(field.key, said, FORM, form, soft=not needed), needed=needed)

    def _reads(self, field: Field, text: str) -> bool:
        return self._parsed(field, text) is not None

    def _parsed(self, field: Field, text: str) -> object:
        try:
            return field.parse(text, self._reading)
        except ValueError:
            return None

    def _known(self, field: Field) -> list[str]:
        if field.key not in self._names:
            if isinstance(field, Choice):
                names = [option.label for option in field.leaves]
            else:
                register = field.register if isinstance(field, Link) else ""
                names = [choice.title for choice in self._book.choices(register, limit=_MOST_NAMES)]
            self._names[field.key] = names
        return self._names[field.key]


def _fields(book: Book, ledger: LedgerDef, columns: Columns) -> dict[int, Field]:
    found = {at: ledger.by_key[key] for at, key in enumerate(columns.keys) if key and key in ledger.by_key}
    if header := header_of(ledger, book.ledgers):
        found |= {at: header.by_key[key] for at, key in columns.header.items()}
    return {at: found[at] for at in sorted(found)}


def _odd_in(field: Field) -> re.Pattern[str]:
    if isinstance(field, (Text, LongText)):
        return _ODD_WORDS
    return _ODD_NAMES if isinstance(field, (Choice, Link)) else _ODD


def _is_damaged(number: str) -> bool:
    """Whether 18 digits are an identity number whose last ones are lost: the birth date is right, the check is not."""
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return check_digit(number[:17]) != number[17]


def _of_year(found: re.Match[str], year: int) -> str:
    month, day = found[1], found[2]
    try:
        if not month:
            return f"{year}-12-31"
        last = month_end(year, int(month))
        return last.replace(day=int(day)).isoformat() if day else last.isoformat()
    except ValueError:
        return ""
