"""工作进展 drafted from the month's facts: every sentence knows the figures it stands on, and so their rows.

Nothing is said that was not counted; what did not happen is said with 无 or 未.

Source: forms-and-rules 4.6; product F3.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from app.domain.days import Period
from app.domain.money import show_yuan
from app.domain.span import YEAR, Span
from app.figures.counting import Figure, Place
from app.figures.indicators import INDICATORS, MONEY

Figures = Mapping[Place, Figure]


class Told(NamedTuple):
    """How a time is spoken of: its title, 本月 or 本季度, and which column is set against the year before.

    `year` says whether the year so far is told beside it.
    """

    title: str
    now: str = "本月"
    against: str = "y"
    year: bool = True


@dataclass(frozen=True)
class Sentence:
    """One sentence, the heading it stands under, and the figures it was made from."""

    heading: str
    text: str
    places: tuple[Place, ...]


def progress(figures: Figures, period: Period) -> list[Sentence]:
    """The sentences of a month, in the order of the report."""
    return sentences(figures, Told(period.title))


def span_progress(figures: Figures, span: Span) -> list[Sentence]:
    """The sentences of a quarter, half a year, a year or a stage."""
    within = span.first.year == span.last.year and span.kind != YEAR
    return sentences(figures, Told(span.title, span.now, "m", within))


def sentences(figures: Figures, how: Told) -> list[Sentence]:
    """The same of any time."""
    told = _Draft(figures, how)
    found = [
        *told.overview(),
        *told.part("二、自查自纠和整改", _MENDING, "本月没有新排查出问题，也没有销号的问题。"),
        *told.part("三、线索和查处", _CASES, "本月无新受理的问题线索，无新处理人员。"),
        *told.part("四、财务和村务公开", _OPENNESS, "本月没有到期的财务公开。"),
        *told.part("五、监督检查和通报", _CHECKS, "本月未开展监督检查，未通报曝光。"),
        *told.part("六、信访、办件和评议", _SERVICE, "本月无信访举报和服务投诉。"),
        *told.left_over(),
    ]
    return [replace(one, text=one.text.replace("本月", how.now)) for one in found]


def as_text(sentences: list[Sentence]) -> str:
    """The draft as it is put into 工作进展: a heading, then its sentences in one paragraph."""
    lines: list[str] = []
    heading = ""
    for one in sentences:
        if one.heading != heading:
            heading = one.heading
            lines += [heading, ""]
        lines[-1] += one.text
    return "\n".join(lines)


_MENDING = (
    (
        ("G10", "本月排查问题{n}"),
        ("G11", "自己找{n}"),
        ("G12", "群众提{n}"),
        ("G13", "同事帮{n}"),
        ("G14", "领导点{n}"),
    ),
    (("G20", "整改完成并销号{n}"), ("G35", "转为问题线索{n}"), ("G36", "移送其他单位{n}")),
    (("G50", "签订整改承诺{n}"), ("G51", "兑现承诺{n}"), ("G60", "公示整改情况{n}")),
    (("G70", "群众评判收回{n}"), ("G71", "满意{n}"), ("G72", "基本满意{n}"), ("G73", "不满意{n}")),
    (("G80", "主动说明问题{n}"),),
)
_CASES = (
    (("A20", "本月受理问题线索{n}"), ("A30", "处置{n}"), ("A40", "办结{n}"), ("A48", "移出{n}")),
    (("B10", "立案{n}"), ("B11", "涉及{n}")),
    (
        ("B20", "查处问题{n}"),
        ("B30", "处理{n}"),
        ("B41", "其中党纪处分{n}"),
        ("B42", "政务处分{n}"),
        ("B50", "组织处理{n}"),
        ("B70", "移送司法机关{n}"),
    ),
    (
        ("C00", "运用四种形态{n}"),
        ("C10", "第一种{n}"),
        ("C20", "第二种{n}"),
        ("C30", "第三种{n}"),
        ("C40", "第四种{n}"),
    ),
    (("E10", "问责{n}"), ("E11", "问责领导干部{n}"), ("E20", "一案双查{n}")),
    (("F20", "清退追缴资金{n}"), ("F30", "退还群众{n}"), ("F31", "涉及{n}")),
)
_OPENNESS = (
    (("H20", "村级应公开财务{n}"), ("H21", "按期公开{n}"), ("H22", "逾期公开{n}"), ("H23", "尚未公开{n}")),
    (("H10", "组级应公开财务{n}"), ("H11", "按期公开{n}"), ("H12", "逾期公开{n}"), ("H13", "尚未公开{n}")),
    (("H30", "专项公开{n}"),),
    (("H40", "收到群众意见{n}"), ("H41", "按期答复{n}"), ("H42", "更正重新公布{n}")),
)
_CHECKS = (
    (("I10", "本月开展监督检查{n}"), ("I11", "其中暗访{n}"), ("I20", "发现问题{n}"), ("I21", "责令整改单位{n}")),
    (("I30", "检查公开栏{n}"), ("I31", "有问题的{n}")),
    (("I40", "抽查行政审批{n}"), ("I41", "有问题的{n}")),
    (("I50", "检查民生资金{n}"), ("I51", "有问题的{n}")),
    (("D10", "通报曝光{n}"), ("D11", "典型案例{n}"), ("D12", "点名{n}")),
)
_SERVICE = (
    (("J10", "受理信访举报{n}"), ("J15", "其中实名{n}"), ("J17", "按期反馈{n}")),
    (("K10", "受理办件{n}"), ("K20", "按时办结{n}"), ("K21", "超时办结{n}")),
    (("K30", "受理服务投诉{n}"), ("K31", "办结{n}")),
    (("L10", "召开民主评议会{n}"), ("L20", "发出整改建议书{n}")),
    (("M10", "建立完善制度{n}"), ("M20", "宣传报道{n}"), ("M30", "召开联席会议{n}")),
)
_LEFT = (
    (("G30", "期末未销号问题{n}"), ("G32", "其中逾期{n}"), ("G33", "长期坚持{n}")),
    (("A50", "期末在办线索{n}"), ("A51", "其中逾期{n}"), ("A52", "暂存待查{n}")),
    (("K22", "期末在办办件{n}"),),
)
_Clauses = tuple[tuple[tuple[str, str], ...], ...]


class _Draft:
    def __init__(self, figures: Figures, how: Told) -> None:
        self.figures, self.how = figures, how

    def overview(self) -> Iterator[Sentence]:
        """Month and cumulative in one sentence, compared with the same time last year where there is one."""
        heading = "一、总体情况"
        found = list(
            self._told((("G10", "排查问题{n}"), ("G20", "整改完成{n}"), ("B20", "查处问题{n}"), ("B30", "处理{n}")))
        )
        month = f"{self.how.title}，"
        if found:
            yield Sentence(
                heading, f"{month}{'，'.join(text for text, _ in found)}。", tuple(place for _, place in found)
            )
        else:
            yield Sentence(heading, f"{month}未发现问题，无新查处的问题。", (Place("G10"), Place("B20")))
        year = list(self._told((("G10", "排查问题{n}"), ("G20", "整改完成{n}"), ("B30", "处理{n}")), "y"))
        if year and self.how.year:
            text = f"本年累计{'，'.join(text for text, _ in year)}。"
            yield Sentence(heading, text, tuple(place for _, place in year))
        yield from self._compared(heading)

    def _compared(self, heading: str) -> Iterator[Sentence]:
        figure = self.figures.get(Place("G10"), Figure())
        now = getattr(figure, self.how.against)
        if now is None or not figure.ly:
            return
        word = "上升" if now > figure.ly else "下降" if now < figure.ly else "持平"
        before = f"上年同期 {figure.ly} 个"
        what = "排查问题累计" if self.how.against == "y" else "排查问题"
        text = f"{what}与{before}相比{word}。" if word != "持平" else f"{what}与{before}持平。"
        yield Sentence(heading, text, (Place("G10"),))

    def part(self, heading: str, clauses: _Clauses, nothing: str) -> Iterator[Sentence]:
        """The clauses whose figures are not zero, else the sentence that nothing happened."""
        said = False
        for group in clauses:
            found = list(self._told(group))
            if found:
                said = True
                yield Sentence(heading, f"{'，'.join(t for t, _ in found)}。", tuple(place for _, place in found))
        if not said:
            yield Sentence(heading, nothing, tuple(Place(group[0][0]) for group in clauses))

    def left_over(self) -> Iterator[Sentence]:
        """What is still open at the end of the month, overdue first of all."""
        heading = "七、存在问题"
        said = False
        for group in _LEFT:
            found = list(self._told(group, "stock"))
            if found:
                said = True
                yield Sentence(heading, f"{'，'.join(t for t, _ in found)}。", tuple(place for _, place in found))
        if not said:
            yield Sentence(heading, "期末没有未销号的问题，没有在办的线索。", (Place("G30"), Place("A50")))

    def _told(self, clauses: tuple[tuple[str, str], ...], column: str = "m") -> Iterator[tuple[str, Place]]:
        for code, words in clauses:
            place = Place(code)
            value = getattr(self.figures.get(place, Figure()), column)
            if value:
                yield words.replace("{n}", _amount(code, value)), place


def _amount(code: str, value: int) -> str:
    unit = INDICATORS[code].unit
    return f"{show_yuan(value)}元" if unit == MONEY else f"{value}{unit}"
