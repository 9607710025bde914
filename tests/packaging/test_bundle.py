"""What goes into the program folder: every module of ours, no part of Qt that nobody uses, locked packages alone."""

import ast
import shutil
from importlib.util import find_spec
from pathlib import Path

import bundle
import pytest

from app import __version__


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "PySide6/Qt/plugins/platforminputcontexts/libcomposeplatforminputcontextplugin.so",
        "PySide6/Qt/plugins/printsupport/libcupsprintersupport.so",
        "PySide6/Qt/plugins/imageformats/libqjpeg.so",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "PySide6/Qt/translations/qtbase_zh_CN.qm",
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "PySide6/Qt/lib/libQt6DBus.so.6",
        "resources/fonts/NotoSerifSC-Regular.ttf",
        "libxcb-cursor.so.0",
    ],
)
def test_what_the_program_needs_goes_in(place):
    assert bundle.keeps(place)


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/lib/libQt6Network.so.6",
        "PySide6\\Qt6Network.dll",
        "PySide6/Qt/plugins/tls/libqopensslbackend.so",
        "PySide6/Qt/plugins/platforms/libqvnc.so",
        "PySide6/Qt/plugins/platforms/libqminimal.so",
        "PySide6/Qt/plugins/imageformats/libqgif.so",
        "PIL/_avif.cpython-311-x86_64-linux-gnu.so",
        "pillow.libs/libavif-c6062d5f.so.16.4.2",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "libstdc++.so.6",
        "libfontconfig.so.1",
    ],
)
def test_what_nobody_uses_and_what_the_system_lends_stays_out(place):
    assert not bundle.keeps(place)


def test_no_module_is_left_out_that_our_code_imports():
    imported = set()
    for room in ("app", "ui"):
        for file in (bundle.ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    imported |= {name.name for name in node.names}
                elif isinstance(node, ast.ImportFrom) and node.level == 0:
                    imported.add(node.module)

    # psycopg is an extra that county offices install; psycopg's absence is told by the command that wants it.
    assert imported & set(bundle.EXCLUDED) <= {"psycopg", "aiohttp"}


@pytest.mark.parametrize("module", ["sqlite3", "ssl"])
def test_what_a_library_imports_at_its_top_stays_in_though_we_never_use_it(module):
    assert module not in bundle.EXCLUDED  # sqlite_utils.hookspecs and pyhanko_certvalidator do


def test_every_register_goes_in_though_it_is_imported_by_a_name():
    found = bundle.modules()

    assert {"app.ledgers.problem", "app.reports", "ui.main", "app.cli.running"} <= set(found)
    assert all(find_spec(name) for name in found[:3])


def test_the_version_is_the_one_the_program_tells():
    assert bundle.version() == __version__


def test_the_sources_are_those_of_the_checkout_and_carry_one_moment(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    chosen = [name for name in bundle.sources() if name.parts[0] in ("LICENSE", "packaging")]
    monkeypatch.setattr(bundle, "sources", lambda: chosen)

    bundle.copy_sources(tmp_path / "源 码")

    copied = {file.relative_to(tmp_path / "源 码") for file in (tmp_path / "源 码").rglob("*") if file.is_file()}
    assert copied == set(chosen)
    assert {(tmp_path / "源 码" / name).stat().st_mtime for name in copied} == {1700000000}


def test_a_program_for_a_trial_takes_itself_for_another_version(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    told = Path("app", "__init__.py")
    monkeypatch.setattr(bundle, "sources", lambda: [told])

    bundle.copy_sources(tmp_path / "源 码", "99.0.0")

    assert '__version__ = "99.0.0"' in (tmp_path / "源 码" / told).read_text("utf-8")
    assert __version__ in (bundle.ROOT / told).read_text("utf-8")


@pytest.mark.parametrize(
    ("tag", "qt", "only_there"),
    [
        ("manylinux_2_28_x86_64", "pyside6-essentials==6.9.3", set()),
        ("manylinux_2_28_aarch64", "pyside6-essentials==6.8.0.2", set()),
        ("win_amd64", "pyside6-essentials==6.9.3", {"pefile", "pywin32-ctypes"}),
    ],
)
def test_a_platform_gets_what_the_lock_gives_it_with_hashes(tmp_path, tag, qt, only_there):
    lines = bundle._for_platform(tmp_path, tag).read_text("utf-8").splitlines()

    pins = [line.removesuffix(" \\") for line in lines if not line.startswith(" ")]
    assert qt in pins
    assert len([pin for pin in pins if pin.startswith("pyside6-essentials")]) == 1
    assert {pin.partition("==")[0] for pin in pins} & {"pefile", "pywin32-ctypes", "macholib"} == only_there
    assert all(line.endswith("\\") or line.startswith("    --hash=sha256:") for line in lines)


def test_a_missing_program_is_named_before_anything_begins(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "debootstrap" else f"/usr/bin/{name}")

    with pytest.raises(bundle.BuildFailed, match="debootstrap"):
        bundle.need("debootstrap", "tar")
