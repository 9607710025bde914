"""report and reports on the command line."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run


def test_reports_names_its_kinds(bare: Run):
    done = bare("reports", "--json")

    assert done.code == 0
    assert [one["key"] for one in done.json] == [
        *("department", "monthly", "monthly_detail", "transcript", "transcript_form", "progress"),
        *("quarterly", "halfyear", "yearly", "stage", "span"),
    ]


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


def test_a_quarter_is_written_as_forms_and_words(run: Run, problem: int, tmp_path: Path):
    out = tmp_path / "出"
    done = run("report", "quarterly", "--period", "2026Q4", "--out", out, "--format", "pdf", "xlsx", "docx", "--json")

    assert done.code == 0
    assert sorted(path.name for path in out.glob("*.docx")) == [
        "示例乡_各月情况_2026年第4季度.docx",
        "示例乡_工作情况_2026年第4季度.docx",
        "示例乡_数据汇总_2026年第4季度.docx",
        "示例乡_数据汇总分项_2026年第4季度.docx",
    ]
    assert len(done.json["files"]) == 12
    assert done.json["figures"]["G10"]["rows"] == [{"register": "problem", "id": problem, "value": 1}]


def test_any_days_are_summed_up(run: Run, problem: int, tmp_path: Path):
    asked = ("--from", "2026-10-01", "--to", "2026-10-31", "--out", tmp_path / "出", "--json")

    assert run("report", "span", *asked).json["figures"]["G10"]["m"] == 1


def test_the_option_that_says_which_time_is_asked_for(run: Run, tmp_path: Path):
    for kind, said in (("quarterly", "--period"), ("stage", "--stage"), ("span", "--from"), ("monthly", "--month")):
        done = run("report", kind, "--out", tmp_path / "出", "--json")

        assert (done.code, done.error["code"]) == (2, "E-USAGE"), kind
        assert said in done.error["message"]
    assert not (tmp_path / "出").exists()


def test_a_time_of_another_kind_is_refused(run: Run, tmp_path: Path):
    for args in (
        ("quarterly", "--period", "2026"),
        ("yearly", "--period", "2026Q3"),
        ("halfyear", "--period", "上月"),
        ("stage", "--stage", "99"),
        ("span", "--from", "2026-10-02", "--to", "2026-10-01"),
    ):
        done = run("report", *args, "--out", tmp_path / "出", "--json")

        assert (done.code, done.error["code"][:2]) == (1, "E-"), args
    assert not (tmp_path / "出").exists()
