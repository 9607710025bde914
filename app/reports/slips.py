"""明白纸: what each household got, by which standard, and whom to ask; several on one sheet of A4 to be cut apart."""

from __future__ import annotations

from collections.abc import Sequence

from app.reports.sheet import PUBLIC, Sheet, Slip, Slips

TITLE = "明白纸(裁开后逐户发放)"


def household_slips(
    slips: Sequence[Slip], *, key: str, subtitle: str, file_name: str, mark: str = "", fill: bool = False
) -> Sheet:
    """Slips of any disclosed thing as one sheet; with `fill` the same slip as often as a page holds it.

    Source: product C11; forms-and-rules 2.16, channel (明白纸).
    """
    return Sheet(
        key=key,
        title=TITLE,
        subtitle=subtitle,
        blocks=(Slips(tuple(slips), fill),),
        size="A4",
        mark=mark,
        file_name=file_name,
        facts={PUBLIC: "1"} if fill else {},
    )
