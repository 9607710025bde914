"""Puts text, lines and boxes on the pages of one PDF, quickly: text goes straight into the page's own commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from typing import Any, Literal

from reportlab import rl_config
from reportlab.pdfbase.pdfdoc import PDFArray, PDFBase85Encode, PDFName, PDFStream, PDFZCompress
from reportlab.pdfgen.canvas import Canvas

from app.export.cells import CELLS, pieces
from app.export.fonts import SPACES, face, face_of, widths
from app.export.joints import parted

Align = Literal["left", "center", "right"]
Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points."""
_CACHED = 20_000
# How far a character reaches below and above its baseline, in parts of its size.
_BELOW, _ABOVE = 0.25, 1.0


class Ink:
    """One PDF being written. Equal calls give equal bytes: no clock and no chance gets in.

    Text is drawn as it is: nothing in it is ever read as markup.
    """

    def __init__(self, title: str) -> None:
        face("song")
        self._file = BytesIO()
        self._canvas: Any = Canvas(self._file, invariant=1, pageCompression=1, lang="zh-CN", initialFontName="song")
        self._canvas.setTitle(title)
        self._canvas.setCreator("明账")
        self._canvas.setProducer("明账")
        self._codes: dict[str, dict[str, tuple[str, str]]] = {}
        self._texts: dict[tuple[str, str], list[tuple[str, str]]] = {}
        self._body: list[str] = []
        self._font = ""
        self._spacing = 0.0
        self._seen: Box | None = None
        self._joints: tuple[float, ...] = ()
        self._stretch = 100.0
        self._size = (0.0, 0.0)
        self.pages = 0
        self.only_fronts = False

    def page(self, width: float, height: float) -> None:
        """Begin a page; everything drawn from now on stands on it."""
        self._size = (width, height)
        self._canvas.setPageSize(self._size)

    def end_page(self) -> None:
        """Finish the page; where only fronts are used its back is left white."""
        self.flush()
        self._show()
        if self.only_fronts:
            self.blank()

    def blank(self) -> None:
        """A white page of the size of the last one."""
        self._canvas.setPageSize(self._size)
        self._show()

    def _show(self) -> None:
        """Put the page behind the others, packed as it will stand in the file: a tenth of its length."""
        document = self._canvas._doc
        name = document.thisPageName()
        self._canvas.showPage()
        page = document.idToObject[name]
        page.Contents, page.stream = _packed(page.stream), None
        self.pages += 1

    def finish(self) -> bytes:
        """The finished file."""
        self._canvas.save()
        return self._file.getvalue()

    def text(
        self,
        x: float,
        y: float,
        text: str,
        chain: str,
        size: float,
        align: Align = "left",
        spacing: float = 0.0,
        stretch: float = 100,
    ) -> None:
        """Draw one line with its baseline at y; `spacing` is added after every character.

        `stretch` is the width of the characters in percent of their own.
        """
        if not text:
            return
        if align != "left":
            width = widths(chain).of(text) * size + spacing * len(text)
            x -= width if align == "right" else width / 2
        if self._joints:
            parts = parted(self._joints, x, text, widths(chain), size, spacing)
            with self.glued(()):
                for part in parts:
                    self.text(part.x, y, part.text, chain, size, "left", part.spacing, stretch)
            return
        if self._seen is not None:
            text, x = self._part_seen(x, y, text, chain, size, spacing)
            if not text:
                return
        body = self._body
        if not body:
            body.append("BT")
            self._font, self._spacing, self._stretch = "", 0.0, 100.0
        if stretch != self._stretch:
            body.append(f"{stretch:.2f} Tz")
            self._stretch = stretch
        if spacing != self._spacing:
            body.append(f"{spacing:.4f} Tc")
            self._spacing = spacing
        body.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")
        for name, code in self._encoded(text, chain):
            font = f"{name} {size:g} Tf"
            if font != self._font:
                body.append(font)
                self._font = font
            body.append(f"<{code}> Tj")

    @contextmanager
    def glued(self, joints: tuple[float, ...]) -> Iterator[None]:
        """Draw what comes inside so that no character lies where pages meet, counted from the left of the sheet."""
        before, self._joints = self._joints, joints
        yield
        self._joints = before

    @contextmanager
    def window(self, box: Box, x: float, y: float) -> Iterator[None]:
        """Draw what comes inside as it is seen through a box of the page, of a sheet that begins at (-x, -y).

        Text that is not seen is left out of the file, so that a search finds it on one page only.
        """
        left, bottom, right, top = box
        self.flush()
        clip = f"{left:.2f} {bottom:.2f} {right - left:.2f} {top - bottom:.2f} re W n"
        self._canvas.addLiteral(f"q {clip} 1 0 0 1 {-x:.2f} {-y:.2f} cm")
        self._seen = (left + x, bottom + y, right + x, top + y)
        yield
        self.flush()
        self._seen = None
        self._canvas.addLiteral("Q")

    def _part_seen(self, x: float, y: float, text: str, chain: str, size: float, spacing: float) -> tuple[str, float]:
        """The characters that are at least partly seen, and where they begin."""
        assert self._seen is not None
        left, bottom, right, top = self._seen
        if y + _ABOVE * size <= bottom or y - _BELOW * size >= top:
            return "", x
        kept, start, wide = "", x, widths(chain)
        for character in text:
            end = x + wide[character] * size
            if end > left and x < right:
                start = start if kept else x
                kept += character
            x = end + spacing
        return kept, start

    def cells(
        self, x: float, y: float, text: str, chain: str, size: float, pitch: float, align: Align = "left"
    ) -> None:
        """Draw one line in the cells of a letter, `pitch` points each, see app.export.cells."""
        if align != "left":
            width = CELLS.of(text) * pitch
            x -= width if align == "right" else width / 2
        for piece in pieces(text, chain, size, pitch):
            self.text(x + piece.x, y, piece.text, chain, size, "left", piece.spacing, piece.stretch)

    def image(self, x: float, y: float, width: float, height: float, data: bytes) -> None:
        """A JPEG or PNG with its lower left corner at x, y."""
        from reportlab.lib.utils import ImageReader

        self.flush()
        self._canvas.drawImage(ImageReader(BytesIO(data)), x, y, width, height)

    def used_faces(self) -> list[str]:
        """The keys of the faces that drew something so far, in the order of their first use."""
        return list(dict.fromkeys(face_of(c, chain) for chain, codes in self._codes.items() for c in codes))

    def flush(self) -> None:
        """Write the collected text, so that what is drawn next lies above it."""
        if self._body:
            ends = ["0 Tc", "ET"] if self._stretch == 100 else ["0 Tc", "100 Tz", "ET"]
            self._canvas.addLiteral("\n".join([*self._body, *ends]))
            self._body = []

    def lines(self, segments: list[tuple[float, float, float, float]], width: float = 0.5) -> None:
        """Draw straight lines, each from (x1, y1) to (x2, y2)."""
        self.flush()
        path = " ".join(f"{x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l" for x1, y1, x2, y2 in segments)
        self._canvas.addLiteral(f"{width:g} w {path} S")

    def fill(self, x: float, y: float, width: float, height: float, gray: float = 0.93) -> None:
        """Fill a box with a light gray; draw it before the text that stands on it."""
        self.flush()
        self._canvas.addLiteral(f"q {gray:g} g {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f Q")

    def fills(self, boxes: tuple[Box, ...], gray: float = 0.0) -> None:
        """Fill many boxes (x, y, width, height) at once."""
        self.flush()
        self._canvas.addLiteral(f"q {gray:g} g {_path(boxes)} f Q")

    def panel(
        self, x: float, y: float, width: float, height: float, line: float, gray: float = 1.0, round_: float = 0.0
    ) -> None:
        """Draw a filled box with an outline, its corners rounded by a radius; what lay below it is covered."""
        self.flush()
        w, h, r, k = x + width, y + height, round_, round_ * 0.4477  # a quarter of a circle as a Bézier curve
        curve = "{:.2f} {:.2f} {:.2f} {:.2f} {:.2f} {:.2f} c".format
        parts = (
            f"{x + r:.2f} {y:.2f} m {w - r:.2f} {y:.2f} l",
            curve(w - k, y, w, y + k, w, y + r),
            f"{w:.2f} {h - r:.2f} l",
            curve(w, h - k, w - k, h, w - r, h),
            f"{x + r:.2f} {h:.2f} l",
            curve(x + k, h, x, h - k, x, h - r),
            f"{x:.2f} {y + r:.2f} l",
            curve(x, y + k, x + k, y, x + r, y),
        )
        self._canvas.addLiteral(f"q {line:g} w {gray:g} g {' '.join(parts)} h B Q")

    def triangle(self, first: tuple[float, float], second: tuple[float, float], third: tuple[float, float]) -> None:
        """Fill a triangle, such as the head of an arrow."""
        self.flush()
        (x1, y1), (x2, y2), (x3, y3) = first, second, third
        self._canvas.addLiteral(f"q 0 g {x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l {x3:.2f} {y3:.2f} l h f Q")

    def dashes(
        self, segments: list[tuple[float, float, float, float]], width: float = 0.5, pattern: str = "4 3"
    ) -> None:
        """Draw straight dashed lines, such as the one to cut along; `pattern` are lengths of ink and of gap."""
        self.flush()
        path = " ".join(f"{x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l" for x1, y1, x2, y2 in segments)
        self._canvas.addLiteral(f"q {width:g} w [{pattern}] 0 d {path} S Q")

    def path(self, points: list[tuple[float, float]], width: float = 1.0, pattern: str = "") -> None:
        """Draw one line through points, with `pattern` of ink and gap."""
        self.flush()
        (x, y), *rest = points
        path = " ".join([f"{x:.2f} {y:.2f} m", *(f"{x:.2f} {y:.2f} l" for x, y in rest)])
        self._canvas.addLiteral(f"q {width:g} w 1 j [{pattern}] 0 d {path} S Q")

    def shape(self, points: list[tuple[float, float]], gray: float, line: float = 0.9) -> None:
        """Draw a filled shape with an outline through its corners."""
        self.flush()
        (x, y), *rest = points
        path = " ".join([f"{x:.2f} {y:.2f} m", *(f"{x:.2f} {y:.2f} l" for x, y in rest), "h"])
        self._canvas.addLiteral(f"q {line:g} w {gray:g} g {path} B Q")

    @contextmanager
    def coloured(self, red: float, green: float, blue: float) -> Iterator[None]:
        """Draw what comes inside in a colour."""
        self.flush()
        colour = f"{red:g} {green:g} {blue:g}"
        self._canvas.addLiteral(f"q {colour} rg {colour} RG")
        yield
        self.flush()
        self._canvas.addLiteral("Q")

    def box(self, x: float, y: float, width: float, height: float, line: float = 0.6, dashed: bool = False) -> None:
        """Draw the outline of a box, dashed for a place that is to be stamped or signed."""
        self.flush()
        dash = "[3 2.5] 0 d 0.45 G" if dashed else ""
        self._canvas.addLiteral(f"q {line:g} w {dash} {x:.2f} {y:.2f} {width:.2f} {height:.2f} re S Q")

    def diagonal(self, x: float, y: float, text: str, size: float) -> None:
        """Draw a text across the page in a very light gray, centred at (x, y)."""
        self.flush()
        with self._moved(f"0.93 g 0.7071 0.7071 -0.7071 0.7071 {x:.2f} {y:.2f} cm"):
            self.text(0, -size * 0.36, text, "hei", size, "center")

    def turned(self, x: float, y: float, text: str, chain: str, size: float) -> None:
        """Draw a text that reads upwards, its middle at (x, y) on its baseline."""
        with self._moved(f"0 1 -1 0 {x:.2f} {y:.2f} cm"):
            self.text(0, 0, text, chain, size, "center")

    @contextmanager
    def _moved(self, how: str) -> Iterator[None]:
        """Draw what comes inside in turned coordinates; what is seen of it is not worked out."""
        seen, self._seen = self._seen, None
        self.flush()
        self._canvas.addLiteral(f"q {how}")
        with self.glued(()):
            yield
        self.flush()
        self._canvas.addLiteral("Q")
        self._seen = seen

    def _encoded(self, text: str, chain: str) -> list[tuple[str, str]]:
        found = self._texts.get((chain, text))
        if found is None:
            if len(self._texts) >= _CACHED:
                self._texts.clear()
            found = self._texts[chain, text] = self._encode(text, chain)
        return found

    def _encode(self, text: str, chain: str) -> list[tuple[str, str]]:
        codes = self._codes.setdefault(chain, {})
        out: list[tuple[str, str]] = []
        last, part = "", ""
        for character in text:
            entry = codes.get(character)
            if entry is None:
                entry = codes[character] = self._code(character, chain)
            if entry[0] == last:
                part += entry[1]
                continue
            if part:
                out.append((last, part))
            last, part = entry
        return [*out, (last, part)]

    def _code(self, character: str, chain: str) -> tuple[str, str]:
        """The font name inside this file and the byte, as hexadecimal digits, that draw a character."""
        key = face_of(character, chain)
        if not key:
            raise ValueError(f"no face draws U+{ord(character):04X}; require_coverage was not asked")
        font, code = face(key), ord(character)
        ((part, byte),) = font.splitString(chr(SPACES.get(code, code)), self._canvas._doc)
        return font.getSubsetInternalName(part, self._canvas._doc), byte.hex()


def _packed(commands: str) -> PDFStream:
    """What a page says, through the filters which the library would put it through at the end."""
    filters = [PDFBase85Encode, PDFZCompress] if rl_config.useA85 else [PDFZCompress]
    data: Any = commands
    for one in reversed(filters):
        data = one.encode(data)
    stream = PDFStream(content=data)
    stream.dictionary["Filter"] = PDFArray([PDFName(one.pdfname) for one in filters])
    return stream


@lru_cache(maxsize=8)
def _path(boxes: tuple[Box, ...]) -> str:
    """The outline of many boxes; a sheet has the same square with its version mark on every page."""
    return " ".join(f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re" for x, y, width, height in boxes)
