"""The month's packet from the registers to the stick."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from app.domain.faults import Refused, Told
from app.operations import gate, identities, packet_reports, packets, records, settlings, sheets
from app.operations.gate import Unsettled
from app.operations.identities import Person
from app.operations.packets import PacketOnDisk
from app.packet.certificates import pem
from app.packet.container import ZipReader, ZipWriter
from app.reports.sheet import Paragraph, Sheet
from app.storage.book import Book
from tests.conftest import USERS, FixedClock
from tests.export.paper import Paper
from tests.made_once import key
from tests.operations.clerk import (
    COMMITMENT,
    PERSON,
    PROBLEM,
    PROGRESS,
    SHEET,
    UNIT,
    found,
    in_work,
    lines,
    sheet,
    signed,
)

PASSWORDS = {user.login: user.password for user in USERS}
ID = "11010519491231002X"


@pytest.fixture(scope="session")
def enrolled(_empty_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with signing identities and one month of rows; making keys is slow, so tests copy it."""
    folder = tmp_path_factory.mktemp("签名 账套")
    for name in (_empty_book.name, f"{_empty_book.name}.keys"):
        shutil.copy(_empty_book.with_name(name), folder / name)
    clock = FixedClock()
    with closing(Book.open(folder / _empty_book.name, "clerk", clock=clock)) as book:
        now = datetime.fromisoformat(book.now())
        people = [Person(user.login, user.role, user.name, user.password) for user in USERS]
        keys = iter(("root", "seal 示例县", "clerk 示例乡", "secretary 示例乡", "seal 示例乡"))
        with pytest.MonkeyPatch.context() as patch:
            # the very keys of the packet tests, so that one run makes each only once
            patch.setattr("app.packet.certificates.new_private_key", lambda: key(next(keys)))
            identities.enrol(book, identities.make_practice_county("示例县", now), people, folder / "trust", now)
        fill(book, folder)
    return folder / _empty_book.name


def fill(book: Book, folder: Path) -> None:
    """What happened until the end of October."""
    records.save(book, UNIT, None, {"name": "示例乡", "kind": "乡镇", "short": "示", "phone": "0795-5550001"})
    records.save(book, UNIT, None, {"name": "青山村", "kind": "村", "parent": "示例乡"})
    person = {"name": "王伟", "unit": "青山村", "post": "主任", "level": "村(社区)干部"}
    records.save(book, PERSON, None, {**person, "phone": "13800138000", "id_number": ID})
    problem = in_work(book, folder, found_on="2026-10-08", deadline="2026-10-30")
    found(book, found_on="2026-11-02", description="十一月才发现的问题")
    records.save(book, PROGRESS, None, {"problem": problem.number, "on_day": "2026-10-20", "text": "已开村民会议"})
    records.save(book, COMMITMENT, None, {"unit": "青山村", "problems": problem.number, "text": "十月底前退回"})
    header = sheet(book)
    lines(book, header.id, ("2026-07-01", "2.02", "山林发包收入", "3,000"))
    line = int(str(book.rows("finance_line")[0]["id"]))
    records.save(book, book.ledgers["finance_line"], line, {"payee": "承包户赵某"})
    early = {"approved_on": "2026-10-08", "reviewed_on": "2026-10-08", "agency_on": "2026-10-09"}
    signed(book, header.id, **early)
    posted = {"posted_from": "2026-10-10", "posted_to": "2026-10-20", "posted_at": "村公开栏", "no_photo": "手机没电"}
    records.move(book, SHEET, header.id, "张贴公开", texts=posted)


@pytest.fixture
def signing_book(enrolled: Path, folder: Path, clock: FixedClock) -> Iterator[Book]:
    """The enrolled book, open for the clerk in a folder of its own."""
    for name in (enrolled.name, f"{enrolled.name}.keys"):
        shutil.copy(enrolled.with_name(name), folder / name)
    for name in ("trust", f"{enrolled.name}.files"):
        shutil.copytree(enrolled.with_name(name), folder / name)
    with closing(Book.open(folder / enrolled.name, "clerk", clock=clock)) as book:
        yield book


