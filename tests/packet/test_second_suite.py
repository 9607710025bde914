"""The second suite (sm2-sm3): beside the signatures of every packet, checked by openssl, refused where it is wrong."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random

import bagit
import pytest
from asn1crypto import cms as asn1_cms
from cryptography.hazmat.primitives.serialization import Encoding

from app.packet.cades import cades, der, integer
from app.packet.certificates import PersonKey, pem
from app.packet.checking import check_apart
from app.packet.content import PacketFile, sm2_files
from app.packet.faults import PacketFault
from app.packet.manifest import SM3_MANIFEST, SM3_TAGMANIFEST
from app.packet.packet import build_draft, issue, sign
from app.packet.sm2 import (
    check_sm2_cms,
    new_sm2_key,
    public_pem,
    public_point,
    read_public,
    sm2_cms,
    sm2_fits,
    sm3,
)
from app.packet.suites import suite, suites
from app.packet.verifying import Verdict, verify
from tests.packet.packet_county import NOW, County, entry, make_content, redescribe, resign, rezip, unzip
from tests.packet.test_stock_tools import run

SECOND = "sm2-sm3"
CLERK, CLERK_KEY, CLERK_OWNER = sm2_files("clerk")
SECRETARY, SECRETARY_KEY, SECRETARY_OWNER = sm2_files("secretary")
ADDED = {CLERK, CLERK_KEY, CLERK_OWNER, SECRETARY, SECRETARY_KEY, SECRETARY_OWNER, SM3_MANIFEST, SM3_TAGMANIFEST}
Files = dict[str, bytes]


@cache
def own(name: str) -> bytes:
    """One SM2 key for each name for the whole run."""
    return new_sm2_key()


def with_sm2(person: PersonKey) -> PersonKey:
    return replace(person, sm2=own(person.role))


@pytest.fixture(scope="module")
def both(county: County, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A packet with the signatures of both suites."""
    out = tmp_path_factory.mktemp("国密 附加")
    content = make_content(county.trust, second=SECOND)
    return issue(content, with_sm2(county.clerk), with_sm2(county.secretary), out, now=NOW).path


def check(files: Files, county: County, folder: Path) -> Verdict:
    return verify(rezip(folder / "changed.zip", files), county.trust, moment=NOW)


def codes(verdict: Verdict) -> list[str]:
    return [fault.code for fault in verdict.errors]


def test_the_published_example_of_the_standard_is_met() -> None:
    # GB/T 32918.5-2017 appendix A.2; GB/T 32905-2016 appendix A.1
    private = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
    x = "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    y = "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
    r = 0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3
    s = 0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA
    point, signature = bytes.fromhex(f"04{x}{y}"), der(0x30, integer(r), integer(s))

    assert public_point(private) == point
    assert sm2_fits(point, b"message digest", signature)
    assert not sm2_fits(point, b"message digest.", signature)
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_a_key_is_read_back_only_in_the_form_it_was_written_and_on_the_curve() -> None:
    point = public_point(own("clerk"))
    off = point[:-1] + bytes([point[-1] ^ 1])

    assert read_public(public_pem(point)) == point
    for bad in (
        public_pem(off),
        public_pem(point) + b"\n",
        public_pem(point[:33]),
        b"",
        b"-----BEGIN PUBLIC KEY-----\n",
    ):
        with pytest.raises(ValueError, match=r"."):
            read_public(bad)


