# ruff: noqa: F811 - the fixtures of two books
"""县里模板 on the command line: put together, signed, looked at, loaded, gone back from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.operations import books
from app.storage.book import Book
from tests.conftest import FixedClock
from tests.county.test_templates import closed, desk, enrolled, october, papers, stick  # noqa: F401

pytestmark = pytest.mark.usefixtures("at_once")


def run(book: Book, capsys: pytest.CaptureFixture[str], *argv: object) -> tuple[int, Any]:
    code = main(["--book", str(book.path), "--json", "county-template", *map(str, argv)])
    out = capsys.readouterr()
    assert code != 3, out
    return code, json.loads(out.out)


def test_a_version_goes_from_the_county_to_the_township_and_back(
    closed: Book,
    desk: Book,
    stick: Path,
    papers: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    closed.close()
    desk.close()
    monkeypatch.setattr(books, "clock", lambda: FixedClock())

    code, draft = run(desk, capsys, "add", *sorted(papers.iterdir()), "--option", "report_day=8")
    assert (code, len(draft)) == (0, 6)
    assert run(desk, capsys, "drop", "letter", "提示函")[0] == 0
    assert len(run(desk, capsys, "draft")[1]) == 5
    code, made = run(desk, capsys, "make", "--number", "1号", "--changes", "首版", "--out", stick)
    assert (code, made["version"], made["items"]) == (0, 1, 5)

    path = made["path"]
    code, looked = run(closed, capsys, "check", path)
    assert (code, len(looked["changes"]), looked["about"]) == (0, 5, "首版")
    assert run(closed, capsys, "load", path)[1]["version"] == 1
    code, listed = run(closed, capsys, "list")
    assert [(one["head"]["number"], one["state"]) for one in listed["versions"]] == [("1号", "正在用")]
    assert run(closed, capsys, "back", "--reason", "暂缓")[1] == {"version": 0}
    assert run(closed, capsys, "use", 1)[1]["changes"] == 5

    assert run(desk, capsys, "list")[1]["townships"][0]["name"] == "示例乡"
    again = stick / "再一份"
    assert Path(run(desk, capsys, "write", 1, "--out", again)[1]["path"]).read_bytes() == Path(path).read_bytes()


def test_what_cannot_be_used_is_refused_with_its_code(
    desk: Book, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.close()
    monkeypatch.setattr(books, "clock", lambda: FixedClock())
    (tmp_path / "a.json").write_text("{", encoding="utf-8")

    code, told = run(desk, capsys, "add", tmp_path / "a.json")

    assert (code, told["error"]["code"]) == (1, "E-LAYOUT")
