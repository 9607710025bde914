"""Whole workbooks into a register: read, check every row, write all at once, undo all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from app.domain.days import Period
from app.domain.faults import Fault, Refused, hard
from app.domain.fields import PeriodField, Row, Value
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of, text_of
from app.intake.workbook import WORD, TextTable, read_workbook
from app.operations.import_columns import (
    UnknownColumns,
    header_of,
    known_labels,
    match_columns,
    one_of,
    where_of,
)
from app.operations.import_mapping import labels_of, mapping_of
from app.operations.import_no_lines import is_no_line
from app.operations.import_plan import ImportFault, ImportPlan, ImportRow, Place
from app.operations.import_planning import Cancelled, Planner, Progress
from app.operations.many_objects import uncollected
from app.operations.records import LineEdit, prepare
from app.operations.rights import must_enter, must_read
from app.storage.book import Book
from app.storage.writing import Writer

__all__ = ["ImportFault", "ImportPlan", "ImportRow"]


@dataclass
class Imported:
    """What an import did; `batch` takes all of it back, None where nothing was written.

    `updated` lines were here already, `same` of them (and of lines of a header) as they are: nothing was written.
    """

    batch: int | None
    read: int
    added: int
    updated: int
    faults: list[ImportFault]
    same: int = 0


def plan_import(
    book: Book,
    ledger: LedgerDef,
    paths: Sequence[Path],
    *,
    parent: int | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> ImportPlan:
    """Read workbooks and check every row; nothing is written.

    Args:
        parent: The header all lines belong to, where the workbook does not say.

    Raises:
        Told: A file cannot be read, or has a column nobody knows.
    """
    must_read(book, ledger)
    plan = ImportPlan(ledger, parent=parent)
    with uncollected():
        labels = known_labels(ledger, book.ledgers) | labels_of(book, ledger)
        plan.tables = [(path, table) for path in paths for table in read_workbook(path, labels)]
        _refuse_others(plan)
        _check(book, plan, progress, cancelled)
    return plan


def planned_again(
    book: Book,
    plan: ImportPlan,
    *,
    edits: Mapping[tuple[Place, int], str] | None = None,
    left: Iterable[Place] | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> ImportPlan:
    """The same workbooks checked again with what the clerk wrote into the preview; nothing is written.

    Args:
        edits: Texts of cells by line and column, beside those written before.
        left: All lines that are not to be imported, None for those of before.
    """
    again = ImportPlan(plan.ledger, parent=plan.parent, tables=plan.tables, waiting=plan.waiting)
    again.edits = {**plan.edits, **(edits or {})}
    again.left = set(plan.left if left is None else left)
    with uncollected():
        _check(book, again, progress, cancelled)
    return again


def adopted(plan: ImportPlan) -> dict[tuple[Place, int], str]:
    """The right form of every cell whose form is harmless, as `planned_again` takes them: 全部采纳."""
    return {(fault.place, fault.at): fault.suggestion for fault in plan.harmless}


def _refuse_others(plan: ImportPlan) -> None:
    for path, table in plan.tables:
        if table.register and table.register != plan.ledger.key:
            raise Refused(
                f"“{path.name}”是别的台账的填报表,不能导入{plan.ledger.title}。没有导入任何内容;请换一个台账或文件。",
                "E-REGISTER",
            )


def _check(book: Book, plan: ImportPlan, progress: Progress | None, cancelled: Cancelled | None) -> None:
    total = sum(len(table.rows) for _, table in plan.tables)
    if not total:
        raise Refused("文件里没有可导入的行。没有改动任何内容;请看表头下面是否有数据。", "E-EMPTY")
    _know_all_columns(book, plan)
    planner, names = Planner(book, plan.ledger, plan.parent, plan), shown_names([path for path, _ in plan.tables])
    for path, table in plan.tables:
        planner.take(path, table, total, progress, cancelled, names[path])


def _know_all_columns(book: Book, plan: ImportPlan) -> None:
    """Ask for the unknown headings of all layouts in one go."""
    asked: dict[frozenset[str], UnknownColumns] = {}
    for path, table in plan.tables:
        said = mapping_of(book, plan.ledger, table.headers)
        try:
            match_columns(plan.ledger, book.ledgers, table.headers, table.keys, where_of(path.name, table.sheet), said)
        except UnknownColumns as unknown:
            unknown.file, unknown.sample = path.name, _sample(table)
            asked.setdefault(frozenset(unknown.headings), unknown)
    if asked:
        first, *others = asked.values()
        first.others = tuple(others)
        raise first


def _sample(table: TextTable) -> dict[str, str]:
    """What stands in each column, from the first line that has something there."""
    found: dict[str, str] = {}
    for _, cells in table.rows[:50]:
        for heading, text in zip(table.headers, cells, strict=False):
            if text and heading not in found:
                found[heading] = text
    return found


def shown_names(paths: Sequence[Path]) -> dict[Path, str]:
    """What files are called: with their folder where two have the same name."""
    names = [path.name for path in dict.fromkeys(paths)]
    return {path: path.name if names.count(path.name) == 1 else f"{path.parent.name}/{path.name}" for path in paths}


def run_import(
    book: Book,
    ledger: LedgerDef,
    paths: Sequence[Path],
    *,
    keep_good: bool = False,
    dry_run: bool = False,
    parent: int | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Imported:
    """Import workbooks: all rows in one step, or none where any row has a hard fault (unless `keep_good`)."""
    with uncollected():
        # the plan has no name here, so that it is gone before garbage is looked for again
        return carry_out(
            book,
            plan_import(book, ledger, paths, parent=parent, progress=progress, cancelled=cancelled),
            keep_good=keep_good,
            dry_run=dry_run,
        )


def carry_out(
    book: Book,
    plan: ImportPlan,
    *,
    keep_good: bool = False,
    dry_run: bool = False,
    verb: str = "导入",
    beside: Callable[[Writer], None] | None = None,
) -> Imported:
    """Write what was planned, as one step that one undo takes back.

    `verb` is what the step is called; `beside` writes something along with it.
    """
    sound = [row for row in plan.rows if row.good]
    good = [row for row in sound if not row.same]
    added, same = sum(row.id is None for row in good), len(sound) - len(good)
    updated = sum(row.id is not None for row in sound)
    result = Imported(None, plan.read, added, updated, plan.faults, same)
    if dry_run:
        return result
    must_enter(book, plan.ledger)
    if plan.bad and not keep_good:
        return replace(result, added=0, updated=0, same=0)
    if not good:
        return result
    with uncollected(), book.change(f"{verb}{plan.ledger.title}", kind="import") as writer:
        _write(book, plan, good, writer)
        result.batch = writer.step_id
        if beside:
            beside(writer)
    return result


def error_copy(plan: ImportPlan, path: Path, out: Path) -> Path:
    """The clerk's own workbook, or Word document where `out` is one, with a column 错误信息 behind each faulty row."""
    from app.export.error_copy import with_messages, with_messages_in_word
    from app.export.files import replace_file

    messages: dict[str, dict[int, str]] = {}
    name = shown_names([source for source, _ in plan.tables])[path]
    for fault in plan.faults:
        if fault.file == name and fault.place not in plan.left:
            lines = messages.setdefault(fault.sheet, {})
            lines[fault.row] = ";".join(filter(None, (lines.get(fault.row, ""), fault.message)))
    tables = [table for source, table in plan.tables if source == path]
    heads = {table.sheet: table.header_row for table in tables}
    if path.suffix.lower() == out.suffix.lower() == WORD:
        replace_file(out, with_messages_in_word(path, messages, heads))
        return out
    texts = {table.sheet: (table.headers, table.rows) for table in tables}
    replace_file(out, with_messages(path, messages, heads, texts))
    return out


