"""Clues, cases, measures, circulars and transfers: parts A to F of the main table.

Source: forms-and-rules 4 and 4.1 (counting dates: the day of the event; a person once per case).
"""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.fields import Row
from app.domain.rows import id_of, ids_of, text_of, whole_of
from app.figures.event import Event, Mark, Rows
from app.ledgers.accountability_measure import EDUCATION, GOVERNMENT, JUDICIAL, ORGANISATIONAL, PARTY
from app.ledgers.accountability_rules import CULPRIT, FIRM, LEADER, PURSUED
from app.ledgers.circular import BULLETIN, NAMED, RELEASED
from app.ledgers.problem_rules import TRANSFERRED
from app.ledgers.transfer import IN, OUT

SOURCES = {
    "信访举报": "A21",
    "上级交办": "A22",
    "监督检查中发现": "A23",
    "审查调查中发现": "A24",
    "巡视巡察中发现": "A25",
    "审计中发现": "A26",
    "公检法机关移交": "A27",
    "其他行政执法机关移交": "A27",
    "职能部门移交": "A27",
    "自查自首": "A28",
    "下访": "A29",
    "媒体曝光": "A29",
    "其他": "A29",
}
DISPOSALS = {"谈话函询": "A31", "初步核实": "A32", "暂存待查": "A33", "予以了结": "A34"}
RESULTS = {"属实": "A41", "部分属实": "A42", "不属实": "A43", "无法查实": "A44", "诬告": "A45"}
TRUE = ("属实", "部分属实")
MODES = {"交办": "A60", "督办": "A61", "提级": "A62"}
PARTIES = {
    "检察机关": "1",
    "公安机关": "2",
    "信访部门": "3",
    "财政部门": "4",
    "审计部门": "5",
}
TRACKS = {PARTY: "B41", GOVERNMENT: "B42", ORGANISATIONAL: "B50", EDUCATION: "B60", JUDICIAL: "B70"}
FORMS = {"1": "C10", "2": "C20", "3": "C30", "4": "C40"}


def clues(rows: Rows) -> Iterator[Event]:
    """问题线索: in, disposed of, ended, filed."""
    for row in rows.all("clue"):
        mark = Mark("clue", row)
        yield from mark.on(row.get("received_on"), "A20", SOURCES.get(text_of(row, "source"), "A29"))
        disposal = DISPOSALS.get(text_of(row, "disposal"))
        yield from mark.on(row.get("disposed_on"), *(("A30", disposal) if disposal else ()))
        result = RESULTS.get(text_of(row, "result"))
        yield from mark.on(row.get("closed_on"), *(("A40", result) if result else ()))
        yield from mark.on(row.get("reopened_on"), "A49")
        mode = MODES.get(text_of(row, "mode"))
        yield from mark.on(row.get("disposed_on"), *((mode,) if mode else ()))
        yield from mark.on(handed_on(row, rows), "A48")
        yield from mark.on(row.get("filed_on"), "B10")
        yield from mark.on(row.get("filed_on"), "B11", value=whole_of(row, "filed_persons"))


def handed_on(row: Row, rows: Rows, register: str = "clue") -> str:
    """The day a clue or problem went to others for good, "" where it did not."""
    if row.get("state") != TRANSFERRED:
        return ""
    days = [text_of(one, "on_day") for one in rows.by("transfer", register, id_of(row, "id")) if one.get("on_day")]
    return min(days, default=text_of(row, "updated_at")[:10])


def transfers(rows: Rows) -> Iterator[Event]:
    """移送: clues handed to others and taken over from them; sealed papers are counted apart, content unknown."""
    for row in rows.all("transfer"):
        mark, party = Mark("transfer", row), PARTIES.get(text_of(row, "party"), "9")
        if row.get("sealed"):
            yield from mark.on(row.get("received_on"), "J18")
        elif row.get("direction") == IN:
            yield from mark.on(row.get("received_on") or row.get("on_day"), "A70", f"A7{party}")
        elif row.get("direction") == OUT and (row.get("clue") or row.get("problem")):
            yield from mark.on(row.get("on_day"), "A80", f"A8{party}")


