"""专项阶段: until when a stage of a campaign runs, and by when its report is handed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from app.domain.faults import Fault
from app.domain.fields import Attachment, Count, Day, Link, LongText, Row, Sensitivity, Text, Value, YesNo
from app.domain.ledger import Around, Clock, Due, LedgerDef, Move, Paper, Raise, SheetColumn, State, Travel
from app.domain.rows import id_of, text_of, whole_of
from app.domain.workdays import ASK_COUNTY
from app.ledgers.event_days import first_working_day, last_working_day
from app.ledgers.limits import day_of, iso

WAITING, RUNNING, TO_REPORT, REPORTED = "未开始", "进行中", "待报告", "已报告"
SCHEME_STAGES: tuple[Mapping[str, str], ...] = (
    {
        "seq": "1",
        "name": "动员部署",
        "deadline": "2016-06-30",
        "tasks": "制定集中整治方案,作出动员部署,明确工作任务,建立工作机制,落实工作责任,做好宣传。",
    },
    {
        "seq": "2",
        "name": "自查自纠",
        "deadline": "2016-08-30",
        "tasks": "查找单位和个人存在的问题,建立问题台账,制定整改措施,作出整改承诺并公示;分专题调研。",
    },
    {
        "seq": "3",
        "name": "综合治理",
        "deadline": "2017-04-30",
        "tasks": "排查问题线索,强化监督检查,坚持挺纪在前,落实公开制度。",
    },
    {
        "seq": "4",
        "name": "总结提高",
        "deadline": "2017-05-31",
        "tasks": "认真总结,推广经验,树立典型,建立完善制度。",
    },
)


def stage_title(row: Row, around: Around) -> str:
    """Campaign and stage: 集中整治 2 自查自纠."""
    campaign = id_of(row, "campaign")
    of = around.title("campaign", campaign) if campaign else ""
    return f"{of} {row.get('seq') or ''} {row.get('name') or ''}".strip()


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """When the report is due, and the day that counts now: the stage's own, then its report's.

    The next stage starts the day after; that day counts as the first of five. A rest day moves the report to the
    working day before, but never back into the stage: then to the one after.
    Source: 集中整治方案 五 (下阶段工作开始后5日前); INV-103; forms-and-rules 5.2.
    """
    end = day_of(row, "deadline")
    if end is None:
        return {}
    nominal = end + timedelta(days=around.option("stage_report_days"))
    due, note = last_working_day(around, nominal), ""
    if due <= end:
        due, note = first_working_day(around, nominal), ASK_COUNTY
    elif due < nominal:
        note = f"提前至{due.month}月{due.day}日"
    reported = day_of(row, "reported_on")
    in_time = None if reported is None else int(reported <= max(due, first_working_day(around, nominal)))
    return {
        "report_nominal": iso(nominal),
        "report_due": iso(due),
        "report_note": note or None,
        "in_time": in_time,
        "due_on": iso(due if row.get("state") in (TO_REPORT, REPORTED) else end),
    }


def inside_campaign(row: Row, around: Around) -> Iterable[Fault]:
    """A stage ends while its campaign runs. INV-003, INV-006."""
    found, day = id_of(row, "campaign"), text_of(row, "deadline")
    campaign = around.row("campaign", found) if found else None
    if campaign is None or not day:
        return
    first, last = text_of(campaign, "starts_on"), text_of(campaign, "ends_on")
    if (first and day < first) or (last and day > last):
        yield Fault("deadline", f"截止日期:不在专项起止 {first} 至 {last} 之内,请核对", "E-ORDER")


def after_the_one_before(row: Row, around: Around) -> Iterable[Fault]:
    """Stages follow each other. Source: forms-and-rules 2.2 (increasing)."""
    found, seq, day = id_of(row, "campaign"), whole_of(row, "seq"), text_of(row, "deadline")
    if row.get("seq") == 0:
        yield Fault("seq", "阶段序号:从 1 起", "E-COUNT")
    if not found or not seq or not day:
        return
    for other in around.rows("stage", campaign=found):
        if other.get("id") == row.get("id") or not other.get("deadline"):
            continue
        theirs, their_day = whole_of(other, "seq"), text_of(other, "deadline")
        if theirs == seq:
            yield Fault("seq", f"阶段序号:已有第 {seq} 个阶段“{other.get('name')}”", "E-TWICE")
        elif (theirs < seq and their_day >= day) or (theirs > seq and their_day <= day):
            which = "晚于" if theirs < seq else "早于"
            yield Fault("deadline", f"截止日期:应{which}“{other.get('name')}”的 {their_day}", "E-ORDER")


def reported_after_its_end(row: Row, around: Around) -> Iterable[Fault]:
    """A stage may be reported on its last day, not before it was worked through."""
    end, reported = text_of(row, "deadline"), text_of(row, "reported_on")
    if end and reported and reported < end:
        yield Fault("reported_on", f"报送日期:早于本阶段截止日期 {end},请核对或写明说明", "E-ORDER", soft=True)


def has_summary(row: Row, around: Around) -> str:
    """What a stage's report says comes from its 阶段总结."""
    if around.rows("summary", stage=id_of(row, "id")):
        return ""
    return "报告的做法、问题和打算取自本阶段的阶段总结,请先按“写阶段总结”"


def may_sum_up(row: Row, around: Around) -> str:
    """One 阶段总结 for each stage."""
    found = around.rows("summary", stage=id_of(row, "id"))
    return f"本阶段已有总结 {text_of(found[-1], 'number')},请打开它接着写" if found else ""


def called(row: Row, around: Around) -> str:
    """A stage as papers name it: 集中整治自查自纠阶段."""
    campaign = id_of(row, "campaign")
    of = around.title("campaign", campaign) if campaign else ""
    return f"{of}{text_of(row, 'name').removesuffix('阶段')}阶段"


