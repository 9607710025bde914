"""村务公开目录: what a county wants published, how often, with which points; an item is made from an entry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from app.domain.faults import Fault
from app.domain.fields import Choice, Count, LongText, Row, Sensitivity, Text, Value, YesNo
from app.domain.ledger import Around, LedgerDef, Move, Raise, SheetColumn, Starter, State, Travel
from app.domain.rows import id_of, text_of
from app.domain.text import half_width
from app.ledgers.affairs_kinds import (
    AREAS,
    BENEFIT,
    DECISION,
    FUND,
    NAME_WAYS,
    OTHER,
    PARTY,
    POLICY,
    PROJECT,
)
from app.ledgers.posting import SPECIALS

PUBLIC = Sensitivity.PUBLIC
IN_FORCE, OUT_OF_FORCE = "在用", "停用"
DOMAINS = ("政务", "党务", "村务", "财务")
MONEY_DOMAIN = "财务"
QUARTERLY, MONTHLY, BY_TRAFFIC, YEARLY = "每季度", "每月", "每季度(往来较多的每月)", "每年"
AT_ONCE, TWENTY_DAYS, STANDING = "随时", "20个工作日内", "长期"
PERIODIC = (QUARTERLY, MONTHLY, BY_TRAFFIC, YEARLY)
RHYTHMS = (*PERIODIC, AT_ONCE, TWENTY_DAYS, STANDING)
VILLAGE_LEVEL, GROUP_LEVEL = "村级", "组级"
CHANNELS = ("村务公开栏", "电子屏", "便民服务站", "入户(现场)", "微信群", "应急广播", "政府网站", "会议", "明白纸")
WHEN_FORMS = "每季度首月20日、每月10日、每年、随时(10日内)、20个工作日内、长期"

_DAY = re.compile(r"(\d{1,2})\s*(?:个自然)?[日号天]")
# A list of a county often has no such column: what its words say is a beginning, which a clerk may change.
_AREAS_SAID = (
    (PARTY, "党"),
    (BENEFIT, "低保|最低生活|特困|救助|补贴|补助|慰问|救济|养老|残疾|优抚"),
    (PROJECT, "项目|工程|建设"),
    (FUND, "资金|经费|捐赠|专款"),
    (DECISION, "决议|决定|选举|评议|村规民约"),
    (POLICY, "政策|办法|规定"),
)


def read_when(text: str) -> tuple[str, int | None] | None:
    """公开时限 in a county's words as a rhythm and a number of days, None where it cannot be understood.

    每季度的首个月20日(财务往来较多的每月公布一次) is (每季度(往来较多的每月), 20). For what is published by period the
    number is the day of the month after it, for what is published at once the days after the event.
    """
    plain = half_width(text).replace(" ", "")
    found = _DAY.search(plain)
    day = int(found[1]) if found else None
    if "工作日" in plain:
        return (TWENTY_DAYS, None) if "20" in plain or "二十" in plain else None
    if "长期" in plain or "常年" in plain:
        return STANDING, None
    if "季" in plain:
        return (BY_TRAFFIC if "每月" in plain else QUARTERLY), day
    if "随时" in plain or "及时" in plain:
        return AT_ONCE, day
    if "月" in plain and "年" not in plain:
        return MONTHLY, day
    return (YEARLY, day) if "年" in plain else None


def said_area(item: str) -> str:
    """The area the name of an item points to."""
    return next((area for area, words in _AREAS_SAID if re.search(words, item)), OTHER)


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """The rhythm behind the words of the county, and an area where none was chosen."""
    rhythm, days = read_when(text_of(row, "schedule")) or (None, None)
    out: dict[str, Value] = {"rhythm": rhythm, "days": days}
    if not row.get("area") and row.get("item"):
        out["area"] = said_area(text_of(row, "item"))
    return out


def when_is_understood(row: Row, around: Around) -> Iterable[Fault]:
    """Days are worked out from it. Source: forms-and-rules 2.16, when."""
    if row.get("schedule") and not row.get("rhythm"):
        yield Fault("schedule", f"公开时限:看不出多久公开一次,请写成 {WHEN_FORMS} 的样子", "E-WHEN")
    days = row.get("days")
    if row.get("rhythm") in PERIODIC and isinstance(days, int) and not 1 <= days <= 28:
        yield Fault("schedule", "公开时限:每期公开的日子应在 1 日到 28 日之间", "E-WHEN")


def regular_has_periods(row: Row, around: Around) -> Iterable[Fault]:
    """Only what comes by period can be missing in one. Source: forms-and-rules 2.16, record."""
    if row.get("regular") and row.get("rhythm") not in (None, *PERIODIC):
        yield Fault("regular", "每期必公开:只有每季度、每月、每年公开的事项才有“每期”,请填“否”", "E-REGULAR")


def to_affairs_item(row: Row, around: Around) -> list[Row]:
    """An item of a village; which village and period is asked, everything else stands in the entry."""
    return [{"catalogue": id_of(row, "id")}]


def not_in_force(row: Row, around: Around) -> str:
    """Why nothing is registered by an entry any more, "" where it is."""
    return "目录里已停用" if row.get("state") == OUT_OF_FORCE else ""


DISCLOSURE_ITEMS = LedgerDef(
    key="disclosure_item",
    title="村务公开目录",
    menu="公开",
    icon="book",
    fields=(
        Count(key="seq", label="目录序号", width=3, sensitivity=PUBLIC, hint="公开榜按它排先后,空着排在后面"),
        Choice(
            key="domain",
            label="领域",
            options=DOMAINS,
            default="村务",
            width=3,
            sensitivity=PUBLIC,
            hint="财务的由“财务公开”按季出表,这里只作目录",
        ),
        Text(key="heading", label="一级事项", most=40, width=6, sensitivity=PUBLIC),
        Text(
            key="item",
            label="公开事项",
            required=True,
            most=60,
            width=10,
            sensitivity=PUBLIC,
            hint="县里目录的事项名(二级事项)",
        ),
        Choice(
            key="area",
            label="公开类别",
            options=AREAS,
            width=5,
            sensitivity=PUBLIC,
            hint="空着的,程序按事项名先填一个,可以改",
        ),
        LongText(
            key="content",
            label="公开内容(要素)",
            most=600,
            width=18,
            sensitivity=PUBLIC,
            hint="要写明哪几项,用“；”隔开;登记公开事项时列成提纲",
        ),
        LongText(
            key="basis",
            label="公开依据",
            required=True,
            most=400,
            width=12,
            sensitivity=PUBLIC,
            hint="文件全名和条款",
        ),
        Text(
            key="schedule",
            label="公开时限",
            required=True,
            default=QUARTERLY,
            width=8,
            sensitivity=PUBLIC,
            hint=f"写成 {WHEN_FORMS};不写日子的按县里设置",
        ),
        Choice(key="rhythm", label="周期", options=RHYTHMS, stamped=True, width=5, sensitivity=PUBLIC),
        Count(key="days", label="期限(日)", stamped=True, sensitivity=PUBLIC),
        YesNo(
            key="regular",
            label="每期必公开",
            default="否",
            sensitivity=PUBLIC,
            hint="填“是”的,到期没有登记会在待办里提醒;没有发生的登记“本期无此事项”就行",
        ),
        Choice(
            key="special",
            label="专项公开",
            options=SPECIALS,
            width=8,
            group="公开办法",
            sensitivity=PUBLIC,
            hint="从批准日起另算期限的,选哪一种。依据 农村集体经济组织财务公开规定",
        ),
        Choice(
            key="names",
            label="名单公布",
            options=NAME_WAYS,
            width=4,
            group="公开办法",
            sensitivity=PUBLIC,
            hint="有规定要公布名单的选“全名”;未成年人一律印成 李某某",
        ),
        Text(
            key="subject",
            label="公开主体",
            default="村(居)民委员会",
            most=60,
            width=7,
            group="公开办法",
            sensitivity=PUBLIC,
        ),
        Text(
            key="owner_dept",
            label="主管部门",
            most=60,
            width=7,
            group="公开办法",
            sensitivity=PUBLIC,
            hint="县里管这件事的部门,如 县民政局",
        ),
        Choice(
            key="channels",
            label="公开渠道",
            many=True,
            options=CHANNELS,
            default="村务公开栏",
            width=8,
            group="公开办法",
            sensitivity=PUBLIC,
        ),
        Choice(
            key="audience",
            label="公开对象",
            options=("全社会", "特定对象"),
            default="全社会",
            width=4,
            group="公开办法",
            sensitivity=PUBLIC,
        ),
        Choice(
            key="mode",
            label="公开方式",
            options=("主动公开", "依申请公开"),
            default="主动公开",
            width=4,
            group="公开办法",
            sensitivity=PUBLIC,
        ),
        Choice(
            key="level",
            label="公开层级",
            options=(VILLAGE_LEVEL, GROUP_LEVEL),
            default=VILLAGE_LEVEL,
            width=4,
            group="公开办法",
            sensitivity=PUBLIC,
            hint="组级的,由村替各村民小组公开",
        ),
    ),
    states=(State(IN_FORCE, tone="good"), State(OUT_OF_FORCE, open=False, tone="done")),
    moves=(
        Move(label="停用", sources=(IN_FORCE,), to=OUT_OF_FORCE, many=True),
        Move(label="恢复使用", sources=(OUT_OF_FORCE,), to=IN_FORCE, many=True),
    ),
    rules=(when_is_understood, regular_has_periods),
    derive=derive,
    titled=lambda row, around: text_of(row, "item"),
    identity=("item", "level"),
    raises=(Raise(label="登记公开事项", to="affairs_item", make=to_affairs_item, many=True, when=not_in_force),),
    starters=(Starter("装入参考目录", "catalogue/village_affairs.csv"),),
    list_columns=("seq", "domain", "area", "heading", "item", "schedule", "regular", "level", "state", "basis"),
    sheet_columns=(
        SheetColumn("领域", ("domain",), 3),
        SheetColumn("一级事项", ("heading",), 4),
        SheetColumn("公开事项", ("item",), 8),
        SheetColumn("公开内容(要素)", ("content",), 16),
        SheetColumn("公开时限", ("schedule",), 7),
        SheetColumn("公开主体", ("subject",), 6),
        SheetColumn("公开渠道和载体", ("channels",), 8),
        SheetColumn("公开依据", ("basis",), 12),
        SheetColumn("公开对象", ("audience",), 4),
        SheetColumn("公开方式", ("mode",), 4),
        SheetColumn("公开层级", ("level",), 3),
    ),
    travels=Travel(),
    basis="集中整治方案 (三)4:公开信息要规范、统一;村民委员会组织法 第三十条:公布的事项和时间。"
    "目录由县里定,参考目录可以改。",
)
