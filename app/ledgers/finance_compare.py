"""A finance sheet beside others: last quarter, like villages, its months, its groups. Source: product C5, C17."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from app.domain.days import Period
from app.domain.faults import Mend
from app.domain.fields import Row
from app.domain.money import show_yuan
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.finance_view import Check, Finding, SheetView, item_name
from app.ledgers.finance_watch import EXPENSE, INCOME
from app.ledgers.unit import GROUP

_CAN_BE_SEEN = "集中整治方案 (三)4:确保群众的知情权、参与权和监督权。比上季、比同类村差得多的,群众会问,检查也会问。"
LAST = Check("E-LAST", "与上季相比", _CAN_BE_SEEN)
LIKE = Check("E-LIKE", "与同类村相比", _CAN_BE_SEEN)
MONTHS = Check(
    "E-MONTHS",
    "季度表与月度表",
    "农村集体经济组织财务公开规定:公开的内容要真实。同一个单位按月公开过的,季度表就是三个月相加,一分不差。",
)
BETWEEN = Check(
    "E-BETWEEN",
    "村级表与组级表",
    "集中整治方案 (三)4:组级财务由村公开,村级财务由乡镇公开。村付给组、组交给村的同一笔钱,两张表上都要有。",
)
LIKE_LEAST, LIKE_TOLD = 3, 2  # sheets of other villages that make a comparison, items told at most
KINDS = {"month": "上月", "quarter": "上季", "year": "上年"}


def with_last(view: SheetView) -> Iterator[Finding]:
    """Income or expense changed by more than the county's share; the item that did most is named."""
    before = view.before
    if before is None or view.special:
        return
    most, small = view.around.option("change_percent"), view.around.option("other_limit")
    for direction, key in ((INCOME, "income_total"), (EXPENSE, "expense_total")):
        now, last = whole_of(view.sheet, key), whole_of(before.sheet, key)
        if last <= 0 or abs(now - last) <= small or abs(now - last) * 100 <= last * most:
            continue
        called = KINDS[view.period.kind] if before.period.kind == view.period.kind else before.period.title
        more, percent = ("增加", "减少")[now < last], round(abs(now - last) * 100 / last)
        message = (
            f"{direction}合计 {show_yuan(now)} 元,{called} {show_yuan(last)} 元,{more} {percent}%。"
            f"{_most_changed(view, before, direction)}请核对有没有漏记、错记,原因写在说明里"
        )
        yield view.soft(LAST, message, Mend("open", f"看{called}", register="finance_sheet", row=_id(before.sheet)))


def with_like_villages(view: SheetView) -> Iterator[Finding]:
    """An item of a village that is many times what villages usually have in this period."""
    if view.special or view.unit.get("kind") == GROUP:
        return
    others = [row for row in _same_period(view) if row.get("line_count")]
    if len(others) < LIKE_LEAST:
        return
    by_sheet: dict[object, dict[str, int]] = {row["id"]: {} for row in others}
    for line in view.around.rows("finance_line", sheet=[_id(row) for row in others]):
        if line.get("direction") == EXPENSE:
            items = by_sheet[line["sheet"]]
            items[text_of(line, "item")] = items.get(text_of(line, "item"), 0) + whole_of(line, "amount")
    yield from _beyond_median(view, list(by_sheet.values()))


def with_its_months(view: SheetView) -> Iterator[Finding]:
    """A quarter whose months were published too is their sum, to the fen. Source: forms-and-rules 3.4 A1, A3."""
    if view.special or view.period.kind != "quarter":
        return
    months = _months_of(view)
    if len(months) < 3 or not view.lines:
        return
    first, last = months[0], months[-1]
    for label, own, theirs, at in (
        ("收入合计", "income_total", sum(whole_of(one, "income_total") for one in months), last),
        ("支出合计", "expense_total", sum(whole_of(one, "expense_total") for one in months), last),
        ("期初结余", "opening", whole_of(first, "opening"), first),
        ("期末结余", "closing", whole_of(last, "closing"), last),
    ):
        mine = whole_of(view.sheet, own)
        if mine == theirs:
            continue
        message = (
            f"本季{label} {show_yuan(mine)} 元,三个月的月度表是 {show_yuan(theirs)} 元,"
            f"相差 {show_yuan(abs(mine - theirs))} 元。同一笔账不能公开成两个数,请逐笔核对"
        )
        title = Period.parse(text_of(at, "period")).title
        yield view.hard(
            MONTHS, message, Mend("open", f"看{title}", register="finance_sheet", row=_id(at)), field="opening"
        )


