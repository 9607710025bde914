"""The passwords of the practice books are their owner's."""

from __future__ import annotations

import stat
from pathlib import Path

from app.operations import demo


def test_only_the_owner_reads_the_passwords(tmp_path: Path):
    path = tmp_path / "密码 文件.txt"

    demo._write_passwords(path, demo._people(1)["township"])

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
