"""What all official papers share: whose they are, paragraphs with their headings, punctuation, days, 版记."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from app.domain.days import chinese_day
from app.domain.fields import Row
from app.domain.rows import text_of
from app.reports.around import PaperAround
from app.reports.sheet import Block, Enclosure, Enclosures, Imprint, Paragraph, Table

BLANK_DAY = "    年  月  日"
TO_BE_WRITTEN = "（此处由经办人补写）"
_HEADINGS = (
    (1, re.compile(r"[一二三四五六七八九十]{1,3}、[^，。；：]{1,24}(。|$)")),
    (2, re.compile(r"（[一二三四五六七八九十]{1,3}）[^，。；：]{1,24}(。|$)")),
)
_FULL = str.maketrans(",;:!?", "，；：！？")
_AT_CHINESE = re.compile(r"(?<=[一-鿿”》）])[,;:!?]|[,;:!?](?=[一-鿿“《（])")
_IN_BRACKETS = re.compile(r"\(([^()]*[一-鿿][^()]*)\)")
_LOOSE = re.compile(r"(?<=[一-鿿，。；：、]) +(?=[\d“《])|(?<=[\d”》]) +(?=[一-鿿])")


def office_of(around: PaperAround) -> str:
    """Who signs: the township's commission."""
    return f"中共{around.township}纪律检查委员会"


def issuer(unit: str, around: PaperAround) -> str:
    """Who signs a paper of a unit: for the township itself its commission, whose paper it is."""
    return office_of(around) if unit == around.township else unit


def typeset(text: str) -> str:
    """A text as a typist sets it: full-width marks at Chinese characters, no blanks around figures."""
    text = _AT_CHINESE.sub(lambda found: found[0].translate(_FULL), text)
    return _LOOSE.sub("", _IN_BRACKETS.sub(r"（\1）", text))


def paragraphs(text: str) -> Iterator[Paragraph]:
    """A typed text as paragraphs; 一、 and (一) are headings, alone in a line or before the text of the paragraph."""
    for part in map(str.strip, typeset(text).splitlines()):
        if not part:
            continue
        level, found = next(((level, m) for level, one in _HEADINGS if (m := one.match(part))), (0, None))
        head = found.end() if found and found.end() < len(part) else 0
        yield Paragraph(part, level=level, head=head)


def section(heading: str, text: str) -> list[Block]:
    """A part of a report: its heading and what was typed, or a line that says it is still to be written."""
    return [Paragraph(heading, level=1), *(list(paragraphs(text)) or [Paragraph(TO_BE_WRITTEN)])]


def day_of(text: str) -> str:
    """A kept day as papers write it, a blank one to be filled by hand where there is none."""
    return chinese_day(date.fromisoformat(text)) if text else BLANK_DAY


def basis_of(campaign: Row) -> str:
    """How a report begins that rests on a campaign, "" where there is none."""
    if not campaign:
        return ""
    name, number = text_of(campaign, "name"), text_of(campaign, "basis_doc")
    plan = "" if name.endswith(("方案", "通知", "意见")) else "方案"
    return f"按照{name}{plan}{f'（{number}）' if number else ''}要求，"


def span(start: str, end: str) -> str:
    """2026年7月30日至9月13日, the year only once."""
    first, last = day_of(start), day_of(end)
    return f"{first}至{last.removeprefix(first[:5]) if start[:4] == end[:4] and start else last}"


def enclosed(tables: Iterable[tuple[str, Table]]) -> tuple[list[Block], list[Block]]:
    """附件说明 to stand below the text, and the enclosures themselves, each on pages of its own."""
    given = list(tables)
    if not given:
        return [], []
    names = Enclosures(tuple(title for title, _ in given))
    sheets: list[Block] = []
    for number, (title, table) in enumerate(given, 1):
        sheets += [Enclosure(f"附件{number if len(given) > 1 else ''}", title), table]
    return [names], sheets


def imprint(around: PaperAround, copies: str, office: str, day: str) -> Imprint:
    """版记; `letter_sides` says whether the county's paper is printed on both sides."""
    return Imprint(copies, office, day, even=around.option("letter_sides") == 0)
