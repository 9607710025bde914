"""A new book of a real township: init, passwords, two people."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from app.cli import main
from tests.cli.conftest import TODAY, Ran, Run

PLACE = ("--township", "示例乡", "--code", "330182001", "--county", "示例县")
PASSWORDS = "王芳 heshui-yu-tianqing\n李强 dongfang-you-hong\n"


@pytest.fixture(scope="session")
def _real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: full-strength keys take their time."""
    folder = tmp_path_factory.mktemp("real") / "账 套"
    folder.mkdir()
    (folder / "密码.txt").write_text(PASSWORDS, "utf-8")
    files = ["--password-file", str(folder / "密码.txt"), "--book", str(folder / "示例乡.mz")]
    code = main([*files, "init", *PLACE])
    assert code == 0
    return folder


@pytest.fixture
def real(tmp_path: Path, _real: Path) -> Path:
    """A real book in a folder of its own, its passwords beside it."""
    folder = tmp_path / "真 账套"
    shutil.copytree(_real, folder)
    return folder / "示例乡.mz"


@pytest.fixture
def known(real: Path, bare: Run) -> Run:
    """Run a command with the password file."""

    def carry(*arguments: object) -> Ran:
        return bare("--today", TODAY, "--book", real, "--password-file", real.with_name("密码.txt"), *arguments)

    return carry


