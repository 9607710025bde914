"""Quantity, unit price and amount of a line, and equal shares of households."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.faults import Fault, Mend
from app.domain.fields import Row
from app.domain.ledger import Around
from app.domain.money import equal_split, show_yuan
from app.domain.points import show_points, times
from app.domain.rows import text_of, whole_of
from app.ledgers.finance_items import SHARED_OUT

QUANTITY_AND_PRICE = (
    "会计基础工作规范 第四十八条:原始凭证写明数量、单价和金额,三个数对得上;按户平分的,几分钱的尾数可以不齐。"
)
HEADS = ("户", "人")
EQUALLY = "平分"  # said in the words of a line: three people need not have got the same


def shares_of(row: Row) -> int | None:
    """How many equal shares a row is split into: whole households or people, None where it is not split."""
    quantity = row.get("quantity")
    if not isinstance(quantity, int) or quantity <= 0 or quantity % 100 or text_of(row, "measure") not in HEADS:
        return None
    return quantity // 100


def price_of(row: Row, key: str = "unit_price") -> int | None:
    """The typed unit price, or the share of each household where only their number is given and all get the same."""
    price, shares = row.get(key), shares_of(row)
    if isinstance(price, int):
        return price
    if row.get("item") != SHARED_OUT and EQUALLY not in text_of(row, "purpose"):
        return None
    return equal_split(whole_of(row, "amount"), shares)[0] if shares and whole_of(row, "amount") > 0 else None


def amount_fits(row: Row, around: Around) -> Iterable[Fault]:
    """Quantity × unit price = amount; equal shares may leave less than a fen each. Source: 3.4 A6, A7."""
    return product_fits(row, "unit_price")


def product_fits(row: Row, key: str) -> Iterable[Fault]:
    """The same for any field that holds the price."""
    price, amount = row.get(key), row.get("amount")
    if not isinstance(price, int) or not isinstance(amount, int) or row.get("quantity") is None:
        return
    quantity, shares = whole_of(row, "quantity"), shares_of(row)
    due, paid = times(price, quantity), abs(amount)
    if due != paid and not (shares and equal_split(paid, shares)[0] == price):
        right = show_yuan(due if amount > 0 else -due)
        told = f"{show_points(quantity)} × {show_yuan(price)} = {show_yuan(due)},与 {show_yuan(paid)} 不一致,请核对"
        ways = (Mend("fill", f"金额改为 {right}", right), Mend("go", "核对数量和单价"), Mend("explain", "写说明"))
        yield Fault("amount", f"金额:{told}", "E-TIMES", right, soft=True, basis=QUANTITY_AND_PRICE, mends=ways)


def split_words(row: Row, key: str = "unit_price") -> str:
    """61 户 × 672.13 元, with what the first households get more where the amount does not split evenly.

    Without a price it is the quantity alone.
    """
    price, quantity = price_of(row, key), row.get("quantity")
    if not isinstance(quantity, int):
        return ""
    if price is None:
        return f"{show_points(quantity)} {text_of(row, 'measure')}".strip()
    words = f"{show_points(quantity)} {text_of(row, 'measure')} × {show_yuan(price)} 元".replace("  ", " ")
    shares = shares_of(row)
    rest = abs(whole_of(row, "amount")) - price * shares if shares else 0
    return f"{words}(前 {rest} {text_of(row, 'measure')}各多 0.01 元)" if shares and 0 < rest < shares else words
