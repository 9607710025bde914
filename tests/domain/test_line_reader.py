"""Thousands of lines: each text is worked out once, and a fault is told in every line it stands in."""

from collections.abc import Mapping
from datetime import date

from app.domain.fields import LongText, Reading, Unit, Value
from app.domain.ledger import LedgerDef
from app.domain.line_reader import LineReader


class Counting:
    """Knows one village and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def find(self, register: str, text: str, only: Mapping[str, Value] | None = None) -> int:
        self.asked += 1
        if text != "青山村":
            raise ValueError(f"没有找到“{text}”")
        return 3


NOTES = LedgerDef(key="note", title="记事", fields=(Unit(key="unit", label="单位"), LongText(key="text", label="内容")))


def test_a_name_that_repeats_is_looked_up_once() -> None:
    lookup = Counting()
    reader = LineReader(NOTES, ["unit", "text"], Reading(date(2026, 11, 22), lookup))

    rows = [reader.read(["青山村", f"第{n}条"])[0] for n in range(500)]

    assert lookup.asked == 1
    assert [row["unit"] for row in rows] == [3] * 500
    assert rows[499]["text"] == "第499条"


def test_a_wrong_name_is_told_in_every_line_it_stands_in() -> None:
    reader = LineReader(NOTES, ["unit", "text"], Reading(date(2026, 11, 22), Counting()))

    faults = [reader.read(["绿水村", "内容"])[1] for _ in range(3)]

    assert [[fault.message for fault in found] for found in faults] == [["单位:没有找到“绿水村”"]] * 3


def test_rows_share_nothing_with_each_other() -> None:
    reader = LineReader(NOTES, ["unit", "text"], Reading(date(2026, 11, 22), Counting()))

    first, _ = reader.read(["青山村", "一"])
    second, _ = reader.read(["", ""])

    assert first == {"unit": 3, "text": "一"}
    assert second == {"unit": None, "text": None}
