"""What has to agree in a finance sheet before it goes out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from app.domain.days import Period
from app.domain.faults import Fault, Mend
from app.domain.fields import Row
from app.domain.ledger import Around
from app.domain.money import show_yuan
from app.domain.rows import id_of, text_of, whole_of
from app.domain.text import short
from app.domain.workdays import month_day
from app.ledgers.finance_figures import (
    EXPENSE,
    FIRM,
    INCOME,
    OF_GROUP,
    QUARTERLY,
    beside,
    entries_of,
    lines_of,
    owner,
    period_of,
    previous_sheet,
    so_far,
    sum_of,
    total,
)
from app.ledgers.finance_items import CASH
from app.ledgers.unit import GROUP, VILLAGE_KINDS

EXPLAIN = Mend("explain", "写说明")
SHOWN = 3  # lines named in a sentence
CALLED = {"month": ("本月", "上月"), "quarter": ("本季", "上季"), "year": ("本年", "上年")}
CARRIED_ON = (
    "农村集体经济组织财务公开规定:公开的财务要真实完整。上期公开的期末就是本期的期初,"
    "上期有更正的,要写明更正了什么、凭证是哪一张。"
)
ADDS_UP = "农村集体经济组织财务公开规定:逐项逐笔公布。账上的合计、逐笔相加的合计和公开的数要一致,一分不差。"
CASH_AND_BANK = (
    "农村集体经济组织会计制度:库存现金、银行存款分别记日记账,现金账面和实有数相符,银行存款按月和对账单核对;"
    "两项加起来就是结余。"
)
CASH_AMONG_ASSETS = (
    "农村集体经济组织财务公开规定:各项资产逐项公布。"
    "资产里的现金及银行存款就是收支表的期末结余,不同的要写明是哪些应收应付。"
)
ONE_VOUCHER = "会计基础工作规范 第五十一条:记账凭证连续编号,一张凭证一个日期;同一张凭证里的同一笔只记一次。"
OF_ITS_PURPOSE = "四化三查方案 二2:查民生资金挪用、截留、擅自变更。专款专用,支出不超过结转加拨入。"


def owner_publishes(row: Row, around: Around) -> Iterable[Fault]:
    """Only villages, communities and their groups publish; a village keeps no group's book."""
    unit = owner(row, around)
    if unit is None:
        return
    if unit.get("kind") not in (*VILLAGE_KINDS, GROUP):
        yield Fault("unit", "账主单位:应是村、社区或村民小组", "E-OWNER")
    elif unit.get("parent") is None:
        yield Fault("unit", "账主单位:没有上级单位,无法确定由谁负责公开。请先在“单位”里补上级", "E-OWNER")
    if not row.get("account_set"):
        yield Fault("account_set", "账套:这个单位分了几本账,请选这张表是哪一本", "E-REQUIRED")
    elif row["account_set"] == OF_GROUP and unit.get("kind") in VILLAGE_KINDS:
        yield Fault("account_set", "账套:账主是村(社区),不能填“村民小组”,请改账套或账主单位", "E-SET")


def one_sheet_a_period(row: Row, around: Around) -> Iterable[Fault]:
    """One sheet per owner, account set and period. Source: forms-and-rules 2.15."""
    if row.get("special"):
        return
    if any(other.get("period") == row.get("period") for other in beside(row, around)):
        yield Fault("period", "报告期:这个单位本期的公开表已经有了,请打开原表修改", "E-TWICE")


def special_says_what(row: Row, around: Around) -> Iterable[Fault]:
    """A special sheet has its matter and the day its time starts. Source: R4, R5; product C15."""
    decided = text_of(row, "decided_on")
    if decided > around.today.isoformat():
        yield Fault("decided_on", "批准(发生)日期:在今天之后,请核对", "E-FUTURE")
    if not row.get("special"):
        if row.get("matter") or decided:
            yield Fault("special", "专项公开:填了专项事项或批准日期,请选是哪一类专项;不是专项的请清空", "E-REQUIRED")
        return
    if not row.get("matter"):
        yield Fault("matter", "专项事项:写明是哪一件事,如 ××路征地补偿", "E-REQUIRED")
    if not decided:
        yield Fault("decided_on", "批准(发生)日期:专项公开的期限从这天起算,不能为空", "E-REQUIRED")


