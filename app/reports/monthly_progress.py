"""工作进展情况报告: the words that go with the monthly figures, as a letter to the county."""

from __future__ import annotations

from collections.abc import Iterator

from app.reports.sheet import Block, Closing, Paragraph, Sheet

_NUMERALS = "一二三四五六七八九十"


def monthly_progress(
    text: str,
    *,
    problems: str,
    next_steps: str,
    township: str,
    county: str,
    period_title: str,
    day: str,
    mark: str = "",
    what: str = "工作进展",
) -> Sheet:
    """The report of a month or a longer time; a line that begins with a Chinese numeral and 、 is a heading.

    Source: 集中整治方案 五 (每月5日前报送工作进展情况); forms-and-rules 4.6.
    """
    blocks: list[Block] = [Paragraph(f"{county}纪委：", indent=False), *_paragraphs(text)]
    count = sum(1 for block in blocks if isinstance(block, Paragraph) and block.level == 1)
    for title, more in (("需要说明的问题", problems), ("下步打算", next_steps)):
        if more.strip():
            blocks += [Paragraph(f"{_NUMERALS[count]}、{title}", level=1), *_paragraphs(more)]
            count += 1
    office = f"中共{township}纪律检查委员会"
    blocks.append(Closing(office, day))
    return Sheet(
        key="monthly_progress",
        title=f"{township}{period_title}{what if what.endswith('情况') else f'{what}情况'}报告",
        look="letter",
        size="A4",
        blocks=tuple(blocks),
        mark=mark,
        file_name=f"{township}_{what}_{period_title}",
    )


def _paragraphs(text: str) -> Iterator[Paragraph]:
    for line in text.splitlines():
        if line.strip():
            heading = len(line) < 25 and line[1:2] == "、" and line[0] in _NUMERALS
            yield Paragraph(line.strip(), level=1 if heading else 0)
