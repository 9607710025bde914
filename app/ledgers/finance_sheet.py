"""财务公开: one sheet of one village, community or group for one period; its lines are finance_line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from app.domain.days import Period
from app.domain.faults import Fault
from app.domain.fields import (
    Attachment,
    Choice,
    Count,
    Day,
    LongText,
    Money,
    PeriodField,
    Row,
    Sensitivity,
    Text,
    Unit,
    Value,
)
from app.domain.ledger import Around, Clock, Due, LedgerDef, Move, SheetColumn, State
from app.domain.money import show_yuan
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.posting import posted_in_order, posting_fields
from app.ledgers.question import to_question
from app.ledgers.unit import GROUP, VILLAGE_KINDS

DRAFT, REVIEWED, POSTED, TAKEN_DOWN = "草稿", "已审核", "已公开", "已撤榜"
FIRM = (REVIEWED, POSTED, TAKEN_DOWN)
LEVELS = ("组级", "村级")


def sheet_title(row: Row, around: Around) -> str:
    """Owner and period: 青山村 2026年第2季度."""
    unit = row.get("unit")
    period = str(row.get("period") or "")
    return (
        f"{around.title('unit', unit) if isinstance(unit, int) else ''} {Period.parse(period).title if period else ''}"
    )


def previous_sheet(row: Row, around: Around) -> Row | None:
    """The sheet of the same owner for the period just before, or None."""
    if not id_of(row, "unit") or not row.get("period"):
        return None
    before = Period.parse(str(row["period"])).previous()
    return next(iter(around.rows("finance_sheet", unit=row["unit"], period=before.key)), None)


def owner(row: Row, around: Around) -> Row | None:
    """The village, community or group whose money it is."""
    unit_id = id_of(row, "unit")
    return around.row("unit", unit_id) if unit_id else None


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """Level, publisher, due day, carried opening, and the totals of the lines.

    Group sheets are published by their village, village sheets by their township.
    Source: 集中整治方案 (三)4; INV-082, INV-083.
    """
    out: dict[str, Value] = {}
    unit = owner(row, around)
    if unit:
        out["level"] = "组级" if unit.get("kind") == GROUP else "村级"
        out["publisher"] = unit.get("parent")
    if row.get("period"):
        after = Period.parse(str(row["period"])).next().first
        out["due_on"] = date(after.year, after.month, around.option("disclosure_day")).isoformat()
    opening = row.get("opening")
    if opening is None and (before := previous_sheet(row, around)):
        opening = out["opening"] = before.get("closing")
    lines = around.rows("finance_line", sheet=row["id"]) if id_of(row, "id") else []
    income = sum(whole_of(line, "amount") for line in lines if line.get("direction") == "收入")
    expense = sum(whole_of(line, "amount") for line in lines if line.get("direction") == "支出")
    out |= {"income_total": income, "expense_total": expense, "line_count": len(lines)}
    out["closing"] = (opening if isinstance(opening, int) else 0) + income - expense
    return out


def owner_publishes(row: Row, around: Around) -> Iterable[Fault]:
    """Only villages, communities and their groups publish."""
    unit = owner(row, around)
    if unit is None:
        return
    if unit.get("kind") not in (*VILLAGE_KINDS, GROUP):
        yield Fault("unit", "账主单位:应是村、社区或村民小组", "E-OWNER")
    elif unit.get("parent") is None:
        yield Fault("unit", "账主单位:没有上级单位,无法确定由谁负责公开。请先在“单位”里补上级", "E-OWNER")


def one_sheet_a_period(row: Row, around: Around) -> Iterable[Fault]:
    """One sheet per owner and period. Source: forms-and-rules 2.15."""
    if not row.get("unit") or not row.get("period"):
        return
    others = around.rows("finance_sheet", unit=row["unit"], period=row["period"])
    if any(other["id"] != row.get("id") for other in others):
        yield Fault("period", "报告期:这个单位本期的公开表已经有了,请打开原表修改", "E-TWICE")


def opening_is_last_closing(row: Row, around: Around) -> Iterable[Fault]:
    """期初 = 上期期末, to the fen, or a 说明. Source: forms-and-rules 3.4 A2."""
    before = previous_sheet(row, around)
    if before is None or row.get("opening") is None or row["opening"] == before.get("closing"):
        return
    now, last = whole_of(row, "opening"), whole_of(before, "closing")
    yield Fault(
        "opening",
        f"期初结余:本期期初 {show_yuan(now)} 与上期期末 {show_yuan(last)} 不一致,相差 {show_yuan(abs(now - last))} 元。"
        "请改成上期期末数,或在“说明”里写明原因",
        "E-OPENING",
        show_yuan(last),
        soft=bool(row.get("explanation")) or row.get("state") not in FIRM,
    )


def figures_agree(row: Row, around: Around) -> Iterable[Fault]:
    """Totals and closing as the agency's books say equal the lines, to the fen. Source: forms-and-rules 3.4 A1, A3."""
    soft = row.get("state") not in FIRM
    for stated, computed, label in (
        ("stated_income", "income_total", "收入合计"),
        ("stated_expense", "expense_total", "支出合计"),
        ("stated_closing", "closing", "期末结余"),
    ):
        if row.get(stated) is None or row.get(computed) is None or row[stated] == row[computed]:
            continue
        said, sum_ = whole_of(row, stated), whole_of(row, computed)
        yield Fault(
            stated,
            f"账面{label}:账面 {show_yuan(said)} 与逐笔算出的 {show_yuan(sum_)} 不一致,"
            f"相差 {show_yuan(abs(said - sum_))} 元。请查是否漏记或错记一笔",
            "E-SUM",
            show_yuan(sum_),
            soft=soft,
        )


