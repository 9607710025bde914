"""JSON that somebody else wrote by hand or by another program: read whole or refused with a ValueError."""

from __future__ import annotations

import json
from typing import Any


def read_json(data: bytes) -> Any:
    """The value of a JSON text in UTF-8, with or without its mark.

    Raises:
        ValueError: It is none, is nested too deep, or holds half a character that nothing could print or save.
    """
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except RecursionError as error:
        raise ValueError("内容嵌套过深") from error
    if b"\\u" in data:
        json.dumps(value, ensure_ascii=False).encode()  # a lone surrogate can only come in as an escape
    return value
