"""Reading one value of a row as the type a rule needs."""

from __future__ import annotations

from app.domain.fields import Row


def text_of(row: Row, key: str) -> str:
    """The value as text, "" for none."""
    value = row.get(key)
    return "" if value is None else str(value)


def whole_of(row: Row, key: str) -> int:
    """The value as a whole number, 0 for none."""
    value = row.get(key)
    return value if isinstance(value, int) else 0


def id_of(row: Row, key: str) -> int | None:
    """The id a link to one row holds."""
    value = row.get(key)
    return value if isinstance(value, int) else None


def ids_of(row: Row, key: str) -> list[int]:
    """The ids a link holds, one or many."""
    value = row.get(key)
    return value if isinstance(value, list) else [value] if isinstance(value, int) else []
