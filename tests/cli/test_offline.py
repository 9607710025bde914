"""The way of a packet without any network: built, delivered and verified (check A16)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.cli.conftest import TODAY

# What the program would say if it tried: it ends with an error instead of waiting for an answer.
NO_SOCKETS = """
import socket, sys
class Refused(socket.socket):
    def __init__(self, family=-1, *more, **words):
        if family in (-1, socket.AF_INET, socket.AF_INET6): raise SystemExit("a network socket was opened")
        super().__init__(family, *more, **words)
socket.socket = Refused
def refuse(*_, **__): raise SystemExit("the network was asked")
socket.getaddrinfo = socket.gethostbyname = socket.create_connection = refuse
from app.cli import main
sys.exit(main(sys.argv[1:]))
"""


@cache
def ways() -> dict[str, list[str]]:
    """How a command is kept from the network: by Python everywhere, by the kernel where it lets us; strictest last."""
    python = [sys.executable, "-c"]
    found = {"no sockets": [*python, NO_SOCKETS]}
    plain = "import sys; from app.cli import main; sys.exit(main(sys.argv[1:]))"
    for name, words in {"empty namespace": ["unshare", "-n"], "empty namespace of a user": ["unshare", "-rn"]}.items():
        if (
            shutil.which("unshare")
            and subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0
        ):
            found[name] = [*words, *python, plain]
            break
    if shutil.which("strace") and subprocess.run(["strace", "-o", os.devnull, "true"], check=False).returncode == 0:
        found["watched by the kernel"] = ["strace", "-f", "-qq", "-e", "trace=network", "-o", "calls", *python, plain]
    return found


@pytest.mark.parametrize("way", list(ways())[-1:])
def test_a16_a_packet_is_built_delivered_and_verified_without_a_network(way: str, practice: Path) -> None:
    folder = practice.parent
    (folder / "stick").mkdir()

    def done(*words: object) -> str:
        command = [*ways()[way], "--today", TODAY, "--book", str(practice), *map(str, words)]
        ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment())
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout + ((folder / "calls").read_text() if (folder / "calls").exists() else "")

    told = [done("packet", "build", "--month", "2026-10", "--out", folder / "out")]
    (packet,) = (folder / "out").glob("MZ_*.zip")
    told.append(done("packet", "deliver", packet, folder / "stick"))
    (carried,) = (folder / "stick").glob("MZ_*")
    told.append(done("packet", "verify", carried))

    assert not re.search(r"AF_INET6?", "".join(told))
    assert "签名有效,可信" in told[-1]


def environment() -> dict[str, str]:
    here = str(Path(__file__).resolve().parents[2])
    return {**os.environ, "PYTHONPATH": here, "PYTHONUTF8": "1"}
