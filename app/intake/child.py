"""The process in which an old workbook (.xls, .et) is taken apart, and the asking for it.

The library that reads the old format runs in circles, eats all memory or ends the whole program on some damaged files.
What was typed elsewhere in the meantime must not be lost by that.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Final, NamedTuple

from app import apart
from app.intake.headings import Area
from app.intake.unreadable import Unreadable

MEMORY: Final = 1 << 30
SECONDS: Final = 60
_MAX_JOB: Final = 1 << 16
_PASSWORD: Final = "password"


class RawSheet(NamedTuple):
    """One visible tab: its name, the texts of its rows, its merged cells."""

    name: str
    texts: list[list[str]]
    merged: list[Area]


def command() -> list[str]:
    """How the process is started."""
    return apart.command(apart.READ_WORKBOOK)


def sheets_apart(path: Path, most_rows: int, most_columns: int) -> list[RawSheet]:
    """The visible tabs of an old workbook.

    Raises:
        Unreadable: It is damaged, or under a password; what the process died of does not matter.
    """
    job = {"path": str(path.absolute()), "rows": most_rows, "columns": most_columns, "memory": MEMORY}
    try:
        answer = apart.ask(command(), json.dumps({**job, "seconds": SECONDS}).encode(), MEMORY, SECONDS)
        told = json.loads(answer)
        if told == _PASSWORD:
            raise Unreadable.locked(path.name)
        return [RawSheet(name, texts, [tuple(area) for area in merged]) for name, texts, merged in told]
    except (apart.Died, ValueError, TypeError, OSError) as error:
        raise Unreadable.broken_workbook(path.name) from error


def main() -> int:
    """Read the workbook of the job on stdin; the answer on stdout is one JSON document. Any failure is an exit code."""
    answers = os.fdopen(os.dup(1), "wb")
    sys.stdout = sys.stderr  # whatever a library prints is no answer
    job = json.loads(sys.stdin.buffer.read(_MAX_JOB))
    from python_calamine import PasswordError

    apart.limit_this_process(job["memory"], job["seconds"])
    try:
        told: object = read_old(Path(job["path"]), job["rows"], job["columns"])
    except PasswordError:
        told = _PASSWORD
    answers.write(json.dumps(told, ensure_ascii=True).encode("ascii"))
    answers.close()
    return 0


def read_old(path: Path, most_rows: int, most_columns: int) -> list[RawSheet]:
    """The visible tabs, read in this very process; raises whatever the library raises."""
    from app.intake.workbook import raw_sheets

    with raw_sheets(path, most_rows, most_columns) as (_, sheets):
        return list(sheets)