def opening_known(row: Row, around: Around) -> Iterable[Fault]:
    """A sheet that goes out has an opening balance."""
    if row.get("state") in FIRM and row.get("opening") is None:
        yield Fault("opening", "期初结余:没有上期数可以结转,请填写", "E-REQUIRED")


def posted_after_period(row: Row, around: Around) -> Iterable[Fault]:
    """A sheet goes up after its period has ended."""
    start, period = text_of(row, "posted_from"), text_of(row, "period")
    if start and period and start < Period.parse(period).last.isoformat():
        yield Fault("posted_from", "公示开始:报告期还没有结束,请核对日期或报告期", "E-ORDER")


def posted_long_enough(row: Row, around: Around) -> Iterable[Fault]:
    """A notice hangs at least as many days as the county says. Source: forms-and-rules 3.2 (5 to 10 days)."""
    start, end, least = text_of(row, "posted_from"), text_of(row, "posted_to"), around.option("notice_days")
    if not start or not end or end < start:
        return
    days = (date.fromisoformat(end) - date.fromisoformat(start)).days + 1
    if days < least:
        yield Fault("posted_to", f"公示结束:只公示 {days} 天,不足规定的 {least} 天", "E-DAYS", soft=True)


def reviewer_is_not_preparer(row: Row, around: Around) -> Iterable[Fault]:
    """Whoever prepared the sheet does not review it. Source: 村民委员会组织法 第三十二条."""
    if row.get("prepared_by") and row.get("prepared_by") == row.get("reviewed_by"):
        yield Fault("reviewed_by", "民主理财小组审核人:不能和制表人是同一人", "E-TWO-PEOPLE")


def has_lines(row: Row, around: Around) -> Iterable[Fault]:
    """A sheet without a line is a 零发生 sheet and says so."""
    if not row.get("line_count") and not row.get("explanation"):
        yield Fault("", "本期没有一笔收支。确无发生的,请在“说明”里写“本期无收支”", "E-EMPTY")


