"""Settings on the screen: days and limits, passwords, a backup, the 文号代字."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.options import GROUPS
from app.operations import backups, faces, options
from app.operations.books import Book
from app.presets import work_calendar
from app.settings import Settings
from app.storage.troubles import DiskFull, WrongPassword
from tests.export.fonts_made import made_up
from ui.engine import runner
from ui.screens.settings import SettingsScreen


@pytest.fixture
def screen(qtbot: QtBot, book: Book) -> Iterator[SettingsScreen]:
    made = SettingsScreen(book)
    qtbot.addWidget(made)
    made.resize(1100, 600)
    made.show()
    yield made
    runner.stop()


@pytest.fixture
def calendar_of_the_program() -> Iterator[None]:
    """What a test reads in is forgotten after it."""
    work_calendar.cache_clear()
    yield
    work_calendar.cache_clear()


def test_every_option_of_the_table_is_there_with_its_default(screen: SettingsScreen, book: Book) -> None:
    shown = {key: line.text() for key, line in screen.lines.items()}
    shown |= {key: pick.currentText() for key, pick in screen.picks.items()}

    assert shown == {one.key: one.default for one in options.settings(book)}
    assert shown["other_limit"] == "1,000.00"


def test_the_options_stand_in_groups_and_no_line_on_another(screen: SettingsScreen) -> None:
    screen.resize(1100, 700)
    screen.show()
    heads = [one for one in screen.findChildren(QLabel, "group") if one.text() in GROUPS]
    fields = [*screen.lines.values(), *screen.picks.values()]

    tops = [one.y() + one.height() // 2 for one in (*heads, *fields)]

    assert [one.text() for one in heads] == list(GROUPS)
    assert len(set(tops)) == len(heads) + len(fields)
    assert len({one.width() for one in fields}) == 1


def test_options_are_kept_and_count_at_once(screen: SettingsScreen, book: Book) -> None:
    screen.lines["disclosure_day"].setText("8")
    screen.lines["other_limit"].setText("500")

    screen.save_options()

    assert (book.option("disclosure_day"), book.option("other_limit")) == (8, 50_000)
    assert screen.message.text() == "已保存 2 项设置,灯色和期限马上按新设置计算。"


def test_another_countys_lights_are_chosen_by_name_and_explained(screen: SettingsScreen, book: Book) -> None:
    pick = screen.picks["light_preset"]
    pick.setCurrentText("西安")

    screen.save_options()

    assert (book.option("light_preset"), pick.currentText()) == (4, "西安")
    assert "到期当天" in options.explained("light_preset", 4)


def test_next_years_holidays_are_read_in_from_a_file(
    screen: SettingsScreen, folder: Path, calendar_of_the_program: None
) -> None:
    path = folder / "2027.csv"
    lines = ["date,kind,name", *(f"2027-10-0{day},holiday,国庆" for day in range(1, 8))]
    path.write_text("\n".join(lines), "utf-8")
    screen.choose_file = lambda: path

    screen.load_calendar()

    assert screen.message.text() == "已读入2027年放假安排。现有时限没有变化。"
    assert "2004 至 2027 年" in screen.known.text()


def test_a_file_that_is_no_holiday_plan_is_refused_with_its_line(
    screen: SettingsScreen, folder: Path, calendar_of_the_program: None
) -> None:
    path = folder / "别的表.csv"
    path.write_text("姓名,金额", "utf-8")
    screen.choose_file = lambda: path

    screen.load_calendar()

    assert "第 1 行" in screen.message.text()
    assert "2004 至 2026 年" in screen.known.text()


@pytest.mark.parametrize(
    ("key", "text", "sentence"),
    [
        ("disclosure_day", "31", "财务公开日:应是 1 至 28 之间的整数"),
        ("yellow_days", "七", "临期提醒(工作日):应是 1 至 365 之间的整数"),
        ("other_limit", "-1", "“其他”单笔提示线(元):请写成 1000 的样子"),
    ],
)
def test_a_wrong_number_is_named_and_nothing_is_changed(
    screen: SettingsScreen, book: Book, key: str, text: str, sentence: str
) -> None:
    screen.lines["report_day"].setText("6")
    screen.lines[key].setText(text)

    screen.save_options()

    assert screen.message.text() == f"{sentence}\n没有改动任何设置;请改好后再保存。"
    assert screen.lines[key].property("fault") == "hard"
    assert book.option("report_day") == 5


def test_a_new_password_opens_the_book(screen: SettingsScreen, book: Book) -> None:
    screen.old.setText("practice-clerk-1")
    screen.new.setText("清溪河边一棵老槐树")
    screen.again.setText("清溪河边一棵老槐树")

    screen.change_password()

    assert screen.message.text().startswith("密码已改。")
    assert book.keys.unlock("clerk", "清溪河边一棵老槐树")[1].login == "clerk"
    with pytest.raises(WrongPassword):
        book.keys.unlock("clerk", "practice-clerk-1")


def test_a_wrong_old_password_changes_nothing(screen: SettingsScreen) -> None:
    screen.old.setText("不是这个")
    screen.new.setText("清溪河边一棵老槐树")
    screen.again.setText("清溪河边一棵老槐树")

    screen.change_password()

    assert screen.message.tone == "red"
    assert screen.new.text() == "清溪河边一棵老槐树"


def test_two_different_new_passwords_are_told(screen: SettingsScreen) -> None:
    screen.new.setText("清溪河边一棵老槐树")
    screen.again.setText("清溪河边一棵老柳树")

    screen.change_password()

    assert screen.message.text() == "两次输入的新密码不一样,密码没有改动。请重新输入新密码。"


def test_a_backup_is_made_and_proved(qtbot: QtBot, screen: SettingsScreen, folder: Path) -> None:
    stick = folder / "U 盘"
    stick.mkdir()
    screen.choose_folder = lambda: stick

    screen.back_up()
    qtbot.waitUntil(lambda: screen.message.tone == "green", timeout=20_000)

    made = list(stick.iterdir())
    assert len(made) == 1
    assert screen.message.text().startswith(f"已备份并核对:{made[0].name}")
    assert screen.age.text() == "最近一次备份:今天。"


def test_a_full_stick_is_told(
    qtbot: QtBot, screen: SettingsScreen, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_book: Book, out: Path) -> None:
        raise DiskFull(out)

    monkeypatch.setattr(backups, "back_up", full)
    screen.choose_folder = lambda: folder

    screen.back_up()
    qtbot.waitUntil(lambda: screen.message.tone == "red", timeout=20_000)

    assert screen.message.text() == DiskFull(folder).message


def test_the_short_name_is_kept(screen: SettingsScreen, book: Book) -> None:
    screen.short.setText("示县")

    screen.save_short()

    assert book.info.short == "示县"


def test_a_short_name_that_is_too_long_is_refused(screen: SettingsScreen, book: Book) -> None:
    screen.short.setText("示例县示例乡")

    screen.save_short()

    assert screen.message.text() == "文号代字:应是 1 至 4 个字,例如“示”。没有改动。"
    assert book.info.short == "示"


def test_the_faces_of_papers_are_named_and_a_choice_is_passed_on(qtbot: QtBot, book: Book, fonts_folder: Path) -> None:
    made_up(fonts_folder / "仿宋_GB2312.ttf", "仿宋_GB2312")
    faces.apply(Settings(fonts_folder / "settings.json"))
    screen = SettingsScreen(book)
    qtbot.addWidget(screen)
    screen.show()

    screen.tabs.setCurrentIndex(next(at for at in range(screen.tabs.count()) if screen.tabs.tabText(at) == "打印字体"))
    qtbot.waitUntil(lambda: len(screen.faces.texts()) == 5, timeout=20_000)

    assert screen.faces.texts()[:2] == ["标题 小标宋 → 思源宋体 Black(代小标宋)(自带)", "正文 仿宋 → 仿宋_GB2312(本机)"]
    with qtbot.waitSignal(screen.faces_wanted) as wanted:
        screen.faces.pick.setCurrentText("只用自带")
        screen.faces.pick.activated.emit(1)
    assert wanted.args == ["只用自带"]
    runner.stop()


def test_a_zoom_button_says_its_percent(qtbot: QtBot, screen: SettingsScreen) -> None:
    made = next(one for one in screen.findChildren(QPushButton) if one.text() == "150%")

    with qtbot.waitSignal(screen.zoom_wanted) as wanted:
        made.click()

    assert wanted.args == [150]


def test_a_second_place_is_chosen_and_filled_without_leaving_the_book(
    qtbot: QtBot, screen: SettingsScreen, folder: Path
) -> None:
    stick = folder / "U盘"
    stick.mkdir()
    before, could = screen.second.text(), screen.second_now.isEnabled()
    screen.choose_folder = lambda: stick

    screen.choose_second()
    chosen = screen.second.text()
    screen.back_up_second()
    qtbot.waitUntil(lambda: "读回来核对过" in screen.message.text(), timeout=20_000)

    assert "还没有选" in before
    assert not could
    assert "插着,还没有存过" in chosen
    assert len(list((stick / "明账备份").glob("*.mzb"))) == 1
    assert "最近一次存在" in screen.second.text()


def test_a_second_place_that_is_not_plugged_in_is_said(qtbot: QtBot, screen: SettingsScreen, folder: Path) -> None:
    stick = folder / "U盘"
    stick.mkdir()
    screen.choose_folder = lambda: stick
    screen.choose_second()
    stick.rename(folder / "拔掉了")

    screen.back_up_second()
    qtbot.waitUntil(lambda: "第二处没有插着" in screen.message.text(), timeout=20_000)

    assert screen.message.tone == "yellow"
