"""What every test may have afresh but no test must wait for twice: a file of tables, a password stretched, a key.

Nothing is equal that would not be: a file goes through its steps once and is copied with a key of its own;
stretching a password is a plain function of its arguments, and tests/test_keys.py knows the real ones; and within
one test every new key is a new one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from app import keys
from app.packet import certificates
from app.storage import book
from app.storage.connection import connect
from app.storage.schema import Schema

LITTLE = keys.KdfParams(m=2 << 10, t=1, p=1)
_stretched = cache(keys.stretched)
_new_key = certificates.new_private_key
_make_empty_file = book._make_empty_file
KEYS_HERE = "MINGZHANG_KEYS_OF_THIS_RUN"


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of one run have in common."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that is made by whoever needs it first; tests copy it and leave it as it is."""
    place = shared_folder(factory) / f"once {name}"
    if not place.exists():
        own = factory.mktemp("once") / name
        own.mkdir()
        make(own)
        _given(own, place)
    return place


def stretch_once(patch: pytest.MonkeyPatch) -> None:
    """A password is stretched little, and once for every salt of a run."""
    patch.setattr(keys, "stretched", _stretched)
    patch.setattr(keys, "STANDARD_PARAMS", LITTLE)
    patch.setattr(keys, "_MIN_MEMORY", LITTLE.m)


def shape_once(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """A new book's file goes through the steps of its schema once; after that it is a copy under a key of its own."""
    shapes: dict[tuple[Any, ...], tuple[Path, bytes]] = {}

    def copied(path: Path, data_key: bytes, schema: Schema) -> None:
        named = (schema.names, schema.load, schema.more)
        if named not in shapes:
            shape, first = folder / f"{len(shapes)}.mz", keys.new_data_key()
            _make_empty_file(shape, first, schema)
            shapes[named] = shape, first
        shape, first = shapes[named]
        shutil.copy(shape, path)
        with closing(connect(path, first)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")  # a file in WAL mode takes no other key
            connection.execute(f"PRAGMA rekey = \"x'{data_key.hex()}'\"")
            connection.execute("PRAGMA journal_mode = WAL")

    patch.setattr(book, "_make_empty_file", copied)


@cache
def key(name: str) -> Any:
    """One signing key for each name for a whole run: who needs it first makes it for every process of the run."""
    if not (folder := os.environ.get(KEYS_HERE)):
        return certificates.load_private_key(certificates.private_key_der(_new_key()))
    place = Path(folder) / f"{name}.key"
    if not place.exists():
        own = place.with_suffix(f".{os.getpid()}")
        own.write_bytes(certificates.private_key_der(_new_key()))
        _given(own, place)
    return certificates.load_private_key(place.read_bytes())


def share_keys(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Keys lie in this folder; those that fixtures of whole files make come from a stock of their own."""
    folder.mkdir(exist_ok=True)
    patch.setenv(KEYS_HERE, str(folder))
    keys_from_stock(patch, "fixture")


def keys_from_stock(patch: pytest.MonkeyPatch, name: str) -> None:
    """Signing keys come from the stock of that name, beginning with its first; none comes twice."""
    numbers = count()
    patch.setattr(certificates, "new_private_key", lambda: key(f"{name} {next(numbers)}"))


def _given(own: Path, place: Path) -> None:
    """What was made takes its place whole or not at all; where another process was faster, its own stands."""
    try:
        if place.exists():
            raise FileExistsError(place)
        own.rename(place)
    except OSError:
        shutil.rmtree(own) if own.is_dir() else own.unlink()
