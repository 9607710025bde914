"""Saved views of a list: how a clerk narrowed it, under a name, for this book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from app.domain.faults import Refused
from app.domain.ledger import LedgerDef
from app.storage.book import Book

MOST, LONGEST = 20, 20


@dataclass(frozen=True)
class View:
    """One saved view: the texts and ticks of the bar, the unit and period of the left side, the order, the columns."""

    name: str
    find: str = ""
    state: str = ""
    overdue: bool = False
    voided: bool = False
    unit: int | None = None
    period: str = ""
    order: tuple[tuple[str, bool], ...] = ()
    columns: tuple[str, ...] = ()


def views(book: Book, ledger: LedgerDef) -> list[View]:
    """The saved views of a register, in the order they were saved."""
    kept = book.kept(_key(ledger))
    return [_view(one) for one in kept] if isinstance(kept, list) else []


def keep_view(book: Book, ledger: LedgerDef, view: View) -> None:
    """Save a view; one of the same name is replaced.

    Raises:
        Refused: No name, a long one, or too many views.
    """
    name = view.name.strip()
    if not name or len(name) > LONGEST:
        raise Refused(f"请给这个视图起一个 {LONGEST} 字以内的名称。没有保存。", "E-VIEW")
    others = [one for one in views(book, ledger) if one.name != name]
    if len(others) >= MOST:
        raise Refused(f"每个台账最多保存 {MOST} 个视图。没有保存;请先删去不用的。", "E-VIEW")
    book.keep(_key(ledger), [asdict(one) for one in (*others, View(**{**asdict(view), "name": name}))])


def drop_view(book: Book, ledger: LedgerDef, name: str) -> None:
    """Forget a view; the rows are not touched."""
    left = [asdict(one) for one in views(book, ledger) if one.name != name]
    book.keep(_key(ledger), left or None)


def _key(ledger: LedgerDef) -> str:
    return f"views:{ledger.key}"


def _view(kept: Mapping[str, object]) -> View:
    """What was kept; what a newer program added to it is left out."""
    order, columns = kept.get("order"), kept.get("columns")
    plain = View.__dataclass_fields__.keys() - {"order", "columns"}
    known = {key: value for key, value in kept.items() if key in plain}
    pairs = tuple((str(key), bool(down)) for key, down in order) if isinstance(order, list) else ()
    shown = tuple(str(key) for key in columns) if isinstance(columns, list) else ()
    return View(order=pairs, columns=shown, **known)  # type: ignore[arg-type]  # JSON holds what asdict wrote
