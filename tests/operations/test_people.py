"""Who may do what: roles, the separation of duties, and what is refused to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.faults import Refused
from app.ledgers import ledger
from app.operations import backups, books, identities, merging, packets, records, records_many, users, vault
from app.operations.books import Book
from app.operations.passwords import check_password
from app.operations.users import NewUser
from app.storage.keyfile import beside
from app.storage.troubles import WrongPassword
from tests.conftest import INFO, FixedClock

REAL = replace(INFO, practice=False)
OWN = {"clerk": "杏花春雨江南七八九十", "secretary": "铁马秋风塞北九十一二", "admin": "大漠孤烟长河落日圆呀"}
FIRST = "小桥流水人家七八九十"
PEOPLE = (NewUser("clerk", "张三", "clerk", OWN["clerk"]), NewUser("secretary", "李四", "secretary", OWN["secretary"]))


@pytest.fixture
def real(folder: Path) -> Iterator[Book]:
    made = books.create_book(folder / "真账套.mz", REAL, PEOPLE)
    yield made
    made.close()


def as_user(book: Book, login: str, password: str) -> Book:
    book.close()
    return books.open_book(book.path, login, password)


def with_admin(book: Book) -> Book:
    """The book, open for its administrator."""
    users.add(book, NewUser("admin", "王五", "admin", FIRST), OWN)
    return as_user(book, "admin", FIRST)


def test_the_first_administrator_needs_clerk_and_secretary_together(real: Book) -> None:
    new = NewUser("admin", "王五", "admin", FIRST)
    for given in ({}, {"clerk": OWN["clerk"]}, {"secretary": OWN["secretary"]}):
        with pytest.raises(Refused, match="都在场"):
            users.add(real, new, given)
    with pytest.raises(WrongPassword):
        users.add(real, new, {**OWN, "secretary": "不是他的密码不是他的"})

    users.add(real, new, OWN)

    assert [(user.login, user.role) for user in users.users(real)][-1] == ("admin", "admin")
    assert users.must_renew(real, "admin")


def test_with_an_administrator_nobody_else_manages_users(real: Book) -> None:
    admin = with_admin(real)
    users.add(admin, NewUser("r", "赵六", "reader", FIRST))
    clerk = as_user(admin, "clerk", OWN["clerk"])

    with pytest.raises(Refused, match=r"请找管理员\(王五\)"):
        users.add(clerk, NewUser("x", "孙七", "reader", FIRST), OWN)

    clerk.close()


@pytest.mark.parametrize("role", ["clerk", "secretary", "admin"])
@pytest.mark.parametrize("name", ["张三", " 张 三", "李四"])
def test_nobody_holds_two_of_clerk_secretary_and_administrator(real: Book, role: str, name: str) -> None:
    with pytest.raises(Refused, match="一个人不能有两个身份") as refused:
        users.add(real, NewUser("second", name, role, FIRST), OWN)

    assert refused.value.code == "E-SEPARATION"


@pytest.mark.parametrize(
    ("login", "role", "code"), [("clerk", "reader", "E-TWICE"), ("", "reader", "E-USER"), ("x", "boss", "E-ROLE")]
)
def test_a_new_user_needs_a_login_of_his_own_and_a_role_there_is(real: Book, login: str, role: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        users.add(real, NewUser(login, "孙七", role, FIRST), OWN)

    assert refused.value.code == code


def test_as16_after_the_handover_the_old_clerk_neither_opens_nor_signs_nor_sees_who_reported(
    real: Book, folder: Path
) -> None:
    now = real.moment()
    people = [identities.Person(one.login, one.role, one.name, one.password) for one in PEOPLE]
    identities.enrol(real, identities.make_practice_county("示例县", now), people, folder / "trust", now)
    users.add(real, NewUser("next", "孙七", "clerk", FIRST), OWN)
    admin = with_admin(real)

    users.disable(admin, "clerk")

    admin.close()
    with pytest.raises(WrongPassword):
        books.open_book(admin.path, "clerk", OWN["clerk"])
    new = books.open_book(admin.path, "next", FIRST)
    with pytest.raises(Refused) as refused:
        identities.person_key(new, "clerk", {"clerk": OWN["clerk"], "next": FIRST})
    assert refused.value.code == "E-NO-CERT"
    assert [user.login for user in vault.keepers(new)] == ["secretary"]
    assert [user.login for user in users.former(new)] == ["clerk"]
    assert '"act":"user.disable","actor":"admin"' in b"".join(new.log().bodies()).decode()
    new.close()


def test_row_88_the_sole_keeper_of_the_vault_is_not_disabled_moved_or_reset(real: Book) -> None:
    users.add(real, NewUser("second", "孙七", "secretary", FIRST), OWN)
    opened = vault.unlock(real, OWN["clerk"])
    vault.drop_keeper(opened, "clerk")
    vault.close(opened)
    admin = with_admin(real)

    for act in (
        lambda: users.disable(admin, "secretary"),
        lambda: users.change_role(admin, "secretary", "reader", FIRST),
        lambda: users.reset(admin, "secretary", FIRST),
    ):
        with pytest.raises(Refused, match="只有李四能打开举报人身份资料") as refused:
            act()
        assert refused.value.code == "E-VAULT-LAST"

    secretary = as_user(admin, "secretary", OWN["secretary"])
    assert vault.unlock(secretary, OWN["secretary"]).key
    secretary.close()


def test_the_last_clerk_and_the_last_secretary_stay(real: Book) -> None:
    admin = with_admin(real)

    for login in ("clerk", "secretary"):
        with pytest.raises(Refused, match="先增加接任的人"):
            users.disable(admin, login)

    assert len(users.users(admin)) == 3
    admin.close()


def test_nobody_disables_or_moves_himself(real: Book) -> None:
    admin = with_admin(real)

    with pytest.raises(Refused, match="不能停用自己"):
        users.disable(admin, "admin")
    with pytest.raises(Refused, match="不能改自己"):
        users.change_role(admin, "admin", "reader", FIRST)

    admin.close()


def test_a_new_role_takes_the_certificate_and_the_vault_away(real: Book, folder: Path) -> None:
    now = real.moment()
    people = [identities.Person(one.login, one.role, one.name, one.password) for one in PEOPLE]
    identities.enrol(real, identities.make_practice_county("示例县", now), people, folder / "trust", now)
    users.add(real, NewUser("next", "孙七", "clerk", FIRST), OWN)
    admin = with_admin(real)

    users.change_role(admin, "clerk", "reader", FIRST)

    assert admin.kept("signer:clerk") is None
    assert [user.login for user in vault.keepers(admin)] == ["secretary"]
    moved = as_user(admin, "clerk", FIRST)
    assert moved.role == "reader"
    assert users.must_renew(moved, "clerk")
    moved.close()


def test_a_reset_password_opens_and_has_to_be_changed(real: Book) -> None:
    admin = with_admin(real)

    users.reset(admin, "clerk", FIRST)

    clerk = as_user(admin, "clerk", FIRST)
    assert users.must_renew(clerk, "clerk")
    users.change_password(clerk, "clerk", FIRST, "一壶浊酒喜相逢古今多少")
    assert not users.must_renew(clerk, "clerk")
    assert not vault.is_keeper(clerk)
    clerk.close()


def test_a_disabled_user_comes_back_by_a_reset(real: Book) -> None:
    users.add(real, NewUser("next", "孙七", "clerk", FIRST), OWN)
    admin = with_admin(real)
    users.disable(admin, "next")

    users.reset(admin, "next", FIRST)

    assert users.former(admin) == []
    as_user(admin, "next", FIRST).close()


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "太短"),
        ("aaaabbbbaaaa", "重复"),
        ("password123", "常用"),
        ("woaini1314520", "常用"),
        ("kaixin12345ya", "连号"),
        ("ytrewq-kaixin", "连号"),
        ("qingchun2016ya", "年份"),
        ("xx19800101yy", "年份"),
        ("张三是个好人呀对不对啊", "姓名"),
        ("shilixiang-haohao", "姓名"),
        ("SHILIXIAN-henhao", "姓名"),
        ("clerk-is-happy", "姓名"),
        ("zhangsan-haoren", "姓名"),
    ],
)
def test_passwords_that_are_guessed_first_are_refused_with_the_reason(password: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        check_password(password, "clerk", "张三", "示例乡", "示例县")


@pytest.mark.parametrize(
    "password", ["heshui-yu-tianqing", "杏花春雨江南七八九十", "T7#kq9!vmx2p", "20 li lu zou le ban tian"]
)
def test_a_sentence_of_ones_own_is_a_good_password(password: str) -> None:
    check_password(password, "clerk", "张三", "示例乡", "示例县")


def test_wrong_old_passwords_are_counted(real: Book) -> None:
    for _ in range(5):
        with pytest.raises(WrongPassword):
            users.change_password(real, "clerk", "不是他的密码不是他的", FIRST)

    with pytest.raises(Exception, match="请等 30 秒"):
        users.change_password(real, "clerk", OWN["clerk"], FIRST)


def test_the_practice_book_manages_its_users_with_one_click(book: Book, clock: FixedClock) -> None:
    users.add(book, NewUser("reader", "王五", "reader", "practice-reader"))
    path = book.path
    book.close()

    again = Book.open(path, "reader", clock=clock)

    assert again.role == "reader"
    again.close()


@pytest.fixture
def staffed(book: Book, places: object, clock: FixedClock) -> Path:
    """A practice book with all four roles and one problem, closed."""
    users.add(book, NewUser("reader", "王五", "reader", "practice-reader"))
    users.add(book, NewUser("admin", "赵六", "admin", "practice-admin"))
    records.save(book, PROBLEM, None, TEXTS)
    book.close()
    return book.path


PROBLEM = ledger("problem")
TEXTS = {
    "unit": "青山村",
    "discovery": "群众提",
    "category": "2.2",
    "description": "集体山林发包收入没有入账",
    "lead": "王伟",
    "found_on": "2026-10-12",
    "deadline": "2026-11-30",
}
ENTERING = {
    "new": lambda book: records.save(book, PROBLEM, None, TEXTS),
    "edit": lambda book: records.save(book, PROBLEM, 1, {"description": "改过的描述"}),
    "void": lambda book: records.void(book, PROBLEM, 1, "登记错了"),
    "restore": lambda book: records.restore(book, PROBLEM, 1),
    "many": lambda book: records_many.save_many(book, PROBLEM, [1], {"deadline": "2026-12-30"}),
    "merge": lambda book: merging.merge(book, ledger("unit"), 1, 2, "同一个单位"),
}
MANAGING = {
    "add": lambda book: users.add(book, NewUser("x", "孙七", "reader", "practice-x")),
    "disable": lambda book: users.disable(book, "reader"),
    "role": lambda book: users.change_role(book, "reader", "clerk", "practice-x"),
    "reset": lambda book: users.reset(book, "reader", "practice-x"),
}


@pytest.mark.parametrize("act", ENTERING.values(), ids=ENTERING)
@pytest.mark.parametrize("login", ["secretary", "reader", "admin"])
def test_only_the_clerk_enters_and_edits(staffed: Path, clock: FixedClock, login: str, act: Callable[[Book], object]):
    with closing(Book.open(staffed, login, clock=clock)) as book:
        before = book.row("problem", 1)

        with pytest.raises(Refused) as refused:
            act(book)

        assert refused.value.code == "E-ROLE"
        assert (book.row("problem", 1), book.count("problem")) == (before, 1)


@pytest.mark.parametrize("login", ["reader", "admin"])
def test_readers_and_the_administrator_change_no_row_through_any_door(staffed: Path, clock: FixedClock, login: str):
    with closing(Book.open(staffed, login, clock=clock)) as book:
        for act in (
            lambda: records.move(book, PROBLEM, 1, "整改中"),
            lambda: records.undo(book),
            lambda: book.change("任何改动").__enter__(),
        ):
            with pytest.raises(Refused):
                act()


@pytest.mark.parametrize("act", MANAGING.values(), ids=MANAGING)
@pytest.mark.parametrize("login", ["clerk", "secretary", "reader"])
def test_only_the_administrator_manages_users(
    staffed: Path, clock: FixedClock, login: str, act: Callable[[Book], object]
):
    with closing(Book.open(staffed, login, clock=clock)) as book:
        before = beside(staffed, ".keys").read_bytes()

        with pytest.raises(Refused) as refused:
            act(book)

        assert refused.value.code == "E-ROLE"
        assert beside(staffed, ".keys").read_bytes() == before


@pytest.mark.parametrize(("login", "able"), [("clerk", True), ("secretary", True), ("reader", False), ("admin", False)])
def test_only_clerk_and_secretary_can_keep_the_vault(staffed: Path, clock: FixedClock, login: str, able: bool):
    with closing(Book.open(staffed, login, clock=clock)) as book:
        assert (login in {user.login for user in vault.may_keep(book)}) is able
        if not able:
            with pytest.raises(Refused):
                vault.unlock(book)


@pytest.mark.parametrize("login", ["secretary", "reader", "admin"])
def test_only_the_clerk_builds_a_packet(staffed: Path, clock: FixedClock, folder: Path, login: str):
    with closing(Book.open(staffed, login, clock=clock)) as book:
        with pytest.raises(Refused, match="由经办人生成"):
            packets.build(book, "2026-10", folder / "out")

        assert not (folder / "out").exists()


@pytest.mark.parametrize(("login", "able"), [("secretary", True), ("admin", True), ("reader", False)])
def test_readers_carry_no_backup_away(staffed: Path, clock: FixedClock, folder: Path, login: str, able: bool):
    with closing(Book.open(staffed, login, clock=clock)) as book:
        if able:
            backups.back_up(book, folder / "一份.mzb")
        else:
            with pytest.raises(Refused, match="备份由"):
                backups.back_up(book, folder / "一份.mzb")

        assert (folder / "一份.mzb").exists() is able


def test_wrong_passwords_at_signing_are_counted_like_those_at_the_door(real: Book, folder: Path) -> None:
    now = real.moment()
    people = [identities.Person(one.login, one.role, one.name, one.password) for one in PEOPLE]
    identities.enrol(real, identities.make_practice_county("示例县", now), people, folder / "trust", now)

    for _ in range(5):
        with pytest.raises(Exception, match="密码不对"):
            identities.person_key(real, "secretary", {"secretary": "不是他的密码不是他的"})

    with pytest.raises(Exception, match="请等 30 秒"):
        identities.person_key(real, "secretary", {"secretary": OWN["secretary"]})
