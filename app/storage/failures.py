"""Wrong passwords are kept beside the book: they slow the next tries down and are logged at the next opening."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path

from app.storage.core import BEIJING, Clock
from app.storage.keyfile import write_whole
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
        ready = datetime.fromisoformat(failed[-1][0]) + timedelta(seconds=wait)
        now = self._clock()
        if now < ready and ready - now <= timedelta(seconds=wait):  # a clock set back must not lock for days
            raise TooManyTries(ceil((ready - now).total_seconds()))

    def add(self, login: str) -> None:
        """Remember one failure."""
        at = self._clock().astimezone(BEIJING).isoformat(timespec="seconds")
        failed = [*self._read(), (at, login[:40])][-_REMEMBERED:]
        write_whole(self._path, json.dumps(failed, ensure_ascii=False).encode())

    def all(self) -> list[tuple[str, str]]:
        """All of them, with their moment and login, to be logged."""
        return self._read()

    def clear(self) -> None:
        """Start anew, once they are logged."""
        self._path.unlink(missing_ok=True)

    def _read(self) -> list[tuple[str, str]]:
        try:
            return [(str(at), str(login)) for at, login in json.loads(self._path.read_text("utf-8"))]
        except (OSError, ValueError, TypeError):
            return []  # no list, or one that somebody edited: it only slows guesses down
