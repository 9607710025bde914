"""The fields of a form in their groups: labels, editors, and the fault under each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app.domain.faults import Fault
from app.domain.fields import Field, LongText, Row, Text
from app.domain.ledger import LedgerDef
from app.operations import records
from app.operations.books import Book
from ui.engine.editors import Editor, editor_for
from ui.style.palette import GAP, px
from ui.widgets.dialog import button, label

LABEL_CHARACTERS, LABEL_MOST = 8, 11
ROOM = 12  # lines a new row shows without scrolling
REST = "其他"
MORE_CHARACTERS = 22
LEAST = 56  # one field with its fault is in sight even on the lowest screen
ALWAYS = (
    Text(key="remark", label="备注", group=REST, hint="不公示;会印在台账的备注栏"),
    LongText(key="explanation", label="说明", group=REST, hint="对黄色提示的解释,随上报包带出"),
)


@dataclass
class Place:
    """Where one field stands in the form."""

    field: Field
    editor: Editor
    name: QLabel
    fault: QLabel


class Fields(QScrollArea):
    """Editors for a list of fields. Knows nothing of rows: texts in, texts out, faults shown in place."""

    left = Signal(str)
    typed = Signal(str)
    entered = Signal(str)

    def __init__(self, book: Book, ledger: LedgerDef, fields: Iterable[Field], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book, self.ledger = book, ledger
        self.places: dict[str, Place] = {}
        self.row: Row = {}  # what the form began with: the header of a line is not among its fields
        self.stamped: dict[str, tuple[QLabel, Editor]] = {}
        self._groups: dict[str, QGridLayout] = {}
        self._boxes: dict[str, QWidget] = {}
        self._later: list[str] = []
        self._folded = False
        self._away: set[str] = set()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(px(LEAST))
        sheet = QWidget()
        sheet.setObjectName("sheet")
        self._box = QVBoxLayout(sheet)
        self._box.setContentsMargins(px(GAP[2]), px(GAP[1]), px(GAP[2]), px(GAP[2]))
        self._box.setSpacing(px(GAP[0]))
        for field in fields:
            if field.stamped:
                self._add_stamped(field)
            else:
                self._add(field)
        needed = [place.field.group for place in self.places.values() if place.field.required]
        titles = list(self._boxes)
        self._later = self._after(titles.index(needed[-1]) + 1) if needed else []
        self.more = button(_named(self._later), lambda: self.fold(False), plain=True)
        self._align()
        self._box.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._box.addStretch(1)
        self.setWidget(sheet)
        self._deciding = {key for place in self.places.values() for key, _ in place.field.only_when}
        self.fit()

    def fold(self, folded: bool) -> None:
        """Put the groups that come after the last required field out of the way, or back."""
        self._folded = folded
        for title, box in self._boxes.items():
            box.setVisible(self._says(title) and not (folded and title in self._later))
        later = [title for title in self._later if self._says(title)]
        self.more.setText(_named(later))
        self.more.setVisible(folded and bool(later))

    def fit(self) -> None:
        """Show the fields this kind of row has; the others are not asked for, unless something stands in them."""
        row = self._decided()
        for key, place in self.places.items():
            if place.field.only_when:
                known = any(name in row for name, _ in place.field.only_when)
                kept = place.editor.text() or place.fault.text()
                self.show_field(key, bool(kept) or not known or place.field.asked(row))
        self.fold(self._folded)

    def texts(self) -> dict[str, str]:
        """Everything as it stands in the editors."""
        return {key: place.editor.text() for key, place in self.places.items()}

    def row_now(self) -> Row:
        """The links of the row as they stand in the editors."""
        keys = {link.within for link in self.ledger.links if link.within} & self.places.keys()
        texts = {key: self.places[key].editor.text() for key in keys}
        return {**self.row, **records.read_texts(self.book, self.ledger, texts)[0]} if texts else self.row

    def fill(self, texts: Mapping[str, str]) -> None:
        """Show texts; fields not named become empty. Stamped fields are shown only where they say something."""
        for key, place in self.places.items():
            place.editor.blockSignals(True)
            place.editor.set_text(texts.get(key, ""))
            place.editor.blockSignals(False)
        for key, (name, line) in self.stamped.items():
            line.set_text(texts.get(key, ""))
            name.setVisible(bool(texts.get(key)))
            line.setVisible(bool(texts.get(key)))
        self.show_faults([])
        self.fit()

    def show_faults(self, faults: Iterable[Fault], only: Iterable[str] | None = None) -> None:
        """Write each fault under its field; with `only`, others are not spoken of yet."""
        by_field: dict[str, list[Fault]] = {}
        for fault in faults:
            by_field.setdefault(fault.field, []).append(fault)
        wanted = None if only is None else set(only)
        if any(key in self.places and self.places[key].field.group in self._later for key in by_field):
            self.fold(False)
        for key, place in self.places.items():
            found = by_field.get(key, []) if wanted is None or key in wanted else []
            is_hard = any(not fault.soft for fault in found)
            place.fault.setText("\n".join(fault.message for fault in found))
            place.fault.setObjectName("fault" if is_hard else "soft")
            place.fault.style().polish(place.fault)
            place.fault.setVisible(bool(found))
            place.editor.mark("hard" if is_hard else "soft" if found else "")
            if found and place.field.only_when:
                self.show_field(key, True)
                self.fold(self._folded)

    def focus(self, key: str) -> None:
        """Go to a field."""
        if place := self.places.get(key):
            if place.field.group in self._later:
                self.fold(False)
            if place.field.only_when:
                self.show_field(key, True)
                self.fold(self._folded)
            place.editor.setFocus(Qt.FocusReason.TabFocusReason)  # selects the text: typing replaces it

    def step(self, key: str, by: int) -> bool:
        """Go to the field after (or before) one; False where there is none."""
        keys = [k for k, place in self.places.items() if place.editor.isVisibleTo(self)]
        at = keys.index(key) + by if key in keys else 0
        if not 0 <= at < len(keys):
            return False
        self.focus(keys[at])
        return True

    def first(self) -> None:
        """Go to the first field."""
        self.focus(next(iter(self.places)))

    def current(self) -> str:
        """The field that has the focus, "" for none."""
        return next((k for k, place in self.places.items() if place.editor.inner.hasFocus()), "")

    def show_field(self, key: str, visible: bool) -> None:
        """Show or hide one field with its label."""
        place = self.places[key]
        place.editor.setVisible(visible)
        place.name.setVisible(visible)
        (self._away.discard if visible else self._away.add)(key)

    def _decided(self) -> Row:
        """What the fields hold that decide which others are asked for; one that cannot be read counts as empty."""
        texts = {key: self.places[key].editor.text() for key in self._deciding & self.places.keys()}
        read = records.read_texts(self.book, self.ledger, texts)[0] if texts else {}
        return {key: read.get(key) for key in texts}

    def _says(self, title: str) -> bool:
        """Whether anything of a group is to be seen."""
        if any(place.field.group == title and key not in self._away for key, place in self.places.items()):
            return True
        return any(line.text() for key, (_, line) in self.stamped.items() if self.ledger.by_key[key].group == title)

    def _typed(self, key: str) -> None:
        if key in self._deciding:
            self.fit()
        self.typed.emit(key)

    def _after(self, first: int) -> list[str]:
        """The groups from one on that are put away in a new row: those for which there is no room."""
        titles = list(self._boxes)
        lines = [sum(_lines(p.field) for p in self.places.values() if p.field.group == title) for title in titles]
        while first < len(titles) and titles[first] != REST and sum(lines[: first + 1]) <= ROOM:
            first += 1
        return titles[first:]

    def _align(self) -> None:
        """All labels equally wide, so that the fields of all groups begin on one line."""
        names = [*(place.name for place in self.places.values()), *(name for name, _ in self.stamped.values())]
        widest = max((name.fontMetrics().horizontalAdvance(name.text()) for name in names), default=0) + px(4)
        for name in names:
            name.setFixedWidth(min(max(widest, px(LABEL_CHARACTERS * 15)), px(LABEL_MOST * 15)))

    def _add(self, field: Field) -> None:
        grid = self._group(field.group)
        editor = editor_for(field, self.book, self.ledger, self.row_now)
        star = " *" if field.required else ""
        name = label(f"{field.label}{star}")
        name.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        name.setContentsMargins(0, px(7), 0, 0)
        name.setBuddy(editor.inner)
        fault = label("", "fault")
        fault.hide()
        row = grid.rowCount()
        grid.addWidget(name, row, 0)
        grid.addWidget(editor, row, 1)
        grid.addWidget(fault, row + 1, 1)
        self.places[field.key] = Place(field, editor, name, fault)
        editor.left.connect(lambda key=field.key: self.left.emit(key))
        editor.typed.connect(lambda key=field.key: self._typed(key))
        editor.entered.connect(lambda key=field.key: self._entered(key))

    def _add_stamped(self, field: Field) -> None:
        grid = self._group(field.group)
        name, line = label(field.label), QLineEdit()
        name.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        name.setContentsMargins(0, px(7), 0, 0)
        line.setReadOnly(True)
        if field.whole and field.kind != "yes_no":
            line.setAlignment(Qt.AlignmentFlag.AlignRight)
        line.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        line.setAccessibleName(field.label)
        row = grid.rowCount()
        grid.addWidget(name, row, 0)
        shown = Editor(line, line.text, line.setText)
        grid.addWidget(shown, row, 1)
        self.stamped[field.key] = (name, shown)

    def _group(self, title: str) -> QGridLayout:
        if title not in self._groups:
            holder = QWidget()
            column = QVBoxLayout(holder)
            column.setContentsMargins(0, 0, 0, 0)
            if title:
                column.addWidget(label(title, "group"))
            grid = QGridLayout()
            column.addLayout(grid)
            self._box.addWidget(holder)
            self._boxes[title] = holder
            grid.setColumnStretch(1, 1)
            grid.setHorizontalSpacing(px(GAP[1]))
            grid.setVerticalSpacing(px(GAP[0]))
            self._groups[title] = grid
        return self._groups[title]

    def _entered(self, key: str) -> None:
        self.ensureWidgetVisible(self.places[key].editor, px(40), px(60))
        self.entered.emit(key)


def _lines(field: Field) -> int:
    return 2 if isinstance(field, LongText) else 1


def _named(groups: list[str]) -> str:
    told = "、".join(title for title in groups if title != REST)
    return f"更多项目:{told[:MORE_CHARACTERS]}…" if told else "更多项目…"
