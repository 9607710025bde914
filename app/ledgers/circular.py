"""通报曝光: typical cases made known in batches, and the monthly bulletin on checks; names masked until released."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from app.domain.bulletin import Looked, bulletin
from app.domain.days import chinese_day
from app.domain.faults import Fault
from app.domain.fields import (
    Choice,
    Count,
    Day,
    Link,
    LongText,
    PeriodField,
    Row,
    Sensitivity,
    Text,
    Unit,
    Value,
)
from app.domain.ledger import Around, LedgerDef, Move, NumberRule, Paper, SheetColumn, State, Travel
from app.domain.money import show_yuan
from app.domain.names import hidden
from app.domain.rows import id_of, ids_of, text_of, whole_of
from app.ledgers.accountability_rules import FIRM
from app.ledgers.problem import CATEGORIES
from app.ledgers.problem_rules import LONG_TERM, TRANSFERRED

DRAFT, REVIEW, RELEASED = "起草", "待审核", "已发布"
CASES, BULLETIN = "典型案例通报", "月督查通报"
GONE = (TRANSFERRED, LONG_TERM)
NAMED, ANONYMOUS = "点名道姓", "不点名"
_KINDS_OF_PROBLEM = {option.code: option.label.removeprefix(option.code).strip() for option in CATEGORIES}
_NUMERALS = "一二三四五六七八九十"


def circular_title(row: Row, around: Around) -> str:
    """Number and title."""
    return f"{text_of(row, 'number')} {text_of(row, 'title')[:18]}".strip()


def cases_of(row: Row, around: Around) -> list[Row]:
    """The rows of 问责处理 made known, in the order chosen."""
    return [case for number in ids_of(row, "cases") if (case := around.row("accountability", number))]


def name_of(case: Row, around: Around) -> str:
    """The full name of the person of a case, "" for an organisation."""
    person = id_of(case, "person")
    return text_of((around.row("person", person) if person else None) or {}, "name")


def _case_of(case: Row, around: Around) -> tuple[str, object]:
    """What makes several people one case: the same clue or problem; a superior belongs to the culprit's."""
    above = id_of(case, "dual_of")
    root = (around.row("accountability", above) if above else None) or case
    return next(((key, root[key]) for key in ("clue", "problem") if root.get(key)), ("", root.get("id")))


def sentence_of(case: Row, around: Around, named: bool) -> str:
    """One case in the words of a circular, from the fields of 问责处理 alone."""
    full = name_of(case, around)
    name, unit = full if named else hidden(full), id_of(case, "unit")
    kind = _KINDS_OF_PROBLEM.get(text_of(case, "category"))
    about = f"{kind}问题" if kind else text_of(case, "ground")
    text = f"{around.title('unit', unit) if unit else ''}{text_of(case, 'post')}{name}:{about}"
    if amount := whole_of(case, "amount"):
        text += f",涉及金额 {show_yuan(amount)} 元"
    if day := text_of(case, "decided_on"):
        text += f"。{chinese_day(date.fromisoformat(day))},{name or '该组织'}受到{text_of(case, 'measures')}处理"
    if back := whole_of(case, "confiscated"):
        text += f",追缴 {show_yuan(back)} 元"
    if back := whole_of(case, "returned"):
        text += f",退还群众 {show_yuan(back)} 元"
    return text + "。"


