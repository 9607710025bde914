"""Real drives for tests: FAT and exFAT of a real driver and small ones in memory, where this machine can mount them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

FOLDER = "folder"
SMALL = 2 << 20  # bytes of a stick that is soon full
_SIZE = {"fat": 40 << 20, "exfat": 48 << 20}
_TITLES = {"fat": "FAT32(真的驱动)", "exfat": "exFAT(真的驱动)"}


@dataclass(frozen=True)
class Stick:
    """A stick of a scenario: where it is mounted, of which kind it is, and that in words for the run's summary."""

    path: Path
    kind: str
    told: str

    @property
    def ascii_only(self) -> bool:
        """Whether its driver takes no Chinese name: that of FAT in user space."""
        return self.kind == "fat"


@contextmanager
def stick(wanted: str, base: Path) -> Iterator[Stick]:
    """A stick of the kind `fat` or `exfat`, and a folder, said openly, where this machine cannot mount it."""
    base.mkdir(parents=True, exist_ok=True)
    kind = wanted if wanted in kinds() else FOLDER
    told = _TITLES[wanted] if kind == wanted else f"文件夹:这台机器挂不上 {_TITLES[wanted].partition('(')[0]}"
    with drive(kind, base) as place:
        yield Stick(place, kind, told)


@contextmanager
def drive(kind: str, base: Path, size: int = 0) -> Iterator[Path]:
    """A drive of this kind, mounted below `base` and gone afterwards; raises OSError where it cannot be made."""
    place = base / f"U盘 {kind}"
    place.mkdir()
    with ExitStack() as after:
        if kind == "tmpfs":
            _run("mount", "-t", "tmpfs", "-o", f"size={size or 8 << 20}", "tmpfs", place)
            after.callback(_run, "umount", place)
        elif kind in _SIZE:
            _mount_image(kind, base / f"{kind}.img", place, after)
        yield place


def _mount_image(kind: str, image: Path, place: Path, after: ExitStack) -> None:
    with image.open("wb") as file:
        file.truncate(_SIZE[kind])
    if kind == "fat":
        _run("mkfs.vfat", "-F", "32", image)
        _run("fusefat", "-o", "rw+", image, place)
        after.callback(_run, "fusermount", "-u", place)
        return
    _run("mkfs.exfat", image)
    device = _run("losetup", "-f", "--show", image).strip()
    after.callback(_run, "losetup", "-d", device)
    _run("mount.exfat-fuse", device, place)
    after.callback(_run, "umount", place)


@cache
def kinds() -> tuple[str, ...]:
    """What can be made here; a folder always can."""
    return (FOLDER, *(kind for kind in ("tmpfs", "fat", "exfat") if _can_be_made(kind)))


def _can_be_made(kind: str) -> bool:
    if os.name == "nt":
        return False
    try:
        with TemporaryDirectory() as base, drive(kind, Path(base)) as place:
            (place / "try.bin").write_bytes(b"x")
    except OSError:
        return False
    return True


def _run(program: str, *words: object) -> str:
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))
    found = shutil.which(program, path=path)
    if found is None:
        raise FileNotFoundError(program)
    done = subprocess.run([found, *map(str, words)], capture_output=True, text=True, check=False, timeout=60)
    if done.returncode != 0:
        raise OSError(f"{program}: {done.stderr.strip()}")
    return done.stdout
