"""The folder that runs without being installed: equal folders give equal bytes, and it says how it is used."""

import os
import tarfile

import bundle
import portable
import pytest

from app import paths
from app.packet.release import KINDS


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


@pytest.fixture
def program(tmp_path):
    made = tmp_path / "程序"
    (made / "lib").mkdir(parents=True)
    (made / "mingzhang").write_bytes(b"\x7fELF")
    (made / "mingzhang").chmod(0o755)
    (made / "lib" / "a.so").write_bytes(b"a")
    (made / "lib" / "b.so").symlink_to("a.so")
    return made


def test_the_archive_holds_one_folder_with_program_note_and_starter(program, tmp_path):
    made = portable.make(program, tmp_path, "linux-x86_64")

    with tarfile.open(made) as archive:
        entries = {entry.name: entry for entry in archive}
    assert {name.split("/")[0] for name in entries} == {"mingzhang"}
    assert {"mingzhang/mingzhang", "mingzhang/portable.txt", "mingzhang/启动明账.sh", "mingzhang/lib/b.so"} <= set(
        entries
    )
    assert entries["mingzhang/启动明账.sh"].mode == entries["mingzhang/mingzhang"].mode == 0o755
    assert entries["mingzhang/lib/a.so"].mode == 0o644
    assert made.name.endswith(KINDS["folder"])  # the update from a stick takes it


def test_the_same_folder_packed_twice_gives_the_same_bytes(program, tmp_path):
    first = portable.make(program, tmp_path, "linux-x86_64").read_bytes()
    os.utime(program / "lib" / "a.so", (1, 1))

    assert portable.make(program, tmp_path, "linux-x86_64").read_bytes() == first


def test_the_note_makes_the_program_portable_and_names_where_the_data_lies():
    assert portable.NOTE == paths.PORTABLE
    assert paths.BESIDE in portable.note("1.0", portable.STARTER)


def test_an_archive_of_nothing_is_refused(tmp_path):
    with pytest.raises(bundle.BuildFailed, match="make it first"):
        portable.make(tmp_path / "missing", tmp_path, "linux-x86_64")
