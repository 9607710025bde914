"""Scenarios run through the real window, driven by keys; they share its fixtures, and their sticks are real ones."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.packet.drives_made import Stick
from tests.packet.drives_made import stick as made
from tests.ui.conftest import *  # noqa: F403
from tests.ui.conftest import _own_home  # noqa: F401

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
