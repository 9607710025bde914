"""The county's list of certificates: written once, taken back at most once, never removed."""

from __future__ import annotations

from dataclasses import replace

from app.domain.plain import plain
from app.storage.core import Core

_COLUMNS = (
    "serial",
    "township",
    "township_name",
    "role",
    "name",
    "sha256",
    "key_sha256",
    "pem",
    "valid_from",
    "valid_to",
    "issued_at",
    "issued_by",
    "checked",
    "revoked_at",
    "reason",
    "invalid_from",
)


@plain
class Certified:
    """One certificate as the county knows it.

    `serial` and the hashes are lower-case hex, moments ISO text; `revoked_at` is "" while it counts, `invalid_from`
    is since when what was signed with it does not count, `checked` whether the fingerprint was read back.
    """

    serial: str
    township: str
    township_name: str
    role: str
    name: str
    sha256: str
    key_sha256: str
    pem: str
    valid_from: str
    valid_to: str
    issued_at: str
    issued_by: str
    checked: bool = False
    revoked_at: str = ""
    reason: str = ""
    invalid_from: str = ""


def certified(core: Core, township: str = "") -> list[Certified]:
    """Every certificate of the county, or of one township, in the order of issue."""
    where, values = ("WHERE township = ?", (township,)) if township else ("", ())
    lines = core.all(f"SELECT {', '.join(_COLUMNS)} FROM issued_certificate {where} ORDER BY id", values)
    found = (dict(zip(_COLUMNS, line, strict=True)) for line in lines)
    return [Certified(**{**one, "checked": bool(one["checked"])}) for one in found]


def add_certified(core: Core, one: Certified) -> None:
    """Write down a certificate that was issued."""
    marks = ", ".join("?" * len(_COLUMNS))
    values = [getattr(one, column) for column in _COLUMNS]
    values[_COLUMNS.index("checked")] = int(one.checked)
    core.run(f"INSERT INTO issued_certificate ({', '.join(_COLUMNS)}) VALUES ({marks})", values)


def take_back(core: Core, serial: str, at: str, reason: str, invalid_from: str) -> bool:
    """Mark a certificate as revoked; whether there was one of that number that still counted."""
    marks = "revoked_at = ?, reason = ?, invalid_from = ?"
    statement = f"UPDATE issued_certificate SET {marks} WHERE serial = ? AND revoked_at = ''"
    return bool(core.run(statement, (at, reason, invalid_from, serial)).rowcount)


def mark_checked(core: Core, one: Certified) -> Certified:
    """Note that the fingerprint of a certificate's request was read back."""
    core.run("UPDATE issued_certificate SET checked = 1 WHERE serial = ?", (one.serial,))
    return replace(one, checked=True)
