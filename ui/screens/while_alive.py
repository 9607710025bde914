"""Results of background work for a page that may be gone by then."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject
from shiboken6 import isValid

T = TypeVar("T")


def while_alive(owner: QObject, act: Callable[[T], object]) -> Callable[[T], None]:
    """Call `act` only as long as Qt still has its owner: a closed window has no use for the result."""

    def call(result: T) -> None:
        if isValid(owner):
            act(result)

    return call