def opening_is_last_closing(row: Row, around: Around) -> Iterable[Fault]:
    """期初 = 上期期末, to the fen, or a 说明. Source: forms-and-rules 3.4 A2."""
    before = previous_sheet(row, around)
    if before is None or row.get("opening") is None or row["opening"] == before.get("closing"):
        return
    now, last = whole_of(row, "opening"), whole_of(before, "closing")
    this, earlier = CALLED[Period.parse(text_of(before, "period")).kind]
    yield Fault(
        "opening",
        f"期初结余:{this}期初 {show_yuan(now)} 与{earlier}期末 {show_yuan(last)} 不一致,"
        f"相差 {show_yuan(abs(now - last))} 元,可能是{earlier}有更正。请改成{earlier}期末数,或在“说明”里写明原因",
        "E-OPENING",
        show_yuan(last),
        soft=bool(row.get("explanation")) or row.get("state") not in FIRM,
        basis=CARRIED_ON,
        mends=(
            Mend("fill", f"用{earlier}期末数", show_yuan(last)),
            Mend("open", f"看{earlier}", register="finance_sheet", row=whole_of(before, "id")),
            EXPLAIN,
        ),
    )


def opening_known(row: Row, around: Around) -> Iterable[Fault]:
    """A sheet that goes out has an opening balance; a special one begins with nothing."""
    if row.get("state") in FIRM and row.get("opening") is None and not row.get("special"):
        yield Fault("opening", "期初结余:没有上期数可以结转,请填写", "E-REQUIRED")


def figures_agree(row: Row, around: Around) -> Iterable[Fault]:
    """Totals and closing as the agency's books say equal the lines, to the fen. Source: forms-and-rules 3.4 A1, A3."""
    soft = row.get("state") not in FIRM
    for stated, computed, label in (
        ("stated_income", "income_total", "收入合计"),
        ("stated_expense", "expense_total", "支出合计"),
        ("stated_closing", "closing", "期末结余"),
    ):
        if row.get(stated) is None or row.get(computed) is None or row[stated] == row[computed]:
            continue
        said, sum_ = whole_of(row, stated), whole_of(row, computed)
        yield Fault(
            stated,
            f"账面{label}:账面 {show_yuan(said)} 与逐笔算出的 {show_yuan(sum_)} 不一致,"
            f"相差 {show_yuan(abs(said - sum_))} 元。请查是否漏记或错记一笔",
            "E-SUM",
            show_yuan(sum_),
            soft=soft,
            basis=ADDS_UP,
            mends=(Mend("go", "核对账面数"),),
        )


def parts_agree(row: Row, around: Around) -> Iterable[Fault]:
    """Cash and bank, where they are given, make up the balance to the fen. Source: forms-and-rules 3.4 A4."""
    for whole, label in (("opening", "期初"), ("closing", "期末")):
        cash, bank = row.get(f"{whole}_cash"), row.get(f"{whole}_bank")
        if (cash is None and bank is None) or row.get(whole) is None:
            continue
        said, due = whole_of(row, f"{whole}_cash") + whole_of(row, f"{whole}_bank"), whole_of(row, whole)
        if said != due:
            key, other = (f"{whole}_bank", "cash") if cash is not None else (f"{whole}_cash", "bank")
            rest = due - whole_of(row, f"{whole}_{other}")
            fill = (Mend("fill", f"改为 {show_yuan(rest)}", show_yuan(rest)),) if rest >= 0 else ()
            yield Fault(
                key,
                f"{label}现金与银行:合计 {show_yuan(said)} 与{label}结余 {show_yuan(due)} 不一致,"
                f"相差 {show_yuan(abs(said - due))} 元。请核对现金日记账和银行对账单",
                "E-PARTS",
                show_yuan(rest),
                soft=row.get("state") not in FIRM,
                basis=CASH_AND_BANK,
                mends=(*fill, Mend("go", "核对现金和银行")),
            )


