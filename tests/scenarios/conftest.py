"""Scenarios run through the real window, driven by keys; they share its fixtures."""

from tests.ui.conftest import *  # noqa: F403
from tests.ui.conftest import _own_home  # noqa: F401
