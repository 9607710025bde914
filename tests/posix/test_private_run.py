"""A run's work files: in a folder of its own, gone with it, and what a killed run left goes with the next."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from app import paths


@pytest.fixture(autouse=True)
def _fresh_tempfile(monkeypatch: pytest.MonkeyPatch) -> None:
    """The standard library remembers the folder it found first."""
    monkeypatch.setattr(tempfile, "tempdir", None)


def test_work_files_of_every_library_go_into_a_private_folder_and_are_gone_afterwards() -> None:
    with paths.private_run():
        handle, name = tempfile.mkstemp()
        os.close(handle)
        folder = Path(name).parent
        mode = stat.S_IMODE(folder.stat().st_mode)

    assert folder.parent == paths.private_temp()
    assert mode == 0o700
    assert not folder.exists()


def test_the_environment_is_given_back() -> None:
    before = dict(os.environ)

    with paths.private_run():
        inside = os.environ["TMPDIR"]

    assert inside != before.get("TMPDIR")
    assert dict(os.environ) == before


def test_a_crash_dumps_no_memory() -> None:
    with paths.private_run():
        assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)


def test_what_a_killed_run_left_goes_with_the_next_and_a_running_one_keeps_its_own() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    dead, alive = (paths.private_temp() / f"run-{pid}" for pid in (ended.pid, os.getppid()))
    for folder in (dead, alive):
        folder.mkdir()
        (folder / "半张表.xlsx").write_bytes(b"x")

    with paths.private_run():
        pass

    assert not dead.exists()
    assert alive.exists()


def test_a_home_that_cannot_be_written_stops_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "datei").write_bytes(b"")
    monkeypatch.setenv("MINGZHANG_HOME", str(tmp_path / "datei" / "家"))

    with paths.private_run():
        done = True

    assert done
