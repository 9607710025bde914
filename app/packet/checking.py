"""Packets: having a foreign packet checked in a process of its own, with limits of memory and time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from app import apart
from app.packet.child import WORD
from app.packet.faults import PacketFault

MEMORY: Final = 1 << 30
SECONDS: Final = 120
_MAX_ANSWER: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What the process said: the parts of `packet verify --json`, the hash of what was signed, packet.json as text."""

    verdict: dict[str, Any]
    accepted: bool
    tag_sha256: str
    packet: str

    @property
    def errors(self) -> list[dict[str, str]]:
        """What is wrong: code, file and message, in the order of the checks."""
        found: list[dict[str, str]] = self.verdict["errors"]
        return found


def check_apart(
    path: Path, trust: Path, *, practice: bool, moment: datetime, memory: int = MEMORY, seconds: int = SECONDS
) -> Answer:
    """Check a packet in a process of its own.

    Args:
        path: The packet, not sealed any more, on this machine's disk.
        trust: The folder of the trust bundle.
        practice: Whether practice packets may pass.
        moment: The county's own time.
        memory: Bytes the process may take.
        seconds: Seconds it may take, of work as well as of the clock.

    Raises:
        PacketFault: E-CHECKER where it died, overran or did not answer; nothing of the packet was used.
    """
    job = {
        "path": str(path.absolute()),
        "trust": str(trust.absolute()),
        "practice": practice,
        "moment": moment.isoformat(),
        "memory": memory,
        "seconds": seconds,
    }
    return _answer(_ask(json.dumps(job).encode("ascii"), memory, seconds), path)


def command() -> list[str]:
    """How the process is started: from source by the interpreter, frozen by the program itself."""
    return apart.command(WORD)


def _ask(job: bytes, memory: int, seconds: int) -> bytes:
    try:
        return apart.ask(command(), job, memory, seconds)
    except apart.Died as died:
        if died.overran:
            raise PacketFault("E-CHECKER", f"{seconds} 秒没有核对完，已经停下") from died
        raise PacketFault("E-CHECKER", "核对程序中途停了，可能是包里的内容过大或有意做坏") from died


def _answer(data: bytes, path: Path) -> Answer:
    try:
        if len(data) > _MAX_ANSWER:
            raise ValueError("too long")
        told = json.loads(data)
        return Answer(told["verdict"], bool(told["accepted"]), str(told["tag_sha256"]), str(told["packet"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise PacketFault("E-CHECKER", "核对程序没有给出结论", path.name) from error
