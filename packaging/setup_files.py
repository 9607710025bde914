"""The two lists a setup.exe is made from: which files it puts down, and exactly those that it takes away again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath


def under(folder: Path) -> Iterator[Path]:
    """Every file of the program folder inside a room where a setup is made."""
    return (one for one in (folder / "program").rglob("*") if one.is_file())


def folders(files: Iterable[PurePosixPath]) -> list[PurePosixPath]:
    """Every folder that holds something, the outer before the inner."""
    found = {parent for file in files for parent in file.parents if parent != PurePosixPath(".")}
    return sorted(found, key=lambda folder: (len(folder.parts), folder))


def putting(files: Sequence[PurePosixPath]) -> str:
    """NSIS: put each file into its folder below $INSTDIR."""
    lines, last = list[str](), None
    for file in sorted(files, key=lambda one: (one.parent, one.name)):
        if file.parent != last:
            lines.append(f'SetOutPath "{_there(file.parent)}"')
            last = file.parent
        lines.append(f'File "program/{file.as_posix().replace("$", "$$")}"')
    return "\n".join(lines) + "\n"


def taking(files: Sequence[PurePosixPath]) -> str:
    """NSIS: take away these files and the folders that are empty then; what a clerk put there stays."""
    lines = [f'Delete "{_there(file)}"' for file in sorted(files)]
    lines += [f'RMDir "{_there(folder)}"' for folder in reversed(folders(files))]
    return "\n".join(lines) + "\n"


def _there(path: PurePosixPath) -> str:
    return str(PureWindowsPath("$INSTDIR", str(path).replace("$", "$$")))
