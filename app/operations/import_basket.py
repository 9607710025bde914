"""待补正: lines that could not be imported wait in the book, are completed when somebody knows more, and go in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from app.domain.faults import Refused
from app.domain.ledger import LedgerDef
from app.intake.workbook import TextTable
from app.operations import imports
from app.operations.import_plan import ImportPlan
from app.operations.import_planning import with_edits
from app.operations.imports import Imported, shown_names
from app.operations.rights import must_enter, must_read
from app.storage import basket
from app.storage.basket import BasketLine
from app.storage.book import Book


def counts(book: Book) -> dict[str, int]:
    """How many lines wait for each register this user may read."""
    return {register: number for register, number, _ in basket.counts(book) if book.may_read(register)}


def import_and_keep(book: Book, plan: ImportPlan) -> Imported:
    """Import what is good; the bad lines wait. One undo takes all of it back."""
    must_enter(book, plan.ledger)
    done = imports.carry_out(book, plan, keep_good=True, beside=lambda writer: _settle(book, plan, writer.step_id))
    if done.batch is None:
        with book.transaction():
            _settle(book, plan, None)
    return done


def plan_waiting(book: Book, ledger: LedgerDef) -> ImportPlan:
    """The waiting lines of a register as a plan, to be mended and carried out like that of workbooks.

    Raises:
        Refused: Nothing waits.
    """
    must_read(book, ledger)
    lines = basket.waiting(book, ledger.key)
    if not lines:
        raise Refused(f"{ledger.title}没有待补正的行。", "E-EMPTY")
    plan = ImportPlan(ledger)
    numbers = list[tuple[Path, str, int, int]]()
    for path, table, ids in _tables(lines):
        plan.tables.append((path, table))
        numbers += [(path, table.sheet, line, number) for (line, _), number in zip(table.rows, ids, strict=True)]
    names = shown_names([path for path, _ in plan.tables])
    plan.waiting = {(names[path], sheet, line): number for path, sheet, line, number in numbers}
    return imports.planned_again(book, plan)


def keep_edits(book: Book, plan: ImportPlan) -> None:
    """Write what was completed in waiting lines down at once: a power cut loses nothing."""
    edited = {place for place, _ in plan.edits}
    changed = [
        (plan.waiting[place], cells) for place, cells, _ in _lines(plan) if place in edited & plan.waiting.keys()
    ]
    if changed:
        with book.transaction():
            basket.write(book, changed)


def _tables(lines: list[BasketLine]) -> Iterator[tuple[Path, TextTable, list[int]]]:
    """Lines of one sheet of one import are a table again."""
    groups: dict[tuple[str, str, tuple[str, ...], int], list[BasketLine]] = {}
    times = Counter[tuple[str, str, int]]()
    for one in lines:
        times[one.file, one.sheet, one.line] += 1  # the same line of a file that was changed and imported again
        turn = times[one.file, one.sheet, one.line]
        groups.setdefault((one.file, one.sheet, one.headers, turn), []).append(one)
    seen = Counter[tuple[str, str]]()
    for (file, sheet, headers, _), group in groups.items():
        seen[file, sheet] += 1
        name = sheet if seen[file, sheet] == 1 else f"{sheet} 第{seen[file, sheet]}次"
        rows = [(one.line, list(one.cells)) for one in group]
        table = TextTable(name, group[0].header_row, headers, rows, group[0].keys or None)
        yield Path(file), table, [one.id for one in group]


def _settle(book: Book, plan: ImportPlan, step: int | None) -> None:
    """After an import: bad lines wait, waiting ones that went in or were left out wait no longer."""
    rows = {row.place: row for row in plan.rows}
    new, changed, went, dropped = list[BasketLine](), list[tuple[int, tuple[str, ...]]](), list[int](), list[int]()
    for place, cells, table in _lines(plan):
        row, number = rows[place], plan.waiting.get(place, 0)
        if number and row.bad:
            changed.append((number, cells))
        elif number:
            (dropped if row.left else went).append(number)
        elif row.bad:
            new.append(BasketLine(0, plan.ledger.key, *place, table.header_row, table.headers, table.keys or (), cells))
    there = (
        {(one.file, one.sheet, one.line, one.cells) for one in basket.waiting(book, plan.ledger.key)} if new else set()
    )
    basket.put(book, [one for one in new if (one.file, one.sheet, one.line, one.cells) not in there], step)
    basket.write(book, changed)
    basket.take_out(book, went, basket.IN, step)
    basket.take_out(book, dropped, basket.DROPPED, step)


def _lines(plan: ImportPlan) -> Iterator[tuple[tuple[str, str, int], tuple[str, ...], TextTable]]:
    """Every planned line with its cells as the clerk has them now."""
    names, edited = shown_names([path for path, _ in plan.tables]), plan.edited
    planned = {row.place for row in plan.rows}
    for path, table in plan.tables:
        for number, cells in table.rows:
            place = (names[path], table.sheet, number)
            if place in planned:
                yield place, tuple(with_edits(cells, edited.get(place))), table
