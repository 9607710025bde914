"""What a county book keeps about packets: what came in, whose rows are whose, receipts, remarks, decisions."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.domain.faults import Refused
from app.domain.plain import plain
from app.storage.core import Core
from app.storage.rows import quoted

_PLAIN = (
    *("packet_id", "township", "township_name", "period", "revision", "seq", "prev", "supersedes", "tag_sha256"),
    *("file_name", "file_sha256", "size", "state", "decision", "month", "practice", "received_at", "received_by"),
    *("merged_at", "merged_by", "log_size", "log_root", "receipt_key", "path"),
)
_JSON = ("codes", "data")
COLUMNS = (*_PLAIN, *_JSON)
_REMARK = (
    *("township", "packet", "register", "row", "local_id", "number", "field", "text", "state"),
    *("made_at", "made_by", "receipt"),
)
_LEAF = 32
Received = dict[str, Any]


@plain
class Origin:
    """Whose a row of the county book is: township code, its id there, the packet that wrote it last, what else came."""

    register: str
    row: int
    township: str
    local_id: int
    packet: int
    carried: Mapping[str, Any]


# --- packets that came in


def add_received(core: Core, line: Mapping[str, Any]) -> int:
    """Write down a file that was received; returns its number in the inbox."""
    names = list(line)
    marks = ", ".join("?" * len(names))
    columns = ", ".join(map(quoted, _known(names)))
    return int(core.run(f"INSERT INTO inbox ({columns}) VALUES ({marks})", _values(line)).lastrowid)


def change_received(core: Core, id: int, **columns: Any) -> None:
    """Change what is known of a received file."""
    sets = ", ".join(f"{quoted(name)} = ?" for name in _known(columns))
    core.run(f"UPDATE inbox SET {sets} WHERE id = ?", (*_values(columns), id))


def received(core: Core, **equals: Any) -> list[Received]:
    """Received files whose columns have these values (a list: any of them), in the order in which they came."""
    conditions, values = ["1"], list[Any]()
    for name in _known_or_id(equals):
        wanted = equals[name]
        if isinstance(wanted, list | tuple):
            conditions.append(f"{quoted(name)} IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(list(wanted)))
        else:
            conditions.append(f"{quoted(name)} = ?")
            values.append(wanted)
    statement = f"SELECT id, {', '.join(map(quoted, COLUMNS))} FROM inbox WHERE {' AND '.join(conditions)} ORDER BY id"
    return [_line(line) for line in core.all(statement, values)]


def chain(core: Core, township: str, states: Iterable[str]) -> list[Received]:
    """The packets of a township in these states by their seq: what joins them; `seals` are those of the last only.

    Each packet seals every month before it: reading all of them would cost more every month.
    """
    names = ("packet_id", "seq", "tag_sha256", "log_size", "log_root", "period", "revision")
    statement = (
        f"SELECT id, {', '.join(names)} FROM inbox "
        "WHERE township = ? AND state IN (SELECT value FROM json_each(?)) ORDER BY seq, id"
    )
    lines = core.all(statement, (township, json.dumps(list(states))))
    found: list[Received] = [dict(zip(("id", *names), line, strict=True), seals={}) for line in lines]
    if found:
        (data,) = core.one("SELECT data FROM inbox WHERE id = ?", (found[-1]["id"],))
        found[-1]["seals"] = json.loads(data)["seals"]
    return found


def received_in(core: Core, month: str) -> list[Received]:
    """What was received of a month, or when that month was asked for; to be listed, so without the seals it carries.

    Each packet seals every month before it: reading those for a list would cost more every month.
    """
    columns = ", ".join("json_remove(data, '$.seals')" if name == "data" else quoted(name) for name in COLUMNS)
    statement = f"SELECT id, {columns} FROM inbox WHERE period = ? OR month = ? ORDER BY id"
    return [_line(line) for line in core.all(statement, (month, month))]


def received_one(core: Core, id: int) -> Received | None:
    """One received file, or None."""
    return next(iter(received(core, id=id)), None)


def _line(values: Sequence[Any]) -> Received:
    line = dict(zip(("id", *COLUMNS), values, strict=True))
    for name in _JSON:
        line[name] = json.loads(line[name])
    line["practice"] = bool(line["practice"])
    return line


def _values(line: Mapping[str, Any]) -> list[Any]:
    return [json.dumps(value, ensure_ascii=False) if name in _JSON else _whole(value) for name, value in line.items()]


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value


def _known(names: Iterable[str]) -> list[str]:
    found = list(names)
    if unknown := set(found) - set(COLUMNS):
        raise KeyError(f"inbox: {sorted(unknown)}")
    return found


def _known_or_id(names: Iterable[str]) -> list[str]:
    found = list(names)
    _known(name for name in found if name != "id")
    return found


# --- whose rows are whose


def local_rows(core: Core, township: str, register: str, local_ids: Iterable[int] | None = None) -> dict[int, int]:
    """The rows of a register that a township sent, all or those of these ids: its own ids to those of this book.

    A packet asks for the ids it names: what a township sent in ten years is not read for each of them.
    """
    statement = "SELECT local_id, row FROM origin WHERE township = ? AND register = ?"
    if local_ids is None:
        return dict(core.all(statement, (township, register)))
    wanted = json.dumps(list(local_ids))
    return dict(core.all(f"{statement} AND local_id IN (SELECT value FROM json_each(?))", (township, register, wanted)))


def rows_between(core: Core, township: str, register: str, spans: Iterable[tuple[int, int]]) -> list[int]:
    """The rows of this book a township sent under ids within any of these spans, both ends included."""
    statement = (
        "SELECT o.row FROM json_each(?) AS span CROSS JOIN origin AS o ON o.township = ? AND o.register = ? "
        "AND o.local_id BETWEEN json_extract(span.value, '$[0]') AND json_extract(span.value, '$[1]') ORDER BY o.row"
    )
    return [row for (row,) in core.all(statement, (json.dumps(list(spans)), township, register))]


def origins(core: Core, register: str, rows: Iterable[int]) -> dict[int, Origin]:
    """Whose these rows are; rows of the county's own are not in the answer."""
    statement = (
        "SELECT row, township, local_id, packet, carried FROM origin "
        "WHERE register = ? AND row IN (SELECT value FROM json_each(?))"
    )
    return {
        row: Origin(register, row, township, local_id, packet, json.loads(carried))
        for row, township, local_id, packet, carried in core.all(statement, (register, json.dumps(list(rows))))
    }


