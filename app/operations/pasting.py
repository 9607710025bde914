"""A block copied in WPS or Excel into a register: what it would become, cell by cell, before anything is written.

Rows are made or, on request, rows that are here are written over from a chosen one on. Everything is one step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.domain.faults import Fault, Refused
from app.domain.fields import Attachment, Choice, Count, Day, Field, Link, Money, PeriodField, YesNo
from app.domain.ledger import LedgerDef
from app.intake.pasted import Block, read_block
from app.intake.tidying import MERGED, Tidied, Tidy, tidy
from app.intake.workbook import TextTable
from app.operations import imports
from app.operations.import_columns import known_labels, match_columns
from app.operations.import_mapping import labels_of, mapping_of
from app.operations.import_plan import ImportFault, ImportPlan, ImportRow
from app.operations.import_planning import Planner
from app.operations.import_tidy import SUM
from app.operations.imports import Imported
from app.operations.records_base import checked, existing, merged, others, reading, refuse_merged, refuse_voided
from app.operations.records_typing import similar
from app.operations.rights import must_enter
from app.storage.book import Book

__all__ = ["Block", "Paste", "Tidied", "carry_out", "plan_paste", "read_block"]
NAME = "粘贴的内容"
SERIAL = "序号"
_OURS = frozenset({"期限", "乡镇"})  # columns a list shows beside its fields: what was copied here comes back so
_TRIED = 20
_MOST_COMPARED = 200
_WORDS: tuple[tuple[type[Field], str], ...] = (
    (Day, "日期"),
    (PeriodField, "报告期"),
    (Money, "金额"),
    (Link, "名称"),
)


@dataclass
class Paste:
    """What a block would do. `shown` are the cells as they will be saved, by line; `changed` those not as copied.

    `keys` has the field of every column, None for columns that are left out; `guessed` says that the block has no
    headings, so that `start` was only worked out. `skipped` lines hold sums, signatures or nothing.
    """

    plan: ImportPlan
    keys: list[str | None]
    shown: dict[int, list[str]]
    changed: dict[tuple[int, int], Tidied]
    guessed: bool
    start: int = 0
    skipped: int = 0
    onto: list[int] = field(default_factory=list)

    @property
    def headers(self) -> tuple[str, ...]:
        """The headings of the columns."""
        return self.plan.tables[0][1].headers


def plan_paste(
    book: Book,
    ledger: LedgerDef,
    block: Block,
    *,
    order: Sequence[str] = (),
    start: int | None = None,
    onto: Sequence[int] = (),
    edits: Mapping[tuple[int, int], str] | None = None,
) -> Paste:
    """Check every cell of a block against a register; nothing is written.

    Args:
        order: The fields a block without headings fills, as the list shows them; else those of the register.
        start: At which of them its first column stands; None works it out from what is in the cells.
        onto: Rows that are here already, written over one by one; further lines become new rows.
        edits: Cells the clerk has mended, by (line, column).

    Raises:
        UnknownColumns: A heading nobody knows.
        Refused: Nothing to paste, or no right to.
    """
    must_enter(book, ledger)
    known = known_labels(ledger, book.ledgers) | labels_of(book, ledger)
    tidied = tidy(block, known)
    serial = not tidied.header and _counts(tidied.rows)
    fields = [key for key in (order or ledger.list_columns) if _typed(ledger, key)]
    guessed = not tidied.header
    if guessed:
        wide = len(block[0]) - serial
        start = _likeliest(book, ledger, fields, tidied.rows, serial) if start is None else start
        start = max(0, min(start, len(fields) - 1))
        keys = [*([""] * serial), *fields[start : start + wide]]
        keys += [""] * (len(block[0]) - len(keys))
        tidied.headers = tuple(
            ledger.label(key) if key else SERIAL if at < serial else "" for at, key in enumerate(keys)
        )
    else:
        keys = []
        tidied.headers = tuple("" if one in _OURS - known else one for one in tidied.headers)
    _mend(tidied, edits or {})
    table = TextTable("", tidied.header, tidied.headers, tidied.rows, tuple(keys) or None)
    said = mapping_of(book, ledger, table.headers)
    columns = match_columns(ledger, book.ledgers, table.headers, table.keys, NAME, said)
    faults = _baseless(ledger, tidied, columns.keys, edits or {}) + _sums_once(ledger, tidied, columns.keys)
    table = replace(table, faults=faults)
    plan = ImportPlan(ledger, tables=[(Path(NAME), table)])
    if onto:
        table = _repeated(table, len(onto))
        plan.tables[0] = (Path(NAME), table)
        _write_over(book, plan, table, columns.keys, onto)
    else:
        Planner(book, ledger, None, plan, twins=False).take(Path(NAME), table, len(table.rows), None, None)
        _not_missing_too(plan)
        _warn_of_alike(book, plan)
    paste = Paste(plan, list(columns.keys), {}, {}, guessed, start or 0, len(table.rows) - plan.read, list(onto))
    _show(book, paste, table, tidied, edits or {})
    return paste


def has_headings(book: Book, ledger: LedgerDef, block: Block) -> bool:
    """Whether a block says itself what its columns are."""
    return bool(tidy(block, known_labels(ledger, book.ledgers) | labels_of(book, ledger)).header)


def carry_out(book: Book, paste: Paste, *, keep_good: bool = False) -> Imported:
    """Write what was planned, as one step that one undo takes back."""
    return imports.carry_out(book, paste.plan, keep_good=keep_good, verb="粘贴到")


def _typed(ledger: LedgerDef, key: str) -> bool:
    found = ledger.by_key.get(key)
    return found is not None and not found.stamped and not isinstance(found, Attachment)


def _counts(rows: Sequence[tuple[int, list[str]]]) -> int:
    """1 where the first column only counts the lines: 1, 2, 3 …"""
    first = [cells[0] for _, cells in rows]
    if len(first) < 2 or not first[0].isdecimal() or len(rows[0][1]) < 2:
        return 0
    return int(first == [str(int(first[0]) + at) for at in range(len(first))])


def _likeliest(
    book: Book, ledger: LedgerDef, fields: Sequence[str], rows: Sequence[tuple[int, list[str]]], skip: int
) -> int:
    """Where a block without headings stands: days under a day, names under a unit; the first of equals."""
    how = reading(book)
    columns = list(zip(*(cells for _, cells in rows[:_TRIED]), strict=True))[skip:]

    def fits(key: str, texts: Sequence[str]) -> float:
        one = ledger.by_key[key]
        telling = isinstance(one, Day | PeriodField | Money | Link | Choice | YesNo)
        score = 0.0
        for text in filter(None, texts):
            try:
                one.parse(text, how)
                score += 1.0 if telling else 0.2
            except ValueError:
                score -= 1.0
        return score

    def score(at: int) -> float:
        return sum(fits(key, texts) for key, texts in zip(fields[at:], columns, strict=False))

    return max(range(len(fields)), key=lambda at: (score(at), -at))


def _mend(tidied: Tidy, edits: Mapping[tuple[int, int], str]) -> None:
    for line, cells in tidied.rows:
        for column in range(len(cells)):
            if (line, column) in edits:
                cells[column] = edits[line, column].strip()


def _baseless(
    ledger: LedgerDef, tidied: Tidy, keys: Sequence[str | None], edits: Mapping[tuple[int, int], str]
) -> list[tuple[int, Fault]]:
    """同上 in a cell with nothing above it: nobody can know what was meant."""
    out = []
    for (line, column), text in tidied.baseless.items():
        if (line, column) not in edits and (key := keys[column]):
            said = f"{ledger.label(key)}:写着“{text}”,上面没有可以照抄的内容"
            out.append((line, Fault(key, said, "E-SAME")))
    return out


def _sums_once(ledger: LedgerDef, tidied: Tidy, keys: Sequence[str | None]) -> list[tuple[int, Fault]]:
    """An amount in a merged cell counts once, in its first line: in each line it would be counted many times over."""
    out = []
    by_line = dict(tidied.rows)
    for line, column in [at for at, one in tidied.changed.items() if one.why == MERGED]:
        key = keys[column]
        if key and isinstance(ledger.by_key[key], Money | Count):
            text, by_line[line][column] = by_line[line][column], ""
            del tidied.changed[line, column]
            said = f"{ledger.label(key)}:几行合并成一格,写着“{text}”,只算在第一行;要分到各行请逐行填写"
            out.append((line, Fault(key, said, SUM, soft=True)))
    return out


def _not_missing_too(plan: ImportPlan) -> None:
    """A cell whose 同上 means nothing is told of once, not as missing as well."""
    baseless = {(fault.row, fault.column) for fault in plan.faults if fault.code == "E-SAME"}
    plan.faults = [
        fault for fault in plan.faults if fault.code != "E-REQUIRED" or (fault.row, fault.column) not in baseless
    ]


def _repeated(table: TextTable, number: int) -> TextTable:
    """One line copied and many rows chosen: it goes into each of them."""
    if len(table.rows) != 1 or number < 2:
        return table
    line, cells = table.rows[0]
    return replace(table, rows=[(line + at, list(cells)) for at in range(number)])


def _write_over(
    book: Book, plan: ImportPlan, table: TextTable, keys: Sequence[str | None], onto: Sequence[int]
) -> None:
    """Each line onto its row; a cell left empty leaves what stands there."""
    ledger = plan.ledger
    broken: dict[int, list[Fault]] = {}
    for line, fault in table.faults:
        broken.setdefault(line, []).append(fault)
    for place, (line, cells) in enumerate(table.rows):
        texts = {key: cell for key, cell in zip(keys, cells, strict=True) if key and cell and _typed(ledger, key)}
        number = onto[place] if place < len(onto) else None
        try:
            if number is not None:
                refuse_merged(book, ledger, number)
                refuse_voided(existing(book, ledger, number))
            row, faults = merged(book, ledger, number, texts)
            faults = faults + others(faults, checked(book, ledger, row))
        except Refused as refused:
            row, faults = {}, list(refused.faults)
        faults += broken.get(line, [])
        planned = ImportRow(NAME, "", line, row, faults, number)
        plan.rows.append(planned)
        plan.read += 1
        _tell(plan, planned, keys, table.headers)


def _tell(plan: ImportPlan, planned: ImportRow, keys: Sequence[str | None], headers: Sequence[str]) -> None:
    for one in planned.faults:
        known = one.field in plan.ledger.by_key
        column = headers[keys.index(one.field)] if one.field in keys else plan.ledger.label(one.field) if known else ""
        plan.faults.append(ImportFault(NAME, "", planned.line, column, one.code, one.message, one.suggestion))


def _warn_of_alike(book: Book, plan: ImportPlan) -> None:
    """A block pasted twice, or a case that is here already, is said before it is written."""
    ledger = plan.ledger
    new = [row for row in plan.rows if row.id is None and row.good]
    if not ledger.alike or len(new) > _MOST_COMPARED:
        return
    for planned in new:
        titles = book.titles(ledger, [planned.row])
        wanted = (ledger.alike, ledger.unit_field, ledger.alike_people)
        texts = {key: ledger.show_one(planned.row, key, titles) for key in wanted if key}
        for _, title in similar(book, ledger, texts)[:1]:
            said = f"{ledger.label(ledger.alike)}:与已有的“{title}”相近,请先看看是不是同一件事"
            planned.faults.append(Fault(ledger.alike, said, "E-ALIKE", soft=True))
            column = ledger.label(ledger.alike)
            plan.faults.append(ImportFault(NAME, "", planned.line, column, "E-ALIKE", said))


def _show(book: Book, paste: Paste, table: TextTable, tidied: Tidy, edits: Mapping[tuple[int, int], str]) -> None:
    """The cells as they will be saved; where that is not what was copied, what stood there and why."""
    ledger = paste.plan.ledger
    by_line = {row.line: row for row in paste.plan.rows}
    saved = [row.row for row in paste.plan.rows if row.row]
    titles = book.titles(ledger, saved) if saved else {}
    before = {row.id: book.row(ledger.key, row.id) or {} for row in paste.plan.rows if row.id and paste.onto}
    old_titles = book.titles(ledger, list(before.values())) if before else {}
    for line, cells in table.rows:
        planned = by_line.get(line)
        wrong = {one.field for one in planned.faults if not one.soft} if planned else set()
        shown = list(cells)
        for column, key in enumerate(paste.keys):
            found = tidied.changed.get((line, column))
            if key and cells[column] and planned and planned.row and key not in wrong and _typed(ledger, key):
                shown[column] = ledger.show_one(planned.row, key, titles)
                if shown[column] != cells[column] and found is None:
                    found = Tidied(cells[column], _why(ledger.by_key[key]))
                if planned.id in before:
                    old = ledger.show_one(before[planned.id], key, old_titles)
                    found = Tidied(old, "改写") if old != shown[column] else None
            if found is not None and (line, column) not in edits:
                paste.changed[line, column] = found
        paste.shown[line] = shown


def _why(one: Field) -> str:
    return next((word for kind, word in _WORDS if isinstance(one, kind)), "写法")
