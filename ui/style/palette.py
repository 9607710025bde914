"""Colours and sizes: one table for each scheme, every text colour at least 4.5:1 on the ground it stands on."""

from __future__ import annotations

from typing import NamedTuple


class Tone(NamedTuple):
    """A light or a state: the colour of its word and shape, and the ground behind it."""

    ink: str
    ground: str


class Scheme(NamedTuple):
    """All colours of the window. What a clerk prints is not coloured by it: paper stays white."""

    ink: str  # body text
    ink_soft: str  # labels and hints
    faint: str  # what cannot be used now
    paper: str  # grids and fields
    desk: str  # the window behind everything
    panel: str  # side panel, forms
    line: str  # borders of cells
    edge: str  # borders of what is typed in or pressed, at least 3:1
    line_soft: str  # borders between areas
    handle: str  # what a scroll bar is drawn by
    brand: str  # buttons, icons
    on_brand: str  # words on brand and on seal
    title: str  # headings, links
    pale: str  # selection
    seal: str  # cinnabar: the header line, the practice mark
    focus: str  # the ring round whatever has the focus
    focus_pale: str  # the ground of the field that has it
    head: str  # grid headings
    tones: dict[str, Tone]


LIGHT = Scheme(
    ink="#1D2A33",
    ink_soft="#4B5962",
    faint="#7A8084",
    paper="#FFFFFF",
    desk="#F2F0EA",
    panel="#FAF8F3",
    line="#BDB8AB",
    edge="#8B8577",
    line_soft="#DDD8CC",
    handle="#8B8577",
    brand="#1F5673",
    on_brand="#FFFFFF",
    title="#153E54",
    pale="#DCE9F0",
    seal="#9A2A21",
    focus="#A85300",
    focus_pale="#FFF9E6",
    head="#E8E4DA",
    tones={
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
    },
)
DARK = Scheme(
    ink="#E4E7E6",
    ink_soft="#B4BDC1",
    faint="#7C868B",
    paper="#1F262A",
    desk="#161B1E",
    panel="#1B2125",
    line="#56626A",
    edge="#6B7881",
    line_soft="#38434A",
    handle="#6B7881",
    brand="#86BEDB",
    on_brand="#10222C",
    title="#B5DBEF",
    pale="#29485A",
    seal="#EE9A90",
    focus="#FFB454",
    focus_pale="#33301F",
    head="#2B343A",
    tones={
        "green": Tone("#8FD6A5", "#1E3A29"),
        "yellow": Tone("#F2CC6B", "#40351A"),
        "red": Tone("#F7A69E", "#4A2422"),
        "blue": Tone("#9CCBF0", "#1F3A50"),
        "grey": Tone("#BBC3C8", "#333B41"),
        "calm": Tone("#BBC3C8", "#333B41"),
        "busy": Tone("#9CCBF0", "#1F3A50"),
        "wait": Tone("#F2CC6B", "#40351A"),
        "good": Tone("#8FD6A5", "#1E3A29"),
        "done": Tone("#BBC3C8", "#333B41"),
        "moved": Tone("#D9B5E8", "#3D2C46"),
    },
)
CONTRAST = Scheme(
    ink="#000000",
    ink_soft="#1F1F1F",
    faint="#595959",
    paper="#FFFFFF",
    desk="#FFFFFF",
    panel="#FFFFFF",
    line="#000000",
    edge="#000000",
    line_soft="#4D4D4D",
    handle="#404040",
    brand="#00205B",
    on_brand="#FFFFFF",
    title="#00205B",
    pale="#CFE3FF",
    seal="#7A0000",
    focus="#C84B00",
    focus_pale="#FFF7C2",
    head="#E6E6E6",
    tones={
        "green": Tone("#00400F", "#FFFFFF"),
        "yellow": Tone("#4A3200", "#FFFFFF"),
        "red": Tone("#7A0000", "#FFFFFF"),
        "blue": Tone("#00305E", "#FFFFFF"),
        "grey": Tone("#2B2B2B", "#FFFFFF"),
        "calm": Tone("#2B2B2B", "#FFFFFF"),
        "busy": Tone("#00305E", "#FFFFFF"),
        "wait": Tone("#4A3200", "#FFFFFF"),
        "good": Tone("#00400F", "#FFFFFF"),
        "done": Tone("#2B2B2B", "#FFFFFF"),
        "moved": Tone("#43105A", "#FFFFFF"),
    },
)
SCHEMES: dict[str, Scheme] = {"浅色": LIGHT, "深色": DARK, "高对比": CONTRAST}
ZOOMS = (100, 125, 150, 200)
BODY, SMALL, TITLE, HUGE = 15, 13, 19, 26
GAP = (4, 8, 12, 18, 28)
HIT = 32


class _Present:
    factor: float = 1.0
    scheme: Scheme = LIGHT


def set_scheme(name: str) -> None:
    """Take every colour from now on out of this scheme; an unknown name means the light one."""
    _Present.scheme = SCHEMES.get(name, LIGHT)


def look() -> Scheme:
    """The colours of now. Ask at each drawing: a clerk may change them while the window is open."""
    return _Present.scheme


def toned(name: str) -> Tone:
    """The colours of a light or state; a name nobody knows is grey."""
    tones = _Present.scheme.tones
    return tones.get(name, tones["grey"])


def set_zoom(percent: int) -> None:
    """Make every size from now on so many percent of its natural one."""
    _Present.factor = percent / 100


def zoom() -> int:
    """The present zoom in percent."""
    return round(_Present.factor * 100)


def px(size: float) -> int:
    """A size in pixels at the present zoom."""
    return max(1, round(size * _Present.factor))


def contrast(first: str, second: str) -> float:
    """The contrast of two colours. Source: WCAG 2.2, relative luminance."""
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
