from pathlib import Path

from app.packet import packet as life
from tests.packet.packet_county import NOW, County, entry, make_content


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
