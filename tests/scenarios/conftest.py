"""Scenarios run through the real window, driven by keys: its fixtures, one counter, one printer, sticks that are real.

What a stick really was stands in the summary of the run.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.packet.drives_made import Stick
from tests.packet.drives_made import stick as made
from tests.scenarios.counting import Counting, Printer
from tests.ui.conftest import *  # noqa: F403
from tests.ui.conftest import _own_home  # noqa: F401
from ui.engine.window import MainWindow

StickOf = Callable[[str], Stick]


@pytest.fixture
def stick_of(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StickOf]:
    """Makes sticks of a kind; what each really was stands in the summary of the run."""
    with ExitStack() as after:

        def make(wanted: str) -> Stick:
            one = after.enter_context(made(wanted, tmp_path / f"插槽 {wanted}"))
            request.node.user_properties.append(("stick", one.told))
            return one

        yield make


@pytest.fixture
def printer(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Printer:
    """A printer that writes files; its dialog is answered with 打印."""
    found = Printer(folder)
    found.plug_in(monkeypatch)
    return found


@pytest.fixture
def did(qtbot: QtBot, window: MainWindow, printer: Printer) -> Counting:
    """Hands that count, at 待办."""
    window.starter.go("home")  # type: ignore[attr-defined]
    printer.did = Counting(qtbot, window)
    return printer.did
