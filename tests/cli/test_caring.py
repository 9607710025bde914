"""Backup, restore, doctor, users."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.operations import updates
from tests.cli.conftest import PROBLEM, Run
from tests.releases import installed, publisher


def test_a_backup_is_verified_and_never_overwrites(run: Run, tmp_path: Path):
    out = tmp_path / "备份 1.mzb"

    first = run("backup", out, "--json")
    second = run("backup", out, "--json")

    assert first.code == 0
    assert (first.json["path"], first.json["verified"], first.json["rows"]) == (str(out), True, 7)
    assert (second.code, second.error["code"]) == (1, "E-EXISTS")


def test_a_restore_brings_the_rows_back_and_is_itself_undone(run: Run, problem: int, tmp_path: Path):
    out = tmp_path / "备份.mzb"
    run("backup", out)
    run("void", "problem", problem, "--reason", "试")

    restored = run("restore", out, "--json")
    back = [row["id"] for row in run("list", "problem", "--json").json]
    undone = run("restore", restored.json["kept_aside"], "--json")
    gone = run("list", "problem", "--json").json

    assert restored.code == undone.code == 0
    assert back == [problem]
    assert gone == []
    assert not Path(restored.json["kept_aside"]).exists()
    assert Path(undone.json["kept_aside"]).is_dir()


def test_a_damaged_backup_is_refused_and_the_book_stays(run: Run, problem: int, tmp_path: Path):
    out = tmp_path / "备份.mzb"
    run("backup", out)
    data = bytearray(out.read_bytes())
    data[len(data) // 2] ^= 1
    out.write_bytes(data)

    done = run("restore", out, "--json")

    assert (done.code, done.error["code"]) == (1, "E-BACKUP")
    assert [row["id"] for row in run("list", "problem", "--json").json] == [problem]


def test_the_doctor_answers_every_check(run: Run, problem: int):
    done = run("doctor", "--json")

    assert [check["name"] for check in done.json["checks"]] == [
        "book",
        "opening",
        "log",
        "certificates",
        "sent",
        "derived",
        "attachments",
        "vault",
        "recovery",
        "backup",
        "fonts",
        "calendar",
        "environment",
    ]
    assert all(list(check) == ["name", "ok", "message"] for check in done.json["checks"])
    assert (done.code, done.json["ok"]) == (0, True), done.err


def test_the_doctor_finds_a_lost_attachment(run: Run, problem: int, practice: Path, tmp_path: Path):
    proof = tmp_path / "照片.txt"
    proof.write_text("证据", "utf-8")
    run("set", "problem", problem, f"proof=@{proof}")
    for path in practice.with_name("township.mz.files").glob("??/*"):
        path.unlink()

    done = run("doctor", "--json")

    assert (done.code, done.json["ok"]) == (1, False)
    (wrong,) = [check for check in done.json["checks"] if not check["ok"]]
    assert wrong["name"] == "attachments"
    assert "_01.txt" in wrong["message"]


def test_the_doctor_speaks_of_a_damaged_book_too(run: Run, practice: Path):
    data = bytearray(practice.read_bytes())
    data[100:4000] = bytes(3900)
    practice.write_bytes(data)

    done = run("doctor", "--json")

    assert done.code == 1
    assert done.json["checks"][0]["name"] == "book"
    assert done.json["checks"][0]["ok"] is False
    assert {"fonts", "calendar", "environment"} <= {check["name"] for check in done.json["checks"]}


def test_without_a_book_the_doctor_looks_at_the_machine(bare: Run):
    done = bare("doctor", "--json")

    assert [check["name"] for check in done.json["checks"]] == ["fonts", "calendar", "environment"]


def test_the_users_are_listed(run: Run):
    done = run("users", "list", "--json")

    assert done.json == [
        {"user": "clerk", "name": "张三", "role": "clerk", "title": "经办人"},
        {"user": "sec", "name": "李四", "role": "secretary", "title": "审核人"},
    ]


def test_a_changed_password_signs_as_well_as_it_opens(run: Run, practice: Path, tmp_path: Path):
    new = tmp_path / "新 密码.txt"
    new.write_text("qiutian-de-luoye\n", "utf-8")

    changed = run("users", "passwd", "clerk", "--new-password-file", new, "--json")
    built = run("packet", "build", "--month", "2026-10", "--out", practice.parent / "out", "--json")

    assert changed.json == {"user": "clerk", "changed": True}
    assert (built.code, built.json["state"]) == (0, "final")


@pytest.mark.parametrize(("login", "code"), [("nobody", "E-PASSWORD"), ("clerk", "E-PASSWORD")])
def test_without_the_passwords_nothing_is_changed(run: Run, login: str, code: str):
    done = run("users", "passwd", login, "--json")

    assert (done.code, done.error["code"]) == (1, code)


def test_a_book_in_use_is_refused_with_who_has_it(run: Run, practice: Path):
    from app.operations import books

    book = books.open_practice(practice)

    done = run("add", "problem", *PROBLEM, "--json")
    book.close()

    assert (done.code, done.error["code"]) == (1, "E-BOOK-IN-USE")
    assert run("list", "problem", "--json").json == []


def test_a_release_file_is_looked_at_and_refused_where_the_program_runs_from_its_sources(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    maker = publisher(tmp_path)
    monkeypatch.setattr(updates, "keys_folder", lambda: maker.keys)

    done = run("update", "look", str(maker.release()), "--json")

    assert (done.code, done.error["code"]) == (1, "E-SOURCE")


def test_a_release_file_is_staged_after_the_backup(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    maker, at = publisher(tmp_path), installed(tmp_path)
    monkeypatch.setattr(updates, "keys_folder", lambda: maker.keys)
    monkeypatch.setattr(updates, "here", lambda: at)
    path = maker.release()

    looked = run("update", "look", str(path))
    done = run("update", "install", str(path), "--no-start", "--json")

    assert "· 更新文件。" in looked.out
    assert done.code == 0
    assert Path(done.json["backup"]).is_file()
    assert Path(done.json["installer"]).read_bytes().startswith(b"installer ")
    assert done.json["started"] is False
