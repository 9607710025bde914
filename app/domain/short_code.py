"""Short codes for paper: six characters that are read aloud, typed and scanned without being mistaken."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from itertools import count

from app.domain.text import half_width

ALPHABET = "346789ACDEFHJKMNPQRTWXY"
"""No 0 O, 1 I L, 2 Z, 5 S, 8 B twins, no G U V: 23 signs, a prime, so that the check sign catches every single
mistake and every two neighbours that changed places."""
LENGTH = 6
SQUARE_MARK = "MZ:"
"""Stands before a code in its square, so that other squares on the same paper are not taken for it."""
_WEIGHTS = (1, 2, 3, 4, 5, 6)
_SIX_INVERSE = 4  # 6 × 4 = 24 = 1 modulo 23
_CANDIDATE = re.compile(f"(?<![0-9A-Z])[{ALPHABET}]{{{LENGTH}}}(?![0-9A-Z])")


def new_code(said: str, taken: Callable[[str], bool]) -> str:
    """A code that nobody has yet, drawn from what the paper says: the same paper gets the same code."""
    for turn in count():
        drawn = int.from_bytes(sha256(f"{turn}\n{said}".encode()).digest()[:8])
        code = code_of(drawn % len(ALPHABET) ** (LENGTH - 1))
        if not taken(code):
            return code
    raise AssertionError("the codes have no end")


def code_of(number: int) -> str:
    """The code of a counted thing: always the same, neighbours do not look alike."""
    mixed = number * 2_654_435 % len(ALPHABET) ** (LENGTH - 1)
    signs = []
    for _ in range(LENGTH - 1):
        mixed, rest = divmod(mixed, len(ALPHABET))
        signs.append(ALPHABET[rest])
    start = "".join(signs)
    return start + _check_sign(start)


def is_code(text: str) -> bool:
    """Whether a text is a whole code whose check sign is right."""
    if len(text) != LENGTH or any(sign not in ALPHABET for sign in text):
        return False
    return _sum(text) == 0


def read_code(text: str) -> str:
    """A code as typed or scanned, small letters, full-width signs and blanks allowed; "" where it is none."""
    plain = re.sub(r"[\s-]", "", half_width(text)).upper()
    return plain if is_code(plain) else ""


def codes_in(text: str) -> list[str]:
    """Every right code inside a text such as a file name, in order, each once."""
    found = _CANDIDATE.findall(half_width(text).upper())
    return list(dict.fromkeys(code for code in found if is_code(code)))


def _check_sign(start: str) -> str:
    return ALPHABET[-_SIX_INVERSE * _sum(start) % len(ALPHABET)]


def _sum(signs: str) -> int:
    weighted = (weight * ALPHABET.index(sign) for weight, sign in zip(_WEIGHTS, signs, strict=False))
    return sum(weighted) % len(ALPHABET)
