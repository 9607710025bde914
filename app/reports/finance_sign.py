"""财务公开送签稿: what the check found, everything that will be published, and three blocks to be signed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from app.domain.days import Period
from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.money import capital, show_yuan
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers import ledger as ledger_of
from app.ledgers.finance_review import findings
from app.reports.around import PaperAround
from app.reports.finance_signatures import corrected, to_be_signed
from app.reports.sheet import Block, Cell, Column, Facts, PageBreak, Paragraph, Sheet, Table

LINES = (
    Column("序号", "number", 2.5),
    Column("日期", "text", 5.5),
    Column("公开项目", "text", 9),
    Column("摘要用途", "text", 16),
    Column("收入", "money", 6, sums=True),
    Column("支出", "money", 6, sums=True),
    Column("对方", "text", 6),
    Column("经手人", "text", 4),
    Column("证明人", "text", 4),
    Column("审批人", "text", 4),
    Column("凭证号", "text", 4.5),
)
ENTRIES = (
    Column("序号", "number", 2.5),
    Column("公开项目", "text", 10),
    Column("名称", "text", 14),
    Column("数量", "text", 5),
    Column("金额", "money", 7),
    Column("对方", "text", 8),
    Column("期限", "text", 10),
    Column("用途", "text", 8),
)
FOUND = (
    Column("序号", "number", 2.5),
    Column("位置", "text", 8),
    Column("审核提示", "text", 30),
    Column("说明", "text", 18),
)


def finance_sign(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """The whole content of one sheet before it is signed; what the check found stands first, for who signs.

    Source: 农村集体经济组织财务公开规定 (民主理财小组审核后,由负责人、民主理财小组负责人、主管会计签字); product C12.
    """
    texts = around.texts(ledger, row)
    owner, period = texts["unit"], Period.parse(text_of(row, "period"))
    lines = _in_order(around.rows("finance_line", sheet=row["id"]))
    entries = _in_order(around.rows("finance_entry", sheet=row["id"]))
    blocks: list[Block] = [
        Facts(
            (
                ("账主单位", owner),
                ("账套", texts["account_set"]),
                ("报告期", period.title),
                ("负责公开单位", texts["publisher"]),
                ("制表人", texts["prepared_by"]),
                ("送签日期", texts["submitted_on"]),
            )
        ),
        *corrected(row),
        *_found_blocks(row, lines, entries, around, ledger),
        Paragraph("公开内容", level=1),
        _money_table(row, lines, around),
        Paragraph(_identity(row), indent=False),
    ]
    if entries:
        blocks.append(_entry_table(entries, around))
    if explanation := text_of(row, "explanation"):
        blocks.append(Paragraph(f"说明：{explanation}", indent=False))
    blocks += [PageBreak(), *to_be_signed(row)]
    return Sheet(
        key="finance_sign",
        title=f"{around.title('finance_sheet', id_of(row, 'id') or 0)}财务公开送签稿",
        subtitle="签字齐全、盖章后才能张贴；要改的写明改什么，退回制表人",
        blocks=tuple(blocks),
        file_name=f"{owner}_财务公开送签稿_{period.key}",
    )


def _money_table(row: Row, lines: Sequence[Row], around: PaperAround) -> Table:
    closing = whole_of(row, "closing")
    return Table(
        columns=LINES,
        rows=tuple(_line(number, line, around) for number, line in enumerate(lines, 1)),
        total=(None, None, "合计", None, whole_of(row, "income_total"), whole_of(row, "expense_total"), *[None] * 5),
        unit_line="单位：元",
        caption=f"期初结余：{show_yuan(whole_of(row, 'opening'))} 元",
        capital=f"期末结余：{show_yuan(closing)} 元  大写：{capital(closing)}",
    )


def _identity(row: Row) -> str:
    opening, income, expense, closing = (
        show_yuan(whole_of(row, key)) for key in ("opening", "income_total", "expense_total", "closing")
    )
    return f"期初结余 {opening} + 本期收入 {income} - 本期支出 {expense} = 期末结余 {closing}"


def _line(number: int, line: Row, around: PaperAround) -> tuple[Cell, ...]:
    income, amount = line.get("direction") == "收入", whole_of(line, "amount")
    return (
        number,
        text_of(line, "on_day"),
        _words(line, "finance_line", around),
        text_of(line, "purpose"),
        amount if income else None,
        None if income else amount,
        *(text_of(line, key) for key in ("payee", "handler", "witness", "approver", "voucher")),
    )


def _entry_table(entries: Sequence[Row], around: PaperAround) -> Table:
    definition = ledger_of("finance_entry")
    rows: list[tuple[Cell, ...]] = []
    for number, entry in enumerate(entries, 1):
        texts = around.texts(definition, entry)
        amount = entry.get("amount")
        rows.append(
            (
                number,
                _words(entry, "finance_entry", around),
                texts["name"],
                f"{texts['quantity']}{texts['measure']}",
                amount if isinstance(amount, int) else None,
                texts["counterparty"],
                "至".join(filter(None, (texts["from_on"], texts["to_on"]))),
                texts["use"],
            )
        )
    return Table(ENTRIES, tuple(rows), unit_line="单位：元", caption="计划、资产、资源、债权债务、收益分配等")


def _words(row: Row, register: str, around: PaperAround) -> str:
    """An item without its code."""
    return ledger_of(register).show_one(row, "item", {}).partition(" ")[2]


def _found_blocks(
    row: Row, lines: Sequence[Row], entries: Sequence[Row], around: PaperAround, ledger: LedgerDef
) -> Iterator[Block]:
    """What the check still points out, each with the words that explain it; signers see what the clerk saw."""
    found = list(_found(row, lines, entries, around, ledger))
    yield Paragraph("审核情况", level=1)
    if not found:
        yield Paragraph("程序审核没有发现问题：期初与上期期末一致，逐笔合计与结余相符。")
        return
    numbered: tuple[tuple[Cell, ...], ...] = tuple((number, *one) for number, one in enumerate(found, 1))
    yield Table(FOUND, numbered)


def _found(
    row: Row, lines: Sequence[Row], entries: Sequence[Row], around: PaperAround, ledger: LedgerDef
) -> Iterator[tuple[str, str, str]]:
    """Place, hint and 说明: of the review with the words given to each, then of the rules of the sheet and its rows."""
    notes = {text_of(note, "mark"): text_of(note, "text") for note in around.rows("finance_note", sheet=row["id"])}
    places = {id_of(line, "id"): f"收支第{number}笔" for number, line in enumerate(lines, 1)}
    told = set()
    for one in findings(row, around):
        told.add(one.fault.message)
        yield places.get(one.line, "表头"), one.fault.message, notes.get(one.mark, text_of(row, "explanation"))
    for fault in ledger.faults(row, around):
        if fault.message not in told:
            yield "表头", fault.message, text_of(row, "explanation")
    for register, rows, word in (("finance_line", lines, "收支"), ("finance_entry", entries, "其他各类")):
        definition = ledger_of(register)
        for number, line in enumerate(rows, 1):
            for fault in definition.faults(line, around):
                yield f"{word}第{number}笔", fault.message, text_of(line, "explanation")


def _in_order(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row.get("seq") is None, whole_of(row, "seq"), id_of(row, "id") or 0))
