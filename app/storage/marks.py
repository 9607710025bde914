"""What a county book keeps about keyed marks of payees: of whose rows they are, and which packets brought any."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from app.domain.plain import plain
from app.storage.core import Core


@plain
class KeptMark:
    """A mark of a row that a township sent, by the row's id at the township; `line` 0 where it is the row itself."""

    township: str
    register: str
    local_id: int
    line: int
    seq: int | None
    kind: str
    basis: str
    mark: bytes
    key_id: str
    amount: int | None


@plain
class MarkedPacket:
    """What the last packet of a township said: the key of its marks ("" where it brought none), and how many."""

    packet: int
    key_id: str
    marks: int


Place = tuple[str, str, int, int]
_COLUMNS = ("township", "register", "local_id", "line", "seq", "kind", "basis", "mark", "key_id", "amount")


def replace_marks(
    core: Core, packet: int, township: str, rows: Mapping[str, Iterable[int]], marks: Sequence[KeptMark] | None
) -> None:
    """Keep the marks of a packet; rows that came again have only those that came with them now.

    `marks` is None where the packet has no file of them at all.
    """
    gone = "DELETE FROM payee_mark WHERE township = ? AND register = ? AND local_id = ?"
    core.run_many(gone, [(township, register, id) for register, some in rows.items() for id in some])
    columns, holes = ", ".join(("packet", *_COLUMNS)), ", ".join("?" * (len(_COLUMNS) + 1))
    lines = [(packet, *(getattr(one, name) for name in _COLUMNS)) for one in marks or ()]
    core.run_many(f"INSERT INTO payee_mark ({columns}) VALUES ({holes})", lines)
    key = next((one.key_id for one in marks or ()), "")
    core.run(
        "INSERT OR REPLACE INTO marked_packet (packet, township, key_id, marks) VALUES (?, ?, ?, ?)",
        (packet, township, key, -1 if marks is None else len(lines)),
    )


def forget_marks(core: Core, township: str, register: str, rows: Iterable[int]) -> None:
    """Rows a correction took out of the month have no marks any more."""
    statement = "DELETE FROM payee_mark WHERE township = ? AND register = ? AND local_id = ?"
    core.run_many(statement, [(township, register, row) for row in rows])


def last_marked(core: Core) -> dict[str, MarkedPacket]:
    """What the last merged packet of each township said, by its code; packets merged by older programs say nothing.

    A correction brings a few rows only: it counts where it has marks.
    """
    statement = """
        SELECT township, packet, key_id, marks FROM marked_packet
        WHERE packet IN (
            SELECT max(m.packet) FROM marked_packet m JOIN inbox i ON i.id = m.packet
            WHERE i.revision = 1 OR m.marks > 0 GROUP BY m.township
        )
    """
    return {code: MarkedPacket(*more) for code, *more in core.all(statement)}


def same_marks(core: Core, keys: Iterable[str], bases: Iterable[str], *, across: bool) -> list[list[KeptMark]]:
    """Marks that are equal under one key: those of two townships and more, or those of only one on several rows."""
    having = "count(DISTINCT township) > 1" if across else "count(DISTINCT township) = 1 AND count(*) > 1"
    statement = f"""
        SELECT {", ".join(_COLUMNS)} FROM payee_mark
        WHERE (key_id, basis, mark) IN (
            SELECT key_id, basis, mark FROM payee_mark
            WHERE key_id IN (SELECT value FROM json_each(?)) AND basis IN (SELECT value FROM json_each(?))
            GROUP BY key_id, basis, mark HAVING {having}
        )
        ORDER BY key_id, basis, mark, township, register, local_id, line
    """
    groups: dict[tuple[str, str, bytes], list[KeptMark]] = {}
    for line in core.all(statement, (json.dumps(list(keys)), json.dumps(list(bases)))):
        one = KeptMark(*line)
        groups.setdefault((one.key_id, one.basis, one.mark), []).append(one)
    return list(groups.values())


def recognised(core: Core, basis: str, keys: Iterable[str], among: Iterable[KeptMark]) -> set[Place]:
    """Which of these rows (and lines) have a mark of a basis as well: township, register, row and line."""
    statement = """
        SELECT m.township, m.register, m.local_id, m.line FROM json_each(?) AS one CROSS JOIN payee_mark AS m
        ON m.township = json_extract(one.value, '$[0]') AND m.register = json_extract(one.value, '$[1]')
        AND m.local_id = json_extract(one.value, '$[2]')
        WHERE m.basis = ? AND m.key_id IN (SELECT value FROM json_each(?))
    """
    asked = list(dict.fromkeys((one.township, one.register, one.local_id) for one in among))
    return set(core.all(statement, (json.dumps(asked), basis, json.dumps(list(keys)))))
