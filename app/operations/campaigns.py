"""A row with its lines from a preset its register declares: a campaign of a known scheme with its stages."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.faults import Fault, Refused
from app.domain.fields import Row
from app.domain.ledger import LedgerDef, Preset
from app.domain.rows import id_of, text_of
from app.operations.records import Saved, new_row, others, prepare, read_texts
from app.operations.records_base import checked, or_refuse
from app.storage.book import Book


def new_from_preset(book: Book, ledger: LedgerDef, label: str, texts: Mapping[str, str] | None = None) -> Saved:
    """Make a row and its lines from a preset, in one step that can be undone.

    Args:
        book: The book.
        ledger: The register that declares the preset.
        label: The preset, see LedgerDef.presets.
        texts: What was typed over it; the unit is the township where nothing else is said.

    Raises:
        Refused: No such preset, or something in it does not fit; nothing was written.
    """
    preset = _preset(ledger, label)
    values, faults = read_texts(book, ledger, {**preset.texts, **(texts or {})})
    row = {**new_row(book, ledger), **values}
    if ledger.unit_field in ledger.by_key and row.get(ledger.unit_field) is None:
        row[ledger.unit_field] = _township(book)
    soft = or_refuse(faults + others(faults, checked(book, ledger, row)))
    with book.change(f"{label}:{ledger.title}") as writer:
        header = writer.save(ledger, row)
        for key, lines in preset.lines.items():
            child = book.ledgers[key]
            for typed in lines:
                line, wrong = _line(book, child, header, typed)
                or_refuse(wrong + others(wrong, prepare(child, line, writer)))
                writer.save(child, line)
        kept: Row = writer.row(ledger.key, header) or {}
        prepare(ledger, kept, writer)
        writer.save(ledger, kept)
    saved = book.row(ledger.key, header) or {}
    return Saved(header, text_of(saved, "number"), saved, soft)


def _preset(ledger: LedgerDef, label: str) -> Preset:
    for preset in ledger.presets:
        if preset.label == label:
            return preset
    raise Refused(f"{ledger.title}没有“{label}”。没有改动任何内容。", "E-PRESET")


def _line(book: Book, ledger: LedgerDef, header: int, typed: Mapping[str, str]) -> tuple[Row, list[Fault]]:
    values, faults = read_texts(book, ledger, typed)
    return {**new_row(book, ledger, parent=header), **values}, faults


def _township(book: Book) -> int | None:
    return next((id_of(unit, "id") for unit in book.rows("unit", name=book.info.township)), None)
