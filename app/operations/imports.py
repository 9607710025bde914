"""Whole workbooks into a register: read, check every row, write all at once, undo all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from app.domain.faults import Fault, Refused, hard
from app.domain.fields import Day, Reading, Row, Value
from app.domain.ledger import Around, LedgerDef, fault_of
from app.domain.line_reader import LineReader
from app.domain.rows import id_of, text_of
from app.intake.workbook import TextTable, read_workbook
from app.operations.import_columns import Columns, header_of, known_labels, match_columns
from app.operations.records import LineEdit, prepare
from app.storage.book import Book
from app.storage.reading import Query
from app.storage.writing import Writer

Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class ImportFault:
    """One thing to mend in a workbook: where it stands, what is wrong, the right form where one is known."""

    file: str
    sheet: str
    row: int
    column: str
    code: str
    message: str
    suggestion: str = ""


@dataclass
class ImportRow:
    """One line of a workbook as it would be saved; `id` is the row it updates, None for a new one."""

    file: str
    sheet: str
    line: int
    row: Row
    faults: list[Fault]
    id: int | None = None
    header: tuple[Value, ...] | None = None

    @property
    def good(self) -> bool:
        """Whether it may be saved."""
        return not hard(self.faults)


@dataclass
class ImportPlan:
    """Everything some workbooks would do to a register, before anything is written."""

    ledger: LedgerDef
    read: int = 0
    rows: list[ImportRow] = field(default_factory=list)
    faults: list[ImportFault] = field(default_factory=list)
    tables: list[tuple[Path, TextTable]] = field(default_factory=list)
    new_headers: dict[tuple[Value, ...], Row] = field(default_factory=dict)

    @property
    def bad(self) -> int:
        """Rows that cannot be saved as they are."""
        return sum(not row.good for row in self.rows)


@dataclass
class Imported:
    """What an import did; `batch` takes all of it back, None where nothing was written."""

    batch: int | None
    read: int
    added: int
    updated: int
    faults: list[ImportFault]


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
    plan = ImportPlan(ledger)
    planner = _Planner(book, ledger, parent, plan)
    labels = known_labels(ledger, book.ledgers)
    for path in paths:
        for table in read_workbook(path, labels):
            if table.register and table.register != ledger.key:
                raise Refused(
                    f"“{path.name}”是别的台账的填报表,不能导入{ledger.title}。没有导入任何内容;请换一个台账或文件。",
                    "E-REGISTER",
                )
            plan.tables.append((path, table))
    total = sum(len(table.rows) for _, table in plan.tables)
    if not total:
        raise Refused("文件里没有可导入的行。没有改动任何内容;请看表头下面是否有数据。", "E-EMPTY")
    for path, table in plan.tables:
        planner.take(path, table, total, progress, cancelled)
    return plan


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
    plan = plan_import(book, ledger, paths, parent=parent, progress=progress, cancelled=cancelled)
    return carry_out(book, plan, keep_good=keep_good, dry_run=dry_run)


def carry_out(book: Book, plan: ImportPlan, *, keep_good: bool = False, dry_run: bool = False) -> Imported:
    """Write what was planned, as one step that one undo takes back."""
    good = [row for row in plan.rows if row.good]
    added = sum(row.id is None for row in good)
    result = Imported(None, plan.read, added, len(good) - added, plan.faults)
    if dry_run:
        return result
    if (plan.bad and not keep_good) or not good:
        return replace(result, added=0, updated=0)
    with book.change(f"导入{plan.ledger.title}", kind="import") as writer:
        _write(book, plan, good, writer)
        result.batch = writer.step_id
    return result


def error_copy(plan: ImportPlan, path: Path, out: Path) -> Path:
    """The clerk's own workbook with a column 错误信息 behind each faulty row."""
    from app.export.error_copy import with_messages
    from app.export.files import replace_file

    messages: dict[str, dict[int, str]] = {}
    for fault in plan.faults:
        if fault.file == path.name:
            lines = messages.setdefault(fault.sheet, {})
            lines[fault.row] = ";".join(filter(None, (lines.get(fault.row, ""), fault.message)))
    tables = [table for source, table in plan.tables if source == path]
    heads = {table.sheet: table.header_row for table in tables}
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
        keys = list(match_columns(ledger, book.ledgers, lines[0], None, "粘贴的内容").keys)
        lines = lines[1:]
    else:
        order = [key for key in ledger.list_columns if key in ledger.by_key and not ledger.by_key[key].stamped]
        first = order.index(start) if start in order else int(order[0] == "seq" and not lines[0][0].isdigit())
        keys = [*order[first:], *([None] * max(map(len, lines)))]
    return [
        LineEdit(None, {key: cell for key, cell in zip(keys, line, strict=False) if key and cell}) for line in lines
    ]


