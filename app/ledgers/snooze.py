"""缓办: what somebody put off until a day, with a reason. No register of its own: it stands behind 待办."""

from __future__ import annotations

from app.domain.fields import Count, Day, Row, Text
from app.domain.ledger import Around, LedgerDef


def snooze_title(row: Row, around: Around) -> str:
    """What was put off: the title of the row it is about."""
    return f"缓办 {around.title(str(row.get('register')), int(str(row.get('row'))))}"


SNOOZES = LedgerDef(
    key="snooze",
    title="缓办",
    menu="",
    fields=(
        Text(key="register", label="台账", required=True, stamped=True),
        Count(key="row", label="记录", required=True, stamped=True),
        Text(key="clock", label="时限", stamped=True),
        Day(key="until_on", label="缓办到", required=True),
        Text(key="reason", label="缓办理由", required=True, most=200),
    ),
    titled=snooze_title,
    basis="product E9:缓办须写理由,到日子自动回来;逾期件数照常统计。",
)