def is_merged(core: Core, register: str, row: int) -> bool:
    """Whether a row came from a township."""
    return core.one("SELECT 1 FROM origin WHERE register = ? AND row = ?", (register, row)) is not None


def own_ids(core: Core, register: str) -> list[int]:
    """The rows of a register that are the county's own, voided ones among them."""
    statement = (
        f"SELECT id FROM {quoted(register)} WHERE NOT EXISTS "
        "(SELECT 1 FROM origin WHERE origin.register = ? AND origin.row = id) ORDER BY id"
    )
    return [id for (id,) in core.all(statement, (register,))]


def merged_rows(core: Core, register: str) -> set[int]:
    """Every row of a register that came from a township."""
    return {row for (row,) in core.all("SELECT row FROM origin WHERE register = ?", (register,))}


def refuse_merged(core: Core, register: str, row: int, title: str) -> None:
    """What a township signed is only changed by what the same township signs.

    Raises:
        Refused: The row came from a township.
    """
    if is_merged(core, register, row):
        raise Refused(
            f"“{title}”是乡镇报上来的,县里不能改。没有改动任何内容;要改请写退回意见,由乡镇改好后报更正包。",
            "E-MERGED",
        )


def keep_origins(core: Core, lines: Iterable[Origin]) -> None:
    """Write down whose rows are."""
    core.run_many(
        "INSERT OR REPLACE INTO origin (register, row, township, local_id, packet, carried) VALUES (?, ?, ?, ?, ?, ?)",
        [(one.register, one.row, one.township, one.local_id, one.packet, _compact(one.carried)) for one in lines],
    )


