"""The program for x86-64 Linux: built in a bullseye system with our own CPython, so that it starts on glibc 2.28."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import bundle
import glibc

SUITE = "bullseye"  # the oldest Debian that mirrors still carry; UOS 20 and Kylin V10 are of its age
PYTHON_SUITE = "bookworm"  # whose CPython 3.11, with Debian's security patches, is built here
PYTHON_SOURCE = "python3.11"
# Only those of Debian's patches that mend something; the rest moves folders about.
MENDING = ("CVE-", "000", "relfile-nullptr", "frame_dealloc-crash", "shutdown-deadlock", "fix-py_compile")
MIRROR = "http://deb.debian.org/debian"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
_OLD_TAGS = ("manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64")
TAGS = (*(f"manylinux_2_{number}_x86_64" for number in range(28, 4, -1)), *_OLD_TAGS)
_TOOLS = "build-essential ca-certificates binutils"
# What CPython's own modules are linked to; its sqlite3 is only there to be imported by a library.
LINKED = "zlib1g-dev libbz2-dev liblzma-dev libffi-dev libssl-dev uuid-dev libsqlite3-dev"
# Qt's libraries: those of the desktop go into the program folder, for a bare UOS has not all of them.
QT = (
    "libgl1 libegl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon0 libxkbcommon-x11-0 libcups2 libxcb-cursor0"
    " libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xkb1"
    " libxcb-xinerama0"
)
# glibc 2.29 gave five functions a new version that differs in how errors are told; the old ones are on every system.
COMPAT = "#if defined(__x86_64__)\n{}#endif\n".format(
    "".join(f'__asm__(".symver {name},{name}@GLIBC_2.2.5");\n' for name in ("exp", "exp2", "log", "log2", "pow"))
)
# make goes on when a module could not be built: these have to be there.
PROOF = "/opt/python/bin/python3.11 -c 'import _elementtree, bz2, ctypes, lzma, pyexpat, sqlite3, ssl, uuid, zlib'"
CONFIGURE = (
    "./configure --prefix=/opt/python --enable-shared --without-doc-strings --without-static-libpython"
    " --disable-test-modules --without-ensurepip ac_cv_func_sem_clockwait=no"
    ' CFLAGS="-include /compat.h -g0" LDFLAGS="-Wl,-rpath,/opt/python/lib"'
)


class Machine(NamedTuple):
    """A kind of computer the program is built for."""

    name: str  # as wheels and release files call it
    debian: str
    system: str  # the folder of the system it is built in
    made: str  # the folder its program goes to, and its icons
    tags: tuple[str, ...]  # of wheels that load there, the newest first
    oldest: dict[str, glibc.Version]


X86 = Machine("x86_64", "amd64", SUITE, "linux", TAGS, glibc.OLDEST)


def chroot(work: Path, anew: bool = False) -> None:
    """The system to build in: bullseye, what Qt loads, and CPython; an hour on a weak machine, once."""
    bundle.need("debootstrap", "unshare", "patch", "apt-get")
    root = work / SUITE
    if anew and root.exists():
        shutil.rmtree(root)
    if not (root / "etc" / "debian_version").is_file():
        debootstrap(root, SUITE, f"{_TOOLS} {LINKED} {QT}", work / "debootstrap.log")
    if not (root / "opt/python/bin/python3.11").is_file():
        _make_python(root, work)


def debootstrap(root: Path, suite: str, packages: str, log: Path) -> None:
    """A minimal Debian system with some packages more (names with spaces between), in an empty folder."""
    include = [f"--include={','.join(packages.split())}"] if packages else []
    bundle.run(
        ["debootstrap", f"--arch={X86.debian}", "--variant=minbase", *include, suite, str(root), MIRROR], log=log
    )


def _make_python(root: Path, work: Path) -> None:
    source = python_source(root, work)
    script = f"cd /python-source && {CONFIGURE} && make -j2 && make install && {PROOF}"
    inside(root, script, log=work / "python.log", epoch=bundle.epoch())
    shutil.rmtree(source)


def python_source(root: Path, work: Path) -> Path:
    """CPython ready to be compiled in a system: Debian's source (apt checks its signature), unpacked and mended."""
    source = root / "python-source"
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir()
    (root / "compat.h").write_text(COMPAT, "ascii")
    place = work / "python"
    (place / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    listed = place / "sources.list"
    listed.write_text(f"deb-src [signed-by={KEYRING}] {MIRROR} {PYTHON_SUITE} main\n", "ascii")
    kept = {"Dir::Etc::sourcelist": listed, "Dir::Etc::sourceparts": "-", "Dir::State::lists": place / "lists"}
    apt = ["apt-get", "-q", *(word for key, value in kept.items() for word in ("-o", f"{key}={value}"))]
    bundle.run([*apt, "update"], log=work / "python.log")
    fetch = 'cd "$0" && exec "$@"'
    bundle.run(
        ["sh", "-c", fetch, str(place), *apt, "source", "--download-only", PYTHON_SOURCE], log=work / "python.log"
    )
    (upstream,), (debian,) = place.glob("*.orig.tar.*"), place.glob("*.debian.tar.*")
    bundle.run(["tar", "xf", str(upstream), "-C", str(source), "--strip-components=1"])
    patches = place / "patches"
    shutil.rmtree(patches, ignore_errors=True)
    patches.mkdir()
    bundle.run(["tar", "xf", str(debian), "-C", str(patches), "--strip-components=1"])
    for name in mending((patches / "patches" / "series").read_text("ascii")):
        command = ["patch", "-d", str(source), "-p1", "-s", "-f", "--no-backup-if-mismatch"]
        bundle.run([*command, "-i", str(patches / "patches" / name)], log=work / "python.log")
    # A patch reaches into CPython's core from a module that Debian builds as a part of it, and we beside it.
    pyexpat = source / "Modules" / "pyexpat.c"
    pyexpat.write_text("#define Py_BUILD_CORE 1\n" + pyexpat.read_text("utf-8"), "utf-8")
    return source


def mending(series: str) -> list[str]:
    """Which patches of Debian's list are applied, in its order."""
    names = [line.split()[0] for line in series.splitlines() if line.strip() and not line.startswith("#")]
    return [name for name in names if name.startswith(MENDING)]


def program(work: Path, anew: bool = False) -> None:
    """The program folder `work/linux/mingzhang`, checked for what it needs of glibc."""
    chroot(work)
    build(work, X86)


def build(work: Path, machine: Machine, *, trial_of: str = "") -> Path:
    """Make the program folder in the system of a machine, which is there with its CPython; returns the folder.

    With `trial_of` the program takes itself for that version.

    Raises:
        bundle.BuildFailed: A file needs a newer glibc than the oldest computer of that kind has.
    """
    root, made = work / machine.system, work / machine.made / bundle.NAME
    wheels = bundle.fetch_wheels(work / f"wheels-{machine.made}", machine.tags)
    _install(root, wheels, work / "pip.log")
    bundle.copy_sources(root / "src", trial_of)
    build = "cd /src && /opt/python/bin/python3.11 -m PyInstaller --noconfirm --log-level WARN"
    build += " --distpath /dist --workpath /made packaging/mingzhang.spec"
    shutil.rmtree(root / "dist", ignore_errors=True)
    shutil.rmtree(root / "made", ignore_errors=True)
    inside(root, build, log=work / "pyinstaller.log", epoch=bundle.epoch())
    shutil.rmtree(made.parent, ignore_errors=True)
    shutil.copytree(root / "dist" / bundle.NAME, made, symlinks=True)
    finish(made, root)
    print(f"{made}: {bundle.size(made) / 1e6:.1f} MB, {glibc.check(made, machine.oldest)}")
    return made


def elsewhere(work: Path, name: str) -> Path:
    """An empty work folder that shares the system and the wheels of another, for a program made beside the real one."""
    other = work / name
    shutil.rmtree(other, ignore_errors=True)
    other.mkdir()
    for shared in (X86.system, f"wheels-{X86.made}"):
        (other / shared).symlink_to(work / shared)
    return other


def _install(root: Path, wheels: Path, log: Path) -> None:
    """Put the locked packages into the CPython of the system, from files alone and checked against their hashes."""
    stamp = root / "opt" / "python" / "lock"
    if stamp.is_file() and stamp.read_bytes() == bundle.LOCK.read_bytes():
        return
    inner = root / "wheels"
    shutil.rmtree(inner, ignore_errors=True)
    shutil.copytree(wheels, inner)
    (pip,) = inner.glob("pip-*.whl")
    words = "install --no-index --find-links /wheels --require-hashes --no-deps --no-compile -q"
    words += " --progress-bar off --root-user-action ignore"  # pip drawing a bar from its wheel trips over itself
    script = f"PYTHONPATH=/wheels/{pip.name} /opt/python/bin/python3.11 -m pip {words}"
    inside(root, f"{script} -r /wheels/wanted.txt", log=log)
    shutil.rmtree(inner)
    shutil.copyfile(bundle.LOCK, stamp)


def finish(made: Path, root: Path) -> None:
    """What the program folder holds besides what PyInstaller put there: the start of the command line, the icons."""
    starter = made / f"{bundle.NAME}-cli"
    starter.write_text(COMMAND_LINE, "ascii")
    starter.chmod(0o755)
    shutil.rmtree(made.parent / "icons", ignore_errors=True)
    inner = root / "parts"
    shutil.rmtree(inner, ignore_errors=True)
    python = "/opt/python/bin/python3.11 /src/packaging"
    script = f"{python}/icons.py /parts/icons && {python}/sbom.py /made/mingzhang/contents.csv /parts/list"
    inside(root, script, log=root.parent / "parts.log", epoch=bundle.epoch())
    shutil.copytree(inner / "list", made / bundle.LIB / "resources", dirs_exist_ok=True)
    shutil.copytree(inner / "icons", made.parent / "icons")


COMMAND_LINE = """#!/bin/sh
# The program without its window.
exec "$(dirname "$(readlink -f "$0")")/mingzhang" --cli "$@"
"""


def inside(
    root: Path, script: str, *, log: Path | None = None, epoch: int | None = None, network: bool = False
) -> None:
    """Carry out a shell script in the system `root`, with /proc and without the network; mounts end with it."""
    words = ["unshare", "--mount", *([] if network else ["--net"]), "sh", "-ec"]
    outer = 'mount -t proc proc "$0/proc" && exec chroot "$0" /bin/sh -ec "$1"'
    env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/root", "PYTHONHASHSEED": "1"}
    if epoch is not None:
        env["SOURCE_DATE_EPOCH"] = str(epoch)
    bundle.run([*words, outer, str(root), script], env=env, log=log)
