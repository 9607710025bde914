"""最低佐证: which one file closing a problem of a category asks for; a county's own list instead of the usual one."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.faults import Fault
from app.domain.fields import Choice, Row, Sensitivity, Text
from app.domain.ledger import Around, LedgerDef, SheetColumn
from app.domain.proofs import ALWAYS, KIND_NAMES, NOTHING_NEEDED, OCCASIONS, kinds_of
from app.domain.rows import text_of
from app.domain.text import short
from app.ledgers.problem import CATEGORIES

_LABELS = {option.code: option.label for option in CATEGORIES}


def rule_title(row: Row, around: Around) -> str:
    """The category and what it asks for."""
    category = short(_LABELS.get(text_of(row, "category"), ""), 14)
    return f"{category} {text_of(row, 'kinds')}".strip()


def no_contradiction(row: Row, around: Around) -> Iterable[Fault]:
    """Nothing needed is said alone, and 不论金额 does not stand beside the other two."""
    kinds = kinds_of(text_of(row, "kinds"))
    if NOTHING_NEEDED in kinds and len(kinds) > 1:
        yield Fault("kinds", f"佐证种类:“{NOTHING_NEEDED}”只能单独填", "E-KINDS")
    others = around.rows("proof_rule", category=row.get("category")) if row.get("category") else []
    occasions = {text_of(other, "occasion") for other in others if other.get("id") != row.get("id")}
    if occasions and (row.get("occasion") == ALWAYS or ALWAYS in occasions) and row.get("occasion") not in occasions:
        yield Fault("occasion", "什么时候要:同一类别已有另一条,两条会一起要求,请核对", "E-KINDS", soft=True)


PROOF_RULES = LedgerDef(
    key="proof_rule",
    title="最低佐证",
    menu="基础资料",
    icon="check",
    fields=(
        Choice(
            key="category",
            label="类别",
            required=True,
            options=CATEGORIES,
            width=20,
            sensitivity=Sensitivity.PUBLIC,
            hint="这里没有的类别,按程序自带的清单",
        ),
        Choice(
            key="occasion",
            label="什么时候要",
            required=True,
            options=OCCASIONS,
            default=ALWAYS,
            width=6,
            sensitivity=Sensitivity.PUBLIC,
        ),
        Text(
            key="kinds",
            label="佐证种类",
            required=True,
            width=20,
            sensitivity=Sensitivity.PUBLIC,
            hint=f"几种用、隔开,有其中一件就够;都不要的填“{NOTHING_NEEDED}”。常用:{'、'.join(KIND_NAMES)}",
        ),
    ),
    rules=(no_contradiction,),
    titled=rule_title,
    identity=("category", "occasion"),
    list_columns=("category", "occasion", "kinds", "remark"),
    sheet_columns=(
        SheetColumn("类别", ("category",), 20),
        SheetColumn("什么时候要", ("occasion",), 7),
        SheetColumn("佐证种类(有一件就够)", ("kinds",), 20),
        SheetColumn("备注", ("remark",), 8),
    ),
    basis="集中整治方案 (二):切实整改到位。销号只要清单上的一件,不以材料多少论整改好坏,不多要。",
)
