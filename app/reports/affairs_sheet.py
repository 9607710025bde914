"""村务公开: one item as it hangs on the board, of any kind: its points, what the money goes to, who got it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from app.domain.days import chinese_day
from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.money import capital, show_yuan
from app.domain.names import hidden, hidden_child
from app.domain.points import show_points
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.affairs_kinds import (
    BENEFIT,
    CALLED,
    DECISION,
    FULL_NAMES,
    FUND,
    MEETING,
    OTHER,
    PARTY,
    POINTS,
    POLICY,
    PROJECT,
    kind_of,
)
from app.ledgers.affairs_rules import FIRM
from app.ledgers.posting import version_of
from app.reports import notice
from app.reports.around import PaperAround
from app.reports.sheet import Block, Cell, Column, Facts, Paragraph, Sheet, Table

HEADS = {
    POLICY: "政策公开",
    PROJECT: "项目公开",
    FUND: "资金公开",
    BENEFIT: "惠民保障公开",
    DECISION: "民主决策公开",
    PARTY: "党务公开",
    OTHER: "村务公开",
}
POINT_COLUMNS = (Column("项目", "text", 7), Column("内容", "text", 27))
NOT_PRINTED = ("names", "minutes")
_EVERY_POINT = tuple(dict.fromkeys(key for keys in POINTS.values() for key in keys))
NOT_REVIEWED = "送签稿（尚未审核签字，不张贴）"


def affairs_sheet(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """The sheet of one item.

    Source: 集中整治方案 (三)4; forms-and-rules 2.16, 2.29 F3 to F5; product C11 to C13, C15, §4.5.
    """
    texts, village = around.texts(ledger, row), notice.publisher_of(row, around)
    title, under = _titles(row, texts)
    recipients = sorted(around.rows("recipient", item=row.get("id")), key=by_place)
    parts = sorted(around.rows("affairs_part", item=row.get("id")), key=by_place)
    blocks: list[Block] = [Facts(_facts(row, texts)), Table(POINT_COLUMNS, tuple(_points(row, texts, ledger)))]
    if parts:
        blocks.append(parts_table(parts))
    if recipients:
        blocks.append(list_table(row, recipients, around))
    if version_of(row) > 1 and row.get("correction"):
        blocks.append(Paragraph(f"更正说明(第{version_of(row)}版)：{text_of(row, 'correction')}", indent=False))
    blocks.append(notice.may_object(village, around))
    party = f"{text_of(village, 'name')}党组织" if row.get("area") == PARTY else ""
    blocks += notice.signed_off(village, around, [row], party)
    return Sheet(
        key="affairs_sheet",
        title=title,
        subtitle="\n".join(filter(None, (under, "" if row.get("state") in FIRM else NOT_REVIEWED))),
        look="notice",
        blocks=tuple(blocks),
        foot=notice.contacts(village, around),
        file_name=f"{texts['unit']}_{texts['period'] or texts['decided_on']}_{texts['item']}",
    )


def by_place(line: Row) -> tuple[bool, int, int]:
    """The order of a list: by its numbers, lines without one last."""
    return line.get("seq") is None, whole_of(line, "seq"), id_of(line, "id") or 0


def head_of(row: Row) -> str:
    """What the sheet of an item is called."""
    return f"{row['special']}专项公开" if row.get("special") else HEADS.get(text_of(row, "area"), HEADS[OTHER])


def _titles(row: Row, texts: dict[str, str]) -> tuple[str, str]:
    """What people look for stands large: of a list its own name, else the kind of sheet with the item below it."""
    if row.get("recipients") and row.get("area") == BENEFIT and not row.get("special"):
        item = texts["item"].removesuffix("名单")
        return f"{texts['unit']}{item}公示名单", head_of(row)
    return f"{texts['unit']}{head_of(row)}", texts["item"]


def shown_name(item: Row, line: Row) -> str:
    """A name as it may hang on a wall: adults in full where the list is published by rule, children never.

    Source: domain.md 6; forms-and-rules 3.7, masking table.
    """
    in_full = item.get("names") == FULL_NAMES or (not item.get("names") and item.get("area") == BENEFIT)
    return own_name(line) if in_full or line.get("minor") else hidden(text_of(line, "name"))


def own_name(line: Row) -> str:
    """A name on what the household itself is handed: in full, children never."""
    name = text_of(line, "name")
    return hidden_child(name) if line.get("minor") else name


def place_of(line: Row, around: PaperAround) -> str:
    """Where somebody lives, to the group and no further."""
    unit = around.row("unit", id_of(line, "group_unit") or 0) or {}
    return text_of(unit, "name")


def measured(line: Row) -> str:
    """How many of what: 6.4 亩, "" where nothing is counted."""
    if line.get("quantity") is None:
        return ""
    return f"{show_points(whole_of(line, 'quantity'))} {text_of(line, 'measure')}".strip()


def standard_of(line: Row) -> str:
    """By which standard: as written, else the price of one."""
    said = text_of(line, "standard")
    if said or line.get("price") is None:
        return said
    each = text_of(line, "measure")
    return f"每{each} {show_yuan(whole_of(line, 'price'))} 元" if each else f"{show_yuan(whole_of(line, 'price'))} 元"


def list_table(item: Row, lines: Sequence[Row], around: PaperAround) -> Table:
    """Who got what by which standard, in the order of the list, with the sum in figures and 大写."""
    counted = any(line.get("quantity") is not None for line in lines)
    columns = [
        Column("序号", "number", 2.5),
        Column("姓名", "text", 4.5),
        Column("村民小组", "text", 6),
        Column("补助标准", "text", 9),
        *([Column("数量", "text", 4.5)] if counted else []),
        Column("金额(元)", "money", 6, sums=True),
    ]
    rows: list[tuple[Cell, ...]] = []
    for number, line in enumerate(lines, 1):
        cells: list[Cell] = [number, shown_name(item, line), place_of(line, around), standard_of(line)]
        rows.append((*cells, *([measured(line)] if counted else []), whole_of(line, "amount")))
    total = sum(whole_of(line, "amount") for line in lines)
    blank: list[Cell] = [None] * (len(columns) - 3)
    return Table(
        tuple(columns),
        tuple(rows),
        total=(None, "合计", *blank, total),
        capital=f"合计金额(大写)：{capital(total)}",
        unit_line="单位：元",
        caption=f"名单(共 {len(lines)} 户)",
    )


def parts_table(parts: Sequence[Row]) -> Table:
    """What the money goes to, kind by kind in the order they are first named, each with its sum."""
    kinds = list(dict.fromkeys(text_of(part, "kind") for part in parts))
    sorted_, rows, subtotals = any(kinds), list[tuple[Cell, ...]](), set[int]()
    number = 0
    for kind in kinds:
        own = [part for part in parts if text_of(part, "kind") == kind]
        for part in own:
            number += 1
            cells = (number, text_of(part, "name"), whole_of(part, "amount"), text_of(part, "doer"))
            rows.append((cells[0], kind, *cells[1:]) if sorted_ else cells)
        if sorted_ and kind and len(kinds) > 1:
            subtotals.add(len(rows))
            amount = sum(whole_of(part, "amount") for part in own)
            rows.append((None, "小计", f"{kind} {len(own)} 项", amount, ""))
    total = sum(whole_of(part, "amount") for part in parts)
    kind_column = [Column("类别", "text", 4.5)] if sorted_ else []
    last: tuple[Cell, ...] = ("合计", f"共 {len(parts)} 项") if sorted_ else ("合计",)
    return Table(
        (
            Column("序号", "number", 2.5),
            *kind_column,
            Column("项目(用途)", "text", 14),
            Column("安排金额(元)", "money", 7, sums=True),
            Column("实施(使用)单位", "text", 7),
        ),
        tuple(rows),
        total=(None, *last, total, None),
        capital=f"合计金额(大写)：{capital(total)}",
        unit_line="单位：元",
        caption="资金安排",
        subtotals=frozenset(subtotals),
    )


def vote_of(row: Row) -> str:
    """The meeting in one line: 村民代表会议,应到 42 人,实到 37 人,同意 35 人、不同意 1 人、弃权 1 人."""
    came = [f"{label} {row[key]} 人" for key, label in (("expected", "应到"), ("attended", "实到")) if _said(row, key)]
    votes = [
        f"{label} {row[key]} 人"
        for key, label in (("in_favour", "同意"), ("against", "不同意"), ("abstained", "弃权"))
        if _said(row, key)
    ]
    return "，".join(filter(None, (text_of(row, "meeting"), *came, "、".join(votes))))


def _said(row: Row, key: str) -> bool:
    return isinstance(row.get(key), int)


def _facts(row: Row, texts: dict[str, str]) -> tuple[tuple[str, str], ...]:
    decided = text_of(row, "decided_on")
    day = ("批准(发生)日期", chinese_day(date.fromisoformat(decided))) if decided else ("", "")
    facts = (
        *(("公开单位", texts["unit"]), ("报告期", texts["period"]), day),
        *(notice.posting_facts(row), ("主管部门", texts["owner_dept"])),
    )
    return tuple((label, text) for label, text in facts if text)


def _points(row: Row, texts: dict[str, str], ledger: LedgerDef) -> Iterator[tuple[Cell, ...]]:
    """Every point of the kind that is filled, content first, then the meeting; 零公开 is said in one line."""
    kind = kind_of(row)
    if row.get("nothing"):
        yield "公开内容", "本期无此事项"
    else:
        yield "公开内容", texts["content"]
    yield "公开依据", texts["grounds"]
    for key in dict.fromkeys((*POINTS.get(kind, ()), *_EVERY_POINT)):  # what was filled for another kind stands last
        if key in NOT_PRINTED or key in MEETING or not texts[key]:
            continue
        label = CALLED.get(kind, {}).get(key) or ledger.label(key).removesuffix("(元)")
        yield label, f"{texts[key]} 元" if ledger.by_key[key].kind == "money" else texts[key]
    if vote := vote_of(row):
        yield "会议和表决", vote
    if texts["decision"]:
        yield "决定内容", texts["decision"]
