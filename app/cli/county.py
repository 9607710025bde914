"""The county's desk: receive, merge, receipts, returns, decisions about a township's chain."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from app.cli.answers import DONE, REFUSED, Answer
from app.cli.opening import opened, signing_passwords
from app.domain.faults import Refused
from app.operations import county_handback, receipts, receiving, remarks
from app.operations.books import Book
from app.operations.receipts import Given, Written
from app.operations.receiving import Incoming

EVERY = "all"


def receive(options: argparse.Namespace) -> Answer:
    """Copy packets in, check them, and merge those that passed, with those that waited for one of them."""
    with opened(options) as book:
        known, before = signing_passwords(options, book), receiving.waiting_ids(book)
        came = [one.id for one in receiving.receive(book, options.files, month=options.month or "", passwords=known)]
        ready = [id for id in receiving.waiting_ids(book) if id not in before]
        if not options.no_merge:
            receiving.merge(book, ready, passwords=known)
        every = [*(id for id in ready if id not in came), *came]
        return answer_of([found for id in every if (found := receiving.one(book, id))])


def merge(options: argparse.Namespace) -> Answer:
    """Merge what passed and waits."""
    with opened(options) as book:
        return answer_of(receiving.merge(book, options.ids or None, passwords=signing_passwords(options, book)))


def received(book: Book) -> Answer:
    """Everything the county received, the newest first."""
    found = receiving.all_of(book)
    return Answer([_json(one) for one in found], [_line(one) for one in found])


def receipt(options: argparse.Namespace) -> Answer:
    """Receipts of one packet or of all, signed and written to a folder."""
    with opened(options) as book:
        ids = _ids(book, options.id)
        options.out.mkdir(parents=True, exist_ok=True)
        done = receipts.write_all(book, ids, options.out, signing_passwords(options, book))
    return _written(done)


def send_back(options: argparse.Namespace) -> Answer:
    """Return a packet with remarks on its rows, and write the receipt that says so."""
    with opened(options) as book:
        known, (id, *_) = signing_passwords(options, book), _ids(book, options.id)
        found = remarks.from_file(book, id, options.remarks)
        receipts.send_back(book, id, known)
        options.out.mkdir(parents=True, exist_ok=True)
        done = receipts.write_all(book, [id], options.out, known)
    answer = _written(done)
    return Answer(
        {**answer.data, "remarks": len(found)}, [f"已退回,意见 {len(found)} 条。", *answer.lines], answer.notes
    )


def hand_back(options: argparse.Namespace) -> Answer:
    """What a township sent and lost, sealed to it, in a folder."""
    with opened(options) as book:
        options.out.mkdir(parents=True, exist_ok=True)
        known = signing_passwords(options, book)
        done = county_handback.hand_back(book, options.township, options.out, known, month=options.month or "")
    return Answer({"paths": [str(path) for path in done.paths]}, [f"已写出:{path}" for path in done.paths])


def begin(options: argparse.Namespace) -> Answer:
    """The decision from where a township is received, or that it may go on after a lost disk."""
    with opened(options) as book:
        line = next((one for one in receiving.all_of(book) if str(one.id) == options.what), None)
        if line is not None:
            return answer_of([receiving.begin_at(book, line.id, options.reason)])
        seq = receiving.begin_anew(book, options.what, options.reason)
        words = f"同意 {options.what} 重新接续,下一次是第 {seq} 次。"
        if options.out is None:
            return Answer({"township": options.what, "next_seq": seq}, [words])
        known = signing_passwords(options, book)
        given = receipts.begin_anew(book, options.what, known)
        path = receipts.write_one(book, given, options.out)
        return Answer(
            {"township": options.what, "next_seq": seq, "path": str(path), "code": given.code},
            [words, f"回执:{path}"],
        )


def _ids(book: Book, text: str) -> list[int]:
    """Received files by their number, by the id of the packet, or all that were decided."""
    every = receiving.all_of(book)
    if text == EVERY:
        return [one.id for one in reversed(every) if one.decision and one.packet_id]
    found = [one.id for one in every if text in (str(one.id), one.packet_id)]
    if not found:
        raise Refused(f"没有收过“{text}”这个包。没有改动;用 packet list 看收到的包。", "E-MISSING")
    return found[:1]


def answer_of(found: Sequence[Incoming]) -> Answer:
    """Received packets as they now are; one that was not merged makes it a refusal."""
    wrong = [one for one in found if one.state in (receiving.REJECTED, receiving.HELD)]
    data: dict[str, Any] = {"packets": [_json(one) for one in found]}
    lines = [_line(one) for one in found]
    if not wrong:
        return Answer(data, lines, (), DONE)
    message = f"{len(found)} 个包里有 {len(wrong)} 个没有并入,原因见上。其余的不受影响。"
    data["error"] = {"code": wrong[0].codes[0] if wrong[0].codes else "E-REFUSED", "message": message, "faults": []}
    return Answer(data, lines, [message], REFUSED)


def _json(one: Incoming) -> dict[str, Any]:
    return {
        "id": one.id,
        "file": one.file_name,
        "packet_id": one.packet_id,
        "township": one.township,
        "township_name": one.township_name,
        "period": one.period,
        "revision": one.revision,
        "seq": one.seq,
        "state": one.state,
        "decision": one.decision,
        "title": one.title,
        "codes": list(one.codes),
        "message": one.told,
        "code": one.code,
        "received_at": one.received_at,
        "merged_at": one.merged_at,
    }


def _line(one: Incoming) -> str:
    who = one.township_name or one.file_name
    return f"{one.id}\t{one.sign} {one.title}\t{who}\t{one.period or '-'}\t第{one.revision}次\t{one.told}"


def _written(done: Written) -> Answer:
    data = {"receipts": [_given(one) for one in done.given], "left": [{"id": i, "message": w} for i, w in done.left]}
    lines = [f"{one.file_name}\t{one.title}\t回执码 {one.code or '(旧版本的包没有)'}" for one in done.given]
    return Answer(data, lines, [f"第 {id} 个没有回执:{why}" for id, why in done.left])


def _given(one: Given) -> dict[str, Any]:
    return {
        "id": one.packet,
        "file": one.file_name,
        "path": str(one.path) if one.path else None,
        "decision": one.decision,
        "title": one.title,
        "code": one.code,
    }
