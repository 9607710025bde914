"""Reads CSV as it really comes: UTF-8 with and without mark, GBK from WPS, UTF-16 from old Excel."""

from __future__ import annotations

import csv
import re
from io import StringIO
from pathlib import Path

from app.intake.unreadable import Unreadable

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def read_csv(path: Path) -> tuple[list[list[str]], str]:
    """All rows of a CSV file as text, and the encoding that was recognised.

    Raises:
        Unreadable: No known encoding, or not text at all.
    """
    text, encoding = _decoded(path)
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    try:
        return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter)), encoding
    except csv.Error as error:
        raise Unreadable(path.name, "表格的逗号或引号不配对", "请用 WPS、Excel 打开后另存为 .xlsx 再导入。") from error


def _decoded(path: Path) -> tuple[str, str]:
    raw = path.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        tries = [("utf-16", "UTF-16")]
    elif max(zeros := (raw[:400:2].count(0), raw[1:400:2].count(0))) > 0 == min(zeros):
        # UTF-16 without its mark: every comma and digit has a zero byte beside it
        tries = [("utf-16-be" if zeros[0] > zeros[1] else "utf-16-le", "UTF-16")]
    else:
        tries = [("utf-8-sig", "UTF-8"), ("gb18030", "GBK")]
    for codec, shown in tries:
        try:
            text = raw.decode(codec)
        except UnicodeError:
            continue
        if not _CONTROL.search(text):
            return text, shown
    raise Unreadable(path.name, "这不是表格文件,或文字编码无法识别", "请用 WPS、Excel 打开后另存为 .xlsx 再导入。")
