"""What the packet of a month carries follows from the declarations of the registers."""

from __future__ import annotations

import json

import pytest

from app import paths
from app.domain.days import Period
from app.domain.fields import Day, Link, PeriodField, Row, Sensitivity, Value
from app.domain.ledger import LedgerDef
from app.ledgers import LEDGERS, ledger
from app.operations import packet_content
from app.operations.packet_content import rows_of_month
from app.operations.travelling import fields_of, titles_of, travelling
from app.storage.book import Book

OCTOBER = Period.parse("2026-10")
every_traveller = pytest.mark.parametrize("definition", travelling(), ids=lambda definition: definition.key)


def put(book: Book, register: str, **values: Value) -> int:
    """A row as it may stand in a book, whatever a form would ask for beside it."""
    with book.change("放入") as writer:
        row: Row = dict(values)
        return writer.save(ledger(register), row)


def ids(book: Book, register: str, period: Period = OCTOBER) -> list[object]:
    return [row["id"] for row in rows_of_month(book, period).rows[register]]


def told(book: Book, register: str) -> list[dict[str, object]]:
    month = rows_of_month(book, OCTOBER)
    return [json.loads(line) for line in packet_content.records(book, register, month.rows[register]).splitlines()]


@every_traveller
def test_what_a_declaration_says_of_travelling_is_there(definition: LedgerDef) -> None:
    travel = definition.travels
    assert travel is not None

    dated = [*travel.days, *filter(None, (travel.since, travel.until))]
    assert all(isinstance(definition.by_key[key], Day | PeriodField) for key in dated)
    assert set(travel.gone) | set(travel.states) <= {state.name for state in definition.states}
    assert set(travel.stays) <= {field.key for field in definition.fields}
    assert not travel.until or travel.since


def test_what_not_everybody_may_read_never_travels_nor_do_its_lines() -> None:
    going = {definition.key for definition in travelling()}

    assert {one.key for one in LEDGERS if one.readers} == {"clue", "complaint", "transfer"}
    assert not going & {one.key for one in LEDGERS if one.readers}
    assert not going & {one.key for one in LEDGERS if one.parent and ledger(one.header_register).readers}
    assert not going & {"person", "recipient", "ballot"}


@every_traveller
def test_no_field_about_somebody_who_must_stay_unknown_travels(definition: LedgerDef) -> None:
    fields = fields_of(definition)

    assert not {field.sensitivity for field in fields} & {Sensitivity.PERSONAL, Sensitivity.SECRET}
    assert not {field.kind for field in fields} & {"id_number"}
    linked = {field.register for field in fields if isinstance(field, Link)}
    assert not linked & {"clue", "complaint", "transfer"}
    if definition.vault is not None:
        assert not {field.key for field in fields} & {field.key for field in definition.vault.fields}


@every_traveller
def test_a_line_travels_behind_its_header(definition: LedgerDef) -> None:
    keys = [one.key for one in travelling()]

    if definition.parent:
        assert keys.index(definition.header_register) < keys.index(definition.key)


def test_the_county_gets_the_registers_its_figures_rest_on() -> None:
    going = {definition.key for definition in travelling()}

    assert going >= {"unit", "problem", "progress", "commitment", "finance_sheet", "finance_line", "finance_entry"}
    assert going >= {"finance_note", "account", "affairs_item", "affairs_part", "disclosure_item", "inspection"}
    assert going >= {"finding", "accountability", "accountability_measure", "interview", "circular", "power"}


def test_a_problem_travels_while_it_is_open_and_in_the_month_it_was_found_or_closed(book: Book) -> None:
    open_ = put(book, "problem", found_on="2026-07-01", state="整改中")
    later = put(book, "problem", found_on="2026-11-02", state="登记")
    closed = put(book, "problem", found_on="2026-07-01", closed_on="2026-10-03", state="已销号")
    long_closed = put(book, "problem", found_on="2026-07-01", closed_on="2026-09-30", state="已销号")
    handed_on = put(book, "problem", found_on="2026-07-01", state="移送")
    handed_on_at_once = put(book, "problem", found_on="2026-10-09", state="移送")

    october = ids(book, "problem")

    assert october == [open_, closed, handed_on_at_once]
    assert not {later, long_closed, handed_on} & set(october)


