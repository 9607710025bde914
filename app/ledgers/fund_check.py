"""查民生资金: one fund or project; days held and what is missing are found by the program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.faults import Fault
from app.domain.fields import Count, Day, Link, Money, Row, Sensitivity, Text, Unit, Value, YesNo
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

FLAGS = {
    "undisclosed": "不公开不公正",
    "false_claims": "虚报冒领",
    "withheld": "截留",
    "diverted": "挪用",
    "changed": "擅自变更实施项目",
    "slow_tender": "招投标执行效率低",
}


def check_title(row: Row, around: Around) -> str:
    """Number, fund and project."""
    return f"{text_of(row, 'number')} {text_of(row, 'fund')[:12]} {text_of(row, 'project')[:10]}".strip()


def days_held(row: Row) -> int | None:
    """Calendar days from arrival to payment; money not yet paid is measured on the day of the check."""
    start, end = day_of(row, "arrived_on"), day_of(row, "paid_on") or day_of(row, "checked_on")
    return (end - start).days if start and end and end >= start else None


def shortfall(row: Row) -> int | None:
    """What arrived and was not paid on, in fen."""
    arrived = row.get("arrived")
    return max(arrived - whole_of(row, "paid"), 0) if isinstance(arrived, int) else None


def too_late(row: Row) -> int:
    """By how many days the limit of the fund's document was passed; 0 where it names none."""
    limit, held = row.get("limit_days"), days_held(row)
    return max(held - limit, 0) if isinstance(limit, int) and held is not None else 0


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """Held back, paid late or in part: the program sees it; the other kinds are ticked."""
    paid, short, late = bool(row.get("paid_on")), shortfall(row), too_late(row)
    out: dict[str, Value] = {
        "days_held": days_held(row),
        "shortfall": short,
        "not_arrived": _not_arrived(row),
        "underpaid": int(paid and bool(short)),
        "late": int(paid and bool(late)),
        "stuck": int(not paid and bool(late) and bool(short)),
    }
    found = []
    if out["underpaid"]:
        found.append(f"拨付不足额,少 {show_yuan(short or 0)} 元")
    if out["late"]:
        found.append(f"拨付不及时,超 {late} 天")
    if out["stuck"]:
        found.append(f"滞拨 {show_yuan(short or 0)} 元,超 {late} 天")
    found += [label for key, label in FLAGS.items() if row.get(key)]
    return {**out, **outcome(found)}


def _not_arrived(row: Row) -> int | None:
    plan, arrived = row.get("plan"), row.get("arrived")
    return max(plan - arrived, 0) if isinstance(plan, int) and isinstance(arrived, int) else None


def day_and_sum_together(row: Row, around: Around) -> Iterable[Fault]:
    """Money that came or went has a day and a sum."""
    for day, sum_, label in (("arrived_on", "arrived", "到位"), ("paid_on", "paid", "拨付")):
        if row.get(day) and row.get(sum_) is None:
            yield Fault(sum_, f"{label}金额(元):填了{label}日期,也要填金额", "E-REQUIRED")
        if row.get(sum_) and not row.get(day):
            yield Fault(day, f"{label}日期:填了{label}金额,也要填日期", "E-REQUIRED")


def sums_in_order(row: Row, around: Around) -> Iterable[Fault]:
    """Paid ≤ arrived ≤ planned, unless it is explained."""
    explained = bool(row.get("explanation"))
    for more, less, text in (
        ("arrived", "plan", "到位金额(元):大于计划金额"),
        ("paid", "arrived", "拨付金额(元):大于到位金额"),
    ):
        if row.get(less) is not None and whole_of(row, more) > whole_of(row, less):
            yield Fault(more, f"{text},请核对或写明说明", "E-MONEY", soft=explained)


def days_in_order(row: Row, around: Around) -> Iterable[Fault]:
    """Money is paid on after it came, or the advance is explained; it came before the check."""
    arrived, paid = text_of(row, "arrived_on"), text_of(row, "paid_on")
    if arrived and paid and paid < arrived:
        soft = bool(row.get("explanation"))
        yield Fault("paid_on", f"拨付日期:早于到位日期 {arrived};先行垫付的请写明说明", "E-ORDER", soft=soft)
    yield from checked_on_past_work(row, (("arrived_on", "到位日期"),))


def problems_from(row: Row, around: Around) -> list[Row]:
    """The problem a faulty fund becomes."""
    name = "".join(dict.fromkeys((text_of(row, "fund"), text_of(row, "project"))))
    more: Row = {
        "category": "2.1" if any(row.get(key) for key in ("false_claims", "withheld", "diverted")) else "1.2",
        "amount_involved": shortfall(row) or None,
        "persons_affected": row.get("recipients"),
    }
    text = f"民生资金“{name}”:{text_of(row, 'result')}"
    return [problem_row(row, "checked_on", text, more)] if whole_of(row, "fault_count") else []


