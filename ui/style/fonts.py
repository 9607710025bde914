"""The bundled face for the window; any face at hand where it is missing."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase

from app.paths import resource
from ui.style.palette import BODY, px

FILES = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
_families: list[str] = []


def load_fonts() -> str:
    """Make the bundled faces known to Qt once; returns the family, "" where none could be read."""
    if not _families:
        for name in FILES:
            path = resource("fonts", name)
            number = QFontDatabase.addApplicationFont(str(path)) if path.is_file() else -1
            _families.extend(QFontDatabase.applicationFontFamilies(number) if number >= 0 else [])
    return _families[0] if _families else ""


def body_font() -> QFont:
    """The face and size of running text at the present zoom."""
    font = QFont()
    if family := load_fonts():
        font.setFamily(family)
    font.setPixelSize(px(BODY))
    return font
