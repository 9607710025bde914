"""Everything the practice books hold, as rows with their own ids, made from a seed and a day alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from random import Random

from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers import SHELF, ledger
from app.ledgers.problem import RECTIFYING
from app.operations.demo_accounts import make_accounts, write_codes
from app.operations.demo_affairs import make_affairs
from app.operations.demo_drafts import Drafts
from app.operations.demo_files import add_proofs
from app.operations.demo_finance import given_back, make_finance
from app.operations.demo_months import make_months
from app.operations.demo_notes import add_notes
from app.operations.demo_order import put_in_order
from app.operations.demo_places import COUNTY, COUNTY_CODE, TOWNSHIP, TOWNSHIP_CODE, make_places, phone
from app.operations.demo_problems import first_month, make_problems
from app.operations.demo_promises import make_promises
from app.operations.demo_reviews import make_reviews
from app.operations.demo_specials import add_specials
from app.operations.demo_stories import tell_stories

COUNTY_CLERK, COUNTY_HEAD = "孙文清", "周志平"
OTHER_TOWNSHIPS = (
    *("东岭镇", "西畈镇", "南浦镇", "北垄镇", "云台镇", "柏树镇", "长陂镇", "石鼓镇", "双港镇", "枫林镇", "古塘镇"),
    *("梅岭镇", "坪上乡", "黄沙乡", "大桥乡", "龙岗乡", "茅坪乡", "清江乡", "松山乡", "禾田乡", "白马乡", "罗汉乡"),
    "城东街道",
)


@dataclass
class Content:
    """Rows by register, in the order they are written, and the files they name."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)


def township_content(seed: int, today: date) -> Content:
    """Three years of a practice township."""
    rng = Random(f"mingzhang/{seed}")
    places = make_places(rng, first_month(today))
    found = make_problems(rng, places, today)
    promises = make_promises(rng, places, found, today)
    money = make_finance(rng, places, today, given_back(places, found.problems))
    files = add_proofs(rng, found.problems, promises, money.sheets)
    add_specials(money, places, today)
    rows: dict[str, list[Row]] = {
        "unit": places.units,
        "person": places.people,
        "problem": found.problems,
        "progress": found.progress,
        "commitment": promises,
        "finance_sheet": money.sheets,
        "finance_line": money.lines,
        "finance_entry": money.entries,
    }
    write_codes(places, money.sheets, money.lines)
    rows["account"] = make_accounts(places)
    rows |= {key: [] for key in SHELF if key not in rows}
    drafts = Drafts(rows, today)
    drafts.aliases |= places.roles() | _marked(drafts)
    tell_stories(drafts, files, lambda drafts: [*make_affairs(drafts), *make_reviews(rng, drafts)])
    _join_campaign(drafts)
    _join_correction(drafts)
    put_in_order(drafts)
    add_notes(drafts)
    make_months(drafts)
    return Content(rows, files.contents)


def _marked(drafts: Drafts) -> dict[str, tuple[str, int]]:
    """Rows of the generators that stories speak of."""
    problems = drafts.rows("problem", state=RECTIFYING)
    pipe = next(row for row in problems if "饮水管道漏水" in text_of(row, "description"))
    again = next(row for row in problems if row.get("relapse_of"))
    late = min(problems, key=lambda row: text_of(row, "deadline"))
    village = drafts.find("unit", "白石村")
    posted = [row for row in drafts.rows("finance_sheet", unit=village) if row.get("posted_from")]
    sheet = max(posted, key=lambda row: text_of(row, "period"))
    lines = [row for row in drafts.rows("finance_line", sheet=sheet["id"]) if row["direction"] == "支出"]
    dear, cheap = max(lines, key=lambda row: whole_of(row, "amount")), lines[0]
    named = {"水管问题": pipe, "反弹问题": again, "逾期问题": late}
    found = {name: ("problem", id_of(row, "id") or 0) for name, row in named.items()}
    found |= {"所问公开表": ("finance_sheet", id_of(sheet, "id") or 0)}
    found |= {
        "更正公开表": ("finance_sheet", next(id_of(r, "id") or 0 for r in drafts.rows("finance_sheet", edition=2)))
    }
    return found | {name: ("finance_line", id_of(row, "id") or 0) for name, row in (("大额", dear), ("小额", cheap))}


def _join_correction(drafts: Drafts) -> None:
    """The sheet that was corrected because of a question names it."""
    sheet = drafts.row(*drafts.aliases["更正公开表"])
    question = drafts.aliases["问补助"][1]
    assert sheet is not None
    sheet["corrects_question"] = question


def _join_campaign(drafts: Drafts) -> None:
    """Problems found while a campaign runs belong to it."""
    running = drafts.rows("campaign", state="进行中")[0]
    for row in drafts.rows("problem"):
        if text_of(row, "found_on") >= text_of(running, "starts_on"):
            row["campaign"] = running["id"]


def county_content(today: date) -> Content:
    """The county desk's own book: the county, its townships and the people who work there."""
    units: list[Row] = [
        {"id": 1, "name": COUNTY, "kind": "县", "code": COUNTY_CODE, "scope": "乡镇村组", "busy": 0},
        {"id": 2, "name": f"{COUNTY}纪委监委", "kind": "县直部门", "parent": 1, "phone": phone(9001), "busy": 0},
        {"id": 3, "name": TOWNSHIP, "kind": "乡镇", "parent": 1, "code": TOWNSHIP_CODE, "busy": 0},
    ]
    for place, name in enumerate(OTHER_TOWNSHIPS, 2):
        kind = "街道" if name.endswith("街道") else "乡镇"
        code = f"{COUNTY_CODE}{place:03d}"
        unit: Row = {"id": len(units) + 1, "name": name, "kind": kind, "parent": 1, "code": code, "busy": 0}
        units.append(unit | {"phone": phone(9010 + place)})
    since = first_month(today).isoformat()
    people: list[Row] = [
        {"id": 1, "name": COUNTY_CLERK, "unit": 2, "post": "党风政风监督室干部", "level": "一般干部"},
        {"id": 2, "name": COUNTY_HEAD, "unit": 2, "post": "党风政风监督室主任", "level": "乡科级"},
    ]
    return Content({"unit": units, "person": [row | {"party": "中共党员", "from_on": since} for row in people]})


def content_hash(rows: Mapping[str, list[Row]]) -> str:
    """SHA-256 over every typed column, number, state, remark and 说明, in order; moments and versions left out."""
    held = [
        [key, [{column: _plain(row.get(column)) for column in _columns(ledger(key))} for row in rows[key]]]
        for key in sorted(rows)
    ]
    return sha256(json.dumps(held, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _columns(definition: LedgerDef) -> tuple[str, ...]:
    return ("id", "number", "state", "remark", "explanation", *definition.by_key)


def _plain(value: object) -> object:
    return None if value == [] else value
