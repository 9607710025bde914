"""A packet in several files: how it is split, signed, found again beside part 1, and written to a stick."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli.packets import verdict_lines
from app.packet.content import PacketContent, PacketFile
from app.packet.delivery import Disk, NotDelivered, deliver_all
from app.packet.faults import PacketFault
from app.packet.manifest import PACKET_JSON
from app.packet.packet import build_draft, draft_state, issue, sign, verify
from app.packet.parts import Limits, drafts_of, files_of, split
from tests.packet.packet_county import NOW, County, entry, make_content, pdf, unzip
from tests.packet.test_second_suite import with_sm2
from tests.packet.test_stock_tools import run

SMALL = Limits(entries=14)


def annexes(count: int, size: int = 20) -> tuple[PacketFile, ...]:
    return tuple(
        PacketFile(f"data/annex/A{number:04d}.jpg", bytes(size), "image/jpeg", "现场照片", "annex")
        for number in range(count)
    )


def content(county: County, count: int = 12) -> PacketContent:
    """A report, its table, records, and annexes."""
    plain = make_content(county.trust)
    return replace(plain, files=(*plain.files, *annexes(count)))


def three_parts(county: County, folder: Path) -> Path:
    """Twelve annexes, a table, records, a report and the revocation list in files of six: three parts."""
    return issue(content(county), county.clerk, county.secretary, folder, now=NOW, limits=SMALL).path


def payload(path: Path) -> list[str]:
    return sorted(name for name in unzip(path) if name.startswith("data/"))


def test_row_18_what_fits_stays_one_packet_and_5001_entries_become_two_parts(county: County) -> None:
    small, large = content(county), content(county, 5_001)

    parts = split(large)

    assert split(small) == [small]
    assert [(part.meta.part, part.meta.parts) for part in parts] == [(1, 2), (2, 2)]
    assert [len(part.all_files()) <= 5_000 - 8 for part in parts] == [True, True]
    moved = [file.path for part in parts for file in part.files]
    assert sorted(moved) == sorted(file.path for file in large.files)


def test_row_18_more_bytes_than_one_file_may_have_become_parts_too(county: County) -> None:
    plain = make_content(county.trust)
    files = (*plain.files, *annexes(5, 400_000))

    parts = split(replace(plain, files=files), Limits(size=1_500_000))

    assert [sum(file.file_class == "annex" for file in part.files) for part in parts] == [2, 2, 1]


@pytest.mark.parametrize(
    ("limits", "said"),
    [(Limits(entries=10), "数据和报表本身"), (Limits(size=700_000), "这一个文件"), (Limits(entries=11), "最多 99 份")],
)
def test_row_18_what_no_splitting_helps_is_refused_and_nothing_is_written(
    county: County, folder: Path, limits: Limits, said: str
) -> None:
    plain = make_content(county.trust)
    large = replace(plain, files=(*plain.files, *annexes(300, 600_000 if limits.size < 1_000_000 else 20)))

    with pytest.raises(PacketFault, match=said) as refused:
        issue(large, county.clerk, county.secretary, folder / "出", now=NOW, limits=limits)

    assert refused.value.code == "E-LIMIT"
    assert not (folder / "出").exists()


def test_every_part_is_a_signed_packet_of_its_own_and_part_1_names_the_others(county: County, folder: Path) -> None:
    first = three_parts(county, folder)

    parts = files_of(first)

    verdicts = [verify(one.path, county.trust, moment=NOW) for one in parts]
    assert [(v.accepted, v.errors) for v in verdicts] == [(True, [])] * 3
    assert [(v.as_json()["part"], v.as_json()["parts"]) for v in verdicts] == [(1, 3), (2, 3), (3, 3)]
    assert [one.code for one in parts] == [v.code for v in verdicts]
    metas = [v.packet.meta for v in verdicts if v.packet]
    assert {(meta.seq, meta.period, meta.township, meta.revision) for meta in metas} == {(1, "2026-10", "330182001", 1)}
    assert [one["sha256"] for one in metas[0].others] == [one.tag_sha256 for one in parts[1:]]
    assert [one["packet_id"] for one in metas[0].others] == [meta.packet_id for meta in metas[1:]]
    assert [one.path.name.rpartition("_")[0] for one in parts] == [
        "MZ_330182001_202610_r1",
        "MZ_330182001_202610_r1_p2",
        "MZ_330182001_202610_r1_p3",
    ]


def test_records_and_reports_are_in_part_1_and_every_file_is_in_one_part(county: County, folder: Path) -> None:
    parts = [one.path for one in files_of(three_parts(county, folder))]

    assert {"data/records/problem.jsonl", "data/reports/R01.pdf"} <= set(payload(parts[0]))
    assert all(name.startswith(("data/annex/", "data/tables/", "data/trust/")) for name in payload(parts[1]))
    everything = sorted(name for part in parts for name in payload(part) if name != "data/trust/county.crl")
    assert everything == sorted(file.path for file in content(county).files)
    assert b'"receipt_key"' not in unzip(parts[1])[PACKET_JSON]


def test_every_part_is_verified_by_foreign_tools(county: County, folder: Path) -> None:
    for number, one in enumerate(files_of(three_parts(county, folder))):
        place = folder / f"拆{number}"
        assert run("unzip", "-q", one.path, "-d", place).returncode == 0
        for name in ("tagmanifest-sha256.txt", "manifest-sha256.txt"):
            assert run("sha256sum", "-c", "--strict", "--quiet", name, cwd=place).returncode == 0


def test_a_second_suite_stands_in_every_part_and_counts_in_its_limits(county: County, folder: Path) -> None:
    plain = content(county)
    second = replace(plain, meta=replace(plain.meta, second="sm2-sm3"))
    people = [with_sm2(county.clerk), with_sm2(county.secretary)]
    limits = Limits(entries=SMALL.entries + 8)

    draft = build_draft(second, [entry(county.clerk), entry(county.secretary)], folder, limits=limits)
    sign(draft, "clerk", people[0], now=NOW)
    final = sign(draft, "secretary", people[1], also=people[0], now=NOW)

    verdicts = [verify(one.path, county.trust, moment=NOW) for one in files_of(final.path)]
    assert [(v.accepted, v.second, v.errors) for v in verdicts] == [(True, "sm2-sm3", [])] * 3
    assert max(len(unzip(one.path)) for one in files_of(final.path)) <= limits.entries


def test_parts_are_signed_step_by_step_with_part_1(county: County, folder: Path) -> None:
    draft = build_draft(content(county), [entry(county.clerk), entry(county.secretary)], folder, limits=SMALL)
    made = len(drafts_of(draft))

    signed = sign(draft, "clerk", county.clerk, now=NOW)
    approved = sign(draft, "secretary", county.secretary, now=NOW)
    waits = {draft_state(path).state for path in (draft, *drafts_of(draft))}
    final = sign(draft, "clerk", county.clerk, now=NOW)

    assert (made, signed.state, approved.state, waits) == (2, "clerk-signed", "approved", {"approved"})
    assert [verify(one.path, county.trust, moment=NOW).accepted for one in files_of(final.path)] == [True] * 3
    assert sorted(folder.glob("*.draft.zip")) == []


def test_a_draft_made_again_in_fewer_parts_leaves_none_behind(county: County, folder: Path) -> None:
    people = [entry(county.clerk), entry(county.secretary)]
    build_draft(content(county), people, folder, limits=SMALL)

    draft = build_draft(content(county, 4), people, folder, limits=SMALL)

    assert len(drafts_of(draft)) == 1
    assert sorted(folder.glob("*_p*.draft.zip")) == list(drafts_of(draft))


def test_a_step_that_was_interrupted_between_two_parts_is_taken_again(
    county: County, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = build_draft(content(county), [entry(county.clerk), entry(county.secretary)], folder, limits=SMALL)
    sign(draft, "clerk", county.clerk, now=NOW)
    real, done = Path.unlink, list[Path]()

    def pulled(path: Path, missing_ok: bool = False) -> None:
        if path.name.endswith(".draft.zip") and done:
            raise OSError("power")
        done.append(path)
        real(path, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", pulled)
        with pytest.raises(OSError, match="power"):
            sign(draft, "secretary", county.secretary, also=county.clerk, now=NOW)
    between = draft_state(draft).state

    final = sign(draft, "secretary", county.secretary, also=county.clerk, now=NOW)

    assert (between, final.state) == ("clerk-signed", "final")
    assert [verify(one.path, county.trust, moment=NOW).accepted for one in files_of(final.path)] == [True] * 3


def test_a_part_that_is_gone_or_of_another_packet_is_not_signed_with_part_1(county: County, folder: Path) -> None:
    people = [entry(county.clerk), entry(county.secretary)]
    draft = build_draft(content(county), people, folder, limits=SMALL)
    second, third = drafts_of(draft)
    second.write_bytes(third.read_bytes())

    with pytest.raises(PacketFault) as broken:
        sign(draft, "clerk", county.clerk, now=NOW)
    second.unlink()
    with pytest.raises(PacketFault) as gone:
        sign(draft, "clerk", county.clerk, now=NOW)
    with pytest.raises(PacketFault) as alone:
        sign(third, "clerk", county.clerk, now=NOW)

    assert (broken.value.code, gone.value.code, alone.value.code) == ("E-STATE", "E-STATE", "E-STATE")
    assert "第 2 份" in gone.value.message
    assert "请签第 1 份" in alone.value.message
    assert draft_state(draft).state == "built"


def test_finished_parts_are_told_apart_when_one_is_gone_or_exchanged(county: County, folder: Path) -> None:
    first, second, _ = (one.path for one in files_of(three_parts(county, folder)))

    with pytest.raises(PacketFault, match="请选第 1 份"):
        files_of(second)
    second.write_bytes(first.read_bytes())
    with pytest.raises(PacketFault, match="被换过"):
        files_of(first)
    second.unlink()
    with pytest.raises(PacketFault, match="不在第 1 份旁边"):
        files_of(first)


def test_packet_verify_says_which_part_of_how_many_it_is(county: County, folder: Path) -> None:
    second = files_of(three_parts(county, folder))[1].path

    told = verdict_lines(verify(second, county.trust, moment=NOW).as_json())

    assert "份数:这是第 2 份,共 3 份;县里收齐各份才合并" in told


class Tight(Disk):
    """A drive with so many bytes free that notes what is made on it."""

    def __init__(self, free: int) -> None:
        self._free = free
        self.made: list[str] = []

    def free(self, folder: Path) -> int:
        return self._free

    def create(self, path: Path) -> io.FileIO:  # type: ignore[override]
        self.made.append(path.name.split(".")[0])
        return super().create(path)  # type: ignore[return-value]


def test_all_parts_go_to_the_stick_the_first_one_last_and_progress_counts_them_together(
    county: County, folder: Path
) -> None:
    parts = [one.path for one in files_of(three_parts(county, folder))]
    (stick := folder / "U盘").mkdir()
    disk, told = Tight(1 << 30), list[tuple[int, int]]()

    done = deliver_all(parts, stick, disk=disk, progress=lambda here, all_: told.append((here, all_)))
    again = deliver_all(parts, stick)

    assert disk.made == [path.stem for path in (*parts[1:], parts[0])]
    total = sum(path.stat().st_size for path in parts)
    assert told[-1] == (2 * total, 2 * total)
    assert told == sorted(told)
    assert (done.path.name, done.size, done.parts, done.already_there) == (parts[0].name, total, 3, False)
    assert again.already_there
    assert sorted(path.name for path in stick.iterdir()) == sorted(path.name for path in parts)


def test_a_stick_that_holds_each_part_but_not_all_of_them_is_told_before_the_first_byte(
    county: County, folder: Path
) -> None:
    parts = [one.path for one in files_of(three_parts(county, folder))]
    (stick := folder / "U盘").mkdir()
    largest = max(path.stat().st_size for path in parts)

    with pytest.raises(NotDelivered, match="分成 3 份，一共至少需要") as refused:
        deliver_all(parts, stick, disk=Tight(largest * 11 // 10))

    assert refused.value.code == "E-DELIVERY"
    assert list(stick.iterdir()) == []


def test_a_part_over_4_gib_is_told_before_the_first_byte(
    county: County, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = [one.path for one in files_of(three_parts(county, folder))]
    (stick := folder / "U盘").mkdir()
    monkeypatch.setattr("app.packet.delivery.MAX_TOTAL", parts[0].stat().st_size - 1)

    with pytest.raises(NotDelivered, match="超过4GB"):
        deliver_all(parts, stick)
    assert list(stick.iterdir()) == []


def test_a_report_is_never_moved_however_many_there_are(county: County) -> None:
    plain = make_content(county.trust)
    more = tuple(
        PacketFile(f"data/reports/R{n}.pdf", pdf(1), "application/pdf", "表", "report", 2) for n in range(10, 19)
    )

    with pytest.raises(PacketFault) as refused:
        split(replace(plain, files=(*plain.files, *more)), SMALL)

    assert refused.value.code == "E-LIMIT"
