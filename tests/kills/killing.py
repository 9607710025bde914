"""One try: a process of its own works, is killed without warning at a random moment, and what is left is looked at."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

from tests.kills.journal import Journal, lines_in
from tests.kills.looking import Found, look
from tests.kills.office import Office
from tests.kills.works import WORKS

PATIENCE = 120.0  # seconds; only a broken program takes as long
# After how many lines of the journal the kill may come, and how many seconds later at most.
MOMENTS = {
    "entry": (60, 0.05),
    "import": (8, 0.5),
    "packet": (2, 6.0),
    "backup": (14, 0.25),
    "restore": (12, 0.06),
    "migration": (6, 0.6),
    "window": (22, 0.8),
}


def one_try(template: Office, folder: Path, kind: str, random: Random) -> tuple[bool, Found]:
    """Work, kill, look; returns whether the work was really cut off, and what was found."""
    office = template.copy(folder)
    office.enter()
    lines, late = MOMENTS[kind]
    process = _window(office) if kind == "window" else _forked(office, kind)
    cut = _killed(process, office, random.randint(0, lines), random.uniform(0, late))
    found = look(office, kind)
    shutil.rmtree(folder)
    return cut, found


def _forked(office: Office, kind: str) -> int:
    """A process of its own that works; it costs no start of Python."""
    if process := os.fork():
        return process
    journal = Journal(office.journal)
    try:
        WORKS[kind](office, journal)
    except BaseException:
        journal.mistake()
    os._exit(0)


def _window(office: Office) -> int:
    """The program as a user starts it, on a screen nobody sees."""
    with (office.folder / "window.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.kills.window", str(office.folder)],
            stdout=log,
            stderr=log,
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        ).pid


def _killed(process: int, office: Office, lines: int, late: float) -> bool:
    """Kill a process once its journal has so many lines, and a little later; False where it had ended before."""
    until = time.monotonic() + PATIENCE
    while lines_in(office.journal) < lines and time.monotonic() < until:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            if status and not lines_in(office.journal):
                raise RuntimeError(f"the program did not start: see {office.folder}")
            return False
        time.sleep(0.004)
    time.sleep(late)
    os.kill(process, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(process, 0)[1])
