"""Sealed packets: opened by us and by stock tools, and not one byte of a changed one is ever written."""

from __future__ import annotations

import errno
import random
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.packet.certificates import (
    issue_seal_certificate,
    make_county_root,
    pem,
    private_key_der,
)
from app.packet.faults import PacketFault
from app.packet.sealing import MAX_HEADER, SealKey, open_sealed, recipients_of, seal
from tests import made_once

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
TEXT = "举报人张三的电话写在这里,谁也不该读到。".encode() * 997


@pytest.fixture(scope="module")
def root() -> tuple[object, object]:
    key = made_once.key("sealing root")
    return key, make_county_root(key, "示例县", now=NOW, practice=True)


@pytest.fixture(scope="module")
def county(root) -> SealKey:
    key = made_once.key("sealing county")
    return SealKey(key, issue_seal_certificate(key.public_key(), *root, "示例县", now=NOW))


@pytest.fixture(scope="module")
def township(root) -> SealKey:
    key = made_once.key("sealing township")
    return SealKey(key, issue_seal_certificate(key.public_key(), *root, "示例乡", now=NOW))


@pytest.fixture
def packet(folder: Path) -> Path:
    path = folder / "MZ_330182001_202610_r1_3fa9c2d1.zip"
    path.write_bytes(TEXT)
    return path


@pytest.fixture
def sealed(packet: Path, county: SealKey, township: SealKey) -> Path:
    return seal(packet, packet.with_name(f"{packet.name}.p7m"), [county.cert, township.cert])


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("size", [0, 1, 15, 16, 127, 128, 65_535, (1 << 20) - 1, 1 << 20, (2 << 20) + 3])
def test_what_was_sealed_comes_out_again(folder: Path, county: SealKey, township: SealKey, size: int):
    source, out = folder / "a.zip", folder / "b.zip"
    source.write_bytes(random.Random(size).randbytes(size))

    seal(source, folder / "a.zip.p7m", [county.cert, township.cert])

    for own in (county, township):
        assert open_sealed(folder / "a.zip.p7m", out, own).read_bytes() == source.read_bytes()


def test_nothing_readable_stands_in_a_sealed_file(sealed: Path):
    assert "张三".encode() not in sealed.read_bytes()
    assert len(recipients_of(sealed)) == 2


def test_the_same_packet_sealed_twice_differs(packet: Path, sealed: Path, county: SealKey, township: SealKey):
    again = seal(packet, packet.with_name("again.p7m"), [county.cert, township.cert])

    assert again.read_bytes() != sealed.read_bytes()


def test_a7_openssl_opens_what_we_seal(sealed: Path, packet: Path, county: SealKey, folder: Path):
    write_key(county, folder)
    out = folder / "out.zip"

    done = openssl("cms", "-decrypt", "-binary", "-inform", "DER", "-in", sealed, "-recip", folder / "county.pem",
                   "-inkey", folder / "county.key", "-out", out)  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert out.read_bytes() == packet.read_bytes()


def test_a7_we_open_what_openssl_seals(packet: Path, county: SealKey, folder: Path):
    write_key(county, folder)
    made = folder / "made.p7m"

    done = openssl("cms", "-encrypt", "-binary", "-aes-256-gcm", "-outform", "DER", "-in", packet, "-out", made,
                   "-recip", folder / "county.pem", "-keyopt", "rsa_padding_mode:oaep", "-keyopt",
                   "rsa_oaep_md:sha256", "-keyopt", "rsa_mgf1_md:sha256")  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert open_or_told(made, folder / "out.zip", county) == packet.read_bytes()


def test_a_packet_for_others_says_so_and_writes_nothing(packet: Path, county: SealKey, township: SealKey):
    sealed = seal(packet, packet.with_name("x.p7m"), [county.cert])
    before = files(packet.parent)

    with pytest.raises(PacketFault, match="此包不是给本单位的") as caught:
        open_sealed(sealed, packet.with_name("out.zip"), township)

    assert caught.value.code == "E-RECIPIENT"
    assert files(packet.parent) == before