@pytest.fixture(scope="session")
def october(enrolled: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, PacketOnDisk]:
    """The signed packet of October with the book it was made from; for tests that only look."""
    folder = tmp_path_factory.mktemp("签发 成品") / "账套"
    shutil.copytree(enrolled.parent, folder)
    with closing(Book.open(folder / enrolled.name, "clerk", clock=FixedClock())) as book:
        made = packets.build(book, "2026-10", folder / "out", PASSWORDS)
    return folder, made


def meta(path: Path) -> dict[str, object]:
    with zipfile.ZipFile(path) as packet:
        name = next(name for name in packet.namelist() if name.endswith("packet.json"))
        return dict(json.loads(packet.read(name)))


def test_a_packet_is_signed_by_two_people_and_verifies(october: tuple[Path, PacketOnDisk]) -> None:
    folder, made = october

    verdict = packets.verify(made.path, folder / "trust").as_json()

    assert (made.state, made.title, made.code) == ("final", "已签发", verdict["code"])
    assert (verdict["intact"], verdict["trusted"], verdict["practice"]) == (True, True, True)
    assert [(s["role"], s["name"], s["valid"], s["trusted"]) for s in verdict["signers"]] == [
        ("clerk", "张三", True, True),
        ("secretary", "李四", True, True),
    ]


def test_a_packet_holds_the_months_rows_and_its_control_totals(october: tuple[Path, PacketOnDisk]) -> None:
    _, made = october

    with zipfile.ZipFile(made.path) as packet:
        texts = {name: packet.read(name) for name in packet.namelist() if name.endswith(".jsonl")}
    rows = {
        name.rpartition("/")[2].removesuffix(".jsonl"): [json.loads(line) for line in text.splitlines()]
        for name, text in texts.items()
    }
    told = meta(made.path)

    assert [row["description"] for row in rows["problem"]] == ["集体山林发包收入 3,000 元未入账"]
    assert [row["text"] for row in rows["progress"]] == ["已开村民会议"]
    assert [row["purpose"] for row in rows["finance_line"]] == ["山林发包收入"]
    assert rows["problem"][0]["lead"]["title"] == "王伟"
    assert len(rows["problem"][0]["proof"][0]) == 64
    counts = dict(told["counts"])  # type: ignore[call-overload]
    assert (counts["problem_found"], counts["problem_open"], counts["problem_overdue"]) == (1, 1, 1)
    assert (counts["finance_village"], counts["finance_group"], counts["finance_line"]) == (1, 0, 1)
    assert (told["period"], told["seq"], told["revision"], told["practice"]) == ("2026-10", 1, 1, True)


def test_nothing_personal_or_secret_leaves_in_any_file(october: tuple[Path, PacketOnDisk]) -> None:
    _, made = october

    with zipfile.ZipFile(made.path) as packet:
        everything = {name: packet.read(name) for name in packet.namelist()}

    for secret in (ID, "13800138000", "承包户赵某"):
        assert not [name for name, data in everything.items() if secret.encode() in data]
    records_ = b"".join(data for name, data in everything.items() if name.endswith(".jsonl") and "records" in name)
    keys = {key for line in records_.splitlines() for key in json.loads(line)}
    assert not keys & {"payee", "id_number", "void_reason", "created_by"}
    assert not [name for name in everything if "person" in name]


def test_the_reports_to_look_at_are_the_bytes_in_the_file_and_say_what_the_month_holds(
    october: tuple[Path, PacketOnDisk],
) -> None:
    _, made = october

    found = packet_reports.reports_in(made.path)

    with zipfile.ZipFile(made.path) as packet:
        names = sorted(name for name in packet.namelist() if name.endswith(".pdf"))
        assert [report.pdf for report in found] == [packet.read(name) for name in names]
    assert [report.title for report in found] == [
        "2026年10月上报内容清单",
        "示例县查处基层党员干部侵害群众利益问题有关数据月报表",
        "示例县查处基层党员干部侵害群众利益问题有关数据月报表(分项)",
        "示例乡2026年10月工作进展情况报告",
        "问题台账",
        "整改承诺",
        "财务公开",
        "青山村2026年第3季度财务收支公开榜",
    ]
    cover = Paper(found[0].pdf).whole()
    assert all("练习" in Paper(report.pdf).whole() for report in found)
    assert "1问题台账本月登记(条)1" in cover
    assert "4问题台账月末逾期(条)1" in cover
    assert "8财务公开本月张贴村级(张)1" in cover


