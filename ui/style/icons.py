"""Icons drawn from the SVG files in resources/icons, in any colour of the palette."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.paths import resource
from ui.style import palette


def icon(name: str, colour: str = "") -> QIcon:
    """An icon by name, in the colour of buttons; a register may name one that does not exist and gets the general."""
    return _icon(name, colour or palette.look().brand, palette.zoom())


def icon_path(name: str) -> Path:
    """The file of an icon, the general one where there is none of that name."""
    path = resource("icons", f"{name}.svg")
    return path if path.is_file() else resource("icons", "ledger.svg")


@cache
def _icon(name: str, colour: str, _zoom: int) -> QIcon:
    # One drawing of twice the size is scaled down for every use, and greyed by Qt where a button is disabled.
    return QIcon(picture(name, colour, palette.px(48)))


@cache
def _drawing(name: str) -> bytes:
    return icon_path(name).read_bytes()


def picture(name: str, colour: str, size: int) -> QPixmap:
    """One icon as a square picture."""
    drawing = _drawing(name).replace(b"currentColor", colour.encode())
    made = QPixmap(size, size)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(drawing).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return made
