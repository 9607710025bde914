"""The gate at work: texts of sheets and rows looked at one by one, what was settled applied, the rest remembered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from app.domain.fields import LongText, Row, Sensitivity, Text
from app.domain.ledger import LedgerDef
from app.domain.personal.finding import Known, find
from app.domain.personal.found import Found, Kind
from app.domain.personal.minors import CHILDREN, find_minors
from app.domain.rows import text_of
from app.domain.text import short
from app.ledgers.settling import KEEP, MASK, MISTAKEN, REMOVE
from app.operations.gate import Finding, Unsettled, is_wall
from app.operations.gate_known import known, seen
from app.reports.sheet import Sheet, Table
from app.reports.texts import OPEN_TEXTS, Place, is_signed, tables_of, with_texts
from app.storage.book import Book
from app.storage.reading import Query

AROUND = 12  # characters shown on either side of a find
# Columns and places in which a name stands because a rule prescribes it: who handled, witnessed, approved, signed.
_PRESCRIBED = (
    "经手",
    "证明",
    "审批",
    "审核",
    "制表",
    "负责",
    "承办",
    "责任",
    "签字",
    "见证",
    "主任",
    "组长",
    "成员",
    "干部",
)
_NAMED = ("姓名", "户主", "学生", "儿童", "孤儿", "对象", "领取人", "受益", "收款人", "受助", "名单")


class _Eyes(NamedTuple):
    """What is known for walls (True) and for the office, and what was found in the texts looked at."""

    known: dict[bool, Known]
    found: dict[bool, dict[str, list[Found]]]


class Gate:
    """Looks at sheets and rows, applies what was settled, and remembers what was not."""

    def __init__(self, book: Book, open_texts: Iterable[str] = ()) -> None:
        self._book, self._open = book, frozenset(filter(None, open_texts))
        self._eyes: dict[frozenset[str], _Eyes] = {}
        self._eye = self._with(self._open)
        self._settled: dict[str, Mapping[str, str]] = {}
        self._masked: Mapping[str, str] | None = None
        self._pending: dict[str, Finding] = {}

    def sheet(self, sheet: Sheet) -> Sheet:
        """A sheet with what was settled applied; what may stand on it whole goes with it, wherever it passes again."""
        free = self._open | frozenset(filter(None, sheet.facts.get(OPEN_TEXTS, "").split("\n")))
        self._eye = self._with(free)
        if free:
            sheet = replace(sheet, facts={**sheet.facts, OPEN_TEXTS: "\n".join(sorted(free))})
        look = _Look(self, sheet.key, sheet.title, is_wall(sheet), tables_of(sheet))
        return with_texts(sheet, look.text)

    def row(self, ledger: LedgerDef, row: Row, keys: Iterable[str]) -> Row:
        """The texts of a row as they may travel in a packet: as settled on the register's sheet, or masked anywhere."""
        self._eye = self._with(self._open)
        look = _Look(self, ledger.key, ledger.title, False, record=True)
        out = row
        for key in keys:
            before = text_of(row, key)
            name = text_of(row, "number") or f"{ledger.title}第{row['id']}号"
            after = look.text(before, Place(ledger.label(key), owner=name)) if before else before
            if after != before:
                out = {**out, key: after}
        return out

    def close(self, stopped: str = "") -> None:
        """See that nothing is left to be settled; `stopped` says what cannot be done otherwise, "" for printing.

        Raises:
            Unsettled: Something is.
        """
        if self._pending:
            raise Unsettled(self._book, list(self._pending.values()), stopped)

    def found_in(self, text: str, wall: bool) -> list[Found]:
        """What is personal in a text; the same text is looked at once."""
        kept = self._eye.found[wall]
        found = kept.get(text)
        if found is None:
            found = kept[text] = find(text, self._eye.known[wall])
        return found

    def what_is_known(self, wall: bool) -> Known:
        """What the gate knows beside the texts."""
        return self._eye.known[wall]

    def _with(self, free: frozenset[str]) -> _Eyes:
        """What is known and was seen for papers on which these texts may stand whole."""
        if free not in self._eyes:
            both = (True, False)
            self._eyes[free] = _Eyes(
                {wall: known(self._book, wall=wall, open_texts=free) for wall in both},
                {wall: {} if free else seen(self._book, wall=wall) for wall in both},
            )
        return self._eyes[free]

    def mark(self, *parts: str) -> str:
        """What tells a find from every other, without saying what it is."""
        return self._book.keyed_hash("\0".join(parts))

    def action(self, sheet: str, mark: str) -> str:
        """What was decided about a find, "" for nothing yet."""
        if sheet not in self._settled:
            rows = self._book.select("settling", Query(where={"sheet": sheet}))
            self._settled[sheet] = {text_of(row, "mark"): text_of(row, "action") for row in rows}
        return self._settled[sheet].get(mark, "")

    def elsewhere(self, same: str) -> str:
        """How the same text was masked or shortened on another sheet, "" for nowhere."""
        if self._masked is None:
            rows = self._book.select("settling", Query(where={"action": (MASK, REMOVE)}))
            self._masked = {text_of(row, "same"): text_of(row, "action") for row in rows}
        return self._masked.get(same, "")

    def left_over(self, finding: Finding) -> None:
        """Remember what is to be settled."""
        self._pending.setdefault(finding.mark, finding)


