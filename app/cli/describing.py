"""What needs no book: the fields of a register, the kinds of sheet, the shape of records in a packet."""

from __future__ import annotations

import argparse
from typing import Any

from app.cli.answers import Answer
from app.domain.fields import Choice, Field
from app.ledgers import ledger as ledger_of


def fields(options: argparse.Namespace) -> Answer:
    """Key, label, kind, required, options and sensitivity of every field of a register."""
    found = [_field(field) for field in ledger_of(options.register).by_key.values()]
    lines = ["\t".join((f["key"], f["label"], f["kind"], "必填" if f["required"] else "")).rstrip() for f in found]
    return Answer(found, lines)


def sheets(options: argparse.Namespace) -> Answer:
    """The kinds of sheet that can be printed."""
    from app.operations import sheets as printing

    found = [
        {"key": kind.key, "title": kind.title, "register": kind.register, "needs_period": kind.needs_period}
        for kind in printing.kinds()
    ]
    return Answer(found, [f"{kind['key']}\t{kind['title']}" for kind in found])


def schema(options: argparse.Namespace) -> Answer:
    """What the records of a packet look like, for whoever reads them without this program."""
    import json

    from app.operations import record_schema

    if options.out:
        path = record_schema.write(options.out)
        return Answer({"path": str(path)}, [str(path)])
    found = record_schema.schema()
    return Answer(found, json.dumps(found, ensure_ascii=False, indent=1).splitlines())


def _field(field: Field) -> dict[str, Any]:
    return {
        "key": field.key,
        "label": field.label,
        "kind": field.kind,
        "required": field.required,
        "options": [option.label for option in field.leaves] if isinstance(field, Choice) else [],
        "sensitivity": field.sensitivity.value,
    }
