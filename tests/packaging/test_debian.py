"""The .deb: what it says of itself, which file types open the program, what it depends on, and who may write it."""

import configparser
import gzip
import stat
import xml.etree.ElementTree as ET
from fnmatch import fnmatchcase

import bundle
import debian
import glibc
import icons
import linux
import pytest

SPACE = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


def kind_of(name):
    """The file type whose pattern fits a name, as a desktop finds it."""
    found = []
    for kind in ET.fromstring(debian.mime()).findall("m:mime-type", SPACE):
        found += [kind.get("type") for glob in kind.findall("m:glob", SPACE) if fnmatchcase(name, glob.get("pattern"))]
    return found


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("石桥镇 台账.mz", "book"),
        ("石桥镇_20261101.mzb", "backup"),
        ("MZ_330100_2026M10_r1_9f2c1a07.zip", "packet"),
        ("MZ_330100_2026M10_r1_9f2c1a07.zip.p7m", "sealed"),
        ("RCP_9f2c1a07.zip", None),
        ("RCP_MZ_330100_2026M10_n2.zip", "receipt"),
        ("TSK_330100_20261101_9f2c1a07.zip", "task"),
        ("KEY_330100_20261101_9f2c1a07.zip", "key"),
        ("TPL_330100_v3_9f2c1a07.zip", "template"),
        ("REQ_330100_clerk_48271093.zip", "certificate"),
        ("MZU_0.4.0_linux-x86_64_deb_9f2c1a07.zip", "release"),
        ("照片.zip", None),
    ],
)
def test_each_file_of_ours_has_a_type_and_a_strangers_zip_has_none(name, kind):
    assert kind_of(name) == ([f"application/x-mingzhang-{kind}"] if kind else [])


def test_a_packet_stays_a_zip_for_whoever_has_no_such_program():
    packet = ET.fromstring(debian.mime()).find("m:mime-type[@type='application/x-mingzhang-packet']", SPACE)

    assert packet.find("m:sub-class-of", SPACE).get("type") == "application/zip"
    assert int(packet.find("m:glob", SPACE).get("weight")) > 50  # that of *.zip


def test_the_menu_entry_is_chinese_and_english_and_opens_every_type():
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str
    entry.read_string(debian.desktop())
    said = entry["Desktop Entry"]

    assert (said["Name"], said["Name[zh_CN]"], said["Exec"]) == ("Mingzhang", "明账", "mingzhang %F")
    opened = said["MimeType"].rstrip(";").split(";")
    there = [kind.get("type") for kind in ET.fromstring(debian.mime()).findall("m:mime-type", SPACE)]
    assert opened == there


def test_what_the_program_links_to_becomes_packages():
    assert debian.depends({"libc.so.6", "libm.so.6", "libfontconfig.so.1"}, (2, 28)) == (
        "libc6 (>= 2.28), libegl1, libfontconfig1, libgl1"
    )
    assert debian.depends({"libc.so.6"}, (2, 31)).startswith("libc6 (>= 2.31), ")


def test_a_library_of_no_known_package_stops_the_build():
    with pytest.raises(bundle.BuildFailed, match=r"libssl\.so\.1\.1"):
        debian.depends({"libc.so.6", "libssl.so.1.1"}, (2, 28))


def test_what_is_carried_is_not_asked_of_the_system(tmp_path, monkeypatch):
    for name in ("mingzhang", "libown.so.1"):
        (tmp_path / name).write_bytes(b"\x7fELF")
    said = "Dynamic Section:\n  NEEDED               libown.so.1\n  NEEDED               libc.so.6\n  RPATH  $ORIGIN\n"
    monkeypatch.setattr(bundle, "output", lambda _: said)

    assert debian.lent(tmp_path) == {"libc.so.6"}
    assert len(list(glibc.elves(tmp_path))) == 2


@pytest.fixture
def tree(tmp_path):
    program = tmp_path / "tree" / debian.PROGRAM
    (program / "lib").mkdir(parents=True)
    for name in ("mingzhang", "mingzhang-cli", "lib/a.so"):
        (program / name).write_bytes(b"x" * 2048)
    drawn = tmp_path / "icons"
    drawn.mkdir()
    for size in icons.SIZES:
        (drawn / f"{size}.png").write_bytes(b"PNG")
    debian.fill(tmp_path / "tree", drawn, "amd64", "libc6 (>= 2.28)", bundle.version())
    return tmp_path / "tree"


def test_the_program_may_be_run_and_only_root_may_change_it(tree):
    modes = {str(file.relative_to(tree)): stat.S_IMODE(file.lstat().st_mode) for file in tree.rglob("*")}

    assert modes["usr/lib/mingzhang/mingzhang"] == modes["usr/lib/mingzhang/mingzhang-cli"] == 0o755
    assert modes["usr/lib/mingzhang/lib/a.so"] == 0o644
    assert {mode & 0o022 for name, mode in modes.items() if not (tree / name).is_symlink()} == {0}


def test_everything_bears_one_moment_and_is_summed(tree):
    assert {file.lstat().st_mtime for file in tree.rglob("*")} == {1700000000}
    summed = [line.split("  ")[1] for line in (tree / "DEBIAN" / "md5sums").read_text("utf-8").splitlines()]
    assert summed == sorted(summed)
    assert "usr/lib/mingzhang/lib/a.so" in summed
    assert "usr/bin/mingzhang" not in summed  # a link


def test_the_description_names_version_and_size_and_nothing_of_this_machine(tree):
    said = (tree / "DEBIAN" / "control").read_text("utf-8")

    assert f"Version: {bundle.version()}\n" in said
    assert "Architecture: amd64\nMaintainer: mingzhang" in said
    assert int(said.partition("Installed-Size: ")[2].partition("\n")[0]) >= 6
    assert str(bundle.ROOT) not in said


def test_the_icon_is_there_in_every_size_and_the_papers_are_packed(tree):
    theme = tree / "usr/share/icons/hicolor"

    assert {file.parts[-3] for file in theme.rglob("mingzhang.*")} == {
        *(f"{size}x{size}" for size in icons.SIZES),
        "scalable",
    }
    assert b"Tue, 14 Nov 2023 22:13:20 +0000" in gzip.decompress(
        (tree / "usr/share/doc/mingzhang/changelog.gz").read_bytes()
    )
    assert gzip.decompress((tree / "usr/share/man/man1/mingzhang-cli.1.gz").read_bytes()).startswith(
        b".TH MINGZHANG-CLI"
    )


def test_a_package_of_nothing_is_refused(tmp_path):
    with pytest.raises(bundle.BuildFailed, match="make it first"):
        debian.make(tmp_path / "missing", tmp_path, tmp_path, linux.X86)
