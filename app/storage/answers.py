"""What a township's book keeps of the county's answers: receipts by stick or phone, and remarks on its rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.plain import plain
from app.storage.core import Core

_BODY = 7  # the place of the body in an answer
FILE, PHONE = "file", "phone"
_REMARK = "r.id, r.answer, a.packet_id, r.register, r.row, r.number, r.field, r.text, a.at, coalesce(r.done_at, '')"


@plain
class Answer:
    """One answer to a packet; `way` is file or phone, `body` its receipt.json, {} where it was heard over the phone."""

    id: int
    packet_id: str
    decision: str
    number: int
    way: str
    signed_by: str
    next_seq: int
    body: Mapping[str, Any]
    at: str


@plain
class RowRemark:
    """What the county wants mended in a row, or in the whole packet where `register` is ""; `field` may be ""."""

    id: int
    answer: int
    packet_id: str
    register: str
    row: int | None
    number: str
    field: str
    text: str
    at: str
    done_at: str


def add_answer(core: Core, line: Mapping[str, Any], file: bytes | None, remarks: Iterable[Mapping[str, Any]]) -> int:
    """Keep an answer with its remarks; `line` holds packet_id, decision, number, way, signed_by, next_seq and body."""
    names = ("packet_id", "decision", "number", "way", "signed_by", "next_seq")
    values = [line[name] for name in names]
    body = json.dumps(line["body"], ensure_ascii=False, separators=(",", ":"))
    columns = ", ".join((*names, "body", "file", "at", "by"))
    statement = f"INSERT INTO county_answer ({columns}) VALUES ({', '.join('?' * (len(names) + 4))})"
    id = int(core.run(statement, (*values, body, file, core.now(), core.actor)).lastrowid)
    core.run_many(
        "INSERT INTO county_remark (answer, register, row, number, field, text) VALUES (?, ?, ?, ?, ?, ?)",
        [(id, one["register"], one["id"], one["number"], one["field"], one["text"]) for one in remarks],
    )
    return id


def answers(core: Core, packet_id: str | None = None) -> list[Answer]:
    """The answers to a packet, or all, oldest first."""
    where, values = ("WHERE packet_id = ?", (packet_id,)) if packet_id is not None else ("", ())
    columns = "id, packet_id, decision, number, way, signed_by, next_seq, body, at"
    lines = core.all(f"SELECT {columns} FROM county_answer {where} ORDER BY id", values)
    return [Answer(*(json.loads(value) if at == _BODY else value for at, value in enumerate(line))) for line in lines]


def remarks(core: Core, *, open_only: bool = False, register: str = "", row: int | None = None) -> list[RowRemark]:
    """Remarks, oldest first; of one row where it is named."""
    where = ["1"] if not open_only else ["r.done_at IS NULL"]
    values: list[Any] = []
    if row is not None:
        where.append("r.register = ? AND r.row = ?")
        values += [register, row]
    statement = (
        f"SELECT {_REMARK} FROM county_remark r JOIN county_answer a ON a.id = r.answer "
        f"WHERE {' AND '.join(where)} ORDER BY r.id"
    )
    return [RowRemark(*line) for line in core.all(statement, values)]


def remarks_done(core: Core, ids: Iterable[int]) -> None:
    """Note that remarks were seen to."""
    core.run_many(
        "UPDATE county_remark SET done_at = ?, done_by = ? WHERE id = ? AND done_at IS NULL",
        [(core.now(), core.actor, id) for id in ids],
    )


def remarks_open(core: Core, ids: Iterable[int]) -> None:
    """Take it back."""
    core.run_many("UPDATE county_remark SET done_at = NULL, done_by = NULL WHERE id = ?", [(id,) for id in ids])
