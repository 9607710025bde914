"""Every register's declaration holds together, and its table is what it declares."""

import pytest

from app.domain.fields import Choice, Link, Reading, Sensitivity
from app.domain.ledger import COMMON_LABELS, Around, LedgerDef
from app.ledgers import LEDGERS, SHELF, ledger
from app.storage.book import Book
from app.storage.schema import COMMON, columns_of
from tests.domain.around import NOTHING_AROUND

REGISTERS = {definition.key for definition in LEDGERS}
TONES = {"calm", "busy", "wait", "good", "done", "moved"}
KNOWN_STAMPS = {"actor", "today", "reason"}
every_ledger = pytest.mark.parametrize("definition", LEDGERS, ids=lambda definition: definition.key)


def shown_keys(definition: LedgerDef) -> set[str]:
    return {*definition.by_key, *COMMON_LABELS}


def test_keys_and_titles_of_registers_are_unique_and_found_by_key() -> None:
    keys = [definition.key for definition in LEDGERS]

    assert len(set(keys)) == len(keys)
    assert len({definition.title for definition in LEDGERS}) == len(keys)
    assert [ledger(key) for key in keys] == list(LEDGERS)
    with pytest.raises(KeyError):
        ledger("visit")


@every_ledger
def test_columns_of_list_and_sheet_are_fields(definition: LedgerDef) -> None:
    listed = set(definition.list_columns)
    printed = {key for column in definition.sheet_columns for key in column.fields}

    assert listed <= shown_keys(definition)
    assert printed <= shown_keys(definition)
    assert definition.list_columns
    assert definition.sheet_columns
    assert len({column.title for column in definition.sheet_columns}) == len(definition.sheet_columns)


@every_ledger
def test_keys_and_labels_of_fields_are_unique(definition: LedgerDef) -> None:
    fields = list(definition.by_key.values())

    assert len(fields) == len(definition.fields) + 2
    assert len(definition.by_label) == len(fields)
    assert all(field.label and field.key.isidentifier() for field in fields)
    assert not {field.key for field in definition.fields} & (COMMON.keys() | {"id"})


@every_ledger
def test_every_field_says_how_far_it_may_travel(definition: LedgerDef) -> None:
    kinds = {field.kind: field.sensitivity for field in definition.fields if field.kind == "id_number"}

    assert all(isinstance(field.sensitivity, Sensitivity) for field in definition.fields)
    assert set(kinds.values()) <= {Sensitivity.SECRET}


@every_ledger
def test_links_point_to_registers_and_narrow_by_fields_that_exist(definition: LedgerDef) -> None:
    for link in definition.links:
        assert link.register in REGISTERS
        for key, value in link.only:
            target = ledger(link.register)
            if key == "state":
                assert value in {state.name for state in target.states}
                continue
            field = target.by_key[key]
            assert not isinstance(field, Choice) or value in {option.code for option in field.leaves}


@every_ledger
def test_what_decides_whether_a_field_is_asked_for_is_a_choice_with_that_value(definition: LedgerDef) -> None:
    for field in definition.fields:
        for key, value in field.only_when:
            deciding = definition.by_key[key]
            assert isinstance(deciding, Choice)
            assert not deciding.many
            assert value in {option.code for option in deciding.leaves}
            assert not field.required


@every_ledger
def test_moves_lead_between_states_and_touch_fields_that_exist(definition: LedgerDef) -> None:
    states = {state.name for state in definition.states}

    for move in definition.moves:
        assert {*move.sources, move.to} <= states
        assert {*move.needs, *move.asks, *move.stamps, *move.clears} <= definition.by_key.keys()
        assert set(move.stamps.values()) <= KNOWN_STAMPS
        assert all(definition.by_key[key].stamped for key in move.stamps)
        assert not any(definition.by_key[key].stamped for key in move.asks)
        assert not set(move.needs) & set(move.clears)
        if "reason" in move.stamps.values():
            assert move.reason
    labels = [(source, move.label) for move in definition.moves for source in move.sources]
    assert len(set(labels)) == len(labels)


@every_ledger
def test_every_state_is_reached_and_the_first_is_left(definition: LedgerDef) -> None:
    reached = {definition.first_state} if definition.states else set[str | None]()
    while more := {move.to for move in definition.moves if reached & set(move.sources)} - reached:
        reached |= more

    assert reached == {state.name for state in definition.states}
    assert all(state.tone in TONES for state in definition.states)


@every_ledger
def test_required_states_exist(definition: LedgerDef) -> None:
    states = {state.name for state in definition.states}

    assert all(set(field.required_from) <= states for field in definition.fields)


@every_ledger
def test_fields_named_elsewhere_in_the_declaration_exist(definition: LedgerDef) -> None:
    named = {*definition.identity, definition.parent, definition.period_field, definition.alike}
    named |= {*definition.title_uses, definition.due.field if definition.due else ""}
    named |= {definition.unit_field} - {"id"}
    if definition.number:
        named |= {definition.number.unit_field, definition.number.year_field}

    assert named - {""} <= definition.by_key.keys()
    assert definition.due is None or set(definition.due.extended) <= definition.open_states


@every_ledger
def test_headers_and_lines_know_each_other(definition: LedgerDef) -> None:
    for key in definition.children:
        child = ledger(key)
        link = child.by_key[child.parent]
        assert isinstance(link, Link)
        assert link.register == definition.key == child.header_register
    if definition.parent:
        assert definition.key in ledger(definition.header_register).children


@every_ledger
def test_who_may_read_a_register_is_known_before_it_is_read_and_holds_for_its_lines(definition: LedgerDef) -> None:
    header = ledger(definition.header_register) if definition.parent else definition

    assert SHELF.place(definition.key).readers == definition.readers == header.readers
    assert set(definition.readers) <= {"clerk", "secretary", "reader", "admin"}


@every_ledger
def test_a_register_says_what_it_rests_on_and_where_it_stands_in_the_menu(definition: LedgerDef) -> None:
    said = definition.basis.strip()

    assert len(said) >= 10
    assert bool(definition.menu) is not bool(definition.parent)
    assert definition.icon


@every_ledger
def test_defaults_are_readable_and_a_blank_row_can_be_titled(definition: LedgerDef) -> None:
    around: Around = NOTHING_AROUND

    blank = definition.blank(Reading(around.today))

    assert set(blank) - {"state"} == {field.key for field in definition.fields}
    assert isinstance(definition.titled(blank, around), str)


@every_ledger
def test_an_empty_row_names_every_required_field_and_breaks_no_rule(definition: LedgerDef) -> None:
    row = {**dict.fromkeys(definition.by_key), "state": definition.first_state}
    if definition.derive:
        row |= definition.derive(row, NOTHING_AROUND)

    faults = definition.faults(row, NOTHING_AROUND)

    named = {fault.field for fault in faults}
    assert {field.key for field in definition.fields if field.required} <= named
    assert all(fault.message and fault.code for fault in faults)


@every_ledger
def test_the_migrated_table_is_what_the_declaration_asks_for(definition: LedgerDef, book: Book) -> None:
    there = {name: kind for _, name, kind, *_ in book.all(f'PRAGMA table_info("{definition.key}")')}
    targets = {column: table for _, _, table, column, *_ in book.all(f'PRAGMA foreign_key_list("{definition.key}")')}

    asked = columns_of(definition)

    assert set(there) == {"id", *asked, *COMMON}
    assert {key: there[key] for key in asked} == {key: kind.partition(" -> ")[0] for key, kind in asked.items()}
    assert targets == {key: kind.partition(" -> ")[2] for key, kind in asked.items() if " -> " in kind}
