"""Where files are, from source, frozen, on Linux and on Windows."""

import sys
from pathlib import Path

import pytest

from app import paths


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = tmp_path / "中文 路径"
    monkeypatch.setenv("MINGZHANG_HOME", str(folder))
    return folder


def test_from_source_resources_are_beside_the_rooms():
    assert paths.resource("calendar", "holidays.csv").is_file()
    assert paths.resources().parent == Path(paths.__file__).resolve().parent.parent


def test_frozen_resources_are_inside_the_bundle(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "明账"), raising=False)

    assert paths.resource("fonts") == tmp_path / "明账" / "resources" / "fonts"


def test_asking_for_the_home_folder_makes_nothing(home):
    assert paths.home() == home
    assert not home.exists()


@pytest.mark.parametrize(("note", "beside"), [(True, True), (False, False)])
def test_a_portable_program_keeps_its_data_beside_its_folder_and_an_installed_one_does_not(
    tmp_path, monkeypatch, note, beside
):
    program = tmp_path / "U盘 拷来" / "mingzhang" / "mingzhang"
    program.parent.mkdir(parents=True)
    program.touch()
    if note:
        (program.parent / paths.PORTABLE).touch()
    monkeypatch.delenv("MINGZHANG_HOME", raising=False)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))

    assert (paths.home() == tmp_path.resolve() / "U盘 拷来" / "明账数据") is beside


def test_a_program_that_runs_from_its_sources_is_never_portable(tmp_path, monkeypatch):
    (tmp_path / paths.PORTABLE).touch()
    monkeypatch.delenv("MINGZHANG_HOME", raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))

    assert paths.home().name == "mingzhang"


@pytest.mark.parametrize("place", [paths.books, paths.backups, paths.logs, paths.private_temp])
def test_own_folders_are_made_on_first_use_and_found_again(home, place):
    folder = place()

    assert folder.is_dir()
    assert folder.parent == home
    assert place() == folder


def test_on_linux_the_data_folder_of_the_desktop_is_used(tmp_path, monkeypatch):
    monkeypatch.delenv("MINGZHANG_HOME", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", "relative/is ignored")

    assert paths.home() == tmp_path / ".local" / "share" / "mingzhang"

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "数据"))

    assert paths.home() == tmp_path / "数据" / "mingzhang"


def test_on_windows_the_local_application_folder_is_used(tmp_path, monkeypatch):
    monkeypatch.delenv("MINGZHANG_HOME", raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))

    assert paths.home() == tmp_path / "Local" / "mingzhang"
