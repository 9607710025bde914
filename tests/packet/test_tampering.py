"""Every case is a changed packet; the verdict must name the change and never be a traceback."""

import json
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.canonical import encode
from app.packet.faults import PacketFault
from app.packet.manifest import MANIFEST, PACKET_JSON, TAGMANIFEST, tagmanifest_bytes
from app.packet.packet import Verdict, issue, verify
from tests.packet import mutants
from tests.packet.mutants import mutant_of
from tests.packet.packet_county import (
    NOW,
    County,
    make_content,
    redescribe,
    resign,
    rezip,
    unzip,
)

Change = Callable[[dict[str, bytes]], dict[str, bytes]]
REPORT = "data/reports/R01.pdf"
TABLE = "data/tables/T01.xlsx"


@pytest.fixture
def judge(signed: Path, county: County, folder: Path) -> Callable[[Change], Verdict]:
    """Change a finished packet and check it."""

    def check(change: Change) -> Verdict:
        return verify(rezip(folder / "x.zip", change(unzip(signed))), county.trust, moment=NOW)

    return check


def codes(verdict: Verdict) -> list[str]:
    return [fault.code for fault in verdict.errors]


def test_the_untouched_packet_is_accepted_in_all_its_parts(judge: Callable[[Change], Verdict]) -> None:
    verdict = judge(lambda files: files)

    assert verdict.as_json() == {
        "intact": True,
        "signers": [
            {"role": "clerk", "name": "王伟", "valid": True, "trusted": True},
            {"role": "secretary", "name": "李芳", "valid": True, "trusted": True},
        ],
        "trusted": True,
        "practice": False,
        "continuity": "unknown",
        "code": verdict.code,
        "errors": [],
    }


def test_swapped_content_is_named_while_the_signers_stay_valid(judge: Callable[[Change], Verdict]) -> None:
    verdict = judge(lambda files: {**files, TABLE: b"other"})

    assert (codes(verdict), verdict.errors[0].file) == (["E-DIGEST"], TABLE)
    assert (verdict.intact, verdict.trusted, verdict.accepted) == (False, True, False)


def test_an_edited_manifest_is_a_digest_fault_and_an_edited_tag_manifest_a_signature_fault(
    judge: Callable[[Change], Verdict],
) -> None:
    def edit(files: dict[str, bytes]) -> dict[str, bytes]:
        return {**files, MANIFEST: files[MANIFEST].replace(b"a", b"b", 1)}

    def edit_both(files: dict[str, bytes]) -> dict[str, bytes]:
        changed = edit(files)
        return {**changed, TAGMANIFEST: tagmanifest_bytes(changed)}

    one, both = judge(edit), judge(edit_both)

    assert codes(one)[0] == "E-DIGEST"
    assert codes(both)[:2] == ["E-SIG", "E-SIG"]
    assert [one.intact, both.intact] == [False, False]
    assert not any(s.valid for s in both.signers)


@pytest.mark.parametrize(
    "change",
    [
        lambda f: {**f, "data/annex/extra.txt": b"x"},
        lambda f: {**f, "extra.txt": b"x"},
        lambda f: {**f, "signatures/3-county.p7s": b"x"},
        lambda f: {n: d for n, d in f.items() if n != TABLE},
        lambda f: {n: d for n, d in f.items() if n != MANIFEST},
        lambda f: {n: d for n, d in f.items() if n != PACKET_JSON},
        lambda f: {n: d for n, d in f.items() if n != TAGMANIFEST},
    ],
)
def test_extra_and_missing_files_break_the_set(judge: Callable[[Change], Verdict], change: Change) -> None:
    verdict = judge(change)

    assert "E-SET" in codes(verdict)
    assert not verdict.intact


@pytest.mark.parametrize(
    "change",
    [
        lambda f: {n: d for n, d in f.items() if not n.startswith("signatures/")},
        lambda f: {n: d for n, d in f.items() if n != "signatures/1-clerk.p7s"},
        lambda f: {n: d for n, d in f.items() if n != "signatures/2-secretary.p7s"},
    ],
)
def test_row_24_a_missing_signature_is_a_role_fault(judge: Callable[[Change], Verdict], change: Change) -> None:
    verdict = judge(change)

    assert "E-ROLE" in codes(verdict)
    assert not verdict.trusted


