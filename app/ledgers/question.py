"""群众意见: what people ask about something disclosed, and the answer; who asked lies in a drawer apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from app.domain.faults import Fault
from app.domain.fields import Choice, Day, Link, LongText, Person, Row, Sensitivity, Text, Unit, Value, YesNo
from app.domain.ledger import Around, Clock, Due, LedgerDef, Move, NumberRule, Paper, Raise, SheetColumn, State, Travel
from app.domain.privacy import personal_numbers
from app.domain.rows import id_of, text_of
from app.ledgers.event_days import days_follow, first_working_day
from app.ledgers.posting import posted_in_order, posting_fields
from app.ledgers.reporter import reporter

PUBLIC = Sensitivity.PUBLIC
ASKED, LOOKED_INTO, ANSWERED, PASSED_ON = "登记", "核查", "已答复", "已转办"
ASK = "登记群众意见"
WAYS = ("当面", "电话", "书面", "网络", "意见箱", "意见簿", "征求意见", "会议")
TOPICS = ("财务公开", "村务公开", "工作作风", "工作效率", "廉洁自律", "服务", "其他")


def question_title(row: Row, around: Around) -> str:
    """Number and the first words."""
    return f"{row.get('number') or ''} {text_of(row, 'text')[:18]}".strip()


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """The unit and topic of what was asked about, the day the answer is due, and whether it came late.

    Source: forms-and-rules 5.1 objection_reply (calendar days, then the next working day).
    """
    out: dict[str, Value] = {}
    unit, topic = _asked_about(row, around)
    if unit is not None and row.get("unit") is None:
        out["unit"] = unit
    if topic and row.get("topic") is None:
        out["topic"] = topic
    asked, answered = text_of(row, "asked_on"), text_of(row, "answered_on")
    due = ""
    if asked:
        last = date.fromisoformat(asked) + timedelta(days=around.option("question_days"))
        due = first_working_day(around, last).isoformat()
    out["due_on"] = due or None
    if row.get("state") == ANSWERED and not answered:
        out["answered_on"] = answered = around.today.isoformat()
    out["late"] = int(answered > due) if answered and due else None
    if row.get("mistake") and not row.get("corrected_on") and (again := _posted_again(row, around)):
        out["corrected_on"] = again
    return out


def _posted_again(row: Row, around: Around) -> str:
    """The day the corrected sheet or item hung, where one names this question; "" while none does."""
    if not id_of(row, "id"):
        return ""
    days = [text_of(one, "posted_from") for one in around.rows("finance_sheet", corrects_question=row["id"])]
    return max(days, default="")


def _asked_about(row: Row, around: Around) -> tuple[int | None, str]:
    sheet_id = id_of(row, "sheet")
    if line := around.row("finance_line", id_of(row, "line") or 0):
        sheet_id = sheet_id or id_of(line, "sheet")
    if sheet_id and (sheet := around.row("finance_sheet", sheet_id)):
        return id_of(sheet, "unit"), "财务公开"
    if item := around.row("affairs_item", id_of(row, "item") or 0):
        return id_of(item, "unit"), "村务公开"
    return None, ""


def to_question(field: str) -> Raise:
    """What somebody asks about a disclosed line, sheet or item; `field` is the link that then points to it.

    Source: product C14, AS9.
    """

    def about(row: Row, around: Around) -> list[Row]:
        made: Row = {field: id_of(row, "id"), "asked_on": around.today.isoformat()}
        if field == "line":
            made["sheet"] = id_of(row, "sheet")
        return [made]

    return Raise(label=ASK, to="question", make=about, many=True)


def _not_answered(row: Row, around: Around) -> str:
    return "" if row.get("state") == ANSWERED else "还没有答复"


def one_thing(row: Row, around: Around) -> Iterable[Fault]:
    """A question is about one disclosed thing, and the line stands on the sheet."""
    if row.get("item") and (row.get("sheet") or row.get("line")):
        yield Fault("item", "所问村务事项:一条意见只问一件,财务的和村务的分开登记", "E-ABOUT")
    line = around.row("finance_line", id_of(row, "line") or 0)
    if line and row.get("sheet") and line.get("sheet") != row.get("sheet"):
        yield Fault("line", "所问明细:这一笔不在所选的公开表里,请核对", "E-ABOUT")


def days_in_order(row: Row, around: Around) -> Iterable[Fault]:
    """Nobody is answered before asking, and the answer is posted after that."""
    yield from days_follow(row, around, ("asked_on", "提出日期"), ("answered_on", "答复日期"))
    answered, posted = text_of(row, "answered_on"), text_of(row, "posted_from")
    if answered and posted and posted < answered:
        yield Fault("posted_from", f"公示开始:早于答复日期 {answered},请核对", "E-ORDER")


def nobody_named(row: Row, around: Around) -> Iterable[Fault]:
    """Question and answer are posted: no numbers by which the asker is found. Source: AS9; forms-and-rules 3.7."""
    for key, label in (("text", "意见内容"), ("answer", "答复内容")):
        for found in personal_numbers(text_of(row, key)):
            yield Fault(key, f"{label}:写了{found.kind},答复会公示,请去掉", "E-PRIVATE")


def correction_is_said(row: Row, around: Around) -> Iterable[Fault]:
    """A mistake in the disclosure is put right by posting anew, with the day. Source: forms-and-rules 2.6 objection."""
    if row.get("mistake") and row.get("state") == ANSWERED and not row.get("corrected_on"):
        yield Fault(
            "corrected_on",
            "更正公布日期:公开有错的,先在公开表上办“更正重公布”,重新张贴后再答复;已经公布的填公布的日子",
            "E-REQUIRED",
        )


QUESTIONS = LedgerDef(
    key="question",
    title="群众意见",
    menu="公开",
    icon="ledger",
    fields=(
        Unit(
            key="unit",
            label="被问单位",
            required=True,
            width=8,
            sensitivity=PUBLIC,
            hint="选了所问的表或事项,由它带出",
        ),
        Choice(key="topic", label="意见类别", required=True, options=TOPICS, width=5, sensitivity=PUBLIC),
        Link(key="sheet", label="所问公开表", register="finance_sheet", group="问的是", width=12, sensitivity=PUBLIC),
        Link(
            key="line",
            label="所问明细",
            register="finance_line",
            group="问的是",
            width=12,
            sensitivity=PUBLIC,
            hint="问到哪一笔就选哪一笔",
        ),
        Link(key="item", label="所问村务事项", register="affairs_item", group="问的是", width=12, sensitivity=PUBLIC),
        Day(key="asked_on", label="提出日期", required=True, default="今天", past=True, sensitivity=PUBLIC),
        Choice(
            key="way", label="提出方式", required=True, options=WAYS, width=5, hint="意见箱、意见簿里的也登记在这里"
        ),
        LongText(
            key="text",
            label="意见内容",
            required=True,
            most=1000,
            width=18,
            sensitivity=PUBLIC,
            hint="只写问什么,不写谁问的;问的人的姓名只填在下面的“提问人信息”里,可以不填。举报党员干部的,到“投诉举报”登记",
        ),
        Day(key="due_on", label="答复期限", stamped=True, sensitivity=PUBLIC, hint="从提出之日起算,遇休息日顺延"),
        Person(
            key="handler",
            label="核查人",
            required_from=(LOOKED_INTO,),
            group="答复",
            hint="不能是被问那一笔的经手人",
        ),
        LongText(
            key="answer",
            label="答复内容",
            required_from=(ANSWERED,),
            group="答复",
            most=1000,
            width=18,
            sensitivity=PUBLIC,
            hint="会公示,写群众看得懂的话",
        ),
        Day(
            key="answered_on",
            label="答复日期",
            required_from=(ANSWERED,),
            past=True,
            group="答复",
            sensitivity=PUBLIC,
        ),
        YesNo(key="late", label="超期答复", stamped=True, group="答复", hint="答复日期晚于答复期限,由程序判断"),
        YesNo(key="mistake", label="公开有错", default="否", group="答复", hint="核查后发现公开的有错,填“是”"),
        Day(
            key="corrected_on",
            label="更正公布日期",
            past=True,
            group="答复",
            sensitivity=PUBLIC,
            hint="公开表办过“更正重公布”并选了这条意见的,重新张贴后由程序带出",
        ),
        Choice(
            key="verdict",
            label="群众评价",
            options=("满意", "基本满意", "不满意"),
            group="答复",
            width=5,
            hint="当面答复时问一句;统计满意率用",
        ),
        Text(key="passed_to", label="转办单位", required_from=(PASSED_ON,), group="答复", width=8),
        *posting_fields("答复公示"),
    ),
    states=(
        State(ASKED, tone="calm"),
        State(LOOKED_INTO),
        State(ANSWERED, open=False, tone="done"),
        State(PASSED_ON, open=False, tone="moved"),
    ),
    moves=(
        Move(label="核查", sources=(ASKED,), to=LOOKED_INTO, needs=("handler",), asks=("handler",)),
        Move(
            label="答复",
            sources=(ASKED, LOOKED_INTO),
            to=ANSWERED,
            needs=("answer",),
            asks=("answer", "answered_on", "mistake", "corrected_on", "verdict"),
        ),
        Move(
            label="转办",
            sources=(ASKED, LOOKED_INTO),
            to=PASSED_ON,
            needs=("passed_to",),
            asks=("passed_to",),
            reason=True,
        ),
        Move(
            label="重新核查",
            sources=(ANSWERED,),
            to=LOOKED_INTO,
            reason=True,
            clears=("answered_on", "verdict"),
        ),
    ),
    number=NumberRule("{short}群意〔{year}〕{n}号", unit_field="unit", year_field="asked_on"),
    rules=(one_thing, days_in_order, nobody_named, correction_is_said, posted_in_order),
    derive=derive,
    papers=(
        Paper(
            key="question_answer",
            title="群众意见答复",
            build="app.reports.question_answer:question_answer",
            when=_not_answered,
            wall=(ANSWERED,),
        ),
    ),
    vault=reporter("提问人信息", "提问人"),
    titled=question_title,
    list_columns=(
        "number",
        "unit",
        "topic",
        "text",
        "asked_on",
        "way",
        "due_on",
        "state",
        "handler",
        "answered_on",
        "late",
        "verdict",
    ),
    sheet_columns=(
        SheetColumn("编号", ("number",), 8),
        SheetColumn("被问单位", ("unit",), 8),
        SheetColumn("所问事项", ("sheet", "line", "item"), 12),
        SheetColumn("意见内容", ("text",), 18),
        SheetColumn("提出日期", ("asked_on",), 6),
        SheetColumn("答复期限", ("due_on",), 6),
        SheetColumn("答复内容", ("answer",), 18),
        SheetColumn("答复日期", ("answered_on",), 6),
        SheetColumn("状态", ("state",), 5),
        SheetColumn("备注", ("remark",), 6),
    ),
    due=Due("due_on", label="答复期限"),
    clocks=(Clock("answered_on", "答复待张贴", states=(ANSWERED,), until="posted_from", gentle=True),),
    unit_field="unit",
    period_field="asked_on",
    alike="text",
    travels=Travel(days=("asked_on", "answered_on"), since="asked_on", until="answered_on"),
    basis="村民委员会组织法 第三十条:应当保证所公布事项的真实性,并接受村民的查询;集中整治方案 (三)4:确保群众的"
    "知情权、参与权和监督权。",
)
