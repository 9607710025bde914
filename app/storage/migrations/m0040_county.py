"""What a county book has beside the registers: packets that came in, whose rows are whose, receipts, remarks."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps


@steps()
def m0040_county(db: Database) -> None:
    """Released in 0.3. Every book has the tables; a township's stay empty."""
    for statement in _TABLES:
        db.execute(statement)


_TABLES = (
    # One line for each time a file was received. What it says of itself is only a claim until it was verified.
    """CREATE TABLE inbox (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        packet_id TEXT NOT NULL DEFAULT '', township TEXT NOT NULL DEFAULT '',
        township_name TEXT NOT NULL DEFAULT '', period TEXT NOT NULL DEFAULT '',
        revision INTEGER NOT NULL DEFAULT 0, seq INTEGER NOT NULL DEFAULT 0,
        prev TEXT, supersedes TEXT, tag_sha256 TEXT NOT NULL DEFAULT '',
        file_name TEXT NOT NULL, file_sha256 TEXT NOT NULL, size INTEGER NOT NULL,
        state TEXT NOT NULL, decision TEXT NOT NULL DEFAULT '', codes TEXT NOT NULL DEFAULT '[]',
        month TEXT NOT NULL DEFAULT '', practice INTEGER NOT NULL DEFAULT 0,
        received_at TEXT NOT NULL, received_by TEXT NOT NULL, merged_at TEXT, merged_by TEXT,
        log_size INTEGER NOT NULL DEFAULT 0, log_root TEXT NOT NULL DEFAULT '',
        receipt_key TEXT NOT NULL DEFAULT '', path TEXT NOT NULL DEFAULT '', data TEXT NOT NULL DEFAULT '{}'
    ) STRICT""",
    "CREATE INDEX inbox_packet ON inbox(packet_id)",
    "CREATE INDEX inbox_township ON inbox(township, seq)",
    "CREATE INDEX inbox_period ON inbox(period)",
    # Whose a merged row is, and what travelled with it that no column of this book can hold.
    """CREATE TABLE origin (
        register TEXT NOT NULL, row INTEGER NOT NULL, township TEXT NOT NULL, local_id INTEGER NOT NULL,
        packet INTEGER NOT NULL REFERENCES inbox(id), carried TEXT NOT NULL DEFAULT '{}',
        PRIMARY KEY (register, row)
    ) STRICT, WITHOUT ROWID""",
    "CREATE UNIQUE INDEX origin_local ON origin(township, register, local_id)",
    # The leaf of each row in the seal of its month: local ids (8 bytes each) and hashes (32 bytes each), in order.
    """CREATE TABLE sealed_rows (
        packet INTEGER NOT NULL REFERENCES inbox(id), register TEXT NOT NULL, ids BLOB NOT NULL, leaves BLOB NOT NULL,
        PRIMARY KEY (packet, register)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE receipt (
        id INTEGER PRIMARY KEY AUTOINCREMENT, packet INTEGER NOT NULL REFERENCES inbox(id),
        township TEXT NOT NULL, decision TEXT NOT NULL, code TEXT NOT NULL DEFAULT '',
        made_at TEXT NOT NULL, made_by TEXT NOT NULL, written_at TEXT, body TEXT NOT NULL, file BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX receipt_packet ON receipt(packet)",
    """CREATE TABLE remark (
        id INTEGER PRIMARY KEY AUTOINCREMENT, township TEXT NOT NULL, packet INTEGER NOT NULL REFERENCES inbox(id),
        register TEXT NOT NULL, row INTEGER, local_id INTEGER, number TEXT NOT NULL DEFAULT '',
        field TEXT NOT NULL DEFAULT '', text TEXT NOT NULL, state TEXT NOT NULL,
        made_at TEXT NOT NULL, made_by TEXT NOT NULL, receipt INTEGER REFERENCES receipt(id)
    ) STRICT""",
    "CREATE INDEX remark_packet ON remark(packet)",
    "CREATE INDEX remark_row ON remark(register, row) WHERE row IS NOT NULL",
    # What the county decided about a township's chain: where it may begin, or begin again after a lost disk.
    """CREATE TABLE chain_decision (
        id INTEGER PRIMARY KEY AUTOINCREMENT, township TEXT NOT NULL, kind TEXT NOT NULL, seq INTEGER NOT NULL,
        reason TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX chain_decision_township ON chain_decision(township)",
)
