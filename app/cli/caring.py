"""Commands that look after a book: backup, restore, doctor, users."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.cli.answers import DONE, REFUSED, Answer
from app.cli.opening import BadUsage, ask, book_path, opened, passwords
from app.domain.faults import Refused, Told
from app.operations import backups, users
from app.operations import doctor as checking


def backup(options: argparse.Namespace) -> Answer:
    """A verified backup in one file."""
    with opened(options) as book:
        made = backups.back_up(book, options.out)
    rows = sum(number for name, number in made.counts.items() if name != "event")
    data = {
        "path": str(made.path),
        "made_at": made.made_at,
        "size": made.size,
        "rows": rows,
        "attachments": max(made.files - 2, 0),  # the book and its keys are files too
        "verified": True,
    }
    return Answer(data, [f"已备份并核对:{made.path}({rows} 条记录,{made.size:,} 字节)"])


def restore(options: argparse.Namespace) -> Answer:
    """A backup brought back; what was there is kept aside."""
    done = backups.restore(options.file, book_path(options))
    aside = str(done.kept_aside) if done.kept_aside else None
    lines = [f"已恢复:{done.book}"]
    notes = [f"原来的文件保留在:{aside}\n要撤销这次恢复:restore “{aside}”"] if aside else []
    notes += [done.vault] if done.vault else []
    return Answer({"book": str(done.book), "kept_aside": aside, "vault": done.vault}, lines, notes)


def doctor(options: argparse.Namespace) -> Answer:
    """Every check with its answer; any that fails makes the answer a refusal."""
    try:
        with opened(options) as book:
            found = checking.doctor(book)
    except BadUsage:
        found = checking.doctor(None)  # no book yet: the machine can be looked at all the same
    except Told as trouble:
        found = checking.doctor(None, trouble)
    ok = all(check.ok for check in found)
    data: dict[str, Any] = {"ok": ok, "checks": [asdict(check) for check in found]}
    lines = [f"{'正常' if check.ok else '有问题'}\t{check.name}\t{check.message}" for check in found]
    if ok:
        return Answer(data, lines, (), DONE)
    wrong = [check for check in found if not check.ok]
    message = f"检查发现 {len(wrong)} 处问题。没有改动任何内容;请按各条的提示办理。"
    faults = [{"row": None, "column": c.name, "code": "E-DOCTOR", "message": c.message} for c in wrong]
    data["error"] = {"code": "E-DOCTOR", "message": message, "faults": faults}
    return Answer(data, lines, [message], REFUSED)


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
