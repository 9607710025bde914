"""数据月报: counted from the registers, checked, explained, and kept as it was counted with the rows behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.domain.days import Period
from app.domain.faults import Refused
from app.domain.fields import Row, Value
from app.domain.rows import id_of, text_of
from app.figures.counting import Behind, Figure, Kept, Place, count
from app.figures.event import Rows, Wanted
from app.figures.indicators import INDICATORS
from app.figures.relations import Mismatch, Usual, mismatches
from app.ledgers import ledger as ledger_of
from app.ledgers.monthly_report import DRAFT, FIRM
from app.operations import records
from app.storage.book import Book
from app.storage.reading import Between, Query

REPORT, NOTE = "monthly_report", "monthly_note"
_KEPT = "monthly:"
_COLUMNS = ("m", "adj", "y", "c", "ly", "stock")
_COUNTED_IN = ("clue", "complaint", "transfer")
_FROZEN = 12  # no month is told twice: these reach back to the same month of the year before
MONTHS_OF_MEAN = 6


@dataclass(frozen=True)
class Finding:
    """A cross-check that does not hold, with the 说明 that was given for it, "" for none."""

    mismatch: Mismatch
    note: str = ""

    @property
    def open(self) -> bool:
        """Whether it still keeps the report back."""
        return self.mismatch.hard or not self.note


@dataclass(frozen=True)
class Monthly:
    """A month's report: its figures, what does not add up, and whether it is frozen (sent for review or further)."""

    period: Period
    figures: Mapping[Place, Figure]
    findings: Sequence[Finding] = field(default_factory=tuple)
    report: Row | None = None

    @property
    def title(self) -> str:
        """2026年10月."""
        return self.period.title

    @property
    def frozen(self) -> bool:
        """Whether the figures no longer follow the registers."""
        return bool(self.report and self.report.get("state") in FIRM)

    @property
    def nil(self) -> bool:
        """Whether nothing at all happened in the month: 零报告."""
        return not any(figure.m or figure.adj for figure in self.figures.values())


@dataclass(frozen=True)
class BehindRow:
    """One row behind a figure and what it counts there (fen for money)."""

    register: str
    id: int
    title: str
    value: int


def month_of(text: str) -> Period:
    """A month by its key.

    Raises:
        Refused: Not a month.
    """
    try:
        period = Period.parse(text)
    except ValueError as error:
        raise Refused(f"报告期“{text}”{error}。", "E-PERIOD") from None
    if period.kind != "month":
        raise Refused(f"月报按月填,“{text}”不是月份,请写成 2026-10 的样子。", "E-PERIOD")
    return period


def rows_of(book: Book) -> Rows:
    """The rows counting reads; of those that cannot count any more most are not read at all."""

    def lately(register: str, wanted: Wanted, since: str) -> list[Row]:
        recent = Between(low=since)
        ways: list[dict[str, Value | Between | tuple[str, ...]]] = [{day: recent} for day in wanted.days]
        ways += [{wanted.ends: end} for end in (None, "", recent)] if wanted.ends else []
        ways += [{"state": state} for state in (wanted.states, None, "")] if wanted.states else []
        return book.select(register, Query(order=(("id", False),), either=tuple(ways)))

    def by_id(register: str, ids: Collection[int]) -> list[Row]:
        return book.rows(register, id=sorted(ids))

    return Rows(book.rows, lately, by_id)


def report_row(book: Book, period: Period) -> Row | None:
    """The row of a month's report, None where it was not begun."""
    return next(iter(book.rows(REPORT, period=period.key)), None)


def monthly(book: Book, period: Period) -> Monthly:
    """The report of a month: as it was frozen, else as the registers count today.

    Raises:
        Refused: Whoever asks may not read the clues and complaints that are counted.
    """
    report = report_row(book, period)
    if report and report.get("state") in FIRM and (kept := _kept(book, period)):
        figures: Mapping[Place, Figure] = kept.figures
    else:
        must_count(book)
        figures = count(rows_of(book), period, campaign_start(book, period), frozen_before(book, period))
    return _judged(book, period, figures, report)


def amended(book: Book, period: Period, touched: Collection[tuple[str, int]]) -> Monthly:
    """A month that was sent, with the rows a correction touched counted anew and everything else as it was told.

    What was entered late by others stands in the 更正 column of the month after, not here.
    """
    must_count(book)
    kept = _kept(book, period)
    told = kept.figures if kept else {}
    now = count(rows_of(book), period, campaign_start(book, period), frozen_before(book, period))
    figures = {place: _amended(told.get(place), now.get(place), touched) for place in {**told, **now}}
    return _judged(book, period, figures, report_row(book, period))


