"""The clerk's folders can be entered by nobody else."""

import stat

import pytest

from app import paths


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = tmp_path / "中文 路径"
    monkeypatch.setenv("MINGZHANG_HOME", str(folder))
    return folder


@pytest.mark.parametrize("place", [paths.books, paths.backups, paths.logs, paths.private_temp])
def test_own_folders_are_made_for_this_user_alone(home, place):
    folder = place()

    assert folder.parent == home
    assert [stat.S_IMODE(made.stat().st_mode) for made in (home, folder)] == [0o700, 0o700]


def test_a_temp_folder_that_others_could_read_is_closed(home):
    (home / "temp").mkdir(parents=True)
    (home / "temp").chmod(0o755)

    folder = paths.private_temp()

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
