"""财务公开榜: what one owner and period came in, went out, owns, owes and shares, for the wall."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.domain.days import Period, chinese_day
from app.domain.fields import Row, Titles
from app.domain.money import capital, show_yuan
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.finance_figures import COMMITTEE, ECONOMIC, LEVELS
from app.reports.finance_signatures import corrected, signed_by
from app.reports.finance_wall_entries import entry_tables
from app.reports.finance_wall_lines import OWED_WORDS, Told, line_table, year_table
from app.reports.sheet import Block, Facts, Paragraph, Sheet


@dataclass(frozen=True)
class WallContent:
    """What stands on a sheet beside its head.

    `lines` and `entries` are its own rows; `year` are the lines of the quarters or months a year's sheet sums up.
    `books` says for some lines, by id, what the books call them; `words` say what classes and items are in plain words;
    `asking` is how to object.
    """

    lines: Sequence[Row] = ()
    entries: Sequence[Row] = ()
    year: Sequence[Row] = ()
    books: Mapping[int, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    asking: Paragraph | None = None


def finance_wall(
    sheet: Row, content: WallContent, titles: Titles, *, hotline: str, board: str = "", mark: str = ""
) -> Sheet:
    """The public sheet of one village or group, its classes in the order of the rule; sums in figures and 大写.

    The payee is personal and does not stand on the wall.
    Source: 农村集体经济组织财务公开规定 (逐项逐笔, 民主理财小组审核后张贴); domain.md 7 (foot and seals).
    """
    owner = titles.get(("unit", id_of(sheet, "unit") or 0), "")
    blocks: list[Block] = [head(sheet, owner, titles.get(("unit", id_of(sheet, "publisher") or 0), ""))]
    plans, others = entry_tables(content.entries, content.words)
    blocks += plans
    blocks += _money(sheet, content)
    blocks += others
    blocks += _notes(sheet)
    blocks += [content.asking] if content.asking else []
    blocks += [*corrected(sheet), *signed_by(sheet)]
    return Sheet(
        key="finance_wall",
        title=wall_title(sheet, owner),
        look="notice",
        mark=mark,
        blocks=tuple(blocks),
        foot="  ".join(
            part for part in (f"监督电话：{hotline}" if hotline else "", f"公开栏：{board}" if board else "") if part
        ),
        file_name=wall_file_name(sheet, owner),
    )


def wall_title(sheet: Row, owner: str) -> str:
    """青山村2026年第2季度财务收支公开榜; a special sheet is called by its matter."""
    if sheet.get("special"):
        return f"{owner}{text_of(sheet, 'matter')}专项公开榜"
    return f"{owner}{_whose_books(sheet)}{Period.parse(text_of(sheet, 'period')).title}财务收支公开榜"


def wall_file_name(sheet: Row, owner: str) -> str:
    """The same as a file name."""
    if sheet.get("special"):
        return f"{owner}_专项公开榜_{text_of(sheet, 'matter')}"
    return f"{owner}{_whose_books(sheet)}_财务公开榜_{text_of(sheet, 'period')}"


def _whose_books(sheet: Row) -> str:
    """Where village and cooperative keep books apart, each sheet says whose it is."""
    book = text_of(sheet, "account_set")
    return f"({book})" if book in (ECONOMIC, COMMITTEE) else ""


def head(sheet: Row, owner: str, publisher: str) -> Facts:
    """Whose money, which time or matter, who publishes, and how long it hangs."""
    about: tuple[tuple[str, str], ...]
    if sheet.get("special"):
        decided = date.fromisoformat(text_of(sheet, "decided_on"))
        about = (("专项公开", text_of(sheet, "special")), ("批准(发生)日期", chinese_day(decided)))
    else:
        about = (("报告期", Period.parse(text_of(sheet, "period")).title),)
    book = text_of(sheet, "account_set")
    books = (("账套", book),) if book in (ECONOMIC, COMMITTEE) else ()
    return Facts(
        (("账主单位", owner), *books, *about, ("负责公开单位", publisher), ("公示期", notice_period(sheet))),
    )


def notice_period(sheet: Row) -> str:
    """2026年7月10日至2026年7月16日(共7天), or a line to be filled by hand."""
    start, end = text_of(sheet, "posted_from"), text_of(sheet, "posted_to")
    if not start or not end:
        return "    年  月  日至    年  月  日"
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    return f"{chinese_day(first)}至{chinese_day(last)}(共{(last - first).days + 1}天)"


def _money(sheet: Row, content: WallContent) -> Iterator[Block]:
    """Income and expense line by line, then what they make of the balance."""
    group = text_of(sheet, "level") == LEVELS[0]
    closing = whole_of(sheet, "closing")
    words = f"{'本专项结余' if sheet.get('special') else '期末结余'}：{show_yuan(closing)} 元  大写：{capital(closing)}"
    opening = "" if sheet.get("special") else f"期初结余：{show_yuan(whole_of(sheet, 'opening'))} 元"
    if content.year and not content.lines:
        yield year_table(sheet, content.year, content.words, caption=opening, capital=words, group=group)
    elif content.lines or not content.entries or not sheet.get("special"):
        told = Told(content.books, content.words)
        yield line_table(sheet, content.lines, told, caption=opening, capital=words, group=group)
    else:
        return  # a special sheet may be a plan or a list alone
    yield Paragraph(_equation(sheet), indent=False, whole=True)
    if parts := _parts(sheet):
        yield Paragraph(parts, indent=False)
    if not sheet.get("special") and sheet.get("ytd_income") is not None:
        year = text_of(sheet, "period")[:4]
        so_far = (
            f"收入 {show_yuan(whole_of(sheet, 'ytd_income'))} 元，支出 {show_yuan(whole_of(sheet, 'ytd_expense'))} 元"
        )
        yield Paragraph(f"本年累计({year}年1月起)：{so_far}", indent=False)
    if any(content.books.values()):
        yield Paragraph(OWED_WORDS, indent=False)


def _equation(sheet: Row) -> str:
    """期初 + 收入 - 支出 = 期末, in figures."""
    income, expense = show_yuan(whole_of(sheet, "income_total")), show_yuan(whole_of(sheet, "expense_total"))
    closing = show_yuan(whole_of(sheet, "closing"))
    if sheet.get("special") and not sheet.get("opening"):
        return f"本专项收入 {income} - 本专项支出 {expense} = 结余 {closing}"
    opening = show_yuan(whole_of(sheet, "opening"))
    return f"期初结余 {opening} + 本期收入 {income} - 本期支出 {expense} = 期末结余 {closing}"


def _parts(sheet: Row) -> str:
    """How much of the closing is cash and how much lies in the bank, where that is given."""
    if sheet.get("closing_cash") is None and sheet.get("closing_bank") is None:
        return ""
    cash, bank = show_yuan(whole_of(sheet, "closing_cash")), show_yuan(whole_of(sheet, "closing_bank"))
    return f"期末结余其中：现金 {cash} 元，银行存款 {bank} 元"


def _notes(sheet: Row) -> Iterator[Block]:
    if explanation := text_of(sheet, "explanation"):
        yield Paragraph(f"说明：{explanation}", indent=False)
