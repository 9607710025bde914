"""What waits stays in step with the rows, whatever is done to them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from app.domain.faults import Refused
from app.domain.fields import Row
from app.ledgers import ledger
from app.presets import work_calendar
from app.storage.book import Book
from app.storage.waiting import Band
from tests.conftest import FixedClock, Places
from tests.storage.samples import COMMITMENTS, PROBLEMS, problem, saved

SHEETS, CAMPAIGNS, STAGES = ledger("finance_sheet"), ledger("campaign"), ledger("stage")
STATES = tuple(state.name for state in PROBLEMS.states)


def lines(book: Book) -> set[tuple[object, ...]]:
    """All lines with the names of their clocks."""
    return set(
        book.all(
            "SELECT r.key, w.row, c.field, c.label, w.kind, w.extended, w.due_on, w.unit, w.since_on FROM waiting w "
            "JOIN register r ON r.id = w.register JOIN clock c ON c.id = w.clock"
        )
    )


def tally(book: Book) -> set[tuple[object, ...]]:
    return set(book.all("SELECT kind, extended, due_on, unit, n FROM waiting_tally"))


def counted(book: Book) -> set[tuple[object, ...]]:
    """The tally as it should be."""
    return set(
        book.all("SELECT kind, extended, due_on, unit, count(*) FROM waiting GROUP BY kind, extended, due_on, unit")
    )


def act(book: Book, places: Places, chance: random.Random) -> None:
    """One of the things a clerk does, with any row."""
    day = f"2026-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
    ids = [id for (id,) in book.all("SELECT id FROM problem")] or [0]
    what, id = chance.randrange(8), chance.choice(ids)
    try:
        match what:
            case 0:
                saved(book, places, deadline=day, unit=chance.choice((places.village, places.group)))
            case 1 | 2:
                with book.change("批量录入") as writer:
                    rows = [problem(places, deadline=day, state=chance.choice(STATES)) for _ in range(5)]
                    writer.save_many(PROBLEMS, rows)
            case 3 | 4 if id:
                with book.change("修改") as writer:
                    changes: Row = {"id": id, "state": chance.choice(STATES), "unit": places.group, "deadline": day}
                    writer.save(PROBLEMS, changes)
            case 5 if id:
                with book.change("作废") as writer:
                    writer.void(PROBLEMS, id, "重复")
            case 6:
                book.undo()
            case 7:
                book.redo()
    except Refused:
        return


@pytest.mark.parametrize("seed", range(6))
def test_after_any_sequence_of_actions_the_lines_are_those_of_a_rebuild(book: Book, places: Places, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        act(book, places, chance)
    kept, kept_tally, wrong = lines(book), tally(book), book.waiting_wrong()

    book.rebuild_derived()

    assert kept
    assert wrong == []
    assert lines(book) == kept
    assert tally(book) == kept_tally == counted(book)


def test_an_undone_import_leaves_no_line_and_no_count(book: Book, places: Places) -> None:
    with book.change("导入", kind="import") as writer:
        writer.save_many(PROBLEMS, [problem(places, deadline=f"2026-12-{n % 28 + 1:02d}") for n in range(200)])
    before = lines(book)

    book.undo()

    assert len(before) == 200
    assert lines(book) == set()
    assert tally(book) == set()


def test_a_change_that_fails_leaves_lines_and_clocks_as_they_were(book: Book, places: Places) -> None:
    def interrupted() -> None:
        with book.change("录入") as writer:
            writer.save(PROBLEMS, problem(places))
            raise RuntimeError("断电")

    with pytest.raises(RuntimeError, match="断电"):
        interrupted()

    id = saved(book, places)

    assert [line.id for line in book.waiting_lines([Band()])] == [id]
    assert book.waiting_lines([Band()])[0].label == "整改时限"


def test_a_line_names_number_state_title_and_unit_of_its_row(book: Book, places: Places) -> None:
    id = saved(book, places)

    line = book.waiting_lines([Band()])[0]

    assert (line.register, line.id, line.field, line.state) == ("problem", id, "deadline", "登记")
    assert line.number == (book.row("problem", id) or {})["number"]
    assert line.title == book.title("problem", id)
    assert line.unit_title == "青山村"


def test_a_line_below_a_header_goes_with_the_unit_of_the_header(book: Book, places: Places) -> None:
    with book.change("专项") as writer:
        campaign = writer.save(CAMPAIGNS, {"name": "集中整治", "unit": places.township, "state": "进行中"})
        writer.save(STAGES, {"campaign": campaign, "seq": 1, "deadline": "2026-12-31", "due_on": "2026-12-31"})
    with book.change("改单位") as writer:
        writer.save(CAMPAIGNS, {"id": campaign, "unit": places.village})

    line = next(line for line in book.waiting_lines([Band()]) if line.register == "stage")

    assert line.unit == places.village


def test_a_step_before_a_limit_waits_its_working_days_earlier_and_ends_with_its_field(
    book: Book, places: Places
) -> None:
    book.calendar = work_calendar
    with book.change("录入") as writer:
        # two working days before 10 October 2026, which is worked (调休): Thursday the 8th is the first after the feast
        id = writer.save(SHEETS, {"unit": places.village, "period": "2026Q3", "due_on": "2026-10-10"})
    before = {(line.label, line.due_on) for line in book.waiting_lines([Band()])}

    with book.change("审核") as writer:
        writer.save(SHEETS, {"id": id, "reviewed_on": "2026-10-08"})

    assert before == {("公开期限", "2026-10-10"), ("民主理财审核", "2026-10-08")}
    assert {line.label for line in book.waiting_lines([Band()])} == {"公开期限"}


def test_a_posted_sheet_waits_to_be_taken_down_though_its_state_is_closed(book: Book, places: Places) -> None:
    row: Row = {"unit": places.village, "period": "2026Q3", "state": "已公开", "due_on": "2026-10-15"}
    with book.change("录入") as writer:
        id = writer.save(SHEETS, {**row, "posted_to": "2026-10-25"})
    waiting = [(line.label, line.due_on) for line in book.waiting_lines([Band(), Band(kind=2)])]

    with book.change("撤榜") as writer:
        writer.save(SHEETS, {"id": id, "taken_down_on": "2026-10-26", "state": "已撤榜"})

    assert waiting == [("公示期满可撤榜", "2026-10-25")]
    assert book.waiting_lines([Band(), Band(kind=2)]) == []


def test_counts_by_unit_are_those_of_the_lines(book: Book, places: Places) -> None:
    for unit, day in ((places.village, "2026-11-01"), (places.village, "2026-11-20"), (places.group, "2026-11-20")):
        saved(book, places, unit=unit, deadline=day)

    counts = book.waiting_counts([Band("", "2026-11-19"), Band("2026-11-19", "2026-11-30")])

    assert counts == {places.village: 2, places.group: 1}


def test_an_older_file_has_its_lines_after_the_upgrade(
    book: Book, places: Places, clock: FixedClock, folder: Path
) -> None:
    saved(book, places)
    book.run("DELETE FROM waiting")
    book.run("DELETE FROM waiting_tally")
    book.run("DELETE FROM _sqlite_migrations WHERE name = 'm0004_waiting'")
    for table in ("waiting", "waiting_tally", "clock", "snooze"):
        book.run(f"DROP TABLE {table}")
    book.run('ALTER TABLE accountability_measure DROP COLUMN "lifted_on"')
    path = book.path
    book.close()

    opened = Book.open(path, "clerk", clock=clock, calendar=work_calendar)

    assert [line.label for line in opened.waiting_lines([Band()])] == ["整改时限"]
    opened.close()


def test_rows_that_wait_for_a_second_person_stand_apart(book: Book, places: Places) -> None:
    saved(book, places, state="待核实")

    review = book.waiting_lines([Band(kind=1)])

    assert [(line.label, line.field) for line in review] == [("待审核", "")]
    assert len(book.waiting_lines([Band()])) == 1


def test_a_promise_and_a_problem_are_cut_at_the_limit_in_the_order_of_their_days(book: Book, places: Places) -> None:
    saved(book, places, deadline="2026-12-03")
    with book.change("承诺") as writer:
        writer.save(COMMITMENTS, {"unit": places.village, "text": "按期退回", "deadline": "2026-12-01"})

    found = book.waiting_lines([Band()], limit=1)

    assert [(line.register, line.due_on) for line in found] == [("commitment", "2026-12-01")]


def test_lines_and_counts_that_were_spoilt_are_named(book: Book, places: Places) -> None:
    saved(book, places)
    book.run("UPDATE waiting SET due_on = '2020-01-01'")

    spoilt = book.waiting_wrong()
    book.rebuild_waiting()

    assert spoilt == ["problem", "waiting_tally"]
    assert book.waiting_wrong() == []
