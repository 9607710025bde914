"""移交清单: everything one person leaves to the next, section by section, signed by three people."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.text import short
from app.reports.sheet import Block, Cell, Column, Facts, Paragraph, Sheet, Signatures, Table

_NUMERALS = "一二三四五六七八九十"
PROMISE = "以上各项已逐项点交、核对。移交人对移交前的内容负责,接收人自交接之日起负责;清单以外还有的,当场补写在空行里。"
FOOT = "本清单含内部情况,三方各留一份存档,不得张贴、外传。不含举报人身份:身份资料另行加密,不在纸上移交。"
_MOST = 90
_STEPS = (
    Column("序号", "number", 2.5),
    Column("办什么", "text", 34),
    Column("谁办", "text", 12),
    Column("办完打√", "text", 4),
)


@dataclass(frozen=True)
class Section:
    """One part of the list: what it is called, how much there is in words, and its lines.

    `number` is how many lines there are, those that are not printed too; `page` is where the window shows them.
    """

    key: str
    title: str
    said: str
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    number: int = 0
    page: str = ""
    total: tuple[Cell, ...] | None = None


@dataclass(frozen=True)
class HandoverPaper:
    """What stands on the list. `steps` are what is to be done and who does it."""

    township: str
    post: str
    outgoing: str
    incoming: str
    watched_by: str
    why: str
    day: str
    made_at: str
    sections: tuple[Section, ...]
    steps: tuple[tuple[str, str], ...]
    mark: str = ""


def handover_list(paper: HandoverPaper) -> Sheet:
    """The sheet. Source: product L9 (open work, deadlines, where things are, keys handed over, signed by both)."""
    blocks: list[Block] = [
        Facts((("单位", paper.township), ("岗位", paper.post), ("事由", paper.why))),
        Facts((("移交人", paper.outgoing), ("接收人", paper.incoming), ("监交人", paper.watched_by))),
        Facts((("交接日期", paper.day), ("清单生成", paper.made_at[:16].replace("T", " ")))),
    ]
    for place, section in enumerate(paper.sections):
        blocks += _section(place, section)
    blocks += [
        Table(
            _STEPS,
            tuple((n, what, who, "") for n, (what, who) in enumerate(paper.steps, 1)),
            caption=f"{_NUMERALS[len(paper.sections)]}、接着要办的事",
        ),
        Paragraph(PROMISE, indent=False),
        Signatures((("移交人", ""), ("接收人", ""), ("监交人", ""), ("日期", ""))),
    ]
    return Sheet(
        key="handover_list",
        title="岗位交接移交清单",
        blocks=tuple(blocks),
        look="ledger",
        size="A4",
        mark=paper.mark,
        foot=FOOT,
        file_name=f"{paper.township}_{paper.post}移交清单_{paper.day}",
    )


def _section(place: int, section: Section) -> list[Block]:
    title = f"{_NUMERALS[place]}、{section.title}"
    if not section.rows:
        return [Paragraph(f"{title}:{section.said}", level=1, indent=False, head=len(title) + 1)]
    counted = (Column("序号", "number", 2.5), *section.columns)
    rows = tuple(
        (n, *(short(cell, _MOST) if isinstance(cell, str) else cell for cell in row))
        for n, row in enumerate(section.rows, 1)
    )
    total = (None, *section.total) if section.total is not None else None
    # The caption stays with the heading of its table: no title is left alone at the foot of a page.
    return [Table(counted, rows, total, caption=f"{title}:{section.said}")]
