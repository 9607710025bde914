"""One locked workbook for one village and period: filled in without the program, read back without any mapping.

The lock guards against slips and has no password. Only white cells can be typed in; sums are live formulas.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Any

from app.domain.village_form import DIGEST, ENTRIES, KEY_SHEET, LINES, VERSION, VILLAGE_MARK, digest
from app.export.book_file import open_book
from app.export.template import LIST_SHEET, TemplateColumn

LINE_TAB, ENTRY_TAB, GUIDE_TAB = "收支明细", "资产资源债务等", "填写说明"
_HEAD = 6  # the row of the headings, counted from 0
_ENTRY_HEAD = 2
_ROW = 21  # points
Cell = str | int | date | None


@dataclass(frozen=True)
class Prepared:
    """The rows of one sheet: what stands there already (`rows` by column key and number), and how many in all.

    Columns in `beside` stand right of the printed part: they are filled only where they are needed.
    """

    columns: tuple[TemplateColumn, ...]
    count: int
    rows: Mapping[int, Mapping[str, Cell]] = field(default_factory=dict)
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class VillageForm:
    """Everything that stands in the workbook before the village fills it; money is whole fen.

    `opening` None leaves the cell open. `head` are texts and amounts that stand there already, `items` the items with
    what belongs there, `advice` the sentences of the instruction sheet.
    """

    township: str
    code: str
    unit: str
    unit_id: int
    level: str
    period: str
    period_title: str
    first: date
    last: date
    account_set: str
    opening: int | None
    issued_on: date
    lines: Prepared
    entries: Prepared
    head: Mapping[str, Cell] = field(default_factory=dict)
    items: Sequence[tuple[str, str]] = ()
    advice: Sequence[str] = ()

    @property
    def title(self) -> str:
        """As it stands over the sheet."""
        return f"{self.unit}{self.period_title}财务公开填报表"


def write_village_book(form: VillageForm) -> bytes:
    """The workbook; equal input gives equal bytes."""
    file = BytesIO()
    book = open_book(file, form.title)
    _Form(book, form).write()
    book.close()
    return file.getvalue()


class _Form:
    """Writes one form; keeps the faces of its cells and the hidden keys as they come up."""

    def __init__(self, book: Any, form: VillageForm) -> None:
        self.book, self.form = book, form
        self.page = book.add_worksheet(LINE_TAB)
        self.other = book.add_worksheet(ENTRY_TAB)
        self.guide = book.add_worksheet(GUIDE_TAB)
        self.lists = book.add_worksheet(LIST_SHEET)
        self.hidden = book.add_worksheet(KEY_SHEET)
        self.list_columns = 0
        self.facts: dict[str, str] = {
            "township": form.township,
            "code": form.code,
            "unit": form.unit,
            "unit_id": str(form.unit_id),
            "level": form.level,
            "period": form.period,
            "account_set": form.account_set,
            "opening": "" if form.opening is None else str(form.opening),
            "issued_on": form.issued_on.isoformat(),
        }

    def write(self) -> None:
        """All sheets, in the order in which they are read."""
        self._line_page()
        self._entry_page()
        self._guide_page()
        self._keys()
        self.lists.very_hidden()
        self.hidden.very_hidden()
        for page in (self.page, self.other, self.guide):
            page.protect("", {"format_columns": True, "format_rows": True, "insert_hyperlinks": False})
        self.page.activate()
        self.page.set_selection(_HEAD + 1, 1, _HEAD + 1, 1)

    # --- faces of cells

    def _face(self, **more: object) -> Any:
        face = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "border": 1, "text_wrap": True}
        return self.book.add_format({**face, **more})

    def _fixed(self, **more: object) -> Any:
        return self._face(**{"bg_color": "#EDEDED", "num_format": "@", **more})

    def _open(self, kind: str, **more: object) -> Any:
        shapes = {
            "date": "yyyy-mm-dd",
            "money": '#,##0.00;[Red]-#,##0.00;""',
            "count": "0",
            "points": "General",
        }
        side = "right" if kind in ("money", "count", "points") else "left"
        return self._face(**{"locked": False, "num_format": shapes.get(kind, "@"), "align": side, **more})

    # --- income and expense

    def _line_page(self) -> None:
        form, page = self.form, self.page
        grid = _Grid(self, page, form.lines, LINES, LINE_TAB, _HEAD, numbered=True)
        last = grid.last_printed
        page.set_row(0, 30)
        big = self.book.add_format({"font_name": "宋体", "font_size": 16, "bold": True, "align": "center"})
        page.merge_range(0, 0, 0, last, form.title, big)
        self._head_lines(grid)
        grid.write(self._line_check)
        self._sign_line(page, grid.end + 1, last)
        page.freeze_panes(_HEAD + 1, 2)
        self._paper(page, grid, form.title)

    def _head_lines(self, grid: _Grid) -> None:
        """Whose money, which period, the sums that count themselves, and what the agency's books say."""
        form, page, end = self.form, self.page, grid.last_printed
        label, money = (
            self._fixed(bold=True, align="right"),
            self._fixed(num_format="#,##0.00", align="right", bold=True),
        )
        told = self._fixed(font_color="#C00000", bold=True, align="left")
        for row in range(1, _HEAD):
            page.set_row(row, 24)
        self._pair(1, "A", "B", "单位", "C", "C")
        page.write_string("C2", form.unit, self._fixed(bold=True))
        page.write_string("D2", f"报告期:{form.period_title}({form.first} 至 {form.last})", self._fixed(bold=True))
        page.write_string("E2", "账套", label)
        page.merge_range(1, 5, 1, end, form.account_set, self._fixed(bold=True))
        income, expense = self._sum(grid, "2."), self._sum(grid, "3.")
        self._pair(2, "A", "B", "期初结余(元)", "C", "C")
        self._opening(money)
        page.write_string("D3", "本期收入合计(自动算)", label)
        page.write_formula("E3", income, money, self._cached("2") / 100)
        self._merged(2, 5, 6, "本期支出合计(自动算)", label)
        page.merge_range(2, 7, 2, 8, "", money)
        page.write_formula("H3", expense, money, self._cached("3") / 100)
        page.write_string("J3", "期末结余(自动算)", label)
        closing = (form.opening or 0) + self._cached("2") - self._cached("3")
        page.write_formula("K3", "=ROUND(N(C3)+E3-H3,2)", money, closing / 100)
        self._pair(3, "A", "B", "账面收入合计", "C", "C")
        self._entry("stated_income", "C4", "money")
        page.write_string("D4", "账面支出合计", label)
        self._entry("stated_expense", "E4", "money")
        self._merged(3, 5, 6, "账面期末结余", label)
        self._entry("stated_closing", "H4", "money", "I")
        page.write_string("J4", "与账面核对", label)
        page.write_formula("K4", _AGREES, told, "账面数还没有填")
        self._pair(4, "A", "B", "制表人", "C", "C")
        self._entry("prepared_by", "C5", "text")
        page.write_string("D5", "期末结余其中:现金", label)
        self._entry("closing_cash", "E5", "money")
        self._merged(4, 5, 6, "其中:银行存款", label)
        self._entry("closing_bank", "H5", "money", "I")
        page.write_string("J5", "填写检查", label)
        checked = grid.column_range(grid.check)
        many = f"SUMPRODUCT(--(LEN({checked})>0))"
        page.write_formula("K5", f'=IF({many}=0,"已填的都填全了","还有"&{many}&"行要补,看最右一栏")', told, "")
        self._pair(5, "A", "B", "说明", "C", "C")
        page.merge_range(5, 2, 5, end, "", self._open("text"))
        self._entry("explanation", "C6", "text")
        self._agreement_light(page)

    def _pair(self, row: int, first: str, second: str, text: str, *_: str) -> None:
        self._merged(row, ord(first) - 65, ord(second) - 65, text, self._fixed(bold=True, align="right"))

    def _merged(self, row: int, first: int, last: int, text: str, face: Any) -> None:
        self.page.merge_range(row, first, row, last, text, face)

    def _opening(self, money: Any) -> None:
        """Carried from the last closing and locked; open only where the township has no figure yet."""
        opening = self.form.opening
        if opening is None:
            self._entry("opening", "C3", "money")
        else:
            self.page.write_number("C3", opening / 100, money)
            self.facts["cell:opening"] = f"{LINE_TAB}!C3"

    def _entry(self, key: str, cell: str, kind: str, until: str = "") -> None:
        """One white cell of the head, noted in the hidden keys."""
        face, value = self._open(kind), self.form.head.get(key)
        if until:
            self.page.merge_range(f"{cell}:{until}{cell[1:]}", "", face)
        _put(self.page, cell, value, kind, face)
        self.facts[f"head:{key}"] = f"{LINE_TAB}!{cell}"
        if kind == "money":
            self.page.data_validation(cell, _amount_check())

    def _sum(self, grid: _Grid, begins: str) -> str:
        items, amounts = grid.column_range(grid.places["item"]), grid.column_range(grid.places["amount"])
        return f'=ROUND(SUMPRODUCT((LEFT({items},2)="{begins}")*1,{amounts}),2)'

    def _cached(self, digit: str) -> int:
        """What the formula will show for the rows that stand there already, in fen."""
        rows = self.form.lines.rows.values()
        return sum(
            amount
            for row in rows
            if str(row.get("item") or "").startswith(digit) and isinstance(amount := row.get("amount"), int)
        )

    def _agreement_light(self, page: Any) -> None:
        good = self.book.add_format({"font_color": "#1E7B34"})
        for cell, words in (("K4", "相符"), ("K5", "已填")):
            page.conditional_format(cell, {"type": "text", "criteria": "begins with", "value": words, "format": good})

    def _line_check(self, grid: _Grid, row: int) -> str:
        """What is missing in a row, in words, as soon as something stands in it."""
        day, item, purpose, amount = (f"{grid.letter(key)}{row}" for key in ("on_day", "item", "purpose", "amount"))
        any_ = f"COUNTA({grid.letter_at(1)}{row}:{grid.letter_at(grid.check - 1)}{row})"
        first, last = (f"DATE({day_.year},{day_.month},{day_.day})" for day_ in (self.form.first, self.form.last))
        vague = ",".join(f'TRIM({purpose})="{word}"' for word in ("其他", "其它", "费用", "支出", "收入"))
        return (
            f'=IF({any_}=0,"",'
            f'IF({day}="","缺日期 ",IF(ISNUMBER({day}),IF(OR({day}<{first},{day}>{last}),"日期不在本期 ",""),""))'
            f'&IF({item}="","缺项目 ","")'
            f'&IF({purpose}="","缺用途 ",IF(OR({vague}),"用途写具体 ",""))'
            f'&IF({amount}="","缺金额 ",IF(ISNUMBER({amount}),"","金额不是数字 ")))'
        )

    def _sign_line(self, page: Any, row: int, last: int) -> None:
        face = self.book.add_format({"font_name": "宋体", "font_size": 11, "valign": "vcenter"})
        page.set_row(row, 36)
        page.merge_range(
            row, 0, row, last, "制表人:            负责人:            民主理财小组:            年   月   日", face
        )

    # --- the other classes

    def _entry_page(self) -> None:
        form, page = self.form, self.other
        grid = _Grid(self, page, form.entries, ENTRIES, ENTRY_TAB, _ENTRY_HEAD, numbered=True)
        big = self.book.add_format({"font_name": "宋体", "font_size": 14, "bold": True})
        note = self.book.add_format({"font_name": "宋体", "font_size": 11, "text_wrap": True, "valign": "vcenter"})
        page.set_row(0, 28)
        page.merge_range(
            0, 0, 0, grid.last_printed, f"{form.unit}{form.period_title} 计划、资产、资源、债权债务、收益分配等", big
        )
        page.set_row(1, 30)
        page.merge_range(1, 0, 1, grid.last_printed, _ENTRY_NOTE, note)
        grid.write(self._entry_check)
        page.freeze_panes(_ENTRY_HEAD + 1, 2)
        self._paper(page, grid, form.title)

    def _entry_check(self, grid: _Grid, row: int) -> str:
        item, name = (f"{grid.letter(key)}{row}" for key in ("item", "name"))
        any_ = f"COUNTA({grid.letter_at(1)}{row}:{grid.letter_at(grid.check - 1)}{row})"
        return f'=IF({any_}=0,"",IF({item}="","缺项目 ","")&IF({name}="","缺名称 ",""))'

    # --- words, keys, paper

    def _guide_page(self) -> None:
        page, form = self.guide, self.form
        page.set_column(0, 0, 34)
        page.set_column(1, 1, 66)
        big = self.book.add_format({"font_name": "宋体", "font_size": 16, "bold": True})
        text = self.book.add_format({"font_name": "宋体", "font_size": 12, "text_wrap": True, "valign": "vcenter"})
        page.write_string(0, 0, "怎样填写", big)
        for row, sentence in enumerate(form.advice, 1):
            page.merge_range(row, 0, row, 1, f"{row}. {sentence}", text)
            page.set_row(row, 20 * (1 + len(sentence) // 48))
        row = len(form.advice) + 2
        head, cell = self._fixed(bold=True, align="center"), self._fixed(bg_color="#FFFFFF")
        page.write_string(row, 0, "公开项目", head)
        page.write_string(row, 1, "包括什么", head)
        for at, (item, words) in enumerate(form.items, row + 1):
            page.write_string(at, 0, item, cell)
            page.write_string(at, 1, words, cell)
        page.set_portrait()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_footer("&C第&P页 共&N页")

    def _keys(self) -> None:
        self.hidden.write_row(0, 0, [VILLAGE_MARK, VERSION])
        self.facts[DIGEST] = digest(self.facts)
        for row, (key, value) in enumerate(self.facts.items(), 1):
            self.hidden.write_string(row, 0, key)
            self.hidden.write_string(row, 1, value)

    def _paper(self, page: Any, grid: _Grid, title: str) -> None:
        page.set_landscape()
        page.set_paper(9)
        page.set_margins(left=0.45, right=0.45, top=0.6, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.repeat_rows(grid.head)
        page.print_area(0, 0, grid.end + (1 if page is self.page else 0), grid.last_printed)
        page.set_footer(f"&L{title}&C第&P页 共&N页")

    def list_of(self, options: Sequence[str]) -> str:
        """Put a list into the hidden sheet; returns where it stands, for a drop-down."""
        from xlsxwriter.utility import xl_range_abs

        at = self.list_columns
        self.list_columns += 1
        for row, option in enumerate(options):
            self.lists.write_string(row, at, option)
        return f"={LIST_SHEET}!{xl_range_abs(0, at, len(options) - 1, at)}"


class _Grid:
    """Numbered rows with a heading, a column that says what is missing, and columns beside the printed part."""

    def __init__(
        self, form: _Form, page: Any, grid: Prepared, register: str, tab: str, head: int, *, numbered: bool
    ) -> None:
        self.form, self.page, self.grid, self.head = form, page, grid, head
        main = [column for column in grid.columns if column.key not in grid.beside]
        more = [column for column in grid.columns if column.key in grid.beside]
        self.check = 1 + len(main)
        self.places = {column.key: at for at, column in enumerate(main, 1)}
        self.places |= {column.key: self.check + at for at, column in enumerate(more, 1)}
        self.first, self.end = head + 1, head + grid.count
        form.facts |= {
            f"{register}:tab": tab,
            f"{register}:head": str(head + 1),
            f"{register}:count": str(grid.count),
            f"{register}:keys": ",".join(self.places),
            f"{register}:letters": ",".join(self.letter(key) for key in self.places),
            f"{register}:labels": "\t".join(self._column(key).label for key in self.places),
        }

    @property
    def last_printed(self) -> int:
        """The last column that is printed."""
        return self.check

    def letter(self, key: str) -> str:
        """The letter of a field's column."""
        return self.letter_at(self.places[key])

    def letter_at(self, place: int) -> str:
        """The letter of a column."""
        return chr(65 + place)

    def column_range(self, place: int) -> str:
        """All rows of a column, such as E8:E307."""
        letter = self.letter_at(place)
        return f"{letter}{self.first + 1}:{letter}{self.end + 1}"

    def write(self, check: Any) -> None:
        """Headings, rows, checks."""
        form, page = self.form, self.page
        head = form._fixed(bold=True, align="center")
        needed = form._fixed(bold=True, align="center", font_color="#C00000")
        page.set_default_row(_ROW)  # rows without a height of their own grow with what is typed
        page.set_row(self.head, 30)
        page.set_column(0, 0, 5)
        page.write_string(self.head, 0, "笔序", head)
        page.set_column(self.check, self.check, 16)
        page.write_string(self.head, self.check, "检查(自动)", head)
        number, told = form._fixed(num_format="0", align="center"), form._fixed(font_color="#C00000", font_size=10)
        for key, place in self.places.items():
            column = self._column(key)
            page.set_column(place, place, self._wide(column))
            page.write_string(self.head, place, column.label, needed if column.required else head)
            face = form._open(column.kind)
            for row in range(self.first, self.end + 1):
                _put(page, (row, place), self.grid.rows.get(row - self.head, {}).get(key), column.kind, face)
            page.data_validation(self.first, place, self.end, place, self._validation(column))
        for row in range(self.first, self.end + 1):
            if (high := self._high(row - self.head)) > _ROW:
                page.set_row(row, high)
            page.write_number(row, 0, row - self.head, number)
            page.write_formula(row, self.check, check(self, row + 1), told, "")

    def _wide(self, column: TemplateColumn) -> float:
        """Wide enough for the longest choice, so that it stands in one line."""
        longest = max((len(option) * 1.9 for option in column.options), default=0)
        return max(column.width * 2 + 1, 8, min(longest, 34))

    def _high(self, number: int) -> float:
        """High enough for the longest text that stands there already."""
        row = self.grid.rows.get(number, {})
        lines = [
            len(str(row[key])) * 2 / self._wide(self._column(key))
            for key in self.places
            if isinstance(row.get(key), str)
        ]
        return _ROW * (1 + int(max(lines, default=0)))

    def _column(self, key: str) -> TemplateColumn:
        return next(column for column in self.grid.columns if column.key == key)

    def _validation(self, column: TemplateColumn) -> dict[str, object]:
        first, last = self.form.form.first, self.form.form.last
        check: dict[str, object] = {"validate": "any"}
        if column.options:
            check = {
                "validate": "list",
                "source": self.form.list_of(column.options),
                "error_title": "请从下拉列表中选择",
                "error_message": "这一栏只能选列表里的内容:点格子右边的小箭头。",
            }
        elif column.key == "on_day":
            check = _between(
                "date", datetime(first.year, first.month, first.day), datetime(last.year, last.month, last.day)
            )
            check["error_message"] = (
                f"日期要在 {first} 至 {last} 之内,写成 {first.year}-{first.month}-{first.day} 的样子。"
            )
        elif column.kind == "date":
            check = _between("date", datetime(1949, 10, 1), datetime(2099, 12, 31))
            check["error_message"] = "日期写成 2026-7-1 的样子。"
        elif column.key == "amount" and column.required:
            check = _amount_check(least=0.01)
        elif column.kind == "money":
            check = _amount_check()
        elif column.kind in ("points", "count"):
            check = _between("decimal", 0, 10**9)
            check["error_message"] = "这里填数字,不带单位。"
        if column.hint:
            check |= {"input_title": column.label[:32], "input_message": column.hint[:255]}
        return check


_AGREES = (
    '=IF(AND(C4="",E4="",H4=""),"账面数还没有填",'
    'IF(AND(OR(C4="",ROUND(N(C4)-E3,2)=0),OR(E4="",ROUND(N(E4)-H3,2)=0),OR(H4="",ROUND(N(H4)-K3,2)=0)),"相符",'
    '"不符:"&IF(AND(C4<>"",ROUND(N(C4)-E3,2)<>0),"收入差"&TEXT(ROUND(N(C4)-E3,2),"0.00")&" ","")'
    '&IF(AND(E4<>"",ROUND(N(E4)-H3,2)<>0),"支出差"&TEXT(ROUND(N(E4)-H3,2),"0.00")&" ","")'
    '&IF(AND(H4<>"",ROUND(N(H4)-K3,2)<>0),"期末差"&TEXT(ROUND(N(H4)-K3,2),"0.00"),"")))'
)
_ENTRY_NOTE = "没有变动的也要列出。财务计划年初填,资产、资源、债权债务至少每季填一次,收益分配年末填;没有的不填。"


def _between(kind: str, least: object, most: object) -> dict[str, object]:
    return {"validate": kind, "criteria": "between", "minimum": least, "maximum": most, "error_title": "请核对"}


def _amount_check(least: float = -(10**11)) -> dict[str, object]:
    check = _between("decimal", least, 10**11)
    positive = ",不填负数" if least > 0 else ""
    return check | {"error_message": f"金额只填数字(元),最多两位小数{positive},不写“元”和公式。"}


def _put(page: Any, place: Any, value: Cell, kind: str, face: Any) -> None:
    """A value into a cell given by name or by row and column; money is fen, points are hundredths."""
    at = (place,) if isinstance(place, str) else place
    if value is None or value == "":
        page.write_blank(*at, None, face)
    elif isinstance(value, date):
        page.write_datetime(*at, datetime(value.year, value.month, value.day), face)
    elif isinstance(value, int):
        page.write_number(*at, value / 100 if kind in ("money", "points") else value, face)
    else:
        page.write_string(*at, value, face)