def test_row_24_one_person_can_not_give_both_signatures(judge: Callable[[Change], Verdict], county: County) -> None:
    verdict = judge(lambda files: resign(files, county.clerk, county.clerk))

    assert codes(verdict)[0] == "E-ROLE"
    assert any("同一个人" in fault.message for fault in verdict.errors)
    assert not verdict.trusted


def test_signatures_in_each_others_place_are_refused(judge: Callable[[Change], Verdict], county: County) -> None:
    verdict = judge(lambda files: resign(files, county.secretary, county.clerk))

    assert set(codes(verdict)) >= {"E-ROLE"}
    assert not any(s.trusted for s in verdict.signers)


def test_row_24_a_clerk_of_another_township_beside_our_secretary_is_valid_but_not_trusted(
    judge: Callable[[Change], Verdict], county: County
) -> None:
    verdict = judge(lambda files: resign(files, county.other_clerk, county.secretary))

    assert "E-OWNER" in codes(verdict)
    assert [(s.valid, s.trusted) for s in verdict.signers] == [(True, False), (True, True)]
    assert not verdict.trusted


def test_a_packet_addressed_to_another_county_is_refused(judge: Callable[[Change], Verdict], county: County) -> None:
    def readdress(files: dict[str, bytes]) -> dict[str, bytes]:
        changed = redescribe(files, recipient={"county": "外县", "cert_sha256": "00" * 32})
        return resign(changed, county.clerk, county.secretary)

    verdict = judge(readdress)

    assert codes(verdict) == ["E-OWNER"]
    assert "不是给本单位的" in verdict.errors[0].message


def nested(depth: int) -> bytes:
    return b'{"a":' + b"[" * depth + b"]" * depth + b"}"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"schema":"mz-packet/1","schema":"mz-packet/1"}', "E-JSON"),
        (nested(100_000), "E-JSON"),
        (b'{"a":NaN}', "E-JSON"),
        (b'{"a":1e999}', "E-JSON"),
        (b'{"a":' + b"9" * 5000 + b"}", "E-JSON"),
        (b'{"a":"\\ud800"}', "E-JSON"),
        (b'{"a":"' + b"x" * 10_000_000 + b'"}', "E-LIMIT"),
        (b"[]", "E-JSON"),
        (b"{}", "E-JSON"),
        (b"", "E-JSON"),
    ],
)
def test_hostile_json_is_refused_even_when_validly_signed(
    judge: Callable[[Change], Verdict], county: County, data: bytes, code: str
) -> None:
    verdict = judge(lambda files: resign({**files, PACKET_JSON: data}, county.clerk, county.secretary))

    assert codes(verdict) == [code]
    assert [s.valid for s in verdict.signers] == [True, True]
    assert not verdict.accepted


def test_json_that_means_the_same_but_is_not_canonical_is_refused(
    judge: Callable[[Change], Verdict], county: County
) -> None:
    def respace(files: dict[str, bytes]) -> dict[str, bytes]:
        loose = json.dumps(json.loads(files[PACKET_JSON])).encode()
        return resign({**files, PACKET_JSON: loose}, county.clerk, county.secretary)

    assert codes(judge(respace)) == ["E-JCS"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"schema": "mz-packet/2"}, "E-ALG"),
        ({"suite": "sm2-sm3"}, "E-ALG"),
        ({"seq": 0}, "E-JSON"),
        ({"seq": "1"}, "E-JSON"),
        ({"period": "2026-13"}, "E-JSON"),
        ({"practice": 0}, "E-JSON"),
        ({"files": None}, "E-JSON"),
        ({"signers": []}, "E-ROLE"),
        ({"files": []}, "E-SET"),
        ({"packet_id": "../../x"}, "E-JSON"),
    ],
)
def test_packet_json_of_another_shape_is_refused_even_when_validly_signed(
    judge: Callable[[Change], Verdict], county: County, changes: dict[str, object], code: str
) -> None:
    verdict = judge(lambda files: resign(redescribe(files, **changes), county.clerk, county.secretary))

    assert codes(verdict)[0] == code
    assert not verdict.accepted


