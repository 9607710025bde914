"""公开栏检查: one sheet for all villages, then one line typed for each; every ticked fault is a problem at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from app.domain.faults import Fault, Refused, hard
from app.domain.fields import Row
from app.domain.rows import id_of, ids_of, text_of
from app.ledgers.board_check import BOARD_CHECKS, FAULTS, problems_from
from app.ledgers.problem import PROBLEMS
from app.ledgers.unit import VILLAGE_KINDS
from app.operations import gate
from app.operations.records import new_row, others, prepare, read_texts, shown
from app.operations.sheets import mark_of
from app.reports.board_sheet import board_sheet
from app.reports.sheet import Sheet
from app.storage.book import Book
from app.storage.reading import Query
from app.storage.writing import Writer

ROUND = ("checked_on", "inspectors", "lead", "deadline")
"""What all villages of one round have in common."""
FAULT_KEYS = tuple(FAULTS)
"""The faults in the order of the sheet: the first is typed as 1."""


@dataclass(frozen=True)
class Board:
    """One village of a round: its board, and the check where it was already entered."""

    unit: int
    name: str
    place: str
    check: Row | None = None


@dataclass(frozen=True)
class BoardSaved:
    """What became of one village: the check, the problems it made, and what is still pointed out."""

    id: int
    number: str
    row: Row
    problems: list[int]
    hints: list[Fault] = field(default_factory=list)


def boards(book: Book, day: str) -> list[Board]:
    """Every village and community of the book, with its check of a day where there is one."""
    done = {id_of(row, "unit"): row for row in book.rows("board_check", checked_on=day)} if day else {}
    villages = [unit for unit in book.rows("unit") if unit.get("kind") in VILLAGE_KINDS and not unit.get("closed_on")]
    return [
        Board(number, text_of(unit, "name"), text_of(unit, "board"), done.get(number))
        for unit in villages
        if (number := id_of(unit, "id"))
    ]


def sheet(book: Book, texts: Mapping[str, str]) -> Sheet:
    """The sheet that is carried round: all villages on it, faults to be ticked by hand."""
    found = boards(book, "")
    if not found:
        raise Refused("账里还没有村(社区),没有可打印的检查表。请先在“单位”里登记。", "E-NOTHING")
    row, _ = read_texts(book, BOARD_CHECKS, {key: text for key, text in texts.items() if key in ROUND})
    people = [book.title("person", number) for number in ids_of(row, "inspectors")]
    made = board_sheet(
        [(board.name, board.place) for board in found],
        keeper=book.info.township,
        on_day=text_of(row, "checked_on"),
        inspectors="、".join(people),
        mark=mark_of(book),
    )
    return gate.passed(book, [made])[0]


def save(book: Book, unit: int, ticked: Collection[str], texts: Mapping[str, str]) -> BoardSaved:
    """Enter one village as it was ticked on the sheet; its problems are registered in the same step.

    Args:
        book: The book.
        unit: The village.
        ticked: Keys of the faults found; none means 未发现问题.
        texts: The round as typed (see ROUND), and `detail`.

    Raises:
        Refused: The village was entered for this day already, or something is missing; nothing was saved.
    """
    row, faults = _row(book, unit, ticked, texts)
    faults += others(faults, prepare(BOARD_CHECKS, row, book.around()) + _entered_already(book, row))
    if ticked:
        faults += [
            Fault(key, f"{BOARD_CHECKS.label(key)}:有问题要转入问题台账,不能为空", "E-REQUIRED")
            for key in ("lead", "deadline")
            if not row.get(key) and not any(fault.field == key for fault in faults)
        ]
    faults = [fault for fault in faults if fault.code != "E-OPEN"]  # what is found goes on in this very step
    if hard(faults):
        raise Refused(faults, hard(faults)[0].code)
    with book.change(f"录入公开栏检查:{book.title('unit', unit)}") as writer:
        made = _problems(book, writer, row)
        row["problems"] = made
        prepare(BOARD_CHECKS, row, writer)
        row_id = writer.save(BOARD_CHECKS, row)
    kept = book.row("board_check", row_id) or {}
    return BoardSaved(row_id, text_of(kept, "number"), kept, made, faults)


def last_round(book: Book) -> dict[str, str]:
    """Who went round the last time, so that it is not typed again; the day and the deadline are new each time."""
    kept = book.page("board_check", book.ids("board_check", Query(order=(("id", True),)))[:50])
    if not kept:
        return {}
    led = next((row for row in kept if row.get("lead")), kept[0])
    texts = {**shown(book, BOARD_CHECKS, kept[0]), "lead": shown(book, BOARD_CHECKS, led)["lead"]}
    return {"inspectors": texts["inspectors"], "lead": texts["lead"], "deadline": ""}


def _row(book: Book, unit: int, ticked: Collection[str], texts: Mapping[str, str]) -> tuple[Row, list[Fault]]:
    known = {key: texts.get(key, "") for key in (*ROUND, "detail")}
    values, faults = read_texts(book, BOARD_CHECKS, known)
    row = {**new_row(book, BOARD_CHECKS), **values, "unit": unit}
    row |= {key: int(key in ticked) for key in FAULT_KEYS}
    if not ticked:
        row["lead"] = row["deadline"] = None
    else:
        row["lead"] = usual_lead(book, unit) or row.get("lead")
    return row, faults


def usual_lead(book: Book, unit: int) -> int | None:
    """Who answered for this village the last time a problem of it was registered; that need not be typed again."""
    found = [row for row in book.rows("problem", unit=unit) if row.get("lead")]
    return id_of(found[-1], "lead") if found else None


def _entered_already(book: Book, row: Row) -> list[Fault]:
    day = text_of(row, "checked_on")
    for kept in book.rows("board_check", unit=row.get("unit"), checked_on=day) if day else []:
        name = book.title("board_check", id_of(kept, "id") or 0)
        text = f"{name}已经录过({text_of(kept, 'result')}),没有再记一次。要改请按 Ctrl+Z 撤销那一步,或在列表里打开它"
        return [Fault("unit", text, "E-TWICE")]
    return []


def _problems(book: Book, writer: Writer, row: Row) -> list[int]:
    made = []
    for found in problems_from(row, writer):
        problem = {**new_row(book, PROBLEMS), **found}
        if faults := hard(prepare(PROBLEMS, problem, writer)):
            raise Refused(faults, faults[0].code)
        made.append(writer.save(PROBLEMS, problem))
    return made
