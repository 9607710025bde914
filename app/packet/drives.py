"""Where a packet can be carried away: removable drives, found without asking anything of the drive itself."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_MEDIA = ("/media/", "/run/media/", "/mnt/")


@dataclass(frozen=True)
class Drive:
    """A mounted drive: its folder, how it is called, free bytes, whether it can be pulled out."""

    path: Path
    label: str
    free: int
    removable: bool


def drives(mounts: str | None = None, block: Path = Path("/sys/block")) -> list[Drive]:
    """Removable drives that are mounted now.

    Args:
        mounts: The text of /proc/mounts, for tests; the machine's own where None.
        block: Where the kernel lists its disks.
    """
    found = _windows() if sys.platform == "win32" else _linux(mounts, block)
    return [drive for drive in found if drive.removable]


def _linux(mounts: str | None, block: Path) -> list[Drive]:
    text = Path("/proc/mounts").read_text("utf-8") if mounts is None else mounts
    out = []
    for line in text.splitlines():
        device, folder = line.split(" ")[:2]
        if not device.startswith("/dev/"):
            continue
        path = Path(
            re.sub(r"\\(\d{3})", lambda m: chr(int(m[1], 8)), folder)
            .encode("latin-1", "replace")
            .decode("utf-8", "replace")
        )
        removable = str(path).startswith(_MEDIA) or _says_removable(device, block)
        out.append(Drive(path, path.name or device, _free(path), removable))
    return out


def _says_removable(device: str, block: Path) -> bool:
    name = device.removeprefix("/dev/")
    for disk in (name, re.sub(r"p?\d+$", "", name)):
        entry = block / disk
        if entry.exists():
            flag = entry / "removable"
            return (flag.exists() and flag.read_text().strip() == "1") or "/usb" in str(entry.resolve())
    return False


def _windows() -> list[Drive]:
    from app.packet import windows_drives as windows

    out = []
    for root, name, removable in windows.volumes(windows.kernel()):
        path = Path(root)
        out.append(Drive(path, f"{path.drive} 盘" + (f"（{name}）" if name else ""), _free(path), removable))
    return out


def eject(path: Path) -> bool:
    """Ask the system to let a drive go; False where it will not say yes, and then nothing was done to it."""
    if sys.platform == "win32":
        return _eject_windows(path)
    commands = (("gio", "mount", "--eject"), ("udisksctl", "unmount", "--mount-point"), ("umount",))
    for program, *words in commands:
        if found := shutil.which(program):
            done = subprocess.run([found, *words, str(path)], capture_output=True, check=False, timeout=60)
            if done.returncode == 0:
                return True
    return False


def _eject_windows(path: Path) -> bool:
    from app.packet import windows_drives as windows

    return windows.let_go(windows.kernel(), path.drive.removesuffix(":"))


def _free(path: Path) -> int:
    try:
        return shutil.disk_usage(path).free
    except OSError:
        return 0
