"""Reads CSV as it really comes: UTF-8 with and without mark, GBK from WPS, UTF-16 from old Excel."""

from __future__ import annotations

import csv
import re
from io import StringIO
from pathlib import Path

from app.intake.unreadable import Unreadable

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_RARE, _FEW = 20, 3  # a text with more control characters than one in so many is none
_AGAIN = "请用 WPS、Excel 打开后另存为 .xlsx 再导入。"


def read_csv(path: Path) -> tuple[list[list[str]], str]:
    """All rows of a CSV file as text, and the encoding that was recognised.

    Raises:
        Unreadable: No known encoding, or not text at all.
    """
    text, encoding = _decoded(path)
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    if odd := _CONTROL.search(text):
        line = text.count("\n", 0, odd.start()) + 1
        raise Unreadable(path.name, f"第 {line} 行里有看不见的乱码", f"{_AGAIN}导入前先看第 {line} 行是否完整。")
    rows, begun = list[list[str]](), 1
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            rows.append(row)
            begun = reader.line_num + 1
    except csv.Error as error:  # a cell larger than the reader takes: nobody types that
        reason = f"第 {begun} 行起有一格超过 {csv.field_size_limit() // 10_000} 万字,可能是引号只有一半"
        raise Unreadable(path.name, reason, _AGAIN) from error
    if line := _never_closed(text, delimiter):
        raise Unreadable(path.name, f"第 {line} 行有引号只写了一半,后面的行都连在了一起", _AGAIN)
    return rows, encoding


def _never_closed(text: str, delimiter: str) -> int:
    """The line in which a quote begins that takes all further lines into one cell, 0 for none."""
    if '"' not in text:
        return 0
    reader, begun = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True), 1
    try:
        for _ in reader:
            begun = reader.line_num + 1
    except csv.Error as error:  # a quote inside a word is another thing, which the reader above takes as it stands
        return begun if "unexpected end" in str(error) else 0
    return 0


def _decoded(path: Path) -> tuple[str, str]:
    raw = path.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        tries = [("utf-16", "UTF-16")]
    elif max(zeros := (raw[:400:2].count(0), raw[1:400:2].count(0))) > 0 == min(zeros):
        # UTF-16 without its mark: every comma and digit has a zero byte beside it
        wide = ("utf-16-be" if zeros[0] > zeros[1] else "utf-16-le", "UTF-16")
        tries = [("utf-8-sig", "UTF-8"), wide, ("gb18030", "GBK")]  # or a text with a lost zero byte in it
    else:
        tries = [("utf-8-sig", "UTF-8"), ("gb18030", "GBK")]
    for codec, shown in tries:
        try:
            text = raw.decode(codec)
        except UnicodeError:
            continue
        if len(_CONTROL.findall(text)) <= max(len(text) // _RARE, _FEW):
            return text, shown
    if not raw.strip(b"\0"):
        raise Unreadable(path.name, "里面全是空字节,多半是没有复制完整", "请从原来的电脑或U盘重新复制一次。")
    raise Unreadable(path.name, "这不是表格文件,或文字编码无法识别", _AGAIN)
