"""The import of workbooks: every fault at once, and nothing written where there is one."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.cli.answers import DONE, REFUSED, Answer
from app.cli.opening import opened
from app.ledgers import ledger as ledger_of
from app.operations import import_mapping, imports, village_returns
from app.operations.books import Book
from app.operations.import_columns import UnknownColumns
from app.operations.imports import Imported, ImportFault, ImportPlan
from app.operations.village_returns import is_village_book


def bring_in(options: argparse.Namespace) -> Answer:
    """Rows of workbooks into a register."""
    ledger = ledger_of(options.register)
    if ledger.key == "finance_line" and any(is_village_book(path) for path in options.files):
        return _village_books(options)
    with opened(options) as book:
        try:
            plan = imports.plan_import(book, ledger, options.files)
        except UnknownColumns as unknown:
            for one in (unknown, *unknown.others):
                _remember(book, options, one)
            plan = imports.plan_import(book, ledger, options.files)
        if options.adopt:
            plan = imports.planned_again(book, plan, edits=imports.adopted(plan))
        done = imports.carry_out(book, plan, keep_good=options.keep_good, dry_run=options.dry_run)
        copies = _error_copies(plan, options.files, options.errors) if options.errors and plan.faults else []
    return _answer(options, plan, done, copies)


def _remember(book: Book, options: argparse.Namespace, unknown: UnknownColumns) -> None:
    """What `--map` says about unknown headings is kept for the layout; where one is left unsaid, it stays unknown."""
    said = dict(text.split("=", 1) for text in options.map if "=" in text)
    if not set(unknown.unknown) <= said.keys():
        raise unknown
    mapping = {heading: said[heading] for heading in unknown.unknown}
    import_mapping.remember(book, unknown.ledger, unknown.headings, mapping)


def _village_books(options: argparse.Namespace) -> Answer:
    """Locked workbooks of villages: each file is taken in whole or named with what is wrong."""
    with opened(options) as book:
        returned = village_returns.plan_returns(book, options.files)
        bad = [one for one in returned if one.state != village_returns.READY]
        write = not options.dry_run and (options.keep_good or not bad)
        done = village_returns.carry_out(book, returned) if write else village_returns.Collected(None)
    faults = [_told(fault) for one in returned for fault in (*one.faults, *one.hints)]
    faults += [_told(ImportFault(one.path.name, "", 0, "", "E-RETURN", one.message)) for one in bad if not one.faults]
    data: dict[str, Any] = {
        "batch": done.batch,
        "read": sum(one.lines + one.entries for one in returned),
        "added": done.added,
        "updated": done.updated,
        "removed": done.removed,
        "faults": faults,
        "files": [
            {
                "file": one.path.name,
                "unit": one.unit,
                "period": one.period,
                "state": one.state,
                "lines": one.lines,
                "opening": one.opening,
                "sums": one.sums,
                "message": one.message,
                "changes": [str(change) for change in one.changes],
            }
            for one in returned
        ],
    }
    lines = list(village_returns.listed(returned))
    if bad and not (options.keep_good and done.files):
        message = f"{len(bad)} 份填报表不能收下,没有写入任何内容。请改好后重新收。"
        data["error"] = {"code": "E-IMPORT", "message": message, "faults": faults}
        return Answer(data, lines, [message], REFUSED)
    if options.dry_run:
        return Answer(data, [*lines, f"核对完毕,没有写入:{len(returned) - len(bad)} 份可以收下"], [], DONE)
    counts = f"新增 {done.added} 笔,更新 {done.updated} 笔,删去 {done.removed} 笔"
    said = f"已收下 {done.files} 份,批号 {done.batch}:{counts}" if done.batch else "都与账里一样,没有改动"
    return Answer(data, [*lines, said], [], DONE)


def _error_copies(plan: ImportPlan, files: list[Path], out: Path) -> list[Path]:
    """The clerk's own workbooks with the messages in them; of several, each under its own name behind OUT's."""
    names = {fault.file for fault in plan.faults}
    wrong = [path for path in files if path.name in names]
    if len(files) == 1:
        return [imports.error_copy(plan, files[0], out)]
    return [imports.error_copy(plan, path, out.with_stem(f"{out.stem}_{path.stem}")) for path in wrong]


def _answer(options: argparse.Namespace, plan: ImportPlan, done: Imported, copies: list[Path]) -> Answer:
    data: dict[str, Any] = {
        "batch": done.batch,
        "read": done.read,
        "added": done.added,
        "updated": done.updated,
        "faults": [_told(fault) for fault in done.faults],
    }
    lines = [_line(fault) for fault in done.faults]
    notes = [f"错误信息已写入:{path}" for path in copies]
    if plan.bad and not (options.keep_good and done.batch):
        message = f"读入 {done.read} 行,{plan.bad} 行有错,没有写入任何内容。请改好后重新导入。"
        data["error"] = {"code": "E-IMPORT", "message": message, "faults": data["faults"]}
        return Answer(data, lines, [message, *notes], REFUSED)
    if options.dry_run:
        lines.append(f"核对完毕,没有写入:读入 {done.read} 行,可新增 {done.added} 条,可更新 {done.updated} 条")
    else:
        left = f",{plan.bad} 行有错没有写入" if plan.bad else ""
        lines.append(f"已导入,批号 {done.batch}:新增 {done.added} 条,更新 {done.updated} 条{left}")
    return Answer(data, lines, notes, DONE)


def _told(fault: ImportFault) -> dict[str, Any]:
    """A fault as other programs read it."""
    said = asdict(fault)
    return {key: said[key] for key in ("file", "sheet", "row", "column", "code", "message", "suggestion")}


def _line(fault: ImportFault) -> str:
    column = "" if fault.message.startswith(fault.column) else f"{fault.column}:"
    where = " ".join(filter(None, (fault.file, fault.sheet, f"第 {fault.row} 行")))
    return f"{where} {column}{fault.message}" + (f"(建议:{fault.suggestion})" if fault.suggestion else "")
