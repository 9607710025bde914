"""Every kind of field: read, show, read back, refuse."""

from collections.abc import Mapping
from datetime import date

import pytest

from app.domain.fields import (
    Attachment,
    Choice,
    Count,
    Day,
    Field,
    IdNumber,
    Link,
    LongText,
    Money,
    NoLookup,
    Option,
    PeriodField,
    Person,
    Phone,
    Reading,
    Sensitivity,
    Text,
    Unit,
    Value,
    YesNo,
)

TREE = (Option("1", "一、处事不公"), Option("1.1", "1.1 滥用职权", "1"), Option("1.2", "1.2 优亲厚友", "1"))
TITLES = {("person", 7): "陈龑", ("person", 9): "王伟", ("unit", 3): "青山村"}


class Register:
    """A register of three names."""

    def find(self, register: str, text: str, only: Mapping[str, Value] | None = None) -> int:
        for (kept, number), title in TITLES.items():
            if (kept, title) == (register, text):
                return number
        raise ValueError(f"没有找到“{text}”")


READING = Reading(date(2026, 11, 22), Register())
FILE = "a" * 64

KINDS = [
    (Text(key="f", label="字段"), " 一行\n两行 ", "一行 两行", "一行 两行"),
    (LongText(key="f", label="字段"), "一行\r\n两行", "一行\n两行", "一行\n两行"),
    (Choice(key="f", label="字段", options=TREE), "优亲厚友", "1.2", "1.2 优亲厚友"),
    (Choice(key="f", label="字段", options=TREE), "1.2", "1.2", "1.2 优亲厚友"),
    (Choice(key="f", label="字段", options=("自查", "信访")), "信访", "信访", "信访"),
    (Day(key="f", label="字段"), "6月底前", "2026-06-30", "2026-06-30"),
    (PeriodField(key="f", label="字段"), "2026年二季度", "2026Q2", "2026年第2季度"),
    (PeriodField(key="f", label="字段", kinds=("year",)), "2026", "2026", "2026年度"),
    (Money(key="f", label="字段"), "1,020.5", 102050, "1,020.50"),
    (Count(key="f", label="字段", unit="人"), "1,200人", 1200, "1200"),
    (Count(key="f", label="字段"), "0", 0, "0"),
    (YesNo(key="f", label="字段"), "√", 1, "是"),
    (YesNo(key="f", label="字段"), "无", 0, "否"),
    (Person(key="f", label="字段"), "陈龑", 7, "陈龑"),
    (Person(key="f", label="字段", many=True), "陈龑、王伟;陈龑", [7, 9], "陈龑、王伟"),
    (Link(key="f", label="字段", register="person", many=True), "王伟\n陈龑", [9, 7], "王伟、陈龑"),
    (Unit(key="f", label="字段"), " 青山村 ", 3, "青山村"),
    (Phone(key="f", label="字段"), "(0795)1234567", "0795-1234567", "0795-1234567"),
    (IdNumber(key="f", label="字段"), "11010519491231002x", "11010519491231002X", "11010519491231002X"),
]


@pytest.mark.parametrize(("field", "typed", "value", "shown"), KINDS)
def test_every_kind_is_read_shown_and_read_back(field: Field, typed: str, value: object, shown: str) -> None:
    read = field.parse(typed, READING)

    assert read == value
    assert field.show(read, TITLES) == shown
    assert field.parse(shown, READING) == value


