"""Packets: what a packet says (packet.json) and which files it carries."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.domain.canonical import CanonicalError, Limits, decode_strict, encode
from app.packet.faults import PacketFault
from app.packet.manifest import PACKET_JSON
from app.packet.trust import Signer, read_signer

if TYPE_CHECKING:
    from app.packet.pdf_signing import Box

SCHEMA: Final = "mz-packet/1"
SUITE: Final = "rsa-sha256"
SM2_SM3: Final = "sm2-sm3"
CRL_PATH: Final = "data/trust/county.crl"
MAX_PACKET_JSON: Final = 16 << 20
SIGNING_ROLES: Final = ("clerk", "secretary")
SIGNATURE_FILES: Final = {"clerk": "signatures/1-clerk.p7s", "secretary": "signatures/2-secretary.p7s"}
_SM2_ENDINGS: Final = ("-sm2.p7s", "-sm2.pem", "-sm2.pem.p7s")
DRAFT_JSON: Final = "draft.json"
MOVED: Final = frozenset({"annex", "table"})
"""The classes of files that may travel in a further part of a packet."""
MOST_PARTS: Final = 99

_LIMITS: Final = Limits(max_bytes=MAX_PACKET_JSON, max_depth=12, max_string=1 << 20)
_CODE: Final = re.compile(r"[0-9A-Za-z]{1,20}", re.ASCII)
_PERIOD: Final = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])", re.ASCII)
_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_RECEIPT_KEY: Final = re.compile(r"([0-9a-f]{32})?", re.ASCII)
_DAY: Final = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MOST_DAYS: Final = 62
_PACKET_ID: Final = re.compile(r"[0-9A-Za-z-]{1,64}", re.ASCII)
_MOMENT: Final = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d:\d\d", re.ASCII)


def sm2_files(role: str) -> tuple[str, str, str]:
    """What the second suite adds for one person: signature, public key, the certified signature over that key."""
    stem = SIGNATURE_FILES[role].removesuffix(".p7s")
    signature, public, owner = (f"{stem}{ending}" for ending in _SM2_ENDINGS)
    return signature, public, owner


@dataclass(frozen=True, slots=True)
class PacketFile:
    """One file to carry: ASCII path under data/, where its bytes are, and how it is called in Chinese.

    `signatures_expected` is 0, or 2 for a PDF that clerk and secretary sign; `boxes` places their stamps.
    """

    path: str
    source: bytes | Path
    mime: str
    title: str
    file_class: str
    signatures_expected: int = 0
    boxes: "Mapping[str, Box] | None" = None


@dataclass(frozen=True, slots=True)
class PacketMeta:
    """Everything packet.json says except the files and the signers.

    `receipt_key` is 16 random bytes in hex that only the sealed packet and the township's book hold: the code of the
    receipt read over the phone is made with it. Packets of older programs have "". `recovered` are the days (ISO) since
    the packet before on which the book was opened by its recovery code (packet format 6.2). `template_version` is the
    version of the county's templates the packet was made with, 0 for none or an older program. `second` is the suite
    whose signatures stand beside those every packet has, "" for none.

    A month too large for one file goes in `parts` files, this being number `part`; part 1 names the `others`, each
    {"part", "packet_id", "sha256"} with the SHA-256 of its tag manifest.
    """

    packet_id: str
    township: str
    township_name: str
    period: str
    revision: int
    seq: int
    prev: str | None
    supersedes: str | None
    recipient: Mapping[str, Any]
    created: str
    app_version: str
    practice: bool
    log: Mapping[str, Any]
    seals: Mapping[str, Any] = field(default_factory=dict)
    amendments: tuple[Mapping[str, Any], ...] = ()
    counts: Mapping[str, Any] = field(default_factory=dict)
    receipt_key: str = ""
    recovered: tuple[str, ...] = ()
    template_version: int = 0
    second: str = ""
    part: int = 1
    parts: int = 1
    others: tuple[Mapping[str, Any], ...] = ()

    @property
    def stem(self) -> str:
        """The start of every file name of this packet."""
        further = f"_p{self.part}" if self.part > 1 else ""
        return f"MZ_{self.township}_{self.period.replace('-', '')}_r{self.revision}{further}"


@dataclass(frozen=True, slots=True)
class PacketContent:
    """A packet before anybody has signed it; `crl` is the revocation list the township knows."""

    meta: PacketMeta
    files: tuple[PacketFile, ...]
    crl: bytes = b""

    def all_files(self) -> list[PacketFile]:
        """The files in packet order, the revocation list among them."""
        files = list(self.files)
        if self.crl:
            files.append(PacketFile(CRL_PATH, self.crl, "application/pkix-crl", "县吊销列表", "trust"))
        return sorted(files, key=lambda file: file.path)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One file as packet.json describes it."""

    path: str
    sha256: str
    size: int
    mime: str
    title: str
    file_class: str
    signatures_expected: int

    def as_json(self) -> dict[str, Any]:
        """The form used in packet.json."""
        return {
            "path": self.path,
            "sha256": self.sha256,
            "size": self.size,
            "mime": self.mime,
            "title": self.title,
            "class": self.file_class,
            "signatures_expected": self.signatures_expected,
        }


