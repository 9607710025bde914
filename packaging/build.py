"""Makes what is given to offices, by one command: `python packaging/build.py linux` and so on.

What takes long (chroots, Wine, qemu) lives only here and is no part of the checks. Everything is made below
build/packages (or --work), a step that is already done is not done again, and nothing outside is touched.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import bundle

# step: (module, function, what it makes). Each function takes the work folder and whether to begin anew.
STEPS: dict[str, tuple[str, str, str]] = {
    "chroot": ("linux", "chroot", "the bullseye system with its own CPython (an hour on a weak machine)"),
    "linux": ("linux", "program", "the program folder for x86-64 Linux, nothing in it needs more than GLIBC 2.28"),
    "deb": ("debian", "package", "the .deb for UOS, Kylin and Debian, from the program folder"),
    "portable": ("portable", "archive", "the folder that runs without being installed, as one archive"),
    "check": ("trial", "everything", "tries the .deb and the folder in clean Debian systems without Python"),
    "typing": ("chinese", "everything", "types Chinese into the packaged program through each input method here"),
    "times": ("times", "table", "start of the installed program beside the source run"),
    "update": ("update_trial", "everything", "tries the update from a stick, from this version to a newer one"),
    "parts": ("proofs", "parts", "holds each parts list against the published schema of CycloneDX"),
    "lint": ("proofs", "lint", "holds the .deb against Debian's rules (lintian)"),
    "twice": ("proofs", "twice", "makes the .deb once more and compares every byte"),
    "windows": ("windows", "everything", "the program and setup.exe for Windows, built and tried under Wine"),
}


def main(arguments: list[str] | None = None) -> int:
    """Carry out the steps in the order they were named; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="build.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    said = "\n".join(f"{name:9} {what}" for name, (_, _, what) in STEPS.items())
    parser.add_argument("steps", nargs="+", choices=[*STEPS], metavar="STEP", help=said)
    parser.add_argument("--work", type=Path, default=bundle.ROOT / "build" / "packages", help="folder to work in")
    parser.add_argument("--anew", action="store_true", help="do the named steps again although they are done")
    options = parser.parse_args(arguments)
    work: Path = options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    for name in options.steps:
        try:
            step(name)(work, options.anew)
        except bundle.BuildFailed as failed:
            print(f"{name}: {failed}", file=sys.stderr)
            return 1
    return 0


def step(name: str) -> Callable[[Path, bool], None]:
    """The function that carries out a step; its module is read only now, for each needs other tools."""
    module, function, _ = STEPS[name]
    found: Callable[[Path, bool], None] = getattr(import_module(module), function)
    return found


if __name__ == "__main__":
    sys.exit(main())
