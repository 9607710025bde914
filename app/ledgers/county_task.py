"""县里交办: what the county gave to do, by when; at the county as it was sent, at the township as it came."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.faults import Fault
from app.domain.fields import Attachment, Choice, Day, Link, LongText, Person, Row, Sensitivity, Text, Unit
from app.domain.ledger import Around, Due, LedgerDef, Move, Raise, SheetColumn, State, Travel
from app.domain.privacy import personal_numbers
from app.domain.rows import id_of, text_of

REGISTERED, GIVEN, WORKING, DONE = "登记", "已发出", "办理中", "已办结"
PROBLEM, CLUE = "问题整改", "线索核查"
KINDS = (PROBLEM, CLUE, "监督检查", "材料报送", "其他")
SIGNED = ("order_no", "kind", "matter", "basis", "place", "issued_on", "deadline", "answer_to")
PUBLIC = Sensitivity.PUBLIC
ORDER, WORK = "交办", "办理"


def task_title(row: Row, around: Around) -> str:
    """示县纪交〔2026〕3号 沙河村低保清理."""
    matter = text_of(row, "matter")
    return f"{text_of(row, 'order_no')} {matter[:20]}{'…' if len(matter) > 20 else ''}".strip()


def signed_words_stay(row: Row, around: Around) -> Iterable[Fault]:
    """What the county signed is not changed afterwards, on neither side. Source: product G10."""
    number = id_of(row, "id")
    before = around.row("county_task", number) if number else None
    if not before or not (before.get("sent_on") or before.get("received_on")):
        return
    for key in (*SIGNED, "unit", "files"):
        if (row.get(key) or None) != (before.get(key) or None):
            label = COUNTY_TASKS.label(key)
            yield Fault(key, f"{label}:是县里签发的内容,不能改;要改请县里另发一份交办包", "E-SIGNED")


def days_in_order(row: Row, around: Around) -> Iterable[Fault]:
    """A task is given before it is due, and done after it was given."""
    issued, closed = text_of(row, "issued_on"), text_of(row, "closed_on")
    if issued and text_of(row, "deadline") and text_of(row, "deadline") < issued:
        yield Fault("deadline", "办结时限:早于交办日期,请核对", "E-ORDER")
    if issued and closed and closed < issued:
        yield Fault("closed_on", "办结日期:早于交办日期,请核对", "E-ORDER")


def no_numbers_of_persons(row: Row, around: Around) -> Iterable[Fault]:
    """A stick may be lost: numbers of persons and of their telephones are told otherwise."""
    for key in ("matter", "basis", "place", "answer_to"):
        for found in personal_numbers(text_of(row, key)):
            yield Fault(key, f"{COUNTY_TASKS.label(key)}:写了{found.kind},请去掉", "E-PRIVATE")


def problem_from(row: Row, around: Around) -> list[Row]:
    """The problem a task becomes: 上级交办, with the number of the order in its words, so that it is traced."""
    return [
        {
            "unit": id_of(row, "unit"),
            "found_on": text_of(row, "received_on") or text_of(row, "issued_on"),
            "discovery": "上级交办",
            "description": f"{text_of(row, 'matter')}({text_of(row, 'order_no')})",
            "lead": id_of(row, "lead"),
            "deadline": text_of(row, "deadline"),
        }
    ]


def why_no_problem(row: Row, around: Around) -> str:
    """Which tasks are not entered as problems."""
    if row.get("problem"):
        return "已登记到问题台账"
    if row.get("kind") == CLUE:
        return "线索在“问题线索”里登记,不进问题台账"
    return "已发出的由乡镇登记" if row.get("sent_on") else ""


COUNTY_TASKS = LedgerDef(
    key="county_task",
    title="县里交办",
    menu="上报",
    icon="report",
    fields=(
        Text(key="order_no", label="交办文号", required=True, most=60, width=12, sensitivity=PUBLIC, group=ORDER),
        Unit(
            key="unit",
            label="承办单位",
            required=True,
            width=8,
            sensitivity=PUBLIC,
            group=ORDER,
            hint="县里填乡镇,一个乡镇一条;装入的自动填本乡镇",
        ),
        Choice(key="kind", label="事项类别", required=True, options=KINDS, default=PROBLEM, width=5, group=ORDER),
        LongText(
            key="matter",
            label="交办事项",
            required=True,
            width=20,
            group=ORDER,
            hint="一条只写一件事;不写群众姓名、证件号、电话,线索不写案情",
        ),
        LongText(key="basis", label="交办依据", most=500, width=12, group=ORDER, hint="文件、会议或领导批示"),
        Text(key="place", label="涉及村(单位)", most=60, width=7, group=ORDER, hint="还不清楚的留空"),
        Day(key="issued_on", label="交办日期", required=True, default="今天", past=True, width=6, group=ORDER),
        Day(key="deadline", label="办结时限", required=True, width=6, group=ORDER, hint="可写 30天、6月底前"),
        Text(
            key="answer_to",
            label="向谁回复",
            required=True,
            most=60,
            width=7,
            group=ORDER,
            hint="例如 县纪委党风政风监督室",
        ),
        Attachment(key="files", label="交办附件", width=6, group=ORDER),
        Person(key="lead", label="责任领导", group=WORK, width=5),
        Person(key="handler", label="承办人", group=WORK, width=5),
        LongText(key="done_so_far", label="办理情况", width=14, group=WORK, hint="随每月上报包报县里"),
        Link(
            key="problem",
            label="转入问题",
            register="problem",
            width=8,
            group=WORK,
            hint="是问题的,按“登记问题”带出,不用再录",
        ),
        LongText(key="result", label="办理结果", required_from=(DONE,), width=14, group=WORK),
        Day(key="closed_on", label="办结日期", past=True, required_from=(DONE,), width=6, group=WORK),
        Attachment(key="proof", label="佐证材料", width=6, group=WORK),
        Text(key="task_id", label="交办包标识", stamped=True, width=8, group="来去"),
        Day(key="sent_on", label="发出日期", stamped=True, group="来去"),
        Day(key="received_on", label="收到日期", stamped=True, group="来去"),
    ),
    states=(
        State(REGISTERED, tone="calm"),
        State(GIVEN, tone="moved"),
        State(WORKING),
        State(DONE, open=False, tone="done"),
    ),
    moves=(
        Move(label="写出交办包", sources=(REGISTERED,), to=GIVEN, by_program=True),
        Move(label="开始办理", sources=(REGISTERED,), to=WORKING, needs=("handler",), asks=("handler", "lead")),
        Move(
            label="办结",
            sources=(REGISTERED, GIVEN, WORKING),
            to=DONE,
            needs=("result", "closed_on"),
            asks=("result", "closed_on"),
        ),
        Move(label="重新办理", sources=(DONE,), to=WORKING, reason=True, clears=("closed_on",)),
    ),
    rules=(signed_words_stay, days_in_order, no_numbers_of_persons),
    titled=task_title,
    list_columns=(
        "order_no",
        "unit",
        "kind",
        "matter",
        "place",
        "issued_on",
        "deadline",
        "answer_to",
        "handler",
        "done_so_far",
        "state",
        "received_on",
        "closed_on",
    ),
    sheet_columns=(
        SheetColumn("交办文号", ("order_no",), 8),
        SheetColumn("承办单位", ("unit",), 7),
        SheetColumn("交办事项", ("matter",), 20),
        SheetColumn("涉及村(单位)", ("place",), 7),
        SheetColumn("交办依据", ("basis",), 10),
        SheetColumn("交办日期", ("issued_on",), 6),
        SheetColumn("办结时限", ("deadline",), 6),
        SheetColumn("向谁回复", ("answer_to",), 7),
        SheetColumn("承办人", ("handler",), 4),
        SheetColumn("办理情况、结果", ("done_so_far", "result"), 16),
        SheetColumn("状态", ("state", "closed_on"), 6),
        SheetColumn("备注", ("remark",), 5),
    ),
    due=Due("deadline", label="办结时限", since="issued_on"),
    raises=(Raise(label="登记问题", to="problem", make=problem_from, link="problem", when=why_no_problem),),
    unit_field="unit",
    period_field="issued_on",
    travels=Travel(days=("issued_on", "closed_on"), since="received_on", until="closed_on"),
    basis="集中整治方案 (三)1:集中交办、督办一批重大问题线索;交办事项按件列明时限,办理结果向交办机关报告。",
)
