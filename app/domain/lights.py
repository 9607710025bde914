"""The light of a row: a word, a shape, a colour and the days that are left; which is which, a county decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.plain import plain
from app.domain.rows import text_of
from app.domain.workdays import WorkCalendar, month_add

Tone = Literal["green", "yellow", "red", "blue", "grey"]
Counted = Literal["days", "working", "months", "option"]


class Light(NamedTuple):
    """What a light says. `tone` is green, yellow, red, blue or grey; `days` counts calendar days to the limit."""

    word: str
    shape: str
    tone: str
    days: int | None = None


NORMAL, SOON, OVERDUE, EXTENDED, DONE = "正常", "临期", "逾期", "已延期", "已办结"
SHAPES = {"green": "●", "yellow": "▲", "red": "■", "blue": "◆", "grey": "✓"}
SEVERITY = ("red", "yellow", "blue", "green")


@plain
class LightStep:
    """When a light shows a tone: the first step whose conditions all hold counts.

    Args:
        left: So many days, working days or months before the limit, or later; -1 day is past it. None: any day.
            With "option" the county's number of working days (临期提醒) is taken.
        waited: So many months since the row began to wait, where its register says since when. None: any.
        over: More than `waited` months, not just as many.
        extended: Only rows whose limit was put off.
    """

    tone: Tone
    word: str
    left: int | None = None
    counted: Counted = "days"
    waited: int | None = None
    over: bool = False
    extended: bool = False

    def due_until(self, today: date, yellow_days: int, calendar: WorkCalendar) -> str | None:
        """The last limit this step still holds for today."""
        match self.counted:
            case "option":
                return calendar.add_working(today, yellow_days).isoformat()
            case _ if self.left is None:
                return None
            case "working":
                return calendar.add_working(today, self.left).isoformat()
            case "months":
                return month_add(today, self.left).isoformat()
        return (today + timedelta(days=self.left)).isoformat()

    def since_until(self, today: date) -> str | None:
        """The last start this step still holds for today."""
        if self.waited is None:
            return None
        return (month_add(today, -self.waited) - timedelta(days=int(self.over))).isoformat()


@plain
class LightPreset:
    """One county's way to light its rows. `letters` says what is sent at a tone; `source` where the rule is from."""

    key: str
    name: str
    steps: tuple[LightStep, ...]
    letters: tuple[tuple[str, str], ...] = ()
    source: str = ""

    def letter(self, tone: str) -> str:
        """The letter a tone asks for, such as 督办函, "" for none."""
        return dict(self.letters).get(tone, "")

    def word(self, tone: str) -> str:
        """What a tone is called when several of its words stand together."""
        words = dict.fromkeys(step.word for step in self.steps if step.tone == tone)
        return "、".join(reversed(words))


DEFAULT = LightPreset(
    "default",
    "默认",
    (
        LightStep("red", OVERDUE, left=-1),
        LightStep("yellow", SOON, counted="option"),
        LightStep("blue", EXTENDED, extended=True),
        LightStep("green", NORMAL),
    ),
    (("yellow", "提示函"), ("red", "督办函")),
    "绿 正常,黄 临期(默认 7 个工作日内),红 逾期,蓝 已延期,灰 已销号",
)


class Bound(NamedTuple):
    """One step on one day: ISO days up to which it holds, None where it does not ask."""

    tone: str
    word: str
    due_until: str | None
    since_until: str | None
    extended: bool

    def holds(self, due_on: str, since_on: str, extended: bool) -> bool:
        """Whether a line falls under this step."""
        return (
            (self.due_until is None or due_on <= self.due_until)
            and (self.since_until is None or "" < since_on <= self.since_until)
            and (extended or not self.extended)
        )


