"""Work on a foreign file in a process of its own: it may die, hang or swell without harm to the open book.

A job goes in on stdin, the answer comes on stdout. The process is this very program, started with a hidden word.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

CHECK_PACKET: Final = "--check-packet"
READ_WORKBOOK: Final = "--read-workbook"
WORDS: Final = (CHECK_PACKET, READ_WORKBOOK)
_ROOT: Final = Path(__file__).resolve().parent.parent.parent
_HIDDEN: Final = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class Died(Exception):
    """The process did not come to its end; `overran` says that its time was over, else it ended by itself."""

    def __init__(self, overran: bool) -> None:
        super().__init__("overran" if overran else "died")
        self.overran = overran


def command(word: str) -> list[str]:
    """How such a process is started: from source by the interpreter, frozen by the program itself."""
    if getattr(sys, "frozen", False):
        return [sys.executable, word]
    return [sys.executable, "-B", "-m", "app", word]


def ask(words: list[str], job: bytes, memory: int, seconds: int) -> bytes:
    """The answer of a process to a job.

    Args:
        words: How it is started, see command.
        memory: Bytes it may take; on Windows this process sees to it, elsewhere it bounds itself.
        seconds: Seconds of the clock it may take.

    Raises:
        Died: It ended without an answer, or was ended because its time was over.
    """
    with subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        creationflags=_HIDDEN,
    ) as process:
        job_object = _limited_on_windows(process, memory)
        try:
            answer, _ = process.communicate(job, timeout=seconds)
        except subprocess.TimeoutExpired as error:
            process.kill()
            process.communicate()
            raise Died(overran=True) from error
        finally:
            if job_object is not None:
                job_object.close()
    if process.returncode != 0:
        raise Died(overran=False)
    return answer


def limit_this_process(memory: int, seconds: int) -> None:
    """Bytes of address space and seconds of work this process may take; on Windows the parent's job object does it."""
    if sys.platform == "win32":
        return
    import resource

    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),  # it has nothing to write
    ):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _environment() -> dict[str, str]:
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"}


def _limited_on_windows(process: subprocess.Popen[bytes], memory: int) -> Any:
    """A job object that bounds the process and ends it with us; None where the system does this by itself."""
    if sys.platform != "win32":
        return None
    from app.apart.windows_job import JobObject

    made = JobObject(memory)
    made.take(int(process._handle))
    return made
