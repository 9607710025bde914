"""What the frozen program starts with: the window, or the command line when it is called so."""

from __future__ import annotations

import os
import sys
from pathlib import Path

COMMAND_LINE = "--cli"


def give_back_loader_path() -> None:
    """Let what the program calls (printing, letting go of a stick) load the system's libraries, not those in here."""
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if before:
        os.environ["LD_LIBRARY_PATH"] = before
    else:
        os.environ.pop("LD_LIBRARY_PATH", None)
    # The program starts itself to look into a packet: that one must find its libraries anew, as if it came first.
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"


def start() -> int:
    """Run the program; returns its exit code."""
    give_back_loader_path()
    if sys.argv[1:2] == [COMMAND_LINE]:
        del sys.argv[1]
    elif Path(sys.executable).stem != "mingzhang-cli":
        from ui.__main__ import start as window

        return window()
    from app.cli import main

    return main()


if __name__ == "__main__":
    sys.exit(start())
