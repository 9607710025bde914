"""打印记录: which sheet went to paper when, by whom, in which edition, how many times."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.faults import Fault
from app.domain.fields import Choice, Count, Day, Row, Sensitivity, Text, Unit
from app.domain.ledger import Around, LedgerDef, SheetColumn
from app.domain.privacy import personal_numbers
from app.domain.rows import text_of, whole_of

PRINTER, FILE, SHOP = "打印机", "存为文件", "图文店"
WAYS = (PRINTER, FILE, SHOP)
PUBLIC = Sensitivity.PUBLIC


def print_title(row: Row, around: Around) -> str:
    """2026-10-09 青山村2026年第3季度财务收支公开榜."""
    return f"{text_of(row, 'printed_on')} {text_of(row, 'sheet')}".strip()


def printed_at_least_once(row: Row, around: Around) -> Iterable[Fault]:
    """No print without a copy."""
    if row.get("copies") is not None and whole_of(row, "copies") < 1:
        yield Fault("copies", "份数:至少 1 份", "E-COUNT")


def no_numbers_of_persons(row: Row, around: Around) -> Iterable[Fault]:
    """The name of a sheet needs no telephone and no identity number."""
    for found in personal_numbers(text_of(row, "sheet")):
        yield Fault("sheet", f"哪一张:写了{found.kind},请去掉", "E-PRIVATE")


PRINT_LOG = LedgerDef(
    key="print_log",
    title="打印记录",
    menu="公开",
    icon="report",
    fields=(
        Day(
            key="printed_on",
            label="打印日期",
            required=True,
            default="今天",
            past=True,
            sensitivity=PUBLIC,
            hint="在本机打印的、拿到图文店印的,都记一条",
        ),
        Text(key="printed_at", label="时间", most=5, width=4, sensitivity=PUBLIC),
        Unit(key="unit", label="单位", width=9, sensitivity=PUBLIC, hint="这张表是哪个村、组的"),
        Text(key="kind", label="表种", required=True, most=40, width=8, sensitivity=PUBLIC),
        Text(key="sheet", label="哪一张", required=True, most=120, width=20, sensitivity=PUBLIC),
        Text(key="version", label="版次", most=60, width=17, sensitivity=PUBLIC, hint="纸上左下角的版次、日期、校验码"),
        Text(key="paper", label="纸张", most=20, width=8, sensitivity=PUBLIC),
        Count(key="pages", label="每份(页)", unit="页", sensitivity=PUBLIC),
        Count(key="copies", label="份数", required=True, default="1", unit="份", sensitivity=PUBLIC),
        Choice(key="way", label="方式", required=True, options=WAYS, default=SHOP, width=5, sensitivity=PUBLIC),
        Text(key="printed_by", label="打印人", most=20, width=5),
        Text(key="batch", label="批次", most=20, width=8, hint="一起印的写同样的字,例如 20261009-1"),
    ),
    rules=(printed_at_least_once, no_numbers_of_persons),
    titled=print_title,
    list_columns=(
        "printed_on",
        "printed_at",
        "unit",
        "kind",
        "sheet",
        "version",
        "paper",
        "pages",
        "copies",
        "way",
        "printed_by",
        "batch",
    ),
    sheet_columns=(
        SheetColumn("打印日期", ("printed_on", "printed_at"), 7),
        SheetColumn("单位", ("unit",), 8),
        SheetColumn("表种", ("kind",), 7),
        SheetColumn("哪一张", ("sheet",), 16),
        SheetColumn("版次", ("version",), 12),
        SheetColumn("纸张", ("paper",), 6),
        SheetColumn("每份(页)", ("pages",), 4),
        SheetColumn("份数", ("copies",), 4, sums=True),
        SheetColumn("方式", ("way",), 5),
        SheetColumn("打印人", ("printed_by",), 5),
        SheetColumn("批次", ("batch",), 8),
        SheetColumn("备注", ("remark",), 5),
    ),
    unit_field="unit",
    period_field="printed_on",
    basis="集中整治方案 (三)4:公开要有据可查;墙上的和账里的凭版次、校验码核对。",
)