def test_another_key_under_the_same_name_does_not_open_it(sealed: Path, county: SealKey):
    thief = SealKey(made_once.key("sealing thief"), county.cert)

    with pytest.raises(PacketFault) as caught:
        open_sealed(sealed, sealed.with_name("out.zip"), thief)

    assert caught.value.code == "E-SEAL"


@pytest.mark.parametrize("cut", [1, 15, 16, 17, 18, 19, 5_000])
def test_a_cut_file_is_told_and_leaves_nothing(sealed: Path, county: SealKey, cut: int):
    data = sealed.read_bytes()
    sealed.write_bytes(data[:-cut])
    before = files(sealed.parent)

    with pytest.raises(PacketFault, match="可能没有拷贝完整"):
        open_sealed(sealed, sealed.with_name("out.zip"), county)

    assert files(sealed.parent) == before


@pytest.mark.parametrize("data", [b"", b"\x30", b"\x30\x80" + bytes(40), b"\x30\x84\xff\xff\xff\xff", bytes(200)])
def test_what_is_no_sealed_packet_is_told(folder: Path, county: SealKey, data: bytes):
    (folder / "x.p7m").write_bytes(data)

    with pytest.raises(PacketFault) as caught:
        open_sealed(folder / "x.p7m", folder / "out.zip", county)

    assert caught.value.code == "E-SEAL"


def test_bytes_behind_the_end_are_refused(sealed: Path, county: SealKey):
    sealed.write_bytes(sealed.read_bytes() + b"\n")

    assert open_or_told(sealed, sealed.with_name("out.zip"), county) == "E-SEAL"


def test_a_head_of_a_million_recipients_is_refused_unread(folder: Path, county: SealKey):
    body = b"\x31\x84" + (50 << 20).to_bytes(4)
    (folder / "x.p7m").write_bytes(b"\x30\x84" + (60 << 20).to_bytes(4) + body + bytes(MAX_HEADER))

    assert open_or_told(folder / "x.p7m", folder / "out.zip", county) == "E-SEAL"


def test_four_thousand_changed_files_never_open_to_anything_else(
    packet: Path, county: SealKey, township: SealKey, monkeypatch: pytest.MonkeyPatch
):
    """The head is not authenticated: a change to the other recipient's block opens to the very same packet."""
    monkeypatch.setattr("os.fsync", lambda _: None)  # four thousand waits for the disk prove nothing here
    packet.write_bytes(TEXT[:600])
    sealed = seal(packet, packet.with_name("x.p7m"), [county.cert, township.cert])
    data, rng, out = sealed.read_bytes(), random.Random(7), sealed.with_name("out.zip")
    told: set[str] = set()
    for number in range(4_000):
        changed = bytearray(data)
        # half of them in the head, where the structure is
        place = rng.randrange(1_400) if number % 2 else rng.randrange(len(data))
        changed[place] ^= 1 << rng.randrange(8)
        sealed.write_bytes(changed)
        found = open_or_told(sealed, out, county)
        if isinstance(found, str):
            told.add(found)
            assert not out.exists()
        else:
            assert found == packet.read_bytes()
            out.unlink()

    assert told <= {"E-SEAL", "E-RECIPIENT"}
    assert told


def test_a_signing_certificate_is_not_sealed_to(packet: Path, root):
    with pytest.raises(PacketFault, match="不是用来加密的"):
        seal(packet, packet.with_name("x.p7m"), [root[1]])

    assert not packet.with_name("x.p7m").exists()


def test_nobody_to_seal_to_is_told(packet: Path):
    with pytest.raises(PacketFault, match="没有县里的加密证书"):
        seal(packet, packet.with_name("x.p7m"), [])


def test_a_full_disk_leaves_no_part(packet: Path, county: SealKey, monkeypatch: pytest.MonkeyPatch):
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    before = files(packet.parent)

    with pytest.raises(PacketFault) as caught:
        seal(packet, packet.with_name("x.p7m"), [county.cert])

    assert caught.value.code == "E-WRITE"
    assert files(packet.parent) == before


