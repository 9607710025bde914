"""Who may sign: certificates, revocation, algorithms; each refusal with its code and never a traceback."""

import asyncio
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs7

from app.packet.certificates import (
    PersonKey,
    check_ready_to_sign,
    check_request,
    crl_number,
    fingerprint,
    fingerprint_groups,
    is_practice,
    issue_certificate,
    load_certificate,
    load_crl,
    make_county_root,
    make_crl,
    make_request,
    pem,
    private_key_der,
)
from app.packet.der import is_strict_der
from app.packet.faults import PacketFault
from app.packet.packet import issue, verify
from app.packet.signing import sign_manifest, verify_manifest
from app.packet.trust import load_trust, save_trust
from tests.made_once import key
from tests.packet.packet_county import NOW, County, entry, make_content, person, resign, rezip, unzip

DATA = b"tag manifest\n"
FILE = "signatures/1-clerk.p7s"


def test_row_29_a_signature_is_valid_and_trusted_over_its_content_only(county: County) -> None:
    made = sign_manifest(DATA, county.clerk, NOW)

    good = verify_manifest(DATA, made, county.trust, NOW, FILE)
    bad = verify_manifest(DATA + b"x", made, county.trust, NOW, FILE)

    assert (good.valid, good.trusted, good.reason) == (True, True, "")
    assert (bad.valid, bad.trusted, bad.reason) == (False, False, "签名与内容不符")


@pytest.mark.parametrize("content", [b"", b"tag manifest\n" * 400])
def test_our_own_encoding_equals_the_librarys_to_the_byte(county: County, content: bytes) -> None:
    from tests.packet.reference import manifest_by_the_library

    made = sign_manifest(content, county.clerk, NOW)

    assert made == manifest_by_the_library(content, county.clerk, NOW)


def test_row_29_no_byte_of_a_signature_can_change_without_notice(county: County) -> None:
    made = sign_manifest(DATA, county.clerk, NOW)
    survivors = []

    for at in range(0, len(made), 11):
        mutant = made[:at] + bytes([made[at] ^ (1 << at % 8)]) + made[at + 1 :]
        try:
            facts = verify_manifest(DATA, mutant, county.trust, NOW, FILE)
        except PacketFault:
            continue
        if facts.trusted and facts.cert_sha256 == fingerprint(county.clerk.cert):
            survivors.append(at)

    assert survivors == []


def test_row_26_a_revoked_signer_is_refused_although_certificates_carry_no_distribution_point(
    county: County,
) -> None:
    made = sign_manifest(DATA, county.clerk, NOW)

    facts = verify_manifest(DATA, made, county.revoke(county.clerk), NOW, FILE)

    with pytest.raises(x509.ExtensionNotFound):
        county.clerk.cert.extensions.get_extension_for_class(x509.CRLDistributionPoints)
    assert (facts.valid, facts.trusted, facts.reason) == (True, False, "证书已被吊销")


def test_a_revoked_signer_of_a_whole_packet_is_a_certificate_fault(signed: Path, county: County) -> None:
    verdict = verify(signed, county.revoke(county.secretary), moment=NOW)

    assert {fault.code for fault in verdict.errors} == {"E-CERT"}
    assert [(s.valid, s.trusted) for s in verdict.signers] == [(True, True), (True, False)]
    assert (verdict.intact, verdict.trusted) == (True, False)


def test_expired_and_not_yet_valid_certificates_and_an_old_revocation_list_are_named(county: County) -> None:
    made = sign_manifest(DATA, county.clerk, NOW)
    fresh_crl = make_crl(county.root_key, county.root, number=9, now=NOW + timedelta(days=800))
    later = replace(county.trust, crl=fresh_crl)

    reasons = [
        verify_manifest(DATA, made, trust, moment, FILE).reason
        for trust, moment in (
            (later, NOW + timedelta(days=801)),
            (county.trust, NOW - timedelta(days=2)),
            (county.trust, NOW + timedelta(days=101)),
        )
    ]

    assert reasons == ["证书已过期", "证书尚未生效", "县里的吊销列表已过期，请先更新"]


def test_a_forged_authority_of_the_same_name_is_not_trusted(county: County) -> None:
    forged_key = key("forged root")
    forged_root = make_county_root(forged_key, "示例县", now=NOW)
    forger = person(forged_root, forged_key, "clerk", "王伟", key_name="forger")

    facts = verify_manifest(DATA, sign_manifest(DATA, forger, NOW), county.trust, NOW, FILE)

    assert (facts.valid, facts.trusted, facts.reason) == (True, False, "不是本县根证书签发的")


def test_a_packet_of_another_county_is_intact_and_signed_but_not_trusted(signed: Path, county: County) -> None:
    other_key = key("forged root")
    root = make_county_root(other_key, "别县", now=NOW)
    other = replace(county.trust, root=root, crl=make_crl(other_key, root, number=1, now=NOW))

    verdict = verify(signed, other, moment=NOW)

    assert verdict.errors[0].code == "E-CERT"
    assert [(s.valid, s.trusted) for s in verdict.signers] == [(True, False), (True, False)]
    assert (verdict.intact, verdict.trusted) == (True, False)


