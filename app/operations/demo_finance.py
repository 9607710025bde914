"""Quarterly sheets of every village and of the groups of two, line by line, carried forward to the fen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from app.domain.days import Period
from app.domain.fields import Row
from app.domain.options import BOOK_OPTIONS
from app.domain.rows import id_of, whole_of
from app.ledgers.finance_figures import DRAFT, REVIEWED, TO_SIGN
from app.operations import demo_entries, demo_published, demo_signing
from app.operations.demo_places import Places, Village
from app.operations.demo_published import Entry
from app.operations.demo_purposes import EXPENSE, GROUP_EXPENSE, GROUP_INCOME, INCOME, Purpose

QUARTERS = 12
LONG_VILLAGE, PV_VILLAGE, ROAD_VILLAGE = 0, 2, 6
LONG_BACK, PV_BACK, ROAD_BACK = 2, 5, 8  # how many quarters ago, 1 is the last finished one
GROUP_VILLAGES = (0, 2)
LATE = {9: REVIEWED, 11: DRAFT, 12: DRAFT, 13: TO_SIGN}
NEVER_BEGUN = (10, 1)  # the village whose last quarter nobody entered: 待办 and the calendar ask for it
LEAST_LEFT = 1_500_000  # fen
OPENED_LONG = 26_500_000
BUSY = 90  # lines of a quarter from which a village would publish every month
Refunds = dict[tuple[int, str], list[Entry]]


@dataclass
class Money:
    """Sheets and their lines."""

    sheets: list[Row] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)
    entries: list[Row] = field(default_factory=list)
    so_far: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    cash: dict[int, int] = field(default_factory=dict)

    def add_to_year(self, unit: int, period: Period, income: int, expense: int) -> Row:
        """What came in and went out in the year up to and with a quarter."""
        before = self.so_far.get((unit, period.first.year), (0, 0))
        after = self.so_far[unit, period.first.year] = (before[0] + income, before[1] + expense)
        return {"ytd_income": after[0], "ytd_expense": after[1]}


@dataclass(frozen=True)
class Keeper:
    """Whose money it is and who signs for it."""

    unit: int
    publisher: int
    level: str
    board: str
    prepared: str
    reviewed: str
    approved: str
    handlers: tuple[str, ...]
    order: int
    agency: str
    members: tuple[str, ...] = ()


def quarters(today: date) -> list[Period]:
    """The last twelve finished quarters, the oldest first."""
    out = [Period.of(today, "quarter").previous()]
    while len(out) < QUARTERS:
        out.append(out[-1].previous())
    return out[::-1]


def given_back(places: Places, problems: list[Row]) -> Refunds:
    """What the closed problems of 集体“三资” gave back, by village and quarter; the newest was not booked yet."""
    village_of = {unit: village.id for village in places.villages for unit, _ in village.groups}
    paid = [row for row in problems if row.get("category") == "2.2" and row.get("amount_returned")]
    paid = [row for row in paid if row.get("closed_on")]
    out: Refunds = {}
    for row in sorted(paid, key=lambda row: str(row["closed_on"]))[:-1]:
        day, unit = date.fromisoformat(str(row["closed_on"])), id_of(row, "unit") or 0
        entry = Entry("2.11", "整改退回款存入村集体账户", whole_of(row, "amount_returned"), "", "", day.month)
        out.setdefault((village_of.get(unit, unit), Period.of(day, "quarter").key), []).append(entry)
    return out


def make_finance(rng: Random, places: Places, today: date, refunds: Refunds) -> Money:
    """All sheets, period by period, so that every one stands after the one it carries from."""
    out, closings = Money(), dict[int, int]()
    periods = quarters(today)
    for place, period in enumerate(periods):
        back = len(periods) - place
        for order, village in enumerate(places.villages):
            if (order, back) == NEVER_BEGUN:
                continue
            entries = _village_entries(rng, order, period, back) + refunds.get((village.id, period.key), [])
            _sheet(rng, out, keeper_of(places, village, order), period, back, entries, closings, today)
            if order in GROUP_VILLAGES:
                for unit, _ in village.groups:
                    entries = _group_entries(rng, period)
                    _sheet(rng, out, group_keeper(places, village, unit), period, back, entries, closings, today)
    return out


def keeper_of(places: Places, village: Village, order: int) -> Keeper:
    """Who keeps the money of a village and signs for it."""
    secretary, deputy, accountant, supervisor = (
        places.name(person) for person in (village.secretary, village.deputy, village.accountant, village.supervisor)
    )
    handlers = (deputy, accountant)
    return Keeper(
        village.id,
        places.township,
        "村级",
        village.board,
        accountant,
        supervisor,
        secretary,
        handlers,
        order,
        demo_signing.agency(places),
        demo_signing.members_of(places, village.groups, supervisor),
    )


def group_keeper(places: Places, village: Village, unit: int) -> Keeper:
    """Who keeps the money of a group."""
    head = next((str(p["name"]) for p in places.people if p["unit"] == unit), places.name(village.deputy))
    board = str(places.units[unit - 1]["board"])
    accountant, supervisor, secretary = (
        places.name(person) for person in (village.accountant, village.supervisor, village.secretary)
    )
    agency = demo_signing.agency(places)
    return Keeper(unit, village.id, "组级", board, accountant, supervisor, secretary, (head,), 0, agency)


def _village_entries(rng: Random, order: int, period: Period, back: int) -> list[Entry]:
    months = _months(period)
    if order == LONG_VILLAGE and back == LONG_BACK:
        return demo_published.long_quarter(rng, months)
    grant = Entry("2.05", f"乡财政拨付{period.title}村级运转经费", rng.randrange(1_200_000, 2_000_000, 50_000))
    entries = [grant, *(_entry(rng, purpose, months) for purpose in rng.sample(INCOME, rng.randint(2, 5)))]
    if order == LONG_VILLAGE and back == LONG_BACK + 1:
        words = "县财政一次拨付全年村级公共服务运行维护和桥梁村道建设补助"
        entries.append(Entry("2.06", words, OPENED_LONG, "下季不再拨付"))
    count = min(48, max(10, 14 + 2 * order + rng.randint(-6, 10)))
    entries += [_entry(rng, rng.choice(EXPENSE), months) for _ in range(count)]
    if (order, back) == (demo_signing.CORRECTED_VILLAGE, demo_signing.CORRECTED_BACK):
        entries.append(Entry("3.02", demo_signing.FORESTERS, 120_000))
    if order == PV_VILLAGE and back == PV_BACK:
        entries += demo_published.pv_distribution()
    if order == ROAD_VILLAGE and back == ROAD_BACK:
        entries += demo_published.road()
    return entries


def _group_entries(rng: Random, period: Period) -> list[Entry]:
    months = _months(period)
    entries = [_entry(rng, rng.choice(GROUP_INCOME), months)]
    return entries + [_entry(rng, rng.choice(GROUP_EXPENSE), months) for _ in range(rng.randint(2, 4))]


def _entry(rng: Random, purpose: Purpose, months: tuple[int, int, int]) -> Entry:
    month = rng.choice(months)
    words, amount = purpose.entry(rng, month)
    return Entry(purpose.item, words, amount, "", purpose.payee, month)


def _months(period: Period) -> tuple[int, int, int]:
    first = period.first.month
    return first, first + 1, first + 2


def _sheet(
    rng: Random,
    out: Money,
    keeper: Keeper,
    period: Period,
    back: int,
    entries: list[Entry],
    closings: dict[int, int],
    today: date,
) -> None:
    opening = closings.get(keeper.unit)
    if opening is None:
        low, high = (3_000_000, 9_000_000) if keeper.level == "村级" else (80_000, 600_000)
        opening = rng.randint(low, high)
    entries = _kept_afloat(entries, opening, keeper)
    number = len(out.sheets) + 1
    lines = _lines(rng, number, keeper, period, entries)
    for line in lines:
        line["id"] = len(out.lines) + 1
        out.lines.append(line)
    income = sum(whole_of(line, "amount") for line in lines if line["direction"] == "收入")
    expense = sum(whole_of(line, "amount") for line in lines if line["direction"] == "支出")
    closing = closings[keeper.unit] = opening + income - expense
    sheet: Row = {
        "id": number,
        "unit": keeper.unit,
        "account_set": "合账" if keeper.level == "村级" else "村民小组",
        "period": period.key,
        "period_kind": "季度",
        "level": keeper.level,
        "publisher": keeper.publisher,
        "opening": opening,
        "income_total": income,
        "expense_total": expense,
        "closing": closing,
        "line_count": len(lines),
        "edition": 1,
        "due_on": period.next().first.replace(day=BOOK_OPTIONS["disclosure_day"].default).isoformat(),
        "state": DRAFT,
        "remark": "、".join(dict.fromkeys(e.remark for e in entries if e.remark.startswith("数字来源"))) or None,
    }
    sheet |= out.add_to_year(keeper.unit, period, income, expense)
    if keeper.level == "村级":
        sheet |= {"stated_income": income, "stated_expense": expense, "stated_closing": closing}
        sheet |= _cash_and_bank(out.cash, keeper.unit, opening, closing)
    if len(lines) > BUSY:
        sheet["explanation"] = "本季几项工程集中付款,笔数较多;下季起恢复平常"
    kept = demo_entries.entries_of(sheet, period, 40 + keeper.order) if back <= demo_entries.KEPT_QUARTERS else []
    for place, row in enumerate(kept, len(out.entries) + 1):
        out.entries.append({"id": place, **row})
    sheet |= demo_entries.figures(kept)
    _carry_on(rng, sheet, keeper, period, back, today)
    out.sheets.append(sheet)


def _cash_and_bank(cash: dict[int, int], unit: int, opening: int, closing: int) -> Row:
    """Little is kept in cash; it opens with what it closed with."""
    before = cash.get(unit, min(opening, 84_650))
    after = cash[unit] = min(closing, 31_000 + closing % 79_000)
    return {
        "opening_cash": before,
        "opening_bank": opening - before,
        "closing_cash": after,
        "closing_bank": closing - after,
    }


def _kept_afloat(entries: list[Entry], opening: int, keeper: Keeper) -> list[Entry]:
    """No village spends what it has not: a grant fills what would be missing."""
    least = LEAST_LEFT if keeper.level == "村级" else 20_000
    left = opening + sum(e.amount if e.item.startswith("2") else -e.amount for e in entries)
    if left >= least:
        return entries
    short = -(-(least - left) // 100_000) * 100_000
    words = "乡财政追加村级公共服务经费" if keeper.level == "村级" else "村集体补助组级公益事业经费"
    return [*entries, Entry("2.05", words, short)]


def _lines(rng: Random, sheet: int, keeper: Keeper, period: Period, entries: list[Entry]) -> list[Row]:
    dated = sorted((_day(rng, period, entry.month), place) for place, entry in enumerate(entries))
    lines: list[Row] = []
    for seq, (day, place) in enumerate(dated, 1):
        entry = entries[place]
        incoming = entry.item.startswith("2")
        lines.append(
            {
                "sheet": sheet,
                "seq": seq,
                "on_day": day.isoformat(),
                "item": entry.item,
                "direction": "收入" if incoming else "支出",
                "purpose": entry.purpose,
                "amount": entry.amount,
                "payee": entry.payee or None,
                "handler": rng.choice(keeper.handlers),
                "witness": None if incoming else keeper.reviewed,
                "approver": None if incoming else keeper.approved,
                "voucher": f"记-{seq:03d}",
                "remark": entry.remark or None,
            }
        )
    return lines


def _day(rng: Random, period: Period, month: int) -> date:
    """A day of the quarter; late in the month an entry speaks of."""
    if month:
        return period.first.replace(month=month, day=rng.randint(12, 28))
    return period.first + timedelta(rng.randint(2, (period.last - period.first).days))


def _carry_on(rng: Random, sheet: Row, keeper: Keeper, period: Period, back: int, today: date) -> None:
    """As far as the sheet came by today: reviewed, posted, taken down when the next one went up."""
    sheet["prepared_by"] = keeper.prepared
    reviewed = period.last + timedelta(rng.randint(4, 9))
    posted = reviewed + timedelta(rng.randint(1, 5) + (rng.randint(4, 12) if rng.random() < 0.06 else 0))
    stop = LATE.get(keeper.order) if back == 1 and keeper.level == "村级" else None
    if stop == DRAFT or reviewed > today:
        if keeper.order == min(n for n, state in LATE.items() if state == DRAFT) and keeper.level == "村级":
            # the one thing to be mended: the agency's books say something else than the lines
            sheet["stated_expense"] = whole_of(sheet, "expense_total") + 4_500
            sheet["stated_closing"] = whole_of(sheet, "closing") - 4_500
        return
    if stop == TO_SIGN:
        demo_signing.to_be_signed(sheet, keeper.members, today - timedelta(2))
        return
    sheet |= {"reviewed_by": keeper.reviewed, "approved_by": keeper.approved}
    demo_signing.signed(sheet, keeper.agency, keeper.members, reviewed)
    if stop == REVIEWED or posted > today:
        return
    ended = posted + timedelta(rng.choice((7, 7, 10, 15)))
    special = keeper.order if back == 1 and keeper.level == "村级" else None
    if special in (demo_signing.PULLED_VILLAGE, demo_signing.HANGING_VILLAGE):
        posted, ended = today - timedelta(6), today + timedelta(3)
    demo_signing.posted(sheet, keeper.board, posted, ended, taken_down=back > 2)
    if special == demo_signing.PULLED_VILLAGE:
        demo_signing.pull_down(sheet, today)
    if (keeper.order, back, keeper.level) == (demo_signing.CORRECTED_VILLAGE, demo_signing.CORRECTED_BACK, "村级"):
        demo_signing.correct(sheet, today)


def sheet_of(money: Money, unit: int, period: Period) -> Row:
    """The sheet of a unit and a quarter."""
    return next(row for row in money.sheets if id_of(row, "unit") == unit and row["period"] == period.key)
