"""Every dialog for whoever uses no mouse, sees badly or hits beside, as the pages are walked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from tests.ui import access, dialogs
from tests.ui.dialogs import COUNTY, TOWNSHIP, Desk, Open
from tests.ui.test_access import practice_window, quiet
from ui.engine.window import MainWindow
from ui.style.dress import dress
from ui.widgets.dialog import Dialog, label

SMALL = 1366, 720


@pytest.fixture
def township(
    qtbot: QtBot, dressed: QApplication, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MainWindow]:
    yield from practice_window(qtbot, tmp_path_factory, folder, "township")


@pytest.fixture
def county(
    qtbot: QtBot, dressed: QApplication, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MainWindow]:
    yield from practice_window(qtbot, tmp_path_factory, folder, "county")


def walked(window: MainWindow, qtbot: QtBot, openers: dict[str, Open]) -> tuple[list[str], set[type[QDialog]]]:
    """The faults of each dialog with its name, and the kinds that were walked over."""
    found, seen = list[str](), set[type[QDialog]]()
    assert window.book is not None
    desk = Desk(window, window.book)
    for name, make in openers.items():
        dialog = make(desk)
        with qtbot.waitActive(dialog):
            dialog.open()
        quiet(qtbot)
        seen.add(type(dialog))
        found += [f"{name}: {fault}" for fault in (*access.faults(dialog), *squeezed(dialog, SMALL))]
        QDialog.reject(dialog)  # also where Esc does nothing
        quiet(qtbot)
    return found, seen - {Dialog}


def squeezed(dialog: QDialog, screen: tuple[int, int]) -> list[str]:
    """Whether it stands off the screen, or a sentence in it has not the height it needs."""
    size, layout = dialog.size(), dialog.layout()
    off = [f"off the screen: {size}"] if size.width() > screen[0] or size.height() > screen[1] else []
    need = layout.totalMinimumHeightForWidth(size.width()) if layout is not None else 0
    return off + ([f"cut: {need} of {size.height()}"] if need > size.height() else [])


def test_every_dialog_of_a_township_can_be_read_out_hit_and_walked(township: MainWindow, qtbot: QtBot) -> None:
    found, seen = walked(township, qtbot, TOWNSHIP)

    assert not found, "\n".join(found)
    assert seen == dialogs.OF_TOWNSHIP


def test_every_dialog_of_a_county_can_be_read_out_hit_and_walked(county: MainWindow, qtbot: QtBot) -> None:
    found, seen = walked(county, qtbot, COUNTY)

    assert not found, "\n".join(found)
    assert seen == dialogs.OF_COUNTY


def test_no_dialog_of_the_program_is_left_out_of_the_walk() -> None:
    assert dialogs.kinds() == dialogs.OF_TOWNSHIP | dialogs.OF_COUNTY


@pytest.mark.parametrize(("zoom", "width"), [(100, 900), (150, 1366), (200, 1366)])
def test_a_long_sentence_is_never_cut_in_a_narrow_dialog(
    qtbot: QtBot, dressed: QApplication, zoom: int, width: int
) -> None:
    dress(dressed, zoom)
    try:
        dialog = Dialog(None, "请确认")
        qtbot.addWidget(dialog)
        shown = label("这一步没有做完,已经保存的内容都在;请把U盘插好以后再按一次“写入”。" * 6)
        dialog.body.addWidget(shown)
        dialog.resize(width // 2, 60)

        dialog.show()

        assert shown.height() >= shown.heightForWidth(shown.width())
    finally:
        dress(dressed, 100)
