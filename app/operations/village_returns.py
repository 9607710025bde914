"""收回填报表: what came back in workbooks of villages, held against the book, and taken in with one step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from app.domain.days import Period
from app.domain.faults import Fault, Refused, Told, hard
from app.domain.fields import Reading, Row, Value
from app.domain.ledger import Around, LedgerDef
from app.domain.money import show_yuan
from app.domain.rows import id_of, text_of, whole_of
from app.intake.village_book import FilledRows, VillageBook, is_village_book, read_village_book
from app.ledgers.finance_entry import FINANCE_ENTRIES
from app.ledgers.finance_figures import DRAFT, derive, first_day, previous_sheet
from app.ledgers.finance_line import FINANCE_LINES
from app.ledgers.finance_sheet import FINANCE_SHEETS
from app.operations.around_ahead import NOT_YET, Ahead, Coming
from app.operations.import_plan import ImportFault
from app.operations.records_base import new_row, prepare, reading
from app.operations.rights import must_read
from app.operations.village_matching import Change, Matched, match
from app.storage.book import Book
from app.storage.reading import Query
from app.storage.writing import Writer

__all__ = ["is_village_book"]
READY, BAD, REFUSED = "可以收下", "有错,等改", "不收"
WAITING = "village_books:waiting"
Progress = Callable[[int, int, str], object]


@dataclass
class Part:
    """The rows of one register in one workbook: how they fit the rows in the book."""

    ledger: LedgerDef
    matched: Matched
    texts: list[Mapping[str, str]]

    @property
    def count(self) -> int:
        """How many rows stand in the workbook."""
        return len(self.matched.rows)


@dataclass
class Returned:
    """One workbook that came back: whose, what was read, how it compares, and what would change in the book."""

    path: Path
    state: str = REFUSED
    unit: str = ""
    period: str = ""
    message: str = ""
    lines: int = 0
    entries: int = 0
    opening: str = ""
    sums: str = ""
    faults: list[ImportFault] = field(default_factory=list)
    hints: list[ImportFault] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    header: Row = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    sheet_id: int | None = None

    @property
    def new(self) -> bool:
        """Whether its sheet is not in the book yet."""
        return self.sheet_id is None


class Typed(NamedTuple):
    """Rows of a workbook as typed, each with the row of the book it is, and the rows that are not in it any more."""

    rows: list[tuple[int | None, Mapping[str, str]]]
    removed: list[int]


class Mending(NamedTuple):
    """A workbook with faults on its way to the screen: its sheet, its lines and its other entries as typed."""

    sheet_id: int
    lines: Typed
    entries: Typed


@dataclass(frozen=True)
class Collected:
    """What was taken in; `batch` takes all of it back, None where nothing was written."""

    batch: int | None
    files: int = 0
    added: int = 0
    updated: int = 0
    removed: int = 0


def plan_returns(book: Book, paths: Sequence[Path], progress: Progress | None = None) -> list[Returned]:
    """Read workbooks and hold each against the book; nothing is written. One that cannot be read says why."""
    must_read(book, FINANCE_SHEETS)
    out: list[Returned] = []
    came: list[tuple[Returned, VillageBook]] = []
    seen: dict[tuple[str, str, str], Path] = {}
    for done, path in enumerate(paths):
        if progress:
            progress(done, len(paths), path.name)
        out.append(one := Returned(path))
        try:
            read = read_village_book(path)
            _find_sheet(book, one, read, seen)
            came.append((one, read))
        except Told as told:
            one.message = told.message
    coming = Coming(book.around(), FINANCE_SHEETS.key, FINANCE_LINES.parent)
    for one, read in sorted(came, key=lambda pair: _when(pair[0])):
        _plan_one(book, one, read, coming)
    return out


def carry_out(book: Book, returned: Sequence[Returned]) -> Collected:
    """Take in every workbook that is ready, as one step; the others are kept in mind with what is wrong."""
    ready = [one for one in returned if one.state == READY]
    _remember(book, returned)
    changed = [one for one in ready if one.new or one.changes]
    if not changed:
        return Collected(None, len(ready))
    added = updated = removed = 0
    with book.change(f"收回填报表({len(changed)} 份)", kind="import") as writer:
        for one in sorted(changed, key=_when):
            _write(one, writer)
            for part in one.parts:
                added += len(part.matched.new)
                updated += len(part.matched.changed)
                removed += len(part.matched.gone)
        batch = writer.step_id
    return Collected(batch, len(ready), added, updated, removed)


def waiting(book: Book) -> list[tuple[str, str]]:
    """Names of workbooks that were not taken in last time, and why."""
    kept = book.kept(WAITING)
    return [(str(name), str(why)) for name, why in kept] if isinstance(kept, list) else []


def open_to_mend(book: Book, one: Returned) -> Mending:
    """Put the head of a workbook with faults into the book, and give its rows as typed for the screen of its sheet.

    Raises:
        Refused: The head itself is wrong, or the workbook was refused.
    """
    if one.state != BAD:
        raise Refused("这一份不能打开来改。没有改动;请看说明。", "E-RETURN")
    if wrong := [fault for fault in one.faults if not fault.row]:
        raise Refused(f"表头要先改好:{wrong[0].message}", wrong[0].code)
    with book.change(f"打开填报表来改:{one.unit}", kind="import") as writer:
        number = writer.save(FINANCE_SHEETS, one.header)
    lines, entries = (_typed(part) for part in one.parts)
    return Mending(number, lines, entries)


def _typed(part: Part) -> Typed:
    rows = [
        (id_of(part.matched.before.get(place, {}), "id"), texts)
        for (place, _), texts in zip(part.matched.rows, part.texts, strict=True)
    ]
    return Typed(rows, [id_of(row, "id") or 0 for row in part.matched.gone])


def sheet_of(book: Book, one: Returned) -> int | None:
    """The sheet a workbook was taken into."""
    unit, period, book_of = (one.header.get(key) for key in ("unit", "period", "account_set"))
    rows = book.rows("finance_sheet", unit=unit, period=period, account_set=book_of)
    return next((id_of(row, "id") for row in rows if not row.get("special")), None)


def _when(one: Returned) -> date:
    """When its period begins: an earlier sheet opens a later one of the same drop."""
    return first_day(one.header)


def _plan_one(book: Book, out: Returned, came: VillageBook, coming: Coming) -> None:
    """Hold one workbook against the book and against the earlier ones of its drop."""
    around = coming if out.sheet_id else Ahead(coming, FINANCE_SHEETS.key, {**out.header, "id": NOT_YET})
    _head(book, out, came, coming)
    out.parts = [
        _part(book, out, FINANCE_LINES, came.lines, around),
        _part(book, out, FINANCE_ENTRIES, came.entries, around),
    ]
    out.lines, out.entries = (part.count for part in out.parts)
    _compare(out, came)
    out.state = BAD if out.faults else READY
    out.message = _told(out)
    if out.state == READY:
        _take(out, coming)


def _take(out: Returned, coming: Coming) -> None:
    """Let the later ones of the drop see this one as it will stand in the book."""
    number = out.sheet_id or coming.new_id()
    for part in out.parts:
        coming.lines[part.ledger.key, number] = [row for _, row in part.matched.rows]
    header = {**out.header, "id": number}
    coming.headers[number] = {**header, **derive(header, coming)}


def _find_sheet(book: Book, out: Returned, came: VillageBook, seen: dict[tuple[str, str, str], Path]) -> None:
    """Whose sheet it is, and whether it may still be changed.

    Raises:
        Refused: Another township's, a unit or period nobody knows, a sheet that is signed, or twice in one drop.
    """
    facts = came.facts
    period = Period.parse(facts["period"])
    out.unit, out.period = facts["unit"], period.title
    if facts["code"] != book.info.code:
        raise Refused(f"这份填报表是{facts['township']}下发的,不是本乡的。没有收下。", "E-TOWNSHIP")
    unit = book.row("unit", int(facts["unit_id"]))
    if unit is None or unit.get("voided") or not facts["unit"].endswith(text_of(unit, "name")):
        raise Refused(f"账里没有“{facts['unit']}”,或它已改名。没有收下;请核对“单位”,重新下发。", "E-UNIT")
    key = (facts["unit_id"], facts["period"], facts["account_set"])
    if key in seen:
        first = seen[key].name
        raise Refused(f"与“{first}”是同一单位同一期,没有收下;请留下新的那一份,另放一次。", "E-TWICE")
    seen[key] = out.path
    found = book.rows("finance_sheet", unit=unit["id"], period=period.key, account_set=facts["account_set"])
    found = [row for row in found if not row.get("special")]
    if found and found[0].get("state") != DRAFT:
        state = found[0]["state"]
        way = "更正重公布" if state in ("已公开", "已撤榜") else "退回修改"
        raise Refused(f"{out.unit}{out.period}的表已是“{state}”,没有收下。确要改的,先在表上办“{way}”。", "E-FIXED")
    if found:
        out.sheet_id, out.header = id_of(found[0], "id"), dict(found[0])
        return
    out.header = new_row(book, FINANCE_SHEETS)
    out.header |= {"unit": unit["id"], "period": period.key, "account_set": facts["account_set"]}


def _reading(book: Book, out: Returned) -> Reading:
    """Days typed without a year belong to the period."""
    period, today = Period.parse(text_of(out.header, "period")), book.today()
    return Reading(today if period.holds(today) else period.last, reading(book).lookup)


def _head(book: Book, out: Returned, came: VillageBook, coming: Coming) -> None:
    """What stands over the lines; empty cells take nothing away."""
    typed = {key: text for key, text in came.head.items() if text}
    carried = out.header.get("opening")
    values, faults = FINANCE_SHEETS.read(typed, _reading(book, out))
    for key in [*values]:
        before = out.header.get(key)
        if key == "opening" and carried is not None:
            continue  # what the book carries is compared, never typed over by a workbook
        if values[key] is not None and values[key] != before:
            if out.sheet_id:
                out.changes.append(Change(FINANCE_SHEETS.label(key), _shown(FINANCE_SHEETS, key, before), typed[key]))
            out.header[key] = values[key]
    found = prepare(FINANCE_SHEETS, out.header, coming)
    faults += [fault for fault in hard(found) if fault not in faults]
    if not out.header.get("explanation"):
        faults += [fault for fault in found if fault.soft and fault.field == "opening"]
    for fault in faults:
        cell = came.cells.get(fault.field, "")
        kept = out.hints if fault.soft else out.faults
        kept.append(_fault(out, cell.partition("!")[0], 0, cell.partition("!")[2], fault))
    opening, now = came.facts["opening"], out.header.get("opening")
    sent = int(opening) if opening else values.get("opening")
    last = previous_sheet(out.header, coming) if out.new else None
    whose = "上期期末" if last and id_of(last, "id") in coming.headers else "账里"
    out.opening = _opening(sent, last.get("closing") if last else now, whose)


def _opening(sent: Value, now: Value, whose: str) -> str:
    if not isinstance(sent, int):
        return "没有填" if now is None else f"没有填,{whose}是 {show_yuan(whole_of({'x': now}, 'x'))}"
    if sent == now or now is None:
        return f"{show_yuan(sent)} 相符"
    return f"不符:表上 {show_yuan(sent)},{whose} {show_yuan(whole_of({'x': now}, 'x'))}"


def _part(book: Book, out: Returned, ledger: LedgerDef, filled: FilledRows, around: Around) -> Part:
    """Read and check every row, then find which row of the book each one is."""
    rows: list[tuple[int, Row]] = []
    typed = list[Mapping[str, str]]()
    read = _reading(book, out)
    broken = {(row, letter): fault for row, letter, fault in filled.faults}
    for place, number, cells in filled.rows:
        texts = dict(zip(filled.keys, cells, strict=True))
        texts["item"] = _code(texts["item"])
        typed.append({**texts, "seq": str(number)})
        values, faults = ledger.read({key: text for key, text in texts.items() if text}, read)
        row: Row = {**values, "seq": number, ledger.parent: out.sheet_id or NOT_YET}
        faults += [broken[place, letter] for letter in filled.letters if (place, letter) in broken]
        if not faults:
            faults = prepare(ledger, row, around)
        for fault in faults:
            letter = dict(zip(filled.keys, filled.letters, strict=True)).get(fault.field, "")
            kept = out.hints if fault.soft else out.faults
            kept.append(_fault(out, filled.tab, place, letter, fault))
        rows.append((number, row))
    there = [] if out.sheet_id is None else _there(book, ledger, out.sheet_id)
    matched = match(ledger, there, rows, filled.keys)
    out.changes += matched.told(ledger, book.titles(ledger, there))
    for _, row in matched.changed:
        # a row that stands in the book keeps what the workbook has no column for, and is checked as it will be
        again = [fault for fault in hard(prepare(ledger, row, around)) if not out.faults]
        out.faults += [_fault(out, filled.tab, 0, "", fault) for fault in again]
    return Part(ledger, matched, typed)


def _there(book: Book, ledger: LedgerDef, sheet_id: int) -> list[Row]:
    return book.page(ledger.key, book.ids(ledger.key, Query(where={ledger.parent: sheet_id})))


def _code(item: str) -> str:
    """The code an item begins with; its words may be those of a group."""
    first = item.split(" ", 1)[0]
    return first if first.replace(".", "").isdigit() else item


def _fault(out: Returned, tab: str, row: int, letter: str, fault: Fault) -> ImportFault:
    return ImportFault(out.path.name, tab, row, letter, fault.code, fault.message, fault.suggestion)


def _shown(ledger: LedgerDef, key: str, value: Value) -> str:
    return ledger.by_key[key].show(value) if value is not None else ""


def _compare(out: Returned, came: VillageBook) -> None:
    """Sums of the lines as read against what the workbook itself came to, and against the agency's books."""
    rows = [row for _, row in out.parts[0].matched.rows]
    income = sum(whole_of(row, "amount") for row in rows if text_of(row, "item").startswith("2"))
    expense = sum(whole_of(row, "amount") for row in rows if text_of(row, "item").startswith("3"))
    closing = whole_of(out.header, "opening") + income - expense
    said = []
    for key, due, label in (("income", income, "收入"), ("expense", expense, "支出")):
        own = _fen(came.sums.get(key, ""))
        if own is not None and own != due:
            said.append(f"{label}表上算 {show_yuan(own)},逐笔读到 {show_yuan(due)}")
    for key, due, label in (
        ("stated_income", income, "账面收入"),
        ("stated_expense", expense, "账面支出"),
        ("stated_closing", closing, "账面期末"),
    ):
        stated = out.header.get(key)
        if isinstance(stated, int) and stated != due:
            said.append(f"{label}与逐笔相差 {show_yuan(abs(stated - due))}")
    out.sums = ";".join(said) or f"收 {show_yuan(income)} 支 {show_yuan(expense)} 余 {show_yuan(closing)} 相符"


