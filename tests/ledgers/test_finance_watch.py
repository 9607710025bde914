"""Hints about the lines of a finance sheet, one by one: when they speak, what they say, and what they offer."""

from __future__ import annotations

import pytest

from app.ledgers.finance_line import FINANCE_LINES
from app.ledgers.finance_review import EVERY, title_of
from tests.ledgers.finance_desk import Line, checked, desk, every, lines, sheet, told

PAPER: Line = ("2026-07-06", "3.04", "买复印纸六箱", 60_000, "文具店")
RENT: Line = ("2026-07-07", "2.02", "鱼塘发包收入", 900_000, "承包户")


def only(*typed: Line, code: str) -> str:
    """The one sentence a check says."""
    found = checked(*typed, code=code)
    assert len(found) == 1
    assert found[0].fault.soft
    return found[0].fault.message


@pytest.mark.parametrize(
    ("purpose", "speaks"),
    [
        ("办公、会议等费用", True),
        ("订报纸及其他", True),
        ("采购扫把、垃圾桶等物品。", True),
        ("零星工程若干", True),
        ("清理河道雇工 3 天", False),
        ("高等学校助学金", False),
        ("一等奖奖金", False),
    ],
)
def test_several_things_in_one_line_are_to_be_written_apart(purpose: str, speaks: bool) -> None:
    found = checked(("2026-07-06", "3.04", purpose, 230_000, "饭店"), code="E-LUMP")

    assert bool(found) is speaks
    if speaks:
        assert found[0].fault.field == "purpose"
        assert found[0].line == 1101
        assert "请拆成几笔" in found[0].fault.message
        assert "2,300.00 元" in found[0].fault.message


def test_other_items_above_a_tenth_of_their_class_are_named_with_share_and_lines() -> None:
    said = only(PAPER, ("2026-07-08", "3.10", "清理河道雇工 3 天", 10_000, "李强"), code="E-OTHER-SHARE")

    assert said.startswith("“3.10 其他支出”100.00 元,占支出合计的 14.3%,超过 10%(第 2 笔)。")
    assert checked(PAPER, ("2026-07-08", "3.10", "雇工", 6_000, "李强"), code="E-OTHER-SHARE") == []


def test_other_income_is_watched_like_other_expense() -> None:
    said = only(RENT, ("2026-07-08", "2.11", "卖旧木料", 300_000, ""), code="E-OTHER-SHARE")

    assert "“2.11 其他收入”3,000.00 元,占收入合计的 25.0%" in said


def test_a_payment_above_the_line_names_its_payee() -> None:
    said = only(("2026-07-06", "3.06", "安装路灯", 100_001, ""), code="E-PAYEE")

    assert said.startswith("“安装路灯”1,000.01 元没有写付给了谁。")
    assert checked(("2026-07-06", "3.06", "安装路灯", 100_000, ""), code="E-PAYEE") == []
    assert checked(("2026-07-06", "2.06", "项目补助", 100_001, ""), code="E-PAYEE") == []


def test_more_than_three_of_a_kind_are_told_in_one_sentence() -> None:
    few = [(f"2026-07-{day:02d}", "3.06", f"换路灯{day}", 200_000, "") for day in (1, 2, 3)]
    many = [*few, ("2026-07-07", "3.06", "换路灯7", 200_000, "")]

    three, four = checked(*few, code="E-PAYEE"), checked(*many, code="E-PAYEE")

    assert [one.line for one in three] == [1101, 1102, 1103]
    assert len(four) == 1
    assert four[0].fault.message.startswith("第 1、2、3、4 笔(共 4 笔 8,000.00 元)没有写付给了谁。")


def test_a_large_payment_asks_for_its_minutes_and_contract() -> None:
    said = only(("2026-07-06", "3.06", "硬化晒谷场", 1_000_000, "施工队"), code="E-LARGE")

    assert "10,000.00 元达到大额支出线 10,000.00 元。请核对村民代表会议记录、合同和验收单" in said
    assert checked(("2026-07-06", "3.06", "硬化晒谷场", 999_999, "施工队"), code="E-LARGE") == []


def test_three_round_sums_are_pointed_out_and_wages_are_not() -> None:
    wages = [(f"2026-0{month}-28", "3.02", f"{month}月村干部报酬", 600_000, "村干部") for month in (7, 8, 9)]
    round_ = [(f"2026-07-{day:02d}", "3.01", f"鱼苗{day}", 200_000, f"鱼苗场{day}") for day in (6, 7, 8)]

    said = only(*round_, PAPER, code="E-ROUND")

    assert said.startswith("第 1、2、3 笔共 3 笔支出都是整千整万,合计 6,000.00 元。")
    assert checked(*round_[:2], *wages, code="E-ROUND") == []


