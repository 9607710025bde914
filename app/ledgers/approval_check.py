"""查行政审批: one case against its promise; days used, overtime and overcharge are found by the program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.faults import Fault
from app.domain.fields import Choice, Count, Day, Link, Money, Row, Sensitivity, Text, Unit, Value, YesNo
from app.domain.ledger import Around, Clock, LedgerDef, NumberRule, SheetColumn, Travel
from app.domain.money import show_yuan
from app.domain.rows import text_of, whole_of
from app.ledgers.checks import (
    DEADLINE,
    FAULT_COUNT,
    INSPECTORS,
    LEAD,
    PROOF,
    RESULT,
    checked_on_past_work,
    faults_go_on,
    outcome,
    problem_row,
    to_problem,
)
from app.ledgers.limits import day_of
from app.ledgers.service_case_rules import working_days

KINDS = ("即办", "承诺", "报批", "禁办")
FLAGS = {
    "unlisted": "擅自增设或未申报仍实施",
    "added_conditions": "增加条件、材料或环节",
    "scattered": "“两集中、两到位”不落实",
    "offline": "不能网上申报或查询",
    "promise_hidden": "服务承诺不公开",
    "unlawful": "不符合条件仍受理或批准",
}


def check_title(row: Row, around: Around) -> str:
    """Number and item."""
    return f"{text_of(row, 'number')} {text_of(row, 'item')[:18]}".strip()


def time_used(row: Row, around: Around) -> dict[str, Value]:
    """Limit, days used and overtime; a case still open is measured on the day of the check."""
    out: dict[str, Value] = dict.fromkeys(("limit_on", "used_days", "overtime_days"))
    start, end, promised = day_of(row, "accepted_on"), day_of(row, "finished_on"), row.get("promised_days")
    end = end or day_of(row, "checked_on")
    if start is None or end is None or end < start:
        return out
    used = out["used_days"] = working_days(around, start, end)
    if isinstance(promised, int):
        limit = around.add_working(start, promised)
        out["limit_on"] = limit.isoformat()
        # done on a Saturday after the limit's Friday: no working day too many, but late all the same
        out["overtime_days"] = max(used - promised, 1) if end > limit else 0
    return out


def overcharge(row: Row) -> int:
    """How much more was taken than the standard allows, in fen; 0 where the standard is not known."""
    known = row.get("fee_standard") is not None
    return max(whole_of(row, "fee_charged") - whole_of(row, "fee_standard"), 0) if known else 0


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """Everything that can be computed is; the result names every fault, or says 未发现问题."""
    out = time_used(row, around)
    found = []
    if late := out["overtime_days"]:
        found.append(f"超时 {late} 个工作日" + ("" if row.get("finished_on") else "仍未办结"))
    if row.get("one_time_notice") == 0:
        found.append("未一次性告知")
    found += [label for key, label in FLAGS.items() if row.get(key)]
    if more := overcharge(row):
        found.append(f"多收费 {show_yuan(more)} 元")
    return {**out, "overcharged": overcharge(row), **outcome(found)}


def days_in_order(row: Row, around: Around) -> Iterable[Fault]:
    """A case is finished after it was accepted, and was accepted before it was checked."""
    accepted, finished = text_of(row, "accepted_on"), text_of(row, "finished_on")
    if accepted and finished and finished < accepted:
        yield Fault("finished_on", f"办结日期:早于受理日期 {accepted},请核对", "E-ORDER")
    yield from checked_on_past_work(row, (("accepted_on", "受理日期"),))


def limit_known(row: Row, around: Around) -> Iterable[Fault]:
    """Only what may not be done has no promised limit; what is done at once has 0. Source: INV-131 to INV-134."""
    kind, promised = row.get("kind"), row.get("promised_days")
    if kind in ("承诺", "报批") and not promised:
        yield Fault("promised_days", "承诺时限(工作日):承诺件、报批件要填承诺几个工作日办结", "E-REQUIRED")
    if kind == "即办" and promised:
        yield Fault("promised_days", "承诺时限(工作日):即办件当场办结,应填 0", "E-LIMIT")


def problems_from(row: Row, around: Around) -> list[Row]:
    """The problem a faulty case becomes."""
    text = f"行政审批“{text_of(row, 'item')}”:{text_of(row, 'result')}"
    more = {"category": "2.3" if overcharge(row) else "3.1", "amount_involved": overcharge(row) or None}
    return [problem_row(row, "checked_on", text, more)] if whole_of(row, "fault_count") else []


def _flag(key: str, hint: str) -> YesNo:
    return YesNo(key=key, label=FLAGS[key], default="否", group="程序和监督", hint=hint)


APPROVAL_CHECKS = LedgerDef(
    key="approval_check",
    title="查行政审批",
    menu="检查",
    fields=(
        Unit(key="unit", label="被查单位", required=True, width=8, sensitivity=Sensitivity.PUBLIC),
        Day(
            key="checked_on",
            label="检查日期",
            required=True,
            default="今天",
            past=True,
            sensitivity=Sensitivity.PUBLIC,
        ),
        INSPECTORS,
        Text(
            key="item",
            label="审批事项",
            required=True,
            width=12,
            sensitivity=Sensitivity.PUBLIC,
            hint="用职权清单上的名称;不写办事群众的姓名",
        ),
        Text(key="case_no", label="办件编号", width=7, hint="卷宗或受理单编号,供核对时查找;不写群众姓名"),
        Choice(key="kind", label="办件类型", required=True, options=KINDS, default="承诺", width=4),
        Day(key="accepted_on", label="受理日期", required=True, past=True, group="时限"),
        Count(
            key="promised_days",
            label="承诺时限(工作日)",
            group="时限",
            hint="从受理次日起算,节假日不算、调休上班算;即办件填 0",
        ),
        Day(key="finished_on", label="办结日期", past=True, group="时限", hint="没有办结的留空,按检查日期算"),
        Day(key="limit_on", label="应办结日期", stamped=True, group="时限"),
        Count(key="used_days", label="已用(工作日)", stamped=True, group="时限"),
        Count(key="overtime_days", label="超时(工作日)", stamped=True, group="时限", sensitivity=Sensitivity.PUBLIC),
        YesNo(
            key="one_time_notice",
            label="一次性告知",
            required=True,
            group="程序和监督",
            hint="材料一次就齐的填“是”。依据 四化三查方案 (五)查行政审批时限",
        ),
        _flag("unlisted", "依据 四化三查方案 (五)查行政审批事项设立"),
        _flag("added_conditions", "依据 四化三查方案 (五)查行政审批程序"),
        _flag("scattered", "依据 四化三查方案 (五)查行政审批程序"),
        _flag("offline", "依据 四化三查方案 二1:网上申报、查询、下载、投诉"),
        _flag("promise_hidden", "依据 四化三查方案 二1:服务承诺是否公开"),
        _flag("unlawful", "依据 四化三查方案 (五)查行政审批监督制度"),
        Money(key="fee_standard", label="收费标准(元)", group="收费", hint="不收费的填 0;不清楚的留空"),
        Money(key="fee_charged", label="实际收费(元)", group="收费"),
        Money(key="overcharged", label="多收(元)", stamped=True, group="收费"),
        FAULT_COUNT,
        RESULT,
        LEAD,
        DEADLINE,
        PROOF,
        Link(key="problem", label="转入问题", register="problem", group="处理", width=10),
    ),
    number=NumberRule("{short}纪审〔{year}〕{n}号", unit_field="unit", year_field="checked_on"),
    rules=(days_in_order, limit_known, faults_go_on),
    raises=(to_problem(problems_from),),
    derive=derive,
    titled=check_title,
    list_columns=(
        "number",
        "unit",
        "checked_on",
        "item",
        "case_no",
        "accepted_on",
        "promised_days",
        "finished_on",
        "used_days",
        "overtime_days",
        "result",
        "problem",
    ),
    sheet_columns=(
        SheetColumn("编号", ("number",), 8),
        SheetColumn("被查单位", ("unit",), 8),
        SheetColumn("检查日期", ("checked_on",), 6),
        SheetColumn("审批事项", ("item",), 12),
        SheetColumn("办件编号", ("case_no",), 7),
        SheetColumn("受理日期", ("accepted_on",), 6),
        SheetColumn("承诺(工作日)", ("promised_days",), 4),
        SheetColumn("办结日期", ("finished_on",), 6),
        SheetColumn("已用(工作日)", ("used_days",), 4),
        SheetColumn("超时(工作日)", ("overtime_days",), 4),
        SheetColumn("查出问题", ("result",), 14),
        SheetColumn("转入问题", ("problem",), 8),
    ),
    clocks=(Clock("deadline", "整改时限", until="problem"),),
    unit_field="unit",
    period_field="checked_on",
    travels=Travel(days=("checked_on",)),
    basis="四化三查方案 二1、(五):查行政审批是否合规及时——设立、程序、时限、监督四个方面,"
    "是否一次性告知,是否按承诺时限办结。",
)
