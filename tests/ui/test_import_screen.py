"""Importing on the screen: every fault at its cell, nothing written unasked, all taken back at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import QMimeData, QModelIndex, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.ledgers import ledger
from app.operations import records
from app.operations.books import Book
from tests import hands
from tests.conftest import Places
from ui.engine import runner
from ui.screens.import_mapping import MappingDialog
from ui.screens.import_people import PeopleDialog
from ui.screens.imports import ImportScreen

HEAD = ("单位", "发现日期", "问题来源", "类别", "存在问题", "责任领导", "整改时限")
GOOD = ("青山村", "2026.10.12", "自己找", "3.2", "公开榜张贴不及时", "王伟", "11月底前")
BAD = ("青山村", "2026.13.12", "听说", "3.2", "报销单没有附件", "王伟", "11月底前")


@pytest.fixture
def screen(qtbot: QtBot, book: Book, places: Places) -> Iterator[ImportScreen]:
    made = ImportScreen(book)
    qtbot.addWidget(made)
    made.resize(1100, 600)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    runner.stop()


def workbook(path: Path, *rows: tuple[str, ...], head: tuple[str, ...] = HEAD) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "台账"
    for row in (head, *rows):
        sheet.append(row)
    book.save(path)
    return path


def planned(qtbot: QtBot, screen: ImportScreen, *paths: Path) -> ImportScreen:
    with qtbot.waitSignal(screen.planned, timeout=20_000):
        screen.open_files(paths)
    screen.activateWindow()  # without a window manager nobody brings it to the front when the progress has gone
    qtbot.waitUntil(screen.isActiveWindow)
    return screen


def carried(qtbot: QtBot, screen: ImportScreen, *, keep_good: bool) -> ImportScreen:
    with qtbot.waitSignal(screen.imported, timeout=20_000):
        screen.run(keep_good=keep_good)
    return screen


def problems(book: Book) -> list[object]:
    return [row["description"] for row in book.rows("problem")]


def test_good_files_are_planned_and_nothing_is_written_yet(
    qtbot: QtBot, screen: ImportScreen, book: Book, folder: Path
) -> None:
    planned(qtbot, screen, workbook(folder / "青山村 问题.xlsx", GOOD))

    assert screen.counts.text() == "共 1 行:新增 1,更新 0,有错 0,可采纳 2"
    assert screen.all_button.isEnabled()
    assert problems(book) == []


def test_faults_stand_at_their_cells_with_row_and_column(qtbot: QtBot, screen: ImportScreen, folder: Path) -> None:
    planned(qtbot, screen, workbook(folder / "问题.xlsx", GOOD, BAD))

    line = screen.model.lines[0]
    columns = [
        screen.model.headers[c] for c in range(screen.model.columnCount()) if screen.model.fault_at(0, c) in line.faults
    ]
    assert (line.number, line.action) == (3, "有错,不导入")
    assert columns == ["发现日期", "问题来源"]
    assert screen.model.index(0, screen.model.headers.index("问题来源")).data() == "⚠ 听说"
    assert not screen.all_button.isEnabled()
    assert screen.message.text().startswith("有 1 行要改,还没有写入任何内容。")


def test_all_rows_are_shown_when_the_filter_is_taken_off(qtbot: QtBot, screen: ImportScreen, folder: Path) -> None:
    planned(qtbot, screen, workbook(folder / "问题.xlsx", GOOD, BAD))

    screen.only_faults.setChecked(False)

    assert [line.action for line in screen.model.lines] == ["新增", "有错,不导入"]


def test_all_rows_go_in_as_one_step_and_come_out_as_one(
    qtbot: QtBot, screen: ImportScreen, book: Book, folder: Path
) -> None:
    planned(qtbot, screen, workbook(folder / "问题.xlsx", GOOD, (*GOOD[:4], "第二个问题", *GOOD[5:])))

    carried(qtbot, screen, keep_good=False)
    after = problems(book)
    screen.message.buttons[0].click()

    assert after == ["公开榜张贴不及时", "第二个问题"]
    assert problems(book) == []
    assert screen.message.text() == "已撤销本次导入,2 行,台账恢复到导入以前。"


def test_only_good_rows_go_in_when_asked(qtbot: QtBot, screen: ImportScreen, book: Book, folder: Path) -> None:
    planned(qtbot, screen, workbook(folder / "问题.xlsx", GOOD, BAD))

    carried(qtbot, screen, keep_good=True)

    assert problems(book) == ["公开榜张贴不及时"]
    assert "还有 1 行有错没有导入,在“待补正”里等着" in screen.message.text()


def test_taking_back_leaves_rows_that_were_changed_since(
    qtbot: QtBot, screen: ImportScreen, book: Book, folder: Path
) -> None:
    planned(qtbot, screen, workbook(folder / "问题.xlsx", GOOD, (*GOOD[:4], "第二个问题", *GOOD[5:])))
    carried(qtbot, screen, keep_good=False)
    first = book.rows("problem")[0]
    records.save(book, ledger("problem"), int(str(first["id"])), {"cause": "没有专人负责"})

    screen.message.buttons[0].click()

    assert problems(book) == ["公开榜张贴不及时"]
    assert screen.message.text().startswith("已撤销本次导入 1 行;有 1 行导入后又改过,留着没有动:")


def test_an_error_copy_has_the_sentences_beside_the_rows(qtbot: QtBot, screen: ImportScreen, folder: Path) -> None:
    planned(qtbot, screen, workbook(folder / "问题.xlsx", GOOD, BAD))
    screen.choose_folder = lambda start: start

    screen.save_error_copies()

    rows = list(load_workbook(folder / "问题_错误信息.xlsx").active.iter_rows(values_only=True))
    assert rows[0][len(HEAD)] == "错误信息"
    assert rows[1][len(HEAD)] is None
    assert "问题来源" in str(rows[2][len(HEAD)])


def test_unknown_columns_are_told_and_nothing_is_planned(qtbot: QtBot, screen: ImportScreen, folder: Path) -> None:
    path = workbook(folder / "别的表.xlsx", ("一", "二", "三"), head=("甲", "乙", "丙"))

    planned(qtbot, screen, path)

    assert screen.message.tone == "red"
    assert screen.plan is None
    assert not screen.all_button.isEnabled()


def test_a_file_that_is_no_table_is_refused_with_advice(screen: ImportScreen, folder: Path) -> None:
    path = folder / "通知.wps"
    path.write_bytes(b"PK")

    screen.open_files([path])

    assert screen.message.text().startswith("不能导入“通知.wps”,没有改动任何内容。")


def test_a_damaged_workbook_is_told(qtbot: QtBot, screen: ImportScreen, folder: Path) -> None:
    path = folder / "坏的.xlsx"
    path.write_bytes(b"PK\x03\x04 half a workbook")

    planned(qtbot, screen, path)

    assert screen.message.tone == "red"
    assert "坏的.xlsx" in screen.message.text()


def test_dropped_files_are_planned(qtbot: QtBot, screen: ImportScreen, folder: Path) -> None:
    path = workbook(folder / "问题.xlsx", GOOD)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )

    with qtbot.waitSignal(screen.planned, timeout=20_000):
        screen.dropEvent(drop)

    assert screen.counts.text().startswith("共 1 行")


def test_cancelling_puts_the_plan_away(qtbot: QtBot, screen: ImportScreen, book: Book, folder: Path) -> None:
    planned(qtbot, screen, workbook(folder / "问题.xlsx", GOOD))

    screen.cancel_button.click()

    assert screen.model.rowCount() == 0
    assert not screen.all_button.isEnabled()
    assert problems(book) == []


def test_files_of_several_villages_go_in_together(qtbot: QtBot, screen: ImportScreen, book: Book, folder: Path) -> None:
    first = workbook(folder / "甲村.xlsx", GOOD)
    second = workbook(folder / "乙村.xlsx", (*GOOD[:4], "第二个问题", *GOOD[5:]))

    planned(qtbot, screen, first, second)

    assert [line.place for line in screen.model.lines] == ["甲村.xlsx 台账", "乙村.xlsx 台账"]


def test_a_blank_workbook_comes_back_without_mapping(qtbot: QtBot, screen: ImportScreen, folder: Path) -> None:
    out = folder / "问题台账填报表.xlsx"
    screen.choose_template = lambda name: folder / name
    screen.save_template()
    made = load_workbook(out)
    sheet = made.worksheets[0]
    heads = {str(cell.value).rstrip(" *"): cell for row in sheet.iter_rows() for cell in row if cell.value}
    for label, text in zip(HEAD, GOOD, strict=True):
        cell = heads[label]
        sheet.cell(cell.row + 1, cell.column, text)
    made.save(out)

    planned(qtbot, screen, out)

    assert screen.counts.text() == "共 1 行:新增 1,更新 0,有错 0,可采纳 2"


def test_the_plan_is_a_sound_model(
    qtbot: QtBot, screen: ImportScreen, folder: Path, qtmodeltester: ModelTester
) -> None:
    planned(qtbot, screen, workbook(folder / "问题.xlsx", GOOD, BAD))

    qtmodeltester.check(screen.model)

    assert screen.model.rowCount() == 1


def test_an_unknown_column_is_asked_for_once_and_the_files_are_read_again(
    qtbot: QtBot, screen: ImportScreen, book: Book, tmp_path: Path
) -> None:
    head = (*HEAD[:4], "具体情形", *HEAD[5:])
    first, second = (workbook(tmp_path / f"{name}.xlsx", GOOD, head=head) for name in ("甲", "乙"))
    planned(qtbot, screen, first)
    dialog = screen.findChildren(MappingDialog)[-1]
    asked = list(dialog.choices)
    dialog.press.click()
    unsaid = dialog.alarm.text()
    choice = dialog.choices["具体情形"]
    choice.setCurrentIndex(choice.findText("存在问题"))

    with qtbot.waitSignal(screen.planned, timeout=20_000):
        dialog.press.click()
    again = screen.counts.text()
    planned(qtbot, screen, second)

    assert asked == ["具体情形"]
    assert unsaid == "“具体情形”还没有选。用不着的选“不导入这一列”。"
    assert again.startswith("共 1 行:新增 1,更新 0,有错 0,可采纳 2")
    assert screen.counts.text().startswith("共 1 行:新增 1")
    assert book.rows("problem") == []


def cell(screen: ImportScreen, line: int, heading: str) -> QModelIndex:
    return screen.model.index(line, screen.model.headers.index(heading))


def test_a_cell_is_mended_in_the_preview_by_keys_and_the_row_goes_in(
    qtbot: QtBot, screen: ImportScreen, book: Book, folder: Path
) -> None:
    planned(qtbot, screen, workbook(folder / "问题.xlsx", GOOD, BAD))
    screen.next_fault()
    at = screen.grid.currentIndex()

    with qtbot.waitSignal(screen.planned, timeout=20_000):
        hands.write("2026.10.12")
        hands.enter()
    first = (screen.plan.bad if screen.plan else 0, screen.grid.currentIndex().column() - at.column())
    with qtbot.waitSignal(screen.planned, timeout=20_000):
        hands.write("自己找")
        hands.enter()

    assert screen.model.headers[at.column()] == "发现日期"
    assert first == (1, 1)
    assert screen.plan is not None
    assert (screen.plan.bad, problems(book)) == (0, [])
    carried(qtbot, screen, keep_good=False)
    assert problems(book) == ["公开榜张贴不及时", "报销单没有附件"]


def test_a_line_is_left_out_by_keys_and_taken_in_again_and_edits_are_taken_back(
    qtbot: QtBot, screen: ImportScreen, folder: Path
) -> None:
    planned(qtbot, screen, workbook(folder / "问题.xlsx", GOOD, BAD))
    screen.next_fault()

    with qtbot.waitSignal(screen.planned, timeout=20_000):
        hands.press("Ctrl+Delete")
    left = (screen.plan.bad if screen.plan else -1, [line.action for line in screen.model.lines])
    screen.take_edit_back()

    assert left == (0, ["新增", "不导入"])
    assert screen.plan is not None
    assert (screen.plan.bad, screen.plan.left) == (1, set())


def test_del_empties_a_cell_as_in_a_spreadsheet(qtbot: QtBot, screen: ImportScreen, folder: Path) -> None:
    planned(qtbot, screen, workbook(folder / "问题.xlsx", GOOD, BAD))
    screen.next_fault()
    column = screen.grid.currentIndex().column()

    with qtbot.waitSignal(screen.planned, timeout=20_000):
        hands.press(Qt.Key.Key_Delete)

    (line,) = screen.model.lines
    assert (line.action, line.cells[column - 4], line.number) == ("有错,不导入", "", 3)


def test_what_is_mended_once_can_be_mended_in_all_cells_that_said_the_same(
    qtbot: QtBot, screen: ImportScreen, folder: Path
) -> None:
    rows = [(*GOOD[:2], "监督检查", GOOD[3], f"第{number}件事没有公开", *GOOD[5:]) for number in "一二三"]
    planned(qtbot, screen, workbook(folder / "问题.xlsx", *rows))
    screen.next_fault()

    with qtbot.waitSignal(screen.planned, timeout=20_000):
        hands.write("自己找")
        hands.enter()
    offered, bad = screen.message.text(), screen.plan.bad if screen.plan else 0
    screen.activateWindow()
    hands.press("Ctrl+3")

    assert "另有 2 格" in offered
    assert bad == 2
    assert screen.plan is not None
    assert screen.plan.bad == 0


def test_people_who_are_in_no_register_are_entered_at_once_and_their_lines_go_in(
    qtbot: QtBot, screen: ImportScreen, book: Book, folder: Path
) -> None:
    rows = ((*GOOD, "张德贵、李国强"), (*GOOD[:4], "报销单没有附件", *GOOD[5:], "王伟"))
    planned(qtbot, screen, workbook(folder / "问题.xlsx", *rows, head=(*HEAD, "责任人")))
    bad = screen.plan.bad if screen.plan else 0

    screen.people_button.click()
    dialog = screen.findChild(PeopleDialog)
    assert dialog is not None
    proposed = dialog.people.text.toPlainText()
    dialog.people.text.setPlainText("青山村 张德贵 村书记\n李国强")
    dialog.save()
    refused = dialog.message.text()
    dialog.people.text.setPlainText("青山村 张德贵 村书记\n青山村 李国强 村会计")
    dialog.save()

    assert bad == 1
    assert proposed == "青山村 张德贵 村干部\n青山村 李国强 村干部"
    assert "一个人也没有录入" in refused
    assert [row["post"] for row in book.rows("person", name="张德贵")] == ["村书记"]
    assert screen.plan is not None
    assert screen.plan.bad == 0
    assert not screen.people_button.isVisible()


def test_lines_of_which_none_is_right_may_wait_and_enter_undoes_nothing(
    qtbot: QtBot, screen: ImportScreen, book: Book, folder: Path
) -> None:
    planned(qtbot, screen, workbook(folder / "问题.xlsx", BAD))
    able = screen.good_button.isEnabled()

    carried(qtbot, screen, keep_good=True)

    assert able
    assert screen.basket_button.text() == "待补正 1 行"
    assert screen.focusWidget() is screen.grid


def test_after_a_plan_is_put_away_the_keys_of_the_page_still_work(
    qtbot: QtBot, screen: ImportScreen, folder: Path
) -> None:
    planned(qtbot, screen, workbook(folder / "问题.xlsx", BAD))
    screen.cancel_button.setFocus()
    asked: list[str] = []
    screen.choose_files = lambda: asked.append("files") or []  # type: ignore[func-returns-value]

    screen.cancel_button.click()
    hands.press("Ctrl+O")

    assert asked == ["files"]


def test_one_button_takes_over_all_harmless_forms_of_differently_built_files(
    qtbot: QtBot, screen: ImportScreen, book: Book, folder: Path
) -> None:
    first = workbook(folder / "甲村.xlsx", GOOD, ("同上", *GOOD[1:4], "第二个问题", *GOOD[5:]))
    turned = (HEAD[4], *HEAD[:4], *HEAD[5:])
    second = workbook(folder / "乙村.xlsx", ("第三个问题", "青 山 村", *GOOD[1:4], *GOOD[5:]), head=turned)
    planned(qtbot, screen, first, second)
    before = screen.plan.bad if screen.plan else 0
    focus = screen.adopt_button.hasFocus()

    screen.adopt_button.click()

    assert (before, focus) == (2, True)
    assert screen.plan is not None
    assert (screen.plan.bad, screen.plan.harmless) == (0, [])
    assert screen.model.headers[4:] == HEAD
    assert [cell(screen, line, "单位").data() for line in range(3)] == ["青山村"] * 3
    assert [cell(screen, line, "存在问题").data() for line in range(3)][2] == "第三个问题"
    assert problems(book) == []


def test_bad_rows_wait_after_an_import_and_go_in_when_they_are_completed(
    qtbot: QtBot, screen: ImportScreen, book: Book, folder: Path
) -> None:
    planned(qtbot, screen, workbook(folder / "问题.xlsx", GOOD, BAD))
    carried(qtbot, screen, keep_good=True)
    waiting = screen.basket_button.text()
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)

    screen.basket_button.click()
    with qtbot.waitSignal(screen.planned, timeout=20_000):
        hands.write("2026.10.12")
        hands.enter()
    with qtbot.waitSignal(screen.planned, timeout=20_000):
        hands.write("自查")
        hands.enter()
    carried(qtbot, screen, keep_good=False)

    assert waiting == "待补正 1 行"
    assert problems(book) == ["公开榜张贴不及时", "报销单没有附件"]
    assert not screen.basket_button.isEnabled()
