"""导入: choose workbooks, see every row and every fault, write all at once, take it back at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.faults import Told
from app.domain.ledger import LedgerDef
from app.domain.text import short
from app.ledgers import LEDGERS, ledger
from app.operations import exports, import_basket, import_people, imports, records, village_returns
from app.operations.books import Book
from app.operations.import_columns import UnknownColumns
from app.operations.import_plan import Place
from app.operations.imports import Imported, ImportPlan
from ui.engine import messages, runner
from ui.engine.help import show_topic
from ui.screens.import_grid import PreviewGrid
from ui.screens.import_plan import Grid, PlanModel, alike_cells, grid_of
from ui.screens.message_line import MessageLine, enter_presses
from ui.style.palette import GAP, px
from ui.widgets import choosing
from ui.widgets.dialog import button, label
from ui.widgets.drops import TakesFiles
from ui.widgets.flow import Flow

KINDS = (".xlsx", ".xls", ".et", ".csv", ".docx")
FILTER = "表格文件 (*.xlsx *.xls *.et *.csv *.docx)"
_AT_ONCE = 3_000  # lines; more than these are checked again in the background
_DROP_HERE = "把 Excel、CSV、Word 文件拖到这里,或按“选择文件”。可以一次放入多个村的文件。"
Edits = dict[tuple[Place, int], str]


Planned = Callable[[Sequence[Path], runner.Report], ImportPlan]


class ImportScreen(TakesFiles, QWidget):
    """Nothing is written before 导入 is pressed; afterwards one button takes the whole import back.

    With `plan` the workbooks are read by it and go where `title` says: there is no register to choose then.
    """

    imported = Signal()
    planned = Signal()
    closed = Signal()
    village_books = Signal(object)  # workbooks handed out to villages: they have a list of their own

    def __init__(
        self,
        book: Book,
        register: str = "problem",
        parent: QWidget | None = None,
        *,
        plan: Planned | None = None,
        title: str = "导入",
    ) -> None:
        super().__init__(parent)
        self.book, self.title = book, title
        self._own_plan = plan
        self.plan: ImportPlan | None = None
        self.paths: list[Path] = []
        self.lines = Grid()
        self._before: list[tuple[Edits, set[Place]]] = []
        self._alike: Edits = {}
        self.choose_files: Callable[[], list[Path]] = self._choose_files
        self.choose_folder: Callable[[Path], Path | None] = self._choose_folder
        self.choose_template: Callable[[str], Path | None] = self._choose_template
        self.setAcceptDrops(True)
        self.message = MessageLine(self)
        self.registers = QComboBox()
        self.registers.setAccessibleName("导入到哪个台账")
        for one in LEDGERS:
            self.registers.addItem(one.title, one.key)
        self.registers.setCurrentIndex(self.registers.findData(register))
        self.files = label(_DROP_HERE, "hint")
        self.only_faults = QCheckBox("只看要改的行")
        self.model = PlanModel(self)
        self.model.editable = plan is None
        self.grid = PreviewGrid(self.model)
        self.counts = label("", wrap=False)
        self.adopt_button = button("全部采纳 Ctrl+1", self.adopt)
        self.all_button = button("全部导入", lambda: self.run(keep_good=False), main=True)
        self.basket_button = button("待补正", self.show_basket)
        self.good_button = button(
            "导入正确的,其余待补正" if plan is None else "只导入正确行", lambda: self.run(keep_good=True)
        )
        self.copy_button = button("存错误副本…", self.save_error_copies)
        self.people_button = button("登记没有的人…", self.enter_people)
        self.people_button.setToolTip("名单里没有的责任人等,核对后一次登记到“人员”,再接着导入")
        self.leave_button = button("不导入这一行 Ctrl+Del", self.leave_out)
        self.cancel_button = button("取消", self.put_away)
        self._lay_out()
        enter_presses(self)
        self._wire()
        self.clear()

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """What the window's keys do here."""
        able: dict[str, Callable[[], object]] = {"help": lambda: show_topic(self, "import"), "check": self.next_fault}
        return able | ({"undo": self.take_edit_back} if self._before else {})

    @property
    def register(self) -> LedgerDef:
        """The register chosen to import into."""
        return ledger(str(self.registers.currentData()))

    def open_files(self, paths: Sequence[Path]) -> None:
        """Read workbooks in the background and show what they would do."""
        chosen = [path for path in paths if path.suffix.lower() in KINDS]
        if not chosen:
            names = "、".join(path.name for path in paths)
            self.message.tell(
                f"不能导入“{names}”,没有改动任何内容。请用 .xlsx、.xls、.et、.csv 或 .docx;"
                "其他格式请先在 WPS 里另存为 .xlsx(Word 的另存为 .docx)。",
                "red",
            )
            return
        if any(village_returns.is_village_book(path) for path in chosen):
            self.village_books.emit(chosen)
            return
        self.clear()
        self.paths = chosen
        self.files.setText("、".join(path.name for path in chosen))
        register, own = self.register, self._own_plan

        def plan(report: runner.Report) -> ImportPlan:
            return own(chosen, report) if own else imports.plan_import(self.book, register, chosen, progress=report)

        messages.long_work(
            self,
            "正在读取并审核",
            plan,
            self._show_plan,
            self._failed,
        )

    def run(self, *, keep_good: bool) -> None:
        """Write the rows as one step."""
        plan = self.plan
        if plan is None:
            return
        self._enable()
        messages.long_work(
            self,
            "正在导入",
            lambda report: self._carry_out(plan, keep_good=keep_good),
            self._done,
            self._failed,
        )

    def _carry_out(self, plan: ImportPlan, *, keep_good: bool) -> Imported:
        if self._own_plan is not None or (plan.bad and not keep_good):
            return imports.carry_out(self.book, plan, keep_good=keep_good)
        return import_basket.import_and_keep(self.book, plan)

    def show_basket(self) -> None:
        """The lines that wait to be completed: those of the register chosen, else of the first that has some."""
        waiting = import_basket.counts(self.book)
        if not waiting:
            self.message.tell("没有待补正的行。导入时有错的行按“导入正确的,其余待补正”,就在这里等着。", "blue")
            return
        register = self.register.key if self.register.key in waiting else next(iter(waiting))
        self.clear()
        self.registers.blockSignals(True)
        self.registers.setCurrentIndex(self.registers.findData(register))
        self.registers.blockSignals(False)
        self.files.setText("待补正:导入时有错的行。改一格存一格,改好了按“全部导入”或“导入正确的”;不要的行按 Ctrl+Del。")
        self._show_again(import_basket.plan_waiting(self.book, self.register), 0, -1)

    def adopt(self) -> None:
        """全部采纳: the right form of every cell where it says nothing new."""
        if self.plan is not None and (found := imports.adopted(self.plan)):
            self._change(found, self.plan.left)

    def take_suggestion(self) -> None:
        """Ctrl+2: the right form of the cell with the cursor, where one is known."""
        here = self.grid.currentIndex()
        fault = self.model.fault_at(here.row(), here.column()) if here.isValid() and self.plan else None
        if fault is not None and fault.suggestion and fault.at >= 0 and self.plan is not None:
            self._change({(fault.place, fault.at): fault.suggestion}, self.plan.left)

    def write_cell(self, place: Place, at: int, text: str) -> None:
        """A cell was written in: all is checked again; wrong cells of its column that said the same may follow."""
        if self.plan is not None:
            edits: Edits = {(place, at): text}
            left, alike = self.plan.left, alike_cells(self.lines.lines, place, at)
            # the editor is still open while it tells; the grid may only be drawn anew when it is gone
            QTimer.singleShot(0, lambda: self._written(edits, left, alike, text))

    def _written(self, edits: Edits, left: set[Place], alike: Sequence[tuple[Place, int]], text: str) -> None:
        self._change(edits, left)
        if alike and text and self.plan is not None:
            self._alike = dict.fromkeys(alike, text)
            said = f"这一列另有 {len(alike)} 格,原来写的和刚才那格一样,也要改。"
            self.message.tell(said, "yellow", (f"都改成“{short(text, 8)}” Ctrl+3", self.write_alike))

    def write_alike(self) -> None:
        """Ctrl+3: what was just typed also stands in the cells that said the same."""
        alike, self._alike = self._alike, {}
        if alike and self.plan is not None:
            self._change(alike, self.plan.left)

    def enter_people(self) -> None:
        """Whoever is named and in no register yet is entered at once; the lines are checked again then."""
        if self.plan is None or not (lines := import_people.unknown_people(self.book, self.plan)):
            return
        from ui.screens.import_people import PeopleDialog

        dialog = PeopleDialog(self, self.book, lines)
        dialog.entered.connect(lambda _: self._change({}, self.plan.left) if self.plan else None)
        dialog.open()

    def leave_out(self) -> None:
        """Take the chosen lines out of the import, or in again where all of them are out."""
        if self.plan is None or self._own_plan is not None:
            return
        keys = {self.model.lines[row].key for row in self.grid.chosen()}
        if keys:
            self._change({}, self.plan.left - keys if keys <= self.plan.left else self.plan.left | keys)

    def _empty(self) -> None:
        """Del empties the cell with the cursor, as in a spreadsheet."""
        self.model.setData(self.grid.currentIndex(), "")

    def take_edit_back(self) -> None:
        """The preview as it was before the last change in it."""
        if self.plan is not None and self._before:
            edits, left = self._before.pop()
            self.plan.edits.clear()
            self._check_again(edits, left)

    def next_fault(self) -> None:
        """Go on to the next cell with something to mend."""
        here = self.grid.currentIndex()
        if self.grid.go_on(max(here.row(), 0), here.column()):
            self.grid.setFocus()
        elif self.plan is not None:
            self.message.tell("没有要改的地方了,可以导入。", "green")

    def _change(self, edits: Edits, left: set[Place]) -> None:
        if self.plan is not None:
            self._before.append((dict(self.plan.edits), set(self.plan.left)))
            self._check_again(edits, left)

    def _check_again(self, edits: Edits, left: set[Place]) -> None:
        plan, here = self.plan, self.grid.currentIndex()
        row, column = here.row(), here.column()
        if plan is None:
            return
        if plan.read <= _AT_ONCE:
            try:
                again = imports.planned_again(self.book, plan, edits=edits, left=left)
            except Told as error:
                self.message.tell(error.message, "red")
                return
            self._show_again(again, row, column)
            return
        messages.long_work(
            self,
            "正在重新审核",
            lambda report: imports.planned_again(self.book, plan, edits=edits, left=left, progress=report),
            lambda again: self._show_again(again, row, column),
            self._failed,
        )

    def _show_again(self, plan: ImportPlan, row: int, column: int) -> None:
        """Show a plan after a change in it; the cursor goes on to what is left to mend."""
        import_basket.keep_edits(self.book, plan)
        before = self._line_at(row)
        self._show_plan(plan)
        if plan.bad and self.model.rowCount():
            # a line that is well now has gone from the list: what stands in its place is looked at from its beginning
            self.grid.go_on(max(row, 0), column if self._line_at(row) == before else -1)
            self.grid.setFocus()

    def _line_at(self, row: int) -> Place | None:
        return self.model.lines[row].key if 0 <= row < self.model.rowCount() else None

    def take_back(self, batch: int) -> None:
        """Undo the whole import; rows changed since are named and stay."""
        try:
            done = records.undo(self.book, batch)
        except Told as error:
            self.message.tell(error.message, "red")
            return
        kept = [title for _register, _id, title in done.kept]
        if kept:
            names = "、".join(kept[:5])
            self.message.tell(
                f"已撤销本次导入 {done.restored} 行;有 {len(kept)} 行导入后又改过,留着没有动:{names}。", "yellow"
            )
        else:
            self.message.tell(f"已撤销本次导入,{done.restored} 行,台账恢复到导入以前。", "green")
        self.imported.emit()

    def save_error_copies(self) -> None:
        """Write the clerk's own files with a column 错误信息."""
        plan = self.plan
        folder = self.choose_folder(self.paths[0].parent) if plan and self.paths else None
        if plan is None or folder is None:
            return
        wrong = {fault.file for fault in plan.faults}
        try:
            written = [
                imports.error_copy(plan, path, folder / f"{_plain_stem(name)}_错误信息{_ending(path)}")
                for path, name in imports.shown_names(self.paths).items()
                if name in wrong
            ]
        except Told as error:
            self.message.tell(error.message, "red")
            return
        names = "、".join(path.name for path in written)
        other = any(path.suffix.lower() in (".xls", ".csv", ".txt") for path in self.paths)
        why = ".xls、.csv 的副本存成 .xlsx,长号码、标色才不会丢;" if other else ""
        self.message.tell(f"已存好:{names},在 {folder}。{why}原来的文件没有改动;改好副本后再导入。", "green")

    def save_template(self) -> None:
        """Write a blank workbook for people without the program."""
        out = self.choose_template(f"{self.register.title}填报表.xlsx")
        if out is None:
            return
        try:
            exports.template(self.book, self.register, out)
        except Told as error:
            self.message.tell(error.message, "red")
            return
        self.message.tell(f"空白填报表已存好:{out.name}。填好后拖回这里导入,不用对列。", "green")

    def put_away(self) -> None:
        """Put the plan away; the keys of this page go on working."""
        self.clear()
        self.grid.setFocus()

    def clear(self) -> None:
        """Put the plan away; nothing was written."""
        self._alike = {}
        self.plan, self.paths, self.lines = None, [], Grid()
        self._before.clear()
        self.model.clear()
        self.counts.setText("")
        self.files.setText(_DROP_HERE)
        self.message.tell("")
        self._enable()

    take_dropped = open_files

    def _show_plan(self, plan: ImportPlan) -> None:
        self.plan = plan
        self.lines = grid_of(plan)
        self.only_faults.blockSignals(True)
        self.only_faults.setChecked(plan.bad > 0)
        self.only_faults.blockSignals(False)
        self.counts.setText(_counted(plan))
        self._show_lines()
        self._enable()
        left = f"不导入的列:{'、'.join(plan.left_out)}。" if plan.left_out else ""
        if plan.bad and (easy := sum(fault.harmless for fault in plan.faults)):
            self.message.tell(
                f"有 {plan.bad} 行要改,还没有写入任何内容。其中 {easy} 处按“全部采纳”一次改好,其余在格子里改。{left}",
                "yellow",
            )
        elif plan.bad:
            self.message.tell(
                f"有 {plan.bad} 行要改,还没有写入任何内容。"
                f"在格子里打字就改,Ctrl+2 用建议;F8 下一处,Del 清空一格,Ctrl+Del 不导入这一行。{left}",
                "yellow",
            )
        else:
            self.message.tell(f"全部行都可以导入,还没有写入。核对后按“全部导入”。{left}", "blue")
        self._first_button(plan).setFocus()
        self.planned.emit()

    def _first_button(self, plan: ImportPlan) -> QPushButton:
        if plan.bad and plan.harmless and self._own_plan is None:
            return self.adopt_button
        return self.good_button if plan.bad else self.all_button

    def _show_lines(self) -> None:
        self.model.show_grid(self.lines, only_faults=self.only_faults.isChecked())
        self.grid.set_widths()

    def _done(self, done: Imported) -> None:
        batch, plan = done.batch, self.plan
        bad = plan.bad if plan else 0
        kept = bad if self._own_plan is None else 0
        if batch is None and not kept:
            same = plan is not None and done.same == sum(row.good for row in plan.rows) > 0
            said = "账里都已有,没有要写入的。" if same else "没有写入任何内容:没有一行可以导入。请按提示改好再导入。"
            self.message.tell(said, "blue" if same else "red")
            self._enable()
            return
        waiting = f"还有 {bad} 行有错没有导入" if bad else ""
        waiting += ",在“待补正”里等着,关了程序也在;补齐了再导入。" if kept else "。" if bad else ""
        already = f",已有不变 {done.same} 行" if done.same else ""
        told = f"已导入:新增 {done.added} 行,更新 {done.updated - _same_rows(plan)} 行{already}。" if batch else ""
        act = [("撤销本次导入", lambda: self.take_back(batch))] if batch is not None else []
        self.message.tell(f"{told}{waiting}", "yellow" if bad else "green", *act)
        self._before.clear()
        self.plan = None
        self._enable()
        self.grid.setFocus()  # Enter must not press the button that takes the import back
        self.imported.emit()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, UnknownColumns) and error.some_known:
            unknown = {heading for one in (error, *error.others) for heading in one.unknown}
            self.message.tell(f"有 {len(unknown)} 列不认识,请说明是哪一项。还没有写入。", "yellow")
            self.ask_columns(error)
        elif isinstance(error, Told):
            self.message.tell(error.message, "red")
        else:
            messages.tell(self, error)
        self._enable()
        self.planned.emit()

    def ask_columns(self, error: UnknownColumns) -> None:
        """Ask what unknown headings mean, once for every layout, and read the files again."""
        from ui.screens.import_mapping import MappingDialog

        dialog = MappingDialog(self, self.book, error)
        dialog.said.connect(lambda: self.open_files(self.paths))
        dialog.open()

    def _enable(self) -> None:
        plan = self.plan
        good = sum(row.good for row in plan.rows) if plan else 0
        self.all_button.setEnabled(plan is not None and plan.bad == 0 and good > 0)
        waits = good > 0 or self._own_plan is None  # lines of which none is right may wait all the same
        self.good_button.setEnabled(plan is not None and plan.bad > 0 and waits)
        unknown = plan is not None and self._own_plan is None and bool(import_people.unknown_people(self.book, plan))
        self.people_button.setVisible(unknown)
        self.leave_button.setVisible(self._own_plan is None)
        self.leave_button.setEnabled(plan is not None and plan.bad > 0)
        self.adopt_button.setEnabled(plan is not None and bool(plan.harmless) and self._own_plan is None)
        self.copy_button.setEnabled(plan is not None and bool(plan.faults))
        self.cancel_button.setEnabled(plan is not None)
        waiting = sum(import_basket.counts(self.book).values()) if self._own_plan is None else 0
        self.basket_button.setText(f"待补正 {waiting} 行" if waiting else "待补正")
        self.basket_button.setEnabled(waiting > 0)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        if self._own_plan is None:
            top.addWidget(label("导入到", wrap=False))
            top.addWidget(self.registers)
        top.addWidget(button("选择文件… Ctrl+O", self._open))
        if self._own_plan is None:
            top.addWidget(button("空白填报表…", self.save_template))
            top.addWidget(self.basket_button)
        top.addStretch(1)
        if self._own_plan is not None:
            top.addWidget(button("返回 Esc", self.closed.emit))
            QShortcut(QKeySequence("Esc"), self, self.closed.emit)
        middle = QHBoxLayout()
        middle.addWidget(self.counts)
        middle.addStretch(1)
        middle.addWidget(self.only_faults)
        tools = QWidget(self)
        foot = Flow(tools, px(GAP[1]))  # at 150 % the buttons take two lines
        for one in (self.adopt_button, self.all_button, self.good_button, self.people_button, self.copy_button):
            foot.addWidget(one)
        for one in (self.leave_button, self.cancel_button):
            foot.addWidget(one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(GAP[2]), px(GAP[1]), px(GAP[2]), px(GAP[1]))
        layout.addWidget(label(self.title, "title"))
        layout.addLayout(top)
        layout.addWidget(self.files)
        layout.addWidget(self.message)
        layout.addLayout(middle)
        layout.addWidget(self.grid, 1)
        layout.addWidget(tools)

    def _wire(self) -> None:
        self.registers.currentIndexChanged.connect(lambda _: self._again())
        self.only_faults.toggled.connect(lambda _: self._show_lines())
        self.model.typed.connect(self.write_cell)
        self.grid.leave_out.connect(self.leave_out)
        self.grid.emptied.connect(self._empty)
        self.grid.selectionModel().currentChanged.connect(lambda now, _before: self._tell_cell(now.row(), now.column()))
        for keys, act in (
            ("Ctrl+O", self._open),
            ("Ctrl+1", self.adopt),
            ("Ctrl+2", self.take_suggestion),
            ("Ctrl+3", self.write_alike),
            ("Ctrl+Del", self.leave_out),
            ("Ctrl+Return", self._write),
        ):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _tell_cell(self, row: int, column: int) -> None:
        line = self.model.lines[row] if 0 <= row < len(self.model.lines) else None
        fault = self.model.fault_at(row, column) if line else None
        if line and (line.faults or fault):
            told = fault.message if fault else line.told
            self.message.tell(f"{line.place} 第 {line.number} 行 {told}", "yellow")

    def _write(self) -> None:
        """Ctrl+Enter: import what can be."""
        for one in (self.all_button, self.good_button):
            if one.isEnabled():
                one.click()
                return

    def _again(self) -> None:
        """Another register was chosen: the same files are read for it."""
        if self.paths:
            self.open_files(self.paths)

    def _open(self) -> None:
        if chosen := self.choose_files():
            self.open_files(chosen)

    def _choose_files(self) -> list[Path]:
        return choosing.open_files(self, "选择要导入的文件", FILTER)

    def _choose_folder(self, start: Path) -> Path | None:
        return choosing.folder(self, "错误副本存到哪里", start)

    def _choose_template(self, name: str) -> Path | None:
        return choosing.save_file(self, "空白填报表存到哪里", name, "Excel 文件 (*.xlsx)")


def _ending(path: Path) -> str:
    """What an error copy ends in: a Word document stays one, everything else is a workbook."""
    return ".docx" if path.suffix.lower() == ".docx" else ".xlsx"


def _plain_stem(name: str) -> str:
    return Path(name).with_suffix("").as_posix().replace("/", "_")


def _same_rows(plan: ImportPlan | None) -> int:
    return sum(row.good and row.same and row.id is not None for row in plan.rows) if plan else 0


def _counted(plan: ImportPlan) -> str:
    good = [row for row in plan.rows if row.good]
    new = sum(row.id is None and not row.same for row in good)
    counts = (
        ("已有不变", sum(row.same for row in good)),
        ("不导入", len(plan.left)),
        ("提示", sum(bool(row.faults) for row in good)),
        ("可采纳", len(plan.harmless)),
    )
    changed = sum(row.id is not None and not row.same for row in good)
    shown = "".join(f",{what} {number}" for what, number in counts if number)
    return f"共 {plan.read} 行:新增 {new},更新 {changed},有错 {plan.bad}{shown}"
