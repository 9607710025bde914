"""What a county certified: whose key, for which township and role, until when, and what was taken back."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps


@steps()
def m0036_certificates(db: Database) -> None:
    """Released in 0.3. A county's list of certificates; no line is ever taken away."""
    for statement in _TABLES:
        db.execute(statement)


_TABLES = (
    # checked tells whether the fingerprint of the request was compared with what the person read out
    """CREATE TABLE issued_certificate (
        id INTEGER PRIMARY KEY AUTOINCREMENT, serial TEXT NOT NULL UNIQUE, township TEXT NOT NULL,
        township_name TEXT NOT NULL, role TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL,
        key_sha256 TEXT NOT NULL, pem TEXT NOT NULL, valid_from TEXT NOT NULL, valid_to TEXT NOT NULL,
        issued_at TEXT NOT NULL, issued_by TEXT NOT NULL, checked INTEGER NOT NULL,
        revoked_at TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '', invalid_from TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    "CREATE INDEX issued_certificate_township ON issued_certificate(township, role)",
)
