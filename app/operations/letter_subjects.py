"""What a letter is about: rows with the limit that counts now and its light, and who is to be written to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.days import chinese_day
from app.domain.faults import Refused
from app.domain.fields import Row, Value
from app.domain.ledger import Around, LedgerDef
from app.domain.lights import Light, LightRule
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.letter import PRESSING, REMINDER, URGING
from app.ledgers.letter_habits import Habit, habit_of

_ABOUT_A_LIMIT = frozenset({PRESSING, URGING, REMINDER})


@dataclass(frozen=True)
class Subject:
    """One row a letter is to be about; `limit` and `label` are the day that counts now, "" for none."""

    ledger: LedgerDef
    habit: Habit
    row: Row
    limit: str
    label: str
    light: Light | None

    @property
    def id(self) -> int:
        """The row's id."""
        return whole_of(self.row, "id")

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return bool(self.limit) or not self.ledger.states or self.row.get("state") in self.ledger.open_states

    @property
    def kind(self) -> str:
        """The only kind of letter that fits, "" where the light decides."""
        return "" if self.habit.needs and self.open else self.habit.kind

    @property
    def late(self) -> int:
        """Days past the limit."""
        return max(0, -(self.light.days or 0)) if self.light and self.limit else 0


def subject_of(ledger: LedgerDef, row: Row, rule: LightRule, around: Around) -> Subject:
    """A row with the first of its days that somebody waits for."""
    state = text_of(row, "state")
    due = ledger.due
    if due and (day := text_of(row, due.field)) and (not ledger.states or state in ledger.open_states):
        label = dict(due.by_state).get(state, due.label)
        return Subject(ledger, habit_of(ledger), row, day, label, rule.light(ledger, row))
    waits = []
    for clock in ledger.clocks:
        until = (clock.until,) if isinstance(clock.until, str) else clock.until
        here = (not clock.states or state in clock.states) and not any(row.get(key) for key in until if key)
        if here and (day := text_of(row, clock.field)):
            moved = around.add_working(date.fromisoformat(day), clock.working).isoformat() if clock.working else day
            waits.append((moved, clock.label))
    day, label = min(waits, default=("", ""))
    return Subject(ledger, habit_of(ledger), row, day, label, rule.judge(day) if day else None)


def may_be_written_about(subject: Subject, title: str, kind: str) -> None:
    """See that a letter of a kind ("" for the one the light asks for) makes sense.

    Raises:
        Refused: The row is voided or settled, or the county has not ordered it.
    """
    if subject.row.get("voided"):
        raise Refused(f"“{title}”已作废,不能发函。没有起草。", "E-VOID")
    if subject.habit.needs and not subject.open:
        if not subject.row.get(subject.habit.needs):
            raise Refused(f"“{title}”:{subject.habit.lacking}", "E-ORDER-MISSING")
        return
    if not subject.open and (kind in _ABOUT_A_LIMIT or not (kind or subject.kind)):
        state = text_of(subject.row, "state")
        raise Refused(f"“{title}”已是“{state}”,不必提示、督办。没有起草;要发别的函,请在函件里新增。", "E-SETTLED")


def addressee(subject: Subject, around: Around) -> tuple[int | None, str]:
    """The unit and the full name written to; both empty where the register does not say."""
    unit = next((found for key in subject.habit.to if (found := id_of(subject.row, key))), None)
    if unit:
        return unit, around.title("unit", unit)
    return None, text_of(subject.row, subject.habit.to_name) if subject.habit.to_name else ""


def matter(number: int, subject: Subject, around: Around) -> Row:
    """The line a letter keeps of a row: what it is about, its limit, how late it is and the word of its light."""
    row = subject.row
    own = text_of(row, "number")
    said = subject.habit.matter
    text = said(row, around) if said else around.title(subject.ledger.key, subject.id).removeprefix(own).strip()
    return {
        "seq": number,
        "about": subject.ledger.key,
        "about_id": subject.id,
        "about_number": own or None,
        "matter": text.rstrip("。.;；") or subject.ledger.title,
        "due_on": subject.limit or None,
        "late_days": subject.late if subject.limit else None,
        "level": subject.light.word if subject.light and subject.limit else None,
    }


def sentence(line: Row, subject: Subject, today: date) -> str:
    """A row in one sentence: number, matter, limit, and the days past it or left, as of the day of drafting."""
    own, text, light = text_of(line, "about_number"), text_of(line, "matter"), subject.light
    parts = [f"{own}：{text}" if own else text]
    if subject.limit and light is not None and light.days is not None:
        said = f"已逾期{-light.days}天" if light.days < 0 else f"还有{light.days}天到期" if light.days else "今天到期"
        parts.append(f"{subject.label}为{chinese_day(date.fromisoformat(subject.limit))}")
        parts.append(f"截至{chinese_day(today)}{said}（{light.word}）")
    return "，".join(parts) + "。"


def leader(subjects: list[Subject]) -> Value:
    """Who leads the matter, where all rows name the same person."""
    named = {found for s in subjects for key in ("lead", "handler") if (found := id_of(s.row, key))}
    return named.pop() if len(named) == 1 else None
