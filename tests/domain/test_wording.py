"""Which promises can be checked, and what the others leave open."""

import pytest

from app.domain.wording import BY_WHEN, HOW_MUCH, WHAT, unsaid, vague_words


@pytest.mark.parametrize(
    ("text", "open_points"),
    [
        ("进一步加强管理", [WHAT, HOW_MUCH, BY_WHEN]),
        ("今后切实加强学习,提高服务意识,转变工作作风。", [WHAT, HOW_MUCH, BY_WHEN]),
        ("6月30日前退还3,000元", []),
        ("2026年12月31日前把多收的误餐费 3,000 元退还村账", []),
        ("12月20日前退回 3000 元", []),
        ("11月底前逐户退还多收的电费", []),
        ("退还多收的电费三千元", [BY_WHEN]),
        ("6月30日前公示低保名单", [HOW_MUCH]),
        ("6月30日前进一步规范管理", [WHAT, HOW_MUCH]),
        ("每月10日前更新公开栏,全部项目张贴 7 天", []),
        ("三个月内更换水管六十米", []),
    ],
)
def test_what_a_promise_leaves_open(text: str, open_points: list[str]) -> None:
    found = unsaid(text)

    assert found == open_points


def test_a_day_beside_the_text_is_day_enough() -> None:
    found = unsaid("退还多收的电费三千元", has_deadline=True)

    assert found == []


def test_vague_words_are_named_in_the_order_they_stand() -> None:
    found = vague_words("切实提高认识,进一步加强管理")

    assert found == ["切实", "提高", "进一步", "加强"]
