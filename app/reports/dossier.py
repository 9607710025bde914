"""单位情况一览 and 个人情况一览: what every register holds about one unit or person, a table for each register."""

from __future__ import annotations

from dataclasses import dataclass

from app.reports.sheet import Block, Column, Facts, Paragraph, Sheet, Signatures, Table

NOTHING = "各台账中没有与其有关的记录。"


@dataclass(frozen=True)
class GroupPaper:
    """One register: its title, counts in words, rows of (事项, 状态, 日期, 关系), and how many are left out."""

    title: str
    said: str
    rows: tuple[tuple[str, str, str, str], ...]
    more: int = 0


@dataclass(frozen=True)
class DossierPaper:
    """What stands on the sheet; names are masked already where they are to be."""

    title: str
    name: str
    facts: tuple[tuple[str, str], ...]
    period: str
    scope: str
    groups: tuple[GroupPaper, ...]
    keeper: str
    as_of: str
    mark: str = ""


def dossier_sheet(paper: DossierPaper) -> Sheet:
    """The sheet: who it is about, then the registers one after the other."""
    about = (("对象", f"{paper.name}({paper.scope})" if paper.scope else paper.name), *paper.facts)
    counts = f"{sum(len(group.rows) + group.more for group in paper.groups)} 条"
    blocks: list[Block] = [
        Facts((*about, ("期间", paper.period), ("合计", counts))),
        *(_table(place, group) for place, group in enumerate(paper.groups, 1)),
    ]
    if not paper.groups:
        blocks.append(Paragraph(NOTHING))
    blocks.append(Signatures((("制表人", ""), ("审核人", ""), ("日期", ""))))
    return Sheet(
        key="dossier",
        title=paper.title,
        subtitle=f"{paper.keeper} {paper.as_of}",
        blocks=tuple(blocks),
        mark=paper.mark,
        file_name=f"{paper.keeper}_{paper.title}_{paper.name}_{paper.as_of}",
        foot="本表含内部情况,仅供本单位办理使用,不得张贴、外传。",
    )


def _table(place: int, group: GroupPaper) -> Table:
    rows: list[tuple[str | int | None, ...]] = [(n, *row) for n, row in enumerate(group.rows, 1)]
    if group.more:
        rows.append((None, f"另有 {group.more} 条未列出", "", "", ""))
    return Table(
        columns=(
            Column("序号", "number", 2.5),
            Column("事项", "text", 22),
            Column("状态", "text", 5),
            Column("日期", "text", 6),
            Column("关系", "text", 7),
        ),
        rows=tuple(rows),
        caption=f"{place}. {group.title}:{group.said}",
    )
