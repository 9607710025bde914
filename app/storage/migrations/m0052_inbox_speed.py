"""What waits in a county's inbox, and a packet that came before, are found without reading ten years of it."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps


@steps()
def m0052_inbox_speed(db: Database) -> None:
    """Released in 0.3."""
    db.execute("CREATE INDEX inbox_tag ON inbox(tag_sha256)")
    db.execute("CREATE INDEX inbox_state ON inbox(state)")
