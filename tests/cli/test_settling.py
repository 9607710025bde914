"""Settling personal things without a window."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.cli.conftest import PROBLEM, Run

MOBILE, CARD = "15400138000", "6222020200112230"


@pytest.fixture
def written(run: Run) -> None:
    """A problem whose text holds a telephone, a card and a child's name."""
    texts = [text for text in PROBLEM if not text.startswith("description=")]
    done = run("add", "problem", *texts, f"description=退款至卡{CARD},联系{MOBILE},学生王小明(9岁)未领到补助")
    assert done.code == 0, done.err


def test_a_sheet_with_something_personal_is_refused_with_every_place(run: Run, written: None, tmp_path: Path):
    done = run("sheet", "problem", "--out", tmp_path / "出", "--json")

    assert done.code == 1
    assert done.error["code"] == "E-PERSONAL"
    assert [(f["row"], f["column"], f["code"]) for f in done.error["faults"]] == [(1, "存在问题", "E-PERSONAL")] * 3
    assert done.error["faults"][0]["suggestion"].startswith("退款至卡****2230")
    assert done.err.startswith("还有 3 处个人信息没有处理,暂不能打印问题台账。")
    assert "用 settle 逐处处理" in done.err
    assert CARD not in done.out + done.err
    assert not (tmp_path / "出").exists()


@pytest.mark.parametrize("ending", ["xlsx", "pdf", "csv"])
def test_an_export_is_refused_and_writes_nothing(run: Run, written: None, tmp_path: Path, ending: str):
    done = run("export", "problem", tmp_path / f"问题.{ending}", "--json")

    assert (done.code, done.error["code"], len(done.error["faults"])) == (1, "E-PERSONAL", 3)
    assert "台账没有改动;请改正" not in done.err
    assert list(tmp_path.glob("问题*")) == []


def test_what_is_open_is_listed_with_what_may_be_done(run: Run, written: None):
    done = run("settle", "problem", "--json")

    assert done.code == 0
    assert (done.json["settled"], done.json["taken_back"], done.json["decisions"]) == (0, 0, [])
    card, phone, child = done.json["pending"]
    assert (card["number"], card["kind"], card["keep"], card["mistaken"]) == (1, "银行卡号", [], [])
    assert (phone["kind"], phone["where"]) == ("手机号", "第1行(示纪问〔2026〕1号)“存在问题”")
    assert "对外公布的办公电话、监督电话、邮箱或办公地址" in phone["keep"]
    assert (child["kind"], child["keep"], child["mistaken"]) == ("未成年人姓名", [], ["不是人名"])
    assert CARD not in done.out
    assert MOBILE not in done.out


def test_after_masking_all_the_sheet_is_written_without_any_of_it(run: Run, written: None, tmp_path: Path):
    settled = run("settle", "problem", "--mask-all", "--json")
    done = run("sheet", "problem", "--out", tmp_path / "出", "--json")

    assert (settled.code, settled.json["settled"], settled.json["pending"]) == (0, 3, [])
    assert done.code == 0
    excel = next(path for path in (tmp_path / "出").iterdir() if path.suffix == ".xlsx")
    with ZipFile(excel) as archive:
        text = archive.read("xl/sharedStrings.xml").decode()
    assert "退款至卡****2230,联系154****8000,学生王某某(9岁)未领到补助" in text


def test_one_by_one_with_a_reason_and_back_again(run: Run, written: None):
    first = run("settle", "problem", "--mask", 1, 3, "--json").json
    kept = run("settle", "problem", "--keep", 1, "--reason", "对外公布的办公电话", "--json").json
    back = run("settle", "problem", "--take-back", kept["decisions"][0]["id"], "--json").json

    assert (first["settled"], len(first["pending"])) == (2, 1)
    assert (kept["settled"], kept["pending"]) == (1, [])
    assert (kept["decisions"][0]["action"], kept["decisions"][0]["reason"]) == ("保留", "对外公布的办公电话")
    assert (back["taken_back"], len(back["pending"])) == (1, 1)
    assert [one["taken_back"] for one in back["decisions"]] == [True, False, False]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("problem", "--keep", 1, "--reason", "本人同意公开"), "E-KEPT"),
        (("problem", "--keep", 2), "E-REASON"),
        (("problem", "--mask", 9), "E-NUMBER"),
        (("visit",), "E-SHEET"),
    ],
)
def test_what_cannot_be_settled_so_is_refused_and_nothing_is_kept(run: Run, written: None, words: tuple, code: str):
    done = run("settle", *words, "--json")

    assert (done.code, done.error["code"]) == (1, code)
    assert run("settle", "problem", "--json").json["decisions"] == []


def test_a_packet_needs_its_month(run: Run):
    done = run("settle", "packet")

    assert done.code == 2
    assert "--month" in done.err


def test_the_packet_is_refused_until_everything_in_it_is_settled(run: Run, written: None, tmp_path: Path):
    refused = run("packet", "build", "--month", "2026-10", "--out", tmp_path / "包", "--json")
    settled = run("settle", "packet", "--month", "2026-10", "--mask-all", "--json")
    done = run("packet", "build", "--month", "2026-10", "--out", tmp_path / "包", "--json")

    assert (refused.code, refused.error["code"]) == (1, "E-PERSONAL")
    assert "暂不能生成上报包" in refused.error["message"]
    assert settled.json["pending"] == []
    assert done.code == 0
    assert CARD.encode() not in Path(done.json["path"]).read_bytes()


def test_a_register_without_a_sheet_of_its_own_is_settled_by_its_key(run: Run, written: None):
    done = run("settle", "unit")

    assert (done.code, done.out) == (0, "")
    assert "个人信息都已处理,可以打印。" in done.err
