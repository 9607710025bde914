"""问题台账: what was found, who mends it by when, and how it was closed (销号)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from app.domain.faults import Fault
from app.domain.fields import (
    Attachment,
    Choice,
    Count,
    Day,
    Link,
    LongText,
    Money,
    Option,
    Person,
    Row,
    Sensitivity,
    Text,
    Unit,
    Value,
    YesNo,
)
from app.domain.ledger import Around, Due, LedgerDef, Move, NumberRule, SheetColumn, State
from app.domain.rows import text_of, whole_of
from app.domain.text import short
from app.ledgers.posting import posted_in_order, posting_fields, verdict_fields

DISCOVERY = (
    "自己找",
    "群众提",
    "同事帮",
    "领导点",
    "自查",
    "相互查",
    "督导查",
    "专项查",
    "重点查",
    "信访",
    "巡察",
    "审计",
    "暗访",
    "上级交办",
    "主动说明",
)
CATEGORIES = (
    Option("1", "一、处事不公"),
    Option("1.1", "1.1 行政执法中滥用职权、权钱交易、吃拿卡要、徇私枉法", "1"),
    Option("1.2", "1.2 社会保障、项目扶持、救灾救济资金物资分配中优亲厚友、与民争利", "1"),
    Option("2", "二、以权谋私"),
    Option("2.1", "2.1 扶贫惠民资金中雁过拔毛、虚报冒领、截留私分、挥霍浪费、贪污侵占", "2"),
    Option("2.2", "2.2 集体“三资”、征地拆迁中强占掠夺、侵占挪用、损公肥私", "2"),
    Option("2.3", "2.3 筹资筹劳、摊派、违规收缴、克扣拖欠、教育乱收费", "2"),
    Option("3", "三、作风不实"),
    Option("3.1", "3.1 态度生冷、简单粗暴、推诿扯皮、应付了事", "3"),
    Option("3.2", "3.2 政务村务不公开、民主参与和监督制度不落实", "3"),
)
REGISTERED, ASSIGNED, RECTIFYING, CHECKING = "登记", "交办", "整改中", "待核实"
CLOSED, EXTENDED, TRANSFERRED = "已销号", "延期", "移送"
WORKING = (RECTIFYING, EXTENDED)
LATER = (*WORKING, CHECKING, CLOSED)
LOOK_BACK_DAYS = (30, 90, 180)


def problem_title(row: Row, around: Around) -> str:
    """Number and the first words of the problem."""
    return f"{row.get('number') or ''} {short(text_of(row, 'description'), 20)}".strip()


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """The first deadline is kept for ever; look-back days follow from the day of closing."""
    out: dict[str, Value] = {}
    if not row.get("first_deadline") and row.get("deadline"):
        out["first_deadline"] = row["deadline"]
    closed = row.get("closed_on")
    if isinstance(closed, str) and not row.get("look_back_30"):
        for days in LOOK_BACK_DAYS:
            out[f"look_back_{days}"] = (date.fromisoformat(closed) + timedelta(days=days)).isoformat()
    return out


def money_adds_up(row: Row, around: Around) -> Iterable[Fault]:
    """Returned ≤ due back ≤ involved, unless it is explained."""
    involved, due, returned = (whole_of(row, key) for key in ("amount_involved", "amount_due", "amount_returned"))
    explained = bool(row.get("explanation"))
    if due > involved and row.get("amount_involved") is not None:
        yield Fault("amount_due", "应退金额:大于涉及金额,请核对或写明说明", "E-MONEY", soft=explained)
    if returned > due and row.get("amount_due") is not None:
        yield Fault("amount_returned", "已退金额:大于应退金额,请核对或写明说明", "E-MONEY", soft=explained)


def days_in_order(row: Row, around: Around) -> Iterable[Fault]:
    """Nothing happens before the problem was found, and nothing was found tomorrow."""
    found = text_of(row, "found_on")
    if found and found > around.today.isoformat():
        yield Fault("found_on", "发现日期:在今天之后,请核对", "E-FUTURE")
    for key, label in (("deadline", "整改时限"), ("closed_on", "销号日期"), ("posted_from", "公示开始")):
        if found and row.get(key) and str(row[key]) < found:
            yield Fault(key, f"{label}:早于发现日期 {found},请核对", "E-ORDER")


def relapse_is_another(row: Row, around: Around) -> Iterable[Fault]:
    """A relapse points to another problem."""
    if row.get("relapse_of") is not None and row.get("relapse_of") == row.get("id"):
        yield Fault("relapse_of", "反弹自:不能是本条问题自己", "E-CYCLE")


def another_person(row: Row, around: Around) -> Iterable[Fault]:
    """销号 takes two people: whoever asked for it does not decide it. Source: 集中整治方案 (二); INV-041."""
    if row.get("close_asked_by") == around.actor_name:
        yield Fault("closed_by", "申请销号的人不能自己核实销号,请换审核人登录后办理。本条没有改动", "E-TWO-PEOPLE")


def has_proof(row: Row, around: Around) -> Iterable[Fault]:
    """One proof at least before closing."""
    if not row.get("proof"):
        yield Fault("proof", "佐证材料:申请销号前至少放入一件(照片、票据或会议记录)", "E-PROOF")


def later_deadline(row: Row, around: Around) -> Iterable[Fault]:
    """An extension moves the deadline to a later day than the first one and than the one before."""
    before = around.row("problem", whole_of(row, "id")) or {}
    latest = max(text_of(row, "first_deadline"), text_of(before, "deadline"))
    kept = text_of(row, "deadline") == text_of(before, "deadline") > text_of(row, "first_deadline")
    if text_of(row, "deadline") <= latest and not kept:
        yield Fault("deadline", f"整改时限:延期后的时限应晚于 {latest},请填新的时限", "E-ORDER")


PROBLEMS = LedgerDef(
    key="problem",
    title="问题台账",
    icon="problem",
    fields=(
        Unit(
            key="unit",
            label="单位",
            required=True,
            width=8,
            sensitivity=Sensitivity.PUBLIC,
            hint="存在问题的单位;可打拼音首字母",
        ),
        Person(key="persons", label="涉及人员", many=True, width=6, hint="没有具体人员的留空"),
        Day(key="found_on", label="发现日期", required=True, default="今天", past=True, width=6),
        Choice(
            key="discovery",
            label="问题来源",
            required=True,
            options=DISCOVERY,
            width=6,
            sensitivity=Sensitivity.PUBLIC,
            hint="依据 集中整治方案 (二):自己找、群众提、同事帮、领导点",
        ),
        Choice(
            key="category",
            label="类别",
            required=True,
            options=CATEGORIES,
            width=12,
            sensitivity=Sensitivity.PUBLIC,
            hint="依据 集中整治方案 三:三类七种",
        ),
        LongText(
            key="description",
            label="存在问题",
            required=True,
            width=20,
            sensitivity=Sensitivity.PUBLIC,
            hint="一条只写一个问题;会公示,不写群众姓名、证件号和电话",
        ),
        YesNo(
            key="self_reported",
            label="主动说明",
            default="否",
            hint="主动向组织讲清楚的填“是”,须在被查之前。依据 集中整治方案 (三)3:自查从轻",
        ),
        Money(key="amount_involved", label="涉及金额(元)", group="金额"),
        Money(key="amount_due", label="应退金额(元)", group="金额"),
        Money(key="amount_returned", label="已退金额(元)", group="金额"),
        Count(key="persons_affected", label="影响群众(人)", group="金额", unit="人"),
        LongText(key="cause", label="问题症结", group="整改", width=14),
        LongText(
            key="measures",
            label="整改措施",
            required_from=LATER,
            group="整改",
            width=18,
            sensitivity=Sensitivity.PUBLIC,
        ),
        Person(key="lead", label="责任领导", required=True, group="整改", sensitivity=Sensitivity.PUBLIC),
        Unit(
            key="responsible_unit",
            label="责任单位",
            group="整改",
            sensitivity=Sensitivity.PUBLIC,
            hint="不填即为问题所在单位",
        ),
        Person(
            key="responsible",
            label="责任人",
            many=True,
            required_from=LATER,
            group="整改",
            sensitivity=Sensitivity.PUBLIC,
        ),
        Day(
            key="deadline",
            label="整改时限",
            required=True,
            group="整改",
            sensitivity=Sensitivity.PUBLIC,
            hint="可写 30天、6月底前",
        ),
        Day(key="first_deadline", label="原定时限", stamped=True, group="整改"),
        Text(key="extension_reason", label="延期理由", stamped=True, group="整改"),
        Text(key="extended_by", label="延期批准人", stamped=True, group="整改"),
        LongText(
            key="result",
            label="整改情况",
            required_from=(CHECKING, CLOSED),
            group="销号",
            width=18,
            sensitivity=Sensitivity.PUBLIC,
        ),
        Attachment(key="proof", label="佐证材料", group="销号", width=8),
        Text(key="close_asked_by", label="申请销号人", stamped=True, group="销号"),
        Day(key="close_asked_on", label="申请销号日期", stamped=True, group="销号"),
        Text(key="closed_by", label="核实人", stamped=True, group="销号"),
        Day(key="closed_on", label="销号日期", stamped=True, group="销号", sensitivity=Sensitivity.PUBLIC),
        Text(key="reopen_reason", label="重新打开理由", stamped=True, group="销号"),
        Text(key="transferred_to", label="移送单位", group="销号"),
        *posting_fields("公示"),
        *verdict_fields("公示"),
        Day(key="look_back_30", label="30天回头看", stamped=True, group="回头看"),
        Day(key="look_back_90", label="90天回头看", stamped=True, group="回头看"),
        Day(key="look_back_180", label="180天回头看", stamped=True, group="回头看"),
        Link(
            key="relapse_of",
            label="反弹自",
            register="problem",
            group="回头看",
            width=10,
            hint="同一问题又发生时,指向原来那一条",
        ),
    ),
    states=(
        State(REGISTERED, tone="calm"),
        State(ASSIGNED),
        State(RECTIFYING),
        State(EXTENDED, tone="moved"),
        State(CHECKING, tone="wait", review=True),
        State(TRANSFERRED, open=False, tone="done"),
        State(CLOSED, open=False, tone="done"),
    ),
    moves=(
        Move(label="交办", sources=(REGISTERED,), to=ASSIGNED, needs=("lead", "deadline")),
        Move(
            label="开始整改",
            sources=(REGISTERED, ASSIGNED),
            to=RECTIFYING,
            needs=("measures", "responsible"),
            asks=("measures", "responsible"),
        ),
        Move(
            label="立行立改",
            sources=(REGISTERED,),
            to=CHECKING,
            needs=("measures", "responsible", "result"),
            asks=("measures", "responsible", "result"),
            stamps={"close_asked_by": "actor", "close_asked_on": "today"},
            refuse=has_proof,
        ),
        Move(
            label="延期",
            sources=(RECTIFYING, EXTENDED),
            to=EXTENDED,
            asks=("deadline",),
            reason=True,
            stamps={"extension_reason": "reason", "extended_by": "actor"},
            refuse=later_deadline,
        ),
        Move(label="继续整改", sources=(EXTENDED,), to=RECTIFYING),
        Move(
            label="申请销号",
            sources=(RECTIFYING, EXTENDED),
            to=CHECKING,
            needs=("result",),
            asks=("result",),
            stamps={"close_asked_by": "actor", "close_asked_on": "today"},
            refuse=has_proof,
        ),
        Move(
            label="核实销号",
            sources=(CHECKING,),
            to=CLOSED,
            stamps={"closed_by": "actor", "closed_on": "today"},
            refuse=another_person,
        ),
        Move(
            label="退回整改",
            sources=(CHECKING,),
            to=RECTIFYING,
            reason=True,
            clears=("close_asked_by", "close_asked_on"),
        ),
        Move(
            label="移送",
            sources=(REGISTERED, ASSIGNED, RECTIFYING, EXTENDED, CHECKING),
            to=TRANSFERRED,
            needs=("transferred_to",),
            asks=("transferred_to",),
            reason=True,
        ),
        Move(
            label="重新打开",
            sources=(CLOSED,),
            to=RECTIFYING,
            reason=True,
            stamps={"reopen_reason": "reason"},
            clears=(
                "closed_by",
                "closed_on",
                "close_asked_by",
                "close_asked_on",
                *(f"look_back_{n}" for n in LOOK_BACK_DAYS),
            ),
        ),
    ),
    number=NumberRule("{short}纪问〔{year}〕{n}号", unit_field="unit", year_field="found_on"),
    rules=(money_adds_up, days_in_order, posted_in_order, relapse_is_another),
    derive=derive,
    titled=problem_title,
    children=("progress",),
    list_columns=(
        "number",
        "unit",
        "description",
        "discovery",
        "category",
        "measures",
        "lead",
        "responsible",
        "deadline",
        "result",
        "state",
        "closed_on",
        "remark",
    ),
    sheet_columns=(
        SheetColumn("编号", ("number",), 8),
        SheetColumn("单位", ("unit",), 7),
        SheetColumn("存在问题", ("description",), 20),
        SheetColumn("问题来源", ("discovery",), 5),
        SheetColumn("类别", ("category",), 12),
        SheetColumn("整改措施", ("measures",), 18),
        SheetColumn("责任领导", ("lead",), 4),
        SheetColumn("责任单位/人", ("responsible_unit", "responsible"), 7),
        SheetColumn("整改时限", ("deadline",), 6),
        SheetColumn("整改情况", ("result",), 16),
        SheetColumn("是否销号", ("state", "closed_on"), 6),
        SheetColumn("备注", ("remark",), 6),
    ),
    due=Due("deadline", extended=(EXTENDED,), label="整改时限"),
    unit_field="unit",
    period_field="found_on",
    alike="description",
    basis="集中整治方案 (二):对存在的不正之风问题建立问题台账,制定整改措施,落实整改责任,明确整改时限,切实整改到位。",
)
