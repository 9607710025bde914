"""函件事项: what a letter is about, one line for each row of another register, as it stood when it was drafted."""

from __future__ import annotations

from app.domain.fields import Choice, Count, Day, Link, LongText, Option, Row, Text
from app.domain.ledger import Around, LedgerDef, SheetColumn
from app.domain.rows import id_of, text_of
from app.domain.text import short
from app.ledgers.shelf import PLACES


def matter_title(row: Row, around: Around) -> str:
    """The number of what it is about, else its first words."""
    return text_of(row, "about_number") or short(text_of(row, "matter"), 20)


def letters_about(around: Around, register: str, row_id: int) -> list[Row]:
    """The letters that were drafted about a row, oldest first."""
    lines = around.rows("letter_matter", about=register, about_id=row_id)
    found = dict.fromkeys(id_of(line, "letter") or 0 for line in lines)
    return [letter for key in sorted(found) if (letter := around.row("letter", key)) and not letter.get("voided")]


LETTER_MATTERS = LedgerDef(
    key="letter_matter",
    title="函件事项",
    menu="",
    parent="letter",
    fields=(
        Link(key="letter", label="函件", register="letter", required=True, width=10),
        Count(key="seq", label="序号", width=3),
        Choice(
            key="about",
            label="所在台账",
            options=tuple(Option(place.key, place.title) for place in PLACES),
            stamped=True,
            width=6,
            hint="由“督办”带出;按它从原记录找到发过的函",
        ),
        Count(key="about_id", label="记录序号", stamped=True, width=4, hint="由“督办”带出"),
        Text(key="about_number", label="事项编号", most=60, width=9),
        LongText(key="matter", label="事项", required=True, most=1000, width=20, hint="不写举报人,不写群众姓名、号码"),
        Day(key="due_on", label="时限"),
        Count(key="late_days", label="逾期天数", unit="天", width=4, hint="起草那天已逾期的天数"),
        Text(key="level", label="灯号", most=10, width=4, hint="起草那天的灯号,按县里的亮灯规则"),
    ),
    titled=matter_title,
    list_columns=("about_number", "matter", "late_days", "level"),
    line_number="seq",
    points_at=("about", "about_id"),
    sheet_columns=(
        SheetColumn("编号", ("about_number",), 9),
        SheetColumn("事项", ("matter",), 20),
        SheetColumn("时限", ("due_on",), 6),
        SheetColumn("逾期天数", ("late_days",), 4),
        SheetColumn("灯号", ("level",), 4),
    ),
    basis="集中整治方案 (三)1:集中交办、督办一批重大问题线索;督办、催办按件列明事项和时限。",
)
