"""民主评议 in operations: a paper at a time, drawn papers typed again, all stations moved together."""

from __future__ import annotations

import pytest

from app.domain.faults import Refused
from app.ledgers import ledger
from app.operations import ballots, options, records
from app.operations.books import Book
from app.storage.book import Book as Opened
from tests.conftest import FixedClock, Places

MET = {
    "met_on": "2026-11-20",
    "issued": "7",
    "returned": "6",
    "party_delegates": "2",
    "people_deputies": "2",
    "cppcc_members": "1",
    "masses": "2",
}
STATIONS = ("农技站", "林业站", "水利站", "卫生院")
PAPERS = ("1111", "1223", "2134", "1256", "1111", "0000")


@pytest.fixture
def round_id(book: Book, places: Places) -> int:
    """A round of four stations, nothing typed yet."""
    for name in STATIONS:
        records.save(book, ledger("unit"), None, {"name": name, "kind": "站所", "parent": "示例乡"})
    return ballots.begin(book, {"period": "2026年四季度"}).ids[0]


@pytest.fixture
def typed(book: Book, round_id: int) -> int:
    """All six papers are typed."""
    for paper in PAPERS:
        ballots.save_paper(book, round_id, list(paper))
    return round_id


def second_person(book: Book, clock: FixedClock) -> Book:
    """The same book in the hands of the secretary."""
    path = book.path
    book.close()
    return Opened.open(path, "secretary", clock=clock)


def test_a_round_has_every_station_and_is_one_step(book: Book, round_id: int) -> None:
    now = ballots.round_of(book, round_id)

    assert (now.units, now.state, now.typed) == (STATIONS, "录票", 0)
    assert [one.ids for one in ballots.rounds(book)] == [now.ids]
    records.undo(book)
    assert book.rows("appraisal") == []


def test_a_round_is_begun_once_and_only_with_stations(book: Book, places: Places) -> None:
    with pytest.raises(Refused, match="还没有站所"):
        ballots.begin(book, {"period": "2026年四季度"})
    records.save(book, ledger("unit"), None, {"name": "农技站", "kind": "站所", "parent": "示例乡"})
    ballots.begin(book, {"period": "2026年四季度"})

    with pytest.raises(Refused, match="已经建立"):
        ballots.begin(book, {"period": "2026年四季度"})

    assert len(book.rows("appraisal")) == 1


def test_a_paper_is_one_step_and_the_tallies_follow(book: Book, typed: int) -> None:
    now = ballots.round_of(book, typed)

    first = now.stations[0]
    assert (now.typed, first["counted"], first["valid"]) == (6, 6, 5)
    assert (first["n_good"], first["n_fair"], first["n_spoilt"]) == (4, 1, 1)
    assert first["score"] == 9600
    records.undo(book)
    assert ballots.round_of(book, typed).typed == 5


@pytest.mark.parametrize("marks", ["111", "11113", "1117", ""])
def test_a_paper_with_a_gap_or_a_mark_that_is_none_is_refused(book: Book, round_id: int, marks: str) -> None:
    with pytest.raises(Refused) as refused:
        ballots.save_paper(book, round_id, list(marks))

    assert refused.value.code == "E-MARK"
    assert book.rows("ballot") == []


def test_a_spoilt_paper_counts_for_no_station(book: Book, round_id: int) -> None:
    ballots.spoil_paper(book, round_id)

    assert [row["mark"] for row in book.rows("ballot")] == ["0"] * 4
    assert [result.valid for result in ballots.results(book, round_id)] == [0] * 4


def test_results_go_in_only_when_every_returned_paper_is_typed(book: Book, typed: int) -> None:
    with pytest.raises(Refused, match="收回 7 张,已录 6 张"):
        ballots.hand_in(book, typed, {**MET, "returned": "7"})
    assert ballots.round_of(book, typed).state == "录票"

    now = ballots.hand_in(book, typed, MET)

    assert (now.state, {row["entered_by"] for row in now.stations}) == ("待复核", {"张三"})


def test_a_full_round_takes_no_further_paper(book: Book, typed: int) -> None:
    now = ballots.round_of(book, typed)
    for number in now.ids:
        records.save(book, ledger("appraisal"), number, {"issued": "7", "returned": "6"})

    with pytest.raises(Refused, match="已经录满"):
        ballots.save_paper(book, typed, list("1111"))


def test_the_second_person_types_five_drawn_papers_and_differences_are_settled(
    book: Book, clock: FixedClock, typed: int
) -> None:
    ballots.hand_in(book, typed, MET)
    with pytest.raises(Refused, match="不能自己复录"):
        ballots.type_again(book, typed, ballots.drawn(book, typed)[0], list("1111"))
    other = second_person(book, clock)

    drawn = ballots.drawn(other, typed)
    for seq in drawn:
        marks = list(PAPERS[seq - 1])
        if seq == drawn[0]:
            marks[1] = "5"
        ballots.type_again(other, typed, seq, marks)
    differing = ballots.differing(other, typed)
    with pytest.raises(Refused, match="两次录的不一样"):
        ballots.decide(other, typed)
    ballots.settle(other, typed, drawn[0], 1, "5")
    now = ballots.decide(other, typed)

    state, unknown = now.state, now.stations[1]["n_unknown"]
    other.close()
    assert len(drawn) == 5
    assert [(one.seq, list(one.places)) for one in differing] == [(drawn[0], [1])]
    assert (state, unknown) == ("已核定", 1)


def test_drawn_papers_not_typed_again_hold_the_decision_back(book: Book, clock: FixedClock, typed: int) -> None:
    ballots.hand_in(book, typed, MET)
    other = second_person(book, clock)

    with pytest.raises(Refused, match="还没有复录"):
        ballots.decide(other, typed)

    left, state = ballots.still_to_check(other, typed), ballots.round_of(other, typed).state
    other.close()
    assert (len(left), state) == (5, "待复核")


def test_ranks_and_the_last_three_show_only_where_the_county_switched_them_on(book: Book, typed: int) -> None:
    hidden = ballots.results(book, typed)
    assert ballots.last_three(book, typed) == []
    options.save_settings(book, {"appraisal_ranking": "1"})

    shown = ballots.results(book, typed)

    assert [result.rank for result in hidden] == [None] * 4
    assert [result.rank for result in shown] == [1, 2, 3, 4]
    assert len(ballots.last_three(book, typed)) == 3


def test_letters_are_for_those_the_county_names(book: Book, typed: int) -> None:
    number = ballots.round_of(book, typed).ids[2]
    records.save(book, ledger("appraisal"), number, {"letter_ordered_on": "2026-11-21"})

    assert ballots.for_letters(book, typed) == [number]
