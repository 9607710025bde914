"""函件: drafted from a light in one go, signed with a number, logged when they are printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.domain.days import chinese_day
from app.domain.faults import Refused, hard
from app.domain.fields import Row
from app.domain.ledger import Around, LedgerDef
from app.domain.lights import SEVERITY, Light, LightPreset, LightRule
from app.domain.rows import text_of, whole_of
from app.ledgers.letter import DRAFT, ISSUED, LETTERS, MARKS, OUT_STATES, PRESSING, REMINDER, TRANSFERRING, URGING
from app.ledgers.letter_habits import HABITS, habit_of
from app.ledgers.letter_matter import LETTER_MATTERS, letters_about
from app.ledgers.limits import days_later
from app.operations.letter_subjects import (
    Subject,
    addressee,
    leader,
    matter,
    may_be_written_about,
    sentence,
    subject_of,
)
from app.operations.letter_texts import MATTERS, LetterText, fill, letter_text
from app.operations.lists import light_rule
from app.operations.records_base import Saved, others, prepare, read_texts
from app.operations.rights import must_read
from app.storage.book import Book
from app.storage.writing import Writer

__all__ = ["Draft", "able", "checked", "drafts", "issue", "keep", "letters_of", "redrafted"]


@dataclass(frozen=True)
class Draft:
    """A letter that is not in the book yet: its row, and a line for each row it is about."""

    row: Row
    matters: tuple[Row, ...]

    @property
    def to_name(self) -> str:
        """Who is written to, "" where that must still be typed."""
        return text_of(self.row, "to_name")


def drafts(book: Book, register: str, ids: Sequence[int], kind: str = "") -> list[Draft]:
    """Letters about some rows, one for each addressee, in the order of the rows; nothing is written yet.

    Args:
        book: The book.
        register: Where the rows stand.
        ids: The rows.
        kind: A kind of letter; "" takes the one that the light and the letters before call for.

    Raises:
        Refused: No row, a voided or settled one, or the county's order is missing.
        LetterTextBroken: The county's own words cannot be used.
    """
    ledger, rule, around = book.ledgers[register], light_rule(book), book.around()
    must_read(book, ledger)
    found = [subject_of(ledger, row, rule, around) for row in book.page(register, list(dict.fromkeys(ids)))]
    if not found:
        raise Refused("没有选中要发函的记录。没有起草;请先选一条。", "E-NOTHING")
    parties: dict[tuple[int | None, str], list[Subject]] = {}
    for subject in found:
        may_be_written_about(subject, book.title(register, subject.id), kind)
        parties.setdefault(addressee(subject, around), []).append(subject)
    return [_draft(book, around, rule, party, together, kind) for party, together in parties.items()]


def suggested_kind(preset: LightPreset, subjects: Sequence[tuple[Light | None, bool]]) -> str:
    """What the county sends at the gravest of these lights; where it is red and a letter was in vain, 催办单."""
    tones = {light.tone for light, _ in subjects if light is not None}
    worst = next((tone for tone in SEVERITY if tone in tones), "")
    if worst == "red" and any(written for light, written in subjects if light is not None and light.tone == "red"):
        return URGING
    asked = preset.letter(worst)
    return asked if asked in MARKS else PRESSING if worst == "red" else REMINDER


def keep(book: Book, draft: Draft, texts: Mapping[str, str] | None = None) -> Saved:
    """Keep a letter as 起草, without a number, for somebody else to look at first.

    Raises:
        Refused: Faults in what was typed.
    """
    return _write(book, [(draft, texts or {})], DRAFT)[0]


def issue(book: Book, given: Iterable[tuple[Draft, Mapping[str, str]]]) -> list[Saved]:
    """Sign letters with what was typed over their drafts: all get their numbers in one step, or none does.

    Raises:
        Refused: Faults in any of them; nothing was written and no number was used.
    """
    return _write(book, list(given), ISSUED)


def checked(book: Book, draft: Draft, texts: Mapping[str, str]) -> None:
    """See that a letter could be signed as typed.

    Raises:
        Refused: Faults in it.
    """
    _row(book, draft, texts, ISSUED)


def able(ledger: LedgerDef) -> str:
    """What the button for letters about a register's rows is called, "" where none are written about them."""
    if ledger.key not in HABITS and ledger.due is None:
        return ""
    return f"{habit_of(ledger).kind or PRESSING}…" if ledger.key != "letter" else "催办单…"


def letters_of(book: Book, register: str, row_id: int) -> list[Row]:
    """The letters about a row, oldest first."""
    return letters_about(book.around(), register, row_id)


