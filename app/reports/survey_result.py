"""民意调查结果: every unit of a survey with its tallies and its rate; the formula is printed."""

from __future__ import annotations

from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.points import show_points
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.standing import ranks
from app.ledgers.survey import TALLIES, rates
from app.reports.around import PaperAround
from app.reports.sheet import Cell, Column, Facts, Paragraph, Sheet, Signatures, Table


def survey_result(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """All units and ways of the survey a row belongs to; ranks only where the county shows them.

    Source: forms-and-rules 2.21; INV-146 to INV-148.
    """
    same = sorted(around.rows("survey", name=row.get("name")), key=lambda one: id_of(one, "id") or 0)
    ranked = ranks(rates(same)) if around.option("appraisal_ranking") else {}
    columns = [Column("序号", "number", 2.5), Column("被调查单位", "text", 7), Column("方式", "text", 3.5)]
    columns += [Column(head, "number", 3.6) for head in ("计划", "收回", "有效")]
    columns += [Column(label.removesuffix("(份)"), "number", 3.6) for _, label in TALLIES]
    columns.append(Column("满意率%", "text", 4))
    if ranked:
        columns.append(Column("名次", "number", 3))
    rows: list[tuple[Cell, ...]] = []
    for number, one in enumerate(same, 1):
        unit, rate = whole_of(one, "unit"), one.get("rate")
        cells: list[Cell] = [number, around.title("unit", unit), text_of(one, "way")]
        cells += [whole_of(one, key) for key in ("planned", "reached", "valid", *(key for key, _ in TALLIES))]
        cells.append(show_points(rate) if isinstance(rate, int) else "")
        rows.append((*cells, ranked.get(unit)) if ranked else tuple(cells))
    texts = around.texts(ledger, row)
    teams = f"{texts['teams'] or '—'} 个组 {texts['members'] or '—'} 人"
    return Sheet(
        key="survey_result",
        title=f"{texts['name']}结果统计表",
        blocks=(
            Facts((("调查时间", f"{texts['from_on']} 至 {texts['to_on']}"), ("调查力量", teams))),
            Paragraph(f"调查问题：{texts['question']}"),
            Table(tuple(columns), tuple(rows)),
            Paragraph(
                "满意率＝（非常满意＋满意）÷有效样本×100%。名次按一个单位各种方式合计的满意率排。"
                if ranked
                else "满意率＝（非常满意＋满意）÷有效样本×100%。"
            ),
            Signatures((("录入人", texts["entered_by"]), ("复核人", texts["checked_by"]))),
        ),
        size="A4",
        file_name=f"{texts['name']}_结果统计表",
    )