@pytest.mark.parametrize("place", [0, 1, 600, 29_000, -17, -18, -1])
def test_row_21_a_changed_byte_of_what_is_sealed_or_of_its_seal_leaves_no_plaintext(
    sealed: Path, county: SealKey, place: int
):
    data = bytearray(sealed.read_bytes())
    start = len(data) - len(TEXT) - 18  # what is sealed, and behind it the seal: two bytes of head and sixteen
    data[start + place if place >= 0 else place] ^= 1
    sealed.write_bytes(data)
    before = files(sealed.parent)

    with pytest.raises(PacketFault) as caught:
        open_sealed(sealed, sealed.with_name("out.zip"), county)

    assert caught.value.code == "E-SEAL"
    assert files(sealed.parent) == before


@pytest.mark.parametrize("cipher", ["-aes-256-cbc", "-aes-128-gcm", "-aes-192-gcm"])
def test_row_22_another_envelope_than_ours_is_refused_and_nothing_is_written(
    packet: Path, county: SealKey, folder: Path, cipher: str
):
    write_key(county, folder)
    made, out = folder / "made.p7m", folder / "out.zip"
    done = openssl("cms", "-encrypt", "-binary", cipher, "-outform", "DER", "-in", packet, "-out", made,
                   "-recip", folder / "county.pem", "-keyopt", "rsa_padding_mode:oaep", "-keyopt",
                   "rsa_oaep_md:sha256", "-keyopt", "rsa_mgf1_md:sha256")  # fmt: skip
    assert done.returncode == 0, done.stderr

    assert open_or_told(made, out, county) == "E-SEAL"
    assert not out.exists()


def test_row_22_an_envelope_with_the_older_padding_is_refused(packet: Path, county: SealKey, folder: Path):
    write_key(county, folder)
    made = folder / "made.p7m"
    done = openssl("cms", "-encrypt", "-binary", "-aes-256-gcm", "-outform", "DER", "-in", packet, "-out", made,
                   "-recip", folder / "county.pem")  # fmt: skip
    assert done.returncode == 0, done.stderr

    assert open_or_told(made, folder / "out.zip", county) == "E-SEAL"


@pytest.mark.parametrize("seed", range(40))
def test_row_22_random_bytes_are_no_sealed_packet(folder: Path, county: SealKey, seed: int):
    chance = random.Random(seed)
    head = b"\x30\x82\x01\xfc" if seed % 2 else b""
    (folder / "x.p7m").write_bytes(head + chance.randbytes(512 - len(head)))

    assert open_or_told(folder / "x.p7m", folder / "out.zip", county) == "E-SEAL"
    assert files(folder) == ["x.p7m"]


def test_a_sealed_file_that_is_gone_or_fails_while_it_is_read_is_told(
    sealed: Path, county: SealKey, monkeypatch: pytest.MonkeyPatch
):
    def pulled_out(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    out = sealed.with_name("out.zip")

    with pytest.raises(PacketFault, match="没有装入任何数据；请重新插好U盘后再试") as gone:
        open_sealed(sealed.with_name("没有.p7m"), out, county)
    with pytest.raises(PacketFault) as unread:
        recipients_of(sealed.with_name("没有.p7m"))
    monkeypatch.setattr("app.packet.sealing._decrypted", pulled_out)
    with pytest.raises(PacketFault) as pulled:
        open_sealed(sealed, out, county)

    assert [caught.value.code for caught in (gone, unread, pulled)] == ["E-READ"] * 3
    assert not out.exists()


def open_or_told(sealed: Path, out: Path, own: SealKey) -> bytes | str:
    try:
        return open_sealed(sealed, out, own).read_bytes()
    except PacketFault as fault:
        return fault.code


def write_key(own: SealKey, folder: Path) -> None:
    (folder / "county.pem").write_bytes(pem(own.cert))
    done = subprocess.run(
        ["openssl", "pkey", "-inform", "DER", "-out", folder / "county.key"],
        input=private_key_der(own.key),
        check=False,
        capture_output=True,
    )
    assert done.returncode == 0


def openssl(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["openssl", *map(str, arguments)], check=False, capture_output=True)
