"""The oldest system a program folder loads on is read from the files themselves."""

import subprocess
from pathlib import Path

import bundle
import glibc
import pytest

SAID = """
DYNAMIC SYMBOL TABLE:
0000000000000000      DF *UND*  0000000000000000 (GLIBC_2.2.5) free
0000000000000000      DF *UND*  0000000000000000 (GLIBC_2.17) clock_gettime
0000000000000000      DF *UND*  0000000000000000 (GLIBCXX_3.4.21) _ZNSt7
0000000000000000      DF *UND*  0000000000000000 (CXXABI_1.3.9) _ZdlPvm
"""


def test_versions_are_compared_as_numbers():
    assert glibc.wanted(SAID) == {"GLIBC": (2, 17), "GLIBCXX": (3, 4, 21), "CXXABI": (1, 3, 9)}


def read_by_objdump(command, **_):
    """Stands for objdump: the made files hold what it would say of them."""
    text = Path(command[-1]).read_bytes().removeprefix(b"\x7fELF")
    return subprocess.CompletedProcess(command, 0 if text else 1, text, b"")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A program folder with two libraries and a text that only looks like one."""
    monkeypatch.setattr(subprocess, "run", read_by_objdump)
    made = tmp_path / "程序 文件夹"
    (made / "lib").mkdir(parents=True)
    (made / "mingzhang").write_bytes(b"\x7fELF" + SAID.encode())
    (made / "lib" / "a.so").write_bytes(b"\x7fELF(GLIBC_2.28) pow (GLIBC_2.9) x")
    (made / "lib" / "notes.so").write_text("(GLIBC_2.99)", "utf-8")
    return made


def test_a_folder_that_loads_on_the_oldest_system_passes(folder):
    found = glibc.check(folder, glibc.OLDEST)

    assert str(found) == "2 programs and libraries need at most CXXABI_1.3.9, GLIBC_2.28, GLIBCXX_3.4.21"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (b"(GLIBC_2.29) exp", r"new\.so needs GLIBC_2\.29; the oldest system has 2\.28"),
        (b"(GLIBCXX_3.4.29) x", r"new\.so needs GLIBCXX_3\.4\.29; the oldest system has 3\.4\.25"),
    ],
)
def test_a_file_that_is_too_new_is_named_with_what_it_asks_for(folder, asked, sentence):
    (folder / "lib" / "new.so").write_bytes(b"\x7fELF" + asked)

    with pytest.raises(bundle.BuildFailed, match=sentence):
        glibc.check(folder, glibc.OLDEST)


def test_an_empty_folder_proves_nothing(tmp_path):
    with pytest.raises(bundle.BuildFailed, match="no program"):
        glibc.needs(tmp_path)


def test_a_file_that_cannot_be_read_is_no_pass(folder):
    (folder / "broken.so").write_bytes(b"\x7fELF")

    with pytest.raises(bundle.BuildFailed, match="cannot read"):
        glibc.needs(folder)
