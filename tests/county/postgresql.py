"""A real PostgreSQL server of its own for a test run: on a socket in a short folder, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PLACES = (*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), Path("/usr/bin"))


def tool(name: str) -> str:
    return str(next(place / name for place in PLACES if (place / name).exists()))


@contextmanager
def running() -> Iterator[str]:
    """A server with one empty database; gives its address."""
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))  # a socket's path must be short
    user = "postgres" if os.geteuid() == 0 else None  # the server refuses to run as root
    if user:
        shutil.chown(folder, user)
    data = folder / "data"

    def run(*command: str) -> None:
        subprocess.run(command, user=user, check=True, capture_output=True, cwd=folder, timeout=60)

    try:
        run(tool("initdb"), "-D", str(data), "-U", "county", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        switches = f"-k {folder} -c listen_addresses= -c fsync=off"
        run(tool("pg_ctl"), "-D", str(data), "-w", "-o", switches, "-l", str(folder / "log"), "start")
        try:
            run(tool("createdb"), "-h", str(folder), "-U", "county", "merged")
            yield f"postgresql://county@/merged?host={folder}"
        finally:
            run(tool("pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
