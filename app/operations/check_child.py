"""The hidden way in of the process that checks a packet: the window and the command line both open it."""

from __future__ import annotations

from app.packet.child import WORD, main

__all__ = ["WORD", "main"]
