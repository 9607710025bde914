"""Puts font, colours and zoom on the whole program."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from ui.style import palette
from ui.style.fonts import body_font
from ui.style.qss import style_sheet


def dress(app: QApplication, percent: int) -> None:
    """Give the program its look at a zoom; may be called again to change it."""
    palette.set_zoom(percent)
    app.setPalette(_colours())
    app.setFont(body_font())
    app.setStyleSheet(style_sheet())


def _colours() -> QPalette:
    role, colours = QPalette.ColorRole, QPalette()
    for name, colour in {
        role.Window: palette.DESK,
        role.WindowText: palette.INK,
        role.Base: palette.PAPER,
        role.AlternateBase: palette.PANEL,
        role.Text: palette.INK,
        role.Button: palette.PANEL,
        role.ButtonText: palette.INK,
        role.Highlight: palette.BRAND,
        role.HighlightedText: palette.PAPER,
        role.PlaceholderText: "#6B747A",
        role.ToolTipBase: palette.PAPER,
        role.ToolTipText: palette.INK,
        role.Link: palette.BRAND,
    }.items():
        colours.setColor(name, QColor(colour))
    return colours
