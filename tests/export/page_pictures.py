"""Pages as small grey pictures, and whether two of them show the same to an eye.

Two programs that draw the same page smooth its edges differently, and so does the next version of one of them. So two
things are compared: how much ink lies around each place, and, softened by about a dot, what is drawn there.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

from app.export.preview import page_count, page_pictures

GREYS = 16
_FINER = 4  # drawn so many times finer and then made smaller: how a program smooths edges hardly shows
_AROUND = 3  # dots to each side of a place: at 40 dpi about 4 mm in all
SAME, OTHER = 10, 24
"""How much grey of 255 may differ where the same program drew both, or another one: that comes to 2 or 3, and to 19."""


@dataclass(frozen=True)
class Differs:
    """Where a page differs most, in millimetres from its upper left corner, and by how much."""

    right: float
    down: float
    ink: int
    elsewhere: int

    def __str__(self) -> str:
        place = f"{self.right:.0f} mm from the left, {self.down:.0f} mm from the top"
        return f"{place} (ink {self.ink}, elsewhere {self.elsewhere})"


def drawn(pdf: bytes, page: int, dpi: float) -> Image.Image:
    """A page (from 0, from the end where negative) as poppler draws it, or the preview where that is missing."""
    number = page % page_count(pdf)
    if not shutil.which("pdftoppm"):
        return previewed(pdf, number, dpi)
    args = ["pdftoppm", "-gray", "-r", f"{_FINER * dpi:g}", "-f", str(number + 1), "-l", str(number + 1), "-"]
    made = subprocess.run(args, input=pdf, stdout=subprocess.PIPE, check=True)
    return Image.open(BytesIO(made.stdout)).convert("L").reduce(_FINER)


def previewed(pdf: bytes, page: int, dpi: float) -> Image.Image:
    """A page as the program's own preview shows it."""
    (shown,) = page_pictures(pdf, _FINER * dpi, [page % page_count(pdf)])
    size = (shown.width, shown.height)
    return Image.frombuffer("RGB", size, shown.bgrx, "raw", "BGRX", shown.stride, 1).convert("L").reduce(_FINER)


def keep(picture: Image.Image, path: Path) -> None:
    """Write a picture in few greys, as small as it gets."""
    step = 255 // (GREYS - 1)
    few = picture.point([round(value / step) for value in range(256)])
    few.putpalette([grey for level in range(GREYS) for grey in (level * step,) * 3])
    few.save(path, optimize=True, bits=4)


def kept(path: Path) -> Image.Image:
    """A picture that was kept."""
    return Image.open(path).convert("L")


def limit() -> int:
    """How much a page drawn on this machine may differ from the kept one, which poppler drew."""
    return SAME if shutil.which("pdftoppm") else OTHER


def difference(golden: Image.Image, now: Image.Image, dpi: float, most: int = SAME) -> Differs | None:
    """Where two pictures of a page differ so that an eye would see it, None where they do not."""
    if max(abs(a - b) for a, b in zip(golden.size, now.size, strict=True)) > 1:
        return Differs(0, 0, 255, 255)
    now = now if now.size == golden.size else now.crop((0, 0, *golden.size))
    found = (_ink(golden, now), _drawn(golden, now))
    ink, elsewhere = (max(one.tobytes()) for one in found)
    if max(ink, elsewhere) <= most:
        return None
    worst = found[0] if ink > elsewhere else found[1]
    down, right = divmod(worst.tobytes().index(max(ink, elsewhere)), worst.width)
    return Differs(right / dpi * 25.4, down / dpi * 25.4, ink, elsewhere)


def told_apart(golden: Image.Image, now: Image.Image, folder: Path, name: str) -> list[Path]:
    """Write three pictures for a person: what was kept, what is drawn now, and where they differ."""
    apart = ImageChops.invert(ImageChops.difference(golden, now.crop((0, 0, *golden.size))))
    out = []
    for word, picture in (("golden", golden), ("now", now), ("difference", apart)):
        path = folder / f"{name}_{word}.png"
        picture.save(path)
        out.append(path)
    return out


def _ink(golden: Image.Image, now: Image.Image) -> Image.Image:
    around = ImageFilter.BoxBlur(_AROUND)
    return ImageChops.difference(golden.filter(around), now.filter(around))


def _drawn(golden: Image.Image, now: Image.Image) -> Image.Image:
    soft = ImageFilter.GaussianBlur(1)
    return ImageChops.difference(golden.filter(soft), now.filter(soft)).filter(ImageFilter.BoxBlur(_AROUND))
