"""Packets: running the coroutines of the signing library without a socket.

The usual loop of asyncio wakes itself through a pair of sockets, which on Windows is a connection over the network's
loopback: a firewall would ask about it, and this program promises to use no network at all.
"""

import asyncio
import selectors
import threading
from collections.abc import Coroutine, Mapping
from typing import Any, TypeVar

Result = TypeVar("Result")


class _NoFiles(selectors.BaseSelector):
    """Waits for other threads and for time, never for a file or a socket."""

    def __init__(self) -> None:
        self.woken = threading.Event()

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        raise OSError("this loop watches no files")

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        raise KeyError(fileobj)

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.woken.wait(timeout)
        self.woken.clear()
        return []

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return {}


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._files = _NoFiles()
        super().__init__(self._files)

    def _make_self_pipe(self) -> None:
        """None is wanted: another thread wakes the selector directly."""

    def _close_self_pipe(self) -> None:
        """There is none."""

    def _write_to_self(self) -> None:
        self._files.woken.set()


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Carry out a coroutine to its end, as asyncio.run does; one that wants a socket fails."""
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(work)
