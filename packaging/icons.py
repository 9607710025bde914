"""Draws the icon in every size a desktop asks for: `python packaging/icons.py FOLDER` (needs PySide6 and Pillow)."""

from __future__ import annotations

import os
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "resources" / "icons" / "app.svg"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256)
ICO_SIZES = (16, 24, 32, 48, 64, 256)


def draw(folder: Path) -> list[Path]:
    """Write `16.png` and so on and `mingzhang.ico` for Windows; returns them."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PIL import Image
    from PySide6.QtCore import QRectF, Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    app = QGuiApplication.instance() or QGuiApplication([])
    drawing, made = QSvgRenderer(str(SOURCE)), []
    folder.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        drawing.render(painter, QRectF(0, 0, size, size))
        painter.end()
        made.append(folder / f"{size}.png")
        image.save(str(made[-1]))
    pictures = [Image.open(folder / f"{size}.png") for size in ICO_SIZES]
    made.append(folder / "mingzhang.ico")
    pictures[-1].save(made[-1], append_images=pictures[:-1], sizes=[(size, size) for size in ICO_SIZES])
    del app
    return made


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
