"""Packets: 县里模板: layouts, forms, wordings, limits and calendars as the county rules them, one signed file for all.

A version holds everything the county rules, not what changed: whoever missed one is complete with the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from app.packet.certificates import PersonKey
from app.packet.county_file import FILES, TRUST, Kind, ReadFile, read_signed, write_signed
from app.packet.trust import TrustBundle

BODY: Final = "template.json"
KINDS: Final = ("option", "calendar", "lights", "layout", "form", "letter")
MOST_FILE: Final = 2 << 20
MOST_WHOLE: Final = 16 << 20
MOST_ITEMS: Final = 300
MOST_VERSION: Final = 9999
_TEXTS: Final = {"county": 60, "county_code": 20, "number": 60, "changes": 2000, "app_version": 40}
_DAYS: Final = ("issued_on", "valid_from")
_OURS: Final = {*_TEXTS, *_DAYS, "version", "items", "schema", "files", "crl_number"}
_ITEM: Final = {"kind": 20, "key": 120, "title": 120, "file": 20}


def _fits(body: Mapping[str, Any]) -> bool:
    """Whether it says all it must and nothing else, and names every file exactly once."""
    return (
        body.keys() == _OURS
        and all(0 < len(body[key]) <= most for key, most in _TEXTS.items())
        and all(_is_day(body[key]) for key in _DAYS)
        and 1 <= body["version"] <= MOST_VERSION
        and 1 <= len(body["items"]) <= MOST_ITEMS
        and all(_item_fits(one) for one in body["items"])
        and _each_once(body)
    )


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _item_fits(item: object) -> bool:
    return (
        isinstance(item, dict)
        and item.keys() == _ITEM.keys()
        and all(type(item[key]) is str and 0 < len(item[key]) <= most for key, most in _ITEM.items())
        and item["kind"] in KINDS
    )


def _each_once(body: Mapping[str, Any]) -> bool:
    named = [f"{FILES}{one['file']}" for one in body["items"]]
    keys = {(one["kind"], one["key"]) for one in body["items"]}
    there = {name for name in body["files"] if not name.startswith(TRUST)}
    return len(keys) == len(named) == len(set(named)) and set(named) == there


_KIND: Final = Kind(
    "mz-template/1",
    BODY,
    "E-TEMPLATE",
    "县里模板",
    {**dict.fromkeys((*_TEXTS, *_DAYS), str), "version": int, "items": list},
    _fits,
    MOST_FILE,
    MOST_WHOLE,
)


def file_name(county: str, version: int, content: bytes) -> str:
    """TPL_330182_v3_9f2c1a07.zip: whose, which version, and the start of its digest."""
    return f"TPL_{county}_v{version}_{sha256(content).hexdigest()[:8]}.zip"


def write_template(
    target: Path,
    body: Mapping[str, Any],
    files: Mapping[str, bytes],
    signer: PersonKey,
    trust: TrustBundle,
    now: datetime,
) -> Path:
    """Sign a version with its files.

    Raises:
        PacketFault: E-ROLE the signer is not the county's, E-LIMIT it is too large, E-WRITE.
    """
    return write_signed(target, _KIND, body, signer, trust, now, files)


def read_template(path: Path, trust: TrustBundle, moment: datetime) -> ReadFile:
    """Read a version and check that our county signed it; see county_file.read_signed.

    Raises:
        PacketFault: It is none, was changed, or somebody else signed it.
    """
    return read_signed(path, _KIND, trust, moment)