@pytest.mark.parametrize(
    "change",
    [
        lambda pdf: pdf + b"\n%junk",
        lambda pdf: pdf[: pdf.index(b"%%EOF", pdf.index(b"/ByteRange")) + 6],
        lambda pdf: flipped(pdf, pdf.index(b"stream") + 20),
        lambda pdf: b"not a pdf",
        lambda pdf: b"",
        lambda pdf: pdf[: len(pdf) // 2],
    ],
)
def test_changed_reports_are_found_even_when_the_manifest_was_signed_again(
    judge: Callable[[Change], Verdict], county: County, change: Callable[[bytes], bytes]
) -> None:
    def spoil(files: dict[str, bytes]) -> dict[str, bytes]:
        changed = {**files, REPORT: change(files[REPORT])}
        return consistent(changed, county)

    verdict = judge(spoil)

    assert codes(verdict) == ["E-PDF"]
    assert verdict.errors[0].file == REPORT
    assert not verdict.intact


SECOND = {"part": 2, "packet_id": "x-p2", "sha256": "ab" * 32}


@pytest.mark.parametrize(
    "more",
    [
        {"part": 1},
        {"parts": 1},
        {"part": 1, "parts": 1},
        {"part": 3, "parts": 2},
        {"part": 1, "parts": 2},
        {"part": 1, "parts": 2, "others": []},
        {"part": 1, "parts": 3, "others": [SECOND, {**SECOND, "part": 3}]},
        {"part": 1, "parts": 2, "others": [{**SECOND, "part": 3}]},
        {"part": 2, "parts": 2, "others": [SECOND]},
        {"part": 1, "parts": 10**9},
        {"others": [SECOND]},
    ],
)
def test_row_19_a_packet_that_does_not_name_its_parts_once_each_is_refused(
    judge: Callable[[Change], Verdict], county: County, more: dict[str, object]
) -> None:
    verdict = judge(lambda files: resign(redescribe(files, **more), county.clerk, county.secretary))

    assert codes(verdict) == ["E-JSON"]
    assert not verdict.accepted


def test_row_19_a_further_part_with_records_or_reports_never_counts_as_the_month(
    judge: Callable[[Change], Verdict], county: County
) -> None:
    more = {"part": 2, "parts": 3}

    verdict = judge(lambda files: resign(redescribe(files, **more), county.clerk, county.secretary))

    assert codes(verdict) == ["E-SET"]
    assert verdict.errors[0].message.endswith("第 2 份里只能有附件和表格")
    assert verdict.errors[0].file == "data/records/problem.jsonl"
    assert not verdict.accepted


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def consistent(files: dict[str, bytes], county: County) -> dict[str, bytes]:
    """Make packet.json, bag-info and manifests fit changed files, then sign."""
    from hashlib import sha256

    from app.packet.manifest import BAG_INFO, bag_info

    value = json.loads(files[PACKET_JSON])
    for file in value["files"]:
        data = files[file["path"]]
        file["size"], file["sha256"] = len(data), sha256(data).hexdigest()
    total = sum(file["size"] for file in value["files"])
    info = bag_info(value["packet_id"], value["created"][:10], total, len(value["files"]))
    changed = {**files, PACKET_JSON: encode(value), BAG_INFO: info}
    return resign(changed, county.clerk, county.secretary)


def test_reports_signed_by_other_persons_than_the_packet_are_refused(
    signed: Path, county: County, folder: Path, judge: Callable[[Change], Verdict]
) -> None:
    from app.packet.pdf_signing import add_fields, sign_pdf
    from tests.packet.packet_county import pdf

    foreign = sign_pdf(add_fields(pdf()), county.other_clerk, now=NOW)
    foreign = sign_pdf(foreign, county.secretary, now=NOW)

    verdict = judge(lambda files: consistent({**files, REPORT: foreign}, county))

    assert codes(verdict) == ["E-PDF"]


def test_practice_and_real_never_mix(county: County, practice_county: County, folder: Path) -> None:
    practice = issue(
        make_content(practice_county.trust), practice_county.clerk, practice_county.secretary, folder, now=NOW
    ).path
    claims_real = redescribe(unzip(practice), practice=False)
    disguised = rezip(folder / "disguised.zip", resign(claims_real, practice_county.clerk, practice_county.secretary))

    allowed = verify(practice, practice_county.trust, allow_practice=True, moment=NOW)
    as_real = verify(practice, practice_county.trust, moment=NOW)
    elsewhere = verify(practice, county.trust, allow_practice=True, moment=NOW)
    hidden = verify(disguised, practice_county.trust, allow_practice=True, moment=NOW)

    assert (allowed.accepted, allowed.practice, allowed.trusted) == (True, True, True)
    assert (as_real.accepted, as_real.practice, as_real.trusted) == (False, True, False)
    assert codes(as_real) == ["E-PRACTICE"]
    assert (elsewhere.practice, elsewhere.trusted, hidden.practice, hidden.trusted) == (True, False, True, False)
    assert "E-PRACTICE" in codes(hidden)


def test_a_real_signature_under_a_practice_packet_is_not_trusted(
    judge: Callable[[Change], Verdict], county: County
) -> None:
    verdict = judge(lambda f: resign(redescribe(f, practice=True), county.clerk, county.secretary))

    assert codes(verdict) == ["E-PRACTICE"]
    assert (verdict.practice, verdict.trusted) == (True, False)


def test_a_draft_is_not_a_packet(county: County, folder: Path) -> None:
    from app.packet.packet import build_draft
    from tests.packet.packet_county import entry

    draft = build_draft(make_content(county.trust), [entry(county.clerk), entry(county.secretary)], folder)

    verdict = verify(draft, county.trust, moment=NOW)

    assert not verdict.accepted
    assert "这是还没有签完的草稿" in verdict.errors[0].message


@pytest.mark.parametrize("data", [b"", b"PK", b"hello" * 100, b"PK\3\4" + bytes(500)])
def test_files_that_are_no_packets_give_a_verdict_and_not_a_traceback(
    county: County, folder: Path, data: bytes
) -> None:
    path = folder / "垃圾.zip"
    path.write_bytes(data)

    verdict = verify(path, county.trust, moment=NOW)

    assert (verdict.intact, verdict.trusted, verdict.signers) == (False, False, [])
    assert codes(verdict)[0] in {"E-TRUNC", "E-CANON"}


def test_a_missing_packet_or_trust_folder_is_told_in_chinese(county: County, folder: Path) -> None:
    verdict = verify(folder / "没有.zip", county.trust, moment=NOW)

    assert codes(verdict) == ["E-READ"]
    with pytest.raises(PacketFault, match="读不到信任资料"):
        verify(folder / "没有.zip", folder / "没有")


@pytest.fixture
def remembered() -> Iterator[None]:
    """Judge each different signature once: most mutants leave both signatures as they were."""
    with mutants.remembered():
        yield


@pytest.mark.usefixtures("remembered")
def test_of_2400_random_mutants_none_is_accepted_and_none_is_a_traceback(
    signed: Path, county: County, folder: Path
) -> None:
    data, chance, accepted = signed.read_bytes(), random.Random(20261122), []
    path = folder / "mutant.zip"

    for _ in range(2400):
        mutant = mutant_of(data, chance)
        path.write_bytes(mutant)
        if mutant != data and verify(path, county.trust, moment=NOW).accepted:
            accepted.append(mutant)

    assert accepted == []


@pytest.mark.usefixtures("remembered")
def test_of_250_mutants_of_signed_parts_in_a_sound_container_none_is_accepted(
    signed: Path, county: County, folder: Path
) -> None:
    files, chance, accepted = unzip(signed), random.Random(61), []
    names = [n for n in files if n.startswith("signatures/") or not n.startswith("data/")]

    for _ in range(250):
        name = chance.choice(names)
        changed = {**files, name: mutant_of(files[name], chance)}
        verdict = verify(rezip(folder / "m.zip", changed), county.trust, moment=NOW)
        if changed != files and verdict.accepted:
            accepted.append(name)

    assert accepted == []


def test_verifying_never_loads_a_network_library() -> None:
    import subprocess

    code = (
        "import sys, app.packet.packet as p; a = [m for m in ('pyhanko', 'cryptography', 'asn1crypto') "
        "if m in sys.modules]; import app.packet.pdf_signing; "
        "print(a, [m for m in ('aiohttp', 'requests') if m in sys.modules])"
    )

    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "[] []"


def test_a_changed_signer_name_in_the_registry_does_not_matter_but_its_fingerprint_does(
    signed: Path, county: County
) -> None:
    township = county.trust.townships[0]
    nobody = replace(county.trust, townships=(replace(township, signers=()),))

    verdict = verify(signed, nobody, moment=NOW)

    assert codes(verdict) == ["E-OWNER", "E-OWNER"]
    assert verdict.intact