def test_an_encryption_certificate_can_not_sign(county: County) -> None:
    usage = x509.KeyUsage(False, False, True, False, False, False, False, False, False)
    own = county.clerk
    cert = (
        x509.CertificateBuilder(county.root.subject, own.cert.subject, own.cert.public_key(), 77)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=99))
        .add_extension(usage, critical=True)
        .sign(county.root_key, hashes.SHA256())
    )

    made = sign_manifest(DATA, replace(own, cert=cert), NOW)
    facts = verify_manifest(DATA, made, county.trust, NOW, FILE)

    assert (facts.valid, facts.trusted) == (True, False)
    assert "证书用途不是签名" in facts.reason


def test_p256_keys_sign_and_verify_too(county: County) -> None:
    own = ec.generate_private_key(ec.SECP256R1())
    cert = issue_certificate(
        check_request(make_request(own, "示例乡", "clerk", "王伟")), county.root_key, county.root, now=NOW
    )

    made = sign_manifest(DATA, PersonKey("clerk", "王伟", own, cert, (county.root,)), NOW)

    assert verify_manifest(DATA, made, county.trust, NOW, FILE).trusted


def weak_person(county: County) -> PersonKey:
    weak = rsa.generate_private_key(65537, 1024)
    cert = (
        x509.CertificateBuilder(county.root.subject, county.clerk.cert.subject, weak.public_key(), 78)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=99))
        .sign(county.root_key, hashes.SHA256())
    )
    return PersonKey("clerk", "王伟", weak, cert, (county.root,))


def odd_signatures(county: County, folder: Path) -> dict[str, bytes]:
    """Validly made signatures of shapes we never write, by other tools."""
    clerk, options = county.clerk, [pkcs7.PKCS7Options.Binary]
    (folder / "c.pem").write_bytes(pem(clerk.cert))
    (folder / "k.der").write_bytes(private_key_der(clerk.key))
    (folder / "c2.pem").write_bytes(pem(county.secretary.cert))
    (folder / "k2.der").write_bytes(private_key_der(county.secretary.key))
    (folder / "data").write_bytes(DATA)
    base = "openssl cms -sign -binary -in data -signer c.pem -inkey k.der -keyform DER -outform DER"
    shapes = {
        "embedded": "-nodetach -cades",
        "no cades": "",
        "sha1": "-cades -md sha1",
        "md5": "-md md5",
        "pss": "-cades -keyopt rsa_padding_mode:pss",
        "two signers": "-cades -signer c2.pem -inkey k2.der -keyform DER",
        "no attributes": "-noattr",
    }
    made = {}
    for name, flags in shapes.items():
        command = [*base.split(), *flags.split(), "-out", "out.p7s"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        made[name] = (folder / "out.p7s").read_bytes()
    builder = pkcs7.PKCS7SignatureBuilder().set_data(DATA)
    signer = builder.add_signer(clerk.cert, clerk.key, hashes.SHA384())  # type: ignore[arg-type]
    made["sha384"] = signer.sign(serialization.Encoding.DER, [*options, pkcs7.PKCS7Options.DetachedSignature])
    made["weak key"] = sign_manifest(DATA, weak_person(county), NOW)
    return made


def test_row_30_every_odd_kind_of_signature_is_an_algorithm_fault(county: County, folder: Path) -> None:
    codes = {}

    for name, made in odd_signatures(county, folder).items():
        with pytest.raises(PacketFault) as caught:
            verify_manifest(DATA, made, county.trust, NOW, FILE)
        codes[name] = caught.value.code

    assert codes == dict.fromkeys(codes, "E-ALG")
    assert len(codes) == 9


def test_row_30_unsigned_attributes_are_refused(county: County) -> None:
    from app.packet.pyhanko_quiet import asn1_cms

    content = asn1_cms.ContentInfo.load(sign_manifest(DATA, county.clerk, NOW))
    attribute = asn1_cms.CMSAttribute({"type": "content_type", "values": ["data"]})
    content["content"]["signer_infos"][0]["unsigned_attrs"] = asn1_cms.CMSAttributes([attribute])

    with pytest.raises(PacketFault) as caught:
        verify_manifest(DATA, content.dump(force=True), county.trust, NOW, FILE)

    assert caught.value.code == "E-ALG"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"0",
        b"\x30\x80\x00\x00",
        b"\x30\x84\xff\xff\xff\xff",
        b"garbage" * 50,
        b"\x30" * 5000,
        bytes.fromhex("300b06092a864886f70d010702"),
    ],
)
def test_row_29_garbage_in_place_of_a_signature_is_a_signature_fault(county: County, data: bytes) -> None:
    with pytest.raises(PacketFault) as caught:
        verify_manifest(DATA, data, county.trust, NOW, FILE)

    assert caught.value.code == "E-SIG"


def test_a_huge_signature_file_is_refused_unread(county: County) -> None:
    with pytest.raises(PacketFault) as caught:
        verify_manifest(DATA, bytes(65 << 10), county.trust, NOW, FILE)

    assert caught.value.code == "E-LIMIT"


