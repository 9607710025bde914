"""Draws the cells of a list: wrapped text, a light as shape and word, a state as a word on its tone."""

from __future__ import annotations

import re

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.domain.lights import Light
from ui.engine.lights import light_text, shape
from ui.engine.model import LIGHT, SERIAL, STATE, Column, RegisterModel
from ui.style import palette
from ui.style.palette import Tone, px, toned

Index = QModelIndex | QPersistentModelIndex
MOST_LINES = 4
# A long number or name of a file may break anywhere; Chinese breaks by its own rules, which leave no 。 at the start
# of a line. Qt's anywhere knows no such rule.
_LONG_WORD = re.compile(r"[!-~]{12}")


def wrapped(text: str) -> int:
    """The flags with which a text is broken into lines: the same for drawing it and for measuring its height."""
    anywhere = Qt.TextFlag.TextWrapAnywhere if _LONG_WORD.search(text) else Qt.TextFlag.TextWordWrap
    return int(Qt.TextFlag.TextWordWrap | anywhere)


class CellPainter(QStyledItemDelegate):
    """One delegate for all columns of a list."""

    def __init__(self, model: RegisterModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._columns = model.columns
        self._sides = [_side(column) for column in model.columns]
        self._tones = {state.name: toned(state.tone) for state in model.ledger.states}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, then words; the row under the cursor keeps its ring."""
        painter.save()
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        # Asked of the model itself: through Qt's roles every cell would cross into Python and back four times.
        at, column = index.row(), index.column()
        voided = bool(self._model.row(at).get("voided"))
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(palette.look().pale))
        elif voided:
            painter.fillRect(rect, QColor(palette.look().panel))
        painter.setFont(option.font)  # type: ignore[attr-defined]
        key, text = self._columns[column].key, self._model.texts(at)[column]
        if key == LIGHT:
            self._light(painter, rect, self._model.light(at))
        elif key == STATE and text:
            tone = toned("grey") if voided else self._tones.get(text, toned("grey"))
            chip(painter, rect, text, tone)
        else:
            painter.setPen(QColor(palette.look().ink_soft if voided else palette.look().ink))
            words(painter, inner(rect), self._sides[column], text)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(palette.look().focus), px(2)))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line high; the grid asks needed_height for the rows in sight."""
        metrics: QFontMetrics = option.fontMetrics  # type: ignore[attr-defined]
        return QSize(px(80), metrics.height() + px(12))

    def _light(self, painter: QPainter, rect: QRect, light: Light | None) -> None:
        if light is None:
            return
        tone = toned(light.tone)
        size = px(11)
        left = QRectF(rect.left() + px(8), rect.center().y() - size / 2, size, size)
        shape(painter, left, light.shape, tone)
        painter.setPen(QColor(tone.ink))
        words = rect.adjusted(px(8) + size + px(5), px(3), -px(3), -px(3))
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter) | wrapped(""), light_text(light))


def _side(column: Column) -> int:
    side = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
    side = Qt.AlignmentFlag.AlignHCenter if column.key == SERIAL else side
    return int(side | Qt.AlignmentFlag.AlignVCenter)


def words(painter: QPainter, room: QRect, side: int, text: str) -> None:
    """Draw a text in its cell; one longer than the cell is read from its beginning and ends in “…”."""
    painter.drawText(room, side | wrapped(text), fitting(painter.fontMetrics(), room, text))


def fitting(metrics: QFontMetrics, room: QRect, text: str) -> str:
    """As much of a text as a cell of MOST_LINES has room for; only such cells need to be measured."""
    flags = wrapped(text)
    if room.height() < metrics.height() * MOST_LINES or _fits(metrics, room, flags, text):
        return text
    shortest, longest = 0, len(text)
    while longest - shortest > 1:
        middle = (shortest + longest) // 2
        if _fits(metrics, room, flags, f"{text[:middle]}…"):
            shortest = middle
        else:
            longest = middle
    return f"{text[:shortest]}…"


def _fits(metrics: QFontMetrics, room: QRect, flags: int, text: str) -> bool:
    return metrics.boundingRect(room, flags, text).height() <= room.height()


def inner(rect: QRect) -> QRect:
    """Where the text of a cell stands."""
    return rect.adjusted(px(6), px(4), -px(6), -px(4))


def chip(painter: QPainter, rect: QRect, text: str, tone: Tone) -> None:
    """A word on a small coloured ground."""
    metrics = painter.fontMetrics()
    wide, high = min(metrics.horizontalAdvance(text) + px(14), rect.width() - px(6)), metrics.height() + px(4)
    ground = QRectF(rect.left() + px(5), rect.center().y() - high / 2 + 1, wide, high)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    bare = tone.ground == palette.look().paper  # a ground that is none needs an edge to be a shape
    painter.setPen(QColor(tone.ink) if bare else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tone.ground))
    painter.drawRoundedRect(ground, px(4), px(4))
    painter.setPen(QColor(tone.ink))
    painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, text)


def needed_height(metrics: QFontMetrics, text: str, width: int) -> int:
    """How high a cell must be to show its text wrapped, up to MOST_LINES lines."""
    line = metrics.height()
    room = max(width - 1 - 2 * px(6), px(20))  # the line of the grid and the edges, as `inner` leaves them
    if "\n" not in text and metrics.horizontalAdvance(text) <= room:
        return line + px(10)
    box = metrics.boundingRect(QRect(0, 0, room, line * 100), wrapped(text), text)
    return min(box.height(), line * MOST_LINES) + px(10)