@dataclass
class _Look:
    """One sheet under the gate."""

    gate: Gate
    key: str
    title: str
    wall: bool
    tables: Sequence[Table] = ()
    record: bool = False
    _children: set[tuple[int, int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        for number, table in enumerate(self.tables):
            self._children |= {(number, row, column) for row, column in self._minors_of(table)}

    def text(self, text: str, place: Place) -> str:
        """A text of the sheet as it may be printed."""
        if len(text) < 2:
            return text
        found = self.gate.found_in(text, self.wall)
        if place.cell in self._children:
            found = [Found(Kind.MINOR, 0, len(text), text)]
        if not found:
            return text
        pieces, end = [], 0
        for one in found:
            if one.kind is Kind.NAME and self._is_prescribed(one, text, place):
                continue
            pieces += [text[end : one.start], self._instead(one, text, place, found)]
            end = one.end
        if not pieces:
            return text
        changed = "".join([*pieces, text[end:]])
        return _tidy(changed) if len(changed) < len(text) else changed

    def _instead(self, one: Found, text: str, place: Place, found: Sequence[Found]) -> str:
        same = self.gate.mark(one.kind.name, str(one.start), text)
        mark = self.gate.mark(self.key, self.title, same)
        match self.gate.action(self.key, mark) or (self.gate.elsewhere(same) if self.record else ""):
            case str() as action if action == MASK:
                return one.masked(wall=self.wall)
            case str() as action if action == REMOVE:
                return ""
            case str() as action if action in (KEEP, MISTAKEN):
                return one.text
        self.gate.left_over(self._finding(one, text, place, found, (mark, same)))
        return one.text

    def _finding(self, one: Found, text: str, place: Place, found: Sequence[Found], marks: tuple[str, str]) -> Finding:
        before = self._hidden(text[: one.start], [f for f in found if f.end <= one.start])
        after = self._hidden(text[one.end :], [_moved(f, -one.end) for f in found if f.start >= one.end])
        before = ("…" if len(before) > AROUND else "") + before[-AROUND:]
        after = after[:AROUND] + ("…" if len(after) > AROUND else "")
        return Finding(
            sheet=self.key,
            title=self._hidden(self.title, self.gate.found_in(self.title, self.wall)),
            place=place,
            words=self._words(place),
            kind=one.kind,
            shown=one.shortened(),
            excerpt=f"{before}{one.shortened()}{after}",
            proposed=f"{before}{one.masked(wall=self.wall)}{after}",
            mark=marks[0],
            same=marks[1],
            wall=self.wall,
        )

    def _hidden(self, text: str, found: Sequence[Found]) -> str:
        for one in reversed(found):
            text = text[: one.start] + one.masked(wall=True) + text[one.end :]
        return text

    def _words(self, place: Place) -> str:
        """The first words of a row before the text itself, so that it is found among many."""
        if place.cell is None:
            return ""
        number, row, column = place.cell
        cells = self.tables[number].rows[row]
        texts = (cell for cell in cells[:column] if isinstance(cell, str))
        words = next((text for text in texts if any(char > "\u2e80" for char in text)), "")
        return short(self._hidden(words, self.gate.found_in(words, self.wall)), 14)

    def _is_prescribed(self, one: Found, text: str, place: Place) -> bool:
        """A name alone in a place where a rule asks for one."""
        alone = all(char in "、,, " for char in text[: one.start] + text[one.end :])
        return alone and (is_signed(place) or any(word in place.column for word in _PRESCRIBED))

    def _minors_of(self, table: Table) -> Iterable[tuple[int, int]]:
        """Cells of a table that hold the name of a child, as their column, their row or the heading says."""
        heads = [column.title for column in table.columns]
        named = [at for at, head in enumerate(heads) if any(word in head for word in _NAMED)]
        if not named:
            return
        about = f"{self.title} {table.caption}" if CHILDREN.search(f"{self.title} {table.caption}") else ""
        today = self.gate.what_is_known(self.wall).today
        for index, row in enumerate(table.rows):
            told = "".join(
                f",{head}:{cell}" for head, cell in zip(heads, row, strict=True) if cell and _tells_age(head)
            )
            for at in named:
                name = row[at]
                if isinstance(name, str) and 2 <= len(name) <= 12 and (about or told or CHILDREN.search(heads[at])):
                    child = "学生:" if about or CHILDREN.search(heads[at]) else ""
                    sentence = f"{child}{name}{told}"
                    spans = {(one.start, one.end) for one in find_minors(sentence, today)}
                    if (len(child), len(child) + len(name)) in spans:
                        yield index, at


def _tells_age(head: str) -> bool:
    return any(word in head for word in ("年龄", "年级", "班级", "出生", "周岁"))


def _moved(one: Found, by: int) -> Found:
    return replace(one, start=one.start + by, end=one.end + by)


def _tidy(text: str) -> str:
    """A text after something was taken out of it: no empty brackets, no doubled signs."""
    for empty in ("()", "()", "[]", "【】"):
        text = text.replace(empty, "")
    return text.replace(",,", ",").replace("、、", "、")


def texts_of(ledger: LedgerDef) -> tuple[str, ...]:
    """The fields of a register whose texts travel in packets: typed ones that are neither personal nor secret."""
    hidden = (Sensitivity.PERSONAL, Sensitivity.SECRET)
    texts = (one for one in ledger.by_key.values() if isinstance(one, Text | LongText))
    return tuple(one.key for one in texts if one.sensitivity not in hidden)
