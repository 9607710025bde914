"""The hidden way in of the processes that look into foreign files: the window and the command line both open it."""

from __future__ import annotations

from app.apart import READ_WORKBOOK


def main(word: str) -> int:
    """Do the one job this process was started for; returns its exit code."""
    if word == READ_WORKBOOK:
        from app.intake import child as reader

        return reader.main()
    from app.packet import child

    return child.main()
