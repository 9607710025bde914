"""`python -m ui`: the window. Tiny, because the file a program starts with is compiled anew at every start."""

from __future__ import annotations

import gc
import sys


def start() -> int:
    """Run the window; returns the exit code."""
    if sys.argv[1:] in (["--check-packet"], ["--read-workbook"]):  # the frozen program looks so into foreign files
        from app.operations import check_child

        return check_child.main(sys.argv[1])
    # What is made while starting stays: looking through it again and again costs a tenth of the start.
    # `ui.main` turns the collector on again once the first page stands.
    gc.disable()
    from ui import enums, tuples
    from ui.binding import read_qt
    from ui.later import NOT_AT_START, import_later

    import_later(*NOT_AT_START)
    enums.quicker()
    tuples.quicker()
    read_qt()
    from ui.main import main

    return main()


if __name__ == "__main__":
    sys.exit(start())
