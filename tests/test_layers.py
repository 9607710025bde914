"""Who may import whom: every import of app/ and ui/ is compared with the two tables below."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

LOWER = {"app.domain", "app.disk", "app.paths", "app.settings", "app.ledgers", "app.presets", "app.keys"}
MAY_IMPORT = {
    "app": set(),
    "app.domain": set(),
    "app.paths": set(),
    "app.disk": set(),  # how a file gets its name
    "app.ledgers": {"app.domain", "app.presets"},  # a line's item follows from the shipped chart of accounts
    "app.settings": {"app.domain", "app.paths", "app.disk"},
    "app.presets": {"app.domain", "app.paths", "app.disk"},
    "app.keys": {"app.domain", "app.disk"},
    "app.storage": {"app.domain", "app.ledgers", "app.keys", "app.disk"},
    "app.figures": {"app.domain", "app.ledgers"},
    "app.reports": {"app.domain", "app.ledgers", "app.figures"},
    "app.export": {"app.domain", "app.paths", "app.reports", "app.disk"},
    "app.apart": set(),
    "app.intake": {"app.domain", "app.apart"},
    "app.packet": {"app.domain", "app.keys", "app.disk", "app.apart"},
    "app.diagnostics": {"app.paths", "app.settings", "app.storage"},
    "app.operations": LOWER
    | {"app.storage", "app.figures", "app.reports", "app.export", "app.intake", "app.packet", "app.diagnostics"}
    | {"app.apart"},
    "app.cli": (LOWER - {"app.keys"}) | {"app.operations", "app.figures", "app.reports", "app.diagnostics"},
    "ui": (LOWER - {"app.keys"}) | {"app.operations", "app.figures", "app.reports", "app.diagnostics"},
}
# The ways in without a window are one room: python -m app, mingzhang-cli and the headless month.
SAME_ROOM = {"app.__main__": "app.cli", "app.headless": "app.cli"}

ONLY_IN = {
    "PySide6": {"ui"},
    "shiboken6": {"ui"},
    "jeepney": {"ui"},  # the desktop's own bus, for fcitx 4
    "sqlite3": {"app.storage"},
    "sqlite_utils": {"app.storage"},
    "sqlcipher3": {"app.storage"},
    "pypinyin": {"app.storage"},
    "reportlab": {"app.export"},
    "pypdfium2": {"app.export"},
    "xlsxwriter": {"app.export"},
    "openpyxl": {"app.export", "app.intake"},
    "docx": {"app.export", "app.intake"},
    "python_calamine": {"app.intake"},
    "pyhanko": {"app.packet"},
    "pyhanko_certvalidator": {"app.packet"},
    "asn1crypto": {"app.packet"},
    "pkcs11": {"app.packet"},
    "gmalg": {"app.packet"},
    "isal": {"app.packet"},
    "psycopg": {"app.storage"},
    "PIL": {"app.export", "app.intake"},
    "zxingcpp": {"app.export", "app.intake"},
    "psutil": {"app.operations"},  # what the system knows of this process, for the self-test
    "graphlay": {"app.export", "app.reports"},
    "cryptography": {"app.packet", "app.storage", "app.keys"},
}
# Plain Python: the domain touches no file, no other program and no clock.
NOT_IN_DOMAIN = {"os", "pathlib", "io", "time", "socket", "subprocess", "shutil", "tempfile", "threading"}
CLOCKS = {"today", "now", "utcnow"}


def room_of(module: str) -> str:
    """The room a module of ours belongs to."""
    top, _, rest = module.partition(".")
    room = "ui" if top == "ui" else f"app.{rest.split('.')[0]}" if rest else "app"
    return SAME_ROOM.get(room, room)


def module_name(path: Path, root: Path) -> str:
    """The dotted name of a source file."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path, root: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything a file imports, inside functions and TYPE_CHECKING too."""
    package = module_name(path, root).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Import():
                yield from ((node.lineno, alias.name) for alias in node.names)
            case ast.ImportFrom():
                above = package[: len(package) + 1 - node.level] if node.level else []
                base = ".".join([*above, *filter(None, [node.module])])
                # `from app import paths` means the room app.paths, `from app import __version__` the package.
                for alias in node.names:
                    full = f"{base}.{alias.name}"
                    yield node.lineno, full if is_module(full, root) else base
            case ast.Call(func=ast.Name(id="__import__" | "import_module") | ast.Attribute(attr="import_module")):
                match node.args:
                    case [ast.Constant(value=str(name)), *_]:
                        yield node.lineno, name
                    # import_module(f"app.ledgers.{key}") stays in its room.
                    case [ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]), *_] if start.endswith("."):
                        yield node.lineno, start.rstrip(".")
                    case [ast.JoinedStr(values=[ast.Constant(value=str(name)), *_]), *_] if name.endswith("."):
                        yield node.lineno, name.rstrip(".")  # some module of a room that is written down
                    case _:
                        yield node.lineno, "(a module whose name is only known at run time)"


