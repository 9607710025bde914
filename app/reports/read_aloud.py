"""广播稿: what somebody reads over the village loudspeaker: short sentences, money in spoken words, no names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from app.domain.days import Period, chinese_day
from app.domain.fields import Row
from app.domain.money import parse_yuan
from app.domain.rows import text_of
from app.domain.spoken import spoken_digits, spoken_number, spoken_yuan
from app.reports import notice
from app.reports.around import PaperAround
from app.reports.sheet import PUBLIC, Facts, Paragraph, Sheet

SIGNS_A_MINUTE = 180
"""How many characters are read in a minute over a loudspeaker that echoes, slowly."""
LONGEST = 60
"""What is said in one breath or two: a sentence has no more characters."""
_STEP = 10
_QUARTERS = "零一二三四"
_AMOUNT = re.compile(r" ?(?<![\d.,])(\d[\d,]*(?:\.\d{1,2})?) ?元")
_COUNT = re.compile(
    r" ?(?<![\d.,第-])(\d{1,3}(?:,\d{3})+|\d{1,6}) ?(?=[户人名口亩米个份次天项件头]|平方|公里|公斤|工日)"
)
_STOPS, _PAUSES = re.compile(r"[。！？；;\n]+"), re.compile(r"(?<=[，,、：:])")
# Whoever listens sees no list below and no sheet beside it.
_POINTS_AT_PAPER = re.compile(r"(见下|见附|见表|见上|详见|附后|另贴)")


def read_aloud(title: str, sentences: Sequence[str], *, key: str, file_name: str, mark: str = "") -> Sheet:
    """Sentences to be read, one a line, with how long that takes.

    Any register may use it; what is said must hold nothing personal. Source: product C11.
    """
    said = [sentence for sentence in sentences if sentence]
    return Sheet(
        key=key,
        title=title,
        look="letter",
        size="A4",
        mark=mark,
        blocks=(
            Facts((("读一遍约需", reading_time(said)), ("播放日期", "    月    日 早 / 中 / 晚"))),
            *(Paragraph(sentence, whole=True) for sentence in said),
        ),
        file_name=file_name,
        facts={PUBLIC: "1"},
    )


def greeting(what: str) -> Iterator[str]:
    """How every script begins; `what` is what is made known, as a whole sentence."""
    yield "各位村民，大家好。"
    yield what


def farewell(row: Row, village: Row, around: PaperAround, beginning: str) -> Iterator[str]:
    """How every script ends: where the sheet hangs, whom to ask, by when there is an answer."""
    yield where_it_hangs(row, village, beginning)
    _, supervisors = notice.bodies(village)
    yield f"有疑问的，请找{supervisors}，或者{around.township}纪委。"
    if phone := around.hotline:
        yield f"监督电话：{spoken_digits(phone)}。"
        yield f"再说一遍，{spoken_digits(phone)}。"
    yield f"收到以后，{spoken_number(around.option('question_days'))}天之内答复。"
    yield "播送完了，谢谢大家。"


def where_it_hangs(row: Row, village: Row, beginning: str) -> str:
    """Where the sheet hangs and how long, "" where nobody knows yet."""
    place = text_of(row, "posted_at") or text_of(village, "board")
    start, end = text_of(row, "posted_from"), text_of(row, "posted_to")
    days = f"从{_day(start)}贴到{_day(end)}" if start and end else ""
    said = "，".join(part for part in (f"贴在{place}" if place else "", days) if part)
    return f"{beginning}{said}。" if said else ""


def spoken_period(period: Period) -> str:
    """2026年第三季度; months and years are read as they stand."""
    year, quarter, number = period.key.partition("Q")
    return f"{year}年第{_QUARTERS[int(number)]}季度" if quarter else period.title


def short_sentences(text: str) -> Iterator[str]:
    """What a clerk wrote, in sentences of one breath, sums of money in words; what points at the paper is left out."""
    for sentence in _STOPS.split(in_words(text)):
        breath = ""
        if sentence.endswith(("：", ":")):  # a heading of the catalogue nobody has written anything behind
            continue
        for part in _PAUSES.split(sentence.strip()):
            if breath and len(breath) + len(part) >= LONGEST:
                yield _closed(breath)
                breath = ""
            breath += part
        if breath and not _POINTS_AT_PAPER.search(breath):
            yield from (_closed(breath[at : at + LONGEST - 1]) for at in range(0, len(breath), LONGEST - 1))


def in_words(text: str) -> str:
    """A text with its sums of money and its numbers of things and people as they are said."""
    text = _AMOUNT.sub(lambda found: spoken_yuan(parse_yuan(found[1]) or 0), text)
    return _COUNT.sub(lambda found: spoken_number(int(found[1].replace(",", ""))), text)


def _closed(breath: str) -> str:
    return f"{breath.strip(' ，,、：:')}。"


def _day(text: str) -> str:
    return chinese_day(date.fromisoformat(text)).partition("年")[2]


def reading_time(sentences: Sequence[str]) -> str:
    """1 分 40 秒, up to the next ten seconds; a full stop is a short breath."""
    signs = sum(len(re.sub(r"[^\w]", "", sentence)) + 1 for sentence in sentences)
    seconds = -(-signs * 60 // SIGNS_A_MINUTE // _STEP) * _STEP
    minutes, rest = divmod(seconds, 60)
    return f"{f'{minutes} 分' if minutes else ''}{f' {rest} 秒' if rest or not minutes else '钟'}".strip()
