"""季度考核评分表: the indicators of one unit with points, reasons and evidence, and what follows from the score."""

from __future__ import annotations

from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of, whole_of
from app.ledgers.assessment import scores
from app.ledgers.score_line import SCORE_LINES
from app.ledgers.standing import ranks
from app.reports.around import PaperAround
from app.reports.sheet import Block, Cell, Column, Facts, Paragraph, Sheet, Signatures, Table

COLUMNS = (
    Column("序号", "number", 2.5),
    Column("考核指标", "text", 12),
    Column("满分", "text", 3.5),
    Column("得分", "text", 3.5),
    Column("扣分理由", "text", 11),
    Column("得分依据", "text", 11),
)


def assessment_sheet(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """The score sheet of one unit in one quarter; the rank only where the county shows it.

    Source: 四化三查方案 1 四; INV-158 to INV-161.
    """
    texts = around.texts(ledger, row)
    kept = sorted(around.rows("score_line", assessment=id_of(row, "id")), key=lambda one: whole_of(one, "seq"))
    lines: list[tuple[Cell, ...]] = []
    for number, line in enumerate(kept, 1):
        one = around.texts(SCORE_LINES, line)
        points = [one[key].removesuffix("分") for key in ("full", "score")]
        lines.append((number, one["indicator"], *points, one["reason"], one["evidence"]))
    full, score = (texts[key].removesuffix("分") for key in ("full", "score"))
    total: tuple[Cell, ...] = (None, "合计", full, score, "", "")
    blocks: list[Block] = [
        Facts((("被考核单位", texts["unit"]), ("考核期", texts["period"]), ("考核细则", texts["rule_doc"]))),
        Table(COLUMNS, tuple(lines), total=total if lines else None),
        *(Paragraph(text) for text in consequences(row, texts, around)),
        Signatures((("评分人", texts["scored_by"]), ("复核人", texts["checked_by"]))),
    ]
    return Sheet(
        key="assessment_sheet",
        title="“两个责任”季度考核评分表",
        blocks=tuple(blocks),
        size="A4",
        file_name=f"{texts['unit']}_考核评分表_{texts['period']}",
    )


def consequences(row: Row, texts: dict[str, str], around: PaperAround) -> list[str]:
    """The line and the money in words: cuts and rewards apart."""
    out = []
    if row.get("score") is not None:
        told = (
            "低于一类线，不能评为一类单位，党委书记、纪委书记不能定为优秀等次" if row.get("below") else "不低于一类线"
        )
        out.append(f"一类线 {texts['threshold']}，得分 {texts['score']}，{told}。")
    if around.option("appraisal_ranking") and row.get("score") is not None:
        places = ranks(scores(around.rows("assessment", period=row.get("period"))))
        out.append(f"名次：第 {places.get(whole_of(row, 'unit'))} 名，共 {len(places)} 个单位。")
    if row.get("fund_cut"):
        out.append(f"扣减经费 {texts['fund_cut']} 元。")
    if row.get("fund_reward"):
        out.append(f"奖励经费 {texts['fund_reward']} 元。")
    return out
