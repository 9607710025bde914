"""Packets: a strict gate for DER in front of the parsers, which all accept more than they should."""

from typing import Final

_MAX_DEPTH: Final = 24
_SEQUENCE: Final = 0x30
_SET: Final = 0x31


def is_strict_der(data: bytes) -> bool:
    """Say whether `data` is exactly one DER value: definite shortest lengths, plain strings, sets in order."""
    try:
        return _end_of_value(data, 0, len(data), 0) == len(data)
    except (IndexError, ValueError):
        return False


def _end_of_value(data: bytes, at: int, stop: int, depth: int) -> int:
    tag = data[at]
    start, end = _extent(data, at, stop)
    universal, constructed = tag & 0xC0 == 0, bool(tag & 0x20)
    if depth > _MAX_DEPTH or tag & 0x1F == 0x1F or (universal and constructed != (tag in (_SEQUENCE, _SET))):
        raise ValueError("tag")
    if universal and not constructed:
        _check_primitive(tag, data[start:end])
    if constructed:
        _check_children(data, start, end, depth, in_order=tag == _SET)
    return end


def _extent(data: bytes, at: int, stop: int) -> tuple[int, int]:
    first = data[at + 1]
    if first < 0x80:
        start, length = at + 2, first
    else:
        count = first & 0x7F
        start = at + 2 + count
        length = int.from_bytes(data[at + 2 : start])
        if not 1 <= count <= 4 or length < 0x80 or data[at + 2] == 0:
            raise ValueError("length")
    if start + length > stop:
        raise ValueError("too long")
    return start, start + length


def _check_primitive(tag: int, body: bytes) -> None:
    if tag == 0x01 and body not in (b"\x00", b"\xff"):
        raise ValueError("boolean")
    if tag == 0x02 and len(body) > 1 and (body[0], body[1] >> 7) in ((0x00, 0), (0xFF, 1)):
        raise ValueError("integer")
    if tag == 0x02 and not body:
        raise ValueError("integer")


def _check_children(data: bytes, start: int, end: int, depth: int, *, in_order: bool) -> None:
    previous, at = b"", start
    while at < end:
        after = _end_of_value(data, at, end, depth + 1)
        child = data[at:after]
        if in_order and child < previous:
            raise ValueError("set order")
        previous, at = child, after
