"""The drawer for identities: nobody but its keepers reads it, and nothing of it gets anywhere else."""

from __future__ import annotations

import ast
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app import keys
from app.domain.faults import Refused
from app.ledgers import LEDGERS, ledger
from app.operations import backups, books, exports, lists, records, users, vault
from app.operations.books import Book
from app.operations.records import Saved
from app.storage import vault as drawer
from app.storage.failures import TooManyTries
from app.storage.keyfile import NewUser, beside
from app.storage.reading import Query
from app.storage.troubles import WrongPassword
from tests.conftest import INFO, FixedClock, Places

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


@pytest.fixture(autouse=True)
def quick_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests of a real book do not wait a third of a second for every password."""
    monkeypatch.setattr(keys, "STANDARD_PARAMS", keys.KdfParams(m=64 << 10, t=1, p=4))


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

    assert "vault_entry" in tables
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


def test_the_books_own_key_opens_no_box(book: Book, complaint: Saved) -> None:
    vault.put(vault.unlock(book), COMPLAINT, complaint.id, WHO)

    with pytest.raises(drawer.VaultLost, match="身份资料打不开"):
        drawer.read(book, book._data_key, "complaint", complaint.id, "联系核实")


def test_a_box_moved_to_another_row_does_not_open(book: Book, complaint: Saved) -> None:
    other = records.save(book, COMPLAINT, None, {**TEXTS, "summary": "另一件事情"})
    opened = vault.unlock(book)
    vault.put(opened, COMPLAINT, complaint.id, WHO)
    book.run("UPDATE vault_entry SET row = ?", (other.id,))

    with pytest.raises(drawer.VaultLost):
        vault.reveal(opened, COMPLAINT, other.id, "联系核实")


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


def test_boxes_of_short_and_long_identities_are_equally_long(book: Book, complaint: Saved) -> None:
    opened = vault.unlock(book)
    vault.put(opened, COMPLAINT, complaint.id, {"name": "王一"})
    vault.put(opened, COMPLAINT, complaint.id, WHO)

    assert len({len(box) for (box,) in book.all("SELECT box FROM vault_entry")}) == 1


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
        "app.storage.vault": {"app/operations/vault.py", "app/operations/users.py"},
        "app.operations.vault": {
            "app/operations/books.py",
            "app/operations/demo.py",
            "ui/engine/identity_box.py",
            "ui/engine/identity_dialog.py",
        },
    }

    importers: dict[str, set[str]] = {name: set() for name in allowed}
    for path in [*ROOT.glob("app/**/*.py"), *ROOT.glob("ui/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = (
                [f"{node.module}.{alias.name}" for alias in node.names] + [node.module]
                if isinstance(node, ast.ImportFrom)
                else [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else []
            )
            for name in importers:
                if name in names:
                    importers[name].add(path.relative_to(ROOT).as_posix())

    assert {name: found - allowed[name] - {f"{name.replace('.', '/')}.py"} for name, found in importers.items()} == {
        name: set() for name in allowed
    }
