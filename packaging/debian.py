"""The .deb for UOS, Kylin and Debian: menu entry, icon, file types, and what it depends on, read from the program."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import bundle
import glibc
import icons
import linux

PROGRAM = "usr/lib/mingzhang"  # in the package; /opt would be no better for a clerk, and Debian keeps it for others
MOST = 90_000_000  # bytes: what fits through an office's mail and onto an old stick beside the packets

LIBC = "libc6"  # and from which on: that is the machine's
# Libraries the program takes from the system, and the packages that carry them from UOS 20 and Debian 10 on.
PACKAGES = {
    **dict.fromkeys(("libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1"), LIBC),
    **dict.fromkeys(("libutil.so.1", "libresolv.so.2", "ld-linux-x86-64.so.2"), LIBC),
    **dict.fromkeys(("ld-linux-aarch64.so.1", "libcrypt.so.1", "libmvec.so.1"), LIBC),
    "libstdc++.so.6": "libstdc++6 (>= 8)",
    "libgcc_s.so.1": "libgcc-s1 | libgcc1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libEGL.so.1": "libegl1",
    "libOpenGL.so.0": "libopengl0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libpng16.so.16": "libpng16-16",
    "libsystemd.so.0": "libsystemd0",
    "libz.so.1": "zlib1g",
    "libcups.so.2": "libcups2 | libcups2t64",
    "libdbus-1.so.3": "libdbus-1-3",
    "libsqlite3.so.0": "libsqlite3-0",
    "libX11.so.6": "libx11-6",
    "libxcb.so.1": "libxcb1",
    "libzstd.so.1": "libzstd1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libXau.so.6": "libxau6",
    **dict.fromkeys(("libglib-2.0.so.0", "libgthread-2.0.so.0"), "libglib2.0-0 | libglib2.0-0t64"),
    **dict.fromkeys(("libgio-2.0.so.0", "libgobject-2.0.so.0"), "libglib2.0-0 | libglib2.0-0t64"),
}
# Wanted at run time without being linked: the desktop's own side of typing, printing and administrators' questions.
RECOMMENDED = ("cups-client", "pkexec | policykit-1", "shared-mime-info", "desktop-file-utils", "xdg-utils")

# file type: (what it is called in Chinese, in English, patterns, what it is a kind of)
TYPES: dict[str, tuple[str, str, tuple[str, ...], str]] = {
    "book": ("明账账套", "Mingzhang book", ("*.mz",), ""),
    "backup": ("明账备份", "Mingzhang backup", ("*.mzb",), ""),
    "packet": ("明账上报包", "Mingzhang packet", ("MZ_*.zip",), "application/zip"),
    "sealed": ("明账上报包(已封装)", "Mingzhang sealed packet", ("MZ_*.zip.p7m",), ""),
    "receipt": ("明账回执", "Mingzhang receipt", ("RCP_*_*.zip",), "application/zip"),
    "task": ("明账交办包", "Mingzhang task", ("TSK_*_*.zip",), "application/zip"),
    "key": ("明账比对密钥", "Mingzhang matching key", ("KEY_*_*.zip",), "application/zip"),
    "template": ("明账模板", "Mingzhang templates", ("TPL_*_v*.zip",), "application/zip"),
    "certificate": ("明账证书", "Mingzhang certificate", ("REQ_*_*.zip", "CER_*_*.zip"), "application/zip"),
    "release": ("明账更新", "Mingzhang update", ("MZU_*_*.zip",), "application/zip"),
}

COPYRIGHT = """Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: mingzhang
Comment: The program carries CPython, Qt and the libraries named in /{program}/lib/resources/sbom.json.
 The licence of each of them is in /{program}/lib/resources/licences.

