"""The setup.exe for Windows: what it puts down it takes away, and nothing of the clerk's."""

import re
from pathlib import PurePosixPath

import pytest
import setup_files
import windows

from app import __version__, paths

SCRIPT = windows.SCRIPT.read_text("utf-8")
FILES = [PurePosixPath(name) for name in ("mingzhang.exe", "lib/a.dll", "lib/resources/fonts/宋体.ttf", "lib/a$b.txt")]


def test_every_file_is_put_into_its_own_folder():
    lines = setup_files.putting(FILES).splitlines()

    where, put = "", {}
    for line in lines:
        if found := re.fullmatch(r'SetOutPath "(.+)"', line):
            where = found[1]
        else:
            put[re.fullmatch(r'File "program/(.+)"', line)[1]] = where
    assert put == {
        "mingzhang.exe": "$INSTDIR",
        "lib/a.dll": "$INSTDIR\\lib",
        "lib/a$$b.txt": "$INSTDIR\\lib",
        "lib/resources/fonts/宋体.ttf": "$INSTDIR\\lib\\resources\\fonts",
    }


def test_exactly_these_files_are_taken_away_and_folders_only_when_empty_the_inner_first():
    lines = setup_files.taking(FILES).splitlines()

    assert [line for line in lines if line.startswith("Delete")] == [
        'Delete "$INSTDIR\\lib\\a$$b.txt"',
        'Delete "$INSTDIR\\lib\\a.dll"',
        'Delete "$INSTDIR\\lib\\resources\\fonts\\宋体.ttf"',
        'Delete "$INSTDIR\\mingzhang.exe"',
    ]
    assert [line for line in lines if not line.startswith("Delete")] == [
        'RMDir "$INSTDIR\\lib\\resources\\fonts"',
        'RMDir "$INSTDIR\\lib\\resources"',
        'RMDir "$INSTDIR\\lib"',
    ]


def test_the_script_never_deletes_a_folder_with_whatever_is_in_it():
    assert not re.search(r"RMDir\s+/r", SCRIPT, re.IGNORECASE)
    assert not re.search(r'Delete\s+"[^"]*\*', SCRIPT)


def test_the_program_does_not_lie_in_the_folder_of_the_books(monkeypatch):
    monkeypatch.delenv("MINGZHANG_HOME", raising=False)
    monkeypatch.setattr(paths.sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", "/L")

    (default,) = re.findall(r'^InstallDir "(.+)"', SCRIPT, re.MULTILINE)

    program = default.replace("$LOCALAPPDATA", "/L").replace("\\", "/")
    assert program == "/L/Programs/mingzhang"
    assert not program.startswith(f"{paths.home()}/")


def test_no_administrator_is_asked_and_only_the_users_own_part_of_the_registry_is_written():
    assert "RequestExecutionLevel user" in SCRIPT
    assert not re.search(r"\bHK(LM|CR|U)\b", SCRIPT.replace("HKCU", ""))


def test_what_the_setup_enters_the_uninstaller_takes_out_again():
    entered = set(re.findall(r'WriteRegStr HKCU "\$\{CLASSES\}\\(\.\w+)" ""', SCRIPT))
    kinds = set(re.findall(r'KindOfFile "(mingzhang\.\w+)"', SCRIPT))
    taken = set(re.findall(r'DeleteRegKey HKCU "\$\{CLASSES\}\\([^"]+)"', SCRIPT))

    assert entered == {".mz", ".mzb"}
    assert kinds == {"mingzhang.book", "mingzhang.backup", "mingzhang.packet"}
    assert taken == entered | kinds


def test_what_a_clerk_reads_in_the_setup_is_chinese():
    said = re.findall(r'MessageBox [A-Z_|0-9]+ "([^"]+)"', SCRIPT)
    said += re.findall(r'GiveUp \$\{\w+\} "([^"]+)"', SCRIPT) + re.findall(r'MUI_\w+_TEXT\w* "([^"]+)"', SCRIPT)

    shown = [re.sub(r"\$\{?\w+\}?|\\\w+|D:\\明账|\.mzb?|Windows|mingzhang", "", text) for text in said]

    assert len(shown) >= 10
    assert [text for text in shown if re.search(r"[A-Za-z]{2,}", text)] == []


@pytest.mark.parametrize(
    ("version", "numbers"), [("0.3.0", "0.3.0.0"), ("1.2.3.4", "1.2.3.4"), ("0.4.0.dev1", "0.4.0.0"), ("2", "2.0.0.0")]
)
def test_a_version_is_four_numbers_for_windows(version, numbers):
    assert windows.four_numbers(version) == numbers


def test_windows_is_told_the_name_and_the_version_of_the_program():
    told = windows.version_resource(__version__)

    assert "'ProductName', '明账'" in told
    assert f"'FileVersion', '{__version__}'" in told
    compile(told, "version.txt", "eval")


def test_of_the_interpreter_only_what_a_build_wants_is_unpacked():
    names = ["cp311/", "cp311/python.exe", "cp311/Lib/os.py", "cp311/Lib/test/a.py", "cp311/tcl/x", "cp310/python.exe"]

    assert windows.needed(names) == ["cp311/python.exe", "cp311/Lib/os.py"]
