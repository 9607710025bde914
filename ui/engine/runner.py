"""Long work off the window's thread: one worker, progress, cancelling, and the result or exception back here."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from app.domain.faults import Told

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

T = TypeVar("T")
Report = Callable[[int, int, str], None]


class Cancelled(Told):
    """The clerk stopped the work."""

    code = "E-CANCELLED"

    def __init__(self) -> None:
        super().__init__("已按您的要求停止。没有完成的部分没有写入,可以重新开始。")


class _Wire(QObject):
    """Carries what the worker says to the window's thread."""

    moved = Signal(int, int, str)
    ended = Signal(object, object)


class Task(Generic[T]):
    """One piece of long work. `report` is what the operation calls between its steps; it stops a cancelled one."""

    def __init__(self) -> None:
        self.wire = _Wire()
        self._stop = Event()
        self.over = Event()
        self.running = True

    @property
    def cancelled(self) -> bool:
        """Whether the clerk asked to stop."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()

    def report(self, done: int, total: int, text: str = "") -> None:
        """Tell how far the work is.

        Raises:
            Cancelled: The clerk asked to stop.
        """
        if self.cancelled:
            raise Cancelled
        self.wire.moved.emit(done, total, text)


_worker: list[ThreadPoolExecutor] = []
_alive: set[Task[object]] = set()
_quiet: set[Task[object]] = set()


def run(
    operation: Callable[[Report], T],
    done: Callable[[T], object],
    failed: Callable[[Exception], object],
    progress: Report | None = None,
    *,
    quiet: bool = False,
) -> Task[T]:
    """Run an operation on the one worker thread; it gets a function to report its progress with.

    `done`, `failed` and `progress` are called on the window's thread. Work queues up: nothing runs side by side.
    `quiet` work is for idle moments: it does not count as busy, and stops at its next step when other work comes.
    """
    task = Task[T]()
    kept = _quiet if quiet else _alive
    kept.add(task)  # type: ignore[arg-type]
    if not quiet:
        for other in _quiet:
            other.cancel()

    def ended(result: T, error: Exception | None) -> None:
        task.running = False
        kept.discard(task)
        if error is None:
            done(result)
        else:
            failed(error)

    def work() -> None:
        try:
            result = operation(task.report)
        except Exception as error:  # whatever it is belongs on the window's thread, where it is told
            task.over.set()
            task.wire.ended.emit(None, error)
        else:
            task.over.set()
            task.wire.ended.emit(result, None)

    task.wire.ended.connect(ended, Qt.ConnectionType.QueuedConnection)
    if progress:
        task.wire.moved.connect(progress, Qt.ConnectionType.QueuedConnection)
    if not _worker:
        from concurrent.futures import ThreadPoolExecutor  # not before there is long work: the start is lighter

        _worker.append(ThreadPoolExecutor(1, "mingzhang"))
    _worker[0].submit(work)
    return task


def busy() -> bool:
    """Whether any work is under way or waiting."""
    return bool(_alive)


def rest() -> None:
    """Let quiet work end at its next step, and wait for that: the book is about to be closed."""
    for task in list(_quiet):
        task.cancel()
    for task in list(_quiet):
        task.over.wait()


def stop() -> None:
    """Cancel what runs, wait for it, and end the worker; for closing the program."""
    for task in (*_alive, *_quiet):
        task.cancel()
    while _worker:
        _worker.pop().shutdown(wait=True, cancel_futures=True)
    _alive.clear()
    _quiet.clear()
