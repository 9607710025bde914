"""What every book has beside its registers."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps


@steps()
def m0001_base(db: Database) -> None:
    """Released in 0.1. Steps, changes, the event log, titles, links, search, kept values, packets."""
    for statement in _BASE:
        db.execute(statement)


_BASE = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE step (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL, actor TEXT NOT NULL, actor_name TEXT NOT NULL,
        label TEXT NOT NULL, reason TEXT NOT NULL, kind TEXT NOT NULL,
        rows INTEGER NOT NULL DEFAULT 0,
        undoes INTEGER REFERENCES step(id), undone_by INTEGER REFERENCES step(id)
    ) STRICT""",
    # before and after are JSON of the changed columns; a row that was inserted has neither, a row that an undo
    # took away has all of it in before. hash is that of the row after the step.
    """CREATE TABLE change (
        step INTEGER NOT NULL REFERENCES step(id), register TEXT NOT NULL, row INTEGER NOT NULL,
        before TEXT, after TEXT, hash BLOB,
        PRIMARY KEY (step, register, row)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX change_row ON change(register, row)",
    "CREATE TABLE event (seq INTEGER PRIMARY KEY, body BLOB NOT NULL, leaf BLOB NOT NULL) STRICT",
    """CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'the event log only grows'); END""",
    """CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'the event log only grows'); END""",
    "CREATE TABLE series (name TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    # everything from here to register can be made anew from the registers
    """CREATE TABLE title (
        register TEXT NOT NULL, row INTEGER NOT NULL, title TEXT NOT NULL,
        initials TEXT NOT NULL DEFAULT '', uses INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (register, row)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX title_title ON title(register, title)",
    """CREATE TABLE link (
        register TEXT NOT NULL, field TEXT NOT NULL, target INTEGER NOT NULL, row INTEGER NOT NULL,
        PRIMARY KEY (register, field, target, row)
    ) STRICT, WITHOUT ROWID""",
    "CREATE TABLE register (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT",
    "CREATE TABLE search_pending (doc INTEGER PRIMARY KEY) STRICT",
    "CREATE VIRTUAL TABLE search_text USING fts5(text, content='', contentless_delete=1)",
    """CREATE VIRTUAL TABLE search_digits USING
        fts5(text, content='', contentless_delete=1, tokenize='trigram', detail=none)""",
    "CREATE TABLE kept (key TEXT PRIMARY KEY, value TEXT NOT NULL, at TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE packet (
        id INTEGER PRIMARY KEY AUTOINCREMENT, packet_id TEXT NOT NULL UNIQUE, period TEXT NOT NULL,
        revision INTEGER NOT NULL, seq INTEGER NOT NULL, state TEXT NOT NULL, path TEXT, tagmanifest TEXT,
        created_at TEXT NOT NULL, created_by TEXT NOT NULL, data TEXT NOT NULL DEFAULT '{}'
    ) STRICT""",
    "CREATE INDEX packet_period ON packet(period)",
)
