"""What the program is made of: each part with its version, its licence and the text of it.

A packaged program carries the list its build made (packaging/sbom.py); one that runs from its sources is asked what is
installed beside it.
"""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path
from typing import Final, NamedTuple

from app import __version__
from app.paths import resource

LIST: Final = "sbom.json"
_TEXT: Final = "mingzhang:text"  # the property that names the text, see packaging/sbom.py


class Part(NamedTuple):
    """One part; `licence` is "" where it has no short name, `place` is None where no text came with it."""

    name: str
    version: str
    licence: str
    about: str
    place: Path | None

    @property
    def text(self) -> str:
        """The licence as its authors wrote it."""
        if self.place is None or not self.place.is_file():
            return "这个部分没有附许可原文。"
        return self.place.read_text("utf-8", "replace")


def parts() -> tuple[Part, ...]:
    """The program itself first, then everything in it by name."""
    listed = resource(LIST)
    found = _listed(json.loads(listed.read_text("utf-8"))) if listed.is_file() else _installed()
    own = resource("licences", "mingzhang.txt")
    licence = own if own.is_file() else Path(__file__).resolve().parents[2] / "LICENSE"
    ours = Part("明账", __version__, "Apache-2.0", "本程序", licence)
    return (ours, *sorted(found, key=lambda part: (part.name.lower(), part.about)))


def _listed(document: dict[str, list[dict[str, object]]]) -> list[Part]:
    found = []
    for one in document["components"]:
        licences, properties = one.get("licenses", []), one.get("properties", [])
        assert isinstance(licences, list)
        assert isinstance(properties, list)
        named = " ".join(str(licence["expression"]) for licence in licences)
        places = [resource(*str(held["value"]).split("/")) for held in properties if held["name"] == _TEXT]
        about = str(one.get("description", ""))
        found.append(Part(str(one["name"]), str(one.get("version", "")), named, about, next(iter(places), None)))
    return found


def _installed() -> list[Part]:
    found = []
    for one in metadata.distributions():
        texts = [file for file in one.files or () if "licen" in file.name.lower() and ".dist-info" in str(file)]
        place = Path(str(one.locate_file(texts[0]))) if texts else None
        said = {name: str(one.metadata[name]) for name in ("License-Expression", "License") if name in one.metadata}
        named = said.get("License-Expression") or said.get("License", "").partition("\n")[0][:60]
        found.append(Part(one.metadata["Name"], one.version, named, "本机安装的组件", place))
    return found
