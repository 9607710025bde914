"""What a county's templates may hold: each kind is checked before it is signed and again before it is loaded."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from app import paths, presets
from app.domain.faults import Refused, Told
from app.domain.json_text import read_json
from app.domain.lights import SHAPES, LightPreset
from app.domain.options import BOOK_OPTIONS
from app.domain.workdays import WorkCalendar
from app.figures.layout import Layout
from app.ledgers import SHELF
from app.ledgers import ledger as ledger_of
from app.operations import layouts, letter_texts, lists, monthly_papers, options, own_forms
from app.storage.book import Book
from app.storage.county_templates import Item

OPTION, CALENDAR, LIGHTS, LAYOUT, FORM, LETTER = "option", "calendar", "lights", "layout", "form", "letter"
OFFICE_ONLY = frozenset({"letter_sides", "wall_paper"})
"""Options that depend on the printer of each office: no county rules them."""
ENDINGS = (".json", ".csv", ".xlsx", ".docx")
MOST_FILE = 2 << 20
_LAYOUT_KEYS = {"key", "title", "name", "receiver", "for", "paper", "tables", "asked", "screens"}
_LETTER_KEYS = {"kind", "title", "basis", "body", "reply_days", "reply_in", "red_head"}
_MOST_FEN = 10**12
_AS_NUMBER = 13  # digits of the longest option
_TONES = {"red": "红", "yellow": "黄", "blue": "蓝", "green": "绿", "grey": "灰"}


class Kind(NamedTuple):
    """One kind: its name, how it is checked (raises ValueError or Told) and how it is told in a few words."""

    title: str
    check: Callable[[Book, Item], object]
    said: Callable[[Book, Item], str]


def offered() -> list[str]:
    """The options a county may rule."""
    return [key for key in BOOK_OPTIONS if key not in OFFICE_ONLY]


def check(book: Book, item: Item) -> None:
    """See that something may be taken into use in this book.

    Raises:
        Refused: It cannot be used; names it and says why.
    """
    kind = KINDS.get(item.kind)
    if kind is None:
        raise Refused(f"“{item.title}”是这个版本的程序不认识的内容。没有装入;请先升级程序。", "E-NEWER")
    try:
        kind.check(book, item)
    except (Told, ValueError) as error:
        why = error.message if isinstance(error, Told) else str(error)
        raise Refused(f"{kind.title}“{item.title}”不能用:{why}", "E-TEMPLATE") from error


def check_all(book: Book, items: Sequence[Item]) -> None:
    """The same of everything a version holds; plans of holidays must follow the years the program knows.

    Raises:
        Refused: As for check.
    """
    known = presets.work_calendar()
    for item in sorted(items, key=lambda one: one.key):
        check(book, item)
        if item.kind == CALENDAR:
            try:
                presets.following_years(Path(f"{item.title}.csv"), _calendar(item), known)
            except presets.CalendarBroken as broken:
                raise Refused(broken.message, "E-TEMPLATE") from broken
            known = presets.merged(known, _calendar(item))


def said(book: Book, item: Item) -> str:
    """What something says, in a few words."""
    return KINDS[item.kind].said(book, item)


def now(book: Book, item: Item) -> str:
    """What this book does today where a template says something, in the same words; "" where it does nothing."""
    before = book.ruled(item.kind, item.key)
    if item.kind == OPTION:
        return options.as_text(item.key, book.option(item.key))
    if item.kind == CALENDAR:
        known, wanted = lists.work_calendar(book), presets.planned_years(_calendar(item))
        there = [year for year in wanted if known.first_year <= year <= known.last_year]
        return f"已有 {'、'.join(map(str, there))} 年" if there else ""
    if before is not None:
        return said(book, Item(item.kind, item.key, item.title, before))
    return _own(book, item)


def _own(book: Book, item: Item) -> str:
    """The program's own thing of that name."""
    if item.kind == LETTER:
        return _letter_said(letter_texts.letter_text(item.key))
    if item.kind == LIGHTS:
        return _lights_words(lists.light_rule(book).preset)
    if item.kind == LAYOUT:
        found = next((one for one in monthly_papers.layouts(book) if one.key == item.key), None)
        return _layout_words(found) if found else ""
    return ""


