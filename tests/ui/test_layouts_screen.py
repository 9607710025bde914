"""表样 by keys: ticked with Space, remembered, loaded from a file, faults told in the dialog."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.figures.layout import MONTHLY
from app.operations import monthly_papers
from app.storage.book import Book
from tests.operations.test_layouts import workbook
from ui.screens.layouts import LayoutDialog
from ui.screens.monthly import MonthlyScreen


@pytest.fixture
def screen(qtbot: QtBot, dressed: object, book: Book, places: object) -> MonthlyScreen:
    made = MonthlyScreen(book)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def dialog(screen: MonthlyScreen, qtbot: QtBot) -> LayoutDialog:
    screen.activateWindow()
    qtbot.waitUntil(screen.table.hasFocus)
    qtbot.keyClick(screen.table, Qt.Key.Key_F7)
    found = screen.findChild(LayoutDialog)
    assert found is not None
    return found


def texts(dialog: LayoutDialog, ticked: bool = False) -> list[str]:
    items = [dialog.list.item(at) for at in range(dialog.list.count())]
    return [item.text() for item in items if not ticked or item.checkState() == Qt.CheckState.Checked]


def test_receivers_and_titles_are_listed_those_of_the_commission_ticked(dialog: LayoutDialog):
    assert any(text.startswith("行业主管部门　报表:示例县") for text in texts(dialog))
    assert any(text.startswith("网上直报系统　转录单:示例乡") for text in texts(dialog))
    assert [text.partition("　")[0] for text in texts(dialog, ticked=True)] == ["示例县纪委", "示例县纪委"]


def test_space_ticks_and_enter_remembers_and_prints(dialog: LayoutDialog, screen: MonthlyScreen, qtbot: QtBot):
    at = next(at for at, text in enumerate(texts(dialog)) if "转录单" in text)
    dialog.list.setCurrentRow(at)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Space)

    with qtbot.waitSignal(dialog.chosen):
        qtbot.keyClick(dialog.list, Qt.Key.Key_Return)

    assert "transcript" in [one.key for one in monthly_papers.chosen(screen.book, MONTHLY)]
    assert [sheet.key for sheet in screen.papers()] == ["monthly", "monthly_detail", "transcript", "monthly_progress"]


def test_none_ticked_is_told_and_the_dialog_stays(dialog: LayoutDialog):
    for at in range(dialog.list.count()):
        dialog.list.item(at).setCheckState(Qt.CheckState.Unchecked)

    dialog.keep()

    assert "一种表样也没有选" in dialog.message.text()
    assert not dialog.isHidden()


def test_a_workbook_is_loaded_and_ticked(dialog: LayoutDialog, tmp_path: Path):
    rows = [["画面", "字段名", "指标", "取数"], ["一", "受理", "A20", "本月"]]

    dialog.load(workbook(tmp_path / "直报平台.xlsx", ("字段", rows)))

    assert any(text.startswith("直报平台　转录单") for text in texts(dialog, ticked=True))
    assert "已装入“直报平台”" in dialog.message.text()


def test_what_is_wrong_in_a_workbook_is_told_in_the_dialog(dialog: LayoutDialog, tmp_path: Path):
    rows = [["画面", "字段名", "指标"], ["一", "受理", "受理问题线锁"]]

    dialog.load(workbook(tmp_path / "错.xlsx", ("字段", rows)))

    assert "第2行“指标”" in dialog.message.text()
    assert "是不是“受理问题线索”" in dialog.message.text()
