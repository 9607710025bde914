"""Units typed or pasted one to a line: what kind each is, and below which village a group stands; saved in one step."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from app.domain.faults import Fault, Refused
from app.domain.rows import id_of, text_of
from app.domain.text import half_width
from app.ledgers.unit import GROUP, UNITS, VILLAGE_KINDS
from app.operations.records_base import checked, merged, or_refuse
from app.operations.rights import must_enter
from app.storage.book import Book

if TYPE_CHECKING:
    from app.intake.workbook import TextTable

_KINDS = (
    ("社区", ("社区", "居委会", "居民委员会")),
    ("村", ("村", "村委会", "村民委员会", "大队")),
    (GROUP, ("组", "小组", "屯", "自然村")),
    ("站所", ("站", "所", "中心", "分局", "队", "院", "校", "学校", "窗口", "厅")),
    ("内设机构", ("办", "办公室", "科", "室", "部")),
)
_COUNTY_KINDS = (
    ("街道", ("街道", "街道办", "街道办事处")),
    ("场", ("场",)),
    ("乡镇", ("乡", "镇", "乡人民政府", "镇人民政府")),
    ("县直部门", ("局", "委", "办", "办公室", "中心", "院", "队", "委员会")),
)
_ENFORCING = ("派出所", "司法所", "市场监管", "市场监督", "自然资源", "国土", "执法", "林业", "交警", "税务")
_GROUPS = re.compile(r"(?P<name>\D*[^\d\s])(?:\s+|(?=\d+\s*个))(?P<count>\d{1,2})\s*(?:个\s*(?:村民)?小?组?)?")
_GROUP_OF = re.compile(r"(?P<village>.+?(?:村|社区))\s*第?(?P<number>\d{1,3})(?:村民)?小?组")
_GROUP = re.compile(r"第?(?P<number>\d{1,3})\s*(?:村民)?小?组")
_CODED = re.compile(r"(?P<name>.*?\S)\s+(?P<code>[0-9A-Za-z]{2,20})")
_BESIDE = re.compile(r"小组|组数|代码|编码")  # how many groups, or which code
_LEAD = re.compile(r"^(?:\d{1,3}\s*[.、,)]|[-·•*])\s*")


class UnitLine(NamedTuple):
    """One unit that was read: its name and kind, the village a group belongs to, its code; or why it is none."""

    name: str
    kind: str = ""
    above: str = ""
    code: str = ""
    wrong: str = ""

    @property
    def scope(self) -> str:
        """Which of the three kinds of 集中整治方案 二 it belongs to, "" where it must be chosen."""
        if self.kind in (*VILLAGE_KINDS, GROUP):
            return "乡镇村组"
        if self.kind == "站所":
            return "基层执法监管单位" if any(word in self.name for word in _ENFORCING) else "公共服务站所"
        return ""


def read_units(text: str, *, county: bool = False) -> list[UnitLine]:
    """The units of a text, one to a line; a group belongs to the village above it or named before it.

    «青山村 5» is a village with five groups; in a county's book «青云乡 330182001» is a township with its code.
    """
    found: dict[tuple[str, str], UnitLine] = {}
    village = ""
    for raw in text.splitlines():
        line = _LEAD.sub("", " ".join(half_width(raw).split()))
        if not line:
            continue
        made = [_of_county(line)] if county else _of_township(line, village)
        for one in made:
            if one.kind in VILLAGE_KINDS:
                village = one.name
            elif one.kind == GROUP and one.above:
                village = one.above
            found.setdefault((one.above, one.name), one)
    return list(found.values())


def lines_of_workbook(path: Path) -> str:
    """The units that stand in a workbook as an office keeps it, one to a line as `read_units` reads them.

    The column with most names of units is theirs; a column about 组 beside it says how many groups a village has, one
    about 代码 the code of a township. Titles, sums and whoever signed the list are no units.

    Raises:
        Told: The file cannot be read, or no unit was found in it.
    """
    from app.intake.workbook import read_workbook

    found = [line for table in read_workbook(path, ("单位", "单位名称")) for line in _of_table(table)]
    if not found:
        raise Refused(
            f"在“{path.name}”里没有找到单位名称(以村、社区、站、所、中心等结尾)。没有录入任何内容;"
            "请打开它,把名称那一列复制粘贴到左边。",
            "E-UNIT",
        )
    return "\n".join(found)


def _of_table(table: TextTable) -> list[str]:
    rows = [["".join(half_width(cell).split()) for cell in cells] for _, cells in table.rows]
    named = [sum(_named(cells[at]) for cells in rows) for at in range(len(table.headers))]
    if not named or not max(named):
        return []
    at = named.index(max(named))
    beside = [column for column, heading in enumerate(table.headers) if _BESIDE.search(heading) and column != at]
    out = []
    for cells in rows:
        if _named(name := cells[at]):
            more = next((text for column in beside if (text := cells[column])), "")
            out.append(f"{name} {more}" if more else name)
    return out


def _named(text: str) -> bool:
    return bool(_kind(text, _KINDS) or _kind(text, _COUNTY_KINDS))


def is_unit_name(text: str) -> bool:
    """Whether a text ends as names of units do."""
    return bool(_kind(text, _KINDS))


def said(lines: Iterable[UnitLine]) -> str:
    """How many of each kind: 2个村、8个村民小组."""
    counts: dict[str, int] = {}
    for one in lines:
        counts[one.kind] = counts.get(one.kind, 0) + (not one.wrong)
    return "、".join(f"{count} 个{kind}" for kind, count in counts.items() if count)


def save_units(book: Book, lines: Iterable[UnitLine]) -> int:
    """Add the units that are not there yet, all in one step that one undo takes back; returns how many.

    Raises:
        Refused: A line is no unit, or a row has faults; nothing was written.
    """
    must_enter(book, UNITS)
    lines = list(lines)
    if wrong := [one for one in lines if one.wrong]:
        raise Refused(
            [*[Fault("", f"{one.name}:{one.wrong}", "E-UNIT") for one in wrong[:8]], Fault("", "一个单位也没有录入。")],
            "E-UNIT",
        )
    top = book.rows("unit", name=book.info.township)
    own = id_of(top[0], "id") if top else None
    ids = {(id_of(row, "parent") or 0, text_of(row, "name")): id_of(row, "id") or 0 for row in book.rows("unit")}
    fresh = [one for one in lines if not _there(one, own or 0, ids)]
    if not fresh:
        return 0
    with book.change(f"录入单位 {len(fresh)} 个") as writer:
        for one in _villages_first(fresh, lines):
            above = own if not one.above else ids.get((own or 0, one.above))
            if above is not None and (above, one.name) in ids:
                continue
            texts = {"name": one.name, "kind": one.kind, "code": one.code, "scope": one.scope}
            row, faults = merged(book, UNITS, None, texts)
            row["parent"] = above
            or_refuse(faults + checked(book, UNITS, row))
            ids[(above or 0, one.name)] = writer.save(UNITS, row)
    return len(fresh)


def _there(one: UnitLine, own: int, ids: dict[tuple[int, str], int]) -> bool:
    above = ids.get((own, one.above), 0) if one.above else own
    return (above, one.name) in ids


def _villages_first(fresh: list[UnitLine], lines: list[UnitLine]) -> list[UnitLine]:
    """Groups after the villages they stand below."""
    return sorted(fresh, key=lambda one: (one.kind == GROUP, lines.index(one)))


def _of_county(line: str) -> UnitLine:
    coded = _CODED.fullmatch(line)
    name, code = (coded["name"], coded["code"]) if coded else (line, "")
    kind = _kind(name, _COUNTY_KINDS)
    return UnitLine(name, kind, code=code) if kind else UnitLine(name, wrong="看不出是乡镇还是部门,请写全称")


def _of_township(line: str, village: str) -> list[UnitLine]:
    if (of := _GROUP_OF.fullmatch(line)) is not None:
        return [*_village(of["village"]), UnitLine(f"第{int(of['number'])}村民小组", GROUP, of["village"])]
    if (group := _GROUP.fullmatch(line)) is not None:
        return [_group(f"第{int(group['number'])}村民小组", village)]
    counted = _GROUPS.fullmatch(line)
    if counted is not None and _kind(counted["name"], _KINDS) in VILLAGE_KINDS:
        name = counted["name"].strip()
        numbers = range(1, int(counted["count"]) + 1)
        return [*_village(name), *(UnitLine(f"第{number}村民小组", GROUP, name) for number in numbers)]
    kind = _kind(line, _KINDS)
    if kind == GROUP:
        return [_group(line, village)]
    if not kind:
        return [UnitLine(line, wrong="看不出是什么单位。名称请写全,以村、社区、组、站、所、中心、办公室等结尾")]
    return [UnitLine(line, kind)]


def _village(name: str) -> list[UnitLine]:
    return [UnitLine(name, _kind(name, _KINDS))]


def _group(name: str, village: str) -> UnitLine:
    if not village:
        return UnitLine(name, wrong="村民小组写在它的村下面,或写成“青山村3组”")
    return UnitLine(name, GROUP, village)


def _kind(name: str, kinds: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    """By the longest ending there is: 自然村 is not 村."""
    best = max(
        ((ending, kind) for kind, endings in kinds for ending in endings if name.endswith(ending) and name != ending),
        key=lambda pair: len(pair[0]),
        default=("", ""),
    )
    return best[1]
