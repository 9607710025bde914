"""A county's book with the months of 24 townships, and one township's book with the same months, written by SQL.

A township writes each month what bench_search says of ten years: a dozen problems, some three hundred lines of finance
and forty rows in its other registers. The months of one township are made once; the county has them 24 times, with the
packets they came in, the figures those brought (counted by the program from the township's book) and marks of payees.
All but the rows of the last three months are done with.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

from bench_search import FAMILY, GIVEN, ITEMS, VILLAGES, any_row, put, units
from county_made import founded
from measure import ROOT  # noqa: F401 - it makes the program importable

TODAY = date(2026, 11, 22)
LAST = "2026-10"
PROBLEMS, LINES, OTHERS = 12, 330, 42
OPEN_MONTHS = 3
Rows = dict[str, list[dict[str, Any]]]


def periods(months: int) -> list[str]:
    """The months there are, the last of them the one that is reported."""
    last = int(LAST[:4]) * 12 + int(LAST[5:]) - 1
    return [f"{at // 12}-{at % 12 + 1:02d}" for at in range(last - months + 1, last + 1)]


def township_book(folder: Path, months: int, share: float) -> tuple[Any, Rows]:
    """A township's book, and what was written into it."""
    from app.operations import books

    info = books.BookInfo("示例乡", "360999001", "示例县", "示", practice=True)
    users = [books.NewUser("clerk", "王芳", "clerk", "practice-clerk-1")]
    book = books.create_book(folder / "township.mz", info, users, today=TODAY)
    rows = _rows(book, months, share)
    with book.transaction():
        put(book, "unit", units())
        for key, some in rows.items():
            put(book, key, some)
        _settle(book, months)
    book.rebuild_derived()
    return book, rows


def county_book(folder: Path, township: Any, rows: Rows, months: int) -> Any:
    """A county's book into which 24 townships like this one have reported every month."""
    from app.operations import identities
    from tests.county.townships import COUNTY, code_of

    moment = datetime.combine(TODAY, datetime.min.time(), timezone(timedelta(hours=8))).replace(hour=9)
    county = identities.make_practice_county(COUNTY, moment.replace(year=2021))
    book = founded(folder / "county.mz", county, lambda: moment)
    book.fixed_today = TODAY
    figures = [_figures(township, period) for period in periods(months)]
    with book.transaction():
        codes = [code_of(place) for place in range(_townships())]
        for place in range(len(codes)):
            _villages(book, place)
        for key, some in rows.items():
            put(book, key, [_moved(book, key, row) for row in some])
            for place in range(1, len(codes)):
                _copy(book, key, place, rows)
        _settle(book, months)
        _packets(book, codes, months, figures)
        for key in rows:
            _origins(book, key, len(rows[key]), codes, months)
        _marks(book, len(rows["finance_line"]), codes)
    book.rebuild_derived()
    return book


def _townships() -> int:
    from tests.county.townships import NAMES

    return len(NAMES)


# --- the months of one township


