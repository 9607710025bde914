"""A county's book with its 24 townships, copied for every test; packets are checked without a process unless asked."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app.ledgers import ledger
from app.operations import certificates, identities
from app.packet import checking, child
from app.packet.checking import Answer
from app.storage.book import Book, BookInfo, NewUser
from tests.conftest import BEIJING, FixedClock
from tests.county.old_packets import VERSIONS, old_packet
from tests.county.townships import COUNTY, COUNTY_CODE, NAMES, Sender, code_of, enrol, kind_of

NOW = datetime(2026, 11, 5, 9, tzinfo=BEIJING)
PASSWORD = "practice-county-1"
INFO = BookInfo(COUNTY, COUNTY_CODE, COUNTY, "县", practice=True, kind="county")
USERS = (
    NewUser("clerk", "孙文清", "clerk", PASSWORD),
    NewUser("head", "周志平", "secretary", "practice-county-2"),
)


@dataclass(frozen=True)
class Made:
    """The county book as it was made, its keys, and the townships it certified."""

    path: Path
    county: identities.County
    senders: tuple[Sender, ...]


@pytest.fixture(scope="session")
def made_county(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Made once: keys of the county are the slow part."""
    path = tmp_path_factory.mktemp("县 账套") / "示例县.mz"
    book = Book.create(path, INFO, USERS, clock=FixedClock(NOW))
    old = [old_packet(version) for version in VERSIONS]  # all for one county: packets of every version come here
    county = old[0].county
    certificates.found_county(book, PASSWORD, made=county)
    for one in old:
        one.register(book)
    units = ledger("unit")
    with book.change("录入乡镇") as writer:
        top = writer.save(units, {"name": COUNTY, "kind": "县", "code": COUNTY_CODE})
        for place, name in enumerate(NAMES):
            writer.save(units, {"name": name, "kind": kind_of(name), "code": code_of(place), "parent": top})
    senders = tuple(enrol(book, county, place, NOW) for place in range(len(NAMES)))
    book.index_pending()
    book.close()
    return Made(path, county, senders)


@pytest.fixture
def county_clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def county_book(made_county: Made, folder: Path, county_clock: FixedClock) -> Iterator[Book]:
    """The county's book, open for its clerk."""
    place = folder / "县"
    place.mkdir()
    for path in made_county.path.parent.glob(f"{made_county.path.name}*"):
        if path.is_file() and not path.name.endswith(".lock"):
            shutil.copy(path, place / path.name)
    book = Book.open(place / made_county.path.name, "clerk", clock=county_clock)
    yield book
    book.close()


@pytest.fixture
def senders(made_county: Made) -> list[Sender]:
    """The townships, with nothing sent yet."""
    return [sender.copy() for sender in made_county.senders]


@pytest.fixture
def stick(folder: Path) -> Path:
    """Where packets lie when they come."""
    place = folder / "U盘"
    place.mkdir()
    return place


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Packets are checked in this process, by the very same code; gives how often."""
    count = [0]

    def check(path: Path, trust: Path, **job: Any) -> Answer:
        count[0] += 1
        job |= {"path": str(path), "trust": str(trust), "moment": job["moment"].isoformat()}
        told = child.check(job)
        return Answer(told["verdict"], told["accepted"], told["tag_sha256"], told["packet"])

    monkeypatch.setattr(checking, "check_apart", check)
    return lambda: count[0]