def test_the_pages_of_a_signed_report_show_the_stamps_of_both_signatures(signing_book: Book, folder: Path) -> None:
    draft = packets.build(signing_book, "2026-10", folder / "out")
    ink = [_ink(draft.path)]
    for role in ("clerk", "secretary"):
        signed = packets.sign(signing_book, draft.path, role, {role: PASSWORDS[role]})
        ink.append(_ink(signed.path))

    assert ink[0] < ink[1] < ink[2]


def _ink(path: Path) -> int:
    """How many bytes of the cover's last page are dark."""
    page = sheets.preview(packet_reports.reports_in(path)[0].pdf, 72)[-1]
    return sum(1 for byte in page.bgrx if byte < 128)


def test_reports_changed_since_the_draft_was_made_are_not_shown(signing_book: Book, folder: Path) -> None:
    draft = packets.build(signing_book, "2026-10", folder / "out")
    with ZipReader.open(draft.path) as reader:
        kept = {name: reader.read(name, 1 << 30) for name in reader.names}
    kept["data/reports/R01.pdf"] += b"%"
    with draft.path.open("wb") as file:
        writer = ZipWriter(file)
        for name, data in kept.items():
            writer.add(name, data)
        writer.finish()

    with pytest.raises(Told) as caught:
        packet_reports.reports_in(draft.path)

    assert caught.value.code == "E-DIGEST"
    assert caught.value.message.endswith("生成之后被改动过，请重新生成，不要签名")


def test_a_draft_knows_whether_its_month_went_on(signing_book: Book, folder: Path) -> None:
    draft = packets.build(signing_book, "2026-10", folder / "out")
    problem, later = (int(str(row["id"])) for row in signing_book.rows("problem"))

    signing_book.note("sheet.print", "sheet/problem")
    records.save(signing_book, PROBLEM, later, {"cause": "十一月的事"})
    before = packet_reports.changed_since(signing_book, draft.path)
    records.save(signing_book, PROBLEM, problem, {"cause": "监督不到位"})

    assert (before, packet_reports.changed_since(signing_book, draft.path)) == (False, True)


def test_a_signed_draft_is_made_again_only_when_told_so(signing_book: Book, folder: Path) -> None:
    clerk = {"clerk": PASSWORDS["clerk"]}
    draft = packets.build(signing_book, "2026-10", folder / "out")
    signed = packets.sign(signing_book, draft.path, "clerk", clerk)
    data = signed.path.read_bytes()

    with pytest.raises(Told) as caught:
        packets.build(signing_book, "2026-10", folder / "out")
    kept = signed.path.read_bytes()
    again = packets.build(signing_book, "2026-10", folder / "out", remake=True)

    assert (caught.value.code, kept) == ("E-STATE", data)
    assert (again.state, again.path) == ("built", signed.path)
    assert packets.packet_of(signing_book, "2026-10") == again


@pytest.mark.parametrize("month", ["2026-11", "2026-12"])
def test_a_month_that_is_not_over_is_refused(signing_book: Book, folder: Path, month: str) -> None:
    with pytest.raises(Refused) as caught:
        packets.build(signing_book, month, folder / "out", PASSWORDS)

    assert caught.value.code == "E-PERIOD"
    assert "还没有结束,不能生成上报包。没有生成任何文件" in caught.value.message
    assert not (folder / "out").exists()


