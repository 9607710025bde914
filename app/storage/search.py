"""The search index: every Chinese sign is a word of its own, digits are found from their middle too."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import NamedTuple

from app.domain.fields import Attachment, Choice, Link, LongText, Phone, Row, Sensitivity, Text, Titles
from app.domain.ledger import LedgerDef
from app.domain.text import half_width
from app.storage.core import ID_BITS, ID_MASK
from app.storage.initials import initials
from app.storage.pages import Pages

_TOKENS = re.compile(r"[0-9a-z]+|[^\x00-\x7f]")
_DIGITS = re.compile(r"\d{3,}")
_SEARCHED = (Text, LongText, Choice, Link, Phone, Attachment)
_CHUNK = 250  # the window reads between two chunks


class Hit(NamedTuple):
    """One row the search found."""

    register: str
    id: int
    title: str
    state: str


class Found(NamedTuple):
    """What a typed text asks of the index: terms for the text, and for each term of digits the rows it is part of."""

    match: str
    docs: frozenset[int] | None = None

    def within(self, register_id: int) -> tuple[str, list[str | int]]:
        """A condition on the ids of one register, with its values."""
        low, high = register_id << ID_BITS, (register_id + 1 << ID_BITS) - 1
        if self.docs is not None:
            return "id IN (SELECT value FROM json_each(?))", [
                json.dumps([doc & ID_MASK for doc in self.docs if low <= doc <= high])
            ]
        return (
            f"id IN (SELECT rowid & {ID_MASK} FROM search_text WHERE search_text MATCH ? AND rowid BETWEEN ? AND ?)",
            [self.match, low, high],
        )


class Searching(Pages):
    """Keeping the index and asking it."""

    def search(self, text: str, limit: int = 50) -> list[Hit]:
        """Rows of all registers in which every word of a text stands, newest first."""
        if not text.strip():
            return []
        found = self.matching(text)
        if found.docs is not None:
            docs = sorted(found.docs, key=lambda doc: doc & ID_MASK, reverse=True)[: limit * 2]
        else:
            query = "SELECT rowid FROM search_text WHERE search_text MATCH ? LIMIT ?"
            docs = [doc for (doc,) in self.all(query, (found.match, limit * 20))]
            docs.sort(key=lambda doc: doc & ID_MASK, reverse=True)
        return self._hits(docs, limit)

    def matching(self, text: str) -> Found:
        """Turn a typed text into what the index understands; brings the index up to date first."""
        self.index_pending()
        terms = half_width(text).lower().split()
        if not any(_DIGITS.fullmatch(term) for term in terms):
            phrases = [phrase for term in terms if (phrase := _phrase(term))]
            return Found(" AND ".join(phrases)) if phrases else Found("", frozenset())
        sets = [self._docs(term) for term in terms]
        return Found("", frozenset[int].intersection(*sets))

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

    def index(self, docs: Sequence[int]) -> None:
        """Put rows into the index anew; rows that are gone leave it."""
        by_register: dict[int, list[int]] = {}
        for doc in docs:
            by_register.setdefault(doc >> ID_BITS, []).append(doc & ID_MASK)
        for register, key in self.all("SELECT id, key FROM register"):
            if (ids := by_register.get(register)) and key in self.tables:
                self._index_register(register, key, ids)
        self.run_many("DELETE FROM search_pending WHERE doc = ?", [(doc,) for doc in docs])

    def unindex(self, docs: Sequence[int]) -> None:
        """Take rows out of the index."""
        lines = [(doc,) for doc in docs]
        for table, column in (("search_text", "rowid"), ("search_digits", "rowid"), ("search_pending", "doc")):
            self.run_many(f"DELETE FROM {table} WHERE {column} = ?", lines)

    def _pending(self) -> int:
        return int(self.one("SELECT count(*) FROM search_pending")[0])

    def _index_register(self, register: int, key: str, ids: Sequence[int]) -> None:
        ledger = self.ledgers[key]
        rows = self.page(key, ids)
        titles = self.titles(ledger, rows)
        own = dict(self.titled(key, ids))
        texts, digits, starts = [], [], []
        for row in rows:
            doc, title = register << ID_BITS | int(row["id"]), own.get(int(row["id"]), "")  # type: ignore[arg-type]
            short = initials(title)
            parts = searched_texts(ledger, row, titles)
            texts.append((doc, tokens(" ".join((title, short, *parts)))))
            digits.append((doc, " ".join(dict.fromkeys(_DIGITS.findall(half_width(" ".join((title, *parts))))))))
            starts.append((short, key, row["id"]))
        self.unindex([register << ID_BITS | id for id in ids])
        self.run_many("INSERT INTO search_text (rowid, text) VALUES (?, ?)", texts)
        self.run_many("INSERT INTO search_digits (rowid, text) VALUES (?, ?)", [line for line in digits if line[1]])
        self.run_many("UPDATE title SET initials = ? WHERE register = ? AND row = ?", starts)

    def _docs(self, term: str) -> frozenset[int]:
        phrase = _phrase(term)
        query = "SELECT rowid FROM search_text WHERE search_text MATCH ?"
        docs = {doc for (doc,) in self.all(query, (phrase,))} if phrase else set[int]()
        if _DIGITS.fullmatch(term):
            docs |= self._digit_docs(term)
        return frozenset(docs)

    def _digit_docs(self, term: str) -> set[int]:
        # the index knows which three digits stand in a row, not where: longer terms are looked up in the row
        threes = " AND ".join(f'"{term[i : i + 3]}"' for i in range(len(term) - 2))
        docs = [d for (d,) in self.all("SELECT rowid FROM search_digits WHERE search_digits MATCH ?", (threes,))]
        if len(term) == 3:
            return set(docs)
        by_register: dict[int, list[int]] = {}
        for doc in docs:
            by_register.setdefault(doc >> ID_BITS, []).append(doc & ID_MASK)
        found = set[int]()
        for register, key in self.all("SELECT id, key FROM register"):
            if key in self.tables and (ids := by_register.get(register)):
                rows = self.page(key, ids)
                titles = self.titles(self.ledgers[key], rows)
                for row in rows:
                    text = half_width(" ".join(searched_texts(self.ledgers[key], row, titles)))
                    if term in text:
                        found.add(register << ID_BITS | int(row["id"]))  # type: ignore[arg-type]
        return found

    def _hits(self, docs: Sequence[int], limit: int) -> list[Hit]:
        keys: dict[int, str] = dict(self.all("SELECT id, key FROM register"))
        hits: list[Hit] = []
        for doc in docs:
            if len(hits) == limit:
                break
            key, id = keys.get(doc >> ID_BITS, ""), doc & ID_MASK
            row = self.row(key, id) if key in self.tables else None
            if row is not None and not row["voided"]:
                hits.append(Hit(key, id, self.title(key, id), str(row["state"] or "")))
        return hits


def searched_texts(ledger: LedgerDef, row: Row, titles: Titles) -> list[str]:
    """What a row is found by; secret fields never are."""
    texts = [str(row.get("number") or "")]
    for field in ledger.fields:
        value = row.get(field.key)
        if value and isinstance(field, _SEARCHED) and field.sensitivity is not Sensitivity.SECRET:
            texts.append(field.show(value, titles))
    texts += [str(row.get(key) or "") for key in ("remark", "explanation")]
    return [text for text in texts if text]


def tokens(text: str) -> str:
    """A text as the index takes it: signs apart, runs of letters and digits together."""
    return " ".join(_TOKENS.findall(half_width(text).lower()))


def _phrase(term: str) -> str:
    words = _TOKENS.findall(term)
    if not words:
        return ""
    # the last run of digits or letters may be only begun
    return '"' + " ".join(words) + '"' + ("*" if words[-1].isascii() else "")
