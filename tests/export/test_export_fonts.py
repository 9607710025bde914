"""Which characters can be drawn, by which face, and what happens to the others."""

from __future__ import annotations

import pytest

from app.export.fonts import CHAINS, FACES, MissingGlyph, coverage, font_file, require_coverage, runs, widths
from app.paths import resource
from tests.export.sheets import RARE


@pytest.mark.parametrize("key", FACES)
def test_every_face_is_shipped_with_its_licence(key: str) -> None:
    path = font_file(key)

    family = path.stem.split("-")[0].removesuffix("A").removesuffix("B")

    assert path.read_bytes()[:4] == b"\0\1\0\0"
    assert (path.parent / f"{family}.LICENSE.txt").read_text("utf-8").strip()
    assert path.name in resource("fonts", "SOURCE.md").read_text("utf-8")


def test_rare_names_and_signs_of_offices_can_be_drawn() -> None:
    text = "".join(RARE) + "龑㛃䶮𠅤𫖯𬭚𪚥𠮷￥¥〔〕①⑳Ⅹ●□☑☒✓★℃㎡—…“”《》"

    assert coverage(text) == ""


def test_all_of_gbk_can_be_drawn() -> None:
    pairs = (bytes([high, low]) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF))
    texts = "".join(pair.decode("gbk", errors="ignore") for pair in pairs)

    missing = coverage("".join(c for c in texts if not "\ue000" <= c <= "\uf8ff" and ord(c) >= 0x80))

    assert missing == ""


@pytest.mark.parametrize("chain", CHAINS)
def test_a_rare_character_is_drawn_by_a_later_face_and_the_rest_stays(chain: str) -> None:
    parts = runs("张𪚥平", chain)

    assert [text for _, text in parts] == ["张", "𪚥", "平"]
    assert parts[0][0] == parts[2][0] == chain
    assert parts[1][0] == "rare"


def test_the_yuan_sign_is_never_taken_from_fang_which_draws_a_dollar() -> None:
    assert runs("￥1", "fang") == [("song", "￥"), ("fang", "1")]


def test_full_width_characters_are_as_wide_as_the_type_size() -> None:
    assert widths("song").of("石桥乡") == pytest.approx(3)


def test_a_character_that_no_face_draws_is_refused_by_name_and_place() -> None:
    with pytest.raises(MissingGlyph) as caught:
        require_coverage([("", "石桥乡"), ("第3行“责任人”:", "王𰻝"), ("", "李\U0001f600")])

    assert caught.value.characters == "𰻝\U0001f600"
    assert "「𰻝」(U+30EDD)" in caught.value.message
    assert "出现在:第3行“责任人”:“王𰻝”;“李\U0001f600”。" in caught.value.message
    assert "没有生成文件" in caught.value.message


def test_the_texts_of_a_long_register_are_looked_at_as_they_come_and_every_place_is_counted() -> None:
    texts = ((f"第{n}行:", "王𰻝" if n > 95 else "王") for n in range(100))

    with pytest.raises(MissingGlyph) as caught:
        require_coverage(texts)

    assert caught.value.characters == "𰻝"
    assert "第96行:“王𰻝”;第97行:“王𰻝”;第98行:“王𰻝”;等 4 处" in caught.value.message
