"""整改承诺书: one letter for one commitment, with room for the handwritten promise and the signature."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.days import chinese_day
from app.domain.fields import Row, Titles
from app.domain.rows import id_of, text_of
from app.ledgers.commitment import COMMITMENTS
from app.ledgers.problem import PROBLEMS
from app.reports.sheet import Block, Column, Paragraph, Sheet, Signatures, Table, WritingArea


def commitment_letter(
    row: Row, problems: Sequence[Row], titles: Titles, *, keeper: str, hotline: str, mark: str = ""
) -> Sheet:
    """The letter of one commitment: opening, what was found, what is promised, acceptance of supervision.

    Source: 集中整治方案 (二): 列出问题清单,制订整改措施,作出整改承诺,并在本单位公示.
    """
    unit = titles.get(("unit", id_of(row, "unit") or 0), "")
    person = COMMITMENTS.show_one(row, "person", titles)
    personal = row.get("promisor") == "个人"
    who = person if personal else unit
    deadline = text_of(row, "deadline")
    until = chinese_day(date.fromisoformat(deadline)) if deadline else "      年   月   日"
    blocks: list[Block] = [
        Paragraph(f"{keeper}：", indent=False),
        Paragraph(
            f"在集中整治工作中，{'本人' if personal else '本单位'}对照检查，对下列问题作出整改承诺，请组织和群众监督。"
        ),
        Paragraph("一、存在问题和整改措施", level=1),
        Table(
            columns=(
                Column("序号", "number", 2.5),
                Column("存在问题", "text", 16),
                Column("整改措施", "text", 16),
                Column("整改时限", "text", 6),
            ),
            rows=tuple(
                (
                    index,
                    text_of(problem, "description"),
                    text_of(problem, "measures"),
                    PROBLEMS.show_one(problem, "deadline", titles),
                )
                for index, problem in enumerate(problems, 1)
            ),
        ),
        Paragraph("二、承诺内容", level=1),
        *(Paragraph(part) for part in text_of(row, "text").splitlines()),
        Paragraph(f"以上承诺于{until}前兑现。未兑现的，愿接受组织处理。"),
        WritingArea("手写承诺", lines=4),
        Signatures((("承诺人(签字)" if personal else "单位(盖章)", ""), ("负责人(签字)", ""), ("日期", ""))),
    ]
    return Sheet(
        key="commitment_letter",
        title="整改承诺书",
        subtitle=text_of(row, "number"),
        look="letter",
        size="A4",
        mark=mark,
        blocks=tuple(blocks),
        foot=f"监督电话：{hotline}" if hotline else "",
        file_name=f"{who}_整改承诺书_{text_of(row, 'number')}",
    )
