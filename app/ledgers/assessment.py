"""季度考核: one unit in one quarter; the score is the sum of its lines, held against the line of the scheme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.domain.days import Period
from app.domain.faults import Fault
from app.domain.fields import Count, Day, Link, Money, PeriodField, Row, Sensitivity, Text, Unit, Value, YesNo
from app.domain.ledger import Around, Due, LedgerDef, Move, Paper, SheetColumn, State, Travel
from app.domain.points import Points, show_points
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.event_days import another_than, end_of_period
from app.ledgers.standing import bottom
from app.ledgers.talks import to_talks

SCORING, CHECKING, DECIDED, TOLD = "评分", "待复核", "已核定", "已通报"
USE = ("first_class", "fund_cut", "fund_reward", "for_honours", "for_bonus", "for_promotion", "interviews")


def assessment_title(row: Row, around: Around) -> str:
    """Unit and quarter."""
    unit, period = id_of(row, "unit"), text_of(row, "period")
    return f"{around.title('unit', unit) if unit else ''} {Period.parse(period).title if period else ''}".strip()


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """Sums of the lines, the line below which a unit is not 一类, and the day the quarter's work is due.

    The line is kept with the row: a county that changes it later does not change old quarters.
    Source: INV-159, INV-160.
    """
    out: dict[str, Value] = {}
    lines = around.rows("score_line", assessment=row["id"]) if id_of(row, "id") else []
    out["score"] = sum(whole_of(line, "score") for line in lines) if lines else None
    out["full"] = sum(whole_of(line, "full") for line in lines) if lines else None
    out["line_count"] = len(lines)
    threshold = row.get("threshold")
    if threshold is None and row.get("period"):
        threshold = out["threshold"] = 100 * around.option("assessment_threshold")
    known = isinstance(threshold, int) and out["score"] is not None
    out["below"] = int(whole_of(out, "score") < whole_of({"threshold": threshold}, "threshold")) if known else None
    out["due_on"] = end_of_period(row, around)
    return out


def scores(rows: Sequence[Row]) -> dict[int, int]:
    """The score of each unit of a quarter, for app.ledgers.standing."""
    return {
        whole_of(row, "unit"): whole_of(row, "score")
        for row in rows
        if row.get("unit") and row.get("score") is not None
    }


def why_no_talk(row: Row, around: Around) -> str:
    """Who is talked to: units below the line, and the last three where the county ranks. Source: INV-159."""
    if row.get("state") not in (DECIDED, TOLD):
        return "还没有核定"
    if row.get("below"):
        return ""
    if not around.option("appraisal_ranking"):
        return "得分不低于一类线"
    last = bottom(scores(around.rows("assessment", period=row.get("period"))))
    return "" if row.get("unit") in last else "得分不低于一类线,也不在后三名"


def line_within_full(row: Row, around: Around) -> Iterable[Fault]:
    """A line above the full mark would keep everybody out."""
    if row.get("full") is not None and whole_of(row, "threshold") > whole_of(row, "full"):
        full, line = show_points(whole_of(row, "full")), show_points(whole_of(row, "threshold"))
        yield Fault("threshold", f"一类线:{line} 分高于各项满分合计 {full} 分,请核对指标是否录全", "E-SCORE", soft=True)


def cut_or_reward(row: Row, around: Around) -> Iterable[Fault]:
    """One unit is either fined or rewarded. Source: INV-161."""
    if row.get("fund_cut") and row.get("fund_reward"):
        yield Fault("fund_reward", "奖励经费:同一单位同一季度不能又扣又奖,请核对", "E-MONEY")


def no_honours_below(row: Row, around: Around) -> Iterable[Fault]:
    """Below the line nobody is 一类 and no secretary 优秀. Source: INV-160."""
    if row.get("below") and row.get("first_class"):
        line = show_points(whole_of(row, "threshold"))
        yield Fault("first_class", f"评为一类单位:得分低于 {line} 分,不能评为一类,书记不能定为优秀", "E-SCORE")


def has_lines(row: Row, around: Around) -> Iterable[Fault]:
    """A score comes from indicators."""
    if not row.get("line_count"):
        yield Fault("", "还没有评分。请先在下面逐项录入指标和得分", "E-EMPTY")


def checked_by_another(row: Row, around: Around) -> Iterable[Fault]:
    """Whoever scored does not confirm."""
    yield from another_than(row, around, "scored_by", "checked_by", "评分")


ASSESSMENTS = LedgerDef(
    key="assessment",
    title="季度考核",
    menu="评议考核",
    icon="check",
    fields=(
        PeriodField(
            key="period",
            label="考核期",
            required=True,
            kinds=("quarter", "year"),
            hint="每季一次;年底综合考核填年份",
        ),
        Unit(key="unit", label="被考核单位", required=True, width=8, sensitivity=Sensitivity.PUBLIC),
        Text(
            key="rule_doc",
            label="考核细则",
            required=True,
            width=14,
            hint="细则全名或文号,印在评分表抬头",
        ),
        Points(
            key="threshold",
            label="一类线",
            unit="分",
            hint="不填时取县里规定的分数(方案为 280 分),低于它不能评一类",
        ),
        Points(key="full", label="满分合计", unit="分", stamped=True),
        Points(key="score", label="得分", unit="分", stamped=True, hint="各项得分之和"),
        Count(key="line_count", label="指标数", stamped=True),
        YesNo(
            key="below",
            label="低于一类线",
            stamped=True,
            hint="低于的不能评为一类单位,党委书记、纪委书记不能定为优秀。依据 四化三查方案 1 四",
        ),
        YesNo(key="first_class", label="评为一类单位", group="结果运用"),
        Money(key="fund_cut", label="扣减经费(元)", group="结果运用", hint="扣减和奖励分开填,汇总时分开合计"),
        Money(key="fund_reward", label="奖励经费(元)", group="结果运用"),
        YesNo(
            key="for_honours",
            label="用于评先评优",
            group="结果运用",
            hint="依据 四化三查方案 3 五(二):与评先评优、物质奖励、提拔使用挂钩",
        ),
        YesNo(key="for_bonus", label="用于物质奖励", group="结果运用"),
        YesNo(key="for_promotion", label="用于提拔使用", group="结果运用"),
        Link(
            key="interviews",
            label="约谈记录",
            register="interview",
            many=True,
            width=10,
            group="结果运用",
            hint="后三名的党委书记、纪委书记都要约谈",
        ),
        Text(key="scored_by", label="评分人", stamped=True, group="核定"),
        Text(key="checked_by", label="复核人", stamped=True, group="核定"),
        Day(key="checked_on", label="核定日期", stamped=True, group="核定"),
        Text(key="bulletin", label="通报文号", required_from=(TOLD,), group="核定"),
        Day(key="issued_on", label="通报日期", required_from=(TOLD,), past=True, group="核定"),
        Day(key="due_on", label="考核期限", stamped=True, group="核定", hint="季度最后一个工作日"),
    ),
    states=(
        State(SCORING, tone="calm"),
        State(CHECKING, tone="wait", review=True),
        State(DECIDED, open=False, tone="good", fixed=True),
        State(TOLD, open=False, tone="done", fixed=True),
    ),
    moves=(
        Move(
            label="提交复核",
            sources=(SCORING,),
            to=CHECKING,
            stamps={"scored_by": "actor"},
            refuse=has_lines,
        ),
        Move(
            label="核定",
            sources=(CHECKING,),
            to=DECIDED,
            asks=("first_class",),
            stamps={"checked_by": "actor", "checked_on": "today"},
            refuse=checked_by_another,
        ),
        Move(label="结果运用", sources=(DECIDED,), to=DECIDED, asks=USE),
        Move(
            label="通报",
            sources=(DECIDED,),
            to=TOLD,
            needs=("bulletin", "issued_on"),
            asks=("bulletin", "issued_on"),
        ),
        Move(
            label="退回评分",
            sources=(CHECKING, DECIDED),
            to=SCORING,
            reason=True,
            clears=("scored_by", "checked_by", "checked_on"),
        ),
    ),
    rules=(line_within_full, cut_or_reward, no_honours_below),
    raises=(to_talks("约谈", "季度考核排名靠后", why_no_talk),),
    papers=(
        Paper(key="assessment_sheet", title="季度考核评分表", build="app.reports.assessment_sheet:assessment_sheet"),
    ),
    derive=derive,
    titled=assessment_title,
    title_uses=("unit",),
    identity=("period", "unit"),
    children=("score_line",),
    list_columns=(
        "period",
        "unit",
        "score",
        "full",
        "threshold",
        "below",
        "fund_cut",
        "fund_reward",
        "state",
        "due_on",
    ),
    sheet_columns=(
        SheetColumn("被考核单位", ("unit",), 9),
        SheetColumn("考核期", ("period",), 7),
        SheetColumn("满分", ("full",), 5),
        SheetColumn("得分", ("score",), 5),
        SheetColumn("低于一类线", ("below",), 4),
        SheetColumn("扣减经费(元)", ("fund_cut",), 7),
        SheetColumn("奖励经费(元)", ("fund_reward",), 7),
        SheetColumn("约谈", ("interviews",), 10),
        SheetColumn("状态", ("state",), 5),
        SheetColumn("备注", ("remark",), 6),
    ),
    due=Due("due_on", label="考核期限"),
    unit_field="unit",
    period_field="period",
    travels=Travel(days=("checked_on", "issued_on"), states=(DECIDED, TOLD)),
    basis="四化三查方案 1 四:每季度考核一次,对后三名的党委书记、纪委书记进行集体约谈;分值低于280分的单位不能评为"
    "一类单位,党委书记和纪委书记不能定为优秀等次;考核结果与经费挂钩。",
)
