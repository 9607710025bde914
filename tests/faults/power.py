"""The power goes at any moment: what a disk could hold then, made out of what was written and synced, is opened again.

A disk keeps what was synced. Of what was written since it may keep everything, nothing, or any sectors of it; names
made, changed and taken away in a folder become lasting in their order, but only a sync of the folder makes them so.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

from app.domain.faults import Told
from tests.faults.disk import Act, Disk
from tests.faults.failing import Tries
from tests.faults.works import Work, opened, wrong_after

SECTOR = 512
ALL, NONE = "all kept", "unsynced dropped"


@dataclass
class _Inode:
    """The lasting content of one file, and what was done to it since: bytes at a place, or a new length."""

    content: bytes = b""
    waiting: list[tuple[int, bytes | None]] = field(default_factory=list)

    def kept(self, chance: random.Random | None, share: float) -> bytes:
        """What the disk holds: each sector of what waits is there with this chance; all or none without `chance`."""
        held = bytearray(self.content)
        for at, data in self.waiting:
            if data is None:
                if _kept(chance, share):
                    del held[at:]
                    held.extend(bytes(at - len(held)))
                continue
            for start in range(0, len(data), SECTOR):
                piece = data[start : start + SECTOR]
                if _kept(chance, share):
                    end = at + start + len(piece)
                    held.extend(bytes(max(0, end - len(held))))  # what lies before and was not kept reads as zeros
                    held[at + start : end] = piece
        return bytes(held)


def _kept(chance: random.Random | None, share: float) -> bool:
    return share > 0 if chance is None else chance.random() < share


class Platter:
    """What could be on the disk after each act."""

    def __init__(self, base: Path, folder: Path) -> None:
        self._folder = folder
        self._names: dict[Path, _Inode | None] = {}  # None is a folder
        for path in sorted(base.rglob("*")):
            self._names[path.relative_to(base)] = None if path.is_dir() else _Inode(path.read_bytes())
        self._lasting = dict(self._names)
        self._waiting: list[tuple[Path, Act, _Inode | None]] = []  # the folder, what is done there, to which file

    def do(self, act: Act) -> None:
        """Take in the next act."""
        path = self._of(act.path)
        match act.act:
            case "make" | "mkdir":
                made = _Inode() if act.act == "make" else None
                self._names[path] = made
                self._waiting.append((path.parent, act, made))
            case "write":
                self._file(path).waiting.append((act.at, act.data))
            case "truncate":
                self._file(path).waiting.append((act.at, None))
            case "sync":
                inode = self._file(path)
                inode.content, inode.waiting = inode.kept(None, 1), []
            case "rename" | "unlink":
                inode = self._names.pop(path, None)
                if act.act == "rename":
                    self._names[self._of(act.target)] = inode
                self._waiting.append(((self._of(act.target) if act.act == "rename" else path).parent, act, inode))
            case "sync folder":
                for _, done, inode in [one for one in self._waiting if one[0] == path]:
                    self._name(self._lasting, done, inode)
                self._waiting = [one for one in self._waiting if one[0] != path]

    def states(self, seeds: Iterable[int]) -> Iterator[tuple[str, dict[Path, bytes]]]:
        """What may be found: nothing that was not synced, all of it, and some of it for every seed."""
        yield NONE, self._state(None, 0)
        yield ALL, self._state(None, 1)
        for seed in seeds:
            chance = random.Random(seed)
            yield f"torn {seed}", self._state(chance, chance.choice((0.2, 0.5, 0.8, 0.98)))

    def _state(self, chance: random.Random | None, share: float) -> dict[Path, bytes]:
        names = dict(self._lasting)
        for folder in dict.fromkeys(where for where, _, _ in self._waiting):
            there = [(done, inode) for where, done, inode in self._waiting if where == folder]
            count = chance.randint(0, len(there)) if chance else len(there) if share else 0
            for done, inode in there[:count]:
                self._name(names, done, inode)
        files = {path: inode.kept(chance, share) for path, inode in names.items() if inode is not None}
        return {p: data for p, data in files.items() if all(up in names for up in p.parents if up != Path())}

    def _name(self, names: dict[Path, _Inode | None], act: Act, inode: _Inode | None) -> None:
        path = self._of(act.path)
        if act.act in ("make", "mkdir"):
            names[path] = inode
        else:
            names.pop(path, None)
            if act.act == "rename":
                names[self._of(act.target)] = inode

    def _of(self, path: Path) -> Path:
        return path.relative_to(self._folder)

    def _file(self, path: Path) -> _Inode:
        inode = self._names[path]
        assert inode is not None, path
        return inode


def recorded(base: Path, scratch: Path, work: Work) -> tuple[Path, list[Act]]:
    """Do the work on a good disk; returns where it was done and everything that was done to the disk."""
    folder = Path(mkdtemp(dir=scratch)) / "账 套"
    shutil.copytree(base, folder)
    with Disk(folder).standing() as disk:
        book = opened(folder, work)
        work.run(book, folder, disk.tell)
        book.close()
    return folder, disk.acts


def cut_everywhere(
    base: Path, scratch: Path, work: Work, *, seeds: int = 2, step: int = 1, first: int = 0
) -> Iterator[Tries]:
    """Take the power away after every act (or every `step`th), and open what could be left, for each kind of loss."""
    folder, acts = recorded(base, scratch, work)
    platter, told, seen = Platter(base, folder), list[str](), set[bytes]()
    found: dict[str, Tries] = {}
    for at, act in enumerate(acts):
        if act.act == "ack":
            told.append(str(act.path))
        else:
            platter.do(act)
        if at % step or at < first:
            continue
        for kind, state in platter.states(range(at * seeds, at * seeds + seeds)):
            digest = _digest(state, told)
            if digest in seen:  # nothing has changed since the act before
                continue
            seen.add(digest)
            tries = found.setdefault(kind.split()[0], Tries(work.name, f"power: {kind.split()[0]}"))
            _open_again(
                tries, scratch, work, state, told, f"{work.name}, {kind} after act {at} ({act.act} {act.path.name})"
            )
    yield from found.values()


def _digest(state: dict[Path, bytes], told: list[str]) -> bytes:
    digest = sha256(repr(told).encode())
    for path, data in sorted(state.items()):
        digest.update(repr((str(path), len(data))).encode())
        digest.update(data)
    return digest.digest()


def _open_again(found: Tries, scratch: Path, work: Work, state: dict[Path, bytes], told: list[str], where: str) -> None:
    folder = Path(mkdtemp(dir=scratch))
    for path, data in state.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    found.tries += 1
    try:
        book = opened(folder, work)
    except Told as said:
        found.corrupt.append(f"{where}: cannot be opened: {said.message}")
    else:
        lost, corrupt = wrong_after(book, folder, told)
        found.lost += [f"{where}: {what}" for what in lost]
        found.corrupt += [f"{where}: {what}" for what in corrupt]
        book.close()
    shutil.rmtree(folder)
