"""Who reported: put into the drawer, looked at by its keepers only, and every look is in the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.faults import Fault, Refused, hard
from app.domain.fields import Row
from app.domain.ledger import LedgerDef, Vault, fault_of
from app.domain.rows import text_of
from app.operations import records
from app.storage import keepers as slots
from app.storage import vault as drawer
from app.storage.book import Book
from app.storage.keyfile import SlotInfo
from app.storage.vault import Kept, VaultFile

__all__ = ["Kept"]

KEEPER_ROLES = slots.ROLES_OF_KEEPERS
ENTERED = "登记身份"


@dataclass
class OpenVault:
    """The vault while its keeper works with it; forget it with `close` as soon as that is done."""

    book: Book
    _file: VaultFile | None

    @property
    def file(self) -> VaultFile:
        """The second file, as long as the vault is open.

        Raises:
            Refused: It was closed.
        """
        if self._file is None:
            raise Refused("身份资料已经锁上。没有改动;要再看,请重新输入密码。", "E-VAULT-CLOSED")
        return self._file

    @property
    def key(self) -> bytes:
        """The key, as long as the vault is open."""
        return self.file.key

    def close(self) -> None:
        """Forget the key and let the file go."""
        if self._file is not None:
            self._file.close()
        self._file = None


def founded(book: Book) -> bool:
    """Whether the book has a vault yet; the first keeper's first entry makes one."""
    return slots.founded(book)


def keepers(book: Book) -> list[SlotInfo]:
    """Who may see identities."""
    return slots.keepers(book)


def may_keep(book: Book) -> list[SlotInfo]:
    """Who of the book's people can be a keeper at all."""
    return [user for user in book.keys.users() if user.role in KEEPER_ROLES]


def is_keeper(book: Book) -> bool:
    """Whether whoever acts may see identities."""
    return book.actor in {user.login for user in keepers(book)}


def needs_password(book: Book) -> bool:
    """Whether the vault asks for the password: a practice book knows it."""
    return not book.info.practice


def found(book: Book, passwords: Mapping[str, str]) -> None:
    """Make the vault for its first keepers; each gives the password he opens the book with.

    Raises:
        Refused: There is one already, or one of them is neither clerk nor secretary.
        WrongPassword: One of the passwords is wrong.
    """
    if founded(book):
        raise Refused("这个账套已经有举报受理员了。没有改动;要增加,请由现在的受理员办理。", "E-VAULT-FOUNDED")
    for login in passwords:
        _fit(book, login)
    slots.found(book, passwords)


def add_keeper(opened: OpenVault, login: str, password: str) -> None:
    """Let one more person see identities; he gives the password he opens the book with.

    Raises:
        Refused: He is one already, or neither clerk nor secretary.
        WrongPassword: Not his password.
    """
    _fit(opened.book, login)
    if login in {user.login for user in keepers(opened.book)}:
        raise Refused("这个人已经是举报受理员。没有改动。", "E-VAULT-KEEPER")
    slots.add_keeper(opened.book, opened.key, login, password)


def drop_keeper(opened: OpenVault, login: str) -> None:
    """Take the right to see identities away from somebody.

    Raises:
        Refused: He is none, or the only one: nobody could open the vault any more.
    """
    there = {user.login for user in keepers(opened.book)}
    if login not in there or not opened.key:
        raise Refused("这个人不是举报受理员。没有改动。", "E-VAULT-KEEPER")
    if there == {login}:
        raise Refused("只有这一位举报受理员,撤掉后谁也打不开了。没有改动;请先增加一位。", "E-VAULT-LAST")
    slots.drop_keeper(opened.book, login)


def unlock(book: Book, password: str | None = None) -> OpenVault:
    """Open the vault for whoever acts. A book without one gets it now, with him as its first keeper.

    Raises:
        Refused: He is no keeper.
        Told: Not his password, too many wrong ones, or the key file does not fit.
    """
    if not founded(book):
        given = book.keys.passwords.get(book.actor, "") if password is None else password
        found(book, {book.actor: given})
    if not is_keeper(book):
        names = "、".join(user.name for user in keepers(book))
        raise Refused(
            f"只有举报受理员能看、能填身份资料,你不是。资料没有打开,台账没有改动;请找受理员({names})办理。",
            "E-VAULT-ROLE",
        )
    opened = OpenVault(book, drawer.open_file(book, slots.unlock(book, book.actor, password)))
    book.note("vault.open", "vault")
    return opened


