"""What the frozen program starts with: the window or the command line, and an environment fit for other programs."""

import os
import sys

import entry
import pytest

import app.cli
import ui.__main__


@pytest.fixture
def began(monkeypatch):
    """Which of the two was begun, and with which words."""
    said = []
    for name in ("LD_LIBRARY_PATH", "LD_LIBRARY_PATH_ORIG", "PYINSTALLER_RESET_ENVIRONMENT"):
        monkeypatch.setenv(name, "before")  # put back afterwards
        monkeypatch.delenv(name)
    monkeypatch.setattr(ui.__main__, "start", lambda: said.append(("window", sys.argv[1:])) or 7)
    monkeypatch.setattr(app.cli, "main", lambda: said.append(("commands", sys.argv[1:])) or 8)
    return said


@pytest.mark.parametrize(
    ("program", "words", "begun", "code"),
    [
        ("/usr/lib/mingzhang/mingzhang", ["账套.mz"], ("window", ["账套.mz"]), 7),
        ("/usr/lib/mingzhang/mingzhang", ["--cli", "doctor"], ("commands", ["doctor"]), 8),
        ("/usr/lib/mingzhang/mingzhang", ["--check-packet"], ("window", ["--check-packet"]), 7),
        ("mingzhang-cli.exe", ["doctor"], ("commands", ["doctor"]), 8),
    ],
)
def test_the_same_file_is_the_window_and_the_command_line(began, monkeypatch, program, words, begun, code):
    monkeypatch.setattr(sys, "executable", program)
    monkeypatch.setattr(sys, "argv", [program, *words])

    assert entry.start() == code
    assert began == [begun]


@pytest.mark.parametrize(("before", "after"), [("/opt/own", "/opt/own"), (None, None)])
def test_other_programs_load_the_systems_libraries_and_a_second_of_ours_begins_anew(began, monkeypatch, before, after):
    monkeypatch.setenv("LD_LIBRARY_PATH", "/usr/lib/mingzhang/lib")
    if before:
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", before)

    entry.give_back_loader_path()

    assert os.environ.get("LD_LIBRARY_PATH") == after
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ
    assert os.environ["PYINSTALLER_RESET_ENVIRONMENT"] == "1"
