"""What workbooks would do to a register: every line read, named, checked; nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.domain.faults import Fault, Refused, hard
from app.domain.fields import Day, Reading, Row, Value
from app.domain.ledger import Around, LedgerDef, fault_of
from app.domain.line_reader import LineReader
from app.domain.rows import id_of, text_of
from app.intake.workbook import TextTable
from app.operations.around_ahead import NOT_YET, Ahead
from app.operations.import_columns import NUMBER, Columns, header_of, match_columns, one_of, where_of
from app.operations.import_mapping import mapping_of
from app.operations.import_no_lines import idle_columns, is_no_line
from app.operations.import_plan import ImportFault, ImportPlan, ImportRow
from app.operations.import_tidy import HARMLESS, Found, Tidier
from app.operations.import_twins import Twins, shown_changes
from app.operations.records import fixed_faults, prepare
from app.storage.book import Book
from app.storage.reading import Query

Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class _Header:
    """The header some lines name: its id, None where it is still to be made, and why it cannot be."""

    id: int | None
    faults: list[Fault] = field(default_factory=list)


class Planner:
    """Checks the rows of workbooks against a register as it stands."""

    def __init__(
        self, book: Book, ledger: LedgerDef, parent: int | None, plan: ImportPlan, *, twins: bool = True
    ) -> None:
        """`twins`: rows without a number or name of their own are looked for in the book by what they say."""
        self._book, self._ledger, self._parent, self._plan = book, ledger, parent, plan
        self._reading = Reading(book.today(), book)
        self._around: Around = book.around()
        self._identities: dict[tuple[object, ...], int] | None = None
        self._seen: dict[object, ImportRow] = {}
        self._headers: dict[tuple[Value, ...], _Header] = {}
        self._twins = Twins(book, ledger) if twins else None

    def take(
        self,
        path: Path,
        table: TextTable,
        total: int,
        progress: Progress | None,
        cancelled: Cancelled | None,
        name: str = "",
    ) -> None:
        """Plan every row of one table; `name` is what the file is called where two have the same name."""
        name = name or path.name
        where = where_of(path.name, table.sheet)
        said = mapping_of(self._book, self._ledger, table.headers)
        columns = match_columns(self._ledger, self._book.ledgers, table.headers, table.keys, where, said)
        self._plan.meanings.append(columns)
        tidier = Tidier(self._book, self._ledger, columns, table, self._reading)
        edited = self._plan.edited
        reader = LineReader(self._ledger, columns.keys, self._reading)
        numbers = self._numbers(columns, table)
        broken: dict[int, list[Fault]] = {}
        for line, fault in table.faults:
            broken.setdefault(line, []).append(fault)
        idle = idle_columns(self._ledger, columns, table)
        for line, every in table.rows:
            place = (name, table.sheet, line)
            written = with_edits(every, edited.get(place))
            found = tidier.line(line, written)
            cells = one_of(columns, _meant(written, found))
            if is_no_line(cells, idle):
                continue
            self._plan.read += 1
            if self._plan.read % 500 == 0:
                if cancelled and cancelled():
                    raise Refused("已取消导入,没有写入任何内容。", "E-CANCELLED")
                if progress:
                    progress(self._plan.read, total, "正在核对")
            planned = ImportRow(name, table.sheet, line, {}, [], left=place in self._plan.left)
            self._plan.rows.append(planned)
            if planned.left:
                continue
            self._row(planned, cells, columns, reader, numbers)
            if not (planned.faults or found or line in broken):
                continue
            planned.faults = [tidier.near(fault, written) for fault in planned.faults]
            planned.faults += [one.fault for one in found if one.needed or not one.form]
            planned.faults += [fault for fault in broken.get(line, ()) if not _mended(fault, edited.get(place))]
            self._plan.tidy += [_of(planned, one.fault, one.column, table.headers) for one in found if _only_tidy(one)]
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
        elif not planned.faults and planned.id is None and planned.header is None:
            self._twin(planned, row, columns)
        planned.row = self._onto(planned, row, columns)
        if planned.id is not None:
            self._only_once(planned, planned.id, "指向同一条记录")
        if not planned.faults:
            planned.faults = self._prepare(planned) + self._fixed(planned)
        if columns.number is not None and cells[columns.number] and planned.id is None:
            planned.faults.append(_unknown_number(cells[columns.number]))
        return planned

    def _fixed(self, planned: ImportRow) -> list[Fault]:
        """What was reviewed is not imported over."""
        changes_reviewed = self._ledger.parent or (planned.id is not None and self._ledger.fixed_states)
        if planned.header is not None or not changes_reviewed:
            return []
        return fixed_faults(self._book, self._ledger, planned.row)

    def _prepare(self, planned: ImportRow) -> list[Fault]:
        """Check a whole row; a line whose header is only planned is checked as if it stood there already."""
        header = header_of(self._ledger, self._book.ledgers)
        if planned.header is None or header is None:
            return prepare(self._ledger, planned.row, self._around)
        ahead = Ahead(self._around, header.key, self._plan.new_headers[planned.header])
        planned.row[self._ledger.parent] = NOT_YET
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
        new = {key: row[key] for key in touched if row.get(key) not in (None, "")}
        planned.changes = shown_changes(self._book, self._ledger, kept, new)
        planned.same = not planned.changes
        return {**kept, **new}

    def _twin(self, planned: ImportRow, row: Row, columns: Columns) -> None:
        """Rows without a name of their own: the same thing again updates the row that is here, or is no new line."""
        if self._twins is None:
            return
        if key := self._twins.key(row):
            planned.id = self._twins.find(key)
            self._only_once(planned, key, self._twins.why)
        elif self._parent == self._plan.parent and self._twins.has_line(row, {name for name in columns.keys if name}):
            planned.same = True
            planned.faults.append(Fault("", "账里已有一样的一笔,不再写入", "E-THERE", soft=True))

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
        if row.get(self._ledger.parent) or header is None or not _names_a_header(header, columns):
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
        new = {**header.blank(self._reading), **values}
        if header.derive and not faults:
            new |= header.derive(new, self._around)  # what a workbook leaves open may follow from the rest
        named = {name: new.get(name) for name in header.identity}
        found = self._book.ids(header.key, Query(where=named)) if not faults else []
        if found:
            return _Header(found[0])
        if not (faults := faults or hard(prepare(header, new, self._around))):
            self._plan.new_headers[key] = new
        return _Header(None, [replace(fault, field=f"{header.key}.{fault.field}") for fault in faults])

    def _identity(self, planned: ImportRow, row: Row) -> None:
        """Update the row of the same name; two lines of one workbook may not name the same row."""
        if self._ledger.derive and any(row.get(name) is None for name in self._ledger.identity):
            row.update(self._ledger.derive(row, self._around))  # what a workbook leaves open may follow from the rest
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
            column = (
                "" if index is not None or fault.field not in self._ledger.by_key else self._ledger.label(fault.field)
            )
            self._plan.faults.append(_of(planned, fault, -1 if index is None else index, headings, column))


def with_edits(cells: Sequence[str], edits: Mapping[int, str] | None) -> Sequence[str]:
    """A line of a workbook with what the clerk wrote into it."""
    return [edits.get(at, text) for at, text in enumerate(cells)] if edits else cells


def _meant(cells: Sequence[str], found: Sequence[Found]) -> Sequence[str]:
    """A line as it is meant: what could not be read as it stands in its right form, so that the rest is checked too."""
    if not found:
        return cells
    forms = {one.column: one.form for one in found if one.needed and one.form}
    return with_edits(cells, forms)


def _only_tidy(found: Found) -> bool:
    return not found.needed and bool(found.form)


def _mended(fault: Fault, edits: Mapping[int, str] | None) -> bool:
    """Whether a formula was typed over in the preview."""
    return fault.code == "E-FORMULA" and bool(edits)


def _of(planned: ImportRow, fault: Fault, at: int, headings: Sequence[str], column: str = "") -> ImportFault:
    return ImportFault(
        *planned.place,
        headings[at] if at >= 0 else column,
        fault.code,
        fault.message,
        fault.suggestion,
        at,
        fault.code in HARMLESS and bool(fault.suggestion),
    )


def _names_a_header(header: LedgerDef, columns: Columns) -> bool:
    """Whether a workbook has the columns without which no header can be meant; the others may be left out."""
    given = set(columns.header.values())
    return bool(given) and all(name in given for name in header.identity if header.by_key[name].required)


def _unknown_number(number: str) -> Fault:
    said = f"编号:台账里没有“{number}”,这一行作为新的一条,由程序另行编号。要修改已有的一条,请核对编号"
    return Fault(NUMBER, said, "E-NUMBER", soft=True)


def _hashable(value: Value) -> object:
    return tuple(value) if isinstance(value, list) else value
