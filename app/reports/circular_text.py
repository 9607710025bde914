"""通报: the text of a circular as it is sent out; before its release the draft, with names masked and marked so."""

from __future__ import annotations

from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.rows import ids_of, text_of, whole_of
from app.ledgers.circular import BULLETIN, CASES, RELEASED
from app.reports.around import PaperAround
from app.reports.official import day_of, enclosed, imprint, issuer, paragraphs, typeset
from app.reports.sheet import Block, Closing, Column, Paragraph, Sheet, Table

FOUND = "监督检查发现问题清单"


def circular_text(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """The body where one was written, else the draft from the registers; cases and people are counted apart.

    What a month's checks found is enclosed. Source: forms-and-rules 2.12, 2.24.7, 3.5; INV-170, INV-181.
    """
    texts = around.texts(ledger, row)
    office = issuer(texts["unit"], around)
    released = row.get("state") == RELEASED
    blocks: list[Block] = []
    if not released:
        blocks.append(Paragraph("（送审稿，未经审核发布不得外传）", align="center", indent=False))
    units = [around.title("unit", number) for number in ids_of(row, "units")]
    if units:
        blocks.append(Paragraph(f"{'、'.join(units)}：", indent=False))
    blocks.append(Paragraph(opening(row, around)))
    blocks += paragraphs(text_of(row, "body") or text_of(row, "draft"))
    if texts["mend_by"]:
        until = day_of(text_of(row, "mend_by"))
        blocks.append(Paragraph(f"请有关单位于{until}前整改到位，并书面报告整改情况。"))
    named, sheets = enclosed([(FOUND, table) for table in findings(row, around)])
    day = day_of(text_of(row, "issued_on"))
    blocks += [*named, Closing(office, day), *sheets]
    blocks.append(imprint(around, typeset(texts["copies_to"]), office, day))
    return Sheet(
        key="circular_text",
        title=typeset(text_of(row, "title")),
        number=texts["number"] if released else "",
        blocks=tuple(blocks),
        look="letter",
        size="A4",
        kept=(office, around.township, *units),
        file_name=f"{texts['number'] or '通报送审稿'}_{text_of(row, 'title')}",
    )


def opening(row: Row, around: PaperAround) -> str:
    """The first sentence with the counts, from the registers alone."""
    if row.get("kind") == CASES:
        cases, people = whole_of(row, "case_count"), whole_of(row, "person_count")
        return f"现将查处的{cases}起侵害群众利益的不正之风和腐败问题典型案例（涉及{people}人）通报如下："
    checks = len(ids_of(row, "inspections"))
    return f"本月共开展监督检查{checks}次，发现问题{whole_of(row, 'finding_count')}个。现将检查情况通报如下："


def findings(row: Row, around: PaperAround) -> list[Table]:
    """What the checks of a month's bulletin found, one line each; none where nothing was found."""
    if row.get("kind") != BULLETIN:
        return []
    lines = [
        (around.title("unit", whole_of(one, "unit")), typeset(text_of(one, "content")), text_of(one, "deadline"))
        for number in ids_of(row, "inspections")
        for one in around.rows("finding", inspection=number)
    ]
    columns = (
        Column("序号", "number", 2.5),
        Column("单位", "text", 7),
        Column("发现问题", "text", 18),
        Column("整改时限", "text", 6),
    )
    return [Table(columns, tuple((n, *line) for n, line in enumerate(lines, 1)))] if lines else []