def test_a_packet_is_for_a_month_and_for_nothing_else(signing_book: Book, folder: Path) -> None:
    with pytest.raises(Refused) as caught:
        packets.build(signing_book, "2026Q3", folder / "out", PASSWORDS)

    assert caught.value.message == "上报包按月生成,请写成 2026-10 的样子。"


def test_hard_faults_refuse_the_packet_and_name_their_rows(signing_book: Book, folder: Path) -> None:
    problem = int(str(signing_book.rows("problem")[0]["id"]))
    with signing_book.change("旧程序写入") as writer:
        writer.save(PROBLEM, {"id": problem, "measures": None, "responsible": []})

    with pytest.raises(Refused) as caught:
        packets.build(signing_book, "2026-10", folder / "out", PASSWORDS)

    assert caught.value.code == "E-CHECK"
    assert "问题台账“示纪问〔2026〕1号" in caught.value.message
    assert "共 2 处要改,没有生成上报包。请改好后重新生成。" in caught.value.message
    assert [line.fault.field for line in packets.check_month(signing_book, "2026-10")] == ["measures", "responsible"]
    assert (signing_book.packets(), (folder / "out").exists()) == ([], False)


def test_faults_of_another_month_do_not_stop_this_one(signing_book: Book) -> None:
    later = int(str(signing_book.rows("problem")[1]["id"]))
    with signing_book.change("旧程序写入") as writer:
        writer.save(PROBLEM, {"id": later, "description": None})

    assert packets.check_month(signing_book, "2026-10") == []


def test_a_personal_number_in_a_text_refuses_the_packet(signing_book: Book, folder: Path) -> None:
    problem = int(str(signing_book.rows("problem")[0]["id"]))
    records.save(signing_book, PROBLEM, problem, {"result": "已退,电话13800138000"})

    with pytest.raises(Refused) as caught:
        packets.build(signing_book, "2026-10", folder / "out", PASSWORDS)

    assert caught.value.code == "E-PERSONAL"
    assert signing_book.packets() == []


def test_a_personal_number_in_a_field_that_is_on_no_sheet_refuses_the_packet_too(
    signing_book: Book, folder: Path
) -> None:
    problem = int(str(signing_book.rows("problem")[0]["id"]))
    records.save(signing_book, PROBLEM, problem, {"cause": "会计(１３８ 0013 8000)账目不清"})

    with pytest.raises(Refused) as caught:
        packets.build(signing_book, "2026-10", folder / "out", PASSWORDS)

    assert caught.value.code == "E-PERSONAL"
    assert "还有 1 处个人信息没有处理,暂不能生成上报包。" in caught.value.message
    assert "“问题台账”示纪问〔2026〕1号“问题症结”有手机号 138…00" in caught.value.message
    assert (signing_book.packets(), (folder / "out").exists()) == ([], False)


def test_what_is_settled_is_in_no_file_of_the_packet_and_the_draft_counts_as_up_to_date(
    signing_book: Book, folder: Path
) -> None:
    problem = int(str(signing_book.rows("problem")[0]["id"]))
    texts = {"cause": "会计(１３８ 0013 8000)账目不清", "result": "退款至卡6222020200112230,学生王小明(9岁)"}
    records.save(signing_book, PROBLEM, problem, texts)
    with pytest.raises(Unsettled) as caught:
        packets.build(signing_book, "2026-10", folder / "out", PASSWORDS)
    settlings.settle(signing_book, caught.value.findings, settlings.MASK)

    made = packets.build(signing_book, "2026-10", folder / "out")

    with zipfile.ZipFile(made.path) as archive:
        every = b"".join(archive.read(name) for name in archive.namelist())
        record = archive.read("data/records/problem.jsonl").decode()
    assert "会计(138****8000)账目不清" in record
    assert "退款至卡****2230,学生王某某(9岁)" in record
    assert not any(bare.encode() in every for bare in ("１３８ 0013 8000", "6222020200112230", "王小明"))
    assert not packet_reports.changed_since(signing_book, made.path)


