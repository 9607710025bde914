"""One editor for each kind of field: all of them take and give text, as a workbook would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QCalendarWidget, QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from app.domain.days import Period
from app.domain.fields import (
    Attachment,
    Choice,
    Day,
    Field,
    Link,
    LongText,
    Money,
    PeriodField,
    Reading,
    Row,
    Text,
    YesNo,
)
from app.domain.ledger import LedgerDef
from app.domain.money import capital, parse_yuan
from app.domain.text import half_width
from app.operations import lists, records
from app.operations.books import Book
from ui.engine.looking import look_at
from ui.style.icons import icon
from ui.style.palette import GAP, px
from ui.widgets.area import Area, SuggestArea
from ui.widgets.dialog import label
from ui.widgets.files import FilesEditor
from ui.widgets.options import Item, Options
from ui.widgets.suggest import Offer, SuggestLine

WEEK = "一二三四五六日"
WEEKDAY = 28
EDGES, ARROW = 20, 26  # what a field keeps beside its words: its padding and border, and the arrow of a choice


class Editor(QWidget):
    """A field under the clerk's hands: text in, text out. `left` is sent when the focus goes elsewhere."""

    typed = Signal()
    left = Signal()
    entered = Signal()

    def __init__(self, inner: QWidget, get: Callable[[], str], put: Callable[[str], object]) -> None:
        super().__init__()
        self.inner, self._get, self._put = inner, get, put
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(1))
        self.line = QHBoxLayout()
        self.line.setSpacing(px(GAP[0]))
        self.line.addWidget(inner, 1)
        box.addLayout(self.line)
        self._whole: QLabel | None = None
        self.setFocusProxy(inner)
        inner.installEventFilter(self)
        if isinstance(inner, QLineEdit):
            inner.textChanged.connect(lambda _: self._tell_whole())
        elif isinstance(inner, Options):
            inner.currentIndexChanged.connect(lambda _: self._tell_whole())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower form may cut what stood whole in a wide one."""
        super().resizeEvent(event)
        self._tell_whole()

    def showEvent(self, event: QShowEvent) -> None:
        """What was filled in out of sight is measured when it is seen."""
        super().showEvent(event)
        self._tell_whole()

    def text(self) -> str:
        """What was typed, as it stands."""
        return self._get()

    def set_text(self, text: str) -> None:
        """Fill the field."""
        self._put(text)

    def commit(self) -> None:
        """Finish what is being typed, before the focus moves on."""
        if isinstance(self.inner, SuggestLine | SuggestArea):
            self.inner.commit()

    def mark(self, how: str) -> None:
        """Frame the field: "hard", "soft" or "" for no fault."""
        if self.inner.property("fault") != how:
            self.inner.setProperty("fault", how)
            self.inner.style().unpolish(self.inner)
            self.inner.style().polish(self.inner)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell when the focus comes and goes."""
        if event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        elif event.type() == QEvent.Type.FocusIn:
            self.entered.emit()
        return super().eventFilter(watched, event)

    def told_whole(self) -> str:
        """What is written below the field because the field itself is too narrow for it."""
        return "" if self._whole is None or self._whole.isHidden() else self._whole.text()

    def _tell_whole(self) -> None:
        """A line or a choice shows one line only; what it cuts is told whole below."""
        cut = self.isVisible() and self._is_cut()
        if cut and self._whole is None:
            self._whole = label("", "parsed")
            layout = self.layout()
            assert layout is not None
            layout.addWidget(self._whole)
        if self._whole is not None:
            self._whole.setText(self.text() if cut else "")
            self._whole.setVisible(cut)

    def _is_cut(self) -> bool:
        if not isinstance(self.inner, QLineEdit | Options):
            return False
        choice = isinstance(self.inner, Options)
        words = self.inner.currentText() if isinstance(self.inner, Options) else self.inner.text()
        room = self.inner.width() - px(EDGES) - (px(ARROW) if choice else 0)
        return self.inner.fontMetrics().horizontalAdvance(words) > room