def _fen(text: str) -> int | None:
    try:
        return round(float(text.replace(",", "")) * 100) if text else None
    except ValueError:
        return None


def _told(out: Returned) -> str:
    if out.faults:
        first = out.faults[0]
        where = f"“{first.sheet}”第 {first.row} 行 {first.column} 列 " if first.row else ""
        more = f" 等 {len(out.faults)} 处" if len(out.faults) > 1 else ""
        return f"{where}{first.message}{more}"
    if out.new:
        return f"新表,{len(out.hints)} 处提示" if out.hints else "新表"
    return f"更新 {len(out.changes)} 处" if out.changes else "与账里一样,没有改动"


def _write(one: Returned, writer: Writer) -> None:
    number = writer.save(FINANCE_SHEETS, one.header)
    for part in one.parts:
        for _, row in (*part.matched.new, *part.matched.changed):
            row[part.ledger.parent] = number
        writer.save_many(part.ledger, [row for _, row in part.matched.new])
        for _, row in part.matched.changed:
            writer.save(part.ledger, row)
        for row in part.matched.gone:
            writer.void(part.ledger, id_of(row, "id") or 0, "收回的填报表里没有这一笔")
    top = writer.row(FINANCE_SHEETS.key, number)
    if top is not None and FINANCE_SHEETS.derive:
        writer.save(FINANCE_SHEETS, {**top, **FINANCE_SHEETS.derive(top, writer)})


def _remember(book: Book, returned: Sequence[Returned]) -> None:
    """Workbooks that wait, by name; those taken in now are forgotten."""
    taken = {one.path.name for one in returned if one.state == READY}
    kept = [pair for pair in waiting(book) if pair[0] not in {one.path.name for one in returned}]
    kept += [(one.path.name, one.message) for one in returned if one.path.name not in taken]
    book.keep(WAITING, [list(pair) for pair in kept])


def listed(returned: Sequence[Returned]) -> Iterator[str]:
    """One line for each workbook, as a person reads it."""
    for one in returned:
        yield f"{one.path.name} {one.unit} {one.period} {one.state}:{one.message}".replace("  ", " ")