def between_village_and_groups(view: SheetView) -> Iterator[Finding]:
    """What one of the two pays to the other stands as income on the other's sheet of the period."""
    if view.special:
        return
    for line, name, sheet in _paid_within_village(view):
        came = [
            other
            for other in view.around.rows("finance_line", sheet=sheet["id"])
            if other.get("direction") == INCOME and other.get("amount") == line.get("amount")
        ]
        if came:
            continue
        message = (
            f"付给“{name}”{show_yuan(whole_of(line, 'amount'))} 元({view.named([line])}),"
            f"它的本期公开表收入里没有这个数。请核对两张表,漏记的补上"
        )
        open_it = Mend("open", f"看{name}的表", register="finance_sheet", row=_id(sheet))
        yield view.soft(BETWEEN, message, open_it, Mend("go", "看这一笔"), line=line, field="amount")


def _most_changed(view: SheetView, before: SheetView, direction: str) -> str:
    now, last = view.by_item(direction), before.by_item(direction)
    changes = {item: now.get(item, 0) - last.get(item, 0) for item in now.keys() | last.keys()}
    item = max(sorted(changes), key=lambda one: abs(changes[one]), default="")
    if not item or not changes[item]:
        return ""
    sign = "+" if changes[item] > 0 else "−"
    return f"变得最多的是 {item_name(item)}({sign}{show_yuan(abs(changes[item]))} 元)。"


def _same_period(view: SheetView) -> list[Row]:
    same = view.around.rows("finance_sheet", period=view.period.key, level="村级")
    return [row for row in same if row.get("unit") != view.sheet.get("unit") and not row.get("special")]


def _beyond_median(view: SheetView, others: list[dict[str, int]]) -> Iterator[Finding]:
    times, small = view.around.option("like_times"), view.around.option("other_limit")
    found = []
    for item, mine in view.by_item(EXPENSE).items():
        usual = int(median(items.get(item, 0) for items in others))
        if usual and mine - usual > small and mine >= usual * times:
            found.append((mine / usual, item, mine, usual))
    for ratio, item, mine, usual in sorted(found, reverse=True)[:LIKE_TOLD]:
        lines = [line for line in view.of(EXPENSE) if line.get("item") == item]
        message = (
            f"“{item_name(item)}”{show_yuan(mine)} 元,全乡其他 {len(others)} 个村的中位数是 {show_yuan(usual)} 元,"
            f"是它的 {ratio:.1f} 倍。请核对公开项目有没有选错,原因写在说明里"
        )
        yield view.soft(LIKE, message, Mend("go", "看第一笔"), line=lines[0], field="item")


def _months_of(view: SheetView) -> list[Row]:
    keys = [Period.month(view.period.first.year, view.period.first.month + n).key for n in range(3)]
    unit, book = view.sheet.get("unit"), view.sheet.get("account_set")
    same = [row for key in keys for row in view.around.rows("finance_sheet", unit=unit, period=key)]
    return [row for row in same if not row.get("special") and row.get("account_set") == book]


def _paid_within_village(view: SheetView) -> Iterator[tuple[Row, str, Row]]:
    """Lines paid to a group of this village, or by a group to its village: the line, whom, and its sheet."""
    if view.unit.get("kind") == GROUP:
        others = [view.around.row("unit", id_of(view.unit, "parent") or 0) or {}]
    else:
        others = view.around.rows("unit", parent=view.sheet.get("unit"), kind=GROUP)
    paid = [line for line in view.of(EXPENSE) if line.get("payee")]
    if not paid or not others:
        return
    named = {name: unit for unit in others for name in _names(view, unit)}
    sheets = {
        row["unit"]: row
        for row in view.around.rows("finance_sheet", unit=[_id(one) for one in others], period=view.period.key)
        if not row.get("special")
    }
    for line in paid:
        unit = named.get(text_of(line, "payee").strip())
        if unit is not None and unit["id"] in sheets:
            yield line, text_of(line, "payee").strip(), sheets[unit["id"]]


def _names(view: SheetView, unit: Row) -> set[str]:
    return {view.around.title("unit", _id(unit)), text_of(unit, "name")} - {""}


def _id(row: Row) -> int:
    return whole_of(row, "id")


SHEET_CHECKS = (with_its_months, between_village_and_groups, with_last, with_like_villages)
