"""PySide6 is read light, and says and knows what it says and knows when it is read as usual."""

from __future__ import annotations

import builtins
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ui import binding

ROOT = Path(__file__).resolve().parents[2]
LIGHT = "from ui.binding import read_qt, waiting; read_qt()\n"
ASKING = """
from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QColor
for wrong in (lambda: QSize("a", []), lambda: QColor.fromRgb([]), lambda: QObject(foo=1), lambda: QSize().foo):
    try:
        wrong()
    except (AttributeError, TypeError) as error:
        print(type(error).__name__, error)
from PySide6.support.signature import get_signature
print(QSize.__doc__, QSize.scaled.__doc__, get_signature(QSize), list(Qt.Key)[:3])
import PySide6.support.signature.lib.enum_sig
print(PySide6.support.signature.lib.enum_sig.ExactEnumerator)
"""


def said_by(code: str) -> str:
    """What a program of its own prints."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        check=True,
    )
    return done.stdout.decode("utf-8")


def test_wrong_calls_are_explained_as_well_as_when_it_is_read_as_usual():
    said = said_by(LIGHT + ASKING)

    assert "PySide6.QtCore.QSize.__init__(w: int, h: int, /)" in said
    assert said == said_by(ASKING)


def test_a_window_can_be_made_without_the_pieces_that_explain_errors():
    code = "from PySide6.QtWidgets import QApplication, QLabel; app = QApplication([]); QLabel('字').show()\n"
    look = "import sys; print(len(waiting()), [m for m in ('argparse', 'logging') if m in sys.modules])"

    assert said_by(LIGHT + code + look).split("\n")[-2] == "8 []"


def test_nothing_looks_into_the_source_of_what_is_imported_later():
    look = "import PySide6.QtWidgets, linecache, csv, json; print(list(linecache.cache))"

    assert said_by(LIGHT + look).strip() == "[]"


def test_python_compiles_and_imports_in_its_own_way_again():
    look = "import builtins as b; print(b.compile, b.__import__ is b.__feature_import__)"

    assert said_by(LIGHT + look).strip() == "<built-in function compile> False"


def test_a_name_that_no_piece_has_is_an_attribute_error():
    code = "from PySide6.support.signature import parser\ntry: parser.nothing\nexcept AttributeError as e: print(e)"

    assert said_by(LIGHT + code).strip() == "nothing"


def test_a_program_that_has_read_it_already_is_left_alone():
    before = builtins.__import__

    binding.read_qt()

    assert builtins.__import__ is before
    assert binding.waiting() == []


def test_a_name_nobody_can_fill_in_is_an_attribute_error():
    with pytest.raises(AttributeError):
        binding.fill({"__file__": "shibokensupport/feature.py"}, "snake_case")