def editor_for(field: Field, book: Book, ledger: LedgerDef, row: Callable[[], Row] = dict) -> Editor:
    """The editor that suits a field; `row` is what the form holds now, for pickers that depend on it."""
    match field:
        case LongText() if field.key != ledger.alike:  # what happened is new each time, and likenesses are told apart
            made = _area(SuggestArea(lambda typed: _earlier(book, ledger, field.key, typed)))
        case LongText():
            made = _area(Area())
        case Choice(many=True):
            made = _several(field)
        case Choice():
            made = _options(_items(field))
        case YesNo():
            made = _options([Item("是"), Item("否")])
        case Day():
            made = DayEditor(field, book)
        case Money():
            made = MoneyEditor()
        case Link():
            made = _picker(field, book, row)
        case PeriodField():
            made = _period(field, book)
        case Attachment():
            made = _files(book, field.kinds)
        case Text():
            made = _line(lambda typed: _earlier(book, ledger, field.key, typed))
        case _:
            made = _line(lambda _: [])
            if field.whole and isinstance(made.inner, QLineEdit):
                made.inner.setAlignment(Qt.AlignmentFlag.AlignRight)
    made.inner.setObjectName(field.key)
    made.inner.setAccessibleName(field.label)
    if field.hint:
        made.inner.setAccessibleDescription(field.hint)
    return made


def _line(offers: Callable[[str], list[Offer]]) -> Editor:
    return _suggest(SuggestLine(offers))


def _suggest(line: SuggestLine) -> Editor:
    made = Editor(line, lambda: line.text().removesuffix(line.between), line.set_text)
    line.textEdited.connect(lambda _: made.typed.emit())
    line.chosen.connect(made.typed.emit)
    return made


def _earlier(book: Book, ledger: LedgerDef, key: str, typed: str) -> list[Offer]:
    known = key in ledger.by_key
    return [Offer(text) for text in records.recent_texts(book, ledger, key, typed)] if known else []


def _area(area: Area) -> Editor:
    made = Editor(area, area.toPlainText, area.setPlainText)
    area.textChanged.connect(made.typed.emit)
    return made


def _options(items: Sequence[Item]) -> Editor:
    box = Options(items, lists.initials_of)
    made = Editor(box, box.text, box.set_text)
    box.edited.connect(made.typed.emit)
    return made


def _items(field: Choice) -> list[Item]:
    leaves = {option.code for option in field.leaves}
    return [Item(option.label, heading=option.code not in leaves) for option in field.choices]


def _several(field: Choice) -> Editor:
    def offers(typed: str) -> list[Offer]:
        return [Offer(option.label) for option in field.leaves if lists.named_so(option.label, typed)]

    made = _suggest(SuggestLine(offers, must=True, many=True, between=field.between))
    if isinstance(made.inner, QLineEdit):
        made.inner.setPlaceholderText(f"按 ↓ 选择,可填几个,用“{field.between}”分开")
    return made


def _picker(field: Link, book: Book, row: Callable[[], Row]) -> Editor:
    def offers(typed: str) -> list[Offer]:
        shared = row().get(field.within) if field.within else None
        only = {**field.wanted, **({field.shared: shared} if shared is not None else {})}
        found = lists.choices(book, field.register, typed, only=only)
        twice = {choice.title for choice in found if sum(other.title == choice.title for other in found) > 1}
        # Two of the same name: the detail tells them apart, and the reader understands 姓名(单位).
        return [
            Offer(f"{c.title}({c.detail})", "") if c.title in twice and c.detail else Offer(c.title, c.detail)
            for c in found
        ]

    made = _suggest(SuggestLine(offers, must=True, many=field.many))
    made.inner.setProperty("placeholder", True)
    if isinstance(made.inner, QLineEdit):
        made.inner.setPlaceholderText("名称、编号或拼音首字母" + (",可填几个" if field.many else ""))
    return made