def paste_lines(book: Book, ledger: LedgerDef, header_id: int, block: str, start: str = "") -> list[LineEdit]:
    """A block copied from a spreadsheet as lines of a header, as typed texts.

    The first line may be headings; otherwise the cells fill the register's columns from `start` on.
    """
    lines = [line.split("\t") for line in block.replace("\r\n", "\n").rstrip("\n").split("\n")]
    lines = [[cell.strip().strip('"') for cell in line] for line in lines if any(cell.strip() for cell in line)]
    if not lines:
        return []
    keys: list[str | None]
    if len(set(lines[0]) & known_labels(ledger, book.ledgers)) >= 2:
        columns = match_columns(ledger, book.ledgers, lines[0], None, "粘贴的内容")
        keys, wide = list(columns.keys), len(lines[0])
        lines = [list(one_of(columns, [*line, *[""] * (wide - len(line))])) for line in lines[1:]]
    else:
        order = [key for key in ledger.list_columns if key in ledger.by_key and not ledger.by_key[key].stamped]
        first = order.index(start) if start in order else int(order[0] == "seq" and not lines[0][0].isdigit())
        keys = [*order[first:], *([None] * max(map(len, lines)))]
    return [
        LineEdit(None, {key: cell for key, cell in zip(keys, line, strict=False) if key and cell})
        for line in lines
        if not is_no_line(line, frozenset())
    ]


def _write(book: Book, plan: ImportPlan, good: Iterable[ImportRow], writer: Writer) -> None:
    ledger, header = plan.ledger, header_of(plan.ledger, book.ledgers)
    rows = list(good)
    made: dict[tuple[Value, ...], int] = {}
    for planned in rows:
        if planned.header is not None and header is not None:
            if planned.header not in made:
                made[planned.header] = writer.save(header, plan.new_headers[planned.header])
            planned.row[ledger.parent] = made[planned.header]
            _refuse_hard(planned, prepare(ledger, planned.row, writer))
    writer.save_many(ledger, [planned.row for planned in rows if planned.id is None])
    for planned in rows:
        if planned.id is not None:
            writer.save(ledger, planned.row)
    if header is not None and header.derive:
        numbers = {id_of(planned.row, ledger.parent) or 0 for planned in rows}
        tops = [top for number in sorted(numbers) if (top := writer.row(header.key, number)) is not None]
        for top in sorted(tops, key=partial(_when, header)):
            writer.save(header, {**top, **header.derive(top, writer)})


def _when(ledger: LedgerDef, row: Row) -> str:
    """The day the period of a row begins: what an earlier one adds up to may open a later one."""
    key = next((field.key for field in ledger.fields if isinstance(field, PeriodField)), "")
    return Period.parse(text_of(row, key)).first.isoformat() if row.get(key) else ""


def _refuse_hard(planned: ImportRow, faults: list[Fault]) -> None:
    if found := hard(faults):
        named = [replace(fault, message=f"第 {planned.line} 行 {fault.message}") for fault in found]
        raise Refused([*named, Fault("", "没有导入任何内容;请改好后重新导入。")], found[0].code)
