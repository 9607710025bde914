"""What a session leaves behind in the clipboard, in titles, in settings, on the terminal: nothing of anybody."""

from __future__ import annotations

import ast
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app import diagnostics, paths
from app.operations.books import Book
from app.settings import OPTIONS
from ui.engine.clipboard import KEPT_MS, ClipboardGuard, is_personal, unhistoric
from ui.engine.window import MainWindow
from ui.main import Starter, watch_for_mistakes
from ui.widgets.dialog import Dialog
from ui.widgets.uncopyable import SecretArea, SecretLine

ROOT = Path(__file__).resolve().parents[2]
NAME, PHONE = "欧阳保密甲", "13912345678"


@pytest.fixture
def guard(qtbot: QtBot, dressed: QApplication) -> ClipboardGuard:
    """Watching, while a window of ours has the keys."""
    QGuiApplication.clipboard().clear()
    window = SecretLine()
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    made = ClipboardGuard(dressed)
    made.window = window  # type: ignore[attr-defined]  # alive as long as what is tested
    return made


@pytest.mark.parametrize("kind", [SecretLine, SecretArea])
def test_nothing_is_copied_or_cut_out_of_a_field_of_the_vault(
    qtbot: QtBot, dressed: QApplication, kind: type[SecretLine] | type[SecretArea]
) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("原来的内容")
    field = kind(NAME)
    qtbot.addWidget(field)
    field.show()
    field.selectAll()

    for key in (Qt.Key.Key_C, Qt.Key.Key_X, Qt.Key.Key_Insert):
        QTest.keyClick(field, key, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(field, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)

    text = field.toPlainText() if isinstance(field, SecretArea) else field.text()
    assert (clipboard.text(), text) == ("原来的内容", NAME)
    assert field.contextMenuPolicy() == Qt.ContextMenuPolicy.NoContextMenu


def test_every_editor_of_the_vault_is_of_that_kind() -> None:
    tree = ast.parse((ROOT / "ui/engine/identity_dialog.py").read_text("utf-8"))
    made = next(one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name == "_editor")

    called = {node.func.id for node in ast.walk(made) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}

    assert called & {"QLineEdit", "QPlainTextEdit", "QTextEdit"} == set()
    assert {"SecretLine", "SecretArea"} <= called


def test_something_personal_leaves_the_clipboard_after_a_minute(guard: ClipboardGuard) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText(f"电话 {PHONE}")
    running, wait = guard._timer.isActive(), guard._timer.interval()

    guard._timer.timeout.emit()

    assert (running, wait, KEPT_MS) == (True, KEPT_MS, 60_000)
    assert clipboard.text() == ""


def test_anything_else_stays(guard: ClipboardGuard) -> None:
    QGuiApplication.clipboard().setText("山林发包收入 3,000.00")

    assert not guard._timer.isActive()


def test_what_was_copied_since_is_not_taken_away(guard: ClipboardGuard) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText(f"电话 {PHONE}")
    clipboard.setText("会议通知")

    guard.clear()

    assert clipboard.text() == "会议通知"


PERSONAL = ((PHONE, True), ("11010519491231002X", True), ("x" * 30_000, True), ("青山村", False), ("", False))


@pytest.mark.parametrize(("text", "personal"), PERSONAL)
def test_what_is_personal(text: str, personal: bool) -> None:
    assert is_personal(text) is personal


def test_windows_is_asked_to_keep_it_out_of_its_history() -> None:
    data = unhistoric(PHONE)

    assert data.text() == PHONE
    assert sum("History" in one or "Exclude" in one or "Cloud" in one for one in data.formats()) == 3


def test_no_title_of_a_window_is_made_of_a_row(places: object, window: MainWindow, book: Book) -> None:
    """Titles stand in the task bar, in lists of recent windows and in screen sharing."""
    starter = Starter(window)
    people = [str(row["name"]) for row in book.rows("person")]
    titles = set()
    for key in ("home", "problem", "complaint", "packet", "settings", "dossier"):
        starter.go(key)
        titles |= {one.windowTitle() for one in QApplication.topLevelWidgets()}

    assert people
    assert not [title for title in titles for name in people if name in title]


def test_dialogs_about_somebody_carry_no_name_in_their_title() -> None:
    """A title is a fixed word: where it is built at run time, it is from words of the program, not from a row."""
    found = []
    for path in [*ROOT.glob("ui/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "setWindowTitle":
                names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
                names |= {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}
                found += [f"{path.name}: {name}" for name in names & {"name", "row", "person", "actor_name", "shown"}]

    assert found == []


def test_settings_keep_no_word_that_was_typed() -> None:
    assert {one.key for one in OPTIONS if one.kind in ("state", "path")} <= {
        "last_book",
        "recent_books",
        "window",
        "column_widths",
        "column_places",
        "frozen_columns",
        "open_headings",
        "second_place",  # the folder of the second backups, its mark, and when they were last written
        "second_mark",
        "second_last",
    }


def test_a_mistake_of_ours_is_told_without_its_words(
    qtbot: QtBot, window: MainWindow, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    watch_for_mistakes(window)

    def careless() -> None:
        raise KeyError(f"{NAME} {PHONE}")

    try:
        careless()
    except KeyError as error:
        sys.excepthook(KeyError, error, error.__traceback__)
    worker = threading.Thread(target=careless)
    worker.start()
    worker.join()

    dialog = window.findChild(Dialog)
    assert dialog is not None
    shown = dialog.findChild(QPlainTextEdit).toPlainText()  # type: ignore[union-attr]
    assert "KeyError" in shown
    assert "careless" in shown
    texts = [shown, *(path.read_text("utf-8") for path in diagnostics.reports()), *capfd.readouterr()]
    assert len(diagnostics.reports()) == 2
    assert not [text for text in texts if NAME in text or PHONE in text]
    dialog.accept()


def test_reports_are_kept_where_only_this_user_looks() -> None:
    assert paths.logs().parent == paths.home()