def _numeral(n: int) -> str:
    return _NUMERALS[n] if n < len(_NUMERALS) else str(n + 1)


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """Cases and people are counted apart; the draft names people only once a naming circular is released.

    Source: 四化三查方案, 分3批…11起典型案例…点名道姓18人; INV-181.
    """
    named = row.get("style") == NAMED
    cases = cases_of(row, around)
    people = {case["person"] for case in cases if case.get("person")}
    lines = [
        f"{_numeral(n)}、{sentence_of(case, around, named and row.get('state') == RELEASED)}"
        for n, case in enumerate(cases)
    ]
    checks = [check for number in ids_of(row, "inspections") if (check := around.row("inspection", number))]
    of_month: dict[str, Value] = {}
    if row.get("kind") == BULLETIN:
        if not checks and row.get("month") and row.get("state") in (None, DRAFT):
            checks = checks_of_month(text_of(row, "month"), around)
            of_month["inspections"] = [id_of(check, "id") or 0 for check in checks] or None
        # By when to mend is said once, at the end of the paper.
        lines = [bulletin(looked_at(row, checks, around))] if checks else []
    return {
        **of_month,
        "case_count": len({_case_of(case, around) for case in cases}),
        "person_count": len(people),
        "named_count": len(people) if named else 0,
        "finding_count": sum(whole_of(check, "finding_count") for check in checks),
        "draft": "\n".join(lines) or None,
    }


def checks_of_month(month: str, around: Around) -> list[Row]:
    """Every check of a month, in the order of their days; a bulletin that chooses none tells of all."""
    found = [check for check in around.rows("inspection") if text_of(check, "on_day")[:7] == month]
    return sorted(found, key=lambda check: text_of(check, "on_day"))


def looked_at(row: Row, checks: Sequence[Row], around: Around) -> list[Looked]:
    """What the checks of a bulletin showed of each unit, those with most problems first."""
    month = text_of(row, "month")
    told: dict[int, list[Row]] = {id_of(check, "unit") or 0: [] for check in checks}
    for check in checks:
        for one in around.rows("finding", inspection=id_of(check, "id")):
            told.setdefault(id_of(one, "unit") or id_of(check, "unit") or 0, []).append(one)
    ordered = Counter(id_of(check, "unit") for check in checks if check.get("order_due") or check.get("order_no"))
    places = [_looked(unit, found, ordered[unit], month, around) for unit, found in told.items() if unit]
    return sorted(places, key=lambda one: (-one.found, -one.overdue))


def _looked(unit: int, found: Sequence[Row], ordered: int, month: str, around: Around) -> Looked:
    kinds = Counter(_KINDS_OF_PROBLEM.get(text_of(one, "category"), "") for one in found)
    problems = around.rows("problem", unit=unit)
    end = f"{month}-31"
    left = [one for one in problems if not one.get("closed_on") or text_of(one, "closed_on") > end]
    overdue = [one for one in left if "" < text_of(one, "deadline") <= end and one.get("state") not in GONE]
    return Looked(
        around.title("unit", unit),
        found=len(found),
        kinds=tuple((kind, count) for kind, count in kinds.most_common() if kind),
        corrected=sum(1 for one in found if one.get("corrected")),
        ordered=ordered,
        mended=sum(1 for one in problems if text_of(one, "closed_on")[:7] == month),
        overdue=len(overdue),
    )


def kind_is_filled(row: Row, around: Around) -> Iterable[Fault]:
    """A circular on cases has cases and a batch; a bulletin has its month. Source: forms-and-rules 2.12, 2.24.7."""
    if row.get("kind") == CASES:
        if not row.get("cases"):
            yield Fault("cases", "通报案例:至少选一条问责处理", "E-REQUIRED")
        if not row.get("batch"):
            yield Fault("batch", "批次:典型案例通报要填第几批", "E-REQUIRED")
    if row.get("kind") == BULLETIN:
        if not row.get("month"):
            yield Fault("month", "通报月份:月督查通报要填月份", "E-REQUIRED")
        if not row.get("inspections") and not row.get("explanation"):
            yield Fault("inspections", "通报的检查:请选本月的检查;没有检查的在“说明”里写明", "E-REQUIRED")


def one_bulletin_a_month(row: Row, around: Around) -> Iterable[Fault]:
    """One bulletin a month. Source: INV-170."""
    if row.get("kind") != BULLETIN or not row.get("month"):
        return
    others = around.rows("circular", kind=BULLETIN, month=row["month"], unit=row.get("unit"))
    if any(other.get("id") != row.get("id") for other in others):
        yield Fault("month", "通报月份:这个月的督查通报已经有了,请打开原来那一期", "E-TWICE")


