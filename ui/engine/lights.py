"""Lights on the screen: the shape that is drawn and the words beside it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.lights import light_text
from app.domain.rows import text_of
from ui.style.palette import Tone, px

__all__ = ["light_text", "shape", "told_state"]


def told_state(ledger: LedgerDef, row: Row, without: str = "") -> tuple[str, str]:
    """The word and the tone of the state a row is in, for a chip; `without` is the word of a row not yet saved."""
    tones = {each.name: each.tone for each in ledger.states}
    state = text_of(row, "state") or without
    return ("已作废" if row.get("voided") else state), tones.get(state, "grey")


def shape(painter: QPainter, box: QRectF, sign: str, tone: Tone) -> None:
    """The shape of a light, drawn so that no face has to have the sign."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tone.ink))
    middle = box.center()
    match sign:
        case "■":
            painter.drawRect(box)
        case "▲":
            painter.drawPolygon(QPolygonF([QPointF(middle.x(), box.top()), box.bottomRight(), box.bottomLeft()]))
        case "◆":
            top, bottom = QPointF(middle.x(), box.top()), QPointF(middle.x(), box.bottom())
            painter.drawPolygon(
                QPolygonF([top, QPointF(box.right(), middle.y()), bottom, QPointF(box.left(), middle.y())])
            )
        case "✓":
            painter.setPen(QPen(QColor(tone.ink), px(2)))
            low = QPointF(box.left() + box.width() * 0.4, box.bottom() - px(1))
            painter.drawPolyline(QPolygonF([QPointF(box.left(), middle.y()), low, box.topRight()]))
        case _:
            painter.drawEllipse(box)
    painter.restore()
