"""Books as they are before a piece of work; made once, and copied for every try."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.works import ONE_ENTRY, WORKS, make


@pytest.fixture(scope="session")
def before_an_entry(_empty_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with one unit."""
    folder = tmp_path_factory.mktemp("entry")
    make(folder, ONE_ENTRY, _empty_book)
    return folder


@pytest.fixture(scope="session")
def before_an_identity(_empty_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with a complaint whose sender is not entered yet."""
    folder = tmp_path_factory.mktemp("identity")
    make(folder, next(work for work in WORKS if work.name == "identity"), _empty_book)
    return folder
