"""函件: letters that press, hand over, advise or call, numbered when they are signed, with their reply slips."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from app.domain.faults import Fault
from app.domain.fields import Attachment, Choice, Count, Day, LongText, Option, Person, Row, Text, Unit, Value
from app.domain.ledger import Around, Due, LedgerDef, Move, NumberRule, Paper, SheetColumn, State, Travel
from app.domain.rows import id_of, text_of
from app.ledgers.limits import not_before

DRAFT, REVIEW, ISSUED, DELIVERED, REPLIED, FILED = "起草", "待审核", "已签发", "已送达", "已回复", "已归档"
OUT_STATES = (ISSUED, DELIVERED, REPLIED, FILED)
SAYS = ("subject", "basis", "body", "enclosures", "postscript", "reply")
"""The words of a letter: what was written to a unit, and what it answered, is not for a packet."""
REMINDER, PRESSING, URGING = "提示函", "督办函", "催办函"
ASSIGNING, TRANSFERRING, FOR_TRIAL = "交办函", "移送函", "送审函"
ADVICE, SUMMONS, ANSWER = "整改建议书", "约谈通知", "反馈函"
# 五函 of forms-and-rules F12, and what both schemes and the counties' practice add. 催办函 is called 催办单 on paper.
KINDS = (
    REMINDER,
    PRESSING,
    Option(URGING, "催办单"),
    ASSIGNING,
    TRANSFERRING,
    FOR_TRIAL,
    ADVICE,
    SUMMONS,
    ANSWER,
)
MARKS = {
    REMINDER: "提",
    PRESSING: "督",
    URGING: "催",
    ASSIGNING: "交",
    TRANSFERRING: "移函",  # 示纪移 is the series of the register of transfers
    FOR_TRIAL: "审",
    ADVICE: "建",
    SUMMONS: "约",
    ANSWER: "反",
}
WANT_REPLY = frozenset({REMINDER, PRESSING, URGING, ASSIGNING, ADVICE})
_TO_FILL = re.compile(r"××|\{[^{}]*\}")


def letter_title(row: Row, around: Around) -> str:
    """Number, kind and addressee."""
    kind = LETTERS.by_key["kind"].show(row.get("kind"))
    return " ".join(part for part in (text_of(row, "number"), kind, text_of(row, "to_name")) if part)


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """The addressee's full name, the day of signing, and the day that 待办 waits for."""
    out: dict[str, Value] = {}
    unit, state = id_of(row, "unit"), row.get("state")
    if unit and not row.get("to_name"):
        out["to_name"] = around.title("unit", unit) or None
    if state in OUT_STATES and not row.get("on_day"):
        out["on_day"] = around.today.isoformat()
    out["due_on"] = row.get("reply_due") if state in (ISSUED, DELIVERED) else None
    return out


def whole_before_it_goes_out(row: Row, around: Around) -> Iterable[Fault]:
    """A letter that goes out has no blanks left in its words. Source: forms-and-rules 2.23 (all parts filled)."""
    if row.get("state") not in OUT_STATES:
        return
    for key, label in (("subject", "标题"), ("body", "正文")):
        if found := _TO_FILL.search(text_of(row, key)):
            yield Fault(key, f"{label}:还有没填的“{found[0]}”,请补写清楚再签发", "E-BLANK")


def asks_for_a_reply(row: Row, around: Around) -> Iterable[Fault]:
    """What presses or advises names the day of the reply. Source: forms-and-rules 2.23 reply_due, F18."""
    if row.get("state") in OUT_STATES and row.get("kind") in WANT_REPLY and not row.get("reply_due"):
        yield Fault("reply_due", "回复期限:不能为空,这类函要写明几日前回复", "E-REQUIRED")


def no_reply_is_waited_for(row: Row, around: Around) -> Iterable[Fault]:
    """A letter whose reply is awaited is not filed away."""
    if row.get("reply_due"):
        yield Fault("reply_due", f"回复期限:{row['reply_due']} 的回执还没有收到,收到后按“收到回执”", "E-REPLY")