def test_lines_travel_with_their_header_and_not_those_of_later_months(book: Book) -> None:
    here, away = put(book, "problem", found_on="2026-10-02"), put(book, "problem", found_on="2026-11-20")
    first = put(book, "progress", problem=here, on_day="2026-10-20", text="开会")
    put(book, "progress", problem=here, on_day="2026-11-01", text="再开会")
    put(book, "progress", problem=away, on_day="2026-10-20", text="别的")

    assert ids(book, "progress") == [first]


def test_a_sheet_goes_in_the_month_its_period_ended_and_in_the_months_it_was_hung_and_taken_down(book: Book) -> None:
    days: dict[str, Value] = {"posted_from": "2026-10-09", "taken_down_on": "2026-12-01"}
    header = put(book, "finance_sheet", period="2026Q3", state="已公开", **days)
    line = put(book, "finance_line", sheet=header, on_day="2026-07-01", purpose="山林发包收入")
    entry = put(book, "finance_entry", sheet=header, item="4.01", name="库存现金", counterparty="赵某")

    months = {month: ids(book, "finance_sheet", Period.parse(f"2026-{month:02}")) for month in range(8, 13)}

    assert months == {8: [], 9: [header], 10: [header], 11: [], 12: [header]}
    assert ids(book, "finance_line") == [line]
    assert ids(book, "finance_entry") == [entry]
    assert "counterparty" not in told(book, "finance_entry")[0]


def test_what_is_not_decided_yet_stays(book: Book) -> None:
    draft = put(book, "accountability", decided_on="2026-10-12", state="待审核")
    decided = put(book, "accountability", decided_on="2026-10-12", state="已决定")
    put(book, "accountability_measure", accountability=draft, measure="1.01")
    measure = put(book, "accountability_measure", accountability=decided, measure="1.01")
    put(book, "circular", issued_on="2026-10-12", state="起草")
    put(book, "letter", on_day="2026-10-12", state="起草", kind="提示函", to_name="青山村")

    month = rows_of_month(book, OCTOBER).rows

    assert [row["id"] for row in month["accountability"]] == [decided]
    assert [row["id"] for row in month["accountability_measure"]] == [measure]
    assert (month["circular"], month["letter"]) == ([], [])


def test_lists_go_whole_in_every_month(book: Book) -> None:
    put(book, "account", code="101", name="现金")

    assert ids(book, "account", Period.parse("2026-02")) == ids(book, "account") != []


def test_a_problem_does_not_say_which_clue_it_came_from(book: Book) -> None:
    clue = put(book, "clue", number="示纪线〔2026〕1号", received_on="2026-10-01")
    put(book, "problem", found_on="2026-10-02", clue=clue)

    (row,) = told(book, "problem")

    assert "clue" not in row
    assert "示纪线" not in json.dumps(row, ensure_ascii=False)


def test_the_words_of_a_letter_stay_and_its_days_travel(book: Book) -> None:
    put(
        book,
        "letter",
        on_day="2026-10-12",
        state="已签发",
        kind="提示函",
        to_name="青山村",
        subject="关于某某",
        body="正文",
    )

    (row,) = told(book, "letter")

    assert (row["on_day"], row["to_name"], row["kind"]) == ("2026-10-12", "青山村", "提示函")
    assert not {"subject", "body", "basis", "reply"} & row.keys()


def test_what_a_linked_row_is_called_is_masked_where_it_holds_something_personal(book: Book) -> None:
    question = put(book, "question", number="示群意〔2026〕1号", text="请回电13800138000", asked_on="2026-09-01")
    put(book, "finance_sheet", period="2026-10", corrects_question=question)
    sheets = rows_of_month(book, OCTOBER).rows["finance_sheet"]

    titles = titles_of(book, ledger("finance_sheet"), sheets)

    assert "13800138000" in book.title("question", question)
    assert titles["question", question] == "示群意〔2026〕1号 请回电138****8000"


def test_the_help_page_names_every_register_that_travels() -> None:
    page = paths.resource("help", "packet.md").read_text("utf-8")

    named = "、".join(definition.title for definition in travelling())
    assert f"**包里带哪些台账的数据?** {named}。" in page
