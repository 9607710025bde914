"""A finance sheet beside last quarter, like villages, its months and its groups."""

from __future__ import annotations

import pytest

from app.domain.fields import Row
from app.ledgers.finance_sheet import FINANCE_SHEETS
from tests.domain.around import Around
from tests.ledgers.finance_desk import Line, desk, every, found, lines, sheet, told

PAPER: Line = ("2026-07-06", "3.04", "买复印纸六箱", 60_000, "文具店")


def quarter_after(now: int, last: int, item: str = "3.06") -> Around:
    """A quarter with one payment after a quarter with one."""
    sheets = [sheet(10, period="2026Q2"), sheet(11)]
    rows = [
        *lines(10, ("2026-04-06", item, "修路", last, "施工队")),
        *lines(11, ("2026-07-06", item, "修路", now, "施工队")),
    ]
    return desk(sheets, rows)


def test_a_change_above_the_share_names_both_sums_the_share_and_the_item() -> None:
    around = quarter_after(400_000, 200_000)

    [one] = found(around, "E-LAST")

    assert one.fault.message.startswith(
        "支出合计 4,000.00 元,上季 2,000.00 元,增加 100%。变得最多的是 3.06 固定资产购建支出(+2,000.00 元)。"
    )
    assert (one.fault.mends[0].act, one.fault.mends[0].label, one.fault.mends[0].row) == ("open", "看上季", 10)
    assert one.fault.soft


@pytest.mark.parametrize(
    ("now", "last", "speaks"),
    [(260_000, 200_000, False), (350_000, 200_000, True), (90_000, 200_000, True), (150_000, 60_000, False)],
)
def test_small_changes_in_share_or_in_yuan_are_not_spoken_of(now: int, last: int, speaks: bool) -> None:
    assert bool(told(quarter_after(now, last), "E-LAST")) is speaks


def test_less_than_last_quarter_is_called_less() -> None:
    assert (
        "减少 55%。变得最多的是 3.06 固定资产购建支出(−1,100.00 元)"
        in told(quarter_after(90_000, 200_000), "E-LAST")[0]
    )


def like_villages(amount: int, *others: int) -> Around:
    sheets, rows = [sheet(11)], lines(11, ("2026-07-06", "3.04", "办公用品", amount, "文具店"))
    for number, other in enumerate(others, 1):
        sheets.append(sheet(20 + number, unit=4 + number))
        rows += lines(20 + number, ("2026-07-06", "3.04", "办公用品", other, "文具店"))
    return desk(sheets, rows)


def test_many_times_the_median_of_like_villages_is_pointed_out() -> None:
    [one] = found(like_villages(400_000, 90_000, 100_000, 300_000), "E-LIKE")

    assert one.fault.message.startswith(
        "“3.04 管理费(办公差旅会议卫生治安等)”4,000.00 元,全乡其他 3 个村的中位数是 1,000.00 元,是它的 4.0 倍。"
    )
    assert one.line == 1101


def test_two_villages_are_no_comparison_and_twice_the_median_is_usual() -> None:
    assert told(like_villages(400_000, 90_000, 100_000), "E-LIKE") == []
    assert told(like_villages(290_000, 90_000, 100_000, 300_000), "E-LIKE") == []


def months(*closings: tuple[int, int]) -> list[Row]:
    """Monthly sheets: opening and expense of each."""
    made = []
    for number, (opening, spent) in enumerate(closings):
        more: Row = {"opening": opening, "income_total": 0, "expense_total": spent, "closing": opening - spent}
        made.append(sheet(30 + number, period=f"2026-0{7 + number}", line_count=1, **more))
    return made


def test_a_quarter_is_the_sum_of_its_published_months() -> None:
    own = lines(11, ("2026-07-06", "3.04", "买复印纸", 60_000, "文具店"))
    agree = desk([sheet(opening=100_000), *months((100_000, 10_000), (90_000, 20_000), (70_000, 30_000))], own)
    differ = desk([sheet(opening=100_000), *months((100_000, 10_000), (90_000, 20_000), (70_000, 29_900))], own)

    found_ = found(differ, "E-MONTHS")

    assert found(agree, "E-MONTHS") == []
    assert [one.fault.message.split("元,")[0] for one in found_] == ["本季支出合计 600.00 ", "本季期末结余 400.00 "]
    assert "三个月的月度表是 599.00 元,相差 1.00 元" in found_[0].fault.message
    assert not found_[0].fault.soft
    assert (found_[0].fault.mends[0].label, found_[0].fault.mends[0].row) == ("看2026年9月", 32)


