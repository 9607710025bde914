"""From page to page: the strip of buttons, registers and rows, and what a page asks for when it is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.engine.window import MainWindow

if TYPE_CHECKING:
    from ui.main import Starter


class Going:
    """Which page is in front."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.afterwards: Callable[[], object] | None = None  # what is done once the program has ended

    # --- pages and rows

    def go(self, key: str) -> None:
        """Show a page by its key; a register by the register's."""
        page = self.window.show_page(self._factory(key), key)
        if callable(load := getattr(page, "load", None)):
            load()
        if callable(focus := getattr(page, "focus", None)):
            focus()
        elif grid := getattr(page, "grid", None):
            grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_row(self, register: str, row_id: int) -> None:
        """Open a row in its register's page: a line in its header's, what is not there yet (0) at the desk."""
        from ui.screens.ledger import first_of_line, header_of

        line, line_id = register, row_id
        register, row_id = header_of(self.window.book, register, row_id)
        self.go(register)
        if not row_id and callable(desk := getattr(self.window.page, "open_desk", None)):
            desk()
            return
        if callable(act := getattr(self.window.page, "open", None)):
            act(row_id)
        if line != register and callable(focus := getattr(self.window.page, "focus_cell", None)):
            focus(line, line_id, first_of_line(line))

    def take_files(self, paths: list[Path]) -> None:
        """Files dropped where no page takes them go to the page that does."""
        from ui.wiring import dropping

        dropping.take(cast("Starter", self), paths)

    def update(self, path: Path | None) -> None:
        """Update the program from a release file; without one it is chosen. Installing begins when the program ends."""
        from ui.screens import update

        def close(install: Callable[[], object]) -> None:
            self.afterwards = install
            self.window.close()

        update.begin(self.window, self.window.book, path, close)

    def look_at_templates(self) -> None:
        """The county's templates, at the version that came with a receipt."""
        self.go("templates")
        if callable(look := getattr(self.window.page, "look_waiting", None)):
            look()

    def open_from(self, back: str, register: str, row_id: int) -> None:
        """Open a row; when its own screen is left, the page one came from is in front again."""
        self.open_row(register, row_id)
        self._come_back(back)

    def begin_row(self, register: str, texts: Mapping[str, str], back: str = "home") -> None:
        """Begin a row with some of its fields filled; without any, show where the missing ones stand."""
        if not texts:
            self.go("calendar")
            return
        self.go(register)
        if callable(begin := getattr(self.window.page, "begin_with", None)):
            begin(texts)
            self._come_back(back)

    def _come_back(self, page: str) -> None:
        screen = getattr(self.window.page, "own_screen", None)
        if (closed := getattr(screen, "closed", None)) is not None:
            closed.connect(lambda: self.go(page))

    def open_cell(self, register: str, row_id: int, field: str) -> None:
        """Open a row and go to one of its fields."""
        self.open_row(register, row_id)
        if callable(focus := getattr(self.window.page, "focus_cell", None)):
            focus(register, row_id, field)

    def open_dossier(self) -> None:
        """Everything about the unit or person in front, else about the unit chosen at the left."""
        from ui.screens.dossier import DossierPage

        if self.window.book is None:
            return
        ask = getattr(self.window.page, "about", None)
        target = ask() if callable(ask) else None
        unit = self.window.side.unit()
        self.go("dossier")
        page = self.window.page
        if isinstance(page, DossierPage) and (target or unit is not None):
            page.show_one(*(target or ("unit", unit)))

    def open_totals(self, month: str) -> None:
        """The county's totals of a month."""
        from ui.screens.county_totals import CountyTotalsPage

        self.go("totals")
        if isinstance(self.window.page, CountyTotalsPage):
            self.window.page.show_month(month)

    def open_packet(self, packet: int) -> None:
        """The county's desk, at one received packet."""
        from ui.screens.inbox import InboxScreen

        self.go("inbox")
        if packet and isinstance(self.window.page, InboxScreen):
            self.window.page.look_at(packet)

    def enter(self) -> None:
        """New row in the register in front; from any other page, in the first register of the menu."""
        self._on_register("new")

    def _on_register(self, command: str) -> None:
        from app.operations import lists
        from ui.engine.window import Page

        page = self.window.page
        if not (isinstance(page, Page) and command in page.commands()):
            assert self.window.book is not None
            self.go(next(iter(lists.menu(self.window.book).values()))[0].key)
            page = self.window.page
        if isinstance(page, Page) and command in page.commands():
            page.commands()[command]()

    # --- what a page is

    def _factory(self, key: str) -> Callable[[MainWindow], QWidget]:
        if key == "home":
            return self._home
        if key == "find":
            return self._find
        from ui.wiring.pages import SCREENS

        if key in SCREENS:
            return lambda _: SCREENS[key](cast("Starter", self))
        from ui.screens.ledger import page_for

        return lambda window: page_for(window, key)

    def _home(self, window: MainWindow) -> QWidget:
        if window.book is not None and window.book.info.is_county:
            return self._county_home(window)
        from ui.screens.home import HomePage

        page = HomePage(window)
        page.wanted.connect(self.open_row)
        page.begun.connect(self.begin_row)
        page.page_wanted.connect(self.go)
        return page

    def _county_home(self, window: MainWindow) -> QWidget:
        from ui.screens.county_home import CountyHomePage

        page = CountyHomePage(window)
        page.wanted.connect(self.open_packet)
        page.totals_wanted.connect(self.open_totals)
        return page

    def _find(self, window: MainWindow) -> QWidget:
        from ui.screens.find import FindPage

        page = FindPage(window)
        page.wanted.connect(self.open_row)
        return page

    # --- the strip of buttons

    def _strip(self) -> tuple[tuple[tuple[str, str, str, Callable[[], object]], ...], ...]:
        return (
            (
                ("录入", "entry", "在当前台账新增一条(Ctrl+N)", self.enter),
                ("审核", "check", "逐条检查当前台账(F8)", lambda: self._on_register("check")),
                ("打印", "print", "预览并打印当前列表(Ctrl+P)", lambda: self._on_register("print")),
                *self._sending(),
            ),
            (("查询", "find", "在所有台账中查找(Ctrl+Shift+F)", lambda: self.go("find")),),
            (
                ("导入", "import", "从 Excel 工作簿导入", lambda: self.go("imports")),
                ("设置", "settings", "公开日、上报日、字号等", lambda: self.go("settings")),
                ("大字", "zoom", "放大字号", self.window.next_zoom),
                ("帮助", "help", "当前台账怎么填(F1)", lambda: self.window.do("help")),
            ),
        )

    def of_county(self) -> bool:
        """Whether a county's book is open."""
        return self.window.book is not None and self.window.book.info.is_county

    def _sending(self) -> tuple[tuple[str, str, str, Callable[[], object]], ...]:
        if self.of_county():
            return (
                ("收包", "packet", "接收、核对、合并各乡镇的上报包,开回执", lambda: self.go("inbox")),
                ("汇总", "report", "各乡镇数字加总,点开到乡镇、到记录;月通报", lambda: self.go("totals")),
            )
        return (("上报", "report", "生成、签发月报包,传出到U盘", lambda: self.go("packet")),)

    def shown_anew(self) -> None:
        """Units were entered: the tree at the left shows them."""
        self.window.saved_now()
        if self.window.book is not None:
            self.window.side.show_book(self.window.book)
            self._show_lights()

    def _show_lights(self) -> None:
        from app.operations.todo import overdue_by_unit

        if self.window.book is not None:
            self.window.side.show_counts({}, overdue_by_unit(self.window.book))
