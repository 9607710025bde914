"""Packets: 交办包: what the county gives one township to do, signed like a receipt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from app.packet.certificates import PersonKey
from app.packet.county_file import Kind, ReadFile, read_signed, write_signed
from app.packet.trust import TrustBundle

BODY: Final = "task.json"
TEXTS: Final = ("task_id", "order_no", "kind", "matter", "issued_on", "deadline", "answer_to")
MOST_FILE: Final = 50_000_000
MOST_WHOLE: Final = 256 << 20


def _fits(body: Mapping[str, Any]) -> bool:
    """Whether every task has its words, and every file of it is in the ZIP."""
    return bool(body["tasks"]) and all(_task_fits(one, body["files"]) for one in body["tasks"])


def _task_fits(task: object, files: Mapping[str, Any]) -> bool:
    if not isinstance(task, dict) or not isinstance(task.get("attached"), list):
        return False
    names = [
        one.get("file") if isinstance(one, dict) and type(one.get("name")) is str else None for one in task["attached"]
    ]
    more = (type(task.get(key)) is str for key in ("basis", "place"))
    return (
        all(task.get(key) and type(task[key]) is str for key in TEXTS)
        and all(more)
        and all(type(name) is str and f"files/{name}" in files for name in names)
    )


_KIND: Final = Kind(
    "mz-task/1",
    BODY,
    "E-TASK",
    "交办包",
    {"township": str, "township_name": str, "county": str, "county_code": str, "issued_at": str, "tasks": list},
    _fits,
    MOST_FILE,
    MOST_WHOLE,
)


def file_name(township: str, day: date, content: bytes) -> str:
    """TSK_330182001_20261105_9f2c1a07.zip: to whom, when it was signed, and which it is of that day."""
    return f"TSK_{township}_{day:%Y%m%d}_{sha256(content).hexdigest()[:8]}.zip"


def write_task(
    target: Path,
    body: Mapping[str, Any],
    files: Mapping[str, bytes],
    signer: PersonKey,
    trust: TrustBundle,
    now: datetime,
) -> Path:
    """Sign tasks for one township with their files.

    Raises:
        PacketFault: E-ROLE the signer is not the county's, E-WRITE.
    """
    return write_signed(target, _KIND, body, signer, trust, now, files)


def read_task(path: Path, trust: TrustBundle, moment: datetime) -> ReadFile:
    """Read a 交办包 and check that our county signed it; see county_file.read_signed.

    Raises:
        PacketFault: It is none, was changed, or somebody else signed it.
    """
    return read_signed(path, _KIND, trust, moment)
