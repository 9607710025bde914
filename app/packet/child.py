"""Packets: the process in which a foreign packet is taken apart; it may die or overrun without harm to the book.

A job comes on stdin as JSON, the answer goes to stdout as JSON. What the parent believes of it: that the file is or
is not as it should be. What is merged later is read again by the parent, digest by digest.
"""

from __future__ import annotations

import io
import json
import os
import sys
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from app.apart import CHECK_PACKET, limit_this_process
from app.domain.canonical import CanonicalError, Limits, decode_strict
from app.domain.pdf_marks import marks
from app.packet.container import ZipReader
from app.packet.content import MAX_PACKET_JSON, PacketJson
from app.packet.faults import PacketFault
from app.packet.manifest import PACKET_JSON
from app.packet.marks import MARKS, SEAL_CERT, check_marks, check_seal_certificate
from app.packet.verifying import Verdict, verify

WORD: Final = CHECK_PACKET
MAX_JOB: Final = 1 << 20
MAX_LINES: Final = 64 << 20
MAX_LINE: Final = 4 << 20
MAX_SHEET: Final = 64 << 20
_MAX_UNPACKED: Final = 200 << 20
_MAX_RATIO: Final = 100
_MAX_LOOKED_AT: Final = 64 << 20
_LINE_LIMITS: Final = Limits(max_bytes=MAX_LINE, max_depth=12, max_string=1 << 20)
_WHOLE_LIMITS: Final = Limits(max_bytes=16 << 20, max_depth=12, max_string=1 << 20)


def main() -> int:
    """Check the packet of the job on stdin; the answer on stdout is one JSON document."""
    answers = os.fdopen(os.dup(1), "wb")
    sys.stdout = sys.stderr  # whatever a library prints is no answer
    job = json.loads(sys.stdin.buffer.read(MAX_JOB))
    limit_this_process(job["memory"], job["seconds"])
    answer = check(job)
    answers.write(json.dumps(answer, ensure_ascii=True).encode("ascii"))
    answers.close()
    return 0


def check(job: Mapping[str, Any]) -> dict[str, Any]:
    """The verdict over a packet: what is wrong with the file, its signatures, its reports and its data."""
    path, moment = Path(job["path"]), datetime.fromisoformat(job["moment"])
    verdict = verify(path, Path(job["trust"]), allow_practice=bool(job["practice"]), moment=moment)
    described, flags = "", list[dict[str, Any]]()
    if not verdict.errors and verdict.packet is not None:
        with ZipReader.open(path) as reader:
            _check_contents(reader, verdict.packet, verdict)
            flags = _flagged(reader, verdict.packet)
    if verdict.packet is not None:
        with ZipReader.open(path) as reader:
            described = reader.read(PACKET_JSON, MAX_PACKET_JSON).decode("utf-8")
    return {
        "verdict": {**verdict.as_json(), "flags": flags},
        "accepted": verdict.accepted,
        "tag_sha256": verdict.tag_sha256,
        "packet": described,
    }


def _flagged(reader: ZipReader, packet: PacketJson) -> list[dict[str, Any]]:
    """Annexes that are PDF with more in them than pages. Source: packet format 7, row 68.

    They are kept byte for byte and never drawn; reports of ours are checked otherwise.
    """
    found = []
    for file in packet.files:
        if file.file_class == "report" or not (file.path.lower().endswith(".pdf") or "pdf" in file.mime):
            continue
        large = reader.size(file.path) > _MAX_LOOKED_AT
        if told := ["太大,没有查"] if large else marks(reader.read(file.path, _MAX_LOOKED_AT)):
            found.append({"file": file.path, "title": file.title, "marks": told})
    return found


def _check_contents(reader: ZipReader, packet: PacketJson, verdict: Verdict) -> None:
    for file in packet.files:
        checks = _checks_of(file.path)
        try:
            for one in checks:
                one(reader, file.path)
        except PacketFault as fault:
            verdict.errors.append(fault)


def _checks_of(path: str) -> list[Callable[[ZipReader, str], None]]:
    if path == MARKS:
        return [check_marks]
    if path == SEAL_CERT:
        return [check_seal_certificate]
    if path.startswith(("data/records/", "data/changes/")):
        return [_check_lines]
    if path.endswith(".json"):
        return [_check_whole]
    return [_check_sheet] if path.endswith((".xlsx", ".docx")) else []


def lines_of(data: bytes, path: str) -> list[bytes]:
    """The lines of a file of rows; a last line without its end is refused, nobody would read it."""
    *lines, rest = data.split(b"\n")
    if rest:
        raise PacketFault("E-JCS", "最后一行没有写完", path)
    return lines


def _check_lines(reader: ZipReader, path: str) -> None:
    """Every line is one canonical document."""
    for number, line in enumerate(lines_of(reader.read(path, MAX_LINES), path), 1):
        try:
            decode_strict(line, _LINE_LIMITS)
        except CanonicalError as error:
            raise PacketFault(error.code, f"第 {number} 行：{error}", path) from error


def _check_whole(reader: ZipReader, path: str) -> None:
    try:
        decode_strict(reader.read(path, _WHOLE_LIMITS.max_bytes), _WHOLE_LIMITS)
    except CanonicalError as error:
        raise PacketFault(error.code, str(error), path) from error


def _check_sheet(reader: ZipReader, path: str) -> None:
    """A workbook that would unpack to more than any office program should be given. Source: packet format 7, row 56."""
    data = reader.read(path, MAX_SHEET)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as inside:
            total = sum(entry.file_size for entry in inside.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise PacketFault("E-JSON", "表格文件已损坏", path) from error
    if total > _MAX_UNPACKED or total > _MAX_RATIO * max(len(data), 1):
        raise PacketFault("E-LIMIT", "表格文件展开后过大", path)
