"""Real processes: another language, another folder, our own mistakes, the headless month."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import headless
from tests.cli.conftest import PROBLEM, TODAY, Run

ROOT = Path(__file__).resolve().parents[2]


def start(*arguments: object, cwd: Path, **more: str) -> subprocess.CompletedProcess[bytes]:
    """Start Python on our sources under the poorest language there is."""
    environment = {**os.environ, "LC_ALL": "C", "PYTHONPATH": str(ROOT), **more}
    command = [sys.executable, "-m", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, check=False)


@pytest.mark.parametrize("module", ["app", "app.cli"])
def test_chinese_comes_out_whole_under_the_c_locale(practice: Path, tmp_path: Path, module: str):
    arguments = ("--book", practice, "--today", TODAY, "--json", "add", "problem", *PROBLEM)

    done = start(module, *arguments, cwd=tmp_path)

    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    assert json.loads(done.stdout.decode("utf-8"))["number"] == "示纪问〔2026〕1号"


def test_messages_are_utf8_on_stderr_and_nothing_stands_on_stdout(tmp_path: Path):
    done = start("app", "todo", cwd=tmp_path, PYTHONIOENCODING="ascii")

    assert done.returncode == 2
    assert "没有指定账套" in done.stderr.decode("utf-8")
    assert done.stdout == b""


def test_a_reader_that_goes_away_leaves_no_traceback(practice: Path, tmp_path: Path):
    command = f'"{sys.executable}" -m app --book "{practice}" fields problem | head -c 1'

    done = subprocess.run(
        ["bash", "-c", command],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )

    assert b"Traceback" not in done.stderr


def test_describing_commands_load_nothing_heavy(tmp_path: Path):
    code = (
        "import sys; from app.cli import main; main(['fields', 'problem']); "
        "heavy = {'openpyxl', 'xlsxwriter', 'reportlab', 'pyhanko', 'cryptography', 'sqlite_utils', 'pypinyin'}; "
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_our_own_mistake_is_code_3_with_a_report_that_holds_no_data(
    run: Run, monkeypatch: pytest.MonkeyPatch, own_home: Path
):
    def broken(*_: object, **__: object) -> None:
        secret = "王伟的密码"
        raise RuntimeError(secret)

    monkeypatch.setattr("app.operations.records.save", broken)

    done = run("add", "problem", *PROBLEM, "--json")

    (report,) = (own_home / "logs").glob("错误报告_*.txt")
    text = report.read_text("utf-8")
    assert (done.code, done.error["code"]) == (3, "E-INTERNAL")
    assert str(report) in done.error["message"]
    assert "builtins.RuntimeError" in text
    assert "app/cli/writing.py" in text
    assert "where: cli add" in text
    assert "王伟" not in text
    assert str(own_home) not in text


def test_a_report_that_cannot_be_written_is_said(run: Run, monkeypatch: pytest.MonkeyPatch, own_home: Path):
    monkeypatch.setattr("app.operations.todo.todo", lambda book: 1 // 0)
    run("registers")
    (own_home / "logs").write_text("in the way", "utf-8")

    done = run("todo", "--json")

    assert done.code == 3
    assert "报告也没能写下来" in done.error["message"]


def test_the_headless_month_ends_with_a_packet_that_is_trusted(practice: Path, capsys: pytest.CaptureFixture[str]):
    first = headless.main([str(practice.parent)])
    said = capsys.readouterr().out
    second = headless.main([str(practice.parent)])
    again = capsys.readouterr().out

    assert (first, second) == (0, 0)
    assert "完整性:完整,没有改动" in said
    assert "校验码:" in said
    assert said.splitlines()[-1].startswith(f"上报包:{practice.parent / 'stick'}")
    assert said.splitlines()[-1] == again.splitlines()[-1]
    assert "沿用它" in again
    assert "沿用它" not in said


def test_the_headless_month_fails_where_the_packet_is_not_trusted(
    practice: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    assert headless.main([str(practice.parent)]) == 0
    capsys.readouterr()
    (packet,) = (practice.parent / "stick").iterdir()
    (practice.parent / "trust" / "trust.json").write_text("{}", "utf-8")

    done = headless.main([str(practice.parent)])

    assert done == 1
    assert packet.exists()
    assert "信任资料" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--help"], ["a", "b"]])
def test_headless_wants_one_folder(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    assert headless.main(arguments) == 2
    assert "用法:" in capsys.readouterr().err
