"""The practice county and township, made once for a whole run: every process of the run finds what another made."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from app.operations import demo
from tests.made_once import once

TODAY = date(2026, 11, 22)
SAID = "steps.json"


def practice_books(factory: pytest.TempPathFactory) -> Path:
    """Both books, a stick and a packet as of 22 November 2026."""
    return once(factory, "练习 资料", _make) / "练习"


def practice_steps(factory: pytest.TempPathFactory) -> list[tuple[int, int, str]]:
    """What was said while they were made: steps done, steps in all, what comes now."""
    return [
        (done, total, what) for done, total, what in json.loads((practice_books(factory).parent / SAID).read_text())
    ]


def _make(folder: Path) -> None:
    said: list[tuple[int, int, str]] = []
    demo.make_demo(folder / "练习", today=TODAY, progress=lambda *step: said.append(step))
    (folder / SAID).write_text(json.dumps(said))
