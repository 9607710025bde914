"""The search index: every Chinese sign is a word of its own; numbers are found by any part of them."""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from app.domain.fields import Row, Titles
from app.domain.ledger import LedgerDef
from app.domain.patterns import later
from app.domain.text import half_width
from app.storage.core import ID_BITS, ID_MASK
from app.storage.initials import initials
from app.storage.pages import Pages

_TOKENS = later(r"[0-9a-z]+|[^\x00-\x7f]")
_DIGITS = later(r"[0-9]{4,}")
_INITIALS = later(r"[a-z]{2,8}")
_CHUNK = 250  # the window reads between two chunks
# Every save leaves a piece of its own in the index; whoever looks something up looks into each. Sixteen of a size are
# put together at once, which is little; the rest is left for a quiet moment, this many pages of 4 KB at a time.
_LOOSE, _PAGES = 64, 64
_MERGE = f"INSERT INTO search_text (search_text, rank) VALUES ('merge', {_PAGES})"
_MOST_NAMES = 20
_MATCHING = "SELECT rowid FROM search_text WHERE search_text MATCH ? ORDER BY rowid"
_NONE = array("q")
NAMED = ("unit", "person")  # looked for by the first letters of their names, and in rows that name them


class Hit(NamedTuple):
    """One row the search found."""

    register: str
    id: int
    title: str
    state: str


class Found(NamedTuple):
    """What a typed text asks of the index, "" where nothing can be found by it."""

    match: str

    def within(self, register_id: int) -> tuple[str, list[str | int]]:
        """A condition on the ids of one register, with its values."""
        if not self.match:
            return "0", []
        return (
            f"id IN (SELECT rowid & {ID_MASK} FROM search_text WHERE search_text MATCH ? AND rowid BETWEEN ? AND ?)",
            [self.match, *_span(register_id)],
        )