def _rows(book: Any, months: int, share: float) -> Rows:
    """What a township writes, by register, the oldest first; ids from one on."""
    from app.operations.travelling import travelling

    rng = random.Random(24)
    names = [rng.choice(FAMILY) + rng.choice(GIVEN) + rng.choice(["", rng.choice(GIVEN)]) for _ in range(402)]
    people = [{"id": at, "name": name, "unit": 2 + at % 14, "post": "委员"} for at, name in enumerate(names, 1)]
    rows: Rows = {"person": people}
    rest = [one.key for one in travelling() if one.key in book.ledgers and not book.last_id(one.key)]
    rest = [key for key in rest if key not in ("unit", "person", "problem", "finance_sheet", "finance_line")]
    sheets = -(-months * 14 // 3)
    rows["finance_sheet"] = [_sheet(at, months, sheets) for at in range(sheets)]
    lines = max(1, round(LINES * share)) * months
    rows["finance_line"] = [_line(rng, at, lines, sheets, months, names) for at in range(lines)]
    rows["problem"] = list(_register(rng, book, "problem", max(2, round(PROBLEMS * share)) * months, months, names))
    for key in rest:
        count = max(1, round(OTHERS * share * months / len(rest)))
        rows[key] = list(_register(rng, book, key, count, months, names))
    return rows


def _sheet(at: int, months: int, sheets: int) -> dict[str, Any]:
    month = periods(months)[at * months // sheets]
    quarter = f"{month[:4]}Q{(int(month[5:]) + 2) // 3}"
    return {"id": at + 1, "unit": 2 + at % 14, "period": quarter, "created_at": f"{month}-20T09:00:00+08:00"}


def _line(rng: random.Random, at: int, count: int, sheets: int, months: int, names: list[str]) -> dict[str, Any]:
    month = periods(months)[at * months // count]
    return {
        "id": at + 1,
        "sheet": 1 + at * sheets // count,
        "purpose": f"{rng.choice(ITEMS)}{rng.choice(['', '及运费', '尾款', '(公开招标)'])}",
        "amount": rng.randrange(100, 900_000),
        "payee": rng.choice(names),
        "handler": rng.choice(names),
        "voucher": f"{at:06d}",
        "on_day": f"{month}-{rng.randrange(1, 28):02d}",
        "created_at": f"{month}-20T09:00:00+08:00",
    }


def _register(
    rng: random.Random, book: Any, key: str, count: int, months: int, names: list[str]
) -> Iterator[dict[str, Any]]:
    """Rows of any register, their days within their month; a deadline is two months off."""
    from app.domain.fields import Day, Link

    ledger = book.ledgers[key]
    for at in range(count):
        month = periods(months)[at * months // count]
        row = {"id": at + 1, **any_row(rng, book, key, at, names), "created_at": f"{month}-20T09:00:00+08:00"}
        if ledger.number:
            row["number"] = f"示{ledger.title[:2]}〔{month[:4]}〕{at + 1}号"
        first = date.fromisoformat(f"{month}-01")
        for field in ledger.fields:
            if isinstance(field, Day):
                row[field.key] = (first + timedelta(60 * (field.key == "deadline") + rng.randrange(27))).isoformat()
            elif isinstance(field, Link) and field.many:
                row[field.key] = None
        yield row


def _settle(book: Any, months: int) -> None:
    """What is older than three months is done with."""
    since = f"{(periods(months)[-OPEN_MONTHS:])[0]}-01"
    for key, ledger in book.ledgers.items():
        if done := next((state.name for state in ledger.states if not state.open), None):
            book.run(f'UPDATE "{key}" SET state = ? WHERE created_at < ?', (done, since))


def _figures(township: Any, period: str) -> str:
    """The figures a packet of this month brings, counted by the program."""
    from app.domain.days import Period
    from app.operations import monthly, monthly_issue
    from app.operations.travelling import rows_of_month

    month = Period.parse(period)
    return monthly_issue.figures_json(monthly.monthly(township, month), rows_of_month(township, month).rows).decode()


# --- the same months of every township in the county's book


def _villages(book: Any, place: int) -> None:
    first = 2 + _townships() + place * len(VILLAGES)
    villages = [
        {"id": first + at, "name": f"{name}村", "kind": "村", "parent": 2 + place} for at, name in enumerate(VILLAGES)
    ]
    put(book, "unit", villages)


def _moved(book: Any, key: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row of the township as the first of the 24 has it: only villages have other ids here."""
    found = dict(row)
    for field in book.ledgers[key].links:
        if field.register == "unit" and found.get(field.key):
            found[field.key] += _townships()
    return found


def _copy(book: Any, key: str, place: int, rows: Rows) -> None:
    """The rows of the first township once more as those of another one; ids go on without a gap."""
    table, apart = book.tables[key], {"unit": len(VILLAGES), **{register: len(some) for register, some in rows.items()}}
    taken: dict[str, str] = {column: f'"{column}"' for column in table.columns}
    taken["id"] = f"id + {apart[key] * place}"
    if table.ledger.number:
        taken["number"] = f"number || '({place + 1})'"
    for field in table.ledger.links:
        if not field.many:
            taken[field.key] = f'"{field.key}" + {apart.get(field.register, 0) * place}'
    names = ", ".join(f'"{column}"' for column in taken)
    book.run(f'INSERT INTO "{key}" ({names}) SELECT {", ".join(taken.values())} FROM "{key}" WHERE id <= {apart[key]}')


def _packets(book: Any, codes: list[str], months: int, figures: list[str]) -> None:
    """What the inbox has of every packet; township by township within a month."""
    from app.storage import inbox

    seals: dict[str, Any] = {}
    for at, period in enumerate(periods(months)):
        seals[period] = {"rows": 400, "root": _digest(period)}
        for code in codes:
            number = inbox.add_received(book, _packet(code, period, at, seals))
            inbox.keep_figures(book, number, figures[at])


def _packet(code: str, period: str, at: int, seals: dict[str, Any]) -> dict[str, Any]:
    from tests.county.townships import COUNTY_CODE, NAMES

    tag, name = _digest(f"{code} {period}"), NAMES[int(code.removeprefix(COUNTY_CODE)) - 1]
    data = {
        "created": f"{period}-28T09:00:00+08:00",
        "app_version": "0.3.0",
        "template_version": 0,
        "seals": seals,
        "counts": {f"合计{number}": number for number in range(30)},
        "amendments": [],
        "log": {"from_size": at * 900, "proof": [_digest(f"{at} {node}") for node in range(16)]},
        "signers": [{"role": "clerk", "name": "王芳"}, {"role": "secretary", "name": "李强"}],
        "verdict": {
            "intact": True,
            "signers": [],
            "trusted": True,
            "practice": True,
            "code": "4827 1093",
            "errors": [],
        },
        "archived": tag,
    }
    return {
        "packet_id": tag[:32],
        "township": code,
        "township_name": name,
        "period": period,
        "month": period,
        "revision": 1,
        "seq": at + 1,
        "tag_sha256": tag,
        "file_name": f"MZ_{code}_{period.replace('-', '')}_r1_{tag[:8]}.zip",
        "file_sha256": tag,
        "size": 4_000_000,
        "state": "merged",
        "decision": "accepted",
        "practice": True,
        "received_at": f"{period}-28T10:00:00+08:00",
        "received_by": "clerk",
        "merged_at": f"{period}-28T10:05:00+08:00",
        "merged_by": "clerk",
        "log_size": (at + 1) * 900,
        "log_root": tag,
        "path": f"{tag[:32]}.zip.p7m",
        "codes": [],
        "data": data,
    }


def _origins(book: Any, key: str, count: int, codes: list[str], months: int) -> None:
    """Whose each row is, and the packet that brought it."""
    first, month = periods(months)[0], "(substr(created_at, 1, 4) * 12 + substr(created_at, 6, 2))"
    begin, place = int(first[:4]) * 12 + int(first[5:]), f"(id - 1) / {count}"
    book.run(
        "INSERT INTO origin (register, row, township, local_id, packet, carried) "
        f"SELECT ?, id, json_extract(?, '$[' || ({place}) || ']'), (id - 1) % {count} + 1, "
        f"1 + max(0, min({months - 1}, {month} - {begin})) * {len(codes)} + {place}, '{{}}' "
        f'FROM "{key}"',
        (key, json.dumps(codes)),
    )


def _marks(book: Any, count: int, codes: list[str]) -> None:
    """A mark of every payee: each year a key of its own, one payee in sixty is paid by three other townships too."""
    years = sorted({year for (year,) in book.all("SELECT DISTINCT substr(on_day, 1, 4) FROM finance_line")})
    key = "substr(on_day, 1, 4) || '0000000000000'"
    facts = {"issued_at": f"{years[0]}-01-05T09:00:00+08:00", "serial": 1, "sealed": ""}
    book.keep("marks:keys", [{"key": f"{year}0000000000000", "year": year, **facts} for year in years])
    place, local = f"(id - 1) / {count}", f"(id - 1) % {count} + 1"
    whose = f"CASE WHEN ({local}) % 61 = 0 THEN 100 + {place} / 4 ELSE {place} END"
    for basis, every in (("name", 1), ("unit", 4), ("id", 6)):
        book.run(
            "INSERT INTO payee_mark (packet, township, register, local_id, line, kind, basis, mark, key_id, amount) "
            f"SELECT 1, json_extract(?, '$[' || ({place}) || ']'), 'finance_line', {local}, 0, 'payee', ?, "
            f"CAST(printf('%08x%08x', {whose}, ({local}) % 4999) AS BLOB), {key}, amount "
            f"FROM finance_line WHERE ({local}) % {every} = 0",
            (json.dumps(codes), basis),
        )
    book.run(
        "INSERT INTO marked_packet (packet, township, key_id, marks) "
        "SELECT id, township, substr(period, 1, 4) || '0000000000000', 300 FROM inbox"
    )


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
