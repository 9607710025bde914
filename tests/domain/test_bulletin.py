"""月督查通报 from neutral figures: the same words for units and for townships."""

from __future__ import annotations

from app.domain.bulletin import Looked, bulletin


def test_townships_are_told_of_as_units_are():
    """G11: a county's bulletin over its townships."""
    text = bulletin(
        [Looked("东乡", found=3, mended=2), Looked("西乡", overdue=1, late="月报逾期2天"), Looked("南乡")],
        what="乡镇",
    )

    assert text.splitlines() == [
        "一、发现的主要问题",
        "东乡发现问题3个。",
        "南乡未发现问题。",
        "二、整改进展",
        "1．东乡整改完成2个。",
        "2．西乡逾期未整改1个。",
        "三、报送情况",
        "西乡：月报逾期2天。",
        "四、有关要求",
        "东乡要对照问题逐条制定措施、明确责任人，在规定时限内整改到位。",
        "西乡要说明逾期原因，逐条销号，不得虚报整改结果。",
        "西乡要按时报送。",
        "其他乡镇要举一反三，认真自查。",
    ]


def test_where_nothing_was_found_nothing_is_asked():
    assert bulletin([Looked("东乡"), Looked("西乡")]) == ""


def test_what_was_corrected_on_the_spot_needs_no_more():
    text = bulletin([Looked("东乡", found=1, kinds=(("公示", 1),), corrected=1)])

    assert text.splitlines() == ["一、发现的主要问题", "东乡发现问题1个（公示），当场纠正1个。"]


def test_the_day_by_which_to_mend_is_said_where_it_is_known():
    assert "于2026年11月30日前整改到位" in bulletin([Looked("东乡", found=1)], until="2026年11月30日")


def test_those_of_whom_the_same_is_said_stand_in_one_line():
    text = bulletin(
        [Looked("东乡", late="月报没有报送"), Looked("西乡", late="逾期1天"), Looked("南乡", late="月报没有报送")]
    )

    assert text.splitlines()[:3] == ["一、报送情况", "东乡、南乡：月报没有报送。", "西乡：逾期1天。"]
