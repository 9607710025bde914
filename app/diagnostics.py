"""The report about a mistake of ours that a clerk can send us: what broke and where, never what was in the book."""

from __future__ import annotations

import os
import platform
import secrets
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path

import app
from app import paths

_ROOT = Path(__file__).resolve().parent.parent
_PARTS = (
    "PySide6-Essentials",
    "sqlcipher3",
    "sqlite-utils",
    "cryptography",
    "reportlab",
    "openpyxl",
    "xlsxwriter",
    "python-calamine",
    "pypdfium2",
    "pyhanko",
)
_KEPT = 50
_MOST_FRAMES = 60


@dataclass(frozen=True)
class ErrorReport:
    """A report on a mistake; `path` is None where not even the folder of logs can be written, `text` is all of it."""

    id: str
    path: Path | None
    text: str

    @property
    def sentence(self) -> str:
        """What the clerk is told: what happened, what was kept, what to do."""
        where = f"报告已写到:{self.path}" if self.path else "报告也没能写下来(日志文件夹不能写入)"
        return (
            f"程序内部出错(编号 {self.id})。这一步没有完成,之前保存的内容都在。{where}。"
            "报告里没有台账内容;请把它发给技术支持,然后重新打开程序再试。"
        )


def versions() -> dict[str, str]:
    """The program, Python, and the libraries whose version matters."""
    found = {"mingzhang": app.__version__, "python": platform.python_version()}
    for name in _PARTS:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue  # a frozen program carries no such notes
    return found


def system() -> dict[str, str]:
    """The machine as far as it matters for finding a mistake; no names of people, folders or hosts."""
    return {
        "platform": platform.platform(),
        "libc": " ".join(platform.libc_ver()) or "-",
        "encoding": f"{sys.getfilesystemencoding()} {sys.stdout.encoding if sys.stdout else '-'}",
        "frozen": str(bool(getattr(sys, "frozen", False))),
    }


def describe(error: BaseException, where: str) -> str:
    """The text of a report: kinds of error and places in the code; no messages and no values, they may hold data."""
    lines = [f"where: {where}", *_chain(error), ""]
    lines += [f"{name}: {value}" for name, value in {**versions(), **system()}.items()]
    return "\n".join(lines) + "\n"


def report(error: BaseException, where: str) -> ErrorReport:
    """Write a report about a mistake of ours into the folder of logs.

    Args:
        error: What was raised.
        where: Which door it came to: a command or a part of the window, in fixed words.
    """
    id = secrets.token_hex(4)
    now = datetime.now().astimezone()
    text = f"error {id}\nat: {now.isoformat(timespec='seconds')}\n{describe(error, where)}"
    try:
        path = paths.logs() / f"错误报告_{now:%Y%m%d-%H%M%S}_{id}.txt"
        path.write_text(text, "utf-8", newline="\n")
        _thin_out(path.parent)
    except (OSError, ValueError):  # no room, no rights, or a locale that cannot name the file
        return ErrorReport(id, None, text)  # the sentence says so
    return ErrorReport(id, path, text)


def reports() -> list[Path]:
    """The reports that were written, newest first."""
    return sorted(paths.logs().glob("错误报告_*.txt"), reverse=True)


def _thin_out(folder: Path) -> None:
    for old in sorted(folder.glob("错误报告_*.txt"))[:-_KEPT]:
        old.unlink(missing_ok=True)


def _chain(error: BaseException) -> Iterator[str]:
    """The error and what caused it, each with its places."""
    seen = set[int]()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield f"{type(current).__module__}.{type(current).__qualname__}{_code(current)}"
        for frame in traceback.extract_tb(current.__traceback__)[-_MOST_FRAMES:]:
            yield f"  {_place(frame.filename)}:{frame.lineno} {frame.name}"
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
        if current is not None:
            yield "caused by"


def _code(error: BaseException) -> str:
    """The number or name of an error of the system or the database, which tells nothing of the data."""
    if isinstance(error, OSError) and error.errno is not None:
        return f" errno={error.errno}"
    name = getattr(error, "sqlite_errorname", None)
    return f" {name}" if isinstance(name, str) else ""


def _place(file: str) -> str:
    """A source file without the folders above it, which hold the user's name."""
    path = Path(file)
    if path.is_relative_to(_ROOT) and "site-packages" not in path.parts:
        return path.relative_to(_ROOT).as_posix()
    parts = path.parts
    after = parts.index("site-packages") + 1 if "site-packages" in parts else max(len(parts) - 2, 0)
    return "/".join(parts[after:]).replace(os.sep, "/")
