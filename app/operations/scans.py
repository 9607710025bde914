"""Signed promises come back as photos and scans: each finds its own row, the others are asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from app.domain.faults import Fault, Refused, Told, hard
from app.domain.fields import Row
from app.domain.ledger import LedgerDef, required_text
from app.domain.rows import id_of, text_of
from app.ledgers import ledger as ledger_of
from app.ledgers.commitment import DRAFT, POSTED, SIGNED
from app.operations.attachments import attach, attached
from app.operations.records_base import prepare
from app.operations.scan_reading import BY_NAME, Scan, scans_of
from app.storage.book import Book

FIELD = "scan"
Progress = Callable[[int, int, str], object]


@dataclass(frozen=True)
class Filing:
    """What is entered with the scans: the day of signing, and from when to when and where they hang, if they do."""

    signed_on: str
    posted_from: str = ""
    posted_to: str = ""
    posted_at: str = ""


@dataclass(frozen=True)
class ScanResult:
    """What became of one paper. `asked` ones wait for `file_scan`; `message` says what else is to know or to do."""

    path: Path
    state: Literal["filed", "asked", "refused"]
    message: str = ""
    how: str = ""
    row_id: int | None = None
    title: str = ""
    thumbnail: bytes = b""
    scan: Scan | None = None


def file_scans(
    book: Book, paths: Sequence[Path], filing: Filing | None = None, progress: Progress | None = None
) -> list[ScanResult]:
    """Put every photo and scan to its promise, in one step; what finds none is asked about.

    A draft becomes signed, and posted too where `filing` says so. What a row's own rules forbid is said, and its
    file is kept all the same.
    """
    given = filing or Filing(book.today().isoformat())
    results: list[ScanResult] = []
    for done, path in enumerate(paths):
        if progress:
            progress(done, len(paths), path.name)
        results += _read(book, path)
    found = [result for result in results if result.state == "filed"]
    filed = iter(_file(book, found, given)) if found else iter(())
    return [next(filed) if result.state == "filed" else result for result in results]


def file_scan(book: Book, result: ScanResult, row_id: int, filing: Filing | None = None) -> ScanResult:
    """Put a paper that was asked about to the promise it belongs to."""
    if result.scan is None:
        raise Refused("这个文件没有读出来,不能放入。台账没有改动。", "E-FILE")
    named = replace(result, state="filed", row_id=row_id, how="指定")
    return _file(book, [named], filing or Filing(book.today().isoformat()))[0]


def candidates(book: Book) -> list[tuple[int, str]]:
    """The promises a paper may belong to, those still without a scan first: id and title with unit or person."""
    ledger = ledger_of("commitment")
    rows = book.rows(ledger.key, state=[DRAFT, SIGNED, POSTED])
    titles = book.titles(ledger, rows)
    rows.sort(key=lambda row: (bool(row.get(FIELD)), row.get("state") != DRAFT, -(id_of(row, "id") or 0)))
    return [(id_of(row, "id") or 0, _shown(ledger, row, titles)) for row in rows]


def _shown(ledger: LedgerDef, row: Row, titles: dict[tuple[str, int], str]) -> str:
    who = ledger.show(row, ("unit", "person"), titles)
    return f"{text_of(row, 'number')} {who} {text_of(row, 'text')[:20]}{'(已有扫描件)' if row.get(FIELD) else ''}"


def _read(book: Book, path: Path) -> list[ScanResult]:
    try:
        return [_matched(book, scan) for scan in scans_of(path)]
    except Told as told:
        return [ScanResult(path, "refused", told.message)]


def _matched(book: Book, scan: Scan) -> ScanResult:
    rows = book.rows("commitment", code=scan.code) if scan.code else []
    how = scan.how
    if not rows and (rows := _by_number(book, scan.path.stem)):
        how = BY_NAME
    if len(rows) == 1:
        return ScanResult(scan.path, "filed", "", how, id_of(rows[0], "id"), scan=scan)
    said = f"上面的码是 {scan.code},台账里没有这一份。" if scan.code else "没有读到二维码。"
    return ScanResult(scan.path, "asked", f"{said}请看图选一份。", thumbnail=scan.thumbnail(), scan=scan)


def _by_number(book: Book, stem: str) -> list[Row]:
    """The promise whose number a person wrote into the file's name."""
    plain = stem.translate(str.maketrans("[]【】()()", "〔〕〔〕〔〕〔〕")).replace(" ", "")
    if "号" not in plain:
        return []
    return [row for row in book.rows("commitment") if (number := text_of(row, "number")) and number in plain]


def _file(book: Book, found: Sequence[ScanResult], filing: Filing) -> list[ScanResult]:
    ledger = ledger_of("commitment")
    rows: dict[int, Row] = {}
    out: list[ScanResult] = []
    for result in found:
        out.append(_put(book, ledger, rows, result, filing))
    changed = {result.row_id for result in out if result.state == "filed"}
    if changed:
        with book.change(f"归档承诺书扫描件({len(changed)}份)") as writer:
            for row_id, row in rows.items():
                if row_id in changed:
                    writer.save(ledger, row)
    return out


def _put(book: Book, ledger: LedgerDef, rows: dict[int, Row], result: ScanResult, filing: Filing) -> ScanResult:
    row_id = result.row_id or 0
    row = rows.get(row_id) or book.row(ledger.key, row_id)
    assert result.scan is not None
    if row is None or row.get("voided"):
        return replace(result, state="refused", message="这份承诺已作废或不在账里。没有放入;请先恢复那一条。")
    before = len(attached(text_of(row, FIELD)))
    try:
        attach(book, ledger, row, FIELD, result.scan.path.name, result.scan.content)
    except Told as told:
        return replace(result, state="refused", message=told.message)
    rows[row_id] = row
    twice = len(attached(text_of(row, FIELD))) == before
    said = ["这个文件以前已经放过,没有重复放入。"] if twice else []
    said += _moved(book, ledger, row, SIGNED, {"signed_on": filing.signed_on})
    if filing.posted_from:
        posting = {key: getattr(filing, key) for key in ("posted_from", "posted_to", "posted_at")}
        said += _moved(book, ledger, row, POSTED, posting)
    title = f"{book.title(ledger.key, row_id)}({text_of(row, 'state')})"
    return replace(result, message="".join(said), title=title)


def _moved(book: Book, ledger: LedgerDef, row: Row, to: str, fill: dict[str, str]) -> list[str]:
    """Take a row along its move in place where that is legal; says why where it is not, and leaves it then."""
    move = next((m for m in ledger.moves_from(text_of(row, "state")) if m.to == to), None)
    if move is None or move.reason:
        return []
    trial: Row = {**row, **{key: row.get(key) or value or None for key, value in fill.items()}}
    around = book.around()
    faults: list[Fault] = required_text(trial, move.needs, ledger)
    faults += list(move.refuse(trial, around)) if move.refuse else []
    trial["state"] = to
    faults += prepare(ledger, trial, around)
    if wrong := hard(faults):
        return [f"扫描件已放入,但没有改为“{to}”:{_reasons(wrong)}。"]
    row.update(trial)
    return []


def _reasons(faults: Iterable[Fault]) -> str:
    return ";".join(dict.fromkeys(fault.message for fault in faults))
