"""Where a book lies: on a disk of this machine, on another machine, or in a folder that a program copies elsewhere."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "fuse.davfs", "9p", "afs", "ncpfs"})
_REMOTE = 4  # GetDriveTypeW
# Folders of programs that copy what lies in them to a cloud, while it is being written.
_SYNCED = (
    ("onedrive", "OneDrive"),
    ("坚果云", "坚果云"),
    ("我的坚果云", "坚果云"),
    ("nutstore", "坚果云"),
    ("baidusyncdisk", "百度网盘"),
    ("百度网盘同步", "百度网盘"),
    ("百度云同步盘", "百度网盘"),
    ("wpsdrive", "WPS 云盘"),
    ("wps云盘", "WPS 云盘"),
    ("微云同步助手", "微云"),
    ("synologydrive", "Synology Drive"),
    ("seafile", "Seafile"),
    ("dropbox", "Dropbox"),
)

MOVE_IT = (
    "账套放在{}:断网、同步时可能被占用或损坏,所以改用较慢但稳妥的方式保存。已保存的内容都在;"
    "请关闭账套,把它和旁边同名的文件一起移到本机磁盘上,再从那里打开。"
)


@cache
def shared(folder: Path) -> str:
    """What is wrong with a folder as a place for a book, as words that end in 里; "" for a disk of this machine."""
    if on_network(folder):
        return "网络文件夹里"
    service = synced(folder)
    return f"“{service}”自动同步的文件夹里" if service else ""


def on_network(folder: Path, mounts: str | None = None) -> bool:
    """Whether a folder lies on another machine.

    Args:
        folder: A folder, there or not.
        mounts: The text of /proc/mounts, for tests; the machine's own where None.
    """
    folder = folder.resolve()
    if sys.platform == "win32":
        import ctypes

        root = folder.anchor
        return root.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(root) == _REMOTE
    if mounts is None:
        mounts = _mounts()
    best, kind = -1, ""
    for line in mounts.splitlines():
        _, place, system = line.split(" ")[:3]
        place = place.replace("\\040", " ")
        if len(place) > best and folder.is_relative_to(place):
            best, kind = len(place), system
    return kind in _NETWORK


def synced(folder: Path) -> str:
    """The program that keeps a folder in a cloud, told by the folder's name; "" for none."""
    for part in folder.parts:
        name = part.casefold().replace(" ", "")
        for start, service in _SYNCED:
            if name.startswith(start):
                return service
    return ""


def _mounts() -> str:
    try:
        return Path("/proc/mounts").read_text("utf-8", "replace")
    except OSError:
        return ""
