"""公开栏检查: one board on one day; each ticked fault becomes a problem, a clean board says 未发现问题."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.faults import Fault
from app.domain.fields import Day, Link, Row, Sensitivity, Text, Unit, Value, YesNo
from app.domain.ledger import Around, Clock, LedgerDef, NumberRule, SheetColumn, Travel
from app.domain.rows import id_of, ids_of, text_of, whole_of
from app.ledgers.checks import (
    DEADLINE,
    FAULT_COUNT,
    INSPECTORS,
    LEAD,
    PROOF,
    RESULT,
    faults_go_on,
    outcome,
    problem_row,
    to_problem,
)

FAULTS = {
    "blank": ("空白", "公开栏空白,没有张贴应公开的内容"),
    "shabby": ("脏旧", "公开栏脏旧破损,内容看不清"),
    "stale": ("滞后", "公开内容滞后,没有按时更新"),
    "incomplete": ("缺项", "公开内容缺项"),
    "hidden": ("不醒目", "公开栏位置不醒目,群众不方便看"),
    "no_hotline": ("监督电话缺失", "公开栏没有监督电话"),
}


def check_title(row: Row, around: Around) -> str:
    """Unit and day."""
    unit = id_of(row, "unit")
    return f"{around.title('unit', unit) if unit else ''}公开栏 {text_of(row, 'checked_on')}"


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """The faults in words, and where the board hangs as the unit says."""
    out = outcome([short for key, (short, _) in FAULTS.items() if row.get(key)])
    unit = id_of(row, "unit")
    place = text_of((around.row("unit", unit) if unit else None) or {}, "board")
    return out if row.get("board") or not place else {**out, "board": place}


def missing_is_named(row: Row, around: Around) -> Iterable[Fault]:
    """缺项 says which item is missing, so that the unit can mend it."""
    if row.get("incomplete") and not row.get("detail"):
        yield Fault("detail", "缺少或滞后的内容:勾了“缺项”,请写明缺哪些内容", "E-REQUIRED")


def blank_is_all(row: Row, around: Around) -> Iterable[Fault]:
    """On an empty board nothing can be late or partly missing; it would make the same problem twice."""
    if row.get("blank") and (row.get("stale") or row.get("incomplete")):
        yield Fault("blank", "空白:公开栏空白的,不再同时勾“滞后”“缺项”,以免一事记成几条", "E-FAULTS")


def deadline_after_check(row: Row, around: Around) -> Iterable[Fault]:
    """Nothing is to be mended before it was found."""
    day = text_of(row, "checked_on")
    if day and row.get("deadline") and text_of(row, "deadline") < day:
        yield Fault("deadline", f"整改时限:早于检查日期 {day},请核对", "E-ORDER")


def each_fault_a_problem(row: Row, around: Around) -> Iterable[Fault]:
    """As many problems as faults. Source: product C18, AS8."""
    made, found = len(ids_of(row, "problems")), whole_of(row, "fault_count")
    if made and made != found:
        yield Fault("problems", f"转入问题:查出 {found} 处,转入 {made} 条,请核对", "E-COUNT", soft=True)


def problems_from(row: Row, around: Around) -> list[Row]:
    """One problem for each ticked fault, in the order of the sheet. Source: product AS8."""
    out = []
    for key, (_, sentence) in FAULTS.items():
        if row.get(key):
            named = key in ("stale", "incomplete") and text_of(row, "detail")
            text = f"{sentence}:{named}" if named else sentence
            out.append(problem_row(row, "checked_on", text, {"category": "3.2"}))
    return out


BOARD_CHECKS = LedgerDef(
    key="board_check",
    title="公开栏检查",
    menu="检查",
    fields=(
        Unit(key="unit", label="单位", required=True, width=8, sensitivity=Sensitivity.PUBLIC),
        Day(
            key="checked_on",
            label="检查日期",
            required=True,
            default="今天",
            past=True,
            sensitivity=Sensitivity.PUBLIC,
        ),
        INSPECTORS,
        *(
            YesNo(
                key=key,
                label=short,
                default="否",
                group="查看情况",
                sensitivity=Sensitivity.PUBLIC,
                hint=f"{sentence}的填“是”",
            )
            for key, (short, sentence) in FAULTS.items()
        ),
        Text(
            key="detail",
            label="缺少或滞后的内容",
            group="查看情况",
            width=12,
            sensitivity=Sensitivity.PUBLIC,
            hint="如 第三季度财务公开表",
        ),
        Text(
            key="board",
            label="公开栏位置",
            group="查看情况",
            width=10,
            sensitivity=Sensitivity.PUBLIC,
            hint="不填时取“单位”里登记的位置",
        ),
        FAULT_COUNT,
        RESULT,
        LEAD,
        DEADLINE,
        PROOF,
        Link(
            key="problems",
            label="转入问题",
            register="problem",
            many=True,
            group="处理",
            width=10,
            hint="每勾一处是一条问题",
        ),
    ),
    number=NumberRule("{short}纪栏〔{year}〕{n}号", unit_field="unit", year_field="checked_on"),
    rules=(missing_is_named, blank_is_all, deadline_after_check, each_fault_a_problem, faults_go_on),
    raises=(to_problem(problems_from, "problems"),),
    derive=derive,
    titled=check_title,
    title_uses=("unit",),
    identity=("unit", "checked_on"),
    list_columns=("number", "unit", "checked_on", *FAULTS, "detail", "result", "deadline", "problems"),
    sheet_columns=(
        SheetColumn("单位", ("unit",), 8),
        SheetColumn("公开栏位置", ("board",), 9),
        SheetColumn("检查日期", ("checked_on",), 6),
        *(SheetColumn(short, (key,), 4) for key, (short, _) in FAULTS.items()),
        SheetColumn("缺少或滞后的内容", ("detail",), 10),
        SheetColumn("检查结果", ("result",), 8),
        SheetColumn("整改时限", ("deadline",), 6),
        SheetColumn("检查人员", ("inspectors",), 6),
        SheetColumn("备注", ("remark",), 5),
    ),
    clocks=(Clock("deadline", "整改时限", until="problems"),),
    unit_field="unit",
    period_field="checked_on",
    travels=Travel(days=("checked_on",)),
    basis="集中整治方案 (三)1、4:公开栏醒目位置公布监督举报电话,公开信息要规范、统一,财务每季公开;"
    "检查空白、脏旧、滞后、缺项、不醒目、监督电话缺失。",
)