def test_what_was_masked_on_a_wall_is_masked_in_the_packet_without_asking_again(
    signing_book: Book, folder: Path
) -> None:
    text = "会计(138 0013 8000)账目不清"
    problem = int(str(signing_book.rows("problem")[0]["id"]))
    with pytest.raises(Unsettled) as caught:
        gate.passed(signing_book, [Sheet("trial", "榜", (Paragraph(text),), look="notice")])
    settlings.settle(signing_book, caught.value.findings, settlings.MASK)
    records.save(signing_book, PROBLEM, problem, {"cause": text})

    made = packets.build(signing_book, "2026-10", folder / "out")

    assert made.state == "built"


def test_nobody_enrolled_means_no_packet(book: Book, folder: Path) -> None:
    with pytest.raises(Refused) as caught:
        packets.build(book, "2026-10", folder / "out", PASSWORDS)

    assert caught.value.code == "E-NO-CERT"


def test_a_wrong_password_makes_nothing(signing_book: Book, folder: Path) -> None:
    with pytest.raises(Told):
        packets.build(signing_book, "2026-10", folder / "out", {**PASSWORDS, "secretary": "wrong-password"})

    assert signing_book.packets() == []
    assert not list(folder.glob("out/*"))


def test_a_packet_made_again_before_it_left_takes_the_same_place(
    october: tuple[Path, PacketOnDisk], folder: Path
) -> None:
    source, first = october
    shutil.copytree(source, folder / "账套")
    with closing(Book.open(next((folder / "账套").glob("*.mz")), "clerk", clock=FixedClock())) as book:
        again = packets.build(book, "2026-10", folder / "out 2", PASSWORDS)
        kept = {p["packet_id"]: p for p in book.packets()}
        newest = packets.packet_of(book, "2026-10")

    one, two = (meta(made.path) for made in (first, again))
    assert [(m["seq"], m["revision"], m["supersedes"], m["prev"]) for m in (one, two)] == [(1, 1, None, None)] * 2
    assert {packet_id: p["state"] for packet_id, p in kept.items()} == {
        first.packet_id: "dropped",
        again.packet_id: "final",
    }
    assert newest == again


def test_a_draft_is_signed_step_by_step_and_left_only_when_it_is_finished(signing_book: Book, folder: Path) -> None:
    clerk, secretary = ({login: PASSWORDS[login]} for login in ("clerk", "secretary"))
    draft = packets.build(signing_book, "2026-10", folder / "out")

    with pytest.raises(Refused) as no_password:
        packets.sign(signing_book, draft.path, "clerk", secretary)
    with pytest.raises(Told):
        packets.sign(signing_book, draft.path, "secretary", secretary)
    with pytest.raises(Refused) as unfinished:
        packets.deliver(signing_book, draft.path, folder)
    signed = packets.sign(signing_book, draft.path, "clerk", clerk)
    approved = packets.sign(signing_book, signed.path, "secretary", secretary)
    final = packets.sign(signing_book, approved.path, "clerk", clerk)
    once_more = packets.sign(signing_book, final.path, "clerk", clerk)

    assert (no_password.value.code, unfinished.value.code) == ("E-PASSWORD", "E-STATE")
    assert [made.state for made in (draft, signed, approved, final)] == ["built", "clerk-signed", "approved", "final"]
    assert once_more.path == final.path
    assert packets.verify_own(signing_book, final.path).as_json()["trusted"] is True
    assert packets.packet_of(signing_book, "2026-10") == once_more


def test_the_slip_names_the_packet_its_code_and_its_signers(october: tuple[Path, PacketOnDisk], folder: Path) -> None:
    source, made = october
    shutil.copytree(source, folder / "账套")
    with closing(Book.open(next((folder / "账套").glob("*.mz")), "clerk", clock=FixedClock())) as book:
        packet = folder / "账套" / "out" / made.path.name

        slip = packets.handover(book, packet)

    shown = "\n".join("|".join(line) for line in slip.lines())
    assert f"校验码  {made.code}" in shown
    assert made.path.name in shown
    assert "经办人 张三" in shown
    assert "审核人 李四" in shown
    assert slip.mark == "练习"


