"""A correction of a month that was reported, from the command line: asked for, agreed to, the month open."""

from __future__ import annotations

import argparse

from app.cli.answers import Answer
from app.cli.opening import BadUsage, opened, signing_passwords
from app.domain.rows import id_of, text_of
from app.ledgers.amendment import ASKED, OPEN
from app.operations import amendments, packet_list
from app.operations.monthly import month_of


def amend(options: argparse.Namespace) -> Answer:
    """Open a closed month for a numbered correction; without the reviewer's password it waits for the reviewer."""
    places = [_place(text) for text in options.row]
    with opened(options) as book:
        period, known = month_of(options.month), signing_passwords(options, book)
        row = amendments.open_one(book, period)
        if row is None or row.get("state") == OPEN:
            row = amendments.ask(book, period, options.reason, places)
        if packet_list.login_of(book, "secretary") in known:
            row = amendments.agree(book, id_of(row, "id") or 0, known)
    data = {
        "id": row["id"],
        "number": row["number"],
        "month": row["period"],
        "state": row["state"],
        "asked_by": row["asked_by"],
        "approved_by": row["approved_by"],
    }
    if row["state"] == ASKED:
        notes = ["还没有审核人的密码,这个月没有打开。请审核人同意:再运行一次,密码文件里写上审核人的一行。"]
        return Answer(data, [f"已提出更正 {text_of(row, 'number')}({period.title})"], notes)
    notes = ["现在可以改这个月已报的内容;改好后用 packet build 生成更正包。"]
    return Answer(data, [f"已打开{period.title},更正编号 {text_of(row, 'number')}"], notes)


def _place(text: str) -> tuple[str, int]:
    register, _, number = text.partition("/")
    if not register or not number.isdecimal():
        raise BadUsage(f"“{text}”应写成 台账/序号,例如 problem/12。没有改动任何内容。")
    return register, int(number)
