"""总结: what a stage or a campaign came to; its figures are counted, never typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.faults import Fault
from app.domain.fields import Attachment, Choice, Count, Day, Link, LongText, Money, Row, Sensitivity, Text, Unit, Value
from app.domain.ledger import Around, LedgerDef, Move, NumberRule, Paper, SheetColumn, State
from app.domain.rows import text_of, whole_of
from app.ledgers.event_days import another_than
from app.ledgers.limits import not_before

DRAFT, TO_CHECK, SENT = "起草", "待审核", "已报送"
KINDS = ("阶段总结", "全面总结")


def summary_title(row: Row, around: Around) -> str:
    """Number and kind."""
    return f"{text_of(row, 'number')} {text_of(row, 'kind')}".strip()


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """The figures of the time the summary is about, as long as it is not sent yet."""
    start, end = text_of(row, "from_on"), text_of(row, "to_on")
    if not (start and end) or row.get("state") == SENT:
        return {}

    def within(register: str, key: str) -> list[Row]:
        return [one for one in around.rows(register) if start <= text_of(one, key) <= end]

    found, closed = within("problem", "found_on"), within("problem", "closed_on")
    return {
        "problems_found": len(found),
        "problems_closed": len(closed),
        "money_returned": sum(whole_of(one, "amount_returned") for one in closed),
        "promises": len(within("commitment", "signed_on")),
        "published": len(within("publicity", "on_day")),
        "institutions": len(within("institution", "issued_on")),
    }


def checked_by_another(row: Row, around: Around) -> Iterable[Fault]:
    """Whoever wrote a summary does not sign it."""
    return another_than(row, around, "asked_by", "asked_by", "送审总结")


SUMMARIES = LedgerDef(
    key="summary",
    title="工作总结",
    menu="宣传与总结",
    icon="report",
    fields=(
        Choice(key="kind", label="类型", required=True, options=KINDS, width=5, sensitivity=Sensitivity.PUBLIC),
        Unit(key="unit", label="单位", required=True, width=8, sensitivity=Sensitivity.PUBLIC),
        Link(key="campaign", label="所属专项", register="campaign", width=10),
        Link(key="stage", label="所属阶段", register="stage", width=10, within="campaign", hint="阶段总结填写"),
        Day(key="from_on", label="起", required=True),
        Day(key="to_on", label="止", required=True, default="今天"),
        LongText(key="experience", label="做法和经验", required=True, group="正文", width=20),
        LongText(key="shortcomings", label="存在问题", required_from=(TO_CHECK, SENT), group="正文", width=20),
        LongText(key="next_steps", label="下步打算", required_from=(TO_CHECK, SENT), group="正文", width=20),
        Count(key="problems_found", label="查出问题(个)", unit="个", stamped=True, group="数字(程序统计)"),
        Count(key="problems_closed", label="销号问题(个)", unit="个", stamped=True, group="数字(程序统计)"),
        Money(key="money_returned", label="清退金额(元)", stamped=True, group="数字(程序统计)"),
        Count(key="promises", label="签订承诺(份)", unit="份", stamped=True, group="数字(程序统计)"),
        Count(key="published", label="宣传(次)", unit="次", stamped=True, group="数字(程序统计)"),
        Count(key="institutions", label="建立制度(项)", unit="项", stamped=True, group="数字(程序统计)"),
        Text(key="asked_by", label="送审人", stamped=True, group="报送"),
        Text(key="checked_by", label="审核人", stamped=True, group="报送"),
        Day(key="sent_on", label="报送日期", stamped=True, group="报送"),
        Text(
            key="report_to",
            label="主送",
            most=60,
            width=10,
            group="报送",
            hint="印在报告抬头;不填时乡镇纪委的报县纪委,其他单位的报本级纪委",
        ),
        Text(key="copies_to", label="抄送", most=200, width=10, group="报送", hint="印在报告末版记里;没有可不填"),
        Attachment(key="signed", label="签字盖章件", group="报送"),
    ),
    states=(
        State(DRAFT),
        State(TO_CHECK, tone="wait", review=True, fixed=True),
        State(SENT, open=False, tone="good", fixed=True),
    ),
    moves=(
        Move(
            label="送审",
            sources=(DRAFT,),
            to=TO_CHECK,
            needs=("shortcomings", "next_steps"),
            asks=("shortcomings", "next_steps"),
            stamps={"asked_by": "actor"},
        ),
        Move(
            label="审核报送",
            sources=(TO_CHECK,),
            to=SENT,
            stamps={"checked_by": "actor", "sent_on": "today"},
            refuse=checked_by_another,
        ),
        Move(label="退回修改", sources=(TO_CHECK,), to=DRAFT, reason=True, clears=("asked_by",)),
        Move(label="更正", sources=(SENT,), to=DRAFT, reason=True, clears=("asked_by", "checked_by", "sent_on")),
    ),
    number=NumberRule("{short}纪结〔{year}〕{n}号", unit_field="unit", year_field="to_on"),
    rules=(not_before("from_on", "起", ("to_on", "止")),),
    derive=derive,
    papers=(Paper(key="summary_report", title="总结报告", build="app.reports.work_report:summary_report"),),
    titled=summary_title,
    list_columns=(
        "number",
        "kind",
        "unit",
        "campaign",
        "from_on",
        "to_on",
        "problems_found",
        "problems_closed",
        "money_returned",
        "state",
    ),
    sheet_columns=(
        SheetColumn("编号", ("number",), 8),
        SheetColumn("类型", ("kind",), 5),
        SheetColumn("单位/阶段", ("unit", "stage"), 9),
        SheetColumn("起止", ("from_on", "to_on"), 7),
        SheetColumn("查出/销号", ("problems_found", "problems_closed"), 5),
        SheetColumn("清退金额", ("money_returned",), 7, sums=False),
        SheetColumn("做法和经验", ("experience",), 16),
        SheetColumn("存在问题", ("shortcomings",), 14),
        SheetColumn("下步打算", ("next_steps",), 14),
        SheetColumn("状态", ("state",), 4),
    ),
    unit_field="unit",
    period_field="to_on",
    basis="集中整治方案 (四)、五:认真总结,推广经验,形成制度;各阶段工作情况按时报送。",
)
