"""更正: a numbered correction of a month that was reported: why, who asked, who agreed, which packet carried it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.days import Period
from app.domain.faults import Fault
from app.domain.fields import Choice, Count, Day, LongText, PeriodField, Row, Sensitivity, Text, Value
from app.domain.ledger import Around, LedgerDef, Move, NumberRule, SheetColumn, State
from app.domain.rows import text_of

ASKED, OPEN, ISSUED, SENT, WITHDRAWN = "待同意", "更正中", "已签发", "已传出", "已撤回"
NAMED, WHOLE = "指定的记录", "整个月"
PUBLIC = Sensitivity.PUBLIC


def amendment_title(row: Row, around: Around) -> str:
    """2026年10月更正 示更〔2026〕1号."""
    period = text_of(row, "period")
    month = Period.parse(period).title if period else ""
    return f"{month}更正 {text_of(row, 'number')}".strip()


def of_a_month(row: Row, around: Around) -> Iterable[Fault]:
    """A correction is of one month that is over."""
    if not row.get("period"):
        return
    period = Period.parse(text_of(row, "period"))
    if period.kind != "month":
        yield Fault("period", "报告期:更正按月办,请写成 2026-10 的样子", "E-PERIOD")
    elif period.last >= around.today:
        yield Fault("period", f"报告期:{period.title}还没有过完,直接改台账,不用办更正", "E-FUTURE")


def who_asks(row: Row, around: Around) -> Mapping[str, Value]:
    """Whoever enters a correction asks for it."""
    if row.get("state") != ASKED or row.get("asked_by"):
        return {}
    return {"asked_by": around.actor_name, "asked_on": around.today.isoformat()}


def asked_first(row: Row, around: Around) -> Iterable[Fault]:
    """Only the program opens a month, once the second person has agreed."""
    if row.get("state") != ASKED and not row.get("asked_by"):
        yield Fault("state", "更正要在“上报”页面办:程序记下谁提出、谁同意,并打开这个月", "E-STATE")


AMENDMENTS = LedgerDef(
    key="amendment",
    title="更正",
    menu="上报",
    icon="report",
    fields=(
        PeriodField(key="period", label="报告期", required=True, width=8, sensitivity=PUBLIC, hint="已经传出的月份"),
        LongText(
            key="reason",
            label="更正原因",
            required=True,
            most=500,
            width=20,
            sensitivity=PUBLIC,
            hint="哪里报错了、为什么要改;随更正包报县里",
        ),
        Choice(
            key="scope",
            label="范围",
            required=True,
            options=(NAMED, WHOLE),
            default=WHOLE,
            width=6,
            sensitivity=PUBLIC,
            hint="指定的记录:只打开选中的几条;整个月:这个月报出的都可以改,也可以补录",
        ),
        LongText(key="opened", label="打开的记录", stamped=True, most=20000, width=16),
        Text(key="asked_by", label="提出人", stamped=True, group="办理", sensitivity=PUBLIC),
        Day(key="asked_on", label="提出日期", stamped=True, group="办理", sensitivity=PUBLIC),
        Text(key="approved_by", label="同意人", stamped=True, group="办理", sensitivity=PUBLIC),
        Day(key="approved_on", label="同意日期", stamped=True, group="办理", sensitivity=PUBLIC),
        Count(key="changed", label="改动", unit="条", stamped=True, group="办理", sensitivity=PUBLIC),
        Count(key="revision", label="第几次上报", unit="次", stamped=True, group="办理", sensitivity=PUBLIC),
        Text(key="packet", label="更正包", stamped=True, group="办理", width=16, sensitivity=PUBLIC),
        Day(key="issued_on", label="签发日期", stamped=True, group="办理", sensitivity=PUBLIC),
        Day(key="sent_on", label="传出日期", stamped=True, group="办理", sensitivity=PUBLIC),
        LongText(key="withdrawn_why", label="撤回原因", stamped=True, group="办理"),
    ),
    states=(
        State(ASKED, tone="wait", review=True),
        State(OPEN, tone="busy", fixed=True),
        State(ISSUED, tone="good", fixed=True),
        State(SENT, open=False, tone="good", fixed=True),
        State(WITHDRAWN, open=False, tone="calm", fixed=True),
    ),
    moves=(
        Move(label="撤回", sources=(ASKED,), to=WITHDRAWN, reason=True, stamps={"withdrawn_why": "reason"}),
        Move(label="同意更正", sources=(ASKED,), to=OPEN, by_program=True),
        Move(label="撤回更正", sources=(OPEN,), to=WITHDRAWN, by_program=True),
        Move(label="签发", sources=(OPEN,), to=ISSUED, by_program=True),
        Move(label="传出", sources=(ISSUED,), to=SENT, by_program=True),
    ),
    number=NumberRule("{short}更〔{year}〕{n}号", unit_field="", year_field="asked_on"),
    rules=(of_a_month, asked_first),
    derive=who_asks,
    titled=amendment_title,
    list_columns=("period", "reason", "asked_by", "approved_by", "changed", "issued_on", "sent_on", "state"),
    sheet_columns=(
        SheetColumn("编号", ("number",), 9),
        SheetColumn("报告期", ("period",), 6),
        SheetColumn("更正原因", ("reason",), 18),
        SheetColumn("范围", ("scope",), 5),
        SheetColumn("提出", ("asked_by", "asked_on"), 7),
        SheetColumn("同意", ("approved_by", "approved_on"), 7),
        SheetColumn("改动(条)", ("changed",), 4),
        SheetColumn("签发日期", ("issued_on",), 7),
        SheetColumn("传出日期", ("sent_on",), 7),
        SheetColumn("状态", ("state",), 5),
    ),
    period_field="period",
    basis="集中整治方案 五:上报的数据要准确;已报的数字不悄悄改,写明原因、两个人签字,按更正上报,前后两版都保留。",
)
