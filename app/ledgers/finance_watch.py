"""Hints about the lines of a finance sheet: «其他», lump lines, missing payees, and money that moves oddly.

They stop nothing: each asks to look again, and for a 说明 where all is well. Source: product C6, C7.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from app.domain.faults import Mend
from app.domain.fields import Row
from app.domain.money import show_yuan
from app.domain.patterns import later
from app.domain.rows import text_of, whole_of
from app.ledgers.finance_line import LINE_BY_LINE, OTHER
from app.ledgers.finance_view import Check, Finding, SheetView, called, item_name

INCOME, EXPENSE = "收入", "支出"
_TO_WHOM = "农村集体经济组织财务公开规定:逐笔公布,让群众看得清钱付给了谁、做了什么。"
_SEEN_THROUGH = (
    "集中整治方案 (三)4:落实公开制度,确保群众的知情权、参与权和监督权。群众最常问的就是这样的账;"
    "线由县里定,在“设置”里改。"
)
LUMP = Check("E-LUMP", "几样合成一笔", LINE_BY_LINE)
OTHER_SHARE = Check("E-OTHER-SHARE", "“其他”占比过高", LINE_BY_LINE)
NO_PAYEE = Check("E-PAYEE", "没有写对方", _TO_WHOM)
LARGE = Check("E-LARGE", "大额支出", _SEEN_THROUGH)
ROUND = Check("E-ROUND", "整数支出", _SEEN_THROUGH)
OFTEN = Check("E-OFTEN", "同一对方多次付款", _SEEN_THROUGH)
SPLIT = Check("E-SPLIT", "拆分付款", _SEEN_THROUGH)
REST_DAY = Check("E-REST-DAY", "节假日大额付款", _SEEN_THROUGH)
TWICE = Check("E-SAME-LINE", "两笔相同", LINE_BY_LINE)

_LUMP = later(r"等(?:各项|各类|其他|相关|一些)?(?:费用|费|支出|开支|款项|款|开销|物品|材料)?$|及其[他它]|若干|等等")
WAGES = "3.02"  # paid to the same people every month
ROUND_YUAN, ROUND_LINES = 100_000, 3  # whole thousands of yuan, in fen
SPLIT_DAYS = timedelta(days=10)


def lump_lines(view: SheetView) -> Iterator[Finding]:
    """Several things in one line: 会议、接待等费用."""
    found = [line for line in view.lines if _LUMP.search(text_of(line, "purpose").rstrip(" 。,.;"))]
    why = "是几样合在一起写的,群众看不出各是多少。请拆成几笔,或在摘要里写清每样多少,例如:会议室租金 300 元、茶水 120 元"
    yield from view.each(LUMP, found, "purpose", why, "改摘要")


def other_share(view: SheetView) -> Iterator[Finding]:
    """其他 is no drawer for a tenth of all money. Source: domain 3, soft checks."""
    most = view.around.option("other_share")
    for direction, item in zip((INCOME, EXPENSE), OTHER, strict=True):
        by_item = view.by_item(direction)
        part, whole = by_item.get(item, 0), sum(by_item.values())
        if part <= 0 or whole <= 0 or part * 100 <= whole * most:
            continue
        lines = [line for line in view.of(direction) if line.get("item") == item]
        message = (
            f"“{item_name(item)}”{show_yuan(part)} 元,占{direction}合计的 {part * 100 / whole:.1f}%,超过 {most}%"
            f"({view.named(lines)})。群众会问这些钱是什么。能归到别的项目的请改公开项目"
        )
        yield view.soft(OTHER_SHARE, message, Mend("go", "改公开项目"), line=lines[0], field="item")


def no_payee(view: SheetView) -> Iterator[Finding]:
    """Money that is paid goes to somebody."""
    least = view.around.option("other_limit")
    found = [line for line in view.of(EXPENSE) if whole_of(line, "amount") > least and not line.get("payee")]
    why = "没有写付给了谁。凭证上有名字的请补上;个人的名字上墙时由程序按规定隐去"
    yield from view.each(NO_PAYEE, found, "payee", why, "填写对方")


def large_payments(view: SheetView) -> Iterator[Finding]:
    """One big payment wants its minutes, its contract and its bill of acceptance."""
    line_ = view.around.option("large_payment")
    found = [line for line in view.of(EXPENSE) if whole_of(line, "amount") >= line_]
    limit = show_yuan(line_)
    why = f"达到大额支出线 {limit} 元。请核对村民代表会议记录、合同和验收单是不是齐,齐的在说明里写一句"
    together = f",每笔都达到大额支出线 {limit} 元。请逐笔核对会议记录、合同和验收单,齐的在说明里写一句"
    yield from view.each(LARGE, found, "amount", why, "看这一笔", together=together)


def round_sums(view: SheetView) -> Iterator[Finding]:
    """Real bills seldom come to whole thousands, and more seldom three times in a quarter."""
    found = [
        line
        for line in view.of(EXPENSE)
        if whole_of(line, "amount") >= ROUND_YUAN and not whole_of(line, "amount") % ROUND_YUAN
    ]
    found = [line for line in found if line.get("item") != WAGES]
    if len(found) < ROUND_LINES:
        return
    total = sum(whole_of(line, "amount") for line in found)
    message = (
        f"{view.named(found)}共 {len(found)} 笔支出都是整千整万,合计 {show_yuan(total)} 元。"
        "请核对是不是按发票入账、有没有预付和估数"
    )
    yield view.soft(ROUND, message, Mend("go", "看第一笔"), line=found[0], field="amount")


def same_payee(view: SheetView) -> Iterator[Finding]:
    """The same payee again and again in one period. Wages are left out."""
    least, small = view.around.option("payee_times"), view.around.option("other_limit")
    for payee, lines in _by_payee(view.of(EXPENSE)):
        total = sum(whole_of(line, "amount") for line in lines)
        if len(lines) < least or total <= small:
            continue
        message = (
            f"付给“{payee}”的有 {len(lines)} 笔({view.named(lines)}),合计 {show_yuan(total)} 元。"
            "请核对是不是该签合同或公开比价,是不是本村干部或其亲属"
        )
        yield view.soft(OFTEN, message, Mend("go", "看第一笔"), line=lines[0], field="payee")


def split_payments(view: SheetView) -> Iterator[Finding]:
    """Payments to one payee within ten days, each below the line of approval, together above it."""
    limit = view.around.option("approval_line")
    for payee, lines in _by_payee(view.of(EXPENSE)):
        below = [line for line in lines if 0 < whole_of(line, "amount") < limit and line.get("on_day")]
        run = _close_together(sorted(below, key=lambda line: text_of(line, "on_day")), limit)
        if not run:
            continue
        total = sum(whole_of(line, "amount") for line in run)
        message = (
            f"{text_of(run[0], 'on_day')} 至 {text_of(run[-1], 'on_day')} 付给“{payee}”{len(run)} 笔"
            f"({view.named(run)}),每笔都在审批线 {show_yuan(limit)} 元以下,合计 {show_yuan(total)} 元。"
            "请核对是不是把一笔拆开、绕过了审批"
        )
        yield view.soft(SPLIT, message, Mend("go", "看第一笔"), line=run[0], field="amount")


def paid_on_rest_days(view: SheetView) -> Iterator[Finding]:
    """Large money that left on a day when no bank counter and no accountant works."""
    least = view.around.option("approval_line")
    found = [
        line
        for line in view.of(EXPENSE)
        if whole_of(line, "amount") >= least and line.get("on_day") and not _working(view, text_of(line, "on_day"))
    ]
    why = "日期是节假日,达到审批线。请核对日期,或写明当天怎么付的款"
    yield from view.each(REST_DAY, found, "on_day", why, "核对日期")


def same_line_twice(view: SheetView) -> Iterator[Finding]:
    """Day, item, purpose, payee and amount all alike: most likely typed twice."""
    groups: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for line in view.lines:
        groups[tuple(line.get(key) for key in ("on_day", "item", "purpose", "payee", "amount"))].append(line)
    for lines in groups.values():
        if len(lines) < 2:
            continue
        message = f"{view.named(lines)}完全相同:{called(lines[0])}。请核对是不是录了两遍,录重的按 Ctrl+Del 去掉一笔"
        yield view.soft(TWICE, message, Mend("go", "看后一笔"), line=lines[-1])


def _by_payee(lines: Iterable[Row]) -> Iterator[tuple[str, list[Row]]]:
    """Payments of one payee; where no payee is written, those of one purpose. Wages are left out."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for line in lines:
        if line.get("item") != WAGES and (name := text_of(line, "payee").strip() or text_of(line, "purpose").strip()):
            groups[name].append(line)
    return iter(groups.items())


def _close_together(lines: Sequence[Row], limit: int) -> list[Row]:
    """The first run of two or more within the days that together reach the limit."""
    days = [date.fromisoformat(text_of(line, "on_day")) for line in lines]
    for first in range(len(lines)):
        run = [line for line, day in zip(lines[first:], days[first:], strict=True) if day - days[first] <= SPLIT_DAYS]
        if len(run) > 1 and sum(whole_of(line, "amount") for line in run) >= limit:
            return run
    return []


def _working(view: SheetView, day: str) -> bool:
    at = date.fromisoformat(day)
    return view.around.add_working(at - timedelta(days=1), 1) == at


LINE_CHECKS = (
    lump_lines,
    other_share,
    no_payee,
    large_payments,
    round_sums,
    same_payee,
    split_payments,
    paid_on_rest_days,
    same_line_twice,
)
