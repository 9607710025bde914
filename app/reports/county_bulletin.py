"""月通报 of a county on paper: the clerk's text as a letter, tables enclosed."""

from __future__ import annotations

from collections.abc import Sequence

from app.reports.official import enclosed, paragraphs
from app.reports.sheet import Block, Closing, Sheet, Table


def title_of(period_title: str) -> str:
    """How the bulletin of a month is called."""
    return f"关于{period_title}集中整治工作情况的通报"


def county_bulletin(
    text: str, tables: Sequence[tuple[str, Table]], *, county: str, period_title: str, day: str, mark: str
) -> Sheet:
    """The text by paragraphs, who signs and when, each table on a page of its own.

    Args:
        text: As the clerk left it; 一、 and (一) are headings.
        tables: What is enclosed: title and table.
        county: The county.
        period_title: 2026年10月.
        day: 2026年11月6日.
        mark: 练习 for the practice book.

    Source: 四化三查方案 (三) 月督查通报; product G11.
    """
    office = f"中共{county}纪律检查委员会"
    named, sheets = enclosed(tables)
    blocks: list[Block] = [*paragraphs(text), *named, Closing(office, day), *sheets]
    return Sheet(
        key="county_bulletin",
        title=title_of(period_title),
        blocks=tuple(blocks),
        look="letter",
        size="A4",
        mark=mark,
        kept=(period_title,),
        file_name=f"{county}_月通报_{period_title}",
    )
