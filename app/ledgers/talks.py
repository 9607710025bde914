"""约谈 that follow from a result: who is to be talked to at a unit, as rows of 约谈提醒."""

from __future__ import annotations

from app.domain.fields import Row
from app.domain.ledger import Around, Raise, Reason
from app.domain.rows import id_of, text_of

PARTY, COMMISSION = "党委书记", "纪委书记"


def secretaries(unit: int, around: Around) -> list[int]:
    """The party secretary and the secretary of the discipline commission of a unit, as far as they are known.

    Source: 四化三查方案 1 四 (对后三名的党委书记、纪委书记进行集体约谈); INV-148, INV-159.
    """
    people = around.rows("person", unit=unit)
    both = [one for post in (PARTY, COMMISSION) for one in people if post in text_of(one, "post")]
    return list(dict.fromkeys(number for one in both if (number := id_of(one, "id"))))


def to_talks(kind: str, reason: str, when: Reason) -> Raise:
    """One talk for each secretary of the unit; where none is known, one talk whose person is asked for."""

    def make(row: Row, around: Around) -> list[Row]:
        unit = id_of(row, "unit")
        people: list[int | None] = [*secretaries(unit, around)] if unit else []
        known: Row = {"kind": kind, "unit": unit, "reason": reason, "on_day": around.today.isoformat()}
        return [{**known, "person": person} for person in people or [None]]

    return Raise(label="登记约谈", to="interview", make=make, link="interviews", when=when)
