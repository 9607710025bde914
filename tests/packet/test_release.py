"""Release files: only what the publisher signed is read, only whole, and the installer comes out as it went in."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.packet.faults import PacketFault
from app.packet.release import (
    describe,
    publisher_keys,
    read_release,
    take_out,
    version_key,
)
from tests.releases import NEWS, Publisher, public_pem, publisher

KINDS = {"deb": "m.deb", "setup": "m-setup.exe", "folder": "m.tar.xz"}


@pytest.fixture
def maker(folder: Path) -> Publisher:
    return publisher(folder)


def keys(maker: Publisher) -> list:
    return publisher_keys(file.read_bytes() for file in maker.keys.glob("*.pem"))


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_signed_comes_out_again(maker: Publisher, folder: Path, kind: str) -> None:
    path = maker.release(b"x" * 3_000_000, kind=kind, name=KINDS[kind])

    release = read_release(path, keys(maker))
    installer = take_out(path, release, folder)

    assert (release.version, release.kind, release.news) == ("0.9.0", kind, NEWS)
    assert installer.read_bytes() == b"x" * 3_000_000
    assert path.name == f"MZU_0.9.0_linux-x86_64_{kind}_{release.sha256[:8]}.zip"


def test_a_stock_tool_opens_it_and_openssl_finds_the_signature_good(maker: Publisher, folder: Path) -> None:
    with zipfile.ZipFile(maker.release()) as archive:
        archive.extractall(folder / "out")
    out = folder / "out"
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-rawin", "-inkey", str(maker.keys / "publisher.pem")]

    said = subprocess.run(
        [*command, "-in", str(out / "release.json"), "-sigfile", str(out / "signatures" / "publisher.sig")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert "Verified Successfully" in said.stdout, said.stderr


def test_another_publishers_signature_is_refused(maker: Publisher, folder: Path) -> None:
    other = Ed25519PrivateKey.generate()

    with pytest.raises(PacketFault) as refused:
        read_release(maker.release(), publisher_keys([public_pem(other)]))

    assert refused.value.code == "E-SIG"


def test_a_new_key_beside_the_old_one_is_as_good(maker: Publisher) -> None:
    other = Ed25519PrivateKey.generate()

    release = read_release(maker.release(), [*publisher_keys([public_pem(other)]), *keys(maker)])

    assert release.version == "0.9.0"


def rewritten(path: Path, name: str, change: bytes, to: bytes) -> Path:
    """The same file with other bytes in one of its entries, canonical again as an attacker would make it."""
    from app.packet.container import ZipReader, ZipWriter

    with ZipReader.open(path) as reader:
        entries = {one: reader.read(one, 1 << 30) for one in reader.names}
    entries[name] = entries[name].replace(change, to)
    with path.open("w+b") as file:
        writer = ZipWriter(file)
        for one in sorted(entries):
            writer.add(one, entries[one])
        writer.finish()
    return path


def test_another_installer_under_a_good_signature_is_never_taken_out(maker: Publisher, folder: Path) -> None:
    path = rewritten(maker.release(), "files/mingzhang_0.9.0_amd64.deb", b"installer", b"attackers")
    release = read_release(path, keys(maker))
    (folder / "put").mkdir()

    with pytest.raises(PacketFault) as refused:
        take_out(path, release, folder / "put")

    assert refused.value.code == "E-DIGEST"
    assert not list((folder / "put").iterdir())


def test_other_words_under_a_good_signature_are_refused(maker: Publisher) -> None:
    path = rewritten(maker.release(), "release.json", b"0.9.0", b"0.9.1")

    with pytest.raises(PacketFault) as refused:
        read_release(path, keys(maker))

    assert refused.value.code == "E-SIG"


def test_an_entry_more_is_refused(maker: Publisher) -> None:
    from app.packet.container import ZipReader, ZipWriter

    path = maker.release()
    with ZipReader.open(path) as reader:
        entries = {one: reader.read(one, 1 << 30) for one in reader.names} | {"files/more.sh": b"rm"}
    with path.open("w+b") as file:
        writer = ZipWriter(file)
        for one in sorted(entries):
            writer.add(one, entries[one])
        writer.finish()

    with pytest.raises(PacketFault) as refused:
        read_release(path, keys(maker))

    assert refused.value.code == "E-SET"


@pytest.mark.parametrize("kept", [0, 10, 50, 4000, 2_000_000])
def test_a_cut_file_is_refused_before_anything_is_taken_out(maker: Publisher, kept: int) -> None:
    path = maker.release()
    path.write_bytes(path.read_bytes()[:kept])

    with pytest.raises(PacketFault) as refused:
        read_release(path, keys(maker))

    assert refused.value.code == "E-TRUNC"


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": "v0.9"},
        {"version": "0.09"},
        {"version": "1"},
        {"platform": "macos-arm64"},
        {"kind": "rpm"},
        {"kind": "setup"},
        {"room": 0},
        {"made_on": "2026-1-1"},
        {"made_on": "gestern"},
        {"news": (type(NEWS[0])("x", ""),)},
    ],
    ids=str,
)
def test_what_does_not_fit_the_format_is_not_signed(folder: Path, wrong: dict) -> None:
    (folder / "m.deb").write_bytes(b"x")
    facts = {"version": "0.9.0", "platform": "linux-x86_64", "kind": "deb", "room": 1, "made_on": "2026-12-01"}

    with pytest.raises(PacketFault) as refused:
        describe(folder / "m.deb", **{**facts, "news": NEWS, **wrong})

    assert refused.value.code == "E-RELEASE"


def test_versions_are_compared_as_numbers() -> None:
    ordered = ["0.2.0", "0.9", "0.10.0", "0.10.1", "1.0", "1.0.1"]

    assert [version_key(one) for one in ordered] == sorted(map(version_key, ordered))
    assert version_key("1.0") == version_key("1.0.0")
    with pytest.raises(ValueError, match="1-2"):
        version_key("1-2")


@pytest.mark.parametrize("pem", [b"", b"-----BEGIN PUBLIC KEY-----\n"])
def test_a_public_key_that_is_none_is_refused(pem: bytes) -> None:
    with pytest.raises(PacketFault) as refused:
        publisher_keys([pem])

    assert refused.value.code == "E-RELEASE"


def test_a_key_of_another_kind_is_refused() -> None:
    from cryptography.hazmat.primitives.asymmetric import ec

    with pytest.raises(PacketFault) as refused:
        publisher_keys([public_pem(ec.generate_private_key(ec.SECP256R1()))])

    assert refused.value.code == "E-RELEASE"
