"""Packets: keyed marks of payees (data/marks.jsonl), and to whom the county may seal something for the township.

Each line is {"amount", "basis", "key", "kind", "line", "mark", "register", "row", "seq"}: whose mark it is says the
row of data/records it stands for, or a line below that row which does not travel itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any, Final

from app.domain.canonical import CanonicalError, Limits, decode_strict, encode
from app.domain.marks import STRENGTH, is_key_id
from app.domain.plain import plain
from app.packet.faults import PacketFault

if TYPE_CHECKING:
    from app.packet.certificates import Certificate
    from app.packet.container import ZipReader

MARKS: Final = "data/marks.jsonl"
SEAL_CERT: Final = "data/trust/township-seal.pem"
MOST: Final = 200_000
MAX_BYTES: Final = 64 << 20
_RECORDS: Final = "data/records/{}.jsonl"
_KEYS: Final = frozenset(("amount", "basis", "key", "kind", "line", "mark", "register", "row", "seq"))
_KIND: Final = re.compile(r"[a-z_]{1,20}", re.ASCII)
_MARK: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_LIMITS: Final = Limits(max_bytes=2048, max_depth=2, max_string=200)
_ROW_LIMITS: Final = Limits(max_bytes=4 << 20, max_depth=12, max_string=1 << 20)
_MAX_CERT: Final = 64 << 10


@plain
class PacketMark:
    """One mark: under which key, of which row (or its line `line`, 0 for none, by its place `seq`), fen or None."""

    key: str
    register: str
    row: int
    line: int
    seq: int | None
    kind: str
    basis: str
    mark: str
    amount: int | None

    def as_line(self) -> bytes:
        """The form used in the file."""
        return encode({name: getattr(self, name) for name in sorted(_KEYS)}) + b"\n"


def read_marks(lines: Iterable[bytes], ids_of: Callable[[str], Collection[int]]) -> list[PacketMark]:
    """Read marks, each known by its row.

    Args:
        lines: The lines of the file without their ends.
        ids_of: The ids of the rows a register has in the packet.

    Raises:
        PacketFault: E-MARK one is not as it should be, comes twice, has no row here, or two keys were used;
            E-LIMIT there are too many; E-JSON, E-JCS a line is not canonical.
    """
    found: list[PacketMark] = []
    known: dict[str, Collection[int]] = {}
    seen: set[tuple[Any, ...]] = set()
    for number, line in enumerate(lines, 1):
        if number > MOST:
            raise PacketFault("E-LIMIT", f"比对标记超过 {MOST} 条", MARKS)
        one = _mark(line, number)
        if one.register not in known:
            known[one.register] = ids_of(one.register)
        same = (one.register, one.row, one.line, one.basis, one.mark)
        if one.row not in known[one.register]:
            raise _odd(number, "对应的记录不在包里")
        if same in seen:
            raise _odd(number, "和前面的一条重复")
        if found and one.key != found[0].key:
            raise _odd(number, "用了另一把密钥")
        seen.add(same)
        found.append(one)
    return found


def check_marks(reader: ZipReader, path: str) -> None:
    """The marks of a packet that is being checked, beside its records."""
    from app.packet.child import lines_of

    def ids_of(register: str) -> set[int]:
        name = _RECORDS.format(register)
        if name not in reader.entries:
            return set()
        return {_id(line, name) for line in lines_of(reader.read(name, MAX_BYTES), name)}

    read_marks(lines_of(reader.read(path, MAX_BYTES), path), ids_of)


def check_seal_certificate(reader: ZipReader, path: str) -> None:
    """The township's certificate for sealing is one, and for nothing else."""
    seal_certificate(reader.read(path, _MAX_CERT))


def seal_certificate(data: bytes) -> Certificate:
    """Read a certificate somebody may seal to.

    Raises:
        PacketFault: It is none.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    from app.packet.certificates import check_public_key, load_certificate
    from app.packet.sealing import seals

    cert = load_certificate(data)
    try:
        check_public_key(public := cert.public_key())
        fits = isinstance(public, RSAPublicKey) and seals(cert)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise PacketFault("E-CERT", "证书文件已损坏", SEAL_CERT) from error
    if not fits:
        raise PacketFault("E-CERT", "这张证书不是用来加密的", SEAL_CERT)
    return cert


def _mark(line: bytes, number: int) -> PacketMark:
    try:
        value = decode_strict(line, _LIMITS)
    except CanonicalError as error:
        raise PacketFault(error.code, f"第 {number} 行：{error}", MARKS) from error
    if not isinstance(value, dict) or set(value) != _KEYS or not _fits(value):
        raise _odd(number, "写法不对")
    return PacketMark(**value)


def _fits(value: dict[str, Any]) -> bool:
    whole = type(value["row"]) is int and type(value["line"]) is int and value["row"] > 0 and value["line"] >= 0
    optional = all(value[name] is None or type(value[name]) is int for name in ("seq", "amount"))
    texts = all(isinstance(value[name], str) for name in ("register", "kind", "basis", "mark"))
    return (
        whole
        and optional
        and texts
        and is_key_id(value["key"])
        and value["basis"] in STRENGTH
        and _KIND.fullmatch(value["kind"]) is not None
        and _KIND.fullmatch(value["register"]) is not None
        and _MARK.fullmatch(value["mark"]) is not None
    )


def _id(line: bytes, name: str) -> int:
    try:
        row = decode_strict(line, _ROW_LIMITS)
    except CanonicalError as error:
        raise PacketFault(error.code, str(error), name) from error
    if not isinstance(row, dict) or type(row.get("id")) is not int:
        raise PacketFault("E-JSON", "有一行不是一条记录", name)
    return int(row["id"])


def _odd(number: int, what: str) -> PacketFault:
    return PacketFault("E-MARK", f"第 {number} 条{what}", MARKS)
