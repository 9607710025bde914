"""What is wrong with something a person typed, imported or asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from app.domain.plain import plain

Act = Literal["go", "fill", "open", "explain", "add"]


class Mend(NamedTuple):
    """One way out of a fault, done at one key: what is done and what its button says.

    "go" goes to the cell of the fault, "fill" puts `text` into its field, "open" shows another row (`register`,
    `row`), "explain" asks for the 说明, "add" begins a line with `texts` (pairs of field and text) ready in it.
    """

    act: Act
    label: str
    text: str = ""
    register: str = ""
    row: int = 0
    texts: tuple[tuple[str, str], ...] = ()


@plain
class Fault:
    """One thing to mend: which field, a stable code, a Chinese sentence, and the right form where one is known.

    `field` is a field key, or "" for the whole row. A soft fault asks for an explanation and does not refuse.
    `basis` is the rule it rests on in the clerk's words (依据), "" for that of its register; `mends` are the ways
    out beside going to the cell, the likeliest first. Source: product L15, 4.4. `row` is the row of a printed sheet,
    None where the fault is about a row of a register.
    """

    field: str
    message: str
    code: str = "E-VALUE"
    suggestion: str = ""
    soft: bool = False
    basis: str = ""
    mends: tuple[Mend, ...] = ()
    row: int | None = None


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


def ways_out(fault: Fault) -> tuple[Mend, ...]:
    """What can be done about a fault: its own mends, else its right form and the way to its cell."""
    if fault.mends:
        return fault.mends
    own = [Mend("fill", f"改为 {fault.suggestion}", fault.suggestion)] if fault.suggestion and fault.field else []
    if fault.field:
        own.append(Mend("go", "去填写"))
    if fault.soft:
        own.append(Mend("explain", "写说明"))
    return tuple(own)


def sentence(faults: Sequence[Fault]) -> str:
    """All faults in one readable text, one line each."""
    return "\n".join(fault.message for fault in faults)
