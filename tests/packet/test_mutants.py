"""A few hundred mutants of each kind; `python -m tests.packet.mutants` tries more than ten thousand."""

from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.packet.mutants import judges, main, remembered, run
from tests.packet.packet_county import County


@pytest.mark.parametrize("kind", ["packets", "receipts", "tasks", "keys", "sealed", "parts"])
def test_row_14_of_300_mutants_none_is_accepted_and_none_is_a_traceback(
    kind: str, county: County, folder: Path
) -> None:
    judge = judges(county, folder)[kind]

    with remembered() if kind in ("packets", "parts") else nullcontext():
        tally = run(kind, judge, 300, folder, seed=14)

    assert (tally.tries, tally.accepted, tally.faults) == (300, 0, [])
    assert len(tally.codes) > 2
    assert (tally.identical == 0) or kind == "sealed"


def test_a_mutant_that_gets_through_is_counted_and_ends_the_program_with_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], county: County, folder: Path
) -> None:
    answers = iter(["", "identical", None, "E-SIG"])

    def blind(*_: object) -> str | None:
        return next(answers)

    def broken(*_: object) -> str:
        raise IndexError("no code")

    monkeypatch.setattr("tests.packet.mutants.judges", lambda *_: {"packets": blind, "sealed": broken})

    ended = main(["packets=3", "sealed=2"])

    told = capsys.readouterr().out
    assert ended == 1
    assert "packets: tries=3 accepted=1 identical=1 tracebacks=0" in told
    assert "sealed: tries=2 accepted=0 identical=0 tracebacks=2" in told
    assert "IndexError: no code" in told
