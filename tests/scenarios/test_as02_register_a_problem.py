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
for key, text in (("unit", "qs"), ("description", "没有公开低保名单")):
    while form.fields.current() != key:
        hands.enter()
    hands.write(text)
    hands.enter()
    if key == sys.argv[3]:
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("last", ["unit", "description"])
def test_killed_after_any_field_the_draft_is_there_again(book_path: Path, last: str, tmp_path: Path) -> None:
    path = book_path
    book = books.open_practice(path)
    records.save(book, ledger("unit"), None, {"name": "示例乡", "kind": "乡镇", "short": "示"})
    records.save(book, ledger("unit"), None, {"name": "青山村", "kind": "村", "parent": "示例乡"})
    book.close()
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", PYTHONPATH=os.pathsep.join(["."]))

    ended = subprocess.run(
        [sys.executable, "-c", TYPING, str(path), str(tmp_path / "s.json"), last],
        env=environment,
        cwd=Path(__file__).parents[2],
        check=False,
    )

    again = books.open_practice(path)
    kept = records.draft(again, only_draft(again))
    again.close()
    assert ended.returncode == -signal.SIGKILL
    assert kept is not None
    assert kept["unit"] == "青山村"
    assert (kept.get("description") == "没有公开低保名单") is (last == "description")


def only_draft(book: Book) -> str:
    """The one draft there is."""
    (key,) = book.kept_keys("draft:")
    return key.removeprefix("draft:")