def _found(key: str, label: str) -> YesNo:
    return YesNo(key=key, label=label, stamped=True, group="结果", sensitivity=Sensitivity.PUBLIC)


FUND_CHECKS = LedgerDef(
    key="fund_check",
    title="查民生资金",
    menu="检查",
    fields=(
        Unit(
            key="unit",
            label="被查单位",
            required=True,
            width=8,
            sensitivity=Sensitivity.PUBLIC,
            hint="管钱发钱的单位",
        ),
        Day(
            key="checked_on",
            label="检查日期",
            required=True,
            default="今天",
            past=True,
            sensitivity=Sensitivity.PUBLIC,
        ),
        INSPECTORS,
        Text(key="fund", label="资金名称", required=True, width=10, sensitivity=Sensitivity.PUBLIC),
        Text(key="project", label="项目", width=10, sensitivity=Sensitivity.PUBLIC, hint="没有具体项目的留空"),
        Text(key="doc_no", label="资金文号", width=9, hint="下达资金的文件,印在检查表上"),
        Count(key="recipients", label="受益(人)", unit="人", hint="转入问题台账时作影响群众人数"),
        Money(key="plan", label="计划金额(元)", required=True, group="金额和日期", sensitivity=Sensitivity.PUBLIC),
        Day(key="arrived_on", label="到位日期", past=True, group="金额和日期", sensitivity=Sensitivity.PUBLIC),
        Money(key="arrived", label="到位金额(元)", group="金额和日期", sensitivity=Sensitivity.PUBLIC),
        Count(
            key="limit_days",
            label="规定拨付天数",
            unit="天",
            group="金额和日期",
            hint="资金文件规定到位后几天内拨付;没有规定的留空,只算天数不判超期",
        ),
        Day(key="paid_on", label="拨付日期", past=True, group="金额和日期", sensitivity=Sensitivity.PUBLIC),
        Money(key="paid", label="拨付金额(元)", group="金额和日期", sensitivity=Sensitivity.PUBLIC),
        *(
            YesNo(key=key, label=label, default="否", group="查出情形", hint="依据 四化三查方案 二2、(六)")
            for key, label in FLAGS.items()
        ),
        Count(key="days_held", label="滞留(天)", stamped=True, group="结果", sensitivity=Sensitivity.PUBLIC),
        Money(key="shortfall", label="未拨付(元)", stamped=True, group="结果", sensitivity=Sensitivity.PUBLIC),
        Money(key="not_arrived", label="未到位(元)", stamped=True, group="结果", sensitivity=Sensitivity.PUBLIC),
        _found("underpaid", "拨付不足额"),
        _found("late", "拨付不及时"),
        _found("stuck", "滞拨"),
        FAULT_COUNT,
        RESULT,
        LEAD,
        DEADLINE,
        PROOF,
        Link(key="problem", label="转入问题", register="problem", group="处理", width=10),
    ),
    number=NumberRule("{short}纪资〔{year}〕{n}号", unit_field="unit", year_field="checked_on"),
    rules=(day_and_sum_together, sums_in_order, days_in_order, faults_go_on),
    raises=(to_problem(problems_from),),
    derive=derive,
    titled=check_title,
    list_columns=(
        "number",
        "unit",
        "checked_on",
        "fund",
        "project",
        "plan",
        "arrived_on",
        "arrived",
        "paid_on",
        "paid",
        "days_held",
        "shortfall",
        "result",
        "problem",
    ),
    sheet_columns=(
        SheetColumn("编号", ("number",), 8),
        SheetColumn("被查单位", ("unit",), 8),
        SheetColumn("资金名称/项目", ("fund", "project"), 11),
        SheetColumn("资金文号", ("doc_no",), 8),
        SheetColumn("计划金额(元)", ("plan",), 8),
        SheetColumn("到位日期", ("arrived_on",), 6),
        SheetColumn("到位金额(元)", ("arrived",), 8),
        SheetColumn("拨付日期", ("paid_on",), 6),
        SheetColumn("拨付金额(元)", ("paid",), 8),
        SheetColumn("滞留(天)", ("days_held",), 4),
        SheetColumn("未拨付(元)", ("shortfall",), 8),
        SheetColumn("查出问题", ("result",), 12),
        SheetColumn("转入问题", ("problem",), 8),
    ),
    clocks=(Clock("deadline", "整改时限", until="problem"),),
    unit_field="unit",
    period_field="checked_on",
    travels=Travel(days=("checked_on",)),
    basis="四化三查方案 二2、(六):查民生资金拨付是否及时到位,着力解决不公开不公正、虚报冒领、拨付不足额不及时、"
    "截留、滞拨、挪用、擅自变更实施项目、招投标执行效率低等行为。",
)
