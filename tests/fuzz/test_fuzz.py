"""A small piece of what `python -m tests.fuzz` does for hours: some mutants of every reader, and all that was found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import pytest

from app.domain.faults import Refused
from tests.fuzz import cases, running
from tests.fuzz.mutants import mutant
from tests.fuzz.reader import ANYTHING, Bench, Desk, judge, meanings_of, place_of
from tests.fuzz.running import Tally, Work, cleared, table, tried
from tests.fuzz.shelf import READERS

FOUND = [*cases.made(), *cases.kept()]
MUTANTS, FEW = 50, 20
SLOW = {"scan", "cell", "template_part"}
# Other tests try hundreds of mutants of these (tests/packet/test_mutants.py), or each takes a process or a whole book.
ELSEWHERE = {"packet", "sealed", "receipt", "task", "mark_key", "xls"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, _empty_book: Path) -> Iterator[Desk]:
    """One folder, one county and one book for all readers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda _: None)  # waits for the disk prove nothing here
        made = Desk(tmp_path_factory.mktemp("桌面 目录"), _empty_book)
        yield made
        made.close()


@pytest.fixture(scope="module")
def ready(desk: Desk) -> object:
    """A reader's bench and what its good files mean, each made once."""

    @cache
    def bench(reader: str) -> tuple[Bench, list[object]]:
        made = READERS[reader].make(desk)
        return made, meanings_of(made, desk.folder)

    return bench


@pytest.mark.parametrize("reader", [name for name, one in READERS.items() if not one.heavy and name not in ELSEWHERE])
def test_mutants_are_read_or_refused_in_a_sentence(reader: str, ready: object, folder: Path) -> None:
    (bench, meant), tally, chance = ready(reader), Tally(reader), Random(f"{reader} 7")  # type: ignore[operator]
    found = []

    for _ in range(FEW if reader in SLOW else MUTANTS):
        name, data = chance.choice(list(bench.seeds.items()))
        changed = mutant(data, chance)
        path = folder / name
        path.write_bytes(bench.finish(changed, chance) if bench.finish else changed)
        outcome = tried(bench, path, meant, tally)
        found += [outcome.why] if outcome.kind == "found" else []
        cleared(folder)

    assert found == []
    assert tally.runs >= FEW


@pytest.mark.parametrize(
    ("reader", "case"), [(reader, case) for reader, _, case in FOUND], ids=[f"{r}: {w}" for r, w, _ in FOUND]
)
def test_what_fuzzing_found_is_mended(reader: str, case: tuple[str, bytes], ready: object, folder: Path) -> None:
    (bench, meant), (name, data) = ready(reader), case  # type: ignore[operator]
    path = folder / name
    path.write_bytes(data)

    outcome = judge(bench, path, meant)

    assert outcome.kind != "found", outcome.why


# the command itself


def test_a_traceback_a_babbling_sentence_and_an_accepted_forgery_are_findings(folder: Path) -> None:
    path = folder / "x"
    path.write_bytes(b"x")

    def raising(error: BaseException) -> Bench:
        def read(_: Path) -> object:
            raise error

        return Bench({"x": b"x"}, read)

    outcomes = [
        judge(raising(KeyError("a")), path, []),
        judge(raising(Refused("invalid literal for int() 读不出来了没有改动")), path, []),
        judge(raising(Refused("E-12")), path, []),
        judge(replace(raising(KeyError()), read=lambda _: "other", signed=True), path, ["meant"]),
        judge(raising(Refused("“error.xlsx”读不出来。没有改动;请重新复制。")), path, []),
        judge(replace(raising(KeyError()), read=lambda _: ANYTHING), path, []),
    ]

    assert [one.kind for one in outcomes] == ["found", "found", "found", "found", "refused", "read"]
    assert "KeyError" in place_of(outcomes[0].why)


def test_a_finding_is_kept_once_with_its_input_and_its_traceback(folder: Path) -> None:
    work = Work(folder, "csv")

    for data in (b"first", b"second"):
        work.keep("台账.csv", data, "Traceback …\nKeyError: 1", "intake/csv KeyError")

    kept = sorted((folder / "findings" / "csv").iterdir())
    assert [path.suffix for path in kept] == [".txt", ".csv"]
    assert kept[1].read_bytes() == b"first"
    assert "KeyError: 1" in kept[0].read_text("utf-8")


def test_a_process_that_dies_or_hangs_is_a_finding_with_the_input_it_was_at(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaths = iter(["died: -6\nmemory allocation failed", "hung: 21 seconds of work on one input", ""])

    def die(reader: str, place: Path, *_: object) -> str:
        (place / "输入 目录").mkdir()
        (place / "输入 目录" / "旧.xls").write_bytes(b"\xd0\xcf")
        (place / "tally.json").write_text(json.dumps({"reader": reader, "runs": 5, "seconds": 60.0}), "utf-8")
        death = next(deaths)
        if not death:
            monkeypatch.setattr(running.time, "monotonic", lambda: 1e12)
        return death

    monkeypatch.setattr(running, "_watched", die)

    tally = running.fuzz("xls", 1, folder, guided=False)

    assert (tally.runs, tally.seconds) == (17, 180.0)
    assert len(tally.places) == 2
    kept = sorted(path.suffix for path in (folder / "findings" / "xls").iterdir())
    assert kept == [".txt", ".txt", ".xls", ".xls"]
    lines = list(table([tally]))
    assert "memory allocation failed" in lines[1]
    assert lines[-1].split() == ["together", "17", "3.0", "2"]


def test_an_unknown_reader_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        running.main(["没有这个"])

    assert "no reader 没有这个" in capsys.readouterr().err


def test_the_same_seed_makes_the_same_mutant_and_containers_stay_whole() -> None:
    import io
    import zipfile

    from tests.fuzz.office import workbook

    data = workbook()
    first, again = ([mutant(data, Random(seed)) for seed in range(40)] for _ in range(2))

    assert first == again
    whole = 0
    for one in first:
        try:
            whole += zipfile.ZipFile(io.BytesIO(one)).testzip() is None
        except Exception:
            continue  # a byte of the container itself was changed
    assert whole > 20
