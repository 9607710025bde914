"""What Python finds to be rubbish is thrown away on the window's thread: a widget that dies on another crashes us."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1_000


def tidy_here(owner: QObject) -> QTimer:
    """Look for rubbish from now on by a timer of this thread only; long work on the worker finds none.

    Widgets and what they call hold one another, so they are rubbish that only the collector finds. Left alone, it
    runs wherever something is being made, on the worker too.
    """
    gc.disable()
    timer = QTimer(owner)
    timer.timeout.connect(tidy)
    timer.start(EVERY_MS)
    return timer


def tidy() -> None:
    """Look through the oldest generation whose time has come, as Python itself would."""
    for generation in (2, 1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return
