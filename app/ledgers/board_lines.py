"""Which telephones, mailboxes and boxes a sheet shows: one rule for every sheet on a wall."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain.fields import Row
from app.domain.ledger import Around
from app.domain.rows import id_of, text_of
from app.ledgers.hotline import LEVELS, hotline_title, in_use, missing_levels


def lines_shown(around: Around, units: Iterable[int | None], chosen: Sequence[int] = ()) -> list[Row]:
    """The lines a sheet of these units shows, from the highest level down.

    Those a row names stand as long as they are in use; for a level none of them stands for, all that are in use
    there and hang everywhere or at one of the units. So a line that was replaced is replaced on the sheet too.
    """
    there = {None, *units}
    lines = in_use(around)
    named = [line for line in lines if line.get("id") in chosen]
    levels = {line.get("level") for line in named}
    others = [line for line in lines if line.get("level") not in levels and line.get("unit") in there]
    return sorted([*named, *others], key=lambda line: LEVELS.index(text_of(line, "level")))


def foot_of(lines: Sequence[Row], around: Around) -> str:
    """The foot of a sheet on a wall: 监督电话：示例乡纪委 0795-1234567  …, "" where nothing is known."""
    shown = "  ".join(hotline_title(line, around) for line in lines)
    return f"监督电话：{shown}" if shown else ""


def board_incomplete(row: Row, around: Around) -> str:
    """Why a board cannot be printed yet: city, county and township all stand on it. Source: INV-056."""
    missing = missing_levels(lines_shown(around, (id_of(row, "unit"),)))
    return f"还缺{'、'.join(missing)}的举报方式,请先在“监督栏”补齐" if missing else ""
