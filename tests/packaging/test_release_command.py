"""The publisher's commands: a key is made once and kept apart, an installer signed with what is new, a file checked."""

from __future__ import annotations

from pathlib import Path

import pytest
import release as command

import app
from app.operations import updates
from tests.releases import installed

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "publisher-secret-1"


@pytest.fixture
def places(folder: Path) -> tuple[str, ...]:
    """Options that keep a test away from the keys that ship."""
    (folder / "公钥").mkdir()
    (folder / "口令").write_text(f"{PASSWORD}\n", "utf-8")
    return ("--password-file", str(folder / "口令"), "--public", str(folder / "公钥"))


def test_a_key_signs_an_installer_which_the_program_then_offers(
    places: tuple[str, ...], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = folder / "mingzhang_amd64.deb"
    package.write_bytes(b"package")

    assert command.main([*places, "key", str(folder / "U盘")]) == 0
    (private,) = (folder / "U盘").glob("private-*.pem")
    made = command.main([*places, "make", str(package), str(private), str(folder / "out"), "--room", "9"])
    (release,) = (folder / "out").glob("MZU_*.zip")

    assert made == 0
    assert command.main([*places, "check", str(release)]) == 0
    assert f"{app.__version__} linux-x86_64 deb mingzhang_amd64.deb" in capsys.readouterr().out
    assert b"ENCRYPTED" in private.read_bytes()
    assert private.stat().st_mode & 0o077 == 0
    offer = updates.look(release, installed(folder, version="0.0.1"), folder / "公钥")
    assert app.__version__ in [version for version, _ in offer.news]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("key", str(ROOT / "packaging")), "不能放在源代码文件夹里"),
        (("make", "x.rpm", "key.pem", "out", "--room", "1"), "不是安装包"),
        (("make", "x.deb", "key.pem", "out", "--room", "1", "--release-version", "99.0"), "没有 99.0 版"),
        (("check", "nothing.zip"), "文件读不出来"),
    ],
)
def test_what_is_wrong_is_said(
    places: tuple[str, ...],
    words: tuple[str, ...],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert command.main([*places, *words]) == 1
    assert said in capsys.readouterr().err


def test_a_short_password_and_a_wrong_one_are_refused(
    places: tuple[str, ...], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = folder / "m.deb"
    package.write_bytes(b"package")
    command.main([*places, "key", str(folder / "U盘")])
    (private,) = (folder / "U盘").glob("*.pem")
    (folder / "口令").write_text("wrong\n", "utf-8")

    short = command.main([*places, "key", str(folder / "another")])
    wrong = command.main([*places, "make", str(package), str(private), str(folder / "out")])

    said = capsys.readouterr().err
    assert (short, wrong) == (1, 1)
    assert "口令至少 12 个字符" in said
    assert "私钥打不开" in said
    assert not (folder / "another").exists()


def test_the_parts_of_the_change_log_are_found_by_version() -> None:
    told = command.news((ROOT / "CHANGELOG.md").read_text("utf-8"))

    assert [one.version for one in told][-1] == "0.1.0"
    assert all(one.text.startswith("#") or one.text for one in told)
