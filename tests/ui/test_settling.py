"""Personal things on a sheet are settled by digit keys, and then the sheet goes on by itself."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.ledgers import ledger
from app.operations import gate, records, settlings
from app.operations.books import Book
from app.operations.gate import Unsettled
from app.reports.sheet import Paragraph, Sheet
from tests import hands
from ui.engine import messages, runner
from ui.engine.window import MainWindow
from ui.screens.ledger import LedgerPage
from ui.screens.preview import PreviewDialog
from ui.screens.settled import SettledDialog
from ui.screens.settling import AFTERWARDS, SettleDialog, told_apart
from ui.style import palette
from ui.style.dress import dress
from ui.widgets.dialog import Dialog

D = TypeVar("D", bound=QWidget)
MOBILE = "15400138000"
WALL = Sheet(
    "trial",
    "青山村公示",
    (
        Paragraph(f"付护林员工资,电话{MOBILE}"),
        Paragraph("资助学生王小明学费"),
        Paragraph("临时救助李某,患尿毒症"),
        Paragraph("收款卡6222020200112230"),
    ),
    look="notice",
    size="A4",
)


@pytest.fixture(autouse=True)
def _worker_ends_with_the_test() -> object:
    yield
    runner.stop()


@pytest.fixture
def preview(qtbot: QtBot, dressed: QApplication, book: Book) -> PreviewDialog:
    """A preview that was stopped."""
    made = PreviewDialog(book, "公示")
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.show_sheets(lambda: [WALL])
    qtbot.waitUntil(lambda: bool(made.message.buttons), timeout=20_000)
    return made


def opened(qtbot: QtBot, preview: PreviewDialog) -> SettleDialog:
    """The list, as it opens with Enter."""
    hands.enter()
    dialog = preview.findChild(SettleDialog)
    assert dialog is not None
    return in_front(qtbot, dialog)


def in_front(qtbot: QtBot, dialog: D) -> D:
    """A dialog that has the keys."""
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None and QApplication.focusWidget().window() is dialog)
    return dialog


def states(dialog: SettleDialog) -> list[str]:
    return [dialog.table.item(at, 4).text() for at in range(dialog.table.rowCount())]


def test_the_preview_says_what_stops_it_and_enter_opens_the_list(qtbot: QtBot, preview: PreviewDialog) -> None:
    assert preview.message.text() == "还有 4 处个人信息没有处理,暂不能打印青山村公示。"
    assert [one.text() for one in preview.message.buttons] == ["逐条处理"]
    assert not preview.print_button.isEnabled()

    dialog = opened(qtbot, preview)

    rows = [[dialog.table.item(at, c).text() for c in range(4)] for at in range(4)]
    assert rows[0] == ["“正文第1段”", "手机号", "付护林员工资,电话154…00", "付护林员工资,电话***"]
    assert rows[1] == ["“正文第2段”", "未成年人姓名", "资助学生王小明学费", "资助学生王某某学费"]
    assert dialog.table.currentRow() == 0
    assert dialog.table.hasFocus()


def test_digits_settle_line_after_line_and_enter_opens_the_pages(qtbot: QtBot, preview: PreviewDialog) -> None:
    dialog = opened(qtbot, preview)

    hands.press(Qt.Key.Key_1, Qt.Key.Key_1, Qt.Key.Key_3)
    hands.press(Qt.Key.Key_1)
    hands.press(Qt.Key.Key_2)
    seen = states(dialog)
    with qtbot.waitSignal(preview.ready, timeout=20_000):
        hands.enter()

    assert seen == ["✓ 遮盖", "✓ 遮盖", "✓ 保留", "✓ 删去"]
    shown = "\n".join("".join(line) for line in preview.drawn.sheets[0].lines())
    assert "付护林员工资,电话***" in shown
    assert "资助学生王某某学费" in shown
    assert "临时救助李某,患尿毒症" in shown
    assert shown.endswith("收款卡")
    assert preview.message.text() == "这里的个人信息已处理 4 处。"
    assert settlings.settlings(preview.book)[1].reason == settlings.CONSENT


def test_what_may_not_stay_says_so_and_nothing_is_decided(qtbot: QtBot, preview: PreviewDialog) -> None:
    dialog = opened(qtbot, preview)

    hands.press(Qt.Key.Key_Down, Qt.Key.Key_3)

    assert dialog.message.text() == "未成年人姓名不能保留,只能按 1 遮盖或按 2 删去。"
    assert not dialog.reason.isVisible()
    assert settlings.settlings(preview.book) == []


def test_enter_before_the_end_goes_to_what_is_still_open(qtbot: QtBot, preview: PreviewDialog) -> None:
    dialog = opened(qtbot, preview)

    hands.press(Qt.Key.Key_1)
    hands.press(Qt.Key.Key_Up)
    hands.enter()

    assert dialog.isVisible()
    assert dialog.message.text() == "还有 3 处没有处理。"
    assert dialog.table.currentRow() == 1
    assert not dialog.press.isEnabled()


def test_zero_masks_numbers_and_children_and_leaves_what_must_be_read(qtbot: QtBot, preview: PreviewDialog) -> None:
    dialog = opened(qtbot, preview)

    hands.press(Qt.Key.Key_0)

    assert states(dialog) == ["✓ 遮盖", "✓ 遮盖", "", "✓ 遮盖"]
    assert dialog.table.currentRow() == 2
    assert "剩下 1 处要逐条看" in dialog.message.text()
    assert not dialog.all.isEnabled()


def test_ctrl_z_takes_the_last_decision_back_all_of_it(qtbot: QtBot, preview: PreviewDialog) -> None:
    dialog = opened(qtbot, preview)
    hands.press(Qt.Key.Key_0)

    hands.press("Ctrl+Z")

    assert states(dialog) == ["", "", "", ""]
    assert dialog.message.text() == "已取回 3 处的处理。"
    assert [one.taken_back for one in settlings.settlings(preview.book)] == [True, True, True]
    hands.press("Ctrl+Z")
    assert dialog.message.text() == "这里还没有可以取回的处理。"


def test_a_reason_of_ones_own_is_typed_and_may_not_hold_a_number(qtbot: QtBot, preview: PreviewDialog) -> None:
    dialog = opened(qtbot, preview)

    hands.press(Qt.Key.Key_3)
    hands.press(Qt.Key.Key_3)
    hands.write(f"他的电话{MOBILE}")
    hands.enter()
    refused = dialog.message.text()
    dialog.reason.own.clear()
    hands.write("村监委会值班电话")
    hands.enter()

    assert "理由里写了手机号" in refused
    assert states(dialog)[0] == "✓ 保留"
    assert settlings.settlings(preview.book)[0].reason == "村监委会值班电话"


def test_esc_closes_the_question_first_and_then_the_list(qtbot: QtBot, preview: PreviewDialog) -> None:
    dialog = opened(qtbot, preview)
    hands.press(Qt.Key.Key_1)
    hands.press(Qt.Key.Key_4)

    hands.press(Qt.Key.Key_Escape)
    still = dialog.isVisible() and not dialog.reason.isVisible() and dialog.table.hasFocus()
    hands.press(Qt.Key.Key_Escape)

    assert still
    assert not dialog.isVisible()
    assert [one.action for one in settlings.settlings(preview.book)] == ["遮盖"]


def test_what_was_mistaken_is_said_with_its_reason(qtbot: QtBot, preview: PreviewDialog) -> None:
    dialog = opened(qtbot, preview)
    hands.press(Qt.Key.Key_Down, Qt.Key.Key_4)

    hands.press(Qt.Key.Key_1)

    assert states(dialog)[1] == "✓ 不是个人信息"
    assert dialog.table.item(1, 3).text() == "资助学生王小明学费"
    assert settlings.settlings(preview.book)[0].reason == settlings.NO_NAME


def test_past_decisions_are_listed_and_one_taken_back_asks_again(qtbot: QtBot, preview: PreviewDialog) -> None:
    opened(qtbot, preview)
    hands.press(Qt.Key.Key_0)
    hands.press(Qt.Key.Key_1)
    with qtbot.waitSignal(preview.ready, timeout=20_000):
        hands.enter()
    preview.message.buttons[0].click()
    dialog = preview.findChild(SettledDialog)
    assert dialog is not None
    in_front(qtbot, dialog)
    first = [dialog.table.item(0, column).text() for column in range(5)]

    hands.press(Qt.Key.Key_Delete)
    after = dialog.table.item(0, 2).text()
    able = preview.print_button.isEnabled()
    hands.press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "还有 1 处" in preview.message.text(), timeout=20_000)

    assert first == ["“正文第3段”", "病残和贫困原因", "遮盖", "", "张三"]
    assert (after, able) == ("遮盖(已取回)", False)


def test_a_list_that_is_exported_asks_first_and_is_then_written(
    qtbot: QtBot, window: MainWindow, problems: list[int], folder: Path
) -> None:
    assert window.book is not None
    records.save(window.book, ledger("problem"), problems[0], {"description": f"低保评议未公示,电话{MOBILE}"})
    window.starter.go("problem")  # type: ignore[attr-defined]
    page = window.page
    assert isinstance(page, LedgerPage)

    page.export(folder / "问题.xlsx")
    qtbot.waitUntil(lambda: _asking() is not None, timeout=20_000)
    in_front(qtbot, _asking())
    hands.enter()
    before = (folder / "问题.xlsx").exists()
    in_front(qtbot, _listed())
    hands.press(Qt.Key.Key_1)
    hands.enter()
    qtbot.waitUntil(lambda: any("已导出到" in text for one in _dialogs() for text in _labels(one)), timeout=20_000)

    assert not before
    assert (folder / "问题.xlsx").exists()


def test_wherever_it_is_told_the_list_is_one_key_away(qtbot: QtBot, window: MainWindow) -> None:
    with pytest.raises(Unsettled) as caught:
        gate.passed(window.book, [WALL])
    in_front(qtbot, messages.tell(window, caught.value))

    hands.enter()
    dialog = in_front(qtbot, _listed())
    hands.press(Qt.Key.Key_0)
    hands.press(Qt.Key.Key_1)
    hands.enter()

    assert not dialog.isVisible()
    assert any(AFTERWARDS in _labels(one) for one in QApplication.topLevelWidgets() if isinstance(one, Dialog))


def _asking() -> Dialog:
    """The question that stops something."""
    return next((one for one in _dialogs() if "逐条处理" in [b.text() for b in one.findChildren(QPushButton)]), None)


def _listed() -> SettleDialog:
    return next(one for one in _dialogs() if isinstance(one, SettleDialog))


def _dialogs() -> list[Dialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, Dialog) and one.isVisible()]


def _labels(dialog: Dialog) -> list[str]:
    return [one.text() for one in dialog.findChildren(QLabel)]


@pytest.mark.parametrize("zoom", [100, 125, 150])
def test_the_list_fits_a_small_screen_at_every_size(qtbot: QtBot, qapp: QApplication, book: Book, zoom: int) -> None:
    dress(qapp, zoom)
    try:
        with pytest.raises(Unsettled) as caught:
            gate.passed(book, [WALL])
        dialog = SettleDialog(None, caught.value)
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.decide(settlings.MASK)
        dialog.table.setCurrentCell(2, 0)
        dialog.decide(settlings.KEEP)
        hint = dialog.minimumSizeHint()

        assert dialog.reason.isVisible()
        assert hint.width() <= 1366
        assert hint.height() <= 720
    finally:
        dress(qapp, 100)
        assert palette.zoom() == 100


def test_several_sheets_are_told_apart_by_what_differs() -> None:
    end = "2026年第3季度财务收支公开榜"

    assert told_apart([f"青山村{end}"]) == {f"青山村{end}": ""}
    assert told_apart([f"青山村{end}", f"白石村{end}"]) == {f"青山村{end}": "青山村", f"白石村{end}": "白石村"}
    assert told_apart([f"青山村{end}", "问题台账"]) == {f"青山村{end}": f"青山村{end}", "问题台账": "问题台账"}
