"""The month's packet by commands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import PROBLEM, Ran, Run


@pytest.fixture
def built(run: Run, practice: Path) -> Ran:
    """October, signed by both."""
    done = run("packet", "build", "--month", "2026-10", "--out", practice.parent / "out", "--json")
    assert done.code == 0, done.err
    return done


def test_a_practice_month_is_built_signed_delivered_and_verified(run: Run, bare: Run, built: Ran, practice: Path):
    stick = practice.parent / "stick"
    stick.mkdir()

    delivered = run("packet", "deliver", built.json["path"], stick, "--json")
    verified = bare("packet", "verify", delivered.json["path"], "--json")
    again = run("packet", "deliver", built.json["path"], stick, "--json")

    assert built.json["state"] == "final"
    assert (delivered.code, delivered.json["already_there"], again.json["already_there"]) == (0, False, True)
    assert verified.code == 0
    assert list(verified.json) == ["intact", "signers", "trusted", "practice", "continuity", "code", "errors"]
    assert (verified.json["intact"], verified.json["trusted"], verified.json["practice"]) == (True, True, True)
    assert verified.json["signers"] == [
        {"role": "clerk", "name": "张三", "valid": True, "trusted": True},
        {"role": "secretary", "name": "李四", "valid": True, "trusted": True},
    ]
    assert verified.json["code"] == built.json["code"]
    assert verified.json["errors"] == []


def test_the_list_tells_how_far_each_packet_is(run: Run, built: Ran, practice: Path):
    before = run("packet", "list", "--json").json
    (practice.parent / "stick").mkdir()
    run("packet", "deliver", built.json["path"], practice.parent / "stick")

    after = run("packet", "list", "--json").json

    assert [(p["period"], p["revision"], p["state"], p["code"]) for p in before] == [
        ("2026-10", 1, "final", built.json["code"])
    ]
    assert [p["state"] for p in after] == ["delivered"]


def test_the_verdict_is_told_in_parts(bare: Run, built: Ran):
    done = bare("packet", "verify", built.json["path"])

    assert done.out.splitlines() == [
        "完整性:完整,没有改动",
        "经办人:张三,签名有效,可信",
        "审核人:李四,签名有效,可信",
        "信任:两个签名人都是登记的人(练习包,不能作为正式上报)",
        "连续性:没有上一次可比",
        f"校验码:{built.json['code']}",
    ]


def test_one_changed_byte_is_found_without_any_book(bare: Run, built: Ran):
    path = Path(built.json["path"])
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)

    done = bare("packet", "verify", path, "--json")

    assert done.code == 1
    assert done.json["intact"] is False
    assert done.json["errors"]
    assert done.error["code"] == done.json["errors"][0]["code"]


def test_a_stranger_is_not_trusted(bare: Run, built: Ran, neighbours: Path):
    done = bare("packet", "verify", built.json["path"], "--trust", neighbours, "--json")

    assert done.code == 1
    assert done.json["trusted"] is False
    assert [signer["trusted"] for signer in done.json["signers"]] == [False, False]


@pytest.fixture(scope="session")
def neighbours(tmp_path_factory: pytest.TempPathFactory, _practice: Path) -> Path:
    """The trust bundle of another county."""
    from app.operations import books, identities
    from tests.cli.conftest import INFO, USERS

    folder = tmp_path_factory.mktemp("other")
    book = books.create_book(folder / "b.mz", INFO, USERS)
    now = books.clock()()
    people = [identities.Person(user.login, user.role, user.name, user.password) for user in USERS]
    identities.enrol(book, identities.make_practice_county("邻县", now), people, folder / "trust", now)
    book.close()
    return folder / "trust"


def test_without_a_trust_bundle_there_is_no_verdict(bare: Run, built: Ran, tmp_path: Path):
    lonely = tmp_path / "别处" / "里面"
    lonely.mkdir(parents=True)
    path = Path(shutil.copy(built.json["path"], lonely))

    done = bare("packet", "verify", path, "--trust", lonely, "--json")

    assert (done.code, done.error["code"]) == (1, "E-TRUST")


def test_a_packet_of_the_book_is_found_trusted_wherever_it_lies(bare: Run, built: Ran, practice: Path, tmp_path: Path):
    elsewhere = tmp_path / "下载" / "新 文件夹"
    elsewhere.mkdir(parents=True)
    path = Path(shutil.copy(built.json["path"], elsewhere))

    done = bare("--book", practice, "packet", "verify", path, "--json")

    assert (done.code, done.json["trusted"]) == (0, True)


def test_a_month_that_is_not_over_is_refused(run: Run, practice: Path):
    done = run("packet", "build", "--month", "2026-11", "--out", practice.parent / "out", "--json")

    assert (done.code, done.error["code"]) == (1, "E-PERIOD")
    assert not (practice.parent / "out").exists()


def test_a_finished_packet_is_not_signed_again(run: Run, built: Ran):
    done = run("packet", "sign", built.json["path"], "--role", "clerk", "--json")

    assert done.code == 0
    assert done.json["path"] == built.json["path"]


def test_a_drive_that_is_gone_is_refused(run: Run, built: Ran, tmp_path: Path):
    done = run("packet", "deliver", built.json["path"], tmp_path / "没有的 U盘", "--json")

    assert done.code == 1
    assert done.error["code"].startswith("E-")


def test_a_closed_month_is_opened_for_a_correction_and_only_the_change_is_packed(run: Run, practice: Path):
    stick, out = practice.parent / "stick", practice.parent / "out"
    stick.mkdir()
    row = run("add", "problem", *PROBLEM, "--json").json["id"]
    built = run("packet", "build", "--month", "2026-10", "--out", out, "--json")
    left = run("packet", "deliver", built.json["path"], stick)
    assert left.code == 0, left.err
    locked = run("set", "problem", row, "category=3.2", "--json")
    opened = run("amend", "--month", "2026-10", "--reason", "类别报错了", "--json")
    assert opened.code == 0, opened.err
    changed = run("set", "problem", row, "category=3.2")
    packed = run("packet", "build", "--month", "2026-10", "--out", out, "--json")
    listed = run("packet", "list", "--json").json

    assert (locked.code, locked.error["code"]) == (1, "E-CLOSED")
    assert (opened.code, opened.json["state"], opened.json["approved_by"]) == (0, "更正中", "李四")
    assert (changed.code, packed.code) == (0, 0)
    assert [(one["revision"], one["state"]) for one in listed] == [(1, "delivered"), (2, "final")]
