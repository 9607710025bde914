"""What goes into the program folder and what stays out; the PyInstaller spec and every package are made from this."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "packaging"
NAME = "mingzhang"
TITLE = "明账"
LIB = "lib"  # inside the program folder: everything but the two start files
LOCK = HERE / "requirements-build.lock"
SHIPPED = ("app", "ui", "resources")

# Imported by libraries for what this program never does; pyHanko's aiohttp is a hollow stand-in of our own.
EXCLUDED = (
    *(
        "tkinter",
        "unittest",
        "pydoc",
        "pydoc_data",
        "lib2to3",
        "distutils",
        "ensurepip",
        "idlelib",
        "turtledemo",
        "test",
    ),
    *("readline", "rlcompleter"),  # for typing at Python itself
    *("setuptools", "pkg_resources", "pip", "_distutils_hack", "wheel"),
    *("numpy", "pandas", "IPython", "matplotlib", "fontTools", "psycopg", "duckdb", "rlPyCairo", "uharfbuzz", "pyphen"),
    *("aiohttp", "yarl", "multidict", "frozenlist", "propcache", "aiosignal", "aiohappyeyeballs", "brotli", "pydantic"),
    *(f"PySide6.Qt{part}" for part in ("Network", "Qml", "Quick", "QuickWidgets", "QuickControls2", "Sql", "Test")),
    *(f"PySide6.Qt{part}" for part in ("DBus", "OpenGL", "OpenGLWidgets", "Designer", "Help", "UiTools", "Concurrent")),
    *("PySide6.QtSvgWidgets", "PySide6.QtXml"),
    *("lxml.html", "lxml.objectify", "lxml.isoschematron"),  # ours and its users read XML alone
)

# Parts of file names, written with "/": what of Qt and of the build system is left out.
_DROPPED = (
    *(f"Qt6{part}" for part in ("Quick", "Qml", "Pdf", "VirtualKeyboard", "Network", "OpenGL", "Wayland", "Sql")),
    *(f"Qt6{part}" for part in ("EglF", "Eg", "Designer", "Test", "Concurrent", "Help", "UiTools", "Xml", "LabsA")),
    *(
        "Qt6WlShell",
        "qwayland",
        "wayland-",
        "/sqldrivers/",
        "/qmltooling/",
        "/networkinformation/",
        "/tls/",
        "/generic/",
    ),
    *("qeglfs", "qlinuxfb", "qvnc", "qvkkhr", "qminimal", "egldeviceintegrations", "qgtk3", "qtvirtualkeyboard"),
    *("/_avif.", "/libavif"),  # a kind of picture that no photo is taken in as
    *("qgif", "qico", "qtiff", "qtga", "qwbmp", "qicns", "qpdf", "qwebp"),
    *("libgtk", "libgdk-3", "opengl32sw", "qdirect2d"),
)
# What the system lends: a bundled copy would be older than what it meets there (Mesa, fontconfig), would miss its
# security updates, or speaks to a service of that system (printing, the bus); every desktop has them.
_LENT = (
    *("libfontconfig.so", "libfreetype.so", "libstdc++.so", "libgcc_s.so", "libpng16.so", "libz.so", "libsqlite3.so"),
    *("libsystemd.so", "libdbus-1.so", "libgcrypt.so", "libgpg-error.so", "liblz4.so", "libzstd.so", "libbrotli"),
    *("libcups.so", "libavahi-", "libgnutls.so", "libhogweed.so", "libnettle.so", "libgmp.so", "libidn2.so"),
    *("libp11-kit.so", "libtasn1.so", "libunistring.so", "libgssapi_krb5.so", "libkrb5", "libk5crypto.so"),
    *("libcom_err.so", "libkeyutils.so", "libglib-2.0.so", "libgio-2.0.so", "libgobject-2.0.so", "libgmodule-2.0.so"),
    *("libgthread-2.0.so", "libmount.so", "libblkid.so", "libselinux.so", "libpcre", "libexpat.so", "libX11.so"),
    *("libX11-xcb.so", "libXau.so", "libXdmcp.so", "libbsd.so", "libmd.so", "libtinfo.so", "libreadline.so"),
)
_TRANSLATIONS = ("qtbase_zh_CN.qm",)
# PyInstaller runs these before the program: the first two cost a start a tenth and do nothing for us on Linux, where
# Qt finds its folders beside its own library.
HOOKS_LEFT_OUT = ("pyi_rth_inspect", "pyi_rth_pyside6", "pyi_rth_setuptools", "pyi_rth_multiprocessing")

# Libraries whose version a report of a mistake tells (app/diagnostics.py); their notes go in.
TOLD = ("PySide6-Essentials", "sqlcipher3", "sqlite-utils", "cryptography", "reportlab", "openpyxl", "pyhanko")


class BuildFailed(Exception):
    """A step could not be done; the sentence says what is missing."""


_VERSION = re.compile(r'__version__ = "([^"]+)"')


def version() -> str:
    """The version of the program, without importing it."""
    found = _VERSION.search((ROOT / "app" / "__init__.py").read_text("utf-8"))
    if found is None:
        raise BuildFailed("app/__init__.py names no version")
    return found[1]


def epoch() -> int:
    """The moment every file of a package bears, in seconds: SOURCE_DATE_EPOCH, else the last commit's."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    said = output(["git", "-C", str(ROOT), "log", "-1", "--format=%ct"])
    return int(said)


