"""The kinds of field a register can have: how each is read, shown and stored.

A row holds only text, whole numbers, None for nothing, and lists of ids for links to several rows. Days are
ISO text, money is fen, yes/no is 1 or 0: what stands in the file is what stands in a row.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal, Protocol

from app.domain.days import Period, parse_day
from app.domain.identity import parse_id_number, parse_phone
from app.domain.money import parse_yuan, show_yuan
from app.domain.plain import declared, plain
from app.domain.text import clean, half_width, secrecy_mark

Value = str | int | list[int] | None
Row = dict[str, Value]
Titles = Mapping[tuple[str, int], str]
NO_TITLES: Titles = {}


class Sensitivity(StrEnum):
    """How far a field may travel; decides masking on paper and what enters a packet."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SECRET = "secret"


class Lookup(Protocol):
    """Finds the row a person means by a name or a number."""

    def find(self, register: str, text: str, only: Mapping[str, Value] | None = None) -> int:
        """The id of the one row of a register that text names, among those whose fields have the values of `only`.

        Raises:
            ValueError: No such row, or several.
        """
        ...


class NoLookup:
    """For reading where no register is at hand: every name is unknown."""

    def find(self, register: str, text: str, only: Mapping[str, Value] | None = None) -> int:
        """Always unknown."""
        raise ValueError(f"没有找到“{text}”")


@plain
class Reading:
    """What reading needs beside the text: the business day and a way to find rows by name."""

    today: date
    lookup: Lookup = field(default_factory=NoLookup)


@plain
class Among:
    """A lookup that knows only the rows whose fields have some values."""

    lookup: Lookup
    own: Mapping[str, Value]

    def find(self, register: str, text: str, only: Mapping[str, Value] | None = None) -> int:
        """The one row of that name among them."""
        return self.lookup.find(register, text, {**self.own, **(only or {})})


@declared
class Field(ABC):
    """One column of a register.

    `width` is the natural width on paper and screen in Chinese characters; `stamped` fields are written by
    moves and derivations, never typed; `group` is the heading it stands under in the form; `hint` says what
    belongs in it and, after 依据, where the rule stands. `only_when` are fields and values of the row: a form asks
    for this field only where one of them holds, see `asked`.
    """

    key: str
    label: str
    required: bool = False
    required_from: tuple[str, ...] = ()
    sensitivity: Sensitivity = Sensitivity.INTERNAL
    width: float = 8
    stamped: bool = False
    default: str = ""
    group: str = ""
    hint: str = ""
    only_when: tuple[tuple[str, str], ...] = ()

    kind: ClassVar[str] = "text"
    storage: ClassVar[type] = str
    whole: ClassVar[bool] = False

    def __post_init__(self) -> None:
        """What a kind works out once from its declaration."""
        return  # most kinds need nothing

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.key!r})"

    def asked(self, row: Row) -> bool:
        """Whether a row needs this field: always, or where it is of the kind that has it, or has it already."""
        if not self.only_when or row.get(self.key) not in (None, "", []):
            return True
        return any(row.get(key) == value for key, value in self.only_when)

    @abstractmethod
    def parse(self, text: str, reading: Reading) -> Value:
        """Turn typed or imported text into a value; "" gives None.

        Raises:
            ValueError: A Chinese phrase saying what is wrong and what the right form is.
        """

    def show(self, value: Value, titles: Titles = NO_TITLES) -> str:
        """The value as a clerk reads it; parse(show(value)) gives the value back."""
        return "" if value is None else str(value)


@declared
class Text(Field):
    """One line of text."""

    most: int = 200

    def parse(self, text: str, reading: Reading) -> Value:
        """Clean text; line ends become spaces. Refuses classification marks and overlong text."""
        return _text(text.replace("\n", " ") if "\n" in text else text, self.most)


@declared
class LongText(Field):
    """Text of several lines."""

    most: int = 4000
    width: float = 24
    kind: ClassVar[str] = "long_text"

    def parse(self, text: str, reading: Reading) -> Value:
        """Clean text with its line ends."""
        return _text(text, self.most)


@plain
class Option:
    """One choice: its stable code, its label, and the code of the option it stands under ("" for none)."""

    code: str
    label: str
    under: str = ""


_OFFERED = 80  # signs of a list of choices that is still read