def begins_on(row: Row, around: Around) -> str:
    """The first day of a stage: the day after the one before it, else the first of its campaign, "" where unknown."""
    found = id_of(row, "campaign")
    earlier = [text_of(one, "deadline") for one in around.rows("stage", campaign=found)]
    before = max((day for day in earlier if day and day < text_of(row, "deadline")), default="")
    if before:
        return (date.fromisoformat(before) + timedelta(days=1)).isoformat()
    return text_of((around.row("campaign", found) if found else None) or {}, "starts_on")


def summary_from(row: Row, around: Around) -> list[Row]:
    """A 阶段总结 that begins with what its tasks came to; the days run from the stage before to its own end."""
    found = id_of(row, "campaign")
    campaign = (around.row("campaign", found) if found else None) or {}
    start = begins_on(row, around) or None
    done = [
        f"{text_of(task, 'content').rstrip('。')}:{text_of(task, 'outcome')}"
        for task in around.rows("campaign_task", stage=id_of(row, "id"))
        if task.get("outcome")
    ]
    return [
        {
            "kind": "阶段总结",
            "unit": campaign.get("unit"),
            "campaign": found,
            "stage": id_of(row, "id"),
            "from_on": start,
            "to_on": row.get("deadline"),
            "experience": "\n".join(done) or row.get("tasks"),
        }
    ]


STAGES = LedgerDef(
    key="stage",
    title="专项阶段",
    icon="calendar",
    menu="",
    fields=(
        Link(key="campaign", label="所属专项", register="campaign", required=True, width=8),
        Count(key="seq", label="阶段序号", required=True, width=3, sensitivity=Sensitivity.PUBLIC),
        Text(key="name", label="阶段名称", required=True, most=30, width=6, sensitivity=Sensitivity.PUBLIC),
        Day(key="deadline", label="截止日期", required=True, sensitivity=Sensitivity.PUBLIC),
        LongText(
            key="tasks",
            label="主要任务",
            width=24,
            sensitivity=Sensitivity.PUBLIC,
            hint="照方案写要点;要逐项落实到单位的,在“专项任务”里一项一条",
        ),
        Day(key="report_nominal", label="报告名义期限", stamped=True, group="阶段报告"),
        Day(
            key="report_due",
            label="报告期限",
            stamped=True,
            group="阶段报告",
            hint="下阶段开始后5日前;遇休息日提前。依据 集中整治方案 五",
        ),
        Text(key="report_note", label="期限提示", stamped=True, group="阶段报告", width=10),
        Text(
            key="reported_to",
            label="报送单位",
            default="县纪委党风政风监督室",
            required_from=(REPORTED,),
            group="阶段报告",
            width=12,
            hint="站所和部门报本级纪委和上级主管部门两处,用、隔开",
        ),
        Day(key="reported_on", label="报送日期", past=True, required_from=(REPORTED,), group="阶段报告"),
        Text(
            key="copies_to", label="抄送", most=200, group="阶段报告", width=10, hint="印在阶段报告末版记里;没有可不填"
        ),
        YesNo(key="in_time", label="按期报送", stamped=True, group="阶段报告"),
        Attachment(key="report", label="阶段报告", group="阶段报告", hint="分析、汇总后签字盖章的报告"),
        Day(key="due_on", label="当前期限", stamped=True, group="阶段报告", hint="待办按这一天提醒"),
    ),
    states=(
        State(WAITING, tone="calm"),
        State(RUNNING),
        State(TO_REPORT, tone="wait"),
        State(REPORTED, open=False, tone="done"),
    ),
    moves=(
        Move(label="开始", sources=(WAITING,), to=RUNNING),
        Move(label="阶段结束", sources=(RUNNING,), to=TO_REPORT),
        Move(
            label="报送报告",
            sources=(TO_REPORT,),
            to=REPORTED,
            needs=("reported_on", "reported_to"),
            asks=("reported_on", "reported_to"),
        ),
        Move(label="退回重报", sources=(REPORTED,), to=TO_REPORT, reason=True, clears=("reported_on",)),
    ),
    rules=(inside_campaign, after_the_one_before, reported_after_its_end),
    derive=derive,
    raises=(Raise(label="写阶段总结", to="summary", make=summary_from, when=may_sum_up, many=True),),
    papers=(
        Paper(
            key="stage_report",
            title="阶段工作情况报告",
            build="app.reports.work_report:stage_report",
            when=has_summary,
        ),
    ),
    titled=stage_title,
    title_uses=("campaign",),
    parent="campaign",
    identity=("campaign", "seq"),
    list_columns=("seq", "name", "deadline", "tasks", "report_due", "reported_on", "in_time", "state"),
    sheet_columns=(
        SheetColumn("所属专项", ("campaign",), 8),
        SheetColumn("阶段序号", ("seq",), 3),
        SheetColumn("阶段名称", ("name",), 6),
        SheetColumn("截止日期", ("deadline",), 6),
        SheetColumn("主要任务", ("tasks",), 24),
        SheetColumn("报告期限", ("report_due",), 6),
        SheetColumn("报送日期", ("reported_on",), 6),
        SheetColumn("报送单位", ("reported_to",), 8),
        SheetColumn("状态", ("state",), 5),
    ),
    due=Due("due_on", label="阶段期限", by_state=((TO_REPORT, "阶段报告"),)),
    clocks=(Clock("report_due", "阶段报告", states=(RUNNING,), until="reported_on"),),
    period_field="deadline",
    travels=Travel(),
    basis="集中整治方案 四、五:四个阶段各有截止日期;每阶段工作开展情况于下阶段工作开始后5日前上报。",
)
