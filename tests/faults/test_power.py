"""Row 79: the power goes; what the disk may hold then is made out of what was written and synced, and opened."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest

from app.packet.container import ZipReader, ZipWriter, settle, stage_zip
from app.packet.faults import PacketFault
from app.storage.book import Book
from app.storage.keyfile import beside
from tests.conftest import FixedClock
from tests.faults.disk import Disk
from tests.faults.power import ALL, NONE, Platter, cut_everywhere, recorded
from tests.faults.works import ONE_ENTRY, WORKS

IDENTITY = next(work for work in WORKS if work.name == "identity")


def test_row_79_an_entry_that_was_told_outlives_the_power_at_any_moment(tmp_path: Path, before_an_entry: Path) -> None:
    tried = list(cut_everywhere(before_an_entry, tmp_path, ONE_ENTRY, seeds=1, step=3))

    assert [bad for one in tried for bad in one.bad] == []
    assert [one.kind for one in tried] == ["power: unsynced", "power: all", "power: torn"]
    assert sum(one.tries for one in tried) > 25


def test_row_79_without_the_sync_at_commit_an_entry_would_be_lost(
    tmp_path: Path, before_an_entry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.storage import connection

    lax = [line.replace("EXTRA", "NORMAL") for line in connection._SETTINGS]
    monkeypatch.setattr(connection, "_SETTINGS", lax)
    commit = [act.act for act in recorded(before_an_entry, tmp_path, ONE_ENTRY)[1]].index("ack")

    tried = list(cut_everywhere(before_an_entry, tmp_path, ONE_ENTRY, seeds=0, step=commit, first=commit))

    assert any(one.lost for one in tried)


def test_row_79_no_half_packet_ever_bears_the_name_of_a_packet(folder: Path) -> None:
    def fill(writer: ZipWriter) -> None:
        for name in ("a.txt", "b.txt"):
            writer.add(name, name.encode() * 3000)

    (folder / "account").mkdir()
    with Disk(folder / "account").standing() as disk:
        settle(stage_zip(folder / "account", fill), folder / "account" / "MZ_1.zip")
        disk.tell("packet")
    whole = (folder / "account" / "MZ_1.zip").read_bytes()
    platter, found = Platter(folder / "none", folder / "account"), []
    for at, act in enumerate(disk.acts):
        if act.act != "ack":
            platter.do(act)
        for _, state in platter.states(range(at * 20, at * 20 + 20)):
            found.append(state.get(Path("MZ_1.zip")))
            for half in (data for path, data in state.items() if path.suffix == ".part" and data != whole):
                (folder / "half.zip").write_bytes(half)
                with pytest.raises(PacketFault), ZipReader.open(folder / "half.zip") as packet:
                    [packet.digest(name) for name in packet.names]

    assert {data for data in found if data is not None} == {whole}
    assert [act.act for act in disk.acts][-5:] == ["write", "sync", "rename", "sync folder", "ack"]
    assert all(state[Path("MZ_1.zip")] == whole for _, state in platter.states(range(20)))


def test_row_79_an_attachment_in_a_new_folder_lasts_with_its_row(book: Book) -> None:
    folder = book.path.parent
    platter = Platter(folder, folder)
    with Disk(folder).standing() as disk:
        digest = book.keep_file("照片".encode())

    for act in disk.acts:
        platter.do(act)

    kept = book.file_path(digest).relative_to(folder)
    assert [kept in state for _, state in platter.states(range(10))] == [True] * 12


def test_row_79_an_identity_is_not_taken_back_by_a_journal_that_comes_again(
    tmp_path: Path, before_an_identity: Path
) -> None:
    folder, acts = recorded(before_an_identity, tmp_path, IDENTITY)
    platter = Platter(before_an_identity, folder)

    for act in acts[: [act.act for act in acts].index("ack")]:
        platter.do(act)

    dropped = dict(next(state for kind, state in platter.states(()) if kind == NONE))
    assert {act.act for act in acts if act.path.name == "示例 乡.mz.vault-journal"} >= {"make", "sync", "unlink"}
    assert Path("示例 乡.mz.vault") in dropped
    assert Path("示例 乡.mz.vault-journal") not in dropped


def test_a_page_half_written_at_the_checkpoint_is_no_damage(book: Book, clock: FixedClock) -> None:
    book.keep("draft:problem", "写到一半")
    path = book.path
    log = beside(path, "-wal").read_bytes()
    before = path.read_bytes()
    book.close()
    after = path.read_bytes()
    page = next(n for n in range(0, len(before), 4096) if before[n : n + 4096] != after[n : n + 4096])
    beside(path, "-wal").write_bytes(log)
    path.write_bytes(before[:page] + after[page : page + 512] + before[page + 512 :])

    with closing(Book.open(path, "clerk", clock=clock)) as opened:
        assert opened.check() == []
        assert opened.kept("draft:problem") == "写到一半"


def test_the_model_knows_what_a_sync_makes_last(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with Disk(folder).standing() as disk:
        with (folder / "a.part").open("wb") as file:
            file.write(b"1" * 2000)
            file.flush()
            os.fsync(file.fileno())
            file.write(b"2" * 2000)
        os.replace(folder / "a.part", folder / "a")
    platter = Platter(tmp_path / "none", folder)

    for act in disk.acts:
        platter.do(act)

    held = dict(platter.states(()))
    assert held[NONE] == {}
    assert held[ALL] == {Path("a"): (folder / "a").read_bytes()}
    torn = [state for _, state in platter.states(range(50))]
    assert {tuple(sorted(path.name for path in state)) for state in torn} == {(), ("a",), ("a.part",)}
    assert all(data.startswith(b"1" * 2000) for state in torn for data in state.values())
