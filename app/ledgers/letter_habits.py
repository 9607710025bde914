"""How a letter speaks of a row of each register: what it is called, who is written to, what may be said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.fields import Row
from app.domain.ledger import Around, LedgerDef
from app.domain.rows import id_of, text_of
from app.ledgers.letter import ADVICE, SUMMONS, TRANSFERRING, URGING

Said = Callable[[Row, Around], str]


@dataclass(frozen=True, kw_only=True)
class Habit:
    """`noun` stands in the letter's title, `to` are the fields of the unit written to, first filled one first.

    `to_name` is a field with the name of a body that is no unit of ours. `matter` says what the row is about;
    where it is None the row's title does. `kind` is the only kind that fits, `needs` a field that must be filled
    before, with the sentence `lacking` where it is not. `back` are fields of the row that the signed letter fills.
    """

    noun: str
    to: tuple[str, ...] = ()
    to_name: str = ""
    matter: Said | None = None
    kind: str = ""
    needs: str = ""
    lacking: str = ""
    back: tuple[tuple[str, str], ...] = ()


def _field(key: str) -> Said:
    def said(row: Row, around: Around) -> str:
        return " ".join(text_of(row, key).split())

    return said


def _nothing(row: Row, around: Around) -> str:
    """What is about people or reports is named by its number alone."""
    return ""


def _transferred(row: Row, around: Around) -> str:
    """What goes over, by number: never what it says."""
    names = {"clue": "问题线索", "complaint": "信访举报件", "problem": "问题"}
    found = [(name, around.row(key, number)) for key, name in names.items() if (number := id_of(row, key))]
    said = "、".join(f"{name}{text_of(other or {}, 'number')}" for name, other in found)
    return said or "密封材料1件"


def _not_answered(row: Row, around: Around) -> str:
    return f"《{text_of(row, 'subject')}》没有按期回复"


HABITS: dict[str, Habit] = {
    "problem": Habit(noun="问题整改", to=("responsible_unit", "unit"), matter=_field("description")),
    "commitment": Habit(noun="整改承诺兑现", to=("unit",), matter=_field("text")),
    # the unit a clue or complaint is about is never told of it by a letter: only who handles it is written to
    "clue": Habit(noun="问题线索办理", to=("handler_unit",), matter=_nothing),
    "complaint": Habit(noun="信访举报办理", to=("handler_unit",), matter=_nothing),
    "transfer": Habit(
        noun="有关问题线索和材料",
        to_name="party_name",
        matter=_transferred,
        kind=TRANSFERRING,
        back=(("letter_no", "number"), ("on_day", "on_day")),
    ),
    "interview": Habit(noun="约谈", to=("unit",), matter=_nothing, kind=SUMMONS),
    "accountability": Habit(noun="问责处理手续办理", to=("unit",), matter=_nothing),
    "inspection": Habit(noun="检查发现问题整改", to=("unit",)),
    "finance_sheet": Habit(noun="财务公开", to=("publisher", "unit")),
    "affairs_item": Habit(noun="村务公开", to=("publisher", "unit")),
    "question": Habit(noun="群众意见答复", to=("unit",), matter=_nothing),
    "power": Habit(noun="职权清单公开", to=("agency",)),
    "service_case": Habit(noun="办件办理", to=("unit",)),
    "campaign_task": Habit(noun="专项任务", to=("unit",), matter=_field("content")),
    "meeting_decision": Habit(noun="会议议定事项", to=("unit",), matter=_field("content")),
    "assessment": Habit(noun="季度考核", to=("unit",)),
    "appraisal": Habit(
        noun="民主评议",
        to=("unit",),
        kind=ADVICE,
        needs="letter_ordered_on",
        lacking="整改建议书要报经县纪委同意:请先在评议里按“结果运用”,填县纪委要求发建议书的日期。没有起草。",
    ),
    "letter": Habit(noun="来函回复", to=("unit",), to_name="to_name", matter=_not_answered, kind=URGING),
}


def habit_of(ledger: LedgerDef) -> Habit:
    """How a letter speaks of a register's rows; what is not listed is called by its title and goes to its unit.

    Of a confined register only the number is said, and nobody is written to unless the clerk names them.
    """
    if found := HABITS.get(ledger.key):
        return found
    if ledger.confined:
        return Habit(noun=ledger.title, matter=_nothing)
    return Habit(noun=ledger.title, to=(ledger.unit_field,) if ledger.unit_field else ())
