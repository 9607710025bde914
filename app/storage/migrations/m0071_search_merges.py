"""A save no longer tidies the search index beside its own work."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.migrations.listed import steps


@steps()
def m0071_search_merges(db: Database) -> None:
    """Released in 0.3. Pieces of the index are put together in quiet moments, see app.storage.search.

    Until then every 32nd save or so did that work for the others: fifty milliseconds in a book of ten years.
    """
    db.execute("INSERT INTO search_text (search_text, rank) VALUES ('automerge', 0)")
