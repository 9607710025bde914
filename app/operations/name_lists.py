"""Lists of people as a department sends them, of many villages at once: each line goes to its village's item."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from app.domain.faults import Fault, Refused, hard
from app.domain.fields import Row
from app.domain.rows import id_of, text_of
from app.domain.text import half_width
from app.intake.workbook import TextTable, read_workbook
from app.ledgers.affairs_item import AFFAIRS_ITEMS
from app.ledgers.recipient import RECIPIENTS
from app.ledgers.unit import GROUP
from app.operations.import_no_lines import is_no_line
from app.operations.import_plan import ImportFault, ImportPlan, ImportRow
from app.operations.import_planning import Cancelled, Planner, Progress
from app.operations.many_objects import uncollected
from app.operations.records_base import last_line
from app.operations.rights import must_read
from app.storage.book import Book

# How departments head their lists. The first of each is our own heading.
SAID: Mapping[str, tuple[str, ...]] = {
    "name": (
        *("姓名", "户主", "户主姓名", "受益人", "领取人", "对象姓名", "保障对象", "享受人", "申请人", "救助对象"),
        *("补贴对象", "领款人", "农户姓名"),
    ),
    "group_unit": ("村民小组", "小组", "组别", "组", "所在小组", "村组", "组名"),
    "standard": ("补助标准", "保障标准", "补贴标准", "标准", "保障类别", "补贴种类", "救助类别", "档次"),
    "price": ("单价", "月标准", "每亩标准", "补助单价"),
    "quantity": ("数量", "面积", "补贴面积", "保障人数", "人数", "月数", "亩数"),
    "measure": ("计量单位",),
    "amount": (
        *("金额", "补助金额", "补贴金额", "发放金额", "实发金额", "保障金额", "救助金额", "合计金额", "补偿金额"),
        *("金额合计", "应发金额", "小计金额"),
    ),
    "minor": ("未成年人",),
    "born_on": ("出生日期", "出生年月日"),
    "id_number": ("身份证号", "身份证号码", "公民身份号码", "居民身份证号码", "证件号码", "证件号"),
    "remark": ("备注",),
}
VILLAGE = ("村", "村名", "村(社区)", "行政村", "所在村", "村居", "村委会", "公开单位", "村(居)")
RUNNING = ("序号", "编号")
_KEYS = {label: key for key, labels in SAID.items() for label in labels}
_NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NUMBER = re.compile(r"(\d{1,3})|([一二三四五六七八九]?)(十)([一二三四五六七八九]?)|([一二三四五六七八九])")


def plan_lists(
    book: Book,
    items: Sequence[int],
    paths: Sequence[Path],
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> ImportPlan:
    """Read lists and check every line; nothing is written. `imports.carry_out` writes the plan in one step.

    Args:
        items: The disclosed items the lists belong to. With several, a line goes to the item of its village, as a
            column, the tab or the name of the file says.
        paths: The workbooks as the department sends them; columns nobody may publish are left out and named.

    Raises:
        Refused: An item is reviewed already, two are of one village, or the workbook has no names or amounts.
    """
    must_read(book, RECIPIENTS)
    plan = ImportPlan(RECIPIENTS)
    targets = _targets(book, items)
    with uncollected():
        tables = [(path, table) for path in paths for table in read_workbook(path, {*_KEYS, *VILLAGE, *RUNNING})]
        total = sum(len(table.rows) for _, table in tables)
        if not total:
            raise Refused("文件里没有名单。没有改动任何内容;请看表头下面是否有数据。", "E-EMPTY")
        planners = {target.item: Planner(book, RECIPIENTS, target.item, plan) for target in targets}
        sortings = [_Sorting(path, table, targets) for path, table in tables]
        for sorting in sortings:
            _take(sorting, plan, planners, total, progress, cancelled)
        _number(book, plan)
        _once(plan, {(one.path.name, one.table.sheet): one.headings() for one in sortings})
    return plan


class _Target:
    """One item a list may go to: its village, and how its groups are called."""

    def __init__(self, book: Book, row: Row) -> None:
        self.item, unit = id_of(row, "id") or 0, id_of(row, "unit") or 0
        self.unit = unit
        village = book.row("unit", unit) or {}
        self.name = text_of(village, "name")
        groups = book.rows("unit", parent=unit, kind=GROUP)
        self._titles = {text_of(group, "name"): book.title("unit", id_of(group, "id") or 0) for group in groups}
        self._numbers = {number: title for name, title in self._titles.items() if (number := _number_in(name))}

    def group(self, text: str) -> str:
        """3组, 第三村民小组 or 3 as the unit is called; what cannot be understood stays as it was typed."""
        plain = half_width(text).replace(" ", "").removeprefix(self.name)
        if not plain:
            return self.name if text.strip() else ""
        if plain in self._titles:
            return self._titles[plain]
        number = _number_in(plain)
        return self._numbers.get(number, text) if number else text


def _number_in(text: str) -> int | None:
    """The number in the name of a group: 第3村民小组, 三组, 十二组."""
    found = _NUMBER.search(text)
    if not found:
        return None
    if found[1]:
        return int(found[1])
    if found[3]:
        return _NUMERALS.get(found[2], 1) * 10 + _NUMERALS.get(found[4], 0)
    return _NUMERALS[found[5]]


def _targets(book: Book, items: Sequence[int]) -> list[_Target]:
    rows = book.page(AFFAIRS_ITEMS.key, list(dict.fromkeys(items)))
    if not rows:
        raise Refused("没有选中公开事项。没有导入任何内容;请先选中要放名单的事项。", "E-NOTHING")
    if fixed := [row for row in rows if row.get("state") in AFFAIRS_ITEMS.fixed_states]:
        title = book.title(AFFAIRS_ITEMS.key, id_of(fixed[0], "id") or 0)
        raise Refused(f"“{title}”已是“{fixed[0]['state']}”,名单不能再改。没有导入任何内容;请先退回修改。", "E-FIXED")
    targets = [_Target(book, row) for row in rows]
    units = [target.unit for target in targets]
    if twice := next((target for target in targets if units.count(target.unit) > 1), None):
        raise Refused(f"选中的事项里“{twice.name}”有两条,不知道名单放哪一条。没有导入;请每个村只选一条。", "E-TWICE")
    return targets


class _Sorting:
    """One table under our own headings, and to which item each of its lines goes."""

    def __init__(self, path: Path, table: TextTable, targets: Sequence[_Target]) -> None:
        self.path, self.table, self._targets = path, table, targets
        heads = [_plain(head) for head in table.headers]
        keys = [_KEYS.get(head) for head in heads]
        # where a list has several columns of one kind (月标准, 标准) the first is the one meant
        self.columns = {key: index for index, key in reversed(list(enumerate(keys))) if key}
        self.left_out = [
            head
            for index, head in enumerate(table.headers)
            if head.strip() and index not in self.columns.values() and heads[index] not in (*VILLAGE, *RUNNING)
        ]
        self._village = next((index for index, head in enumerate(heads) if head in VILLAGE), None)
        missing = [labels[0] for key, labels in SAID.items() if key in ("name", "amount") and key not in self.columns]
        if missing:
            where = f"“{path.name}”" + (f"的“{table.sheet}”表" if table.sheet else "")
            raise Refused(
                f"{where}里没有“{'”“'.join(missing)}”这一列。没有导入任何内容;请看表头是否在前几行。", "E-COLUMN"
            )

    def headings(self) -> dict[str, str]:
        """What the workbook calls each of our fields."""
        return {key: self.table.headers[index] for key, index in self.columns.items()}

    def by_item(self) -> dict[int | None, TextTable]:
        """The lines of each item as a table with our headings; None holds those of a village nobody chose."""
        found: dict[int | None, list[tuple[int, list[str]]]] = {}
        idle = frozenset(index for index, head in enumerate(self.table.headers) if _plain(head) in RUNNING)
        for number, cells in self.table.rows:
            if is_no_line(cells, idle):
                continue
            target = self.target(cells)
            texts = [cells[index] for index in self.columns.values()]
            if target is not None and "group_unit" in self.columns:
                at = list(self.columns).index("group_unit")
                texts[at] = target.group(texts[at])
            found.setdefault(target.item if target else None, []).append((number, texts))
        heads = tuple(self.table.headers[index] for index in self.columns.values())
        return {
            item: replace(self.table, headers=heads, rows=rows, keys=tuple(self.columns), register="")
            for item, rows in found.items()
        }

    def target(self, cells: Sequence[str]) -> _Target | None:
        """The item a line belongs to, None for a village nobody chose."""
        if len(self._targets) == 1:
            return self._targets[0]
        said = [cells[self._village]] if self._village is not None else []
        if "group_unit" in self.columns:
            said.append(cells[self.columns["group_unit"]])
        if self._village is None or not said[0].strip():
            said += [self.table.sheet, self.path.stem]
        for text in said:
            if found := [target for target in self._targets if target.name and target.name in half_width(text)]:
                return max(found, key=lambda target: len(target.name))
        return None

    def village(self, cells: Sequence[str]) -> str:
        """What a line says about its village."""
        return cells[self._village].strip() if self._village is not None else ""


def _take(
    sorting: _Sorting,
    plan: ImportPlan,
    planners: Mapping[int, Planner],
    total: int,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> None:
    plan.tables.append((sorting.path, sorting.table))
    plan.left_out += [head for head in sorting.left_out if head not in plan.left_out]
    for item, table in sorting.by_item().items():
        if item is not None:
            planners[item].take(sorting.path, table, total, progress, cancelled)
            continue
        whole = dict(sorting.table.rows)
        for number, _ in table.rows:
            plan.read += 1
            village = sorting.village(whole[number])
            said = f"选中的事项里没有“{village}”" if village else "看不出是哪个村的"
            told = f"村:{said},没有导入。请先给这个村登记公开事项,或改正村名"
            fault = Fault("", told, "E-VILLAGE")
            plan.rows.append(ImportRow(sorting.path.name, table.sheet, number, {}, [fault]))
            plan.faults.append(ImportFault(sorting.path.name, table.sheet, number, "", fault.code, fault.message))


def _number(book: Book, plan: ImportPlan) -> None:
    """Names follow those that are there, in the order of the workbook."""
    last: dict[int, int] = {}
    for planned in plan.rows:
        item = id_of(planned.row, RECIPIENTS.parent)
        if item is None:
            continue
        if item not in last:
            last[item] = last_line(book, RECIPIENTS, item)
        last[item] += 1
        planned.row[RECIPIENTS.line_number] = last[item]


def _once(plan: ImportPlan, headings: Mapping[tuple[str, str], Mapping[str, str]]) -> None:
    """The same person twice in one workbook: by the identity number for sure, by name and group perhaps."""
    numbers: dict[tuple[object, ...], ImportRow] = {}
    names: dict[tuple[object, ...], ImportRow] = {}
    for planned in plan.rows:
        row, item = planned.row, planned.row.get(RECIPIENTS.parent)
        if item is None:
            continue
        if row.get("id_number"):
            first = numbers.setdefault((item, row["id_number"]), planned)
            if first is not planned:
                _tell(
                    plan, planned, Fault("id_number", f"身份证号:与第 {first.line} 行是同一个人", "E-TWICE"), headings
                )
                continue
        first = names.setdefault((item, row.get("name"), row.get("group_unit")), planned)
        both = first.row.get("id_number") and row.get("id_number")
        if first is not planned and row.get("name") and not both:
            told = f"姓名:与第 {first.line} 行同组同名,同名的请在备注里区分,重复的请删去一行"
            _tell(plan, planned, Fault("name", told, "E-TWICE", soft=True), headings)


def _tell(
    plan: ImportPlan, planned: ImportRow, fault: Fault, headings: Mapping[tuple[str, str], Mapping[str, str]]
) -> None:
    if hard(planned.faults) and fault.soft:
        return
    planned.faults.append(fault)
    label = headings[planned.file, planned.sheet].get(fault.field, "")
    plan.faults.append(ImportFault(planned.file, planned.sheet, planned.line, label, fault.code, fault.message))


def _plain(heading: str) -> str:
    """A heading without blanks and without its unit in brackets, 村(社区) stays whole."""
    plain = re.sub(r"[\s*]", "", half_width(heading))
    return plain if plain in VILLAGE else re.sub(r"\([^()]*\)$", "", plain)
