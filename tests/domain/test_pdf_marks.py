"""Row 68: PDFs that are more than pages are marked by searching their bytes, whatever they try to hide."""

from __future__ import annotations

import zlib

import pytest

from app.domain import pdf_marks
from app.domain.pdf_marks import BROKEN, UNSEEN, marks
from tests.packet.packet_county import pdf

SCRIPT = "会自动运行的脚本"


def made(*objects: bytes) -> bytes:
    """A small PDF of these objects, with a table at its end."""
    body = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(objects, 1))
    return body + b"xref\n0 1\n0000000000 65535 f \ntrailer <</Size 9>>\nstartxref\n%d\n%%%%EOF\n" % len(body)


def packed(inner: bytes, kind: bytes = b"/ObjStm", data: bytes | None = None) -> bytes:
    stream = zlib.compress(inner) if data is None else data
    return b"<</Type %s /N 1 /First 4 /Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream" % (
        kind,
        len(stream),
        stream,
    )


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (made(b"<</S /JavaScript /JS (app.alert(1))>>"), [SCRIPT]),
        (made(b"<</S /J#61vaScr#69pt /JS (app.alert(1))>>"), [SCRIPT]),
        (made(packed(b"9 0 <</S /JavaScript /JS 8 0 R>>")), [SCRIPT]),
        (made(packed(b"9 0 <</S /JavaScript /JS 8 0 R>>", b"/Obj#53tm")), [SCRIPT]),
        (made(b"<</S /Launch /F (cmd.exe)>>"), ["会启动别的程序"]),
        (made(b"<</Type /EmbeddedFile>>"), ["夹带了文件"]),
        (made(b"<</Subtype /RichMedia>>"), ["会播放音像"]),
        (made(b"<</S /SubmitForm /F (http://example.test)>>"), ["会往外送内容"]),
        (made(b"<</Encrypt 5 0 R>>"), ["加了密"]),
        (made(b"<</Type /Pages /Kids [2 0 R] /Count 100000>>"), ["有 100000 页"]),
        (made(*[b"<</Type /Page>>"] * 2001), ["有 2001 页"]),
        (made(packed(b"", data=b"not packed at all")), [UNSEEN]),
        (made(b"<<>>")[:-30], [BROKEN]),
        (made(b"<<>>").replace(b"startxref\n", b"startxref\n9"), [BROKEN]),
        (b"\x00\x01junk before %PDF-1.4 and nothing after", [BROKEN]),
        (made(b"<</S /Launch>>", b"<</S /JavaScript>>")[:-9], [SCRIPT, "会启动别的程序", BROKEN]),
    ],
)
def test_row_68_what_a_pdf_brings_besides_pages_is_named(data: bytes, told: list[str]) -> None:
    assert marks(data) == told


def test_ordinary_papers_pictures_and_texts_are_not_marked() -> None:
    assert marks(pdf(3)) == []
    assert marks(pdf(1, "JavaScript Launch Encrypt")) == []
    assert marks(made(packed(b"0 0 0 rg /Launch", b"/XObject"))) == []
    assert marks(b"/JavaScript in a text") == []
    assert marks(b"") == []


def test_what_swells_is_unpacked_up_to_a_bound_and_the_rest_is_said_to_be_unseen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf_marks, "_MOST_UNPACKED", 1 << 16)
    bomb = packed(bytes(1 << 20))

    assert marks(made(bomb, packed(b"9 0 <</S /JavaScript>>"))) == [UNSEEN]