@declared
class Choice(Field):
    """One of a list, or one leaf of a tree; stored by code, shown by label.

    With `many`, several of them: their codes in the order of the list, joined by 、 and so stored as text.
    """

    options: tuple[Option | str, ...]
    many: bool = False
    kind: ClassVar[str] = "choice"

    def __post_init__(self) -> None:
        choices = tuple(o if isinstance(o, Option) else Option(o, o) for o in self.options)
        parents = {o.under for o in choices if o.under}
        leaves = tuple(o for o in choices if o.code not in parents)
        names: dict[str, str] = {}
        for option in leaves:
            bare = option.label.removeprefix(option.code).strip()
            names |= {name: option.code for name in (option.label, bare, option.code) if name}
        object.__setattr__(self, "choices", choices)
        object.__setattr__(self, "leaves", leaves)
        object.__setattr__(self, "_codes", names)
        object.__setattr__(self, "_labels", {o.code: o.label for o in choices})
        if self.many and any(set(o.code) & set("、；;") for o in leaves):
            raise TypeError(f"{self.key}: codes of several are joined by 、")

    choices: ClassVar[tuple[Option, ...]]
    leaves: ClassVar[tuple[Option, ...]]
    _codes: ClassVar[dict[str, str]]
    _labels: ClassVar[dict[str, str]]

    @property
    def between(self) -> str:
        """What stands between several labels: ；where a label itself holds 、."""
        return "；" if any("、" in option.label for option in self.leaves) else "、"

    def codes(self, value: Value) -> tuple[str, ...]:
        """The chosen codes, one or several."""
        return tuple(str(value).split("、")) if value not in (None, "") else ()

    def parse(self, text: str, reading: Reading) -> Value:
        """A leaf by its label, its code, or its label without the code; several are separated by 、 or ;."""
        if not self.many:
            return self._one(text)
        parts = [part for part in re.split(r"[;；\n]", text) if part.strip()]
        found = [code for part in parts for code in self._several(part)]
        return "、".join(option.code for option in self.leaves if option.code in found) or None

    def _several(self, text: str) -> list[str]:
        try:
            return [code] if (code := self._one(text)) else []  # a label may itself hold 、
        except ValueError:
            if "、" not in text:
                raise
        return [code for part in text.split("、") if (code := self._one(part))]

    def _one(self, text: str) -> str | None:
        if code := self._codes.get(text):
            return code
        plain = clean(text)
        if not plain:
            return None
        if code := self._codes.get(plain) or self._codes.get(half_width(plain)):
            return code
        raise ValueError(f"没有“{plain}”这一项,可填:{self._offered()}")

    def _offered(self) -> str:
        """What may be filled in, in a sentence that can be read: of long labels the first words."""
        shown = "、".join(option.label for option in self.leaves[:12])
        if len(shown) <= _OFFERED:
            return shown
        return "、".join(re.split(r"[、,;(]", option.label, maxsplit=1)[0] for option in self.leaves[:12])

    def show(self, value: Value, titles: Titles = NO_TITLES) -> str:
        """The label of a code, or of several."""
        if not self.many:
            return "" if value is None else self._labels.get(str(value), str(value))
        return self.between.join(self._labels.get(code, code) for code in self.codes(value))


@declared
class Day(Field):
    """A calendar day, stored as ISO text. `past` refuses days after today."""

    width: float = 6
    past: bool = False
    kind: ClassVar[str] = "date"

    def parse(self, text: str, reading: Reading) -> Value:
        """Every habit of app.domain.days.parse_day."""
        day = parse_day(text, reading.today)
        if day is None:
            return None
        if self.past and day > reading.today:
            raise ValueError(f"{day.isoformat()} 在今天之后,请核对年份")
        if not 1949 <= day.year <= 2100:
            raise ValueError(f"年份 {day.year} 不对,请核对")
        return day.isoformat()


@declared
class PeriodField(Field):
    """A reporting period, stored by key (2026-06, 2026Q2)."""

    kinds: tuple[str, ...] = ("month", "quarter")
    width: float = 7
    kind: ClassVar[str] = "period"

    def parse(self, text: str, reading: Reading) -> Value:
        """2026-06, 2026年6月, 2026Q2, 2026年第2季度, and without a year 三季度, 上季度."""
        if not text.strip():
            return None
        period = Period.parse(text, reading.today)
        if period.kind not in self.kinds:
            raise ValueError(
                "报告期应是" + "或".join({"month": "月", "quarter": "季度", "year": "年"}[k] for k in self.kinds)
            )
        return period.key

    def show(self, value: Value, titles: Titles = NO_TITLES) -> str:
        """2026年第2季度."""
        return "" if value is None else Period.parse(str(value)).title


@declared
class Money(Field):
    """An amount in whole fen; typed and shown in yuan."""

    least: int | None = 0
    width: float = 7
    kind: ClassVar[str] = "money"
    storage: ClassVar[type] = int
    whole: ClassVar[bool] = True

    def parse(self, text: str, reading: Reading) -> Value:
        """Yuan to fen, see app.domain.money.parse_yuan."""
        fen = parse_yuan(text)
        if fen is not None and self.least is not None and fen < self.least:
            raise ValueError("金额不能小于 " + show_yuan(self.least))
        return fen

    def show(self, value: Value, titles: Titles = NO_TITLES) -> str:
        """Yuan with commas and two decimals."""
        return show_yuan(value) if isinstance(value, int) else ""


@declared
class Count(Field):
    """A whole number of things or people, zero or more."""

    width: float = 4
    unit: str = ""
    kind: ClassVar[str] = "count"
    storage: ClassVar[type] = int
    whole: ClassVar[bool] = True

    def parse(self, text: str, reading: Reading) -> Value:
        """A whole number; thousands commas and the unit behind it are allowed."""
        if text.isascii() and text.isdigit() and len(text) <= 12:
            return int(text)
        plain = half_width(text).replace(",", "").removesuffix(self.unit or "\0").strip()
        if not plain:
            return None
        if not plain.isascii() or not plain.isdigit() or len(plain) > 12:
            raise ValueError("应是 0 或正整数")
        return int(plain)


