"""Packets: hex strings of a PDF read in one go. pyHanko reads digit by digit, and a signature has twelve thousand."""

from __future__ import annotations

import binascii
from collections.abc import Callable
from typing import IO, Any, Final

_WHITE: Final = b" \n\r\t\f\0"
_SHORT, _LONG = 256, 1 << 16


def quick_hex(usual: Callable[[IO[bytes]], Any], as_text: Callable[[bytes], Any]) -> Callable[[IO[bytes]], Any]:
    """Makes a reader of hex strings of pyHanko's own; whatever is not plain digits goes the usual way.

    Args:
        usual: Reads a hex string from "<" on, and raises for one that is none.
        as_text: Makes a PDF string object of its bytes.
    """

    def read(stream: IO[bytes]) -> Any:
        start = stream.tell()
        for most in (_SHORT, _LONG):
            stream.seek(start)
            block = stream.read(most)
            if (end := block.find(b">")) < 0:
                continue
            digits = block[1:end].translate(None, _WHITE)
            try:
                content = binascii.unhexlify(digits + b"0" * (len(digits) % 2))
            except binascii.Error:
                break
            stream.seek(start + end + 1)
            return as_text(content)
        stream.seek(start)
        return usual(stream)

    return read