def test_a_payee_paid_three_times_is_named_with_lines_and_sum() -> None:
    typed = [(f"2026-0{month}-06", "3.01", f"农药{month}", 50_000, "农资店") for month in (7, 8, 9)]

    said = only(*typed, PAPER, code="E-OFTEN")

    assert said.startswith("付给“农资店”的有 3 笔(第 1、2、3 笔),合计 1,500.00 元。")
    assert checked(*typed[:2], code="E-OFTEN") == []


def test_small_sums_and_wages_may_go_to_one_payee_often() -> None:
    small = [(f"2026-0{month}-06", "3.04", f"打印{month}", 30_000, "文具店") for month in (7, 8, 9)]
    wages = [(f"2026-0{month}-28", "3.02", f"{month}月报酬", 90_000, "王伟") for month in (7, 8, 9)]

    assert checked(*small, *wages, code="E-OFTEN") == []


def test_payments_below_the_line_within_ten_days_that_pass_it_together_look_split() -> None:
    first, second = (
        ("2026-07-06", "3.06", "修路一", 300_000, "施工队"),
        ("2026-07-16", "3.06", "修路二", 300_000, "施工队"),
    )

    said = only(first, second, code="E-SPLIT")

    assert said.startswith(
        "2026-07-06 至 2026-07-16 付给“施工队”2 笔(第 1、2 笔),每笔都在审批线 5,000.00 元以下,合计 6,000.00 元。"
    )
    later = ("2026-07-17", *second[1:])
    assert checked(first, later, code="E-SPLIT") == []
    assert checked(first, ("2026-07-08", "3.06", "修路二", 500_000, "施工队"), code="E-SPLIT") == []
    assert checked(first, ("2026-07-08", "3.06", "修路二", 199_999, "施工队"), code="E-SPLIT") == []


def test_large_money_on_a_holiday_is_asked_about_and_on_a_made_up_sunday_not() -> None:
    said = only(("2026-10-02", "3.06", "修路", 500_000, "施工队"), code="E-REST-DAY")

    assert "日期是节假日,达到审批线。" in said
    assert checked(("2026-09-20", "3.06", "修路", 500_000, "施工队"), code="E-REST-DAY") == []  # 调休上班
    assert checked(("2026-10-02", "3.06", "修路", 499_999, "施工队"), code="E-REST-DAY") == []


def test_two_equal_lines_are_told_once_and_the_later_one_is_gone_to() -> None:
    found = checked(PAPER, RENT, PAPER, code="E-SAME-LINE")

    assert [one.line for one in found] == [1103]
    assert found[0].fault.message.startswith("第 1、3 笔完全相同:“买复印纸六箱”600.00 元。")


def test_a_mark_stays_while_lines_only_move_and_goes_with_the_figures() -> None:
    often = [(f"2026-0{month}-06", "3.01", f"农药{month}", 50_000, "农资店") for month in (7, 8, 9)]
    plain, behind = checked(*often, code="E-OFTEN"), desk([sheet()], lines(11, *often))
    for row in behind.kept["finance_line"]:
        row["seq"] = int(str(row["seq"])) + 1
    behind.kept["finance_line"].append({**behind.kept["finance_line"][0], "id": 9, "seq": 1, "payee": "别人"})
    dearer = checked(*often[:2], ("2026-09-06", "3.01", "农药9", 50_001, "农资店"), code="E-OFTEN")

    moved = [one for one in every(behind) if one.fault.code == "E-OFTEN"]

    assert [one.fault.message for one in moved] != [one.fault.message for one in plain]
    assert [one.mark for one in moved] == [one.mark for one in plain]
    assert dearer[0].mark != plain[0].mark


def test_every_check_has_a_name_of_its_own_and_says_what_it_rests_on() -> None:
    codes, names = {check.code for check in EVERY}, {check.title for check in EVERY}

    assert len(codes) == len(names) == len(EVERY) >= 15
    assert all(check.basis.endswith("。") and ":" in check.basis for check in EVERY)
    assert title_of("E-LARGE") == "大额支出"


def test_every_hint_offers_a_way_to_its_cell_and_a_note() -> None:
    typed = [(f"2026-07-{day:02d}", "3.10", "会议等费用", 1_000_000, "") for day in (4, 5, 6)]
    soft = [one.fault for one in every(desk([sheet()], lines(11, *typed))) if one.fault.soft]

    assert len({fault.code for fault in soft}) >= 6
    for fault in soft:
        assert fault.mends[-1].act == "explain"
        assert fault.field == "" or fault.field in FINANCE_LINES.by_key
        assert all(mend.label and len(mend.label) <= 8 for mend in fault.mends)


def test_a_clean_sheet_says_nothing() -> None:
    around = desk([sheet()], lines(11, PAPER, RENT))

    assert every(around) == []
    assert told(around, "E-LUMP") == []
