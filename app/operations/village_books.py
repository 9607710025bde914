"""下发填报表: one locked workbook for each village or group and period, to be filled in without the program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.days import Period
from app.domain.faults import Refused, hard
from app.domain.fields import Choice, Row, Value
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.finance_entry import FINANCE_ENTRIES
from app.ledgers.finance_items import GROUP_WORDS, PLAIN_WORDS, WORDS
from app.ledgers.finance_line import FINANCE_LINES
from app.ledgers.finance_sheet import DRAFT, FINANCE_SHEETS, previous_sheet
from app.ledgers.unit import GROUP, VILLAGE_KINDS
from app.operations import lists
from app.operations.exports import column_of
from app.operations.on_paper import safe_name
from app.operations.records_base import new_row, prepare
from app.operations.rights import must_read
from app.storage.book import Book

if TYPE_CHECKING:
    from app.export.village_book import Cell, Prepared, VillageForm

LINE_KEYS = ("on_day", "item", "purpose", "amount", "payee", "handler", "witness", "approver", "voucher")
BESIDE = ("special_fund", "quantity", "measure", "unit_price")
HEAD_KEYS = (
    "stated_income",
    "stated_expense",
    "stated_closing",
    "prepared_by",
    "closing_cash",
    "closing_bank",
    "explanation",
)
ENTRY_KEYS = ("item", "name", "quantity", "measure", "amount", "counterparty", "from_on", "to_on", "use", "price")
KEPT_ENTRIES = ("4", "5", "6")  # plans and shares belong to one period
LEAST_ROWS, LEAST_GROUP_ROWS, ENTRY_ROWS = 100, 40, 60
Progress = Callable[[int, int, str], object]
ADVICE = (
    "只填白色格子。灰色格子是乡镇填好的或自动算的,已经锁住,点了改不动是正常的。",
    "先填“收支明细”:一张凭证填一行,一笔一笔填,不合并、不写“等费用”。红字栏目每行都要填。",
    "公开项目不用打字:点格子,再点右边的小箭头,从列表里选。",
    "用途写群众看得懂的话:做什么、多少、给谁,例如“清理河道雇工 3 天”。不写身份证号、电话、银行卡号。",
    "金额只填数字(元),最多两位小数,不填负数。退款记在收入里;记错要红字冲销的,告诉乡镇,由乡镇录入。",
    "最右边“检查”一栏有字的,就是这一行还缺东西;补好后字会自己消失。",
    "上面的收入、支出、期末自动算。把账上的数填进“账面”三格,显示“相符”才对;“不符”会写明差多少。",
    "“资产资源债务等”一张表照样填;已列出的是上期的,请改成本期的数,没有了的整行清空。",
    "填好后存盘,文件名可以改,格式要存成 .xlsx;用U盘交回乡镇。打印出来可以先给民主理财小组看。",
    "行数不够的,请乡镇重新下发,不要另做一张表。",
)


@dataclass(frozen=True)
class Owner:
    """Whose money one workbook is about: the unit, its account set, and the village it lies in ("" for a village)."""

    unit: int
    name: str
    account_set: str
    village: str = ""


@dataclass
class Issued:
    """What was written. `kept` are files of that name that were there already, `skipped` owners with the reason."""

    written: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)


def due_period(today: date) -> Period:
    """The quarter that is to be published next: the last one that has ended."""
    return Period.of(today, "quarter").previous()


def owners(book: Book, *, groups: bool = True, within: Iterable[int] | None = None) -> list[Owner]:
    """Every village, community and (with `groups`) villager group, its groups behind each; one entry an account set."""
    wanted = None if within is None else set(within)
    out: list[Owner] = []
    for village in (row for row in book.rows("unit") if row.get("kind") in VILLAGE_KINDS and not row.get("closed_on")):
        out += _sets(book, village, "", wanted)
        if groups:
            for group in book.rows("unit", parent=village["id"], kind=GROUP):
                if not group.get("closed_on"):
                    out += _sets(book, group, text_of(village, "name"), wanted)
    return out


def owners_of(book: Book, unit: int) -> list[Owner]:
    """One unit by its account sets.

    Raises:
        Refused: It is no village, community or group, and publishes no money.
    """
    row = book.row("unit", unit) or {}
    village = book.title("unit", id_of(row, "parent") or 0) if row.get("kind") == GROUP else ""
    return _sets(book, row, village, None)


def _sets(book: Book, unit: Row, village: str, wanted: set[int] | None) -> list[Owner]:
    number = id_of(unit, "id") or 0
    if wanted is not None and number not in wanted:
        return []
    used = {text_of(row, "account_set") for row in book.rows("finance_sheet", unit=number)} - {""}
    found = sorted(used) or [text_of(_header(book, number, "", None)[0], "account_set")]
    return [Owner(number, text_of(unit, "name"), name, village) for name in found]


def issue(
    book: Book, period: Period, folder: Path, chosen: Sequence[Owner], progress: Progress | None = None
) -> Issued:
    """Write one workbook for each owner into a folder; those of groups stand in a folder of their village.

    A file that is there already is never replaced: it may have been filled in.
    """
    out = Issued()
    for done, owner in enumerate(chosen):
        if progress:
            progress(done, len(chosen), owner.name)
        target = folder / safe_name(owner.village) / file_name(owner, period) if owner.village else None
        target = target or folder / file_name(owner, period)
        if target.exists():
            out.kept.append(target)
            continue
        try:
            write_one(book, owner, period, target)
        except Refused as refused:
            if refused.code == "E-WRITE":
                raise
            out.skipped.append((f"{owner.village}{owner.name}", refused.message))
        else:
            out.written.append(target)
    return out


def file_name(owner: Owner, period: Period) -> str:
    """青山村_2026Q3_财务公开填报表.xlsx."""
    several = f"_{owner.account_set}" if owner.account_set in ("村集体经济组织", "村民委员会") else ""
    return safe_name(f"{owner.name}_{period.key}{several}_财务公开填报表") + ".xlsx"


def write_one(book: Book, owner: Owner, period: Period, target: Path) -> Path:
    """Write the workbook of one owner.

    Raises:
        Refused: Its sheet is signed or posted already, the unit does not publish, or the folder cannot be written.
    """
    from app.export.files import replace_file
    from app.export.village_book import write_village_book

    replace_file(target, write_village_book(form_of(book, owner, period)))
    book.note("template.issue", f"unit/{owner.unit}", f"{owner.village}{owner.name} {period.key}")
    return target


def form_of(book: Book, owner: Owner, period: Period) -> VillageForm:
    """Everything that stands in the workbook of one owner before it is filled in."""
    from app.export.village_book import VillageForm

    must_read(book, FINANCE_SHEETS)
    header, there = _header(book, owner.unit, period.key, owner.account_set)
    if there and header.get("state") != DRAFT:
        raise Refused(f"{period.title}的公开表已是“{header['state']}”,不用再填。", "E-FIXED")
    before = previous_sheet(header, book.around())
    level = text_of(header, "level")
    return VillageForm(
        township=book.info.township,
        code=book.info.code,
        unit=f"{owner.village}{owner.name}",
        unit_id=owner.unit,
        level=level,
        period=period.key,
        period_title=period.title,
        first=period.first,
        last=period.last,
        account_set=owner.account_set,
        opening=_whole(header.get("opening")),
        issued_on=book.today(),
        lines=_lines(book, header, before, level, there=there),
        entries=_entries(book, header, before, there=there),
        head=_head(header, before),
        items=_items(level),
        advice=ADVICE,
    )


def _header(book: Book, unit: int, period: str, account_set: str | None) -> tuple[Row, bool]:
    """The sheet of an owner and period, or the new one it would be; and whether it is there."""
    found = [
        row
        for row in (book.rows("finance_sheet", unit=unit, period=period) if period else [])
        if not row.get("special") and row.get("account_set") == account_set
    ]
    if found:
        return found[0], True
    row = new_row(book, FINANCE_SHEETS)
    row |= {"unit": unit, "period": period or None, "account_set": account_set or None}
    faults = [fault for fault in hard(prepare(FINANCE_SHEETS, row, book.around())) if fault.field == "unit"]
    if faults:
        raise Refused(faults, faults[0].code)
    return row, False


def _head(header: Row, before: Row | None) -> dict[str, Cell]:
    """What stands over the lines already; who made the last sheet will make this one."""
    head: dict[str, Cell] = {key: _cell(header.get(key)) for key in HEAD_KEYS}
    head["opening"] = _cell(header.get("opening"))
    head["prepared_by"] = head["prepared_by"] or (text_of(before, "prepared_by") if before else None)
    return head


def _lines(book: Book, header: Row, before: Row | None, level: str, *, there: bool) -> Prepared:
    from app.export.village_book import Prepared

    columns = tuple(column_of(book, FINANCE_LINES.by_key[key]) for key in (*LINE_KEYS, *BESIDE))
    labels = tuple(label for label, _ in _items(level))
    columns = tuple(replace(column, options=labels) if column.key == "item" else column for column in columns)
    rows = lists.lines(book, FINANCE_LINES, id_of(header, "id") or 0) if there else []
    placed = _placed(FINANCE_LINES, rows, (*LINE_KEYS, *BESIDE), dict(zip(_codes(level), labels, strict=True)))
    least = LEAST_GROUP_ROWS if level == "组级" else LEAST_ROWS
    last = max(max(placed, default=0), whole_of(before, "line_count") if before else 0)
    room = -(-(last * 3 // 2 + 20) // 20) * 20  # half as many again as last time, in full twenties
    return Prepared(columns, max(least, room), placed, BESIDE)


def _entries(book: Book, header: Row, before: Row | None, *, there: bool) -> Prepared:
    """Assets, resources and debts of the last sheet stand there already, to be brought up to date."""
    from app.export.village_book import Prepared

    columns = tuple(column_of(book, FINANCE_ENTRIES.by_key[key]) for key in ENTRY_KEYS)
    rows = lists.lines(book, FINANCE_ENTRIES, id_of(header, "id") or 0) if there else []
    if not rows and before is not None and not header.get("entry_count"):
        last = lists.lines(book, FINANCE_ENTRIES, id_of(before, "id") or 0)
        kept = [row for row in last if text_of(row, "item").partition(".")[0] in KEPT_ENTRIES]
        rows = [{**row, "seq": place} for place, row in enumerate(kept, 1)]
    placed = _placed(FINANCE_ENTRIES, rows, ENTRY_KEYS, {})
    return Prepared(columns, max(ENTRY_ROWS, max(placed, default=0) + 20), placed)


def _placed(
    ledger: LedgerDef, rows: Iterable[Row], keys: Sequence[str], labels: dict[str, str]
) -> dict[int, dict[str, Cell]]:
    """Rows by their number; two of the same number or none go to the next free one."""
    out: dict[int, dict[str, Cell]] = {}
    for row in rows:
        number = whole_of(row, "seq") or 1
        while number in out:
            number += 1
        cells: dict[str, Cell] = {}
        for key in keys:
            field_, value = ledger.by_key[key], row.get(key)
            if isinstance(field_, Choice):
                cells[key] = labels.get(str(value)) or field_.show(value)
            elif field_.kind == "date":
                cells[key] = date.fromisoformat(str(value)) if value else None
            else:
                cells[key] = _cell(value)
        out[number] = cells
    return dict(sorted(out.items()))


def _codes(level: str) -> list[str]:
    """The items of income and expense a level has; groups have a short list."""
    money = [code for code in WORDS if code.startswith(("2.", "3."))]
    return [code for code in money if code in GROUP_WORDS] if level == "组级" else money


def _items(level: str) -> list[tuple[str, str]]:
    """Each item with its code, and what belongs there in plain words."""
    return [
        (f"{code} {GROUP_WORDS[code] if level == '组级' else WORDS[code]}", PLAIN_WORDS[code]) for code in _codes(level)
    ]


def _cell(value: Value) -> Cell:
    return value if isinstance(value, str | int) else None


def _whole(value: Value) -> int | None:
    return value if isinstance(value, int) else None
