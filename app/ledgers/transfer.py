"""移送: clues and papers sent to another body or received from one, with letter and receipt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.faults import Fault
from app.domain.fields import Attachment, Choice, Day, Link, Person, Row, Text, Unit, Value, YesNo
from app.domain.ledger import Around, Due, LedgerDef, Move, NumberRule, SheetColumn, State
from app.domain.rows import id_of
from app.ledgers.limits import day_of, document_number, iso, not_before
from app.ledgers.shelf import KEEPERS

REGISTERED, SENT, RECEIPTED = "登记", "待回执", "已回执"
OUT, IN = "移出", "移入"
PARTIES = ("检察机关", "公安机关", "信访部门", "财政部门", "审计部门", "法院", "其他行政机关", "上级纪委", "其他")
ABOUT = ("clue", "complaint", "problem")
FORWARD_DAYS = 5


def transfer_title(row: Row, around: Around) -> str:
    """Number, direction and the other body."""
    return f"{row.get('number') or ''} {row.get('direction') or ''}{row.get('party') or ''}".strip()


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """When papers that are not ours must have gone on: five working days after they came. forms-and-rules D10, P5."""
    out: dict[str, Value] = {}
    received = day_of(row, "received_on")
    for key in ("complaint", "clue"):
        found = id_of(row, key)
        if received is None and found and row.get("direction") == OUT:
            received = day_of(around.row(key, found) or {}, "received_on")
            out["received_on"] = iso(received)
    hurry = received and row.get("direction") == OUT and (row.get("not_ours") or row.get("sealed"))
    forward = around.add_working(received, FORWARD_DAYS) if received and hurry else None
    state = row.get("state")
    due = {REGISTERED: iso(forward), SENT: row.get("receipt_due")}.get(str(state))
    return {**out, "forward_due": iso(forward), "due_on": due}


def says_what_went(row: Row, around: Around) -> Iterable[Fault]:
    """What goes out names its clue, complaint or problem; a sealed piece names nothing. P5."""
    named = [key for key in ABOUT if row.get(key)]
    if row.get("sealed"):
        for key in named:
            yield Fault(key, "密封移送件只登记方向、机关、文号、日期和回执,不关联内容,请清空这一项", "E-SEALED")
    elif row.get("direction") == OUT and not named:
        yield Fault(
            "clue", "对应线索:移出的须选一条线索、投诉举报或问题;密封移送件请把“密封移送件”填“是”", "E-REQUIRED"
        )


def goes_out(row: Row, around: Around) -> Iterable[Fault]:
    """Only what goes out is sent."""
    if row.get("direction") != OUT:
        yield Fault("direction", "移送方向:移入的请办“签收”", "E-DIRECTION")


def comes_in(row: Row, around: Around) -> Iterable[Fault]:
    """Only what comes in is signed for by us."""
    if row.get("direction") != IN:
        yield Fault("direction", "移送方向:移出的请先“发出”,再收回执", "E-DIRECTION")


def has_receipt(row: Row, around: Around) -> Iterable[Fault]:
    """The receipt itself is kept. Source: forms-and-rules 2.10 (receipt scan before done); product A30."""
    if not row.get("receipt"):
        yield Fault("receipt", "回执:请先放入对方签收的回执(照片或扫描件)", "E-PROOF")


TRANSFERS = LedgerDef(
    key="transfer",
    title="移送",
    menu="线索与举报",
    fields=(
        Choice(key="direction", label="移送方向", required=True, options=(OUT, IN), default=OUT, width=4),
        Unit(key="unit", label="本级单位", required=True, width=8, hint="由谁移出或收下"),
        Choice(
            key="party",
            label="对方机关",
            required=True,
            options=PARTIES,
            width=6,
            hint="月报按机关统计。依据 集中整治方案 (三)1:检察、公安、信访、财政、审计",
        ),
        Text(key="party_name", label="对方单位全称", required=True, most=60, width=10, hint="印在移送函上"),
        YesNo(
            key="sealed",
            label="密封移送件",
            default="否",
            hint="反映上级管理干部的不拆、不抄、不录内容,只在这里登记",
        ),
        Link(key="clue", label="对应线索", register="clue", width=8, group="移送什么", hint="移入的,登记成线索后再选"),
        Link(key="complaint", label="对应投诉举报", register="complaint", width=8, group="移送什么"),
        Link(key="problem", label="对应问题", register="problem", width=8, group="移送什么"),
        YesNo(
            key="not_ours",
            label="不属本级管辖",
            default="否",
            group="移送什么",
            hint="不属本级的,收到后5个工作日内转送",
        ),
        Day(
            key="received_on",
            label="材料收到日期",
            past=True,
            group="移送什么",
            hint="不填时取线索或投诉举报的收到日期",
        ),
        Day(key="forward_due", label="转送时限", stamped=True, group="移送什么"),
        Text(
            key="letter_no",
            label="移送函文号",
            required_from=(SENT, RECEIPTED),
            most=40,
            width=10,
            group="函和回执",
            hint="如 示纪移〔2026〕3号;移入的填来函文号",
        ),
        Day(
            key="on_day",
            label="移送日期",
            past=True,
            required_from=(SENT, RECEIPTED),
            group="函和回执",
            hint="月报按这一天统计",
        ),
        Person(key="handler", label="经办人", required_from=(SENT, RECEIPTED), group="函和回执"),
        Day(key="receipt_due", label="回执时限", group="函和回执", hint="到这一天没有回执就提醒;可不填"),
        Text(key="receiver", label="接收人", most=30, required_from=(RECEIPTED,), width=5, group="函和回执"),
        Day(key="receipt_on", label="回执日期", past=True, required_from=(RECEIPTED,), group="函和回执"),
        Attachment(key="receipt", label="回执", group="函和回执"),
        Day(key="due_on", label="当前时限", stamped=True, group="函和回执", hint="待办按这一天提醒"),
    ),
    states=(
        State(REGISTERED, tone="calm"),
        State(SENT, tone="wait"),
        State(RECEIPTED, open=False, tone="done"),
    ),
    moves=(
        Move(
            label="发出",
            sources=(REGISTERED,),
            to=SENT,
            needs=("letter_no", "on_day", "handler"),
            asks=("letter_no", "on_day", "handler", "receipt_due"),
            refuse=goes_out,
        ),
        Move(
            label="收到回执",
            sources=(SENT,),
            to=RECEIPTED,
            needs=("receiver", "receipt_on"),
            asks=("receiver", "receipt_on"),
            refuse=has_receipt,
        ),
        Move(
            label="签收",
            sources=(REGISTERED,),
            to=RECEIPTED,
            needs=("letter_no", "on_day", "handler", "receiver", "receipt_on"),
            asks=("letter_no", "on_day", "handler", "receiver", "receipt_on"),
            refuse=comes_in,
        ),
        Move(label="退回", sources=(SENT,), to=REGISTERED, reason=True, clears=("on_day",)),
    ),
    number=NumberRule("{short}纪移〔{year}〕{n}号", unit_field="unit", year_field="on_day"),
    rules=(
        says_what_went,
        document_number("letter_no", "移送函文号"),
        not_before("received_on", "材料收到日期", ("on_day", "移送日期")),
        not_before("on_day", "移送日期", ("receipt_due", "回执时限"), ("receipt_on", "回执日期")),
    ),
    derive=derive,
    titled=transfer_title,
    list_columns=(
        "number",
        "direction",
        "party",
        "party_name",
        "clue",
        "complaint",
        "problem",
        "sealed",
        "letter_no",
        "on_day",
        "receipt_on",
        "state",
    ),
    sheet_columns=(
        SheetColumn("编号", ("number",), 8),
        SheetColumn("移送方向", ("direction",), 4),
        SheetColumn("对方机关", ("party",), 6),
        SheetColumn("对方单位", ("party_name",), 10),
        SheetColumn("移送内容", ("clue", "complaint", "problem"), 12),
        SheetColumn("移送函文号", ("letter_no",), 9),
        SheetColumn("移送日期", ("on_day",), 6),
        SheetColumn("经办人", ("handler",), 4),
        SheetColumn("接收人", ("receiver",), 4),
        SheetColumn("回执日期", ("receipt_on",), 6),
        SheetColumn("状态", ("state",), 4),
        SheetColumn("备注", ("remark",), 6),
    ),
    due=Due("due_on", label="转送时限", by_state=((SENT, "回执时限"),)),
    confined=True,
    readers=KEEPERS,
    unit_field="unit",
    period_field="on_day",
    basis="集中整治方案 (三)1:加强与检察机关和公安、信访、财政、审计等部门的联系及涉纪问题线索的移送;"
    "发现后不移送的要问责。",
)
