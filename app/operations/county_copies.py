"""雷同: the same text written for many villages in the merged registers; a hint to look, never a verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.domain.days import chinese_day
from app.domain.marks import plain_letters
from app.domain.rows import id_of, text_of
from app.ledgers import ledger
from app.operations import county_desk, county_origin
from app.operations.on_paper import mark_of
from app.reports.county_copies import Line, copied_texts
from app.reports.sheet import Sheet
from app.storage.book import Book

WHERE = (("problem", "measures", "unit"), ("problem_part", "content", "unit"), ("commitment", "text", "unit"))
"""What is compared: register, text, and whose it is."""
LEAST_VILLAGES, LEAST_LENGTH = 3, 4


@dataclass(frozen=True)
class Copied:
    """One text that stands for several villages: as the first wrote it, for which places, in which rows."""

    register: str
    field: str
    text: str
    townships: tuple[str, ...]
    villages: tuple[str, ...]
    rows: tuple[int, ...]

    @property
    def called(self) -> str:
        """问题台账 整改措施."""
        one = ledger(self.register)
        return f"{one.title} {one.label(self.field)}"


def copied(book: Book, least: int = LEAST_VILLAGES) -> list[Copied]:
    """Texts that stand for at least so many villages, those of most villages first.

    Only rows that townships sent are compared, and texts of at least four characters.

    Raises:
        Refused: This is no county's book.

    Source: 四化三查方案 (文字整改、数字整改 is what checks look for); product G5.
    """
    county_desk.must_be_county(book)
    names = {id_of(row, "id") or 0: text_of(row, "name") for row in book.rows("unit")}
    found = [one for where in WHERE for one in _of(book, names, *where) if len(one.villages) >= least]
    return sorted(found, key=lambda one: (-len(one.villages), -len(one.rows), one.text))


def paper(book: Book, found: list[Copied]) -> Sheet:
    """The list to be looked through, as it is printed."""
    lines = [Line(one.called, one.text, one.townships, one.villages, len(one.rows)) for one in found]
    return copied_texts(
        lines,
        least=LEAST_VILLAGES,
        county=book.info.county,
        made_on=chinese_day(book.today()),
        mark=mark_of(book),
    )


def _of(book: Book, names: Mapping[int, str], register: str, field: str, unit_field: str) -> Iterator[Copied]:
    rows = {id_of(row, "id") or 0: row for row in book.rows(register) if text_of(row, field)}
    senders = county_origin.senders(book, register, rows)
    groups: dict[str, list[int]] = {}
    for number, sender in senders.items():
        name = names.get(id_of(rows[number], unit_field) or 0, "")
        key = plain_letters(text_of(rows[number], field), name, sender)
        if len(key) >= LEAST_LENGTH:
            groups.setdefault(key, []).append(number)
    for same in groups.values():
        same.sort()
        units = {id_of(rows[number], unit_field) or 0: senders[number] for number in same}
        yield Copied(
            register,
            field,
            text_of(rows[same[0]], field),
            tuple(dict.fromkeys(units.values())),
            tuple(
                sender if names.get(unit) == sender else sender + names.get(unit, "") for unit, sender in units.items()
            ),
            tuple(same),
        )
