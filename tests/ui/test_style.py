"""The look: readable colours, large enough to hit, icons that exist and their licence."""

from __future__ import annotations

from itertools import product

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.ledgers import LEDGERS
from app.paths import resource
from ui.engine.keys import KEYS
from ui.style import palette
from ui.style.dress import dress
from ui.style.icons import icon_path, picture

GROUNDS = (palette.PAPER, palette.PANEL, palette.DESK, palette.HEAD, palette.BRAND_PALE, palette.FOCUS_PALE)
INKS = (palette.INK, palette.INK_SOFT, palette.BRAND_DARK)


@pytest.mark.parametrize(("ink", "ground"), list(product(INKS, GROUNDS)))
def test_every_text_can_be_read_on_every_ground(ink: str, ground: str) -> None:
    assert palette.contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("name", sorted(palette.TONES))
def test_every_light_can_be_read_on_its_own_ground_and_on_paper(name: str) -> None:
    tone = palette.TONES[name]

    found = [palette.contrast(tone.ink, ground) for ground in (tone.ground, palette.PAPER, palette.BRAND_PALE)]

    assert min(found) >= 4.5


def test_the_marks_of_practice_and_focus_stand_out() -> None:
    assert palette.contrast(palette.PAPER, palette.SEAL) >= 4.5
    assert palette.contrast(palette.FOCUS, palette.PAPER) >= 3
    assert palette.contrast(palette.PAPER, palette.BRAND) >= 4.5


@pytest.mark.parametrize("percent", palette.ZOOMS)
def test_a_button_is_large_enough_to_hit_at_every_zoom(qtbot: QtBot, dressed: QApplication, percent: int) -> None:
    dress(dressed, percent)
    button = QPushButton("保存")
    qtbot.addWidget(button)
    button.show()

    high = button.height()

    dress(dressed, 100)
    assert high >= palette.HIT * percent // 100


def test_every_icon_named_anywhere_is_drawn(dressed: QApplication) -> None:
    names = {entry.icon for entry in KEYS if entry.icon} | {register.icon for register in LEDGERS}

    missing = [name for name in names if icon_path(name).stem != name]

    assert missing == []


def test_a_register_with_an_unknown_icon_gets_the_general_one(dressed: QApplication) -> None:
    unknown, general = (picture(name, palette.BRAND, 24).toImage() for name in ("没有这个", "ledger"))

    assert unknown == general


def test_the_icons_have_their_licence_beside_them() -> None:
    assert "CC0" in resource("icons", "LICENSE.txt").read_text("utf-8")
