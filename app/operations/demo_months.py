"""The monthly reports of a practice township: three months as they were sent, each counted from its rows."""

from __future__ import annotations

from datetime import timedelta

from app.domain.days import Period
from app.domain.fields import Row
from app.domain.rows import id_of
from app.figures.counting import count, count_span
from app.figures.event import Rows
from app.figures.narrative import as_text, progress, span_progress
from app.figures.span import QUARTER, Span, around, before
from app.ledgers.monthly_note import MONTHLY_NOTES
from app.ledgers.monthly_report import DRAFT, ISSUED, MONTHLY_REPORTS
from app.ledgers.span_report import SPAN_REPORTS
from app.operations.demo_drafts import Drafts
from app.operations.demo_places import CLERK, SECRETARY

SENT = 3
_STEPS = "下月继续盯住没有销号的问题，逐条核对整改时限；督促没有按期公开的村、组补公开。"

NOTES = (
    ("V11", "B20", "本月查处的是作风问题，不涉及金额。"),
    ("V29", "G10", "本月各村集中自查，排查出的问题比平时多。"),
)


def make_months(drafts: Drafts) -> None:
    """The reports before last month's, issued; last month's as a draft that waits to be counted."""
    last = Period.of(drafts.today, "month").previous()
    months = [last]
    for _ in range(SENT):
        months.insert(0, months[0].previous())
    rows = Rows(drafts.rows)
    for period in months[:-1]:
        made = drafts.add(MONTHLY_REPORTS, _issued(period, rows))
        for relation, figure, text in NOTES if period is months[-2] else ():
            note: Row = {"report": id_of(made, "id"), "relation": relation, "figure": figure, "text": text}
            drafts.add(MONTHLY_NOTES, note)
    drafts.add(MONTHLY_REPORTS, {"period": last.key, "state": DRAFT, "nil": 0})
    _make_spans(drafts, rows)


def _make_spans(drafts: Drafts, rows: Rows) -> None:
    """The quarter before last as it was issued, the last one as a draft."""
    last = before(around(QUARTER, drafts.today))
    earlier = before(last)
    figures = count_span(rows, earlier)
    days = [(earlier.last + timedelta(days=n)).isoformat() for n in (4, 5, 6)]
    nil = not any(figure.m for figure in figures.values())
    drafts.add(
        SPAN_REPORTS,
        {
            **_days(earlier),
            "state": ISSUED,
            "nil": int(nil),
            "nil_statement": "经排查，本季度各项均无发生。" if nil else None,
            "progress": as_text(span_progress(figures, earlier)),
            "next_steps": _STEPS.replace("下月", "下季度"),
            "counted_on": days[0],
            "hard_count": 0,
            "asked_by": CLERK,
            "asked_on": days[0],
            "checked_by": SECRETARY,
            "checked_on": days[1],
            "issued_on": days[2],
        },
    )
    drafts.add(SPAN_REPORTS, {**_days(last), "state": DRAFT, "nil": 0})


def _days(span: Span) -> Row:
    return {"kind": span.kind, "from_on": span.first.isoformat(), "to_on": span.last.isoformat()}


def _issued(period: Period, rows: Rows) -> Row:
    figures = count(rows, period)
    after = period.last + timedelta(days=1)
    days = [(after + timedelta(days=n)).isoformat() for n in (1, 2, 3)]
    nil = not any(figure.m for figure in figures.values())
    return {
        "period": period.key,
        "state": ISSUED,
        "nil": int(nil),
        "nil_statement": "经排查，本月各项均无发生。" if nil else None,
        "progress": as_text(progress(figures, period)),
        "next_steps": _STEPS,
        "counted_on": days[0],
        "hard_count": 0,
        "soft_count": 0,
        "asked_by": CLERK,
        "asked_on": days[0],
        "checked_by": SECRETARY,
        "checked_on": days[1],
        "issued_on": days[2],
    }
