"""Commands that look: registers, list, show, history, todo, check."""

from __future__ import annotations

import argparse
from typing import Any

from app.cli.answers import DONE, REFUSED, Answer, fault_json
from app.cli.opening import naming, opened
from app.cli.values import query_of, row_json, text_lines, titled
from app.domain.faults import Refused, ways_out
from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.ledgers import LEDGERS
from app.ledgers import ledger as ledger_of
from app.operations import checks, lists, records
from app.operations import todo as waiting
from app.operations.books import Book
from app.operations.checks import CheckLine
from app.operations.todo import TodoLine


def registers(options: argparse.Namespace) -> Answer:
    """Keys and titles of all registers, and how many rows each has."""
    with opened(options) as book:
        found = [
            {"key": ledger.key, "title": ledger.title, "rows": lists.count(book, ledger)}
            for ledger in LEDGERS
            if book.may_read(ledger.key)
        ]
    return Answer(found, [f"{line['key']}\t{line['title']}\t{line['rows']}" for line in found])


def list_rows(options: argparse.Namespace) -> Answer:
    """Rows of a register."""
    ledger = ledger_of(options.register)
    with opened(options) as book, naming(ledger):
        query = query_of(book, ledger, options.where, options.find)
        rows = lists.page(book, ledger, lists.ids(book, ledger, query))
        titles = lists.titles(book, ledger, rows)
    return Answer([row_json(ledger, row, titles) for row in rows], text_lines(ledger, rows, titles))


def show(options: argparse.Namespace) -> Answer:
    """Everything about one row, with its lines."""
    ledger = ledger_of(options.register)
    with opened(options) as book:
        row = _row(book, ledger, options.id)
        found = titled(book, ledger, row)
        titles = lists.titles(book, ledger, [row])
        texts = {key: ledger.show_one(row, key, titles) for key in ledger.by_key}
        found |= {key: row.get(key) for key in ("voided", "void_reason", "created_at", "created_by")}
        found |= {key: row.get(key) for key in ("updated_at", "updated_by")}
        found["voided"] = bool(found["voided"])
        found["title"] = book.title(ledger.key, options.id)
        light = lists.light(book, ledger, row)
        found["light"] = light.word if light else None
        found["moves"] = [move.label for move in records.moves(book, ledger, row)]
        for key in ledger.children:
            child = ledger_of(key)
            lines = lists.lines(book, child, options.id)
            titles = lists.titles(book, child, lines)
            found[key] = [row_json(child, line, titles) for line in lines]
    shown = [f"{ledger.label(key)}:{text}" for key, text in texts.items() if text]
    return Answer(found, [f"{found['title']}  {found['state'] or ''}".rstrip(), *shown])


def history(options: argparse.Namespace) -> Answer:
    """Who changed what in a row, when, from what to what."""
    ledger = ledger_of(options.register)
    with opened(options) as book:
        _row(book, ledger, options.id)
        changes = records.history(book, ledger, options.id)
    found = [
        {
            "at": change.at,
            "actor": change.actor,
            "actor_name": change.actor_name,
            "label": change.label,
            "reason": change.reason,
            "fields": [{"label": name, "before": old, "after": new} for name, old, new in change.fields],
        }
        for change in changes
    ]
    lines = []
    for change in changes:
        reason = f"(理由:{change.reason})" if change.reason else ""
        lines.append(f"{change.at} {change.actor_name} {change.label}{reason}")
        lines += [f"    {name}:{old or '(空)'} → {new or '(空)'}" for name, old, new in change.fields]
    return Answer(found, lines)


def todo(options: argparse.Namespace) -> Answer:
    """What waits: overdue, due soon, due this week, to be reviewed, and the next report."""
    with opened(options) as book:
        found = waiting.todo(book)
    groups = {
        "overdue": ("已逾期", found.overdue),
        "due_soon": ("临期", found.due_soon),
        "this_week": ("本周到期", found.this_week),
        "to_review": ("待我审核", found.to_review),
    }
    report = found.next_report
    data: dict[str, Any] = {key: [_todo_line(line) for line in kept] for key, (_, kept) in groups.items()}
    due = {"title": report.title, "due_on": report.due_on.isoformat(), "days": report.days, "note": report.note}
    lines = []
    for title, kept in groups.values():
        lines.append(f"{title} {len(kept)} 件")
        lines += [f"    {line.due_on} {line.light.word} {line.unit} {line.title}" for line in kept]
    note = f"({report.note})" if report.note else ""
    lines.append(f"{report.title}:{due['due_on']} 前上报,还有 {report.days} 天{note}")
    return Answer({**data, "next_report": due}, lines)


def check(options: argparse.Namespace) -> Answer:
    """All cross-checks; a hard one makes the answer a refusal."""
    what = options.what or ""
    is_period = what[:1].isdigit()
    with opened(options) as book:
        found = checks.check(book, register="" if is_period else what, period=what if is_period else "")
    hard = [line for line in found if not line.fault.soft]
    soft = [line for line in found if line.fault.soft]
    data: dict[str, Any] = {"hard": [_check_line(line) for line in hard], "soft": [_check_line(line) for line in soft]}
    lines = [f"必须改正 {len(hard)} 处", *map(_check_text, hard), f"需要说明 {len(soft)} 处", *map(_check_text, soft)]
    if hard:
        message = f"有 {len(hard)} 处必须改正。台账没有改动;请逐条改好后再核对。"
        data["error"] = {"code": "E-CHECK", "message": message, "faults": data["hard"]}
        return Answer(data, lines, [message], REFUSED)
    return Answer(data, lines, (), DONE)


def _row(book: Book, ledger: LedgerDef, id: int) -> Row:
    """One row, voided or not."""
    found = lists.page(book, ledger, [id])
    if not found:
        raise Refused(f"{ledger.title}里没有第 {id} 号记录。没有改动任何内容;请用 list 查看序号。", "E-MISSING")
    return found[0]


def _todo_line(line: TodoLine) -> dict[str, Any]:
    return {
        "register": line.register,
        "id": line.id or None,
        "number": line.number,
        "title": line.title,
        "unit": line.unit,
        "due_on": line.due_on,
        "days": line.days,
        "light": line.light.word,
        **({"begin": dict(line.begin)} if line.begin else {}),
    }


def _check_line(line: CheckLine) -> dict[str, Any]:
    ledger = ledger_of(line.register)
    found = {"register": line.register, "title": line.title, **fault_json(line.fault, ledger, line.id)}
    found["ways"] = [mend.label for mend in ways_out(line.fault)]
    return {**found, "note": line.note} if line.note else found


def _check_text(line: CheckLine) -> str:
    told = f" 说明:{line.note}" if line.note else ""
    return f"    {ledger_of(line.register).title}第 {line.id} 号“{line.title}”:{line.fault.message}{told}"