@dataclass(frozen=True, slots=True)
class PacketJson:
    """packet.json, read and checked."""

    meta: PacketMeta
    signers: tuple[Signer, ...]
    files: tuple[FileFacts, ...]

    def signer(self, role: str) -> Signer:
        """The person named for a role."""
        return next(s for s in self.signers if s.role == role)


def packet_json_bytes(meta: PacketMeta, signers: Iterable[Signer], files: Iterable[FileFacts]) -> bytes:
    """Write packet.json; raises E-JSON when a title or count cannot be written canonically."""
    value = {
        "schema": SCHEMA,
        "suite": SUITE,
        "packet_id": meta.packet_id,
        "township": meta.township,
        "township_name": meta.township_name,
        "period": meta.period,
        "revision": meta.revision,
        "seq": meta.seq,
        "prev": meta.prev,
        "supersedes": meta.supersedes,
        "recipient": dict(meta.recipient),
        "created": meta.created,
        "app_version": meta.app_version,
        "practice": meta.practice,
        "signers": [signer.as_json() for signer in signers],
        "log": dict(meta.log),
        "seals": dict(meta.seals),
        "amendments": [dict(item) for item in meta.amendments],
        "files": [file.as_json() for file in files],
        "counts": dict(meta.counts),
        **({"receipt_key": meta.receipt_key} if meta.receipt_key else {}),
        **({"recovered": list(meta.recovered)} if meta.recovered else {}),
        **({"template_version": meta.template_version} if meta.template_version else {}),
        **({"second": meta.second} if meta.second else {}),
        **({"part": meta.part, "parts": meta.parts} if meta.parts > 1 else {}),
        **({"others": [dict(one) for one in meta.others]} if meta.others else {}),
    }
    try:
        data = encode(value)
    except CanonicalError as error:
        raise PacketFault(error.code, str(error), PACKET_JSON) from error
    _checked(value)  # what we would not accept back must never be signed
    return data


def read_packet_json(data: bytes) -> PacketJson:
    """Read packet.json, refusing anything not canonical or not of this schema."""
    try:
        value = decode_strict(data, _LIMITS)
    except CanonicalError as error:
        raise PacketFault(error.code, str(error), PACKET_JSON) from error
    return _checked(value)


def _checked(value: Any) -> PacketJson:
    try:
        return _packet_json(value)
    except (KeyError, TypeError, ValueError, AttributeError, StopIteration) as error:
        raise PacketFault("E-JSON", "内容项目不全或写法不对", PACKET_JSON) from error


