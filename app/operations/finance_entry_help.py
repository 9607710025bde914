"""What a clerk need not type twice in a finance sheet: last period's assets and debts, the item of an account."""

from __future__ import annotations

from app.domain.fields import Choice, Row
from app.domain.rows import id_of, text_of
from app.ledgers.account import chart_for
from app.ledgers.account_rules import account_for, item_by_account
from app.ledgers.finance_entry import FINANCE_ENTRIES, entry_class
from app.ledgers.finance_figures import previous_sheet
from app.ledgers.finance_items import CASH
from app.ledgers.finance_line import FINANCE_LINES
from app.operations import lists, records
from app.storage.book import Book

CARRIED = ("4", "5", "6")  # assets, resources and debts go on; plans, shares and other matters are of their period
OFFERED = 12


def last_entries(book: Book, sheet_id: int) -> list[dict[str, str]]:
    """The assets, resources and debts of the sheet before, as texts; the cash is what this sheet closes with."""
    sheet = book.row("finance_sheet", sheet_id)
    before = previous_sheet(sheet, book.around()) if sheet else None
    if sheet is None or before is None:
        return []
    closing = FINANCE_ENTRIES.by_key["amount"].show(sheet.get("closing"))
    typed = [field.key for field in FINANCE_ENTRIES.typed if field.key not in ("sheet", "seq")]
    found = []
    for row in lists.lines(book, FINANCE_ENTRIES, id_of(before, "id") or 0):
        if entry_class(row) in CARRIED:
            texts = records.shown(book, FINANCE_ENTRIES, row)
            more = {"amount": closing} if row.get("item") == CASH else {}
            found.append({key: texts[key] for key in typed} | more)
    return found


def item_of_account(book: Book, sheet_id: int | None, day: str, code: str) -> str:
    """The label of the item an account code stands for on a sheet, "" where it does not say one."""
    line: Row = {"sheet": sheet_id, "on_day": day, "account_code": code}
    item = item_by_account(line, book.around())
    return FINANCE_LINES.by_key["item"].show(item) if item else ""


def words_on_owed(book: Book, sheet_id: int | None, day: str, code: str) -> str:
    """What to say where the books owe what the wall shows as income, "" for all other accounts."""
    found = account_for({"sheet": sheet_id, "on_day": day, "account_code": code}, book.around())
    account = found[1] if found else None
    if account is None or not account.owed:
        return ""
    return (
        f"{account.called} 在账上是{account.kind},不算收益;收到的钱在公开榜上作收入公布,两个名字都印,不当作相等去核对。"
    )


def accounts_like(book: Book, sheet_id: int | None, typed: str) -> list[str]:
    """Accounts of the sheet's chart whose code begins so, or whose name has these words."""
    sheet = book.row("finance_sheet", sheet_id) if sheet_id else None
    first = text_of(sheet or {}, "period")[:4]
    chart = chart_for(id_of(sheet or {}, "unit"), f"{first}-12-31" if first else "", book.around())
    plain = typed.strip()
    found = [one.called for one in chart.accounts.values() if one.code.startswith(plain) or plain in one.name]
    return sorted(found)[:OFFERED]


def lines_like(book: Book, sheet_id: int | None, typed: str) -> list[str]:
    """Lines of the same owner that a 红字冲销 may take back, the latest first."""
    sheet = book.row("finance_sheet", sheet_id) if sheet_id else None
    if sheet is None:
        return []
    owners = {row["id"] for row in book.rows("finance_sheet", unit=sheet.get("unit"))}
    found = [
        choice.title
        for choice in lists.choices(book, "finance_line", typed)
        if (row := book.row("finance_line", choice.id)) and row.get("sheet") in owners
    ]
    return found[:OFFERED]


def group_items() -> tuple[str, ...]:
    """The items a villager group usually has. Source: forms-and-rules 2.15."""
    from app.ledgers.finance_items import GROUP_WORDS

    item = FINANCE_LINES.by_key["item"]
    assert isinstance(item, Choice)
    return tuple(option.label for option in item.leaves if option.code in GROUP_WORDS)
