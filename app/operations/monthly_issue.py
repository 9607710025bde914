"""The monthly report on its way with the packet: made ready for it, put into it, moved on as its people sign."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from app.domain import canonical
from app.domain.days import Period
from app.domain.faults import Fault, Refused
from app.domain.fields import Row, Value
from app.domain.rows import id_of, text_of
from app.figures.counting import Figure, Place
from app.figures.narrative import as_text
from app.ledgers import ledger as ledger_of
from app.ledgers.monthly_report import CHECKED, DRAFT, FIRM, ISSUED, TO_CHECK
from app.operations import monthly, monthly_papers
from app.operations.monthly import REPORT, Finding, Monthly
from app.reports.sheet import Sheet
from app.storage.book import Book

SCHEMA = "mz-figures/1"
NIL = "经排查,本月各项均无发生。"
JUMP = "V29"
RECEIVER = "纪委"
_NAMED = 20
# What the packet's states mean for the report: who signs moves it on, carrying the packet away does too.
_ORDER = (DRAFT, *FIRM)


class NotReady(Refused):
    """The report keeps the packet back: figures that do not add up, or hints that nobody explained."""

    def __init__(self, faults: list[Fault], code: str, counted: Monthly) -> None:
        super().__init__(faults, code)
        self.counted = counted


def made_ready(book: Book, period: Period) -> Monthly:
    """The month's report as the packet carries it: counted, drafted where nobody wrote, everything settled.

    A report that was sent for review already stays as it was counted then.

    Raises:
        NotReady: E-RELATION where figures do not add up, E-EXPLAIN where a hint has no 说明.
        Refused: Whoever asks may not count clues and complaints.
    """
    counted = begun(book, period)
    if left := [one for one in counted.findings if one.open]:
        raise NotReady(*kept_back(period, left), counted)
    return counted


def begun(book: Book, period: Period) -> Monthly:
    """The report, counted anew while it is a draft, with the words a draft begins with."""
    report = monthly.report_row(book, period)
    if report is not None and report.get("state") != DRAFT:
        return monthly.monthly(book, period)
    counted = monthly.recount(book, period)
    row = counted.report or {}
    words: dict[str, Value] = {}
    if not text_of(row, "progress"):
        words["progress"] = as_text(monthly_papers.sentences(counted))
    if counted.nil and not text_of(row, "nil_statement"):
        words["nil_statement"] = NIL
    if words:
        with book.change(f"起草{period.title}月报", kind="packet") as writer:
            writer.save(ledger_of(REPORT), {**row, **words})
        counted = monthly.monthly(book, period)
    return counted


def kept_back(period: Period, left: Sequence[Finding]) -> tuple[list[Fault], str]:
    """What keeps a packet back in words, and its code: what does not add up, else what was not explained."""
    hard = [one for one in left if one.mismatch.hard]
    code = "E-RELATION" if hard else "E-EXPLAIN"
    shown = [Fault("", f"{one.mismatch.id} {one.mismatch.message}", code) for one in (hard or left)[:_NAMED]]
    if hard:
        told = f"{period.title}月报有 {len(hard)} 处勾稽关系不平,没有生成上报包。请到台账里改正后重新生成。"
    else:
        told = f"{period.title}月报有 {len(left)} 处提示没有写说明,没有生成上报包。请在月报里逐条写说明后重新生成。"
    return [*shown, Fault("", told, code)], code


def papers(book: Book, counted: Monthly, signers: Sequence[str]) -> list[Sheet]:
    """The form in every layout for the receiver of packets, and 工作进展; `signers` are the clerk and the reviewer."""
    names = dict(zip(("填表人", "审核人"), signers, strict=True))
    known = monthly_papers.monthly_layouts(book)
    layouts = [one for one in known if not one.screens and RECEIVER in (one.receiver or RECEIVER)]
    forms = [monthly_papers.form_of(book, counted, layout, names) for layout in layouts]
    return [*forms, monthly_papers.progress_paper(book, counted.period, counted)]


def figures_json(counted: Monthly, travelling: Mapping[str, Sequence[Row]]) -> bytes:
    """Every figure of the report with the rows it lists, as far as they travel, and the 说明; canonical JSON.

    Args:
        counted: The report.
        travelling: The rows of the packet by register.
    """
    ids = {(register, id_of(row, "id") or 0) for register, rows in travelling.items() for row in rows}
    figures = [
        _figure(place, figure, ids)
        for place, figure in sorted(counted.figures.items())
        if not figure.nothing or not place.cut
    ]
    notes = [_note(one) for one in counted.findings if one.note]
    return canonical.encode(
        {
            "schema": SCHEMA,
            "month": counted.period.key,
            "nil": counted.nil,
            "figures": figures,
            "notes": notes,
            "jumps": [note for note in notes if note["key"] == JUMP],
        }
    )


def _figure(place: Place, figure: Figure, ids: set[tuple[str, int]]) -> dict[str, Any]:
    def listed(rows: Mapping[tuple[str, int], int]) -> list[dict[str, Any]]:
        return [{"register": key, "id": number} for key, number in sorted(rows) if (key, number) in ids]

    return {
        "key": place.key,
        "month": figure.m,
        "correction": figure.adj,
        "year": figure.y,
        "campaign": figure.c,
        "last_year": figure.ly,
        "stock": figure.stock,
        "rows": listed(figure.month),
        "corrected_rows": listed(figure.late),
    }


def _note(finding: Finding) -> dict[str, Any]:
    mismatch = finding.mismatch
    return {
        "key": mismatch.id,
        "figure": mismatch.places[0].key,
        "column": mismatch.column,
        "message": mismatch.message,
        "text": finding.note,
    }


def reached(book: Book, period: Period, state: str, name: str = "") -> None:
    """Move the report on to a state its packet has reached; one that is there already stays as it is.

    Args:
        book: The book.
        period: The month.
        state: One of the states from 待审核 on.
        name: Who sent it for review or reviewed it; "" for the steps that name nobody.
    """
    with reaching(book, period, state, name):
        pass


@contextmanager
def reaching(book: Book, period: Period, state: str, name: str = "") -> Iterator[None]:
    """The same in one transaction with what is written inside: all of it, or nothing."""
    report = monthly.report_row(book, period)
    if report is None or _ORDER.index(state) <= _ORDER.index(text_of(report, "state")):
        with book.transaction():
            yield
        return
    today = book.today().isoformat()
    stamps: dict[str, dict[str, Value]] = {
        TO_CHECK: {"asked_by": name, "asked_on": today, "counted_on": today},
        CHECKED: {"checked_by": name, "checked_on": today},
        ISSUED: {"issued_on": today},
    }
    with book.change(f"{period.title}月报:{state}", kind="packet") as writer:
        writer.save(ledger_of(REPORT), {**report, **stamps.get(state, {}), "state": state})
        yield


def sent_back(book: Book, period: Period, reason: str) -> None:
    """The reviewer sends the report back: it is a draft again, and its packet has to be made anew."""
    report = monthly.report_row(book, period)
    if report is None or text_of(report, "state") not in (TO_CHECK, CHECKED, ISSUED):
        return
    clean: dict[str, Value] = dict.fromkeys(("asked_by", "asked_on", "checked_by", "checked_on", "issued_on"))
    with book.change(f"退回修改:{period.title}月报", reason, kind="packet") as writer:
        writer.save(ledger_of(REPORT), {**report, **clean, "state": DRAFT})