class LightRule(NamedTuple):
    """The days between which lights change, worked out once for a whole list."""

    today: date
    bounds: tuple[Bound, ...]
    preset: LightPreset = DEFAULT

    @classmethod
    def at(cls, today: date, yellow_days: int, calendar: WorkCalendar, preset: LightPreset = DEFAULT) -> LightRule:
        """The rule for one business day."""
        bounds = tuple(
            Bound(
                step.tone,
                step.word,
                step.due_until(today, yellow_days, calendar),
                step.since_until(today),
                step.extended,
            )
            for step in preset.steps
        )
        return cls(today, bounds, preset)

    @property
    def soon_until(self) -> date:
        """The last limit that is yellow or graver today, months of waiting left aside."""
        days = [one.due_until for one in self.bounds if one.tone in ("red", "yellow") and one.due_until]
        return date.fromisoformat(max(days)) if days else self.today

    def since(self, tone: str) -> str:
        """What began to wait up to this day has at least this tone by its months alone; "" for none."""
        grave = SEVERITY[: SEVERITY.index(tone) + 1]
        return max((one.since_until or "" for one in self.bounds if one.tone in grave), default="")

    def graver_since(self, tone: str) -> str:
        """What began to wait up to this day has a graver tone than this one by its months alone; "" for none."""
        place = SEVERITY.index(tone)
        return self.since(SEVERITY[place - 1]) if place else ""

    def behind(self, tone: str, extended: bool) -> str | None:
        """The last limit that has this tone or a graver one, months left aside; None where every limit has."""
        low = ""
        for one in SEVERITY[: SEVERITY.index(tone) + 1]:
            for _, high in self.spans(one, extended):
                if high is None:
                    return None
                low = max(low, high)
        return low

    def light(self, ledger: LedgerDef, row: Row) -> Light | None:
        """The light of a row; None where the register knows no limit or the row has none."""
        if ledger.due is None:
            return None
        state = text_of(row, "state")
        if ledger.running and state in ledger.running.states and (end := text_of(row, ledger.running.field)):
            days = (date.fromisoformat(end) - self.today).days
            tone: Tone = "green" if days > 0 else "yellow"
            return Light(ledger.running.say(days), SHAPES[tone], tone)
        if ledger.states and state not in ledger.open_states:
            return Light(state or DONE, SHAPES["grey"], "grey")
        limit = text_of(row, ledger.due.field)
        if not limit:
            return None
        since = text_of(row, ledger.due.since) if ledger.due.since else ""
        return self.judge(limit, since, state in ledger.due.extended)

    def judge(self, due_on: str, since_on: str = "", extended: bool = False) -> Light:
        """The light of an open row by its limit, the day it began to wait and whether it was put off."""
        bound = next((one for one in self.bounds if one.holds(due_on, since_on, extended)), None)
        tone, word = (bound.tone, bound.word) if bound else ("green", NORMAL)
        return Light(word, SHAPES[tone], tone, (date.fromisoformat(due_on) - self.today).days)

    def spans(self, tone: str, extended: bool) -> list[tuple[str, str | None]]:
        """Between which limits (after the first, up to the second) a tone shines, months of waiting left aside."""
        out, low = list[tuple[str, str | None]](), ""
        for bound in self.bounds:
            if bound.since_until is not None or (bound.extended and not extended):
                continue
            high = bound.due_until
            if high is not None and high <= low:
                continue
            if bound.tone == tone:
                out.append((low, high))
            if high is None:
                break
            low = high
        return out


def light_text(light: Light) -> str:
    """A light in words: 逾期 3 天, 还有 5 天, 已销号."""
    if light.days is None:
        return light.word
    return f"{light.word} {-light.days}天" if light.days < 0 else f"{light.word} 剩{light.days}天"


def days_left(days: int) -> str:
    """How long a notice still hangs, in words."""
    if days > 0:
        return f"公示还有 {days} 天"
    return "公示今天期满" if days == 0 else "公示期满"


def in_order(steps: Sequence[LightStep]) -> bool:
    """Whether steps go from red to green, so that no later one takes a row from a graver one."""
    places = [SEVERITY.index(step.tone) for step in steps]
    return places == sorted(places)
