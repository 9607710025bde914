"""Sheets as they come from the reports, for the tests of this room."""

from __future__ import annotations

from datetime import date

from app.domain.money import capital
from app.reports.sheet import Column, Facts, Paragraph, Seals, Sheet, Signatures, Table, WritingArea, sum_row

RARE = ("李龑", "王㛃", "赵䶮", "钱𠅤", "孙𫖯", "周𬭚", "吴𪚥", "郑𠮷")
MEASURES = "一是召开村民代表会议,逐笔公布机动地承包款收支;二是将坐支款项12,600.00元全额缴入代管账户,收回票据7张。"


def ledger(rows: int = 60, mark: str = "", long: str = "") -> Sheet:
    """The wide problem ledger."""
    columns = (
        Column("序号", "number", 3),
        Column("问题编号", width=9),
        Column("所属单位", width=8),
        Column("责任人", width=5),
        Column("问题类别", width=10),
        Column("问题描述", width=24),
        Column("涉及金额(元)", "money", 7, sums=True),
        Column("发现日期", "date", 7),
        Column("整改措施", width=24),
        Column("责任领导", width=5),
        Column("整改时限", "date", 7),
        Column("整改进展", width=16),
        Column("状态", width=5),
        Column("备注", width=6),
    )
    body = tuple(
        (
            index,
            f"示纪问〔2016〕{index}号",
            f"石桥村第{index % 12 + 1}村民小组",
            RARE[index % len(RARE)],
            "侵占挪用集体资金",
            (long if index == 2 else "")
            or f"2015年村集体机动地承包款{index}笔未入账,由村会计坐支用于接待,未开具统一票据。",
            1_260_000 + index * 137,
            date(2016, 6, index % 28 + 1),
            MEASURES if index % 3 else "限期退还。",
            "张建国",
            date(2016, 9, 30),
            "已退还,待验收" if index % 2 else "",
            "整改中" if index % 2 else "已销号",
            None,
        )
        for index in range(1, rows + 1)
    )
    table = Table(columns, body, sum_row(columns, body), "", "单位:元")
    return Sheet(
        "problem",
        "石桥乡侵害群众利益不正之风和腐败问题台账",
        (
            Facts((("填报单位", "石桥乡纪委"), ("报告期", "2016年6月"), ("填报日期", "2016-07-05"))),
            table,
            Signatures((("制表人", "王秀兰"), ("审核人", ""), ("负责人", ""), ("日期", ""))),
        ),
        mark=mark,
        file_name="问题台账_石桥乡_2016年06月",
        facts={"signature_fields": "经办人,签发人"},
    )


def wall(rows: int = 139, mark: str = "") -> Sheet:
    """The quarterly finance sheet of a village on a wall."""
    columns = (
        Column("序号", "number", 3),
        Column("日期", "date", 7),
        Column("摘要", width=14),
        Column("收入", "money", 8, sums=True),
        Column("支出", "money", 8, sums=True),
        Column("经手人", width=5),
    )
    body = tuple(
        (
            index,
            date(2016, 4 + index % 3, index % 28 + 1),
            f"付第{index % 12 + 1}组清理河道雇工{index}人次工资(含误工补贴)" if index % 4 else "收机动地承包款",
            None if index % 4 else 250_000 + index * 111,
            86_000 + index * 7 if index % 4 else None,
            RARE[index % len(RARE)],
        )
        for index in range(1, rows + 1)
    )
    total = sum_row(columns, body)
    spent = total[4]
    assert isinstance(spent, int)
    return Sheet(
        "finance",
        "石桥村2016年第二季度财务公开榜",
        (
            Facts((("公开单位", "石桥村村民委员会"), ("公开期间", "2016年4月至6月"), ("公布日期", "2016-07-10"))),
            Table(columns, body, total, f"支出合计(大写):{capital(spent)}", "单位:元"),
            Paragraph(
                "公示期:2016年7月10日至2016年7月16日(共 7 天)。对以上内容有疑问的,请在公示期内向村务监督委员会反映。"
            ),
            Signatures((("村主任", ""), ("监督委员会主任", ""), ("会计", "李龑"))),
            Seals(("村民委员会(章)", "村务监督委员会(章)")),
        ),
        mark=mark,
        look="notice",
        foot="监督电话:0000-1234567  意见箱:村部大门右侧",
        file_name="石桥村_财务公开榜",
    )


def letter(mark: str = "") -> Sheet:
    """A commitment as a letter."""
    return Sheet(
        "commitment",
        "石桥乡石桥村整改承诺书",
        (
            Paragraph("石桥乡纪委:", indent=False),
            Paragraph(
                "根据《关于开展侵害群众利益不正之风和腐败问题集中整治工作的方案》要求,我对本村自查发现的问题"
                "负有直接责任,现就整改事项郑重承诺如下,请组织和群众监督。"
            ),
            Paragraph("一、存在的问题", level=1),
            Paragraph("(一)机动地承包款未入账", level=2),
            Paragraph(MEASURES * 3),
            Paragraph("二、整改措施和时限", level=1),
            Paragraph("2016年9月30日前将12,600.00元(￥12,600.00)全额退还,承诺人钱𠅤、孙𫖯、周𬭚共同负责。"),
            WritingArea("手写承诺(请抄写“以上承诺属实,愿接受监督”):", 4),
            Paragraph("承诺人:赵䶮", align="right"),
            Paragraph("2016年7月5日", align="right"),
            Signatures((("承诺人", ""), ("见证人", ""))),
        ),
        mark=mark,
        look="letter",
        file_name="整改承诺书_石桥村",
    )
