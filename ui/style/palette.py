"""Colours and sizes: one table each, every text colour at least 4.5:1 on the ground it stands on."""

from __future__ import annotations

from typing import NamedTuple

INK = "#1D2A33"  # body text
INK_SOFT = "#4B5962"  # labels and hints
PAPER = "#FFFFFF"  # grids and fields
DESK = "#F2F0EA"  # the window behind everything
PANEL = "#FAF8F3"  # side panel, forms
LINE = "#BDB8AB"  # borders of fields and cells
LINE_SOFT = "#DDD8CC"  # borders between areas
BRAND = "#1F5673"  # buttons, headings
BRAND_DARK = "#153E54"
BRAND_PALE = "#DCE9F0"  # selection
SEAL = "#9A2A21"  # cinnabar: the header line, the practice mark
FOCUS = "#B25A00"  # the ring round whatever has the focus
FOCUS_PALE = "#FFF9E6"
HEAD = "#E8E4DA"  # grid headings


class Tone(NamedTuple):
    """A light or a state: the colour of its word and shape, and the ground behind it."""

    ink: str
    ground: str


TONES: dict[str, Tone] = {
    "green": Tone("#23633A", "#E3F1E6"),
    "yellow": Tone("#775000", "#FBEFC9"),
    "red": Tone("#A0211A", "#FBE4E1"),
    "blue": Tone("#1B5585", "#E0ECF6"),
    "grey": Tone("#545C63", "#ECEBE7"),
    "calm": Tone("#545C63", "#ECEBE7"),
    "busy": Tone("#1B5585", "#E0ECF6"),
    "wait": Tone("#775000", "#FBEFC9"),
    "good": Tone("#23633A", "#E3F1E6"),
    "done": Tone("#545C63", "#ECEBE7"),
    "moved": Tone("#6A3D7C", "#F0E6F4"),
}
ZOOMS = (100, 125, 150, 200)
BODY, SMALL, TITLE, HUGE = 15, 13, 19, 26
GAP = (4, 8, 12, 18, 28)
HIT = 32


class _Scale:
    factor: float = 1.0


def set_zoom(percent: int) -> None:
    """Make every size from now on so many percent of its natural one."""
    _Scale.factor = percent / 100


def zoom() -> int:
    """The present zoom in percent."""
    return round(_Scale.factor * 100)


def px(size: float) -> int:
    """A size in pixels at the present zoom."""
    return max(1, round(size * _Scale.factor))


def contrast(first: str, second: str) -> float:
    """The contrast of two colours. Source: WCAG 2.2, relative luminance."""
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
