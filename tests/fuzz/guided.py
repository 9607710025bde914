"""Fuzzing guided by coverage: atheris sees which lines of ours an input reaches and keeps what reaches new ones.

The first byte of an input says as which of the good files it is named; the rest is the file.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from random import Random

SEEN = ["app", "csv", "zipfile", "html", "docx", "tests.fuzz.office"]
_MOST = 4 << 20


def guided(reader: str, folder: Path, seconds: float, seed: int) -> None:
    """Fuzz one reader; the library ends the process when the time is over."""
    import atheris

    watching = atheris.instrument_imports(include=SEEN)
    watching.__enter__()  # for good: many readers import what they need when they first need it
    from tests.fuzz.mutants import mutant
    from tests.fuzz.reader import place_of
    from tests.fuzz.running import Tally, Work, cleared, limit_memory, ready, save, tried

    work, tally = Work(folder, reader), Tally(reader)
    bench, meant = ready(reader, folder)
    names = list(bench.seeds)
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, data in enumerate(bench.seeds.values()):
        (corpus / f"{number}").write_bytes(bytes([number]) + data)
    last = 0.0

    def one(data: bytes) -> None:
        nonlocal last
        name = names[data[0] % len(names)] if data else names[0]
        path = work.inputs / name
        path.write_bytes(data[1:])
        (folder / "beat").write_text(str(tally.runs), "ascii")
        outcome = tried(bench, path, meant, tally)
        if outcome.kind == "found":
            work.keep(name, data[1:], outcome.why, place_of(outcome.why))
        cleared(work.inputs)
        if time.monotonic() - last > 2:
            last = time.monotonic()
            save(folder, tally)

    def change(data: bytes, most: int, number: int) -> bytes:
        chance = Random(number)
        if chance.randrange(5) == 0:
            return bytes(atheris.Mutate(data, most))
        head, body = data[:1] or b"\0", mutant(data[1:], chance)
        if bench.finish:
            body = bench.finish(body, chance)
        return (head + body)[:most]

    limit_memory()
    limits = [f"-max_total_time={max(int(seconds), 1)}", f"-max_len={_MOST}", "-rss_limit_mb=0", "-timeout=0"]
    words = [sys.argv[0], *limits, f"-seed={seed & 0x7FFFFFFF}", "-len_control=0", "-verbosity=0", str(corpus)]
    atheris.Setup(words, one, custom_mutator=change)
    atheris.Fuzz()
