"""广播稿 and 明白纸 of a finance sheet: the same sums as on the wall, by item, in words everybody understands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.days import Period
from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.money import capital, show_yuan
from app.domain.rows import id_of, text_of, whole_of
from app.domain.spoken import spoken_number, spoken_yuan
from app.ledgers.finance_items import GROUP_WORDS, WORDS
from app.ledgers.plain_words import words_for
from app.ledgers.unit import GROUP
from app.reports import notice
from app.reports.around import PaperAround
from app.reports.read_aloud import farewell, greeting, read_aloud, spoken_period, where_it_hangs
from app.reports.sheet import Sheet, Slip
from app.reports.slips import household_slips

# How the plain words of 其他 begin: they point to the other lines of a wall sheet, which nobody sees who listens.
_THE_REST = "上面"
# So many items stand on lines of their own; more of them run on, so that two slips still fit on a page.
_EACH_ON_A_LINE = 8


@dataclass(frozen=True)
class Item:
    """One item of a sheet: its name without what stands in brackets, its plain words, its sum in fen."""

    name: str
    words: str
    amount: int


@dataclass(frozen=True)
class _Told:
    """What both papers tell of a sheet."""

    row: Row
    owner: str
    village: Row
    when: str
    income: tuple[Item, ...]
    expense: tuple[Item, ...]
    around: PaperAround

    @property
    def special(self) -> str:
        """What a special sheet is about, "" for a regular one."""
        return text_of(self.row, "matter") or text_of(self.row, "special")


def finance_broadcast(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """What is read over the loudspeaker; nobody is named. Source: product C11."""
    told = _told(row, around)
    about = told.special or told.when
    return read_aloud(
        f"{told.owner}{about}财务公开广播稿",
        list(_sentences(told)),
        key="finance_broadcast",
        file_name=f"{told.owner}_{about}_广播稿",
    )


def finance_slip(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """What every household gets: sums by item, what is left, where the lines hang, whom to ask. Source: product C11."""
    told = _told(row, around)
    about = told.special or told.when
    slip = Slip(f"{told.owner}{about}财务明白纸", tuple(_slip_lines(told)), _whom_to_ask(told))
    return household_slips(
        [slip],
        key="finance_slip",
        subtitle=f"{told.owner} {about}",
        file_name=f"{told.owner}_{about}_明白纸",
        fill=True,
    )


def items_of(row: Row, around: PaperAround) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """Income and expense of a sheet by item, in the order of the rule, each with its plain words."""
    sums: dict[str, int] = {}
    for line in around.rows("finance_line", sheet=row.get("id")):
        code = text_of(line, "item")
        sums[code] = sums.get(code, 0) + whole_of(line, "amount")
    unit = around.row("unit", id_of(row, "unit") or 0) or {}
    called = WORDS | GROUP_WORDS if unit.get("kind") == GROUP else WORDS
    words = words_for(around, id_of(row, "unit"))
    made = [
        (code, Item(called.get(code, code).partition("(")[0], words.get(code, ""), amount))
        for code, amount in sorted(sums.items())
    ]
    income, expense = (tuple(item for code, item in made if code.startswith(digit)) for digit in "23")
    return income, expense


def _told(row: Row, around: PaperAround) -> _Told:
    income, expense = items_of(row, around)
    unit, period = id_of(row, "unit") or 0, text_of(row, "period")
    when = spoken_period(Period.parse(period)) if period else ""
    return _Told(row, around.title("unit", unit), notice.publisher_of(row, around), when, income, expense, around)


def _sentences(told: _Told) -> Iterator[str]:
    row = told.row
    yield from greeting(f"现在公布{told.owner}{told.special or told.when}的财务收支。")
    if not told.special:
        yield f"这一期开始的时候，账上有{spoken_yuan(whole_of(row, 'opening'))}。"
    yield from _aloud("收入", whole_of(row, "income_total"), told.income)
    yield from _aloud("支出", whole_of(row, "expense_total"), told.expense)
    yield f"收支相抵，账上还有{spoken_yuan(whole_of(row, 'closing'))}。"
    receivable, payable = whole_of(row, "receivable"), whole_of(row, "payable")
    yield f"别人欠集体的钱，有{spoken_yuan(receivable)}。" if receivable else ""
    yield f"集体欠别人的钱，有{spoken_yuan(payable)}。" if payable else ""
    yield from farewell(row, told.village, told.around, "每一笔都写在公开榜上，")


def _aloud(what: str, total: int, items: Sequence[Item]) -> Iterator[str]:
    if not total and not items:
        yield f"这一期没有{what}。"
        return
    yield f"这一期一共{what}{spoken_yuan(total)}。"
    if len(items) > 1:
        yield f"分{spoken_number(len(items))}项。"
    for item in items:
        words = "" if item.words.startswith(_THE_REST) else item.words
        yield f"{item.name}，{f'就是{words}，' if words else ''}{spoken_yuan(item.amount)}。"


def _slip_lines(told: _Told) -> Iterator[str]:
    row = told.row
    if not told.special:
        yield f"期初账上有：{show_yuan(whole_of(row, 'opening'))} 元"
    for what, key, items in (("收入", "income_total", told.income), ("支出", "expense_total", told.expense)):
        yield f"一共{what}：{show_yuan(whole_of(row, key))} 元"
        if len(told.income) + len(told.expense) <= _EACH_ON_A_LINE:
            yield from (f"　{item.name}（{item.words}）：{show_yuan(item.amount)} 元" for item in items)
        else:
            yield "　" + "；".join(f"{item.name} {show_yuan(item.amount)} 元" for item in items)
    closing = whole_of(row, "closing")
    yield f"现在账上还有：{show_yuan(closing)} 元（{capital(closing)}）"
    yield where_it_hangs(row, told.village, "每一笔的明细")


def _whom_to_ask(told: _Told) -> str:
    _, supervisors = notice.bodies(told.village)
    office = f"{told.around.township}纪委 {told.around.hotline}".strip()
    return f"看不明白、有不同意见的，请问{supervisors}或{office}，{told.around.option('question_days')} 天内答复。"
