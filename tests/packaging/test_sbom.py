"""The parts list: who owns what, which licence is named, and that equal parts give equal bytes."""

import json
from importlib import metadata
from pathlib import Path

import bundle
import pytest
import sbom


def test_a_package_is_listed_by_the_files_of_it_that_went_in():
    owners = {"/site/a/one.py": "a", "/site/a/two.py": "a", "/site/b/x.so": "b"}
    contents = [("a.two", "/site/a/two.py"), ("a.one", "/site/a/one.py"), ("ours", "/src/app/__init__.py")]

    assert sbom.used(contents, owners) == {"a": ["a.one", "a.two"]}


@pytest.mark.parametrize(
    ("about", "licence"),
    [
        ({"License-Expression": "MIT OR Apache-2.0"}, "MIT OR Apache-2.0"),
        ({"License": "MIT License"}, "MIT"),
        ({"License": "Apache 2.0"}, "Apache-2.0"),
        ({"License": "", "Classifiers": ["License :: OSI Approved :: MIT License"]}, "MIT"),
        ({"License": "BSD license (see license.txt for details), Copyright", "Name": "reportlab"}, "BSD-3-Clause"),
        ({"License": "Permission is hereby granted, free of charge, to any person obtaining a copy of this"}, ""),
    ],
)
def test_the_licence_is_read_from_whatever_a_package_says(about, licence):
    assert sbom.licence_of(about) == licence


def test_every_package_of_the_lock_names_a_licence_and_has_its_text():
    lock = (bundle.HERE / "requirements.lock").read_text("utf-8").splitlines()
    names = {line.partition("==")[0] for line in lock if "==" in line}
    unknown, textless = [], []
    for name in sorted(names):
        try:
            one = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # locked for another platform
        about = {key: one.metadata.get(key) for key in ("Name", "License", "License-Expression")}
        about["Classifiers"] = one.metadata.get_all("Classifier", [])
        if not sbom.licence_of(about):
            unknown.append(name)
        if not [text for text in sbom.texts_of(one) if text.is_file()]:
            textless.append(name)

    assert unknown == []
    assert textless == []


def test_the_fonts_are_parts_with_their_licences():
    found = {one["name"]: one for one in sbom.fonts((sbom.FONTS / "SOURCE.md").read_text("utf-8"))}

    assert set(found) == {file.name for file in sbom.FONTS.glob("*.ttf")}
    assert found["NotoSerifSC-Regular.ttf"]["licenses"] == [{"expression": "OFL-1.1"}]
    assert found["FandolFang-Regular.ttf"]["version"] == "1.300"
    for one in found.values():
        assert (bundle.ROOT / "resources" / one["properties"][0]["value"]).is_file()
    assert found["FandolFang-Regular.ttf"]["licenses"] == [{"expression": "GPL-3.0-or-later WITH Font-exception-2.0"}]


def test_equal_parts_in_any_order_give_the_same_list():
    parts = [sbom.component("b", "2", "MIT", "pkg:pypi/b@2"), sbom.component("a", "1", "", "pkg:pypi/a@1")]

    made = sbom.document(parts, "0.2.0", 1700000000)

    assert json.dumps(made) == json.dumps(sbom.document(reversed(parts), "0.2.0", 1700000000))
    assert made["serialNumber"] != sbom.document(parts[:1], "0.2.0", 1700000000)["serialNumber"]
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.5")
    assert made["metadata"]["timestamp"] == "2023-11-14T22:13:20Z"
    assert [one["name"] for one in made["components"]] == ["a", "b"]
    refs = {one["bom-ref"] for one in made["components"]}
    assert set(made["dependencies"][0]["dependsOn"]) == refs


def test_the_list_and_the_texts_are_written_for_what_the_folder_holds(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setattr(sbom, "system_libraries", lambda *_: [])
    source = Path(str(metadata.distribution("openpyxl").locate_file("openpyxl/__init__.py"))).resolve()
    noted = tmp_path / "contents.csv"
    noted.write_text(f"openpyxl,{source}\nours,/src/app.py\n", "utf-8")

    target = sbom.write(noted, tmp_path / "清单")

    names = {one["name"] for one in json.loads(target.read_text("utf-8"))["components"]}
    assert {"CPython", "openpyxl", "NotoSerifSC-Regular.ttf"} <= names
    assert "reportlab" not in names
    texts = {file.name for file in (tmp_path / "清单" / "licences").iterdir()}
    assert {"openpyxl.txt", "mingzhang.txt", "LGPL-3.0.txt", "GPL-3.0.txt"} <= texts
