"""The published schema says truly what stands in the records of a packet."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from app.domain.faults import Refused
from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.operations import books, packet_content, packets, record_schema
from app.operations.travelling import MonthRows, travelling
from tests.practice import TODAY, practice_books

SCHEMA = record_schema.schema()
TYPES = {"string": str, "integer": int, "null": type(None), "object": dict, "array": list}


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice county and township with a packet in out/, in a folder of their own."""
    folder = tmp_path_factory.mktemp("record_schema") / "练习 县"
    shutil.copytree(practice_books(tmp_path_factory), folder)
    return folder


@pytest.fixture(scope="module")
def month(practice: Path) -> dict[str, list[dict[str, Any]]]:
    """The records of the practice month as they stand in its packet."""
    folder = practice
    book = books.open_practice(folder / "township.mz", today=TODAY)
    try:
        rows: MonthRows = packet_content.rows_of_month(book, packets.months(book)[0])
        return {key: _read(packet_content.records(book, key, some)) for key, some in rows.rows.items()}
    finally:
        book.close()


def _read(lines: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.splitlines()]


def misfits(schema: dict[str, Any], value: Any, place: str = "") -> list[str]:
    """Where a value is not what a schema says; the keywords our schema uses, checked plainly."""
    if "anyOf" in schema:
        return [] if any(not misfits(one, value) for one in schema["anyOf"]) else [f"{place}: {value}"]
    if "enum" in schema:
        return [] if value in schema["enum"] else [f"{place}: {value}"]
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not isinstance(value, tuple(TYPES[kind] for kind in kinds)) or isinstance(value, bool):
        return [f"{place}: {value}"]
    found = []
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        found.append(f"{place}: {value}")
    if isinstance(value, str) and schema.get("format") == "date" and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        found.append(f"{place}: {value}")
    if isinstance(value, list):
        found += [miss for one in value for miss in misfits(schema["items"], one, place)]
    if isinstance(value, dict):
        found += [f"{place}: {key}" for key in set(schema["required"]) ^ value.keys()]
        for key in schema["properties"].keys() & value.keys():
            found += misfits(schema["properties"][key], value[key], f"{place}.{key}")
    return found


def test_every_record_of_the_practice_month_is_what_the_schema_says(month: dict[str, list[dict[str, Any]]]) -> None:
    wrong = [miss for key, rows in month.items() for row in rows for miss in misfits(SCHEMA["$defs"][key], row, key)]

    assert wrong == []
    assert sum(map(len, month.values())) > 500
    assert len([key for key, rows in month.items() if rows]) > 20


def test_the_schema_has_one_definition_for_every_file_of_records(month: dict[str, list[dict[str, Any]]]) -> None:
    assert list(SCHEMA["$defs"]) == list(month)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("definition", travelling(), ids=lambda definition: definition.key)
def test_an_empty_row_fits_and_one_with_a_field_more_or_of_another_kind_does_not(definition: LedgerDef) -> None:
    from app.operations.travelling import fields_of, record

    schema = SCHEMA["$defs"][definition.key]
    empty: Row = {"id": 1, "row_version": 1}
    row = record(fields_of(definition), empty, {})

    assert misfits(schema, row) == []
    assert misfits(schema, {**row, "payee": "某某"})
    assert misfits(schema, {**row, "id": "1"})
    assert misfits(schema, {**row, "remark": 3})


def test_options_and_units_of_numbers_are_told(month: dict[str, list[dict[str, Any]]]) -> None:
    problem, survey = SCHEMA["$defs"]["problem"]["properties"], SCHEMA["$defs"]["survey"]["properties"]

    assert problem["amount_involved"] == {
        "title": "涉及金额(元)",
        "type": ["integer", "null"],
        "description": "单位:分",
    }
    assert set(problem["discovery"]["x-options"]) >= {"群众提"}
    assert survey["rate"]["description"] == "百分之一"
    assert problem["unit"]["description"] == "指向 unit 的序号和名称"


def test_the_schema_is_written_as_a_file_and_a_place_that_is_no_folder_is_told(tmp_path: Path) -> None:
    path = record_schema.write(tmp_path / "格式.json")

    assert json.loads(path.read_text("utf-8")) == SCHEMA
    with pytest.raises(Refused):
        record_schema.write(path / "格式.json")


def test_duckdb_reads_the_records_by_the_schema_without_this_program(practice: Path, tmp_path: Path) -> None:
    """Unpacked by the standard library, read as plain JSON lines, joined by the ids the schema tells of."""
    import zipfile

    import duckdb

    (packet,) = (practice / "out").glob("MZ_*.zip")
    with zipfile.ZipFile(packet) as opened:
        opened.extractall(tmp_path)
        counts = json.loads(opened.read("packet.json"))["counts"]
    records = tmp_path / "data" / "records"
    tables = duckdb.connect()
    for key, shape in SCHEMA["$defs"].items():
        if (records / f"{key}.jsonl").stat().st_size:
            read = f"read_json('{records / key}.jsonl', format='newline_delimited', sample_size=-1)"
            tables.execute(f"CREATE VIEW {key} AS SELECT * FROM {read}")
            columns = {name for name, *_ in tables.execute(f"DESCRIBE {key}").fetchall()}
            assert columns == set(shape["properties"]), key

    def one(query: str) -> Any:
        (line,) = tables.execute(query).fetchall()
        return line[0]

    found = "SELECT count(*) FROM problem WHERE found_on BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'"
    assert one(found) == counts["problem_found"] > 0
    assert one("SELECT count(*) FROM finance_line") == counts["finance_line"] > 0
    spent = (
        "SELECT sum(l.amount) FROM finance_line l JOIN finance_sheet s ON s.id = l.sheet.id WHERE l.direction = '支出'"
    )
    assert one(spent) == one("SELECT sum(amount) FROM finance_line WHERE direction = '支出'") > 0
    village = "SELECT count(*) FROM problem p JOIN unit u ON u.id = p.unit.id WHERE u.name <> p.unit.title"
    assert one(village) == 0
