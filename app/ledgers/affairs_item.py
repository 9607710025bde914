"""村务公开: policies, projects, funds and benefits; lists have their recipients as lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

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
    YesNo,
)
from app.domain.ledger import Around, Clock, Due, LedgerDef, Move, SheetColumn, State
from app.domain.privacy import personal_numbers
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.posting import SPECIALS, posted_in_order, posting_fields
from app.ledgers.question import to_question
from app.ledgers.unit import GROUP, VILLAGE_KINDS

PUBLIC = Sensitivity.PUBLIC
DRAFT, REVIEWED, POSTED, TAKEN_DOWN = "草稿", "已审核", "已公开", "已撤榜"
FIRM = (REVIEWED, POSTED, TAKEN_DOWN)
AREAS = ("政策", "项目", "资金", "保障", "民主决策", "其他")
BY_PERIOD, AT_ONCE, TWENTY_DAYS, STANDING = "按期", "随时", "20个工作日内", "长期"
TIMINGS = (BY_PERIOD, AT_ONCE, TWENTY_DAYS, STANDING)
INFORMATION_DAYS = 20
NEEDS_A_DECISION = ("民主决策",)


def affairs_title(row: Row, around: Around) -> str:
    """Unit, item and period."""
    unit, period = id_of(row, "unit"), text_of(row, "period")
    parts = [around.title("unit", unit) if unit else "", Period.parse(period).title if period else ""]
    return " ".join(part for part in (*parts, text_of(row, "item")) if part)


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """Who publishes, by when, and what the list adds up to."""
    out: dict[str, Value] = {}
    unit_id = id_of(row, "unit")
    unit = around.row("unit", unit_id) if unit_id else None
    if unit:
        out["publisher"] = unit.get("parent") if unit.get("kind") == GROUP else unit_id
    due = due_on(row, around)
    out["due_on"] = due.isoformat() if due else None
    lines = around.rows("recipient", item=row["id"]) if id_of(row, "id") else []
    out["recipients"] = len(lines)
    out["amount"] = sum(whole_of(line, "amount") for line in lines) if lines else None
    return out


def due_on(row: Row, around: Around) -> date | None:
    """The day by which an item hangs on the board, None for a standing one.

    Regular items by the county's day of the month after the period; special ones and those 随时 a number of days
    after the decision; government information twenty working days after it.
    Source: forms-and-rules 5.1 quarter_open, month_open, event_open, gov_info_20.
    """
    timing, decided = text_of(row, "timing"), text_of(row, "decided_on")
    if (timing == AT_ONCE or row.get("special")) and decided:
        return date.fromisoformat(decided) + timedelta(days=around.option("event_days"))
    if timing == TWENTY_DAYS and decided:
        return around.add_working(date.fromisoformat(decided), INFORMATION_DAYS)
    if timing == BY_PERIOD and row.get("period"):
        after = Period.parse(text_of(row, "period")).next().first
        return after.replace(day=around.option("disclosure_day"))
    return None


def owner_publishes(row: Row, around: Around) -> Iterable[Fault]:
    """Villages, communities and their groups disclose. Source: INV-078."""
    unit = around.row("unit", id_of(row, "unit") or 0)
    if unit and unit.get("kind") not in (*VILLAGE_KINDS, GROUP):
        yield Fault("unit", "公开单位:应是村、社区或村民小组", "E-OWNER")


def timing_has_its_day(row: Row, around: Around) -> Iterable[Fault]:
    """A regular item has its period, one on its own clock the day it starts from. Source: R3, R4; C15."""
    timing = row.get("timing")
    if timing == BY_PERIOD and not row.get("special") and not row.get("period"):
        yield Fault("period", "报告期:按期公开的,填哪一季(月)", "E-REQUIRED")
    if (timing in (AT_ONCE, TWENTY_DAYS) or row.get("special")) and not row.get("decided_on"):
        yield Fault("decided_on", "批准(发生)日期:公开期限从这天起算,不能为空", "E-REQUIRED")
    if text_of(row, "decided_on") > around.today.isoformat():
        yield Fault("decided_on", "批准(发生)日期:在今天之后,请核对", "E-FUTURE")


def nothing_means_nothing(row: Row, around: Around) -> Iterable[Fault]:
    """零公开 is said, and then there is no list. Source: forms-and-rules 2.16, record."""
    if row.get("nothing") and whole_of(row, "recipients"):
        yield Fault("nothing", f"本期无此事项:名单里有 {row['recipients']} 户,请核对", "E-SUM")
    elif not row.get("nothing") and not row.get("content"):
        yield Fault("content", "公开内容:不能为空;本期没有的,在“本期无此事项”填“是”", "E-REQUIRED")


def benefit_has_a_list(row: Row, around: Around) -> Iterable[Fault]:
    """保障 goes to people, so there is a list."""
    if row.get("area") == "保障" and row.get("state") in FIRM and not row.get("nothing") and not row.get("recipients"):
        yield Fault("recipients", "受益对象:保障类要有名单,请在下面逐户录入或写明说明", "E-EMPTY", soft=True)


def decision_kept(row: Row, around: Around) -> Iterable[Fault]:
    """What was decided by the people says by which meeting."""
    decided = row.get("area") in NEEDS_A_DECISION or row.get("special")
    if decided and row.get("state") in FIRM and not row.get("decision") and not row.get("nothing"):
        yield Fault("decision", "民主决策记录:写明哪次会议、怎么决定的", "E-REQUIRED")


def no_numbers_of_persons(row: Row, around: Around) -> Iterable[Fault]:
    """Identity, card and mobile numbers are not posted. Source: forms-and-rules 3.7 P2, P4."""
    for key, label in (("content", "公开内容"), ("decision", "民主决策记录"), ("item", "公开事项")):
        for found in personal_numbers(text_of(row, key)):
            yield Fault(key, f"{label}:写了{found.kind},会公示,请去掉", "E-PRIVATE")


def posted_long_enough(row: Row, around: Around) -> Iterable[Fault]:
    """A notice hangs at least as many days as the county says. Source: forms-and-rules 3.2."""
    start, end, least = text_of(row, "posted_from"), text_of(row, "posted_to"), around.option("notice_days")
    if start and end and end >= start:
        days = (date.fromisoformat(end) - date.fromisoformat(start)).days + 1
        if days < least:
            yield Fault("posted_to", f"公示结束:只公示 {days} 天,不足规定的 {least} 天", "E-DAYS", soft=True)


AFFAIRS_ITEMS = LedgerDef(
    key="affairs_item",
    title="村务公开",
    menu="公开",
    icon="report",
    fields=(
        Unit(
            key="unit",
            label="公开单位",
            required=True,
            width=9,
            sensitivity=PUBLIC,
            hint="村、社区或村民小组",
        ),
        Unit(
            key="publisher",
            label="公开主体",
            stamped=True,
            width=8,
            sensitivity=PUBLIC,
            hint="组的事项由村公开",
        ),
        Choice(
            key="area",
            label="公开类别",
            required=True,
            options=AREAS,
            width=5,
            sensitivity=PUBLIC,
            hint="依据 集中整治方案 (三)4:政策、项目、资金、保障",
        ),
        Text(
            key="item",
            label="公开事项",
            required=True,
            most=60,
            width=12,
            sensitivity=PUBLIC,
            hint="按县里目录的事项名,如 农村低保、耕地地力保护补贴",
        ),
        LongText(
            key="content",
            label="公开内容",
            width=22,
            sensitivity=PUBLIC,
            hint="标准、对象、程序、结果;写群众看得懂的话",
        ),
        Text(
            key="grounds",
            label="公开依据",
            required=True,
            width=12,
            sensitivity=PUBLIC,
            hint="文件全名和条款",
        ),
        Text(
            key="owner_dept",
            label="主管部门",
            width=8,
            sensitivity=PUBLIC,
            hint="县里管这件事的部门,如 县民政局;印在公开榜上",
        ),
        Choice(
            key="timing",
            label="公开时限",
            required=True,
            options=TIMINGS,
            default=BY_PERIOD,
            width=6,
            group="时限",
            sensitivity=PUBLIC,
            hint="一般事项至少每季一次;重大事项随时公开。依据 村民委员会组织法 第三十条",
        ),
        Choice(
            key="special",
            label="专项公开",
            options=SPECIALS,
            width=8,
            group="时限",
            sensitivity=PUBLIC,
            hint="专项公开从批准日起另算期限。依据 农村集体经济组织财务公开规定",
        ),
        PeriodField(key="period", label="报告期", group="时限", sensitivity=PUBLIC, hint="按期公开的填,如 2026Q3"),
        Day(
            key="decided_on",
            label="批准(发生)日期",
            group="时限",
            sensitivity=PUBLIC,
            hint="随时公开和专项公开从这天起算",
        ),
        Day(key="due_on", label="应公开日期", stamped=True, group="时限", sensitivity=PUBLIC),
        YesNo(
            key="nothing",
            label="本期无此事项",
            default="否",
            group="内容",
            sensitivity=PUBLIC,
            hint="零公开:没有发生也要说一声",
        ),
        Count(key="recipients", label="受益户数", unit="户", stamped=True, group="内容", sensitivity=PUBLIC),
        Money(key="amount", label="发放合计(元)", stamped=True, group="内容", sensitivity=PUBLIC),
        LongText(
            key="decision",
            label="民主决策记录",
            group="内容",
            width=12,
            sensitivity=PUBLIC,
            hint="哪天什么会议、多少人到会、怎么表决;民主决策和专项公开必填",
        ),
        Attachment(key="minutes", label="会议记录", group="内容"),
        Text(
            key="reviewed_by",
            label="村务监督委员会审核人",
            required_from=FIRM,
            width=6,
            group="审核张贴",
            sensitivity=PUBLIC,
        ),
        Day(
            key="reviewed_on",
            label="审核日期",
            required_from=FIRM,
            past=True,
            group="审核张贴",
            sensitivity=PUBLIC,
        ),
        *posting_fields("审核张贴", "张贴地点", (POSTED, TAKEN_DOWN)),
        Attachment(key="photo", label="张贴照片", group="审核张贴"),
        Day(key="taken_down_on", label="撤榜日期", required_from=(TAKEN_DOWN,), past=True, group="审核张贴"),
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
            needs=("reviewed_by", "reviewed_on"),
            asks=("reviewed_by", "reviewed_on"),
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
        Move(
            label="更正重公布",
            sources=(POSTED, TAKEN_DOWN),
            to=DRAFT,
            reason=True,
            clears=("reviewed_by", "reviewed_on", "posted_from", "posted_to", "posted_at", "taken_down_on"),
        ),
    ),
    rules=(
        owner_publishes,
        timing_has_its_day,
        nothing_means_nothing,
        benefit_has_a_list,
        decision_kept,
        no_numbers_of_persons,
        posted_in_order,
        posted_long_enough,
    ),
    raises=(to_question("item"),),
    derive=derive,
    titled=affairs_title,
    title_uses=("unit",),
    identity=("unit", "item", "period", "decided_on"),
    children=("recipient",),
    list_columns=(
        "unit",
        "area",
        "item",
        "period",
        "special",
        "recipients",
        "amount",
        "state",
        "due_on",
        "posted_from",
        "posted_to",
    ),
    sheet_columns=(
        SheetColumn("公开单位", ("unit",), 8),
        SheetColumn("公开主体", ("publisher",), 7),
        SheetColumn("类别", ("area", "special"), 6),
        SheetColumn("公开事项", ("item",), 10),
        SheetColumn("公开内容", ("content",), 18),
        SheetColumn("公开依据", ("grounds",), 10),
        SheetColumn("公开时限", ("timing", "due_on"), 7),
        SheetColumn("受益户数", ("recipients",), 4),
        SheetColumn("发放合计(元)", ("amount",), 7),
        SheetColumn("公示起止", ("posted_from", "posted_to"), 7),
        SheetColumn("张贴地点", ("posted_at",), 7),
        SheetColumn("备注", ("remark",), 5),
    ),
    due=Due("due_on", label="公开期限"),
    clocks=(Clock("posted_to", "公示期满可撤榜", states=(POSTED,), until="taken_down_on", gentle=True),),
    unit_field="unit",
    period_field="period",
    alike="content",
    basis="集中整治方案 (三)4:涉及群众利益的各类政策、项目、资金、保障等方面的信息全面公开;村民委员会组织法 第三十条:"
    "一般事项至少每季度公布一次,涉及村民利益的重大事项随时公布。",
)
