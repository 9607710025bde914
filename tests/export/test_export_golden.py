"""Sheets whose printed text was read once by a person: every later change shows up here."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.export.pdf import draw
from app.reports.sheet import Sheet
from tests.export.paper import Paper
from tests.export.sheets import ledger, letter, wall

GOLDEN = Path(__file__).parent.parent / "golden" / "export"
SHEETS = {"ledger": ledger(20, mark="练习"), "wall": wall(30), "letter": letter()}


def printed(paper: Paper) -> str:
    """The text of all pages, each on a line of its own."""
    return "".join(f"{paper.text(page)}\n" for page in range(len(paper.pages)))


def lines_of(sheet: Sheet) -> str:
    """What stands on a sheet, line by line."""
    return "".join("|".join(line) + "\n" for line in sheet.lines())


@pytest.mark.parametrize("name", SHEETS)
def test_the_printed_text_is_the_one_that_was_approved(name: str) -> None:
    sheet: Sheet = SHEETS[name]
    paper = Paper(draw(sheet, version_line="明账").data)

    text = printed(paper)

    assert text == (GOLDEN / f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize("name", SHEETS)
def test_the_lines_of_the_sheet_are_the_ones_that_were_approved(name: str) -> None:
    lines = lines_of(SHEETS[name])

    assert lines == (GOLDEN / f"{name}.lines.txt").read_text("utf-8")
