"""What the account code of a finance line says: its item, whether the chart of that year knows it, both its names."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.accounts import NEW, OLD, Account, Chart
from app.domain.faults import Fault
from app.domain.fields import Row
from app.domain.ledger import Around
from app.domain.rows import id_of, text_of
from app.ledgers.account import chart_for


def account_for(line: Row, around: Around) -> tuple[Chart, Account | None] | None:
    """The chart of a line's sheet on its day and the account its code means there; None without a code."""
    code = text_of(line, "account_code")
    if not code:
        return None
    sheet = around.row("finance_sheet", id_of(line, "sheet") or 0) or {}
    chart = chart_for(id_of(sheet, "unit"), text_of(line, "on_day"), around)
    return chart, chart.find(code)


def item_by_account(line: Row, around: Around) -> str:
    """The public item a line without one belongs to by its account, "" where that does not say it."""
    found = account_for(line, around)
    return found[1].item if found and found[1] else ""


def account_is_known(line: Row, around: Around) -> Iterable[Fault]:
    """A code stands in the chart of that year, and goes with the item. Source: forms-and-rules 3.3."""
    found = account_for(line, around)
    if found is None:
        return
    chart, account = found
    if account is None:
        yield _unknown(text_of(line, "account_code"), chart)
    elif not line.get("item") and account.income_item and account.expense_item:
        yield Fault("item", f"公开项目:科目 {account.called} 收入、支出都可能,请选一项", "E-ITEM")
    elif _other_way(text_of(line, "item"), account):
        way = "收入" if account.income_item else "支出"
        text = f"会计科目:{account.called} 在公开榜上是{way},与公开项目不同,请核对科目或项目"
        yield Fault("account_code", text, "E-ACCOUNT", soft=True)


def _unknown(code: str, chart: Chart) -> Fault:
    from app import presets

    other = presets.account_chart(OLD if chart.key == NEW else NEW)
    there = other.find(code)
    same = chart.named(there.name) if there else None
    told = f";《{other.title}》里是“{there.name}”" if there else ""
    told += f",本年应写 {same.code}" if same else ""
    text = f"会计科目:{code} 不在《{chart.title}》的科目里{told}。请改科目,或在“会计科目对照”里登记"
    return Fault("account_code", text, "E-ACCOUNT", same.code if same else "", soft=True)


def _other_way(item: str, account: Account) -> bool:
    if not item or not account.item:
        return False
    return item.partition(".")[0] != account.item.partition(".")[0]


def both_names(line: Row, around: Around) -> str:
    """What the books call an income that is owed there: 账上记“241 专项应付款”, "" for all others.

    Wall and books are not reconciled as equal. Source: forms-and-rules 3.3, trap.
    """
    found = account_for(line, around)
    if found is None or found[1] is None or not found[1].owed or not text_of(line, "item").startswith("2"):
        return ""
    return f"账上记“{found[1].called}”"
