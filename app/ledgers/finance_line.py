"""财务公开的逐笔明细: every income and expense is a line of its own (逐项逐笔)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.days import Period
from app.domain.faults import Fault, Mend
from app.domain.fields import Choice, Count, Day, Link, Money, Row, Sensitivity, Text, Value
from app.domain.ledger import Around, Holder, LedgerDef, SheetColumn, Travel
from app.domain.money import show_yuan
from app.domain.points import Points
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.account_rules import account_is_known, item_by_account
from app.ledgers.finance_items import MONEY_ITEMS
from app.ledgers.finance_share import amount_fits
from app.ledgers.question import to_question

ITEMS = MONEY_ITEMS
OTHER = ("2.11", "3.10")
FUND_SOURCES = ("上级拨款", "村集体收入", "一事一议筹资", "社会捐赠", "征地补偿款", "其他来源")
LINE_BY_LINE = "农村集体经济组织财务公开规定:收支逐项逐笔公布,不能几样合成一笔,也不能只写“其他”。"
VAGUE = frozenset({"其他", "其它", "费用", "其他费用", "支出", "收入", "其他支出", "其他收入", "等", "杂费", "开支"})


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """Income or expense follows from the item, and a missing item from the account."""
    item = text_of(row, "item")
    out: dict[str, Value] = {}
    if not item and (item := item_by_account(row, around)):
        out["item"] = item
    return {**out, "direction": "收入" if item.startswith("2") else "支出" if item else None}


def line_title(row: Row, around: Around) -> str:
    """Day and purpose."""
    return f"{row.get('on_day') or ''} {row.get('purpose') or ''}".strip()


def day_inside_period(row: Row, around: Around) -> Iterable[Fault]:
    """A line lies inside the period of its sheet. Source: forms-and-rules 2.15."""
    sheet_id, day = id_of(row, "sheet"), text_of(row, "on_day")
    sheet = around.row("finance_sheet", sheet_id) if sheet_id else None
    if sheet is None or not day or sheet.get("special") or not sheet.get("period"):
        return  # a special matter goes on over many months
    period = Period.parse(str(sheet["period"]))
    if not period.first.isoformat() <= day <= period.last.isoformat():
        yield Fault("on_day", f"日期:{day} 不在 {period.title}({period.first} 至 {period.last})之内", "E-PERIOD")


def purpose_in_plain_words(row: Row, around: Around) -> Iterable[Fault]:
    """A purpose says what the money was for; 其他 alone does not. Source: 农村集体经济组织财务公开规定 (逐项逐笔)."""
    purpose, amount = text_of(row, "purpose").strip(" 。,."), whole_of(row, "amount")
    ways = (Mend("go", "填写用途"),)
    if purpose in VAGUE:
        yield Fault(
            "purpose",
            f"摘要用途:{_called(row)}只写“{purpose}”,没有写用途。公开后群众看不懂,也容易被检查指出。"
            "请补一句话,例如:清理河道雇工 3 天",
            "E-VAGUE",
            basis=LINE_BY_LINE,
            mends=ways,
        )
    elif row.get("item") in OTHER and amount > around.option("other_limit") and len(purpose) < 6:
        yield Fault(
            "purpose",
            f"摘要用途:{_called(row)}超过“其他”提示线,用途写得太短。请写具体:做什么、多少、给谁",
            "E-OTHER",
            soft=True,
            basis=LINE_BY_LINE,
            mends=ways,
        )


def _called(row: Row) -> str:
    """“其他支出”8,600.00 元, as far as both are known."""
    item = next((option.label.partition(" ")[2] for option in ITEMS if option.code == row.get("item")), "这一笔")
    return f"“{item}”{show_yuan(whole_of(row, 'amount'))} 元" if row.get("amount") else f"“{item}”"


def amount_above_zero(row: Row, around: Around) -> Iterable[Fault]:
    """A line has money in it; below zero it is a 红字冲销 and names the line it takes back.

    Source: forms-and-rules 2.15, amount; 会计基础工作规范 (红字更正).
    """
    amount, original = row.get("amount"), id_of(row, "reverses")
    if amount == 0:
        yield Fault("amount", "金额:不能是 0", "E-MONEY")
    elif whole_of(row, "amount") < 0 and original is None:
        yield Fault("amount", "金额:负数只用于红字冲销,请在“冲销原笔”选被冲销的那一笔;退款记在收入里", "E-RED")
    elif whole_of(row, "amount") > 0 and original is not None:
        yield Fault("amount", "金额:红字冲销填负数;不是冲销的,请清空“冲销原笔”", "E-RED")


def takes_back_its_original(row: Row, around: Around) -> Iterable[Fault]:
    """A 红字冲销 takes back a line of the same books and item, and no more than stood there."""
    number = id_of(row, "reverses")
    original = around.row("finance_line", number) if number else None
    if original is None:
        return
    if original.get("id") == row.get("id") or whole_of(original, "amount") < 0:
        yield Fault("reverses", "冲销原笔:不能选本笔或另一笔红字,请选原来记错的那一笔", "E-RED")
        return
    mine, theirs = (around.row("finance_sheet", id_of(one, "sheet") or 0) or {} for one in (row, original))
    if any(mine.get(key) != theirs.get(key) for key in ("unit", "account_set")):
        yield Fault("reverses", "冲销原笔:不是同一个单位同一账套的,请重新选择", "E-RED")
    elif original.get("item") != row.get("item"):
        yield Fault("item", "公开项目:与被冲销的那一笔不同,请改成同一项目", "E-RED")
    taken = sum(
        whole_of(line, "amount")
        for line in around.rows("finance_line", reverses=original["id"])
        if line.get("id") != row.get("id")
    )
    if whole_of(original, "amount") + taken + whole_of(row, "amount") < 0:
        text = f"金额:冲销合计超过原笔 {show_yuan(whole_of(original, 'amount'))} 元,请核对"
        yield Fault("amount", text, "E-RED")


# How 三资 platforms and agencies head the columns of their exports. Source: product C19.
CALLED_BY_OTHERS = {
    **dict.fromkeys(("凭证日期", "记账日期", "业务日期", "发生日期", "制单日期"), "on_day"),
    **dict.fromkeys(("摘要", "用途", "业务摘要", "事由"), "purpose"),
    **dict.fromkeys(("科目编码", "科目代码", "会计科目编码", "科目编号"), "account_code"),
    **dict.fromkeys(("金额", "发生额", "收入金额", "支出金额", "借方金额", "贷方金额", "收入", "支出"), "amount"),
    **dict.fromkeys(("往来单位", "收款人", "对方单位", "对方户名"), "payee"),
    **dict.fromkeys(("经办人", "报账人"), "handler"),
    **dict.fromkeys(("凭证字号", "凭证编号", "凭证号数"), "voucher"),
    **dict.fromkeys(("单位名称", "村名", "核算单位"), "^unit"),
    **dict.fromkeys(("会计期间", "公开期间", "期间"), "^period"),
    **dict.fromkeys(("科目名称", "余额", "制单人", "记账人", "附件张数", "行号"), "-"),
}

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
        Money(
            key="amount",
            label="金额(元)",
            least=None,
            required=True,
            sensitivity=Sensitivity.PUBLIC,
            hint="红字冲销填负数,并选冲销原笔",
        ),
        Text(key="payee", label="对方", width=8, sensitivity=Sensitivity.PERSONAL),
        Text(key="handler", label="经手人", width=5, sensitivity=Sensitivity.PUBLIC),
        Text(key="witness", label="证明人", width=5, sensitivity=Sensitivity.PUBLIC),
        Text(key="approver", label="审批人", width=5, sensitivity=Sensitivity.PUBLIC),
        Text(key="voucher", label="凭证号", width=6, sensitivity=Sensitivity.PUBLIC),
        Text(
            key="account_code",
            label="会计科目",
            most=40,
            width=5,
            hint="账上的科目编号,如 513;没填公开项目的按科目归项",
        ),
        Choice(
            key="fund_source",
            label="资金来源",
            options=FUND_SOURCES,
            width=6,
            sensitivity=Sensitivity.PUBLIC,
        ),
        Text(
            key="special_fund",
            label="专款名称",
            most=40,
            width=8,
            sensitivity=Sensitivity.PUBLIC,
            hint="专款专用的收入和支出写同一个名称,程序核对有没有超支",
        ),
        Points(
            key="quantity", label="数量", word="数量", sensitivity=Sensitivity.PUBLIC, hint="户数、亩数、米数,可有小数"
        ),
        Text(key="measure", label="计量单位", most=8, width=3, sensitivity=Sensitivity.PUBLIC),
        Money(
            key="unit_price",
            label="单价(元)",
            sensitivity=Sensitivity.PUBLIC,
            hint="数量 × 单价 = 金额,程序核对;用途写明“平分”的,单价可不填",
        ),
        Link(
            key="reverses",
            label="冲销原笔",
            register="finance_line",
            width=14,
            hint="红字冲销时选被冲销的那一笔",
        ),
    ),
    rules=(
        day_inside_period,
        purpose_in_plain_words,
        amount_above_zero,
        takes_back_its_original,
        amount_fits,
        account_is_known,
    ),
    raises=(to_question("line"),),
    derive=derive,
    titled=line_title,
    parent="sheet",
    also_called=CALLED_BY_OTHERS,
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
    holder=Holder("payee", "payee"),
    travels=Travel(),
    basis="农村集体经济组织财务公开规定:收支逐项逐笔公布;会计基础工作规范 第五十二条:金额写到分。",
)