def _amended(told: Figure | None, now: Figure | None, touched: Collection[tuple[str, int]]) -> Figure:
    told, now = told or Figure(m=0 if now and now.m is not None else None), now or Figure()
    rows: Behind = Counter({row: value for row, value in told.month.items() if row not in touched})
    rows.update({row: value for row, value in now.month.items() if row in touched})
    more = sum(rows.values()) - sum(told.month.values())
    flows = told.m is not None or now.m is not None
    return replace(
        told,
        month=rows,
        m=(told.m or 0) + more if flows else None,
        y=(told.y or 0) + more if flows else None,
        c=(told.c or 0) + more if flows else None,
        stock=None if flows else (told.stock or 0) + more,
    )


def kept_figures(book: Book, period: Period) -> Any:
    """The figures that were sent for a month, in the shape they are kept in; None where it was not sent."""
    return book.kept(_KEPT + period.key)


def restore_figures(book: Book, period: Period, kept: Any) -> None:
    """Put figures back that a correction had taken the place of."""
    book.keep(_KEPT + period.key, kept)


def keep_figures(book: Book, counted: Monthly) -> None:
    """Keep figures as the ones that were sent for their month."""
    book.keep(_KEPT + counted.period.key, to_keep(counted.figures))


def _judged(book: Book, period: Period, figures: Mapping[Place, Figure], report: Row | None) -> Monthly:
    notes = {(text_of(n, "relation"), text_of(n, "figure")): text_of(n, "text") for n in _notes(book, report)}
    start = campaign_start(book, period)
    found = mismatches(
        figures,
        _usual(book, period),
        times=book.option("jump_times"),
        whole_year="" < start <= f"{period.first.year}-01-01",
    )
    findings = tuple(Finding(one, notes.get((one.id, one.places[0].code), "")) for one in found)
    return Monthly(period, figures, findings, report)


def recount(book: Book, period: Period) -> Monthly:
    """Count anew, begin the report where it is new, and keep the figures with the rows behind them.

    Raises:
        Refused: The month is under review or issued: its figures stay as they are.
    """
    report = report_row(book, period)
    if report and report.get("state") in FIRM:
        title = text_of(report, "state")
        raise Refused(f"{period.title}月报{title},数字已经固定,没有重新统计。要改请先“退回修改”。", "E-FIXED")
    if report is None:
        records.save(book, ledger_of(REPORT), None, {"period": period.key})
    counted = monthly(book, period)
    report = counted.report or {}
    open_ = [one for one in counted.findings if one.open]
    now: dict[str, Value] = {
        "nil": int(counted.nil),
        "counted_on": book.today().isoformat(),
        "hard_count": sum(1 for one in open_ if one.mismatch.hard),
        "soft_count": sum(1 for one in open_ if not one.mismatch.hard),
    }
    with book.change(f"统计{period.title}月报", kind="packet") as writer:
        if any(report.get(key) != value for key, value in now.items()):
            writer.save(ledger_of(REPORT), {**report, **now})
        book.keep(_KEPT + period.key, to_keep(counted.figures))
    return replace(counted, report=report_row(book, period))


def keep_as_sent(book: Book) -> None:
    """Keep the figures of reports that were entered as sent and never counted here, as in a practice book."""
    rows = Rows(book.rows)  # read once for all months
    for key in sorted(text_of(row, "period") for row in book.rows(REPORT) if row.get("state") in FIRM):
        period = Period.parse(key)
        if _kept(book, period) is None:
            figures = count(rows, period, campaign_start(book, period), frozen_before(book, period))
            book.keep(_KEPT + key, to_keep(figures))


def explain(book: Book, period: Period, finding: Finding, text: str) -> None:
    """Write the 说明 of a soft check; it travels with the report.

    Raises:
        Refused: The check is a hard one, the text is empty, or the report is not a draft.
    """
    mismatch = finding.mismatch
    if mismatch.hard:
        raise Refused("这一条是硬性勾稽关系,写说明不能代替,请核对台账后重新统计。没有保存。", "E-HARD")
    report = report_row(book, period)
    if report is None or report.get("state") != DRAFT:
        raise Refused(f"{period.title}月报不在草稿状态,不能写说明。没有保存。", "E-FIXED")
    code = mismatch.places[0].code
    old: Row | None = next(
        (n for n in _notes(book, report) if (n["relation"], n["figure"]) == (mismatch.id, code)), None
    )
    if not text.strip():
        raise Refused("审核说明是空的,请写一句为什么这个数是对的。没有保存。", "E-REQUIRED")
    row: Row = {**(old or {}), "report": id_of(report, "id"), "relation": mismatch.id, "figure": code, "text": text}
    with book.change(f"写{period.title}月报审核说明") as writer:
        writer.save(ledger_of(NOTE), row)


