"""Every reader that is fuzzed."""

from __future__ import annotations

from collections.abc import Mapping

from tests.fuzz import machine, office, signed
from tests.fuzz.reader import Reader

READERS: Mapping[str, Reader] = {one.name: one for one in (*office.READERS, *machine.READERS, *signed.READERS)}
