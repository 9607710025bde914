"""A jump is asked about before a packet is made, and its reason goes with it: on the form and in the figures. F6."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO

import openpyxl
import pytest

from app.domain.days import Period
from app.figures.counting import Place
from app.ledgers import ledger
from app.operations import monthly, packets, records
from app.operations.monthly_issue import NotReady
from app.storage.book import Book
from tests.operations.test_packets import PASSWORDS, enrolled, signing_book

__all__ = ["enrolled", "signing_book"]
OCTOBER = Period.parse("2026-10")
WHY = "十月集中宣传月,各村同时报道。"


@pytest.fixture
def jumped(signing_book: Book) -> Book:
    """One report in the press in each of three months that were sent, then six in October."""
    for month, count in (("07", 1), ("08", 1), ("09", 1), ("10", 6)):
        for number in range(count):
            texts = {
                "channel": "网络",
                "name": f"{month}月第{number}篇",
                "on_day": f"2026-{month}-09",
                "unit": "示例乡",
            }
            records.save(signing_book, ledger("publicity"), None, texts)
    with signing_book.change("旧数据") as writer:
        for month in ("07", "08", "09"):
            report = {"period": f"2026-{month}", "state": "已签发", "nil": 0, "issued_on": f"2026-{month}-28"}
            writer.save(ledger("monthly_report"), report)
    monthly.keep_as_sent(signing_book)
    return signing_book


def test_an_unexplained_jump_keeps_the_packet_back_with_last_month_beside_it(jumped: Book, tmp_path: object):
    with pytest.raises(NotReady) as caught:
        packets.build(jumped, "2026-10", jumped.path.parent / "out", PASSWORDS)

    assert caught.value.code == "E-EXPLAIN"
    assert "宣传本月 6 次,前几个月平均 1 次,上月 1 次" in caught.value.faults[0].message
    assert not (jumped.path.parent / "out").exists()


def test_the_reason_of_a_jump_goes_with_the_packet(jumped: Book):
    counted = monthly.recount(jumped, OCTOBER)
    for finding in counted.findings:
        assert not finding.mismatch.hard
        monthly.explain(jumped, OCTOBER, finding, WHY)
    assert [one.mismatch.id for one in counted.findings if one.mismatch.places == (Place("M20"),)] == ["V29"]

    made = packets.build(jumped, "2026-10", jumped.path.parent / "out", PASSWORDS)

    with zipfile.ZipFile(made.path) as packet:
        names = packet.namelist()
        figures = json.loads(packet.read(next(name for name in names if name.endswith("figures.json"))))
        assert {(one["figure"], one["text"]) for one in figures["jumps"]} >= {("M20", WHY)}
        books = [openpyxl.load_workbook(BytesIO(packet.read(name))) for name in names if name.endswith(".xlsx")]
        cells = [str(cell.value) for book in books for row in book.active.iter_rows() for cell in row if cell.value]
    assert [text for text in cells if "宣传本月 6 次" in text and text.endswith(f"说明：{WHY}")]
