"""Commands that look after a book: backup, restore, doctor."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from app.cli.answers import DONE, REFUSED, Answer
from app.cli.opening import BadUsage, book_path, opened
from app.domain.faults import Told
from app.operations import backups
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
