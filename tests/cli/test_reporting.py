"""report and reports on the command line."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run


def test_reports_names_its_kinds(bare: Run):
    done = bare("reports", "--json")

    assert done.code == 0
    assert [one["key"] for one in done.json] == ["monthly", "monthly_detail", "progress"]


def test_report_writes_the_form_and_gives_every_figure_with_its_rows(run: Run, problem: int, tmp_path: Path):
    done = run("report", "monthly", "--month", "2026-10", "--out", tmp_path / "出", "--json")

    assert done.code == 0
    assert sorted(path.suffix for path in (tmp_path / "出").glob("*数据月报*")) == [".pdf", ".xlsx"]
    assert done.json["figures"]["G10"]["m"] == 1
    assert done.json["figures"]["G10"]["rows"] == [{"register": "problem", "id": problem, "value": 1}]
    assert done.json["hard"] == []


def test_report_of_an_unknown_kind_writes_nothing(run: Run, problem: int, tmp_path: Path):
    done = run("report", "weekly", "--month", "2026-10", "--out", tmp_path / "出", "--json")

    assert done.code == 1
    assert done.error["code"] == "E-REPORT"
    assert not (tmp_path / "出").exists()
