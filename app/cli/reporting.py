"""Commands of the monthly report: its kinds, and one month's form with its cross-checks."""

from __future__ import annotations

import argparse
from typing import Any

from app.cli.answers import Answer
from app.cli.opening import opened
from app.domain.faults import Refused
from app.figures.counting import Figure
from app.figures.relations import Mismatch
from app.operations import monthly, monthly_papers, sheets
from app.operations.monthly import Finding, Monthly

PROGRESS = "progress"
_TITLES = {PROGRESS: "工作进展情况报告"}


def kinds(options: argparse.Namespace) -> Answer:
    """Which reports there are: the form in each receiver's layout, and the words that go with it."""
    found = [{"key": one.key, "title": one.title} for one in monthly_papers.layouts()]
    found += [{"key": key, "title": title} for key, title in _TITLES.items()]
    return Answer(found, [f"{one['key']}\t{one['title']}" for one in found])


def report(options: argparse.Namespace) -> Answer:
    """One month's report as PDF and xlsx, with its figures and what does not add up."""
    period = monthly.month_of(options.month)
    known = [*(one.key for one in monthly_papers.layouts()), *_TITLES]
    if options.kind not in known:
        raise Refused(f"没有“{options.kind}”这种报表,可用:{'、'.join(known)}。没有写出任何文件。", "E-REPORT")
    with opened(options) as book:
        counted = monthly.monthly(book, period)
        if options.kind == PROGRESS:
            sheet = monthly_papers.progress_paper(book, period)
        else:
            sheet = monthly_papers.form_of(book, counted, monthly_papers.layout_of(options.kind))
        written = [str(path) for path in sheets.write_sheet(book, sheet, options.out)]
    return Answer(_data(counted, written), [*written, *(_line(one) for one in counted.findings)])


def _data(counted: Monthly, written: list[str]) -> dict[str, Any]:
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