def test_a15_openssl_verifies_the_sm2_signatures_and_agrees_with_the_sm3_manifests(
    both: Path, county: County, folder: Path
) -> None:
    files, bag = unzip(both), folder / "bag"
    run("unzip", "-q", both, "-d", bag)
    (folder / "bundle.pem").write_bytes(pem(county.root) + pem(county.trust.crl))

    for signature, key, owner in (sm2_files("clerk"), sm2_files("secretary")):
        info = asn1_cms.ContentInfo.load(files[signature], strict=True)["content"]["signer_infos"][0]
        attributes, changed = info["signed_attrs"].untag().dump(), bytearray(info["signed_attrs"].untag().dump())
        changed[-1] ^= 1
        (folder / "signature").write_bytes(info["signature"].native)
        (folder / "attributes").write_bytes(attributes)
        (folder / "changed").write_bytes(changed)
        options = ("-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678", "-sigfile", folder / "signature")
        command = ("openssl", "pkeyutl", "-verify", "-pubin", "-inkey", key, *options)
        good = run(*command, "-in", folder / "attributes", cwd=bag)
        bad = run(*command, "-in", folder / "changed", cwd=bag)
        vouched = run(
            *("openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", owner, "-content", key),
            *("-CAfile", folder / "bundle.pem", "-crl_check", "-purpose", "any", "-out", folder / "out"),
            cwd=bag,
        )
        told = {attribute["type"].native: attribute["values"][0].native for attribute in info["signed_attrs"]}

        assert (good.returncode, good.stdout.strip()) == (0, "Signature Verified Successfully")
        assert (bad.returncode, bad.stdout.strip()) == (1, "Signature Verification Failure")
        assert vouched.returncode == 0
        assert told["message_digest"].hex() == openssl_sm3(bag, SM3_TAGMANIFEST)
    for manifest in (SM3_MANIFEST, SM3_TAGMANIFEST):
        lines = [line.split("  ") for line in files[manifest].decode().splitlines()]
        assert [digest for digest, _ in lines] == [openssl_sm3(bag, name) for _, name in lines]
    assert [name for _, name in (line.split("  ") for line in files[SM3_MANIFEST].decode().splitlines())] == [
        name for name in sorted(files) if name.startswith("data/")
    ]


def openssl_sm3(bag: Path, name: str) -> str:
    return run("openssl", "dgst", "-sm3", "-r", name, cwd=bag).stdout.split(" ")[0]


def test_what_every_packet_has_is_as_good_as_without_the_second_suite(both: Path, county: County, folder: Path) -> None:
    bag = folder / "bag"
    run("unzip", "-q", both, "-d", bag)

    sums = [run("sha256sum", "-c", "--strict", "--quiet", name, cwd=bag) for name in ("tagmanifest-sha256.txt",)]
    verdict = verify(both, county.trust, moment=NOW)

    assert [(done.returncode, done.stderr) for done in sums] == [(0, "")]
    assert bagit.Bag(str(bag)).is_valid()
    assert (verdict.accepted, codes(verdict), verdict.as_json()["second"]) == (True, [], SECOND)
    assert [(signer.name, signer.trusted) for signer in verdict.signers] == [("王伟", True), ("李芳", True)]


def test_a_packet_without_the_second_suite_has_nothing_of_it_and_lacks_nothing(
    signed: Path, both: Path, county: County
) -> None:
    plain, more = unzip(signed), unzip(both)

    assert set(more) - set(plain) == ADDED
    assert b"second" not in plain["packet.json"]
    assert "second" not in verify(signed, county.trust, moment=NOW).as_json()
    assert {name: data for name, data in plain.items() if name.startswith("data/") and not name.endswith(".pdf")} == {
        name: data for name, data in more.items() if name.startswith("data/") and not name.endswith(".pdf")
    }


def test_no_report_bears_a_signature_of_the_second_suite(both: Path) -> None:
    reports = [data for name, data in unzip(both).items() if name.endswith(".pdf")]
    sm2 = b"06082a811ccf5501"  # the arc of all these algorithms, as a PDF writes a signature

    assert reports
    assert not any(sm2 in data.lower() for data in reports)


def test_signed_in_turns_the_packet_has_both_suites_and_the_reviewers_signature_stays(
    county: County, folder: Path
) -> None:
    clerk, secretary = with_sm2(county.clerk), with_sm2(county.secretary)
    content = make_content(county.trust, second=SECOND)
    draft = build_draft(content, (entry(clerk), entry(secretary)), folder)

    sign(draft, "clerk", clerk, now=NOW)
    sign(draft, "secretary", secretary, now=NOW)
    before = unzip(draft)
    done = sign(draft, "clerk", clerk, now=NOW)
    after = unzip(done.path)

    assert set(after) >= ADDED
    assert {name: after[name] for name in (SECRETARY, SECRETARY_KEY, SECRETARY_OWNER)} == {
        name: before[name] for name in (SECRETARY, SECRETARY_KEY, SECRETARY_OWNER)
    }
    assert verify(done.path, county.trust, moment=NOW).accepted


