"""A county's own form as tests fill it."""

from __future__ import annotations

import openpyxl


def excel_form() -> openpyxl.Workbook:
    """A workbook with names to be filled: a title over five columns, one row of a list, a sum, who filled it in."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page["A1"] = "{{乡镇}}整改台账({{今天}})"
    page.merge_cells("A1:E1")
    page.append(["序号", "存在问题", "单位", "金额", "时限"])
    page.append(["{{行.序号}}", "{{行.存在问题}}", "{{行.单位}}", "{{行.涉及金额(元)}}", "{{行.整改时限}}"])
    page.append(["合计", None, None, "=SUM(D3:D3)", None])
    page.append(["填表人:{{经办人}}"])
    page.merge_cells("A5:C5")
    return book
