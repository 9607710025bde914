"""Packets: which file names may exist inside a packet; safe on every system it may be unpacked on."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from app.packet.faults import PacketFault

MAX_NAME: Final = 100
MAX_DEPTH: Final = 4

_PART: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?<!\.)", re.ASCII)
_DEVICES: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)


def check_name(name: str) -> None:
    """Refuse a name that is not plain ASCII, tries to leave the folder, or is special on Windows."""
    parts = name.split("/")
    if len(name) > MAX_NAME or len(parts) > MAX_DEPTH:
        raise PacketFault("E-NAME", "名称过长或层级过深", shown(name))
    if not all(_PART.fullmatch(part) and not _DEVICES.fullmatch(part) for part in parts):
        raise PacketFault("E-NAME", "", shown(name))


def check_no_collision(names: Iterable[str]) -> None:
    """Refuse names that differ only by case or width: they would overwrite each other when unpacked."""
    seen: dict[str, str] = {}
    for name in names:
        folded = unicodedata.normalize("NFKC", name).casefold()
        if seen.setdefault(folded, name) != name:
            raise PacketFault("E-COLLIDE", "", shown(name))


def shown(name: str) -> str:
    """Make a foreign name harmless for a message: no controls, no direction tricks, not too long."""
    return ascii(name[:MAX_NAME])[1:-1]
