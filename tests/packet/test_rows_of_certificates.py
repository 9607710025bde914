"""Rows 25, 27, 28, 30, 32 and 39 of the list of faults: whole packets with certificates that do not count.

Rows 24, 26, 29 and the parts of 28 and 30 that need no packet stand in test_signatures and test_tampering, row 33 in
tests/operations/test_enrolment, rows 35 to 37 in tests/operations/test_clock, row 38 in test_token.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa

from app.packet.certificates import (
    PersonKey,
    Revoked,
    check_public_key,
    issue_seal_certificate,
    make_county_root,
    make_crl,
)
from app.packet.faults import PacketFault
from app.packet.packet import build_draft, draft_state, issue, sign, verify
from app.packet.trust import Township
from app.packet.verifying import Verdict
from tests.packet.packet_county import (
    NOW,
    County,
    entry,
    key,
    make_content,
    person,
    resign,
    rezip,
    unzip,
)


def signed_by(county: County, folder: Path, clerk: PersonKey, secretary: PersonKey | None = None) -> Path:
    """Our packet with its list signed by whoever is given, as an insider could; the reports keep their signatures."""
    good = issue(make_content(county.trust), county.clerk, county.secretary, folder, now=NOW).path
    return rezip(folder / "other.zip", resign(unzip(good), clerk, secretary or county.secretary))


def codes(verdict: Verdict) -> set[str]:
    return {fault.code for fault in verdict.errors}


def of_forged_root(county: County) -> PersonKey:
    forged = key("forged root")
    return person(make_county_root(forged, "示例县", now=NOW), forged, "clerk", "王伟", key_name="forger")


def expired(county: County) -> PersonKey:
    return person(
        county.root, county.root_key, "clerk", "王伟", now=NOW - timedelta(days=60), days=30, key_name="old clerk"
    )


def for_sealing(county: County) -> PersonKey:
    own = key("sealing person")
    cert = issue_seal_certificate(own.public_key(), county.root_key, county.root, "示例乡", now=NOW)
    return PersonKey("clerk", "王伟", own, cert, (county.root,))


@pytest.mark.parametrize(
    ("who", "words"),
    [
        (of_forged_root, "不是本县根证书签发的"),
        (expired, "证书已过期"),
        (for_sealing, "证书用途不是签名"),
    ],
)
def test_row_25_a_packet_signed_with_a_certificate_that_does_not_count_says_why(
    county: County, folder: Path, who: Callable[[County], PersonKey], words: str
) -> None:
    verdict = verify(signed_by(county, folder, who(county)), county.trust, moment=NOW)

    assert not verdict.trusted
    assert "E-CERT" in codes(verdict)
    assert any(words in fault.message for fault in verdict.errors)


def test_row_25_a_revoked_signer_is_a_certificate_fault_with_its_reason(signed: Path, county: County) -> None:
    verdict = verify(signed, county.revoke(county.clerk), moment=NOW)

    assert codes(verdict) == {"E-CERT"}
    assert any("证书已被吊销" in fault.message for fault in verdict.errors)


def test_row_27_two_valid_signers_of_another_township_are_not_the_owners(county: County, folder: Path) -> None:
    head = person(county.root, county.root_key, "secretary", "孙立", "另一乡")
    other = Township("330182002", "另一乡", (entry(county.other_clerk), entry(head)))
    trust = replace(county.trust, townships=(county.trust.townships[0], other))

    verdict = verify(signed_by(county, folder, county.other_clerk, head), trust, moment=NOW)

    assert [(s.valid, s.trusted) for s in verdict.signers] == [(True, False), (True, False)]
    assert "E-OWNER" in codes(verdict)


def test_row_28_keys_swapped_between_two_townships_are_not_the_owners_at_the_county(
    county: County, folder: Path
) -> None:
    swapped = replace(
        county.trust,
        townships=(
            replace(county.trust.townships[0], signers=(entry(county.other_clerk), entry(county.secretary))),
            replace(county.trust.townships[1], signers=(entry(county.clerk),)),
        ),
    )
    made = issue(make_content(county.trust), county.clerk, county.secretary, folder, now=NOW).path

    verdict = verify(made, swapped, moment=NOW)

    assert "E-OWNER" in codes(verdict)
    assert [(s.role, s.trusted) for s in verdict.signers] == [("clerk", False), ("secretary", True)]


def test_row_30_a_weak_key_is_refused_by_request_and_packet_alike(county: County, folder: Path) -> None:
    weak = rsa.generate_private_key(65537, 1024)
    cert = (
        x509.CertificateBuilder(county.root.subject, county.clerk.cert.subject, weak.public_key(), 79)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=99))
        .sign(county.root_key, hashes.SHA256())
    )
    bad = PersonKey("clerk", "王伟", weak, cert, (county.root,))

    verdict = verify(signed_by(county, folder, bad), county.trust, moment=NOW)

    assert "E-ALG" in codes(verdict)
    with pytest.raises(PacketFault) as caught:
        check_public_key(weak.public_key())
    assert caught.value.code == "E-ALG"


def test_row_32_an_expired_revocation_list_blocks_until_it_is_renewed(signed: Path, county: County) -> None:
    later = NOW + timedelta(days=101)
    renewed = replace(county.trust, crl=make_crl(county.root_key, county.root, number=2, now=later))

    blocked, accepted = verify(signed, county.trust, moment=later), verify(signed, renewed, moment=later)

    assert codes(blocked) == {"E-CERT"}
    assert any("吊销列表已过期" in fault.message for fault in blocked.errors)
    assert accepted.accepted


def test_a_packet_received_before_a_key_was_lost_stays_accepted_and_a_later_one_does_not(folder: Path) -> None:
    from tests.packet.packet_county import make_county

    long_ago = NOW - timedelta(days=40)
    county = make_county(practice=False)
    root = make_county_root(county.root_key, "示例县", now=NOW - timedelta(days=300))
    clerk = person(root, county.root_key, "clerk", "王伟", now=NOW - timedelta(days=200))
    secretary = person(root, county.root_key, "secretary", "李芳", now=NOW - timedelta(days=200))
    township = Township("330182001", "示例乡", (entry(clerk), entry(secretary)))
    trust = replace(
        county.trust,
        townships=(township,),
        root=root,
        crl=make_crl(
            county.root_key,
            root,
            number=9,
            now=NOW,
            revoked=[Revoked(clerk.cert.serial_number, NOW, "key_compromise", NOW - timedelta(days=20))],
        ),
    )
    made = issue(make_content(trust), clerk, secretary, folder, now=long_ago).path

    then = verify(made, trust, moment=long_ago + timedelta(days=1))
    after = verify(made, trust, moment=NOW - timedelta(days=10))
    now = verify(made, trust, moment=NOW)

    assert then.accepted, then.errors
    assert codes(after) == codes(now) == {"E-CERT"}


@pytest.mark.parametrize("where", ["writing", "renaming"])
def test_row_39_power_lost_in_the_second_signature_resumes_and_the_first_stays_intact(
    county: County, folder: Path, where: str
) -> None:
    draft = build_draft(make_content(county.trust), [entry(county.clerk), entry(county.secretary)], folder)
    sign(draft, "clerk", county.clerk, now=NOW)
    before = draft.read_bytes()

    child = os.fork()
    if child == 0:  # power goes: nothing more is written, nothing is tidied up
        from app.packet import packet as room

        def dies(*_: object, **__: object) -> None:
            os.kill(os.getpid(), signal.SIGKILL)

        setattr(room, "settle" if where == "renaming" else "manifest_signer", dies)
        sign(draft, "secretary", county.secretary, also=county.clerk, now=NOW)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    kept, state = draft.read_bytes(), draft_state(draft).state
    done = sign(draft, "secretary", county.secretary, also=county.clerk, now=NOW)
    verdict = verify(done.path, county.trust, moment=NOW)

    assert os.WTERMSIG(status) == signal.SIGKILL
    assert (kept == before, state) == (True, "clerk-signed")
    assert verdict.accepted, verdict.errors