def names_masked(row: Row, around: Around) -> Iterable[Fault]:
    """Names stand in the text only when a naming circular is released. Source: domain, facts 7; product D9."""
    if row.get("style") == NAMED and row.get("state") == RELEASED:
        return
    text = text_of(row, "title") + text_of(row, "body")
    shown = [name for case in cases_of(row, around) if (name := name_of(case, around)) and name in text]
    if shown:
        instead = "、".join(dict.fromkeys(hidden(name) for name in shown))
        why = "发布前姓名先写" if row.get("style") == NAMED else "不点名的通报,姓名写"
        yield Fault("body", f"通报正文:标题或正文里有当事人全名,{why}“{instead}”", "E-NAMED")


def after_decisions(row: Row, around: Around) -> Iterable[Fault]:
    """Nothing is made known before it was decided. Source: forms-and-rules 2.12."""
    issued = text_of(row, "issued_on")
    latest = max((text_of(case, "decided_on") for case in cases_of(row, around)), default="")
    if issued and issued < latest:
        yield Fault("issued_on", f"印发日期:早于案例的决定日期 {latest},请核对", "E-ORDER")


def decided_cases(row: Row, around: Around) -> Iterable[Fault]:
    """Only what was decided is made known."""
    if open_ := [text_of(case, "number") for case in cases_of(row, around) if case.get("state") not in FIRM]:
        yield Fault("cases", f"通报案例:{'、'.join(open_)} 还没有审核决定,不能通报。本条没有改动", "E-OPEN")


def released_by_another(row: Row, around: Around) -> Iterable[Fault]:
    """Whoever drafted it does not release it, and what is released was decided."""
    if row.get("asked_by") == around.actor_name:
        yield Fault("approved_by", "送审的人不能自己审核发布,请换审核人登录后办理。本条没有改动", "E-TWO-PEOPLE")
    yield from decided_cases(row, around)