def so_far_agrees(row: Row, around: Around) -> Iterable[Fault]:
    """本年累计 follows the sheets of the year also where an earlier one was changed later. Source: 3.4 A5."""
    if row.get("ytd_income") is None and row.get("ytd_expense") is None:
        return
    if any(row.get(key) != value for key, value in so_far(row, around).items()):
        yield Fault("ytd_income", "本年累计:前几期改过以后还没有重算,打开本表按 Ctrl+S 就会重算", "E-YTD", soft=True)


def lines_fit(row: Row, around: Around) -> Iterator[Fault]:
    """What can be seen only over all lines of a sheet: vouchers used twice, special funds spent beyond what came in."""
    lines = lines_of(row, around)
    yield from _vouchers_once(lines)
    yield from _funds_suffice(row, lines, around)


def _vouchers_once(lines: Iterable[Row]) -> Iterator[Fault]:
    """A voucher of one month has one day, and no item and amount of it stands twice. Source: forms-and-rules 2.15."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for line in lines:
        if line.get("voucher"):
            groups[text_of(line, "voucher"), text_of(line, "on_day")[:7]].append(line)
    for (voucher, _), found in groups.items():
        days = {line.get("on_day") for line in found}
        typed = Counter((line.get("item"), line.get("amount")) for line in found)
        twice = [line for line in found if typed[line.get("item"), line.get("amount")] > 1]
        if len(days) > 1 or twice:
            shown = found if len(days) > 1 else twice
            why = "日期不同" if len(days) > 1 else "项目和金额都相同"
            text = f"凭证号:{voucher} 用了不止一次({_told(shown)}),{why},请核对是不是录了两遍或写错了号"
            yield Fault("", text, "E-VOUCHER", soft=True, basis=ONE_VOUCHER, mends=(_see(shown[-1]), EXPLAIN))


def _funds_suffice(row: Row, lines: Iterable[Row], around: Around) -> Iterator[Fault]:
    """Of a special fund no more is spent than came in, this sheet and those before. Source: 3.4 A8; INV-187."""
    funds = sorted({text_of(line, "special_fund") for line in lines} - {""})
    if not funds:
        return
    sheets = {id_of(one, "id") for one in _up_to(row, around)} | {id_of(row, "id")}
    for fund in funds:
        own = [line for line in around.rows("finance_line", special_fund=fund) if line.get("sheet") in sheets]
        came, went = total(own, INCOME), total(own, EXPENSE)
        if went > came:
            spent = [line for line in lines if line.get("special_fund") == fund and line.get("direction") == EXPENSE]
            text = (
                f"专款“{fund}”:累计收入 {show_yuan(came)},累计支出 {show_yuan(went)},超支 {show_yuan(went - came)} 元"
                f"{f'(本表{_told(spent)})' if spent else ''},"
                "有挪用其他资金的风险。请核对项目和专款名称,或在“说明”里写明资金来源"
            )
            ways = (*(_see(line) for line in spent[-1:]), EXPLAIN)
            yield Fault("", text, "E-FUND", soft=True, basis=OF_ITS_PURPOSE, mends=ways)


def _told(lines: Sequence[Row]) -> str:
    """第 3 笔 7月5日 600.00 元、第 9 笔 7月8日 80.00 元; of many the first three and how many there are."""
    parts = []
    for line in lines[:SHOWN]:
        place = f"第 {line['seq']} 笔" if line.get("seq") else f"“{short(text_of(line, 'purpose'), 12)}”"
        day = f"{month_day(date.fromisoformat(text_of(line, 'on_day')))} " if line.get("on_day") else ""
        parts.append(f"{place} {day}{show_yuan(whole_of(line, 'amount'))} 元")
    more = f"等 {len(lines)} 笔" if len(lines) > SHOWN else ""
    return "、".join(parts) + more


def _see(line: Row) -> Mend:
    label = f"看第 {line['seq']} 笔" if line.get("seq") else "看这一笔"
    return Mend("open", label, register="finance_line", row=whole_of(line, "id"))


def _up_to(row: Row, around: Around) -> list[Row]:
    """Sheets of the same owner and account set, special ones too, that do not come after this one."""
    period = period_of(row)
    if period is None:
        return []
    same = around.rows("finance_sheet", unit=row.get("unit"), account_set=row.get("account_set"))
    return [one for one in same if (other := period_of(one)) and other.last <= period.last]


def entries_fit(row: Row, around: Around) -> Iterator[Fault]:
    """现金及银行存款 among the assets is the closing balance, or a 说明 says why not. Source: domain 3, hard checks."""
    if not row.get("entry_count") or row.get("special"):
        return
    entries = entries_of(row, around)
    cash = sum_of(entries, (CASH,))
    if cash is None or cash == row.get("closing"):
        return
    closing = whole_of(row, "closing")
    own = [entry for entry in entries if entry.get("item") == CASH]
    names = "、".join(f"“{short(name, 10)}”" for entry in own[:SHOWN] if (name := text_of(entry, "name")))
    yield Fault(
        "closing",
        f"各项资产:现金及银行存款{names} {show_yuan(cash)} 与期末结余 {show_yuan(closing)} 不一致,"
        f"相差 {show_yuan(abs(cash - closing))} 元。请核对,或在“说明”里写明是哪些应收应付",
        "E-CASH",
        soft=bool(row.get("explanation")) or row.get("state") not in FIRM,
        basis=CASH_AMONG_ASSETS,
        mends=(
            *(Mend("open", "看这项资产", register="finance_entry", row=whole_of(e, "id")) for e in own[:1]),
            EXPLAIN,
        ),
    )


def monthly_where_busy(row: Row, around: Around) -> Iterator[Fault]:
    """Villages with many movements publish every month. Source: 村民委员会组织法 第三十条; product C16."""
    if row.get("period_kind") != QUARTERLY or row.get("explanation"):
        return
    unit, a_month = owner(row, around) or {}, whole_of(row, "line_count") // 3
    if unit.get("busy"):
        text = "报告期:这个村登记为“财务往来较多”,应每月公开一次。请按月做表,或在“说明”里写明"
        yield Fault("period", text, "E-MONTHLY", soft=True)
    elif a_month > around.option("busy_lines"):
        text = f"报告期:平均每月 {a_month} 笔,往来较多,应每月公开一次。请按月做表,或在“说明”里写明"
        yield Fault("period", text, "E-MONTHLY", soft=True)


def posted_after_period(row: Row, around: Around) -> Iterable[Fault]:
    """A sheet goes up after its period has ended, a special one after its decision."""
    start, period = text_of(row, "posted_from"), period_of(row)
    if row.get("special"):
        if start and start < text_of(row, "decided_on"):
            yield Fault("posted_from", "公示开始:早于批准(发生)日期,请核对", "E-ORDER")
    elif start and period and start < period.last.isoformat():
        yield Fault("posted_from", "公示开始:报告期还没有结束,请核对日期或报告期", "E-ORDER")


def posted_long_enough(row: Row, around: Around) -> Iterable[Fault]:
    """A notice hangs at least as many days as the county says. Source: forms-and-rules 3.2 (5 to 10 days)."""
    start, end, least = text_of(row, "posted_from"), text_of(row, "posted_to"), around.option("notice_days")
    if not start or not end or end < start:
        return
    days = (date.fromisoformat(end) - date.fromisoformat(start)).days + 1
    if days < least:
        yield Fault("posted_to", f"公示结束:只公示 {days} 天,不足规定的 {least} 天", "E-DAYS", soft=True)


def reviewed_without_faults(row: Row, around: Around) -> Iterable[Fault]:
    """No sheet leaves the desk with a hard finding of its check; the checks are read when they are first run."""
    if row.get("state") in FIRM:
        from app.ledgers.finance_review import reviewed_without_faults as review

        yield from review(row, around)


def has_lines(row: Row, around: Around) -> Iterable[Fault]:
    """A sheet without a line is a 零发生 sheet and says so."""
    if not row.get("line_count") and not row.get("entry_count") and not row.get("explanation"):
        text = "本期没有一笔收支。确无发生的,请在“说明”里写“本期无收支”"
        yield Fault("", text, "E-EMPTY", mends=(EXPLAIN,))
