"""投诉举报: when and how something was reported, who handles it and how it was answered.

Who reported it is not here and must never be: no field of this register can hold a name, phone or address. They
lie in a drawer under a key of its own (LedgerDef.vault).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from app.domain.faults import Fault
from app.domain.fields import Choice, Day, Link, LongText, Person, Row, Sensitivity, Text, Unit, Value, YesNo
from app.domain.ledger import Around, Due, LedgerDef, Move, NumberRule, SheetColumn, State
from app.domain.privacy import personal_numbers
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.clue import ENDED as CLUE_ENDED
from app.ledgers.clue import RESULTS
from app.ledgers.clue import TRANSFERRED as CLUE_TRANSFERRED
from app.ledgers.limits import day_of, days_later, earliest, iso, later_deadline, not_before
from app.ledgers.problem import CATEGORIES
from app.ledgers.reporter import reporter
from app.ledgers.shelf import KEEPERS
from app.ledgers.transfer import OUT
from app.ledgers.transfer import REGISTERED as NOT_SENT

REGISTERED, IN_WORK, TO_CLUE, ANSWERING = "登记", "办理中", "转线索", "待反馈"
DONE, TRANSFERRED, KEPT = "已办结", "已移送", "已留存"
WORKED = (IN_WORK, TO_CLUE, ANSWERING, DONE)
WAYS = ("来信", "来访", "来电", "网络", "窗口", "意见箱", "下访", "其他")
REPORT, SERVICE, QUESTION = "信访举报", "服务投诉", "公开事项询问"
PETITION_DAYS = 60
ANSWER_DAYS = {SERVICE: "service_complaint_days", QUESTION: "question_days"}
EXTENSION_DAYS = 30
ACCEPT_DAYS, REAL_NAME_DAYS, FORWARD_DAYS = 15, 15, 5
OURS, NOT_OURS, EMPTY = "业务范围内", "业务范围外", "无实质内容"
SATISFACTION = ("非常满意", "满意", "基本满意", "不满意")
ANSWER_WAYS = ("当面", "电话", "书面", "网络", "公开栏公布")
_REPORTER = re.compile(
    r"(?:举报|反映|投诉|检举|控告|来访|来信|来电|信访)人(?:员)?(?:姓名|电话|住址|地址|单位|身份证号?)?\s*[:\uff1a]"
    r"|(?:联系|手机|家庭|本人)(?:电话|号码|住址|地址|方式)\s*[:\uff1a]"
)


def answer_days(row: Row, around: Around) -> int:
    """Within how many days a complaint is answered: petitions by law, the others as the county sets it; 0 for none."""
    kind = text_of(row, "kind")
    if kind == REPORT:
        return PETITION_DAYS
    return around.option(ANSWER_DAYS[kind]) if kind in ANSWER_DAYS else 0


def complaint_title(row: Row, around: Around) -> str:
    """Number and way: a title must not say what it is about."""
    return f"{row.get('number') or ''} {row.get('way') or ''}".strip()


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """The limits of a complaint and the one that counts now.

    Real name: told of acceptance within 15 working days, of the result within 15 working days; others accepted
    within 15 days; not ours: passed on within 5 working days; answered within 60 days, a question about a
    disclosed line within 10. Source: forms-and-rules 5.1 realname_ack, realname_fb, petition_15, petition_60,
    forward_5; domain 2.10.
    """
    received, closed = day_of(row, "received_on"), day_of(row, "closed_on")
    if received is None:
        return {}
    out: dict[str, Value] = {}
    ours = row.get("scope") != NOT_OURS and not row.get("sealed")
    if not ours:
        accept = around.add_working(received, FORWARD_DAYS)
    elif row.get("real_name"):
        accept = around.add_working(received, REAL_NAME_DAYS)
    else:
        accept = days_later(around, received, ACCEPT_DAYS)
    deadline = day_of(row, "deadline")
    if deadline is None and ours and (days := answer_days(row, around)):
        deadline = days_later(around, received, days)
        out["deadline"] = iso(deadline)
    if deadline and not row.get("first_deadline"):
        out["first_deadline"] = iso(deadline)
    feedback = around.add_working(closed, REAL_NAME_DAYS) if closed and row.get("real_name") else None
    now = {
        REGISTERED: earliest(accept, deadline),
        IN_WORK: deadline,
        TO_CLUE: deadline,
        ANSWERING: feedback or deadline,
    }
    due = now.get(text_of(row, "state"))
    return {**out, "accept_due": iso(accept), "feedback_due": iso(feedback), "due_on": iso(due)}


def sealed_or_filled(row: Row, around: Around) -> Iterable[Fault]:
    """A sealed piece says nothing; any other says what it is about. forms-and-rules 2.8 sealed_stub, 3.7 P5."""
    content = {"unit": "被反映单位", "category": "类别", "summary": "主要问题", "clue": "转为线索"}
    if row.get("sealed"):
        for key, label in content.items():
            if row.get(key):
                yield Fault(key, f"{label}:密封移送件不拆、不抄、不录内容,请清空这一项", "E-SEALED")
        return
    needed = ("unit", "category", "summary") if row.get("scope") == OURS else ()
    for key in needed:
        if not row.get(key):
            yield Fault(key, f"{content[key]}:不能为空", "E-REQUIRED")


def no_reporter(row: Row, around: Around) -> Iterable[Fault]:
    """Who reported it stands in no text of this register. Source: 检举控告工作规则 第四十七条; product K5."""
    for key, label in (("summary", "主要问题"), ("answer", "答复要点"), ("remark", "备注"), ("explanation", "说明")):
        text = text_of(row, key)
        if found := _REPORTER.search(text):
            yield Fault(
                key, f"{label}:像是写了举报人的身份(“{found[0]}”)。举报人身份另行保管,请从这里删去", "E-REPORTER"
            )
        for number in personal_numbers(text):
            yield Fault(key, f"{label}:不能写{number.kind}“{number.text}”,请删去", "E-PERSONAL")


def not_for_sealed(row: Row, around: Around) -> str:
    """A sealed piece is not opened: nobody knows who wrote it. Source: forms-and-rules 3.7 P5."""
    return "密封移送件不拆、不抄、不录,举报人也不登记。没有保存。" if row.get("sealed") else ""


def repeats_an_earlier_one(row: Row, around: Around) -> Iterable[Fault]:
    """A repeat points to another complaint that came before. T1 J13, J14."""
    first = whole_of(row, "repeat_of")
    if first and first == row.get("id"):
        yield Fault("repeat_of", "重复件:不能是本条自己", "E-CYCLE")
    elif text_of((around.row("complaint", first) or {}) if first else {}, "received_on") > text_of(row, "received_on"):
        yield Fault("repeat_of", "重复件:所选的一条收到得更晚,请选最早的那一条", "E-ORDER")


def within_the_extension(row: Row, around: Around) -> Iterable[Fault]:
    """An extension is later, and by no more than 30 days. Source: 信访工作条例 (2022); forms-and-rules D9."""
    yield from later_deadline("complaint", "答复期限")(row, around)
    first, wanted = day_of(row, "first_deadline"), day_of(row, "deadline")
    if first and wanted and wanted > (most := days_later(around, first, EXTENSION_DAYS)):
        yield Fault("deadline", f"答复期限:延期最多{EXTENSION_DAYS}天,不能晚于 {most}", "E-EXTENSION")


def is_ours(row: Row, around: Around) -> Iterable[Fault]:
    """What is not ours is passed on or kept, not worked on."""
    if row.get("sealed") or row.get("scope") != OURS:
        yield Fault("scope", "业务范围:不在业务范围内或是密封移送件,请办“移送”或“留存”", "E-SCOPE")


def is_not_ours(row: Row, around: Around) -> Iterable[Fault]:
    """What is ours is worked on. Source: 四化三查方案: 有诉必理."""
    if row.get("scope") == OURS:
        yield Fault("scope", "业务范围:业务范围内的要受理,不能留存", "E-SCOPE")


def clue_is_closed(row: Row, around: Around) -> Iterable[Fault]:
    """What became a clue has a result when the clue has. INV-190: 有查必果."""
    found = id_of(row, "clue")
    clue = around.row("clue", found) if found and row.get("state") == TO_CLUE else None
    if clue and clue.get("state") not in (*CLUE_ENDED, CLUE_TRANSFERRED):
        yield Fault("clue", "转为线索:那条线索还没有办结,请先办完线索", "E-CLUE")


def reporter_was_told(row: Row, around: Around) -> Iterable[Fault]:
    """Whoever gave a name is told the result. Source: forms-and-rules D8; INV-190: 及时反馈."""
    if row.get("real_name") and not (row.get("answered_on") and row.get("answer_way")):
        yield Fault("answered_on", "反馈日期:实名的要填反馈日期和反馈方式,才能办结", "E-REQUIRED")


def letter_was_sent(row: Row, around: Around) -> Iterable[Fault]:
    """What is passed on goes by letter; a sealed piece has its letter without a link."""
    sent = around.rows("transfer", complaint=whole_of(row, "id"), direction=OUT)
    if not row.get("sealed") and all(one.get("state") == NOT_SENT for one in sent):
        yield Fault("", "还没有移送函。请先在“移送”里登记移出、选上这一条并发出,再办移送。本条没有改动", "E-LETTER")


ACCEPTING, ANSWER = "受理", "答复"

COMPLAINTS = LedgerDef(
    key="complaint",
    title="投诉举报",
    menu="线索与举报",
    fields=(
        Day(key="received_on", label="收到日期", required=True, default="今天", past=True, hint="各种期限从这一天起算"),
        Choice(
            key="way",
            label="反映方式",
            required=True,
            options=WAYS,
            width=4,
            hint="月报按方式统计;服务中心信访窗口收的选窗口",
        ),
        YesNo(
            key="real_name",
            label="实名",
            required=True,
            default="否",
            hint="电话或当面核对过的才算实名。姓名、电话只填在下面的“举报人信息”里",
        ),
        Choice(
            key="kind",
            label="事项性质",
            required=True,
            options=(REPORT, SERVICE, QUESTION),
            default=REPORT,
            width=6,
            hint="定答复期限;便民服务方面的选服务投诉",
        ),
        YesNo(
            key="sealed",
            label="密封移送件",
            default="否",
            hint="反映上级管理干部的填“是”,不拆、不抄、不录内容,5个工作日内转送",
        ),
        Choice(
            key="scope",
            label="业务范围",
            required=True,
            options=(OURS, NOT_OURS, EMPTY),
            default=OURS,
            width=6,
            hint="月报分范围内、范围外统计",
        ),
        Unit(key="unit", label="被反映单位", width=8, hint="密封移送件和范围外的可不填"),
        Choice(key="category", label="类别", options=CATEGORIES, width=12),
        LongText(
            key="summary",
            label="主要问题",
            most=1000,
            width=16,
            sensitivity=Sensitivity.SECRET,
            hint="写事,不写谁反映的;也不写从哪家、哪个电话来",
        ),
        Link(
            key="repeat_of",
            label="重复件",
            register="complaint",
            width=8,
            hint="同一件事反映过的,选最早一条;月报分初次、重复",
        ),
        Day(key="accept_due", label="受理告知期限", stamped=True, group=ACCEPTING),
        Day(key="accepted_on", label="受理日期", past=True, required_from=WORKED, group=ACCEPTING),
        Day(
            key="told_on",
            label="告知日期",
            past=True,
            group=ACCEPTING,
            hint="实名的15个工作日内告知受理;月报统计按期告知",
        ),
        Unit(key="handler_unit", label="承办单位", required_from=WORKED, width=8, group=ACCEPTING),
        Person(key="handler", label="承办人", required_from=WORKED, group=ACCEPTING),
        Day(
            key="deadline",
            label="答复期限",
            required_from=WORKED,
            group=ACCEPTING,
            hint="不填时信访举报、服务投诉60天,公开事项询问10天",
        ),
        Day(key="first_deadline", label="原定期限", stamped=True, group=ACCEPTING),
        Text(key="extension_reason", label="延期理由", stamped=True, group=ACCEPTING),
        Text(key="extended_by", label="延期批准人", stamped=True, group=ACCEPTING),
        Link(key="clue", label="转为线索", register="clue", required_from=(TO_CLUE,), width=8, group=ANSWER),
        Choice(
            key="result",
            label="核实结果",
            options=RESULTS,
            required_from=(ANSWERING, DONE),
            width=5,
            group=ANSWER,
        ),
        Day(key="closed_on", label="查结日期", past=True, required_from=(ANSWERING, DONE), group=ANSWER),
        LongText(
            key="answer",
            label="答复要点",
            most=1000,
            required_from=(ANSWERING, DONE),
            width=16,
            sensitivity=Sensitivity.SECRET,
            group=ANSWER,
        ),
        Day(key="feedback_due", label="反馈期限", stamped=True, group=ANSWER, hint="实名的查结后15个工作日内反馈"),
        Day(key="answered_on", label="反馈日期", past=True, group=ANSWER, hint="月报统计按期反馈"),
        Choice(
            key="answer_way", label="反馈方式", options=ANSWER_WAYS, width=5, group=ANSWER, hint="匿名的可在公开栏公布"
        ),
        Choice(
            key="satisfaction",
            label="满意度",
            options=SATISFACTION,
            width=5,
            group=ANSWER,
            hint="不满意的办“二次办理”",
        ),
        Text(key="reopen_reason", label="二次办理理由", stamped=True, group=ANSWER),
        Day(key="due_on", label="当前期限", stamped=True, group=ANSWER, hint="待办按这一天提醒"),
    ),
    states=(
        State(REGISTERED, tone="calm"),
        State(IN_WORK),
        State(TO_CLUE),
        State(ANSWERING, tone="wait"),
        State(DONE, open=False, tone="done"),
        State(TRANSFERRED, open=False, tone="done"),
        State(KEPT, open=False, tone="done"),
    ),
    moves=(
        Move(
            label="受理",
            sources=(REGISTERED,),
            to=IN_WORK,
            needs=("accepted_on", "handler_unit", "handler"),
            asks=("accepted_on", "told_on", "handler_unit", "handler", "deadline"),
            refuse=is_ours,
        ),
        Move(
            label="延期",
            sources=(IN_WORK,),
            to=IN_WORK,
            asks=("deadline",),
            reason=True,
            stamps={"extension_reason": "reason", "extended_by": "actor"},
            refuse=within_the_extension,
        ),
        Move(label="转线索", sources=(IN_WORK,), to=TO_CLUE, needs=("clue",), asks=("clue",)),
        Move(
            label="查结",
            sources=(IN_WORK, TO_CLUE),
            to=ANSWERING,
            needs=("result", "closed_on", "answer"),
            asks=("result", "closed_on", "answer"),
            refuse=clue_is_closed,
        ),
        Move(
            label="办结",
            sources=(ANSWERING,),
            to=DONE,
            asks=("answered_on", "answer_way", "satisfaction"),
            refuse=reporter_was_told,
        ),
        Move(
            label="二次办理",
            sources=(ANSWERING, DONE),
            to=IN_WORK,
            asks=("handler_unit", "handler", "deadline"),
            reason=True,
            stamps={"reopen_reason": "reason"},
            clears=("closed_on", "answered_on", "answer_way", "satisfaction"),
        ),
        Move(label="移送", sources=(REGISTERED, IN_WORK), to=TRANSFERRED, refuse=letter_was_sent),
        Move(label="留存", sources=(REGISTERED,), to=KEPT, reason=True, refuse=is_not_ours),
    ),
    number=NumberRule("{short}纪访〔{year}〕{n}号", unit_field="unit", year_field="received_on"),
    rules=(
        sealed_or_filled,
        no_reporter,
        repeats_an_earlier_one,
        not_before(
            "received_on",
            "收到日期",
            ("accepted_on", "受理日期"),
            ("told_on", "告知日期"),
            ("deadline", "答复期限"),
            ("closed_on", "查结日期"),
        ),
        not_before("closed_on", "查结日期", ("answered_on", "反馈日期")),
    ),
    derive=derive,
    vault=reporter("举报人信息", "举报人", numbered=True, when=not_for_sealed),
    titled=complaint_title,
    list_columns=(
        "number",
        "received_on",
        "way",
        "real_name",
        "kind",
        "unit",
        "category",
        "handler",
        "due_on",
        "result",
        "answered_on",
        "satisfaction",
        "state",
    ),
    sheet_columns=(
        SheetColumn("编号", ("number",), 8),
        SheetColumn("收到日期", ("received_on",), 6),
        SheetColumn("反映方式", ("way",), 4),
        SheetColumn("实名", ("real_name",), 3),
        SheetColumn("事项性质", ("kind",), 6),
        SheetColumn("被反映单位", ("unit",), 7),
        SheetColumn("类别", ("category",), 12),
        SheetColumn("承办单位/人", ("handler_unit", "handler"), 8),
        SheetColumn("答复期限", ("deadline",), 6),
        SheetColumn("核实结果", ("result",), 5),
        SheetColumn("查结/反馈日期", ("closed_on", "answered_on"), 6),
        SheetColumn("满意度", ("satisfaction",), 4),
        SheetColumn("状态", ("state",), 4),
        SheetColumn("备注", ("remark",), 5),
    ),
    due=Due(
        "due_on",
        label="答复期限",
        by_state=((REGISTERED, "受理告知"), (ANSWERING, "结果反馈")),
        since="received_on",
    ),
    confined=True,
    readers=KEEPERS,
    unit_field="unit",
    period_field="received_on",
    alike="summary",
    basis="四化三查方案 (七):建立投诉举报管理档案,有明确工作程序、查处要求和反馈时限,"
    "有诉必理、有案必查、有查必果、及时反馈。"
    "举报人身份另行保管,本台账不记。",
)
