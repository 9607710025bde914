"""The 8 classes and 44 items of what a village publishes of its money, as two trees of choices.

Source: 农村集体经济组织财务公开规定(农经发〔2011〕13号) 第五条. Resources (class 5) and other matters (class 8) are
listed there without being counted among the 44.
"""

from __future__ import annotations

from typing import NamedTuple

from app.domain.fields import Option


class Class(NamedTuple):
    """One of the 8 classes: its digit, its heading, its items in order, and whether they are among the 44."""

    code: str
    title: str
    items: tuple[str, ...]
    counted: bool = True


CLASSES = (
    Class(
        "1",
        "财务计划",
        (
            "财务收支计划",
            "固定资产购建计划",
            "农业基本建设计划",
            "公益事业建设及一事一议筹资筹劳计划",
            "资产经营处置、资源开发利用、对外投资计划",
            "收益分配计划",
            "其他计划",
        ),
    ),
    Class(
        "2",
        "各项收入",
        (
            "集体经营收入",
            "发包及上交收入",
            "投资收入",
            "一事一议筹资及以资代劳",
            "村级运转财政补助",
            "上级专项补助",
            "征占土地补偿收入",
            "救济扶贫款",
            "社会捐赠收入",
            "资产处置收入",
            "其他收入",
        ),
    ),
    Class(
        "3",
        "各项支出",
        (
            "集体经营支出",
            "村组干部报酬",
            "报刊费",
            "管理费(办公差旅会议卫生治安等)",
            "公益福利支出",
            "固定资产购建支出",
            "征占土地补偿支出",
            "救济扶贫专项支出",
            "社会捐赠支出",
            "其他支出",
        ),
    ),
    Class("4", "各项资产", ("现金及银行存款", "产品物资", "固定资产", "农业资产", "对外投资", "其他资产")),
    Class(
        "5",
        "各类资源",
        ("耕地", "林地", "草地", "园地", "滩涂", "水面", "四荒地", "集体建设用地", "其他资源"),
        counted=False,
    ),
    Class("6", "债权债务", ("应收单位和个人欠款", "银行(信用社)贷款", "欠单位和个人款", "其他债权债务")),
    Class("7", "收益分配", ("收益总额", "提取公积公益金", "提取福利费", "外来投资分利", "成员分配", "其他分配")),
    Class("8", "其他公开事项", ("其他需要公开的事项",), counted=False),
)
IN_MONEY = ("2", "3")  # classes published entry by entry: finance_line; all others are finance_entry
CASH = "4.01"
RECEIVABLE, PAYABLE = ("6.01",), ("6.02", "6.03")
SHARED_OUT = "7.05"
SHARED_ITEMS = ("7.02", "7.03", "7.04", "7.05", "7.06")  # parts of 7.01, never added to it

# What a villager group usually has, in its own words. Source: forms-and-rules 2.15, last paragraph.
GROUP_WORDS = {
    "2.02": "土地(山林、水面)发包收入",
    "2.07": "征地补偿",
    "2.06": "上级补助",
    "2.11": "其他收入",
    "3.05": "公益事业",
    "3.07": "征地补偿分配到户",
    "3.02": "误工补贴",
    "3.10": "其他支出(含分配到户)",
}


def options(wanted: tuple[str, ...]) -> tuple[Option, ...]:
    """The tree of choices of some classes: 2 with 2.01, 2.02 and so on under it."""
    return tuple(
        option
        for one in CLASSES
        if one.code in wanted
        for option in (
            Option(one.code, one.title),
            *(Option(code, f"{code} {words}", one.code) for code, words in coded(one)),
        )
    )


def coded(one: Class) -> list[tuple[str, str]]:
    """The items of a class with their codes."""
    return [(f"{one.code}.{place:02d}", words) for place, words in enumerate(one.items, 1)]


MONEY_ITEMS = options(IN_MONEY)
OTHER_ITEMS = options(tuple(one.code for one in CLASSES if one.code not in IN_MONEY))
WORDS = {code: words for one in CLASSES for code, words in coded(one)}
HEADINGS = {one.code: one.title for one in CLASSES}

# What an item of income or expense covers, in the words of a villager. Source: product C9.
PLAIN_WORDS = {
    "2.01": "卖东西、出租房屋设备、提供服务收的钱",
    "2.02": "田地、山林、水面承包出去收的钱",
    "2.03": "入股分红、存款利息、理财收益",
    "2.04": "一事一议群众出的钱,以钱代工的钱",
    "2.05": "上级拨给村里办公、发误工补贴的钱",
    "2.06": "上级拨给指定项目的钱,如修路、修水渠",
    "2.07": "征地、占地补偿给集体的钱",
    "2.08": "救灾、救济、扶贫的钱",
    "2.09": "企业、个人捐的钱",
    "2.10": "卖旧房、旧设备、树木等收的钱",
    "2.11": "上面都不是的,用途要写具体",
    "3.01": "经营要花的钱:买种苗肥料、修理、人工",
    "3.02": "村组干部的工资、误工补贴",
    "3.03": "订报纸杂志",
    "3.04": "买纸、打印、电话、出差、开会、卫生、治安",
    "3.05": "修路灯、慰问老人、环境整治等给大家办的事",
    "3.06": "修房、修路、买设备等能用多年的东西",
    "3.07": "发给农户的征地补偿",
    "3.08": "发给困难户、受灾户的钱",
    "3.09": "捐出去的钱",
    "3.10": "上面都不是的,用途要写具体",
}
