"""A word on a small coloured ground."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QSizePolicy

from ui.style.palette import px, toned


class Chip(QLabel):
    """Says a state in a word; the colour only repeats it. One line high, whatever stands beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.hide()

    def say(self, word: str, tone: str) -> None:
        """Show a word, nothing for none."""
        found = toned(tone)
        self.setText(word)
        self.setVisible(bool(word))
        self.setStyleSheet(
            f"background: {found.ground}; color: {found.ink}; border: 1px solid {found.ink}; "
            f"border-radius: {px(4)}px; padding: {px(2)}px {px(10)}px; font-weight: bold;"
        )
