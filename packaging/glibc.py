"""What the files of a program folder need of the system's C and C++ libraries, read from them with objdump."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import bundle

Version = tuple[int, ...]

# UOS 20 (glibc 2.28, GCC 8.3); Kylin V10 is newer.
OLDEST: dict[str, Version] = {"GLIBC": (2, 28), "GLIBCXX": (3, 4, 25), "CXXABI": (1, 3, 11)}
_WANTED = re.compile(r"\b(GLIBC|GLIBCXX|CXXABI)_([0-9.]+)\b")


@dataclass(frozen=True)
class Needs:
    """The newest version of each library that is asked for, and the file that asks."""

    newest: dict[str, tuple[Version, Path]]
    files: int

    def __str__(self) -> str:
        """One line for the screen."""
        said = (f"{name}_{'.'.join(map(str, number))}" for name, (number, _) in sorted(self.newest.items()))
        return f"{self.files} programs and libraries need at most {', '.join(said)}"


def wanted(text: str) -> dict[str, Version]:
    """The newest version of each library in what `objdump -T` says of one file."""
    newest: dict[str, Version] = {}
    for name, number in _WANTED.findall(text):
        parts = tuple(int(part) for part in number.strip(".").split("."))
        newest[name] = max(newest.get(name, ()), parts)
    return newest


def elves(folder: Path) -> Iterator[Path]:
    """Every program and library below a folder, links left out."""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.is_symlink():
            with file.open("rb") as content:
                if content.read(4) == b"\x7fELF":
                    yield file


def needs(folder: Path) -> Needs:
    """What everything below a folder needs.

    Raises:
        bundle.BuildFailed: There is no program in it, or a file cannot be read: nothing was proved.
    """
    newest: dict[str, tuple[Version, Path]] = {}
    files = 0
    for file in elves(folder):
        done = subprocess.run(["objdump", "-T", str(file)], capture_output=True, check=False)
        if done.returncode != 0:
            raise bundle.BuildFailed(f"objdump cannot read {file}")
        files += 1
        for name, number in wanted(done.stdout.decode("ascii", "replace")).items():
            if number > newest.get(name, ((), file))[0]:
                newest[name] = number, file
    if not files:
        raise bundle.BuildFailed(f"{folder}: there is no program in it")
    return Needs(newest, files)


def check(folder: Path, oldest: dict[str, Version]) -> Needs:
    """Refuse a folder that would not load on the oldest system.

    Raises:
        bundle.BuildFailed: Names the file and what it asks for.
    """
    found = needs(folder)
    for name, (number, file) in found.newest.items():
        if number > oldest[name]:
            asked, most = ".".join(map(str, number)), ".".join(map(str, oldest[name]))
            raise bundle.BuildFailed(f"{file.relative_to(folder)} needs {name}_{asked}; the oldest system has {most}")
    return found
