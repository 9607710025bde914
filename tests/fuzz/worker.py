"""One process of `python -m tests.fuzz`: READER FOLDER SECONDS SEED [guided]."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main(words: list[str]) -> None:
    """Fuzz one reader until the time is over; with "guided" atheris chooses what is worth changing further."""
    reader, folder, seconds, seed, *how = words
    if how:
        from tests.fuzz.guided import guided

        guided(reader, Path(folder), float(seconds), int(seed))
        return
    from tests.fuzz.running import plain

    plain(reader, Path(folder), float(seconds), int(seed))


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    main(sys.argv[1:])
