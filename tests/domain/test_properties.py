"""What holds for every text and number: parsers that a clerk feeds with anything, tried with made-up examples.

Few examples, always the same ones; `python -m tests.fuzz` tries many.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from app.domain.canonical import MAX_INT, decode_strict, encode
from app.domain.days import chinese_day, parse_day
from app.domain.identity import check_digit, parse_id_number, parse_phone
from app.domain.money import MOST_FEN, capital, equal_split, parse_yuan, read_capital, show_yuan
from app.domain.personal.finding import Known, find
from app.domain.recovery_code import read, written, wrong_groups
from app.domain.short_code import ALPHABET, code_of, is_code, read_code
from app.intake.csv_text import read_csv
from app.intake.headings import find_headings, plain_label
from app.intake.pasted import Cell
from app.intake.tidying import tidy
from app.ledgers import ledger
from app.operations.import_columns import UnknownColumns, match_columns

few = settings(
    max_examples=30, derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TODAY = date(2026, 11, 22)
# What stands in cells: words, numbers in every width, dates, spaces, and signs nobody expects.
LETTERS = (
    "青山村王伟会计单位金额整改时限合计同上元万年月日天底前零壹 .,-(){}\"'0123456789０１９①٣½²ＡxX\t\n"
    "\u3000\ufeff\u0301\U00020087"
)
# Not some.text(): it first reads all of Unicode for ten seconds.
anything = some.lists(some.integers(0, 0x10FFFF).map(chr), max_size=6).map("".join)
texts = some.text(some.sampled_from(LETTERS), max_size=12) | anything
fen = some.integers(-MOST_FEN, MOST_FEN)
days = some.dates(date(1949, 1, 1), date(2100, 12, 31))


def answer(parse: Callable[..., Any], *given: Any) -> tuple[Any, str]:
    """What a parser makes of something, or how it refuses."""
    try:
        return parse(*given), ""
    except ValueError as error:
        return None, str(error)


@few
@given(fen)
def test_money_that_is_shown_is_read_back_to_the_fen(amount: int) -> None:
    assert parse_yuan(show_yuan(amount)) == amount
    assert read_capital(capital(amount)) == amount


@few
@given(texts)
def test_a_text_is_an_amount_to_the_fen_or_is_refused_in_chinese(text: str) -> None:
    amount, said = answer(parse_yuan, text)

    assert not said or not said.isascii()
    assert amount is None or parse_yuan(show_yuan(amount)) == amount


@few
@given(some.integers(0, MOST_FEN), some.integers(1, 500))
def test_an_equal_share_loses_no_fen(amount: int, shares: int) -> None:
    each, rest = equal_split(amount, shares)

    assert each * shares + rest == amount
    assert 0 <= rest < shares


@few
@given(days)
def test_a_day_is_read_in_every_way_it_is_written(day: date) -> None:
    ways = (day.isoformat(), f"{day.year}.{day.month}.{day.day}", f"{day:%Y%m%d}", chinese_day(day))

    assert {parse_day(way, TODAY) for way in ways} == {day}


@few
@given(texts)
def test_a_text_is_a_day_or_is_refused_in_chinese(text: str) -> None:
    day, said = answer(parse_day, text, TODAY)

    assert not said or not said.isascii()
    assert day is None or parse_day(day.isoformat(), TODAY) == day


@few
@given(some.integers(110000, 659999), some.dates(date(1920, 1, 1), TODAY), some.integers(0, 999), some.data())
def test_an_identity_number_with_one_wrong_digit_is_never_taken(
    place: int, born: date, serial: int, data: some.DataObject
) -> None:
    first = f"{place}{born:%Y%m%d}{serial:03d}"
    number = first + check_digit(first)
    at = data.draw(some.integers(0, 16))
    other = data.draw(some.sampled_from("0123456789").filter(lambda digit: digit != number[at]))

    assert parse_id_number(number) == number
    with pytest.raises(ValueError, match="身份证号"):
        parse_id_number(number[:at] + other + number[at + 1 :])


@few
@given(some.sampled_from(("11010519491231002X", "13800000000", "0795-1234567")), some.data())
def test_what_is_kept_as_a_number_has_only_plain_digits(number: str, data: some.DataObject) -> None:
    at = data.draw(some.integers(0, len(number) - 1))
    same = {"0": "٠", "1": "١", "3": "٣", "5": "٥", "8": "٨", "9": "٩"}.get(number[at], "X")
    changed = number[:at] + data.draw(some.sampled_from(["0", "９", "①", "-", "( ", same])) + number[at + 1 :]

    for parse in (parse_id_number, parse_phone):
        kept, said = answer(parse, changed)
        assert not said or not said.isascii()
        assert kept is None or kept.isascii()


@few
@given(texts)
def test_what_is_found_in_a_text_stands_there(text: str) -> None:
    known = Known(TODAY, names=frozenset({"王伟"}), secrets=frozenset({"青山"}))

    for found in find(text, known):
        assert 0 <= found.start < found.end <= len(text)


rows = some.lists(
    some.lists(some.text(some.sampled_from(LETTERS.replace("\ufeff", "")), max_size=6), min_size=2, max_size=4),
    min_size=1,
    max_size=4,
)


@few
@given(rows, some.sampled_from(("utf-8", "utf-8-sig", "gb18030", "utf-16")))
def test_a_table_saved_as_csv_in_any_encoding_is_read_as_it_was(table: list[list[str]], encoding: str) -> None:
    out = StringIO()
    csv.writer(out).writerows([["单位", "金额"], *table])

    with TemporaryDirectory() as folder:
        path = Path(folder) / "台账.csv"
        path.write_bytes(out.getvalue().encode(encoding))
        found, _ = read_csv(path)

    assert found == [["单位", "金额"], *table]


@few
@given(rows, some.sets(some.sampled_from(("单位", "金额", "王伟", "整改时限"))))
def test_headings_are_found_among_the_first_rows_whatever_stands_there(
    table: list[list[str]], labels: set[str]
) -> None:
    last, headings = find_headings(table, {plain_label(label) for label in labels}, [(1, 0, 2, 1)])

    assert 0 <= last < len(table)
    assert len(headings) <= max(map(len, table))


@few
@given(rows)
def test_a_pasted_block_keeps_every_line_that_holds_something(table: list[list[str]]) -> None:
    wide = max(map(len, table))
    block = [[Cell(text) for text in [*row, *[""] * (wide - len(row))]] for row in table]

    tidied = tidy(block, ("单位", "金额"))

    lines = [number for number, _ in tidied.rows]
    assert lines == [n for n, row in enumerate(table, 1) if n > tidied.header and any(map(str.strip, row))]
    assert all(len(cells) == wide for _, cells in tidied.rows)


@few
@given(
    some.lists(
        some.sampled_from(("单位", "存在问题", "整改时限", "序号", "编号", "状态", "单 位*", "备注")) | texts,
        max_size=6,
    )
)
def test_every_heading_has_its_place_or_is_named_as_unknown(headings: list[str]) -> None:
    problems = ledger("problem")
    ledgers = {"problem": problems}

    try:
        found = match_columns(problems, ledgers, headings, None, "表").keys
    except UnknownColumns:
        found = [None] * len(headings)

    assert len(found) == len(headings)
    assert {key for key in found if key} <= set(problems.by_key)


plain = anything.map(lambda text: unicodedata.normalize("NFC", text))
values = some.recursive(
    some.none() | some.booleans() | some.integers(-MAX_INT, MAX_INT) | plain,
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(some.text(some.sampled_from("abz_09"), max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@few
@given(values)
def test_a_value_has_one_canonical_form_that_is_read_back(value: Any) -> None:
    data, said = answer(encode, value)

    assert data is not None or not said.isascii()
    assert data is None or (decode_strict(data) == value and encode(decode_strict(data)) == data)


@few
@given(some.binary(max_size=30) | values.map(repr).map(str.encode))
def test_bytes_are_canonical_or_are_refused_with_a_code(data: bytes) -> None:
    value, said = answer(decode_strict, data)

    assert encode(value) == data if not said else not said.isascii()


@few
@given(some.binary(min_size=20, max_size=20), some.data())
def test_one_mistyped_sign_of_a_recovery_code_is_named_by_its_group(secret: bytes, data: some.DataObject) -> None:
    code = written(secret)
    at = data.draw(some.sampled_from([at for at, sign in enumerate(code[:47]) if sign != "-"]))
    other = data.draw(some.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ").filter(lambda sign: sign != code[at]))

    assert read(code.lower().replace("-", " ")) == secret
    assert wrong_groups(code[:at] + other + code[at + 1 :]) == [at // 6 + 1]


@few
@given(some.integers(0, 10**6), some.integers(0, 5), some.sampled_from(ALPHABET))
def test_one_misheard_sign_of_a_short_code_is_found(number: int, at: int, sign: str) -> None:
    code = code_of(number)
    changed = code[:at] + sign + code[at + 1 :]

    assert read_code(f" {code.lower()} ") == code
    assert is_code(changed) == (changed == code)
