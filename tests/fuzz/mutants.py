"""Mutants that know what they change: members of a ZIP, tags of XML, values of JSON, lengths of DER, words of a text.

A change inside a container is packed again, so that it reaches the reader behind the container. Every change comes
from a seeded generator: the same seed makes the same mutant.
"""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any

from app.domain.canonical import CanonicalError, encode
from app.packet.container import ZipWriter
from app.packet.faults import PacketFault
from tests.packet.mutants import mutant_of

Change = Callable[[bytes, Random], bytes]

NUMBERS = (
    *("0", "1", "-1", "2", "7", "255", "256", "65535", "65536", "1048576", "1048577", "2147483647", "2147483648"),
    *("-2147483648", "4294967295", "4294967296", "9007199254740992", "9223372036854775807", "18446744073709551616"),
    *("1e308", "1e999", "-0", "0.1", "NaN", "Infinity", "1" * 50, "٣", "１２", "²", "½", "〇"),
)
TEXTS = (
    *("", " ", "\x00", "\t", "\n", "\r\n", "\ufeff", "\u202e", "\ufffe", "\uffff", "\ue78d", "\U00020087", "\u0301"),
    *("=1+1", "'", '"', "“", "”", ",", ";", "../../x", "C:\\x", "/etc/passwd", "con", "x" * 300, "长" * 300),
    *("A1", "XFD1048576", "A1:XFD1048576", "A0", "ZZZZ9", "{{单位}}", "{{行.单位}}", "{{", "}}", "{0}", "%s", "<b>"),
    *(
        "同上",
        "合计",
        "小计",
        "序号",
        "单位",
        "2016-06-30",
        "2016.13.45",
        "6月底前",
        "0000-00-00",
        "9999-12-31",
        "30天",
    ),
    *("330182199003078515", "1.2万", "1,2,3", "-", "——", "null", "true", "[]", "{}", "&amp;", "&#0;", "&#x110000;"),
    *("xml:space", "preserve", "s", "str", "inlineStr", "b", "e", "d", "n", "#REF!", "restart", "continue"),
)
_BOUNDS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_ATTRIBUTE = re.compile(rb'="([^"]{0,400})"')
_CONTENT = re.compile(rb">([^<]{1,400})<")
_TAG = re.compile(rb"</?[\w:]+[^<>]{0,400}>")
_MOMENT = re.compile(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d")
_WORDS = re.compile(r"[^\s,;\t\"<>]+|[,;\t\"<>]|\n")
_PEM = re.compile(rb"(-----BEGIN [A-Z0-9 ]+-----\n)([A-Za-z0-9+/=\n]+)(-----END)")
_MOST = 4 << 20
_DAY = (2026, 1, 1, 0, 0, 0)


def mutant(data: bytes, chance: Random) -> bytes:
    """One to three changes of a file, most of them inside what it holds."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        data = _changed(data, chance)
    return data[:_MOST]


def _changed(data: bytes, chance: Random) -> bytes:
    if not data:
        return chance.choice((b"\0", b"PK\3\4", b"{", b"<", b"\xff\xfe", b"a,b\n1,2\n"))
    if chance.randrange(8) == 0:
        return _bytes(data, chance)
    return _inside(data)(data, chance)


def _inside(data: bytes) -> Change:
    """The change that knows what these bytes are."""
    start = data.lstrip(b"\xef\xbb\xbf \r\n\t")[:64]
    if data.startswith(b"PK\3\4"):
        return _zip
    if data.startswith(b"-----BEGIN"):
        return _pem
    if start.startswith((b"{", b"[")):
        return _json
    if start.startswith(b"<"):
        return _xml
    if _is_der(data):
        return _der
    if _is_text(data):
        return _text
    return _bytes


def _is_der(data: bytes) -> bool:
    return data[:1] == b"\x30" and len(data) > 3 and _length(data, 0) is not None


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in data


# --- bytes


def _bytes(data: bytes, chance: Random) -> bytes:
    kind = chance.randrange(7)
    if not data:
        return chance.randbytes(4)
    at = chance.randrange(len(data))
    if kind == 0:
        wide = chance.choice((1, 2, 4))
        number = chance.choice(_BOUNDS) & (1 << 8 * wide) - 1
        return data[:at] + number.to_bytes(wide, chance.choice(("little", "big"))) + data[at + wide :]
    if kind == 1:
        return data[:at]
    if kind == 2:
        end = min(len(data), at + chance.randrange(1, 200))
        return data[:end] + data[at:end] * chance.randrange(1, 20) + data[end:]
    if kind == 3:
        end = min(len(data), at + chance.randrange(1, 400))
        return data[:at] + data[end:]
    return mutant_of(data, chance)


# --- ZIP


def _zip(data: bytes, chance: Random) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = {member.filename: archive.read(member) for member in archive.infolist()}
    except Exception:  # an earlier change broke the container: go on with its bytes
        return _bytes(data, chance)
    if not files:
        return _bytes(data, chance)
    name = chance.choice(list(files))
    match chance.randrange(12):
        case 0:
            del files[name]
        case 1:
            other = chance.choice(list(files))
            files[name], files[other] = files[other], files[name]
        case 2:
            files[_other_name(name, chance)] = files.pop(name)
        case 3:
            files[_other_name(name, chance)] = files[name]
        case 4:
            files[name] = b""
        case _:
            files[name] = _changed(files[name], chance)
    return _packed(data, files, chance)


def _other_name(name: str, chance: Random) -> str:
    made = chance.choice((name.upper(), f"../{name}", f"/{name}", f"{name}.bak", f"x/{name}", name[:-1] or "x", "con"))
    return chance.choice((made, name.replace("1", "2"), "xl/vbaProject.bin", "表.xml", "a" * 120))


def _packed(old: bytes, files: dict[str, bytes], chance: Random) -> bytes:
    """As it was packed: in our strict form, or with deflate as office programs do; now and then oddly."""
    out = io.BytesIO()
    if _is_strict(old):
        try:
            return strict_zip(files)
        except (PacketFault, ValueError, UnicodeEncodeError):
            pass  # a name our writer does not write: another program's ZIP then
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if chance.randrange(6) else zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _DAY), data, archive.compression)
        if chance.randrange(12) == 0:
            archive.comment = b"x" * chance.randrange(1, 70)
    return out.getvalue()


def steady(data: bytes) -> bytes:
    """An office file without the moment at which it was made: the same seed is to make the same mutants tomorrow."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = _MOMENT.sub(b"2026-01-01T00:00:00", old.read(name))
            new.writestr(zipfile.ZipInfo(name, _DAY), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _is_strict(data: bytes) -> bool:
    """Whether our own writer made it: it dates everything 1980-01-01 and stores it."""
    return data[8:14] == b"\0\0\0\0\x21\0"


class _Sink(io.BytesIO):
    def fileno(self) -> int:
        return 1  # the writer makes its file durable; nothing is to be here


def strict_zip(files: dict[str, bytes]) -> bytes:
    """Files as the one byte form of packets."""
    from unittest.mock import patch

    out = _Sink()
    writer = ZipWriter(out)
    for name in sorted(files, key=str.encode):
        writer.add(name, files[name])
    with patch("os.fsync"):
        writer.finish()
    return out.getvalue()


# --- XML


def _xml(data: bytes, chance: Random) -> bytes:
    kind = chance.randrange(9)
    if kind <= 2 and (found := _some(_ATTRIBUTE, data, chance)):
        return data[: found.start(1)] + _escaped(_value(chance)) + data[found.end(1) :]
    if kind <= 4 and (found := _some(_CONTENT, data, chance)):
        return data[: found.start(1)] + _escaped(_value(chance)) + data[found.end(1) :]
    tag, other = _some(_TAG, data, chance), _some(_TAG, data, chance)
    if tag is None or other is None:
        return _bytes(data, chance)
    if kind == 5:  # a tag goes
        return data[: tag.start()] + data[tag.end() :]
    if kind == 6:  # a piece is repeated
        low, high = sorted((tag.start(), other.end()))
        piece = data[low:high][:4000]
        return data[:high] + piece * chance.choice((1, 2, 50)) + data[high:]
    if kind == 7:  # a piece goes
        low, high = sorted((tag.start(), other.start()))
        return data[:low] + data[high:]
    return data[: tag.start()] + other[0] * chance.choice((1, 1, 300, 20_000)) + data[tag.start() :]


def _some(pattern: re.Pattern[bytes], data: bytes, chance: Random) -> re.Match[bytes] | None:
    """One match, searched from a random place so that long parts cost nothing."""
    at = chance.randrange(len(data))
    return pattern.search(data, at) or pattern.search(data)


def _value(chance: Random) -> str:
    return chance.choice(NUMBERS if chance.randrange(2) else TEXTS)


def _escaped(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass").replace(b"<", b"&lt;").replace(b'"', b"&quot;")


# --- JSON


def _json(data: bytes, chance: Random) -> bytes:
    if b"\n" in data.strip() and _loads(data) is None:
        lines = data.split(b"\n")
        at = chance.randrange(len(lines))
        lines[at] = _json(lines[at], chance) if lines[at] else b"{}"
        return b"\n".join(lines)
    value = _loads(data)
    if value is None or chance.randrange(10) == 0:
        return _odd_json(data, chance)
    value = _other_value([value], chance)[0]
    try:
        return encode(value)
    except (CanonicalError, RecursionError):
        return json.dumps(value, ensure_ascii=bool(chance.randrange(2))).encode("utf-8", "surrogatepass")


def _loads(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None


def _odd_json(data: bytes, chance: Random) -> bytes:
    """What parsers of JSON stumble over."""
    deep = chance.choice((500, 3000, 100_000))
    return chance.choice(
        (
            b"[" * deep,
            b'{"a":' * deep,
            b"[" * deep + b"]" * deep,
            b"\xef\xbb\xbf" + data,
            data + b"\n" + data,
            data.replace(b":", b": ", 1),
            data.replace(b"{", b'{"a":1,"a":2,', 1),
            data.replace(b'"', b'"\\ud800', 1),
            data.replace(b"true", b"NaN").replace(b"0", b"1e400", 1),
            data.decode("utf-8", "replace").encode("utf-16"),
            b"null",
            b"9" * 5000,
        )
    )


def _other_value(holder: list[Any], chance: Random) -> list[Any]:
    """A tree with one place changed; the holder is a list around its root."""
    places: list[tuple[Any, Any]] = []
    pending: list[Any] = [holder]
    while pending:
        item = pending.pop()
        keys = list(item) if isinstance(item, dict) else range(len(item))
        for key in keys:
            places.append((item, key))
            if isinstance(item[key], dict | list):
                pending.append(item[key])
    parent, key = chance.choice(places)
    other_parent, other_key = chance.choice(places)
    match chance.randrange(8):
        case 0 if isinstance(parent, dict):
            del parent[key]
        case 1 if isinstance(parent, dict):
            parent[chance.choice(("x", "", "键", f"{key} ", str(key).upper()))] = parent[key]
        case 2 if isinstance(parent, list) and parent is not holder:
            parent.insert(0, parent[key])
        case 3:
            value = other_parent[other_key]
            parent[key] = json.loads(json.dumps(value))  # a copy: no circles
        case 4:
            parent[key] = [parent[key]]
        case 5 if isinstance(parent[key], str) and parent[key]:
            parent[key] = _text(parent[key].encode("utf-8", "surrogatepass"), chance).decode("utf-8", "replace")
        case _:
            parent[key] = _json_value(chance)
    return holder


def _json_value(chance: Random) -> Any:
    simple = (None, True, False, 0, -1, 1, 2**53 - 1, 2**53, 2**70, 0.5, "", [], {}, [[]], {"a": 1}, "\ud800")
    return chance.choice((chance.choice(simple), _value(chance)))


# --- DER and PEM


def _length(data: bytes, at: int) -> tuple[int, int] | None:
    """Where the content of the value at a place begins and ends, None where there is no value."""
    if at + 2 > len(data):
        return None
    first = data[at + 1]
    if first < 0x80:
        start, length = at + 2, first
    else:
        count = first & 0x7F
        start, length = at + 2 + count, int.from_bytes(data[at + 2 : at + 2 + count])
        if not 1 <= count <= 4:
            return None
    return (start, start + length) if start + length <= len(data) else None


def _der(data: bytes, chance: Random) -> bytes:
    """One value changed, with the lengths around it put right, so that it is DER again."""
    path = _walk(data, chance)
    start, end = path[-1][1:]
    at = path[-1][0]
    body, tag = data[start:end], data[at]
    match chance.randrange(9):
        case 0:
            new = b""
        case 1:
            new = data[at:end] * 2
        case 2:
            new = _tlv(chance.choice((0x02, 0x04, 0x05, 0x06, 0x0C, 0x13, 0x17, 0x18, 0x30, 0x31, 0x80, 0xA0)), body)
        case 3:
            new = _tlv(tag, b"")
        case 4:
            new = _tlv(tag, body + chance.randbytes(chance.randrange(1, 9)))
        case 5:
            new = _tlv(tag, body * chance.choice((2, 100)))
        case 6 if body:
            new = _tlv(tag, mutant_of(body, chance))
        case _:
            new = _tlv(tag, chance.choice((b"\0", b"\xff" * 40, b"\x01", b"\x80", "长".encode(), b"991332000000Z")))
    for (outer, inner_start, inner_end), (child, _, child_end) in zip(path[-2::-1], path[:0:-1], strict=True):
        new = _tlv(data[outer], data[inner_start:child] + new + data[child_end:inner_end])
    return new + data[path[0][2] :]


def _walk(data: bytes, chance: Random) -> list[tuple[int, int, int]]:
    """The way from the root to some value: where each begins, where its content begins and ends."""
    found = _length(data, 0)
    assert found is not None
    path = [(0, *found)]
    while data[path[-1][0]] & 0x20 and chance.randrange(8):
        children, at = list[tuple[int, int, int]](), path[-1][1]
        while at < path[-1][2] and (child := _length(data, at)):
            children.append((at, *child))
            at = child[1]
        if not children:
            break
        path.append(chance.choice(children))
    return path


def _tlv(tag: int, body: bytes) -> bytes:
    if len(body) < 0x80:
        return bytes((tag, len(body))) + body
    digits = len(body).to_bytes((len(body).bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(digits))) + digits + body


def _pem(data: bytes, chance: Random) -> bytes:
    found = _PEM.search(data)
    if not found or chance.randrange(6) == 0:
        return _bytes(data, chance)
    try:
        der = base64.b64decode(found[2])
    except ValueError:
        return _bytes(data, chance)
    lines = base64.encodebytes(_der(der, chance) if _is_der(der) else _bytes(der, chance)).replace(b"\n", b"")
    body = b"".join(lines[at : at + 64] + b"\n" for at in range(0, len(lines), 64))
    return data[: found.start(2)] + body + data[found.end(2) :]


# --- texts


def _text(data: bytes, chance: Random) -> bytes:
    text = data.decode("utf-8", "replace")
    kind = chance.randrange(10)
    if kind == 0:
        return text.encode(chance.choice(("utf-16", "utf-16-le", "gb18030", "utf-8-sig")), "replace")
    if kind == 1:
        return data + chance.choice((b"\xff", b"\0", b"\x81", b"\n" * 3000, b'"', b"," * 3000))
    found = _word(text, chance)
    if found is None:
        return _bytes(data, chance)
    if kind == 2:
        changed = text[: found.start()] + text[found.end() :]
    elif kind == 3:
        changed = text[: found.end()] + found[0] * chance.choice((1, 2, 200)) + text[found.end() :]
    elif kind == 4:
        other = _word(text, chance) or found
        changed = text[: found.start()] + other[0] + text[found.end() :]
    elif kind == 5:
        changed = text[: found.start()] + _value(chance) + text[found.start() :]
    elif kind == 6:
        changed = text[: found.end()]
    else:
        changed = text[: found.start()] + _value(chance) + text[found.end() :]
    return changed.encode("utf-8", "surrogatepass")


def _word(text: str, chance: Random) -> re.Match[str] | None:
    return _WORDS.search(text, chance.randrange(max(len(text), 1))) or _WORDS.search(text)
