"""All classes of a finance sheet: account sets, special sheets, cash and bank, the year so far, entries, accounts."""

from __future__ import annotations

from sqlite_utils import Database

from app.domain.fields import Row
from app.storage.migrations.listed import steps
from app.storage.rows import from_json, row_hash
from app.storage.schema import add_column, add_index, ledger_table

_SHEET = {
    "account_set": "TEXT",
    "period_kind": "TEXT",
    "ytd_income": "INTEGER",
    "ytd_expense": "INTEGER",
    "opening_cash": "INTEGER",
    "opening_bank": "INTEGER",
    "closing_cash": "INTEGER",
    "closing_bank": "INTEGER",
    "receivable": "INTEGER",
    "payable": "INTEGER",
    "special": "TEXT",
    "matter": "TEXT",
    "decided_on": "TEXT",
    "entry_count": "INTEGER",
}
_LINE = {
    "fund_source": "TEXT",
    "special_fund": "TEXT",
    "quantity": "INTEGER",
    "measure": "TEXT",
    "unit_price": "INTEGER",
    "reverses": "INTEGER -> finance_line",
}
_ENTRY = {
    "sheet": "INTEGER -> finance_sheet",
    "seq": "INTEGER",
    "item": "TEXT",
    "class_name": "TEXT",
    "name": "TEXT",
    "quantity": "INTEGER",
    "measure": "TEXT",
    "amount": "INTEGER",
    "counterparty": "TEXT",
    "from_on": "TEXT",
    "to_on": "TEXT",
    "use": "TEXT",
    "price": "INTEGER",
    "shares": "TEXT",
}
_ACCOUNT = {
    "unit": "INTEGER -> unit",
    "chart": "TEXT",
    "code": "TEXT",
    "name": "TEXT",
    "income_item": "TEXT",
    "expense_item": "TEXT",
}


@steps()
def m0020_finance_classes(db: Database) -> None:
    """Released in 0.3. Old sheets are the whole account of their owner, and get what is worked out from their figures.

    A book before this knew one sheet for each owner and period, by month or quarter.
    """
    for column, kind in _SHEET.items():
        add_column(db, "finance_sheet", column, kind)
    for column, kind in _LINE.items():
        add_column(db, "finance_line", column, kind)
    add_index(db, "finance_line", "special_fund")
    ledger_table(db, "finance_entry", _ENTRY)
    ledger_table(db, "account", _ACCOUNT, indexes=("code",))
    db.execute(
        "UPDATE finance_sheet SET entry_count = 0, "
        "account_set = CASE (SELECT kind FROM unit WHERE unit.id = finance_sheet.unit) "
        "WHEN '村民小组' THEN '村民小组' ELSE '合账' END, "
        "period_kind = CASE WHEN period LIKE '%Q%' THEN '季度' WHEN period LIKE '%-%' THEN '月度' ELSE '年度' END"
    )
    for so_far, one in (("ytd_income", "income_total"), ("ytd_expense", "expense_total")):
        db.execute(
            f"UPDATE finance_sheet SET {so_far} = (SELECT coalesce(sum(s.{one}), 0) FROM finance_sheet s "
            "WHERE s.unit = finance_sheet.unit AND s.period_kind = finance_sheet.period_kind "
            "AND substr(s.period, 1, 4) = substr(finance_sheet.period, 1, 4) "
            "AND (s.id = finance_sheet.id OR (s.period < finance_sheet.period AND s.voided = 0)))"
        )
    _rehash(db)


def _rehash(db: Database) -> None:
    """The hashes by which undo knows that a sheet was not changed since, with the columns filled above.

    Goes back from what stands now through what each step found. Without it no step on a sheet could be taken back
    after the upgrade.
    """
    for now in list(db.query("SELECT * FROM finance_sheet")):
        row: Row = dict(now)
        past = db.query(
            "SELECT step, before, hash FROM change WHERE register = 'finance_sheet' AND row = ? ORDER BY step DESC",
            [row["id"]],
        )
        for change in list(past):
            if change["hash"] is None:
                break
            db.execute(
                "UPDATE change SET hash = ? WHERE register = 'finance_sheet' AND row = ? AND step = ?",
                [row_hash(row), row["id"], change["step"]],
            )
            if change["before"] is None:
                break
            row |= from_json(change["before"])
