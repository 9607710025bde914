"""Lines of workbooks that wait to be completed: kept as texts, outside of the registers they are meant for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from app.domain.plain import plain
from app.storage.core import Core

IN, DROPPED, UNDONE = "in", "dropped", "undone"


@plain
class BasketLine:
    """One line: where it stood, under which headings, and its cells as they are now. `id` is 0 for a new one."""

    id: int
    register: str
    file: str
    sheet: str
    line: int
    header_row: int
    headers: tuple[str, ...]
    keys: tuple[str, ...]
    cells: tuple[str, ...]
    at: str = ""


def put(core: Core, lines: Iterable[BasketLine], step: int | None) -> None:
    """Let lines wait; `step` is the import they come from."""
    core.run_many(
        "INSERT INTO import_basket (register, file, sheet, line, header_row, headers, keys, cells, came, at, by) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(one.register, one.file, one.sheet, one.line, one.header_row),
                *(_json(texts) for texts in (one.headers, one.keys, one.cells)),
                *(step, core.now(), core.actor),
            )
            for one in lines
        ],
    )


def counts(core: Core) -> list[tuple[str, int, str]]:
    """For each register how many lines wait, and since when."""
    query = "SELECT register, count(*), min(at) FROM import_basket WHERE gone = '' GROUP BY register ORDER BY register"
    return [(register, number, at) for register, number, at in core.all(query)]


def waiting(core: Core, register: str) -> list[BasketLine]:
    """The lines that wait for a register, in the order they came."""
    lines = core.all(
        "SELECT id, register, file, sheet, line, header_row, headers, keys, cells, at FROM import_basket "
        "WHERE register = ? AND gone = '' ORDER BY id",
        (register,),
    )
    return [
        BasketLine(number, key, file, sheet, line, header, _texts(headers), _texts(keys), _texts(cells), at)
        for number, key, file, sheet, line, header, headers, keys, cells, at in lines
    ]


def write(core: Core, cells: Iterable[tuple[int, Sequence[str]]]) -> None:
    """What somebody completed: the cells of lines, by their ids."""
    statement = "UPDATE import_basket SET cells = ?1, edited = 1 WHERE id = ?2 AND cells <> ?1"
    core.run_many(statement, [(_json(texts), number) for number, texts in cells])


def take_out(core: Core, numbers: Iterable[int], how: str, step: int | None) -> None:
    """Lines that wait no longer: they went IN with a step, or were DROPPED."""
    statement = "UPDATE import_basket SET gone = ?, went = ? WHERE id = ? AND gone = ''"
    core.run_many(statement, [(how, step, number) for number in numbers])


def after_undo(core: Core, step: int) -> None:
    """An import was taken back: its lines wait no longer, but for those completed since; what went in waits again."""
    core.run("UPDATE import_basket SET gone = ? WHERE came = ? AND gone = '' AND edited = 0", (UNDONE, step))
    core.run("UPDATE import_basket SET gone = '' WHERE went = ? AND gone <> ''", (step,))


def after_redo(core: Core, undoing: int) -> None:
    """The undo was taken back: all is as after the import."""
    steps = "(SELECT id FROM step WHERE undone_by = ?)"
    core.run(f"UPDATE import_basket SET gone = '' WHERE gone = '{UNDONE}' AND came IN {steps}", (undoing,))
    core.run(f"UPDATE import_basket SET gone = '{IN}' WHERE gone = '' AND went IN {steps}", (undoing,))


def _texts(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _json(texts: Sequence[str]) -> str:
    return json.dumps(list(texts), ensure_ascii=False, separators=(",", ":"))
