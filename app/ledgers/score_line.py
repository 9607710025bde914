"""考核评分: one indicator with its full mark, the points given, and the evidence behind them."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.faults import Fault
from app.domain.fields import Attachment, Count, Link, LongText, Row, Text
from app.domain.ledger import Around, LedgerDef, SheetColumn, Travel
from app.domain.points import Points, show_points
from app.domain.rows import id_of, text_of, whole_of


def score_title(row: Row, around: Around) -> str:
    """The indicator and its points."""
    score = row.get("score")
    return f"{text_of(row, 'indicator')} {show_points(score) + '分' if isinstance(score, int) else ''}".strip()


def within_full_mark(row: Row, around: Around) -> Iterable[Fault]:
    """0 ≤ points ≤ full mark. Source: INV-159."""
    if row.get("full") == 0:
        yield Fault("full", "满分:不能是 0", "E-SCORE")
    if row.get("score") is not None and whole_of(row, "score") > whole_of(row, "full"):
        yield Fault("score", f"得分:大于满分 {show_points(whole_of(row, 'full'))}", "E-SCORE")


def reason_for_deduction(row: Row, around: Around) -> Iterable[Fault]:
    """Whoever takes points away says why. Source: forms-and-rules 2.22, items."""
    if row.get("score") is not None and whole_of(row, "score") < whole_of(row, "full") and not row.get("reason"):
        yield Fault("reason", "扣分理由:没有得满分的,写明扣分理由", "E-REQUIRED")


def evidence_for_points(row: Row, around: Around) -> Iterable[Fault]:
    """Points rest on something. Source: D8 (the evidence behind each point)."""
    if whole_of(row, "score") and not row.get("evidence") and not row.get("proof"):
        yield Fault("evidence", "得分依据:写明看了什么材料,或放入佐证", "E-PROOF", soft=True)


def indicator_once(row: Row, around: Around) -> Iterable[Fault]:
    """An indicator is scored once."""
    header, name = id_of(row, "assessment"), row.get("indicator")
    if not header or not name:
        return
    same = around.rows("score_line", assessment=header, indicator=name)
    if any(other.get("id") != row.get("id") for other in same):
        yield Fault("indicator", f"考核指标:“{name}”已经评过", "E-TWICE")


SCORE_LINES = LedgerDef(
    key="score_line",
    title="考核评分",
    menu="",
    icon="check",
    fields=(
        Link(key="assessment", label="季度考核", register="assessment", required=True, width=14),
        Count(key="seq", label="序", width=3),
        Text(key="indicator", label="考核指标", required=True, width=16, hint="按县里的考核细则"),
        Points(key="full", label="满分", required=True, unit="分", hint="可有小数,如 12.5"),
        Points(key="score", label="得分", required=True, unit="分"),
        LongText(key="reason", label="扣分理由", most=500, width=14),
        LongText(key="evidence", label="得分依据", most=500, width=14, hint="看了哪些台账、材料;印在评分表上"),
        Attachment(key="proof", label="佐证材料"),
    ),
    rules=(within_full_mark, reason_for_deduction, evidence_for_points, indicator_once),
    titled=score_title,
    parent="assessment",
    identity=("assessment", "indicator"),
    list_columns=("seq", "indicator", "full", "score", "reason", "evidence", "proof"),
    sheet_columns=(
        SheetColumn("季度考核", ("assessment",), 14),
        SheetColumn("考核指标", ("indicator",), 16),
        SheetColumn("满分", ("full",), 5),
        SheetColumn("得分", ("score",), 5),
        SheetColumn("扣分理由", ("reason",), 14),
        SheetColumn("得分依据", ("evidence", "proof"), 14),
    ),
    travels=Travel(),
    basis="四化三查方案 1 四:落实“两个责任”绩效考核细则,每季度考核一次;每一分都有依据。",
)
