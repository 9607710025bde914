"""Hex strings read in one go are what pyHanko reads digit by digit, and what it refuses is refused by it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError

from app.packet.quick_hex import quick_hex


def usual(stream: Any) -> Any:
    """What pyHanko does, through the digits one by one."""
    stream.read(1)
    text, odd = b"", False
    while (tok := generic.read_non_whitespace(stream)) != b">":
        if tok not in generic.HEX_DIGITS:
            raise generic.PdfStreamError(repr(tok))
        text, odd = text + tok, not odd
    return generic.pdf_string(bytes.fromhex((text + b"0" * odd).decode()))


@pytest.mark.parametrize(
    "text",
    [
        b"<>", b"<4>", b"<48656C6c6F>", b"< 48 65\n6C\r\t6c\x0c6F >", b"<FEFF 660E 8D26>", b"<%a comment\n48>",
        b"<" + b"ab" * 150 + b">", b"<" + b"3082" * 5000 + b"0" * 3000 + b">", b"<" + b"00" * 40_000 + b">",
    ],
)  # fmt: skip
def test_they_are_the_same_object_and_leave_the_stream_at_the_same_place(text: bytes) -> None:
    ours, theirs = io.BytesIO(b"/X " + text + b" /Y"), io.BytesIO(b"/X " + text + b" /Y")
    ours.seek(3)
    theirs.seek(3)

    read, expected = quick_hex(usual, generic.pdf_string)(ours), usual(theirs)

    assert (type(read), read, ours.tell()) == (type(expected), expected, theirs.tell())


@pytest.mark.parametrize("text", [b"<48", b"<4g>", b"<48<>", b"", b"<(ab)>"])
def test_what_is_no_hex_string_is_refused_as_ever(text: bytes) -> None:
    with pytest.raises(PdfError):
        quick_hex(usual, generic.pdf_string)(io.BytesIO(text))


def test_signatures_go_this_way() -> None:
    import app.packet.pyhanko_quiet  # noqa: F401

    assert generic.read_hex_string_from_stream.__module__ == "app.packet.quick_hex"
