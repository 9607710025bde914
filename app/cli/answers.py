"""What a command answers, and how answers and errors are written: text for people, one JSON document for scripts."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.domain.faults import Fault, Refused
    from app.domain.ledger import LedgerDef

DONE, REFUSED, USAGE, OUR_FAULT = range(4)


@dataclass
class Answer:
    """The result of a command: `data` for --json, `lines` for people on stdout, `notes` on stderr, the exit code."""

    data: Any
    lines: Sequence[str] = ()
    notes: Sequence[str] = ()
    code: int = DONE


@dataclass(frozen=True)
class Problem:
    """Why a command was not carried out, in the promised shape."""

    exit: int
    code: str
    message: str
    faults: Sequence[dict[str, Any]] = field(default_factory=tuple)

    def as_json(self) -> dict[str, Any]:
        """The value of "error"."""
        return {"code": self.code, "message": self.message, "faults": list(self.faults)}


def faults_of(refused: Refused, ledger: LedgerDef | None = None, row: int | None = None) -> list[dict[str, Any]]:
    """The faults of a refusal, each with the heading of its column; none where the message says it all."""
    faults = refused.faults
    if len(faults) == 1 and not faults[0].field:
        return []
    named = [fault for fault in faults if fault.field] or faults
    return [fault_json(fault, ledger, row) for fault in named]


def with_advice(refused: Refused) -> str:
    """The message of a refusal, with the command that helps where one does."""
    advice = "\n用 settle 逐处处理:不带选项列出,--mask-all 全部遮盖。" if refused.code == "E-PERSONAL" else ""
    return refused.message + advice


def fault_json(fault: Fault, ledger: LedgerDef | None = None, row: int | None = None) -> dict[str, Any]:
    """One fault in the promised shape."""
    label = ledger.label(fault.field) if ledger and fault.field in ledger.by_key else fault.field
    found: dict[str, Any] = {
        "row": row if fault.row is None else fault.row,
        "column": label,
        "code": fault.code,
        "message": fault.message,
    }
    if fault.suggestion:
        found["suggestion"] = fault.suggestion
    if fault.basis:
        found["basis"] = fault.basis
    return found


def use_utf8() -> None:
    """Write Chinese whatever the language of the machine says; a sign that cannot be written never stops a command."""
    for stream in (sys.stdout, sys.stderr):
        if (reconfigure := getattr(stream, "reconfigure", None)) is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def give(answer: Answer, *, as_json: bool) -> int:
    """Write an answer; returns its exit code."""
    for note in answer.notes:
        print(note, file=sys.stderr)
    if as_json:
        print(document(answer.data))
    else:
        for line in answer.lines:
            print(line)
    sys.stdout.flush()
    return answer.code


def give_problem(problem: Problem, *, as_json: bool) -> int:
    """Write why nothing was done; returns the exit code."""
    print(problem.message, file=sys.stderr)
    if as_json:
        print(document({"error": problem.as_json()}))
    sys.stdout.flush()
    return problem.exit


def document(data: Any) -> str:
    """One JSON document, readable by people too."""
    return json.dumps(data, ensure_ascii=False, indent=1)


def drop_output() -> None:
    """The reader of stdout has gone: write the rest to nowhere, so that leaving says nothing more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