def test_without_the_key_nothing_is_written(county: County, folder: Path) -> None:
    content = make_content(county.trust, second=SECOND)

    with pytest.raises(PacketFault, match="李芳的国密密钥没有打开") as caught:
        issue(content, with_sm2(county.clerk), county.secretary, folder, now=NOW)

    assert caught.value.code == "E-STATE"
    assert list(folder.iterdir()) == []


def other_key(files: Files, county: County, owner: PersonKey | None) -> Files:
    """The clerk's signature by a key that is not his; `owner` vouches for it, or nobody does."""
    stranger = own("stranger")
    public = public_pem(public_point(stranger))
    changed = {**files, CLERK: sm2_cms(files[SM3_TAGMANIFEST], stranger, NOW), CLERK_KEY: public}
    return changed if owner is None else {**changed, CLERK_OWNER: cades(public, owner, NOW)}


def swapped(files: Files, _: County) -> Files:
    mine, theirs = sm2_files("clerk"), sm2_files("secretary")
    both_ways = {**dict(zip(mine, theirs, strict=True)), **dict(zip(theirs, mine, strict=True))}
    return {**files, **{name: files[other] for name, other in both_ways.items()}}


def without(name: str) -> Callable[[Files, County], Files]:
    return lambda files, _: {one: data for one, data in files.items() if one != name}


def changed_chain(files: Files, county: County) -> Files:
    """One bit of the root enclosed beside the certificate that vouches: no signature covers it."""
    root, changed = county.root.public_bytes(Encoding.DER), bytearray(files[CLERK_OWNER])
    changed[changed.index(root) + len(root) - 1] ^= 1
    return {**files, CLERK_OWNER: bytes(changed)}


