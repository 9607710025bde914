"""Strong keys in tests: as strong as a clerk's, but no test waits for one that was made before.

Nothing is weaker or equal that would not be: stretching a password is a plain function of its arguments, and
within one test every new key is a new one.
"""

from __future__ import annotations

from functools import cache
from itertools import count
from typing import Any

import pytest

from app import keys
from app.packet import certificates
from app.packet.certificates import new_private_key

_stretched = cache(keys.stretched)


@cache
def _key(number: int) -> Any:
    return certificates.load_private_key(certificates.private_key_der(new_private_key()))


def stretch_once(patch: pytest.MonkeyPatch) -> None:
    """A password is stretched once for every salt of a run."""
    patch.setattr(keys, "stretched", _stretched)


def from_stock(patch: pytest.MonkeyPatch) -> None:
    """Signing keys come from a stock, beginning with its first."""
    stock = count()
    patch.setattr(certificates, "new_private_key", lambda: _key(next(stock)))
