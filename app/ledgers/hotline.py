"""监督栏: telephones, mailboxes and boxes of the three levels; the one place where a number is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from app.domain.faults import Fault
from app.domain.fields import Choice, Day, Person, Phone, Row, Sensitivity, Text, Unit, Value
from app.domain.ledger import Around, Due, LedgerDef, Move, SheetColumn, State
from app.domain.rows import text_of
from app.domain.workdays import month_add

IN_USE, OUT_OF_USE = "在用", "停用"
LEVELS = ("市级", "县级", "乡镇级", "县直派驻", "村级")
OWN_LEVEL = "乡镇级"
ON_EVERY_BOARD = ("市级", "县级", OWN_LEVEL)
CONTACTS = ("phone", "mailbox", "website", "box")
MONTHS_BETWEEN_CHECKS = 12


def hotline_title(row: Row, around: Around) -> str:
    """As sheets print it: 示例乡纪委 0795-1234567. Every sheet that shows it follows when it changes."""
    ways = [text_of(row, "phone"), text_of(row, "mailbox"), text_of(row, "website")]
    ways.append(f"意见箱({row['box']})" if row.get("box") else "")
    return " ".join([text_of(row, "name"), *(way for way in ways if way)]).strip()


def in_use(around: Around) -> list[Row]:
    """The hotlines a board shows, from the highest level down."""
    rows = [row for row in around.rows("hotline", state=IN_USE) if row.get("level") in LEVELS]
    return sorted(rows, key=lambda row: LEVELS.index(text_of(row, "level")))


def missing_levels(rows: Iterable[Row]) -> list[str]:
    """Levels a board must show and does not. Source: INV-056."""
    there = {row.get("level") for row in rows}
    return [level for level in ON_EVERY_BOARD if level not in there]


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """Numbers are tried again a year after the last time."""
    checked = text_of(row, "checked_on")
    due = month_add(date.fromisoformat(checked), MONTHS_BETWEEN_CHECKS).isoformat() if checked else None
    return {"check_due": due}


def one_way_at_least(row: Row, around: Around) -> Iterable[Fault]:
    """Without a number, an address or a box nobody can report anything. Source: INV-056."""
    if not any(row.get(key) for key in CONTACTS):
        yield Fault("phone", "举报电话:电话、邮箱、网址、意见箱至少填一样", "E-REQUIRED")


def days_in_order(row: Row, around: Around) -> Iterable[Fault]:
    """Nothing ends before it began, and nobody tried a number tomorrow."""
    start, end, checked = (text_of(row, key) for key in ("valid_from", "valid_to", "checked_on"))
    if start and end and end < start:
        yield Fault("valid_to", "停用日期:早于启用日期,请核对", "E-ORDER")
    if checked > around.today.isoformat():
        yield Fault("checked_on", "核对日期:在今天之后,请核对", "E-FUTURE")


def levels_complete(row: Row, around: Around) -> Iterable[Fault]:
    """A board shows city, county and township; what is still missing is told. Source: INV-056."""
    if row.get("state") != IN_USE:
        return
    others = [other for other in in_use(around) if other.get("id") != row.get("id")]
    if missing := missing_levels([*others, row]):
        yield Fault("level", f"级别:监督栏还缺{'、'.join(missing)}的举报方式,补齐后再打印", "E-LEVELS", soft=True)


HOTLINES = LedgerDef(
    key="hotline",
    title="监督栏",
    menu="职权服务",
    fields=(
        Choice(
            key="level",
            label="级别",
            required=True,
            options=LEVELS,
            width=5,
            sensitivity=Sensitivity.PUBLIC,
            hint="市、县、乡镇三级都要有。依据 集中整治方案 (三)1;县直单位纪检组填“县直派驻”",
        ),
        Text(
            key="name",
            label="受理单位",
            required=True,
            most=40,
            width=10,
            sensitivity=Sensitivity.PUBLIC,
            hint="栏上怎么写就怎么填,如 示例乡纪委",
        ),
        Unit(
            key="unit",
            label="张挂单位",
            width=8,
            sensitivity=Sensitivity.PUBLIC,
            hint="只在某个村、站所的栏上出现的,填那个单位;所有栏都有的留空",
        ),
        Phone(
            key="phone",
            label="举报电话",
            group="怎么找到",
            sensitivity=Sensitivity.PUBLIC,
            hint="公布的工作电话,带区号;不填个人手机号",
        ),
        Text(key="mailbox", label="举报邮箱", group="怎么找到", width=10, sensitivity=Sensitivity.PUBLIC),
        Text(
            key="website",
            label="网址或公众号",
            group="怎么找到",
            width=10,
            sensitivity=Sensitivity.PUBLIC,
            hint="网址,或微信公众号的名称",
        ),
        Text(key="box", label="意见箱位置", group="怎么找到", width=10, sensitivity=Sensitivity.PUBLIC),
        Text(key="address", label="来信来访地址", group="怎么找到", width=12, sensitivity=Sensitivity.PUBLIC),
        Person(
            key="on_duty",
            label="廉政监督岗",
            group="怎么找到",
            sensitivity=Sensitivity.PUBLIC,
            hint="在监督岗值守的班子成员,印在栏上。依据 四化三查方案 1 三",
        ),
        Day(
            key="valid_from",
            label="启用日期",
            required=True,
            default="今天",
            group="启用核对",
            sensitivity=Sensitivity.PUBLIC,
        ),
        Day(key="valid_to", label="停用日期", group="启用核对", required_from=(OUT_OF_USE,)),
        Day(
            key="checked_on",
            label="核对日期",
            required=True,
            default="今天",
            group="启用核对",
            hint="拨打、试发过,确实能用的日子",
        ),
        Day(key="check_due", label="下次核对", stamped=True, group="启用核对", hint="一年核对一次,到期列入待办"),
    ),
    states=(State(IN_USE, tone="good"), State(OUT_OF_USE, open=False, tone="done")),
    moves=(
        Move(
            label="停用",
            sources=(IN_USE,),
            to=OUT_OF_USE,
            needs=("valid_to",),
            asks=("valid_to",),
            reason=True,
        ),
        Move(
            label="重新启用",
            sources=(OUT_OF_USE,),
            to=IN_USE,
            needs=("checked_on",),
            asks=("checked_on",),
            clears=("valid_to",),
        ),
    ),
    rules=(one_way_at_least, days_in_order, levels_complete),
    derive=derive,
    titled=hotline_title,
    identity=("level", "name", "unit"),
    list_columns=("level", "name", "unit", "phone", "mailbox", "website", "box", "on_duty", "state", "check_due"),
    sheet_columns=(
        SheetColumn("级别", ("level",), 5),
        SheetColumn("受理单位", ("name",), 10),
        SheetColumn("举报电话", ("phone",), 8),
        SheetColumn("举报邮箱", ("mailbox",), 10),
        SheetColumn("网址或公众号", ("website",), 10),
        SheetColumn("意见箱", ("box",), 10),
        SheetColumn("来信来访地址", ("address",), 12),
        SheetColumn("廉政监督岗", ("on_duty",), 6),
        SheetColumn("备注", ("remark",), 6),
    ),
    due=Due("check_due", label="号码核对"),
    unit_field="unit",
    period_field="valid_from",
    basis="集中整治方案 (三)1:在办事窗口、村务、社区公开栏醒目位置开设监督栏,公布市、县、乡三级监督举报电话、"
    "邮箱或网站;四化三查方案 1 三:设意见箱、意见簿和班子成员廉政监督岗,公开举报电话、邮箱和公众号。",
)
