"""What can be made anew from the registers: titles, links to several rows, uses, the index, what waits."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from operator import itemgetter

from app.domain.fields import Row
from app.domain.ledger import Around
from app.storage.core import ID_BITS
from app.storage.numbering import rebuild_series
from app.storage.rows import Table, quoted
from app.storage.waiting import Waiting

_TITLE = (
    "INSERT INTO title (register, row, title) VALUES (?, ?, ?) "
    "ON CONFLICT(register, row) DO UPDATE SET title = excluded.title"
)
_LINK = "INSERT OR IGNORE INTO link (register, field, target, row) VALUES (?, ?, ?, ?)"
_UNLINK = "DELETE FROM link WHERE register = ? AND field = ? AND target = ? AND row = ?"
_USES = "UPDATE title SET uses = uses + ? WHERE register = ? AND row = ?"


class Derived(Waiting):
    """Keeping derived tables in step with the rows."""

    def derive(self, table: Table, before: Row | None, after: Row, around: Around) -> None:
        """Title, links and uses of one row that was written."""
        id = int(str(after["id"]))
        uses = _uses(table, [after])
        if before is not None:
            uses.subtract(_uses(table, [before]))
        for key in table.many:
            old, new = _ids(before.get(key)) if before else [], _ids(after.get(key))
            if old != new:
                self.run_many(_UNLINK, [(table.key, key, target, id) for target in old])
                self.run_many(_LINK, [(table.key, key, target, id) for target in new])
        self._retitle(table, after, around)
        self._count_uses(uses)
        self.wait(table, before, after, around)

    def derive_many(self, table: Table, rows: Sequence[Row], around: Around) -> None:
        """Titles, links and uses of new rows; they are indexed later."""
        key = table.key
        self._title_many(table, rows, around)
        for field in table.many:
            links = [(key, field, target, row["id"]) for row in rows for target in _ids(row.get(field))]
            links.sort(key=itemgetter(2))  # neighbours in the index are written together
            self.run_many(_LINK, links)
        self._count_uses(_uses(table, rows))
        self.wait_many(table, rows, around)
        start = self.register_id(key) << ID_BITS
        self.index_later(start | row["id"] for row in rows if isinstance(row["id"], int))

    def _title_many(self, table: Table, rows: Sequence[Row], around: Around) -> None:
        lines = []
        for row in rows:
            id, title = int(str(row["id"])), table.ledger.titled(row, around)
            self._titles[(table.key, id)] = title  # the next row may be called after this one
            lines.append((table.key, id, title))
        self.run_many(_TITLE, lines)

    def unlink(self, table: Table, rows: Sequence[Row]) -> None:
        """Forget titles, links, uses and index of rows that are being taken away."""
        ids = [id for row in rows if isinstance(id := row["id"], int)]
        for key in table.many:
            links = [(table.key, key, target, row["id"]) for row in rows for target in _ids(row.get(key))]
            self.run_many(_UNLINK, links)
        self.run_many("DELETE FROM title WHERE register = ? AND row = ?", [(table.key, id) for id in ids])
        for id in ids:
            self._titles.pop((table.key, id), None)
        self.unindex([self.doc(table.key, id) for id in ids])
        self.wait_no_more(table, ids)
        self._count_uses({target: -n for target, n in _uses(table, rows).items()})

    def used_among(self, register: str, ids: Iterable[int]) -> set[int]:
        """Which of these rows any row, voided ones too, links to."""
        wanted, used = json.dumps(list(ids)), set[int]()
        for table in self.tables.values():
            for key, target in table.single:
                if target == register:
                    column = quoted(key)
                    query = f'SELECT DISTINCT {column} FROM "{table.key}" WHERE {column} IN '
                    query += "(SELECT value FROM json_each(?))"
                    used.update(id for (id,) in self.all(query, (wanted,)))
            for key, target in table.several:
                if target == register:
                    query = (
                        "SELECT DISTINCT target FROM link WHERE register = ? AND field = ? "
                        "AND target IN (SELECT value FROM json_each(?))"
                    )
                    used.update(id for (id,) in self.all(query, (table.key, key, wanted)))
        return used

    def index_later(self, docs: Iterable[int]) -> None:
        """Leave rows for the next search or the next quiet moment."""
        self.run_many("INSERT OR IGNORE INTO search_pending (doc) VALUES (?)", [(doc,) for doc in docs])

    def rebuild_derived(self) -> None:
        """Make every derived table anew from the rows."""
        with self.transaction():
            for name in ("title", "link", "search_pending", "waiting", "waiting_tally", "clock"):
                self.run(f"DELETE FROM {name}")
            self.run("INSERT INTO search_text (search_text) VALUES ('delete-all')")
            self.forget()
            rebuild_series(self)
            for table in self._targets_first():
                for rows in self.in_chunks(table.key):
                    self.derive_many(table, rows, self.around())
                if any(
                    link.key in table.ledger.title_uses and link.register == table.key for link in table.ledger.links
                ):
                    for rows in self.in_chunks(table.key):  # a row may be called after a later one
                        self._title_many(table, rows, self.around())
            self._count_uses_anew()
        self.index_pending()

    def _retitle(self, table: Table, row: Row, around: Around) -> None:
        """Write a row's title; where it changed, rows called after it get a new one too."""
        id = int(str(row["id"]))
        title, old = table.ledger.titled(row, around), self.title(table.key, id)
        known = self.one("SELECT 1 FROM title WHERE register = ? AND row = ?", (table.key, id)) is not None
        if known and title == old:
            return
        self.run(_TITLE, (table.key, id, title))
        self._titles[(table.key, id)] = title
        if known:
            self._retitle_followers(table.key, id, around)

    def _retitle_followers(self, register: str, id: int, around: Around) -> None:
        for other in self.tables.values():
            for link in other.ledger.links:
                if link.register != register:
                    continue
                ids = self._linking(other.key, link.key, id, link.many)
                self.index_later(self.doc(other.key, follower) for follower in ids)
                if link.key in other.ledger.title_uses:
                    for row in self.page(other.key, ids):
                        self._retitle(other, row, around)

    def _linking(self, register: str, field: str, id: int, many: bool) -> list[int]:
        if many:
            return self._linked(register, field, id)
        return [row for (row,) in self.all(f'SELECT id FROM "{register}" WHERE {quoted(field)} = ?', (id,))]

    def _linked(self, register: str, field: str, id: int) -> list[int]:
        query = "SELECT row FROM link WHERE register = ? AND field = ? AND target = ?"
        return [row for (row,) in self.all(query, (register, field, id))]

    def _count_uses(self, uses: Mapping[tuple[str, int], int]) -> None:
        self.run_many(_USES, [(n, *target) for target, n in uses.items() if n])

    def _count_uses_anew(self) -> None:
        # rows may point to registers that are rebuilt after them
        self.run("UPDATE title SET uses = 0")
        for table in self.tables.values():
            for key, target in table.single:
                column = quoted(key)
                counts = self.all(
                    f'SELECT count(*), ?, {column} FROM "{table.key}" WHERE {column} IS NOT NULL GROUP BY {column}',
                    (target,),
                )
                self.run_many(_USES, counts)
            for link in table.ledger.links:
                if link.many:
                    counts = self.all(
                        "SELECT count(*), ?, target FROM link WHERE register = ? AND field = ? GROUP BY target",
                        (link.register, table.key, link.key),
                    )
                    self.run_many(_USES, counts)

    def _targets_first(self) -> list[Table]:
        """Registers in an order in which titles that use other titles find them."""
        done: list[Table] = []

        def add(table: Table) -> None:
            for key in table.ledger.title_uses:
                target = getattr(table.ledger.by_key.get(key), "register", table.key)
                if target != table.key and self.tables[target] not in done:
                    add(self.tables[target])
            if table not in done:
                done.append(table)

        for table in self.tables.values():
            add(table)
        return done


def _ids(value: object) -> list[int]:
    return value if isinstance(value, list) else []


def _uses(table: Table, rows: Sequence[Row]) -> Counter[tuple[str, int]]:
    """How often rows link to each other row."""
    uses = Counter[tuple[str, int]]()
    for key, register in table.single:
        for target, n in Counter(map(itemgetter(key), rows)).items():
            if isinstance(target, int):
                uses[register, target] += n
    for key, register in table.several:
        for target, n in Counter(chain.from_iterable(_ids(row.get(key)) for row in rows)).items():
            uses[register, target] += n
    return uses
