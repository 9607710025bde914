"""Fuzzing from the command line: one process at a time, watched from outside, which may hang, die or eat the memory.

Every input lies on the disk before it is read. What a process died of, hung on or found goes to a folder: the input
and, beside it, the traceback or sentence. Then the next process goes on with another seed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from random import Random

import psutil

from tests.fuzz.reader import Bench, Desk, Outcome, judge, meanings_of, place_of

HANG = 20.0  # seconds of work on one input after which a process is ended
SLOW = 4.0  # seconds of work on one small input that are a finding
MEMORY = 1536 << 20  # bytes beyond what a process has when its bench is ready
_POOL = 400


@dataclass
class Tally:
    """What one reader went through: inputs, seconds of work, findings by the place they come from."""

    reader: str
    runs: int = 0
    read: int = 0
    refused: int = 0
    seconds: float = 0.0
    places: dict[str, int] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        """Put another process's tally to this one."""
        self.runs, self.read, self.refused = (
            self.runs + other.runs,
            self.read + other.read,
            self.refused + other.refused,
        )
        self.seconds += other.seconds
        for place, count in other.places.items():
            self.places[place] = self.places.get(place, 0) + count


@dataclass
class Work:
    """The folder of one process: the input it is at, its beat, its tally, its findings."""

    folder: Path
    reader: str

    def __post_init__(self) -> None:
        self.inputs = self.folder / "输入 目录"
        self.inputs.mkdir(parents=True, exist_ok=True)

    def keep(self, name: str, data: bytes, why: str, place: str) -> None:
        """Save a finding, one input for each place."""
        out = self.folder / "findings" / self.reader
        out.mkdir(parents=True, exist_ok=True)
        known = sha256(place.encode()).hexdigest()[:8]
        if not list(out.glob(f"{known}*")):
            (out / f"{known}_{name}").write_bytes(data)
            (out / f"{known}.txt").write_text(f"{place}\n\n{why}", "utf-8", "backslashreplace")


def tried(bench: Bench, path: Path, meant: list[object], tally: Tally) -> Outcome:
    """Read one file and count it."""
    began = time.process_time()
    outcome = judge(bench, path, meant)
    took = time.process_time() - began
    if outcome.kind != "found" and took > SLOW:
        outcome = Outcome("found", f"{took:.1f} seconds\nTooSlow: {outcome.kind}\n")
    tally.runs += 1
    tally.seconds += took
    tally.read += outcome.kind == "read"
    tally.refused += outcome.kind == "refused"
    if outcome.kind == "found":
        place = place_of(outcome.why)
        tally.places[place] = tally.places.get(place, 0) + 1
    return outcome


def limit_memory() -> None:
    """Let this process have only so much more than it has now."""
    import resource

    now = psutil.Process().memory_info().vms
    resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY, now + MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def cleared(folder: Path, keep: Path | None = None) -> None:
    """Nothing of one input is there for the next."""
    for path in folder.iterdir():
        if path != keep:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def ready(reader: str, folder: Path) -> tuple[Bench, list[object]]:
    """A reader's bench in a folder, and what its good files mean."""
    from tests.fuzz.shelf import READERS

    os.environ["MINGZHANG_HOME"] = str(folder / "家 目录")
    desk = Desk(folder / "桌面")
    desk.folder.mkdir(parents=True, exist_ok=True)
    bench = READERS[reader].make(desk)
    os.fsync = lambda _: None  # type: ignore[assignment]  # waits for the disk prove nothing here
    return bench, meanings_of(bench, desk.folder)


def plain(reader: str, folder: Path, seconds: float, seed: int) -> None:
    """Mutants without coverage; what brings a new sentence is kept and changed further."""
    from tests.fuzz.mutants import mutant

    work, tally, chance = Work(folder, reader), Tally(reader), Random(seed)
    bench, meant = ready(reader, folder)
    pool, heard = list(bench.seeds.items()), set[str]()
    limit_memory()
    end, told = time.monotonic() + seconds, 0.0
    while (now := time.monotonic()) < end:
        name, data = chance.choice(pool)
        changed = mutant(data, chance)
        if bench.finish:
            changed = bench.finish(changed, chance)
        path = work.inputs / name
        path.write_bytes(changed)
        (folder / "beat").write_text(str(tally.runs), "ascii")
        outcome = tried(bench, path, meant, tally)
        if outcome.kind == "found":
            work.keep(name, changed, outcome.why, place_of(outcome.why))
        said = "".join(sign for sign in outcome.why[:60] if not sign.isdigit())
        if outcome.kind != "found" and said not in heard and len(pool) < _POOL:
            heard.add(said)
            pool.append((name, changed))
        cleared(work.inputs)
        if now - told > 2:
            told = now
            save(folder, tally)
    save(folder, tally)


