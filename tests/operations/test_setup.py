"""A new book from nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.faults import Refused
from app.operations import books, identities, setup

PLACE = setup.Place("示例街道", "330182002", "示例县")
PASSWORDS = [("王芳", "heshui-yu-tianqing"), ("李强", "dongfang-you-hong"), ("赵敏", "chuntian-de-gushi")]


def test_a_new_book_has_units_people_and_signing_keys(folder: Path):
    made = setup.init(folder / "街道.mz", PLACE, setup.people_from(PASSWORDS))

    book = books.open_book(made.book, *PASSWORDS[0])
    units = [(row["name"], row["kind"], row["short"]) for row in book.rows("unit")]
    roles = [user.role for user in books.users_of(made.book)]
    signers = [identities.signer_of(book, role)["login"] for role in ("clerk", "secretary")]
    info, last = book.info, books.last_book()
    book.close()
    assert units == [("示例县", "县", None), ("示例街道", "街道", "示")]
    assert roles == ["clerk", "secretary", "reader"]
    assert signers == ["王芳", "李强"]
    assert (info.code, info.county, info.short, info.practice) == ("330182002", "示例县", "示", False)
    assert last == made.book
    assert (made.trust / "root.pem").is_file()
    assert "练习" in made.notice


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (setup.Place("", "330182002", "示例县"), "E-REQUIRED"),
        (setup.Place("示例乡", "330/182", "示例县"), "E-CODE"),
        (setup.Place("示例乡", "代码", "示例县"), "E-CODE"),
    ],
)
def test_a_place_that_cannot_be_is_refused(folder: Path, place: setup.Place, code: str):
    with pytest.raises(Refused) as refused:
        setup.init(folder / "新.mz", place, setup.people_from(PASSWORDS[:2]))

    assert refused.value.code == code
    assert list(folder.iterdir()) == []


def test_the_folder_of_another_book_is_refused(folder: Path):
    (folder / "trust").mkdir()

    with pytest.raises(Refused, match="自己的文件夹"):
        setup.init(folder / "新.mz", PLACE, setup.people_from(PASSWORDS[:2]))

    assert not (folder / "新.mz").exists()


def test_what_breaks_on_the_way_leaves_nothing_behind(folder: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.operations.identities.enrol", full)

    with pytest.raises(OSError, match="No space"):
        setup.init(folder / "新.mz", PLACE, setup.people_from(PASSWORDS[:2]))

    assert list(folder.iterdir()) == []


def test_two_people_are_needed():
    with pytest.raises(Refused, match="两个人"):
        setup.people_from(PASSWORDS[:1])
