"""The checks, each with something to find."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import paths
from app.domain.faults import Told
from app.ledgers import ledger
from app.operations import backups, doctor, records
from app.storage.book import Book
from tests.conftest import Places


def answers(book: Book | None) -> dict[str, doctor.DoctorCheck]:
    return {check.name: check for check in doctor.doctor(book)}


def test_a_sound_practice_book_passes_every_check(book: Book, places: Places):
    found = doctor.doctor(book)

    assert [check.message for check in found if not check.ok] == []


def test_a_log_with_a_changed_line_is_found(book: Book, places: Places):
    book.run("DROP TRIGGER event_is_never_changed")
    book.run("UPDATE event SET body = CAST(replace(CAST(body AS TEXT), 'unit/1', 'unit/9') AS BLOB) WHERE seq = 3")

    found = answers(book)

    assert not found["log"].ok
    assert "第 3 条" in found["log"].message
    assert found["book"].ok


def test_a_title_out_of_step_is_found_and_mended_by_rebuilding(book: Book, places: Places):
    book.run("UPDATE title SET title = '青石村' WHERE register = 'unit' AND row = ?", (places.village,))
    book.forget()
    wrong = answers(book)["derived"]

    book.rebuild_derived()

    assert not wrong.ok
    assert "单位" in wrong.message
    assert answers(book)["derived"].ok


def test_a_link_out_of_step_is_found(book: Book, places: Places):
    texts = {"unit": "青山村", "discovery": "自查", "category": "1.1", "description": "低保公示不全", "lead": "王伟"}
    records.save(book, ledger("problem"), None, {**texts, "deadline": "30天", "persons": "王伟"})
    book.run("DELETE FROM link WHERE field = 'persons'")

    found = answers(book)["derived"]

    assert not found.ok
    assert "涉及人员" in found.message


def test_a_changed_attachment_is_found_by_name(book: Book, places: Places, folder: Path):
    texts = {"unit": "青山村", "discovery": "自查", "category": "1.1", "description": "低保公示不全", "lead": "王伟"}
    saved = records.save(book, ledger("problem"), None, {**texts, "deadline": "30天"})
    proof = folder / "收据 1.pdf"
    proof.write_bytes(b"picture")
    records.add_file(book, ledger("problem"), saved.id, "proof", proof)
    whole = answers(book)["attachments"]
    (kept,) = book.files_folder.glob("??/*")
    kept.write_bytes(kept.read_bytes()[:-1] + b"x")

    broken = answers(book)["attachments"]

    assert (whole.ok, whole.message) == (True, "1 个附件都在,内容与登记的一致")
    assert not broken.ok
    assert "_01_收据_1.pdf" in broken.message


def test_a_backup_that_is_too_old_is_said(book: Book, clock, folder: Path):
    backups.back_up(book, folder / "备份.mzb")
    fresh = answers(book)["backup"]
    clock.move(days=9)

    old = answers(book)["backup"]

    assert (fresh.ok, fresh.message) == (True, "最近一份已验证的备份是今天的")
    assert not old.ok
    assert "9 天前" in old.message


def test_a_year_without_its_calendar_is_said(book: Book, clock):
    clock.now = clock.now.replace(year=2050)

    found = answers(book)["calendar"]

    assert not found.ok
    assert "没有 2050 年" in found.message


def test_a_missing_font_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    from app.export import fonts

    monkeypatch.setattr(fonts, "font_file", lambda key: tmp_path / key)

    found = answers(None)["fonts"]

    assert not found.ok
    assert "NotoSerifSC-Regular.ttf" in found.message


def test_a_full_disk_is_said(monkeypatch: pytest.MonkeyPatch, book: Book):
    free = (1, 1, 12_000_000)
    monkeypatch.setattr("shutil.disk_usage", lambda folder: type("Usage", (), {"free": free[2]}))

    found = answers(book)["environment"]

    assert not found.ok
    assert "磁盘只剩 12 MB" in found.message


def test_a_home_that_cannot_be_written_is_said(monkeypatch: pytest.MonkeyPatch):
    paths.home().parent.mkdir(parents=True, exist_ok=True)
    paths.home().write_text("in the way", "utf-8")

    found = answers(None)["environment"]

    assert not found.ok
    assert "写不进去" in found.message


def test_why_a_book_could_not_be_opened_comes_first():
    found = doctor.doctor(None, Told("账套已损坏。", "E-BOOK-DAMAGED"))

    assert found[0] == doctor.DoctorCheck("book", False, "账套已损坏。")
