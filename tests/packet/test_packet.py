"""The life of a packet file: draft, two persons' signatures, finished file, place in the history."""

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.merkle import Tree, leaf_hash
from app.packet import packet as life
from app.packet.certificates import PersonKey
from app.packet.content import PacketFile
from app.packet.continuity import judge_continuity
from app.packet.faults import PacketFault
from app.packet.pdf_signing import signed_roles
from tests.packet.packet_county import NOW, County, entry, make_content, rezip, stamp_pdf, unzip


def draft_of(county: County, folder: Path) -> Path:
    signers = [entry(county.clerk), entry(county.secretary)]
    return life.build_draft(make_content(county.trust), signers, folder)


def test_clerk_then_secretary_with_both_keys_makes_the_finished_packet(county: County, folder: Path) -> None:
    draft = draft_of(county, folder)

    first = life.sign(draft, "clerk", county.clerk, now=NOW)
    second = life.sign(draft, "secretary", county.secretary, also=county.clerk, now=NOW)

    assert (first.state, first.title) == (life.CLERK_SIGNED, "待审核人签名")
    assert second.state == life.FINAL
    assert not draft.exists()
    assert life.finished(draft) == second.path
    verdict = life.verify(second.path, county.trust, moment=NOW)
    assert verdict.accepted
    assert [(s.role, s.name, s.valid, s.trusted) for s in verdict.signers] == [
        ("clerk", "王伟", True, True),
        ("secretary", "李芳", True, True),
    ]
    assert verdict.code == second.code
    assert verdict.continuity == "unknown"
    assert sorted(p.name for p in folder.iterdir()) == [second.path.name]


def test_without_the_clerks_key_the_draft_waits_and_the_clerk_completes_it(county: County, folder: Path) -> None:
    draft = draft_of(county, folder)
    life.sign(draft, "clerk", county.clerk, now=NOW)

    approved = life.sign(draft, "secretary", county.secretary, now=NOW)
    waiting = life.draft_state(draft)
    done = life.sign(draft, "clerk", county.clerk, now=NOW)

    assert (approved.state, approved.title, approved.path) == (life.APPROVED, "待经办人签清单", draft)
    assert (waiting.state, waiting.code) == (life.APPROVED, approved.code)
    assert (done.state, done.code) == (life.FINAL, approved.code)
    assert life.verify(done.path, county.trust, moment=NOW).accepted


def test_step_by_step_and_in_one_go_make_the_same_bytes(county: County, folder: Path) -> None:
    draft = draft_of(county, folder / "a")
    life.sign(draft, "clerk", county.clerk, now=NOW)
    stepwise = life.sign(draft, "secretary", county.secretary, also=county.clerk, now=NOW).path

    at_once = life.issue(make_content(county.trust), county.clerk, county.secretary, folder / "b", now=NOW).path

    assert at_once.name == stepwise.name
    assert at_once.read_bytes() == stepwise.read_bytes()


def test_every_step_out_of_turn_is_refused_and_changes_nothing(county: County, folder: Path) -> None:
    draft = draft_of(county, folder)
    told = []

    def refused(role: str, who: PersonKey) -> None:
        before = draft.read_bytes()
        with pytest.raises(PacketFault) as caught:
            life.sign(draft, role, who, now=NOW)
        told.append((caught.value.code, caught.value.message.split("：")[1]))
        assert draft.read_bytes() == before

    refused("secretary", county.secretary)
    life.sign(draft, "clerk", county.clerk, now=NOW)
    refused("clerk", county.clerk)
    life.sign(draft, "secretary", county.secretary, now=NOW)
    refused("secretary", county.secretary)
    refused("county", county.secretary)

    assert told == [
        ("E-STATE", "经办人还没有签名，请经办人先签"),
        ("E-STATE", "经办人已经签过，现在轮到审核人"),
        ("E-STATE", "审核人已经签过，现在等经办人签清单"),
        ("E-ROLE", "月报包只由经办人和审核人签名"),
    ]


