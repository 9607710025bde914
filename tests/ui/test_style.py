"""The look: readable colours, large enough to hit, icons that exist and their licence."""

from __future__ import annotations

from itertools import product

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.ledgers import LEDGERS
from app.paths import resource
from ui.engine.keys import KEYS
from ui.style import palette, qss
from ui.style.dress import dress
from ui.style.icons import icon_path, picture
from ui.widgets.dialog import Dialog, button, label

SCHEMES = sorted(palette.SCHEMES.items())


def grounds(scheme: palette.Scheme) -> tuple[str, ...]:
    """What a text may stand on."""
    return (scheme.paper, scheme.panel, scheme.desk, scheme.head, scheme.pale, scheme.focus_pale)


@pytest.mark.parametrize(("name", "scheme"), SCHEMES)
def test_every_text_can_be_read_on_every_ground(name: str, scheme: palette.Scheme) -> None:
    least = 7 if name == "高对比" else 4.5
    inks = (scheme.ink, scheme.ink_soft, scheme.title)

    found = {pair: palette.contrast(*pair) for pair in product(inks, grounds(scheme))}

    assert {pair: ratio for pair, ratio in found.items() if ratio < least} == {}


@pytest.mark.parametrize(("name", "scheme"), SCHEMES)
def test_every_light_can_be_read_on_its_own_ground_and_on_paper(name: str, scheme: palette.Scheme) -> None:
    found = [
        (key, ground, palette.contrast(tone.ink, ground))
        for key, tone in scheme.tones.items()
        for ground in (tone.ground, scheme.paper, scheme.pale)
    ]

    assert [one for one in found if one[2] < 4.5] == []


@pytest.mark.parametrize(("name", "scheme"), SCHEMES)
def test_the_marks_of_practice_and_focus_stand_out(name: str, scheme: palette.Scheme) -> None:
    assert palette.contrast(scheme.on_brand, scheme.seal) >= 4.5
    assert palette.contrast(scheme.seal, scheme.panel) >= 4.5
    assert palette.contrast(scheme.on_brand, scheme.brand) >= 4.5
    assert min(palette.contrast(scheme.focus, ground) for ground in grounds(scheme)) >= 3
    assert min(palette.contrast(scheme.brand, ground) for ground in grounds(scheme)) >= 3


@pytest.mark.parametrize(("name", "scheme"), SCHEMES)
def test_the_edges_of_fields_buttons_and_scroll_bars_are_seen(name: str, scheme: palette.Scheme) -> None:
    inside = (scheme.paper, scheme.panel, scheme.desk)

    found = [palette.contrast(line, ground) for line in (scheme.edge, scheme.handle, scheme.faint) for ground in inside]

    assert min(found) >= 3


@pytest.mark.parametrize("name", sorted(palette.SCHEMES))
def test_what_an_empty_field_says_can_be_read(qtbot: QtBot, dressed: QApplication, name: str) -> None:
    dress(dressed, 100, name)
    line = QLineEdit()
    qtbot.addWidget(line)
    line.setPlaceholderText("名称、编号或拼音首字母")
    line.ensurePolished()

    colour = line.palette().color(QPalette.ColorRole.PlaceholderText)

    dress(dressed, 100)
    assert (colour.name().upper(), colour.alpha()) == (palette.SCHEMES[name].ink_soft, 255)


def test_the_main_button_with_the_focus_is_told_by_more_than_a_colour(qtbot: QtBot, dressed: QApplication) -> None:
    pages = [QDialog(), QDialog()]
    for page, focused in zip(pages, (False, True), strict=True):
        qtbot.addWidget(page)
        made = button("保存", page.accept, main=True)
        made.setParent(page)
        made.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        page.show()
        (made if focused else page).setFocus()
        QApplication.processEvents()

    plain, ringed = (page.findChild(QPushButton).grab().toImage() for page in pages)

    inside = QRect(8, 4, plain.width() - 16, plain.height() - 8)
    assert plain.copy(inside) != ringed.copy(inside)


def test_the_buttons_of_a_dialog_stand_in_one_order(qtbot: QtBot, dressed: QApplication) -> None:
    made = Dialog(None, "试")
    qtbot.addWidget(made)
    made.add_button("取消", made.reject)
    made.add_button("存为草稿", made.accept)
    made.add_button("签发", made.accept, main=True)
    made.buttons.insertWidget(0, label("共 2 处"))

    texts = [made.buttons.itemAt(at).widget() for at in range(made.buttons.count())]

    assert [one.text() for one in texts if isinstance(one, QPushButton)] == ["签发", "存为草稿", "取消"]


def test_the_heading_of_a_group_has_its_line_and_begins_where_the_others_begin(
    qtbot: QtBot, dressed: QApplication
) -> None:
    page = QDialog()
    qtbot.addWidget(page)
    head = label("金额", "group")
    head.setParent(page)
    head.resize(200, 40)
    page.show()

    line = head.grab().toImage().pixelColor(199, 39).name().upper()

    assert line == palette.LIGHT.line
    assert head.indent() == 0


def test_all_schemes_know_the_same_lights() -> None:
    known = {frozenset(scheme.tones) for scheme in palette.SCHEMES.values()}

    assert len(known) == 1


def test_an_unknown_scheme_is_the_light_one(dressed: QApplication) -> None:
    dress(dressed, 100, "没有这个")

    assert palette.look() is palette.LIGHT


@pytest.mark.parametrize("name", sorted(palette.SCHEMES))
def test_a_page_is_drawn_in_the_colours_of_its_scheme(qtbot: QtBot, dressed: QApplication, name: str) -> None:
    dress(dressed, 100, name)
    page = QDialog()
    qtbot.addWidget(page)
    page.resize(80, 60)
    page.show()

    ground = page.grab().toImage().pixelColor(40, 30).name().upper()

    dress(dressed, 100)
    assert ground == palette.SCHEMES[name].desk


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
    unknown, general = (picture(name, palette.LIGHT.brand, 24).toImage() for name in ("没有这个", "ledger"))

    assert unknown == general


def test_the_icons_have_their_licence_beside_them() -> None:
    assert "CC0" in resource("icons", "LICENSE.txt").read_text("utf-8")


def test_windows_lends_no_small_face_to_menus_and_lists(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "QAbstractItemView, QHeaderView" not in qss.style_sheet()
    monkeypatch.setattr(qss.sys, "platform", "win32")

    rule = qss.style_sheet().splitlines()[0]

    assert "QMenuBar, QMenu, QAbstractItemView, QHeaderView" in rule
    assert f"font-size: {palette.px(palette.BODY)}px;" in rule
