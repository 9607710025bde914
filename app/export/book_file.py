"""A workbook before anything stands in it: no clock, no formulas, one face that decides how wide columns are."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from io import BytesIO
from types import MappingProxyType
from typing import Any

from app.domain.faults import Told

LONGEST_TEXT = 32_767  # Excel's own limit; the writing library would drop the cell without a word
# How wide a column is depends on the face of the workbook: this one is on every office machine, 8 pixels a digit.
OWN_FACE = {"default_format_properties": {"font_name": "宋体", "font_size": 12}, "default_column_width": 72}


class TooLong(Told):
    """A text that one Excel cell cannot hold."""

    code = "E-LONG"

    def __init__(self, text: str) -> None:
        super().__init__(
            f"“{text[:20]}…”有 {len(text)} 个字,一个单元格最多放 {LONGEST_TEXT} 个字。"
            "没有生成文件,账本没有变化。请缩短这一处,或改为导出 PDF。"
        )


def open_book(file: BytesIO, title: str, more: Mapping[str, object] = MappingProxyType({})) -> Any:
    """A new workbook in memory: no temporary files, which would hold personal data, and no clock.

    `more` are further options of the library.
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(
        file,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
            **deepcopy(dict(more)),  # the library writes into what it is given
        },
    )
    book.set_properties({"title": title, "author": "明账", "created": datetime(2000, 1, 1)})
    return book


def tab_name(title: str) -> str:
    """A title as Excel allows it on a tab."""
    plain = "".join(c for c in title if c not in "[]:*?/\\").strip("' ")
    return plain[:31].strip("' ") or "表"
