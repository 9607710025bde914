"""四种形态 counted once per case, with shares that add up."""

from __future__ import annotations

import pytest

from app.domain.fields import Row
from app.domain.shares import shares
from app.figures.counting import Figure, Place
from app.ledgers import ledger
from app.operations import monthly_papers, records, sheets
from app.operations.books import Book
from app.reports.four_forms import four_forms
from app.reports.monthly_form import FORM_CODES, monthly_form
from app.reports.sheet import Table, table_lines
from tests.conftest import Places

DECIDED: Row = {"state": "已决定", "person": 7, "decided_on": "2026-10-02"}


def table(cases: list[Row], talks: list[Row]) -> list[list[str]]:
    made = four_forms(cases, talks, keeper="示例乡", first="2026-10-01", last="2026-10-31", mark="")
    return [line for line in made.lines() if len(line) == 5]


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        # forms-and-rules 4.4: ordinary rounding would give 26.1 and a sum of 100.1
        ([663, 262, 35, 45], [660, 260, 35, 45]),
        ([1, 1, 1, 0], [334, 333, 333, 0]),
        ([0, 0, 0, 0], [0, 0, 0, 0]),
    ],
)
def test_shares_add_up_to_a_hundred(counts: list[int], found: list[int]) -> None:
    assert shares(counts) == found


def test_a_case_counts_once_in_the_form_of_its_gravest_measure_and_only_when_decided() -> None:
    open_: Row = {**DECIDED, "form": "3", "state": "登记"}
    office: Row = {**DECIDED, "form": "1", "person": None}

    lines = table([{**DECIDED, "form": "2"}, {**DECIDED, "form": "2"}, open_, office], [{"form": "1"}])

    assert [line[1:] for line in lines[1:]] == [
        ["0", "1", "1", "33.3%"],
        ["2", "0", "2", "66.7%"],
        ["0", "0", "0", "0.0%"],
        ["0", "0", "0", "0.0%"],
        ["2", "1", "3", "100.0%"],
    ]


def test_the_sheet_of_a_month_takes_in_the_talks_of_that_month(book: Book, places: Places) -> None:
    person = {"person": "王伟", "kind": "谈话提醒", "reason": "苗头性、倾向性问题", "by": "李四"}
    records.save(
        book, ledger("person"), None, {"name": "李四", "unit": "示例乡", "post": "纪委书记", "level": "乡科级"}
    )
    records.save(book, ledger("interview"), None, {**person, "on_day": "2026-10-08"})
    records.save(book, ledger("interview"), None, {**person, "on_day": "2026-11-08"})

    (made,) = sheets.make_sheet(book, "four_forms", period="2026-10")

    assert [line[:4] for line in made.lines() if line[0] == "第一种形态"] == [["第一种形态", "0", "1", "1"]]


# As cities and provinces publish them: persons by form, and the shares printed beside them.
# Source: aqjjjc.gov.cn 2023-04-28, jwfz.org.cn show-29454 and ljzj.gov.cn 14083 (2022H1), news.cnr.cn 2020-01-22.
PUBLISHED = (
    (1_005, (663, 262, 35, 45), ("66.0%", "26.0%", "3.5%", "4.5%")),
    (51_044, (33_650, 13_315, 1_430, 2_649), ("65.9%", "26.1%", "2.8%", "5.2%")),
    (29_440, (19_618, 7_083, 1_238, 1_501), ("66.6%", "24.1%", "4.2%", "5.1%")),
    (62_902, (37_170, 17_958, 4_020, 3_754), ("59.1%", "28.5%", "6.4%", "6.0%")),
)


@pytest.mark.parametrize(("total", "counts", "printed"), PUBLISHED)
def test_published_figures_as_a_monthly_form_give_the_published_total_and_shares(
    total: int, counts: tuple[int, ...], printed: tuple[str, ...]
) -> None:
    figures = {Place(code): Figure(m=count, c=count) for code, count in zip(FORM_CODES.values(), counts, strict=True)}
    figures[Place("C00")] = Figure(m=sum(counts), c=sum(counts))
    layout = monthly_papers.layout_of("monthly")

    made = monthly_form(
        layout,
        figures,
        township="示例乡",
        county="示例县",
        period_title="2026年10月",
        made_on="2026年11月5日",
        signers=(),
    )

    (forms,) = (one for one in made.blocks if isinstance(one, Table) and one.caption == "表三 四种形态")
    lines = table_lines(forms)[1:]
    assert [line[1] for line in lines] == [str(count) for count in (*counts, total)]
    assert [line[2] for line in lines] == [*printed, "100.0%"]
    assert all(line[1:3] == line[3:] for line in lines)