WRONG: dict[str, Callable[[Files, County], Files]] = {
    "signature missing": without(CLERK),
    "key missing": without(SECRETARY_KEY),
    "nobody vouches": without(CLERK_OWNER),
    "over other bytes": lambda files, _: {**files, CLERK: sm2_cms(b"other", own("clerk"), NOW)},
    "over the other manifest": lambda f, _: {**f, CLERK: sm2_cms(f["tagmanifest-sha256.txt"], own("clerk"), NOW)},
    "another key": lambda files, county: other_key(files, county, None),
    "another key and another owner": lambda files, county: other_key(files, county, county.other_clerk),
    "the reviewer vouches for the clerk": lambda files, county: other_key(files, county, county.secretary),
    "swapped": swapped,
    "garbage": lambda files, _: {**files, SECRETARY: b"\x30\x03abc"},
    "empty": lambda files, _: {**files, SECRETARY: b""},
    "certified signature in its place": lambda files, _: {**files, SECRETARY: files["signatures/2-secretary.p7s"]},
    "no key": lambda files, _: {**files, SECRETARY_KEY: b"-----BEGIN PUBLIC KEY-----\n\xff\n"},
    "enclosed root changed": changed_chain,
    "garbage vouches": lambda files, _: {**files, SECRETARY_OWNER: files[SECRETARY]},
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_second_signature_is_a_signature_fault(what: str, both: Path, county: County, folder: Path) -> None:
    verdict = check(WRONG[what](unzip(both), county), county, folder)

    assert (verdict.accepted, verdict.second) == (False, "")
    assert verdict.errors[0].file.startswith("signatures/")
    assert codes(verdict) == ["E-ALG" if what == "garbage vouches" else "E-SIG"]


def test_of_a_revoked_signer_only_the_certificate_is_told(both: Path, county: County) -> None:
    verdict = verify(both, county.revoke(county.clerk), moment=NOW)

    assert not verdict.accepted
    assert set(codes(verdict)) == {"E-CERT"}


def test_one_key_for_two_persons_is_a_signature_fault(county: County, folder: Path) -> None:
    content = make_content(county.trust, second=SECOND)
    one, other = (replace(person, sm2=own("clerk")) for person in (county.clerk, county.secretary))

    verdict = verify(issue(content, one, other, folder, now=NOW).path, county.trust, moment=NOW)

    assert (verdict.accepted, codes(verdict)) == (False, ["E-SIG"])


@pytest.mark.parametrize("name", [SM3_MANIFEST, SM3_TAGMANIFEST])
def test_sm3_manifests_that_do_not_fit_are_a_digest_fault_even_when_signed_again(
    name: str, both: Path, county: County, folder: Path
) -> None:
    files = unzip(both)
    files[name] = re.sub(rb"^.", lambda m: b"0" if m[0] != b"0" else b"1", files[name])
    again = {**files, **resign(files, county.clerk, county.secretary)}
    again |= {CLERK: sm2_cms(files[SM3_TAGMANIFEST], own("clerk"), NOW)}

    verdict = check(again, county, folder)

    assert (verdict.accepted, codes(verdict)) == (False, ["E-DIGEST"])


def test_what_packet_json_says_decides_whether_the_second_suite_is_there(
    both: Path, signed: Path, county: County, folder: Path
) -> None:
    files, persons = unzip(both), (county.clerk, county.secretary)
    silent = redescribe(files, second="")
    told = redescribe(unzip(signed), second=SECOND)
    unknown = redescribe(files, second="sm9")

    found = [check({**one, **resign(one, *persons)}, county, folder) for one in (silent, told, unknown)]

    assert [codes(verdict) for verdict in found] == [["E-SET"], ["E-SET"], ["E-ALG"]]


def test_no_byte_of_a_second_signature_can_change_without_notice() -> None:
    made, point = sm2_cms(b"content", own("clerk"), NOW), public_point(own("clerk"))
    check_sm2_cms(b"content", point, made, "x")

    for place in range(0, len(made), 5):
        changed = made[:place] + bytes([made[place] ^ 1]) + made[place + 1 :]
        with pytest.raises(PacketFault) as caught:
            check_sm2_cms(b"content", point, changed, "x")
        assert caught.value.code == "E-SIG"


def test_of_mutants_of_every_added_file_in_a_sound_container_none_is_accepted(
    both: Path, county: County, folder: Path
) -> None:
    files, chance, accepted = unzip(both), Random(20261128), []

    for name in sorted(ADDED) * 3:
        place, bit = chance.randrange(len(files[name])), 1 << chance.randrange(8)
        changed = bytearray(files[name])
        changed[place] ^= bit
        verdict = check({**files, name: bytes(changed)}, county, folder)
        if verdict.accepted or verdict.second:
            accepted.append((name, place, bit))

    assert accepted == []


def test_suites_stand_behind_three_interfaces_and_an_unknown_one_is_refused() -> None:
    with pytest.raises(PacketFault) as caught:
        suite("sm9")

    assert caught.value.code == "E-ALG"
    assert [one.name for one in suites()] == ["rsa-sha256", SECOND]
    assert suite("rsa-sha256").digest([b"a", b"bc"]) == sha256(b"abc").hexdigest()
    assert suite(SECOND).digest([b"a", b"bc"]) == sm3(b"abc").hex()


def test_the_county_checks_it_in_the_process_of_its_own(county: County, trust_dir: Path, folder: Path) -> None:
    records = PacketFile("data/records/problem.jsonl", b'{"a":1}\n', "application/jsonl", "数据", "records")
    content = make_content(county.trust, second=SECOND, files=(records,))
    good = issue(content, with_sm2(county.clerk), with_sm2(county.secretary), folder, now=NOW).path
    bad = rezip(folder / "bad.zip", swapped(unzip(good), county))

    taken, refused = (check_apart(path, trust_dir, practice=False, moment=NOW) for path in (good, bad))

    assert (taken.accepted, taken.errors, taken.verdict["second"]) == (True, [], SECOND)
    assert (refused.accepted, [error["code"] for error in refused.errors]) == (False, ["E-SIG"])
