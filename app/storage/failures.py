"""Wrong passwords are kept beside the book: they slow the next tries down and are logged at the next opening.

The wait is counted by how long the computer has been running, not by its clock, which anybody can set. After the
computer was started anew only the time since then is certain, so that the wait is never longer than 15 minutes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from typing import NamedTuple

from app.disk import write_whole
from app.storage.core import BEIJING, Clock
from app.storage.troubles import Trouble

_FREE_TRIES = 5
_LEAST, _MOST = 30, 900
_REMEMBERED = 1_000


class TooManyTries(Trouble):
    """Too many wrong passwords in a row; there is a wait, never a lock for good."""

    code = "E-PASSWORD-WAIT"

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"密码连续输错次数过多。账套没有改动;请等 {seconds} 秒后再试,或请管理员核对用户名。")


class Uptime(NamedTuple):
    """Which run of the computer this is, "" where it cannot be told, and how many seconds it has lasted."""

    boot: str
    seconds: float


class Failure(NamedTuple):
    """One wrong password: when by the clock, for whom, and when by the run of the computer."""

    at: str
    login: str
    boot: str = ""
    seconds: float = 0.0


def uptime() -> Uptime:
    """The run of the computer as it is now."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except (OSError, ValueError):
        boot = ""
    clock = getattr(time, "CLOCK_BOOTTIME", None)  # goes on while a laptop sleeps
    return Uptime(boot, time.clock_gettime(clock) if clock is not None else time.monotonic())


class Failures:
    """The list of failed logins since the last good one."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path, self._clock = path, clock

    def check(self) -> None:
        """Refuse a try that comes too early.

        Raises:
            TooManyTries: After five failures, for 30 seconds, doubling up to 15 minutes.
        """
        failed = self._read()
        if len(failed) < _FREE_TRIES:
            return
        wait = min(_LEAST << min(len(failed) - _FREE_TRIES, 10), _MOST)
        if (left := wait - _passed(failed[-1], uptime())) > 0:
            raise TooManyTries(ceil(left))

    def add(self, login: str) -> None:
        """Remember one failure."""
        at = self._clock().astimezone(BEIJING).isoformat(timespec="seconds")
        now = uptime()
        failed = [*self._read(), Failure(at, login[:40], now.boot, now.seconds)][-_REMEMBERED:]
        write_whole(self._path, json.dumps(failed).encode())

    @contextmanager
    def watching(self, login: str, *wrong: type[Exception]) -> Iterator[None]:
        """One try of a password: refused when it comes too early, remembered when it fails in one of these ways."""
        self.check()
        try:
            yield
        except wrong:
            self.add(login)
            raise

    def all(self) -> list[tuple[str, str]]:
        """All of them, with their moment and login, to be logged."""
        return [(one.at, one.login) for one in self._read()]

    def clear(self) -> None:
        """Start anew, once they are logged."""
        self._path.unlink(missing_ok=True)

    def _read(self) -> list[Failure]:
        try:
            lines = json.loads(self._path.read_text("utf-8"))
            return [Failure(str(at), str(login), *_run(rest)) for at, login, *rest in lines]
        except (OSError, ValueError, TypeError, RecursionError):
            return []  # no list, or one that somebody edited: it only slows guesses down


def _run(rest: list[object]) -> tuple[str, float]:
    """Which run a line tells of; one of an earlier release tells none and counts as an earlier run."""
    if len(rest) == 2 and isinstance(rest[1], int | float):
        return str(rest[0]), float(rest[1])
    return "?", 0.0


def _passed(last: Failure, now: Uptime) -> float:
    """Seconds that have certainly passed since a failure."""
    if last.boot == now.boot and last.seconds <= now.seconds:
        return now.seconds - last.seconds
    return now.seconds
