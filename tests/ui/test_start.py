"""What is read before the first page stands: no timing, but every module and file that is there costs the clerk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.operations.books import Book

ROOT = Path(__file__).resolve().parents[2]
# Everything of ours that is read by then. A line more here is a longer wait every morning: import what is only needed
# later where it is needed.
_OURS = """
app app.disk app.domain app.domain.accounts app.domain.canonical app.domain.days app.domain.disclosure app.domain.faults
app.domain.fields app.domain.identity app.domain.ledger app.domain.lights app.domain.machine app.domain.merkle
app.domain.money app.domain.options app.domain.patterns app.domain.plain app.domain.rows app.domain.text
app.domain.workdays app.export app.export.wish app.keys app.ledgers app.ledgers.shelf app.ledgers.snooze
app.operations app.operations.books app.operations.faces app.operations.lists app.operations.rights
app.operations.snoozes app.operations.todo app.operations.unbegun app.paths app.presets app.settings app.storage
app.storage.backup app.storage.book app.storage.closed app.storage.connection app.storage.core app.storage.derived
app.storage.events app.storage.exchange app.storage.failures app.storage.files app.storage.finding
app.storage.history app.storage.initials
app.storage.kept app.storage.keyfile app.storage.lock app.storage.numbering app.storage.pages app.storage.reading
app.storage.rows app.storage.schema app.storage.search app.storage.thinning app.storage.troubles app.storage.waiting
app.storage.waiting_plan app.storage.writing ui ui.__main__ ui.binding ui.engine
ui.engine.catching_up
ui.engine.elided ui.engine.keys ui.engine.lights ui.engine.registers ui.engine.side ui.engine.window ui.enums ui.later
ui.main ui.screens ui.screens.home ui.style ui.style.dress ui.style.fonts ui.style.icons ui.style.palette ui.style.qss
app.storage.in_use app.storage.place app.storage.seen ui.tuples
ui.widgets ui.widgets.dialog ui.widgets.drops ui.widgets.order ui.widgets.room ui.wiring ui.wiring.going
ui.wiring.locking ui.wiring.opening
"""
OURS = _OURS.split()
# Read only to explain an error, to hash, to sign, to draw or to talk to a network.
_NOT_THERE = """
argparse asn1crypto ast asyncio calendar decimal email hashlib hmac http inspect logging openpyxl pdb PIL pyhanko
pypdfium2 pypinyin python_calamine random reportlab secrets socket sqlite3 sqlite_utils ssl subprocess tempfile
traceback unittest uuid xlsxwriter xml zxingcpp
"""
NOT_THERE = _NOT_THERE.split()
PROGRAM = """
import json, os, sys
opened = []
sys.addaudithook(lambda name, args: opened.append(str(args[0])) if name == "open" else None)
import ui.__main__ as program
import ui.later
def tell(window):
    page = window.page
    print(json.dumps({
        "modules": sorted(set(sys.modules) - set(ui.later.waiting())),
        "opened": opened,
        "pieces": __import__("ui.binding").binding.waiting(),
        "page": type(page).__name__,
        "counts": {key: one.number for key, one in page.counters.items()},
        "lines": page.table.rowCount(),
        "painted": painted,
    }), flush=True)
    os._exit(0)
program.before = tell
sys.argv = ["mingzhang", "--book", sys.argv[1], "--quit-when-ready"]
from ui.binding import read_qt
ui.later.import_later(*ui.later.NOT_AT_START)
from ui import enums, tuples
enums.quicker()
tuples.quicker()
read_qt()
import ui.main
import ui.screens.home as home
painted = []
paint = home.Counter.paintEvent
home.Counter.paintEvent = lambda self, event: (painted.append(self.word), paint(self, event)) and None
ui.main._say_ready = tell
program.start()
"""


@pytest.fixture
def started(book: Book, problems: list[int], tmp_path: Path) -> dict[str, Any]:
    """What a program says of itself that has just shown the first page of a book with five problems."""
    book.close()
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(book.path)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        check=True,
    )
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def test_the_first_page_stands_with_its_counts(started: dict[str, Any]) -> None:
    assert started["page"] == "HomePage"
    assert started["counts"]["overdue"] >= 1
    assert started["lines"] == started["counts"]["overdue"]


def test_it_is_painted_once_at_its_own_size(started: dict[str, Any]) -> None:
    assert "逾期" in started["painted"]
    assert len(started["painted"]) == len(set(started["painted"]))


def test_no_module_of_ours_is_read_for_it_that_is_only_needed_later(started: dict[str, Any]) -> None:
    ours = [name for name in started["modules"] if name.split(".")[0] in ("app", "ui")]

    assert [name for name in ours if name not in OURS and not name.startswith("app.ledgers.")] == []
    assert [name for name in OURS if name not in ours] == []  # the list says what is


def test_nothing_heavy_is_read_for_it(started: dict[str, Any]) -> None:
    assert [name for name in NOT_THERE if name in started["modules"]] == []


def test_what_pyside_keeps_for_its_error_messages_is_not_read(started: dict[str, Any]) -> None:
    assert len(started["pieces"]) == 8
