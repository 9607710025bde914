"""What is typed wrongly is said in Chinese."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run

PROMISED = {"demo", "init", "registers", "fields", "template", "import", "undo", "add", "set", "move", "void", "list"}
PROMISED |= {"show", "history", "todo", "export", "sheet", "sheets", "check", "report", "reports", "packet", "receipt"}
PROMISED |= {"task", "amend", "handover", "enrol", "revoke", "users", "unlock", "rollup", "backup", "restore"}
PROMISED |= {"doctor", "schema", "payees"}


def test_help_names_every_promised_command(bare: Run):
    done = bare("--help")

    assert done.code == 0
    for name in PROMISED:
        assert re.search(rf"^    {name} +\S", done.out, re.MULTILINE), name


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ((), "缺少:命令"),
        (("liste", "problem"), "没有“liste”,可用:"),
        (("list",), "缺少:台账"),
        (("list", "nothing"), "没有台账“nothing”,可用:problem、"),
        (("list", "problem", "--frobnicate"), "不认识:--frobnicate"),
        (("show", "problem", "zwei"), "“zwei”不是记录的序号"),
        (("sheet", "finance_wall", "--copies", "0", "--out", "x"), "“0”不是份数,请写 1 到 99"),
        (("add", "problem", "unit"), "“unit”要写成 项目=内容 的样子"),
        (("add", "problem"), "缺少:项目=内容"),
        (("--today", "22.11.2026", "todo"), "不是日期,请写成 2026-11-22 的样子"),
        (("packet", "build", "--month", "2026Q3", "--out", "x"), "不是月份,请写成 2026-10 的样子"),
        (("packet", "build", "--month", "2026-13", "--out", "x"), "没有 13 月"),
        (("packet", "sign", "f.zip", "--role", "mayor"), "没有“mayor”,可用:clerk、secretary"),
        (("sheet", "problem", "--out"), "--out:后面要写一个值"),
        (("void", "problem", "1"), "缺少:--reason"),
        (("check", "2026-99"), "没有 99 月"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_usage_is_said_in_chinese_with_the_right_form(bare: Run, command: tuple[str, ...], said: str):
    done = bare(*command, "--json")

    assert done.code == 2
    assert said in done.err
    assert "用法:mingzhang-cli" in done.err
    assert done.error == {"code": "E-USAGE", "message": done.err.rstrip("\n"), "faults": []}


def test_without_any_book_it_says_how_to_name_one(bare: Run):
    done = bare("todo")

    assert done.code == 2
    assert "请在命令前加 --book 文件" in done.err
    assert done.out == ""


def test_general_options_may_stand_before_and_behind_the_command(practice, bare: Run):
    before = bare("--json", "--book", practice, "registers")
    behind = bare("registers", "--book", practice, "--json")

    assert before.code == behind.code == 0
    assert before.json == behind.json


def test_the_book_last_used_is_the_one_taken(practice, bare: Run):
    bare("--book", practice, "registers")

    done = bare("registers", "--json")

    assert done.code == 0
    assert {"key": "unit", "title": "单位", "rows": 3} in done.json


def test_the_shape_of_packet_records_is_told_without_a_book_on_the_screen_and_as_a_file(bare: Run, tmp_path: Path):
    shown, written = bare("schema", "--json"), bare("schema", "--out", str(tmp_path / "格式.json"))

    assert (shown.code, written.code) == (0, 0)
    assert "finance_line" in shown.json["$defs"]
    assert json.loads((tmp_path / "格式.json").read_text("utf-8")) == shown.json