def test_a_changed_packet_gets_no_slip(october: tuple[Path, PacketOnDisk], signing_book: Book, folder: Path) -> None:
    _, made = october
    packet = folder / made.path.name
    data = bytearray(made.path.read_bytes())
    data[len(data) // 2] ^= 1
    packet.write_bytes(data)

    verdict = packets.verify_own(signing_book, packet).as_json()
    with pytest.raises(Refused) as caught:
        packets.handover(signing_book, packet)

    assert verdict["intact"] is False
    assert caught.value.code == "E-PACKET"


def test_an_empty_month_is_a_nil_report(signing_book: Book, folder: Path) -> None:
    for register in ("finance_sheet", "commitment", "problem"):
        ledger = signing_book.ledgers[register]
        with signing_book.change("清空") as writer:
            for row in signing_book.rows(register):
                writer.void(ledger, int(str(row["id"])), "练习")

    made = packets.build(signing_book, "2026-09", folder / "out")

    assert "本月为零报告" in Paper(packet_reports.reports_in(made.path)[0].pdf).whole()


def test_the_months_offered_begin_with_the_last_one_that_is_over(signing_book: Book) -> None:
    offered = [period.key for period in packets.months(signing_book)]

    assert (offered[0], offered[-1], len(offered)) == ("2026-10", "2025-11", 12)


@pytest.fixture
def finished(signing_book: Book, tmp_path: Path) -> Path:
    """A signed packet of October."""
    return packets.build(signing_book, "2026-10", tmp_path / "出", PASSWORDS).path


def test_a_packet_is_sealed_to_the_county_and_to_ourselves(signing_book: Book, finished: Path):
    sealed = packets.seal(signing_book, finished)

    with packets.plain(signing_book, sealed) as opened:
        same = opened.read_bytes() == finished.read_bytes()

    assert same
    assert not opened.exists()
    assert packets.verify_own(signing_book, sealed).accepted


def test_sealing_twice_gives_the_same_file_so_that_a_stick_may_be_written_again(
    signing_book: Book, finished: Path, tmp_path: Path
):
    (tmp_path / "U盘").mkdir()

    first = packets.deliver(signing_book, finished, tmp_path / "U盘", sealed=True)
    second = packets.deliver(signing_book, finished, tmp_path / "U盘", sealed=True)

    assert first.path.name == f"{finished.name}.p7m"
    assert (first.already_there, second.already_there) == (False, True)
    assert packets.packet_of(signing_book, "2026-10").state == packets.DELIVERED  # type: ignore[union-attr]


def test_a_broken_sealed_file_is_sealed_anew(signing_book: Book, finished: Path):
    sealed = packets.seal(signing_book, finished)
    sealed.write_bytes(sealed.read_bytes()[:-1])

    again = packets.seal(signing_book, finished)

    assert packets.verify_own(signing_book, again).accepted


def test_a_draft_is_not_sealed(signing_book: Book, tmp_path: Path):
    draft = packets.build(signing_book, "2026-10", tmp_path / "出").path

    with pytest.raises(Refused, match="还没有签完,不能封装"):
        packets.seal(signing_book, draft)


def test_without_the_countys_certificate_nothing_is_sealed_and_the_plain_packet_goes(
    signing_book: Book, finished: Path, tmp_path: Path
):
    (signing_book.path.parent / "trust" / "county-seal.pem").unlink()
    (tmp_path / "U盘").mkdir()

    with pytest.raises(Refused, match="没有县里的加密证书"):
        packets.seal(signing_book, finished)

    assert packets.deliver(signing_book, finished, tmp_path / "U盘", sealed=True).path.name == finished.name


def test_a_seal_certificate_of_another_county_is_not_trusted(signing_book: Book, finished: Path):
    other = identities.make_practice_county("邻县", datetime.fromisoformat(signing_book.now()))
    (signing_book.path.parent / "trust" / "county-seal.pem").write_bytes(pem(other.seal.cert))

    with pytest.raises(Told, match="加密证书不是本县根证书签发的"):
        packets.seal(signing_book, finished)