def test_only_the_persons_named_in_the_packet_may_sign_it(
    county: County, practice_county: County, folder: Path
) -> None:
    draft = draft_of(county, folder)

    for who in (county.other_clerk, practice_county.clerk, county.secretary):
        with pytest.raises(PacketFault) as caught:
            life.sign(draft, "clerk", who, now=NOW)
        assert caught.value.code == "E-ROLE"

    assert life.draft_state(draft).state == life.BUILT


def test_one_person_can_not_be_named_for_both_roles(county: County, folder: Path) -> None:
    for signers in (
        [entry(county.clerk), replace(entry(county.clerk), role="secretary")],
        [entry(county.clerk)],
        [],
    ):
        with pytest.raises(PacketFault) as caught:
            life.build_draft(make_content(county.trust), signers, folder)
        assert caught.value.code == "E-ROLE"

    assert list(folder.iterdir()) == []


def test_a_draft_changed_between_two_signatures_is_noticed(county: County, folder: Path) -> None:
    draft = draft_of(county, folder)
    life.sign(draft, "clerk", county.clerk, now=NOW)
    for name in ("data/reports/R01.pdf", "data/tables/T01.xlsx"):
        files = unzip(draft)
        changed = rezip(folder / "changed.draft.zip", {**files, name: files[name] + b" "})

        with pytest.raises(PacketFault) as caught:
            life.sign(changed, "secretary", county.secretary, now=NOW)

        assert (caught.value.code, caught.value.file) == ("E-DIGEST", name)
    assert sorted(p.name for p in folder.iterdir()) == sorted([draft.name, "changed.draft.zip"])


def test_a_signed_draft_is_not_overwritten_unless_asked(county: County, folder: Path) -> None:
    draft = draft_of(county, folder)
    draft_of(county, folder)
    life.sign(draft, "clerk", county.clerk, now=NOW)

    with pytest.raises(PacketFault, match="没有覆盖"):
        draft_of(county, folder)
    signers = [entry(county.clerk), entry(county.secretary)]
    life.build_draft(make_content(county.trust), signers, folder, replace_signed=True)

    assert life.draft_state(draft).state == life.BUILT


def test_the_finished_file_is_found_by_the_drafts_name_only_when_it_is_the_only_one(
    county: County, folder: Path
) -> None:
    draft = folder / "MZ_330182001_202610_r1.draft.zip"
    with pytest.raises(PacketFault, match="找不到这个月报包"):
        life.finished(draft)
    first = life.issue(make_content(county.trust), county.clerk, county.secretary, folder, now=NOW).path
    assert life.finished(draft) == first
    life.issue(make_content(county.trust, seq=2), county.clerk, county.secretary, folder, now=NOW)

    with pytest.raises(PacketFault, match="请指明是哪一个"):
        life.finished(draft)

    assert life.finished(first) == first
    with pytest.raises(PacketFault, match="可能已经签发"):
        life.sign(draft, "clerk", county.clerk, now=NOW)


def test_stamps_are_drawn_by_the_caller_from_what_is_signed(county: County, folder: Path) -> None:
    asked: list[life.StampFacts] = []

    def draw(facts: life.StampFacts) -> bytes:
        asked.append(facts)
        return stamp_pdf()

    path = life.issue(make_content(county.trust), county.clerk, county.secretary, folder, now=NOW, stamp=draw).path

    assert [(f.role, f.name, f.practice, len(f.digest), len(f.cert)) for f in asked] == [
        ("clerk", "王伟", False, 16, 8),
        ("secretary", "李芳", False, 16, 8),
    ]
    assert signed_roles(unzip(path)["data/reports/R01.pdf"]) == ["clerk", "secretary"]


def test_files_from_disk_are_streamed_and_a_vanished_one_is_told(county: County, folder: Path) -> None:
    photo = folder / "照片 一.jpg"
    photo.write_bytes(bytes(range(256)) * 9000)
    kept = PacketFile("data/annex/A001.jpg", photo, "image/jpeg", "照片一", "annex")
    lost = replace(kept, source=folder / "没有.jpg")

    path = life.issue(
        make_content(county.trust, files=(kept,)), county.clerk, county.secretary, folder / "出", now=NOW
    ).path

    assert unzip(path)["data/annex/A001.jpg"] == photo.read_bytes()
    assert life.verify(path, county.trust, moment=NOW).accepted
    with pytest.raises(PacketFault) as caught:
        life.issue(make_content(county.trust, files=(lost,)), county.clerk, county.secretary, folder / "出")
    assert (caught.value.code, caught.value.file) == ("E-READ", "data/annex/A001.jpg")
    assert list((folder / "出").iterdir()) == [path]


