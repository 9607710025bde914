"""岗位交接 without a window: what is handed over, the packet of files, and the act."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Ran, Run
from tests.cli.test_real_book import _real, known, no_terminal, real

__all__ = ["_real", "known", "no_terminal", "real"]
FIRST = "guilin-shanshui-hao"


def first(real: Path) -> Path:
    path = real.with_name("新密码.txt")
    path.write_text(FIRST + "\n", "utf-8")
    return path


def as_next(bare: Run, real: Path) -> Ran:
    passwords = real.with_name("接任.txt")
    passwords.write_text(f"sunqi {FIRST}\n", "utf-8")
    return bare("--book", real, "--password-file", passwords, "--json", "users", "list")


def test_what_is_handed_over_is_listed_with_counts(known: Run):
    done = known("handover", "list", "--json")

    assert done.code == 0, done.err
    assert list(done.json[0]) == ["key", "title", "number", "said"]
    assert [one["key"] for one in done.json][:3] == ["matters", "registers", "unfinished"]


def test_list_workbook_and_backup_are_written_into_a_folder_of_their_own(known: Run, tmp_path: Path):
    done = known("handover", "write", "--to", "孙七", "--out", tmp_path / "移交", "--json")

    assert done.code == 0, done.err
    assert [Path(one).suffix for one in done.json["files"]] == [".pdf", ".xlsx", ".mzb"]
    assert all(Path(one).exists() for one in done.json["files"])


def test_the_successor_comes_in_and_the_one_before_does_not(known: Run, bare: Run, real: Path):
    done = known("handover", "do", "--to", "孙七", "--watched-by", "李强", "--new-password-file", first(real), "--json")

    assert done.code == 0, done.err
    assert (done.json["user"], done.json["disabled"]) == ("sunqi", "王芳")
    assert done.json["steps"][0] == ["用第一次的密码登录,换成自己的密码", "孙七"]
    assert known("users", "list", "--json").error["code"] == "E-PASSWORD"
    assert as_next(bare, real).error["code"] == "E-RENEW"


def test_without_a_name_nothing_is_done(known: Run, real: Path):
    done = known("handover", "do", "--new-password-file", first(real), "--json")

    assert (done.code, done.error["code"]) == (1, "E-REQUIRED")
    assert [one["name"] for one in known("users", "list", "--json").json] == ["王芳", "李强"]