def written_by(core: Core, packet: int, register: str, row: int) -> None:
    """Write down that a packet was the last to change a row."""
    core.run("UPDATE origin SET packet = ? WHERE register = ? AND row = ?", (packet, register, row))


def same_rows(core: Core, township: str, register: str) -> dict[int, int]:
    """Rows a township speaks of that are the county's own: its ids to those of this book."""
    statement = "SELECT local_id, row FROM same_row WHERE township = ? AND register = ?"
    return dict(core.all(statement, (township, register)))


def keep_same_rows(core: Core, township: str, register: str, rows: Mapping[int, int]) -> None:
    """Write down which rows of a township are the county's own."""
    statement = "INSERT OR REPLACE INTO same_row (township, register, local_id, row) VALUES (?, ?, ?, ?)"
    core.run_many(statement, [(township, register, local, row) for local, row in rows.items()])


def keep_figures(core: Core, packet: int, body: str) -> None:
    """Keep the figures a packet brought (JSON)."""
    core.run("INSERT OR REPLACE INTO packet_figures (packet, body) VALUES (?, ?)", (packet, body))


def figures(core: Core, packet: int) -> str:
    """The figures a packet brought, "" where it brought none."""
    line = core.one("SELECT body FROM packet_figures WHERE packet = ?", (packet,))
    return str(line[0]) if line else ""


def townships_of(core: Core, register: str) -> list[str]:
    """The codes of the townships that have rows in a register."""
    return [code for (code,) in core.all("SELECT DISTINCT township FROM origin WHERE register = ?", (register,))]


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# --- the seal of a month, row by row


def keep_sealed(core: Core, packet: int, leaves: Mapping[str, Mapping[int, bytes]]) -> None:
    """Keep the leaf of each row a packet stands for, by register and the township's id."""
    core.run("DELETE FROM sealed_rows WHERE packet = ?", (packet,))
    lines = []
    for register, some in leaves.items():
        ids = sorted(some)
        lines.append((packet, register, array("q", ids).tobytes(), b"".join(some[id] for id in ids)))
    core.run_many("INSERT INTO sealed_rows (packet, register, ids, leaves) VALUES (?, ?, ?, ?)", lines)


def sealed(core: Core, packet: int) -> dict[str, dict[int, bytes]]:
    """What keep_sealed kept."""
    found: dict[str, dict[int, bytes]] = {}
    for register, ids, leaves in core.all("SELECT register, ids, leaves FROM sealed_rows WHERE packet = ?", (packet,)):
        numbers = array("q")
        numbers.frombytes(ids)
        found[register] = {id: leaves[at * _LEAF : (at + 1) * _LEAF] for at, id in enumerate(numbers)}
    return found


# --- receipts


@plain
class Receipt:
    """A receipt as it was signed: `body` is its receipt.json, `code` the eight digits for the phone."""

    id: int
    packet: int
    township: str
    decision: str
    code: str
    made_at: str
    made_by: str
    written_at: str
    body: str


