"""What helps while a row is typed: likely duplicates, earlier texts, drafts."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.ledger import LedgerDef
from app.domain.rows import id_of, ids_of, text_of
from app.operations.records_base import DRAFT, drop_draft, merged, read_texts
from app.operations.rights import must_read
from app.storage.book import Book
from app.storage.reading import Query

__all__ = ["draft", "drop_draft", "filled_in", "keep_draft", "recent_texts", "similar"]


def similar(
    book: Book, ledger: LedgerDef, texts: Mapping[str, str], row_id: int | None = None
) -> list[tuple[int, str]]:
    """Rows of the same unit that say nearly the same, likeliest first: (id, title)."""
    if not ledger.alike or len(texts.get(ledger.alike, "")) < 6:
        return []
    wanted = (ledger.alike, ledger.unit_field, ledger.alike_people)
    row, _ = read_texts(book, ledger, {k: v for k, v in texts.items() if k in wanted})
    unit = id_of(row, ledger.unit_field)
    if unit is None:
        return []
    pairs = _pairs(text_of(row, ledger.alike))
    found = []
    for other in book.page(ledger.key, book.ids(ledger.key, Query(where={ledger.unit_field: unit}))):
        theirs = _pairs(text_of(other, ledger.alike))
        likeness = 2 * len(pairs & theirs) / (len(pairs) + len(theirs) or 1)
        same_people = set(ids_of(row, ledger.alike_people)) & set(ids_of(other, ledger.alike_people))
        if likeness >= (0.3 if same_people else 0.5) and other["id"] != row_id:
            found.append((likeness, id_of(other, "id") or 0))
    return [(number, book.title(ledger.key, number)) for _, number in sorted(found, reverse=True)[:5]]


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def filled_in(book: Book, ledger: LedgerDef, row_id: int | None, texts: Mapping[str, str]) -> dict[str, str]:
    """What the register itself would put into fields that are still empty, as texts: a chosen row brings its own."""
    if ledger.derive is None:
        return {}
    row, _ = merged(book, ledger, row_id, texts)
    derived = ledger.derive(row, book.around())
    empty = [field for field in ledger.typed if row.get(field.key) in (None, "", []) and derived.get(field.key)]
    titles = book.titles(ledger, [{field.key: derived[field.key] for field in empty}])
    return {field.key: field.show(derived[field.key], titles) for field in empty}


def recent_texts(book: Book, ledger: LedgerDef, key: str, typed: str, limit: int = 8) -> list[str]:
    """What was written in a field before and begins with or holds what was typed, the most used first."""
    if not typed.strip():
        return []
    counted: dict[str, int] = {}
    must_read(book, ledger)
    newest = book.ids(ledger.key, Query(order=(("id", True),)))[:2000]
    for row in book.page(ledger.key, newest):
        text = text_of(row, key)
        if typed in text and text != typed:
            counted[text] = counted.get(text, 0) + 1
    return sorted(counted, key=lambda text: (not text.startswith(typed), -counted[text]))[:limit]


def keep_draft(book: Book, form: str, texts: Mapping[str, str]) -> None:
    """Keep what is being typed, so that a power cut loses nothing."""
    book.keep(DRAFT + form, dict(texts))


def draft(book: Book, form: str) -> dict[str, str] | None:
    """What was being typed when the program ended, or None."""
    kept = book.kept(DRAFT + form)
    return kept if isinstance(kept, dict) else None
