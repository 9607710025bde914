"""民主评议: the ballot that is handed out, and the result of a round with every station on one sheet."""

from __future__ import annotations

from datetime import date

from app.domain.days import Period, chinese_day
from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.points import show_points
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.appraisal import TALLIES, WEIGHTS, WHOLE, scores
from app.ledgers.ballot import MARKS, SPOILT
from app.ledgers.standing import ranks
from app.reports.around import PaperAround
from app.reports.sheet import Cell, Column, Facts, Paragraph, Sheet, Signatures, Table

ON_THE_PAPER = tuple(option for option in MARKS if option.code != SPOILT)


def appraisal_result(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """Tallies and scores of all stations of the round a row stands in; ranks only where the county shows them.

    Source: 四化三查方案 1 三; forms-and-rules 2.20 (the formula is printed).
    """
    stations = stations_of(row, around)
    first = stations[0]
    ranked = ranks(scores(stations)) if around.option("appraisal_ranking") and row.get("dimension") == WHOLE else {}
    heads = [short.removesuffix("(票)") for _, _, short in TALLIES]
    columns = [Column("序号", "number", 2.5), Column("被评站所", "text", 8), Column("有效票", "number", 3.4)]
    columns += [Column(head, "number", 3.4) for head in heads] + [Column("得分", "text", 4)]
    if ranked:
        columns.append(Column("名次", "number", 3))
    rows: list[tuple[Cell, ...]] = []
    for number, one in enumerate(stations, 1):
        score = one.get("score")
        cells: list[Cell] = [number, around.title("unit", whole_of(one, "unit")), whole_of(one, "valid")]
        cells += [whole_of(one, key) for _, key, _ in TALLIES]
        cells.append(show_points(score) if isinstance(score, int) else "")
        rows.append((*cells, ranked.get(whole_of(one, "unit"))) if ranked else tuple(cells))
    met = text_of(first, "met_on")
    return Sheet(
        key="appraisal_result",
        title=f"{around.township}{text_of(row, 'kind')}结果统计表",
        subtitle=subtitle_of(row),
        blocks=(
            Facts(
                (
                    ("评议日期", chinese_day(date.fromisoformat(met)) if met else ""),
                    ("应到/实到", f"{whole_of(first, 'expected') or '—'}/{whole_of(first, 'present')} 人"),
                    ("发出/收回", f"{whole_of(first, 'issued')}/{whole_of(first, 'returned')} 张"),
                )
            ),
            Table(tuple(columns), tuple(rows)),
            Paragraph(formula_of(first)),
            Signatures((("录票人", text_of(first, "entered_by")), ("复核人", text_of(first, "checked_by")))),
        ),
        size="A4",
        file_name=f"{around.township}_{text_of(row, 'kind')}结果_{text_of(row, 'period')}",
    )


def ballot_paper(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """The ballot: every station of the round with a box for each mark; it has no place for a name."""
    columns = [Column("序号", "number", 3), Column("被评站所", "text", 10)]
    columns += [Column(f"{option.code} {option.label}", "text", 4.6) for option in ON_THE_PAPER[:-1]]
    blank = ("",) * (len(columns) - 2)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (number, around.title("unit", whole_of(one, "unit")), *blank)
        for number, one in enumerate(stations_of(row, around), 1)
    )
    return Sheet(
        key="appraisal_ballot",
        title=f"{around.township}{text_of(row, 'kind')}测评票",
        subtitle=subtitle_of(row),
        blocks=(
            Paragraph("请在每个站所后面选一格打“√”，只选一格。本票不记名，不写名字和单位；没有填写的按弃权计。"),
            Table(tuple(columns), rows),
        ),
        size="A4",
        file_name=f"{around.township}_{text_of(row, 'kind')}测评票_{text_of(row, 'period')}",
    )


def stations_of(row: Row, around: PaperAround) -> list[Row]:
    """The rows of all stations of a round, in the order of the ballot."""
    same = {key: row.get(key) for key in ("period", "kind", "dimension")}
    return sorted(around.rows("appraisal", **same), key=lambda one: id_of(one, "id") or 0)


def subtitle_of(row: Row) -> str:
    """The quarter, and what was asked where it is not the whole."""
    period = text_of(row, "period")
    asked = text_of(row, "dimension")
    return f"{Period.parse(period).title if period else ''}{'' if asked == WHOLE else f'　{asked}'}"


def formula_of(row: Row) -> str:
    """How the score was worked out, in words."""
    parts = "、".join(f"{mark.removesuffix('得分')} {whole_of(row, key)} 分" for _, key, mark, _ in WEIGHTS)
    return (
        f"计分：{parts}；得分＝各档票数×分值之和÷（满意＋基本满意＋一般＋不满意）；不了解、弃权、废票不计入。"
        "测评不记名，由两人分别录入并抽查核对。"
    )
