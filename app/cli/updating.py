"""更新程序: a signed release file is looked at, the book backed up, the system's installer started."""

from __future__ import annotations

import argparse

from app.cli.answers import Answer
from app.cli.opening import opened
from app.operations import books, update_start, updates


def look(options: argparse.Namespace) -> Answer:
    """What a release file brings; nothing is changed."""
    offer = updates.look(options.file)
    release = offer.release
    head = f"{release.version} 版\t{release.made_on} 签发\t签名核对无误\t{release.size >> 20} MB"
    return Answer(updates.facts(offer), [head, updates.news_text(offer.news)])


def install(options: argparse.Namespace) -> Answer:
    """Back up the book there is, stage the installer, and start it."""
    offer = updates.look(options.file)
    if options.book or books.last_book():
        with opened(options) as book:
            ready = updates.prepare(book, offer)
    else:
        ready = updates.prepare(None, offer)  # no book on this computer yet: nothing to back up
    data = {**updates.facts(offer), "installer": str(ready.installer), "backup": str(ready.backup or "")}
    lines = [f"已备份并核对:{ready.backup}"] if ready.backup else []
    lines.append(f"已拷到本机并核对:{ready.installer}")
    if options.no_start:
        return Answer({**data, "started": False}, lines)
    way = update_start.way(ready, back=False)
    updates.remember(ready)
    update_start.start(way)
    if way.by_hand:
        return Answer({**data, "started": False, "by_hand": way.by_hand}, [*lines, f"请管理员在终端运行:{way.by_hand}"])
    return Answer({**data, "started": True}, [*lines, "安装已经开始,请按系统的提示输管理员密码。"])
