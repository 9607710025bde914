"""证书: what state each person's certificate is in, asking the county for one, loading what it gave back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTableWidget, QVBoxLayout, QWidget

from app.domain.faults import Told
from app.operations import certificate_states, enrolment, users
from app.operations.books import Book
from app.operations.certificate_states import CertificateState
from ui.engine import messages
from ui.engine.help import show_topic
from ui.screens import on_stick
from ui.screens.certificate_asking import TokenDialog, ask_groups, ask_password
from ui.screens.home import as_lines
from ui.screens.message_line import MessageLine, enter_presses
from ui.screens.preview import open_preview_of
from ui.screens.tally import cell, go_to_row
from ui.style.palette import GAP, px, toned
from ui.widgets.dialog import button, emphasize, label
from ui.widgets.drops import TakesFiles

Act = Callable[[], object]
FILES = "证书文件 (*.zip)"


class CertificatesPage(TakesFiles, QWidget):
    """The list of certificates with its message line and buttons; township and county each bring their own acts."""

    TITLE, HINT = "证书", ""
    HEADS: tuple[str, ...] = ()
    WIDTHS: tuple[int, ...] = ()
    changed = Signal()

    def __init__(self, book: Book, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book = book
        self.found: list[CertificateState] = []
        self.choose_folder: Callable[[str], Path | None] = self._choose_folder
        self.choose_files: Callable[[str], list[Path]] = self._choose_files
        self._left: list[Path] = []  # files that are taken when this one is done with
        self.message = MessageLine(self)
        self.table = QTableWidget(0, len(self.HEADS))
        as_lines(self.table, self.TITLE, self.HEADS, self.WIDTHS, len(self.HEADS) - 1)
        self.table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.table.setWordWrap(True)
        self.groups_title, self.groups = label("", "group", wrap=False), label("", "huge", wrap=False)
        self.groups.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.foot = QHBoxLayout()
        box = QVBoxLayout(self)
        box.setContentsMargins(px(GAP[2]), px(GAP[1]), px(GAP[2]), px(GAP[1]))
        box.setSpacing(px(GAP[1]))
        for widget in (label(self.TITLE, "title"), label(self.HINT, "hint"), self.message):
            box.addWidget(widget)
        box.addWidget(self.table, 1)
        line = QHBoxLayout()
        line.setSpacing(px(GAP[2]))
        line.addWidget(self.groups_title)
        line.addWidget(self.groups)
        line.addStretch(1)
        box.addLayout(line)
        box.addLayout(self.foot)
        self.fill_foot()
        enter_presses(self)
        self.setAcceptDrops(True)

    def fill_foot(self) -> None:
        """Put the buttons; the first one is the step that comes next."""

    def cells(self, one: CertificateState) -> tuple[str, ...]:
        """What a line shows."""
        raise NotImplementedError

    def take(self, path: Path) -> None:
        """Do what belongs to a file that was dropped."""
        raise NotImplementedError

    def load(self) -> None:
        """Read the states again."""
        self.found = certificate_states.states(self.book)
        at = max(self.table.currentRow(), 0)
        self.table.setRowCount(len(self.found))
        for row, one in enumerate(self.found):
            for column, text in enumerate(self.cells(one)):
                item = cell(text)
                item.setToolTip(text)
                if column == 0:
                    item.setForeground(QColor(toned(one.tone).ink))
                    item.setBackground(QColor(toned(one.tone).ground))
                self.table.setItem(row, column, item)
        self.table.resizeRowsToContents()
        go_to_row(self.table, min(at, len(self.found) - 1))

    def focus(self) -> None:
        """Go to the list."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def chosen(self) -> CertificateState | None:
        """The line under the cursor."""
        at = self.table.currentRow()
        return self.found[at] if 0 <= at < len(self.found) else None

    def add(self, text: str, act: Act, *, main: bool = False) -> QPushButton:
        """One button more."""
        made = button(text, act, main=main)
        self.foot.addWidget(made)
        return made

    def with_password(self, title: str, then: Callable[[str], object]) -> None:
        """Go on with the password of whoever acts; a practice book knows it."""
        known = users.practice_passwords(self.book).get(self.book.actor)
        if known:
            then(known)
        else:
            ask_password(self, title, f"{self.book.actor_name}:请输入打开账套的密码。密钥就封在这个密码下。", then)

    def attempt(self, act: Act) -> None:
        """Do something; a refusal is said in the line above the list."""
        try:
            act()
        except Told as told:
            self.refused(told)

    def refused(self, error: Exception) -> None:
        """Say why something was not done."""
        self.leave_the_rest()
        if isinstance(error, Told):
            self.message.tell(error.message, "red")
        else:
            messages.tell(self, error)

    def leave_the_rest(self) -> None:
        """Files that were chosen together with one that was not taken are not taken either."""
        self._left = []

    def settled(self, sentence: str, tone: str, *actions: tuple[str, Act]) -> None:
        """Something was done."""
        self.load()
        self.message.tell(sentence, tone, *actions)
        self.changed.emit()
        if self._left:  # the answers of both people lie on one stick
            following, self._left = self._left[0], self._left[1:]
            QTimer.singleShot(0, self, lambda: self.take(following))

    def open_files(self, paths: list[Path]) -> None:
        """Files that came from elsewhere in the window."""
        self._left = paths[1:]
        if paths:
            self.take(paths[0])

    take_dropped = open_files

    def _choose_folder(self, title: str) -> Path | None:
        return on_stick.folder(self, title)

    def _choose_files(self, title: str) -> list[Path]:
        return on_stick.open_files(self, title, FILES)


