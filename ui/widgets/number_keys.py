"""Alt+1 … Alt+9 for a row of buttons whose number and words change with what is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton

MOST = 9


def number_keys(buttons: Sequence[QPushButton]) -> None:
    """Let Alt and a digit press a button, or open its menu; the key is told in the tip. Hidden ones have no key."""
    for at, press in enumerate(buttons[:MOST], 1):
        keys = f"Alt+{at}"
        QShortcut(QKeySequence(keys), press).activated.connect(press.showMenu if press.menu() else press.click)
        press.setToolTip(f"{press.toolTip()}({keys})" if press.toolTip() else keys)
