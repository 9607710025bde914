"""Files are replaced, never overwritten in place."""

from __future__ import annotations

from pathlib import Path

from app import disk
from app.domain.faults import Refused
from app.domain.machine import reason


def replace_file(target: Path, data: bytes) -> None:
    """Write beside the target, flush to disk, rename: a power cut leaves the old file or the new one.

    Raises:
        Refused: The folder cannot be written, the disk is full, or another program holds the file.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        disk.write_whole(target, data, private=False)
    except OSError as error:
        raise Refused(
            f"没有写成“{target.name}”({reason(error)})。台账没有改动;"
            "请看文件是否正在别的程序里打开、文件夹能否写入、磁盘是否已满。",
            "E-WRITE",
        ) from error
