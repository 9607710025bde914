"""What is wrong with something a person typed, imported or asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing to mend: which field, a stable code, a Chinese sentence, and the right form where one is known.

    `field` is a field key, or "" for the whole row. A soft fault asks for an explanation and does not refuse.
    """

    field: str
    message: str
    code: str = "E-VALUE"
    suggestion: str = ""
    soft: bool = False


class Told(Exception):
    """Something the clerk or the machine caused: the text is a Chinese sentence that may be shown as it is.

    The sentence says what happened, what was kept and what to do.
    """

    code = "E-REFUSED"

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


class Refused(Told):
    """An action that was not carried out; nothing was changed."""

    def __init__(self, faults: Sequence[Fault] | str, code: str = "E-REFUSED") -> None:
        self.faults: tuple[Fault, ...] = (Fault("", faults, code),) if isinstance(faults, str) else tuple(faults)
        super().__init__(sentence(self.faults), code)


def hard(faults: Iterable[Fault]) -> list[Fault]:
    """The faults that refuse; soft ones only ask for an explanation."""
    return [fault for fault in faults if not fault.soft]


def sentence(faults: Sequence[Fault]) -> str:
    """All faults in one readable text, one line each."""
    return "\n".join(fault.message for fault in faults)
