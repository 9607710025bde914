"""What the county chose row by row where a packet came again with other content."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.plain import plain
from app.storage.core import Core

GONE = b""
"""The leaf of a version that takes the row out."""


@plain
class Choice:
    """A row of a township that is not as one of its packets says; `leaf` is the version that was not chosen."""

    township: str
    register: str
    local_id: int
    packet: int
    leaf: bytes


def keep_choices(core: Core, lines: Iterable[Choice], why: str) -> None:
    """Write choices down; a newer one about the same row takes the place of the older."""
    core.run_many(
        "INSERT OR REPLACE INTO row_choice (township, register, local_id, packet, leaf, why, at, by) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (one.township, one.register, one.local_id, one.packet, one.leaf, why, core.now(), core.actor)
            for one in lines
        ],
    )


def standing(core: Core, township: str) -> dict[tuple[str, int], bytes]:
    """The versions of a township's rows that were not chosen, by register and the township's id."""
    lines = core.all("SELECT register, local_id, leaf FROM row_choice WHERE township = ?", (township,))
    return {(register, number): bytes(leaf) for register, number, leaf in lines}


def drop_choices(core: Core, township: str, places: Iterable[tuple[str, int]]) -> None:
    """Forget choices: the township sent something else since."""
    statement = "DELETE FROM row_choice WHERE township = ? AND register = ? AND local_id = ?"
    core.run_many(statement, [(township, *place) for place in places])