CIRCULARS = LedgerDef(
    key="circular",
    title="通报曝光",
    menu="执纪问责",
    fields=(
        Choice(key="kind", label="通报类型", required=True, options=(CASES, BULLETIN), default=CASES, width=6),
        Unit(key="unit", label="印发单位", required=True, width=8, sensitivity=Sensitivity.PUBLIC),
        Text(key="title", label="标题", required=True, width=18, sensitivity=Sensitivity.PUBLIC),
        Choice(
            key="scope",
            label="通报范围",
            required=True,
            options=("村(社区)", "乡镇", "全县", "媒体", "院坝会(会议)"),
            default="乡镇",
            width=5,
            sensitivity=Sensitivity.PUBLIC,
        ),
        Count(key="batch", label="批次", width=3, group="典型案例", hint="本年第几批;月报统计批、起、人"),
        Choice(
            key="style",
            label="点名方式",
            required=True,
            options=(NAMED, ANONYMOUS),
            default=ANONYMOUS,
            group="典型案例",
            width=5,
            hint="点名道姓的,审核发布后才显示全名;群众和证人一律写“某”",
        ),
        Link(
            key="cases",
            label="通报案例",
            register="accountability",
            many=True,
            group="典型案例",
            width=14,
            hint="一人一条;同一线索或问题的几人算一起",
        ),
        Count(key="case_count", label="案件(起)", stamped=True, group="典型案例", unit="起"),
        Count(key="person_count", label="涉及(人)", stamped=True, group="典型案例", unit="人"),
        Count(key="named_count", label="点名(人)", stamped=True, group="典型案例", unit="人"),
        PeriodField(key="month", label="通报月份", kinds=("month",), group="月督查通报", hint="每月一期"),
        Link(
            key="inspections",
            label="通报的检查",
            register="inspection",
            many=True,
            group="月督查通报",
            width=14,
            hint="暗访结果在这里第一次公开;不选就是本月的全部检查",
        ),
        Unit(key="units", label="通报单位", many=True, group="月督查通报", width=10, sensitivity=Sensitivity.PUBLIC),
        Day(key="mend_by", label="整改期限", group="月督查通报", sensitivity=Sensitivity.PUBLIC),
        Count(key="finding_count", label="通报问题(个)", stamped=True, group="月督查通报", unit="个"),
        LongText(
            key="draft",
            label="草拟稿",
            stamped=True,
            most=20000,
            group="正文",
            hint="由问责处理、检查和问题台账的登记项拼成,没有情节;发布前姓名写“某”",
        ),
        LongText(
            key="body",
            label="通报正文",
            most=20000,
            group="正文",
            sensitivity=Sensitivity.PUBLIC,
            hint="以草拟稿为底补写时间、事实、后果;不写群众姓名、证件号和电话",
        ),
        Text(key="copies_to", label="抄送", most=200, group="审核发布", width=10, hint="印在通报末版记里;没有可不填"),
        Day(key="issued_on", label="印发日期", past=True, required_from=(RELEASED,), group="审核发布"),
        Text(key="asked_by", label="送审人", stamped=True, group="审核发布"),
        Day(key="asked_on", label="送审日期", stamped=True, group="审核发布"),
        Text(key="approved_by", label="审核人", stamped=True, group="审核发布"),
        Day(key="approved_on", label="审核日期", stamped=True, group="审核发布"),
    ),
    states=(
        State(DRAFT, tone="calm"),
        State(REVIEW, tone="wait", review=True, fixed=True),
        State(RELEASED, open=False, tone="done", fixed=True),
    ),
    moves=(
        Move(
            label="送审",
            sources=(DRAFT,),
            to=REVIEW,
            needs=("body",),
            asks=("body",),
            stamps={"asked_by": "actor", "asked_on": "today"},
            refuse=decided_cases,
        ),
        Move(
            label="审核发布",
            sources=(REVIEW,),
            to=RELEASED,
            needs=("issued_on",),
            asks=("issued_on", "body"),
            stamps={"approved_by": "actor", "approved_on": "today"},
            refuse=released_by_another,
        ),
        Move(label="退回修改", sources=(REVIEW,), to=DRAFT, reason=True, clears=("asked_by", "asked_on")),
    ),
    number=NumberRule("{short}纪通〔{year}〕{n}号", unit_field="unit", year_field="issued_on"),
    rules=(kind_is_filled, one_bulletin_a_month, names_masked, after_decisions),
    papers=(Paper(key="circular_text", title="通报文稿", build="app.reports.circular_text:circular_text"),),
    derive=derive,
    titled=circular_title,
    list_columns=(
        "number",
        "kind",
        "unit",
        "title",
        "scope",
        "batch",
        "month",
        "case_count",
        "person_count",
        "named_count",
        "issued_on",
        "state",
    ),
    sheet_columns=(
        SheetColumn("编号", ("number",), 8),
        SheetColumn("通报类型", ("kind",), 6),
        SheetColumn("标题", ("title",), 18),
        SheetColumn("范围", ("scope",), 5),
        SheetColumn("批次/月份", ("batch", "month"), 6),
        SheetColumn("点名方式", ("style",), 5),
        SheetColumn("案件(起)", ("case_count",), 4),
        SheetColumn("涉及(人)", ("person_count",), 4),
        SheetColumn("点名(人)", ("named_count",), 4),
        SheetColumn("印发日期", ("issued_on",), 6),
        SheetColumn("状态", ("state",), 5),
        SheetColumn("备注", ("remark",), 5),
    ),
    confined=True,
    unit_field="unit",
    period_field="issued_on",
    travels=Travel(days=("issued_on",), states=(RELEASED,), stays=("draft", "body")),
    basis="集中整治方案 (三)3:坚决查处通报一批侵害群众利益的典型案例;"
    "四化三查方案 (四)3:建立月督查通报机制,对查处的典型案例通报曝光。",
)