class Searching(Pages):
    """Keeping the index and asking it."""

    _loose = _LOOSE  # rows indexed since its pieces were last put together; after opening nobody knows

    def search(self, text: str, limit: int = 50) -> list[Hit]:
        """Rows of all registers in which every word of a text stands, as far as whoever acts may read them.

        Units and people who are called so come first, then the registers in the order of the menu, each with its
        newest rows; where there are more than `limit`, every register has its share.
        """
        found = self.matching(text)
        if not found.match:
            return []
        # asked once, not for every register: what is only begun is looked up in the index at some cost
        with self._lock:
            docs = array("q", chain.from_iterable(self.run(_MATCHING, (found.match,))))
        newest = {key: self._of_register(key, docs) for key in self.ledgers if self.may_read(key)}
        terms = half_width(text).lower().split()
        named = [
            hit for key in NAMED for hit in self._alive(key, newest.get(key, _NONE), limit) if self._called(hit, terms)
        ]
        named.sort(key=lambda hit: (NAMED.index(hit.register), len(hit.title)))  # the village before its groups
        for key in {hit.register for hit in named}:
            first = {hit.id for hit in named if hit.register == key}
            newest[key] = array("q", (doc for doc in newest[key] if doc & ID_MASK not in first))
        shares = _shares([len(ids) for ids in newest.values()], limit - len(named))
        rest = (self._alive(key, ids, share) for (key, ids), share in zip(newest.items(), shares, strict=True))
        return [*named[:limit], *chain.from_iterable(rest)]

    def matching(self, text: str) -> Found:
        """Turn a typed text into what the index understands; brings the index up to date first."""
        self.index_pending()
        asked = [self._asked(term) for term in half_width(text).lower().split()]
        return Found(" AND ".join(asked) if all(asked) else "")

    def index_pending(self, limit: int | None = None) -> int:
        """Index rows that a bulk change left for later; returns how many are still left."""
        with self._lock:
            while (left := self._pending()) and (limit is None or limit > 0):
                docs = [
                    doc
                    for (doc,) in self.all("SELECT doc FROM search_pending LIMIT ?", (min(_CHUNK, limit or _CHUNK),))
                ]
                with self.transaction():
                    self.index(docs)
                if limit is not None:
                    limit -= len(docs)
        return left

    def tidy_index(self) -> bool:
        """Put some pieces of the index together; returns whether there may be more to do."""
        with self.transaction():
            before = self._conn.total_changes
            self.run(_MERGE)
            more = bool(self._conn.total_changes - before > 1)  # one is the line that asked for it
        self._loose = _LOOSE if more else 0
        return more

    def behind(self) -> bool:
        """Whether rows were left for later, or many small pieces of the index."""
        return self._loose >= _LOOSE or self.one("SELECT 1 FROM search_pending LIMIT 1") is not None

    def index(self, docs: Sequence[int]) -> None:
        """Put rows into the index anew; rows that are gone leave it."""
        by_register: dict[int, list[int]] = {}
        for doc in docs:
            by_register.setdefault(doc >> ID_BITS, []).append(doc & ID_MASK)
        for register, key in self.all("SELECT id, key FROM register"):
            if (ids := by_register.get(register)) and key in self.tables:
                self._index_register(register, key, ids)
        self.run_many("DELETE FROM search_pending WHERE doc = ?", [(doc,) for doc in docs])
        self._loose += len(docs)

    def unindex(self, docs: Sequence[int]) -> None:
        """Take rows out of the index."""
        lines = [(doc,) for doc in docs]
        self.run_many("DELETE FROM search_text WHERE rowid = ?", lines)
        self.run_many("DELETE FROM search_pending WHERE doc = ?", lines)

    def _pending(self) -> int:
        return int(self.one("SELECT count(*) FROM search_pending")[0])

    def _index_register(self, register: int, key: str, ids: Sequence[int]) -> None:
        ledger = self.ledgers[key]
        rows = self.page(key, ids)
        titles = self.all_titles(ledger, rows)
        own = dict(self.titled(key, ids))
        texts, starts = [], []
        for row in rows:
            id = int(row["id"])  # type: ignore[arg-type]
            title = own.get(id, "")
            short = initials(title)
            parts = searched_texts(ledger, row, titles)
            texts.append((register << ID_BITS | id, indexed(" ".join((title, short, *parts)))))
            starts.append((short, key, id))
        self.unindex([register << ID_BITS | id for id in ids])
        self.run_many("INSERT INTO search_text (rowid, text) VALUES (?, ?)", texts)
        self.run_many("UPDATE title SET initials = ? WHERE register = ? AND row = ?", starts)

    def _asked(self, term: str) -> str:
        """One word of a search: as it is, and for initials also every name that may be meant."""
        phrase = _phrase(term)
        if not _INITIALS.fullmatch(term):
            return phrase
        names = self.all(
            "SELECT title FROM title WHERE register IN (SELECT value FROM json_each(?)) "
            "AND (initials LIKE ? OR initials LIKE ?) ORDER BY uses DESC, row LIMIT ?",
            (json.dumps(NAMED), f"{term}%", f"% {term}%", _MOST_NAMES),
        )
        ways = [phrase, *dict.fromkeys(f'"{tokens(name)}"' for (name,) in names)]
        return f"({' OR '.join(ways)})"

    def _of_register(self, register: str, docs: array[int]) -> array[int]:
        """Those of a register among all that were found, the newest last."""
        low, high = _span(self.register_id(register))
        return docs[bisect_left(docs, low) : bisect_right(docs, high)]

    def _alive(self, register: str, docs: array[int], wanted: int) -> list[Hit]:
        """The newest of some rows that are not voided; no more rows are read than needed, of however many there are."""
        hits: list[Hit] = []
        end = len(docs)
        while len(hits) < wanted and end:
            start = max(end - (wanted - len(hits)), 0)
            some = [doc & ID_MASK for doc in docs[start:end]]
            end = start
            lines = self.all(
                f'SELECT r.id, t.title, r.state FROM "{register}" r '
                "LEFT JOIN title t ON t.register = ? AND t.row = r.id "
                "WHERE r.voided = 0 AND r.id IN (SELECT value FROM json_each(?)) ORDER BY r.id DESC",
                (register, json.dumps(some)),
            )
            hits += [Hit(register, id, title or "", state or "") for id, title, state in lines]
        return hits

    def _called(self, hit: Hit, terms: Sequence[str]) -> bool:
        """Whether a row is called as was typed, in signs or by initials."""
        name = half_width(hit.title).lower()
        return all(term in name or any(way.startswith(term) for way in initials(name).split()) for term in terms)


def _span(register_id: int) -> tuple[int, int]:
    return register_id << ID_BITS, (register_id + 1 << ID_BITS) - 1


def _shares(counts: Sequence[int], limit: int) -> list[int]:
    """How many each may show so that all together are no more than `limit`: in turn, as long as there are some."""
    shares, room = [0] * len(counts), limit
    while room > 0 and any(share < count for share, count in zip(shares, counts, strict=True)):
        for at, count in enumerate(counts):
            if room > 0 and shares[at] < count:
                shares[at] += 1
                room -= 1
    return shares


def searched_texts(ledger: LedgerDef, row: Row, titles: Titles) -> list[str]:
    """What a row is found by; secret fields never are."""
    texts = [str(row.get("number") or "")]
    texts += [field.show(value, titles) for field in ledger.found_by if (value := row.get(field.key))]
    texts += [str(row.get(key) or "") for key in ("remark", "explanation")]
    return [text for text in texts if text]


def indexed(text: str) -> str:
    """A text as it is put into the index: longer numbers also from every later digit on, to be found by a part."""
    words = tokens(text)
    runs = dict.fromkeys(_DIGITS.findall(words))
    return " ".join((words, *(run[at:] for run in runs for at in range(1, len(run) - 2))))


def tokens(text: str) -> str:
    """A text as the index takes it: signs apart, runs of letters and digits together."""
    return " ".join(_TOKENS.findall(half_width(text).lower()))


def _phrase(term: str) -> str:
    words = _TOKENS.findall(term)
    if not words:
        return ""
    # the last run of digits or letters may be only begun
    return '"' + " ".join(words) + '"' + ("*" if words[-1].isascii() else "")
