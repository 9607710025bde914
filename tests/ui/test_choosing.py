"""Where a dialog for files begins: where papers are, then where one was last, a stick first where it is about one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.operations import packets
from app.packet.drives import Drive
from ui.screens import on_stick
from ui.widgets import choosing


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, folder: Path) -> list[Path]:
    """Where dialogs began; each gives the file or folder `answer` in `folder`."""
    began: list[Path] = []

    def ask(answer: Any) -> Any:
        def dialog(_parent: QWidget, _title: str, start: str, *_: str) -> Any:
            began.append(Path(start))
            return answer

        return staticmethod(dialog)

    found = str(folder / "账" / "台账.xlsx")
    monkeypatch.setattr(choosing, "_last", [])
    monkeypatch.setattr(QStandardPaths, "writableLocation", staticmethod(lambda _: str(folder / "文档")))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", ask((found, "")))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", ask(([found], "")))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask((found, "")))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", ask(str(folder / "账")))
    return began


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_it_begins_with_the_documents_and_goes_on_where_one_was(
    parent: QWidget, asked: list[Path], folder: Path
) -> None:
    (folder / "文档").mkdir()
    (folder / "账").mkdir()

    first = choosing.open_files(parent, "选择")
    again = choosing.open_file(parent, "选择")
    saved = choosing.save_file(parent, "导出", "问题台账.xlsx")

    assert asked == [folder / "文档", folder / "账", folder / "账" / "问题台账.xlsx"]
    assert [first, [again], [saved]] == [[folder / "账" / "台账.xlsx"]] * 3


def test_where_there_are_no_documents_it_begins_in_a_folder_that_is_there(parent: QWidget, asked: list[Path]) -> None:
    choosing.folder(parent, "存到哪里")

    assert asked == [Path.home()]


def test_what_goes_on_a_stick_begins_on_it_and_papers_stay_where_they_were(
    parent: QWidget, asked: list[Path], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "文档").mkdir()
    stick = folder / "U盘"
    disks = [Drive(folder, "硬盘", 1, False), Drive(stick, "U盘", 1, True)]
    monkeypatch.setattr(packets, "drives", lambda: disks)

    on_stick.folder(parent, "写到U盘")
    choosing.open_file(parent, "选择")

    assert asked == [stick, folder / "文档"]


def test_a_dialog_that_is_left_gives_nothing(
    parent: QWidget, asked: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", staticmethod(lambda *_: ([], "")))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", staticmethod(lambda *_: ""))

    assert choosing.open_files(parent, "选择") == []
    assert choosing.folder(parent, "存到哪里") is None
