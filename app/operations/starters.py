"""Rows to begin a register with, shipped with the program: read as any workbook, added where they are not there yet."""

from __future__ import annotations

from app import paths
from app.domain.faults import Refused
from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.operations.imports import Imported, carry_out, plan_import
from app.storage.book import Book
from app.storage.reading import Query


def load_starter(book: Book, ledger: LedgerDef, label: str) -> Imported:
    """Add the rows of a starter the register declares; what stands there, or was voided there, is left as it is.

    Raises:
        Refused: No such starter, or all of its rows are there; nothing was written.
    """
    starter = next((one for one in ledger.starters if one.label == label), None)
    if starter is None:
        raise Refused(f"{ledger.title}没有“{label}”。没有改动任何内容。", "E-STARTER")
    plan = plan_import(book, ledger, [paths.resource(*starter.file.split("/"))])
    known = {_name(ledger, row) for row in book.page(ledger.key, book.ids(ledger.key, Query(voided=None)))}
    plan.rows = [row for row in plan.rows if row.id is None and _name(ledger, row.row) not in known]
    if not plan.rows:
        raise Refused(f"“{label}”里的内容{ledger.title}里都已经有了,没有改动。要改某一条,直接打开它修改。", "E-STARTER")
    return carry_out(book, plan)


def _name(ledger: LedgerDef, row: Row) -> str:
    return repr([row.get(key) for key in ledger.identity])
