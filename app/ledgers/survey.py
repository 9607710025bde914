"""民意调查: one unit, one way of asking, one question; tallies from paper or telephone, no respondents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.domain.faults import Fault
from app.domain.fields import Choice, Count, Day, Link, Row, Sensitivity, Text, Unit, Value
from app.domain.ledger import Around, Due, LedgerDef, Move, Paper, SheetColumn, State, Travel
from app.domain.points import Points, hundredths
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.event_days import another_than, days_follow
from app.ledgers.standing import bottom
from app.ledgers.talks import to_talks

COUNTING, CHECKING, DECIDED, TOLD = "录入", "待复核", "已核定", "已通报"
FIRM = (CHECKING, DECIDED, TOLD)
WAYS = ("问卷", "电话", "走访")
TALLIES = (
    ("n_very", "非常满意(份)"),
    ("n_satisfied", "满意(份)"),
    ("n_fair", "基本满意(份)"),
    ("n_bad", "不满意(份)"),
    ("n_unknown", "不了解(份)"),
)
OF_THE_SURVEY = ("from_on", "to_on", "teams", "members")


def survey_title(row: Row, around: Around) -> str:
    """Name of the survey, unit and way."""
    unit = id_of(row, "unit")
    parts = (text_of(row, "name"), around.title("unit", unit) if unit else "", text_of(row, "way"))
    return " ".join(part for part in parts if part)


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """What all units of a survey have in common, and the rate (非常满意 + 满意) ÷ 有效样本.

    Source: forms-and-rules 2.21, rate.
    """
    out: dict[str, Value] = {}
    others = around.rows("survey", name=row["name"]) if row.get("name") else []
    first = next((other for other in others if other.get("id") != row.get("id")), None)
    for key in OF_THE_SURVEY:
        if row.get(key) is None and first and first.get(key) is not None:
            out[key] = first[key]
    liked = whole_of(row, "n_very") + whole_of(row, "n_satisfied")
    out["rate"] = hundredths(100 * liked, whole_of(row, "valid"))
    return out


def rates(rows: Sequence[Row]) -> dict[int, int]:
    """The rate of each unit over all ways and questions, for app.ledgers.standing."""
    liked: dict[int, int] = {}
    valid: dict[int, int] = {}
    for row in rows:
        if unit := id_of(row, "unit"):
            liked[unit] = liked.get(unit, 0) + whole_of(row, "n_very") + whole_of(row, "n_satisfied")
            valid[unit] = valid.get(unit, 0) + whole_of(row, "valid")
    found = {unit: hundredths(100 * liked[unit], valid[unit]) for unit in valid}
    return {unit: rate for unit, rate in found.items() if rate is not None}


def why_no_talk(row: Row, around: Around) -> str:
    """Who is talked to: the three units least content, where the county ranks. INV-148."""
    if row.get("state") not in (DECIDED, TOLD):
        return "还没有核定"
    if not around.option("appraisal_ranking"):
        return "县里没有要求按名次处理"
    return "" if row.get("unit") in bottom(rates(around.rows("survey", name=row.get("name")))) else "不在后三名"


def days_in_order(row: Row, around: Around) -> Iterable[Fault]:
    """A survey ends after it began, and is made known after that."""
    yield from days_follow(row, around, ("from_on", "调查开始"))
    start, end, told = (text_of(row, key) for key in ("from_on", "to_on", "issued_on"))
    if start and end and end < start:
        yield Fault("to_on", "调查结束:早于调查开始,请核对", "E-ORDER")
    if end and told and told < end:
        yield Fault("issued_on", "通报日期:早于调查结束,请核对", "E-ORDER")


def samples_add_up(row: Row, around: Around) -> Iterable[Fault]:
    """有效 ≤ 接通(收回) ≤ 计划, and the tallies make up 有效. Source: forms-and-rules 2.21."""
    chain = (("valid", "有效样本", "reached", "接通(收回)"), ("reached", "接通(收回)", "planned", "计划样本"))
    for small, label, large, other in chain:
        if row.get(small) is not None and row.get(large) is not None and whole_of(row, small) > whole_of(row, large):
            yield Fault(small, f"{label}:大于{other} {row[large]},请核对", "E-SUM")
    if row.get("valid") is None or all(row.get(key) is None for key, _ in TALLIES):
        return
    total = sum(whole_of(row, key) for key, _ in TALLIES)
    if total != row["valid"]:
        text = f"有效样本:各档合计 {total},与有效样本 {row['valid']} 不一致,请核对"
        yield Fault("valid", text, "E-SUM", str(total), soft=row.get("state") not in FIRM)


def teams_have_people(row: Row, around: Around) -> Iterable[Fault]:
    """As many people as teams at least. Source: INV-146."""
    if row.get("members") is not None and whole_of(row, "members") < whole_of(row, "teams"):
        yield Fault("members", "调查人数:少于调查组数,请核对", "E-SUM")


def checked_by_another(row: Row, around: Around) -> Iterable[Fault]:
    """Whoever typed the tallies does not confirm them."""
    yield from another_than(row, around, "entered_by", "checked_by", "录入")


SURVEYS = LedgerDef(
    key="survey",
    title="民意调查",
    menu="评议考核",
    icon="check",
    fields=(
        Text(
            key="name",
            label="调查名称",
            required=True,
            width=12,
            sensitivity=Sensitivity.PUBLIC,
            hint="同一次调查写一样的名称;起止、组数只填一个单位,其余自动带出",
        ),
        Unit(key="unit", label="被调查单位", required=True, width=8, sensitivity=Sensitivity.PUBLIC),
        Choice(
            key="way",
            label="调查方式",
            required=True,
            options=WAYS,
            width=4,
            hint="问卷和电话各录一条,满意率按单位合计。依据 四化三查方案 1 三",
        ),
        Text(
            key="question",
            label="调查问题",
            required=True,
            default="总体满意度",
            width=12,
            sensitivity=Sensitivity.PUBLIC,
            hint="问卷上的原话;一题一条",
        ),
        Day(key="from_on", label="调查开始", required_from=FIRM, group="组织"),
        Day(key="to_on", label="调查结束", required_from=FIRM, group="组织", hint="到期没有核定的列入待办"),
        Count(key="teams", label="调查组数", unit="个", group="组织", hint="印在通报里"),
        Count(key="members", label="调查人数", unit="人", group="组织", hint="不得少于组数"),
        Count(key="planned", label="计划样本", unit="份", required_from=FIRM, group="计数"),
        Count(
            key="reached",
            label="接通(收回)",
            unit="份",
            required_from=FIRM,
            group="计数",
            hint="电话接通数或问卷收回数;受访人的姓名、号码不录入",
        ),
        Count(key="valid", label="有效样本", unit="份", required_from=FIRM, group="计数"),
        *(Count(key=key, label=label, unit="份", group="计数") for key, label in TALLIES),
        Points(
            key="rate",
            label="满意率",
            unit="%",
            stamped=True,
            sensitivity=Sensitivity.PUBLIC,
            group="结果",
            hint="(非常满意 + 满意)÷ 有效样本",
        ),
        Text(key="entered_by", label="录入人", stamped=True, group="结果"),
        Text(key="checked_by", label="复核人", stamped=True, group="结果"),
        Text(key="bulletin", label="通报文号", required_from=(TOLD,), group="结果"),
        Day(key="issued_on", label="通报日期", required_from=(TOLD,), past=True, group="结果"),
        Link(
            key="interviews",
            label="约谈记录",
            register="interview",
            many=True,
            group="结果",
            width=10,
            hint="满意度低的,党委书记、纪委书记都要约谈。依据 四化三查方案 1 三",
        ),
    ),
    states=(
        State(COUNTING, tone="calm"),
        State(CHECKING, tone="wait", review=True),
        State(DECIDED, fixed=True),
        State(TOLD, open=False, tone="done", fixed=True),
    ),
    moves=(
        Move(
            label="提交复核",
            sources=(COUNTING,),
            to=CHECKING,
            needs=("from_on", "to_on", "planned", "reached", "valid"),
            asks=("from_on", "to_on"),
            stamps={"entered_by": "actor"},
        ),
        Move(
            label="核定",
            sources=(CHECKING,),
            to=DECIDED,
            stamps={"checked_by": "actor"},
            refuse=checked_by_another,
        ),
        Move(
            label="通报",
            sources=(DECIDED,),
            to=TOLD,
            needs=("bulletin", "issued_on"),
            asks=("bulletin", "issued_on", "interviews"),
        ),
        Move(label="约谈", sources=(TOLD,), to=TOLD, needs=("interviews",), asks=("interviews",)),
        Move(
            label="退回修改",
            sources=(CHECKING, DECIDED),
            to=COUNTING,
            reason=True,
            clears=("entered_by", "checked_by"),
        ),
    ),
    rules=(days_in_order, samples_add_up, teams_have_people),
    papers=(Paper(key="survey_result", title="民意调查结果统计表", build="app.reports.survey_result:survey_result"),),
    raises=(to_talks("集体约谈", "民意调查满意度低", why_no_talk),),
    derive=derive,
    titled=survey_title,
    title_uses=("unit",),
    identity=("name", "unit", "way", "question"),
    list_columns=("name", "unit", "way", "question", "from_on", "to_on", "reached", "valid", "rate", "state"),
    sheet_columns=(
        SheetColumn("调查名称", ("name",), 10),
        SheetColumn("被调查单位", ("unit",), 8),
        SheetColumn("方式", ("way",), 4),
        SheetColumn("调查问题", ("question",), 10),
        SheetColumn("起止", ("from_on", "to_on"), 7),
        SheetColumn("有效样本", ("valid",), 4),
        SheetColumn("非常满意", ("n_very",), 4),
        SheetColumn("满意", ("n_satisfied",), 4),
        SheetColumn("基本满意", ("n_fair",), 4),
        SheetColumn("不满意", ("n_bad",), 4),
        SheetColumn("不了解", ("n_unknown",), 4),
        SheetColumn("满意率", ("rate",), 5),
        SheetColumn("备注", ("remark",), 6),
    ),
    due=Due("to_on", label="调查结束"),
    unit_field="unit",
    period_field="to_on",
    travels=Travel(days=("to_on", "issued_on"), states=(DECIDED, TOLD)),
    basis="四化三查方案 1 三:组成民意调查组,采取问卷调查和电话调查相结合的方式开展民意调查,结果通报全县,"
    "对满意度低的进行约谈。",
)
