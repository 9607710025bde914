"""分人金额: what one person of a problem took, owes and gave back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.faults import Fault
from app.domain.fields import Choice, Day, Link, Money, Person, Row, Text, Value
from app.domain.ledger import Around, LedgerDef, SheetColumn
from app.domain.rows import id_of, whole_of
from app.ledgers.problem_rules import REFUND_TO, money_in_order


def money_title(row: Row, around: Around) -> str:
    """The person's name."""
    person = id_of(row, "person")
    return around.title("person", person) if person else "分人金额"


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """What is still owed."""
    due = row.get("due")
    return {"unreturned": max(due - whole_of(row, "returned"), 0) if isinstance(due, int) else None}


def adds_up(row: Row, around: Around) -> Iterable[Fault]:
    """Returned ≤ due back ≤ involved, unless it is explained."""
    yield from money_in_order(row, ("involved", "due", "returned"))


def some_amount(row: Row, around: Around) -> Iterable[Fault]:
    """A person without any amount does not stand here, and money that came back came on a day."""
    if row.get("person") and all(row.get(key) is None for key in ("involved", "due", "returned")):
        yield Fault("involved", "涉及金额:涉及、应退、已退至少填一项", "E-REQUIRED")
    if whole_of(row, "returned") and not row.get("returned_on"):
        yield Fault("returned_on", "退款日期:填了已退金额,请填退款的日期", "E-RETURNED", soft=True)


PROBLEM_MONEY = LedgerDef(
    key="problem_money",
    title="分人金额",
    menu="",
    icon="finance",
    fields=(
        Link(key="problem", label="对应问题", register="problem", required=True, width=14),
        Person(key="person", label="人员", required=True),
        Money(key="involved", label="涉及金额(元)"),
        Money(key="due", label="应退金额(元)"),
        Money(key="returned", label="已退金额(元)"),
        Money(key="unreturned", label="未退金额(元)", stamped=True),
        Day(key="returned_on", label="退款日期", past=True, hint="分几次退的填最近一次"),
        Choice(key="refund_to", label="退款去向", options=REFUND_TO, hint="不填的按这个问题的退款去向"),
        Text(key="voucher", label="凭证号", most=60, hint="退款收据或缴款凭证的号码;闭环卡上印出"),
    ),
    rules=(adds_up, some_amount),
    derive=derive,
    titled=money_title,
    title_uses=("person",),
    identity=("problem", "person"),
    parent="problem",
    list_columns=("person", "involved", "due", "returned", "unreturned", "returned_on", "voucher"),
    sheet_columns=(
        SheetColumn("对应问题", ("problem",), 14),
        SheetColumn("人员", ("person",), 5),
        SheetColumn("涉及金额", ("involved",), 7),
        SheetColumn("应退金额", ("due",), 7),
        SheetColumn("已退金额", ("returned",), 7),
        SheetColumn("未退金额", ("unreturned",), 7),
        SheetColumn("退款日期", ("returned_on",), 6),
        SheetColumn("凭证号", ("voucher",), 6),
    ),
    period_field="returned_on",
    basis="集中整治方案 (二):切实整改到位;涉及钱款的,按人记清涉及、应退、已退和未退,合计与问题的金额一致。",
)
