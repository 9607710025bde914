"""Everything the program does, as commands: the promise scripts and county offices rely on."""

from __future__ import annotations

import sys
from collections.abc import Sequence

CHECK_PACKET = "--check-packet"  # not a command: the program starts itself so to look into a foreign packet


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out one command; returns its exit code. Raises nothing."""
    if (sys.argv[1:] if argv is None else list(argv)) == [CHECK_PACKET]:
        from app.operations import check_child

        return check_child.main()
    from app.cli.running import run

    return run(argv)
