"""The event log: every act is one line that is never changed, with its hash for the tree over all of them."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from app.domain.canonical import encode
from app.domain.days import Period
from app.domain.merkle import Tree, leaf_hash
from app.domain.patterns import later
from app.storage.core import Core
from app.storage.seen import Point

_SIGNS = later("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_INSERT = "INSERT INTO event (seq, body, leaf) VALUES (?, ?, ?)"


class Event(NamedTuple):
    """One act on one object; before and after are hashes of the row in hexadecimal."""

    act: str
    obj: str
    before: str | None = None
    after: str | None = None
    why: str | None = None


class LogView:
    """The log as it was when asked for: its size, its root, and what a verifier needs."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._leaves: list[bytes] = [leaf for (leaf,) in core.all("SELECT leaf FROM event ORDER BY seq")]
        self._tree = Tree(self._leaves)

    @property
    def size(self) -> int:
        """How many events there are."""
        return len(self._leaves)

    @property
    def root(self) -> bytes:
        """The hash over all of them."""
        return self._tree.root()

    def root_at(self, size: int) -> bytes:
        """The hash over the first `size` events."""
        return self._tree.root(size)

    def leaves(self) -> list[bytes]:
        """The hash of every event, in order."""
        return list(self._leaves)

    def bodies(self, start: int = 0, end: int | None = None) -> list[bytes]:
        """The events from the one after `start` on, as hashed."""
        last = self.size if end is None else end
        query = "SELECT body FROM event WHERE seq > ? AND seq <= ? ORDER BY seq"
        return [body for (body,) in self._core.all(query, (start, last))]

    def proof(self, from_size: int) -> list[bytes]:
        """Hashes that show this log to be a continuation of the one of `from_size` events."""
        return self._tree.consistency_proof(from_size) if from_size else []


class Events(Core):
    """Writing to the log and checking it."""

    def note(self, act: str, obj: str, why: str | None = None) -> None:
        """Log an act that changes no row: a login, an export, a print, a packet, a backup."""
        with self.transaction():
            self.append_events([Event(act, obj, why=why)])

    def append_events(self, events: Iterable[Event]) -> None:
        """Add events at the end, inside the transaction of the change they tell of."""
        moment = self.moment()
        period, at = Period.of(self.today(), "month").key, moment.isoformat(timespec="seconds")
        seq = int(self.one("SELECT coalesce(max(seq), 0) FROM event")[0])
        lines = []
        for event in events:
            seq += 1
            body = encode(
                {
                    "v": 1,
                    "seq": seq,
                    "t": at,
                    "actor": self.actor,
                    "role": self.role,
                    "act": event.act,
                    "obj": event.obj,
                    "period": period,
                    "before": event.before,
                    "after": event.after,
                    "why": _plain(event.why),
                    "salt": os.urandom(16).hex(),
                }
            )
            lines.append((seq, body, leaf_hash(body)))
        self.run_many(_INSERT, lines)
        self._come_to = Point(seq, at)

    def log(self) -> LogView:
        """The whole log, for a packet or a verifier."""
        return LogView(self)

    def check_log(self, last: int | None = None) -> int | None:
        """Check that no event is missing or altered.

        Args:
            last: Only this many from the end; all where it is None.

        Returns:
            The number of the first wrong event, or None where all are right.
        """
        size = int(self.one("SELECT coalesce(max(seq), 0) FROM event")[0])
        expected = max(1, size - last + 1) if last else 1
        for seq, body, leaf in self.all("SELECT seq, body, leaf FROM event WHERE seq >= ? ORDER BY seq", (expected,)):
            if seq != expected or leaf_hash(body) != leaf or f'"seq":{seq},'.encode() not in body:
                return expected
            expected += 1
        return None


def _plain(text: str | None) -> str | None:
    return _SIGNS.sub(" ", unicodedata.normalize("NFC", text)).strip() or None if text else None
