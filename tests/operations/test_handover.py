"""岗位交接: what stands in the list, who takes the post, and what is refused to whom."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.faults import Refused
from app.ledgers import ledger
from app.operations import (
    backups,
    books,
    certificate_states,
    certificates,
    county_keys,
    county_setup,
    gate,
    handover,
    identities,
    media,
    records,
    sheets,
    todo,
    users,
    vault,
)
from app.operations.books import Book
from app.operations.handover import Handover
from app.operations.users import NewUser
from app.storage.troubles import WrongPassword
from tests.conftest import INFO, Places

REAL = replace(INFO, practice=False)
OWN = {"clerk": "杏花春雨江南七八九十", "secretary": "铁马秋风塞北九十一二"}
FIRST, SECOND = "小桥流水人家七八九十", "古道西风瘦马夕阳西下"
PEOPLE = (NewUser("clerk", "张三", "clerk", OWN["clerk"]), NewUser("secretary", "李四", "secretary", OWN["secretary"]))
NEXT = Handover("clerk", "孙七", "sunqi", "李四")


@pytest.fixture
def real(folder: Path) -> Iterator[Book]:
    made = books.create_book(folder / "真账套.mz", REAL, PEOPLE)
    yield made
    made.close()


def as_user(book: Book, login: str, password: str) -> Book:
    book.close()
    return books.open_book(book.path, login, password)


def of(book: Book, key: str, wish: Handover = NEXT) -> handover.Section:
    return next(one for one in handover.sections(book, wish) if one.key == key)


def a_problem(book: Book, text: str = "补贴名单张贴不足七天") -> records.Saved:
    texts = {
        "unit": "青山村",
        "found_on": "2026-10-01",
        "discovery": "群众提",
        "category": ledger("problem").by_key["category"].leaves[0].label,
        "description": text,
        "lead": "王伟",
        "deadline": "2026-11-01",
    }
    return records.save(book, ledger("problem"), None, texts)


def test_the_list_holds_open_matters_with_limits_and_every_register_with_its_counts(book: Book, places: Places) -> None:
    late = a_problem(book)
    gone = a_problem(book, "录错了的一条")
    records.void(book, ledger("problem"), gone.id, "重复")

    matters, registers = of(book, "matters"), of(book, "registers")

    assert [row for row in matters.rows if late.number in str(row[1])] == [
        ("问题台账", f"{late.number} 补贴名单张贴不足七天", "青山村", "整改时限", "2026-11-01", "■ 逾期21天")
    ]
    assert "红灯 1 件" in matters.said
    assert ("台账", "问题台账", 1, 1, 1) in registers.rows
    assert registers.total is not None
    assert registers.total[2] == sum(int(str(row[2])) for row in registers.rows)


def test_matters_of_confined_registers_are_named_by_number_only(book: Book, places: Places) -> None:
    texts = {
        "received_on": "2026-11-01",
        "way": "来信",
        "kind": ledger("complaint").by_key["kind"].leaves[0].label,
        "unit": "青山村",
        "category": ledger("complaint").by_key["category"].leaves[0].label,
        "summary": "反映低保评议走过场",
    }
    saved = records.save(book, ledger("complaint"), None, texts)

    said = "\n".join(text for line in handover.sheet(book, NEXT).lines() for text in line)

    assert saved.number in said
    assert "走过场" not in said


def test_drafts_reports_under_way_and_sticks_are_handed_over(book: Book, places: Places) -> None:
    records.keep_draft(book, "problem:new", {"description": "还没写完"})
    records.save(book, ledger("monthly_report"), None, {"period": "2026-10"})
    media.carried(book, "03号盘", "上报包.zip.p7m", "4827 1093", ())
    media.carried(book, "03号盘", "上报包.zip.p7m", "4827 1094", ())

    unfinished, sticks = of(book, "unfinished"), of(book, "media")

    assert [row[0] for row in unfinished.rows] == ["半填的表", "数据月报"]
    assert "还没写完" not in str(unfinished.rows)
    assert [row[:3] for row in sticks.rows] == [("03号盘", 2, "写入上报包 2 次")]


def test_the_list_says_what_becomes_of_each_user_and_who_does_what_next(book: Book) -> None:
    people = of(book, "people")
    steps = handover.steps(book, NEXT)

    assert [row[-1] for row in people.rows] == ["停用,由孙七接任", "不变"]
    assert steps[1] == ("在“岗位交接”里办理:停用张三,孙七接任经办人", "张三、李四(都在场,各输密码)")
    assert dict(steps)["账套—签名证书:导出证书申请,打印申请表,送县里签发后装入"] == "孙七"
    assert dict(steps)["设置—用户和锁屏:生成新的恢复码,封进保险柜,旧的作废"] == "举报受理员"


def test_a_serial_number_of_digits_only_is_no_telephone(book: Book) -> None:
    for serial in ("3f91385712345613812345678", "00000000000000000000000062284804"):
        book.keep(
            "signer:clerk",
            {"login": "clerk", "name": "张三", "serial": serial, "valid_to": "2028-11-22", "practice": True},
        )

        (made,) = gate.passed(book, [handover.sheet(book, NEXT)])

        assert any(f"{serial[-8:-4]} {serial[-4:]}" in line for line in made.lines())


def test_the_whole_packet_is_a_list_on_paper_a_workbook_and_a_backup_that_was_checked(
    book: Book, places: Places, folder: Path
) -> None:
    written = handover.write(book, NEXT, folder)

    assert [path.suffix for path in written] == [".pdf", ".xlsx", ".mzb"]
    assert {path.parent.name for path in written} == {"示例乡_岗位交接_2026-11-22"}
    assert backups.check(written[-1]).book_id == book.info.book_id


def test_as16_after_the_handover_the_old_user_neither_opens_nor_signs_and_the_new_one_must_renew(
    real: Book, folder: Path
) -> None:
    now = real.moment()
    signers = [identities.Person(one.login, one.role, one.name, one.password) for one in PEOPLE]
    identities.enrol(real, identities.make_practice_county("示例县", now), signers, folder / "trust", now)

    done = handover.hand_over(real, NEXT, FIRST, OWN)

    assert done.leaves_now
    real.close()
    with pytest.raises(WrongPassword):
        books.open_book(real.path, "clerk", OWN["clerk"])
    with closing(books.open_book(real.path, "sunqi", FIRST)) as new:
        assert new.role == "clerk"
        assert users.must_renew(new, "sunqi")
        with pytest.raises(Refused) as refused:
            identities.person_key(new, "clerk", {"clerk": OWN["clerk"], "sunqi": FIRST})
        assert refused.value.code == "E-NO-CERT"
        assert [one.login for one in users.former(new)] == ["clerk"]
        assert [user.login for user in vault.keepers(new)] == ["sunqi", "secretary"]
        vault.close(vault.unlock(new, FIRST))
        (row,) = new.rows("handover")
        assert (row["outgoing"], row["incoming"], row["watched_by"], row["post"]) == ("张三", "孙七", "李四", "经办人")
        log = b"".join(new.log().bodies()).decode()
        assert '"act":"user.succeed","actor":"clerk"' in log


def test_the_list_is_kept_in_the_book_as_it_stood_when_it_was_signed_for(book: Book) -> None:
    done = handover.hand_over(book, NEXT, FIRST)

    (row,) = book.rows("handover")
    digest, _, name = str(row["list_file"]).partition(" ")
    assert book.file(digest) == done.pdf == sheets.sheet_pdf(done.sheet)
    assert name == "示例乡_经办人移交清单_2026-11-22.pdf"
    assert row["records"] == 0
    said = {text for line in done.sheet.lines()[:4] for text in line}
    assert {"移交人：张三", "接收人：孙七", "监交人：李四"} <= said


def test_a_handover_cannot_be_undone_and_waits_for_its_signed_list(book: Book) -> None:
    handover.hand_over(book, NEXT, FIRST)

    with pytest.raises(Refused) as refused:
        records.undo(book)

    assert refused.value.code == "E-NO-UNDO"
    assert [(line.register, line.what) for line in todo.todo(book).due_soon if line.register] == [
        ("handover", "签字清单归档")
    ]


def test_a_practice_book_opens_as_its_new_clerk(book: Book) -> None:
    handover.hand_over(book, NEXT, FIRST)
    book.close()

    with closing(books.open_practice(book.path)) as again:
        assert (again.actor, again.role) == ("sunqi", "clerk")


def test_both_must_be_there_and_a_wrong_password_changes_nothing(real: Book) -> None:
    before = real.keys

    for given, code in (
        ({"clerk": OWN["clerk"]}, "E-BOTH"),
        ({**OWN, "secretary": "不是他的密码不是他的"}, "E-PASSWORD"),
    ):
        with pytest.raises((Refused, WrongPassword)) as refused:
            handover.hand_over(real, NEXT, FIRST, given)
        assert refused.value.code == code

    assert real.keys == before
    assert real.rows("handover") == []


def test_with_an_administrator_he_alone_changes_roles(real: Book) -> None:
    users.add(real, NewUser("admin", "王五", "admin", FIRST), OWN)
    with pytest.raises(Refused, match=r"请找管理员\(王五\)"):
        handover.hand_over(real, NEXT, FIRST, OWN)
    admin = as_user(real, "admin", FIRST)

    done = handover.hand_over(admin, NEXT, SECOND, {"clerk": OWN["clerk"]})

    assert not done.leaves_now
    assert {user.login for user in vault.keepers(admin)} == {"sunqi", "secretary"}
    assert len(admin.rows("handover")) == 1
    admin.close()


def test_without_any_keepers_password_the_successor_sees_no_reporter(real: Book) -> None:
    users.add(real, NewUser("admin", "王五", "admin", FIRST), OWN)
    admin = as_user(real, "admin", FIRST)

    handover.hand_over(admin, NEXT, SECOND)

    assert [user.login for user in vault.keepers(admin)] == ["secretary"]
    admin.close()


def test_the_sole_keeper_does_not_go_without_handing_the_key_over(real: Book) -> None:
    opened = vault.unlock(real, OWN["clerk"])
    vault.drop_keeper(opened, "secretary")
    vault.close(opened)
    with pytest.raises(Refused, match="只有张三能打开举报人身份资料") as refused:
        handover.hand_over(real, replace(NEXT, keeps=False), FIRST, OWN)

    handover.hand_over(real, NEXT, FIRST, OWN)

    assert refused.value.code == "E-VAULT-LAST"
    assert [user.login for user in vault.keepers(real)] == ["sunqi"]


def test_the_reviewers_post_is_handed_over_the_same_way(real: Book) -> None:
    handover.hand_over(real, Handover("secretary", "周八", "zhouba", "镇长"), FIRST, OWN)

    assert [(user.login, user.role) for user in users.users(real)] == [("clerk", "clerk"), ("zhouba", "secretary")]


def test_a_reader_may_follow_and_changes_his_role(real: Book) -> None:
    users.add(real, NewUser("reader", "赵六", "reader", FIRST), OWN)

    handover.hand_over(real, Handover("clerk", "赵六", "reader"), FIRST, OWN)

    assert [(user.login, user.name, user.role) for user in users.users(real)] == [
        ("reader", "赵六", "clerk"),
        ("secretary", "李四", "secretary"),
    ]


def test_a_second_clerk_follows_with_his_own_password(real: Book) -> None:
    users.add(real, NewUser("second", "钱九", "clerk", FIRST), OWN)
    with pytest.raises(WrongPassword):
        handover.hand_over(real, Handover("clerk", "钱九", "second"), "不是他的密码不是他的", OWN)

    handover.hand_over(real, Handover("clerk", "钱九", "second"), FIRST, OWN)

    assert [user.login for user in users.users(real)] == ["second", "secretary"]


@pytest.mark.parametrize(
    ("wish", "password", "code"),
    [
        (Handover("clerk", "李四", "lisi"), FIRST, "E-SEPARATION"),
        (Handover("clerk", "李四", "secretary"), FIRST, "E-SEPARATION"),
        (Handover("clerk", "孙七", "clerk"), FIRST, "E-TWICE"),
        (Handover("clerk", "", ""), FIRST, "E-REQUIRED"),
        (Handover("clerk", "孙七", "sunqi", "孙七"), FIRST, "E-SEPARATION"),
        (Handover("clerk", "孙七", "sunqi"), "12345", "E-WEAK-PASSWORD"),
        (Handover("nobody", "孙七", "sunqi"), FIRST, "E-USER"),
    ],
)
def test_who_does_not_fit_is_refused_and_nothing_is_changed(
    real: Book, wish: Handover, password: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        handover.hand_over(real, wish, password, OWN)

    assert code in {refused.value.code, *(fault.code for fault in refused.value.faults)}
    assert [user.login for user in users.users(real)] == ["clerk", "secretary"]
    assert real.rows("handover") == []


def test_todo_asks_for_the_new_clerks_certificate_until_it_is_there(real: Book, folder: Path) -> None:
    now = real.moment()
    county = identities.make_practice_county("示例县", now)
    signers = [identities.Person(one.login, one.role, one.name, one.password) for one in PEOPLE]
    identities.enrol(real, county, signers, folder / "trust", now)
    handover.hand_over(real, NEXT, FIRST, OWN)

    waiting = [one.key for one in certificate_states.waiting(real)]
    line = [one for one in todo.certificate_lines(real) if "孙七" in one.title]
    identities.enrol(real, county, [identities.Person("sunqi", "clerk", "孙七", FIRST)], folder / "trust", now)

    assert "clerk" in waiting
    assert "请本人登录,导出证书申请" in line[0].title
    assert not any(one.state == "还没有证书" for one in certificate_states.waiting(real))


def test_the_keys_of_a_county_go_to_its_next_clerk(folder: Path) -> None:
    book = books.create_book(folder / "示例县.mz", county_setup.info_of("示例县", "330182"), PEOPLE)
    county_setup.begin(book, OWN["clerk"])

    handover.hand_over(book, NEXT, FIRST, OWN)

    assert county_keys.holders(book, county_keys.ROOT) == ["sunqi"]
    new = as_user(book, "sunqi", FIRST)
    assert certificates.renew(new, FIRST) > 0
    new.close()


def test_a_login_is_offered_in_pinyin_and_never_twice(real: Book) -> None:
    users.add(real, NewUser("sunqi", "孙琪", "reader", FIRST), OWN)

    assert handover.login_for(real, "孙七") == "sunqi2"
    assert handover.login_for(real, "") == ""
