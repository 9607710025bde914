"""Proofs of the practice book: small records and drawn pictures, made on the spot, marked 练习."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random

from app.domain.fields import Row
from app.domain.rows import text_of, whole_of
from app.ledgers.commitment import DRAFT
from app.ledgers.problem import CHECKING, CLOSED

PICTURES = 8
WIDTH, HEIGHT = 240, 160
_GRASS, _WALL, _BOARD, _PAPER, _INK = (104, 142, 92), (214, 206, 190), (150, 38, 32), (250, 246, 232), (60, 60, 64)


@dataclass
class Files:
    """Contents by their SHA-256, each once."""

    contents: dict[str, bytes] = field(default_factory=dict)

    def line(self, name: str, content: bytes) -> str:
        """Keep a content and give the line an attachment field holds."""
        digest = sha256(content).hexdigest()
        self.contents[digest] = content
        return f"{digest} {name}"


def add_proofs(rng: Random, problems: list[Row], promises: list[Row], sheets: list[Row]) -> Files:
    """Put a record of the month's closings to every closed problem, and pictures to some rows."""
    files = Files()
    pictures = [picture(rng) for _ in range(PICTURES)]
    for row in problems:
        if row["state"] not in (CLOSED, CHECKING):
            continue
        month = text_of(row, "close_asked_on")[:7]
        lines = [files.line(f"{month} 整改销号会商记录.txt", _record(problems, month))]
        if whole_of(row, "amount_due"):
            lines.append(files.line("退款凭证.png", pictures[len(lines)]))
        if rng.random() < 0.25:
            lines.append(files.line("现场照片.png", rng.choice(pictures)))
        row["proof"] = "\n".join(lines)
    for row in promises:
        if row["state"] != DRAFT and rng.random() < 0.5:
            row["scan"] = files.line("签字承诺书.png", rng.choice(pictures))
    for row in sheets:
        if row.get("posted_from") and rng.random() < 0.3:
            row["photo"] = files.line("公开栏张贴照片.png", rng.choice(pictures))
            row |= {"photo_far": files.line("公开栏远照.png", pictures[0]), "no_photo": None}
    return files


def _record(problems: list[Row], month: str) -> bytes:
    asked = [row for row in problems if row.get("close_asked_on") and text_of(row, "close_asked_on")[:7] == month]
    lines = [f"练习资料  示例乡 {month} 整改销号会商记录", ""]
    lines += [
        f"{n}. {text_of(row, 'description')}  整改情况:{text_of(row, 'result')}" for n, row in enumerate(asked, 1)
    ]
    return "\n".join([*lines, "", "以上各条逐条看过整改材料,同意提请审核人核实销号。", ""]).encode()


def picture(rng: Random) -> bytes:
    """A drawn notice board before a wall, as a small PNG."""
    left, top = rng.randint(30, 60), rng.randint(25, 45)
    right, bottom = WIDTH - rng.randint(30, 60), HEIGHT - rng.randint(40, 55)
    sheets = [(left + 8 + n * 36, top + 10 + rng.randint(0, 6)) for n in range((right - left - 40) // 36 + 1)]
    rows = bytearray()
    for y in range(HEIGHT):
        line = [_WALL if y < HEIGHT - 30 else _GRASS] * WIDTH
        if top <= y < bottom:
            line[left:right] = [_BOARD] * (right - left)
            for x, start in sheets:
                if start <= y < start + 44:
                    ink = (y - start) % 6 == 3
                    line[x : x + 28] = [_PAPER] * 4 + [_INK if ink else _PAPER] * 20 + [_PAPER] * 4
        rows += b"\0" + bytes(part for dot in line for part in dot)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, data)
        for kind, data in (
            (b"IHDR", struct.pack(">2I5B", WIDTH, HEIGHT, 8, 2, 0, 0, 0)),
            (b"IDAT", zlib.compress(bytes(rows), 9)),
            (b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
