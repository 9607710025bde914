"""Packets that older programs wrote, with the county they were for: they must stay acceptable."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.operations import certificates, identities
from app.operations.books import NewUser
from app.packet.certificates import load_certificate, load_private_key
from app.packet.sealing import SealKey
from app.storage.book import Book
from tests.county.townships import COUNTY, NAMES, code_of

FOLDER = Path(__file__).resolve().parent.parent / "old_files"
VERSIONS = sorted(path.name for path in FOLDER.iterdir() if (path / "county.json").is_file())
# Whoever opens the books of old releases; the passwords are for practice and open nothing else.
USERS = (NewUser("clerk", "王芳", "clerk", "practice-old-1"), NewUser("sec", "李立强", "secretary", "practice-old-2"))
COUNTY_USERS = (
    NewUser("clerk", "孙文清", "clerk", "practice-county-1"),
    NewUser("head", "周志平", "secretary", "practice-county-2"),
)


@dataclass(frozen=True)
class OldPacket:
    """One packet of the first township, and the keys of its county."""

    path: Path
    now: datetime
    county: identities.County
    people: tuple[dict[str, str], ...]

    def register(self, book: Book) -> None:
        """Write its signers into the county's list."""
        for person in self.people:
            cert = load_certificate(person["pem"].encode())
            certificates.register(book, code_of(0), NAMES[0], person["role"], person["name"], cert, checked=True)


def old_packet(version: str) -> OldPacket:
    """The packet of a version."""
    kept = json.loads((FOLDER / version / "county.json").read_text("utf-8"))
    key, root = load_private_key(bytes.fromhex(kept["key"])), load_certificate(kept["root"].encode())
    now = datetime.fromisoformat(kept["now"])
    county = identities.County(COUNTY, key, root, _seal(kept) or identities.new_seal_key(key, root, COUNTY, now))
    (path,) = (FOLDER / version).glob("MZ_*.zip")
    return OldPacket(path, now, county, tuple(kept["certificates"]))


def _seal(kept: dict[str, Any]) -> SealKey | None:
    """What opens packets sealed to the county; the first release kept none."""
    if "seal" not in kept:
        return None
    return SealKey(load_private_key(bytes.fromhex(kept["seal"]["key"])), load_certificate(kept["seal"]["pem"].encode()))