def is_module(name: str, root: Path) -> bool:
    """Whether the dotted name is a file or folder of ours."""
    place = root.joinpath(*name.split("."))
    return place.is_dir() or place.with_suffix(".py").is_file()


def complaint(module: str, name: str) -> str | None:
    """Why this module may not import that name, or None."""
    room, top = room_of(module), name.split(".")[0]
    if top in ("app", "ui"):
        target = room_of(name)
        if target in (room, "app") or target in MAY_IMPORT[room]:
            return None
        return f"{room} may not import {target}"
    if top in ONLY_IN:
        return None if room in ONLY_IN[top] else f"{top} belongs in {' or '.join(sorted(ONLY_IN[top]))}"
    if top not in sys.stdlib_module_names:
        return f"{name} is in neither table"
    return f"the domain is plain Python, without {top}" if room == "app.domain" and top in NOT_IN_DOMAIN else None


def complaints(root: Path) -> list[str]:
    """Everything under app/ and ui/ that breaks the tables."""
    found = []
    for path in sorted([*root.glob("app/**/*.py"), *root.glob("ui/**/*.py")]):
        module, place = module_name(path, root), path.relative_to(root).as_posix()
        if room_of(module) not in MAY_IMPORT:
            found.append(f"{place}: the room {room_of(module)} is not in the table")
            continue
        for line, name in imported(path, root):
            if sorry := complaint(module, name):
                found.append(f"{place}:{line}: {sorry}")
        if room_of(module) == "app.domain":
            found += [f"{place}:{line}: the domain has no clock" for line in clock_calls(path)]
    return found


def clock_calls(path: Path) -> Iterator[int]:
    """Lines that ask what time it is."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            yield node.lineno


def test_every_import_goes_through_an_allowed_door():
    found = complaints(ROOT)

    assert found == []


def test_the_tables_name_only_rooms_that_can_be():
    named = set().union(*MAY_IMPORT.values(), *ONLY_IN.values())

    assert named <= set(MAY_IMPORT)
    assert "ui" not in set().union(*MAY_IMPORT.values())


@pytest.mark.parametrize(
    ("place", "line", "said"),
    [
        ("app/domain/money.py", "import app.storage.book", "app.domain may not import app.storage"),
        ("app/domain/money.py", "from app import storage", "app.domain may not import app.storage"),
        ("app/domain/money.py", "from ..storage import book", "app.domain may not import app.storage"),
        ("app/domain/money.py", "from .. import storage", "app.domain may not import app.storage"),
        ("app/domain/money.py", "import os.path", "the domain is plain Python, without os"),
        ("app/domain/money.py", "x = datetime.date.today()", "the domain has no clock"),
        ("app/domain/money.py", "def f():\n    import app.paths", "app.domain may not import app.paths"),
        ("app/storage/book.py", "import ui.main", "app.storage may not import ui"),
        ("app/storage/book.py", "if TYPE_CHECKING:\n    from ui import main", "app.storage may not import ui"),
        ("app/operations/save.py", "from app.cli import main", "app.operations may not import app.cli"),
        ("app/operations/save.py", "import openpyxl", "openpyxl belongs in app.export or app.intake"),
        ("app/reports/list.py", "import_module('PySide6.QtCore')", "PySide6 belongs in ui"),
        ("app/reports/list.py", "importlib.import_module(name)", "is in neither table"),
        ("app/reports/list.py", "import_module(f'app.export.{name}')", "app.reports may not import app.export"),
        ("app/reports/list.py", "import requests", "requests is in neither table"),
        ("app/shed/tool.py", "pass", "the room app.shed is not in the table"),
        ("app/attic.py", "pass", "the room app.attic is not in the table"),
        ("ui/screens/home.py", "from app.storage.book import Book", "ui may not import app.storage"),
    ],
)
def test_a_closed_door_is_named(tmp_path, place, line, said):
    root = tmp_path / "中文 路径"
    (root / "app" / "storage").mkdir(parents=True)
    (root / "ui").mkdir()
    (root / "ui" / "main.py").write_text("", "utf-8")
    (root / place).parent.mkdir(parents=True, exist_ok=True)
    (root / place).write_text(f"{line}\n", "utf-8")

    found = complaints(root)

    assert len(found) == 1
    assert said in found[0]
    assert found[0].startswith(place)


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("app/cli/packet.py", "from app.operations.packet import build\nfrom app import __version__"),
        ("app/__main__.py", "from app.cli import main"),
        ("app/headless.py", "from app.cli.packet import build\nimport json"),
        ("app/storage/book.py", "from . import search\nfrom .search import find\nimport sqlcipher3.dbapi2"),
        ("ui/screens/home.py", "from PySide6.QtWidgets import QWidget\nfrom ui.engine import table"),
        ("app/domain/money.py", "from __future__ import annotations\nfrom decimal import Decimal"),
    ],
)
def test_an_open_door_is_let_alone(tmp_path, place, line):
    root = tmp_path / "中文 路径"
    (root / place).parent.mkdir(parents=True)
    (root / place).write_text(f"{line}\n", "utf-8")

    found = complaints(root)

    assert found == []
