"""会计科目对照: what a county or a village adds to the charts of accounts, and which public item each stands for."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.accounts import NEW, Account, Chart, chart_of_year, code_in
from app.domain.faults import Fault
from app.domain.fields import Choice, Row, Sensitivity, Text, Unit
from app.domain.ledger import Around, LedgerDef, SheetColumn, Travel
from app.domain.rows import id_of, text_of
from app.ledgers.finance_items import options
from app.ledgers.unit import GROUP, SCHEMES, VILLAGE_KINDS

PUBLIC = Sensitivity.PUBLIC


def account_title(row: Row, around: Around) -> str:
    """Code, name and whose it is."""
    unit = id_of(row, "unit")
    whose = around.title("unit", unit) if unit else ""
    return f"{text_of(row, 'code')} {text_of(row, 'name')}{f'({whose})' if whose else ''}".strip()


def chart_for(unit_id: int | None, day: str, around: Around) -> Chart:
    """The chart by which the books of a unit are read on a day, with what the county and the village have of their own.

    A group follows its village. Source: forms-and-rules 3.3 (account codes are period-versioned).
    """
    from app import presets

    unit = around.row("unit", unit_id or 0) or {}
    if unit.get("kind") == GROUP:
        unit = around.row("unit", id_of(unit, "parent") or 0) or unit
    key = chart_of_year(text_of(unit, "accounts"), int(day[:4]) if day else around.today.year)
    own = [row for row in around.rows("account", chart=key) if row.get("unit") in (None, unit.get("id"))]
    own.sort(key=lambda row: row.get("unit") is not None)  # what the village says counts more
    return presets.account_chart(key).with_own(account_of(row) for row in own)


def account_of(row: Row) -> Account:
    """A row of the register as an account."""
    items = (text_of(row, "income_item"), text_of(row, "expense_item"))
    return Account(code_in(text_of(row, "code")), text_of(row, "name"), "", *items)


def code_has_digits(row: Row, around: Around) -> Iterable[Fault]:
    """A code is three digits, more for details: 513, 51301, 513-01."""
    code = text_of(row, "code")
    if code and (code_in(code) != code or sum(map(str.isdigit, code)) < 3):
        yield Fault("code", "科目编号:应是三位以上数字,明细可写成 51301 或 513-01", "E-CODE")


def owner_keeps_books(row: Row, around: Around) -> Iterable[Fault]:
    """Books are kept by villages; without a unit an account counts for all of them."""
    unit = around.row("unit", id_of(row, "unit") or 0)
    if unit and unit.get("kind") not in VILLAGE_KINDS:
        yield Fault("unit", "适用单位:应是村或社区(小组随村);全乡通用的不填", "E-OWNER")


def item_changes_something(row: Row, around: Around) -> Iterable[Fault]:
    """A code of the shipped chart is repeated only to map it otherwise."""
    from app import presets

    known = presets.account_chart(text_of(row, "chart") or NEW).accounts.get(code_in(text_of(row, "code")))
    mine = account_of(row)
    if known and (known.income_item, known.expense_item) == (mine.income_item, mine.expense_item):
        yield Fault("code", f"科目编号:制度里已有 {known.called},对照也相同,这一条可以不要", "E-SAME", soft=True)


ACCOUNTS = LedgerDef(
    key="account",
    title="会计科目对照",
    menu="基础资料",
    icon="finance",
    fields=(
        Unit(
            key="unit",
            label="适用单位",
            width=9,
            sensitivity=PUBLIC,
            only=tuple(("kind", kind) for kind in VILLAGE_KINDS),
            hint="哪个村自己的科目;全乡通用的不填",
        ),
        Choice(
            key="chart",
            label="会计制度",
            options=SCHEMES,
            required=True,
            default=NEW,
            width=13,
            sensitivity=PUBLIC,
            hint="2024 年起是新制度,以前的账是旧制度。依据 财会〔2023〕14号",
        ),
        Text(key="code", label="科目编号", required=True, most=20, width=5, sensitivity=PUBLIC, hint="如 513 或 51301"),
        Text(key="name", label="科目名称", required=True, most=40, width=10, sensitivity=PUBLIC),
        Choice(
            key="income_item",
            label="收入归入",
            options=options(("2",)),
            width=11,
            sensitivity=PUBLIC,
            hint="这个科目的收入在公开榜上是哪一项;没有的不填",
        ),
        Choice(
            key="expense_item",
            label="支出归入",
            options=options(("3",)),
            width=11,
            sensitivity=PUBLIC,
            hint="这个科目的支出在公开榜上是哪一项;没有的不填",
        ),
    ),
    rules=(code_has_digits, owner_keeps_books, item_changes_something),
    titled=account_title,
    title_uses=("unit",),
    identity=("unit", "chart", "code"),
    list_columns=("unit", "chart", "code", "name", "income_item", "expense_item"),
    sheet_columns=(
        SheetColumn("适用单位", ("unit",), 9),
        SheetColumn("会计制度", ("chart",), 12),
        SheetColumn("科目编号", ("code",), 5),
        SheetColumn("科目名称", ("name",), 10),
        SheetColumn("收入归入", ("income_item",), 11),
        SheetColumn("支出归入", ("expense_item",), 11),
        SheetColumn("备注", ("remark",), 8),
    ),
    unit_field="unit",
    travels=Travel(),
    basis="农村集体经济组织会计制度(财会〔2023〕14号,2024 年起)和村集体经济组织会计制度(财会〔2004〕12号,以前):"
    "两个制度的科目程序里都有,这里只写县里、村里另加的或另定的对照。",
)