def behind(book: Book, counted: Monthly, place: Place, column: str = "m") -> list[BehindRow]:
    """The rows behind a figure, the largest first: of the month and stock, or ("adj") of what was corrected."""
    figure = counted.figures.get(place, Figure())
    return rows_behind(book, figure.late if column == "adj" else figure.month)


def rows_behind(book: Book, rows: Behind) -> list[BehindRow]:
    """Rows with what they are called, the largest first; those of registers that may not be read are left out."""
    return [
        BehindRow(register, number, book.title(register, number), value)
        for (register, number), value in sorted(rows.items(), key=lambda item: -abs(item[1]))
        if book.may_read(register)
    ]


def known(code: str) -> bool:
    """Whether a code is a figure that stands in forms."""
    return code in INDICATORS


def called(relation: str, code: str) -> str:
    """A check and the figure it is about, in words: V29 宣传."""
    label = INDICATORS[code].label if code in INDICATORS else code
    return f"{relation} {label}".strip()


def frozen_before(book: Book, period: Period) -> list[Kept]:
    """The last twelve months before that were sent for review or further, as they were counted then.

    Earlier ones say nothing of this month: a figure is held against those of its year and the month a year ago.
    """
    keys = [text_of(row, "period") for row in book.rows(REPORT) if row.get("state") in FIRM]
    earlier = [found for key in keys if (found := Period.parse(key)).first < period.first]
    return [kept for one in sorted(set(earlier))[-_FROZEN:] if (kept := _kept(book, one))]


def campaign_start(book: Book, period: Period) -> str:
    """The first day of 专项累计: of the campaign that runs in the month, "" where none does."""
    first, last = period.first.isoformat(), period.last.isoformat()
    starts = [
        text_of(row, "starts_on")
        for row in book.rows("campaign")
        if text_of(row, "starts_on") <= last and text_of(row, "ends_on") >= first
    ]
    return min(filter(None, starts), default="")


def must_count(book: Book) -> None:
    """Counting reads clues and complaints.

    Raises:
        Refused: Whoever asks may not.
    """
    if not all(book.may_read(register) for register in _COUNTED_IN):
        raise Refused("月报要数线索和举报,只有经办人和审核人能统计。没有改动任何内容。", "E-RIGHTS")


def _notes(book: Book, report: Row | None) -> list[Row]:
    return book.rows(NOTE, report=id_of(report, "id")) if report else []


def _usual(book: Book, period: Period) -> dict[str, Usual]:
    """What a month usually comes to: of up to six frozen months before, at least three of them. Product F6."""
    before = frozen_before(book, period)
    months = before[-MONTHS_OF_MEAN:]
    if len(months) < MONTHS_OF_MEAN // 2:
        return {}
    by_key = {one.period.key: one for one in before}
    last = by_key.get(period.previous().key)
    year_ago = by_key.get(Period.month(period.first.year - 1, period.first.month).key)

    def told(one: Kept | None, code: str) -> int | None:
        return one.figures.get(Place(code), Figure()).m or 0 if one else None

    codes = [code for code, one in INDICATORS.items() if not one.stock and not one.inside]
    each = {code: [told(one, code) or 0 for one in months] for code in codes}
    return {
        code: Usual(sum(values) / len(values), told(last, code), told(year_ago, code), min(values))
        for code, values in each.items()
    }


def _kept(book: Book, period: Period) -> Kept | None:
    found = book.kept(_KEPT + period.key)
    return Kept(period, figures_of(found)) if found else None


def figures_of(found: Mapping[str, Mapping[str, Any]]) -> dict[Place, Figure]:
    """Figures as they were kept."""
    return {Place.read(key): _figure(one) for key, one in found.items()}


def to_keep(figures: Mapping[Place, Figure]) -> dict[str, dict[str, Any]]:
    """Figures as they are kept in the book, with the rows behind them."""
    return {
        place.key: {
            **{column: value for column in _COLUMNS if (value := getattr(figure, column)) is not None},
            "month": [[*row, value] for row, value in figure.month.items()],
            "late": [[*row, value] for row, value in figure.late.items()],
        }
        for place, figure in figures.items()
        if not figure.nothing or not place.cut
    }


def _figure(found: Mapping[str, Any]) -> Figure:
    rows: list[Behind] = [Counter({(r, i): v for r, i, v in found[side]}) for side in ("month", "late")]
    return Figure(**{column: found[column] for column in _COLUMNS if column in found}, month=rows[0], late=rows[1])
