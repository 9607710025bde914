"""The practice county and township, made once for a whole run: every process of the run finds what another made."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.operations import demo
from tests.made_once import once

TODAY = date(2026, 11, 22)


def practice_books(factory: pytest.TempPathFactory) -> Path:
    """Both books, a stick and a packet as of 22 November 2026."""
    return once(factory, "练习 资料", lambda folder: demo.make_demo(folder, today=TODAY))
