"""Closed months and corrections: what is locked, what is not, and how a correction goes to the county."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.domain.days import Period
from app.domain.faults import Refused, Told
from app.domain.rows import id_of
from app.figures.counting import Place
from app.ledgers.publicity import CHANNELS
from app.operations import amendment_packet, amendments, imports, monthly, packet_sent, packet_state, packets, records
from app.operations.doctor_sent import check_sent
from app.operations.packet_content import seal_of
from app.operations.packets import PacketOnDisk
from app.operations.records import LineEdit
from app.operations.travelling import rows_of_month
from app.storage.book import Book
from tests.conftest import FixedClock
from tests.operations.clerk import LINE, PROBLEM, PROGRESS, SHEET, found
from tests.operations.test_imports import GOOD, HEAD, workbook
from tests.operations.test_packets import PASSWORDS, enrolled, october  # noqa: F401

PUBLICITY = {"on_day": "2026-10-15", "channel": CHANNELS[0], "name": "村务公开宣传", "unit": "青山村"}
OCTOBER = Period.parse("2026-10")
SECRETARY = {"secretary": PASSWORDS["secretary"]}


@pytest.fixture
def closed(october: tuple[Path, PacketOnDisk], folder: Path) -> Iterator[Book]:  # noqa: F811
    """The book after October was issued and carried away."""
    source, made = october
    shutil.copytree(source, folder / "账套")
    with closing(Book.open(next((folder / "账套").glob("*.mz")), "clerk", clock=FixedClock())) as book:
        (folder / "U盘").mkdir()
        packets.deliver(book, folder / "账套" / "out" / made.path.name, folder / "U盘")
        yield book


def problem_of(book: Book) -> int:
    return id_of(book.rows("problem")[0], "id") or 0


def opened(book: Book, *places: tuple[str, int]) -> int:
    row = amendments.ask(book, OCTOBER, "涉及金额少写一个零", places)
    return id_of(amendments.agree(book, id_of(row, "id") or 0, SECRETARY), "id") or 0


def corrected(book: Book, folder: Path, amount: str = "30,000") -> PacketOnDisk:
    """October corrected in one amount, signed and carried away."""
    opened(book)
    records.save(book, PROBLEM, problem_of(book), {"amount_involved": amount})
    made = packets.build(book, "2026-10", folder / "out", PASSWORDS)
    packets.deliver(book, made.path, folder / "U盘")
    return made


def packed(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def meta(path: Path) -> dict[str, Any]:
    return dict(json.loads(packed(path, "packet.json")))


def test_issuing_moves_the_report_on_and_closes_the_month(closed: Book) -> None:
    report = monthly.report_row(closed, OCTOBER) or {}

    assert (report["state"], report["asked_by"], report["checked_by"]) == ("已传出", "张三", "李四")
    assert [month.period for month in closed.closed_months()] == ["2026-10"]
    assert "problem" in closed.closed_rows("2026-10")
    assert "unit" not in closed.closed_rows("2026-10")


def test_a_reported_fact_cannot_be_typed_over_and_the_sentence_says_how_to_correct_it(closed: Book) -> None:
    with pytest.raises(Refused) as caught:
        records.save(closed, PROBLEM, problem_of(closed), {"found_on": "2026-09-08"})

    assert caught.value.code == "E-CLOSED"
    assert "已随2026年10月上报包报县里" in caught.value.message
    assert "不能直接改(发现日期)" in caught.value.message
    assert "办“更正”" in caught.value.message
    assert closed.rows("problem")[0]["found_on"] == "2026-10-08"


def test_work_on_an_open_problem_goes_on_after_its_month_was_closed(closed: Book) -> None:
    problem = problem_of(closed)

    records.save(closed, PROBLEM, problem, {"result": "余款也已退回", "remark": "已与村里核对"})
    records.save(
        closed, PROGRESS, None, {"problem": closed.title("problem", problem), "on_day": "2026-11-05", "text": "已公示"}
    )
    records.move(closed, PROBLEM, problem, "申请销号")

    assert closed.row("problem", problem)["state"] == "待核实"  # type: ignore[index]


def test_what_was_overlooked_is_entered_late_and_counts_as_a_correction_of_the_next_month(closed: Book) -> None:
    found(closed, found_on="2026-10-25", description="十月漏登的问题")

    november = monthly.monthly(closed, Period.parse("2026-11")).figures[Place("G10")]
    october_now = monthly.monthly(closed, OCTOBER).figures[Place("G10")]

    assert (october_now.m, november.adj) == (1, 1)


def test_a_reported_row_is_not_voided_and_the_step_that_entered_it_not_undone(closed: Book) -> None:
    progress = id_of(closed.rows("progress")[0], "id") or 0
    entered = closed.one("SELECT min(step) FROM change WHERE register = 'progress' AND row = ?", (progress,))[0]

    with pytest.raises(Refused) as voided:
        records.void(closed, PROGRESS, progress, "写错")
    with pytest.raises(Refused) as undone:
        records.undo(closed, entered)

    assert (voided.value.code, undone.value.code) == ("E-CLOSED", "E-CLOSED")
    assert "不能直接改(作废)" in voided.value.message
    assert closed.row("progress", progress)["voided"] == 0  # type: ignore[index]


def test_a_step_made_after_the_month_was_closed_can_be_undone(closed: Book) -> None:
    problem = problem_of(closed)
    before = closed.row("problem", problem)["result"]  # type: ignore[index]
    records.save(closed, PROBLEM, problem, {"result": "余款也已退回"})

    records.undo(closed)

    assert closed.row("problem", problem)["result"] == before  # type: ignore[index]


def test_lines_of_a_reported_sheet_stay(closed: Book) -> None:
    sheet = id_of(closed.rows("finance_sheet")[0], "id") or 0
    line = closed.rows("finance_line")[0]

    with pytest.raises(Refused):
        records.save_lines(closed, SHEET, sheet, LINE, [LineEdit(id_of(line, "id"), {"amount": "1"})])
    with pytest.raises(Refused):
        records.void(closed, LINE, id_of(line, "id") or 0, "重复")

    assert closed.rows("finance_line") == [line]


def test_a_workbook_that_would_change_reported_facts_is_refused(closed: Book, folder: Path) -> None:
    number = closed.row("problem", problem_of(closed))["number"]  # type: ignore[index]
    table = workbook(folder / "问题.xlsx", ["编号", *HEAD], [number, "青山村", "2026-10-02", *GOOD[2:]])

    with pytest.raises(Refused) as caught:
        imports.run_import(closed, PROBLEM, [table])

    assert caught.value.code == "E-CLOSED"


def test_the_month_cannot_be_made_again_once_it_left(closed: Book, folder: Path) -> None:
    with pytest.raises(Refused) as caught:
        packets.build(closed, "2026-10", folder / "out", PASSWORDS)

    assert caught.value.code == "E-SENT"


def test_a_correction_needs_a_second_person(closed: Book) -> None:
    row = amendments.ask(closed, OCTOBER, "金额少写一个零")

    with pytest.raises(Refused) as nobody:
        amendments.agree(closed, id_of(row, "id") or 0, {"clerk": PASSWORDS["clerk"]})
    with pytest.raises(Told):
        amendments.agree(closed, id_of(row, "id") or 0, {"secretary": "wrong-password"})
    with pytest.raises(Refused) as locked:
        records.save(closed, PROBLEM, problem_of(closed), {"category": "3.2"})

    assert (row["number"], row["state"], row["asked_by"]) == ("示更〔2026〕1号", "待同意", "张三")
    assert (nobody.value.code, locked.value.code) == ("E-PASSWORD", "E-CLOSED")


def test_a_correction_of_named_rows_opens_these_and_no_others(closed: Book) -> None:
    progress = id_of(closed.rows("progress")[0], "id") or 0
    opened(closed, ("progress", progress))

    records.save(closed, PROGRESS, progress, {"on_day": "2026-10-21"})
    with pytest.raises(Refused) as caught:
        records.save(closed, PROBLEM, problem_of(closed), {"category": "3.2"})

    assert [(one.register, one.id) for one in amendments.changes(closed, OCTOBER)] == [("progress", progress)]
    assert caught.value.code == "E-CLOSED"


def test_only_what_changed_is_listed_before_beside_after(closed: Book) -> None:
    opened(closed)
    records.save(closed, PROBLEM, problem_of(closed), {"amount_involved": "30,000"})

    (changed,) = amendments.changes(closed, OCTOBER)
    sheet = amendment_packet.preview(closed, OCTOBER)

    assert changed.fields == [("涉及金额(元)", "", "30,000.00")]
    shown = "\n".join("|".join(line) for line in sheet.lines())
    assert "示更〔2026〕1号" in shown
    assert "30,000.00" in shown


def test_a_correction_that_changed_nothing_makes_no_packet_and_can_be_withdrawn(closed: Book, folder: Path) -> None:
    row = opened(closed)

    with pytest.raises(Refused) as empty:
        packets.build(closed, "2026-10", folder / "out", PASSWORDS)
    records.save(closed, PROBLEM, problem_of(closed), {"amount_involved": "30,000"})
    with pytest.raises(Refused) as changed:
        amendments.withdraw(closed, row, "不用改了")
    records.undo(closed)
    withdrawn = amendments.withdraw(closed, row, "不用改了")

    assert (empty.value.code, changed.value.code) == ("E-EMPTY", "E-STATE")
    assert withdrawn["state"] == "已撤回"
    with pytest.raises(Refused):
        records.save(closed, PROBLEM, problem_of(closed), {"category": "3.2"})


def test_the_packet_of_a_correction_holds_only_the_changed_rows_and_the_new_seal(closed: Book, folder: Path) -> None:
    first = closed.packets()[-1]
    made = corrected(closed, folder)

    said = meta(made.path)
    (line,) = packed(made.path, "data/changes/problem.jsonl").splitlines()
    change = json.loads(line)
    with zipfile.ZipFile(made.path) as archive:
        names = [name for name in archive.namelist() if name.startswith(("data/records/", "data/changes/"))]

    assert names == ["data/changes/problem.jsonl", "data/records/problem.jsonl"]
    assert (said["revision"], said["seq"], said["supersedes"]) == (2, 2, first["packet_id"])
    assert [change["before"]["amount_involved"], change["after"]["amount_involved"]] == [None, 3000000]
    (declared,) = said["amendments"]
    assert (declared["number"], declared["approved_by"], declared["rows"]) == ("示更〔2026〕1号", "李四", 1)
    assert declared["reason"] == "涉及金额少写一个零"
    assert declared["events"]
    merged = packet_sent.sent_records(closed, "2026-10")
    assert said["seals"]["2026-10"] == seal_of({key: rows.values() for key, rows in merged.items()})
    assert said["seals"]["2026-10"] != first["data"]["seals"]["2026-10"]
    assert packets.verify_own(closed, made.path).accepted


def test_the_corrected_figures_are_told_and_kept_and_both_versions_stay(closed: Book, folder: Path) -> None:
    before = monthly.monthly(closed, OCTOBER).figures[Place("F10")]
    made = corrected(closed, folder)

    told = json.loads(packed(made.path, "data/figures.json"))
    kept = monthly.monthly(closed, OCTOBER).figures
    first, second = packet_sent.issued(closed, "2026-10")

    assert told["month"] == "2026-10"
    assert {one["key"]: one["month"] for one in told["figures"]}["G10"] == kept[Place("G10")].m == 1
    assert before.m == kept[Place("F10")].m
    for version in (first, second):
        with packet_sent.opened(closed, version) as reader:
            assert "data/reports/R01.pdf" in reader.names
    row = closed.rows("amendment")[0]
    assert (row["state"], row["changed"], row["revision"]) == ("已传出", 1, 2)


def test_after_the_correction_the_month_is_shut_again(closed: Book, folder: Path) -> None:
    corrected(closed, folder)

    with pytest.raises(Refused) as caught:
        records.save(closed, PROBLEM, problem_of(closed), {"amount_involved": "40,000"})
    records.save(closed, PROBLEM, problem_of(closed), {"result": "余款也已退回"})

    assert caught.value.code == "E-CLOSED"


def test_two_corrections_in_a_row_follow_each_other(closed: Book, folder: Path) -> None:
    second, third = corrected(closed, folder), corrected(closed, folder, "40,000")

    two, three = meta(second.path), meta(third.path)
    change = json.loads(packed(third.path, "data/changes/problem.jsonl"))

    assert (three["revision"], three["seq"], three["supersedes"]) == (3, 3, two["packet_id"])
    assert three["prev"] == packet_sent.issued(closed, "2026-10")[1]["tagmanifest"]
    assert [change[side]["amount_involved"] for side in ("before", "after")] == [3000000, 4000000]
    assert three["amendments"][0]["number"] == "示更〔2026〕2号"


def test_a_second_correction_waits_until_the_first_has_left(closed: Book, folder: Path) -> None:
    opened(closed)
    with pytest.raises(Refused) as under_way:
        amendments.ask(closed, OCTOBER, "再改一处")
    records.save(closed, PROBLEM, problem_of(closed), {"amount_involved": "30,000"})
    packets.build(closed, "2026-10", folder / "out", PASSWORDS)
    with pytest.raises(Refused) as waiting:
        amendments.ask(closed, OCTOBER, "再改一处")

    assert "还在办" in under_way.value.message
    assert "还没有传出" in waiting.value.message


def test_a_correction_signed_and_not_carried_away_is_made_again(closed: Book, folder: Path) -> None:
    opened(closed)
    records.save(closed, PROBLEM, problem_of(closed), {"amount_involved": "30,000"})
    first = packets.build(closed, "2026-10", folder / "out", PASSWORDS)
    again = packets.build(closed, "2026-10", folder / "out 2", PASSWORDS)

    assert [meta(made.path)["seq"] for made in (first, again)] == [2, 2]
    assert [p["state"] for p in closed.packets("2026-10")] == ["delivered", "dropped", "final"]


def test_a_draft_of_a_correction_is_not_signed_when_the_book_went_on(closed: Book, folder: Path) -> None:
    opened(closed)
    records.save(closed, PROBLEM, problem_of(closed), {"amount_involved": "30,000"})
    draft = packets.build(closed, "2026-10", folder / "out")
    records.save(closed, PROBLEM, problem_of(closed), {"amount_involved": "50,000"})

    with pytest.raises(Refused) as caught:
        packets.sign(closed, draft.path, "clerk", PASSWORDS)

    assert caught.value.code == "E-STALE"


def test_a_finished_row_that_was_overlooked_goes_with_the_next_packet(closed: Book, clock: FixedClock) -> None:
    late = records.save(closed, closed.ledgers["publicity"], None, PUBLICITY)
    before = rows_of_month(closed, OCTOBER).rows["publicity"]

    november = rows_of_month(closed, Period.parse("2026-11")).rows["publicity"]

    assert [row["id"] for row in november] == [late.id]
    assert [row["id"] for row in before] == [late.id]  # counted by its day in October; the packet of October is out


def test_doctor_finds_nothing_wrong_after_a_month_and_its_correction(closed: Book, folder: Path) -> None:
    corrected(closed, folder)

    ok, message = check_sent(closed)

    assert ok, message
    assert message == "报出的 2 个上报包都在,封账的 1 个月与报出的一致,历史没有改写"


def test_doctor_names_a_packet_that_is_lost_and_a_row_changed_behind_the_back_of_the_program(
    closed: Book, folder: Path
) -> None:
    with closed.transaction():
        closed.run("DELETE FROM closed_month")
    records.save(closed, PROBLEM, problem_of(closed), {"category": "3.2"})
    closed.run("UPDATE packet SET tagmanifest = ?", ("0" * 64,))
    went = closed.packets()[-1]
    with closed.transaction():
        closed.run(
            "INSERT INTO closed_month (period, packet_id, step, at, by) VALUES (?, ?, ?, ?, ?)",
            ("2026-10", went["packet_id"], went["data"]["step"], closed.now(), "张三"),
        )

    ok, message = check_sent(closed)

    assert not ok
    assert "的留底不是签发的那一份" in message
    assert "没有办更正就改过" in message


def test_doctor_notices_a_log_that_was_rewritten(closed: Book) -> None:
    kept = closed.packets()[-1]
    with closed.transaction():
        closed.write_packet({**packet_state.plain_row(kept), "data": {**kept["data"], "log_root": "0" * 64}})

    ok, message = check_sent(closed)

    assert not ok
    assert "签发以前的操作日志改写过" in message
