"""约谈提醒: who was talked to or written to, when, by whom and why, by code only; no narrative."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from app.domain.faults import Fault
from app.domain.fields import Choice, Day, Link, Option, Person, Row, Sensitivity, Text, Unit, Value
from app.domain.ledger import Around, Due, LedgerDef, NumberRule, SheetColumn, Travel
from app.domain.rows import id_of, ids_of, text_of

LETTER = "函询"
FIRST_FORM = ("谈话提醒", "批评教育", LETTER, "诫勉谈话")
KINDS = ("约谈", "集体约谈", *FIRST_FORM)
REASONS = (
    "季度考核排名靠后",
    "民意调查满意度低",
    "民主评议排名靠后",
    "问题整改逾期",
    "财务、村务没有按期公开",
    "办件超时",
    "苗头性、倾向性问题",
    "责任落实不力",
    "信访举报反映较多",
    "其他",
)


def interview_title(row: Row, around: Around) -> str:
    """Number, kind and person."""
    person = id_of(row, "person")
    parts = (text_of(row, "number"), text_of(row, "kind"), around.title("person", person) if person else "")
    return " ".join(part for part in parts if part)


def answer_due(row: Row, around: Around) -> str:
    """A letter is answered within 30 days (as the county sets it), the day it went out not counted; "" for talks.

    Source: forms-and-rules 3.8 D11 (谈话函询 ends within 30 days).
    """
    day = text_of(row, "on_day")
    if not day or row.get("kind") != LETTER:
        return ""
    return (date.fromisoformat(day) + timedelta(days=around.option("talk_days"))).isoformat()


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """Unit and post at the time; whether it counts as first form; until when a letter's answer is awaited.

    What is linked to 问责处理 is counted there, so that nobody is counted twice.
    """
    person = id_of(row, "person")
    known = (around.row("person", person) if person else None) or {}
    out: dict[str, Value] = {key: known[key] for key in ("unit", "post") if known.get(key) and not row.get(key)}
    counted = row.get("kind") in FIRST_FORM and not row.get("accountability")
    out["form"] = "1" if counted else None
    out["awaited_until"] = None if row.get("replied_on") else answer_due(row, around) or None
    return out


def reply_in_order(row: Row, around: Around) -> Iterable[Fault]:
    """Only a letter is answered, after it went out, and in time."""
    replied, sent, due = text_of(row, "replied_on"), text_of(row, "on_day"), answer_due(row, around)
    if not replied or not sent:
        return
    if not due:
        yield Fault("replied_on", "回复日期:只有函询才填,请清空或改类型", "E-KIND")
    elif replied < sent:
        yield Fault("replied_on", f"回复日期:早于函询日期 {sent},请核对", "E-ORDER")
    elif replied > due:
        yield Fault("replied_on", f"回复日期:晚于 {due},函询回复逾期", "E-LATE", soft=True)


def not_by_oneself(row: Row, around: Around) -> Iterable[Fault]:
    """Nobody talks to himself."""
    if row.get("person") and row["person"] in ids_of(row, "by"):
        yield Fault("by", "谈话人:不能是被谈话人本人", "E-TWO-PEOPLE")


INTERVIEWS = LedgerDef(
    key="interview",
    title="约谈提醒",
    menu="执纪问责",
    fields=(
        Choice(
            key="kind",
            label="类型",
            required=True,
            options=KINDS,
            width=5,
            hint="谈话提醒、批评教育、函询、诫勉谈话计入第一种形态",
        ),
        Person(key="person", label="被谈话人", required=True, hint="一人一条;集体约谈的分别登记"),
        Unit(
            key="unit",
            label="单位",
            required=True,
            width=8,
            sensitivity=Sensitivity.PUBLIC,
            hint="不填时取本人所在单位",
        ),
        Text(key="post", label="职务", width=8, hint="不填时取本人职务"),
        Day(key="on_day", label="日期", required=True, default="今天", past=True, hint="谈话或发函的日期"),
        Person(key="by", label="谈话人", many=True, required=True, width=6, hint="函询的填承办人"),
        Choice(
            key="reason",
            label="事由",
            required=True,
            options=REASONS,
            width=8,
            hint="只选代码,不写谈话内容。谈话记录按保密要求另存纸质",
        ),
        Link(
            key="problem",
            label="对应问题",
            register="problem",
            width=9,
            hint="因问题台账里的问题谈话的,选那一条;闭环卡上显示",
        ),
        Link(
            key="accountability",
            label="对应问责处理",
            register="accountability",
            width=9,
            hint="已登记问责处理的选上,四种形态只在那边统计一次",
        ),
        Choice(
            key="form",
            label="计入形态",
            options=(Option("1", "第一种形态"),),
            stamped=True,
            width=5,
            hint="月报“四种形态”由此统计",
        ),
        Day(key="replied_on", label="回复日期", past=True, group="函询"),
        Day(
            key="awaited_until",
            label="回复时限",
            stamped=True,
            group="函询",
            hint="函询发出后 30 天(县里可改);回复后不再提醒",
        ),
    ),
    number=NumberRule("{short}纪谈〔{year}〕{n}号", unit_field="unit", year_field="on_day"),
    rules=(reply_in_order, not_by_oneself),
    derive=derive,
    titled=interview_title,
    title_uses=("person",),
    list_columns=(
        "number",
        "kind",
        "person",
        "unit",
        "post",
        "on_day",
        "by",
        "reason",
        "form",
        "awaited_until",
        "replied_on",
    ),
    sheet_columns=(
        SheetColumn("编号", ("number",), 8),
        SheetColumn("类型", ("kind",), 5),
        SheetColumn("被谈话人", ("person",), 5),
        SheetColumn("单位及职务", ("unit", "post"), 11),
        SheetColumn("日期", ("on_day",), 6),
        SheetColumn("谈话人", ("by",), 6),
        SheetColumn("事由", ("reason",), 9),
        SheetColumn("计入形态", ("form",), 5),
        SheetColumn("回复日期", ("replied_on",), 6),
        SheetColumn("备注", ("remark",), 6),
    ),
    due=Due("awaited_until", label="函询回复时限"),
    confined=True,
    unit_field="unit",
    period_field="on_day",
    travels=Travel(days=("on_day", "replied_on")),
    basis="四化三查方案 (四)1:通过廉洁教育、谈话提醒、函询说明、诫勉谈话等方式,对苗头性、倾向性问题早提醒、早处置;"
    "集中整治方案 (三)3:抓早抓小,动辄则咎。",
)
