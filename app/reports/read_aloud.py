"""广播稿: what somebody reads over the village loudspeaker: short sentences, money in spoken words, no names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.reports.sheet import Facts, Paragraph, Sheet

SIGNS_A_MINUTE = 180
"""How many characters are read in a minute over a loudspeaker that echoes, slowly."""
LONGEST = 60
"""What is said in one breath or two: a sentence has no more characters."""
_STEP = 10


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
    )


def reading_time(sentences: Sequence[str]) -> str:
    """1 分 40 秒, up to the next ten seconds; a full stop is a short breath."""
    signs = sum(len(re.sub(r"[^\w]", "", sentence)) + 1 for sentence in sentences)
    seconds = -(-signs * 60 // SIGNS_A_MINUTE // _STEP) * _STEP
    minutes, rest = divmod(seconds, 60)
    return f"{f'{minutes} 分' if minutes else ''}{f' {rest} 秒' if rest or not minutes else '钟'}".strip()
