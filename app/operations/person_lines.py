"""People typed or pasted one to a line: unit, name, post; saved in one step."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from app.domain.faults import Fault, Refused
from app.domain.fields import Row
from app.domain.rows import id_of, text_of
from app.domain.text import half_width
from app.ledgers.person import PEOPLE
from app.ledgers.unit import GROUP, VILLAGE_KINDS
from app.operations.records_base import checked, merged, or_refuse
from app.operations.rights import must_enter
from app.operations.unit_lines import is_unit_name
from app.storage.book import Book

_NAME = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]+(?:·[\u3400-\u9fff]+)+")
_LEADING = ("党委书记", "乡长", "镇长", "副书记", "纪委书记", "人大主席", "党委委员", "街道办主任", "工委书记")
_BETWEEN = re.compile(r"[\s,、;]+")
_LEAD = re.compile(r"^(?:\d{1,3}\s*[.、,)]|[-·•*])\s*")
SHAPE = "请写成“姓名 职务”,村和站所的写成“青山村 王伟 村书记”"


class PersonLine(NamedTuple):
    """One person that was read: name, post, where, the level of cadres; or why it is none."""

    name: str
    post: str = ""
    unit: str = ""
    unit_id: int = 0
    level: str = ""
    wrong: str = ""


def read_people(book: Book, text: str) -> list[PersonLine]:
    """The people of a text: «王伟 党委书记» of the township itself, «青山村 王伟 村书记» of another unit."""
    units: dict[str, Row] = {}
    for row in book.rows("unit"):
        units.setdefault(text_of(row, "name"), row)
    found = []
    for raw in text.splitlines():
        line = _LEAD.sub("", half_width(raw).strip())
        if line:
            found.append(_read(line, units, book.info.township))
    return list(dict.fromkeys(found))


def is_name(text: str) -> bool:
    """Whether a text can be somebody's name."""
    return bool(_NAME.fullmatch(text))


def said(lines: Iterable[PersonLine]) -> str:
    """How many."""
    return f"{sum(not one.wrong for one in lines)} 个人"


def known_people(book: Book) -> str:
    """The users of a new book as lines, to begin with."""
    posts = {"clerk": "纪委干部", "secretary": "纪委书记"}
    return "\n".join(f"{user.name} {posts[user.role]}" for user in book.keys.users() if user.role in posts)


def save_people(book: Book, lines: Iterable[PersonLine]) -> int:
    """Add the people that are not there yet, all in one step that one undo takes back; returns how many.

    Raises:
        Refused: A line is no person, or a row has faults; nothing was written.
    """
    must_enter(book, PEOPLE)
    lines = list(lines)
    if wrong := [one for one in lines if one.wrong]:
        told = [Fault("", f"{one.name}:{one.wrong}", "E-PERSON") for one in wrong[:8]]
        raise Refused([*told, Fault("", "一个人也没有录入。")], "E-PERSON")
    there = {(text_of(row, "name"), id_of(row, "unit"), text_of(row, "post")) for row in book.rows("person")}
    fresh = [one for one in lines if (one.name, one.unit_id, one.post) not in there]
    if not fresh:
        return 0
    with book.change(f"录入人员 {len(fresh)} 个") as writer:
        for one in fresh:
            row, faults = merged(book, PEOPLE, None, {"name": one.name, "post": one.post, "level": one.level})
            row["unit"] = one.unit_id
            or_refuse(faults + checked(book, PEOPLE, row))
            writer.save(PEOPLE, row)
    return len(fresh)


def _read(line: str, units: dict[str, Row], township: str) -> PersonLine:
    words = [word for word in _BETWEEN.split(line) if word]
    unit = words.pop(0) if len(words) > 1 and words[0] in units else township
    if len(words) < 2 or unit not in units or not _NAME.fullmatch(words[0]):
        return PersonLine(line, wrong=SHAPE)
    if len(words) > 2 and unit == township and is_unit_name(words[0]):
        return PersonLine(line, wrong=f"单位里没有“{words[0]}”,请先在上一步录入它")
    name, post = words[0], "".join(words[1:])
    row = units[unit]
    return PersonLine(name, post, unit, id_of(row, "id") or 0, _level(text_of(row, "kind"), post))


def _level(kind: str, post: str) -> str:
    if kind in VILLAGE_KINDS:
        return "村(社区)干部"
    if kind == GROUP:
        return "村民小组干部"
    if kind == "站所":
        return "站所工作人员"
    return "乡科级" if any(word in post for word in _LEADING) else "一般干部"