def _period(field: PeriodField, book: Book) -> Editor:
    def offers(typed: str) -> list[Offer]:
        near = [title for kind in reversed(field.kinds) for title in _near(book.today(), kind)]
        plain = half_width(typed)
        return [Offer(title) for title in near if plain in title] or _read(plain)

    def _read(typed: str) -> list[Offer]:
        try:
            return [Offer(Period.parse(typed, book.today()).title)]
        except ValueError:
            return []

    return _suggest(SuggestLine(offers, must=True))


def _near(today: date, kind: str) -> list[str]:
    period, out = Period.of(today, kind), []
    for _ in range(6):
        out.append(period.title)
        period = period.previous()
    return out


def _files(book: Book, kinds: tuple[str, ...]) -> Editor:
    box = FilesEditor(kinds)
    box.wanted.connect(lambda line: look_at(box, book, line))
    made = Editor(box, box.text, box.set_text)
    box.edited.connect(made.typed.emit)
    return made


class DayEditor(Editor):
    """A day in any habit; the day it was read as stands beside it, a calendar opens with Alt+↓."""

    def __init__(self, field: Day, book: Book) -> None:
        self._field, self._reading = field, Reading(book.today())
        edit = QLineEdit()
        edit.setPlaceholderText("如 2026-06-30、6.30、30天")
        super().__init__(edit, edit.text, self._show)
        self._edit = edit
        self.read_as = label("", "parsed", wrap=False)
        self.read_as.setMinimumWidth(px(WEEKDAY))  # fields with and without a day end on one line
        press = QToolButton()
        press.setIcon(icon("calendar"))
        press.setIconSize(QSize(px(18), px(18)))
        press.setToolTip("打开日历(Alt+↓)")
        press.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        press.clicked.connect(lambda: self.open_calendar())
        self.line.addWidget(press)
        self.line.addWidget(self.read_as)
        edit.textChanged.connect(lambda _: self._read())
        edit.textEdited.connect(lambda _: self.typed.emit())

    def commit(self) -> None:
        """What was read stands in the field."""
        if found := self._parsed():
            self._edit.setText(found)

    def open_calendar(self) -> None:
        """Choose the day from a calendar."""
        calendar = QCalendarWidget(self)
        calendar.setWindowFlags(Qt.WindowType.Popup)
        calendar.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar.setGridVisible(True)
        if found := self._parsed():
            calendar.setSelectedDate(QDate.fromString(found, "yyyy-MM-dd"))

        def take(day: QDate) -> None:
            self._edit.setText(day.toString("yyyy-MM-dd"))
            self.typed.emit()
            calendar.close()

        calendar.activated.connect(take)
        calendar.clicked.connect(take)
        calendar.move(self._edit.mapToGlobal(QPoint(0, self._edit.height())))
        calendar.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Alt+↓ opens the calendar; leaving writes the day as it was read."""
        if event.type() == QEvent.Type.FocusOut:
            self.commit()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Down:
            self.open_calendar()
            return True
        return super().eventFilter(watched, event)

    def _show(self, text: str) -> None:
        self._edit.setText(text)
        self._read()

    def _parsed(self) -> str:
        try:
            return str(self._field.parse(self._edit.text(), self._reading) or "")
        except ValueError:
            return ""

    def _read(self) -> None:
        found = self._parsed()
        day = date.fromisoformat(found) if found else None
        same = self._edit.text() == found
        weekday = f"周{WEEK[day.weekday()]}" if day else ""
        self.read_as.setText("" if day is None else weekday if same else f"{found} {weekday}")


class MoneyEditor(Editor):
    """An amount in yuan with its 大写 below while it is read."""

    def __init__(self) -> None:
        edit = QLineEdit()
        edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        super().__init__(edit, edit.text, edit.setText)
        self.words = label("", "parsed")
        self.words.hide()
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self.words)
        edit.textChanged.connect(self._read)
        edit.textEdited.connect(lambda _: self.typed.emit())

    def _read(self, text: str) -> None:
        try:
            fen = parse_yuan(text)
        except ValueError:
            fen = None
        self.words.setText("" if fen is None else capital(fen))
        self.words.setVisible(fen is not None)
