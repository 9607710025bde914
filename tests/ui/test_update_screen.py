"""更新程序 in the window: nothing before the clerk agrees, the backup first, installing once the window is closed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from app import paths
from app.operations import update_start, updates
from app.operations.update_start import Way
from tests.releases import Publisher, installed, publisher
from ui.engine.window import MainWindow
from ui.screens import update
from ui.screens.update import UpdateDialog
from ui.widgets.dialog import Dialog


@pytest.fixture
def maker(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Publisher:
    """A publisher whose key ships, and a program that is installed as a package."""
    made = publisher(folder)
    at = installed(folder)
    monkeypatch.setattr(updates, "here", lambda: at)
    monkeypatch.setattr(updates, "keys_folder", lambda: made.keys)
    return made


def dialog_of(window: MainWindow, kind: type[Dialog] = Dialog) -> Dialog:
    return next(one for one in reversed(window.findChildren(kind)) if one.isVisible())


def press(dialog: Dialog, words: str) -> None:
    next(one for one in dialog.findChildren(QPushButton) if one.text().startswith(words)).click()


def text_of(dialog: Dialog) -> str:
    from PySide6.QtWidgets import QLabel

    shown = [one.text() for one in dialog.findChildren(QLabel)]
    return "\n".join([*shown, *(one.toPlainText() for one in dialog.findChildren(QPlainTextEdit))])


def test_a_dropped_release_is_read_backed_up_and_installed_after_the_window_has_closed(
    qtbot: QtBot, window: MainWindow, maker: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = Way(("/bin/true",))
    monkeypatch.setattr(update_start, "way", lambda ready: way)
    begun = list[Way]()
    monkeypatch.setattr(update_start, "start", begun.append)
    closed = list[bool]()
    monkeypatch.setattr(window, "close", lambda: closed.append(True))

    window.starter.take_files([maker.release()])  # type: ignore[attr-defined]
    first = dialog_of(window, UpdateDialog)
    told = text_of(first)
    press(first, "开始更新")
    qtbot.waitUntil(lambda: any("关闭并安装" in one.text() for one in window.findChildren(QPushButton)), timeout=20_000)
    press(dialog_of(window), "关闭并安装")

    assert "【新增】\n· 更新文件。" in told
    assert "1. 备份现在的账套并核对" in told
    assert "系统问管理员密码" in told
    assert len(list(paths.backups().glob("*.mzb"))) == 1
    assert (closed, begun) == ([True], [])
    window.starter.afterwards()  # type: ignore[attr-defined]
    assert begun == [way]


def test_a_release_that_is_refused_opens_no_questions(window: MainWindow, maker: Publisher, folder: Path) -> None:
    (folder / "别人").mkdir()

    window.starter.update(publisher(folder / "别人").release())  # type: ignore[attr-defined]

    assert "签名不是明账发布者的" in text_of(dialog_of(window))
    assert not window.findChildren(UpdateDialog)


def test_saying_no_leaves_everything_as_it_is(window: MainWindow, maker: Publisher) -> None:
    window.starter.update(maker.release())  # type: ignore[attr-defined]

    press(dialog_of(window, UpdateDialog), "不更新")

    assert not (paths.home() / "updates").exists()
    assert not paths.backups().exists() or not list(paths.backups().glob("*.mzb"))


def test_where_no_password_can_be_asked_for_the_line_is_shown_to_copy(
    qtbot: QtBot, window: MainWindow, maker: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update_start.shutil, "which", lambda name: None)

    window.starter.update(maker.release())  # type: ignore[attr-defined]
    press(dialog_of(window, UpdateDialog), "开始更新")
    qtbot.waitUntil(lambda: any("复制这一行" in one.text() for one in window.findChildren(QPushButton)), timeout=20_000)
    press(dialog_of(window), "复制这一行")

    assert QApplication.clipboard().text() == f"sudo dpkg -i '{updates.staging() / 'mingzhang_0.9.0_amd64.deb'}'"


def test_without_a_book_the_menu_still_updates(window: MainWindow, maker: Publisher) -> None:
    window.book = None

    assert "update" in window._able()
    window.starter.update(maker.release())  # type: ignore[attr-defined]

    assert "没有打开账套" in text_of(dialog_of(window, UpdateDialog))


def test_what_is_new_is_shown_at_the_first_start_after_it(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updates, "outcome", lambda: updates.Outcome("已更新到 0.9.0 版。", "0.9.0 版\n· 回收站。"))
    updates.staging()

    window.starter._say_updated()  # type: ignore[attr-defined]

    assert "回收站" in text_of(dialog_of(window))


def test_what_went_wrong_is_said_at_the_next_start(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updates, "outcome", lambda: updates.Outcome("更新没有装上。"))
    updates.staging()

    window.starter._say_updated()  # type: ignore[attr-defined]

    assert "更新没有装上" in text_of(dialog_of(window))


def test_an_installer_that_does_not_start_is_told_in_a_window_of_its_own(
    dressed: QApplication, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    told = list[str]()
    monkeypatch.setattr(Dialog, "exec", lambda self: told.append(text_of(self)))

    update.install(Way((str(folder / "nothing"), "x")))

    assert "安装没有开始" in told[0]


def test_a_new_program_takes_the_place_of_the_old_before_any_window(monkeypatch: pytest.MonkeyPatch) -> None:
    from ui import main

    seen = list[tuple[Path, int]]()
    monkeypatch.setattr(
        update_start,
        "settle_in",
        lambda old, pid, program: seen.append((old, pid)) or subprocess.CompletedProcess([], 0),
    )

    code = main.main(["--take-place", "/opt/明账", "4711"])

    assert (code, seen) == (0, [(Path("/opt/明账"), 4711)])
