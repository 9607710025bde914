"""The monthly report on paper: the form in each receiver's layout, and the drafted 工作进展."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from app import paths
from app.domain.days import Period, chinese_day
from app.domain.faults import Refused
from app.domain.json_text import read_json
from app.domain.rows import text_of
from app.figures.columns import COLUMNS
from app.figures.counting import Figure, Place
from app.figures.layout import MONTHLY, Layout, read_layout
from app.figures.narrative import Sentence, as_text, progress
from app.operations.monthly import Finding, Monthly, monthly
from app.operations.on_paper import mark_of
from app.reports.monthly_form import monthly_form
from app.reports.monthly_progress import monthly_progress
from app.reports.sheet import Sheet
from app.reports.transcript import transcript
from app.storage.book import Book

FORM = "monthly"
_CHOSEN = "layouts:"


def layouts(book: Book | None = None) -> list[Layout]:
    """Ours, those that were brought, those of a book's county templates; a later one of the same key takes its place.

    Raises:
        Refused: A brought file is no layout; names the file and what is wrong.
    """
    found: dict[str, Layout] = {}
    for path in (*sorted(paths.resource("layouts").glob("*.json")), *sorted((paths.home() / "layouts").glob("*.json"))):
        one = _read(path)
        found[one.key] = one
    for key, _, data in book.ruled_all("layout") if book else ():
        found[key] = parse_layout(data)
    return list(found.values())


def parse_layout(data: bytes) -> Layout:
    """A layout from JSON that is at hand.

    Raises:
        ValueError: Says in Chinese what is wrong.
    """
    try:
        given = read_json(data)
    except ValueError as error:
        raise ValueError("不是有效的 JSON 文件") from error
    try:
        return read_layout(given)
    except (TypeError, AttributeError, KeyError) as error:
        raise ValueError("表样写法不对") from error


def layout_of(key: str, book: Book | None = None) -> Layout:
    """A layout by its key.

    Raises:
        Refused: There is none of that key.
    """
    known = {one.key: one for one in layouts(book)}
    if key not in known:
        raise Refused(f"没有“{key}”这种表样,可用:{'、'.join(known)}。", "E-LAYOUT")
    return known[key]


def monthly_layouts(book: Book | None = None) -> list[Layout]:
    """The layouts that are filled with months."""
    return [one for one in layouts(book) if MONTHLY in one.uses]


def form(book: Book, period: Period, key: str = FORM) -> Sheet:
    """The month's form; a report that was not begun is counted as the registers stand today."""
    return form_of(book, monthly(book, period), layout_of(key, book))


def form_of(book: Book, counted: Monthly, layout: Layout, signing: Mapping[str, str] | None = None) -> Sheet:
    """The form of figures that are at hand; a layout of screens gives a 转录单.

    `signing` are those who are about to sign it, by 填表人 and 审核人.
    """
    row = counted.report or {}
    if layout.screens:
        return typed_of(book, layout, counted.figures, counted.title)
    named = signing or {"填表人": text_of(row, "asked_by"), "审核人": text_of(row, "checked_by")}
    made = text_of(row, "asked_on") or book.today().isoformat()
    return monthly_form(
        layout,
        counted.figures,
        township=book.info.township,
        county=book.info.county,
        period_title=counted.period.title,
        made_on=chinese_day(date.fromisoformat(made)),
        signers=(
            *named.items(),
            ("单位负责人", ""),
            ("签发日期", text_of(row, "issued_on")),
        ),
        notes=[_note(one) for one in counted.findings if one.note],
        nil=(text_of(row, "nil_statement") or "本月各项均无发生。") if counted.nil else "",
        mark=mark_of(book),
    )


def typed_of(
    book: Book, layout: Layout, figures: Mapping[Place, Figure], period_title: str, names: Mapping[str, str] = COLUMNS
) -> Sheet:
    """转录单: figures in the order of another system's screens."""
    return transcript(
        layout,
        figures,
        township=book.info.township,
        county=book.info.county,
        period_title=period_title,
        made_on=chinese_day(book.today()),
        names=names,
        mark=mark_of(book),
    )


def chosen(book: Book, use: str) -> list[Layout]:
    """The layouts that are printed of a use: those that were chosen, else all that need not be asked for."""
    able = [one for one in layouts(book) if use in one.uses]
    kept = book.kept(_CHOSEN + use)
    if isinstance(kept, list) and (found := [one for one in able if one.key in kept]):
        return found
    return [one for one in able if not one.asked]


def choose(book: Book, use: str, keys: Sequence[str]) -> None:
    """Print these layouts from now on.

    Raises:
        Refused: None is chosen.
    """
    if not keys:
        raise Refused("一种表样也没有选,没有保存。请至少勾选一种。", "E-LAYOUT")
    book.keep(_CHOSEN + use, list(keys))


def draft(book: Book, period: Period) -> list[Sentence]:
    """The sentences of 工作进展 as the figures give them."""
    return sentences(monthly(book, period))


def sentences(counted: Monthly) -> list[Sentence]:
    """The same of figures that are at hand."""
    return progress(counted.figures, counted.period)


def progress_paper(book: Book, period: Period, counted: Monthly | None = None) -> Sheet:
    """工作进展情况报告 as a letter: what was edited and kept, else the draft."""
    counted = counted or monthly(book, period)
    row = counted.report or {}
    return monthly_progress(
        text_of(row, "progress") or as_text(progress(counted.figures, period)),
        problems=text_of(row, "problems_left"),
        next_steps=text_of(row, "next_steps"),
        township=book.info.township,
        county=book.info.county,
        period_title=period.title,
        day=chinese_day(date.fromisoformat(text_of(row, "asked_on") or book.today().isoformat())),
        mark=mark_of(book),
    )


def _note(finding: Finding) -> tuple[str, str]:
    return finding.mismatch.message, finding.note


def _read(path: Path) -> Layout:
    try:
        return parse_layout(path.read_bytes())
    except ValueError as error:
        raise Refused(f"表样文件“{path.name}”不能用:{error}。请改正或移走这个文件后再试。", "E-LAYOUT") from None
