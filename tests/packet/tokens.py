"""A UKey for tests: SoftHSM2 with one token, made once for the run; its folder is named before the module starts."""

from __future__ import annotations

import os
import subprocess
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from app.packet.token import TokenPlace

LABEL, PIN = "王芳的UKey", "20268899"
_PLACES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so")


def module() -> str:
    """The module of SoftHSM2, wherever the system keeps it."""
    return next(place for place in _PLACES if Path(place).exists())


@cache
def token() -> TokenPlace:
    """A fresh token; the module keeps this folder until the process ends."""
    folder = Path(mkdtemp(prefix="softhsm-"))
    (folder / "tokens").mkdir()
    config = folder / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(config)
    command = ["softhsm2-util", "--init-token", "--free", "--label", LABEL, "--pin", PIN, "--so-pin", "12345678"]
    subprocess.run(command, check=True, capture_output=True)
    return TokenPlace(module(), LABEL)
