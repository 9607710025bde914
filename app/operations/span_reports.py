"""汇总报表: the figures of a quarter, half a year, a year or a stage, counted, checked, kept as they were reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from app.domain.days import Period, chinese_day
from app.domain.faults import Refused
from app.domain.fields import Row, Value
from app.domain.rows import id_of, text_of
from app.domain.span import HALF, QUARTER, STAGE, YEAR, Span, around, before, of_days, read_span
from app.figures.counting import Figure, Place, by_month, count_span
from app.figures.event import Rows
from app.figures.layout import SUMMARY, Layout
from app.figures.narrative import Sentence, as_text, span_progress
from app.figures.relations import Mismatch, mismatches, shown
from app.ledgers import ledger as ledger_of
from app.ledgers.monthly_report import FIRM
from app.ledgers.stage import begins_on, called
from app.operations import monthly, monthly_papers, records
from app.operations.monthly import BehindRow, Finding, figures_of, rows_behind, to_keep
from app.operations.on_paper import mark_of
from app.reports.monthly_form import SPAN, monthly_form
from app.reports.monthly_progress import monthly_progress
from app.reports.sheet import Sheet
from app.reports.summary_months import summary_months
from app.storage.book import Book

REPORT, STAGES = "span_report", "stage"
FORM = "summary"
_KEPT, _MONTHS = "span:", "span-months:"
_QUARTERS, _HALVES, _YEARS = 6, 3, 3
# Of single months only: what a year is to a month, and what a month usually is.
_MONTHLY_ONLY = ("V23", "V29")


@dataclass(frozen=True)
class Offer:
    """A time that can be summed up; `stage` is the row of a stage, `row` the report that was begun, None for none."""

    span: Span
    stage: int | None = None
    row: int | None = None


@dataclass(frozen=True)
class Summed:
    """What a time came to: its figures, what does not add up, and whether it is frozen.

    `months` are its figures month by month: by code, then by month.
    """

    span: Span
    figures: Mapping[Place, Figure]
    findings: Sequence[Finding] = field(default_factory=tuple)
    report: Row | None = None
    months: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """2026年第3季度."""
        return self.span.title

    @property
    def frozen(self) -> bool:
        """Whether the figures no longer follow the registers."""
        return bool(self.report and self.report.get("state") in FIRM)

    @property
    def nil(self) -> bool:
        """Whether nothing at all happened."""
        return not any(figure.m for figure in self.figures.values())


def offers(book: Book) -> list[Offer]:
    """What can be summed up today: quarters, halves and years that have begun, the newest first, and all stages."""
    spans: list[Span] = []
    for kind, most in ((QUARTER, _QUARTERS), (HALF, _HALVES), (YEAR, _YEARS)):
        one = around(kind, book.today())
        for _ in range(most):
            spans.append(one)
            one = before(one)
    known = {(row["kind"], row["from_on"], row["to_on"]): id_of(row, "id") for row in book.rows(REPORT)}
    found = [Offer(one, None, known.get((one.kind, one.first.isoformat(), one.last.isoformat()))) for one in spans]
    for row in book.rows(STAGES):
        if (span := _of_stage(book, row)) is not None and span.first <= book.today():
            days = (STAGE, span.first.isoformat(), span.last.isoformat())
            found.append(Offer(span, id_of(row, "id"), known.get(days)))
    return found


def span_of_text(text: str) -> Span:
    """2026Q3, 2026H1, 2026 as a span.

    Raises:
        Refused: No such form.
    """
    try:
        return read_span(text)
    except ValueError as error:
        raise Refused(f"报告期“{text}”{error}。", "E-PERIOD") from None


def span_of_stage(book: Book, number: int) -> Span:
    """The days of a stage.

    Raises:
        Refused: There is none of that number, or its days are not known.
    """
    row = book.row(STAGES, number)
    span = _of_stage(book, row) if row and not row.get("voided") else None
    if span is None:
        raise Refused(f"没有序号为 {number} 的专项阶段,或它的起止日期不全。可用 list stage 查看。", "E-STAGE")
    return span


def span_of_row(book: Book, row: Row) -> Span:
    """The time a report is about.

    Raises:
        Refused: Its days are no such time.
    """
    kind, first, last = text_of(row, "kind"), text_of(row, "from_on"), text_of(row, "to_on")
    number = id_of(row, "stage")
    stage = book.row(STAGES, number) if kind == STAGE and number else None
    title = called(stage, book.around()) if stage else ""
    try:
        return of_days(date.fromisoformat(first), date.fromisoformat(last), kind, title)
    except ValueError as error:
        raise Refused(f"汇总报表的起止不对:{error}。请改正后再打开。", "E-PERIOD") from None


def begin(book: Book, span: Span, stage: int | None = None) -> int:
    """The row of a report on a time, made where there is none yet; returns its id."""
    days = {"kind": span.kind, "from_on": span.first.isoformat(), "to_on": span.last.isoformat()}
    for row in book.equal(REPORT, days):
        return id_of(row, "id") or 0
    texts = days | ({"stage": book.title(STAGES, stage)} if stage else {})
    return records.save(book, ledger_of(REPORT), None, texts).id


def summed(book: Book, span: Span, row_id: int | None = None) -> Summed:
    """What a time came to: as it was frozen, else as the registers count today.

    Raises:
        Refused: Whoever asks may not read the clues and complaints that are counted.
    """
    report = book.row(REPORT, row_id) if row_id else None
    kept = book.kept(f"{_KEPT}{row_id}") if report and report.get("state") in FIRM else None
    if kept:
        figures: Mapping[Place, Figure] = figures_of(kept)
        months: Mapping[str, Mapping[str, int]] = book.kept(f"{_MONTHS}{row_id}") or {}
    else:
        monthly.must_count(book)
        figures, months = _counted(book, span)
    found = [one for one in mismatches(figures) if one.id not in _MONTHLY_ONLY]
    told = [replace(one, message=one.message.replace("本月", span.now)) for one in found]
    findings = [Finding(one, "" if one.hard else "提示") for one in told]
    findings += [Finding(one, "提示") for one in _against_the_months(book, span, figures)]
    return Summed(span, figures, tuple(findings), report, months)


def recount(book: Book, span: Span, row_id: int) -> Summed:
    """Count anew and keep the figures with the rows behind them.

    Raises:
        Refused: It is under review or issued: its figures stay as they are.
    """
    report = book.row(REPORT, row_id) or {}
    if report.get("state") in FIRM:
        raise Refused(
            f"{span.title}汇总{text_of(report, 'state')},数字已经固定,没有重新统计。要改请先“退回修改”。", "E-FIXED"
        )
    counted = summed(book, span, row_id)
    now: dict[str, Value] = {
        "nil": int(counted.nil),
        "counted_on": book.today().isoformat(),
        "hard_count": sum(1 for one in counted.findings if one.mismatch.hard),
    }
    with book.change(f"统计{span.title}汇总") as writer:
        if any(report.get(key) != value for key, value in now.items()):
            writer.save(ledger_of(REPORT), {**report, **now})
        _keep(book, row_id, counted.figures, counted.months)
    return summed(book, span, row_id)


def keep_as_sent(book: Book) -> None:
    """Keep the figures of reports that were entered as sent and never counted here, as in a practice book."""
    for row in book.rows(REPORT):
        number = id_of(row, "id") or 0
        if row.get("state") in FIRM and not book.kept(f"{_KEPT}{number}"):
            _keep(book, number, *_counted(book, span_of_row(book, row)))


def behind(book: Book, counted: Summed, place: Place, column: str = "m") -> list[BehindRow]:
    """The rows behind a figure of the time or of its end, the largest first."""
    return rows_behind(book, counted.figures.get(place, Figure()).month)


def sentences(counted: Summed) -> list[Sentence]:
    """The draft of figures that are at hand."""
    return span_progress(counted.figures, counted.span)


def form_of(book: Book, counted: Summed, layout: Layout) -> Sheet:
    """The form of a time in one layout, with the explanations that were written for its months."""
    row = counted.report or {}
    if layout.screens:
        return monthly_papers.typed_of(book, layout, counted.figures, counted.title, SPAN.names)
    return monthly_form(
        layout,
        counted.figures,
        township=book.info.township,
        county=book.info.county,
        period_title=counted.title,
        made_on=_day(book, row),
        signers=(
            ("填表人", text_of(row, "asked_by")),
            ("审核人", text_of(row, "checked_by")),
            ("单位负责人", ""),
            ("签发日期", text_of(row, "issued_on")),
        ),
        notes=notes_of_months(book, counted.span),
        nil=(text_of(row, "nil_statement") or "各项均无发生。") if counted.nil else "",
        mark=mark_of(book),
        heads=SPAN,
        kind=counted.span.kind if counted.span.kind in (QUARTER, HALF, YEAR) else "阶段",
    )


def words_of(book: Book, counted: Summed) -> Sheet:
    """What goes with the figures, as a letter: what was edited and kept, else the draft."""
    row = counted.report or {}
    return monthly_progress(
        text_of(row, "progress") or as_text(sentences(counted)),
        problems=text_of(row, "problems_left"),
        next_steps=text_of(row, "next_steps"),
        township=book.info.township,
        county=book.info.county,
        period_title=counted.title,
        day=_day(book, row),
        mark=mark_of(book),
        what="工作情况",
    )


def papers(book: Book, counted: Summed) -> list[Sheet]:
    """Everything that is printed of a time: its forms and its words."""
    chosen = monthly_papers.chosen(book, SUMMARY)
    forms = [form_of(book, counted, one) for one in chosen]
    return [*forms, *months_of(book, counted), words_of(book, counted)]


def months_of(book: Book, counted: Summed) -> list[Sheet]:
    """The figures month by month with their chart; nothing for a time within one month."""
    months = counted.span.months
    if len(months) < 2:
        return []
    sheet = summary_months(
        counted.months,
        [month.key for month in months],
        until=Period.of(book.today(), "month").key,
        township=book.info.township,
        title=counted.title,
        made_on=_day(book, counted.report or {}),
        mark=mark_of(book),
    )
    return [sheet]


def notes_of_months(book: Book, span: Span) -> list[tuple[str, str]]:
    """What was explained in the months of a time: why a figure that looked odd was right."""
    found = []
    for report in sorted(book.rows(monthly.REPORT), key=lambda row: text_of(row, "period")):
        month = Period.parse(text_of(report, "period"))
        if span.first <= month.first and month.last <= span.last:
            for note in book.rows(monthly.NOTE, report=id_of(report, "id")):
                what = monthly.called(text_of(note, "relation"), text_of(note, "figure"))
                found.append((f"{month.title}月报，{what}。", text_of(note, "text")))
    return found


def _counted(book: Book, span: Span) -> tuple[dict[Place, Figure], dict[str, dict[str, int]]]:
    start, rows = monthly.campaign_start(book, Period(span.first, span.last, span.key)), Rows(book.rows)
    return count_span(rows, span, start), by_month(rows, span)


def _keep(book: Book, row_id: int, figures: Mapping[Place, Figure], months: Mapping[str, Mapping[str, int]]) -> None:
    book.keep(f"{_KEPT}{row_id}", to_keep(figures))
    book.keep(f"{_MONTHS}{row_id}", {code: dict(values) for code, values in months.items()})


def _against_the_months(book: Book, span: Span, figures: Mapping[Place, Figure]) -> list[Mismatch]:
    """V22: where the months of a year were reported to its last one, the year is what they reported together."""
    last = Period.of(span.last, "month")
    frozen = monthly.frozen_before(book, last.next())
    if not frozen or frozen[-1].period.key != last.key:
        return []
    told, found = frozen[-1].figures, []
    for place, figure in figures.items():
        said = told.get(place, Figure()).y
        if place.cut or figure.y is None or said is None or said == figure.y or not monthly.known(place.code):
            continue
        message = (
            f"本年累计:{monthly.called('', place.code)}现在是 {shown(place.code, figure.y)},{last.title}月报报的是"
            f" {shown(place.code, said)}。差额是月报以后补录、改正的,会进下一个月报的“更正”栏"
        )
        found.append(Mismatch("V22", message, (place,), False, "y"))
    return found


def _of_stage(book: Book, row: Row) -> Span | None:
    first, last = begins_on(row, book.around()), text_of(row, "deadline")
    if not first or not last or last < first:
        return None
    title = called(row, book.around())
    return of_days(date.fromisoformat(first), date.fromisoformat(last), STAGE, title)


def _day(book: Book, row: Row) -> str:
    return chinese_day(date.fromisoformat(text_of(row, "asked_on") or book.today().isoformat()))
