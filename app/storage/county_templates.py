"""What a book keeps of its county's templates: each version whole, and which one is in force on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.plain import plain
from app.storage.core import Core

WAITING, USED, LEFT = "waiting", "used", "left"
"""Came in and nobody looked at it yet; taken into use; gone back from."""
DRAFT = 0
_HEAD = ("version", "number", "issued_on", "valid_from", "changes", "signed_by", "sha256", "way", "state")
_KEPT = (*_HEAD, "file_name", "at", "by")


@plain
class Version:
    """One version of the county's templates; days are ISO, `way` is made, file or receipt, `at` when it came."""

    version: int
    number: str
    issued_on: str
    valid_from: str
    changes: str
    signed_by: str
    sha256: str
    way: str
    state: str
    file_name: str
    at: str
    by: str


@plain
class Item:
    """One thing of a version: a layout, a form, an option …; `data` is its file, an option's is its number."""

    kind: str
    key: str
    title: str
    data: bytes


def add_version(core: Core, head: Mapping[str, Any], file: bytes, items: Iterable[Item]) -> None:
    """Keep a version with its signed file; `head` holds the columns version to state and file_name."""
    names = (*_HEAD, "file_name")
    statement = (
        f"INSERT INTO county_template ({', '.join(names)}, file, at, by) VALUES ({', '.join('?' * (len(names) + 3))})"
    )
    core.run(statement, (*(head[name] for name in names), file, core.now(), core.actor))
    put_items(core, int(head["version"]), items)


def put_items(core: Core, version: int, items: Iterable[Item]) -> None:
    """Keep things of a version; one of the same kind and key is replaced."""
    core.run_many(
        "INSERT OR REPLACE INTO county_template_item (version, kind, key, title, data) VALUES (?, ?, ?, ?, ?)",
        [(version, one.kind, one.key, one.title, one.data) for one in items],
    )


def drop_items(core: Core, version: int, kind: str = "", key: str = "") -> None:
    """Take one thing out of a version, or all of them."""
    where, values = ("AND kind = ? AND key = ?", (kind, key)) if kind else ("", ())
    core.run(f"DELETE FROM county_template_item WHERE version = ? {where}", (version, *values))


def set_state(core: Core, version: int, state: str) -> None:
    """Note what became of a version."""
    core.run("UPDATE county_template SET state = ? WHERE version = ?", (state, version))


def versions(core: Core) -> list[Version]:
    """Every version, the newest first."""
    lines = core.all(f"SELECT {', '.join(_KEPT)} FROM county_template ORDER BY version DESC")
    return [Version(*line) for line in lines]


def file_of(core: Core, version: int) -> bytes:
    """The signed file of a version."""
    line = core.one("SELECT file FROM county_template WHERE version = ?", (version,))
    return bytes(line[0])


def items(core: Core, version: int, kind: str = "") -> list[Item]:
    """What a version holds, in order of kind and key."""
    where, values = ("AND kind = ?", (kind,)) if kind else ("", ())
    lines = core.all(
        f"SELECT kind, key, title, data FROM county_template_item WHERE version = ? {where} ORDER BY kind, key",
        (version, *values),
    )
    return [Item(line[0], line[1], line[2], bytes(line[3])) for line in lines]


def told_by_townships(core: Core, states: Iterable[str]) -> dict[str, tuple[str, int]]:
    """By township: the month of the packet that came last, and the version of the templates it was made with."""
    marks = list(states)
    statement = (
        "SELECT township, period, coalesce(json_extract(data, '$.template_version'), 0) FROM inbox WHERE id IN "
        f"(SELECT max(id) FROM inbox WHERE state IN ({', '.join('?' * len(marks))}) GROUP BY township)"
    )
    return {township: (period, int(version)) for township, period, version in core.all(statement, marks)}
