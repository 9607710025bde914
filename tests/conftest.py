"""What every test may ask for: a fixed clock, a practice book in a folder with 中文 and a space, a few units."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from app import paths
from app.export import wish
from app.ledgers import ledger
from app.storage.book import Book, BookInfo, NewUser
from tests import made_once

BEIJING = timezone(timedelta(hours=8))
# Whole files of tests are shared out in this order; what takes long begins early, what is quick fills the end.
LONG_ROOMS = ("scenarios", "cli", "county", "ui", "operations", "packet", "export")
INFO = BookInfo(township="示例乡", code="330182001", county="示例县", short="示", practice=True)
USERS = (
    NewUser("clerk", "张三", "clerk", "practice-clerk-1"),
    NewUser("secretary", "李四", "secretary", "practice-secretary-1"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files of the long rooms first; within a room everything stays in its order."""
    root = Path(__file__).parent
    ranks = {root / room: rank for rank, room in enumerate(LONG_ROOMS)}
    # AS11 follows late: the practice book that AS10 makes is there by then, and no second process makes its own.
    items.sort(key=lambda item: (ranks.get(item.path.parent, len(ranks)), item.path.name.startswith("test_as11")))


def pytest_collection_finish() -> None:
    """Ten thousand tests stay to the end: the collector of garbage need not walk through them again and again."""
    gc.collect()
    gc.freeze()


@dataclass
class FixedClock:
    """A clock that stands still until a test moves it."""

    now: datetime = field(default_factory=lambda: datetime(2026, 11, 22, 10, tzinfo=BEIJING))

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: int) -> None:
        self.now += timedelta(**by)


@dataclass(frozen=True)
class Places:
    """A township, a village, its group, and a person of the village."""

    township: int
    village: int
    group: int
    person: int


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says which sticks the scenarios really had: on a machine that can mount none they went to a folder."""
    told = {
        f"U盘: {report.nodeid.rpartition('::')[2]}: {kind}"
        for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
        for name, kind in report.user_properties
        if name == "stick"
    }
    for line in sorted(told):
        terminalreporter.write_line(line)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, backups and logs of a test stay in its own folder."""
    home = tmp_path / "家 目录"
    monkeypatch.setenv("MINGZHANG_HOME", str(home))
    return home


@pytest.fixture(autouse=True, scope="session")
def _home_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is made for many tests leaves nothing at the home of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MINGZHANG_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(autouse=True, scope="session")
def _made_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tables, stretched passwords and keys are made once and not for every test."""
    with pytest.MonkeyPatch.context() as patch:
        made_once.stretch_once(patch)
        made_once.shape_once(patch, tmp_path_factory.mktemp("shapes"))
        made_once.share_keys(patch, made_once.shared_folder(tmp_path_factory) / "keys")
        yield


@pytest.fixture(autouse=True)
def _keys_from_stock(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test makes a signing key anew that another test has thrown away."""
    made_once.keys_from_stock(monkeypatch, "test")


@pytest.fixture(autouse=True)
def own_faces() -> Iterator[None]:
    """Papers are drawn in the faces of the program, whatever the machine and the test before it have."""
    yield
    wish.want(False)


@pytest.fixture
def fonts_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder of fonts that is all this machine has."""
    from tests.export.fonts_made import forget

    folder = tmp_path / "字体 文件夹"
    folder.mkdir()
    monkeypatch.setattr(paths, "font_folders", lambda: [folder, tmp_path / "没有的文件夹"])
    forget()
    yield folder
    forget()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose name makes careless programs stumble."""
    path = tmp_path / "中文 路径"
    path.mkdir()
    return path


@pytest.fixture(scope="session")
def _empty_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: copying it is quicker than making a book for every test."""
    path = tmp_path_factory.mktemp("book") / "示例乡.mz"
    Book.create(path, INFO, USERS, clock=FixedClock()).close()
    return path


@pytest.fixture
def book_path(folder: Path, _empty_book: Path) -> Path:
    """An empty practice book that nobody has open."""
    for name in (_empty_book.name, f"{_empty_book.name}.keys"):
        shutil.copy(_empty_book.with_name(name), folder / name)
    return folder / _empty_book.name


@pytest.fixture
def book(book_path: Path, clock: FixedClock) -> Iterator[Book]:
    """The practice book, open for the clerk."""
    opened = Book.open(book_path, "clerk", clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def places(book: Book) -> Places:
    """A few units and a person in the book."""
    units, people = ledger("unit"), ledger("person")
    with book.change("录入单位") as writer:
        township = writer.save(units, {"name": "示例乡", "kind": "乡镇", "short": "示"})
        village = writer.save(units, {"name": "青山村", "kind": "村", "parent": township})
        group = writer.save(units, {"name": "第3村民小组", "kind": "村民小组", "parent": village})
        person = writer.save(people, {"name": "王伟", "unit": village, "post": "村委会主任", "level": "村(社区)干部"})
    return Places(township, village, group, person)
