"""The monthly report in the packet: its figures with their rows, what keeps it back, and how far it has come."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from app.domain.days import Period
from app.domain.faults import Refused
from app.domain.rows import id_of
from app.figures.counting import Place
from app.figures.relations import Mismatch
from app.operations import monthly, monthly_issue, packet_reports, packets, records
from app.operations.monthly_issue import NotReady
from app.operations.packets import PacketOnDisk
from app.storage.book import Book
from tests.export.paper import Paper
from tests.operations.clerk import PROBLEM
from tests.operations.test_packets import PASSWORDS, enrolled, october, signing_book  # noqa: F401

OCTOBER = Period.parse("2026-10")
CLERK = {"clerk": PASSWORDS["clerk"]}


def told(path: Path, name: str) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        return dict(json.loads(archive.read(name)))


def odd(monkeypatch: pytest.MonkeyPatch, *, hard: bool) -> None:
    """A relation that does not hold."""
    found = Mismatch("V14" if hard else "V29", "排查问题与各来源相加不等", (Place("G10"),), hard)
    monkeypatch.setattr(monthly, "mismatches", lambda *_args, **_more: [found])


def test_every_figure_travels_with_the_rows_behind_it(october: tuple[Path, PacketOnDisk]) -> None:  # noqa: F811
    _, made = october

    figures = told(made.path, "data/figures.json")
    by_key = {one["key"]: one for one in figures["figures"]}
    with zipfile.ZipFile(made.path) as archive:
        problem = json.loads(archive.read("data/records/problem.jsonl").splitlines()[0])

    assert (figures["schema"], figures["month"], figures["nil"]) == ("mz-figures/1", "2026-10", False)
    assert by_key["G10"]["month"] == 1
    assert by_key["G10"]["rows"] == [{"register": "problem", "id": problem["id"]}]
    assert by_key["G30"]["stock"] == 1
    assert {"month", "correction", "year", "campaign", "stock", "rows"} <= by_key["A20"].keys()


def test_the_form_and_the_words_are_signed_and_there_as_workbooks(october: tuple[Path, PacketOnDisk]) -> None:  # noqa: F811
    _, made = october

    with zipfile.ZipFile(made.path) as archive:
        names = archive.namelist()
    said = [one for one in told(made.path, "packet.json")["files"] if one["title"].endswith("数据月报表")]
    words = Paper(packet_reports.reports_in(made.path)[3].pdf).whole()

    assert {one["class"]: one["signatures_expected"] for one in said} == {"report": 2, "table": 0}
    assert {"data/reports/R01.pdf", "data/tables/T01.xlsx", "data/reports/R03.pdf"} <= set(names)
    assert "排查问题1个" in words


def test_each_packet_has_a_key_for_its_receipt_that_the_book_keeps(signing_book: Book, folder: Path) -> None:  # noqa: F811
    made = packets.build(signing_book, "2026-10", folder / "out", PASSWORDS)

    key = told(made.path, "packet.json")["receipt_key"]

    assert re.fullmatch("[0-9a-f]{32}", key)
    assert signing_book.packets()[-1]["data"]["receipt_key"] == key


def test_figures_that_do_not_add_up_refuse_the_packet(
    signing_book: Book,  # noqa: F811
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    odd(monkeypatch, hard=True)

    with pytest.raises(NotReady) as caught:
        packets.build(signing_book, "2026-10", folder / "out", PASSWORDS)

    assert caught.value.code == "E-RELATION"
    assert "2026年10月月报有 1 处勾稽关系不平,没有生成上报包" in caught.value.message
    assert signing_book.packets() == []


def test_a_hint_asks_for_its_explanation_which_then_travels(
    signing_book: Book,  # noqa: F811
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    odd(monkeypatch, hard=False)
    with pytest.raises(NotReady) as caught:
        packets.build(signing_book, "2026-10", folder / "out", PASSWORDS)
    (finding,) = caught.value.counted.findings
    monthly.explain(signing_book, OCTOBER, finding, "集中排查,比平时多")

    made = packets.build(signing_book, "2026-10", folder / "out", PASSWORDS)

    figures = told(made.path, "data/figures.json")
    assert caught.value.code == "E-EXPLAIN"
    assert [(one["key"], one["figure"], one["text"]) for one in figures["notes"]] == [
        ("V29", "G10", "集中排查,比平时多")
    ]
    assert figures["jumps"] == figures["notes"]


def test_the_report_follows_the_signatures(signing_book: Book, folder: Path) -> None:  # noqa: F811
    def state() -> object:
        return (monthly.report_row(signing_book, OCTOBER) or {}).get("state")

    draft = packets.build(signing_book, "2026-10", folder / "out")
    states = [state()]
    for role in ("clerk", "secretary", "clerk"):
        draft = packets.sign(signing_book, draft.path, role, {role: PASSWORDS[role]})
        states.append(state())
    (folder / "U盘").mkdir()
    packets.deliver(signing_book, draft.path, folder / "U盘")

    assert [*states, state()] == ["草稿", "待审核", "已审核", "已签发", "已传出"]


def test_the_clerk_does_not_sign_figures_the_book_no_longer_gives(signing_book: Book, folder: Path) -> None:  # noqa: F811
    draft = packets.build(signing_book, "2026-10", folder / "out")
    records.save(signing_book, PROBLEM, id_of(signing_book.rows("problem")[0], "id"), {"discovery": "自己找"})

    with pytest.raises(Refused) as caught:
        packets.sign(signing_book, draft.path, "clerk", CLERK)

    assert caught.value.code == "E-STALE"
    assert "没有签名;请按“重新生成”" in caught.value.message


def test_the_reviewer_does_not_sign_what_was_changed_after_the_clerk(signing_book: Book, folder: Path) -> None:  # noqa: F811
    draft = packets.build(signing_book, "2026-10", folder / "out")
    draft = packets.sign(signing_book, draft.path, "clerk", CLERK)
    problem = id_of(signing_book.rows("problem")[0], "id")
    records.save(signing_book, PROBLEM, problem, {"result": "余款也已退回"})  # work that goes on

    records.save(signing_book, PROBLEM, problem, {"discovery": "自己找"})
    with pytest.raises(Refused) as caught:
        packets.sign(signing_book, draft.path, "secretary", {"secretary": PASSWORDS["secretary"]})

    assert caught.value.code == "E-STALE"


def test_a_month_without_anything_is_a_signed_nil_report(signing_book: Book, folder: Path) -> None:  # noqa: F811
    for register in ("finance_sheet", "commitment", "problem"):
        with signing_book.change("清空") as writer:
            for row in signing_book.rows(register):
                writer.void(signing_book.ledgers[register], id_of(row, "id") or 0, "练习")

    made = packets.build(signing_book, "2026-09", folder / "out", PASSWORDS)

    report = monthly.report_row(signing_book, Period.parse("2026-09")) or {}
    assert told(made.path, "data/figures.json")["nil"] is True
    assert (report["nil"], report["nil_statement"], report["state"]) == (1, monthly_issue.NIL, "已签发")
    assert "零报告" in Paper(packet_reports.reports_in(made.path)[1].pdf).whole()
