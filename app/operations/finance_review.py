"""The check of one finance sheet: rules, comparisons and hints in one list, and the 说明 the clerk gives to them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from app.domain.faults import Fault, Refused
from app.domain.fields import Row, Value
from app.domain.ledger import LedgerDef
from app.domain.rows import text_of, whole_of
from app.ledgers.finance_entry import FINANCE_ENTRIES
from app.ledgers.finance_line import FINANCE_LINES
from app.ledgers.finance_note import FINANCE_NOTES
from app.ledgers.finance_review import findings, title_of
from app.ledgers.finance_sheet import FINANCE_SHEETS, FIRM
from app.ledgers.finance_view import Finding
from app.operations import lists
from app.operations.checks import CheckLine
from app.operations.records_base import existing, new_row, or_refuse, prepare, read_texts
from app.storage.book import Book

SHEET, LINE, NOTE = FINANCE_SHEETS.key, FINANCE_LINES.key, FINANCE_NOTES.key


def review(book: Book, sheet_id: int) -> list[CheckLine]:
    """Everything that is to be mended or explained before a sheet is signed, hard ones first.

    A draft is judged as it will be when it is signed: what would stop it then is hard now. What the signing itself
    asks for (names, days) is no fault of a draft.
    """
    sheet = existing(book, FINANCE_SHEETS, sheet_id)
    more = extras(book, sheet)
    lines = [*_of_lines(book, sheet, FINANCE_LINES, "笔"), *_of_lines(book, sheet, FINANCE_ENTRIES, "条")]
    found = [*_of_sheet(book, sheet, {line.fault for line in more}), *lines, *more]
    return sorted(found, key=lambda line: (line.fault.soft, bool(line.note), line.seq))


def extras(book: Book, sheet: Row) -> list[CheckLine]:
    """What is found beside the rules of the sheet and its lines, with the 说明 already given."""
    found = findings(sheet, book.around())
    if not found:
        return []
    number = whole_of(sheet, "id")
    places = {line["id"]: n for n, line in enumerate(lists.lines(book, FINANCE_LINES, number), 1)}
    notes = {text_of(row, "mark"): text_of(row, "text") for row in book.rows(NOTE, sheet=number)}
    return [_line(number, book.title(SHEET, number), one, places, notes) for one in found]


def explain(book: Book, sheet_id: int, line: CheckLine, text: str) -> None:
    """Keep why a hint is all right; an empty text takes the 说明 back. One step, one undo.

    Raises:
        Refused: The hint is none a 说明 can be given to, or the sheet is signed; nothing was changed.
    """
    if not line.mark:
        raise Refused("这一处不能用审核说明代替。没有改动;请改正,或在表头的“说明”里写明。", "E-NOTE")
    sheet = existing(book, FINANCE_SHEETS, sheet_id)
    if sheet.get("state") in FINANCE_SHEETS.fixed_states:
        title = book.title(SHEET, sheet_id)
        raise Refused(f"{title}已是“{text_of(sheet, 'state')}”,说明不能再改。没有改动;请先退回修改。", "E-FIXED")
    kept = next((row for row in book.rows(NOTE, sheet=sheet_id) if row.get("mark") == line.mark), None)
    if not text.strip():
        if kept:
            with book.change("去掉审核说明") as writer:
                writer.void(FINANCE_NOTES, whole_of(kept, "id"), "去掉说明")
        return
    row = kept or new_row(book, FINANCE_NOTES, parent=sheet_id)
    row |= {"line": line.id if line.register == LINE else None, "subject": title_of(line.fault.code)}
    values, faults = read_texts(book, FINANCE_NOTES, {"text": text})
    row |= {**values, "mark": line.mark}
    or_refuse(faults + prepare(FINANCE_NOTES, row, book.around()))
    with book.change("写审核说明") as writer:
        writer.save(FINANCE_NOTES, row)


def _line(sheet: int, title: str, found: Finding, places: Mapping[Value, int], notes: Mapping[str, str]) -> CheckLine:
    note = notes.get(found.mark, "")
    if not found.line:
        return CheckLine(SHEET, sheet, title, found.fault, note=note, mark=found.mark)
    place = places.get(found.line, 0)
    return CheckLine(LINE, found.line, f"{title} 第 {place} 笔", found.fault, place, note, found.mark)


def _of_sheet(book: Book, sheet: Row, without: Collection[Fault]) -> Iterator[CheckLine]:
    number, state, around = whole_of(sheet, "id"), text_of(sheet, "state"), book.around()
    signed = state in FIRM
    judged = sheet if signed else {**sheet, "state": FIRM[0]}
    ways = [move for move in FINANCE_SHEETS.moves_from(state) if move.to in FIRM and not signed]
    asked = {key for move in ways for key in (*move.needs, *move.asks)}
    faults = [*(fault for move in ways if move.refuse for fault in move.refuse(sheet, around))]
    faults += [fault for fault in FINANCE_SHEETS.faults(judged, around) if fault not in faults]
    for fault in faults:
        if fault not in without and not (fault.code == "E-REQUIRED" and fault.field in asked):
            yield CheckLine(SHEET, number, book.title(SHEET, number), fault)


def _of_lines(book: Book, sheet: Row, ledger: LedgerDef, word: str) -> Iterator[CheckLine]:
    around, number = book.around(), whole_of(sheet, "id")
    title = book.title(SHEET, number) + ("" if ledger is FINANCE_LINES else f" {ledger.title}")
    for place, row in enumerate(lists.lines(book, ledger, number), 1):
        for fault in ledger.faults(row, around):
            yield CheckLine(ledger.key, whole_of(row, "id"), f"{title} 第 {place} {word}", fault, place)
