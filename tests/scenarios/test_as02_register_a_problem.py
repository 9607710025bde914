"""AS2: a phone call becomes a row of the 问题台账, with the keyboard alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ledgers import ledger
from app.operations import books, records
from app.operations.books import Book
from tests import hands
from tests.conftest import Places
from ui.engine.window import MainWindow
from ui.screens.ledger import LedgerPage

PROBLEMS = ledger("problem")
MOST_KEYS = 20


class Counting:
    """Hands that count every key that writes no text."""

    def __init__(self) -> None:
        self.keys = 0

    def press(self, *keys: Qt.Key | str) -> None:
        """Press and count."""
        hands.press(*keys)
        self.keys += len(keys)

    def field(self, text: str) -> None:
        """Write into the field and go on with Enter."""
        if text:
            hands.write(text)
        self.press(Qt.Key.Key_Return)


def test_a_complete_row_takes_at_most_twenty_keys_beside_its_text(
    window: MainWindow, book: Book, places: Places
) -> None:
    window.starter.go("problem")  # type: ignore[attr-defined]
    counting = Counting()

    counting.press("Ctrl+N")
    texts = {
        "unit": "qs",
        "discovery": "2",
        "category": "7",
        "description": "群众来电反映三季度财务公开榜没有张贴",
        "lead": "ww",
        "deadline": "30天",
    }
    page = window.page
    assert isinstance(page, LedgerPage)
    assert page.form is not None
    while (key := page.form.fields.current()) != "deadline":
        counting.field(texts.get(key, ""))
    hands.write(texts["deadline"])
    counting.press("Ctrl+Return")

    row = book.rows("problem")[-1]
    assert row["number"] == "示纪问〔2026〕1号"
    assert (row["unit"], row["lead"]) == (places.village, places.person)
    assert (row["discovery"], row["category"], row["deadline"]) == ("群众提", "3.2", "2026-12-22")
    print(f"AS2: {counting.keys} 个非文字键(目标 {MOST_KEYS})")
    assert counting.keys <= MOST_KEYS


def test_a_similar_open_case_is_shown_before_saving(
    qtbot: QtBot, window: MainWindow, book: Book, places: Places, problems: list[int]
) -> None:
    window.starter.go("problem")  # type: ignore[attr-defined]
    page = window.page
    assert isinstance(page, LedgerPage)

    hands.press("Ctrl+N")
    assert page.form is not None
    hands.write("qs")
    while page.form.fields.current() != "description":
        hands.enter()
    hands.write("鱼塘发包没有经过村民代表会议讨论")
    hands.enter()

    qtbot.waitUntil(lambda: "鱼塘发包" in page.form.advice.text())
    assert len(book.rows("problem")) == len(problems)


TYPING = """
import os, signal, sys
from pathlib import Path
from PySide6.QtTest import QTest
from app.operations import books
from app.settings import Settings
from tests import hands
from ui.engine.window import MainWindow
from ui.main import Starter, application

app = application()
window = MainWindow(Settings(Path(sys.argv[2])))
starter = Starter(window)
window.show()
window.activateWindow()
QTest.qWaitForWindowActive(window)
starter.opened(books.open_practice(Path(sys.argv[1])))
starter.go("problem")
hands.press("Ctrl+N")
form = window.page.form
last = sys.argv[3]
if last == "":
    print(form.advice.text(), *form.fields.texts().values(), sep="\\n", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
for pair in sys.argv[4:]:
    key, text = pair.split("=")
    while form.fields.current() != key:
        hands.enter()
    hands.write(text)
    hands.enter()
    if key == last:
        os.kill(os.getpid(), signal.SIGKILL)
"""
# what is typed into each field of a new problem, and what then stands there
TYPED = {
    "unit": ("qs", "青山村"),
    "discovery": ("qzt", "群众提"),
    "description": ("没有公开低保名单", "没有公开低保名单"),
    "measures": ("补开会议重新公示", "补开会议重新公示"),
    "deadline": ("2026.12.30", "2026-12-30"),
    "amount_involved": ("3000", "3000"),
}


def program(path: Path, settings: Path, last: str) -> subprocess.CompletedProcess[str]:
    """The window in a process of its own, killed without warning after one field; "" shows the form as it comes."""
    pairs = [f"{key}={text}" for key, (text, _) in TYPED.items()]
    return subprocess.run(
        [sys.executable, "-c", TYPING, str(path), str(settings), last, *pairs],
        env=dict(os.environ, QT_QPA_PLATFORM="offscreen", PYTHONPATH="."),
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def two_units(book_path: Path) -> Path:
    book = books.open_practice(book_path)
    records.save(book, ledger("unit"), None, {"name": "示例乡", "kind": "乡镇", "short": "示"})
    records.save(book, ledger("unit"), None, {"name": "青山村", "kind": "村", "parent": "示例乡"})
    book.close()
    return book_path


@pytest.mark.parametrize("last", TYPED)
def test_killed_after_any_field_the_draft_is_there_again(two_units: Path, last: str, tmp_path: Path) -> None:
    typed = list(TYPED)[: list(TYPED).index(last) + 1]

    ended = program(two_units, tmp_path / "s.json", last)

    again = books.open_practice(two_units)
    kept = records.draft(again, only_draft(again))
    again.close()
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert kept is not None
    assert [kept[key] for key in typed] == [TYPED[key][1] for key in typed]
    assert all(not kept.get(key) for key in TYPED if key not in typed)


def test_started_again_after_a_kill_the_form_shows_what_was_typed(two_units: Path, tmp_path: Path) -> None:
    program(two_units, tmp_path / "s.json", "description")

    shown = program(two_units, tmp_path / "s.json", "").stdout.splitlines()

    assert shown[0].startswith("上次没有保存完的内容已经放回来了")
    assert {"青山村", "群众提", "没有公开低保名单"} <= set(shown)


def only_draft(book: Book) -> str:
    """The one draft there is."""
    (key,) = book.kept_keys("draft:")
    return key.removeprefix("draft:")
