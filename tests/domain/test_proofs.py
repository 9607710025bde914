"""The least proof: what a category asks for, what a file's name says it is, and never more than the list."""

import pytest

from app.domain.proofs import (
    DEFAULT_NEEDS,
    KIND_NAMES,
    OCCASIONS,
    is_kind,
    kind_of,
    kinds_of,
    missing,
    named,
    needs_of,
)
from app.ledgers.problem import PROBLEMS

LEAVES = [option.code for option in PROBLEMS.by_key["category"].leaves]  # type: ignore[attr-defined]


@pytest.mark.parametrize("category", LEAVES)
@pytest.mark.parametrize("refund", [True, False])
def test_every_kind_of_problem_asks_for_exactly_one_file(category: str, refund: bool) -> None:
    needs = needs_of(category, refund, [])

    assert len(needs) == 1
    assert set(needs[0]) <= set(KIND_NAMES)


def test_the_list_names_occasions_that_exist() -> None:
    assert {need.occasion for need in DEFAULT_NEEDS} <= set(OCCASIONS)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("退款收据.jpg", "退款凭证"),
        ("示纪问〔2026〕1号_01_收据.jpg", "退款凭证"),
        ("会商记录.txt", "会议记录"),
        ("公开栏张贴照片.png", "公示照片"),
        ("IMG_2034.jpg", ""),
    ],
)
def test_a_file_is_of_the_kind_its_name_speaks_of(name: str, kind: str) -> None:
    assert kind_of(name) == kind


def test_a_kind_is_put_in_front_of_a_name_that_does_not_say_it() -> None:
    names = [named("IMG_2034.jpg", "退款凭证"), named("退款收据.jpg", "退款凭证"), named("a.jpg", "镇级验收表")]

    assert names == ["退款凭证_IMG_2034.jpg", "退款收据.jpg", "镇级验收表_a.jpg"]
    assert is_kind("镇级验收表_a.jpg", "镇级验收表")


def test_the_countys_own_list_stands_instead_of_the_usual_one() -> None:
    county = [{"category": "2.1", "occasion": "有应退金额", "kinds": "镇级验收表、退款凭证"}]

    with_refund, without = needs_of("2.1", True, county), needs_of("2.1", False, county)

    assert with_refund == [("镇级验收表", "退款凭证")]
    assert without == []
    assert needs_of("2.2", True, county) == [("退款凭证",)]


def test_a_category_may_need_nothing() -> None:
    needs = needs_of("3.1", False, [{"category": "3.1", "occasion": "不论金额", "kinds": "不要求"}])

    assert needs == []


def test_what_is_missing_is_named_and_what_is_there_is_enough() -> None:
    needs = [("退款凭证",), ("公示照片", "会议记录")]
    lines = f"{'a' * 64} 退款凭证 王伟.jpg\n{'b' * 64} IMG_1.jpg"

    assert missing(needs, lines) == [("公示照片", "会议记录")]
    assert missing([("退款凭证",)], lines) == []
    assert missing([], "") == []


def test_kinds_are_read_however_they_are_separated() -> None:
    assert kinds_of("退款凭证,处理决定 / 会议记录或公示照片") == ("退款凭证", "处理决定", "会议记录", "公示照片")
