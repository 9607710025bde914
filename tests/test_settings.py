"""The typed settings table and its file."""

import json
import os

import pytest

from app import settings
from app.settings import COLUMN_WIDTHS, LAST_BOOK, OPTIONS, WINDOW, ZOOM, Settings, SettingsNotSaved


@pytest.fixture
def path(tmp_path):
    folder = tmp_path / "中文 路径"
    folder.mkdir()
    return folder / "settings.json"


def test_without_a_file_every_option_has_its_default_and_nothing_is_written(path):
    loaded = settings.load(path)

    assert [loaded.get(option) for option in OPTIONS] == [option.default for option in OPTIONS]
    assert loaded.get(ZOOM) == 100
    assert loaded.warning == ""
    assert list(path.parent.iterdir()) == []


def test_the_file_is_kept_in_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("MINGZHANG_HOME", str(tmp_path / "用户 甲"))
    loaded = settings.load()
    loaded.set(WINDOW, "0795-12388")

    loaded.save()

    assert settings.load().get(WINDOW) == "0795-12388"
    assert [file.name for file in (tmp_path / "用户 甲").iterdir()] == ["settings.json"]


def test_what_was_set_is_there_after_the_next_start(path):
    first = settings.load(path)
    first.set(ZOOM, 125)
    first.set(LAST_BOOK, "/数据/青山 乡.mz")
    first.set_width("problem", "description", 240)

    first.save()

    second = settings.load(path)
    assert second.get(ZOOM) == 125
    assert second.get(LAST_BOOK) == "/数据/青山 乡.mz"
    assert second.width("problem", "description", 80) == 240
    assert second.width("problem", "source", 80) == 80


def test_setting_a_width_leaves_the_default_table_empty(path):
    Settings(path).set_width("problem", "amount", 90)

    assert COLUMN_WIDTHS.default == {}
    assert Settings(path).get(COLUMN_WIDTHS) == {}


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        (ZOOM, 110, "显示比例(%):只能是 100、125、150、200"),
        (ZOOM, "125", "显示比例(%):类型不对"),
        (ZOOM, True, "显示比例(%):类型不对"),
        (WINDOW, None, "窗口位置和大小:类型不对"),
        (COLUMN_WIDTHS, {"problem": {"amount": "宽"}}, "列宽:类型不对"),
        (COLUMN_WIDTHS, {"problem": 3}, "列宽:类型不对"),
    ],
)
def test_a_value_that_may_not_be_is_refused_and_the_old_one_stays(path, option, value, said):
    loaded = settings.load(path)

    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the sentence is compared below
        loaded.set(option, value)

    assert str(refused.value) == said
    assert loaded.get(option) == option.default


@pytest.mark.parametrize("content", [b"", b'{"zoom": 125', b"\xff\xfe", b"[1, 2]"])
def test_a_damaged_file_is_kept_aside_and_the_clerk_is_told(path, content):
    path.write_bytes(content)

    loaded = settings.load(path)

    assert loaded.get(ZOOM) == 100
    assert "设置文件已损坏,已改用默认设置" in loaded.warning
    assert "settings.json.bad" in loaded.warning
    assert (path.parent / "settings.json.bad").read_bytes() == content
    assert not path.exists()


def test_one_bad_value_costs_only_that_value(path):
    path.write_text('{"zoom": 7, "window": "12388"}', "utf-8")

    loaded = settings.load(path)

    assert loaded.get(ZOOM) == 100
    assert loaded.get(WINDOW) == "12388"
    assert "显示比例(%):只能是" in loaded.warning
    assert settings.load(path).get(WINDOW) == "12388"
    assert settings.load(path).warning == ""


def test_options_of_a_newer_release_survive_an_older_one(path):
    path.write_text('{"theme": "深色"}', "utf-8")
    loaded = settings.load(path)
    loaded.set(ZOOM, 150)

    loaded.save()

    assert json.loads(path.read_text("utf-8")) == {"theme": "深色", "zoom": 150}


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file_whole(path, monkeypatch, call):
    loaded = settings.load(path)
    loaded.set(ZOOM, 150)
    loaded.save()
    loaded.set(ZOOM, 200)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, full)

    with pytest.raises(SettingsNotSaved, match=r"设置没有保存.*原来的设置没有改动"):
        loaded.save()

    assert settings.load(path).get(ZOOM) == 150
    assert [file.name for file in path.parent.iterdir()] == ["settings.json"]


def test_a_damaged_file_that_cannot_be_moved_is_named(path, monkeypatch):
    path.write_text("{", "utf-8")

    def refused(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refused)

    loaded = settings.load(path)

    assert "原文件移不开" in loaded.warning
    assert loaded.get(ZOOM) == 100


def test_a_file_that_cannot_be_read_is_left_alone(path):
    path.mkdir()

    loaded = settings.load(path)

    assert "设置读不出来" in loaded.warning
    assert path.is_dir()


def test_every_option_has_a_key_of_its_own_a_chinese_label_and_help():
    keys = [option.key for option in OPTIONS]

    assert len(set(keys)) == len(keys)
    assert all(not option.label.isascii() and option.help.endswith("。") for option in OPTIONS)
    assert all(option.check(option.default) == option.default for option in OPTIONS)
