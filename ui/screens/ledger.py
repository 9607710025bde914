"""One register: the filter bar, the grid, and the form of a row beside or over it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QSplitter, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from app.domain.faults import Told
from app.domain.fields import Link
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of
from app.ledgers import ledger as ledger_of
from app.operations import checks, exports, lists, records, sheets
from app.operations.books import Book
from app.reports.sheet import Sheet
from ui.engine import messages
from ui.engine.children import Children
from ui.engine.filters import FilterBar
from ui.engine.form import Form
from ui.engine.grid import Grid
from ui.engine.history import History
from ui.engine.model import RegisterModel
from ui.engine.window import Command, MainWindow
from ui.screens import SPECIAL
from ui.style.palette import GAP, px

NARROW = 900
FORMATS = "Excel 工作簿 (*.xlsx);;PDF 文件 (*.pdf);;CSV 文本 (*.csv)"


class LedgerPage(QWidget):
    """Lists, opens, adds, voids, prints and exports the rows of one register."""

    def __init__(self, window: MainWindow, ledger: LedgerDef) -> None:
        super().__init__()
        assert window.book is not None
        self.main, self.book, self.ledger = window, window.book, ledger
        self.model = RegisterModel(self.book, ledger)
        self.filters = FilterBar(ledger)
        self.grid = Grid(self.model, window.settings)
        self.form: Form | None = None
        self.own_screen: QWidget | None = None
        self._build()
        self.filters.changed.connect(self.load)
        self.filters.reset_asked.connect(window.side.clear)
        self.grid.opened.connect(self.open)
        self.grid.picked.connect(self._follow)
        self.grid.ordered.connect(self._order)
        self.load()
        if ledger.states and self.model.rowCount():
            # As in the clerk's sheet: the newest row is the last, and that is where one goes on.
            self.grid.go_to(self.model.id_at(self.model.rowCount() - 1) or 0)

    def commands(self) -> Mapping[str, Command]:
        """What the keys do here."""
        if self.own_screen is not None:
            return {"refresh": self.load, "help": self.help}
        able: dict[str, Command] = {
            "new": self.begin,
            "edit": self.edit,
            "void": self.ask_void,
            "find": self.go_find,
            "refresh": self.load,
            "print": self.preview,
            "export": self.ask_export,
            "check": self.check,
            "help": self.help,
        }
        if self.form is not None and self.side_by_side.isVisibleTo(self):
            able["same"] = self.form.same_as_above
        return able

    def load(self) -> None:
        """Read the list again, the cursor staying on its row."""
        here = self.grid.current_id()
        unit, period = self.main.side.unit(), self.main.side.period_chosen()
        self.model.load(self.filters.query(self.book, unit, period))
        self.filters.show_where(self.main.side.unit_name(), period, self.model.rowCount())
        if here is not None:
            self.grid.go_to(here)

    def open(self, row_id: int) -> None:
        """Show a row for editing."""
        if SPECIAL.get(self.ledger.key):
            self._open_screen(row_id)
            return
        form = self._form()
        found = lists.page(self.book, self.ledger, [row_id])
        if not found:
            messages.tell(self, "这条记录已经不在账里,列表已重新读取。")
            self.load()
            return
        form.open(found[0])
        self._show_side(row_id)
        form.fields.first()

    def begin(self) -> None:
        """A new row."""
        if SPECIAL.get(self.ledger.key):
            self._open_screen(None)
            return
        form = self._form()
        form.keep_draft()
        self._above()
        form.begin()
        self._show_side(None)
        form.fields.first()

    def edit(self) -> None:
        """Open the row under the cursor."""
        if (row_id := self.grid.current_id()) is not None:
            self.open(row_id)

    def go_find(self) -> None:
        """Go to the find box."""
        self.filters.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.box.selectAll()

    def ask_void(self) -> None:
        """Void the row under the cursor after a reason; a voided one is restored."""
        row_id = self.grid.current_id()
        if row_id is None:
            return
        row = self.model.row(self.grid.currentIndex().row())
        title = self.model.texts(self.grid.currentIndex().row())[1]
        if row.get("voided"):
            messages.ask(self, f"{title} 已作废。要恢复吗?", "恢复", partial(self._restore, row_id))
        else:
            messages.ask_reason(
                self, "作废", f"要作废:{title}。作废后仍可恢复。请写明理由:", "作废", partial(self._void, row_id)
            )

    def preview(self) -> None:
        """Preview the list as it is filtered now; where a row has a sheet of its own, ask which."""
        own = [kind for kind in sheets.kinds_for(self.ledger.key) if kind.one_per_row]
        chosen = self.grid.chosen_ids()
        if not own or not chosen:
            self.preview_list()
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(f"{self.ledger.title}(当前列表 {self.model.rowCount()} 条)", self.preview_list)
        for kind in own:
            menu.addAction(f"{kind.title}(所选 {len(chosen)} 条)", partial(self.preview_rows, kind.key, chosen))
        menu.setActiveAction(menu.actions()[1])
        menu.popup(self.grid.row_menu_place())

    def preview_list(self) -> None:
        """Preview the list as it is filtered now."""
        from ui.screens.preview import open_preview_of

        open_preview_of(self, self.book, f"{self.ledger.title} 打印预览", lambda: [self._sheet()])

    def preview_rows(self, kind: str, ids: list[int]) -> None:
        """Preview one kind of sheet for some rows."""
        from ui.screens.preview import open_preview

        open_preview(self, self.book, kind, ids=ids)

    def ask_export(self) -> None:
        """Export the list as it is filtered now."""
        name, _ = QFileDialog.getSaveFileName(self, "导出", f"{self.ledger.title}.xlsx", FORMATS)
        if name:
            self.export(Path(name))

    def export(self, out: Path) -> None:
        """Write the list to a file in the background."""
        query = self.model.query
        messages.long_work(
            self,
            "导出",
            lambda report: exports.export_register(self.book, self.ledger, query, out),
            lambda path: messages.tell(self, f"已导出到 {path}。账里的内容没有改动。", "导出"),
        )

    def check(self) -> None:
        """Check every row of the register; the result folds out below."""
        period = self.main.side.period_chosen()
        messages.long_work(
            self,
            "审核",
            lambda report: checks.check(self.book, self.ledger.key, period.key if period else ""),
            self.main.checks.show_lines,
        )

    def help(self) -> None:
        """Help on this register."""
        from ui.engine.help import show_help

        show_help(self, self.ledger)

    def leave(self) -> None:
        """Keep what is being typed before the program closes."""
        self.filters.stop()
        self.grid.stop()
        if self.form is not None:
            self.form.stop()
            for each in self.children_:
                each.stop()
        leave = getattr(self.own_screen, "leave", None)
        if callable(leave):
            leave()

    def close_form(self) -> None:
        """Back to the list."""
        self.side_by_side.hide()
        self.upper.show()
        self.main.page_changed()
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room for both, the form lies over the list."""
        super().resizeEvent(event)
        self._fold()

    # --- inside

    def _build(self) -> None:
        self.upper = QWidget()
        left = QVBoxLayout(self.upper)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(px(GAP[1]))
        left.addWidget(self.filters)
        left.addWidget(self.grid, 1)
        self.side_by_side = QTabWidget()
        self.side_by_side.setDocumentMode(True)
        self.side_by_side.tabBar().setDrawBase(False)  # else a thin line stands over the tabs
        self.side_by_side.hide()
        self.halves = QSplitter(Qt.Orientation.Horizontal)
        self.halves.addWidget(self.upper)
        self.halves.addWidget(self.side_by_side)
        self.halves.setChildrenCollapsible(False)
        self.layers = QStackedWidget()
        self.layers.addWidget(self.halves)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.layers)

    def _form(self) -> Form:
        if self.form is None:
            self.form = Form(self.book, self.ledger)
            self.form.saved.connect(self._saved)
            self.form.closed.connect(self.close_form)
            self.form.wanted.connect(self.open)
            self.children_ = [Children(self.book, ledger_of(key)) for key in self.ledger.children]
            self.history = History(self.book, self.ledger)
            self.side_by_side.addTab(self.form, "填写")
            for each in self.children_:
                self.side_by_side.addTab(each, each.ledger.title)
            self.side_by_side.addTab(self.history, "修改历史")
            self.side_by_side.currentChanged.connect(lambda _: self._fill_tab())
        return self.form

    def _show_side(self, row_id: int | None) -> None:
        self.side_by_side.setCurrentIndex(0)
        first_time = not self.side_by_side.isVisibleTo(self)
        self.side_by_side.show()
        if first_time:
            wide = self.width()
            self.halves.setSizes([max(wide - px(520), wide // 2), px(520)])
        self._fold()
        self._fill_tab()
        if row_id is not None:
            self.grid.go_to(row_id)
        self.main.page_changed()

    def _fold(self) -> None:
        if self.side_by_side.isVisibleTo(self):
            self.upper.setVisible(self.width() >= px(NARROW))

    def _fill_tab(self) -> None:
        if self.form is None:
            return
        shown = self.side_by_side.currentWidget()
        if isinstance(shown, Children):
            shown.show_header(self.form.row_id)
        elif isinstance(shown, History):
            shown.show_row(self.form.row_id)

    def _follow(self, row_id: int) -> None:
        """An open form follows the cursor of the list."""
        form = self.form
        if form is None or not self.side_by_side.isVisibleTo(self) or not self.grid.hasFocus():
            return
        if form.row_id != row_id and (found := lists.page(self.book, self.ledger, [row_id])):
            form.open(found[0])
            self._fill_tab()

    def _above(self) -> None:
        at = self.grid.currentIndex().row()
        if self.form is not None and at >= 0:
            self.form.above = records.shown(self.book, self.ledger, self.model.row(at))

    def _saved(self, row_id: int) -> None:
        if self.model.position(row_id) is None:
            self.load()
        else:
            self.model.forget(row_id)
        self.grid.go_to(row_id)
        self._fill_tab()
        self.main.saved_now()
        self.main.note("已保存。")

    def _order(self, key: str, down: bool) -> None:
        self.filters.order = ((key, down),)
        self.load()

    def _void(self, row_id: int, reason: str) -> None:
        self._change(lambda: records.void(self.book, self.ledger, row_id, reason), "已作废,可按 Ctrl+Z 撤销。")

    def _restore(self, row_id: int) -> None:
        self._change(lambda: records.restore(self.book, self.ledger, row_id), "已恢复。")

    def _change(self, act: Command, said: str) -> None:
        try:
            act()
        except Told as told:
            messages.tell(self, told)
            return
        self.load()
        self.main.saved_now()
        self.main.note(said)

    def _sheet(self) -> Sheet:
        return exports.sheet_of_register(self.book, self.ledger, self.model.query)

    def _open_screen(self, row_id: int | None) -> None:
        self.close_screen()
        make = SPECIAL.get(self.ledger.key)
        assert make is not None
        self.own_screen = make(self.book, row_id, self)
        saved, closed = getattr(self.own_screen, "saved", None), getattr(self.own_screen, "closed", None)
        if saved is not None:
            saved.connect(lambda _: self.main.saved_now())
        if closed is not None:
            closed.connect(self.close_screen)
        self.layers.addWidget(self.own_screen)
        self.layers.setCurrentWidget(self.own_screen)
        self.main.page_changed()

    def close_screen(self) -> None:
        """Back from a register's own screen to its list."""
        if self.own_screen is None:
            return
        gone, self.own_screen = self.own_screen, None
        self.layers.setCurrentWidget(self.halves)
        self.layers.removeWidget(gone)
        gone.setParent(None)  # its keys are the window's again at once
        gone.deleteLater()
        self.load()
        self.main.page_changed()
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)


def page_for(window: MainWindow, key: str) -> LedgerPage:
    """The page of a register by its key."""
    return LedgerPage(window, ledger_of(key))


def header_of(book: Book | None, register: str, row_id: int) -> tuple[str, int]:
    """The row that shows a row: itself, or for a line without a page of its own its header."""
    ledger = ledger_of(register)
    if ledger.menu or not ledger.parent or book is None:
        return register, row_id
    link = ledger.by_key[ledger.parent]
    found = lists.page(book, ledger, [row_id])
    above = id_of(found[0], ledger.parent) if found else None
    return (link.register, above) if isinstance(link, Link) and above is not None else (register, row_id)
