"""What others' tools say of a package: the shape of its parts list, Debian's rules, equal bytes when made twice."""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess
import sys
from pathlib import Path

import bundle
import debian
import linux

VALIDATOR = "cyclonedx-python-lib[json-validation]==11.12.0"  # brings the published schemas; in no lock of ours
# Reads the list as any receiver would: the version it names says by which schema. What the schema takes for any text,
# the licences and addresses of packages, is read too.
VALIDATE = """
import json, sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from license_expression import get_spdx_licensing
from packageurl import PackageURL
text = open(sys.argv[1], encoding="utf-8").read()
told = json.loads(text)
version = SchemaVersion.from_version(told["specVersion"])
wrong = [JsonStrictValidator(version).validate_str(text)]
for part in told["components"]:
    for licence in part.get("licenses", ()):
        known = get_spdx_licensing().validate(licence["expression"].replace("LicenseRef-PublicDomain", "0BSD"))
        wrong += [f"{part['name']}: {one}" for one in known.errors]
    if "purl" in part:
        PackageURL.from_string(part["purl"])
wrong = [str(one) for one in wrong if one]
sys.exit("; ".join(wrong)) if wrong else print(len(told["components"]), "parts, valid CycloneDX", version.to_version())
"""


def parts(work: Path, anew: bool = False) -> None:
    """Hold the parts list of every program folder that was made against the published schema.

    Raises:
        bundle.BuildFailed: One is not valid, or there is none.
    """
    lists = sorted(work.glob(f"*/{bundle.NAME}/{bundle.LIB}/resources/sbom.json"))
    if not lists:
        raise bundle.BuildFailed("there is no program folder with a parts list: make it first")
    place = work / "validator"
    python = place / "bin" / "python"
    if not python.is_file():
        bundle.run([sys.executable, "-m", "venv", str(place)])
        bundle.run([str(python), "-m", "pip", "install", "-qq", "--only-binary=:all:", VALIDATOR])
    for found in lists:
        print(found.relative_to(work).parts[0], bundle.output([str(python), "-c", VALIDATE, str(found)]).strip())


def lint(work: Path, anew: bool = False) -> None:
    """Hold the .deb against Debian's rules; what is left on purpose stands in debian.OVERRIDES.

    Raises:
        bundle.BuildFailed: There is an error that nobody answered for.
    """
    bundle.need("lintian")
    deb = work / f"mingzhang_{bundle.version()}_{linux.X86.debian}.deb"
    env = {**os.environ, "LC_ALL": "C.UTF-8", "TMPDIR": str(work)}
    words = ["lintian", "--allow-root", "--fail-on", "error,warning", "--tag-display-limit", "0", str(deb)]
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    print(done.stdout + done.stderr or f"{deb.name}: no error, no warning")
    if done.returncode != 0:
        raise bundle.BuildFailed(f"lintian does not let {deb.name} pass")


def twice(work: Path, anew: bool = False) -> None:
    """Make the program folder and the .deb once more from the same sources and compare them byte by byte.

    Raises:
        bundle.BuildFailed: They differ; the files are named.
    """
    first, again = work / linux.X86.made / bundle.NAME, linux.elsewhere(work, "twice")
    second = linux.build(again, linux.X86)
    if unlike := differences(first, second):
        raise bundle.BuildFailed(f"{len(unlike)} files differ: {', '.join(unlike[:20])}")
    made = debian.make(second, second.parent / "icons", again, linux.X86)
    if not filecmp.cmp(made, work / made.name, shallow=False):
        raise bundle.BuildFailed(f"the folders are equal, {made.name} is not")
    print(f"{made.name}: made twice, equal to the byte")
    shutil.rmtree(again)


def differences(one: Path, other: Path) -> list[str]:
    """The names below two folders that are not there in both, or not with the same bytes or target, in order."""
    names = {str(file.relative_to(top)) for top in (one, other) for file in top.rglob("*") if not _is_folder(file)}
    return sorted(name for name in names if not _same(one / name, other / name))


def _is_folder(place: Path) -> bool:
    return place.is_dir() and not place.is_symlink()


def _same(one: Path, other: Path) -> bool:
    if one.is_symlink() or other.is_symlink():
        return one.is_symlink() and other.is_symlink() and os.readlink(one) == os.readlink(other)
    return one.is_file() and other.is_file() and filecmp.cmp(one, other, shallow=False)
