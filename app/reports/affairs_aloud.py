"""广播稿 of village affairs: one item, or all of a quarter, in words everybody understands; no list is read out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from app.domain.days import Period, chinese_day
from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.rows import text_of, whole_of
from app.domain.spoken import spoken_number, spoken_yuan
from app.ledgers.affairs_item import AFFAIRS_ITEMS
from app.ledgers.affairs_kinds import CALLED, POINTS, kind_of
from app.reports import notice
from app.reports.affairs_sheet import by_place
from app.reports.around import PaperAround
from app.reports.read_aloud import LONGEST, farewell, greeting, read_aloud, short_sentences, spoken_period
from app.reports.sheet import Sheet

# Who built it and how it was let stands on the sheet: there may be names in it.
_SUMS = ("planned", "arrived", "paid", "settled")
_WORDS = ("extent", "standard", "term", "progress", "acceptance")
_MOST_PARTS = 8


def affairs_broadcast(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """What is read over the loudspeaker about one item. Source: product C11; 集中整治方案 (三)4."""
    owner, village, item = _owner(row, around), notice.publisher_of(row, around), text_of(row, "item")
    sentences = [
        *greeting(f"现在公布{owner}{_when(row)}的{item}。"),
        *item_aloud(row, around),
        *farewell(row, village, around, "详细的内容"),
    ]
    when = text_of(row, "period") or text_of(row, "decided_on")
    title = f"{owner}{item}广播稿"
    return read_aloud(title, sentences, key="affairs_broadcast", file_name=f"{owner}_{when}_{item}_广播稿")


def quarter_broadcast(unit: Row, quarter: Period, items: Sequence[Row], around: PaperAround, mark: str = "") -> Sheet:
    """Everything one village or group publishes for a quarter, read one after the other.

    Args:
        unit: The village, community or group.
        quarter: The quarter.
        items: Its items in the order of its board.
        around: The book around it.
        mark: Printed at the head of every page.
    """
    name, when = around.title("unit", whole_of(unit, "id")), spoken_period(quarter)
    village = notice.publisher_of({"unit": unit["id"]}, around)
    told = [item for item in items if not item.get("nothing")]
    sentences = [
        *greeting(f"现在公布{name}{when}的村务公开事项，一共{spoken_number(len(items))}项。"),
        *(sentence for number, item in enumerate(told, 1) for sentence in _numbered(number, item, around)),
        *_nothing([text_of(item, "item") for item in items if item.get("nothing")]),
        *farewell(_posting(items), village, around, "公开榜"),
    ]
    return read_aloud(
        f"{name}{when}村务公开广播稿",
        sentences,
        key="affairs_quarter_broadcast",
        file_name=f"{name}_村务公开广播稿_{quarter.key}",
        mark=mark,
    )


def item_aloud(row: Row, around: PaperAround) -> Iterator[str]:
    """One item in short sentences: what it is, its sums, how many households, how people voted."""
    if row.get("nothing"):
        yield "这一期没有这件事。"
        return
    told = [*_told(row, around)]
    yield from told or ["内容写在公开榜上。"]


def _told(row: Row, around: PaperAround) -> Iterator[str]:
    yield from short_sentences(text_of(row, "content"))
    yield from _points(row)
    if count := whole_of(row, "recipients"):
        yield f"一共{spoken_number(count)}户，发放{spoken_yuan(whole_of(row, 'amount'))}。"
        yield "名单贴在公开榜上，这里不念名字。"
    yield from _parts(row, around)
    yield from _vote(row)
    yield from short_sentences(text_of(row, "decision"))


def _numbered(number: int, item: Row, around: PaperAround) -> Iterator[str]:
    yield f"第{spoken_number(number) if number != 2 else '二'}项，{text_of(item, 'item')}。"
    yield from item_aloud(item, around)


def _nothing(names: Sequence[str]) -> Iterator[str]:
    """Everything that did not happen, as few breaths as hold it."""
    breath = ""
    for name in names:
        if breath and len(breath) + len(name) > LONGEST - 16:
            yield f"{breath}，这一期没有。"
            breath = ""
        breath = f"{breath}、{name}" if breath else name
    if breath:
        yield f"{breath}，这一期没有。"


def _points(row: Row) -> Iterator[str]:
    """The sums of the item and the points that say how, when and how far; each as the sheet calls it."""
    called = CALLED.get(kind_of(row), {})
    there = POINTS.get(kind_of(row), ())
    for key in _WORDS:
        if key in there and row.get(key):
            yield from short_sentences(f"{_label(called, key)}：{row[key]}")
    for key in _SUMS:
        if key in there and isinstance(row.get(key), int):
            yield f"{_label(called, key)}，{spoken_yuan(whole_of(row, key))}。"


def _label(called: dict[str, str], key: str) -> str:
    return called.get(key) or AFFAIRS_ITEMS.label(key).partition("(")[0]


def _parts(row: Row, around: PaperAround) -> Iterator[str]:
    """What the money goes to, the first few one by one."""
    parts = sorted(around.rows("affairs_part", item=row.get("id")), key=by_place)
    if not parts:
        return
    total = spoken_yuan(sum(whole_of(part, "amount") for part in parts))
    yield f"安排资金{total}，{f'分{spoken_number(len(parts))}项' if len(parts) > 1 else '一项'}。"
    for part in parts[:_MOST_PARTS]:
        yield from short_sentences(f"{text_of(part, 'name')}，{spoken_yuan(whole_of(part, 'amount'))}")
    if len(parts) > _MOST_PARTS:
        yield "其余的写在公开榜上。"


def _vote(row: Row) -> Iterator[str]:
    """Who came and how they voted, in numbers."""
    came = [
        f"{word}{spoken_number(count)}人"
        for key, word in (("expected", "应到"), ("attended", "实到"))
        if (count := _number(row, key)) is not None
    ]
    votes = [
        f"{spoken_number(count)}人{word}"
        for key, word in (("in_favour", "同意"), ("against", "不同意"), ("abstained", "弃权"))
        if (count := _number(row, key)) is not None
    ]
    if meeting := text_of(row, "meeting"):
        yield f"{'，'.join([f'开了{meeting}', *came])}。"
    if votes:
        yield f"表决的结果，{'，'.join(votes)}。"


def _number(row: Row, key: str) -> int | None:
    value = row.get(key)
    return value if isinstance(value, int) else None


def _owner(row: Row, around: PaperAround) -> str:
    return around.title("unit", whole_of(row, "unit"))


def _when(row: Row) -> str:
    if period := text_of(row, "period"):
        return spoken_period(Period.parse(period))
    day = text_of(row, "decided_on")
    return f"{chinese_day(date.fromisoformat(day))}批准" if day else ""


def _posting(items: Sequence[Row]) -> Row:
    """Where and how long the board hangs, as far as its items agree."""
    keys = ("posted_at", "posted_from", "posted_to")
    found = {key: {text_of(item, key) for item in items} for key in keys}
    return {key: values.pop() if len(values) == 1 else "" for key, values in found.items()}
