"""A12: the county's time stamps, by our own reader and by `openssl ts`, and everything that is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from app.packet.certificates import (
    PersonKey,
    check_request,
    issue_certificate,
    issue_time_certificate,
    make_county_root,
    make_crl,
    make_request,
    new_time_key,
    pem,
)
from app.packet.faults import PacketFault
from app.packet.timestamp import check_stamp, make_stamp
from tests.packet.packet_county import NOW, County
from tests.packet.test_stock_tools import run

SIGNED = b"c0ffee  packet.json\n"
DIGEST = sha256(SIGNED).digest()


@pytest.fixture
def timer(county: County) -> PersonKey:
    """The county's time key."""
    key = new_time_key()
    cert = issue_time_certificate(key.public_key(), county.root_key, county.root, "示例县", now=NOW)
    return PersonKey("county", "示例县时间戳", key, cert, (county.root,))


def test_a12_openssl_accepts_a_stamp_and_refuses_it_over_changed_data(
    county: County, timer: PersonKey, folder: Path
) -> None:
    (folder / "r.tst").write_bytes(make_stamp(DIGEST, timer, NOW))
    (folder / "root.pem").write_bytes(pem(county.root))
    (folder / "tag.txt").write_bytes(SIGNED)
    (folder / "changed.txt").write_bytes(SIGNED + b" ")

    good, bad = (
        run(
            *("openssl", "ts", "-verify", "-token_in", "-in", folder / "r.tst"),
            *("-data", folder / data, "-CAfile", folder / "root.pem"),
        )
        for data in ("tag.txt", "changed.txt")
    )

    assert (good.returncode, "Verification: OK" in good.stdout) == (0, True), good.stderr
    assert (bad.returncode, "Verification: FAILED" in bad.stdout) == (1, True)


def test_a_stamp_proves_its_moment_for_its_bytes_only(county: County, timer: PersonKey) -> None:
    stamp = make_stamp(DIGEST, timer, NOW)

    assert check_stamp(stamp, DIGEST, county.trust) == NOW.astimezone(UTC)
    with pytest.raises(PacketFault, match="盖的不是这个包"):
        check_stamp(stamp, sha256(b"other").digest(), county.trust)


def test_no_changed_byte_makes_a_stamp_say_another_moment(county: County, timer: PersonKey) -> None:
    stamp = make_stamp(DIGEST, timer, NOW)
    told = set[object]()

    for at in range(0, len(stamp), 7):  # the mutants of all receipts try every byte of it too
        mutant = bytearray(stamp)
        mutant[at] ^= 1
        try:
            told.add(check_stamp(bytes(mutant), DIGEST, county.trust))
        except PacketFault as fault:
            told.add(fault.code)

    assert told <= {NOW.astimezone(UTC), "E-RECEIPT"}
    assert "E-RECEIPT" in told


@pytest.mark.parametrize("who", ["a person", "another county", "out of date", "revoked"])
def test_only_the_countys_own_time_key_may_stamp(county: County, timer: PersonKey, who: str) -> None:
    trust, stamping, now = county.trust, timer, NOW
    if who == "a person":
        stamping = replace(timer, cert=_person_cert(county, timer.key))
    elif who == "another county":
        other = new_time_key()
        root = _other_root(other)
        cert = issue_time_certificate(timer.key.public_key(), other, root, "邻县", now=NOW)  # type: ignore[arg-type]
        stamping = replace(timer, cert=cert, chain=(root,))
    elif who == "out of date":
        now = NOW + timedelta(days=4000)
    else:
        crl = make_crl(county.root_key, county.root, number=2, now=NOW, revoked=[(timer.cert.serial_number, NOW)])
        trust = replace(trust, crl=crl)

    with pytest.raises(PacketFault, match="不是本县的时间戳密钥"):
        check_stamp(make_stamp(DIGEST, stamping, now), DIGEST, trust)


@pytest.mark.parametrize("data", [b"", b"0", bytes(20_000), b"\x30\x80\x00\x00", b"\x30\x03\x02\x01\x05"])
def test_garbage_is_no_stamp_and_no_traceback(county: County, data: bytes) -> None:
    with pytest.raises(PacketFault) as caught:
        check_stamp(data, DIGEST, county.trust)

    assert caught.value.code == "E-RECEIPT"


def _person_cert(county: County, key: Any) -> Any:
    request = check_request(make_request(key, "示例县", "county", "孙文清"))
    return issue_certificate(request, county.root_key, county.root, now=NOW)


def _other_root(key: ec.EllipticCurvePrivateKey) -> Any:
    return make_county_root(key, "邻县", now=NOW, practice=True)
