"""Certificates and revocation lists whose broken part the library only finds when it is asked for it."""

from __future__ import annotations

from base64 import encodebytes
from collections.abc import Callable

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from app.packet.certificates import check_request, load_certificate, load_crl, make_request
from app.packet.faults import PacketFault
from tests.packet.packet_county import County, key

COUNTRY, NOT_A_TEXT = b"\x55\x04\x06\x13\x02CN", b"\x55\x04\x06\x31\x02CN"
RSA, NO_KEY = bytes.fromhex("2a864886f70d010101"), bytes.fromhex("2a864886f70d010177")
NUMBER, AUTHORITY = bytes.fromhex("0603551d14"), bytes.fromhex("0603551d23")


def broken(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new"), [(COUNTRY, NOT_A_TEXT), (RSA, NO_KEY), (b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x07")]
)
def test_a_certificate_that_is_broken_inside_is_refused_when_it_is_read(county: County, old: bytes, new: bytes) -> None:
    der = broken(county.root.public_bytes(Encoding.DER), old, new)

    with pytest.raises(PacketFault, match="证书文件已损坏") as refused:
        load_certificate(der)

    assert refused.value.code == "E-CERT"


@pytest.mark.parametrize(
    "change",
    [
        lambda der: broken(der, COUNTRY, NOT_A_TEXT),
        lambda der: broken(der, AUTHORITY, NUMBER),  # the number stands there twice
        lambda der: der[:20],
        lambda der: b"-----BEGIN X509 CRL-----",
    ],
)
def test_a_revocation_list_that_is_broken_inside_is_refused_when_it_is_read(
    county: County, change: Callable[[bytes], bytes]
) -> None:
    data = change(county.trust.crl.public_bytes(Encoding.DER))

    with pytest.raises(PacketFault, match="吊销列表已损坏") as refused:
        load_crl(data)

    assert refused.value.code == "E-CERT"


def test_a_request_whose_name_is_no_text_is_refused() -> None:
    csr = x509.load_pem_x509_csr(make_request(key("clerk 示例乡"), "示例乡", "clerk", "周敏"))
    der = broken(csr.public_bytes(Encoding.DER), COUNTRY, NOT_A_TEXT)
    data = b"-----BEGIN CERTIFICATE REQUEST-----\n" + encodebytes(der)

    with pytest.raises(PacketFault, match="证书申请"):
        check_request(data + b"-----END CERTIFICATE REQUEST-----\n")
