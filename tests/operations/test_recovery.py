"""The recovery code: it opens what the passwords no longer open, on another computer too, and leaves its trace."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app import paths
from app.domain.faults import Refused
from app.ledgers import ledger
from app.operations import backups, books, doctor, identities, recovery, sheets, users, vault
from app.operations.books import Book
from app.storage.failures import TooManyTries
from app.storage.keyfile import KeyFile, NewUser, beside
from app.storage.troubles import NoRecovery, OtherComputer, WrongCode, WrongPassword
from tests.conftest import INFO

COMPLAINT = ledger("complaint")
REAL = replace(INFO, practice=False)
CLERK, SECRETARY, NEW = "杏花春雨江南七八", "铁马秋风塞北九十", "小桥流水人家七八九"
PEOPLE = (NewUser("clerk", "张三", "clerk", CLERK * 2), NewUser("secretary", "李四", "secretary", SECRETARY * 2))
CLERK, SECRETARY = CLERK * 2, SECRETARY * 2
NEW += "十"
WHO = {"name": "欧阳保密甲", "phone": "13912345678"}


@pytest.fixture
def real(folder: Path) -> Iterator[Book]:
    """A real book with somebody in the drawer of its only complaint, open for the clerk."""
    made = books.create_book(folder / "真账套.mz", REAL, PEOPLE)
    with made.change("录入") as writer:
        writer.save(COMPLAINT, {"received_on": "2026-11-20", "way": "来信", "summary": "收入没有入账"})
    opened = vault.unlock(made, CLERK)
    vault.put(opened, COMPLAINT, 1, WHO)
    vault.close(opened)
    yield made
    made.close()


def another_computer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Another home folder: no device secret of the first one."""
    monkeypatch.setenv("MINGZHANG_HOME", str(tmp_path / "另一台电脑"))


def acts(book: Book) -> str:
    return b"".join(book.log().bodies()).decode()


def test_the_code_opens_the_book_and_the_vault_and_forces_new_passwords(real: Book) -> None:
    code = recovery.make(real, CLERK)
    path = real.path
    real.close()

    again = recovery.use(path, code.lower(), "clerk", NEW)

    opened = vault.unlock(again, NEW)
    assert vault.reveal(opened, COMPLAINT, 1, "联系核实")["name"] == "欧阳保密甲"
    vault.close(opened)
    assert '"act":"recovery.made"' in acts(again)
    assert '"act":"recovery.used","actor":"clerk"' in acts(again)
    assert users.must_renew(again, "secretary")
    assert not users.must_renew(again, "clerk")
    assert recovery.USED in again.warnings
    again.close()
    with pytest.raises(WrongPassword):
        books.open_book(path, "clerk", CLERK)
    books.open_book(path, "clerk", NEW).close()


