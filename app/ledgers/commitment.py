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
    Text,
    Unit,
    Value,
)
from app.domain.ledger import Around, Clock, Due, LedgerDef, Move, NumberRule, Paper, SheetColumn, State, Travel
from app.domain.rows import ids_of, text_of
from app.domain.short_code import new_code
from app.domain.text import short
from app.domain.wording import WHAT, unsaid, vague_words
from app.ledgers.posting import (
    posted_in_order,
    posting_fields,
    taken_down_field,
    verdict_dated,
    verdict_fields,
)

DRAFT, SIGNED, POSTED, KEPT, BROKEN = "起草", "已签", "已公示", "已兑现", "未兑现"
OPEN_STATES = (DRAFT, SIGNED, POSTED)
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


def can_be_checked(row: Row, around: Around) -> Iterable[Fault]:
    """A promise says what, how much and by when; only 加强, 提高, 进一步 is no promise. Source: product B2; AS4."""
    text = text_of(row, "text")
    open_points = unsaid(text, has_deadline=bool(row.get("deadline"))) if text else []
    if not open_points:
        return
    words = "、".join(vague_words(text)[:4])
    only = f"只有“{words}”这样的话,查不了是否兑现;" if WHAT in open_points and words else ""
    advice = f"还缺:{'、'.join(open_points)}。例如:6月30日前退还3,000元"
    yield Fault("text", f"承诺内容:{only}{advice}", "E-VAGUE", soft=True)


def clues_are_not_posted(row: Row, around: Around) -> Iterable[Fault]:
    """What became a clue of discipline does not hang on a wall. Source: forms-and-rules 2.3, clue_id."""
    if not row.get("posted_from"):
        return
    if any((around.row("problem", number) or {}).get("clue") for number in ids_of(row, "problems")):
        yield Fault("problems", "承诺事项:其中有已转问题线索的,不能公示,请从承诺事项里去掉", "E-CLUE")


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """The code on its paper, and the latest deadline of its problems where none was typed."""
    out: dict[str, Value] = {}
    if not row.get("code"):
        said = f"{around.today} {[row.get(key) for key in ('promisor', 'unit', 'person', 'problems', 'text')]}"
        out["code"] = new_code(said, lambda code: bool(around.rows("commitment", code=code)))
    if not row.get("deadline"):
        problems = (around.row("problem", number) for number in ids_of(row, "problems"))
        if days := [str(problem["deadline"]) for problem in problems if problem and problem.get("deadline")]:
            out["deadline"] = max(days)
    return out


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
        Text(
            key="code",
            label="短码",
            stamped=True,
            group="签字公示",
            sensitivity=Sensitivity.PUBLIC,
            width=4,
            hint="印在承诺书上;签好的扫描件凭它归到本条",
        ),
        Attachment(key="scan", label="签字扫描件", group="签字公示"),
        *posting_fields("签字公示"),
        taken_down_field("签字公示"),
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
    papers=(
        Paper(
            key="commitment_letter",
            title="整改承诺书",
            build="app.reports.commitment_letter:commitment_letter",
            wall=(POSTED,),
        ),
    ),
    rules=(
        promisor_named,
        problems_listed,
        can_be_checked,
        signed_not_tomorrow,
        posted_in_order,
        verdict_dated,
        clues_are_not_posted,
        not_later_than_problems,
    ),
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
    clocks=(Clock("posted_to", "公示期满可撤榜", until="taken_down_on", gentle=True),),
    unit_field="unit",
    period_field="signed_on",
    travels=Travel(since="signed_on", until="fulfilled_on"),
    basis="集中整治方案 (二):列出问题清单,制订整改措施,作出整改承诺,并在本单位公示整改情况,接受群众监督和评判。",
)
