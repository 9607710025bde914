"""The practice county and township, made once for a whole run: every process of the run finds what another made."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.operations import demo

TODAY = date(2026, 11, 22)


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that is made by whoever needs it first; tests copy it and leave it as it is."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    place = shared / f"once {name}"
    if not place.exists():
        own = factory.mktemp("once") / name
        own.mkdir()
        make(own)
        try:
            own.rename(place)  # whole or not at all
        except OSError:  # another process was faster
            shutil.rmtree(own)
    return place


def practice_books(factory: pytest.TempPathFactory) -> Path:
    """Both books, a stick and a packet as of 22 November 2026."""
    return once(factory, "练习 资料", lambda folder: demo.make_demo(folder, today=TODAY))
