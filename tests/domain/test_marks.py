"""Keyed marks: what somebody is recognised by, however it was typed, and that nothing is seen without the key."""

from __future__ import annotations

import pytest

from app.domain.marks import STRENGTH, Basis, bases, is_key_id, key_id, mark, plain_letters

KEY, ID = bytes(range(32)), "11010519491231002X"


def found(name: str, id_number: str = "", born: str = "") -> list[tuple[str, str]]:
    return [tuple(one) for one in bases(name, id_number, born)]


def test_a_number_gives_the_number_the_birthday_in_it_and_the_name() -> None:
    assert found("王 伟", ID.lower()) == [("id", ID), ("born", "王伟 1949-12-31"), ("name", "王伟")]
    assert found("王伟", "", "1949-12-31") == [("born", "王伟 1949-12-31"), ("name", "王伟")]


@pytest.mark.parametrize("name", ["示例县供电公司", "新华书店", "青山村股份经济合作社", "示例建筑队"])
def test_a_unit_is_known_by_its_name(name: str) -> None:
    assert found(f" {name}。") == [("unit", name)]


@pytest.mark.parametrize(
    ("typed", "name"),
    [("王伟", "王伟"), ("承包户王伟", "王伟"), ("电工李四平", "李四平"), ("阿不都·买买提", "阿不都买买提")],
)
def test_a_person_is_known_by_the_bare_name(typed: str, name: str) -> None:
    assert found(typed) == [("name", name)]


def test_several_names_in_one_cell_are_several_people() -> None:
    assert found("张三、李强;王伟") == [("name", "张三"), ("name", "李强"), ("name", "王伟")]


@pytest.mark.parametrize(
    "words",
    [
        *("", "村民", "全体村民", "各农户", "12户", "本村12户", "王五等3人", "张三等", "临工6人"),
        *("赵某", "李", "施工队", "超市", "村委会"),
    ],
)
def test_words_for_many_for_hidden_names_and_for_any_shop_are_nobody(words: str) -> None:
    assert found(words) == []


def test_equal_values_have_equal_marks_only_under_one_key_and_one_basis() -> None:
    one = mark(KEY, Basis("name", "王伟"))

    assert one == mark(KEY, Basis("name", "王伟"))
    assert len({one, mark(bytes(32), Basis("name", "王伟")), mark(KEY, Basis("unit", "王伟"))}) == 3
    assert one == "46ff9956c8c8c48e881a582c0326f83a6b96e0a10b4ef3aed034ae673d70b295"


def test_a_key_is_called_by_a_name_that_tells_nothing_of_it() -> None:
    assert is_key_id(key_id(KEY))
    assert key_id(KEY) != KEY.hex()[:16]
    assert not any(is_key_id(odd) for odd in (7, None, "", "0" * 15, "0" * 17, "G" * 16, "AB" * 8))


def test_blanks_signs_width_and_given_names_do_not_count() -> None:
    assert plain_letters("青山村:立行立改，加强学习１。", "青山村") == plain_letters("立行立改 加强学习1")
    assert list(STRENGTH) == ["id", "born", "unit", "name"]
