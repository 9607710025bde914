"""What practice villages own, owe and plan, beside the income and expense of a quarter."""

from __future__ import annotations

from random import Random

from app.domain.days import Period
from app.domain.fields import Row
from app.domain.points import times
from app.domain.rows import whole_of
from app.ledgers.finance_entry import worked_out
from app.ledgers.finance_figures import sum_of
from app.ledgers.finance_items import PAYABLE, RECEIVABLE

KEPT_QUARTERS = 4  # of how many finished quarters the practice book shows all classes
HECTARES = 100  # quantities are kept in hundredths

Entry = tuple[str, str, float, str, int, str, str]  # item, name, quantity, measure, fen, counterparty, use
ASSETS: tuple[Entry, ...] = (
    ("4.02", "库存水泥、管材等材料", 1, "批", 0, "", "村内零星维修"),
    ("4.03", "村委会办公楼(两层 320 平方米)", 1, "幢", 38_600_000, "", "办公和便民服务"),
    ("4.03", "太阳能路灯", 46, "盏", 5_106_000, "", "村内照明"),
    ("4.04", "集体茶园", 35.5, "亩", 7_100_000, "", "发包和自营"),
    ("4.05", "入股粮食烘干专业合作社", 1, "股", 10_000_000, "粮食烘干专业合作社", "按股分红"),
)
RESOURCES: tuple[Entry, ...] = (
    ("5.01", "机动地", 28.6, "亩", 30_000, "", "种水稻"),
    ("5.02", "后龙山林地", 412, "亩", 8_000, "", "公益林管护"),
    ("5.06", "门前塘、上垅塘", 12.4, "亩", 26_000, "", "养鱼"),
    ("5.08", "原小学操场", 3.2, "亩", 0, "", "未出租,晒谷场"),
)
DEBTS: tuple[Entry, ...] = (
    ("6.01", "门面租金未收", 0, "", 240_000, "便民超市", "约定年底前交清"),
    ("6.03", "修机耕道工程款余款", 0, "", 1_860_000, "青禾建筑工程队", "分两年付清"),
)
PLANS: tuple[Entry, ...] = (
    ("1.01", "全年财务收支计划(收入)", 0, "", 16_500_000, "", ""),
    ("1.04", "机耕道硬化 1.2 公里", 1.2, "公里", 21_000_000, "", "一事一议,财政奖补"),
    ("1.06", "集体收益按户分配计划", 0, "", 2_000_000, "", ""),
)
HOLDERS = ("张建国", "李国强", "王金根", "陈水生", "赵有田")
SHARED, SAVED, WELFARE = 2_000_000, 600_000, 400_000


def entries_of(sheet: Row, period: Period, households: int) -> list[Row]:
    """The entries of one sheet; plans in the first quarter, shares in the last, cash as the sheet closes."""
    rng = Random(f"{sheet['unit']}/{period.key}")  # its own: other practice rows do not change with these
    if sheet["level"] != "村级":
        return _rows(sheet, [_let_out(rng, RESOURCES[2], period)])
    found = [_row(("4.01", "库存现金和银行存款", 0, "", whole_of(sheet, "closing"), "", ""))]
    found += [_row(entry, rng.randrange(90_000, 240_000, 500) if not entry[4] else None) for entry in ASSETS]
    found += [_let_out(rng, entry, period) for entry in RESOURCES]
    found += [_row(entry) for entry in DEBTS]
    if period.key.endswith("Q1"):
        found += [_row(entry) for entry in PLANS]
    if period.key.endswith("Q4"):
        found += _shared(households)
    return _rows(sheet, found)


def figures(entries: list[Row]) -> Row:
    """What a sheet says of its entries."""
    return {
        "entry_count": len(entries),
        "receivable": sum_of(entries, RECEIVABLE),
        "payable": sum_of(entries, PAYABLE),
    }


def _row(entry: Entry, amount: int | None = None) -> Row:
    item, name, quantity, measure, fen, counterparty, use = entry
    return {
        "item": item,
        "name": name,
        "quantity": round(quantity * HECTARES) or None,
        "measure": measure or None,
        "amount": fen if amount is None else amount,
        "counterparty": counterparty or None,
        "use": use or None,
    }


def _let_out(rng: Random, entry: Entry, period: Period) -> Row:
    """A resource with its holder, term and the rent of a year."""
    row, price = _row(entry), entry[4]
    if not price:
        return {**row, "amount": None}
    start = period.first.year - rng.randint(0, 3)
    return {
        **row,
        "price": price,
        "amount": times(price, whole_of(row, "quantity")),
        "counterparty": rng.choice(HOLDERS),
        "from_on": f"{start}-01-01",
        "to_on": f"{start + 4}-12-31",
    }


def _shared(households: int) -> list[Row]:
    """What a year earned and how it was shared; the shares of the households are equal to the fen."""
    total = SHARED + SAVED + WELFARE
    return [
        _row(("7.01", "全年收益总额", 0, "", total, "", "")),
        _row(("7.02", "提取公积公益金", 0, "", SAVED, "", "")),
        _row(("7.03", "提取福利费", 0, "", WELFARE, "", "")),
        _row(("7.05", "成员分配(按户平分)", households, "户", SHARED, "", "")),
    ]


def _rows(sheet: Row, found: list[Row]) -> list[Row]:
    for seq, row in enumerate(found, 1):
        row |= {"sheet": sheet["id"], "seq": seq}
        row |= worked_out(row)
    return found