@dataclass(frozen=True)
class _Header:
    """The header some lines name: its id, None where it is still to be made, and why it cannot be."""

    id: int | None
    faults: list[Fault] = field(default_factory=list)


_NOT_YET = -1


@dataclass(frozen=True)
class _Ahead:
    """The book as rules will see it once a planned header stands in it."""

    around: Around
    register: str
    header: Row

    @property
    def today(self) -> date:
        return self.around.today

    @property
    def actor(self) -> str:
        return self.around.actor

    @property
    def actor_name(self) -> str:
        return self.around.actor_name

    def rows(self, register: str, **equals: Value) -> list[Row]:
        return self.around.rows(register, **equals)

    def row(self, register: str, id: int) -> Row | None:
        return self.header if (register, id) == (self.register, _NOT_YET) else self.around.row(register, id)

    def title(self, register: str, id: int) -> str:
        return self.around.title(register, id)

    def option(self, key: str) -> int:
        return self.around.option(key)


class _Planner:
    """Checks the rows of workbooks against a register as it stands."""

    def __init__(self, book: Book, ledger: LedgerDef, parent: int | None, plan: ImportPlan) -> None:
        self._book, self._ledger, self._parent, self._plan = book, ledger, parent, plan
        self._reading = Reading(book.today(), book)
        self._around: Around = book.around()
        self._identities: dict[tuple[object, ...], int] | None = None
        self._seen: dict[object, ImportRow] = {}
        self._headers: dict[tuple[Value, ...], _Header] = {}

    def take(
        self, path: Path, table: TextTable, total: int, progress: Progress | None, cancelled: Cancelled | None
    ) -> None:
        """Plan every row of one table."""
        where = f"“{path.name}”" + (f"的“{table.sheet}”表" if table.sheet else "")
        columns = match_columns(self._ledger, self._book.ledgers, table.headers, table.keys, where)
        reader = LineReader(self._ledger, columns.keys, self._reading)
        numbers = self._numbers(columns, table)
        broken: dict[int, list[Fault]] = {}
        for line, fault in table.faults:
            broken.setdefault(line, []).append(fault)
        preset = _only_preset(self._ledger, columns, table)
        for line, cells in table.rows:
            if preset and _is_blank(cells, preset):
                continue
            self._plan.read += 1
            if self._plan.read % 500 == 0:
                if cancelled and cancelled():
                    raise Refused("已取消导入,没有写入任何内容。", "E-CANCELLED")
                if progress:
                    progress(self._plan.read, total, "正在核对")
            planned = self._row(ImportRow(path.name, table.sheet, line, {}, []), cells, columns, reader, numbers)
            planned.faults += broken.get(line, [])
            self._plan.rows.append(planned)
            self._tell(planned, columns, table.headers)

    def _row(
        self, planned: ImportRow, cells: Sequence[str], columns: Columns, reader: LineReader, numbers: Mapping[str, int]
    ) -> ImportRow:
        row, planned.faults = reader.read(cells)
        for index, keys in columns.joint.items():
            self._joint(row, planned.faults, keys, cells[index])
        planned.id = numbers.get(cells[columns.number].strip()) if columns.number is not None else None
        if columns.state is not None and cells[columns.state]:
            self._state(row, planned.faults, cells[columns.state], planned.id is None)
        if self._ledger.parent:
            self._header(planned, row, cells, columns)
        if self._ledger.identity and not planned.faults:
            self._identity(planned, row)
        planned.row = self._onto(planned, row, columns)
        if planned.id is not None:
            self._only_once(planned, planned.id, "指向同一条记录")
        if not planned.faults:
            planned.faults = self._prepare(planned)
        return planned

    def _prepare(self, planned: ImportRow) -> list[Fault]:
        """Check a whole row; a line whose header is only planned is checked as if it stood there already."""
        header = header_of(self._ledger, self._book.ledgers)
        if planned.header is None or header is None:
            return prepare(self._ledger, planned.row, self._around)
        ahead = _Ahead(self._around, header.key, self._plan.new_headers[planned.header])
        planned.row[self._ledger.parent] = _NOT_YET
        found = prepare(self._ledger, planned.row, ahead)
        planned.row[self._ledger.parent] = None
        return found

    def _onto(self, planned: ImportRow, row: Row, columns: Columns) -> Row:
        """A new row, or what stands in the book with the imported columns over it."""
        if planned.id is None:
            return row
        kept = self._book.row(self._ledger.key, planned.id) or {}
        named = {key for key in columns.keys if key} | {key for keys in columns.joint.values() for key in keys}
        # what moves have stamped on a row that is here already is not for a workbook to change
        touched = {key for key in named if key in self._ledger.by_key and not self._ledger.by_key[key].stamped}
        return {**kept, **{key: row[key] for key in touched if row.get(key) not in (None, "")}}

    def _joint(self, row: Row, faults: list[Fault], keys: Sequence[str], text: str) -> None:
        """A printed column of several fields: 青山村/张三. Each part goes to the first field that reads it."""
        left = [self._ledger.by_key[key] for key in keys if key in self._ledger.by_key]
        for part in filter(None, (piece.strip() for piece in text.split("/"))):
            errors = []
            for candidate in left:
                try:
                    row[candidate.key] = candidate.parse(part, self._reading)
                except ValueError as error:
                    errors.append(fault_of(candidate, error))
                    continue
                left.remove(candidate)
                errors = []
                break
            if errors:
                faults.append(errors[-1])

    def _state(self, row: Row, faults: list[Fault], text: str, new: bool) -> None:
        """The state of a row taken over from an old ledger; rows already here change state by their moves only."""
        if not new:
            return
        names = {state.name for state in self._ledger.states}
        closed = [state.name for state in self._ledger.states if not state.open]
        for part in (piece.strip() for piece in text.split("/")):
            if part in names:
                row["state"] = part
            elif part in ("是", "已销", "销号") and closed:
                row["state"] = closed[-1]
            elif part in ("否", "未销号", "未销"):
                continue
            else:
                self._closing_day(row, faults, part, closed)

    def _closing_day(self, row: Row, faults: list[Fault], part: str, closed: Sequence[str]) -> None:
        day = self._ledger.by_key.get("closed_on")
        try:
            if day is None or not isinstance(day, Day) or not closed:
                raise ValueError
            row["closed_on"] = day.parse(part, self._reading)
            row["state"] = closed[-1]
        except ValueError:
            names = "、".join(state.name for state in self._ledger.states)
            faults.append(Fault("state", f"状态:没有“{part}”这一项,可填:{names}", "E-STATE"))

    def _header(self, planned: ImportRow, row: Row, cells: Sequence[str], columns: Columns) -> None:
        """Under which header a line belongs: said by the caller, by its link column, or by the header's own name."""
        if self._parent is not None:
            row[self._ledger.parent] = self._parent
            return
        header = header_of(self._ledger, self._book.ledgers)
        if row.get(self._ledger.parent) or header is None or set(columns.header.values()) != set(header.identity):
            return
        key = tuple(cells[index] for index in columns.header)
        if key not in self._headers:
            self._headers[key] = self._find_header(header, key, columns)
        known = self._headers[key]
        row[self._ledger.parent] = known.id
        planned.faults += known.faults
        if known.id is None and not known.faults:
            planned.header = key

    def _find_header(self, header: LedgerDef, key: tuple[str, ...], columns: Columns) -> _Header:
        values, faults = header.read(dict(zip(columns.header.values(), key, strict=True)), self._reading)
        found = self._book.ids(header.key, Query(where=values)) if not faults else []
        if found:
            return _Header(found[0])
        new = {**header.blank(self._reading), **values}
        if not (faults := faults or hard(prepare(header, new, self._around))):
            self._plan.new_headers[key] = new
        return _Header(None, [replace(fault, field=f"{header.key}.{fault.field}") for fault in faults])

    def _identity(self, planned: ImportRow, row: Row) -> None:
        """Update the row of the same name; two lines of one workbook may not name the same row."""
        key = tuple(map(_hashable, (row.get(name) for name in self._ledger.identity)))
        if self._identities is None:
            self._identities = {
                tuple(map(_hashable, (old.get(name) for name in self._ledger.identity))): id_of(old, "id") or 0
                for old in self._book.rows(self._ledger.key)
            }
        if planned.id is None:
            planned.id = self._identities.get(key)
        labels = "、".join(self._ledger.label(name) for name in self._ledger.identity)
        self._only_once(planned, key, f"{labels}相同")

    def _only_once(self, planned: ImportRow, key: object, why: str) -> None:
        first = self._seen.setdefault(key, planned)
        if first is not planned and not any(fault.code == "E-TWICE" for fault in planned.faults):
            other = "" if first.file == planned.file else f"“{first.file}”"
            planned.faults.append(Fault("", f"与{other}第 {first.line} 行重复({why})", "E-TWICE"))

    def _numbers(self, columns: Columns, table: TextTable) -> dict[str, int]:
        if columns.number is None:
            return {}
        wanted = [cells[columns.number].strip() for _, cells in table.rows if cells[columns.number].strip()]
        found = self._book.ids(self._ledger.key, Query(where={"number": wanted})) if wanted else []
        return {text_of(row, "number"): id_of(row, "id") or 0 for row in self._book.page(self._ledger.key, found)}

    def _tell(self, planned: ImportRow, columns: Columns, headings: Sequence[str]) -> None:
        for fault in planned.faults:
            index = columns.label_column(fault.field)
            known = fault.field in self._ledger.by_key
            column = headings[index] if index is not None else self._ledger.label(fault.field) if known else ""
            self._plan.faults.append(
                ImportFault(
                    planned.file, planned.sheet, planned.line, column, fault.code, fault.message, fault.suggestion
                )
            )


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
        for number in sorted({id_of(planned.row, ledger.parent) or 0 for planned in rows}):
            top = writer.row(header.key, number)
            if top is not None:
                writer.save(header, {**top, **header.derive(top, writer)})


def _refuse_hard(planned: ImportRow, faults: list[Fault]) -> None:
    if found := hard(faults):
        named = [replace(fault, message=f"第 {planned.line} 行 {fault.message}") for fault in found]
        raise Refused([*named, Fault("", "没有导入任何内容;请改好后重新导入。")], found[0].code)


def _hashable(value: Value) -> object:
    return tuple(value) if isinstance(value, list) else value


def _only_preset(ledger: LedgerDef, columns: Columns, table: TextTable) -> frozenset[int]:
    """In our own blank workbooks the unit may be filled in beforehand: lines with nothing else are blank."""
    if not table.register:
        return frozenset()
    return frozenset(index for index, key in enumerate(columns.keys) if key in (None, ledger.unit_field))


def _is_blank(cells: Sequence[str], preset: frozenset[int]) -> bool:
    return not any(cell for index, cell in enumerate(cells) if index not in preset)