def keeps(name: str) -> bool:
    """Whether a file PyInstaller found goes into the program folder; `name` is its place there."""
    place = "/" + name.replace("\\", "/")
    if "/translations/" in place and "PySide6" in place:
        return PurePosixPath(place).name in _TRANSLATIONS
    if PurePosixPath(place).name.startswith(_LENT):
        return False
    if place.endswith((".pyi", ".qml", "/RECORD", "/INSTALLER")):
        return False
    return not any(part in place for part in _DROPPED)


def modules(rooms: Iterable[str] = ("app", "ui")) -> list[str]:
    """Every module of ours: registers and sheets are imported by names that no reader of imports can see."""
    found = []
    for room in rooms:
        for file in sorted((ROOT / room).rglob("*.py")):
            parts = file.relative_to(ROOT).with_suffix("").parts
            found.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return found


def sources() -> list[Path]:
    """The files of this checkout that a build needs, as they stand, relative to the top."""
    listed = output(["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard", "-z", *SHIPPED, "packaging"])
    named = {Path(name) for name in listed.split("\0") if name} | {Path("LICENSE")}
    return sorted(name for name in named if (ROOT / name).is_file())


def copy_sources(target: Path, trial_of: str = "") -> None:
    """Put the sources into an empty folder, each with the moment of the package; a trial gets another version."""
    if target.exists():
        shutil.rmtree(target)
    for name in sources():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target / name)
        if trial_of and name == Path("app", "__init__.py"):
            told = (ROOT / name).read_text("utf-8")
            (target / name).write_text(_VERSION.sub(f'__version__ = "{trial_of}"', told), "utf-8", newline="\n")
        os.utime(target / name, (epoch(), epoch()))


def fetch_wheels(folder: Path, platforms: Sequence[str], python: str = "3.11") -> Path:
    """Download the locked packages for a platform into a folder, each checked against its hash.

    Args:
        folder: Where they go; a folder that was filled from the same lock is left alone.
        platforms: Tags of wheels that load there, the newest first, such as manylinux_2_28_x86_64.
        python: The CPython they are for.
    """
    stamp = folder / "lock"
    if stamp.is_file() and stamp.read_bytes() == LOCK.read_bytes():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tags = [word for tag in platforms for word in ("--platform", tag)]
    options = ["-qq", "--require-hashes", "--only-binary=:all:", "--no-deps", "--python-version", python]
    wanted = _for_platform(folder, platforms[0])
    run([sys.executable, "-m", "pip", "download", *options, *tags, "-d", str(folder), "-r", str(wanted)])
    shutil.copyfile(LOCK, stamp)
    return folder


def _for_platform(folder: Path, tag: str) -> Path:
    """The lock without what its markers give to other platforms: pip would judge them by this machine."""
    from packaging.requirements import Requirement  # the library of that name, beside pip

    machine = {"amd64": "AMD64", "aarch64": "aarch64", "x86_64": "x86_64"}
    windows = tag.startswith("win")
    there = {
        "sys_platform": "win32" if windows else "linux",
        "platform_system": "Windows" if windows else "Linux",
        "os_name": "nt" if windows else "posix",
        "platform_machine": next(said for ending, said in machine.items() if tag.endswith(ending)),
        "python_version": "3.11",
        "python_full_version": "3.11.2",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    kept, wanted = [], False
    for line in LOCK.read_text("utf-8").splitlines():
        if not line.startswith(" "):
            marker = Requirement(line.removesuffix(" \\")).marker
            wanted = marker is None or marker.evaluate(there)
            pin = line.partition(" ;")[0]
            line = pin if pin.endswith("\\") else f"{pin.removesuffix(' ')} \\" if line.endswith("\\") else pin
        if wanted:
            kept.append(line)
    target = folder / "wanted.txt"
    target.write_text("\n".join(kept) + "\n", "utf-8")
    return target


def run(command: Sequence[str], *, env: Mapping[str, str] | None = None, log: Path | None = None) -> None:
    """Carry out a command; its own words go to the screen or into a file.

    Raises:
        BuildFailed: It ended with anything but 0.
    """
    if log is None:
        code = subprocess.run(command, env=env).returncode
    else:
        with log.open("ab") as said:
            code = subprocess.run(command, env=env, stdout=said, stderr=subprocess.STDOUT).returncode
    if code != 0:
        raise BuildFailed(f"exit {code} of: {' '.join(command)[:300]}" + (f" (see {log})" if log else ""))


def output(command: Sequence[str]) -> str:
    """What a command says."""
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != 0:
        raise BuildFailed(
            f"exit {done.returncode} of: {' '.join(command)[:300]}\n{done.stderr.decode(errors='replace')}"
        )
    return done.stdout.decode("utf-8")


def need(*programs: str) -> None:
    """Say which programs of this machine a step wants before it begins."""
    if missing := [name for name in programs if shutil.which(name) is None]:
        raise BuildFailed(f"these programs are missing here: {', '.join(missing)}")


def size(folder: Path) -> int:
    """Bytes of all files below a folder; a link counts nothing."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
