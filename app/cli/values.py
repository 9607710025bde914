"""Rows as scripts see them, and what was typed as KEY=VALUE."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.domain.faults import Fault, Refused
from app.domain.fields import Attachment, Choice, Field, Link, Row, Titles, Value, YesNo
from app.domain.ledger import COMMON_LABELS, LedgerDef
from app.operations import lists, records
from app.operations.books import Book
from app.operations.lists import Query


def row_json(ledger: LedgerDef, row: Row, titles: Titles) -> dict[str, Any]:
    """A row in the promised shape: fen, ISO days, labels of choices, links as id and title."""
    found: dict[str, Any] = {key: row.get(key) for key in ("id", "number", "state")}
    return found | {key: value_json(field, row.get(key), titles) for key, field in ledger.by_key.items()}


def value_json(field: Field, value: Value, titles: Titles) -> Any:
    """One value as a script reads it."""
    match field:
        case Link(many=True):
            return [_link(field, id, titles) for id in (value if isinstance(value, list) else [])]
        case Link():
            return _link(field, value, titles) if isinstance(value, int) else None
        case YesNo():
            return None if value is None else bool(value)
        case Choice():
            return None if value is None else field.show(value)
        case Attachment():
            lines = [line.partition(" ") for line in str(value or "").splitlines()]
            return [{"sha256": digest, "name": name} for digest, _, name in lines]
    return value


def _link(field: Link, id: int, titles: Titles) -> dict[str, Any]:
    return {"id": id, "title": titles.get((field.register, id), "")}


def text_lines(ledger: LedgerDef, rows: Sequence[Row], titles: Titles) -> list[str]:
    """Rows as lines of text, columns separated by tabs, headings first."""
    keys = [key for key in ledger.list_columns if key not in ("id", "state")]
    shown = ["id", *(["state"] if ledger.states else []), *keys]
    lines = ["\t".join(ledger.label(key) for key in shown)]
    for row in rows:
        lines.append("\t".join(" ".join(ledger.show_one(row, key, titles).split()) for key in shown))
    return lines


def key_of(ledger: LedgerDef, text: str) -> str:
    """The field that a key or a heading means; an unknown one is given back for its fault to be named."""
    common = {label: key for key, label in COMMON_LABELS.items()}
    if text in ledger.by_key or text in COMMON_LABELS:
        return text
    if text in ledger.by_label:
        return ledger.by_label[text].key
    return common.get(text, text)


def texts_of(ledger: LedgerDef, pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """KEY=VALUE… as texts by field.

    Raises:
        Refused: The same field twice, or one that only a move may change.
    """
    texts: dict[str, str] = {}
    faults = []
    for name, text in pairs:
        key = key_of(ledger, name)
        if key in texts:
            faults.append(Fault(key, f"{name}:写了两次", "E-TWICE"))
        if key in COMMON_LABELS:
            advice = "状态用 move 办理" if key == "state" else "由程序填写,不能修改"
            faults.append(Fault(key, f"{name}:{advice}", "E-STAMPED"))
        texts[key] = text
    if faults:
        raise Refused(faults, faults[0].code)
    return texts


def query_of(book: Book, ledger: LedgerDef, pairs: Sequence[tuple[str, str]], find: str = "") -> Query:
    """--where KEY=VALUE… and --find TEXT as a query; the same key twice means either value.

    Raises:
        Refused: An unknown key, or a value that cannot be read.
    """
    wanted: dict[str, list[Value]] = {}
    faults = []
    for name, text in pairs:
        key = key_of(ledger, name)
        try:
            wanted.setdefault(key, []).extend(_wanted(book, ledger, key, text))
        except ValueError as error:
            faults.append(Fault(key, f"{name}:{error}", "E-WHERE"))
    if faults:
        raise Refused(faults, "E-WHERE")
    where: dict[str, Any] = {key: values[0] if len(values) == 1 else tuple(values) for key, values in wanted.items()}
    return Query(where=where, find=find)


def _wanted(book: Book, ledger: LedgerDef, key: str, text: str) -> list[Value]:
    """The values a condition means; a branch of a tree means all its leaves."""
    if key in COMMON_LABELS:
        return [_common(ledger, key, text)]
    field = ledger.by_key.get(key)
    if field is None:
        known = "、".join(["number", "state", *ledger.by_key])
        raise ValueError(f"{ledger.title}没有这一项,可用:{known}")
    if isinstance(field, Choice) and (leaves := _leaves_below(field, text.strip())):
        return leaves
    value = field.parse(text, records.reading(book)) if text.strip() else None
    return list(value) if isinstance(value, list) else [value]


def _common(ledger: LedgerDef, key: str, text: str) -> Value:
    plain = text.strip()
    if key == "id":
        if not plain.isascii() or not plain.isdigit():
            raise ValueError("序号是正整数")
        return int(plain)
    names = [state.name for state in ledger.states]
    if key == "state" and plain not in names:
        raise ValueError(f"没有“{plain}”这个状态,可用:{'、'.join(names) or '(这个台账没有状态)'}")
    return plain or None


def _leaves_below(field: Choice, text: str) -> list[Value]:
    branch = {option.code for option in field.choices if text in (option.code, option.label)}
    return [leaf.code for leaf in field.leaves if leaf.under in branch]


def titled(book: Book, ledger: LedgerDef, row: Row) -> dict[str, Any]:
    """One row in the promised shape, its links called by their titles."""
    return row_json(ledger, row, lists.titles(book, ledger, [row]))
