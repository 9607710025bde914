"""监督检查: who checked which unit, how, and what came of it; what was found are lines of their own (finding)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.faults import Fault
from app.domain.fields import (
    Choice,
    Count,
    Day,
    LongText,
    Person,
    Row,
    Sensitivity,
    Text,
    Unit,
    Value,
    YesNo,
)
from app.domain.ledger import Around, Due, LedgerDef, Move, NumberRule, Paper, SheetColumn, State, Travel
from app.domain.rows import id_of, ids_of, text_of, whole_of
from app.ledgers.checks import CLEAN, INSPECTORS, PROOF
from app.ledgers.finding import is_open

REGISTERED, ORDERED, CONCLUDED = "登记", "责令整改", "已办结"
MUTUAL = "相互查"
KINDS = ("自查", MUTUAL, "督导查", "专项查", "重点查", "半年督查", "日常检查")
ON_SITE, BY_PHONE, ON_PAPER = "现场督导", "电话调度", "材料汇报"
FORMS = (ON_SITE, BY_PHONE, ON_PAPER)
COVERT = "暗访"
WAYS = ("明查", COVERT, "座谈", "随机走访", "民意测验")
TOPICS = ("行政审批", "民生资金", "群众举报", "服务规范", "财务和村务公开", "作风和整治工作", "综合")
SUPERVISION = ("党内监督", "行政监督", "司法监督", "社会监督", "舆论监督", "群众监督", "科技监督", "纪检监察监督")


def inspection_title(row: Row, around: Around) -> str:
    """Number, unit and day."""
    unit = id_of(row, "unit")
    parts = (text_of(row, "number"), around.title("unit", unit) if unit else "", text_of(row, "on_day"))
    return " ".join(part for part in parts if part)


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """Findings are counted, never typed; only a concluded check without any says 未发现问题."""
    row_id = id_of(row, "id")
    found = around.rows("finding", inspection=row_id) if row_id else []
    result = f"发现问题 {len(found)} 个" if found else CLEAN if row.get("state") == CONCLUDED else None
    return {"finding_count": len(found), "open_count": sum(map(is_open, found)), "result": result}


def form_is_told(row: Row, around: Around) -> Iterable[Fault]:
    """A visit says in which way, a call to whom, a report from which papers. Source: forms-and-rules 2.14; INV-064."""
    form = row.get("form")
    if form == ON_SITE and not row.get("way"):
        yield Fault("way", "检查方式:现场督导要选明查、暗访等方式", "E-REQUIRED")
    if form in (BY_PHONE, ON_PAPER) and not row.get("heard"):
        yield Fault("heard", "受话人或材料清单:电话调度写受话人和时间,材料汇报写收到的材料", "E-REQUIRED")
    if row.get("way") and form != ON_SITE and form:
        yield Fault("way", "检查方式:只有现场督导才填,请清空或改检查形式", "E-FORM")


def covert_comes_unannounced(row: Row, around: Around) -> Iterable[Fault]:
    """A covert visit is not announced. Source: 四化三查方案 三(二) 不发通知,不打招呼; INV-197."""
    if row.get("way") == COVERT and row.get("announced"):
        yield Fault("announced", "事先通知:暗访不发通知、不打招呼,应填“否”", "E-COVERT")


def two_on_site(row: Row, around: Around) -> Iterable[Fault]:
    """At least two people go on site. Source: forms-and-rules 2.14."""
    people = {*ids_of(row, "inspectors"), *ids_of(row, "leader")}
    if row.get("form") == ON_SITE and row.get("inspectors") and len(people) < 2:
        yield Fault("inspectors", "检查人员:现场检查一般不少于 2 人", "E-TEAM", soft=True)


def checked_by_others(row: Row, around: Around) -> Iterable[Fault]:
    """In a mutual check nobody checks the own unit. Source: 四化三查方案 三(二) 排除外在因素的干扰; INV-196."""
    people = [around.row("person", number) for number in (*ids_of(row, "leader"), *ids_of(row, "inspectors"))]
    own = dict.fromkeys(text_of(p, "name") for p in people if p and row.get("unit") and p.get("unit") == row["unit"])
    if own and row.get("kind") == MUTUAL:
        yield Fault("inspectors", f"检查人员:{'、'.join(own)} 是被检查单位的人,相互查应当回避,请换人", "E-RECUSAL")


def order_after_check(row: Row, around: Around) -> Iterable[Fault]:
    """Mending is ordered for a day after the check."""
    day, due = text_of(row, "on_day"), text_of(row, "order_due")
    if day and due and due < day:
        yield Fault("order_due", f"责令整改期限:早于检查日期 {day},请核对", "E-ORDER")


def something_found(row: Row, around: Around) -> Iterable[Fault]:
    """An order to mend names what to mend."""
    if not whole_of(row, "finding_count"):
        yield Fault("finding_count", "还没有登记检查发现,不能责令整改。没有改动;请先在“检查发现”里逐条登记", "E-EMPTY")


def nothing_found(row: Row, around: Around) -> Iterable[Fault]:
    """A clean check has no finding. Source: forms-and-rules 2.14, zero; F14."""
    if n := whole_of(row, "finding_count"):
        yield Fault("finding_count", f"已登记 {n} 个检查发现,不能按“未发现问题”办结。没有改动", "E-FOUND")


def every_finding_settled(row: Row, around: Around) -> Iterable[Fault]:
    """Each finding became a problem or was corrected on the spot. Source: INV-065."""
    if n := whole_of(row, "open_count"):
        yield Fault(
            "open_count",
            f"还有 {n} 个检查发现没有转入问题台账,也没有当场纠正,不能办结。没有改动;请先逐条处理",
            "E-OPEN",
        )


CONCLUDE = {"concluded_by": "actor", "concluded_on": "today"}

INSPECTIONS = LedgerDef(
    key="inspection",
    title="监督检查",
    menu="检查",
    fields=(
        Choice(
            key="kind",
            label="检查类型",
            required=True,
            options=KINDS,
            width=5,
            sensitivity=Sensitivity.PUBLIC,
            hint="依据 四化三查方案 三:自查、相互查、督导查、专项查、重点查",
        ),
        Choice(
            key="form",
            label="检查形式",
            required=True,
            options=FORMS,
            default=ON_SITE,
            width=5,
            sensitivity=Sensitivity.PUBLIC,
            hint="依据 集中整治方案 (三)2;月报按形式统计检查次数",
        ),
        Choice(
            key="way",
            label="检查方式",
            options=WAYS,
            width=5,
            hint="现场督导才填;几种结合的填主要一种,有暗访的填暗访。月报单列暗访次数",
        ),
        Choice(key="topic", label="检查内容", required=True, options=TOPICS, width=7, sensitivity=Sensitivity.PUBLIC),
        Unit(key="unit", label="被检查单位", required=True, width=8, sensitivity=Sensitivity.PUBLIC),
        Day(
            key="on_day",
            label="检查日期",
            required=True,
            default="今天",
            past=True,
            sensitivity=Sensitivity.PUBLIC,
        ),
        Text(key="place", label="检查地点", width=8, hint="印在检查表上;不填即为单位所在地"),
        Person(key="leader", label="带队人", required=True, group="检查人员"),
        INSPECTORS,
        Unit(
            key="by_unit",
            label="检查单位",
            group="检查人员",
            hint="由上级或主管部门检查的填;不填即为本乡镇纪委。印在检查表和责令整改函上",
        ),
        Choice(
            key="supervision",
            label="监督类别",
            options=SUPERVISION,
            group="检查人员",
            hint="半年和年终总结按类别统计。依据 四化三查方案 监督立体化",
        ),
        YesNo(key="announced", label="事先通知", default="否", group="检查人员", hint="暗访填“否”"),
        LongText(
            key="heard",
            label="受话人或材料清单",
            group="检查人员",
            most=500,
            width=12,
            hint="电话调度写受话人职务和通话时间,材料汇报写材料名称",
        ),
        Count(key="finding_count", label="发现问题(个)", stamped=True, group="结果", unit="个"),
        Count(key="open_count", label="未处理(个)", stamped=True, group="结果", unit="个"),
        Text(key="result", label="检查结果", stamped=True, group="结果", width=8),
        Text(key="order_no", label="责令整改函文号", group="结果", width=9, hint="一次检查一份函,可含几个问题"),
        Day(key="order_due", label="责令整改期限", required_from=(ORDERED,), group="结果"),
        PROOF,
        Text(key="concluded_by", label="办结人", stamped=True, group="结果"),
        Day(key="concluded_on", label="办结日期", stamped=True, group="结果"),
        Text(key="reopen_reason", label="重新打开理由", stamped=True, group="结果"),
    ),
    states=(
        State(REGISTERED, tone="calm"),
        State(ORDERED),
        State(CONCLUDED, open=False, tone="done", fixed=True),
    ),
    moves=(
        Move(
            label="责令整改",
            sources=(REGISTERED,),
            to=ORDERED,
            needs=("order_due",),
            asks=("order_no", "order_due"),
            refuse=something_found,
        ),
        Move(label="未发现问题", sources=(REGISTERED,), to=CONCLUDED, stamps=CONCLUDE, refuse=nothing_found),
        Move(label="办结", sources=(ORDERED,), to=CONCLUDED, stamps=CONCLUDE, refuse=every_finding_settled),
        Move(label="退回登记", sources=(ORDERED,), to=REGISTERED, reason=True),
        Move(
            label="重新打开",
            sources=(CONCLUDED,),
            to=REGISTERED,
            reason=True,
            stamps={"reopen_reason": "reason"},
            clears=("concluded_by", "concluded_on"),
        ),
    ),
    number=NumberRule("{short}纪查〔{year}〕{n}号", unit_field="unit", year_field="on_day"),
    rules=(form_is_told, covert_comes_unannounced, two_on_site, checked_by_others, order_after_check),
    papers=(
        Paper(key="inspection_sheet", title="监督检查记录单", build="app.reports.inspection_sheet:inspection_sheet"),
    ),
    derive=derive,
    titled=inspection_title,
    title_uses=("unit",),
    children=("finding",),
    list_columns=(
        "number",
        "kind",
        "form",
        "way",
        "topic",
        "unit",
        "on_day",
        "leader",
        "finding_count",
        "open_count",
        "result",
        "order_due",
        "state",
    ),
    sheet_columns=(
        SheetColumn("编号", ("number",), 8),
        SheetColumn("检查日期", ("on_day",), 6),
        SheetColumn("被检查单位/地点", ("unit", "place"), 8),
        SheetColumn("类型", ("kind",), 5),
        SheetColumn("形式/方式", ("form", "way"), 6),
        SheetColumn("检查内容", ("topic",), 7),
        SheetColumn("带队人/检查人员", ("leader", "inspectors"), 8),
        SheetColumn("检查结果", ("result",), 8),
        SheetColumn("责令整改函/期限", ("order_no", "order_due"), 9),
        SheetColumn("状态", ("state", "concluded_on"), 6),
        SheetColumn("备注", ("remark",), 6),
    ),
    due=Due("order_due", label="责令整改期限"),
    unit_field="unit",
    period_field="on_day",
    travels=Travel(days=("on_day",), since="on_day", until="concluded_on"),
    basis="集中整治方案 (三)2:采取现场督导、电话调度、材料汇报等形式,及时发现和纠正工作中存在的问题;"
    "四化三查方案 三:自查、相互查、督导查、专项查、重点查,明查、暗访、座谈相结合。",
)
