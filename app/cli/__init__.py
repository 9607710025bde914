"""Everything the program does, as commands: the promise scripts and county offices rely on."""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out one command; returns its exit code. Raises nothing."""
    from app.cli.running import run

    return run(argv)