@pytest.fixture
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody sits at the keyboard."""
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)


def test_a_new_book_has_its_people_and_its_own_place(known: Run):
    users = known("users", "list", "--json").json
    units = known("list", "unit", "--json").json

    assert [(user["user"], user["role"]) for user in users] == [("王芳", "clerk"), ("李强", "secretary")]
    assert [(unit["name"], unit["kind"]) for unit in units] == [("示例县", "县"), ("示例乡", "乡镇")]
    assert units[1]["parent"] == {"id": 1, "title": "示例县"}


def test_init_says_where_everything_is_and_that_packets_are_for_practice(bare: Run, tmp_path: Path, own_home: Path):
    passwords, units = tmp_path / "密码.txt", tmp_path / "单位 表.csv"
    passwords.write_text(PASSWORDS, "utf-8")
    units.write_text("单位名称,单位类型,上级单位\n青山村,村,示例乡\n绿水村,村,示例乡\n", "utf-8")
    place = ("--township", "示例乡", "--code", "330182001", "--county", "示例县", "--units", units)

    done = bare("--password-file", passwords, "--json", "init", *place)
    again = bare("--password-file", passwords, "--json", "init", *place)

    assert done.code == 0, done.err
    assert list(done.json) == ["book", "trust", "users", "units", "practice_certificates", "notice"]
    assert done.json["book"] == str(own_home / "books" / "示例乡.mz")
    assert done.json["units"] == 4
    assert "练习" in done.err
    assert (again.code, again.error["code"]) == (1, "E-EXISTS")


@pytest.mark.parametrize(
    ("passwords", "code"),
    [
        ("王芳 heshui-yu-tianqing\n", "E-TWO-PEOPLE"),
        ("王芳 heshui-yu-tianqing\n王芳 dongfang-you-hong\n", "E-TWO-PEOPLE"),
        ("王芳 123\n李强 dongfang-you-hong\n", "E-WEAK-PASSWORD"),
        ("王芳\n李强 dongfang-you-hong\n", "E-PASSWORD-FILE"),
    ],
)
def test_init_refuses_bad_people_and_leaves_nothing(bare: Run, tmp_path: Path, passwords: str, code: str):
    file, book = tmp_path / "密码.txt", tmp_path / "新 账套" / "a.mz"
    file.write_text(passwords, "utf-8")

    done = bare("--book", book, "--password-file", file, "--json", "init", *PLACE)

    assert (done.code, done.error["code"]) == (1, code)
    assert not book.exists()


def test_faults_in_the_units_leave_no_book_behind(bare: Run, tmp_path: Path):
    file, units, book = tmp_path / "密码.txt", tmp_path / "单位.csv", tmp_path / "新 账套" / "a.mz"
    file.write_text(PASSWORDS, "utf-8")
    units.write_text("单位名称,单位类型,上级单位\n青山村,行星,示例乡\n", "utf-8")

    done = bare("--book", book, "--password-file", file, "--json", "init", *PLACE, "--units", units)

    assert (done.code, done.error["code"]) == (1, "E-IMPORT")
    assert "第2行" in done.error["message"]
    assert list(book.parent.iterdir()) == []


def test_a_real_book_without_a_password_is_refused(real: Path, bare: Run, no_terminal: None):
    done = bare("--book", real, "registers", "--json")

    assert (done.code, done.error["code"]) == (1, "E-PASSWORD")
    assert "--password-file" in done.err


def test_on_a_terminal_the_password_is_asked_for(real: Path, bare: Run, monkeypatch: pytest.MonkeyPatch):
    asked = []
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda prompt: asked.append(prompt) or "heshui-yu-tianqing")

    done = bare("--book", real, "registers")

    assert done.code == 0
    assert asked == ["用户“王芳”的密码:"]


def test_a_wrong_password_is_refused_and_logged(real: Path, bare: Run, known: Run, tmp_path: Path):
    wrong = tmp_path / "错.txt"
    wrong.write_text("王芳 ganz-falsch-1\n", "utf-8")

    done = bare("--book", real, "--password-file", wrong, "registers", "--json")

    assert (done.code, done.error["code"]) == (1, "E-PASSWORD")
    assert known("registers").code == 0


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"clerk\n"])
def test_a_password_file_that_cannot_be_read_is_named(real: Path, bare: Run, tmp_path: Path, content: bytes):
    bad = tmp_path / "坏.txt"
    bad.write_bytes(content)

    done = bare("--book", real, "--password-file", bad, "registers", "--json")

    assert (done.code, done.error["code"]) == (1, "E-PASSWORD-FILE")
    assert "坏.txt" in done.err


def test_with_both_passwords_a_real_month_is_signed_but_marked_practice(known: Run, bare: Run, real: Path):
    built = known("packet", "build", "--month", "2026-10", "--out", real.parent / "out", "--json")
    verified = bare("packet", "verify", built.json["path"], "--json")

    assert (built.code, built.json["state"]) == (0, "final")
    assert (verified.code, verified.json["practice"]) == (0, True)


def test_two_people_sign_one_after_the_other(bare: Run, real: Path, tmp_path: Path, no_terminal: None):
    clerk, secretary = tmp_path / "经办.txt", tmp_path / "审核.txt"
    for path, line in zip((clerk, secretary), PASSWORDS.splitlines(), strict=True):
        path.write_text(line, "utf-8")

    def one(file: Path, *arguments: object) -> Ran:
        return bare("--today", TODAY, "--book", real, "--password-file", file, "--json", *arguments)

    built = one(clerk, "packet", "build", "--month", "2026-10", "--out", real.parent / "out")
    draft = built.json["path"]
    early = one(secretary, "packet", "sign", draft, "--role", "secretary")
    foreign = one(secretary, "packet", "sign", draft, "--role", "clerk")
    steps = [
        one(clerk, "packet", "sign", draft, "--role", "clerk").json["state"],
        one(secretary, "packet", "sign", draft, "--role", "secretary").json["state"],
        one(clerk, "packet", "sign", draft, "--role", "clerk").json["state"],
    ]

    assert built.json["state"] == "built"
    assert "packet sign" in built.err
    assert (early.code, early.error["code"]) == (1, "E-STATE")
    assert (foreign.code, foreign.error["code"]) == (1, "E-PASSWORD")
    assert steps == ["clerk-signed", "approved", "final"]


def test_the_new_password_opens_and_the_old_one_does_not(known: Run, bare: Run, real: Path, tmp_path: Path):
    new, after = tmp_path / "新.txt", tmp_path / "以后.txt"
    new.write_text("chuntian-de-gushi\n", "utf-8")
    after.write_text("王芳 chuntian-de-gushi\n", "utf-8")

    changed = known("users", "passwd", "王芳", "--new-password-file", new)

    assert changed.code == 0
    assert known("registers").code == 1
    assert bare("--book", real, "--password-file", after, "registers").code == 0


def test_a_weak_new_password_is_refused(known: Run, tmp_path: Path):
    new = tmp_path / "新.txt"
    new.write_text("123456\n", "utf-8")

    done = known("users", "passwd", "王芳", "--new-password-file", new, "--json")

    assert (done.code, done.error["code"]) == (1, "E-WEAK-PASSWORD")
    assert known("registers").code == 0


def test_a_writing_command_leaves_a_verified_backup(known: Run, own_home: Path):
    known("add", "unit", "name=青山村", "kind=村", "parent=示例乡")

    assert len(list((own_home / "backups").glob("示例乡_*.mzb"))) == 1


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(f"{text}\n", "utf-8")
    return path


def test_people_come_and_go_with_both_passwords_and_the_former_clerk_signs_no_more(
    known: Run, real: Path, bare: Run, tmp_path: Path
):
    first, own = (
        written(tmp_path, "首次.txt", "yunhai-shan-fengchui"),
        written(tmp_path, "自己.txt", "yishan-luori-yuan"),
    )
    came = written(tmp_path, "他的.txt", "赵丽 yunhai-shan-fengchui")

    added = known("users", "add", "赵丽", "--name", "赵丽", "--role", "clerk", "--new-password-file", first, "--json")
    twice = known("users", "add", "zl", "--name", "赵 丽", "--role", "admin", "--new-password-file", first, "--json")
    early = bare("--book", real, "--password-file", came, "--json", "list", "problem")
    renewed = bare(
        "--book", real, "--password-file", came, "--json", "users", "passwd", "赵丽", "--new-password-file", own
    )
    both = written(tmp_path, "两人.txt", "赵丽 yishan-luori-yuan\n李强 dongfang-you-hong")
    gone = bare("--book", real, "--password-file", both, "--json", "users", "remove", "王芳")
    refused = known("--user", "王芳", "list", "problem", "--json")
    signing = bare(
        *("--book", real, "--password-file", both, "--json"),
        *("packet", "build", "--month", "2026-10", "--out", tmp_path / "out"),
    )

    assert added.json == {"user": "赵丽", "name": "赵丽", "role": "clerk"}
    assert (twice.code, twice.error["code"]) == (1, "E-SEPARATION")
    assert (early.code, early.error["code"]) == (1, "E-RENEW")
    assert renewed.code == 0, renewed.err
    assert gone.json == {"user": "王芳", "disabled": True}, gone.err
    assert (refused.code, refused.error["code"]) == (1, "E-PASSWORD")
    assert (signing.code, signing.error["code"]) == (1, "E-NO-CERT")


def test_one_password_is_not_enough_where_there_is_no_administrator(known: Run, real: Path, bare: Run, tmp_path: Path):
    alone, first = (
        written(tmp_path, "一人.txt", "王芳 heshui-yu-tianqing"),
        written(tmp_path, "首.txt", "yunhai-shan-feng"),
    )

    done = bare(
        *("--book", real, "--password-file", alone, "--json", "users", "add", "x"),
        *("--name", "赵丽", "--role", "admin", "--new-password-file", first),
    )

    assert (done.code, done.error["code"]) == (1, "E-BOTH")


def test_the_recovery_code_is_made_checked_and_used(known: Run, real: Path, bare: Run, tmp_path: Path):
    sheet = tmp_path / "恢复码单.pdf"
    made = known("unlock", "make", sheet, "--json")
    code, new = written(tmp_path, "码.txt", made.json["code"]), written(tmp_path, "新.txt", "yunhai-shan-fengchui")
    wrong = written(tmp_path, "错.txt", "U" + made.json["code"][1:])

    checked = bare("--book", real, "--json", "unlock", "check", "--code-file", code)
    mistyped = bare("--book", real, "--json", "unlock", "check", "--code-file", wrong)
    used = bare("--book", real, "--json", "unlock", "use", "王芳", "--code-file", code, "--new-password-file", new)

    assert sheet.read_bytes().startswith(b"%PDF")
    assert checked.json == {"right": True}
    assert (mistyped.code, mistyped.error["code"]) == (1, "E-RECOVERY-GROUP")
    assert "第 1 组" in mistyped.error["message"]
    assert used.json == {"user": "王芳", "changed": True}, used.err
    assert known("--user", "王芳", "list", "problem", "--json").error["code"] == "E-PASSWORD"