def add_receipt(core: Core, packet: int, township: str, decision: str, code: str, body: str, file: bytes) -> int:
    """Keep a receipt for good."""
    statement = (
        "INSERT INTO receipt (packet, township, decision, code, made_at, made_by, body, file) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    )
    values = (packet, township, decision, code, core.now(), core.actor, body, file)
    return int(core.run(statement, values).lastrowid)


def receipts(core: Core, packet: int | None = None) -> list[Receipt]:
    """The receipts of a received packet, or all, oldest first."""
    where, values = ("WHERE packet = ?", (packet,)) if packet is not None else ("", ())
    columns = "id, packet, township, decision, code, made_at, made_by, coalesce(written_at, ''), body"
    return [Receipt(*line) for line in core.all(f"SELECT {columns} FROM receipt {where} ORDER BY id", values)]


def receipt_file(core: Core, id: int) -> bytes:
    """The bytes of a receipt."""
    return bytes(core.one("SELECT file FROM receipt WHERE id = ?", (id,))[0])


def receipt_written(core: Core, ids: Iterable[int]) -> None:
    """Note that receipts left this machine."""
    core.run_many("UPDATE receipt SET written_at = ? WHERE id = ?", [(core.now(), id) for id in ids])


# --- remarks on rows


@plain
class Remark:
    """What the county says about one row or one field of it; `row` is None where it is about the whole packet."""

    id: int
    township: str
    packet: int
    register: str
    row: int | None
    local_id: int | None
    number: str
    field: str
    text: str
    state: str
    made_at: str
    made_by: str
    receipt: int | None


def add_remark(core: Core, line: Mapping[str, Any]) -> int:
    """Write a remark down."""
    full = {"row": None, "local_id": None, "number": "", "field": "", "receipt": None, **line}
    full |= {"made_at": core.now(), "made_by": core.actor}
    marks = ", ".join("?" * len(_REMARK))
    values = [full[name] for name in _REMARK]
    return int(core.run(f"INSERT INTO remark ({', '.join(map(quoted, _REMARK))}) VALUES ({marks})", values).lastrowid)


def remarks(core: Core, **equals: Any) -> list[Remark]:
    """Remarks whose columns have these values, oldest first."""
    if unknown := set(equals) - {*_REMARK, "id"}:
        raise KeyError(f"remark: {sorted(unknown)}")
    where = " AND ".join(f"{quoted(name)} = ?" for name in equals) or "1"
    statement = f"SELECT id, {', '.join(map(quoted, _REMARK))} FROM remark WHERE {where} ORDER BY id"
    return [Remark(*line) for line in core.all(statement, list(equals.values()))]


def change_remarks(core: Core, ids: Iterable[int], state: str, receipt: int | None = None) -> None:
    """Bring remarks into another state."""
    core.run_many(
        "UPDATE remark SET state = ?, receipt = coalesce(?, receipt) WHERE id = ?",
        [(state, receipt, id) for id in ids],
    )


def drop_remark(core: Core, id: int) -> None:
    """Take a remark away that was never sent."""
    core.run("DELETE FROM remark WHERE id = ? AND receipt IS NULL", (id,))


# --- decisions about a township's chain


def add_decision(core: Core, township: str, kind: str, seq: int, reason: str) -> int:
    """Write down where a township's chain may begin, or begin again."""
    statement = "INSERT INTO chain_decision (township, kind, seq, reason, at, by) VALUES (?, ?, ?, ?, ?, ?)"
    return int(core.run(statement, (township, kind, seq, reason, core.now(), core.actor)).lastrowid)


def decision(core: Core, township: str) -> tuple[str, int] | None:
    """The newest decision about a township: what it is, and the seq it is for."""
    statement = "SELECT kind, seq FROM chain_decision WHERE township = ? ORDER BY id DESC LIMIT 1"
    line = core.one(statement, (township,))
    return (line[0], line[1]) if line else None


def was_decided(core: Core, township: str, kind: str, seq: int) -> bool:
    """Whether this was ever decided about a place in a township's chain."""
    statement = "SELECT 1 FROM chain_decision WHERE township = ? AND kind = ? AND seq = ?"
    return core.one(statement, (township, kind, seq)) is not None


def decision_reason(core: Core, township: str, seq: int) -> str:
    """Why the newest decision for a place in a township's chain was taken, "" where there is none."""
    statement = "SELECT reason FROM chain_decision WHERE township = ? AND seq = ? ORDER BY id DESC LIMIT 1"
    line = core.one(statement, (township, seq))
    return str(line[0]) if line else ""


# --- what a packet wrote last


def rows_of_packet(core: Core, packet: int) -> dict[str, list[int]]:
    """The rows of this book that a packet was the last to write, by register."""
    found: dict[str, list[int]] = {}
    for register, row in core.all(
        "SELECT register, row FROM origin WHERE packet = ? ORDER BY register, row", (packet,)
    ):
        found.setdefault(register, []).append(row)
    return found
