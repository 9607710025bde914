"""数据月报: one month's report to the county: counted figures, 工作进展, and how it was checked and signed off."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.days import Period
from app.domain.faults import Fault
from app.domain.fields import Count, Day, LongText, PeriodField, Row, Sensitivity, Text, YesNo
from app.domain.ledger import Around, LedgerDef, Move, SheetColumn, State
from app.domain.rows import text_of, whole_of
from app.ledgers.event_days import another_than

DRAFT, TO_CHECK, CHECKED, ISSUED, SENT = "草稿", "待审核", "已审核", "已签发", "已传出"
# What the county answered: these three come with its receipt.
RECEIVED, RETURNED, MERGED = "县级已接收", "县级已退回", "已并入"
FIRM = (TO_CHECK, CHECKED, ISSUED, SENT, RECEIVED, RETURNED, MERGED)
PUBLIC = Sensitivity.PUBLIC


def report_title(row: Row, around: Around) -> str:
    """2026年10月数据月报."""
    period = text_of(row, "period")
    return f"{Period.parse(period).title}数据月报" if period else "数据月报"


def a_month(row: Row, around: Around) -> Iterable[Fault]:
    """The report is monthly, and its month has begun."""
    if not row.get("period"):
        return
    period = Period.parse(text_of(row, "period"))
    if period.kind != "month":
        yield Fault("period", "报告期:月报按月填,请写成 2026-10 的样子", "E-PERIOD")
    elif period.first > around.today:
        yield Fault("period", f"报告期:{period.title}还没有到", "E-FUTURE")


def nil_is_said(row: Row, around: Around) -> Iterable[Fault]:
    """A month in which nothing happened is a 零报告, and says so in words. Source: product F2; V28."""
    if row.get("nil") and row.get("state") in FIRM and not row.get("nil_statement"):
        yield Fault("nil_statement", "零报告说明:本月各项都是 0,请写明本月确无发生,例如:经排查,本月未发现问题", "E-NIL")


def all_settled(row: Row, around: Around) -> Iterable[Fault]:
    """No hard cross-check is open and every soft one is explained, counted today."""
    if row.get("counted_on") != around.today.isoformat():
        yield Fault("", "月报的数字还没有按今天的台账重新统计。请打开月报按 F9 重新统计后再送审。", "E-COUNT")
    if count := whole_of(row, "hard_count"):
        yield Fault("", f"还有 {count} 处勾稽关系不平,不能送审。请打开月报按 F8 逐条核对。", "E-CHECK")
    elif count := whole_of(row, "soft_count"):
        yield Fault("", f"还有 {count} 处提示没有写说明。请打开月报按 F8 逐条写说明。", "E-EXPLAIN")


def period_is_over(row: Row, around: Around) -> Iterable[Fault]:
    """A month is reported once it has ended."""
    if row.get("period") and Period.parse(text_of(row, "period")).last >= around.today:
        yield Fault("period", "报告期:这个月还没有过完,月底以后再送审", "E-FUTURE")
    yield from all_settled(row, around)


def checked_by_another(row: Row, around: Around) -> Iterable[Fault]:
    """Whoever sent it for review does not review it."""
    return another_than(row, around, "asked_by", "asked_by", "送审月报")


MONTHLY_REPORTS = LedgerDef(
    key="monthly_report",
    title="数据月报",
    menu="上报",
    icon="report",
    fields=(
        PeriodField(key="period", label="报告期", required=True, width=8, sensitivity=PUBLIC, hint="如 2026-10"),
        YesNo(key="nil", label="零报告", stamped=True, sensitivity=PUBLIC, hint="本月各项都是 0 时为“是”,由程序判断"),
        LongText(
            key="nil_statement",
            label="零报告说明",
            width=14,
            most=500,
            sensitivity=PUBLIC,
            hint="零报告要写一句话,由审核人签字,和有数字的月报一样上报",
        ),
        LongText(
            key="progress",
            label="工作进展",
            width=30,
            most=20000,
            sensitivity=PUBLIC,
            hint="由程序按本月台账起草,可逐句修改",
        ),
        LongText(key="problems_left", label="存在问题", group="文字", most=5000, sensitivity=PUBLIC),
        LongText(key="next_steps", label="下步打算", group="文字", most=5000, sensitivity=PUBLIC),
        Day(key="counted_on", label="统计日期", stamped=True, group="审核"),
        Count(key="hard_count", label="勾稽不平(处)", unit="处", stamped=True, group="审核"),
        Count(key="soft_count", label="待说明(处)", unit="处", stamped=True, group="审核"),
        Text(key="asked_by", label="送审人", stamped=True, group="审核", sensitivity=PUBLIC),
        Day(key="asked_on", label="送审日期", stamped=True, group="审核", sensitivity=PUBLIC),
        Text(key="checked_by", label="审核人", stamped=True, group="审核", sensitivity=PUBLIC),
        Day(key="checked_on", label="审核日期", stamped=True, group="审核", sensitivity=PUBLIC),
        Day(key="issued_on", label="签发日期", stamped=True, group="审核", sensitivity=PUBLIC),
    ),
    states=(
        State(DRAFT, tone="calm"),
        State(TO_CHECK, tone="wait", review=True, fixed=True),
        State(CHECKED, tone="wait", fixed=True),
        State(ISSUED, open=False, tone="good", fixed=True),
        State(SENT, open=False, tone="good", fixed=True),
        State(RECEIVED, open=False, tone="good", fixed=True),
        State(RETURNED, tone="wait", fixed=True),
        State(MERGED, open=False, tone="good", fixed=True),
    ),
    moves=(
        Move(
            label="送审",
            sources=(DRAFT,),
            to=TO_CHECK,
            stamps={"asked_by": "actor", "asked_on": "today"},
            refuse=period_is_over,
        ),
        Move(
            label="审核通过",
            sources=(TO_CHECK,),
            to=CHECKED,
            stamps={"checked_by": "actor", "checked_on": "today"},
            refuse=checked_by_another,
        ),
        Move(label="退回修改", sources=(TO_CHECK, CHECKED), to=DRAFT, reason=True, clears=("asked_by", "checked_by")),
        Move(label="签发", sources=(CHECKED,), to=ISSUED, stamps={"issued_on": "today"}),
        Move(label="传出", sources=(ISSUED,), to=SENT, by_program=True),
        Move(label="县级接收", sources=(SENT, RETURNED), to=RECEIVED, by_program=True),
        Move(label="县级退回", sources=(SENT, RECEIVED), to=RETURNED, by_program=True),
        Move(label="并入", sources=(SENT, RECEIVED), to=MERGED, by_program=True),
    ),
    rules=(a_month, nil_is_said),
    titled=report_title,
    identity=("period",),
    children=("monthly_note",),
    list_columns=("period", "nil", "hard_count", "soft_count", "asked_by", "checked_by", "issued_on", "state"),
    sheet_columns=(
        SheetColumn("报告期", ("period",), 8),
        SheetColumn("零报告", ("nil",), 4),
        SheetColumn("工作进展", ("progress",), 30),
        SheetColumn("送审", ("asked_by", "asked_on"), 8),
        SheetColumn("审核", ("checked_by", "checked_on"), 8),
        SheetColumn("签发日期", ("issued_on",), 7),
        SheetColumn("状态", ("state",), 5),
    ),
    period_field="period",
    basis="集中整治方案 五:每月5日前报送《县(市、区)查处基层党员干部侵害群众利益问题有关数据月报表》和工作进展情况;"
    "没有发生的实行零报告。",
)
