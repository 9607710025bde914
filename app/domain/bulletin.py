"""月督查通报 drafted from neutral figures: a township tells of its units, a county of its townships, in the same words.

Source: 四化三查方案 (三) 月督查通报; INV-170; product G11.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

_NUMERALS = "一二三四五六七八九十"


class Looked(NamedTuple):
    """What a month showed of one place (a unit, or a township).

    Args:
        name: How it is called.
        found: Problems found there in the month, and of which kinds: (kind, how many).
        corrected: Of those, corrected on the spot.
        ordered: Orders to mend.
        mended: Problems closed there in the month.
        overdue: Problems open past their day at the end of the month.
        late: What was not handed in, or not in time, in words: 月报逾期2天.
    """

    name: str
    found: int = 0
    kinds: tuple[tuple[str, int], ...] = ()
    corrected: int = 0
    ordered: int = 0
    mended: int = 0
    overdue: int = 0
    late: str = ""


def bulletin(places: Sequence[Looked], *, until: str = "", what: str = "单位") -> str:
    """The parts of a bulletin below its opening sentence; parts of which there is nothing to say are left out.

    Args:
        places: In the order in which they are told of.
        until: By when to mend, 2026年11月30日, "" for 规定时限.
        what: What the places are called together, 单位 or 乡镇.
    """
    parts: list[tuple[str, list[str]]] = [
        ("发现的主要问题", [*_each(places, _found)]),
        ("整改进展", [*_each(places, _mended)]),
        ("报送情况", _reported(places)),
        ("有关要求", _asked(places, until, what)),
    ]
    clean = [one.name for one in places if not (one.found or one.overdue or one.late)]
    if clean and len(clean) < len(places):
        parts[0][1].append(f"{'、'.join(clean)}未发现问题。")
    said = [(title, lines) for title, lines in parts if lines]
    return "\n".join(line for at, (title, lines) in enumerate(said) for line in (f"{_NUMERALS[at]}、{title}", *lines))


def _each(places: Sequence[Looked], told: Callable[[Looked], str]) -> list[str]:
    """A line for every place of which there is something to tell, numbered where there are several."""
    lines = [text for one in places if (text := told(one))]
    if len(lines) < 2:
        return lines
    return [f"{number}．{text}" for number, text in enumerate(lines, 1)]


def _reported(places: Sequence[Looked]) -> list[str]:
    """Those of whom the same is to be said stand in one line."""
    told: dict[str, list[str]] = {}
    for one in places:
        told.setdefault(one.late, []).append(one.name)
    return [f"{'、'.join(names)}：{late}。" for late, names in told.items() if late]


def _found(one: Looked) -> str:
    if not one.found:
        return ""
    alone = len(one.kinds) == 1 and one.kinds[0][1] == one.found
    kinds = one.kinds[0][0] if alone else "、".join(f"{kind}{count}个" for kind, count in one.kinds)
    text = f"{one.name}发现问题{one.found}个"
    text += f"（{kinds}）" if kinds else ""
    text += f"，当场纠正{one.corrected}个" if one.corrected else ""
    text += f"，责令整改{one.ordered}次" if one.ordered else ""
    return f"{text}。"


def _mended(one: Looked) -> str:
    parts = [f"整改完成{one.mended}个"] if one.mended else []
    parts += [f"逾期未整改{one.overdue}个"] if one.overdue else []
    return f"{one.name}{'，'.join(parts)}。" if parts else ""


def _asked(places: Sequence[Looked], until: str, what: str) -> list[str]:
    """What is asked of whom: only of those with something to mend."""
    lines = []
    if found := [one.name for one in places if one.found > one.corrected]:
        day = f"于{until}前" if until else "在规定时限内"
        lines.append(f"{'、'.join(found)}要对照问题逐条制定措施、明确责任人，{day}整改到位。")
    if overdue := [one.name for one in places if one.overdue]:
        lines.append(f"{'、'.join(overdue)}要说明逾期原因，逐条销号，不得虚报整改结果。")
    if late := [one.name for one in places if one.late]:
        lines.append(f"{'、'.join(late)}要按时报送。")
    if lines:
        lines.append(f"其他{what}要举一反三，认真自查。")
    return lines
