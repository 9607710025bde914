"""Between a row as a township sends it and the row it becomes in the county's book, both ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from app.domain import canonical, merkle
from app.domain.fields import Attachment, Day, Field, Link, Row, Value
from app.domain.ledger import LedgerDef
from app.packet.faults import PacketFault

Record = dict[str, Any]
Ids = Mapping[str, Mapping[int, int]]
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_OWN = ("id", "number", "state", "remark", "explanation", "row_version")
_CARRIED = ("id", "number", "row_version")
_MOST = canonical.MAX_INT
_MOST_SHOWN = 200


def row_of(ledger: LedgerDef, record: Record, ids: Ids) -> Row:
    """The columns of this book for a record: links point to rows of this book, files stay with the township.

    Raises:
        PacketFault: A value no township of our kind writes: E-JSON, or E-NEWER where a newer one may.
    """
    row: Row = {key: _text(record.get(key), key) for key in ("number", "state", "remark", "explanation")}
    if row["state"] is not None and all(state.name != row["state"] for state in ledger.states):
        raise PacketFault("E-NEWER", f"{ledger.title}里有县里还不认识的状态“{row['state']}”，请先升级县里的程序")
    for field in ledger.fields:
        if field.key in record:
            row[field.key] = _value(ledger, field, record[field.key], ids)
    return row


def _value(ledger: LedgerDef, field: Field, value: Any, ids: Ids) -> Value:
    try:
        return _checked(field, value, ids)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise PacketFault("E-JSON", f"{ledger.title}的“{field.label}”写法不对") from error


def _checked(field: Field, value: Any, ids: Ids) -> Value:
    if isinstance(field, Attachment):
        if not all(_DIGEST.fullmatch(digest) for digest in _list(value)):
            raise ValueError("digest")
        return None
    if isinstance(field, Link):
        found = [ids.get(field.register, {}).get(number) for number in _targets(value, many=field.many)]
        known = [number for number in found if number is not None]
        return known if field.many else known[0] if known else None
    if field.storage is int:
        if value is not None and (type(value) is not int or abs(value) > _MOST):
            raise TypeError("number")
    else:
        _text(value, field.key)
    if value is not None and isinstance(field, Day):
        date.fromisoformat(value)
    field.show(value)  # what cannot be shown must not get into a list
    return value  # type: ignore[no-any-return]


def _text(value: Any, key: str) -> str | None:
    if value is not None and not isinstance(value, str):
        raise PacketFault("E-JSON", f"“{key}”应是文字")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("list")
    return value


def _targets(value: Any, *, many: bool) -> list[int]:
    links = _list(value) if many else [] if value is None else [value]
    ids = [link["id"] for link in links]
    if not all(type(number) is int for number in ids) or not all(isinstance(link["title"], str) for link in links):
        raise TypeError("link")
    return ids


def named_in(ledger: LedgerDef, record: Record) -> Iterator[tuple[str, int]]:
    """The rows a record links to, as register and the id there."""
    for field in ledger.links:
        for number in _targets(record.get(field.key) or ([] if field.many else None), many=field.many):
            yield field.register, number


def id_in(record: Record, ledger: LedgerDef) -> int:
    """The id a row has at its township.

    Raises:
        PacketFault: E-JSON, there is none.
    """
    number = record.get("id")
    if type(number) is not int or not 0 < number <= _MOST:
        raise PacketFault("E-JSON", f"{ledger.title}里有一条没有序号")
    return number


def carried(
    ledger: LedgerDef, record: Record, row: Row, local: Ids, titles: Mapping[tuple[str, int], str]
) -> dict[str, Any]:
    """What of a record the row of this book cannot say: ids and versions there, links to rows that stayed, files.

    Args:
        ledger: The register.
        record: The row as it came.
        row: The row as it now stands in this book.
        local: For each register, ids of this book to those of the township.
        titles: How the rows this one links to are called in this book.

    Raises:
        PacketFault: E-COUNTS, something else differs: it was not taken over as it came.
    """
    back = _back(ledger, record, row, local, titles)
    out: dict[str, Any] = {}
    for key, value in record.items():
        if key in back and back[key] == value:
            continue
        field = ledger.by_key.get(key)
        if field is not None and key not in _CARRIED and not isinstance(field, Link | Attachment):
            raise PacketFault("E-COUNTS", f"{ledger.title}的“{field.label}”并入后和包里的不一样")
        out[key] = value
    return out


def as_sent(
    ledger: LedgerDef, row: Row, carried: Mapping[str, Any], local: Ids, titles: Mapping[tuple[str, int], str]
) -> Record:
    """A merged row as its township sent it, for comparing."""
    return {**_back(ledger, None, row, local, titles), **carried}


def _back(
    ledger: LedgerDef, record: Record | None, row: Row, local: Ids, titles: Mapping[tuple[str, int], str]
) -> Record:
    out: Record = {key: row.get(key) for key in _OWN if key not in _CARRIED}
    if record is None or record.get("number") == row.get("number"):
        out["number"] = row.get("number")
    for field in ledger.fields:
        if isinstance(field, Link):
            out[field.key] = _linked(field, row.get(field.key), local, titles)
        elif isinstance(field, Attachment):
            out[field.key] = []
        else:
            out[field.key] = row.get(field.key)
    return out


def _linked(field: Link, value: Value, local: Ids, titles: Mapping[tuple[str, int], str]) -> object:
    ids = value if isinstance(value, list) else [value] if isinstance(value, int) else []
    there = local.get(field.register, {})
    found = [{"id": there.get(number), "title": titles.get((field.register, number), "")} for number in ids]
    return found if field.many else found[0] if found else None


def gaps(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The ids between and behind runs of ids, as runs, both ends included."""
    found, last = list[tuple[int, int]](), 0
    for low, high in spans:
        if low > last + 1:
            found.append((last + 1, low - 1))
        last = high
    return [*found, (last + 1, _MOST)]


