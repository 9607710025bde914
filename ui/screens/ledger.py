"""One register: the filter bar, the grid, and the form of a row beside or over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from app.domain.faults import Told
from app.domain.fields import Link
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of
from app.ledgers import ledger as ledger_of
from app.operations import dossier, letters, lists, merging, records, reprints
from app.operations.books import Book
from app.operations.records import Saved
from app.operations.views import View
from ui.engine import messages, runner
from ui.engine.children import Children
from ui.engine.filters import FilterBar
from ui.engine.form import Form
from ui.engine.grid import Grid
from ui.engine.history import History
from ui.engine.model import LIGHT, NUMBER, SERIAL, STATE, TOWNSHIP, RegisterModel
from ui.engine.raising import said
from ui.engine.related import RelatedRows
from ui.engine.row_menu import RowMenu
from ui.engine.views import Views
from ui.engine.window import Command, MainWindow
from ui.screens import DESKS, ROW_ACTIONS, SPECIAL, Screen
from ui.screens.ledger_paper import PaperOut
from ui.screens.while_alive import while_alive
from ui.style.palette import GAP, px
from ui.widgets.dialog import button
from ui.widgets.drops import TakesFiles

if TYPE_CHECKING:
    from app.operations.imports import Imported

NARROW = 900
NOT_COPIED = (SERIAL, LIGHT, TOWNSHIP)


class LedgerPage(TakesFiles, PaperOut):
    """Lists, opens, adds, voids, prints and exports the rows of one register."""

    def __init__(self, window: MainWindow, ledger: LedgerDef) -> None:
        super().__init__()
        assert window.book is not None
        self.main, self.book, self.ledger = window, window.book, ledger
        self.model = RegisterModel(self.book, ledger)
        self.filters = FilterBar(ledger)
        if desk := DESKS.get(ledger.key):
            self.filters.put(made := button(desk.label, self.open_desk))
            made.setToolTip(desk.hint)
            self.setAcceptDrops(desk.drops)
        for preset in ledger.presets:
            self.filters.put(button(preset.label, partial(self.begin_from, preset.label)))
        for starter in ledger.starters:
            self.filters.put(button(starter.label, partial(self.load_starter, starter.label)))
        if word := letters.able(ledger):
            self.filters.put(made := button(word, self.write_letters))
            made.setToolTip("给选中的各条起草函件(Ctrl+L);按住 Ctrl 可选几条,同一单位的合成一份")
        if ledger.key in dossier.KINDS:
            self.filters.put(made := button("一览 Ctrl+U", lambda: window.do("dossier")))
            made.setToolTip("选中的一个在各台账里的全部情况")
        self.views = Views(self.book, ledger)
        self.views.chosen.connect(self.show_view)
        self.views.save_asked.connect(self.keep_view)
        self.filters.put(self.views)
        self.grid = Grid(self.model, window.settings)
        self.form: Form | None = None
        self.own_screen: QWidget | None = None
        self.menu: RowMenu | None = None
        self._build()
        self.filters.changed.connect(self.load)
        self.filters.reset_asked.connect(window.side.clear)
        self.filters.reset_asked.connect(lambda: self.grid.arrange(window.settings.shown_columns(ledger.key)))
        self.grid.opened.connect(self.open)
        self.grid.doubleClicked.connect(self._go_to_field)
        self.grid.picked.connect(self._follow)
        self.grid.ordered.connect(self._order)
        self.grid.menu_wanted.connect(self.open_menu)
        self.grid.copy_asked.connect(self.copy_rows)
        self.grid.columns_asked.connect(self.ask_columns)
        self.grid.paste_asked.connect(lambda: self.main.do("paste_rows"))
        self.load()
        if ledger.states and self.model.rowCount():
            # As in the clerk's sheet: the newest row is the last, and that is where one goes on.
            self.grid.go_to(self.model.id_at(self.model.rowCount() - 1) or 0)

    def commands(self) -> Mapping[str, Command]:
        """What the keys do here."""
        if self.own_screen is not None:
            return {"refresh": self.load, "help": getattr(self.own_screen, "help", self.help)}
        able: dict[str, Command] = {
            "new": self.begin,
            "edit": self.edit,
            "act": self.open_menu,
            "void": self.ask_void,
            "find": self.go_find,
            "refresh": self.load,
            "print": self.preview,
            "export": self.ask_export,
            "check": self.check,
            "copy_rows": self.copy_rows,
            "paste_rows": self.paste_rows,
            "columns": self.ask_columns,
            "field_history": self.show_field_history,
            "help": self.help,
        }
        if self.ledger.key in DESKS:
            able["desk"] = self.open_desk
        if letters.able(self.ledger):
            able["write_letter"] = self.write_letters
        if self.ledger.batched:
            able["batch"] = self.print_batch
        if self.form is not None and self.side_by_side.isVisibleTo(self):
            able["same"] = self.form.same_as_above
        return able

    def about(self) -> tuple[str, int] | None:
        """The unit or person that is open or under the cursor, or the unit of the row there."""
        form = self.form if self.form is not None and self.side_by_side.isVisibleTo(self) else None
        row_id = form.row_id if form is not None else self.grid.current_id()
        return dossier.about(self.book, self.ledger.key, row_id) if row_id else None

    def load(self) -> None:
        """Read the list again, the cursor staying on its row."""
        here = self.grid.current_id()
        unit, period = self.main.side.unit(), self.main.side.period_chosen()
        self.model.load(self.filters.query(self.book, unit, period))
        by_unit, by_period = (
            unit is not None and self.ledger.unit_field,
            period is not None and self.ledger.period_field,
        )
        self.grid.nothing = self.filters.nothing(self.book, bool(by_unit or by_period))
        self.filters.show_where(self.main.side.unit_name(), period, self.model.rowCount())
        if here is not None:
            self.grid.go_to(here)

    def show_view(self, view: View) -> None:
        """Narrow the list as a saved view says, with its columns."""
        if view.columns:
            self.grid.arrange(view.columns)
        self.filters.show_view(view)
        self.main.side.choose(view.unit, view.period)
        self.load()

    def keep_view(self, name: str) -> None:
        """Save what the list is narrowed to, and its columns, under a name."""
        period = self.main.side.period_chosen()
        view = self.filters.view(name, self.main.side.unit(), period.key if period else "")
        self.views.keep(replace(view, columns=tuple(self.grid.shown_columns())))

    def ask_columns(self) -> None:
        """Ask which columns the list shows, in which order; remembered on this machine."""
        from ui.engine.columns import ColumnsDialog
        from ui.engine.model import FROZEN

        settings, key = self.main.settings, self.ledger.key
        dialog = ColumnsDialog(self, self.model, settings.frozen_columns(key, FROZEN))
        dialog.froze.connect(lambda count: settings.set_frozen_columns(key, count))
        dialog.chosen.connect(self._arrange)
        dialog.open()

    def _arrange(self, keys: list[str]) -> None:
        self.grid.arrange(keys)
        self.main.settings.set_shown_columns(self.ledger.key, keys)
        self.main.settings.save()
        self.main.note("列已排好,会记住。要连同查找条件一起存,用“视图”。")

    def show_field_history(self) -> None:
        """Who changed the field under the cursor, when, from what to what; in the form or in the list."""
        from ui.engine.history import FieldHistory

        form = self.form if self.form is not None and self.side_by_side.isVisibleTo(self) else None
        key = form.fields.current() if form is not None else ""
        row_id = form.row_id if form is not None and key else self.grid.current_id()
        key = key or self.grid.column_key()
        if key not in self.ledger.by_key and key not in (NUMBER, STATE):
            self.main.note("把光标放到要看的那一项上,再按 Ctrl+H。")
        elif row_id is None:
            self.main.note("这一条还没有保存,没有历史。")
        else:
            FieldHistory(self, self.book, self.ledger, row_id, key).open()

    def open(self, row_id: int) -> None:
        """Show a row for editing."""
        if special := SPECIAL.get(self.ledger.key):
            self.open_own(special, row_id)
            return
        form = self._form()
        found = lists.page(self.book, self.ledger, [row_id])
        if not found:
            messages.tell(self, "这条记录已经不在账里,列表已重新读取。")
            self.load()
            return
        form.open(found[0])
        self._show_side(row_id)
        self._above(row_id)
        form.fields.first()

    def focus_cell(self, register: str, row_id: int, field: str) -> None:
        """Go to a field of the row that was opened, or to a cell of one of its lines."""
        if callable(focus := getattr(self.own_screen, "focus_cell", None)):
            focus(register, row_id, field)
        elif self.form is None:
            return
        elif register == self.ledger.key:
            self.form.go_to(field)
        else:
            lines = next((each for each in self.children_ if each.ledger.key == register), None)
            if lines is not None:
                self.side_by_side.setCurrentWidget(lines)
                lines.go_to(row_id, field)

    def _go_to_field(self, index: QModelIndex) -> None:
        """A double click opens the row where it was clicked, not at its first field."""
        if self.form is not None and self.side_by_side.isVisibleTo(self):
            self.form.fields.focus(self.model.columns[index.column()].key)

    def begin(self) -> None:
        """A new row."""
        if special := SPECIAL.get(self.ledger.key):
            self.open_own(special, None)
            return
        form = self._form()
        form.keep_draft()
        self._above()
        form.begin()
        self._show_side(None)
        form.fields.first()

    def begin_with(self, texts: Mapping[str, str]) -> None:
        """A new row with some of its fields filled already."""
        self.begin()
        if callable(begin := getattr(self.own_screen, "begin_with", None)):
            begin(texts)
        elif self.form is not None:
            self.form.fields.fill({**self.form.before, **texts})

    def begin_from(self, label: str) -> None:
        """A new row with its lines as a preset has them, opened to go on with."""
        from app.operations import campaigns

        try:
            made = campaigns.new_from_preset(self.book, self.ledger, label)
        except Told as told:
            messages.tell(self, told)
            return
        self.load()
        self.main.saved_now()
        self.open(made.id)

    def load_starter(self, label: str) -> None:
        """Rows to begin with, shipped with the program, beside those that are here."""
        from app.operations import starters

        try:
            done = starters.load_starter(self.book, self.ledger, label)
        except Told as told:
            messages.tell(self, told)
            return
        self.load()
        self.main.saved_now()
        self.main.note(f"已装入 {done.added} 条,可按 Ctrl+Z 撤销。")

    def open_desk(self) -> None:
        """Many rows at once, on the screen made for that."""
        self.open_own(DESKS[self.ledger.key].make, self.grid.current_id())

    def take_dropped(self, paths: list[Path]) -> None:
        """Files for the desk of this register."""
        self.open_desk()
        if callable(take := getattr(self.own_screen, "take", None)):
            take(paths)

    def write_letters(self) -> None:
        """Draft letters about the chosen rows, or about the one whose form is open."""
        from ui.screens.letter import write_letters

        form = self.form if self.form is not None and self.side_by_side.isVisibleTo(self) else None
        if form is not None and form.row_id and form.changed and not form.save():
            return
        chosen = self.grid.chosen_ids()
        if len(chosen) < 2 and (one := form.row_id if form is not None else self.grid.current_id()):
            chosen = [one]
        write_letters(self, self.book, {self.ledger.key: chosen}, self._lettered)

    def _lettered(self) -> None:
        self.load()
        self.main.saved_now()

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

    def open_menu(self, place: QPoint | None = None) -> None:
        """Everything that can be done with the selected rows."""
        chosen = self.grid.chosen_ids()
        if not chosen:
            return
        if self.menu is not None:
            self.menu.deleteLater()  # only now: a dialog it opened still speaks through it
        menu = self.menu = RowMenu(self, self.book, self.ledger, chosen)
        menu.changed.connect(self._rows_changed)
        menu.raised.connect(self._raised)
        menu.printed.connect(self.preview_rows)
        if len(menu.sent) == len(chosen):
            menu.add(f"退回意见…(所选 {len(chosen)} 条)", partial(self.write_remark, chosen))
        if len(chosen) == 1:
            menu.add("打开", self.edit)
            if self.about() is not None:
                menu.add("单位、人员一览 Ctrl+U", lambda: self.main.do("dossier"))
            if not menu.sent:
                menu.add("作废…", self.ask_void)
        for action in ROW_ACTIONS.get(self.ledger.key, ()) if not menu.sent else ():
            if self.book.info.is_county or not action.county:
                menu.add(f"{action.label}(所选 {len(chosen)} 条)", partial(action.act, self, chosen))
        menu.add(f"套用本县表样…(所选 {len(chosen)} 条)", partial(self.ask_form, chosen))
        if len(chosen) == 2 and merging.able(self.ledger) and not menu.sent:
            menu.add("合并成一条…", partial(self.merge, chosen))
        menu.open_at(place or self.grid.row_menu_place())

    def copy_rows(self) -> None:
        """The selected rows with their headings onto the clipboard, as WPS and Excel take them."""
        from ui.engine.copying import as_block

        chosen = self.grid.chosen_ids()
        shown = [at for at, column in enumerate(self.model.columns) if column.key not in NOT_COPIED]
        columns = [self.model.columns[at] for at in shown]
        places = (self.model.position(row_id) for row_id in chosen)
        rows = [[self.model.texts(at)[place] for place in shown] for at in places if at is not None]
        if rows:
            held = as_block([column.title for column in columns], rows, [column.numeric for column in columns])
            QGuiApplication.clipboard().setMimeData(held)
            self.main.note(f"已复制 {len(rows)} 条,带表头;到 WPS、Excel 里按 Ctrl+V 粘贴。")

    def paste_rows(self) -> None:
        """A block copied in WPS or Excel as new rows, or over those that are here; seen before it is written.

        Raises:
            Refused: Nothing on the clipboard that could be pasted.
        """
        from ui.screens.pasting import PasteDialog, copied_block

        block = copied_block()
        chosen = self.grid.chosen_ids()
        several = len(chosen) > 1
        onto = chosen if several else self.grid.ids_from_cursor(len(block))
        order = [column.key for column in self.model.columns if column.field is not None and not column.field.stamped]
        dialog = PasteDialog(
            self,
            self.book,
            self.ledger,
            block,
            order=order,
            column=self.grid.column_key(),
            onto=onto,
            several=several,
        )
        dialog.done_with.connect(lambda done: self._pasted(done, dialog.left_behind))
        dialog.open()

    def _pasted(self, done: Imported, left: Sequence[int]) -> None:
        self.load()
        self.main.saved_now()
        which = "、".join(map(str, left[:8])) + ("等" if len(left) > 8 else "")
        behind = f"还有 {len(left)} 行有错没有写入(第 {which} 行),在原表里改好再粘贴。" if left else ""
        self.main.note(f"已粘贴:新增 {done.added} 条,改写 {done.updated} 条。{behind}按 Ctrl+Z 一次撤销。")
        self._compare_walls()

    def write_remark(self, chosen: list[int]) -> None:
        """Say what a township is to mend in rows it sent; it goes back with the receipt."""
        from ui.screens.remark import RemarkDialog

        dialog = RemarkDialog(self, self.book, self.ledger, chosen)
        dialog.written.connect(self._rows_changed)
        dialog.open()

    def merge(self, chosen: list[int]) -> None:
        """Make one entry of two."""
        from ui.engine.merging import merge_two

        merge_two(self, self.book, self.ledger, chosen, lambda _: self._rows_changed())

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

    def _left_form(self) -> None:
        """Back to the list by Esc; what was not saved is kept, and that is said: the list does not show it."""
        kept = self.form is not None and self.form.changed
        again = "Ctrl+N" if self.form is not None and self.form.row_id is None else "F2"
        self.close_form()
        if kept:
            self.main.note(f"还没有保存。填了的已留着,按 {again} 接着填。")

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
            self.form.closed.connect(self._left_form)
            self.form.refused.connect(lambda: self.main.note("没有保存,请先改好标红的地方;已填内容都留着。"))
            self.form.wanted.connect(self.open)
            self.form.raised.connect(self._raised)
            self.form.printed.connect(lambda kind, row_id: self.preview_rows(kind, [row_id]))
            self.children_ = [Children(self.book, ledger_of(key)) for key in self.ledger.children]
            self.history = History(self.book, self.ledger)
            self.side_by_side.addTab(self.form, "填写")
            for each in self.children_:
                each.raised.connect(self._raised)
                each.printed.connect(lambda kind, row_id: self.preview_rows(kind, [row_id]))
                self.side_by_side.addTab(each, each.ledger.title)
            self.related = RelatedRows(self.book, self.ledger)
            self.related.wanted.connect(self.main.row_wanted)
            self.side_by_side.addTab(self.related, "相关")
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
        elif isinstance(shown, History | RelatedRows):
            shown.show_row(self.form.row_id)

    def _follow(self, row_id: int) -> None:
        """An open form follows the cursor of the list."""
        form = self.form
        if form is None or not self.side_by_side.isVisibleTo(self) or not self.grid.hasFocus():
            return
        if form.row_id != row_id and (found := lists.page(self.book, self.ledger, [row_id])):
            form.open(found[0])
            self._fill_tab()

    def _above(self, row_id: int | None = None) -> None:
        """What 同上 repeats: of a new row the one under the cursor, of a row that is here the one before it."""
        place = self.model.position(row_id) if row_id is not None else None
        at = self.grid.currentIndex().row() if row_id is None else -1 if place is None else place - 1
        if self.form is not None and at >= 0:
            self.form.above = records.shown(self.book, self.ledger, self.model.row(at))

    def _saved(self, row_id: int) -> None:
        if self.model.position(row_id) is None:
            self.load()
        else:
            self.model.forget(row_id)
        self.grid.go_to(row_id)
        self._fill_tab()
        self._show_units()
        self.main.saved_now()
        self.main.note("已保存。")
        self._compare_walls()

    def _compare_walls(self) -> None:
        """After a number changed: say how many sheets on walls are old now. Looking through them takes a moment."""
        if self.ledger.key in reprints.NUMBER_SOURCES:
            key = self.ledger.key
            runner.run(
                lambda report: reprints.said_after(self.book, key),
                while_alive(self, lambda said: self.main.note(said) if said else None),
                while_alive(self, partial(messages.tell, self)),
            )

    def _show_units(self) -> None:
        """The tree of units beside the page shows what is in their register."""
        if lists.shown_as_tree(self.ledger):
            self.main.side.show_units(self.book)

    def _rows_changed(self) -> None:
        self.load()
        self._show_units()
        self.main.saved_now()
        if self.form is not None and self.form.row_id is not None and not self.form.changed:
            for row in lists.page(self.book, self.ledger, [self.form.row_id]):
                self.form.open(row)

    def _raised(self, register: str, made: list[Saved]) -> None:
        self.main.saved_now()
        self.main.note(said(self.book, made, self.book.ledgers[register]))

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

    def open_own(self, make: Screen, row_id: int | None = None) -> None:
        """Put a screen of its own over the list, until it is closed."""
        self.close_screen()
        self.own_screen = make(self.book, row_id, self)
        saved, closed = getattr(self.own_screen, "saved", None), getattr(self.own_screen, "closed", None)
        if saved is not None:
            saved.connect(lambda _: self.main.saved_now())
        if closed is not None:
            closed.connect(self.close_screen)
        if (wanted := getattr(self.own_screen, "row_wanted", None)) is not None:
            wanted.connect(self.main.row_wanted)
        if (wanted := getattr(self.own_screen, "wanted", None)) is not None:
            wanted.connect(self.main.row_wanted)
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


def first_of_line(register: str) -> str:
    """The field of a line the cursor goes to where none is named: the first that is not its place in the list."""
    ledger = ledger_of(register)
    return next(key for key in ledger.list_columns if key in ledger.by_key and key not in (ledger.parent, "seq"))