def measures(rows: Rows) -> Iterator[Event]:
    """问责处理: people dealt with, by kind of measure and form; 问责 of those responsible; money."""
    for row in rows.all("accountability"):
        if row.get("state") not in FIRM or not row.get("decided_on"):
            continue
        lines = sorted(
            rows.by("accountability_measure", "accountability", id_of(row, "id")),
            key=lambda line: text_of(line, "decided_on"),
        )
        first = text_of(lines[0], "decided_on") if lines else text_of(row, "decided_on")
        category = _category(rows, row)
        mark = Mark("accountability", row, level=text_of(row, "level"), category=category)
        if row.get("person"):
            yield from _person(mark, row, first, lines)
        yield from _responsible(mark, row, first)
        yield from mark.on(first, "F10", value=whole_of(row, "amount"))
        yield from mark.on(first, "F20", value=whole_of(row, "confiscated"))
        yield from mark.on(first, "F30", value=whole_of(row, "returned"))
        yield from mark.on(first, "F31", value=whole_of(row, "households"))
        for line in lines:
            kind = text_of(line, "measure")
            yield from Mark("accountability", row, category=category, kind=kind).on(line.get("decided_on"), "C90")


def _category(rows: Rows, row: Row) -> str:
    """Of the case itself, else of what it came from, else of the case whose superior answers here."""
    places = (("clue", "clue"), ("problem", "problem"), ("accountability", "dual_of"))
    causes = (rows.one(register, id_of(row, field)) for register, field in places)
    return text_of(row, "category") or next((found for one in causes if (found := text_of(one, "category"))), "")


def _person(mark: Mark, row: Row, first: str, lines: list[Row]) -> Iterator[Event]:
    if row.get("target") == CULPRIT:
        yield from _dealt_with(mark, first, lines)
    yield from mark.on(first if row.get("leniency") else "", "B90")
    yield from mark.on(first if row.get("aggravating") else "", "B91")
    yield from mark.on(first if row.get("tolerance") == "认定容错" else "", "B92")
    form = FORMS.get(text_of(row, "form"))
    yield from mark.on(first, *(("C00", form) if form else ()))


def _dealt_with(mark: Mark, first: str, lines: list[Row]) -> Iterator[Event]:
    yield from mark.on(first, "B30")
    days: dict[str, str] = {}
    for line in lines:
        days.setdefault(text_of(line, "track"), text_of(line, "decided_on"))
    for track, code in TRACKS.items():
        yield from mark.on(days.get(track), code)
    discipline = [days[track] for track in (PARTY, GOVERNMENT) if track in days]
    yield from mark.on(min(discipline, default=""), "B40")
    if len(discipline) == 2:
        yield from mark.on(max(discipline), "B43")


def _responsible(mark: Mark, row: Row, first: str) -> Iterator[Event]:
    if row.get("target") != CULPRIT:
        yield from mark.on(first, "E10", "E11" if row.get("target") == LEADER else "E12")
    if row.get("dual_of"):
        yield from mark.on(first, "E20", *(("E21",) if row.get("dual_result") == PURSUED else ()))


def dealt_with(rows: Rows) -> Iterator[Event]:
    """查处问题 B20: clues found true with a measure, and problems dealt with on the spot; the day of the first."""
    seen: dict[tuple[str, int], str] = {}
    for row in rows.all("accountability"):
        if row.get("state") not in FIRM or not row.get("decided_on"):
            continue
        clue, problem = id_of(row, "clue"), id_of(row, "problem")
        if clue and text_of(rows.one("clue", clue), "result") not in TRUE:
            continue
        place = ("clue", clue) if clue else ("problem", problem) if problem else None
        if place and place[1]:
            day = text_of(row, "decided_on")
            seen[(place[0], place[1])] = min(day, seen.get((place[0], place[1]), day))
    for (register, number), day in seen.items():
        row = rows.one(register, number)
        yield from Mark(register, row).on(day, "B20", "B21" if register == "clue" else "B22")


def talks(rows: Rows) -> Iterator[Event]:
    """Talks of the first form that stand in no case."""
    for row in rows.lately("interview", "on_day"):
        form = FORMS.get(text_of(row, "form"))
        if form and not row.get("accountability"):
            level = text_of(rows.one("person", id_of(row, "person")), "level")
            yield from Mark("interview", row, level=level).on(row.get("on_day"), "C00", form)


def circulars(rows: Rows) -> Iterator[Event]:
    """通报曝光: batches, cases and named persons; monthly bulletins apart."""
    for row in rows.lately("circular", "issued_on"):
        if row.get("state") != RELEASED:
            continue
        mark, day = Mark("circular", row), row.get("issued_on")
        if row.get("kind") == BULLETIN:
            yield from mark.on(day, "D20")
            continue
        yield from mark.on(day, "D10")
        for number in ids_of(row, "cases"):
            case = rows.one("accountability", number)
            told = Mark("circular", row, category=text_of(case, "category"), level=text_of(case, "level"))
            yield from told.on(day, "D11")
            if row.get("style") == NAMED and case.get("person"):
                yield from told.on(day, "D12")
