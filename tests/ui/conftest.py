"""The window in tests: dressed, Chinese, on the offscreen screen, with a practice book of a few rows."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ledgers import ledger
from app.operations import records
from app.operations.books import Book
from app.settings import Settings
from ui.engine import runner
from ui.engine.window import MainWindow
from ui.main import Starter
from ui.style import palette
from ui.style.dress import dress


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches the settings of whoever runs it."""
    monkeypatch.setenv("MINGZHANG_HOME", str(tmp_path / "家 目录"))


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["mingzhang"]


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    """The program in its own look; dressing again would polish every widget that is still about."""
    if palette.zoom() != 100 or not qapp.styleSheet():
        dress(qapp, 100)
    yield qapp
    runner.stop()
    for widget in qapp.topLevelWidgets():
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def options(folder: Path) -> Settings:
    return Settings(folder / "settings.json")


@pytest.fixture
def problems(book: Book, places: object) -> list[int]:
    """Five problems: one overdue, one due soon, three later; the second is being mended."""
    made = []
    for number, (text, deadline) in enumerate(
        (
            ("低保评议未公示即上报", "2026-11-01"),
            ("鱼塘发包未经村民代表会议讨论", "2026-11-25"),
            ("补贴名单张贴不足七天", "2026-12-20"),
            ("挪用专项款购买办公用品", "2026-12-21"),
            ("群众办事来回跑", "2026-12-22"),
        )
    ):
        texts = {
            "unit": "青山村",
            "found_on": f"2026-10-{number + 1:02d}",
            "discovery": "群众提",
            "category": ledger("problem").by_key["category"].leaves[0].label,
            "description": text,
            "lead": "王伟",
            "deadline": deadline,
        }
        made.append(records.save(book, ledger("problem"), None, texts).id)
    more = {"measures": "重新召开村民代表会议", "responsible": "王伟"}
    records.move(book, ledger("problem"), made[1], "整改中", texts=more)
    return made


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication, book: Book, options: Settings) -> MainWindow:
    """The main window with the book open on its home page."""
    made = MainWindow(options)
    qtbot.addWidget(made, before_close_func=_let_go)
    made.starter = Starter(made)  # type: ignore[attr-defined]  # kept alive with its window
    made.resize(1366, 720)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.starter.opened(book)  # type: ignore[attr-defined]
    return made


def _let_go(window: MainWindow) -> None:
    """The book belongs to its own fixture."""
    window.leave_pages()
    window.book = None
