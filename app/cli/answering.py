"""What the county answered to a township's packets: by file, by phone, in a list."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from app.cli.answers import Answer
from app.cli.opening import opened
from app.operations import answers
from app.operations.answers import Told
from app.operations.books import Book


def load(options: argparse.Namespace) -> Answer:
    """Take in receipt files; the first that is refused ends it, those before it stay."""
    with opened(options) as book:
        return _answer([answers.load(book, path) for path in options.files])


def enter(options: argparse.Namespace) -> Answer:
    """Take down the eight digits of the phone."""
    with opened(options) as book:
        return _answer([answers.enter_code(book, options.code)])


def list_answers(options: argparse.Namespace) -> Answer:
    """The packets that were sent with their answers, and remarks that wait."""
    with opened(options) as book:
        sent, waiting = answers.sent_lines(book), answers.open_remarks(book)
        words = [f"{line.title}\t{line.answer}\t{line.way or '-'}" for line in sent]
        words += [f"意见\t{_place(book, one)}\t{one.text}" for one in waiting]
    data = {"packets": [asdict(line) for line in sent], "remarks": [_remark(one) for one in waiting]}
    return Answer(data, words)


def _remark(one: answers.RowRemark) -> dict[str, object]:
    return {key: getattr(one, key) for key in ("id", "packet_id", "register", "row", "number", "field", "text", "at")}


def _place(book: Book, one: answers.RowRemark) -> str:
    where, field = answers.place_of(book, one)
    return f"{where} {field}".strip()


def _answer(told: list[Told]) -> Answer:
    words = [f"{one.title}{'(以前已装入)' if one.again else ''}。{one.message}{one.templates}" for one in told]
    return Answer([asdict(one) for one in told], words)
