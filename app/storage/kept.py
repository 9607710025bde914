"""Small things kept beside the registers, outside of history: drafts, counters, the packets that were built."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.storage.reading import Reading

_PACKET = ("packet_id", "period", "revision", "seq", "state", "path", "tagmanifest", "created_at", "created_by")

_DUE = """
    SELECT EXISTS (
        SELECT 1 FROM kept
        WHERE key IN ('signer:clerk', 'signer:secretary', 'trust:crl', 'county:root', 'county:receipt', 'county:seal',
                      'county:crl')
          AND (coalesce(value ->> 'until', value ->> 'valid_to') <= ?1 OR (?2 AND value ->> 'practice'))
    ) OR EXISTS (
        SELECT 1 FROM issued_certificate WHERE revoked_at = '' AND (substr(valid_to, 1, 10) <= ?1 OR NOT checked)
    ) OR (?3 AND NOT EXISTS (SELECT 1 FROM kept WHERE key = 'county:root'))
    OR EXISTS (
        SELECT 1 FROM kept w WHERE w.key IN ('heir:clerk', 'heir:secretary')
        AND NOT EXISTS (SELECT 1 FROM kept s WHERE s.key = 'signer:' || substr(w.key, 6))
    )
"""


class Kept(Reading):
    """A value by a key, at once on the disk."""

    def kept(self, key: str) -> Any:
        """What was kept under a key, or None."""
        line = self.one("SELECT value FROM kept WHERE key = ?", (key,))
        return json.loads(line[0]) if line else None

    def keep(self, key: str, value: Any) -> None:
        """Keep a value (whatever JSON can hold) under a key; None forgets it. Inside a change it is part of it."""
        with self.transaction():
            if value is None:
                self.run("DELETE FROM kept WHERE key = ?", (key,))
                return
            text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
            self.run("INSERT OR REPLACE INTO kept (key, value, at) VALUES (?, ?, ?)", (key, text, self.now()))

    def kept_keys(self, prefix: str) -> list[str]:
        """Keys that begin so, the newest last."""
        query = "SELECT key FROM kept WHERE substr(key, 1, length(?1)) = ?1 ORDER BY at, key"
        return [key for (key,) in self.all(query, (prefix,))]

    def certificate_due(self, last: str) -> bool:
        """Whether any certificate or list runs out by a day, or needs somebody for another reason.

        A start asks this in one query; app.operations.certificate_states says which and why.
        """
        real, county = not self.info.practice, self.info.is_county
        return bool(self.one(_DUE, (last, real, county))[0])

    def has_packets(self) -> bool:
        """Whether any packet was built here; cheap, every start asks it."""
        return self.one("SELECT 1 FROM packet LIMIT 1") is not None

    def county_may_wait(self, before: str) -> bool:
        """Whether a remark of the county is open, or a packet made before this day has no answer; for every start."""
        asked = (
            "SELECT EXISTS (SELECT 1 FROM county_remark WHERE done_at IS NULL) OR EXISTS ("
            "SELECT 1 FROM packet WHERE created_at < ?1 AND state <> 'handed-back' "
            "AND packet_id NOT IN (SELECT packet_id FROM county_answer))"
        )
        found = self.one(asked, (before,))
        return bool(found and found[0])

    def has_basket(self) -> bool:
        """Whether lines of workbooks wait to be completed; cheap, every start asks it."""
        return self.one("SELECT 1 FROM import_basket WHERE gone = '' LIMIT 1") is not None

    def packets(self, period: str | None = None) -> list[dict[str, Any]]:
        """The packets that were built, oldest first; `data` holds whatever else was given."""
        where, values = ("WHERE period = ?", (period,)) if period else ("", ())
        columns = ("id", *_PACKET, "data")
        lines = self.all(f"SELECT {', '.join(columns)} FROM packet {where} ORDER BY seq, revision, id", values)
        return [{**dict(zip(columns[:-1], line[:-1], strict=True)), "data": json.loads(line[-1])} for line in lines]

    def write_packet(self, packet: Mapping[str, Any]) -> int:
        """Insert a packet, or update the one of the same packet_id with what is given; returns its id."""
        unknown = packet.keys() - {*_PACKET, "id", "data"}
        if unknown:
            raise KeyError(f"packet: {sorted(unknown)}")
        old = next((p for p in self.packets() if p["packet_id"] == packet["packet_id"]), None)
        full: dict[str, Any] = {
            "path": None,
            "tagmanifest": None,
            "created_at": self.now(),
            "created_by": self.actor,
            "data": {},
        }
        full |= {**(old or {}), **packet}
        values = [*(full[key] for key in _PACKET), json.dumps(full["data"], ensure_ascii=False)]
        if old:
            sets = ", ".join(f"{key} = ?" for key in (*_PACKET, "data"))
            self.run(f"UPDATE packet SET {sets} WHERE id = ?", (*values, old["id"]))
            return int(old["id"])
        marks = ", ".join("?" * len(values))
        return int(self.run(f"INSERT INTO packet ({', '.join(_PACKET)}, data) VALUES ({marks})", values).lastrowid)