def test_a_copied_book_is_useless_on_another_computer_even_with_the_password(
    real: Book, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recovery.make(real, CLERK)
    real.close()
    for ending in ("", ".keys", ".vault"):
        shutil.copy(beside(real.path, ending), tmp_path / f"拷走.mz{ending}")
    another_computer(monkeypatch, tmp_path)

    with pytest.raises(OtherComputer, match="恢复码单"):
        books.open_book(tmp_path / "拷走.mz", "clerk", CLERK)


def test_without_a_code_nothing_is_bound_and_a_dead_computer_takes_nothing_with_it(
    real: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real.close()
    another_computer(monkeypatch, tmp_path)

    books.open_book(real.path, "clerk", CLERK).close()

    assert not (paths.home() / "device.secret").exists()


def test_others_are_bound_when_they_come_next(real: Book) -> None:
    recovery.make(real, CLERK)
    real.close()
    before = KeyFile.read(real.path)

    books.open_book(real.path, "secretary", SECRETARY).close()

    after = KeyFile.read(real.path)
    assert (before.is_bound("clerk"), before.is_bound("secretary")) == (True, False)
    assert after.is_bound("secretary")
    assert (paths.home() / "device.secret").stat().st_mode & 0o777 == 0o600
    books.open_book(real.path, "secretary", SECRETARY).close()


def test_as17_a_backup_opens_on_a_new_computer_by_the_code(
    real: Book, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = recovery.make(real, CLERK)
    report = backups.back_up(real, tmp_path)
    real.close()
    another_computer(monkeypatch, tmp_path)
    target = tmp_path / "新电脑" / "示例乡.mz"

    backups.restore(report.path, target)
    with pytest.raises(OtherComputer):
        books.open_book(target, "clerk", CLERK)
    book = recovery.use(target, code, "clerk", NEW)

    opened = vault.unlock(book, NEW)
    assert vault.reveal(opened, COMPLAINT, 1, "联系核实")["name"] == "欧阳保密甲"
    assert next(one for one in doctor.doctor(book) if one.name == "log").ok
    vault.close(opened)
    book.close()
    books.open_book(target, "clerk", NEW).close()


def test_row_86_a_mistyped_group_is_named_and_does_not_count_as_a_try(real: Book) -> None:
    code = recovery.make(real, CLERK)
    real.close()
    wrong = code[:12] + ("A" if code[12] != "A" else "B") + code[13:]

    for _ in range(7):
        with pytest.raises(Refused, match="第 3 组输错了"):
            recovery.use(real.path, wrong, "clerk", NEW)

    recovery.check(real.path, code)


def test_an_older_code_and_one_of_another_book_are_refused_and_counted(real: Book) -> None:
    old = recovery.make(real, CLERK)
    recovery.make(real, CLERK)
    real.close()

    for _ in range(5):
        with pytest.raises(WrongCode, match="没有抄错"):
            recovery.use(real.path, old, "clerk", NEW)
    with pytest.raises(TooManyTries):
        recovery.use(real.path, old, "clerk", NEW)


def test_a_book_without_a_code_says_so(real: Book) -> None:
    real.close()

    with pytest.raises(NoRecovery, match="没有做过恢复码"):
        recovery.use(real.path, recovery.written(bytes(20)), "clerk", NEW)


def test_a_weak_new_password_changes_nothing(real: Book) -> None:
    code = recovery.make(real, CLERK)
    real.close()

    with pytest.raises(Refused, match="密码太短"):
        recovery.use(real.path, code, "clerk", "short")

    books.open_book(real.path, "clerk", CLERK).close()


def test_only_a_keeper_makes_the_code_and_with_his_password(real: Book) -> None:
    with pytest.raises(WrongPassword):
        recovery.make(real, "不是他的密码不是他的密码")
    opened = vault.unlock(real, CLERK)
    vault.drop_keeper(opened, "secretary")
    vault.close(opened)
    real.close()
    other = books.open_book(real.path, "secretary", SECRETARY)

    with pytest.raises(Refused, match=r"只能由受理员\(张三\)生成"):
        recovery.make(other, SECRETARY)

    assert recovery.state(other).made_at == ""
    other.close()


def test_the_signing_key_comes_along_where_the_old_password_is_known(real: Book, folder: Path) -> None:
    people = [identities.Person(one.login, one.role, one.name, one.password) for one in PEOPLE]
    now = real.moment()
    identities.enrol(real, identities.make_practice_county("示例县", now), people, folder / "trust", now)
    code = recovery.make(real, CLERK)
    real.close()

    known = recovery.use(real.path, code, "clerk", NEW, CLERK)
    known.close()
    forgotten = recovery.use(real.path, code, "secretary", "大漠孤烟长河落日圆又圆")

    assert identities.person_key(forgotten, "clerk", {"clerk": NEW}) is not None
    assert any("签名证书" in warning for warning in forgotten.warnings)
    forgotten.close()


def test_the_sheet_shows_every_group_and_no_file_keeps_the_code(real: Book, folder: Path, own_home: Path) -> None:
    code = recovery.make(real, CLERK)

    lines = "\n".join("|".join(map(str, line)) for line in recovery.sheet(real, code).lines())
    pdf = sheets.sheet_pdf(recovery.sheet(real, code))

    groups = code.split("-")
    assert all(" ".join(group) in lines for group in groups)
    assert pdf.startswith(b"%PDF")
    written = [path for place in (folder, own_home) for path in place.rglob("*") if path.is_file()]
    assert [path for path in written if groups[0].encode() in path.read_bytes() and len(groups[0]) > 4] == []


def test_the_doctor_asks_for_a_code_and_for_a_new_one_after_use(real: Book) -> None:
    def said(book: Book) -> doctor.DoctorCheck:
        return next(one for one in doctor.doctor(book) if one.name == "recovery")

    before = said(real)
    code = recovery.make(real, CLERK)
    after = said(real)
    real.close()
    again = recovery.use(real.path, code, "clerk", NEW)

    assert (before.ok, after.ok, said(again).ok) == (False, True, False)
    assert "还没有恢复码" in before.message
    again.close()


def test_the_practice_book_needs_none(book: Book) -> None:
    with pytest.raises(Refused, match="不用恢复码"):
        recovery.make(book, "practice-clerk-1")

    assert recovery.advice(book) == ""
