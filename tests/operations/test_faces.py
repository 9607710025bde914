"""打印字体: which face each part of a paper is drawn in on this machine, and why not in its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.operations import doctor, faces, sheets
from app.reports.sheet import Paragraph, Sheet
from app.settings import FACES, Settings
from tests.export.fonts_made import made_up


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json")


def test_the_machines_face_is_named_and_ours_stands_for_what_it_lacks(fonts_folder: Path, settings: Settings) -> None:
    made_up(fonts_folder / "simfang.ttf", "仿宋")
    faces.apply(settings)

    assert [one.sentence for one in faces.shown()][:3] == [
        "标题 小标宋 → 思源宋体 Black(代小标宋)(自带)",
        "正文 仿宋 → 仿宋(本机)",
        "楷体 → 明账楷体(自带)",
    ]


def test_a_face_that_may_not_be_embedded_is_told_with_the_reason(fonts_folder: Path, settings: Settings) -> None:
    made_up(fonts_folder / "FZXBSJW.TTF", "方正小标宋简体", allowed=2)
    faces.apply(settings)

    assert "本机的 方正小标宋简体 不能用:字体文件写明不允许嵌入" in faces.shown()[0].sentence


def test_by_choice_only_our_own_faces_are_used(fonts_folder: Path, settings: Settings) -> None:
    made_up(fonts_folder / "simfang.ttf", "仿宋")
    letter = Sheet("x", "函", (Paragraph("督办"),), look="letter")
    faces.apply(settings)
    mine = sheets.sheet_pages(letter)

    settings.set(FACES, "只用自带")
    faces.apply(settings)
    ours = sheets.sheet_pages(letter)

    assert "仿宋(本机)" in mine.faces
    assert "仿宋(本机)" not in ours.faces
    assert faces.shown()[1].sentence == "正文 仿宋 → Fandol 仿宋(自带)(本机有 仿宋,按设置没有用)"


def test_what_is_signed_is_always_drawn_in_our_own_faces(fonts_folder: Path, settings: Settings) -> None:
    letter = Sheet("x", "函", (Paragraph("督办"),), look="letter")
    before = sheets.sheet_pages(letter, own_faces=True).data
    made_up(fonts_folder / "simfang.ttf", "仿宋")
    faces.apply(settings)

    assert sheets.sheet_pages(letter, own_faces=True).data == before


def test_doctor_names_the_faces(fonts_folder: Path, settings: Settings) -> None:
    made_up(fonts_folder / "simfang.ttf", "仿宋")
    faces.apply(settings)

    found = next(check for check in doctor.doctor(None) if check.name == "fonts")

    assert found.ok
    assert "正文 仿宋 → 仿宋(本机)" in found.message
