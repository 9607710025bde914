"""单位: the tree county → township → village, community, station, office → villager group."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain import disclosure
from app.domain.accounts import NEW, OLD
from app.domain.faults import Fault
from app.domain.fields import Choice, Day, LongText, Option, Phone, Row, Sensitivity, Text, Unit, YesNo
from app.domain.ledger import Around, LedgerDef, Paper, SheetColumn, Travel

VILLAGE_KINDS, GROUP = disclosure.VILLAGE_KINDS, disclosure.GROUP
TOWNSHIP_KINDS = ("乡镇", "街道", "场")
KINDS = ("县", *TOWNSHIP_KINDS, *VILLAGE_KINDS, GROUP, "站所", "内设机构", "县直部门")
SCOPES = ("基层执法监管单位", "公共服务站所", "乡镇村组")
SCHEMES = (Option(NEW, "农村集体经济组织会计制度(2024)"), Option(OLD, "村集体经济组织会计制度(旧)"))


def unit_title(row: Row, around: Around) -> str:
    """A group is called with its village: 青山村第3村民小组; every other unit by its own name."""
    name = str(row.get("name") or "")
    parent = row.get("parent")
    if row.get("kind") == GROUP and isinstance(parent, int):
        return around.title("unit", parent) + name
    return name


def no_powers(row: Row, around: Around) -> str:
    """Why a unit has no list of its powers, "" where it has."""
    number = row.get("id")
    found = around.rows("power", subject=number) or around.rows("power", agency=number)
    return "" if found else "还没有登记它的职权"


def parent_fits(row: Row, around: Around) -> Iterable[Fault]:
    """A group belongs to a village or community; nothing stands below itself. Source: INV-096."""
    parent_id = row.get("parent")
    if row.get("kind") == GROUP:
        parent = around.row("unit", parent_id) if isinstance(parent_id, int) else None
        if parent is None or parent.get("kind") not in VILLAGE_KINDS:
            yield Fault("parent", "上级单位:村民小组的上级必须是村或社区", "E-PARENT")
    seen = set[int]()
    while isinstance(parent_id, int) and parent_id not in seen:
        if parent_id == row.get("id"):
            yield Fault("parent", "上级单位:单位不能放在自己或自己的下级之下", "E-CYCLE")
            return
        seen.add(parent_id)
        above = around.row("unit", parent_id)
        parent_id = above.get("parent") if above else None


def above_itself(row: Row, around: Around) -> Row:
    """A village or station whose parent is left open stands below the only township, a township below the county.

    Lists of units that offices keep in Excel have no such column.
    """
    kind = str(row.get("kind") or "")
    if row.get("parent") or kind in ("", "县", GROUP):
        return {}
    wanted = ("县",) if kind in (*TOWNSHIP_KINDS, "县直部门") else TOWNSHIP_KINDS
    found = [unit for one in wanted for unit in around.rows("unit", kind=one)]
    return {"parent": found[0]["id"]} if len(found) == 1 and found[0]["id"] != row.get("id") else {}


def closed_after_opened(row: Row, around: Around) -> Iterable[Fault]:
    """A unit is not closed before it was opened."""
    opened, closed = row.get("opened_on"), row.get("closed_on")
    if opened and closed and str(closed) < str(opened):
        yield Fault("closed_on", "撤并日期:早于设立日期,请核对", "E-ORDER")


UNITS = LedgerDef(
    key="unit",
    title="单位",
    menu="基础资料",
    icon="unit",
    fields=(
        Text(
            key="name",
            label="单位名称",
            required=True,
            width=12,
            sensitivity=Sensitivity.PUBLIC,
            hint="全称,用于落款和印章",
        ),
        Choice(key="kind", label="单位类型", required=True, options=KINDS, width=6, sensitivity=Sensitivity.PUBLIC),
        Unit(
            key="parent",
            label="上级单位",
            width=10,
            sensitivity=Sensitivity.PUBLIC,
            hint="不填的,村和站所归本乡镇;村民小组的上级是村或社区,要填",
        ),
        Choice(
            key="scope",
            label="整治范围",
            options=SCOPES,
            width=9,
            default="乡镇村组",
            sensitivity=Sensitivity.PUBLIC,
            hint="依据 集中整治方案 二:三类整治范围",
        ),
        Text(key="code", label="单位代码", width=10, sensitivity=Sensitivity.PUBLIC, hint="统一社会信用代码或县内代码"),
        Text(
            key="short",
            label="文号代字",
            most=4,
            width=5,
            sensitivity=Sensitivity.PUBLIC,
            hint="编号用,如 示 → 示纪问〔2026〕12号",
        ),
        Phone(
            key="phone", label="联系电话", sensitivity=Sensitivity.PUBLIC, group="联系", hint="公示上的监督电话由此带出"
        ),
        Text(key="mailbox", label="邮箱", sensitivity=Sensitivity.PUBLIC, group="联系", width=12),
        Text(key="address", label="地址", sensitivity=Sensitivity.PUBLIC, group="联系", width=16),
        Text(key="board", label="公开栏位置", sensitivity=Sensitivity.PUBLIC, group="公开", width=12),
        Choice(
            key="accounts",
            label="账套制度",
            options=SCHEMES,
            group="公开",
            width=14,
            sensitivity=Sensitivity.PUBLIC,
            hint="会计科目按哪个制度认;不填的,2024 年起按新制度,以前按旧制度",
        ),
        YesNo(
            key="busy",
            label="财务往来较多",
            group="公开",
            sensitivity=Sensitivity.PUBLIC,
            hint="往来较多的每月公开一次。依据 村民委员会组织法 第三十条",
        ),
        Day(key="opened_on", label="设立日期", group="起止", sensitivity=Sensitivity.PUBLIC),
        Day(key="closed_on", label="撤并日期", group="起止", sensitivity=Sensitivity.PUBLIC),
        LongText(key="note", label="说明事项", group="起止", sensitivity=Sensitivity.INTERNAL),
    ),
    rules=(parent_fits, closed_after_opened),
    derive=above_itself,
    titled=unit_title,
    title_uses=("parent",),
    identity=("name", "parent"),
    list_columns=("name", "kind", "parent", "scope", "code", "short", "phone", "board", "busy"),
    sheet_columns=(
        SheetColumn("单位名称", ("name",), 12),
        SheetColumn("类型", ("kind",), 6),
        SheetColumn("上级单位", ("parent",), 10),
        SheetColumn("整治范围", ("scope",), 9),
        SheetColumn("联系电话", ("phone",), 9),
        SheetColumn("公开栏位置", ("board",), 12),
        SheetColumn("备注", ("remark",), 8),
    ),
    papers=(
        Paper(
            key="power_list",
            title="本单位职权清单",
            build="app.reports.power_sheet:power_list",
            when=no_powers,
            wall=("",),
        ),
        Paper(
            key="five_publics",
            title="五公开",
            build="app.reports.five_publics:five_publics",
            when=no_powers,
            wall=("",),
        ),
    ),
    unit_field="id",
    travels=Travel(),
    basis="集中整治方案 二:整治范围分三类单位;单位树从县到村民小组,公开责任按上下级确定。",
)
