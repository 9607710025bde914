"""Receipts somebody tampered with: what they ask for is bounded before a signature is known."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.canonical import encode
from app.packet.county_file import Kind, write_signed
from app.packet.faults import PacketFault
from app.packet.receipt import BODY, SIGNATURE, TRUST, read_receipt
from app.packet.signing import sign_manifest
from tests.packet.mutants import a_receipt, county_signer, with_digests
from tests.packet.packet_county import NOW, County, rezip, unzip

Change = Callable[[dict[str, bytes]], dict[str, bytes]]


@pytest.fixture
def refusal(county: County, folder: Path) -> Callable[[Change], str]:
    """Change a good receipt and read it: the code of the refusal."""
    files = unzip(a_receipt(county, folder))

    def read(change: Change) -> str:
        with pytest.raises(PacketFault) as caught:
            read_receipt(rezip(folder / "r.zip", change(files)), county.trust, NOW)
        return caught.value.code

    return read


def test_the_receipt_itself_is_read(county: County, folder: Path) -> None:
    read = read_receipt(a_receipt(county, folder), county.trust, NOW)

    assert (read.body["decision"], read.signed_by) == ("accepted", "孙文清")


def test_a_receipt_that_would_fill_the_memory_is_refused_unread(refusal: Callable[[Change], str]) -> None:
    """Each file is within its bound, all together are not."""

    def swell(files: dict[str, bytes]) -> dict[str, bytes]:
        return with_digests({**files, **{f"trust/x{n}.bin": bytes(4 << 20) for n in range(8)}})

    assert refusal(swell) == "E-LIMIT"


def test_what_could_not_be_read_again_is_not_written(county: County, folder: Path) -> None:
    kind = Kind("mz-x/1", "x.json", "E-RECEIPT", "回执", {}, whole=1 << 20)

    with pytest.raises(PacketFault, match="合计超过 1 MB") as caught:
        write_signed(folder / "x.zip", kind, {}, county_signer(county), county.trust, NOW, {"a.bin": bytes(1 << 20)})

    assert caught.value.code == "E-LIMIT"
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda f: {n: d for n, d in f.items() if n != BODY}, "E-SET"),
        (lambda f: {n: d for n, d in f.items() if n != SIGNATURE}, "E-SET"),
        (lambda f: {n: d for n, d in f.items() if n != f"{TRUST}trust.json"}, "E-RECEIPT"),
        (lambda f: {**f, "extra.txt": b"x"}, "E-RECEIPT"),
        (lambda f: {**f, SIGNATURE: b""}, "E-SIG"),
        (lambda f: {**f, SIGNATURE: bytes(70_000)}, "E-LIMIT"),
        (lambda f: {**f, BODY: b""}, "E-JSON"),
        (lambda f: {**f, BODY: b"[]"}, "E-RECEIPT"),
        (lambda f: {**f, BODY: b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"}, "E-JSON"),
        (lambda f: {**f, BODY: b'{"a":1,"a":2}'}, "E-JSON"),
        (lambda f: {**f, BODY: json.dumps(json.loads(f[BODY])).encode()}, "E-JCS"),
    ],
)
def test_a_receipt_of_another_shape_is_refused_with_a_code(
    refusal: Callable[[Change], str], change: Change, code: str
) -> None:
    assert refusal(change) == code


@pytest.mark.parametrize("name", ["root.pem", "county.crl", "trust.json"])
@pytest.mark.parametrize("data", [b"", b"-----BEGIN X509 CRL-----", b"\x30\x80\x00\x00", bytes(5000), b"{}"])
def test_hostile_trust_in_a_receipt_nobody_signed_is_refused_with_a_code(
    refusal: Callable[[Change], str], name: str, data: bytes
) -> None:
    code = refusal(lambda files: with_digests({**files, f"{TRUST}{name}": data}))

    assert code in {"E-SIG", "E-CERT", "E-RECEIPT"}


@pytest.mark.parametrize("decision", ["", "annehmen", "ACCEPTED"])
def test_a_decision_no_program_of_ours_makes_is_refused_even_when_the_county_signed_it(
    refusal: Callable[[Change], str], county: County, decision: str
) -> None:
    def sign_again(files: dict[str, bytes]) -> dict[str, bytes]:
        told = encode({**json.loads(files[BODY]), "decision": decision})
        return {**files, BODY: told, SIGNATURE: sign_manifest(told, county_signer(county), NOW)}

    assert refusal(sign_again) == "E-RECEIPT"


@pytest.mark.parametrize(
    "odd",
    [
        {"tag_sha256": "zz"},
        {"number": "1"},
        {"number": -1},
        {"next_seq": -1},
        {"period": "2026-13", "decision": "anew"},
        {"period": 202610},
        {"message": ["x"]},
        {"remarks": {"a": 1}},
        {"remarks": ["x"]},
        {"remarks": [{"register": "problem", "id": "3", "number": "", "field": "", "text": "x"}]},
        {"remarks": [{"register": "problem"}]},
    ],
)
def test_parts_that_could_not_be_used_later_are_refused_though_the_county_signed_them(
    refusal: Callable[[Change], str], county: County, odd: dict[str, object]
) -> None:
    def sign_again(files: dict[str, bytes]) -> dict[str, bytes]:
        told = encode({**json.loads(files[BODY]), **odd})
        return {**files, BODY: told, SIGNATURE: sign_manifest(told, county_signer(county), NOW)}

    assert refusal(sign_again) == "E-RECEIPT"


def test_a_remark_on_the_whole_packet_has_no_row(county: County, folder: Path) -> None:
    remark = {"register": "", "id": None, "number": "", "field": "", "text": "请补报"}
    files = unzip(a_receipt(county, folder))
    told = encode({**json.loads(files[BODY]), "remarks": [remark], "period": None})
    changed = {**files, BODY: told, SIGNATURE: sign_manifest(told, county_signer(county), NOW)}

    read = read_receipt(rezip(folder / "r.zip", changed), county.trust, NOW)

    assert read.body["remarks"] == [remark]


def test_a_township_clerk_cannot_sign_a_receipt(refusal: Callable[[Change], str], county: County) -> None:
    assert refusal(lambda f: {**f, SIGNATURE: sign_manifest(f[BODY], county.clerk, NOW)}) == "E-RECEIPT"
