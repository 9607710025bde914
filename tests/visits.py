"""走访记录: a throw-away register with every kind of field; tests/test_engine_proof.py drives it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.faults import Fault
from app.domain.fields import (
    Attachment,
    Choice,
    Count,
    Day,
    IdNumber,
    Link,
    LongText,
    Money,
    Option,
    PeriodField,
    Person,
    Phone,
    Row,
    Sensitivity,
    Text,
    Unit,
    Value,
    YesNo,
)
from app.domain.ledger import Around, Due, LedgerDef, Move, NumberRule, Paper, Raise, SheetColumn, State
from app.domain.points import Points
from app.domain.rows import text_of, whole_of

ID = "11010519491231002X"


def gifts_in_sum(row: Row, around: Around) -> Mapping[str, Value]:
    """What the gifts of a visit cost."""
    gifts = around.rows("visit_gift", visit=row["id"]) if row.get("id") else []
    return {"spent": sum(whole_of(gift, "cost") for gift in gifts)}


def within_means(row: Row, around: Around) -> Iterable[Fault]:
    """A visit costs no more than was set aside for it."""
    if row.get("budget") is not None and whole_of(row, "spent") > whole_of(row, "budget"):
        yield Fault("spent", "实际花费(元):超过预算,请写明说明", "E-BUDGET", soft=bool(row.get("explanation")))


def someone_else(row: Row, around: Around) -> Iterable[Fault]:
    """Who made the visit does not check it."""
    if row.get("asked_by") == around.actor_name:
        yield Fault("checked_by", "办理的人不能自己核实", "E-TWO-PEOPLE")


def problem_from(row: Row, around: Around) -> list[Row]:
    """What a visit brought to light; who mends it by when is asked."""
    return [{"unit": row.get("place"), "found_on": row.get("on_day"), "description": row.get("story")}]


def told_something(row: Row, around: Around) -> str:
    """Without a story there is nothing to go on."""
    return "" if text_of(row, "story") else "没有填写反映情况"


VISITS = LedgerDef(
    key="visit",
    title="走访记录",
    fields=(
        Unit(key="place", label="走访地点", required=True, sensitivity=Sensitivity.PUBLIC),
        Day(key="on_day", label="走访日期", required=True, default="今天", past=True),
        Choice(
            key="topic",
            label="事由",
            required=True,
            options=(Option("1", "一、民生"), Option("1.1", "1.1 低保", "1"), Option("1.2", "1.2 住房", "1")),
        ),
        Text(key="who", label="走访对象", required=True, width=6),
        Text(key="house", label="住房情况", group="住房", only_when=(("topic", "1.2"),)),
        LongText(key="story", label="反映情况", required_from=("已办结",), sensitivity=Sensitivity.PUBLIC),
        PeriodField(key="quarter", label="所属季度", kinds=("quarter",)),
        Money(key="budget", label="预算(元)"),
        Money(key="spent", label="实际花费(元)", stamped=True),
        Count(key="heads", label="户内人口(人)", unit="人"),
        YesNo(key="again", label="需再访", default="否"),
        Person(key="visitors", label="走访人", many=True, required=True),
        Choice(
            key="needs",
            label="困难",
            many=True,
            options=(Option("a", "看病、吃药"), Option("b", "住房"), Option("c", "上学")),
        ),
        Points(key="score", label="满意分", most=10000),
        Link(key="problem", label="相关问题", register="problem"),
        Link(key="main_gift", label="主要慰问品", register="visit_gift", only=(("state", "已发"), ("state", "待发"))),
        Phone(key="phone", label="联系电话"),
        IdNumber(key="id_number", label="证件号码"),
        Attachment(key="photos", label="照片"),
        Day(key="due_on", label="办理时限"),
        Text(key="asked_by", label="办理人", stamped=True),
        Text(key="checked_by", label="核实人", stamped=True),
        Day(key="checked_on", label="核实日期", stamped=True),
    ),
    states=(
        State("登记", tone="calm"),
        State("待核实", tone="wait", review=True),
        State("已办结", open=False, fixed=True),
    ),
    moves=(
        Move(
            label="报核",
            sources=("登记",),
            to="待核实",
            needs=("story",),
            asks=("story",),
            stamps={"asked_by": "actor"},
            many=True,
        ),
        Move(
            label="核实",
            sources=("待核实",),
            to="已办结",
            stamps={"checked_by": "actor", "checked_on": "today"},
            refuse=someone_else,
        ),
        Move(label="退回", sources=("待核实",), to="登记", reason=True, clears=("asked_by",)),
    ),
    number=NumberRule("{short}访〔{year}〕{n}号", unit_field="place", year_field="on_day"),
    rules=(within_means,),
    raises=(Raise(label="转为问题", to="problem", make=problem_from, link="problem", when=told_something),),
    papers=(
        Paper(key="visit_slip", title="走访回执", build="app.reports.row_paper:row_paper"),
        Paper(
            key="visit_full",
            title="走访存根",
            build="app.reports.row_paper:row_paper",
            bare=("who",),
            when=told_something,
        ),
    ),
    derive=gifts_in_sum,
    titled=lambda row, around: f"{row.get('number') or ''} {row.get('who') or ''}".strip(),
    children=("visit_gift",),
    list_columns=("number", "place", "on_day", "topic", "who", "visitors", "spent", "state"),
    sheet_columns=(
        SheetColumn("编号", ("number",)),
        SheetColumn("走访地点", ("place",)),
        SheetColumn("走访日期", ("on_day",)),
        SheetColumn("事由", ("topic",)),
        SheetColumn("走访对象", ("who",)),
        SheetColumn("反映情况", ("story",), 16),
        SheetColumn("走访人/日期", ("visitors", "checked_on")),
        SheetColumn("困难", ("needs",)),
        SheetColumn("人口", ("heads",), sums=True),
        SheetColumn("满意分", ("score",)),
        SheetColumn("预算(元)", ("budget",)),
        SheetColumn("花费(元)", ("spent",), sums=False),
        SheetColumn("状态", ("state",)),
    ),
    due=Due("due_on"),
    loose=("phone",),
    unit_field="place",
    period_field="on_day",
    alike="story",
    basis="测试用:每户每季走访一次。",
)
GIFTS = LedgerDef(
    key="visit_gift",
    title="走访慰问品",
    menu="",
    fields=(
        Link(key="visit", label="走访", register="visit", required=True),
        Count(key="seq", label="行号"),
        Text(key="thing", label="品名", required=True),
        Money(key="cost", label="金额(元)", required=True),
        Link(key="instead_of", label="代替", register="visit_gift", within="visit"),
    ),
    states=(State("待发"), State("已发"), State("退回", open=False)),
    moves=(
        Move(label="发放", sources=("待发",), to="已发"),
        Move(label="退回", sources=("待发", "已发"), to="退回"),
    ),
    identity=("visit", "thing"),
    line_number="seq",
    titled=lambda row, around: str(row.get("thing") or ""),
    parent="visit",
    list_columns=("thing", "cost"),
    sheet_columns=(
        SheetColumn("走访", ("visit",)),
        SheetColumn("品名", ("thing",)),
        SheetColumn("金额(元)", ("cost",)),
    ),
    basis="测试用:慰问品逐件登记。",
)
FIRST = {
    "place": "青山村",
    "on_day": "2026.11.20",
    "topic": "低保",
    "who": "李奶奶",
    "story": "屋顶漏雨,盼早日维修",
    "quarter": "2026年四季度",
    "budget": "500",
    "heads": "3人",
    "again": "是",
    "needs": "住房;看病、吃药",
    "score": "96.5",
    "visitors": "王伟",
    "phone": "13800138000",
    "id_number": ID,
    "due_on": "11月底前",
}
