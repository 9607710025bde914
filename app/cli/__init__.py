"""Everything the program does, as commands: the promise scripts and county offices rely on."""

from __future__ import annotations

import sys
from collections.abc import Sequence

# Not commands: the program starts itself so to look into a foreign packet or an old workbook.
HIDDEN_WORDS = ("--check-packet", "--read-workbook")


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out one command; returns its exit code. Raises nothing."""
    match sys.argv[1:] if argv is None else list(argv):
        case [word] if word in HIDDEN_WORDS:
            from app.operations import check_child

            return check_child.main(word)
    from app.cli.running import run

    return run(argv)