class TownshipCertificates(CertificatesPage):
    """A township's people: 导出申请 → U盘 → 县里签发 → 装入."""

    TITLE = "证书"
    HINT = (
        "签名证书由县里签发,两年有效,每个人只办自己的:导出申请写到U盘 → 打印申请表 → 县里照表核对指纹后签发 → "
        "把交回的文件拖到这里装入。"
    )
    HEADS = ("状态", "姓名", "证书", "有效期至", "下一步")
    WIDTHS = (170, 90, 130, 110)

    def commands(self) -> Mapping[str, Act]:
        """What the keys do here."""
        return {
            "print": self.print_form,
            "refresh": self.load,
            "help": lambda: show_topic(self, "certificates"),
        }

    def fill_foot(self) -> None:
        """导出、打印、装入."""
        self.ask_press = self.add("导出申请…", self.ask, main=True)
        self.form_press = self.add("打印申请表 Ctrl+P", self.print_form)
        self.load_press = self.add("装入证书…", self.choose_answer)
        self.token_press = self.add("密钥放在 UKey…", self.ask_on_token)
        self.foot.addStretch(1)

    def cells(self, one: CertificateState) -> tuple[str, ...]:
        """State, person, what, until, next step."""
        return (f"{one.shape} {one.state}", one.who, one.title, one.until, one.advice)

    def load(self) -> None:
        """Read the states again, and the fingerprint of a request that is on its way."""
        super().load()
        mine = next((one for one in self.found if one.key == self.book.role), None)
        groups = mine.groups if mine else ""
        self.groups_title.setText(f"{self.book.actor_name}的密钥指纹,县里问就念:" if groups else "")
        self.groups.setText(groups)
        for widget in (self.groups_title, self.groups):
            widget.setVisible(bool(groups))
        self.form_press.setEnabled(bool(groups))
        self.ask_press.setEnabled(mine is not None)
        self.token_press.setEnabled(mine is not None)
        renews = mine is not None and _counts(self.book, mine)
        self.ask_press.setText("导出换发申请…" if renews else "导出申请…")
        emphasize(self.ask_press, mine is not None and mine.tone != "green")  # one that is good asks for nothing

    def ask(self) -> None:
        """Write one's own request onto a stick."""
        folder = self.choose_folder("申请写到哪里(U盘)")
        if folder is None:
            return

        def go(password: str) -> None:
            messages.long_work(
                self,
                "正在生成密钥和申请",
                lambda _report: enrolment.request(self.book, folder, password),
                self._asked,
                self.refused,
            )

        self.with_password("导出申请", go)

    def ask_on_token(self) -> None:
        """Write one's request with the key made on a UKey."""
        folder = self.choose_folder("申请写到哪里(U盘)")
        if folder is None:
            return
        known = users.practice_passwords(self.book).get(self.book.actor, "")

        def go(module: Path, name: str, pin: str, password: str) -> None:
            place = enrolment.token_place(module, name)
            messages.long_work(
                self,
                "正在 UKey 里生成密钥,请不要拔出",
                lambda _report: enrolment.request(self.book, folder, password or known, token=place, pin=pin),
                self._asked,
                self.refused,
            )

        TokenDialog(self, enrolment.tokens, bool(known), go)

    def print_form(self) -> None:
        """Preview the form that goes with one's own request."""
        self.attempt(lambda: enrolment.form(self.book, self.book.role))
        if enrolment.pending(self.book, self.book.role) is not None:
            open_preview_of(self, self.book, "证书申请表", lambda: [enrolment.form(self.book, self.book.role)])

    def choose_answer(self) -> None:
        """Choose the file the county gave back."""
        self.open_files(self.choose_files("县里交回的证书文件"))

    def take(self, path: Path) -> None:
        """Load the county's answer; the first time its root's fingerprint is compared."""

        def go() -> None:
            answer = enrolment.peek(self.book, path)
            if enrolment.trusts(self.book):
                self._load(path, "")
                return
            facts = (
                f"{answer.about.county}签发给{answer.about.name}的证书。本账套第一次装入,请给县里打电话核对根证书指纹。"
            )
            how = "请县里念出“证书登记”页上的根证书指纹,照听到的打在下面;一位不差才装入。"
            asked = ask_groups(
                self, "装入证书", facts, answer.root_groups, how, "装入", lambda heard: self._load(path, heard)
            )
            asked.rejected.connect(self.leave_the_rest)

        self.attempt(go)

    def _asked(self, made: enrolment.Requested) -> None:
        words = "换发申请已写到" if made.renews else "证书申请已写到"
        more = "旧密钥已在上面签名,县里不用再核对指纹。" if made.renews else "请打印申请表,连同U盘一起交给县里。"
        self.settled(f"{words} {made.path}。{more}", "green", ("打印申请表", self.print_form))

    def _load(self, path: Path, heard: str) -> None:
        def go() -> None:
            made = enrolment.load(self.book, path, groups=heard)
            self.settled(f"已装入{made.name}的证书,有效至 {made.until}。以后签名就用它。", "green")

        self.attempt(go)


def _counts(book: Book, one: CertificateState) -> bool:
    return bool(one.serial) and enrolment.is_real(book, one.key)