@declared
class YesNo(Field):
    """是 or 否, stored as 1 or 0."""

    width: float = 3
    kind: ClassVar[str] = "yes_no"
    storage: ClassVar[type] = int
    whole: ClassVar[bool] = True

    def parse(self, text: str, reading: Reading) -> Value:
        """是/否 and their usual twins 有/无, √/×, 1/0."""
        plain = half_width(text)
        if not plain:
            return None
        if plain in ("是", "有", "√", "✓", "1", "Y", "y", "true", "对"):
            return 1
        if plain in ("否", "无", "没有", "×", "✗", "0", "N", "n", "false", "不是"):
            return 0
        raise ValueError("请填 是 或 否")

    def show(self, value: Value, titles: Titles = NO_TITLES) -> str:
        """是 or 否."""
        return "" if value is None else "是" if value else "否"


@declared
class Link(Field):
    """A row of another register, stored by id; with `many`, a list of ids.

    `only` narrows what a picker offers: values the other row's fields (or its state) must have, such as kind = 村;
    the same field twice means either. `within` is a link of this row that the other row must share: a step leads
    to a step of the same power. `theirs` is what that link is called there, where it has another name.
    """

    register: str
    many: bool = False
    only: tuple[tuple[str, str], ...] = ()
    within: str = ""
    theirs: str = ""
    kind: ClassVar[str] = "link"
    storage: ClassVar[type] = int

    @property
    def shared(self) -> str:
        """What the link both rows share is called in the other row."""
        return self.theirs or self.within

    @property
    def wanted(self) -> dict[str, tuple[str, ...]]:
        """What `only` asks for, by field."""
        found: dict[str, tuple[str, ...]] = {}
        for key, value in self.only:
            found[key] = (*found.get(key, ()), value)
        return found

    @property
    def column_type(self) -> type:
        """int for one row, str (a JSON list of ids) for several."""
        return str if self.many else int

    def parse(self, text: str, reading: Reading) -> Value:
        """Names or numbers of rows; several are separated by 、 ; or a line end."""
        plain = clean(text)
        if not plain:
            return None
        if not self.many:
            return reading.lookup.find(self.register, plain)
        parts = [part.strip() for part in plain.replace(";", "、").replace(";", "、").replace("\n", "、").split("、")]
        return list(dict.fromkeys(reading.lookup.find(self.register, part) for part in parts if part))

    def show(self, value: Value, titles: Titles = NO_TITLES) -> str:
        """Titles of the rows, separated by 、."""
        ids = value if isinstance(value, list) else [value] if isinstance(value, int) else []
        return "、".join(titles.get((self.register, id), f"#{id}") for id in ids)


@declared
class Person(Link):
    """Someone in the register of people."""

    register: str = "person"
    width: float = 5
    kind: ClassVar[str] = "person"


@declared
class Unit(Link):
    """A place in the unit tree."""

    register: str = "unit"
    kind: ClassVar[str] = "unit"


@declared
class Phone(Field):
    """A telephone number, kept as text. Personal unless said otherwise."""

    sensitivity: Sensitivity = Sensitivity.PERSONAL
    kind: ClassVar[str] = "phone"

    def parse(self, text: str, reading: Reading) -> Value:
        """Mobile, fixed-line or short service number."""
        return parse_phone(text)


@declared
class IdNumber(Field):
    """An 18-character identity number checked by its checksum, kept as text. Always secret."""

    sensitivity: Literal[Sensitivity.SECRET] = Sensitivity.SECRET
    width: float = 10
    kind: ClassVar[str] = "id_number"

    def parse(self, text: str, reading: Reading) -> Value:
        """Shape, birth date and checksum are checked; spreadsheet damage is named."""
        return parse_id_number(text)


@declared
class Attachment(Field):
    """Files kept beside the book, stored as lines of `sha256 name`, one line a file.

    `kinds` are what a file may be, offered when it is put in; its kind stands in its name.
    """

    kinds: tuple[str, ...] = ()
    kind: ClassVar[str] = "attachment"

    def parse(self, text: str, reading: Reading) -> Value:
        """Lines as stored; what a clerk drops on the field is kept by the operation, not typed."""
        plain = clean(text)
        for line in plain.splitlines():
            digest, _, name = line.partition(" ")
            if len(digest) != 64 or not name:
                raise ValueError("佐证材料请用“添加文件”放入,不能直接填写")
        return plain or None

    def show(self, value: Value, titles: Titles = NO_TITLES) -> str:
        """File names, separated by 、."""
        return "、".join(line.partition(" ")[2] for line in str(value or "").splitlines())


def _text(text: str, most: int) -> str | None:
    plain = clean(text)
    if len(plain) > most:
        raise ValueError(f"太长了({len(plain)} 字),最多 {most} 字")
    if plain and (mark := secrecy_mark(plain)):
        raise ValueError(f"含有密级标志“{mark}”。本程序只用于非涉密内容,涉密材料不得录入")
    return plain or None
