"""受益对象: who got what by which standard, under an item of village affairs disclosure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from app.domain.faults import Fault
from app.domain.fields import (
    Count,
    Day,
    IdNumber,
    Link,
    Money,
    Row,
    Sensitivity,
    Text,
    Unit,
    Value,
    YesNo,
)
from app.domain.ledger import Around, Holder, LedgerDef, SheetColumn
from app.domain.points import Points, show_points, times
from app.domain.privacy import personal_numbers
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.unit import GROUP, VILLAGE_KINDS

ADULT = 18
TEXTS = (("name", "姓名"), ("standard", "补助标准"), ("measure", "计量单位"))


def recipient_title(row: Row, around: Around) -> str:
    """By place in the list: a name does not stand in titles, they appear everywhere."""
    place = row.get("seq")
    return f"受益对象第{place}户" if place else f"受益对象#{row.get('id') or ''}"


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """A child is known by the day of birth or the identity number; who was one when it was posted stays one."""
    born = text_of(row, "born_on") or _born(text_of(row, "id_number"))
    return {"minor": 1} if born and is_minor(date.fromisoformat(born), around.today) else {}


def is_minor(born: date, today: date) -> bool:
    """Under eighteen. Source: 未成年人保护法 第二条."""
    return (
        today < date(born.year + ADULT, 3, 1)
        if (born.month, born.day) == (2, 29)
        else (today < born.replace(year=born.year + ADULT))
    )


def _born(id_number: str) -> str:
    return f"{id_number[6:10]}-{id_number[10:12]}-{id_number[12:14]}" if id_number else ""


def no_numbers_of_persons(row: Row, around: Around) -> Iterable[Fault]:
    """Identity, card and mobile numbers are on no list. Source: 个人信息保护法 第二十五条; forms-and-rules 3.7 P4."""
    for key, label in TEXTS:
        for found in personal_numbers(text_of(row, key)):
            yield Fault(key, f"{label}:写了{found.kind},名单会公示,请去掉", "E-PRIVATE")


def lives_here(row: Row, around: Around) -> Iterable[Fault]:
    """The address on a list goes no further than the group."""
    place = around.row("unit", id_of(row, "group_unit") or 0)
    if place and place.get("kind") not in (GROUP, *VILLAGE_KINDS):
        yield Fault("group_unit", "村民小组:应是村民小组或村、社区", "E-OWNER")


def once_in_a_list(row: Row, around: Around) -> Iterable[Fault]:
    """The same name twice in one group is another person or a mistake; two identity numbers are two people."""
    item, name, number = id_of(row, "item"), row.get("name"), row.get("id_number")
    if not item or not name:
        return
    same = around.rows("recipient", item=item, name=name, group_unit=row.get("group_unit"))
    if any(other.get("id") != row.get("id") and not (number and other.get("id_number")) for other in same):
        yield Fault("name", f"姓名:本组名单里已有“{name}”,同名的请在备注里区分,重复的请作废", "E-TWICE", soft=True)


def one_person_once(row: Row, around: Around) -> Iterable[Fault]:
    """The same identity number twice in one list is one person paid twice. Source: INV-187 (虚报冒领)."""
    item, number = id_of(row, "item"), row.get("id_number")
    if item and number:
        same = around.rows("recipient", item=item, id_number=number)
        if found := [other for other in same if other.get("id") != row.get("id")]:
            place = f"第{found[0]['seq']}户" if found[0].get("seq") else "另一行"
            yield Fault("id_number", f"身份证号:和名单{place}是同一个人,请核对,重复的请作废", "E-TWICE")


def born_as_in_the_number(row: Row, around: Around) -> Iterable[Fault]:
    """The day of birth stands in the identity number too."""
    born = _born(text_of(row, "id_number"))
    if row.get("born_on") and born and row["born_on"] != born:
        yield Fault("born_on", f"出生日期:与身份证号上的 {born} 不一致,请核对", "E-BORN", born)


def quantity_times_standard(row: Row, around: Around) -> Iterable[Fault]:
    """Quantity × standard = amount, where the standard is an amount. Source: 集中整治方案 (三)4 (规范、统一)."""
    price, amount = row.get("price"), row.get("amount")
    if not isinstance(price, int) or not isinstance(amount, int) or row.get("quantity") is None:
        return
    if times(price, whole_of(row, "quantity")) != amount:
        text = f"金额:{show_points(whole_of(row, 'quantity'))} × 单价与金额不一致,请核对或在“说明”里写明"
        yield Fault("amount", text, "E-SUM", soft=True)


RECIPIENTS = LedgerDef(
    key="recipient",
    title="受益对象",
    menu="",
    icon="person",
    fields=(
        Link(key="item", label="公开事项", register="affairs_item", required=True, width=14),
        Count(key="seq", label="序", width=3, sensitivity=Sensitivity.PUBLIC),
        Text(
            key="name",
            label="姓名",
            required=True,
            most=30,
            width=5,
            sensitivity=Sensitivity.PERSONAL,
            hint="名单依规定公示;不写证件号、电话、银行卡号和病情",
        ),
        YesNo(
            key="minor",
            label="未成年人",
            default="否",
            hint="填“是”的,公示时印成 李某某;填了出生日期或身份证号的,由程序判断",
        ),
        Unit(
            key="group_unit",
            label="村民小组",
            width=8,
            sensitivity=Sensitivity.PUBLIC,
            hint="住址只公示到小组",
        ),
        Text(
            key="standard",
            label="补助标准",
            width=10,
            sensitivity=Sensitivity.PUBLIC,
            hint="按什么标准,如 二类低保、每亩;不写病情、残疾类别",
        ),
        Money(key="price", label="单价(元)", sensitivity=Sensitivity.PUBLIC, hint="标准是定额的填,程序核对金额"),
        Points(
            key="quantity", label="数量", word="数量", sensitivity=Sensitivity.PUBLIC, hint="人数、亩数、月数,可有小数"
        ),
        Text(key="measure", label="计量单位", most=8, width=3, sensitivity=Sensitivity.PUBLIC),
        Money(key="amount", label="金额(元)", required=True, sensitivity=Sensitivity.PUBLIC),
        Day(
            key="born_on",
            label="出生日期",
            past=True,
            group="核对用(不公示)",
            sensitivity=Sensitivity.PERSONAL,
            hint="只用来判断是不是未成年人,任何表上都不印",
        ),
        IdNumber(
            key="id_number",
            label="身份证号",
            group="核对用(不公示)",
            hint="只用来查重复和判断未成年人,任何表上都不印;没有可不填",
        ),
    ),
    derive=derive,
    rules=(
        no_numbers_of_persons,
        lives_here,
        one_person_once,
        born_as_in_the_number,
        once_in_a_list,
        quantity_times_standard,
    ),
    titled=recipient_title,
    parent="item",
    line_number="seq",
    holder=Holder("recipient", "name", "id_number", "born_on"),
    list_columns=("seq", "name", "group_unit", "standard", "price", "quantity", "measure", "amount", "minor"),
    sheet_columns=(
        SheetColumn("公开事项", ("item",), 14),
        SheetColumn("姓名", ("name",), 5),
        SheetColumn("村民小组", ("group_unit",), 8),
        SheetColumn("补助标准/单价", ("standard", "price"), 10),
        SheetColumn("数量", ("quantity", "measure"), 5),
        SheetColumn("金额(元)", ("amount",), 7),
        SheetColumn("备注", ("remark",), 6),
    ),
    basis="集中整治方案 (三)4:涉及群众利益的各类政策、项目、资金、保障等方面的信息全面公开,公开信息要规范、统一;"
    "村民委员会组织法 第三十条:公布救灾救助、补贴补助等资金、物资的管理使用情况。",
)
