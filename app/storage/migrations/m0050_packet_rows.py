"""The rows a packet wrote last are found without looking at all the others."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps


@steps()
def m0050_packet_rows(db: Database) -> None:
    """Released in 0.3."""
    db.execute("CREATE INDEX origin_packet ON origin(packet)")
