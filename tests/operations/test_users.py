"""Changing a password: the slot and the signing key go together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.faults import Refused
from app.operations import identities, users
from app.storage.book import Book
from app.storage.keyfile import KeyFile
from app.storage.troubles import DiskFull, WrongPassword
from tests.conftest import INFO, USERS, FixedClock


@pytest.fixture
def real(folder: Path, clock: FixedClock) -> Iterator[Book]:
    """A book that is not for practice."""
    made = Book.create(folder / "真账套.mz", replace(INFO, practice=False), USERS, clock=clock)
    yield made
    made.close()


def test_the_new_password_opens_and_the_old_one_does_not(real: Book):
    users.change_password(real, "clerk", "practice-clerk-1", "qiutian-de-luoye")

    kept = KeyFile.read(real.path)
    key, user = kept.unlock("clerk", "qiutian-de-luoye")
    assert user.name == "张三"
    assert kept.unlock("secretary", "practice-secretary-1")[0] == key
    with pytest.raises(WrongPassword):
        kept.unlock("clerk", "practice-clerk-1")


@pytest.mark.parametrize(
    ("login", "old", "new", "error"),
    [
        ("clerk", "falsch", "qiutian-de-luoye", WrongPassword),
        ("nobody", "practice-clerk-1", "qiutian-de-luoye", Refused),
        ("clerk", "practice-clerk-1", "short", Refused),
        ("clerk", "practice-clerk-1", "my-clerk-password", Refused),
    ],
)
def test_a_refused_change_leaves_the_old_password(
    real: Book, clock: FixedClock, login: str, old: str, new: str, error: type[Exception]
):
    before = real.path.with_name(real.path.name + ".keys").read_bytes()

    with pytest.raises(error):
        users.change_password(real, login, old, new)

    assert real.path.with_name(real.path.name + ".keys").read_bytes() == before


def test_the_signing_key_moves_to_the_new_password(book: Book, folder: Path, clock: FixedClock):
    people = [identities.Person(user.login, user.role, user.name, user.password) for user in USERS]
    identities.enrol(book, identities.make_practice_county("示例县", clock()), people, folder / "trust", clock())
    old = identities.person_key(book, "clerk", {"clerk": "practice-clerk-1"})

    users.change_password(book, "clerk", "practice-clerk-1", "new-word")

    new = identities.person_key(book, "clerk", {"clerk": "new-word"})
    assert old is not None
    assert new is not None
    assert new.key.private_numbers() == old.key.private_numbers()
    with pytest.raises(Exception, match="密码不对"):
        identities.person_key(book, "clerk", {"clerk": "practice-clerk-1"})
    assert users.practice_passwords(book)["clerk"] == "new-word"


def test_a_keys_file_that_cannot_be_written_keeps_the_signing_key_too(
    book: Book, folder: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
):
    people = [identities.Person(user.login, user.role, user.name, user.password) for user in USERS]
    identities.enrol(book, identities.make_practice_county("示例县", clock()), people, folder / "trust", clock())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.disk.write_whole", full)

    with pytest.raises(DiskFull):
        users.change_password(book, "clerk", "practice-clerk-1", "new-word")

    assert identities.person_key(book, "clerk", {"clerk": "practice-clerk-1"}) is not None
    assert users.practice_passwords(book)["clerk"] == "practice-clerk-1"


def test_a_real_book_gives_no_passwords_away(real: Book):
    assert users.practice_passwords(real) == {}
    assert [user.role for user in users.users(real)] == ["clerk", "secretary"]