def close(opened: OpenVault) -> None:
    """Forget the key."""
    opened.close()


def kept(book: Book, ledger: LedgerDef, row_id: int) -> Kept | None:
    """Whether something lies in the drawer for a row, since when and from whom; nothing of what it says."""
    return drawer.kept(book, ledger.key, row_id)


def closed_because(book: Book, ledger: LedgerDef, row: Row) -> str:
    """Why nothing may be entered for a row, "" where it may."""
    when = vault_of(ledger).when
    return when(row, book.around()) if when else ""


def put(opened: OpenVault, ledger: LedgerDef, row_id: int, texts: Mapping[str, str]) -> list[Fault]:
    """Check and keep what is known of the person; returns hints where the register itself gives him away.

    Empty texts make the row anonymous. The row of the register is not touched: there is nothing to undo, and no
    history line holds a word of this.

    Raises:
        Refused: No such row, faults in the texts (all of them), or the row may have no identity at all.
    """
    book, declared = opened.book, vault_of(ledger)
    row = _row(book, ledger, row_id)
    if said := closed_because(book, ledger, row):
        raise Refused(said, "E-VAULT-WHEN")
    values, faults = _read(book, declared, texts)
    if hard(faults):
        raise Refused(faults)
    shown = {field.key: field.show(values[field.key]) for field in declared.fields if values.get(field.key)}
    drawer.store(book, opened.file, ledger.key, row_id, shown, ENTERED)
    return _given_away(ledger, row, shown)


def reveal(opened: OpenVault, ledger: LedgerDef, row_id: int, why: str) -> dict[str, str]:
    """What is known of the person of a row, {} where he stayed anonymous; the look is logged first.

    Raises:
        Refused: No such row, or an occasion that is not on the list.
    """
    declared = vault_of(ledger)
    _row(opened.book, ledger, row_id)
    if why not in declared.why:
        raise Refused(f"查看要选一个事由({'、'.join(declared.why)})。资料没有打开。", "E-VAULT-WHY")
    return drawer.read(opened.book, opened.file, ledger.key, row_id, why)


def check(opened: OpenVault) -> list[str]:
    """Read the whole second file and compare it with the book; Chinese sentences, none where all is well."""
    return drawer.check(opened.book, opened.file)


def look(book: Book) -> str:
    """What can be told of the second file without opening it, "" where nothing is wrong."""
    return drawer.look(book)


def vault_of(ledger: LedgerDef) -> Vault:
    """What a register keeps apart.

    Raises:
        Refused: Nothing.
    """
    if ledger.vault is None:
        raise Refused(f"{ledger.title}没有要另行保管的身份资料。没有改动。", "E-VAULT-NONE")
    return ledger.vault


def _fit(book: Book, login: str) -> None:
    if login not in {user.login for user in may_keep(book)}:
        raise Refused("举报受理员只能是这个账套的经办人或审核人。没有改动;请换一个人。", "E-VAULT-ROLE")


def _row(book: Book, ledger: LedgerDef, row_id: int) -> Row:
    row = book.row(ledger.key, row_id)
    if row is None:
        raise Refused(f"{ledger.title}里没有这一条,可能刚被撤销。身份资料没有改动。", "E-MISSING")
    return row


def _read(book: Book, declared: Vault, texts: Mapping[str, str]) -> tuple[Row, list[Fault]]:
    row: Row = {}
    faults: list[Fault] = []
    for field in declared.fields:
        try:
            text = texts.get(field.key, "").strip()
            row[field.key] = field.parse(text, records.reading(book)) if text else None
        except ValueError as error:
            faults.append(fault_of(field, error))
    return row, faults


def _given_away(ledger: LedgerDef, row: Row, shown: Mapping[str, str]) -> list[Fault]:
    """Texts of the register in which the name, phone or address stands all the same."""
    secrets = [text for text in shown.values() if len(text) > 1]
    return [
        Fault(
            field.key, f"{field.label}:里面写着这个人的身份,请到台账里删去;身份资料已另行保存", "E-REPORTER", soft=True
        )
        for field in ledger.by_key.values()
        if any(secret in text_of(row, field.key) for secret in secrets)
    ]