FINANCE_SHEETS = LedgerDef(
    key="finance_sheet",
    title="财务公开",
    menu="公开",
    icon="finance",
    fields=(
        Unit(
            key="unit",
            label="账主单位",
            required=True,
            width=10,
            sensitivity=Sensitivity.PUBLIC,
            hint="村、社区或村民小组",
        ),
        PeriodField(
            key="period",
            label="报告期",
            required=True,
            width=8,
            sensitivity=Sensitivity.PUBLIC,
            hint="如 2026Q2 或 2026-06",
        ),
        Choice(key="level", label="层级", options=LEVELS, stamped=True, width=4, sensitivity=Sensitivity.PUBLIC),
        Unit(
            key="publisher",
            label="负责公开单位",
            stamped=True,
            width=8,
            sensitivity=Sensitivity.PUBLIC,
            hint="组级由村公开,村级由乡镇公开。依据 集中整治方案 (三)4",
        ),
        Money(
            key="opening", label="期初结余(元)", least=None, sensitivity=Sensitivity.PUBLIC, hint="不填时结转上期期末"
        ),
        Money(key="income_total", label="本期收入合计(元)", stamped=True, sensitivity=Sensitivity.PUBLIC),
        Money(key="expense_total", label="本期支出合计(元)", stamped=True, sensitivity=Sensitivity.PUBLIC),
        Money(key="closing", label="期末结余(元)", least=None, stamped=True, sensitivity=Sensitivity.PUBLIC),
        Money(key="stated_income", label="账面收入合计(元)", group="与账面核对", hint="代理中心账上的数,供核对;可不填"),
        Money(key="stated_expense", label="账面支出合计(元)", group="与账面核对"),
        Money(key="stated_closing", label="账面期末结余(元)", least=None, group="与账面核对"),
        Text(
            key="prepared_by",
            label="制表人",
            required_from=FIRM,
            group="审核签字",
            width=5,
            sensitivity=Sensitivity.PUBLIC,
        ),
        Text(
            key="reviewed_by",
            label="民主理财小组审核人",
            required_from=FIRM,
            group="审核签字",
            width=8,
            sensitivity=Sensitivity.PUBLIC,
            hint="张贴前须经民主理财小组(村务监督委员会)审核。依据 农村集体经济组织财务公开规定",
        ),
        Day(
            key="reviewed_on",
            label="审核日期",
            required_from=FIRM,
            past=True,
            group="审核签字",
            sensitivity=Sensitivity.PUBLIC,
        ),
        LongText(key="review_opinion", label="审核意见", group="审核签字", width=10, sensitivity=Sensitivity.PUBLIC),
        Text(
            key="approved_by",
            label="负责人",
            required_from=FIRM,
            group="审核签字",
            width=5,
            sensitivity=Sensitivity.PUBLIC,
        ),
        Day(key="due_on", label="应公开日期", stamped=True, group="张贴", sensitivity=Sensitivity.PUBLIC),
        *posting_fields("张贴", "张贴地点", required_from=(POSTED, TAKEN_DOWN)),
        Attachment(key="photo", label="张贴照片", group="张贴"),
        Day(key="taken_down_on", label="撤榜日期", group="张贴", sensitivity=Sensitivity.PUBLIC),
        Count(key="line_count", label="笔数", stamped=True, sensitivity=Sensitivity.PUBLIC),
    ),
    states=(
        State(DRAFT, tone="calm"),
        State(REVIEWED, tone="wait", fixed=True),
        State(POSTED, open=False, tone="good", fixed=True),
        State(TAKEN_DOWN, open=False, tone="done", fixed=True),
    ),
    moves=(
        Move(
            label="审核通过",
            sources=(DRAFT,),
            to=REVIEWED,
            needs=("prepared_by", "reviewed_by", "reviewed_on", "approved_by"),
            asks=("prepared_by", "reviewed_by", "reviewed_on", "approved_by"),
            refuse=has_lines,
        ),
        Move(label="退回修改", sources=(REVIEWED,), to=DRAFT, reason=True),
        Move(
            label="张贴公开",
            sources=(REVIEWED,),
            to=POSTED,
            needs=("posted_from", "posted_to", "posted_at"),
            asks=("posted_from", "posted_to", "posted_at"),
        ),
        Move(label="撤榜", sources=(POSTED,), to=TAKEN_DOWN, needs=("taken_down_on",), asks=("taken_down_on",)),
    ),
    rules=(
        owner_publishes,
        one_sheet_a_period,
        opening_is_last_closing,
        opening_known,
        figures_agree,
        posted_in_order,
        posted_after_period,
        posted_long_enough,
        reviewer_is_not_preparer,
    ),
    raises=(to_question("sheet"),),
    derive=derive,
    titled=sheet_title,
    title_uses=("unit",),
    identity=("unit", "period"),
    children=("finance_line",),
    list_columns=(
        "unit",
        "period",
        "level",
        "publisher",
        "opening",
        "income_total",
        "expense_total",
        "closing",
        "state",
        "due_on",
        "posted_from",
        "posted_to",
    ),
    sheet_columns=(
        SheetColumn("账主单位", ("unit",), 10),
        SheetColumn("报告期", ("period",), 8),
        SheetColumn("层级", ("level",), 4),
        SheetColumn("负责公开单位", ("publisher",), 8),
        SheetColumn("期初结余", ("opening",), 8, sums=False),
        SheetColumn("本期收入", ("income_total",), 8),
        SheetColumn("本期支出", ("expense_total",), 8),
        SheetColumn("期末结余", ("closing",), 8, sums=False),
        SheetColumn("状态", ("state",), 5),
        SheetColumn("公示起止", ("posted_from", "posted_to"), 8),
    ),
    due=Due("due_on", label="公开期限"),
    clocks=(
        Clock("due_on", "民主理财审核", states=(DRAFT,), until="reviewed_on", working=-2),
        Clock("posted_to", "公示期满可撤榜", states=(POSTED,), until="taken_down_on", gentle=True),
    ),
    unit_field="unit",
    period_field="period",
    basis="农村集体经济组织财务公开规定(农经发〔2011〕13号):逐项逐笔、至少每季公开;"
    "集中整治方案 (三)4:组级财务由村公开,村级财务由乡镇公开。",
)
