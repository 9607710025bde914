"""问题线索: where a clue came from, how it was disposed of and what came of it; never what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from app.domain.faults import Fault
from app.domain.fields import Choice, Count, Day, Link, Person, Row, Sensitivity, Text, Unit, Value, YesNo
from app.domain.ledger import Around, Due, LedgerDef, Move, NumberRule, SheetColumn, State
from app.domain.rows import id_of, ids_of, text_of, whole_of
from app.domain.workdays import month_add
from app.ledgers.event_days import first_working_day
from app.ledgers.limits import day_of, days_later, earliest, iso, later_deadline, not_before
from app.ledgers.problem import CATEGORIES
from app.ledgers.shelf import KEEPERS
from app.ledgers.transfer import OUT
from app.ledgers.transfer import REGISTERED as NOT_SENT

REGISTERED, ASSIGNED, VERIFYING, FILED = "登记", "分办", "核实中", "立案"
HELD, TRANSFERRED, SETTLED, CLOSED = "暂存", "移送", "了结", "结案"
IN_WORK = (ASSIGNED, VERIFYING, FILED)
ENDED = (SETTLED, CLOSED)
DISPOSED = (*IN_WORK, HELD, *ENDED)
SOURCES = (
    "信访举报",
    "上级交办",
    "监督检查中发现",
    "审查调查中发现",
    "审计中发现",
    "巡视巡察中发现",
    "公检法机关移交",
    "其他行政执法机关移交",
    "职能部门移交",
    "下访",
    "媒体曝光",
    "自查自首",
    "其他",
)
AREAS = ("农村村组", "基层部门", "扶贫领域", "民生行业")
PRIORITIES = ("上级移交", "重中之重", "反映集中")
TALK, VERIFY, HOLD, SETTLE = "谈话函询", "初步核实", "暂存待查", "予以了结"
MODES = ("自办", "转办", "交办", "督办", "协调", "提级")
TRUE, PARTLY = "属实", "部分属实"
RESULTS = (TRUE, PARTLY, "不属实", "无法查实", "诬告")
MANAGED_ABOVE = "乡科级"
OPINION_MONTHS = 1
START_DAYS = {TALK: "clue_talk_days", VERIFY: "clue_verify_days"}


def clue_title(row: Row, around: Around) -> str:
    """Number and source: a title must not say what the clue is about."""
    return f"{row.get('number') or ''} {row.get('source') or ''}".strip()


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """The limits of a clue, and to whom it was transferred.

    An opinion within a month of receipt; talks start within 5 working days and verification within 15, both end
    within 30 days; what is put by is looked at again every half year. Source: forms-and-rules 5.1 clue_opinion,
    clue_talk, clue_prelim, clue_source, hold_review.
    """
    received, disposed = day_of(row, "received_on"), day_of(row, "disposed_on")
    disposal, state = text_of(row, "disposal"), text_of(row, "state")
    out: dict[str, Value] = {}
    opinion = first_working_day(around, month_add(received, OPINION_MONTHS)) if received else None
    begins = START_DAYS.get(disposal)
    start = around.add_working(disposed, around.option(begins)) if disposed and begins else None
    deadline = day_of(row, "deadline")
    if deadline is None and disposed and disposal in START_DAYS:
        deadline = days_later(around, disposed, around.option("clue_finish_days"))
        out["deadline"] = iso(deadline)
    if deadline and not row.get("first_deadline"):
        out["first_deadline"] = iso(deadline)
    put_by = earliest_look(row, around)
    now = {REGISTERED: opinion, ASSIGNED: earliest(start, deadline), HELD: put_by}
    due = now.get(state, deadline if state in IN_WORK else None)
    out |= {"opinion_due": iso(opinion), "start_due": iso(start), "hold_due": iso(put_by), "due_on": iso(due)}
    if sent := letters(row, around):
        out["transferred_to"] = "、".join(f"{text_of(one, 'party')} {text_of(one, 'letter_no')}" for one in sent)
    return out


def earliest_look(row: Row, around: Around) -> date | None:
    """When a clue put by is looked at again: half a year after it was put by or last looked at."""
    last = max(text_of(row, "held_on"), text_of(row, "hold_reviewed_on"))
    return (
        first_working_day(around, month_add(date.fromisoformat(last), around.option("clue_hold_months")))
        if last
        else None
    )


def letters(row: Row, around: Around) -> list[Row]:
    """The letters by which a clue was sent to another body."""
    found = id_of(row, "id")
    sent = around.rows("transfer", clue=found, direction=OUT) if found else []
    return [one for one in sent if one.get("state") != NOT_SENT]


def managed_above(row: Row, around: Around) -> Iterable[Fault]:
    """Clues about cadres managed by a higher level are never typed in, only passed on sealed.

    Source: 检举控告工作规则 (2020); forms-and-rules 3.7 P5.
    """
    for found in ids_of(row, "persons"):
        person = around.row("person", found)
        if person and person.get("level") == MANAGED_ABOVE:
            yield Fault(
                "persons",
                f"被反映人:“{person.get('name')}”属上级管理干部,不得录入。请密封后5个工作日内转送上级,"
                "只在“移送”里登记一条密封移送件",
                "E-SUPERIOR",
            )


def recusal(row: Row, around: Around) -> Iterable[Fault]:
    """Nobody handles or approves a clue about himself, and whoever handles it does not approve it. 监察法 (回避)."""
    about, handler, approver = ids_of(row, "persons"), id_of(row, "handler"), id_of(row, "approved_by")
    if handler and handler in about:
        yield Fault("handler", "承办人:是被反映人本人,应当回避", "E-RECUSAL")
    if approver and approver in about:
        yield Fault("approved_by", "审批人:是被反映人本人,应当回避", "E-RECUSAL")
    if handler and handler == approver:
        yield Fault("approved_by", "审批人:不能和承办人是同一人", "E-TWO-PEOPLE")


def supervised_by_someone(row: Row, around: Around) -> Iterable[Fault]:
    """A clue that is supervised says by whom. INV-062."""
    if row.get("mode") == "督办" and not row.get("supervised_by"):
        yield Fault("supervised_by", "督办单位:办理方式是督办的须填写", "E-REQUIRED")


def filed_fits(row: Row, around: Around) -> Iterable[Fault]:
    """No more persons are filed against than the clue names. Source: forms-and-rules 2.9, F7."""
    named = len(ids_of(row, "persons"))
    if named and whole_of(row, "filed_persons") > named:
        yield Fault("filed_persons", f"立案人数:大于被反映人数 {named},请核对", "E-COUNT")
    if row.get("filed_on") and row.get("filed_persons") == 0:
        yield Fault("filed_persons", "立案人数:立案的至少 1 人", "E-COUNT")


def not_to_be_verified(row: Row, around: Around) -> Iterable[Fault]:
    """Only talks and verification lead to work on the clue; the others are put by or settled."""
    if row.get("disposal") in (HOLD, SETTLE):
        yield Fault("disposal", f"处置方式:是“{row['disposal']}”,请按“暂存”或“了结”办理", "E-DISPOSAL")


def to_be_verified_first(row: Row, around: Around) -> Iterable[Fault]:
    """What is to be talked over or verified is not put by or settled before that was begun. INV-061."""
    if row.get("state") == ASSIGNED and row.get("disposal") in START_DAYS:
        yield Fault("disposal", f"处置方式:是“{row['disposal']}”,请先“开始核实”", "E-DISPOSAL")


def found_true(row: Row, around: Around) -> Iterable[Fault]:
    """A case is filed on facts."""
    if row.get("result") not in (TRUE, PARTLY):
        yield Fault("result", "核实结果:属实或部分属实的才能立案", "E-RESULT")


def letter_was_sent(row: Row, around: Around) -> Iterable[Fault]:
    """A clue is transferred by letter. Source: 集中整治方案 (三)1; INV-058; product A30."""
    if not letters(row, around):
        yield Fault("", "还没有移送函。请先在“移送”里登记移出、选上这条线索并发出,再办移送。本条没有改动", "E-LETTER")


ABOUT, DISPOSAL, VERIFYING_GROUP, RESULT = "反映对象", "处置", "核实", "结果"

CLUES = LedgerDef(
    key="clue",
    title="问题线索",
    menu="线索与举报",
    fields=(
        Choice(key="source", label="线索来源", required=True, options=SOURCES, width=7, hint="月报按来源统计"),
        Day(key="received_on", label="收到日期", required=True, default="今天", past=True, hint="各种时限从这一天起算"),
        Unit(key="unit", label="被反映单位", required=True, width=8, group=ABOUT),
        Person(
            key="persons",
            label="被反映人",
            many=True,
            width=6,
            group=ABOUT,
            sensitivity=Sensitivity.PERSONAL,
            hint="上级管理干部不得录入;不写案情,案情留在内网",
        ),
        Choice(
            key="category",
            label="类别",
            required=True,
            options=CATEGORIES,
            width=12,
            group=ABOUT,
            hint="一条线索只选一个主要类别,月报按类别统计",
        ),
        Choice(
            key="area",
            label="涉及领域",
            options=AREAS,
            width=5,
            group=ABOUT,
            hint="月报分领域统计。依据 四化三查方案",
        ),
        YesNo(key="major", label="重大线索", default="否", group=ABOUT, hint="列入交办、督办名单"),
        Choice(
            key="priority",
            label="优先办理",
            options=PRIORITIES,
            width=5,
            group=ABOUT,
            hint="上级移交的优先办理。依据 四化三查方案",
        ),
        Link(
            key="problems",
            label="来自问题",
            register="problem",
            many=True,
            width=10,
            group=ABOUT,
            hint="问题台账转来的,选那几条;月报统计转问题线索数",
        ),
        Day(key="opinion_due", label="处置意见时限", stamped=True, group=DISPOSAL, hint="收到后一个月内提出处置意见"),
        Choice(
            key="disposal",
            label="处置方式",
            options=(TALK, VERIFY, HOLD, SETTLE),
            required_from=DISPOSED,
            width=5,
            group=DISPOSAL,
            hint="初次处置方式,只有这四种",
        ),
        Day(key="disposed_on", label="处置日期", past=True, required_from=DISPOSED, group=DISPOSAL),
        Person(
            key="approved_by",
            label="审批人",
            required_from=DISPOSED,
            group=DISPOSAL,
            hint="纪委书记;与承办人不是同一人",
        ),
        Choice(
            key="mode",
            label="办理方式",
            options=MODES,
            default="自办",
            required_from=DISPOSED,
            width=4,
            group=DISPOSAL,
            hint="月报统计交办、督办、提级",
        ),
        Unit(key="supervised_by", label="督办单位", width=8, group=DISPOSAL),
        Unit(key="handler_unit", label="承办单位", required_from=IN_WORK, width=8, group=DISPOSAL),
        Person(key="handler", label="承办人", required_from=IN_WORK, group=DISPOSAL),
        Day(key="start_due", label="启动时限", stamped=True, group=DISPOSAL),
        Day(
            key="deadline",
            label="办理时限",
            required_from=(VERIFYING, FILED),
            group=DISPOSAL,
            hint="不填时从处置日期起算30天;上级另有要求的照填",
        ),
        Day(key="first_deadline", label="原定时限", stamped=True, group=DISPOSAL),
        Text(key="extension_reason", label="延期理由", stamped=True, group=DISPOSAL),
        Text(key="extended_by", label="延期批准人", stamped=True, group=DISPOSAL),
        Choice(
            key="result",
            label="核实结果",
            options=RESULTS,
            required_from=(FILED, *ENDED),
            width=5,
            group=VERIFYING_GROUP,
        ),
        Day(key="verified_on", label="核实日期", past=True, required_from=(FILED,), group=VERIFYING_GROUP),
        Day(key="held_on", label="暂存日期", stamped=True, group=VERIFYING_GROUP),
        Day(
            key="hold_reviewed_on",
            label="暂存复查日期",
            past=True,
            group=VERIFYING_GROUP,
            hint="暂存的每半年看一次,看过填这里",
        ),
        Day(key="hold_due", label="下次复查时限", stamped=True, group=VERIFYING_GROUP),
        Day(key="filed_on", label="立案日期", past=True, required_from=(FILED, CLOSED), group=RESULT),
        Count(key="filed_persons", label="立案人数(人)", unit="人", required_from=(FILED, CLOSED), group=RESULT),
        Text(key="transferred_to", label="移送", stamped=True, width=10, group=RESULT, hint="从“移送”带出"),
        Day(key="closed_on", label="办结日期", past=True, required_from=ENDED, group=RESULT),
        Text(
            key="outcome",
            label="办理结果",
            most=100,
            required_from=ENDED,
            width=14,
            group=RESULT,
            hint="100字以内,只写处理处分情况,不写案情",
        ),
        Day(key="reopened_on", label="重启日期", stamped=True, group=RESULT),
        Text(key="reopen_reason", label="重启理由", stamped=True, group=RESULT),
        Day(key="due_on", label="当前时限", stamped=True, group=RESULT, hint="待办按这一天提醒"),
    ),
    states=(
        State(REGISTERED, tone="calm"),
        State(ASSIGNED),
        State(VERIFYING),
        State(FILED),
        State(HELD, tone="moved"),
        State(TRANSFERRED, open=False, tone="done"),
        State(SETTLED, open=False, tone="done"),
        State(CLOSED, open=False, tone="done"),
    ),
    moves=(
        Move(
            label="分办",
            sources=(REGISTERED,),
            to=ASSIGNED,
            needs=("disposal", "disposed_on", "approved_by", "mode", "handler_unit", "handler"),
            asks=("disposal", "disposed_on", "approved_by", "mode", "handler_unit", "handler", "deadline"),
        ),
        Move(label="开始核实", sources=(ASSIGNED,), to=VERIFYING, refuse=not_to_be_verified),
        *(
            Move(
                label="延期",
                sources=(state,),
                to=state,
                asks=("deadline",),
                reason=True,
                stamps={"extension_reason": "reason", "extended_by": "actor"},
                refuse=later_deadline("clue", "办理时限"),
            )
            for state in (VERIFYING, FILED)
        ),
        Move(
            label="立案",
            sources=(VERIFYING,),
            to=FILED,
            needs=("result", "verified_on", "filed_on", "filed_persons"),
            asks=("result", "verified_on", "filed_on", "filed_persons"),
            refuse=found_true,
        ),
        Move(
            label="结案",
            sources=(FILED,),
            to=CLOSED,
            needs=("closed_on", "outcome"),
            asks=("closed_on", "outcome"),
        ),
        Move(
            label="了结",
            sources=(ASSIGNED, VERIFYING, HELD),
            to=SETTLED,
            needs=("result", "closed_on", "outcome"),
            asks=("result", "closed_on", "outcome"),
            refuse=to_be_verified_first,
        ),
        Move(
            label="暂存",
            sources=(ASSIGNED, VERIFYING),
            to=HELD,
            reason=True,
            stamps={"held_on": "today"},
            clears=("hold_reviewed_on",),
            refuse=to_be_verified_first,
        ),
        Move(
            label="移送",
            sources=(REGISTERED, *IN_WORK),
            to=TRANSFERRED,
            refuse=letter_was_sent,
        ),
        Move(
            label="重启",
            sources=(HELD, *ENDED),
            to=VERIFYING,
            asks=("handler_unit", "handler", "deadline"),
            reason=True,
            stamps={"reopened_on": "today", "reopen_reason": "reason"},
            clears=("result", "verified_on", "closed_on", "outcome"),
        ),
    ),
    number=NumberRule("{short}纪线〔{year}〕{n}号", unit_field="unit", year_field="received_on"),
    rules=(
        managed_above,
        recusal,
        supervised_by_someone,
        filed_fits,
        not_before("received_on", "收到日期", ("disposed_on", "处置日期")),
        not_before(
            "disposed_on",
            "处置日期",
            ("deadline", "办理时限"),
            ("verified_on", "核实日期"),
            ("filed_on", "立案日期"),
            ("closed_on", "办结日期"),
        ),
        not_before("filed_on", "立案日期", ("closed_on", "办结日期")),
    ),
    derive=derive,
    titled=clue_title,
    list_columns=(
        "number",
        "source",
        "received_on",
        "unit",
        "persons",
        "category",
        "disposal",
        "mode",
        "handler",
        "due_on",
        "result",
        "closed_on",
        "state",
    ),
    sheet_columns=(
        SheetColumn("编号", ("number",), 8),
        SheetColumn("线索来源", ("source",), 6),
        SheetColumn("收到日期", ("received_on",), 6),
        SheetColumn("被反映单位", ("unit",), 7),
        SheetColumn("类别", ("category",), 12),
        SheetColumn("处置方式", ("disposal",), 5),
        SheetColumn("承办单位/人", ("handler_unit", "handler"), 8),
        SheetColumn("办理时限", ("deadline",), 6),
        SheetColumn("核实结果", ("result",), 5),
        SheetColumn("移送", ("transferred_to",), 9),
        SheetColumn("状态", ("state",), 4),
        SheetColumn("办结日期", ("closed_on",), 6),
        SheetColumn("备注", ("remark",), 5),
    ),
    due=Due(
        "due_on",
        label="办理时限",
        by_state=((REGISTERED, "提出处置意见"), (ASSIGNED, "启动核实(谈话)"), (HELD, "暂存复查")),
        since="received_on",
    ),
    confined=True,
    readers=KEEPERS,
    unit_field="unit",
    period_field="received_on",
    basis="集中整治方案 (三)1:对问题线索进行全面梳理、建好台账、分类处置、逐一核实;集中交办、督办一批重大问题线索。"
    "本程序只记台账要素,不记案情。",
)
