"""Start of the installed program beside the source run, in turns, and what each reads and takes."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import bundle

TURNS = 9
MOST = 1.4  # times the source run


class Start(NamedTuple):
    """One start: seconds by the clock until "ready", seconds of work, and megabytes of memory at most."""

    clock: float
    work: float
    memory: float


def table(work: Path, anew: bool = False) -> None:
    """Print both side by side.

    Raises:
        bundle.BuildFailed: The installed program takes more than 1.4 times as long.
    """
    program = work / "linux" / bundle.NAME / bundle.NAME
    if not program.is_file():
        raise bundle.BuildFailed(f"there is no program {program}: make it first")
    with tempfile.TemporaryDirectory(prefix="启动 ") as folder:
        env = dict(os.environ, QT_QPA_PLATFORM="offscreen", MINGZHANG_HOME=folder, PYTHONPATH=str(bundle.ROOT))
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        env["PYTHONPYCACHEPREFIX"] = str(Path(folder, "compiled"))
        book = Path(folder, "practice", "township.mz")
        demo = [sys.executable, "-P", "-m", "app", "demo", str(book.parent)]
        subprocess.run(demo, env=env, check=True, stdout=subprocess.DEVNULL)
        asked = ["--book", str(book), "--quit-when-ready"]
        sides = {"source run": [sys.executable, "-P", "-m", "ui", *asked], "installed": [str(program), *asked]}
        for command in sides.values():
            start(command, env)  # read into memory, compiled once
        taken: dict[str, list[Start]] = {name: [] for name in sides}
        for _ in range(TURNS):
            for name, command in sides.items():
                taken[name].append(start(command, env))
    if ratio(taken["installed"], taken["source run"]) > MOST:
        raise bundle.BuildFailed(f"the installed program starts slower than {MOST} times the source run")


def ratio(installed: list[Start], source: list[Start]) -> float:
    """Print the medians of both; gives how many times the work of the source run the installed program's start is."""
    for name, starts in (("source run", source), ("installed", installed)):
        clock, work, memory = (statistics.median(one[place] for one in starts) for place in range(3))
        print(f"{name:12} {clock * 1000:6.0f} ms  {work * 1000:6.0f} ms of work  {memory:5.0f} MB")
    times = [
        statistics.median(one[place] for one in installed) / statistics.median(one[place] for one in source)
        for place in (0, 1)
    ]
    print(f"ratio        {times[0]:6.2f}     {times[1]:6.2f}")
    return times[1]


def start(command: list[str], env: dict[str, str]) -> Start:
    """Start once; the time ends with the line "ready", the program then closes by itself."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    line = process.stdout.readline()
    clock = time.perf_counter() - begun
    work = _work(process.pid)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if line.strip() != b"ready" or process.returncode != 0:
        raise bundle.BuildFailed(f"did not start: {command[0]}")
    return Start(clock, work, used.ru_maxrss / 1024)


def _work(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