def leaf(register: str, record: Record) -> bytes:
    """The leaf of a row in the seal of its month (packet format 5.2)."""
    return merkle.leaf_hash(canonical.encode({"table": register, "id": record["id"], "row": record}))


def root(leaves: Mapping[str, Mapping[int, bytes]]) -> dict[str, Any]:
    """The seal over rows by register and id: how many, and the root over them."""
    every = [leaves[register][number] for register in sorted(leaves) for number in sorted(leaves[register])]
    return {"rows": len(every), "root": merkle.Tree(every).root().hex()}


def parents_first(ledger: LedgerDef, records: Iterable[Record]) -> list[Record]:
    """Records in an order in which those that others of the same register point to come first."""
    waiting = list(records)
    if all(link.register != ledger.key for link in ledger.links):
        return waiting
    done, out = set[int](), list[Record]()
    there = {record["id"] for record in waiting}
    while waiting:
        later = []
        for record in waiting:
            targets = {number for register, number in named_in(ledger, record) if register == ledger.key}
            if (targets & there) - done - {record["id"]}:
                later.append(record)
            else:
                done.add(record["id"])
                out.append(record)
        if len(later) == len(waiting):  # they point at each other in a circle
            return out + later
        waiting = later
    return out


def differences(ledger: LedgerDef, expected: Record | None, there: Record | None) -> list[str]:
    """The fields in which two records differ, by heading."""
    one, other = expected or {}, there or {}
    keys = [key for key in (*_OWN, *ledger.by_key) if key != "row_version" and one.get(key) != other.get(key)]
    return list(dict.fromkeys(ledger.label(key) for key in keys))


def shown(ledger: LedgerDef, key: str, record: Record | None) -> str:
    """One value of a record as a clerk reads it; what no field can show is shown as it stands."""
    value = (record or {}).get(key)
    try:
        return _shown(ledger.by_key.get(key), value)
    except (ValueError, TypeError, AttributeError):
        return str(value)[:_MOST_SHOWN]


def _shown(field: Field | None, value: Any) -> str:
    if isinstance(field, Link):
        links: Sequence[Any] = value if isinstance(value, list) else [value] if value else []
        return "、".join(str(link.get("title", "")) for link in links)
    if isinstance(field, Attachment):
        return f"{len(value or [])} 个文件"
    return field.show(value) if field is not None else "" if value is None else str(value)
