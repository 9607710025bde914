"""What the program is made of is told from the list of the package, or from what is installed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from app.operations import parts


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of resources of a packaged program with two parts, one of them without a text."""
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    made = tmp_path / "resources"
    (made / "licences").mkdir(parents=True)
    (made / "licences" / "qt.txt").write_text("LGPL 原文", "utf-8")
    (made / "licences" / "mingzhang.txt").write_text("Apache 原文", "utf-8")
    qt = {
        "name": "Qt",
        "version": "6.9.3",
        "description": "界面",
        "licenses": [{"expression": "LGPL-3.0-only"}],
        "properties": [{"name": "mingzhang:text", "value": "licences/qt.txt"}],
    }
    (made / "sbom.json").write_text(json.dumps({"components": [qt, {"name": "a.ttf"}]}), "utf-8")
    return made


def test_a_package_tells_its_own_list_the_program_first(bundle: Path) -> None:
    found = parts.parts()

    assert [part.name for part in found] == ["明账", "a.ttf", "Qt"]
    assert found[2][:4] == ("Qt", "6.9.3", "LGPL-3.0-only", "界面")
    assert (found[0].text, found[2].text) == ("Apache 原文", "LGPL 原文")
    assert found[1].text == "这个部分没有附许可原文。"


def test_from_the_sources_what_is_installed_is_told_with_its_text() -> None:
    found = {part.name: part for part in parts.parts()}

    assert "Apache License" in found["明账"].text
    assert found["openpyxl"].licence == "MIT"
    assert "Copyright" in found["openpyxl"].text
