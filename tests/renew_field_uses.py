"""Finds what the code uses the fields for that no declaration speaks of: python -m tests.renew_field_uses

A field counts as used by a room of the code where its key stands there as a string of its own.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from app.ledgers import LEDGERS
from app.operations import field_uses

APP = Path(field_uses.__file__).resolve().parent.parent
TARGET = APP.parent / "resources" / "field_uses.json"
ROOMS = {"reports": "公示和单据", "figures": "月报数字", "ledgers": "审核和推算", "operations": "办理和汇总"}


def found() -> dict[str, list[str]]:
    """Register and field with the rooms that use it, for those no declaration speaks of."""
    out = {}
    for ledger in LEDGERS:
        for field in ledger.typed:
            if not field_uses.declared(ledger, field):
                rooms = [
                    title for room, title in ROOMS.items() if re.search(rf"(?<!key=)[\"']{field.key}[\"']", _text(room))
                ]
                if rooms:
                    out[f"{ledger.key}.{field.key}"] = rooms
    return out


def text() -> str:
    """The file as it should be."""
    return json.dumps(found(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


@cache
def _text(room: str) -> str:
    skipped = ("demo", "field_uses")
    paths = sorted((APP / room).glob("*.py"))
    return "\n".join(path.read_text("utf-8") for path in paths if not path.name.startswith(skipped))


if __name__ == "__main__":
    TARGET.write_text(text(), "utf-8")
    print(TARGET)
