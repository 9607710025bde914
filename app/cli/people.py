"""Commands about the people of a book and the recovery code: users, unlock."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.answers import Answer
from app.cli.opening import ask, book_path, opened, passwords
from app.domain.faults import Refused
from app.operations import recovery, sheets, users
from app.operations.books import Book
from app.operations.users import NewUser


def list_users(options: argparse.Namespace) -> Answer:
    """Who may open the book."""
    with opened(options) as book:
        found = [
            {"user": user.login, "name": user.name, "role": user.role, "title": users.ROLE_TITLES.get(user.role, "")}
            for user in users.users(book)
        ]
    return Answer(found, [f"{user['user']}\t{user['name']}\t{user['title']}" for user in found])


def passwd(options: argparse.Namespace) -> Answer:
    """A new password for one person, who says the old one."""
    with opened(options) as book:
        old = {**passwords(options), **users.practice_passwords(book)}.get(options.login)
        old = old or ask(f"用户“{options.login}”的旧密码:")
        new = _new_password(options)
        if old is None or new is None:
            raise Refused(
                "没有给出旧密码或新密码。密码没有改动;请用 --password-file 和 --new-password-file。", "E-PASSWORD"
            )
        users.change_password(book, options.login, old, new)
    notes = ["以前的备份仍要用当时的密码打开。"]
    return Answer({"user": options.login, "changed": True}, [f"用户“{options.login}”的密码已改"], notes)


def _new_password(options: argparse.Namespace) -> str | None:
    path: Path | None = options.new_password_file
    if path is not None:
        lines = path.read_text("utf-8-sig").splitlines()
        return lines[0].strip() if lines and lines[0].strip() else None
    first = ask("新密码:")
    if first is not None and first != ask("再输一次新密码:"):
        raise Refused("两次输入的新密码不一样。密码没有改动;请重新运行。", "E-PASSWORD")
    return first


def add(options: argparse.Namespace) -> Answer:
    """One more person."""
    with opened(options) as book:
        new = NewUser(options.login, options.name, options.role, first_password(options))
        users.add(book, new, both(options, book))
    title = users.ROLE_TITLES[options.role]
    data = {"user": options.login, "name": options.name, "role": options.role}
    return Answer(data, [f"已增加{title}“{options.name}”({options.login})"], [FIRST])


def remove(options: argparse.Namespace) -> Answer:
    """Somebody may no longer open the book."""
    with opened(options) as book:
        users.disable(book, options.login, both(options, book))
    return Answer(
        {"user": options.login, "disabled": True}, [f"用户“{options.login}”已停用,不能再打开账套、不能再签名"]
    )


def role(options: argparse.Namespace) -> Answer:
    """Another role for somebody."""
    with opened(options) as book:
        users.change_role(book, options.login, options.role, first_password(options), both(options, book))
    data = {"user": options.login, "role": options.role}
    return Answer(data, [f"用户“{options.login}”改为{users.ROLE_TITLES[options.role]}"], [FIRST])


def reset(options: argparse.Namespace) -> Answer:
    """A first password again."""
    with opened(options) as book:
        users.reset(book, options.login, first_password(options), both(options, book))
    return Answer({"user": options.login, "changed": True}, [f"用户“{options.login}”的密码已重设"], [FIRST])


def make(options: argparse.Namespace) -> Answer:
    """A new recovery code and its sheet."""
    out: Path = options.out
    if out.exists():
        raise Refused(f"“{out.name}”已经存在,没有覆盖它,也没有生成恢复码。请换一个文件名。", "E-EXISTS")
    with opened(options) as book:
        known = passwords(options).get(book.actor) or ask(f"再输一次“{book.actor}”的密码:")
        code = recovery.make(book, known or "")
        out.write_bytes(sheets.sheet_pdf(recovery.sheet(book, code)))
    notes = ["请马上打印恢复码单,封好放进保险柜,然后删除这个文件。从现在起,密码只在这台电脑上有效。"]
    return Answer({"code": code, "sheet": str(out)}, [code, f"恢复码单:{out}"], notes)


def check(options: argparse.Namespace) -> Answer:
    """Whether a code is the right one."""
    recovery.check(book_path(options), _code(options))
    return Answer({"right": True}, ["恢复码是这个账套的,没有抄错"])


def use(options: argparse.Namespace) -> Answer:
    """Open by the code and set a new password."""
    code, new = _code(options), _new_password(options)
    if new is None:
        raise Refused("没有给出新密码。账套没有打开;请用 --new-password-file。", "E-PASSWORD")
    old = passwords(options).get(options.login, "")
    book = recovery.use(book_path(options), code, options.login, new, old)
    warnings = list(book.warnings)
    book.close()
    return Answer({"user": options.login, "changed": True}, [f"用户“{options.login}”的密码已改"], warnings)


FIRST = "这是第一次用的密码:本人登录后要换成自己的。"


def both(options: argparse.Namespace, book: Book) -> dict[str, str]:
    """The passwords at hand, by login."""
    return {**passwords(options), **users.practice_passwords(book)}


def first_password(options: argparse.Namespace) -> str:
    """The password somebody uses once.

    Raises:
        Refused: None was given.
    """
    if (new := _new_password(options)) is None:
        raise Refused("没有给出第一次用的密码。用户没有改动;请用 --new-password-file。", "E-PASSWORD")
    return new


def _code(options: argparse.Namespace) -> str:
    path: Path | None = options.code_file
    found = path.read_text("utf-8-sig") if path is not None else ask("恢复码:")
    if not found:
        raise Refused("没有给出恢复码。账套没有打开;请用 --code-file。", "E-RECOVERY")
    return found
