"""Typed text: widths, hidden characters, marks of secrecy."""

import pytest

from app.domain.text import clean, half_width, secrecy_mark, short


def test_full_width_signs_become_their_half_width_twins() -> None:
    plain = half_width("　（示）２０２６－１１　Ａｂ！　")

    assert plain == "(示)2026-11 Ab!"


def test_text_is_composed_trimmed_and_has_one_kind_of_line_end() -> None:
    cleaned = clean("  第一行\r\n第二行\r第三行 e\u0301 \n")

    assert cleaned == "第一行\n第二行\n第三行 é"


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\ufeff", "\u2066", "\x00", "\x1b", "\x7f", "\u200f", "\u2060"])
def test_hidden_characters_are_refused_with_their_code(hidden: str) -> None:
    with pytest.raises(ValueError, match=f"U\\+{ord(hidden):04X}"):
        clean(f"退回{hidden}3000元")


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(ValueError, match=r"U\+D842"):
        clean("陈\ud842")


def test_rare_characters_of_names_are_kept() -> None:
    cleaned = clean("陈龑、𠮷田、䶮")

    assert cleaned == "陈龑、𠮷田、䶮"


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("机密★", "机密★"),
        ("关于某事的报告 绝密★20年", "绝密★"),
        ("秘密★1年", "秘密★"),
        ("秘密 ★ 长期", "秘密 ★"),
        ("秘密级文件", "秘密级"),
        ("机密 10 年", "机密 10 年"),
        ("(秘密)巡察情况", "(秘密)"),
        ("\uff08秘密\uff09巡察情况", "(秘密)"),
        ("密级\uff1a机密", "密级:机密"),
        ("【机密】通报", "【机密】"),
        ("秘密", "秘密"),
        ("第一行\n机密★\n第三行", "机密★"),
        ("第一行\n机密\n第三行", "机密"),
        ("\n【 绝密 】", "【 绝密 】"),
    ],
)
def test_marks_of_secrecy_are_found(text: str, mark: str) -> None:
    found = secrecy_mark(text)

    assert found == mark


@pytest.mark.parametrize(
    "text",
    ["保密", "做好保密工作", "秘密举报箱", "设立秘密举报箱 2 个", "商业秘密", "泄露国家秘密案件", "个人隐私和秘密", ""],
)
def test_ordinary_words_about_secrets_are_no_marks(text: str) -> None:
    found = secrecy_mark(text)

    assert found == ""


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("低保评议未公示", "低保评议未公示"),
        ("收取水费押金共计 3,440 元未入账", "收取水费押金共计…"),
        ("集体山林发包收入没有入账也没有公开", "集体山林发包收入没有…"),
        ("第一行\n第二行", "第一行 第二行"),
    ],
)
def test_a_title_is_never_cut_inside_a_number_and_says_that_more_follows(text: str, title: str) -> None:
    assert short(text, 10) == title
