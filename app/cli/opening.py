"""Which book, as whom, and the few things every command does around its work."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app import settings
from app.cli.answers import REFUSED, Problem, faults_of, with_advice
from app.domain.faults import Refused, Told
from app.domain.ledger import LedgerDef
from app.operations import books, faces, users
from app.operations.books import Book


class BadUsage(Exception):
    """The options do not say enough; the text is a Chinese sentence."""


class Stopped(Exception):
    """A refusal whose faults already bear the headings of their columns."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def book_path(options: argparse.Namespace) -> Path:
    """The book that was named, or the one last used by the window.

    Raises:
        BadUsage: Neither.
    """
    path: Path | None = options.book or books.last_book()
    if path is None:
        raise BadUsage("没有指定账套,也没有上次打开过的账套。没有改动任何内容;请在命令前加 --book 文件。")
    return path


@contextmanager
def opened(options: argparse.Namespace) -> Iterator[Book]:
    """The book, open for one command; after a command that writes it is backed up.

    Raises:
        Told: It cannot be opened.
    """
    book = _open(options)
    if users.must_renew(book, book.actor) and not book.info.practice and options.command.name != "passwd":
        login = book.actor
        book.close()
        raise Refused(
            f"用户“{login}”用的是第一次的密码,或恢复码用过,要先换成自己的密码。没有改动任何内容;"
            f"请运行 users passwd {login}。",
            "E-RENEW",
        )
    faces.apply(settings.load())
    try:
        for warning in book.warnings:
            print(warning, file=sys.stderr)
        yield book
    except BaseException:
        book.close()
        raise
    _close(book, options.command.writes)


def passwords(options: argparse.Namespace) -> dict[str, str]:
    """Passwords by user, in the order of the file; empty where no file was named.

    Raises:
        Refused: The file cannot be read, or a line is not `USER PASSWORD`.
    """
    path: Path | None = options.password_file
    if path is None:
        return {}
    found: dict[str, str] = {}
    for number, line in enumerate(_text_of(path).splitlines(), 1):
        if not line.strip():
            continue
        login, _, password = line.strip().partition(" ")
        if not password.strip():
            raise Refused(f"密码文件“{path.name}”第 {number} 行应写成“用户名 密码”。没有打开账套。", "E-PASSWORD-FILE")
        found.setdefault(login, password.strip())
    return found


def signing_passwords(options: argparse.Namespace, book: Book) -> dict[str, str]:
    """The passwords at hand for signing: those of the file, in a practice book everybody's."""
    return {**passwords(options), **users.practice_passwords(book)}


def ask(prompt: str) -> str | None:
    """A password typed on the terminal, None where there is none to type on."""
    return getpass.getpass(prompt) if sys.stdin is not None and sys.stdin.isatty() else None


@contextmanager
def naming(ledger: LedgerDef, row: int | None = None) -> Iterator[None]:
    """Give the faults of a refusal the headings of this register and the row they are about."""
    try:
        yield
    except Refused as error:
        faults, personal = faults_of(error, ledger, row), error.code == "E-PERSONAL"
        # a single sentence says so itself, and something personal is settled, not mended
        kept = "\n台账没有改动;请改正后重试。" if faults and not personal else ""
        raise Stopped(Problem(REFUSED, error.code, with_advice(error) + kept, faults)) from error


def _open(options: argparse.Namespace) -> Book:
    path, known = book_path(options), passwords(options)
    login = options.user or next(iter(known), "")
    if not path.exists():
        books.users_of(path)  # says that it is missing
    if books.is_practice(path):
        names = [user.login for user in books.users_of(path)]
        return books.open_practice(path, login=login if options.user or login in names else "", today=options.today)
    login = login or books.users_of(path)[0].login
    password = known.get(login)
    if password is None:
        password = ask(f"用户“{login}”的密码:")
    if password is None:
        raise Refused(
            f"没有用户“{login}”的密码。账套没有打开,也没有改动;请用 --password-file 指定密码文件。", "E-PASSWORD"
        )
    return books.open_book(path, login, password, today=options.today)


def _close(book: Book, writes: bool) -> None:
    if not writes:
        book.close()
        return
    try:
        books.close_book(book)
    except (Told, OSError) as error:
        # the change itself is safe in the book: it must not look as if it had been refused
        print(f"内容已保存,但关闭时的自动备份没有做成:{error} 请检查后运行 backup。", file=sys.stderr)


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(
            f"密码文件“{path.name}”不是 UTF-8 文字。没有打开账套;请另存为 UTF-8。", "E-PASSWORD-FILE"
        ) from error