def save(folder: Path, tally: Tally) -> None:
    """Write the tally where the parent reads it."""
    (folder / "tally.part").write_text(json.dumps(asdict(tally), ensure_ascii=False), "utf-8")
    os.replace(folder / "tally.part", folder / "tally.json")


def load(folder: Path, reader: str) -> Tally:
    """The tally a process left."""
    try:
        return Tally(**json.loads((folder / "tally.json").read_text("utf-8")))
    except (OSError, ValueError):
        return Tally(reader)


def fuzz(reader: str, minutes: float, out: Path, *, guided: bool) -> Tally:
    """Processes one after the other until the time is over."""
    whole, end, seed = Tally(reader), time.monotonic() + minutes * 60, int(time.time())
    while (left := end - time.monotonic()) > 1:
        folder = out / "work" / f"{reader}-{seed}"
        folder.mkdir(parents=True)
        died = _watched(reader, folder, left, seed, guided)
        tally = load(folder, reader)
        if died:
            tally.runs += 1
            _keep_death(folder, out, reader, died, tally)
        whole.add(tally)
        if (folder / "findings").exists():
            shutil.copytree(folder / "findings", out / "findings", dirs_exist_ok=True)
        shutil.rmtree(folder)
        seed += 1
        if died.startswith("it did not begin"):
            break
    return whole


def _watched(reader: str, folder: Path, seconds: float, seed: int, guided: bool) -> str:
    """One process to its end; says what it died of, "" where it came to its time."""
    words = [sys.executable, "-m", "tests.fuzz.worker", reader, str(folder), f"{seconds:.0f}", str(seed)]
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen([*words, *(["guided"] if guided else [])], stdout=log, stderr=log)
    seen = psutil.Process(process.pid)
    beat, since = "", 0.0
    while process.poll() is None:
        time.sleep(0.5)
        try:
            work, now = sum(seen.cpu_times()[:2]), _beat(folder)
        except psutil.Error:
            continue
        if now != beat or not now:
            beat, since = now, work
        elif work - since > HANG:
            process.kill()
            process.wait()
            return f"hung: {work - since:.0f} seconds of work on one input"
    if process.returncode == 0:
        return ""
    tail = (folder / "log.txt").read_text("utf-8", "replace")[-3000:]
    return f"{'died' if beat else 'it did not begin'}: {process.returncode}\n{tail}"


def _beat(folder: Path) -> str:
    try:
        return (folder / "beat").read_text("ascii")
    except OSError:
        return ""


def _keep_death(folder: Path, out: Path, reader: str, died: str, tally: Tally) -> None:
    """The input a process was at is the finding."""
    inputs = sorted((folder / "输入 目录").glob("*"))
    place = died.splitlines()[0]
    last = [line for line in died.splitlines() if line.strip()][-1]
    place = f"{place} {last[:80]}" if place != last else place
    tally.places[place] = 1
    name, data = (inputs[0].name, inputs[0].read_bytes()) if inputs and inputs[0].is_file() else ("none", b"")
    Work(folder, reader).keep(name, data, died, place)


def table(tallies: Sequence[Tally]) -> Iterator[str]:
    """The lines of the result."""
    yield f"{'reader':<16}{'runs':>10}{'read':>9}{'refused':>10}{'CPU min':>9}  findings"
    for one in tallies:
        found = "; ".join(f"{place} ×{count}" for place, count in one.places.items()) or "0"
        yield f"{one.reader:<16}{one.runs:>10}{one.read:>9}{one.refused:>10}{one.seconds / 60:>9.1f}  {found}"
    runs, seconds = sum(one.runs for one in tallies), sum(one.seconds for one in tallies)
    yield f"{'together':<16}{runs:>10}{'':>19}{seconds / 60:>9.1f}  {sum(len(one.places) for one in tallies)}"


def main(words: list[str]) -> int:
    """Fuzz the readers that are named, all of them where none is; the exit code says whether anything was found."""
    from tests.fuzz.shelf import READERS

    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("readers", nargs="*", metavar="READER", help="、".join(READERS))
    parser.add_argument("--minutes", type=float, default=1.0, help="minutes for each reader")
    parser.add_argument("--out", type=Path, default=Path("fuzz-findings"), help="where findings are put")
    parser.add_argument("--plain", action="store_true", help="without coverage, even where atheris is installed")
    options = parser.parse_args(words)
    if unknown := [one for one in options.readers if one not in READERS]:
        parser.error(f"no reader {unknown[0]}; there are {' '.join(READERS)}")
    tallies = []
    for reader in options.readers or READERS:
        guided = not options.plain and has_atheris()
        tallies.append(fuzz(reader, options.minutes, options.out, guided=guided))
        print(*list(table(tallies[-1:]))[1:2], sep="\n", flush=True)
    print(*table(tallies), sep="\n")
    return 1 if any(one.places for one in tallies) else 0


def has_atheris() -> bool:
    """Whether coverage can guide."""
    from importlib.util import find_spec

    return find_spec("atheris") is not None