LETTERS = LedgerDef(
    key="letter",
    title="函件",
    menu="执纪问责",
    icon="report",
    fields=(
        Choice(
            key="kind",
            label="函件种类",
            required=True,
            options=KINDS,
            default=PRESSING,
            width=6,
            hint="临期发提示函,逾期发督办函,仍未办结再发催办单",
        ),
        Unit(key="unit", label="主送单位", width=8, hint="台账里没有的单位,只填主送全称"),
        Text(key="to_name", label="主送全称", required=True, most=60, width=10, hint="印在函的抬头;不填时取主送单位"),
        Person(key="person", label="收函责任人", hint="责任领导或责任人,印在回执上"),
        Text(key="copies_to", label="抄送", most=200, width=10, hint="印在函末版记里;没有可不填"),
        Text(key="subject", label="标题", required=True, most=80, width=16, group="正文"),
        LongText(
            key="basis",
            label="依据",
            required=True,
            most=500,
            width=16,
            group="正文",
            hint="正文引用的规定;按县里的函件范本带出,可改",
        ),
        LongText(
            key="body",
            label="正文",
            required=True,
            most=4000,
            width=30,
            group="正文",
            hint="一段一行;××处要补写。不写举报人,不写群众姓名、号码",
        ),
        LongText(
            key="enclosures",
            label="附件",
            most=600,
            width=10,
            group="正文",
            hint="一行写一个附件的名称,印在正文下面的附件说明里;附件另纸附后",
        ),
        Text(
            key="postscript",
            label="附注",
            most=100,
            width=8,
            group="正文",
            hint="印在日期下一行的括号里,例如 联系人:王芳,联系电话:0000-1234567",
        ),
        Choice(
            key="urgency",
            label="紧急程度",
            options=("特急", "加急"),
            width=4,
            group="正文",
            hint="印在左上角;平件不填",
        ),
        Text(
            key="red_head",
            label="红头",
            most=40,
            stamped=True,
            width=8,
            group="正文",
            hint="县里的函件范本写了发文机关标志才有;没有写的不印红头",
        ),
        Day(key="on_day", label="印发日期", past=True, group="签发", hint="不填时为签发那天;文号按这一天的年份编"),
        Day(key="reply_due", label="回复期限", group="签发", hint="到这一天没有收到回执,待办里亮红灯"),
        Text(key="issued_by", label="签发人", stamped=True, width=5, group="签发"),
        Count(key="prints", label="打印次数", unit="次", stamped=True, width=4, group="签发", hint="打印登记"),
        Day(key="printed_on", label="最近打印日期", stamped=True, group="签发"),
        Day(key="delivered_on", label="送达日期", past=True, required_from=(DELIVERED, FILED), group="送达和回执"),
        Choice(
            key="delivery",
            label="送达方式",
            options=("直接送达", "邮寄", "公文交换", "传真", "其他"),
            width=5,
            group="送达和回执",
        ),
        Text(key="receiver", label="签收人", most=30, width=5, group="送达和回执"),
        Day(key="replied_on", label="回复日期", past=True, required_from=(REPLIED,), group="送达和回执"),
        Choice(
            key="outcome",
            label="回复结果",
            options=("已办结", "正在办理", "申请延期", "无法办理", "其他"),
            required_from=(REPLIED,),
            width=5,
            group="送达和回执",
            hint="督办统计按结果分",
        ),
        LongText(key="reply", label="回复摘要", most=500, width=14, group="送达和回执"),
        Attachment(key="receipt", label="回执", group="送达和回执", hint="回执的照片或扫描件"),
        Day(key="due_on", label="待回复期限", stamped=True, group="送达和回执", hint="待办按这一天提醒"),
    ),
    states=(
        State(DRAFT, tone="calm"),
        State(REVIEW, tone="wait", review=True),
        State(ISSUED, fixed=True),
        State(DELIVERED, tone="wait", fixed=True),
        State(REPLIED, open=False, tone="done", fixed=True),
        State(FILED, open=False, tone="done", fixed=True),
    ),
    moves=(
        Move(label="签发", sources=(DRAFT, REVIEW), to=ISSUED, asks=("reply_due",), stamps={"issued_by": "actor"}),
        Move(label="送审", sources=(DRAFT,), to=REVIEW),
        Move(label="退回修改", sources=(REVIEW,), to=DRAFT, reason=True),
        Move(
            label="送达",
            sources=(ISSUED,),
            to=DELIVERED,
            needs=("delivered_on",),
            asks=("delivered_on", "delivery", "receiver"),
        ),
        Move(
            label="收到回执",
            sources=(ISSUED, DELIVERED),
            to=REPLIED,
            needs=("replied_on", "outcome"),
            asks=("replied_on", "outcome", "reply"),
        ),
        Move(label="归档", sources=(DELIVERED,), to=FILED, refuse=no_reply_is_waited_for),
    ),
    number=NumberRule(
        "{short}纪{mark}〔{year}〕{n}号",
        unit_field="",  # always ours: the addressee's 代字 is never on our letters
        year_field="on_day",
        mark_field="kind",
        marks=MARKS,
        from_states=OUT_STATES,
    ),
    rules=(
        whole_before_it_goes_out,
        asks_for_a_reply,
        not_before(
            "on_day",
            "印发日期",
            ("reply_due", "回复期限"),
            ("delivered_on", "送达日期"),
            ("replied_on", "回复日期"),
        ),
    ),
    derive=derive,
    titled=letter_title,
    children=("letter_matter",),
    list_columns=(
        "number",
        "kind",
        "to_name",
        "subject",
        "on_day",
        "reply_due",
        "delivered_on",
        "replied_on",
        "outcome",
        "state",
    ),
    sheet_columns=(
        SheetColumn("文号", ("number",), 9),
        SheetColumn("种类", ("kind",), 5),
        SheetColumn("主送", ("to_name",), 9),
        SheetColumn("标题", ("subject",), 14),
        SheetColumn("印发日期", ("on_day",), 6),
        SheetColumn("签发人", ("issued_by",), 4),
        SheetColumn("回复期限", ("reply_due",), 6),
        SheetColumn("送达日期", ("delivered_on",), 6),
        SheetColumn("回复日期", ("replied_on",), 6),
        SheetColumn("回复结果", ("outcome",), 5),
        SheetColumn("状态", ("state",), 4),
        SheetColumn("备注", ("remark",), 5),
    ),
    due=Due("due_on", label="回复期限"),
    loose=("delivered_on", "delivery", "receiver", "reply"),
    papers=(Paper(key="letter", title="函件", build="app.reports.letter:build"),),
    unit_field="unit",
    period_field="on_day",
    travels=Travel(days=("on_day", "replied_on"), states=OUT_STATES, stays=SAYS),
    basis="集中整治方案 (三)1:集中交办、督办一批重大问题线索,联系检察、公安、信访、财政、审计等部门移送线索;"
    "四化三查方案 1 三:报经县纪委向其管辖的县直单位下发整改建议书。",
)
