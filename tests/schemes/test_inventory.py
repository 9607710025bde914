"""Both schemes, line by line: what each asks for has a register, a field, a sheet or an operation that answers it.

inventory.csv lists the 208 lines of the schemes (INV), what they imply (IMP), the smaller registers (REG) and the
real forms (FORM). An answer is `register`, `register.field`, `register.field=option`, `register@state`,
`register#move`, `register!action`, `register>lines`, `paper:key`, `option:key`, `op:module:function`, or
`issue:n` for what a later piece of work brings.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

from app.domain.fields import Choice
from app.domain.ledger import COMMON_LABELS
from app.domain.options import BOOK_OPTIONS
from app.ledgers import LEDGERS, SHELF, ledger

LATER = {"4", "5", "6", "7"}
ANSWER = re.compile(r"(?P<register>[a-z_]+)(?:(?P<sign>[.@#!>])(?P<name>[^=]+)(?:=(?P<option>.+))?)?")
PAPERS = {paper.key for definition in LEDGERS for paper in definition.papers}


class Line(NamedTuple):
    """One line of the inventory."""

    id: str
    need: str
    answers: str


def inventory() -> list[Line]:
    with Path(__file__).with_name("inventory.csv").open(encoding="utf-8", newline="") as file:
        return [Line(*line) for line in list(csv.reader(file))[1:]]


def answers(text: str) -> bool:
    """Whether an answer points to something that is there."""
    kind, _, rest = text.partition(":")
    match kind:
        case "issue":
            return rest in LATER
        case "paper":
            return rest in PAPERS
        case "option":
            return rest in BOOK_OPTIONS
        case "op":
            module, _, function = rest.partition(":")
            return callable(getattr(import_module(module), function, None))
    found = ANSWER.fullmatch(text)
    return found is not None and found["register"] in SHELF and in_register(found)


def in_register(found: re.Match[str]) -> bool:
    definition, name = ledger(found["register"]), found["name"]
    match found["sign"]:
        case None:
            return True
        case "@":
            return name in {state.name for state in definition.states}
        case "#":
            return name in {move.label for move in definition.moves}
        case "!":
            return name in {action.label for action in definition.raises}
        case ">":
            return name in definition.children
    if found["option"] is None:
        return name in definition.by_key or name in COMMON_LABELS
    field = definition.by_key.get(name)
    return isinstance(field, Choice) and found["option"] in {one.code for one in field.leaves}


def test_the_inventory_is_whole() -> None:
    ids = [line.id for line in inventory()]
    kinds = Counter(id.partition("-")[0] for id in ids)

    assert len(set(ids)) == len(ids)
    assert [id for id in ids if id.startswith("INV")] == [f"INV-{n:03d}" for n in range(1, 209)]
    assert [id for id in ids if id.startswith("IMP")] == [f"IMP-{n:02d}" for n in range(1, 13)]
    assert kinds["REG"] >= 12


@pytest.mark.parametrize("line", inventory(), ids=lambda line: line.id)
def test_every_line_of_the_schemes_is_answered(line: Line) -> None:
    wrong = [text for text in line.answers.split() if not answers(text)]

    assert line.need
    assert line.answers.split()
    assert wrong == []


def test_few_lines_wait_for_later_work_alone() -> None:
    waiting = [line.id for line in inventory() if all(text.startswith("issue:") for text in line.answers.split())]

    assert waiting == ["IMP-06"]


@pytest.mark.parametrize(
    "text",
    ["nowhere", "problem.nothing", "problem.category=9.9", "problem@没有", "problem#没有", "problem!没有", "issue:3",
     "problem>nothing", "paper:nothing", "option:nothing", "op:app.operations.todo:nothing", "problem.unit=甲"],
)  # fmt: skip
def test_an_answer_that_points_nowhere_is_found(text: str) -> None:
    assert not answers(text)


def test_every_register_of_the_menu_answers_some_line() -> None:
    named = {re.split(r"[.@#!>]", text)[0] for line in inventory() for text in line.answers.split()}

    assert {definition.key for definition in LEDGERS if definition.menu} - named == set()
