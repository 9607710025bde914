"""Commands that change one row: add, set, move, void, undo."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from app.cli.answers import Answer
from app.cli.opening import naming, opened
from app.cli.values import texts_of, titled
from app.domain.fields import Attachment
from app.domain.ledger import LedgerDef
from app.ledgers import ledger as ledger_of
from app.operations import records
from app.operations.books import Book
from app.operations.records import Saved

FILE_SIGN = "@"


def add(options: argparse.Namespace) -> Answer:
    """A new row."""
    ledger = ledger_of(options.register)
    with opened(options) as book, naming(ledger):
        texts, files = _split(ledger, texts_of(ledger, options.values))
        saved = _with_files(book, ledger, records.save(book, ledger, None, texts), files)
        return _answer(book, ledger, saved, "已新增")


def change(options: argparse.Namespace) -> Answer:
    """Other values in a row; an empty VALUE empties the field, @FILE puts a file into an attachment field."""
    ledger = ledger_of(options.register)
    with opened(options) as book, naming(ledger, options.id):
        texts, files = _split(ledger, texts_of(ledger, options.values))
        saved = records.save(book, ledger, options.id, texts) if texts or not files else None
        saved = _with_files(book, ledger, saved, files, options.id)
        return _answer(book, ledger, saved, "已修改")


def move(options: argparse.Namespace) -> Answer:
    """A row to another state, by the state's name or the move's."""
    ledger = ledger_of(options.register)
    with opened(options) as book, naming(ledger, options.id):
        texts = texts_of(ledger, options.values)
        saved = records.move(book, ledger, options.id, options.state, reason=options.reason, texts=texts)
        return _answer(book, ledger, saved, "已办理")


def void(options: argparse.Namespace) -> Answer:
    """A row taken out of the register; it stays readable."""
    ledger = ledger_of(options.register)
    with opened(options) as book, naming(ledger, options.id):
        title = book.title(ledger.key, options.id)
        records.void(book, ledger, options.id, options.reason)
    return Answer({"id": options.id, "title": title, "voided": True}, [f"已作废:{title}"])


def undo(options: argparse.Namespace) -> Answer:
    """The last action taken back, or a whole import."""
    with opened(options) as book:
        done = records.undo(book, options.batch)
    kept = [{"register": register, "id": id, "title": title} for register, id, title in done.kept]
    data = {"batch": done.step_id, "label": done.label, "restored": done.restored, "kept": kept}
    notes = [f"这些记录之后又改过,没有撤销:{'、'.join(line[2] for line in done.kept)}"] if kept else []
    return Answer(data, [f"{done.label}(恢复 {done.restored} 条)"], notes)


def _split(ledger: LedgerDef, texts: Mapping[str, str]) -> tuple[dict[str, str], dict[str, Path]]:
    """Typed texts, and files for attachment fields written as @FILE."""
    files = {
        key: Path(text[1:])
        for key, text in texts.items()
        if text.startswith(FILE_SIGN) and isinstance(ledger.by_key.get(key), Attachment)
    }
    return {key: text for key, text in texts.items() if key not in files}, files


def _with_files(
    book: Book, ledger: LedgerDef, saved: Saved | None, files: Mapping[str, Path], row_id: int = 0
) -> Saved:
    for key, path in files.items():
        hints = saved.hints if saved else []
        saved = records.add_file(book, ledger, saved.id if saved else row_id, key, path)
        saved = Saved(saved.id, saved.number, saved.row, hints)
    assert saved is not None  # there is either something to save or a file
    return saved


def _answer(book: Book, ledger: LedgerDef, saved: Saved, done: str) -> Answer:
    hints = [
        {"row": saved.id, "column": ledger.label(hint.field), "code": hint.code, "message": hint.message}
        for hint in saved.hints
    ]
    title = book.title(ledger.key, saved.id)
    data = {**titled(book, ledger, saved.row), "title": title, "hints": hints}
    notes = [f"提示:{hint.message}(可在“说明”里写明原因)" for hint in saved.hints]
    state = f" {saved.row['state']}" if saved.row.get("state") else ""
    return Answer(data, [f"{done}:{ledger.title}第 {saved.id} 号 {title}{state}"], notes)