@pytest.mark.parametrize("field", [kind[0] for kind in KINDS] + [Attachment(key="f", label="字段")])
def test_nothing_typed_is_nothing_and_is_shown_as_nothing(field: Field) -> None:
    read = [field.parse(text, READING) for text in ("", "  ")]

    assert read == [None, None]
    assert field.show(None, TITLES) == ""


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        (Text(key="f", label="字段", most=4), "一二三四五", r"太长了\(5 字\),最多 4 字"),
        (Text(key="f", label="字段"), "机密★ 某件", "含有密级标志“机密★”。本程序只用于非涉密内容"),
        (LongText(key="f", label="字段"), "第一行\n\uff08秘密\uff09", "涉密材料不得录入"),
        (LongText(key="f", label="字段"), "退回\u200b款项", r"看不见的控制字符\(U\+200B\)"),
        (Choice(key="f", label="字段", options=TREE), "一、处事不公", "没有“一、处事不公”这一项,可填:1.1 滥用职权"),
        (Choice(key="f", label="字段", options=("自查",)), "自 查 ", "没有“自 查”这一项"),
        (Day(key="f", label="字段", past=True), "明天", "2026-11-23 在今天之后"),
        (Day(key="f", label="字段"), "1900-01-01", "年份 1900 不对"),
        (Day(key="f", label="字段"), "2150-01-01", "年份 2150 不对"),
        (PeriodField(key="f", label="字段"), "2026", "报告期应是月或季度"),
        (PeriodField(key="f", label="字段"), "前几个月", "不是报告期"),
        (Money(key="f", label="字段"), "-1", "金额不能小于 0.00"),
        (Money(key="f", label="字段"), "12.345", "金额最多两位小数"),
        (Count(key="f", label="字段"), "-3", "应是 0 或正整数"),
        (Count(key="f", label="字段"), "3.5", "应是 0 或正整数"),
        (Count(key="f", label="字段"), "³", "应是 0 或正整数"),
        (YesNo(key="f", label="字段"), "也许", "请填 是 或 否"),
        (Unit(key="f", label="字段"), "绿水村", "没有找到“绿水村”"),
        (Person(key="f", label="字段", many=True), "陈龑、张三", "没有找到“张三”"),
        (Phone(key="f", label="字段"), "12", "不是电话号码"),
        (IdNumber(key="f", label="字段"), "110105194912310021", "校验位不对"),
        (Attachment(key="f", label="字段"), "照片.jpg", "请用“添加文件”放入"),
    ],
)
def test_every_kind_refuses_in_chinese_and_says_the_right_form(field: Field, typed: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        field.parse(typed, READING)


def test_a_negative_amount_is_read_where_a_balance_may_be_one() -> None:
    balance = Money(key="f", label="期末结余", least=None)

    read = balance.parse("-1,020.50", READING)

    assert read == -102050


def test_a_past_day_may_be_today() -> None:
    read = Day(key="f", label="字段", past=True).parse("今天", READING)

    assert read == "2026-11-22"


def test_files_are_shown_by_name_and_kept_as_lines() -> None:
    field = Attachment(key="f", label="佐证材料")

    read = field.parse(f"{FILE} 收据 1.jpg\n{FILE} 会议记录.pdf", READING)

    assert read == f"{FILE} 收据 1.jpg\n{FILE} 会议记录.pdf"
    assert field.show(read) == "收据 1.jpg、会议记录.pdf"


def test_identity_numbers_are_secret_and_phones_personal_without_being_told() -> None:
    kinds = (IdNumber(key="a", label="身份证号"), Phone(key="b", label="电话"), Text(key="c", label="文字"))

    sensitivities = [field.sensitivity for field in kinds]

    assert sensitivities == [Sensitivity.SECRET, Sensitivity.PERSONAL, Sensitivity.INTERNAL]


def test_a_link_to_a_row_that_is_gone_still_shows_which_one() -> None:
    shown = Unit(key="f", label="单位").show(99, TITLES)

    assert shown == "#99"


def test_where_no_register_is_at_hand_every_name_is_unknown() -> None:
    with pytest.raises(ValueError, match="没有找到“青山村”"):
        Unit(key="f", label="单位").parse("青山村", Reading(date(2026, 11, 22), NoLookup()))


def test_a_field_belongs_to_rows_of_its_kind_and_to_those_that_have_it_already() -> None:
    plain = Text(key="note", label="说明")
    house = Text(key="house", label="住房情况", only_when=(("topic", "1.2"), ("area", "项目")))
    rows: list[dict[str, Value]] = [{}, {"topic": "1.1"}, {"topic": "1.2"}, {"area": "项目"}, {"house": "漏雨"}]

    assert [plain.asked(row) for row in rows] == [True] * 5
    assert [house.asked(row) for row in rows] == [False, False, True, True, True]
