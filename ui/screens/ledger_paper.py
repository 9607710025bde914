"""What leaves a register's page: previews, prints, files, and the result of a check."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.ledger import LedgerDef
from app.operations import checks, exports, lists, sheets
from app.operations.books import Book
from app.operations.checks import CheckLine
from app.operations.gate import Unsettled
from app.reports.sheet import Sheet
from ui.engine import messages
from ui.engine.grid import Grid
from ui.engine.model import RegisterModel
from ui.engine.window import MainWindow
from ui.widgets import choosing

FORMS = "本县表样 (*.xlsx *.docx)"
FORMATS = "Excel 工作簿 (*.xlsx);;PDF 文件 (*.pdf);;Word 文件 (*.docx);;CSV 文本 (*.csv)"


class PaperOut(QWidget):
    """The half of a register's page that prints, exports and checks what the list shows."""

    main: MainWindow
    book: Book
    ledger: LedgerDef
    model: RegisterModel
    grid: Grid
    begin_with: Callable[[Mapping[str, str]], object]

    def preview(self) -> None:
        """Preview the list as it is filtered now; where a row has a sheet of its own, ask which."""
        kinds = sheets.kinds_for(self.ledger.key)
        own = [kind for kind in kinds if kind.one_per_row]
        more = [kind for kind in kinds if not (kind.one_per_row or kind.needs_period or kind.key == self.ledger.key)]
        chosen = self.grid.chosen_ids()
        if not (own or more) or not chosen:
            self.preview_list()
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(f"{self.ledger.title}(当前列表 {self.model.rowCount()} 条)", self.preview_list)
        for kind in own:
            menu.addAction(f"{kind.title}(所选 {len(chosen)} 条)", partial(self.preview_rows, kind.key, chosen))
        for kind in more:
            ids = list(lists.ids(self.book, self.ledger, self.model.query))
            menu.addAction(f"{kind.title}(当前列表)", partial(self.preview_rows, kind.key, ids))
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

    def print_batch(self) -> None:
        """Print sheets of many villages at once: of the rows that are ticked, or of all villages."""
        from app.operations import batch
        from ui.screens.batch import open_batch

        ids = self.grid.chosen_ids()
        period, units = batch.chosen(self.book, self.ledger.key, ids)
        several = (self.ledger.key, tuple(ids)) if len(ids) > 1 else None
        dialog = open_batch(self, self.book, period, units if several else None, several, self.ledger.key)
        dialog.wanted.connect(self.main.row_wanted)
        dialog.begun.connect(lambda _, texts: self.begin_with(texts))

    def ask_export(self) -> None:
        """Export the list as it is filtered now."""
        name = choosing.save_file(self, "导出", f"{self.ledger.title}.xlsx", FORMATS)
        if name:
            self.export(name)

    def export(self, out: Path) -> None:
        """Write the list to a file in the background."""
        query = self.model.query
        messages.long_work(
            self,
            "导出",
            lambda report: exports.export_register(self.book, self.ledger, query, out),
            lambda path: messages.tell(self, f"已导出到 {path}。账里的内容没有改动。", "导出"),
            partial(self._not_exported, out),
        )

    def ask_form(self, ids: list[int]) -> None:
        """Ask which form of the county is to be filled with some rows: one its templates brought, or a file."""
        from app.operations import own_forms

        if not (issued := own_forms.issued(self.book, self.ledger.key)):
            self.ask_form_file(ids)
            return
        from ui.screens.pick import PickDialog

        forms = [(title, title) for title in issued]
        question = "县里模板带来的表样:"
        dialog = PickDialog(self, "套用本县表样", question, forms, "另选文件…")
        dialog.chosen.connect(partial(self._fill_issued, ids))
        dialog.elsewhere.connect(partial(self.ask_form_file, ids))
        dialog.open()

    def ask_form_file(self, ids: list[int]) -> None:
        """Ask for a form that is a file, and under what name the filled one is kept."""
        form = choosing.open_file(self, "套用本县表样:选表样", FORMS)
        if not form:
            return
        if (out := self._saved_as(form)) is not None:
            self.fill_form(ids, form, out)

    def _fill_issued(self, ids: list[int], title: str) -> None:
        if (out := self._saved_as(Path(title))) is not None:
            self.fill_form(ids, Path(title), out, issued=True)

    def _saved_as(self, form: Path) -> Path | None:
        proposed = f"{self.ledger.title}_{form.name}"
        return choosing.save_file(self, "套用本县表样:另存为", proposed, f"*{form.suffix}")

    def fill_form(self, ids: list[int], form: Path, out: Path, *, issued: bool = False) -> None:
        """Fill a form in the background; the form itself stays as it is. One the templates brought goes by its name."""
        from app.operations import own_forms

        def fill(report: object) -> list[Path]:
            if not issued:
                return own_forms.fill(self.book, self.ledger, ids, form, out)
            with own_forms.issued_file(self.book, self.ledger.key, form.name) as path:
                return own_forms.fill(self.book, self.ledger, ids, path, out)

        messages.long_work(
            self,
            "套用本县表样",
            fill,
            lambda paths: messages.tell(
                self, f"已写出 {len(paths)} 个文件:{paths[0]}。表样和账里的内容没有改动。", "套用本县表样"
            ),
            partial(self._not_filled, ids, form, out, issued),
        )

    def _not_filled(self, ids: list[int], form: Path, out: Path, issued: bool, error: Exception) -> None:
        if isinstance(error, Unsettled):
            from ui.screens.settling import tell_unsettled

            tell_unsettled(self, error, partial(self.fill_form, ids, form, out, issued=issued))
        else:
            messages.tell(self, error)

    def _not_exported(self, out: Path, error: Exception) -> None:
        """Something personal is settled first, and then the file is written; everything else is told."""
        if isinstance(error, Unsettled):
            from ui.screens.settling import tell_unsettled

            tell_unsettled(self, error, partial(self.export, out))
        else:
            messages.tell(self, error)

    def check(self) -> None:
        """Check every row of the register; the result folds out below."""
        period = self.main.side.period_chosen()
        messages.long_work(
            self,
            "审核",
            lambda report: checks.check(self.book, self.ledger.key, period.key if period else ""),
            self._checked,
        )

    def _checked(self, found: Sequence[CheckLine]) -> None:
        """What was found folds out; where nothing was, a word in the foot is enough."""
        if found:
            self.main.checks.show_lines(found)
        else:
            self.main.checks.hide()
            self.main.note("审核结果:已保存的记录没有发现问题。")

    def _sheet(self) -> Sheet:
        return exports.sheet_of_register(self.book, self.ledger, self.model.query)
