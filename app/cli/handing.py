"""Commands about 岗位交接: handover list, write, do."""

from __future__ import annotations

import argparse

from app.cli.answers import Answer
from app.cli.opening import opened
from app.cli.people import both, first_password
from app.operations import handover, users
from app.operations.books import Book
from app.operations.handover import Handover


def show(options: argparse.Namespace) -> Answer:
    """What is handed over."""
    with opened(options) as book:
        found = handover.sections(book, _wish(options, book))
    data = [{"key": one.key, "title": one.title, "number": one.number, "said": one.said} for one in found]
    return Answer(data, [f"{one.title}\t{one.number}\t{one.said}" for one in found])


def write(options: argparse.Namespace) -> Answer:
    """The list and a backup."""
    with opened(options) as book:
        files = [str(path) for path in handover.write(book, _wish(options, book), options.out)]
    return Answer({"files": files}, files)


def carry_out(options: argparse.Namespace) -> Answer:
    """The act."""
    with opened(options) as book:
        wish = _wish(options, book)
        done = handover.hand_over(book, wish, first_password(options), both(options, book))
        leaving = next(one.name for one in users.former(book) if one.login == wish.leaves)
    data = {"id": done.row, "user": wish.heir, "disabled": wish.leaves, "steps": [list(one) for one in done.steps]}
    lines = [f"{leaving}已停用,{wish.heir_name}({wish.heir})接任", *(f"{who}:{what}" for what, who in done.steps)]
    return Answer(data, lines)


def _wish(options: argparse.Namespace, book: Book) -> Handover:
    leaves = options.login or book.actor
    name, heir = getattr(options, "to", ""), getattr(options, "heir", "")
    known = next((user for user in users.users(book) if heir and user.login == heir), None)
    return Handover(
        leaves=leaves,
        heir_name=known.name if known else name,
        heir=heir or (handover.login_for(book, name) if name else ""),
        watched_by=getattr(options, "watched_by", "") or handover.watcher(book, leaves),
        why=getattr(options, "why", "") or handover.REASONS[0],
        keeps=not getattr(options, "not_keeper", False),
    )
