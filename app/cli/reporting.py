"""Commands of reports: their kinds, one month's form, and a quarter, half, year or stage, with their cross-checks."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from app.cli.answers import Answer
from app.cli.opening import BadUsage, opened
from app.domain.faults import Refused
from app.domain.span import HALF, QUARTER, YEAR, Span, of_days
from app.figures.counting import Figure
from app.figures.relations import Mismatch
from app.operations import monthly, monthly_papers, sheets, span_reports
from app.operations.books import Book
from app.operations.monthly import Finding, Monthly
from app.operations.span_reports import Summed
from app.reports.sheet import Sheet

PROGRESS, STAGE, SPAN = "progress", "stage", "span"
PARTS_OF_YEAR = {"quarterly": QUARTER, "halfyear": HALF, "yearly": YEAR}
_TITLES = {
    PROGRESS: "工作进展情况报告",
    "quarterly": "季度汇总报表(--period 2026Q3)",
    "halfyear": "半年汇总报表(--period 2026H1)",
    "yearly": "年度汇总报表(--period 2026)",
    STAGE: "专项阶段汇总报表(--stage 序号)",
    SPAN: "自选起止的汇总报表(--from --to)",
}


def kinds(options: argparse.Namespace) -> Answer:
    """Which reports there are: the form in each receiver's layout, the words that go with it, the longer times."""
    found = [{"key": one.key, "title": one.title} for one in monthly_papers.monthly_layouts()]
    found += [{"key": key, "title": title} for key, title in _TITLES.items()]
    return Answer(found, [f"{one['key']}\t{one['title']}" for one in found])


def report(options: argparse.Namespace) -> Answer:
    """One report as files, with its figures and what does not add up."""
    longer = options.kind in PARTS_OF_YEAR or options.kind in (STAGE, SPAN)
    if not longer and not options.month:
        raise BadUsage(f"报表 {options.kind} 要写月份:--month 2026-10。没有写出任何文件。")
    with opened(options) as book:
        known = [*(one.key for one in monthly_papers.monthly_layouts(book)), *_TITLES]
        if options.kind not in known:
            raise Refused(f"没有“{options.kind}”这种报表,可用:{'、'.join(known)}。没有写出任何文件。", "E-REPORT")
        if longer:
            of_span = span_reports.summed(book, _span(book, options))
            counted: Monthly | Summed = of_span
            made = span_reports.papers(book, of_span)
        else:
            counted = of_month = monthly.monthly(book, monthly.month_of(options.month))
            made = [_monthly(book, of_month, options.kind)]
        written = [str(path) for one in made for path in sheets.write_sheet(book, one, options.out, options.format)]
    return Answer(_data(counted, written), [*written, *(_line(one) for one in counted.findings)])


def _monthly(book: Book, counted: Monthly, kind: str) -> Sheet:
    if kind == PROGRESS:
        return monthly_papers.progress_paper(book, counted.period)
    return monthly_papers.form_of(book, counted, monthly_papers.layout_of(kind, book))


def _span(book: Book, options: argparse.Namespace) -> Span:
    """The time a report is asked about.

    Raises:
        BadUsage: The option that says it is missing.
        Refused: It is no such time.
    """
    kind = options.kind
    if kind == STAGE:
        if not options.stage:
            raise BadUsage("报表 stage 要写专项阶段的序号:--stage 3。没有写出任何文件。")
        return span_reports.span_of_stage(book, options.stage)
    if kind == SPAN:
        if not (options.first and options.last):
            raise BadUsage("报表 span 要写起止:--from 2026-06-01 --to 2026-08-30。没有写出任何文件。")
        return _days(options.first, options.last)
    if not options.period:
        raise BadUsage(f"报表 {kind} 要写报告期:--period。没有写出任何文件。")
    span = span_reports.span_of_text(options.period)
    if span.kind != PARTS_OF_YEAR[kind]:
        what = PARTS_OF_YEAR[kind]
        raise Refused(f"“{options.period}”不是{what},报表 {kind} 写不出来。没有写出任何文件。", "E-PERIOD")
    return span


def _days(first: date, last: date) -> Span:
    try:
        return of_days(first, last)
    except ValueError as error:
        raise Refused(f"起止不对:{error}。没有写出任何文件。", "E-PERIOD") from None


def _data(counted: Monthly | Summed, written: list[str]) -> dict[str, Any]:
    hard = [_finding(one) for one in counted.findings if one.mismatch.hard]
    soft = [_finding(one) for one in counted.findings if not one.mismatch.hard]
    figures = {place.key: _figure(one) for place, one in counted.figures.items() if not one.nothing}
    return {"files": written, "nil": counted.nil, "figures": figures, "hard": hard, "soft": soft}


def _figure(figure: Figure) -> dict[str, Any]:
    columns = {key: getattr(figure, key) for key in ("m", "adj", "y", "c", "ly", "stock")}
    rows = [{"register": register, "id": number, "value": value} for (register, number), value in figure.month.items()]
    return {**{key: value for key, value in columns.items() if value is not None}, "rows": rows}


def _finding(finding: Finding) -> dict[str, Any]:
    mismatch: Mismatch = finding.mismatch
    codes = [place.key for place in mismatch.places]
    return {"code": mismatch.id, "column": codes[0], "message": mismatch.message, "explanation": finding.note}


def _line(finding: Finding) -> str:
    kind = "必须改" if finding.mismatch.hard else "已说明" if finding.note else "要说明"
    return f"{kind}\t{finding.mismatch.id}\t{finding.mismatch.message}"
