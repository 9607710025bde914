"""A disk that fails at every point of a piece of work: what is lost, what is corrupt, what the clerk is not told."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

from app.domain.faults import Told
from app.operations import records
from app.storage.book import Book
from tests.faults.disk import Disk
from tests.faults.works import UNIT, Work, opened, wrong_after


@dataclass
class Tries:
    """What came of many tries of one kind."""

    work: str
    kind: str
    tries: int = 0
    lost: list[str] = field(default_factory=list)
    corrupt: list[str] = field(default_factory=list)
    unsaid: list[str] = field(default_factory=list)
    sentences: dict[str, int] = field(default_factory=dict)

    @property
    def bad(self) -> list[str]:
        """Everything that should not have been."""
        return [*self.lost, *self.corrupt, *self.unsaid]


def points_of(base: Path, scratch: Path, work: Work) -> list[str]:
    """Every place at which the disk could fail while the work is done, from opening the book to closing it."""
    with _copy(base, scratch) as folder, Disk(folder).standing() as disk:
        book = opened(folder, work)
        work.run(book, folder, disk.tell)
        book.close()
    return [f"{act.act} {act.path.name}" for act in disk.acts if act.act != "ack"]


def fail_at(base: Path, scratch: Path, work: Work, kind: str, points: Iterable[int]) -> Tries:
    """Do the work once for every point, failing there, and look at what is there afterwards."""
    found = Tries(work.name, kind)
    for at in points:
        with _copy(base, scratch) as folder:
            _try(found, folder, work, at)
        found.tries += 1
    return found


@contextmanager
def _copy(base: Path, scratch: Path) -> Iterator[Path]:
    # a name of its own each time: what a failed opening left open closes late, and must not meet the next one's files
    folder = Path(mkdtemp(dir=scratch)) / "账 套"
    shutil.copytree(base, folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder.parent)


def _try(found: Tries, folder: Path, work: Work, at: int) -> None:
    disk, told, book = Disk(folder), list[str](), None
    where = f"{work.name}, {found.kind} at point {at}"
    with disk.standing():
        disk.arm(found.kind, at)
        try:
            book = opened(folder, work)
            work.run(book, folder, told.append)
            whole, book = book, None
            whole.close()
        except Told as said:
            found.sentences[said.message] = found.sentences.get(said.message, 0) + 1
        except Exception as error:
            found.unsaid.append(f"{where} ({_called(disk)}): {error!r}")
        disk.disarm()
        if book is not None:
            _go_on(found, book, told, f"{where} ({_called(disk)})")
    try:
        book = opened(folder, work)
    except Exception as error:
        found.corrupt.append(f"{where} ({_called(disk)}): cannot be opened: {error!r}")
        return
    lost, corrupt = wrong_after(book, folder, told)
    book.close()
    found.lost += [f"{where} ({_called(disk)}): {what}" for what in lost]
    found.corrupt += [f"{where} ({_called(disk)}): {what}" for what in corrupt]


def _go_on(found: Tries, book: Book, told: list[str], where: str) -> None:
    """The disk is well again: the open book takes the next entry, or says that it has to be opened anew."""
    try:
        told.append(f"unit 再录村 {records.save(book, UNIT, None, {'name': '再录村', 'kind': '村'}).id}")
    except Told as said:
        found.sentences[said.message] = found.sentences.get(said.message, 0) + 1
    except Exception as error:
        found.unsaid.append(f"{where}, going on: {error!r}")
    with suppress(Told):
        book.close()


def _called(disk: Disk) -> str:
    return f"{disk.failed.act} {disk.failed.path.name}" if disk.failed else "nothing failed"