def _draft(
    book: Book,
    around: Around,
    rule: LightRule,
    party: tuple[int | None, str],
    together: Sequence[Subject],
    kind: str,
) -> Draft:
    unit, name = party
    subjects = sorted(together, key=lambda subject: subject.limit or "9")
    before = [[one for one in letters_about(around, s.ledger.key, s.id) if _is_out(one)] for s in subjects]
    lights = [(subject.light, bool(sent)) for subject, sent in zip(subjects, before, strict=True)]
    chosen = kind or subjects[0].kind or suggested_kind(rule.preset, lights)
    words = letter_text(chosen, book.ruled("letter", chosen))
    reply_due = _reply_due(book, around, words)
    matters = tuple(matter(number, subject, around) for number, subject in enumerate(subjects, 1))
    values = _values(book, name, subjects, [letter for sent in before for letter in sent], reply_due)
    values["依据"] = basis = fill(words.basis, values)
    sentences = [sentence(line, subject, book.today()) for line, subject in zip(matters, subjects, strict=True)]
    if len(sentences) > 1:
        sentences = [f"{number}．{text}" for number, text in enumerate(sentences, 1)]
    return Draft(
        {
            "kind": chosen,
            "unit": unit,
            "to_name": name or None,
            "person": leader(subjects),
            "subject": fill(words.title, values),
            "basis": basis,
            "body": "\n".join(_body(words, values, sentences)),
            "red_head": words.red_head or None,
            "reply_due": reply_due.isoformat() if reply_due else None,
        },
        matters,
    )


def _is_out(letter: Row) -> bool:
    return letter.get("state") in OUT_STATES


def _values(
    book: Book, name: str, subjects: Sequence[Subject], before: Sequence[Row], reply_due: date | None
) -> dict[str, str]:
    worst = max(subjects, key=lambda subject: subject.late)
    return {
        "收函单位": name or "你单位",
        "本机关": office_of(book),
        "事由": subjects[0].habit.noun,
        "事项": "",
        "事项数": str(len(subjects)),
        "专项": _campaign(book),
        "灯号": worst.light.word if worst.light else "",
        "最长逾期": f"{worst.late}天",
        "回复期限": chinese_day(reply_due) if reply_due else "",
        "原函": _letters_before(before),
        "今天": chinese_day(book.today()),
    }


def office_of(book: Book) -> str:
    """Who signs."""
    return f"中共{book.info.township}纪律检查委员会"


def _letters_before(before: Sequence[Row]) -> str:
    if not before:
        return ""
    day = chinese_day(date.fromisoformat(text_of(before[-1], "on_day")))
    return f"我委曾于{day}发出{text_of(before[-1], 'number')}函，至今没有办结。"


def _campaign(book: Book) -> str:
    """The campaign under way as letters name what they rest on."""
    rows = [row for row in book.rows("campaign") if row.get("basis_doc")]
    if not rows:
        return "集中整治方案"
    return f"{text_of(rows[-1], 'name')}（{text_of(rows[-1], 'basis_doc')}）"


def _body(words: LetterText, values: Mapping[str, str], sentences: Sequence[str]) -> list[str]:
    out: list[str] = []
    for part in words.body:
        out += sentences if part == MATTERS else [fill(part, values)]
    return out


def _reply_due(book: Book, around: Around, words: LetterText) -> date | None:
    if not words.reply_days:
        return None
    if words.reply_in == "天":
        return days_later(around, book.today(), words.reply_days)
    return around.add_working(book.today(), words.reply_days)


def _write(book: Book, given: Sequence[tuple[Draft, Mapping[str, str]]], state: str) -> list[Saved]:
    rows = [_row(book, draft, texts, state) for draft, texts in given]
    label = "签发函件" if state == ISSUED else "起草函件"
    with book.change(f"{label} {len(rows)} 份" if len(rows) > 1 else label) as writer:
        ids = []
        for row, (draft, _) in zip(rows, given, strict=True):
            ids.append(letter_id := writer.save(LETTERS, row))
            for line in draft.matters:
                writer.save(LETTER_MATTERS, {**line, "letter": letter_id})
            if state == ISSUED:
                writer.note("letter.issue", f"letter/{letter_id}")
                _fill_back(book, writer, letter_id, draft.matters)
    made = [book.row("letter", row_id) or {} for row_id in ids]
    return [Saved(whole_of(letter, "id"), text_of(letter, "number"), letter) for letter in made]


def _row(book: Book, draft: Draft, texts: Mapping[str, str], state: str) -> Row:
    """The letter as it would be written, or every fault in it."""
    typed, faults = read_texts(book, LETTERS, texts)
    row: Row = {**dict.fromkeys(field.key for field in LETTERS.fields), **draft.row, **typed, "state": state}
    if state == ISSUED:
        row["issued_by"] = book.actor_name
    faults = faults + others(faults, prepare(LETTERS, row, book.around()))
    if hard(faults):
        raise Refused(faults, hard(faults)[0].code)
    return row


def _fill_back(book: Book, writer: Writer, letter_id: int, matters: Sequence[Row]) -> None:
    """Number and day of a signed letter go into the row that waits for them."""
    letter = writer.row("letter", letter_id) or {}
    for line in matters:
        ledger = book.ledgers[text_of(line, "about")]
        back = habit_of(ledger).back if letter.get("kind") == TRANSFERRING else ()
        waiting = writer.row(ledger.key, whole_of(line, "about_id"))
        if back and waiting and not waiting.get(back[0][0]):
            waiting.update({field: letter.get(key) for field, key in back})
            prepare(ledger, waiting, writer)
            writer.save(ledger, waiting)


def redrafted(book: Book, draft: Draft, kind: str) -> Draft:
    """The same rows in the words of another kind of letter."""
    first = draft.matters[0]
    made = drafts(book, text_of(first, "about"), [whole_of(line, "about_id") for line in draft.matters], kind)
    return replace(made[0], row={**made[0].row, "unit": draft.row["unit"], "to_name": draft.row["to_name"]})
