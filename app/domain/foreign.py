"""Reading with somebody else's library: whatever it says of a broken file becomes one sentence for the clerk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.domain.faults import Told


@contextmanager
def foreign(told: Callable[[], Told]) -> Iterator[None]:
    """Turn what goes wrong inside into what `told` makes.

    Parsers raise whatever their code stumbles over, and the list of it is never complete: a broken file is not our
    bug. Panics of libraries written in Rust are no Exception. What is told already stays as it is.
    """
    try:
        yield
    except Told:
        raise
    except Exception as error:
        raise told() from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise told() from error
