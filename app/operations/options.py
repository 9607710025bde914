"""What a county sets for a book: the days and limits of app.domain.options, and the 文号代字."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app import presets
from app.domain.faults import Fault, Refused
from app.domain.money import parse_yuan, show_yuan
from app.domain.options import BOOK_OPTIONS, GROUPS
from app.domain.text import clean, half_width
from app.operations import wall_paper
from app.storage.book import Book

MONEY = frozenset({"other_limit", "approval_line", "large_payment"})
# No month is shorter than 28 days; nobody posts a notice for more than a year.
_POINTS = (0, 1000)
BOUNDS = {
    "disclosure_day": (1, 28),
    "monthly_day": (1, 28),
    "busy_lines": (1, 1000),
    "report_day": (1, 28),
    "assessment_threshold": _POINTS,
    "appraisal_good": _POINTS,
    "appraisal_fair": _POINTS,
    "appraisal_plain": _POINTS,
    "appraisal_bad": _POINTS,
    "appraisal_ranking": (0, 1),
    "service_complaint_days": (1, 60),
    "clue_hold_months": (1, 12),
    "other_share": (1, 100),
    "payee_times": (2, 50),
    "change_percent": (1, 1000),
    "like_times": (2, 20),
    "jump_times": (2, 20),
}
ANY_DAYS = (1, 365)


@dataclass(frozen=True)
class Setting:
    """One option as the window shows it."""

    key: str
    label: str
    text: str
    default: str
    help: str
    source: str
    choices: tuple[str, ...] = ()
    ruled: bool = False
    """Whether the county's templates say it: then it is not changed here."""
    group: str = ""


def settings(book: Book) -> list[Setting]:
    """Every option of a book with its present text, group after group."""
    grouped = [(group, key, BOOK_OPTIONS[key]) for group, keys in GROUPS.items() for key in keys]
    return [
        Setting(
            key,
            option.label.replace("(分)", "(元)"),
            _show(key, book.option(key)),
            _show(key, option.default),
            option.help,
            option.source,
            option.choices,
            book.ruled("option", key) is not None,
            group,
        )
        for group, key, option in grouped
    ]


def explained(key: str, place: int) -> str:
    """What one of the choices of an option means."""
    if key == "light_preset":
        return presets.light_preset(place).source
    if key == wall_paper.OPTION:
        return wall_paper.explained(place)
    return f"{BOOK_OPTIONS[key].help}。{BOOK_OPTIONS[key].source}"


def save_settings(book: Book, texts: Mapping[str, str]) -> int:
    """Set options from typed texts, all in one step; returns how many changed.

    Raises:
        Refused: Some text is no such number; nothing was changed.
    """
    values, faults = dict[str, int](), list[Fault]()
    for key, text in texts.items():
        try:
            values[key] = _read(key, text)
        except ValueError as error:
            label = BOOK_OPTIONS[key].label.replace("(分)", "(元)")
            faults.append(Fault(key, f"{label}:{error}", "E-OPTION"))
    if faults:
        raise Refused(faults, "E-OPTION")
    changed = {key: value for key, value in values.items() if value != book.option(key)}
    if ruled := [BOOK_OPTIONS[key].label for key in changed if book.ruled("option", key) is not None]:
        raise Refused(
            f"“{'、'.join(ruled)}”是县里模板规定的,本机不能改。没有改动任何设置;要改请县里发新的模板。", "E-TEMPLATE"
        )
    if changed:
        with book.change("修改设置", kind="option") as writer:
            for key, value in changed.items():
                writer.set_option(key, value)
    return len(changed)


def save_short(book: Book, text: str) -> bool:
    """Set the 文号代字 that numbers begin with where no unit has one of its own; False where it is the same.

    Raises:
        Refused: Empty or longer than four characters; nothing was changed.
    """
    short = clean(text)
    if not 1 <= len(short) <= 4:
        raise Refused("文号代字:应是 1 至 4 个字,例如“示”。没有改动。", "E-OPTION")
    if short == book.info.short:
        return False
    with book.change("修改文号代字", kind="option") as writer:
        writer.set_info(replace(book.info, short=short))
    return True


def _show(key: str, value: int) -> str:
    choices = BOOK_OPTIONS[key].choices
    if choices:
        return choices[value] if value < len(choices) else choices[0]
    return show_yuan(value) if key in MONEY else str(value)


def as_text(key: str, value: int) -> str:
    """An option as it is shown: the choice, yuan, or the number."""
    return _show(key, value)


def as_number(key: str, text: str) -> int:
    """What was typed for an option.

    Raises:
        ValueError: It is no such number; says in Chinese why.
    """
    return _read(key, text)


def _read(key: str, text: str) -> int:
    if choices := BOOK_OPTIONS[key].choices:
        if text not in choices:
            raise ValueError(f"应是 {'、'.join(choices)} 之一")
        return choices.index(text)
    if key in MONEY:
        fen = parse_yuan(text)
        if fen is None or fen < 0:
            raise ValueError("请写成 1000 的样子")
        return fen
    low, high = BOUNDS.get(key, ANY_DAYS)
    plain = half_width(text)
    if not plain.isascii() or not plain.isdigit() or not low <= int(plain) <= high:
        raise ValueError(f"应是 {low} 至 {high} 之间的整数")
    return int(plain)
