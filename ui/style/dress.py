"""Puts font, colours and zoom on the whole program."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from ui.style import palette
from ui.style.fonts import body_font
from ui.style.qss import style_sheet


def dress(app: QApplication, percent: int, scheme: str = "浅色") -> None:
    """Give the program its look at a zoom and in a scheme of colours; may be called again to change it."""
    palette.set_zoom(percent)
    palette.set_scheme(scheme)
    app.setPalette(_colours())
    app.setFont(body_font())
    app.setStyleSheet(style_sheet())


def _colours() -> QPalette:
    role, colours, look = QPalette.ColorRole, QPalette(), palette.look()
    for name, colour in {
        role.Window: look.desk,
        role.WindowText: look.ink,
        role.Base: look.paper,
        role.AlternateBase: look.panel,
        role.Text: look.ink,
        role.Button: look.panel,
        role.ButtonText: look.ink,
        role.Highlight: look.brand,
        role.HighlightedText: look.on_brand,
        role.PlaceholderText: look.ink_soft,
        role.ToolTipBase: look.paper,
        role.ToolTipText: look.ink,
        role.Link: look.title,
    }.items():
        colours.setColor(name, QColor(colour))
    return colours