def test_two_months_make_no_quarter() -> None:
    around = desk([sheet(), *months((0, 1), (0, 2))], lines(11, PAPER))

    assert found(around, "E-MONTHS") == []


def test_what_a_village_pays_a_group_stands_as_income_on_the_groups_sheet() -> None:
    paid = lines(11, ("2026-07-06", "3.05", "拨付组级公益金", 80_000, "第3村民小组"))
    sheets = [sheet(11), sheet(40, unit=4)]
    without = desk(sheets, [*paid, *lines(40, ("2026-07-08", "2.05", "村里拨付", 70_000, "青山村"))])
    with_it = desk(
        [sheet(11), sheet(40, unit=4)], [*paid, *lines(40, ("2026-07-08", "2.05", "村里拨付", 80_000, "青山村"))]
    )

    [one] = found(without, "E-BETWEEN")

    assert one.fault.message.startswith("付给“第3村民小组”800.00 元(第 1 笔),它的本期公开表收入里没有这个数。")
    assert one.fault.mends[0].label == "看第3村民小组的表"
    assert found(with_it, "E-BETWEEN") == []


def test_what_a_group_hands_up_stands_on_the_villages_sheet() -> None:
    handed = lines(40, ("2026-07-06", "3.10", "上交山林发包款", 80_000, "青山村"))

    around = desk([sheet(40, unit=4), sheet(11)], [*handed, *lines(11, PAPER)])

    assert told(around, "E-BETWEEN", 40)[0].startswith("付给“青山村”800.00 元")


def test_totals_that_differ_from_the_lines_are_a_hard_fault() -> None:
    around = desk([sheet(income_total=0, expense_total=60_001, closing=-60_001)], lines(11, PAPER))

    hard = [one.fault for one in every(around) if not one.fault.soft]

    assert [fault.code for fault in hard] == ["E-TOTAL", "E-TOTAL"]
    assert hard[0].message.startswith("支出合计:表上是 600.01 元,逐笔算出来是 600.00 元,相差 0.01 元。")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"due_on": "2026-11-21"}, "应在 2026-11-21 前公开,已经过了期限。"),
        ({"due_on": "2026-11-22"}, ""),
        ({"due_on": "2026-10-15", "posted_from": "2026-10-16"}, "2026-10-16 才公开,应在 2026-10-15 前。"),
        ({"due_on": "2026-10-15", "posted_from": "2026-10-15"}, ""),
    ],
)
def test_a_sheet_that_is_late_says_so(more: dict[str, str], said: str) -> None:
    seen = told(desk([sheet(**more)], lines(11, PAPER)), "E-LATE")

    assert [text[: len(said)] for text in seen] == ([said] if said else [])


def test_a_draft_with_hard_findings_does_not_become_firm_and_a_posted_sheet_is_not_judged_anew() -> None:
    own = lines(11, ("2026-07-06", "3.04", "买复印纸", 60_000, "文具店"))
    wrong = months((0, 10_000), (-10_000, 20_000), (-30_000, 29_900))
    signed: Row = {"prepared_by": "王会计", "reviewed_by": "赵组长", "reviewed_on": "2026-10-08", "approved_by": "陈龑"}
    draft = desk([sheet(), *wrong], own)
    posted = desk([sheet(state="已审核", **signed), *wrong], own)

    going = FINANCE_SHEETS.faults({**(draft.row("finance_sheet", 11) or {}), **signed, "state": "已审核"}, draft)
    staying = FINANCE_SHEETS.faults(posted.row("finance_sheet", 11) or {}, posted)

    assert "E-MONTHS" in {fault.code for fault in going if not fault.soft}
    assert [fault for fault in staying if fault.code == "E-MONTHS"] == []
