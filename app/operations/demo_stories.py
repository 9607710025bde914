"""Sample rows for every register that has none from a generator: stories told as a clerk would type them.

resources/samples/practice holds one file a story: registers with rows of texts. `@` names a row for others to link
to. Days are counted from today: `{-30}` the day thirty days before, `{-30w}` the working day on or before it (on or
after it where it lies ahead), `{-30c}` that day in Chinese, `{-30m}` its month, `{-30y}` its year. `{M-1}` is last
month, `{Q-1}` last quarter, `{Y}` this year; `{Q-1.75}` the 75th day of it, `{Q-1t}` its title. `{@名}` is what a
row is called, `{@名.unit}` one of its fields; `to` adds fields to the row of that
name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from app import paths
from app.domain.days import Period, chinese_day
from app.domain.fields import Attachment, Link, Reading, Row
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of, ids_of
from app.ledgers import ledger
from app.operations.demo_drafts import Drafts
from app.operations.demo_files import Files

_TOKEN = re.compile(
    r"\{(?P<days>[+-]?\d+)(?P<how>[wcmy]?)\}"
    r"|\{(?P<kind>[MQY])(?P<away>[+-]\d+)?(?:\.(?P<nth>\d+)(?P<work>[wcmy]?)|(?P<title>t))?\}"
    r"|\{@(?P<alias>[^.}]+)(?:\.(?P<field>\w+))?\}"
)
_OURS = ("register", "@", "state", "to")
_KINDS = {"M": "month", "Q": "quarter", "Y": "year"}
_ROUNDS = 3
Told = tuple[LedgerDef, Row]


class StoryBroken(Exception):
    """A story does not fit the registers any more: a mistake of ours, found by the tests."""


def tell_stories(drafts: Drafts, files: Files, first: Callable[[Drafts], Iterable[Told]]) -> None:
    """Add the rows of `first`, then of every story in the order of the file names, then what registers compute."""
    told = [*first(drafts)]
    for file in sorted(paths.resource("samples", "practice").glob("*.json")):
        story: list[dict[str, str]] = json.loads(file.read_text("utf-8"))
        told += [tell(drafts, texts, file.name, files) for texts in story]
    for _ in range(_ROUNDS):  # a header is computed from its lines, a line from its header
        for definition, row in told:
            _compute(drafts, definition, row)


def tell(drafts: Drafts, texts: dict[str, str], story: str, files: Files | None = None) -> Told:
    """Add one row of a story, or with `to` more fields of the row of that alias.

    Raises:
        StoryBroken: A text does not fit its field.
    """
    register, there = drafts.aliases.get(texts.get("to", ""), (texts.get("register", ""), 0))
    definition, reading = ledger(register), Reading(drafts.today, drafts)
    row = (drafts.row(register, there) if there else None) or definition.blank(reading)
    if state := texts.get("state"):
        row["state"] = definition.state(state).name
    for key, text in texts.items():
        if key in _OURS:
            continue
        try:
            field, words = definition.by_key[key], _filled(text, drafts)
            if isinstance(field, Attachment) and files:
                row[key] = _files(files, words)
            else:
                row[key] = field.parse(words, reading)
        except (KeyError, ValueError) as error:
            raise StoryBroken(f"{story}: {definition.key}.{key} = {text!r}: {error}") from error
    if not there:
        drafts.add(definition, row)
    _compute(drafts, definition, row)
    if alias := texts.get("@"):
        drafts.aliases[alias] = (definition.key, id_of(row, "id") or 0)
    return definition, row


def _compute(drafts: Drafts, definition: LedgerDef, row: Row) -> None:
    """What the register computes; figures that stay as they were in a late state are those of the first one."""
    if not definition.derive:
        return
    before = dict(row)
    for state in dict.fromkeys((definition.first_state, row.get("state"))):
        row |= definition.derive({**row, "state": state}, drafts)
    if row != before:
        drafts.forget(definition.key)


def _files(files: Files, names: str) -> str:
    """Attachments by their names: a picture of those there are, or a record that says it is for practice."""
    pictures = [content for content in files.contents.values() if content.startswith(b"\x89PNG")]
    return "\n".join(
        files.line(name, pictures[0] if name.endswith(".png") else f"练习资料  示例乡  {name}\n".encode())
        for name in names.split("、")
    )


def _filled(text: str, drafts: Drafts) -> str:
    return _TOKEN.sub(lambda found: _token(found, drafts), text) if "{" in text else text


def _token(found: re.Match[str], drafts: Drafts) -> str:
    if found["days"]:
        return _day(drafts.today + timedelta(int(found["days"])), found["how"], drafts)
    if found["alias"]:
        return _named(drafts, found["alias"], found["field"])
    period = Period.of(drafts.today, _KINDS[found["kind"]])
    for _ in range(abs(int(found["away"] or 0))):
        period = period.previous() if int(found["away"]) < 0 else period.next()
    if found["nth"]:
        return _day(min(period.first + timedelta(int(found["nth"]) - 1), period.last), found["work"], drafts)
    return period.title if found["title"] else period.key


def _day(day: date, how: str, drafts: Drafts) -> str:
    match how:
        case "w":
            return _on_work(day, drafts).isoformat()
        case "c":
            return chinese_day(day)
        case "m":
            return Period.of(day, "month").title
        case "y":
            return str(day.year)
    return day.isoformat()


def _on_work(day: date, drafts: Drafts) -> date:
    """The day itself where it is worked, else the next one in the direction away from today."""
    if day <= drafts.today:
        return drafts.add_working(day + timedelta(1), -1)
    return drafts.add_working(day - timedelta(1), 1)


def _named(drafts: Drafts, alias: str, key: str | None) -> str:
    register, number = drafts.aliases[alias]
    row = drafts.row(register, number) or {}
    if key is None:
        return drafts.title(register, number)
    if key == "id":
        return str(number)
    field = ledger(register).by_key[key]
    linked = field.register if isinstance(field, Link) else ""
    titles = {(linked, other): drafts.title(linked, other) for other in (ids_of(row, key) if linked else ())}
    return field.show(row.get(key), titles)
