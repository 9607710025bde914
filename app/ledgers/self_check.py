"""自查报告: what a unit found in itself, signed by its head; 零报告 needs a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.faults import Fault
from app.domain.fields import (
    Attachment,
    Choice,
    Count,
    Day,
    Link,
    LongText,
    Option,
    Person,
    Row,
    Sensitivity,
    Text,
    Unit,
    Value,
)
from app.domain.ledger import Around, Due, LedgerDef, Move, NumberRule, Paper, SheetColumn, State, Travel
from app.domain.rows import id_of, text_of
from app.ledgers.event_days import days_follow
from app.ledgers.limits import not_before
from app.ledgers.problem import CATEGORIES

DRAFT, SIGNED, SENT = "起草", "已签字", "已报送"
OWN_WAYS = ("自己找", "群众提", "同事帮", "领导点", "自查", "主动说明")
TOPICS = (
    Option("审批", "行政审批"),
    Option("资金", "民生资金"),
    Option("举报", "群众举报"),
    *(Option(one.code, one.label) for one in CATEGORIES if one.under),
)


def self_check_title(row: Row, around: Around) -> str:
    """Number and unit."""
    unit = id_of(row, "unit")
    return f"{text_of(row, 'number')} {around.title('unit', unit) if unit else ''}".strip()


def own_problems(row: Row, around: Around) -> list[Row]:
    """What the register of problems holds of this unit and time, found by itself."""
    start, end = text_of(row, "from_on"), text_of(row, "to_on")
    if not (row.get("unit") and start and end):
        return []
    return [
        one
        for one in around.rows("problem", unit=row["unit"])
        if start <= text_of(one, "found_on") <= end and one.get("discovery") in OWN_WAYS
    ]


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """How many problems it found by itself in this time; counted until it is signed."""
    if not (row.get("unit") and row.get("from_on") and row.get("to_on")) or row.get("state") != DRAFT:
        return {}
    found = own_problems(row, around)
    return {"problems_found": len(found), "problems_closed": sum(one.get("state") == "已销号" for one in found)}


def nothing_found_is_explained(row: Row, around: Around) -> Iterable[Fault]:
    """零报告 says how the check was made. Source: 四化三查方案 (自查); INV-195."""
    if row.get("problems_found") == 0 and not row.get("zero_reason") and row.get("state") != DRAFT:
        yield Fault("zero_reason", "零报告说明:没有查出问题的,写明怎样查的、谁参加,由负责人签字", "E-ZERO")


def signed_before_sent(row: Row, around: Around) -> Iterable[Fault]:
    """Signed, then sent, and neither tomorrow."""
    return days_follow(row, around, ("signed_on", "签字日期"), ("sent_on", "报送日期"))


SELF_CHECKS = LedgerDef(
    key="self_check",
    title="自查自纠报告",
    menu="检查",
    icon="tick",
    fields=(
        Unit(key="unit", label="自查单位", required=True, width=8, sensitivity=Sensitivity.PUBLIC),
        Link(key="campaign", label="所属专项", register="campaign", width=10),
        Day(key="from_on", label="自查开始", required=True),
        Day(key="to_on", label="自查结束", required=True, default="今天"),
        Choice(key="topics", label="自查内容", required=True, options=TOPICS, many=True, width=14),
        Day(
            key="due_on",
            label="报送期限",
            required=True,
            hint="例如 6 月 20 日前;过期会亮红灯。依据 四化三查方案 (自查)",
        ),
        Count(key="problems_found", label="查出问题(个)", unit="个", stamped=True, group="结果(程序统计)"),
        Count(key="problems_closed", label="已销号(个)", unit="个", stamped=True, group="结果(程序统计)"),
        LongText(key="cause", label="根源分析", required_from=(SIGNED, SENT), group="结果(程序统计)", width=18),
        LongText(key="zero_reason", label="零报告说明", group="结果(程序统计)", width=18, hint="没有查出问题时必填"),
        LongText(
            key="next_steps",
            label="整改和下步措施",
            group="结果(程序统计)",
            width=18,
            hint="印在自查报告第三部分;各问题的措施已在附件里,不必重抄",
        ),
        Text(
            key="report_to",
            label="报送单位",
            most=60,
            group="报送",
            width=10,
            hint="印在报告抬头;不填时报本级纪委",
        ),
        Person(key="signed_by", label="单位负责人", required_from=(SIGNED, SENT), group="报送"),
        Day(key="signed_on", label="签字日期", required_from=(SIGNED, SENT), group="报送"),
        Day(key="sent_on", label="报送日期", required_from=(SENT,), group="报送"),
        Attachment(key="signed", label="签字件", group="报送"),
    ),
    states=(State(DRAFT), State(SIGNED, fixed=True), State(SENT, open=False, tone="good", fixed=True)),
    moves=(
        Move(
            label="签字",
            sources=(DRAFT,),
            to=SIGNED,
            needs=("cause", "signed_by", "signed_on"),
            asks=("cause", "zero_reason", "signed_by", "signed_on"),
        ),
        Move(label="报送", sources=(SIGNED,), to=SENT, needs=("sent_on",), asks=("sent_on",)),
        Move(
            label="退回重查",
            sources=(SIGNED, SENT),
            to=DRAFT,
            reason=True,
            clears=("signed_by", "signed_on", "sent_on"),
        ),
    ),
    number=NumberRule("{short}纪自〔{year}〕{n}号", unit_field="unit", year_field="to_on"),
    rules=(
        nothing_found_is_explained,
        signed_before_sent,
        not_before("from_on", "自查开始", ("to_on", "自查结束")),
    ),
    derive=derive,
    papers=(
        Paper(
            key="self_check_report",
            title="自查自纠情况报告",
            build="app.reports.self_check_report:self_check_report",
        ),
    ),
    titled=self_check_title,
    title_uses=("unit",),
    list_columns=(
        "number",
        "unit",
        "from_on",
        "to_on",
        "topics",
        "problems_found",
        "problems_closed",
        "due_on",
        "signed_by",
        "sent_on",
        "state",
    ),
    sheet_columns=(
        SheetColumn("编号", ("number",), 8),
        SheetColumn("自查单位", ("unit",), 8),
        SheetColumn("自查时段", ("from_on", "to_on"), 7),
        SheetColumn("自查内容", ("topics",), 16),
        SheetColumn("查出/销号", ("problems_found", "problems_closed"), 5),
        SheetColumn("零报告说明", ("zero_reason",), 10),
        SheetColumn("负责人/签字日期", ("signed_by", "signed_on"), 8),
        SheetColumn("报送日期", ("sent_on",), 6),
        SheetColumn("状态", ("state",), 4),
    ),
    due=Due("due_on", label="自查报告报送期限"),
    unit_field="unit",
    period_field="to_on",
    travels=Travel(days=("to_on", "sent_on"), states=(SENT,)),
    basis="四化三查方案 (自查):建立问题台账,剖析根源,写出自查自纠情况报告,由单位负责人签字后报送。",
)
