"""整改承诺: what a unit or person promises to mend by when, posted and kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.faults import Fault
from app.domain.fields import (
    Attachment,
    Choice,
    Day,
    Link,
    LongText,
    Person,
    Row,
    Sensitivity,
    Unit,
    Value,
)
from app.domain.ledger import Around, Due, LedgerDef, Move, NumberRule, SheetColumn, State
from app.domain.rows import text_of
from app.domain.text import short
from app.ledgers.posting import posted_in_order, posting_fields, verdict_fields

DRAFT, SIGNED, POSTED, KEPT, BROKEN = "起草", "已签", "已公示", "已兑现", "未兑现"
PROMISORS = ("单位", "个人")


def commitment_title(row: Row, around: Around) -> str:
    """Number and the first words of the promise."""
    return f"{row.get('number') or ''} {short(text_of(row, 'text'), 20)}".strip()


def promisor_named(row: Row, around: Around) -> Iterable[Fault]:
    """A personal promise names its person. Source: INV-047."""
    if row.get("promisor") == "个人" and not row.get("person"):
        yield Fault("person", "承诺人:个人承诺须填承诺人", "E-REQUIRED")


def problems_listed(row: Row, around: Around) -> Iterable[Fault]:
    """A promise is about one problem at least."""
    if not row.get("problems"):
        yield Fault("problems", "承诺事项:至少选一条问题", "E-REQUIRED")


def signed_not_tomorrow(row: Row, around: Around) -> Iterable[Fault]:
    """Signing, posting and keeping follow each other and lie not after today."""
    today = around.today.isoformat()
    for key, label in (("signed_on", "签字日期"), ("fulfilled_on", "兑现日期")):
        if row.get(key) and str(row[key]) > today:
            yield Fault(key, f"{label}:在今天之后,请核对", "E-FUTURE")
    signed = row.get("signed_on")
    for key, label in (("posted_from", "公示开始"), ("fulfilled_on", "兑现日期")):
        if signed and row.get(key) and str(row[key]) < str(signed):
            yield Fault(key, f"{label}:早于签字日期,请核对", "E-ORDER")


def not_later_than_problems(row: Row, around: Around) -> Iterable[Fault]:
    """A promise is not later than the latest deadline of its problems. Source: forms-and-rules 2.5, due_date."""
    problems = row.get("problems")
    if not isinstance(problems, list) or not row.get("deadline"):
        return
    days = [str(p["deadline"]) for i in problems if (p := around.row("problem", i)) and p.get("deadline")]
    if days and str(row["deadline"]) > max(days):
        yield Fault("deadline", f"兑现期限:晚于所列问题的最迟整改时限 {max(days)}", "E-ORDER", soft=True)


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """The latest deadline of the problems, where none was typed."""
    problems = row.get("problems")
    if row.get("deadline") or not isinstance(problems, list):
        return {}
    days = [str(p["deadline"]) for i in problems if (p := around.row("problem", i)) and p.get("deadline")]
    return {"deadline": max(days)} if days else {}


COMMITMENTS = LedgerDef(
    key="commitment",
    title="整改承诺",
    icon="commitment",
    fields=(
        Choice(key="promisor", label="承诺主体", required=True, options=PROMISORS, default="单位", width=4),
        Unit(key="unit", label="承诺单位", required=True, width=8, sensitivity=Sensitivity.PUBLIC),
        Person(key="person", label="承诺人", sensitivity=Sensitivity.PUBLIC, hint="单位承诺填负责人;个人承诺填本人"),
        Link(
            key="problems",
            label="承诺事项",
            register="problem",
            many=True,
            width=18,
            sensitivity=Sensitivity.PUBLIC,
            hint="所承诺整改的问题,至少一条",
        ),
        LongText(
            key="text",
            label="承诺内容",
            required=True,
            width=26,
            sensitivity=Sensitivity.PUBLIC,
            hint="写清谁、做什么、多少、何时做完。依据 集中整治方案 (二):作出整改承诺,并公示",
        ),
        Day(key="deadline", label="兑现期限", sensitivity=Sensitivity.PUBLIC, hint="不填时取所列问题的最迟时限"),
        Day(key="signed_on", label="签字日期", group="签字公示", sensitivity=Sensitivity.PUBLIC),
        Attachment(key="scan", label="签字扫描件", group="签字公示"),
        *posting_fields("签字公示"),
        Day(key="fulfilled_on", label="兑现日期", group="兑现", sensitivity=Sensitivity.PUBLIC),
        LongText(key="outcome", label="兑现情况", group="兑现", width=14, sensitivity=Sensitivity.PUBLIC),
        Attachment(key="proof", label="佐证材料", group="兑现"),
        *verdict_fields("兑现"),
    ),
    states=(
        State(DRAFT, tone="calm"),
        State(SIGNED),
        State(POSTED, tone="wait"),
        State(KEPT, open=False, tone="done"),
        State(BROKEN, open=False, tone="moved"),
    ),
    moves=(
        Move(label="签字", sources=(DRAFT,), to=SIGNED, needs=("signed_on", "deadline"), asks=("signed_on",)),
        Move(
            label="公示",
            sources=(SIGNED,),
            to=POSTED,
            needs=("posted_from", "posted_to", "posted_at"),
            asks=("posted_from", "posted_to", "posted_at"),
        ),
        Move(
            label="兑现",
            sources=(SIGNED, POSTED),
            to=KEPT,
            needs=("fulfilled_on", "outcome"),
            asks=("fulfilled_on", "outcome"),
        ),
        Move(label="未兑现", sources=(SIGNED, POSTED), to=BROKEN, reason=True, needs=("outcome",), asks=("outcome",)),
        Move(label="退回起草", sources=(SIGNED,), to=DRAFT, reason=True),
        Move(label="重新兑现", sources=(BROKEN,), to=POSTED, reason=True, needs=("posted_from",)),
    ),
    number=NumberRule("{short}纪诺〔{year}〕{n}号", unit_field="unit"),
    rules=(promisor_named, problems_listed, signed_not_tomorrow, posted_in_order, not_later_than_problems),
    derive=derive,
    titled=commitment_title,
    list_columns=(
        "number",
        "promisor",
        "unit",
        "person",
        "problems",
        "text",
        "deadline",
        "state",
        "posted_from",
        "posted_to",
    ),
    sheet_columns=(
        SheetColumn("编号", ("number",), 8),
        SheetColumn("承诺单位/人", ("unit", "person"), 9),
        SheetColumn("承诺事项", ("problems",), 16),
        SheetColumn("承诺内容", ("text",), 26),
        SheetColumn("兑现期限", ("deadline",), 6),
        SheetColumn("公示", ("posted_from", "posted_to"), 7),
        SheetColumn("状态", ("state",), 5),
        SheetColumn("备注", ("remark",), 6),
    ),
    due=Due("deadline", label="兑现期限"),
    unit_field="unit",
    period_field="signed_on",
    basis="集中整治方案 (二):列出问题清单,制订整改措施,作出整改承诺,并在本单位公示整改情况,接受群众监督和评判。",
)
