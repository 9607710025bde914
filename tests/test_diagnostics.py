"""The report about a mistake of ours: where it broke, never what was in the book."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import diagnostics


def mistake() -> Exception:
    """An error with a cause, both holding data."""
    try:
        try:
            {}["青山村"]
        except KeyError as error:
            raise ValueError("身份证 110101199001011237") from error
    except ValueError as error:
        return error
    raise AssertionError


def test_a_report_names_kinds_places_and_versions_but_no_values():
    made = diagnostics.report(mistake(), "test")

    text = made.path.read_text("utf-8")
    assert text == made.text
    assert f"error {made.id}" in text
    assert text.index("builtins.ValueError") < text.index("caused by") < text.index("builtins.KeyError")
    assert "tests/test_diagnostics.py:" in text
    assert "mingzhang: 0." in text
    assert "青山村" not in text
    assert "110101" not in text
    assert str(Path.home()) not in text
    assert str(made.path) in made.sentence
    assert made.id in made.sentence


def test_only_the_newest_reports_stay(own_home: Path):
    folder = own_home / "logs"
    folder.mkdir(parents=True)
    for number in range(60):
        (folder / f"错误报告_20200101-0000{number:02d}_x.txt").write_text("old", "utf-8")

    made = diagnostics.report(mistake(), "test")

    assert len(diagnostics.reports()) == 50
    assert diagnostics.reports()[0] == made.path


def test_a_folder_that_cannot_be_written_still_gives_the_text(own_home: Path):
    own_home.write_text("in the way", "utf-8")

    made = diagnostics.report(mistake(), "test")

    assert made.path is None
    assert "builtins.ValueError" in made.text
    assert "没能写下来" in made.sentence


@pytest.mark.parametrize("number", [13, 28])
def test_an_error_of_the_system_tells_its_number(number: int):
    text = diagnostics.describe(OSError(number, "reason", "/home/somebody/file"), "test")

    assert f"errno={number}" in text
    assert "somebody" not in text
