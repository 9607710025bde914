"""The official faces of a machine: found, used where they may be, named; ours stand in for what they lack."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.export import fonts, official, wish
from app.export.pdf import draw, stamp_pdf
from tests.export.fonts_made import collection, forget, made_up
from tests.export.paper import Paper
from tests.export.sheets import letter


@pytest.mark.parametrize(
    ("role", "name", "family"),
    [
        ("title", "FZXBSJW.TTF", "方正小标宋简体"),
        ("fang", "simfang.ttf", "仿宋"),
        ("fang", "仿宋_GB2312.ttf", "仿宋_GB2312"),
        ("kai", "simkai.ttf", "楷体"),
        ("hei", "simhei.ttf", "黑体"),
        ("song", "SIMSUN.TTC", "宋体"),
    ],
)
def test_a_face_is_found_by_its_file_and_known_by_its_name_inside(
    fonts_folder: Path, role: str, name: str, family: str
) -> None:
    if name.endswith("TTC"):
        collection(fonts_folder / "中文" / name, "新宋体", family)
    else:
        made_up(fonts_folder / "中文" / name, family)

    mine = official.found()[role]

    assert (mine.family, mine.trouble) == (family, "")
    assert mine.index == (1 if name.endswith("TTC") else 0)
    assert fonts.machine_trouble(role) == ""


def test_the_face_wanted_most_is_taken_where_there_are_two(fonts_folder: Path) -> None:
    made_up(fonts_folder / "simfang.ttf", "仿宋")
    made_up(fonts_folder / "仿宋_GB2312.ttf", "仿宋_GB2312")

    assert official.found()["fang"].family == "仿宋_GB2312"


def test_a_file_of_that_name_with_another_face_inside_is_left_alone(fonts_folder: Path) -> None:
    made_up(fonts_folder / "simfang.ttf", "某某手写体")

    assert official.found() == {}


def test_a_paper_is_drawn_in_the_face_of_the_machine_and_ours_stand_in_for_what_it_lacks(fonts_folder: Path) -> None:
    made_up(fonts_folder / "simfang.ttf", "仿宋", source="MingzhangKai-Regular.ttf")
    wish.want(True)

    drawn = draw(letter())

    assert "仿宋(本机)" in drawn.faces
    assert "Fandol 仿宋" in drawn.faces
    paper = Paper(drawn.data)
    assert all(paper.fonts().values())
    assert paper.text(0) == Paper(draw(letter(), own_faces=True).data).text(0)


def test_a_face_out_of_a_collection_is_embedded(fonts_folder: Path) -> None:
    collection(fonts_folder / "simfang.ttc", "宋体", "仿宋")
    wish.want(True)

    drawn = draw(letter())

    assert "仿宋(本机)" in drawn.faces
    assert all(Paper(drawn.data).fonts().values())


def test_unless_it_is_wanted_equal_bytes_come_from_every_machine(fonts_folder: Path) -> None:
    before, stamp = draw(letter()).data, stamp_pdf(["电子签名"], 60, 20)
    made_up(fonts_folder / "simfang.ttf", "仿宋")
    made_up(fonts_folder / "FZXBSJW.TTF", "方正小标宋简体")
    forget()

    assert draw(letter()).data == before
    wish.want(True)
    assert draw(letter()).data != before
    assert draw(letter(), own_faces=True).data == before
    assert stamp_pdf(["电子签名"], 60, 20) == stamp


def not_to_embed(path: Path) -> None:
    made_up(path, "仿宋", allowed=0x0002)


def not_in_part(path: Path) -> None:
    made_up(path, "仿宋", allowed=0x0100)


def postscript(path: Path) -> None:
    path.write_bytes(made_up(path, "仿宋").read_bytes().replace(b"glyf", b"CFF "))


def cut_off(path: Path) -> None:
    whole = made_up(path, "仿宋").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (not_to_embed, "不允许嵌入"),
        (not_in_part, "不允许嵌入"),
        (postscript, "轮廓格式"),
    ],
)
def test_a_face_that_may_not_or_cannot_be_embedded_is_not_used_and_says_why(
    fonts_folder: Path, spoil: Callable[[Path], None], reason: str
) -> None:
    spoil(fonts_folder / "simfang.ttf")
    wish.want(True)

    assert reason in fonts.machine_trouble("fang")
    assert "Fandol 仿宋" in draw(letter()).faces
    assert "仿宋(本机)" not in draw(letter()).faces


@pytest.mark.parametrize("spoil", [cut_off, lambda path: path.write_bytes(b"no font"), lambda path: path.touch()])
def test_a_broken_file_among_the_fonts_stops_nothing(fonts_folder: Path, spoil: Callable[[Path], None]) -> None:
    spoil(fonts_folder / "simfang.ttf")
    wish.want(True)

    assert "仿宋(本机)" not in draw(letter()).faces


def test_the_yuan_sign_of_an_official_face_is_used_and_ours_never_draws_a_dollar(fonts_folder: Path) -> None:
    made_up(fonts_folder / "simfang.ttf", "仿宋")
    wish.want(True)

    with fonts.faces_of_a_document(own=False):
        assert fonts.runs("￥1", "fang") == [("fang*", "￥1")]
    with fonts.faces_of_a_document(own=True):
        assert fonts.runs("￥1", "fang") == [("song", "￥"), ("fang", "1")]
