"""Blank workbooks to be filled in away from the program and read back without any mapping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any, Literal

from app.export.book_file import open_book, tab_name

TemplateKind = Literal["text", "long", "choice", "date", "money", "count", "points", "yesno", "id"]
PREPARED_ROWS = 500
# The sheet by which the program knows its own workbook again.
KEY_SHEET = "mz_keys"
LIST_SHEET = "mz_lists"
KEY_MARK = "mingzhang-template"
_FIRST = 2
_FORMATS = {"date": "yyyy-mm-dd", "money": "#,##0.00", "count": "0", "points": "General"}


@dataclass(frozen=True)
class TemplateColumn:
    """One column to fill in; `width` in Chinese characters, `options` only for a choice."""

    key: str
    label: str
    kind: TemplateKind = "text"
    required: bool = False
    options: tuple[str, ...] = ()
    hint: str = ""
    width: float = 8


def write_template(
    title: str,
    columns: Sequence[TemplateColumn],
    rows: Sequence[Sequence[str | int | date | None]] = (),
    *,
    register: str = "",
    version: int = 1,
) -> bytes:
    """A workbook with 500 prepared rows, drop-downs and checks; money in `rows` is whole fen, points hundredths."""
    file = BytesIO()
    book = open_book(file, title)
    page = book.add_worksheet(tab_name(title))
    guide = book.add_worksheet("说明")
    lists = book.add_worksheet(LIST_SHEET)
    keys = book.add_worksheet(KEY_SHEET)
    _head(book, page, title, columns)
    _body(book, page, columns, max(PREPARED_ROWS, len(rows)))
    _fill(book, page, columns, rows)
    _checks(page, lists, columns, max(PREPARED_ROWS, len(rows)))
    _guide(book, guide, title, columns)
    keys.write_row(0, 0, [KEY_MARK, register, str(version)])
    keys.write_row(1, 0, [column.key for column in columns])
    keys.write_row(2, 0, [column.label for column in columns])
    lists.very_hidden()
    keys.very_hidden()
    page.activate()
    book.close()
    return file.getvalue()


def _head(book: Any, page: Any, title: str, columns: Sequence[TemplateColumn]) -> None:
    base = {"font_name": "宋体", "valign": "vcenter", "align": "center"}
    note = f"{title}(红色栏目必填;请不要改动表头;填写方法见“说明”)"
    page.set_row(0, 26)
    if len(columns) > 1:
        page.merge_range(0, 0, 0, len(columns) - 1, "", book.add_format(base | {"align": "left"}))
    page.write_string(0, 0, note, book.add_format(base | {"font_size": 12, "bold": True, "align": "left"}))
    box = base | {"bold": True, "border": 1, "bg_color": "#EDEDED", "text_wrap": True, "num_format": "@"}
    plain, needed = book.add_format(box), book.add_format(box | {"font_color": "#C00000"})
    page.set_row(1, 32)
    for index, column in enumerate(columns):
        page.write_string(1, index, column.label, needed if column.required else plain)
    page.freeze_panes(_FIRST, 0)
    page.repeat_rows(1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&C第&P页 共&N页")


def _format(book: Any, column: TemplateColumn) -> Any:
    align = "right" if column.kind in ("money", "count", "points") else "left"
    return book.add_format(
        {
            "font_name": "宋体",
            "valign": "vcenter",
            "align": align,
            "border": 1,
            "num_format": _FORMATS.get(column.kind, "@"),
            "text_wrap": column.kind in ("text", "long"),
        }
    )


def _body(book: Any, page: Any, columns: Sequence[TemplateColumn], count: int) -> None:
    for index, column in enumerate(columns):
        shape = _format(book, column)
        page.set_column(index, index, max(column.width * 2 + 1, 8), shape)
        for row in range(_FIRST, _FIRST + count):
            page.write_blank(row, index, None, shape)


def _fill(
    book: Any, page: Any, columns: Sequence[TemplateColumn], rows: Sequence[Sequence[str | int | date | None]]
) -> None:
    shapes = [_format(book, column) for column in columns]
    for number, row in enumerate(rows, _FIRST):
        for index, (cell, column) in enumerate(zip(row, columns, strict=True)):
            if isinstance(cell, str):
                page.write_string(number, index, cell, shapes[index])
            elif isinstance(cell, date):
                page.write_datetime(number, index, datetime(cell.year, cell.month, cell.day), shapes[index])
            elif cell is not None:
                page.write_number(
                    number, index, cell / 100 if column.kind in ("money", "points") else cell, shapes[index]
                )


def _checks(page: Any, lists: Any, columns: Sequence[TemplateColumn], count: int) -> None:
    last = _FIRST + count - 1
    for index, column in enumerate(columns):
        options = ("是", "否") if column.kind == "yesno" else column.options
        check: dict[str, object] = {"validate": "any"}
        if options:
            for row, option in enumerate(options):
                lists.write_string(row, index, option)
            check = _list_check(index, len(options))
        elif column.kind == "date":
            first, final = datetime(1949, 10, 1), datetime(2099, 12, 31)
            check = _warning("date", first, final, "日期请写成 2016-06-30 的样子。仍要这样填写吗?")
        elif column.kind == "money":
            check = _warning("decimal", -(10**13), 10**13, "这里应填金额(元),最多两位小数。仍要这样填写吗?")
        elif column.kind == "points":
            check = _warning("decimal", 0, 10**7, "这里应填数字,最多两位小数。仍要这样填写吗?")
        elif column.kind == "count":
            check = _warning("integer", 0, 10**9, "这里应填整数。仍要这样填写吗?")
        if column.hint:
            check |= {"input_title": column.label[:32], "input_message": column.hint[:255]}
        if len(check) > 1:
            page.data_validation(_FIRST, index, last, index, check)


def _list_check(index: int, count: int) -> dict[str, object]:
    from xlsxwriter.utility import xl_range_abs

    return {
        "validate": "list",
        "source": f"={LIST_SHEET}!{xl_range_abs(0, index, count - 1, index)}",
        "error_title": "请从下拉列表中选择",
        "error_message": "这一栏只能填列表里的内容。",
    }


def _warning(kind: str, least: object, most: object, message: str) -> dict[str, object]:
    """A check that asks and does not forbid: the program reads more ways of writing than Excel knows."""
    return {
        "validate": kind,
        "criteria": "between",
        "minimum": least,
        "maximum": most,
        "error_type": "warning",
        "error_title": "请核对",
        "error_message": message,
    }


def _guide(book: Any, page: Any, title: str, columns: Sequence[TemplateColumn]) -> None:
    base = {"font_name": "宋体", "valign": "vcenter", "text_wrap": True, "num_format": "@"}
    big, head = (
        book.add_format(base | {"bold": True, "font_size": 14}),
        book.add_format(base | {"bold": True, "border": 1}),
    )
    cell = book.add_format(base | {"border": 1})
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 8)
    page.set_column(2, 3, 46)
    page.write_string(0, 0, f"{title}填写说明", big)
    notes = (
        "每行填一条;中间不要空行,不要合并单元格,不要写公式。",
        "不要改动表头,不要增减栏目;填好后在程序里用“导入”读入,有错的行会逐条列出。",
    )
    for row, note in enumerate(notes, 1):
        page.merge_range(row, 0, row, 3, "", cell)
        page.write_string(row, 0, note, cell)
    for index, text in enumerate(("栏目", "必填", "填写方法", "可选内容")):
        page.write_string(4, index, text, head)
    for row, column in enumerate(columns, 5):
        options = ("是", "否") if column.kind == "yesno" else column.options
        texts = (column.label, "是" if column.required else "", column.hint or _HOW[column.kind], "、".join(options))
        for index, text in enumerate(texts):
            page.write_string(row, index, text[:32_000], cell)


_HOW: dict[str, str] = {
    "text": "",
    "long": "",
    "choice": "从下拉列表中选择",
    "date": "如 2016-06-30",
    "money": "元,最多两位小数,如 1234.56",
    "count": "整数",
    "points": "数字,最多两位小数,如 96.5",
    "yesno": "是 或 否",
    "id": "18 位,按文本填写",
}