Files: *
Copyright: 2026 the authors of mingzhang
License: Apache-2.0
 On Debian systems, the full text of the Apache License, Version 2.0
 can be found in the file `/usr/share/common-licenses/Apache-2.0'.
"""
# Bundled on purpose: the systems this is for have neither these versions nor a network to fetch them. The project has
# no address of its own for mail. The start file is PyInstaller's, as it is published. 仿宋 may be embedded into papers
# that can be edited, which is what it is for, and its licence (GPL with the font exception) lets it be given on.
OVERRIDES = """mingzhang: embedded-library
mingzhang: hardening-no-fortify-functions
mingzhang: hardening-no-pie
mingzhang: hardening-no-relro
mingzhang: hardening-no-bindnow
mingzhang: shared-library-lacks-prerequisites
mingzhang: library-not-linked-against-libc
mingzhang: custom-library-search-path
mingzhang: bogus-mail-host
mingzhang: bogus-mail-host-in-debian-changelog
mingzhang: font-outside-font-dir
mingzhang: font-in-non-font-package
mingzhang: truetype-font-prohibits-installable-embedding
mingzhang: extra-license-file
mingzhang: package-contains-documentation-outside-usr-share-doc
mingzhang: statically-linked-binary
mingzhang: unstripped-binary-or-object
mingzhang: unstripped-static-library
mingzhang: executable-stack-in-shared-library
mingzhang: initial-upload-closes-no-bugs
"""


def package(work: Path, anew: bool = False) -> None:
    """Make `work/mingzhang_VERSION_amd64.deb` from the program folder."""
    bundle.need("dpkg-deb", "objdump")
    make(work / "linux" / bundle.NAME, work / "linux" / "icons", work, linux.X86)


def make(program: Path, drawn: Path, out: Path, machine: linux.Machine, *, trial_of: str = "") -> Path:
    """Make the package of a program folder.

    With `trial_of` it is packed quickly, bears that version and is not for giving away.

    Args:
        program: The folder, with its parts list in it.
        drawn: The icons, see `icons`.
        out: The folder the package goes to.
        machine: What it is for.

    Raises:
        bundle.BuildFailed: It needs a library nobody named, or the package is too large for its way.
    """
    if not program.is_dir():
        raise bundle.BuildFailed(f"there is no program folder {program}: make it first")
    tree = out / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(program, tree / PROGRAM, symlinks=True)
    number = trial_of or bundle.version()
    fill(tree, drawn, machine.debian, depends(lent(program), machine.oldest["GLIBC"]), number)
    target = out / f"mingzhang_{number}_{machine.debian}.deb"
    env = {**os.environ, "SOURCE_DATE_EPOCH": str(bundle.epoch())}
    # One thread: how many there are would show in the bytes. xz, because dpkg of UOS 20 reads nothing newer.
    pack = ["dpkg-deb", "--root-owner-group", "-Zxz", f"-z{0 if trial_of else 9}", "--threads-max=1", "--build"]
    bundle.run([*pack, str(tree), str(target)], env=env)
    shutil.rmtree(tree)
    told = hashlib.sha256(target.read_bytes()).hexdigest()
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB, sha256 {told}")
    if target.stat().st_size > MOST and not trial_of:
        raise bundle.BuildFailed(f"{target.name} is larger than {MOST / 1e6:.0f} MB")
    return target


def fill(tree: Path, drawn: Path, architecture: str, needed: str, version: str) -> None:
    """Put everything beside the program into a tree, and give every file its moment and mode."""
    share = tree / "usr" / "share"
    links = {
        "usr/bin/mingzhang": "../lib/mingzhang/mingzhang",
        "usr/bin/mingzhang-cli": "../lib/mingzhang/mingzhang-cli",
    }
    for place, target in links.items():
        (tree / place).parent.mkdir(parents=True, exist_ok=True)
        (tree / place).symlink_to(target)
    texts = {
        share / "applications" / "mingzhang.desktop": desktop(),
        share / "mime" / "packages" / "mingzhang.xml": mime(),
        share / "doc" / "mingzhang" / "copyright": COPYRIGHT.format(program=PROGRAM),
        share / "lintian" / "overrides" / "mingzhang": OVERRIDES,
    }
    for file, text in texts.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")
    _icons(share / "icons" / "hicolor", drawn)
    _packed(share / "doc" / "mingzhang" / "changelog.gz", changelog(version))
    for name in ("mingzhang", "mingzhang-cli"):
        _packed(share / "man" / "man1" / f"{name}.1.gz", manual(name))
    kilobytes = bundle.size(tree) // 1024
    inside = tree / "DEBIAN"
    inside.mkdir()
    (inside / "control").write_text(control(architecture, needed, kilobytes, version), "utf-8", newline="\n")
    (inside / "md5sums").write_text(sums(tree), "utf-8", newline="\n")
    settle(tree, bundle.epoch())


def control(architecture: str, needed: str, kilobytes: int, version: str) -> str:
    """The package's own description, as dpkg reads it."""
    return f"""Package: mingzhang
Version: {version}
Architecture: {architecture}
Maintainer: mingzhang <mingzhang@localhost>
Installed-Size: {kilobytes}
Depends: {needed}
Recommends: {", ".join(RECOMMENDED)}
Section: misc
Priority: optional
Description: offline registers, disclosure and monthly packets for township offices
 明账:乡镇纪委离线台账、公开与上报程序。问题台账、整改承诺、村务财务公开、月报上报包,
 一台旧电脑、一个加密文件、不联网。
 .
 The program carries its own Python and Qt and needs no network.
 Its window and its help are in Chinese.
"""


def desktop() -> str:
    """The entry in the start menu, in Chinese and English; opens what is double-clicked."""
    kinds = "".join(f"application/x-mingzhang-{key};" for key in TYPES)
    return f"""[Desktop Entry]
Type=Application
Version=1.0
Name=Mingzhang
Name[zh_CN]=明账
GenericName=Township registers
GenericName[zh_CN]=乡镇纪委台账
Comment=Offline registers, disclosure and monthly packets
Comment[zh_CN]=离线台账、公开与上报,不需要网络
Keywords=ledger;register;report;
Keywords[zh_CN]=明账;台账;公开;上报;月报;mingzhang;taizhang;
Exec=mingzhang %F
Icon=mingzhang
Terminal=false
StartupNotify=true
StartupWMClass=mingzhang
Categories=Office;
MimeType={kinds}
"""


def mime() -> str:
    """The file types. A packet is a zip: only its name says more, so its pattern weighs more than that of a zip."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append('<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">')
    for key, (chinese, english, patterns, parent) in TYPES.items():
        lines.append(f'  <mime-type type="application/x-mingzhang-{key}">')
        lines.append(f"    <comment>{english}</comment>")
        lines.append(f'    <comment xml:lang="zh_CN">{chinese}</comment>')
        if parent:
            lines.append(f'    <sub-class-of type="{parent}"/>')
        lines += [f'    <glob pattern="{one}" weight="60" case-sensitive="true"/>' for one in patterns]
        lines.append('    <icon name="mingzhang"/>')
        lines.append("  </mime-type>")
    return "\n".join([*lines, "</mime-info>", ""])


def changelog(version: str) -> str:
    """The list of changes in the shape Debian reads; what is new for a clerk stands in the program."""
    moment = format_datetime(datetime.fromtimestamp(bundle.epoch(), UTC))
    said = f"  * Release {version}. What is new is told in the program's help."
    signed = f" -- mingzhang <mingzhang@localhost>  {moment}"
    return f"mingzhang ({version}) stable; urgency=medium\n\n{said}\n\n{signed}\n"


def manual(name: str) -> str:
    """A manual page of a few lines; the program itself tells the rest."""
    what = "the window" if name == "mingzhang" else "the commands without a window"
    usage = "[\\-\\-practice] [FILE ...]" if name == "mingzhang" else "[\\-\\-book FILE] COMMAND [...]"
    return f""".TH {name.upper()} 1
.SH NAME
{name} \\- offline registers and packets for township offices: {what}
.SH SYNOPSIS
.B {name}
{usage}
.SH DESCRIPTION
Opens books (.mz) and takes packets. All words of the program are Chinese;
.B {name} \\-\\-help
tells its options.
"""


def lent(program: Path) -> set[str]:
    """The libraries a program folder links to and does not carry."""
    carried = {file.name for file in program.rglob("*")}
    wanted: set[str] = set()
    for file in glibc.elves(program):
        said = bundle.output(["objdump", "-p", str(file)])
        wanted |= set(re.findall(r"^\s+NEEDED\s+(\S+)$", said, re.MULTILINE))
    return wanted - carried


def depends(libraries: Iterable[str], libc: glibc.Version) -> str:
    """The Depends line of these libraries; `libc` is the oldest they were built for.

    Raises:
        bundle.BuildFailed: One of them is in no package that is known here.
    """
    wanted = set(libraries)
    if unknown := sorted(wanted - set(PACKAGES)):
        raise bundle.BuildFailed(f"no package is known for {', '.join(unknown)}: bundle it or name it in PACKAGES")
    named = {PACKAGES[one] for one in wanted} | {"libgl1", "libegl1"}
    since = f"{LIBC} (>= {'.'.join(map(str, libc))})"
    return ", ".join(sorted(since if one == LIBC else one for one in named))


def sums(tree: Path) -> str:
    """The MD5 of every file, as dpkg --verify wants it."""
    files = sorted(file for file in tree.rglob("*") if file.is_file() and not file.is_symlink())
    kept = [file for file in files if "DEBIAN" not in file.relative_to(tree).parts]
    return "".join(f"{hashlib.md5(file.read_bytes()).hexdigest()}  {file.relative_to(tree)}\n" for file in kept)


def settle(tree: Path, moment: int) -> None:
    """Everybody may read, nobody but root may write, and all bears one moment."""
    for place in sorted([tree, *tree.rglob("*")], reverse=True):
        if not place.is_symlink():
            runs = place.is_dir() or (place.parent.name == "mingzhang" and place.name in ("mingzhang", "mingzhang-cli"))
            place.chmod(0o755 if runs else 0o644)
        os.utime(place, (moment, moment), follow_symlinks=False)


def _icons(theme: Path, drawn: Path) -> None:
    for size in icons.SIZES:
        place = theme / f"{size}x{size}" / "apps"
        place.mkdir(parents=True)
        shutil.copyfile(drawn / f"{size}.png", place / "mingzhang.png")
    (theme / "scalable" / "apps").mkdir(parents=True)
    shutil.copyfile(icons.SOURCE, theme / "scalable" / "apps" / "mingzhang.svg")


def _packed(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
