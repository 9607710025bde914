"""专项行动: what a campaign rests on, from when to when it runs and who answers for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from app.domain.faults import Fault
from app.domain.fields import Attachment, Count, Day, LongText, Person, Row, Sensitivity, Text, Unit, Value, YesNo
from app.domain.ledger import Around, Due, LedgerDef, Move, Preset, SheetColumn, State, Travel
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.campaign_task import DONE as TASK_DONE
from app.ledgers.limits import document_number, not_before
from app.ledgers.stage import REPORTED, SCHEME_STAGES

PREPARED, RUNNING, ENDED = "筹备", "进行中", "已结束"
STARTED = (RUNNING, ENDED)
SCHEME_CAMPAIGN: Mapping[str, str] = {
    "name": "集中整治侵害群众利益不正之风和腐败问题工作",
    "short_name": "集中整治",
    "basis_doc": "赣办字〔2016〕35号",
    "starts_on": "2016-06-01",
    "ends_on": "2017-05-31",
    "principles": "以查促纠、惩教结合、标本兼治、综合治理、注重实效",
}


def campaign_title(row: Row, around: Around) -> str:
    """The short name, else the name."""
    return text_of(row, "short_name") or text_of(row, "name")


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """How many stages, tasks and members there are, and how far they got."""
    found = id_of(row, "id")
    stages = around.rows("stage", campaign=found) if found else []
    tasks = around.rows("campaign_task", campaign=found) if found else []
    return {
        "stage_count": len(stages),
        "stages_reported": sum(stage.get("state") == REPORTED for stage in stages),
        "task_count": len(tasks),
        "tasks_done": sum(task.get("state") == TASK_DONE for task in tasks),
        "member_count": len(around.rows("campaign_member", campaign=found)) if found else 0,
    }


def stages_cover_it(row: Row, around: Around) -> Iterable[Fault]:
    """A campaign starts with its stages: numbered 1 to n, one after the other, within the campaign. INV-004."""
    stages = sorted(around.rows("stage", campaign=whole_of(row, "id")), key=lambda stage: whole_of(stage, "seq"))
    days = [text_of(stage, "deadline") for stage in stages]
    if not stages:
        yield Fault("stage_count", "阶段:还没有阶段,请先在“专项阶段”里逐个填写", "E-STAGES")
    elif [whole_of(stage, "seq") for stage in stages] != list(range(1, len(stages) + 1)):
        yield Fault("stage_count", "阶段:序号应从 1 起连续,请核对", "E-STAGES")
    elif any(later <= before for before, later in pairwise(days)):
        yield Fault("stage_count", "阶段:截止日期应逐个推后,请核对", "E-STAGES")
    elif days[-1] > text_of(row, "ends_on"):
        yield Fault("ends_on", f"结束日期:早于最后一个阶段的截止日期 {days[-1]},请核对", "E-STAGES")


def all_reported(row: Row, around: Around) -> Iterable[Fault]:
    """A campaign ends when every stage was reported. Source: 集中整治方案 五; INV-103."""
    if left := whole_of(row, "stage_count") - whole_of(row, "stages_reported"):
        yield Fault("stages_reported", f"阶段:还有 {left} 个阶段没有报送报告,请先办完", "E-STAGES")


CAMPAIGNS = LedgerDef(
    key="campaign",
    title="专项行动",
    menu="专项与会议",
    icon="calendar",
    fields=(
        Text(key="name", label="专项名称", required=True, width=18, sensitivity=Sensitivity.PUBLIC),
        Text(key="short_name", label="简称", most=20, width=6, sensitivity=Sensitivity.PUBLIC, hint="报告里这样称呼"),
        Text(
            key="basis_doc",
            label="依据文号",
            width=10,
            sensitivity=Sensitivity.PUBLIC,
            hint="如 赣办字〔2016〕35号;印在工作情况报告开头",
        ),
        Unit(key="unit", label="牵头单位", required=True, width=8, sensitivity=Sensitivity.PUBLIC),
        Day(key="starts_on", label="开始日期", required=True, sensitivity=Sensitivity.PUBLIC),
        Day(
            key="ends_on",
            label="结束日期",
            required=True,
            sensitivity=Sensitivity.PUBLIC,
            hint="月报的“专项累计”从开始日期算到这一天",
        ),
        LongText(key="principles", label="工作原则", most=500, width=16, sensitivity=Sensitivity.PUBLIC),
        Attachment(key="scheme", label="工作方案", hint="本单位制定的方案。依据 集中整治方案 (一)"),
        *(
            YesNo(key=key, label=label, default="是", group="整治范围", sensitivity=Sensitivity.PUBLIC, hint=hint)
            for key, label, hint in (
                ("covers_enforcement", "基层执法监管单位", "依据 集中整治方案 二:任务只能布置给范围内的单位"),
                ("covers_service", "公共服务站所", ""),
                ("covers_township", "乡镇村组", ""),
            )
        ),
        Person(
            key="first_responsible",
            label="第一责任人",
            required_from=STARTED,
            group="责任",
            sensitivity=Sensitivity.PUBLIC,
            hint="党委(党组)主要负责人,只有一人。依据 集中整治方案 五(二)",
        ),
        Person(
            key="lead", label="领导责任人", group="责任", sensitivity=Sensitivity.PUBLIC, hint="对分管范围负领导责任"
        ),
        Person(
            key="direct_lead",
            label="直接责任人",
            many=True,
            group="责任",
            sensitivity=Sensitivity.PUBLIC,
            hint="乡镇党委和基层站所的具体操作者",
        ),
        Person(
            key="supervisor", label="监督责任人", group="责任", sensitivity=Sensitivity.PUBLIC, hint="纪委,监督执纪问责"
        ),
        Unit(
            key="office",
            label="日常工作机构",
            group="责任",
            sensitivity=Sensitivity.PUBLIC,
            hint="负责联席会议的具体工作",
        ),
        *(
            Count(key=key, label=label, stamped=True, group="进度", unit=unit)
            for key, label, unit in (
                ("stage_count", "阶段(个)", "个"),
                ("stages_reported", "已报告阶段(个)", "个"),
                ("task_count", "任务(项)", "项"),
                ("tasks_done", "已落实任务(项)", "项"),
                ("member_count", "联席会议成员(个)", "个"),
            )
        ),
    ),
    states=(State(PREPARED, tone="calm"), State(RUNNING), State(ENDED, open=False, tone="done")),
    moves=(
        Move(
            label="启动",
            sources=(PREPARED,),
            to=RUNNING,
            needs=("first_responsible",),
            asks=("first_responsible",),
            refuse=stages_cover_it,
        ),
        Move(label="结束", sources=(RUNNING,), to=ENDED, refuse=all_reported),
        Move(label="重新启动", sources=(ENDED,), to=RUNNING, reason=True),
    ),
    rules=(
        not_before("starts_on", "开始日期", ("ends_on", "结束日期")),
        document_number("basis_doc", "依据文号"),
    ),
    presets=(Preset(label="按集中整治方案新建", texts=SCHEME_CAMPAIGN, lines={"stage": SCHEME_STAGES}),),
    derive=derive,
    titled=campaign_title,
    identity=("name",),
    children=("stage", "campaign_task", "campaign_member"),
    list_columns=(
        "name",
        "basis_doc",
        "unit",
        "starts_on",
        "ends_on",
        "first_responsible",
        "stage_count",
        "stages_reported",
        "task_count",
        "tasks_done",
        "state",
    ),
    sheet_columns=(
        SheetColumn("专项名称", ("name",), 18),
        SheetColumn("依据文号", ("basis_doc",), 10),
        SheetColumn("牵头单位", ("unit",), 8),
        SheetColumn("起止日期", ("starts_on", "ends_on"), 7),
        SheetColumn("第一责任人", ("first_responsible",), 5),
        SheetColumn("领导责任人", ("lead",), 5),
        SheetColumn("阶段/已报告", ("stage_count", "stages_reported"), 5),
        SheetColumn("任务/已落实", ("task_count", "tasks_done"), 5),
        SheetColumn("状态", ("state",), 5),
        SheetColumn("备注", ("remark",), 8),
    ),
    due=Due("ends_on", label="结束日期"),
    unit_field="unit",
    period_field="starts_on",
    travels=Travel(days=("starts_on", "ends_on"), since="starts_on", until="ends_on"),
    basis="集中整治方案 四、五:分动员部署、自查自纠、综合治理、总结提高四个阶段进行;"
    "主要负责人是第一责任人;建立联席会议制度。",
)
