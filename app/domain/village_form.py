"""What the writer and the reader of a village's workbook agree on: its hidden keys and the mark that they are whole."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

# The hidden sheet has the same name in every workbook of ours; its first cell says which kind it is.
KEY_SHEET = "mz_keys"
VILLAGE_MARK = "mingzhang-village"
VERSION = "1"
LINES, ENTRIES = "finance_line", "finance_entry"
FACTS = ("township", "code", "unit", "unit_id", "level", "period", "account_set", "opening", "issued_on")
DIGEST = "digest"


def digest(facts: Mapping[str, str]) -> str:
    """A mark over all hidden keys: a key that was changed by a slip no longer fits it. It guards nothing else."""
    text = "\n".join(f"{key}={value}" for key, value in sorted(facts.items()) if key != DIGEST)
    return sha256(f"{VILLAGE_MARK} {VERSION}\n{text}".encode()).hexdigest()[:24]
