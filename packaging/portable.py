"""The folder that runs without being installed: unpack it, start it; its data lies beside it, not in it.

The archive holds one folder with the program and a note; where the note (`paths.PORTABLE`) lies beside the program,
its data goes into 明账数据 beside that folder, so that a newer folder may take the old one's place.
"""

from __future__ import annotations

import hashlib
import lzma
import shutil
import tarfile
from pathlib import Path

import bundle

FOLDER = "mingzhang"
NOTE = "portable.txt"  # the name app/paths.py looks for
STARTER = "启动明账.sh"
START = """#!/bin/sh
# 双击后选“运行”。程序在这个文件夹里,数据在旁边的“明账数据”里。
here=$(dirname "$(readlink -f "$0")")
exec "$here/mingzhang" "$@"
"""


def note(version: str, starter: str) -> str:
    """What the clerk reads first; its being there is what makes the folder portable."""
    return f"""明账 {version} 免安装文件夹

怎么用
1. 把整个文件夹拷到这台电脑的硬盘上,例如“文档”或 D 盘。不要直接在U盘里用:U盘一拔,正在写的内容会丢。
2. 双击“{starter}”。系统问“运行还是打开”时,选“运行”。
3. 账套、备份、设置都放在这个文件夹旁边的“明账数据”里,第一次启动时自动建立。
   换电脑时把两个文件夹一起拷走;账套本身是加密的。

怎么更新
关掉程序,用新的文件夹换掉这个文件夹。“明账数据”不要动。也可以在程序里点“帮助—更新程序”。

不想用了
删掉这个文件夹就行,系统里没有留下别的东西。“明账数据”里有您的账套,删之前先想好。

请不要删除本文件:有它在,数据才放在旁边的“明账数据”里;没有它,数据放在用户文件夹里。
"""


def archive(work: Path, anew: bool = False) -> None:
    """Make `work/mingzhang_VERSION_linux-x86_64.tar.xz` from the program folder."""
    make(work / "linux" / bundle.NAME, work, "linux-x86_64")


def make(program: Path, out: Path, platform: str, *, trial_of: str = "") -> Path:
    """Pack a program folder; equal folders give equal bytes. `platform` is the name release files use.

    With `trial_of` it is packed quickly, bears that version and is not for giving away.
    """
    number = trial_of or bundle.version()
    if not program.is_dir():
        raise bundle.BuildFailed(f"there is no program folder {program}: make it first")
    tree = out / "portable" / FOLDER
    shutil.rmtree(tree.parent, ignore_errors=True)
    shutil.copytree(program, tree, symlinks=True)
    (tree / NOTE).write_text(note(number, STARTER), "utf-8", newline="\r\n")
    (tree / STARTER).write_text(START, "utf-8", newline="\n")
    (tree / STARTER).chmod(0o755)
    target = out / f"mingzhang_{number}_{platform}.tar.xz"
    pack(tree, target, bundle.epoch(), 0 if trial_of else 6)
    shutil.rmtree(tree.parent)
    told = hashlib.sha256(target.read_bytes()).hexdigest()
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB, sha256 {told}")
    return target


def pack(folder: Path, target: Path, moment: int, effort: int = 6) -> None:
    """An archive of a folder: names in order, one moment, nobody's user names; `effort` is that of xz, 0 to 9."""

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        entry.mtime = moment
        entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
        return entry

    with lzma.open(target, "wb", preset=effort) as stream, tarfile.open(fileobj=stream, mode="w|") as made:
        for place in [folder, *sorted(folder.rglob("*"))]:
            made.add(place, str(place.relative_to(folder.parent)), recursive=False, filter=plain)
