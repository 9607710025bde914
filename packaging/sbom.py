"""The parts list of a program folder (CycloneDX JSON) and the licence of each part, made where the folder was built.

    PYTHON packaging/sbom.py CONTENTS FOLDER

CONTENTS is what the spec noted: every file and module of the folder and where it came from. PYTHON is the one the
folder was built with, for its installed packages tell their own names, versions and licences. FOLDER gets sbom.json
and licences/.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import subprocess
import sys
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import bundle

Component = dict[str, Any]
OWN_TEXTS = bundle.HERE / "licences"  # for packages that bring no text of their own
FONTS = bundle.ROOT / "resources" / "fonts"
TEXT = "mingzhang:text"
_LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|copyright)", re.IGNORECASE)
# Packages whose wheels carry a library of another project, as their own pages say.
INSIDE = {
    "pyside6-essentials": (("Qt", "", "LGPL-3.0-only"), ("ICU", "", "Unicode-3.0")),
    "sqlcipher3": (("SQLCipher", "", "BSD-3-Clause"), ("SQLite", "", "blessing"), ("OpenSSL", "", "Apache-2.0")),
    "cryptography": (("OpenSSL", "", "Apache-2.0"),),
    "pypdfium2": (("PDFium", "", "BSD-3-Clause AND Apache-2.0"),),
    "isal": (("ISA-L", "", "BSD-3-Clause"),),
    "zxing-cpp": (("ZXing-C++", "", "Apache-2.0"),),
    "lxml": (("libxml2", "", "MIT"), ("libxslt", "", "MIT")),
    "pillow": (("FreeType", "", "FTL"), ("libjpeg-turbo", "", "IJG AND BSD-3-Clause"), ("zlib-ng", "", "Zlib")),
}
_SAID = {  # what packages write of their licence, and its name in the SPDX list
    "MIT License": "MIT",
    "The MIT License (MIT)": "MIT",
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: Public Domain": "LicenseRef-PublicDomain",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
}
_KNOWN = {
    "pyinstaller": "GPL-2.0-or-later WITH Bootloader-exception",
    "sqlcipher3": "Zlib",
    "reportlab": "BSD-3-Clause",
    "gmalg": "MIT",
}


def licence_of(about: Mapping[str, Any]) -> str:
    """The licence a package names, as an SPDX expression; "" where it names none.

    Args:
        about: Its metadata: License-Expression, License, and Classifier (a list under "Classifiers").
    """
    if said := about.get("License-Expression"):
        return str(said)
    name = _plain(str(about.get("Name", "")))
    if name in _KNOWN:
        return _KNOWN[name]
    first = str(about.get("License") or "").strip().split("\n")[0].strip()
    said = _SAID.get(first, first)
    if said and len(said) < 60 and "license" not in said.lower():
        return str(said)
    named = [line for line in about.get("Classifiers", ()) if line in _SAID]
    return " OR ".join(_SAID[line] for line in named)


def used(contents: Iterable[tuple[str, str]], owners: Mapping[str, str]) -> dict[str, list[str]]:
    """Which packages a folder holds something of, and what: owner of each file by its source, names in order.

    Args:
        contents: Name in the folder and source file, as the spec noted.
        owners: Package of each installed file, by its resolved path.
    """
    found: dict[str, list[str]] = {}
    for name, source in contents:
        if owner := owners.get(source):
            found.setdefault(owner, []).append(name)
    return {owner: sorted(names) for owner, names in sorted(found.items())}


def component(
    name: str, version: str, licence: str, purl: str = "", kind: str = "library", **more: object
) -> Component:
    """One part in the shape of CycloneDX 1.5."""
    made: Component = {"type": kind, "bom-ref": purl or f"{name}@{version or 'inside'}", "name": name}
    if version:
        made["version"] = version
    if licence:
        made["licenses"] = [{"expression": licence}]
    if purl:
        made["purl"] = purl
    return made | more


def with_text(part: Component, place: str) -> Component:
    """The part with where its licence text lies, below the folder of resources; the program shows it from there."""
    return part | {"properties": [{"name": TEXT, "value": place}]}


def document(components: Iterable[Component], version: str, moment: int) -> dict[str, Any]:
    """The whole list; equal parts give equal bytes: its number comes from what it holds."""
    parts = sorted(components, key=lambda one: (one["name"].lower(), one["bom-ref"]))
    held = json.dumps([version, parts], sort_keys=True).encode()
    number = uuid.uuid5(uuid.NAMESPACE_URL, hashlib.sha256(held).hexdigest())
    program = component("mingzhang", version, "Apache-2.0", f"pkg:generic/mingzhang@{version}", "application")
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": program,
        },
        "components": parts,
        "dependencies": [{"ref": program["bom-ref"], "dependsOn": sorted(one["bom-ref"] for one in parts)}],
    }


def fonts(table: str) -> list[Component]:
    """The fonts, from the table in resources/fonts/SOURCE.md."""
    found = []
    for line in table.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) >= 3 and cells[0].endswith(".ttf"):
            licence = "GPL-3.0-or-later WITH Font-exception-2.0" if cells[0].startswith("Fandol") else "OFL-1.1"
            version = next(iter(re.findall(r",\s*([0-9][0-9A-Za-z.\-]*)", cells[1])), "")
            (text,) = re.findall(r"\w+\.LICENSE\.txt", cells[2])
            made = component(cells[0], version, licence, kind="data", description=cells[1])
            found.append(with_text(made, f"fonts/{text}"))
    return found


# --- what is installed here


def packages(contents: list[tuple[str, str]], licences: Path) -> list[Component]:
    """The Python packages in the folder, what their wheels carry of others, and their licence texts."""
    there = {_plain(one.metadata["Name"]): one for one in metadata.distributions()}
    owners = {
        str(Path(str(one.locate_file(file))).resolve()): name
        for name, one in there.items()
        for file in one.files or ()
        if ".." not in str(file)
    }
    found = []
    for name in used(contents, owners):
        one = there[name]
        about = {key: one.metadata.get(key) for key in ("Name", "License", "License-Expression")}
        about["Classifiers"] = one.metadata.get_all("Classifier", [])
        purl = f"pkg:pypi/{name}@{one.version}"
        text = f"licences/{name}.txt"
        found.append(with_text(component(one.metadata["Name"], one.version, licence_of(about), purl), text))
        for inner, version, licence in INSIDE.get(name, ()):
            part = component(inner, version, licence, description=f"在 {one.metadata['Name']} {one.version} 里")
            found.append(with_text(part | {"bom-ref": f"{purl}#{inner}"}, text))
        _write_texts(licences / f"{name}.txt", texts_of(one))
    return found


def texts_of(package: metadata.Distribution) -> list[Path]:
    """The licence texts a package brings, else those kept here for it."""
    files = [file for file in package.files or () if file.parts[0].endswith(".dist-info")]
    brought = [file for file in files if _LICENCE_FILE.search("/".join(file.parts[1:]))]
    own = OWN_TEXTS.glob(f"{_plain(package.metadata['Name'])}*.txt")
    return [Path(str(package.locate_file(file))) for file in brought] or sorted(own)


def system_libraries(contents: list[tuple[str, str]], licences: Path) -> list[Component]:
    """The libraries taken from the Debian system the folder was built in; nothing on other systems."""
    sources = sorted({source for _, source in contents if source.startswith(("/lib/", "/usr/lib/"))})
    owners: dict[str, tuple[str, str]] = {}
    for source in sources:
        if owner := _debian_owner(source):
            owners[owner[0]] = owner
    found = []
    for name, version in owners.values():
        purl = f"pkg:deb/debian/{name}@{version}?distro=bullseye"
        made = component(name, version, "", purl, description="Debian 系统库")
        found.append(with_text(made, f"licences/debian-{name}.txt"))
        _write_texts(licences / f"debian-{name}.txt", [Path(f"/usr/share/doc/{name}/copyright")])
    return found


def _debian_owner(source: str) -> tuple[str, str] | None:
    for path in (source, source.removeprefix("/usr"), str(Path(source).resolve())):
        done = subprocess.run(["dpkg", "-S", path], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            name = done.stdout.split(":")[0]
            asked = ["dpkg-query", "-W", "-f", "${Version}", name]
            return name, subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split("\n")[0]
    return None


def python_itself(licences: Path) -> Component:
    """The CPython in the folder."""
    number = ".".join(map(str, sys.version_info[:3]))
    text = Path(sys.base_prefix, "lib", f"python{sys.version_info[0]}.{sys.version_info[1]}", "LICENSE.txt")
    _write_texts(
        licences / "python.txt", [one for one in (text, Path(sys.base_prefix, "LICENSE.txt")) if one.is_file()]
    )
    made = component("CPython", number, "PSF-2.0", f"pkg:generic/cpython@{number}", "framework")
    return with_text(made, "licences/python.txt")


def _write_texts(target: Path, texts: Iterable[Path]) -> None:
    said = [text.read_text("utf-8", "replace").strip() for text in texts if text.is_file()]
    if said:
        target.write_text("\n\n----------\n\n".join(said) + "\n", "utf-8", newline="\n")


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def write(contents: Path, folder: Path) -> Path:
    """Write sbom.json and licences/ into a folder; returns the list."""
    noted = [
        (name, str(Path(source).resolve())) for name, source in csv.reader(contents.read_text("utf-8").splitlines())
    ]
    raw = [(name, source) for name, source in csv.reader(contents.read_text("utf-8").splitlines())]
    licences = folder / "licences"
    licences.mkdir(parents=True, exist_ok=True)
    parts = [python_itself(licences), *packages(noted, licences), *fonts((FONTS / "SOURCE.md").read_text("utf-8"))]
    if sys.platform == "linux":
        parts += system_libraries(raw, licences)
    for text in (bundle.ROOT / "LICENSE", *sorted(OWN_TEXTS.glob("*GPL*.txt"))):
        name = "mingzhang.txt" if text.name == "LICENSE" else text.name
        _write_texts(licences / name, [text])
    target = folder / "sbom.json"
    made = document(parts, bundle.version(), bundle.epoch())
    target.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")
    return target


if __name__ == "__main__":
    print(write(Path(sys.argv[1]), Path(sys.argv[2])))
