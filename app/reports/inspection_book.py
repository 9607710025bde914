"""迎检卷: everything asked about a matter or a village, bound in one file with cover, 目录, a page a matter, proofs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.reports.sheet import Block, Cell, Column, Facts, PageBreak, Paragraph, Picture, Sheet, Signatures, Table


@dataclass(frozen=True)
class Matter:
    """One row of a register as it is bound: where it stands, how it is called, what is told of it, its proofs.

    `left_out` are the names of proofs that cannot be printed (Word, Excel, damaged ones). What has no page of its own
    shares pages with others of its kind.
    """

    register: str
    title: str
    state: str
    blocks: tuple[Block, ...]
    pictures: tuple[Picture, ...] = ()
    left_out: tuple[str, ...] = ()
    own_page: bool = False


@dataclass(frozen=True)
class Bound:
    """The whole book, and the blocks (from 0) at which each matter begins."""

    sheet: Sheet
    starts: tuple[int, ...]


def inspection_book(
    matters: Sequence[Matter],
    *,
    asked: str,
    keeper: str,
    made_on: str,
    made_by: str,
    masked: bool,
    mark: str = "",
    pages: Sequence[int] = (),
) -> Bound:
    """The book; `pages` are the numbers for the 目录, one for each matter, empty while they are not known yet.

    Source: product J8, AS14.
    """
    blocks: list[Block] = [
        Facts((("查询内容", asked or "选定的记录"), ("事项", f"{len(matters)} 件"))),
        Facts((("编制单位", keeper), ("编制日期", made_on), ("编制人", made_by))),
        Paragraph(_note(matters, masked), indent=False),
        Table(
            columns=(
                Column("序号", "number", 3),
                Column("台账", "text", 8),
                Column("事项", "text", 30),
                Column("状态", "text", 7),
                Column("佐证", "text", 5),
                Column("页码", "text", 4),
            ),
            rows=tuple(_line(at, one, pages) for at, one in enumerate(matters)),
            caption="目录",
        ),
        Signatures((("编制人", ""), ("审核人", ""), ("日期", ""))),
    ]
    starts, on_own_page = [], True
    for at, one in enumerate(matters, 1):
        starts.append(len(blocks))
        if on_own_page or one.own_page:
            blocks.append(PageBreak())
        on_own_page = one.own_page or bool(one.pictures)
        blocks += [Paragraph(f"{at}．{one.title}（{one.register}）", level=1, indent=False), *one.blocks]
        if one.left_out:
            blocks.append(Paragraph("另有不能印在卷里的佐证材料：" + "；".join(one.left_out), indent=False))
        if one.pictures:
            blocks += [PageBreak(), Paragraph(f"{at}．{one.title}：佐证材料", level=1, indent=False), *one.pictures]
    sheet = Sheet(
        key="inspection_book",
        title="迎检卷",
        blocks=tuple(blocks),
        size="A4",
        mark=mark,
        file_name=f"{keeper}_迎检卷_{asked}" if asked else f"{keeper}_迎检卷",
    )
    return Bound(sheet, tuple(starts))


def _note(matters: Sequence[Matter], masked: bool) -> str:
    proofs = sum(len(one.pictures) for one in matters)
    said = "卷内人员姓名已遮盖。" if masked else "卷内人员姓名未遮盖，仅供检查人员查阅，看后收回。"
    if proofs:
        said += f"附佐证材料 {proofs} 页" + ("，照片、扫描件里的姓名没有遮盖。" if masked else "。")
    return said


def _line(at: int, one: Matter, pages: Sequence[int]) -> tuple[Cell, ...]:
    count = len(one.pictures) + len(one.left_out)
    page = str(pages[at]) if pages else "000"
    return (at + 1, one.register, one.title, one.state, f"{count} 份" if count else "", page)
