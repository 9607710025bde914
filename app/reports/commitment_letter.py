"""整改承诺书: one letter for one commitment, with room for the handwritten promise and the signature."""

from __future__ import annotations

from datetime import date

from app.domain.days import chinese_day
from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.rows import ids_of, text_of
from app.ledgers.problem import PROBLEMS
from app.reports.around import PaperAround
from app.reports.sheet import Block, Code, Column, Paragraph, Sheet, Signatures, Table, WritingArea


def commitment_letter(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """The letter of one commitment: opening, what was found, what is promised, acceptance of supervision.

    Source: 集中整治方案 (二): 列出问题清单,制订整改措施,作出整改承诺,并在本单位公示.
    """
    shown = around.texts(ledger, row)
    problems = [found for one in ids_of(row, "problems") if (found := around.row("problem", one))]
    personal = row.get("promisor") == "个人"
    who = shown["person"] if personal else shown["unit"]
    deadline = text_of(row, "deadline")
    until = chinese_day(date.fromisoformat(deadline)) if deadline else "      年   月   日"
    blocks: list[Block] = [
        Paragraph(f"中共{around.township}纪律检查委员会：", indent=False),
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
                    PROBLEMS.show_one(problem, "deadline", {}),
                )
                for index, problem in enumerate(problems, 1)
            ),
        ),
        Paragraph("二、承诺内容", level=1),
        *(Paragraph(part) for part in text_of(row, "text").splitlines()),
        Paragraph(f"以上承诺于{until}前兑现，未兑现愿受处理。"),
        WritingArea("手写承诺", lines=6),
        Signatures((("承诺人(签字)" if personal else "单位(盖章)", ""), ("负责人(签字)", ""), ("日期", ""))),
        *([Code(text_of(row, "code"), ledger.label("code"))] if row.get("code") else []),
    ]
    return Sheet(
        key="commitment_letter",
        title="整改承诺书",
        subtitle=text_of(row, "number"),
        look="letter",
        size="A4",
        blocks=tuple(blocks),
        foot=f"监督电话：{around.hotline}" if around.hotline else "",
        file_name=f"{who}_整改承诺书_{text_of(row, 'number')}",
    )