def from_file(book: Book, path: Path, register: str = "") -> Item:
    """A file of the county as something its templates hold, told apart by what is in it.

    Args:
        book: The county's book.
        path: JSON (layout, wording of a letter, lights), CSV (plan of holidays), Excel or Word (own form, order of
            another system's fields).
        register: For an own form: the register whose rows fill it; "" finds the one that knows all its names.

    Raises:
        Refused: It is none of them, or cannot be used.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise Refused(f"“{path.name}”不能做模板。没有加入;可用的是 JSON、放假安排 CSV、Excel、Word 文件。", "E-SUFFIX")
    try:
        if path.stat().st_size > MOST_FILE:
            raise Refused(f"“{path.name}”超过 {MOST_FILE >> 20} MB。没有加入;请去掉图片后再试。", "E-LIMIT")
        data = path.read_bytes()
    except OSError as error:
        raise Refused(f"“{path.name}”读不出来。没有加入;请检查文件还在不在。", "E-FILE") from error
    made = {".json": _from_json, ".csv": _from_csv}.get(ending, _from_office)(book, path, data, register)
    check(book, made)
    return made


def registers_for(book: Book, path: Path) -> list[tuple[str, str]]:
    """Key and title of every register whose rows may fill an own form; none where the file is no such form.

    Raises:
        Unreadable: It reaches out, or is broken; see app.intake.form_check.
    """
    if path.suffix.lower() not in own_forms.ENDINGS:
        return []
    from app.intake import form_check

    form_check.check(path)
    names = own_forms.names_of(path)
    return [(key, ledger_of(key).title) for key in SHELF if names and _fills(book, key, names)]


def option(book: Book, key: str, text: str) -> Item:
    """A limit as the county rules it.

    Raises:
        Refused: No such option, or no such number.
    """
    if key not in BOOK_OPTIONS or key in OFFICE_ONLY:
        raise Refused(f"没有“{key}”这一项设置,或它不由县里规定。没有加入。", "E-OPTION")
    label = label_of(key)
    try:
        number = options.as_number(key, text)
    except ValueError as error:
        raise Refused(f"{label}:{error}。没有加入。", "E-OPTION") from error
    return Item(OPTION, key, label, str(number).encode())


def label_of(key: str) -> str:
    """What an option is called where money is shown in yuan."""
    return BOOK_OPTIONS[key].label.replace("(分)", "(元)")


# --- options


def _check_option(book: Book, item: Item) -> None:
    if item.key not in BOOK_OPTIONS or item.key in OFFICE_ONLY:
        raise ValueError("这个版本的程序没有这一项设置,请先升级程序")
    if not item.data.isdigit() or len(item.data) > _AS_NUMBER:
        raise ValueError("不是数字")
    number = int(item.data)
    choices = BOOK_OPTIONS[item.key].choices
    low, high = options.BOUNDS.get(item.key, options.ANY_DAYS)
    if choices:
        low, high = 0, len(choices) - 1
    elif item.key in options.MONEY:
        low, high = 0, _MOST_FEN
    if not low <= number <= high:
        raise ValueError(f"应在 {low} 至 {high} 之间")


def _option_said(book: Book, item: Item) -> str:
    return options.as_text(item.key, int(item.data))


# --- calendars


def _calendar(item: Item) -> WorkCalendar:
    return presets.parse_calendar(Path(f"{item.title}.csv"), item.data)


def _check_calendar(book: Book, item: Item) -> None:
    found = _calendar(item)
    presets.following_years(Path(f"{item.title}.csv"), found, found)  # whole years, one after the other


def years_of(item: Item) -> tuple[int, ...]:
    """The years a plan of holidays brings."""
    return presets.planned_years(_calendar(item))


def _calendar_said(book: Book, item: Item) -> str:
    found = _calendar(item)
    return f"放假 {len(found.holidays)} 天,调休上班 {len(found.workdays)} 天"


def _from_csv(book: Book, path: Path, data: bytes, register: str) -> Item:
    found = presets.parse_calendar(path, data)
    years = presets.planned_years(found) or (found.first_year,)
    key = "-".join(map(str, years))
    return Item(CALENDAR, key, f"{key}年放假安排", data)


# --- lights


def _check_lights(book: Book, item: Item) -> None:
    if item.key != LIGHTS:
        raise ValueError("灯色规则只有一种")
    presets.read_light_preset(item.data)


def _lights_said(book: Book, item: Item) -> str:
    return _lights_words(presets.read_light_preset(item.data))


def _lights_words(preset: LightPreset) -> str:
    return f"{preset.name}:" + "、".join(f"{_TONES[one.tone]}{one.word}" for one in preset.steps if one.tone in SHAPES)


# --- layouts


def _check_layout(book: Book, item: Item) -> None:
    found = monthly_papers.parse_layout(item.data)
    if found.key != item.key:
        raise ValueError("表样的 key 和清单里写的不一样")
    if unknown := set(json.loads(item.data.decode("utf-8-sig"))) - _LAYOUT_KEYS:
        raise ValueError(f"表样里有不认识的项目“{min(unknown)}”")


def _layout_said(book: Book, item: Item) -> str:
    return _layout_words(monthly_papers.parse_layout(item.data))


def _layout_words(found: Layout) -> str:
    if found.screens:
        return f"转录单,{len(found.screens)} 个画面,{sum(len(one.fields) for one in found.screens)} 个字段"
    paper = found.paper.replace(" landscape", " 横放")
    return f"{len(found.tables)} 张表,{paper}"


# --- letters


def _check_letter(book: Book, item: Item) -> None:
    if not paths.resource("templates", "letters", f"{Path(item.key).name}.json").is_file():
        raise ValueError(f"没有“{item.key}”这种函件")
    found = letter_texts.parse_letter(Path(f"{item.key}.json"), item.key, item.data)
    if unknown := set(json.loads(item.data.decode("utf-8-sig"))) - _LETTER_KEYS:
        raise ValueError(f"函件范本里有不认识的项目“{min(unknown)}”")
    if len(found.body) > len(item.data):
        raise ValueError("函件范本写法不对")


def _letter_said(found: letter_texts.LetterText) -> str:
    reply = f",{found.reply_days} {'个工作日' if found.reply_in == '工作日' else '天'}回复" if found.reply_days else ""
    return f"“{found.title}”,{len(found.body)} 段{reply}"


def _letter_words(book: Book, item: Item) -> str:
    return _letter_said(letter_texts.parse_letter(Path(f"{item.key}.json"), item.key, item.data))


# --- own forms


def _check_form(book: Book, item: Item) -> None:
    register, _, name = item.key.partition("/")
    if register not in SHELF or name != item.title or Path(name).name != name or name.startswith("."):
        raise ValueError("没有写明是哪本台账的表")
    with TemporaryDirectory(dir=paths.private_temp(), prefix="form-") as folder:
        form = Path(folder) / name
        form.write_bytes(item.data)
        own_forms.check_form(book, ledger_of(register), form)


def _form_said(book: Book, item: Item) -> str:
    register = item.key.partition("/")[0]
    size = f"{max(len(item.data) >> 10, 1)} KB"
    return f"{ledger_of(register).title}的表样,{'Excel' if item.title.lower().endswith('.xlsx') else 'Word'},{size}"


def _from_office(book: Book, path: Path, data: bytes, register: str) -> Item:
    names = own_forms.names_of(path)
    if not names:
        return _layout_item(layouts.transcript_of(path))
    known = [register] if register else [key for key in SHELF if _fills(book, key, names)]
    if not known:
        raise Refused(
            f"表样“{path.name}”里的名称,没有一本台账都有。没有加入;请选定台账,程序会指出哪个名称不对。", "E-FORM"
        )
    return Item(FORM, f"{known[0]}/{path.name}", path.name, data)


def _fills(book: Book, key: str, names: list[str]) -> bool:
    return set(names) <= set(own_forms.names_for(book, ledger_of(key)))


def _from_json(book: Book, path: Path, data: bytes, register: str) -> Item:
    try:
        given = read_json(data)
    except ValueError as error:
        raise Refused(f"“{path.name}”不是有效的 JSON 文件。没有加入;请检查逗号和引号。", "E-LAYOUT") from error
    if not isinstance(given, Mapping):
        raise Refused(f"“{path.name}”最外层应是 {{ }}。没有加入。", "E-LAYOUT")
    if "steps" in given:
        return Item(LIGHTS, LIGHTS, f"灯色规则({str(given.get('name', ''))[:20]})", data)
    if "body" in given:
        kind = str(given.get("kind") or path.stem)[:40]
        return Item(LETTER, kind, f"{kind}的范本", data)
    return _layout_item(given, data)


def _layout_item(given: Mapping[str, object], data: bytes | None = None) -> Item:
    title = str(given.get("name") or given.get("key") or "表样")[:60]
    body = data if data is not None else json.dumps(given, ensure_ascii=False, indent=1).encode()
    return Item(LAYOUT, str(given.get("key") or "?")[:60], title, body)


KINDS: Mapping[str, Kind] = {
    OPTION: Kind("时限和标准", _check_option, _option_said),
    CALENDAR: Kind("放假安排", _check_calendar, _calendar_said),
    LIGHTS: Kind("灯色规则", _check_lights, _lights_said),
    LAYOUT: Kind("报表表样", _check_layout, _layout_said),
    FORM: Kind("本县表样", _check_form, _form_said),
    LETTER: Kind("函件范本", _check_letter, _letter_words),
}
