"""Whether a promise can be checked: what will be done, how much of it, by when."""

from __future__ import annotations

import re

VAGUE = (
    *("进一步", "加强", "加大", "加快", "提高", "提升", "强化", "深化", "完善", "增强", "改进", "促进", "推进", "推动"),
    *("认真", "切实", "积极", "努力", "尽快", "尽早", "及时", "逐步", "严格", "坚决", "全面", "不断", "持续", "高度"),
    *("重视", "落实", "做好", "抓好", "抓实", "力争", "争取", "确保", "保证", "规范", "转变", "树立", "端正", "整改"),
)
"""Words that say nothing one could check (含糊词)."""
EMPTY = (
    *("管理", "学习", "教育", "意识", "认识", "责任", "作风", "工作", "力度", "水平", "能力", "服务", "监督", "领导"),
    *("思想", "制度", "宗旨", "态度", "质量", "效率", "素质", "到位", "本人", "本单位", "我们", "今后", "财务", "问题"),
    *("承诺", "群众", "请", "将", "的", "和", "与", "对", "在", "要", "并", "好", "自身", "有关", "相关", "各项"),
)
"""Words that are no thing done by themselves."""
WHOLE = (
    "全部",
    "逐户",
    "逐项",
    "逐笔",
    "逐人",
    "逐条",
    "全额",
    "如数",
    "一次性",
    "所有",
    "每月",
    "每季",
    "每年",
    "每周",
)
"""Words that say how much without a number."""
_NUMBER = "[0-9〇零一二两三四五六七八九十百千万]+"
_WHEN = re.compile(
    rf"(?:{_NUMBER}\s*年)?\s*{_NUMBER}\s*月\s*(?:{_NUMBER}\s*[日号]|[底末初]|[上中下]旬)?\s*(?:之?前|以前|内|底前)?"
    rf"|{_NUMBER}\s*(?:个)?(?:工作日|天|日|周|星期|月|季度|年)\s*(?:之?内|以内|之?前)"
    r"|\d{4}[-./]\d{1,2}[-./]\d{1,2}\s*(?:之?前)?|(?:本|下)?(?:月底|季末|年底|年内)前?|当[日天]|立即|即日起?|今[日天]"
)
_MUCH = re.compile(rf"{_NUMBER}(?:[,,.]\d+)*|{'|'.join(WHOLE)}")
_CHINESE = re.compile("[\u4e00-\u9fff]")
LEAST_SAID = 2
WHAT, HOW_MUCH, BY_WHEN = "做什么", "做到多少(数量、金额)", "什么时候做完(几月几日前)"


def unsaid(text: str, *, has_deadline: bool = False) -> list[str]:
    """What a promise leaves open; [] where it can be checked. `has_deadline`: a day stands beside the text already.

    Source: product B2: the public complaint about promises is that nothing can be checked.
    """
    rest = _without(_WHEN.sub("", text), VAGUE)  # 进一步 holds no number
    out = []
    if len(_CHINESE.findall(_without(rest, EMPTY))) < LEAST_SAID:
        out.append(WHAT)
    if not _MUCH.search(rest):
        out.append(HOW_MUCH)
    if not has_deadline and not _WHEN.search(text):
        out.append(BY_WHEN)
    return out


def vague_words(text: str) -> list[str]:
    """The words in a text that say nothing one could check, in order."""
    found = ((text.find(word), word) for word in VAGUE)
    return [word for place, word in sorted(found) if place >= 0]


def _without(text: str, words: tuple[str, ...]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "")
    return text
