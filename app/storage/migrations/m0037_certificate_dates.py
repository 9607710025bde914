"""The last day of each signer's certificate, beside it."""

from __future__ import annotations

import json
from datetime import timedelta, timezone

from sqlite_utils import Database

from app.storage.migrations.listed import steps


@steps()
def m0037_certificate_dates(db: Database) -> None:
    """Released in 0.3. Deadlines of certificates are told at every start, without reading certificates."""
    lines = db.execute("SELECT key, value FROM kept WHERE key IN ('signer:clerk', 'signer:secretary')").fetchall()
    for key, value in lines:
        kept = json.loads(value)
        if "valid_to" not in kept:
            text = json.dumps({**kept, **_dates(str(kept["certificate"]))}, ensure_ascii=False, separators=(",", ":"))
            db.execute("UPDATE kept SET value = ? WHERE key = ?", (text, key))


def _dates(pem: str) -> dict[str, object]:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    cert = x509.load_pem_x509_certificate(pem.encode())
    units = [str(unit.value) for unit in cert.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)]
    last = cert.not_valid_after_utc.astimezone(timezone(timedelta(hours=8))).date()
    return {"valid_to": last.isoformat(), "practice": "练习" in units, "serial": f"{cert.serial_number:x}"}
