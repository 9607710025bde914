"""What was decided about something personal on a sheet. No register of its own: it stands behind every paper."""

from __future__ import annotations

from app.domain.fields import Choice, Row, Text
from app.domain.ledger import Around, LedgerDef

MASK, REMOVE, KEEP, MISTAKEN = "遮盖", "删去", "保留", "不是个人信息"
ACTIONS = (MASK, REMOVE, KEEP, MISTAKEN)


def settling_title(row: Row, around: Around) -> str:
    """What was done with what, and on which sheet."""
    return f"{row.get('action') or ''}{row.get('kind') or ''}:{row.get('title') or ''} {row.get('place') or ''}".strip()


SETTLINGS = LedgerDef(
    key="settling",
    title="个人信息处理",
    menu="",
    fields=(
        Text(key="sheet", label="表", required=True, stamped=True),
        Text(key="title", label="表名", stamped=True, most=200),
        Text(key="place", label="位置", stamped=True, most=200),
        Text(key="kind", label="类别", required=True, stamped=True),
        # keyed hashes of the text with its kind, with and without its sheet: what was found is not kept
        Text(key="mark", label="标记", required=True, stamped=True, most=64),
        Text(key="same", label="同文标记", required=True, stamped=True, most=64),
        Choice(key="action", label="处理", options=ACTIONS, required=True, stamped=True),
        Text(key="reason", label="理由", most=200, stamped=True),
    ),
    titled=settling_title,
    basis="product C8:公示、上报前逐处处理个人信息,处理记入日志;个人信息保护法 第六、二十五、二十八条。",
)
