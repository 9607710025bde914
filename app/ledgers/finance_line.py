"""财务公开的逐笔明细: every income and expense is a line of its own (逐项逐笔)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.days import Period
from app.domain.faults import Fault
from app.domain.fields import Choice, Count, Day, Link, Money, Option, Row, Sensitivity, Text, Value
from app.domain.ledger import Around, LedgerDef, SheetColumn
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.question import to_question

ITEMS = (
    Option("2", "各项收入"),
    Option("2.01", "2.01 集体经营收入", "2"),
    Option("2.02", "2.02 发包及上交收入", "2"),
    Option("2.03", "2.03 投资收入", "2"),
    Option("2.04", "2.04 一事一议筹资及以资代劳", "2"),
    Option("2.05", "2.05 村级运转财政补助", "2"),
    Option("2.06", "2.06 上级专项补助", "2"),
    Option("2.07", "2.07 征占土地补偿收入", "2"),
    Option("2.08", "2.08 救济扶贫款", "2"),
    Option("2.09", "2.09 社会捐赠收入", "2"),
    Option("2.10", "2.10 资产处置收入", "2"),
    Option("2.11", "2.11 其他收入", "2"),
    Option("3", "各项支出"),
    Option("3.01", "3.01 集体经营支出", "3"),
    Option("3.02", "3.02 村组干部报酬", "3"),
    Option("3.03", "3.03 报刊费", "3"),
    Option("3.04", "3.04 管理费(办公差旅会议卫生治安等)", "3"),
    Option("3.05", "3.05 公益福利支出", "3"),
    Option("3.06", "3.06 固定资产购建支出", "3"),
    Option("3.07", "3.07 征占土地补偿支出", "3"),
    Option("3.08", "3.08 救济扶贫专项支出", "3"),
    Option("3.09", "3.09 社会捐赠支出", "3"),
    Option("3.10", "3.10 其他支出", "3"),
)
OTHER = ("2.11", "3.10")
VAGUE = frozenset({"其他", "其它", "费用", "其他费用", "支出", "收入", "其他支出", "其他收入", "等", "杂费", "开支"})


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """Income or expense follows from the item."""
    item = text_of(row, "item")
    return {"direction": "收入" if item.startswith("2") else "支出" if item else None}


def line_title(row: Row, around: Around) -> str:
    """Day and purpose."""
    return f"{row.get('on_day') or ''} {row.get('purpose') or ''}".strip()


def day_inside_period(row: Row, around: Around) -> Iterable[Fault]:
    """A line lies inside the period of its sheet. Source: forms-and-rules 2.15."""
    sheet_id, day = id_of(row, "sheet"), text_of(row, "on_day")
    sheet = around.row("finance_sheet", sheet_id) if sheet_id else None
    if sheet is None or not day:
        return
    period = Period.parse(str(sheet["period"]))
    if not period.first.isoformat() <= day <= period.last.isoformat():
        yield Fault("on_day", f"日期:{day} 不在 {period.title}({period.first} 至 {period.last})之内", "E-PERIOD")


def purpose_in_plain_words(row: Row, around: Around) -> Iterable[Fault]:
    """A purpose says what the money was for; 其他 alone does not. Source: 农村集体经济组织财务公开规定 (逐项逐笔)."""
    purpose = text_of(row, "purpose").strip(" 。,.")
    if purpose in VAGUE:
        yield Fault(
            "purpose",
            f"摘要用途:只写“{purpose}”群众看不懂,也容易被检查指出。请补一句话,例如:清理河道雇工 3 天",
            "E-VAGUE",
        )
    elif row.get("item") in OTHER and whole_of(row, "amount") > around.option("other_limit") and len(purpose) < 6:
        yield Fault("purpose", "摘要用途:“其他”项目金额较大,请把用途写具体(做什么、多少、给谁)", "E-OTHER", soft=True)


def amount_above_zero(row: Row, around: Around) -> Iterable[Fault]:
    """A line has money in it."""
    if row.get("amount") == 0:
        yield Fault("amount", "金额:不能是 0", "E-MONEY")


FINANCE_LINES = LedgerDef(
    key="finance_line",
    title="财务公开明细",
    menu="",
    icon="finance",
    fields=(
        Link(key="sheet", label="公开表", register="finance_sheet", required=True, width=14),
        Count(key="seq", label="笔序", width=3, sensitivity=Sensitivity.PUBLIC),
        Day(key="on_day", label="日期", required=True, sensitivity=Sensitivity.PUBLIC),
        Choice(key="item", label="公开项目", required=True, options=ITEMS, width=12, sensitivity=Sensitivity.PUBLIC),
        Choice(
            key="direction",
            label="收支",
            options=("收入", "支出"),
            stamped=True,
            width=3,
            sensitivity=Sensitivity.PUBLIC,
        ),
        Text(
            key="purpose",
            label="摘要用途",
            required=True,
            width=22,
            sensitivity=Sensitivity.PUBLIC,
            hint="用群众看得懂的话写清做什么;不写身份证号、电话、银行卡号",
        ),
        Money(key="amount", label="金额(元)", required=True, sensitivity=Sensitivity.PUBLIC),
        Text(key="payee", label="对方", width=8, sensitivity=Sensitivity.PERSONAL),
        Text(key="handler", label="经手人", width=5, sensitivity=Sensitivity.PUBLIC),
        Text(key="witness", label="证明人", width=5, sensitivity=Sensitivity.PUBLIC),
        Text(key="approver", label="审批人", width=5, sensitivity=Sensitivity.PUBLIC),
        Text(key="voucher", label="凭证号", width=6, sensitivity=Sensitivity.PUBLIC),
        Text(key="account_code", label="会计科目", width=5),
    ),
    rules=(day_inside_period, purpose_in_plain_words, amount_above_zero),
    raises=(to_question("line"),),
    derive=derive,
    titled=line_title,
    parent="sheet",
    list_columns=("seq", "on_day", "item", "purpose", "amount", "payee", "handler", "witness", "approver", "voucher"),
    sheet_columns=(
        SheetColumn("公开表", ("sheet",), 14),
        SheetColumn("日期", ("on_day",), 6),
        SheetColumn("公开项目", ("item",), 12),
        SheetColumn("摘要用途", ("purpose",), 22),
        SheetColumn("金额(元)", ("amount",), 7),
        SheetColumn("经手人", ("handler",), 5),
        SheetColumn("证明人", ("witness",), 5),
        SheetColumn("审批人", ("approver",), 5),
        SheetColumn("凭证号", ("voucher",), 6),
    ),
    unit_field="",
    period_field="on_day",
    basis="农村集体经济组织财务公开规定:收支逐项逐笔公布;会计基础工作规范 第五十二条:金额写到分。",
)
