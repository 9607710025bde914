"""The drawer for identities: nobody but its keepers reads it, and nothing of it gets anywhere else."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain.faults import Refused
from app.ledgers import LEDGERS, ledger
from app.operations import backups, books, doctor, exports, lists, records, users, vault
from app.operations.books import Book
from app.operations.records import Saved
from app.storage import keepers
from app.storage import vault as drawer
from app.storage.failures import TooManyTries
from app.storage.keyfile import NewUser, beside
from app.storage.reading import Query
from app.storage.troubles import DiskFull, WrongPassword
from tests.conftest import INFO, FixedClock, Places
from tests.test_layers import imported, module_name

ROOT = Path(__file__).resolve().parents[2]
COMPLAINT, QUESTION = ledger("complaint"), ledger("question")
NAME, PHONE, ADDRESS = "欧阳保密甲", "13912345678", "青山村暗巷七号"
WHO = {"name": NAME, "phone": PHONE, "address": ADDRESS}
TEXTS = {
    "received_on": "2026-11-20",
    "way": "来信",
    "real_name": "是",
    "unit": "青山村",
    "category": "2.2",
    "summary": "山林发包收入没有入账",
}
STRONG = replace(INFO, practice=False)
PASSWORDS = {"clerk": "杏花春雨江南七", "secretary": "铁马秋风塞北九", "reader": "小桥流水人家十"}
PEOPLE = tuple(
    NewUser(role, name, role, PASSWORDS[role] * 2)
    for role, name in (("clerk", "张三"), ("secretary", "李四"), ("reader", "王五"))
)


@pytest.fixture
def complaint(book: Book, places: Places) -> Saved:
    return records.save(book, COMPLAINT, None, TEXTS)


@pytest.fixture
def real(folder: Path, clock: FixedClock) -> Iterator[Book]:
    """A real book of three people, open for the clerk."""
    made = Book.create(folder / "真实 账套.mz", STRONG, PEOPLE, clock=clock)
    yield made
    made.close()


def password(login: str) -> str:
    return PASSWORDS[login] * 2


def complained(book: Book) -> int:
    """A complaint in a book that has no units yet."""
    with book.change("录入") as writer:
        return writer.save(COMPLAINT, {"received_on": "2026-11-20", "way": "来信", "summary": "收入没有入账"})


def reopened(book: Book, login: str, clock: FixedClock) -> Book:
    path = book.path
    book.close()
    return Book.open(path, login, None if book.info.practice else password(login), clock=clock)


def written(book: Book, complaint: Saved) -> vault.OpenVault:
    """The vault, open, with somebody in the drawer of a complaint."""
    opened = vault.unlock(book)
    vault.put(opened, COMPLAINT, complaint.id, WHO)
    return opened


def doctor_says(book: Book) -> doctor.DoctorCheck:
    """What the doctor says of the second file."""
    return next(one for one in doctor.doctor(book) if one.name == "vault")


def older(book: Book, boxes: dict[int, tuple[dict[str, str], ...]], broken: int = 0) -> Path:
    """The closed book as release 0.2 left it: identities in boxes of its own table, no second file."""
    keepers.found(book, {"clerk": "practice-clerk-1"})
    key = keepers.unlock(book, "clerk", None)
    for row, every in boxes.items():
        for texts in every:
            aad = f"mz/vault/v1\0{book.info.book_id}\0complaint\0{row}".encode()
            box = bytearray(AESGCM(key).encrypt(bytes(12), json.dumps(texts).encode() + b" " * 200, aad))
            box[0] ^= row == broken
            book.run(
                "INSERT INTO vault_entry (register, row, nonce, box, at, by) VALUES ('complaint', ?, ?, ?, ?, '张三')",
                (row, bytes(12), bytes(box), "2026-01-02T08:00:00+08:00"),
            )
    book.run("DROP TABLE vault_ref")
    book.run("DELETE FROM _sqlite_migrations WHERE name = 'm0034_vault_file'")
    book.close()
    return book.path


def spellings(text: str) -> tuple[bytes, ...]:
    return text.encode(), text.encode("utf-16-le"), text.encode("gbk")


def test_what_was_put_in_is_shown_to_its_keeper_and_the_look_is_in_the_log(book: Book, complaint: Saved) -> None:
    opened = vault.unlock(book)

    vault.put(opened, COMPLAINT, complaint.id, WHO)
    shown = vault.reveal(opened, COMPLAINT, complaint.id, "联系核实")

    assert shown == WHO
    assert vault.kept(book, COMPLAINT, complaint.id) == vault.Kept("2026-11-22T10:00:00+08:00", "张三")
    log = b"\n".join(book.log().bodies()).decode()
    assert '"act":"vault.reveal","actor":"clerk"' in log
    assert f'"obj":"complaint/{complaint.id}"' in log
    assert '"why":"联系核实"' in log


def test_no_column_of_any_table_holds_a_word_of_it(book: Book, complaint: Saved) -> None:
    opened = vault.unlock(book)
    vault.put(opened, COMPLAINT, complaint.id, WHO)
    vault.reveal(opened, COMPLAINT, complaint.id, "反馈结果")
    book.index_pending()

    tables = [name for (name,) in book.all("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    cells = [
        cell.encode() if isinstance(cell, str) else bytes(cell)
        for table in tables
        for line in book.all(f'SELECT * FROM "{table}"')
        for cell in line
        if isinstance(cell, str | bytes)
    ]

    assert "vault_ref" in tables
    assert any("山林发包".encode() in cell for cell in cells)
    for secret in (NAME, PHONE, ADDRESS):
        assert [cell for cell in cells if any(spelt in cell for spelt in spellings(secret))] == []


def test_no_file_that_leaves_or_stays_holds_a_word_of_it(book: Book, complaint: Saved, folder: Path) -> None:
    vault.put(vault.unlock(book), COMPLAINT, complaint.id, WHO)
    for suffix in ("xlsx", "pdf", "csv"):
        exports.export_register(book, COMPLAINT, Query(), folder / f"导出 1.{suffix}")

    backups.back_up(book, folder / "备份 1")

    seen = 0
    for path in folder.rglob("*"):
        if path.is_file():
            parts = [path.read_bytes()]
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    parts += [archive.read(name) for name in archive.namelist()]
            for secret in (NAME, PHONE, ADDRESS):
                assert not any(spelt in part for part in parts for spelt in spellings(secret)), path
            seen += 1
    assert seen >= 5


def test_lists_search_titles_history_and_drafts_know_nothing(book: Book, complaint: Saved) -> None:
    vault.put(vault.unlock(book), COMPLAINT, complaint.id, WHO)
    book.index_pending()

    found = [lists.find_everywhere(book, text) for text in (NAME, PHONE, ADDRESS)]
    history = records.history(book, COMPLAINT, complaint.id)

    assert found == [[], [], []]
    assert NAME not in book.title("complaint", complaint.id)
    assert NAME not in repr(history)
    assert len(history) == 1
    assert not set(WHO) & {field.key for field in COMPLAINT.fields}


def test_undoing_a_complaint_neither_shows_nor_loses_who_it_was(book: Book, complaint: Saved) -> None:
    opened = vault.unlock(book)
    vault.put(opened, COMPLAINT, complaint.id, WHO)

    records.undo(book)
    with pytest.raises(Refused, match="没有这一条"):
        vault.reveal(opened, COMPLAINT, complaint.id, "联系核实")
    records.redo(book)

    assert vault.reveal(opened, COMPLAINT, complaint.id, "联系核实") == WHO


def test_voiding_keeps_it(book: Book, complaint: Saved) -> None:
    opened = vault.unlock(book)
    vault.put(opened, COMPLAINT, complaint.id, WHO)

    records.void(book, COMPLAINT, complaint.id, "登记错了")

    assert vault.reveal(opened, COMPLAINT, complaint.id, "更正填写") == WHO


def test_a_correction_counts_and_the_backup_still_opens_for_the_keeper(
    book: Book, complaint: Saved, folder: Path, clock: FixedClock
) -> None:
    opened = vault.unlock(book)
    vault.put(opened, COMPLAINT, complaint.id, WHO)
    vault.put(opened, COMPLAINT, complaint.id, {**WHO, "name": "欧阳保密乙"})
    report = backups.back_up(book, folder / "备份 1")
    path = book.path
    book.close()
    backups.restore(report.path, path)

    again = Book.open(path, "clerk", clock=clock)

    assert vault.reveal(vault.unlock(again), COMPLAINT, complaint.id, "联系核实")["name"] == "欧阳保密乙"
    again.close()


def test_anonymous_is_a_way_to_report(book: Book, complaint: Saved) -> None:
    opened = vault.unlock(book)

    before = vault.reveal(opened, COMPLAINT, complaint.id, "联系核实")
    vault.put(opened, COMPLAINT, complaint.id, WHO)
    vault.put(opened, COMPLAINT, complaint.id, {})

    assert before == {}
    assert vault.reveal(opened, COMPLAINT, complaint.id, "联系核实") == {}


def test_who_asked_lies_in_the_same_vault(book: Book, places: Places) -> None:
    asked = records.save(book, QUESTION, None, {"unit": "青山村", "topic": "服务", "way": "当面", "text": "何时公布"})
    opened = vault.unlock(book)

    vault.put(opened, QUESTION, asked.id, {"name": NAME})

    assert vault.reveal(opened, QUESTION, asked.id, "反馈结果") == {"name": NAME}


def test_a_register_that_gives_the_person_away_is_pointed_at(book: Book, places: Places) -> None:
    told = records.save(book, COMPLAINT, None, {**TEXTS, "summary": f"{NAME}家的低保被停"})

    hints = vault.put(vault.unlock(book), COMPLAINT, told.id, WHO)

    assert [(hint.field, hint.soft) for hint in hints] == [("summary", True)]
    assert NAME not in hints[0].message


def test_a_wrong_number_is_refused_with_its_reason_and_nothing_is_kept(book: Book, complaint: Saved) -> None:
    opened = vault.unlock(book)

    with pytest.raises(Refused) as refused:
        vault.put(opened, COMPLAINT, complaint.id, {"phone": "12", "id_number": "36090219800101123"})

    assert {fault.field for fault in refused.value.faults} == {"phone", "id_number"}
    assert vault.kept(book, COMPLAINT, complaint.id) is None


def test_a_sealed_piece_has_no_reporter(book: Book, places: Places) -> None:
    texts = {"received_on": "2026-11-20", "way": "来信", "real_name": "否", "sealed": "是"}
    sealed = records.save(book, COMPLAINT, None, texts)

    with pytest.raises(Refused, match="密封移送件"):
        vault.put(vault.unlock(book), COMPLAINT, sealed.id, WHO)


def test_a_look_needs_an_occasion_of_the_list(book: Book, complaint: Saved) -> None:
    opened = vault.unlock(book)

    with pytest.raises(Refused, match="要选一个事由"):
        vault.reveal(opened, COMPLAINT, complaint.id, f"{NAME}想知道")

    assert NAME.encode() not in b"".join(book.log().bodies())


def test_after_closing_the_key_is_gone(book: Book, complaint: Saved) -> None:
    opened = vault.unlock(book)
    vault.close(opened)

    with pytest.raises(Refused, match="请重新输入密码"):
        vault.reveal(opened, COMPLAINT, complaint.id, "联系核实")


def test_a_real_book_asks_for_the_password_and_counts_wrong_ones(real: Book) -> None:
    vault.found(real, {"clerk": password("clerk")})

    for _ in range(5):
        with pytest.raises(WrongPassword):
            vault.unlock(real, "不是这个密码")
    with pytest.raises(TooManyTries):
        vault.unlock(real, password("clerk"))


def test_somebody_else_is_refused_by_name_of_the_keepers(real: Book, clock: FixedClock) -> None:
    row = complained(real)
    vault.put(vault.unlock(real, password("clerk")), COMPLAINT, row, WHO)

    other = reopened(real, "secretary", clock)

    with pytest.raises(Refused, match=r"你不是.*请找受理员\(张三\)"):
        vault.unlock(other, password("secretary"))
    other.close()


def test_a_reader_never_becomes_the_keeper(real: Book, clock: FixedClock) -> None:
    reading = reopened(real, "reader", clock)

    with pytest.raises(Refused, match="只能是这个账套的经办人或审核人"):
        vault.unlock(reading, password("reader"))

    assert not vault.founded(reading)
    reading.close()


def test_a_second_keeper_reads_the_same_and_the_last_one_stays(real: Book, clock: FixedClock) -> None:
    row = complained(real)
    opened = vault.unlock(real, password("clerk"))
    vault.put(opened, COMPLAINT, row, WHO)
    with pytest.raises(Refused, match="只有这一位"):
        vault.drop_keeper(opened, "clerk")
    vault.add_keeper(opened, "secretary", password("secretary"))
    vault.drop_keeper(opened, "clerk")

    other = reopened(real, "secretary", clock)

    assert vault.reveal(vault.unlock(other, password("secretary")), COMPLAINT, row, "联系核实") == WHO
    assert [user.name for user in vault.keepers(other)] == ["李四"]
    other.close()


def test_a_new_password_opens_the_vault_and_the_old_one_does_not(real: Book) -> None:
    row = complained(real)
    vault.put(vault.unlock(real, password("clerk")), COMPLAINT, row, WHO)

    users.change_password(real, "clerk", password("clerk"), "新的长密码要十个字以上")

    assert vault.reveal(vault.unlock(real, "新的长密码要十个字以上"), COMPLAINT, row, "联系核实") == WHO
    with pytest.raises(WrongPassword):
        vault.unlock(real, password("clerk"))


def test_the_books_own_key_does_not_open_the_second_file(book: Book, complaint: Saved) -> None:
    vault.close(written(book, complaint))

    with pytest.raises(keepers.VaultLost, match="身份资料打不开"):
        drawer.open_file(book, book._data_key)


def test_a_number_moved_to_another_row_opens_nothing_there(book: Book, complaint: Saved) -> None:
    other = records.save(book, COMPLAINT, None, {**TEXTS, "summary": "另一件事情"})
    opened = written(book, complaint)
    book.run("UPDATE vault_ref SET row = ?", (other.id,))

    with pytest.raises(keepers.VaultLost):
        vault.reveal(opened, COMPLAINT, other.id, "联系核实")


def test_the_book_knows_a_random_number_of_128_bits_and_nothing_else(book: Book, complaint: Saved) -> None:
    written(book, complaint)

    lines = book.all("SELECT * FROM vault_ref")

    assert [line[:2] for line in lines] == [("complaint", complaint.id)]
    assert len(bytes.fromhex(lines[0][2])) == 16
    assert lines[0][3:] == ("2026-11-22T10:00:00+08:00", "张三")


def test_every_opening_is_in_the_log(book: Book) -> None:
    vault.close(vault.unlock(book))
    vault.close(vault.unlock(book))

    assert b"".join(book.log().bodies()).count(b'"act":"vault.open"') == 2


def test_boxes_of_an_older_book_move_into_the_file_at_the_first_unlock(
    book: Book, complaint: Saved, clock: FixedClock
) -> None:
    other = records.save(book, COMPLAINT, None, {**TEXTS, "summary": "另一件事情"})
    path = older(book, {complaint.id: ({"name": "从前的名字"}, WHO), other.id: ({"name": "欧阳保密丙"},)})
    again = Book.open(path, "clerk", clock=clock)
    marked = vault.kept(again, COMPLAINT, complaint.id)
    before = again.one("SELECT count(*) FROM vault_entry")[0]

    opened = vault.unlock(again)

    assert marked == vault.Kept("2026-01-02T08:00:00+08:00", "张三")
    assert (before, again.one("SELECT count(*) FROM vault_entry")[0]) == (3, 0)
    assert vault.reveal(opened, COMPLAINT, complaint.id, "联系核实") == WHO
    assert vault.reveal(opened, COMPLAINT, other.id, "联系核实") == {"name": "欧阳保密丙"}
    assert vault.check(opened) == []
    vault.close(opened)
    again.close()


def test_moving_that_was_interrupted_after_the_file_was_written_is_finished(
    book: Book, complaint: Saved, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = older(book, {complaint.id: (WHO,)})
    again = Book.open(path, "clerk", clock=clock)
    with monkeypatch.context() as broken:
        broken.setattr(Book, "run_many", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(OSError, match="No space"):
            vault.unlock(again)

    opened = vault.unlock(again)

    assert vault.reveal(opened, COMPLAINT, complaint.id, "联系核实") == WHO
    assert opened.file.connection.execute("SELECT count(*) FROM entry").fetchone()[0] == 1
    vault.close(opened)
    again.close()


def test_a_damaged_box_stays_where_it_is_and_the_others_move(book: Book, complaint: Saved, clock: FixedClock) -> None:
    other = records.save(book, COMPLAINT, None, {**TEXTS, "summary": "另一件事情"})
    path = older(book, {complaint.id: (WHO,), other.id: (WHO,)}, broken=other.id)
    again = Book.open(path, "clerk", clock=clock)

    opened = vault.unlock(again)

    assert vault.reveal(opened, COMPLAINT, complaint.id, "联系核实") == WHO
    with pytest.raises(keepers.VaultLost):
        vault.reveal(opened, COMPLAINT, other.id, "联系核实")
    vault.close(opened)
    again.close()


def test_a_file_that_is_gone_is_told_and_never_silently_made_anew(book: Book, complaint: Saved) -> None:
    vault.close(written(book, complaint))
    beside(book.path, ".vault").unlink()

    with pytest.raises(keepers.VaultLost):
        vault.unlock(book)

    assert "不在账套旁边" in vault.look(book)
    assert not beside(book.path, ".vault").exists()


def test_a_full_disk_keeps_book_and_file_as_they_were(
    book: Book, complaint: Saved, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = written(book, complaint)
    monkeypatch.setattr(drawer, "sum_of", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))

    with pytest.raises(DiskFull):
        vault.put(opened, COMPLAINT, complaint.id, {"name": "欧阳保密乙"})

    assert book.log().bodies()[-1].count(b"vault.put") == 1
    assert b"".join(book.log().bodies()).count(b"vault.put") == 1


def test_the_doctor_sees_a_file_that_was_exchanged(book: Book, complaint: Saved) -> None:
    vault.close(written(book, complaint))
    healthy = doctor_says(book)
    path = beside(book.path, ".vault")
    path.write_bytes(path.read_bytes()[:-4096] + bytes(4096))

    assert healthy.ok
    assert not doctor_says(book).ok
    assert "身份资料文件" in doctor_says(book).message


def test_a_backup_has_the_identities_in_a_file_of_their_own_and_restore_brings_both(
    book: Book, complaint: Saved, folder: Path, clock: FixedClock
) -> None:
    vault.close(written(book, complaint))
    report = backups.back_up(book, folder / "备份 1")
    opened = vault.unlock(book)
    vault.put(opened, COMPLAINT, complaint.id, {"name": "欧阳保密乙"})
    vault.close(opened)
    path = book.path
    book.close()

    done = backups.restore(report.path, path)

    again = Book.open(path, "clerk", clock=clock)
    opened = vault.unlock(again)
    assert (report.vault, done.vault) == ("whole", "")
    assert vault.reveal(opened, COMPLAINT, complaint.id, "联系核实") == WHO
    assert vault.check(opened) == []
    vault.close(opened)
    again.close()
    with zipfile.ZipFile(report.path) as archive:
        assert not [name for name in archive.namelist() if "vault" in name]


@pytest.mark.parametrize("harm", ["missing", "broken"])
def test_a_backup_without_its_identities_leaves_those_in_use_and_says_so(
    book: Book, complaint: Saved, folder: Path, clock: FixedClock, harm: str
) -> None:
    vault.close(written(book, complaint))
    report = backups.back_up(book, folder / "备份 1")
    copy = report.path.with_suffix(".mzv")
    if harm == "missing":
        copy.unlink()
    else:
        copy.write_bytes(copy.read_bytes()[:-100])
    path = book.path
    book.close()

    done = backups.restore(report.path, path)

    again = Book.open(path, "clerk", clock=clock)
    opened = vault.unlock(again)
    assert backups.check(report.path).vault == harm
    assert copy.name in done.vault
    assert "仍用原来的" in done.vault
    assert vault.reveal(opened, COMPLAINT, complaint.id, "联系核实") == WHO
    vault.close(opened)
    again.close()


def test_a_restore_with_identities_is_undone_with_them(
    book: Book, complaint: Saved, folder: Path, clock: FixedClock
) -> None:
    vault.close(written(book, complaint))
    report = backups.back_up(book, folder / "备份 1")
    opened = vault.unlock(book)
    vault.put(opened, COMPLAINT, complaint.id, {"name": "欧阳保密乙"})
    vault.close(opened)
    path = book.path
    book.close()
    done = backups.restore(report.path, path)
    assert done.kept_aside is not None

    backups.restore(done.kept_aside, path)

    again = Book.open(path, "clerk", clock=clock)
    opened = vault.unlock(again)
    assert vault.reveal(opened, COMPLAINT, complaint.id, "联系核实") == {"name": "欧阳保密乙"}
    vault.close(opened)
    again.close()


def test_another_key_file_does_not_open_and_founds_no_second_vault(book: Book, complaint: Saved) -> None:
    vault.put(vault.unlock(book), COMPLAINT, complaint.id, WHO)
    book.keys = replace(book.keys, vault=())

    with pytest.raises(Refused, match="只有举报受理员"):
        vault.unlock(book)
    with pytest.raises(Refused, match="已经有举报受理员"):
        vault.found(book, {"clerk": "practice-clerk-1"})


def test_the_key_file_holds_the_key_only_wrapped(book: Book, complaint: Saved) -> None:
    opened = vault.unlock(book)

    kept = beside(book.path, ".keys").read_bytes()

    assert b'"vault"' in kept
    assert opened.key.hex().encode() not in kept
    assert opened.key != book._data_key


def test_a_new_book_has_its_clerk_and_secretary_as_keepers(folder: Path) -> None:
    made = books.create_book(folder / "新 账套.mz", STRONG, PEOPLE)

    assert [user.login for user in vault.keepers(made)] == ["clerk", "secretary"]
    assert vault.unlock(made, password("clerk")).key
    made.close()


def test_only_registers_of_complaints_and_questions_keep_somebody_apart() -> None:
    assert {one.key for one in LEDGERS if one.vault} == {"complaint", "question"}
    assert all(not {f.key for f in one.vault.fields} & set(one.by_key) for one in LEDGERS if one.vault)


def test_nobody_else_imports_the_vault() -> None:
    allowed = {
        "app.storage.vault": {"app.operations.vault"},
        "app.storage.keepers": {
            "app.storage.vault",
            "app.operations.vault",
            "app.operations.books",
            "app.operations.recovery",
            "app.operations.users",
        },
        "app.operations.vault": {
            "app.operations.demo",
            "app.operations.doctor",
            "ui.engine.identity_box",
            "ui.engine.identity_dialog",
        },
    }

    graph = imports_of_ours()

    assert {name: {one for one, seen in graph.items() if name in seen} - {name} for name in allowed} == allowed


def test_no_export_packet_print_or_search_reaches_the_vault_by_any_detour() -> None:
    """Every import counts, also inside functions and at any distance. Source: packet.md 6.3."""
    graph = imports_of_ours()

    reaching = {"app.storage.vault"}
    while more := {one for one, seen in graph.items() if seen & reaching} - reaching:
        reaching |= more

    ways_in = {"app", "app.operations", "app.cli", "ui"}
    assert {one for one in reaching if not one.startswith(("ui.", "app.cli.", "app.__main__", "app.headless"))} == {
        "app.storage.vault",
        "app.operations.vault",
        "app.operations.demo",
        "app.operations.doctor",
    } | (reaching & ways_in)
    assert not reaching & {"ui.screens.preview", "ui.screens.preview_print", "ui.screens.find", "ui.engine.related"}


def imports_of_ours() -> dict[str, set[str]]:
    """Which of our modules names which, wherever the import stands."""
    graph = {}
    for path in [*ROOT.glob("app/**/*.py"), *ROOT.glob("ui/**/*.py")]:
        seen = {name for _, name in imported(path, ROOT)}
        graph[module_name(path, ROOT)] = {name for name in seen if name.partition(".")[0] in ("app", "ui")}
    return graph
