"""会议: joint meetings and meetings of party life, as far as a report counts them or a decision has a limit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.faults import Fault
from app.domain.fields import (
    Attachment,
    Choice,
    Count,
    Day,
    Link,
    LongText,
    Option,
    Person,
    Row,
    Sensitivity,
    Text,
    Unit,
    Value,
)
from app.domain.ledger import Around, Due, LedgerDef, Move, NumberRule, Paper, SheetColumn, State, Travel
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.campaign_member import JOINT
from app.ledgers.meeting_decision import DONE as DECISION_DONE

PLANNED, HELD, CANCELLED = "待召开", "已召开", "已取消"
LESSONS = ("党员大会", "支委会", "党小组会", "党课")
PARTY_LIFE = (*LESSONS, "组织生活会", "民主评议党员", "专题学习")
KINDS = (
    Option(JOINT, JOINT),
    Option("领导小组会议", "领导小组会议"),
    Option("动员会", "动员会"),
    Option("三会一课", "三会一课"),
    *(Option(kind, kind, "三会一课") for kind in LESSONS),
    *(Option(kind, kind) for kind in PARTY_LIFE[len(LESSONS) :]),
)


def meeting_title(row: Row, around: Around) -> str:
    """Day, kind, and the branch where there is one."""
    return f"{row.get('on_day') or ''} {row.get('kind') or ''} {row.get('branch') or ''}".strip()


def members(row: Row, around: Around) -> int:
    """How many the joint meeting of the campaign has; 0 for other meetings."""
    campaign = id_of(row, "campaign")
    if row.get("kind") != JOINT or not campaign:
        return 0
    return len(around.rows("campaign_member", campaign=campaign, body=JOINT))


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """Who should come to a joint meeting where it was not typed, and how far its decisions got."""
    found = id_of(row, "id")
    decisions = around.rows("meeting_decision", meeting=found) if found else []
    out: dict[str, Value] = {
        "decision_count": len(decisions),
        "decisions_done": sum(one.get("state") == DECISION_DONE for one in decisions),
    }
    if row.get("expected") is None and (many := members(row, around)):
        out["expected"] = many
    return out


def branch_named(row: Row, around: Around) -> Iterable[Fault]:
    """Party life is held by a branch. Source: 集中整治方案 (二): 以党支部为基本单位; INV-044."""
    if row.get("kind") in PARTY_LIFE and not row.get("branch"):
        yield Fault("branch", "党支部:党内组织生活以党支部为单位,请填写", "E-REQUIRED")


def no_more_than_expected(row: Row, around: Around) -> Iterable[Fault]:
    """No more came than should have."""
    if row.get("expected") is not None and whole_of(row, "present") > whole_of(row, "expected"):
        yield Fault("present", "实到(人):大于应到人数,请核对", "E-COUNT", soft=bool(row.get("explanation")))


def held_by_today(row: Row, around: Around) -> Iterable[Fault]:
    """What is still to come was not held."""
    if text_of(row, "on_day") > around.today.isoformat():
        yield Fault("on_day", "召开日期:还没有到,请核对日期", "E-FUTURE")


MEETINGS = LedgerDef(
    key="meeting",
    title="会议",
    menu="专项与会议",
    icon="calendar",
    fields=(
        Choice(
            key="kind",
            label="会议类型",
            required=True,
            options=KINDS,
            width=7,
            sensitivity=Sensitivity.PUBLIC,
            hint="月报按类型数联席会议次数;三会一课选具体一种",
        ),
        Unit(key="unit", label="组织单位", required=True, width=8, sensitivity=Sensitivity.PUBLIC),
        Text(key="branch", label="党支部", most=60, width=8, hint="三会一课、组织生活会填写"),
        Link(key="campaign", label="所属专项", register="campaign", width=8, hint="联席会议的应到人数由成员名单带出"),
        Day(key="on_day", label="召开日期", required=True, default="今天", sensitivity=Sensitivity.PUBLIC),
        Text(key="place", label="地点", most=60, width=8),
        Person(key="host", label="主持人", required_from=(HELD,)),
        LongText(
            key="topics",
            label="议题",
            required=True,
            most=1000,
            width=20,
            hint="一行一个。学习写明学什么:理想信念、法律法规、纪律要求、两学一做",
        ),
        Count(key="expected", label="应到(人)", unit="人"),
        Count(key="present", label="实到(人)", unit="人", required_from=(HELD,)),
        Link(
            key="problems",
            label="查摆问题",
            register="problem",
            many=True,
            group="结果",
            width=14,
            hint="会上同事帮、领导点出的问题,先在问题台账登记,再选到这里",
        ),
        Attachment(key="minutes", label="会议纪要", group="结果"),
        Count(key="decision_count", label="议定事项(项)", unit="项", stamped=True, group="结果"),
        Count(key="decisions_done", label="已落实事项(项)", unit="项", stamped=True, group="结果"),
    ),
    states=(
        State(PLANNED, tone="calm"),
        State(HELD, open=False, tone="good"),
        State(CANCELLED, open=False, tone="done"),
    ),
    moves=(
        Move(
            label="召开",
            sources=(PLANNED,),
            to=HELD,
            needs=("host", "present"),
            asks=("host", "expected", "present"),
            refuse=held_by_today,
        ),
        Move(label="取消", sources=(PLANNED,), to=CANCELLED, reason=True),
        Move(label="改为待召开", sources=(HELD, CANCELLED), to=PLANNED, reason=True),
    ),
    number=NumberRule("{short}纪会〔{year}〕{n}号", unit_field="unit", year_field="on_day"),
    rules=(branch_named, no_more_than_expected),
    papers=(Paper(key="minutes", title="会议纪要", build="app.reports.minutes:minutes"),),
    derive=derive,
    titled=meeting_title,
    children=("meeting_decision",),
    list_columns=(
        "number",
        "kind",
        "unit",
        "branch",
        "on_day",
        "host",
        "topics",
        "expected",
        "present",
        "decision_count",
        "decisions_done",
        "state",
    ),
    sheet_columns=(
        SheetColumn("编号", ("number",), 8),
        SheetColumn("会议类型", ("kind",), 6),
        SheetColumn("组织单位/党支部", ("unit", "branch"), 9),
        SheetColumn("召开日期", ("on_day",), 6),
        SheetColumn("地点", ("place",), 7),
        SheetColumn("主持人", ("host",), 4),
        SheetColumn("议题", ("topics",), 18),
        SheetColumn("应到/实到", ("expected", "present"), 5),
        SheetColumn("议定/已落实", ("decision_count", "decisions_done"), 5),
        SheetColumn("状态", ("state",), 5),
        SheetColumn("备注", ("remark",), 6),
    ),
    due=Due("on_day", label="召开日期"),
    unit_field="unit",
    period_field="on_day",
    travels=Travel(days=("on_day",), states=(HELD,), stays=("topics",)),
    basis="集中整治方案 (二)、五(一):用好三会一课、组织生活会、民主评议党员;建立联席会议制度。"
    "四化三查方案:定期召开会议,研究解决工作中存在的问题。",
)