def test_a_report_that_is_no_pdf_is_refused_before_anything_is_written(county: County, folder: Path) -> None:
    broken = PacketFile("data/reports/R01.pdf", b"no pdf", "application/pdf", "表", "report", 2)

    with pytest.raises(PacketFault) as caught:
        life.issue(make_content(county.trust, files=(broken,)), county.clerk, county.secretary, folder, now=NOW)

    assert caught.value.code == "E-PDF"
    assert list(folder.iterdir()) == []


def test_a_full_disk_while_packing_keeps_the_old_draft(
    county: County, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = draft_of(county, folder)
    before = draft.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PacketFault, match="原有文件没有改动") as caught:
        life.sign(draft, "clerk", county.clerk, now=NOW)

    assert caught.value.code == "E-WRITE"
    assert draft.read_bytes() == before
    assert list(folder.iterdir()) == [draft]


def test_the_check_code_is_eight_digits_of_the_signed_bytes() -> None:
    code = life.check_code(b"tag manifest")

    assert code == "3627 9279"
    assert life.check_code(b"tag manifest ") != code


def with_history(county: County, folder: Path) -> tuple[Tree, life.PacketContent, life.ContinuityView]:
    """A first accepted packet with five events, and the log grown to nine."""
    tree = Tree(leaf_hash(b"event %d" % i) for i in range(9))
    log = {"origin": "330182001/audit", "size": 5, "root": tree.root(5).hex(), "from_size": 0, "proof": []}
    first = make_content(county.trust, log=log, seals={"2026-09": {"rows": 4, "root": "cd" * 32}})
    path = life.issue(first, county.clerk, county.secretary, folder, now=NOW).path
    tag = life.verify(path, county.trust, moment=NOW).tag_sha256
    seals = dict(first.meta.seals)
    one = life.Accepted(first.meta.packet_id, 1, tag, 5, tree.root(5).hex(), seals)
    return tree, first, life.ContinuityView((one,))


def test_continuity_tells_first_next_duplicate_fork_gap_and_rewritten(county: County, folder: Path) -> None:
    tree, first, view = with_history(county, folder)
    tag = view.accepted[0].tag_sha256
    proof = [h.hex() for h in tree.consistency_proof(5, 9)]
    log = {**first.meta.log, "size": 9, "root": tree.root(9).hex(), "from_size": 5, "proof": proof}
    meta = replace(first.meta, packet_id="p2", seq=2, prev=tag, log=log)
    forged = {**log, "proof": [*proof[:-1], "00" * 32]}
    resealed = {"2026-09": {"rows": 5, "root": "ee" * 32}}
    amended = ({"period": "2026-09", "reason": "更正", "approved_by": "李芳", "events": []},)

    def say(meta: life.PacketMeta, tag: str = "99" * 32, view: life.ContinuityView | None = view) -> str:
        return judge_continuity(meta, tag, view)

    assert say(meta) == "next"
    assert say(first.meta, view=life.ContinuityView()) == "first"
    assert say(meta, view=None) == "unknown"
    assert say(first.meta, tag) == "duplicate"
    assert say(first.meta) == "fork"
    assert say(replace(meta, seq=3)) == "gap"
    assert say(meta, view=life.ContinuityView()) == "gap"
    assert say(replace(meta, prev="00" * 32)) == "fork"
    assert say(replace(meta, log=forged)) == "rewritten"
    assert say(replace(meta, log={**log, "from_size": 4})) == "rewritten"
    assert say(replace(meta, log={**log, "size": 5, "from_size": 0, "proof": []})) == "rewritten"
    assert say(replace(meta, seals=resealed)) == "rewritten"
    assert say(replace(meta, seals=resealed, amendments=amended)) == "next"
    assert say(replace(meta, revision=2)) == "fork"
    assert say(replace(meta, revision=2, supersedes=first.meta.packet_id)) == "next"
