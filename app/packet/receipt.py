"""Packets: the county's receipt: what was decided about a packet, signed, with the newest list of revoked certificates.

`receipt.json` is what is signed; it names the digests of everything else in the file. Eight digits, read over the
phone, prove one packet and one decision to whoever has the packet (packet format 2.6).
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from app.packet.certificates import PersonKey, crl_number
from app.packet.county_file import SIGNATURE, TRUST, Kind, read_signed, write_signed
from app.packet.county_file import ReadFile as ReadReceipt
from app.packet.trust import TrustBundle

__all__ = ["BODY", "DECISIONS", "SIGNATURE", "TRUST", "ReadReceipt"]

SCHEMA: Final = "mz-receipt/1"
BODY: Final = "receipt.json"
TEMPLATES: Final = "templates.zip"
"""The county's templates as they go along with a receipt, signed by themselves as well."""
DECISIONS: Final[dict[str, str]] = {
    "accepted": "已接收",
    "returned": "已接收,退回修改",
    "rejected": "没有接收",
    "held": "待定",
    "anew": "同意重新接续",
}
_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
_REMARK: Final = ("register", "number", "field", "text")
_TEXTS: Final = ("message", "township_name", "period")


def _remark_fits(remark: Mapping[str, Any]) -> bool:
    """Whether it has its words and its row, None where it is about the whole packet."""
    return type(remark.get("id")) in (int, type(None)) and all(type(remark.get(key)) is str for key in _REMARK)


def _fits(body: Mapping[str, Any]) -> bool:
    """Whether whatever is taken out of it later is what it should be; who signed it may have a program with a fault."""
    remarks = body.get("remarks") or []
    return (
        body["decision"] in DECISIONS
        and _DIGEST.fullmatch(body["tag_sha256"]) is not None
        and type(body.get("number", 1)) is int
        and min(body.get("number", 1), body["next_seq"]) >= 0
        and all(isinstance(body.get(key), str | None) for key in _TEXTS)
        and (body["decision"] != "anew" or _MONTH.fullmatch(str(body.get("period"))) is not None)
        and isinstance(remarks, list)
        and all(isinstance(one, dict) and _remark_fits(one) for one in remarks)
    )


_KIND: Final = Kind(
    SCHEMA,
    BODY,
    "E-RECEIPT",
    "回执",
    {"packet_id": str, "township": str, "tag_sha256": str, "decision": str, "next_seq": int}
    | {"codes": list, "received_at": str},
    _fits,
)


def phone_code(receipt_key: str, tag_sha256: str, decision: str) -> str:
    """Eight digits such as 4827 1093 for one packet and one decision, "" where the packet brought no key."""
    if not receipt_key:
        return ""
    text = f"{SCHEMA}\n{tag_sha256}\n{decision}"
    digest = hmac.new(bytes.fromhex(receipt_key), text.encode("ascii"), sha256).digest()
    number = int.from_bytes(digest[:8]) % 100_000_000
    return f"{number // 10_000:04d} {number % 10_000:04d}"


def decision_of(receipt_key: str, tag_sha256: str, code: str) -> str | None:
    """The decision eight digits stand for, None where they fit none: a digit was misheard, or it is another packet."""
    digits = "".join(sign for sign in code if sign.isdigit())
    for decision in DECISIONS:
        told = phone_code(receipt_key, tag_sha256, decision).replace(" ", "")
        if told and hmac.compare_digest(told.encode(), digits.encode()):
            return decision
    return None


def file_name(packet_id: str, number: int = 1) -> str:
    """What the receipt of a packet is called; a later one of the same packet stands beside the first."""
    return f"RCP_{packet_id}.zip" if number == 1 else f"RCP_{packet_id}_n{number}.zip"


def write_receipt(
    folder: Path,
    body: Mapping[str, Any],
    signer: PersonKey,
    trust: TrustBundle,
    now: datetime,
    timer: PersonKey | None = None,
    files: Mapping[str, bytes] | None = None,
) -> Path:
    """Sign a receipt and write it with the trust bundle; a file of that name is replaced whole.

    `timer` is the county's time key: with it the receipt carries a time stamp over the packet's signed bytes. `files`
    go along under the same signature: the county's templates.

    Raises:
        PacketFault: E-ROLE the signer is not the county's, E-WRITE.
    """
    name = file_name(str(body["packet_id"]), int(body.get("number", 1)))
    carried = dict(files or {})
    if timer:
        from app.packet.timestamp import STAMP, make_stamp

        carried[STAMP] = make_stamp(bytes.fromhex(str(body["tag_sha256"])), timer, now)
    return write_signed(folder / name, _KIND, body, signer, trust, now, carried)


def read_receipt(path: Path, trust: TrustBundle, moment: datetime) -> ReadReceipt:
    """Read a receipt and check that our county signed it.

    Args:
        path: The file.
        trust: What is trusted already: the root is pinned, whatever the receipt brings.
        moment: Now.

    Raises:
        PacketFault: It is no receipt, was changed, somebody else signed it, or its time stamp is not what it says.
    """
    read = read_signed(path, _KIND, trust, moment)
    stamped_at(read, trust)
    return read


def stamped_at(read: ReadReceipt, trust: TrustBundle) -> datetime | None:
    """When the county stamped a receipt by its own clock, None where it bears no stamp.

    Raises:
        PacketFault: E-RECEIPT, the stamp is over something else or not by the county's time key.
    """
    from app.packet.timestamp import STAMP, check_stamp

    if STAMP not in read.files:
        return None
    newest = max((trust, read.trust), key=lambda one: crl_number(one.crl))
    return check_stamp(read.files[STAMP], bytes.fromhex(read.body["tag_sha256"]), newest)