def _packet_json(value: dict[str, Any]) -> PacketJson:
    if value["schema"] != SCHEMA or value["suite"] != SUITE or value.get("second", "") not in ("", SM2_SM3):
        raise PacketFault("E-ALG", "由不认识的程序版本或算法写成", PACKET_JSON)
    meta = PacketMeta(
        packet_id=_like(_PACKET_ID, value["packet_id"]),
        township=_like(_CODE, value["township"]),
        township_name=_typed(str, value["township_name"]),
        period=_like(_PERIOD, value["period"]),
        revision=_at_least(1, value["revision"]),
        seq=_at_least(1, value["seq"]),
        prev=None if value["prev"] is None else _like(_DIGEST, value["prev"]),
        supersedes=None if value["supersedes"] is None else _like(_PACKET_ID, value["supersedes"]),
        recipient=_typed(dict, value["recipient"]),
        created=_like(_MOMENT, value["created"]),
        app_version=_typed(str, value["app_version"]),
        practice=_typed(bool, value["practice"]),
        log=_log(value["log"]),
        seals=_typed(dict, value["seals"]),
        amendments=tuple(_typed(dict, item) for item in _typed(list, value["amendments"])),
        counts=_typed(dict, value["counts"]),
        receipt_key=_like(_RECEIPT_KEY, value.get("receipt_key", "")),
        recovered=_days(value.get("recovered", [])),
        template_version=_at_least(0, value.get("template_version", 0)),
        second=value.get("second", ""),
        **_parts(value),
    )
    signers = tuple(read_signer(item) for item in _typed(list, value["signers"]))
    if tuple(s.role for s in signers) != SIGNING_ROLES:
        raise PacketFault("E-ROLE", "须由经办人和审核人两人签名", PACKET_JSON)
    files = tuple(_file(item) for item in _typed(list, value["files"]))
    if meta.part > 1 and (odd := [file.path for file in files if not _in_further_part(file)]):
        raise PacketFault("E-SET", f"第 {meta.part} 份里只能有附件和表格", odd[0])
    return PacketJson(meta, signers, files)


def _in_further_part(file: FileFacts) -> bool:
    """Records, figures, reports and what belongs to them are part 1's alone."""
    if file.path == CRL_PATH:
        return True
    return file.path.startswith(("data/annex/", "data/tables/")) and file.file_class in MOVED


def _parts(value: dict[str, Any]) -> dict[str, Any]:
    """Which part of how many; part 1 names every other once, the others name none."""
    if not value.keys() & {"part", "parts", "others"}:
        return {}
    part, parts = _at_least(1, value["part"]), _at_least(2, value["parts"])
    others = tuple(_other(item) for item in _typed(list, value.get("others", [])))
    named = [one["part"] for one in others]
    distinct = len({one["sha256"] for one in others}) == len({one["packet_id"] for one in others}) == len(others)
    if not part <= parts <= MOST_PARTS or not distinct or named != (list(range(2, parts + 1)) if part == 1 else []):
        raise ValueError("parts")
    return {"part": part, "parts": parts, "others": others}


def _other(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "part": _at_least(2, item["part"]),
        "packet_id": _like(_PACKET_ID, item["packet_id"]),
        "sha256": _like(_DIGEST, item["sha256"]),
    }


def _file(item: dict[str, Any]) -> FileFacts:
    if item["signatures_expected"] not in (0, len(SIGNING_ROLES)):
        raise ValueError("signatures_expected")
    return FileFacts(
        path=_typed(str, item["path"]),
        sha256=_like(_DIGEST, item["sha256"]),
        size=_at_least(0, item["size"]),
        mime=_typed(str, item["mime"]),
        title=_typed(str, item["title"]),
        file_class=_typed(str, item["class"]),
        signatures_expected=_at_least(0, item["signatures_expected"]),
    )


def _log(value: Any) -> dict[str, Any]:
    _typed(str, value["origin"])
    if _at_least(0, value["from_size"]) > _at_least(0, value["size"]):
        raise ValueError("log")
    for digest in (value["root"], *_typed(list, value["proof"])):
        _like(_DIGEST, digest)
    return dict(_typed(dict, value))


def _days(value: Any) -> tuple[str, ...]:
    days = tuple(_like(_DAY, day) for day in _typed(list, value))
    if len(days) > _MOST_DAYS:
        raise ValueError("days")
    return tuple(date.fromisoformat(day).isoformat() for day in days)


def _typed(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise TypeError(kind.__name__)
    return value


def _like(pattern: re.Pattern[str], value: Any) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError(pattern.pattern)
    return value


def _at_least(low: int, value: Any) -> int:
    if type(value) is not int or value < low:
        raise ValueError("number")
    return value
