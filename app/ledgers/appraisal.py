"""民主评议: one station in one round; its ballots are the lines, its result is computed from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from app.domain.days import Period
from app.domain.faults import Fault
from app.domain.fields import (
    Choice,
    Count,
    Day,
    Field,
    Link,
    PeriodField,
    Person,
    Row,
    Sensitivity,
    Text,
    Unit,
    Value,
    YesNo,
)
from app.domain.ledger import Around, Due, LedgerDef, Move, Paper, SheetColumn, State, Travel
from app.domain.points import Points, hundredths
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.ballot import BAD, BLANK, FAIR, GOOD, PLAIN, SPOILT, UNKNOWN, to_check_again
from app.ledgers.event_days import another_than, end_of_period
from app.ledgers.standing import bottom
from app.ledgers.talks import to_talks

COUNTING, CHECKING, DECIDED = "录票", "待复核", "已核定"
MEETING, CLIENTS = "民主评议会", "服务对象评议"
WHOLE = "总体"
DIMENSIONS = (WHOLE, "规范服务", "高效服务", "便民服务", "廉洁服务")
VOTERS = (
    ("party_delegates", "党代表(人)"),
    ("people_deputies", "人大代表(人)"),
    ("cppcc_members", "政协委员(人)"),
    ("masses", "群众代表(人)"),
    ("clients", "服务对象(人)"),
)
AT_A_MEETING = VOTERS[:4]
TALLIES = (
    (GOOD, "n_good", "满意(票)"),
    (FAIR, "n_fair", "基本满意(票)"),
    (PLAIN, "n_plain", "一般(票)"),
    (BAD, "n_bad", "不满意(票)"),
    (UNKNOWN, "n_unknown", "不了解(票)"),
    (BLANK, "n_blank", "弃权(票)"),
    (SPOILT, "n_spoilt", "废票(票)"),
)
WEIGHTS = (
    (GOOD, "w_good", "满意得分", "appraisal_good"),
    (FAIR, "w_fair", "基本满意得分", "appraisal_fair"),
    (PLAIN, "w_plain", "一般得分", "appraisal_plain"),
    (BAD, "w_bad", "不满意得分", "appraisal_bad"),
)
OF_THE_ROUND = ("met_on", "place", "host", "expected", *(key for key, _ in VOTERS), *(key for _, key, _, _ in WEIGHTS))
USE = ("serious", "consequence", "letter_ordered_on", "interviews")
CONSEQUENCES = ("表扬", "限期整改", "诫勉谈话", "组织处理", "先免职后调查")


def appraisal_title(row: Row, around: Around) -> str:
    """农技站 2026年第3季度 民主评议会, with the dimension where it is not the whole."""
    unit, period = id_of(row, "unit"), text_of(row, "period")
    parts = [around.title("unit", unit) if unit else "", Period.parse(period).title if period else ""]
    parts.append(text_of(row, "kind"))
    parts.append(text_of(row, "dimension") if row.get("dimension") != WHOLE else "")
    return " ".join(part for part in parts if part)


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """What the round has in common, the tallies, and the score.

    The score is the weighted sum over 满意 to 不满意; 不了解, 弃权 and 废票 are not in its base.
    Source: forms-and-rules 2.20, score.
    """
    out: dict[str, Value] = {}
    first = _same_round(row, around)
    for key in OF_THE_ROUND:
        if row.get(key) is None and first and first.get(key) is not None:
            out[key] = first[key]
    for _, key, _, option in WEIGHTS:
        if row.get(key) is None and key not in out and row.get("period"):
            out[key] = around.option(option)
    now = {**row, **out}
    ballots = around.rows("ballot", appraisal=row["id"]) if id_of(row, "id") else []
    tally = Counter(text_of(ballot, "mark") for ballot in ballots)
    out |= {key: tally[mark] for mark, key, _ in TALLIES}
    out["counted"] = len(ballots)
    out["valid"] = len(ballots) - tally[SPOILT]
    out["present"] = sum(whole_of(now, key) for key, _ in VOTERS)
    base = sum(tally[mark] for mark, *_ in WEIGHTS)
    out["score"] = hundredths(sum(tally[mark] * whole_of(now, key) for mark, key, *_ in WEIGHTS), base)
    out["due_on"] = end_of_period(row, around)
    return out


def round_name(row: Row) -> str:
    """What the stations of one round have in common: its quarter, its kind and what was asked."""
    return " ".join(text_of(row, key) for key in ("period", "kind", "dimension"))


def scores(rows: Sequence[Row]) -> dict[int, int]:
    """The overall score of each station of a round, for app.ledgers.standing."""
    return {
        whole_of(row, "unit"): whole_of(row, "score")
        for row in rows
        if row.get("dimension") == WHOLE and row.get("unit") and row.get("score") is not None
    }


def _same_round(row: Row, around: Around) -> Row | None:
    if not row.get("period") or not row.get("kind"):
        return None
    rows = around.rows("appraisal", period=row["period"], kind=row["kind"])
    return next((other for other in rows if other.get("id") != row.get("id")), None)


def why_no_talk(row: Row, around: Around) -> str:
    """Who is talked to: the last three where the county ranks, and those it has ordered a letter for. INV-142."""
    if row.get("state") != DECIDED:
        return "还没有核定"
    if row.get("letter_ordered_on") or row.get("serious"):
        return ""
    if not around.option("appraisal_ranking"):
        return "县里没有要求按名次处理"
    same = around.rows("appraisal", period=row.get("period"), kind=row.get("kind"))
    return "" if row.get("unit") in bottom(scores(same)) else "不在后三名"


def papers_add_up(row: Row, around: Around) -> Iterable[Fault]:
    """Returned ≤ issued, or the meeting is void and repeated. Source: forms-and-rules 2.20, F17."""
    issued, returned = row.get("issued"), row.get("returned")
    if isinstance(issued, int) and isinstance(returned, int) and returned > issued:
        text = f"收回票数:收回 {returned} 张多于发出 {issued} 张,这次评议无效。请作废本次记录,重新组织"
        yield Fault("returned", text, "E-BALLOTS")
    if isinstance(returned, int) and whole_of(row, "counted") > returned:
        yield Fault("returned", f"收回票数:录了 {row['counted']} 张,多于收回的 {returned} 张,请核对", "E-BALLOTS")


def meeting_is_whole(row: Row, around: Around) -> Iterable[Fault]:
    """All four kinds of delegates, and more than half of those invited. Source: INV-141; F17."""
    if row.get("kind") != MEETING or not row.get("met_on"):
        return
    for key, label in AT_A_MEETING:
        if not row.get(key):
            yield Fault(key, f"{label}:民主评议会四类代表都要有,请核对到会人数", "E-VOTERS", soft=True)
    expected, present = whole_of(row, "expected"), whole_of(row, "present")
    if expected and 2 * present <= expected:
        text = f"应到人数:应到 {expected} 人,实到 {present} 人,没有过半数,评议无效。请重新组织"
        yield Fault("expected", text, "E-VOTERS")


def met_inside_period(row: Row, around: Around) -> Iterable[Fault]:
    """A round is held inside its quarter, and not tomorrow."""
    met, period = text_of(row, "met_on"), text_of(row, "period")
    if met > around.today.isoformat():
        yield Fault("met_on", "评议日期:在今天之后,请核对", "E-FUTURE")
    if met and period:
        inside = Period.parse(period)
        if not inside.first.isoformat() <= met <= inside.last.isoformat():
            yield Fault("met_on", f"评议日期:{met} 不在 {inside.title}之内", "E-PERIOD", soft=True)


def weights_fall(row: Row, around: Around) -> Iterable[Fault]:
    """A better mark never counts less than a worse one, and none above 100."""
    given = [(key, label, whole_of(row, key)) for _, key, label, _ in WEIGHTS if row.get(key) is not None]
    for key, label, value in given:
        if value > 100:
            yield Fault(key, f"{label}:不能大于 100", "E-WEIGHT")
    for (_, better, high), (key, label, low) in pairwise(given):
        if low > high:
            yield Fault(key, f"{label}:不能高于“{better}”", "E-WEIGHT")


def round_agrees(row: Row, around: Around) -> Iterable[Fault]:
    """All stations of a round are counted by the same weights."""
    first = _same_round(row, around)
    for _, key, label, _ in WEIGHTS:
        if first and row.get(key) is not None and first.get(key) not in (None, row[key]):
            yield Fault(key, f"{label}:同一次评议的其他站所是 {first[key]} 分,应当一样", "E-WEIGHT", str(first[key]))


def all_typed(row: Row, around: Around) -> Iterable[Fault]:
    """Every returned ballot is typed before the result is handed in."""
    if row.get("returned") is not None and row.get("counted") != row.get("returned"):
        text = f"收回票数:收回 {row['returned']} 张,已录 {row.get('counted') or 0} 张,录完才能提交"
        yield Fault("returned", text, "E-BALLOTS")


def checked_twice(row: Row, around: Around) -> Iterable[Fault]:
    """Another person typed the drawn ballots again and read the same. Source: AS15."""
    yield from another_than(row, around, "entered_by", "checked_by", "录票")
    number = id_of(row, "id")
    ballots = around.rows("ballot", appraisal=number) if number else []
    drawn = set(to_check_again(ballots, round_name(row)))
    open_ = sorted(whole_of(b, "seq") for b in ballots if b.get("seq") in drawn and not b.get("second"))
    wrong = sorted(whole_of(b, "seq") for b in ballots if b.get("second") and b["second"] != b.get("mark"))
    for numbers, what in ((open_, "还没有复录"), (wrong, "两次录的不一样")):
        if numbers:
            names = "、".join(str(one) for one in numbers)
            yield Fault("", f"抽查的第 {names} 票{what},请看票补录或改正", "E-SECOND")


def _round_fields() -> tuple[Field, ...]:
    group = "评议会"
    return (
        Day(key="met_on", label="评议日期", group=group, required_from=(CHECKING, DECIDED)),
        Text(key="place", label="评议地点", group=group, width=8),
        Person(key="host", label="主持人", group=group),
        Count(key="expected", label="应到(人)", unit="人", group=group, hint="到会过半数才有效"),
        *(Count(key=key, label=label, unit="人", group=group) for key, label in VOTERS),
        Count(key="present", label="实到(人)", unit="人", stamped=True, group=group),
    )


APPRAISALS = LedgerDef(
    key="appraisal",
    title="民主评议",
    menu="评议考核",
    icon="check",
    fields=(
        PeriodField(
            key="period",
            label="评议季度",
            required=True,
            kinds=("quarter", "year"),
            hint="每季一次;同一次评议的时间、到会人数只填一个站所,其余自动带出",
        ),
        Choice(
            key="kind",
            label="评议形式",
            required=True,
            options=(MEETING, CLIENTS),
            default=MEETING,
            width=6,
            hint="依据 四化三查方案 1 三(民主评议会)、3 四(三)2(服务对象监督评议)",
        ),
        Unit(key="unit", label="被评站所", required=True, width=8, sensitivity=Sensitivity.PUBLIC),
        Choice(
            key="dimension",
            label="评议内容",
            required=True,
            options=DIMENSIONS,
            default=WHOLE,
            width=6,
            hint="分项测评的,一项一条;只作总体评价的选“总体”",
        ),
        *_round_fields(),
        Count(key="issued", label="发出票数", unit="张", required_from=(CHECKING, DECIDED), group="计票"),
        Count(
            key="returned",
            label="收回票数",
            unit="张",
            required_from=(CHECKING, DECIDED),
            group="计票",
            hint="收回多于发出的,评议无效",
        ),
        Count(key="counted", label="已录票数", unit="张", stamped=True, group="计票"),
        Count(key="valid", label="有效票数", unit="张", stamped=True, group="计票"),
        *(Count(key=key, label=label, unit="票", stamped=True, group="计票") for _, key, label in TALLIES),
        *(
            Count(key=key, label=label, unit="分", group="计分", hint="不填时取县里规定的分值,印在结果表下")
            for _, key, label, _ in WEIGHTS
        ),
        Points(
            key="score",
            label="得分",
            unit="分",
            stamped=True,
            group="计分",
            hint="各档票数 × 分值 ÷(满意 + 基本满意 + 一般 + 不满意);不了解、弃权、废票不计",
        ),
        Text(key="entered_by", label="录票人", stamped=True, group="结果"),
        Text(key="checked_by", label="复核人", stamped=True, group="结果"),
        Day(key="checked_on", label="核定日期", stamped=True, group="结果"),
        YesNo(
            key="serious",
            label="问题严重",
            group="结果",
            hint="评议问题严重的,先免职后调查处理。依据 四化三查方案 1 三",
        ),
        Choice(
            key="consequence",
            label="结果运用",
            options=CONSEQUENCES,
            group="结果",
            width=6,
            hint="按县里要求办理;后三名的组织处理、诫勉谈话记在这里",
        ),
        Day(
            key="letter_ordered_on",
            label="县纪委要求发建议书日期",
            group="结果",
            hint="报经县纪委后,据此起草整改建议书",
        ),
        Link(key="interviews", label="谈话记录", register="interview", many=True, group="结果", width=10),
        Day(key="due_on", label="评议期限", stamped=True, group="结果", hint="季度最后一个工作日"),
    ),
    states=(
        State(COUNTING, tone="calm"),
        State(CHECKING, tone="wait", review=True),
        State(DECIDED, open=False, tone="done", fixed=True),
    ),
    moves=(
        Move(
            label="提交复核",
            sources=(COUNTING,),
            to=CHECKING,
            needs=("met_on", "issued", "returned"),
            asks=("met_on", "issued", "returned"),
            stamps={"entered_by": "actor"},
            refuse=all_typed,
        ),
        Move(
            label="核定",
            sources=(CHECKING,),
            to=DECIDED,
            stamps={"checked_by": "actor", "checked_on": "today"},
            refuse=checked_twice,
        ),
        Move(label="退回录票", sources=(CHECKING,), to=COUNTING, reason=True, clears=("entered_by",)),
        Move(label="结果运用", sources=(DECIDED,), to=DECIDED, asks=USE),
        Move(
            label="重新核定",
            sources=(DECIDED,),
            to=COUNTING,
            reason=True,
            clears=("entered_by", "checked_by", "checked_on"),
        ),
    ),
    rules=(papers_add_up, meeting_is_whole, met_inside_period, weights_fall, round_agrees),
    raises=(to_talks("诫勉谈话", "民主评议排名靠后", why_no_talk),),
    papers=(
        Paper(
            key="appraisal_result", title="民主评议结果统计表", build="app.reports.appraisal_result:appraisal_result"
        ),
        Paper(key="appraisal_ballot", title="民主评议测评票", build="app.reports.appraisal_result:ballot_paper"),
    ),
    derive=derive,
    titled=appraisal_title,
    title_uses=("unit",),
    identity=("period", "kind", "unit", "dimension"),
    children=("ballot",),
    list_columns=("period", "kind", "unit", "dimension", "met_on", "returned", "counted", "valid", "score", "state"),
    sheet_columns=(
        SheetColumn("被评站所", ("unit",), 9),
        SheetColumn("评议季度", ("period",), 7),
        SheetColumn("评议内容", ("dimension",), 6),
        SheetColumn("发出/收回", ("issued", "returned"), 6),
        SheetColumn("有效票", ("valid",), 4),
        SheetColumn("满意", ("n_good",), 4),
        SheetColumn("基本满意", ("n_fair",), 4),
        SheetColumn("一般", ("n_plain",), 4),
        SheetColumn("不满意", ("n_bad",), 4),
        SheetColumn("不了解", ("n_unknown",), 4),
        SheetColumn("弃权", ("n_blank",), 4),
        SheetColumn("得分", ("score",), 5),
        SheetColumn("结果运用", ("consequence",), 7),
        SheetColumn("备注", ("remark",), 6),
    ),
    due=Due("due_on", label="评议期限"),
    unit_field="unit",
    period_field="period",
    travels=Travel(days=("met_on", "checked_on"), states=(DECIDED,)),
    basis="四化三查方案 1 三:乡镇纪委每季度组织党代表、人大代表、政协委员和群众代表召开一次民主评议会;3 四(三)2:"
    "每季度组织一次服务对象监督评议,对规范、高效、便民、廉洁服务进行民主测评。",
)
