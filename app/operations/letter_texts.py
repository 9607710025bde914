"""The words of letters: shipped texts that a county may replace by files of its own, with named fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from app import paths
from app.domain.faults import Told
from app.domain.json_text import read_json

NAMES = frozenset(
    ("收函单位", "本机关", "事由", "事项", "事项数", "依据", "专项", "灯号", "最长逾期", "回复期限", "原函", "今天")
)
MATTERS = "{事项}"
_FIELD = re.compile(r"\{([^{}]*)\}")
_WAYS = ("工作日", "天")


class LetterTextBroken(Told):
    """A file with the words of a letter cannot be used; the sentence names it and what to do."""

    code = "E-LETTER-TEXT"


class LetterText(NamedTuple):
    """The words of one kind of letter. `reply_in` says how `reply_days` are counted; 0 days asks for no reply."""

    kind: str
    title: str
    basis: str
    body: tuple[str, ...]
    reply_days: int
    reply_in: str
    red_head: str


def county_folder() -> Path:
    """Where a county's own texts lie; they go before the shipped ones."""
    return paths.home() / "函件范本"


def letter_text(kind: str, ruled: bytes | None = None) -> LetterText:
    """The words of a kind of letter; `ruled` are those the county's signed templates bring, which go before all others.

    Raises:
        LetterTextBroken: The file cannot be read, lacks a part, or names a field that does not exist.
    """
    if ruled is not None:
        return parse_letter(Path(f"{kind}.json"), kind, ruled)
    own = county_folder() / f"{kind}.json"
    path = own if own.exists() else paths.resource("templates", "letters", f"{kind}.json")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _broken(path, "读不出来,请检查逗号和引号") from error
    return parse_letter(path, kind, data)


def parse_letter(path: Path, kind: str, data: bytes) -> LetterText:
    """The words of a kind of letter from JSON that is at hand; `path` only names it.

    Raises:
        LetterTextBroken: As for letter_text.
    """
    try:
        given = read_json(data)
    except ValueError as error:
        raise _broken(path, "读不出来,请检查逗号和引号") from error
    return _read(path, kind, given)


def fill(text: str, values: Mapping[str, str]) -> str:
    """A text with its named fields filled in."""
    return _FIELD.sub(lambda found: values[found[1]], text)


def _read(path: Path, kind: str, given: object) -> LetterText:
    if not isinstance(given, dict):
        raise _broken(path, "最外层应是 { }")
    body = given.get("body")
    if not isinstance(body, list) or not body or not all(isinstance(part, str) for part in body):
        raise _broken(path, "body 应是一段一个的文字")
    if MATTERS not in body:
        raise _broken(path, f"body 里应有单独成段的 {MATTERS}")
    days, way = given.get("reply_days", 0), given.get("reply_in", _WAYS[0])
    if not isinstance(days, int) or not 0 <= days <= 365 or way not in _WAYS:
        raise _broken(path, "reply_days 应是 0 至 365 的整数,reply_in 应是“工作日”或“天”")
    texts = {key: given.get(key, "") for key in ("title", "basis", "red_head")}
    for key, text in texts.items():
        if not isinstance(text, str) or (not text.strip() and key != "red_head"):
            raise _broken(path, f"{key} 应是文字")
    for text in (*texts.values(), *body):
        if unknown := set(_FIELD.findall(text)) - NAMES:
            raise _broken(path, f"没有“{{{min(unknown)}}}”这个字段,可用的有:{'、'.join(sorted(NAMES))}")
    return LetterText(kind, texts["title"], texts["basis"], tuple(body), days, way, texts["red_head"])


def _broken(path: Path, reason: str) -> LetterTextBroken:
    return LetterTextBroken(
        f"函件范本“{path.name}”不能用:{reason}。没有起草函件,账里没有改动。请改正 {path},或删掉它恢复程序自带的范本。"
    )