@pytest.mark.parametrize(
    ("data", "strict"),
    [
        ("3003020101", True),
        ("308103020101", False),
        ("30800201010000", False),
        ("300302010100", False),
        ("300402020001", False),
        ("3003010101", False),
        ("30030101ff", True),
        ("3106020102020101", False),
        ("3106020101020102", True),
        ("2403040100", False),
        ("1f8101", False),
        ("", False),
    ],
)
def test_only_strict_der_passes_the_gate(data: str, strict: bool) -> None:
    assert is_strict_der(bytes.fromhex(data)) is strict


def test_row_28_signing_is_refused_with_a_foreign_unit_a_wrong_key_or_a_dying_certificate(county: County) -> None:
    short = person(county.root, county.root_key, "clerk", "王伟", days=5)
    cases = [
        (county.other_clerk, NOW, "E-OWNER", "属于“另一乡”"),
        (replace(county.clerk, key=county.secretary.key), NOW, "E-CERT", "不是一对"),
        (short, NOW, "E-CERT", "剩余不足7天"),
        (county.clerk, NOW - timedelta(days=3), "E-CERT", "请核对本机日期"),
    ]

    for who, moment, code, words in cases:
        with pytest.raises(PacketFault, match=words) as caught:
            check_ready_to_sign(who, "示例乡", moment)
        assert caught.value.code == code


def test_requests_are_checked_and_practice_comes_from_the_root_alone(county: County, practice_county: County) -> None:
    asked = make_request(county.clerk.key, "示例乡", "clerk", "王伟")
    request = check_request(asked)

    assert (request.township, request.role, request.name) == ("示例乡", "clerk", "王伟")
    assert len(request.key_groups) == 19
    assert [is_practice(c) for c in (county.root, county.clerk.cert)] == [False, False]
    assert [is_practice(c) for c in (practice_county.root, practice_county.clerk.cert)] == [True, True]
    assert fingerprint_groups("0123456789abcdef00") == "0123 4567 89AB CDEF"
    assert crl_number(county.trust.crl) == 1
    for bad in (b"", b"x", asked[:-40], asked.replace(b"MIID", b"MIIE", 1)):
        with pytest.raises(PacketFault):
            check_request(bad)


@pytest.mark.parametrize("name", ["", "王" * 65])
def test_names_no_certificate_can_hold_are_refused(county: County, name: str) -> None:
    with pytest.raises(PacketFault, match="1至64个字"):
        make_request(county.clerk.key, "示例乡", "clerk", name)


@pytest.mark.parametrize("load", [load_certificate, load_crl])
@pytest.mark.parametrize("data", [b"", b"x", b"-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n"])
def test_damaged_certificates_and_lists_are_told_in_chinese(load: object, data: bytes) -> None:
    with pytest.raises(PacketFault, match="损坏"):
        load(data)  # type: ignore[operator]


def test_a_trust_bundle_comes_back_whole_and_a_tampered_one_is_refused(county: County, folder: Path) -> None:
    save_trust(folder / "trust", county.trust)

    loaded = load_trust(folder / "trust")

    assert (loaded.townships, loaded.practice, loaded.county) == (county.trust.townships, False, "示例县")
    assert loaded.root == county.root
    foreign = make_crl(key("forged root"), make_county_root(key("forged root"), "x", now=NOW), number=1, now=NOW)
    for name, data in (
        ("trust.json", b"{}"),
        ("trust.json", (folder / "trust/trust.json").read_bytes().replace(b"false", b"true")),
        ("county.crl", pem(foreign)),
        ("root.pem", b"x"),
    ):
        save_trust(folder / "trust", county.trust)
        (folder / "trust" / name).write_bytes(data)
        with pytest.raises(PacketFault):
            load_trust(folder / "trust")


def test_two_certificates_of_one_name_can_not_make_two_persons(county: County, folder: Path) -> None:
    twin = person(county.root, county.root_key, "secretary", "王伟")
    township = replace(county.trust.townships[0], signers=(entry(county.clerk), entry(twin)))
    trust = replace(county.trust, townships=(township,))
    ok = issue(make_content(county.trust), county.clerk, county.secretary, folder, now=NOW).path

    forged = rezip(folder / "x.zip", resign(unzip(ok), county.clerk, twin))
    verdict = verify(forged, trust, moment=NOW)

    assert any(f.code == "E-ROLE" and "同一个人" in f.message for f in verdict.errors)
    assert not verdict.trusted
    with pytest.raises(PacketFault, match="不能是同一个人"):
        issue(make_content(county.trust), county.clerk, twin, folder, now=NOW)


def test_signing_works_from_a_thread_that_has_no_event_loop_and_twice_alike(county: County) -> None:
    first = asyncio.new_event_loop().run_in_executor(None, sign_manifest, DATA, county.clerk, NOW)

    assert first.get_loop().run_until_complete(first) == sign_manifest(DATA, county.clerk, NOW)
    first.get_loop().run_until_complete(first.get_loop().shutdown_default_executor())
    first.get_loop().close()
