"""转录单: what is typed into another system, screen by screen in its own order, with a box to tick behind each."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.money import show_yuan
from app.figures.columns import COLUMNS
from app.figures.counting import Figure, Place
from app.figures.indicators import INDICATORS, MONEY
from app.figures.layout import Layout
from app.figures.transcript import TypedField
from app.reports.sheet import Block, Column, Facts, Paragraph, Sheet, Signatures, Table

_COLUMNS = (
    Column("序号", "number", 3),
    Column("字段名", "text", 16),
    Column("填写内容", "text", 10),
    Column("单位", "text", 4),
    Column("出处", "text", 12),
    Column("已录", "text", 3.5),
)
_TICK = "□"


def transcript(
    layout: Layout,
    figures: Mapping[Place, Figure],
    *,
    township: str,
    county: str,
    period_title: str,
    made_on: str,
    names: Mapping[str, str] = COLUMNS,
    mark: str = "",
) -> Sheet:
    """The figures of a time in the order of a layout's screens.

    Numbers stand as they are typed: without commas, money in yuan with two decimals, 0 as 0. What no register knows
    is left empty to be typed from elsewhere.

    Source: product F18 (转录单: in the exact order of the other system's screens, to be typed there once).
    """
    words = {"{township}": township, "{county}": county, "{period}": period_title}
    blocks: list[Block] = [Facts((("填报单位", township), ("报告期", period_title), ("打印日期", made_on)))]
    blocks.append(Paragraph("照下面的顺序一项一项录入,录完一项在“已录”里打√;空着的按实际情况填写。", indent=False))
    for screen in layout.screens:
        rows = tuple(_row(number, one, figures, words, names) for number, one in enumerate(screen.fields, 1))
        blocks.append(Table(_COLUMNS, rows, caption=screen.name))
    blocks.append(Signatures((("录入人", ""), ("核对人", ""), ("录入日期", ""))))
    return Sheet(
        key=layout.key,
        title=_filled(layout.title, words),
        subtitle=period_title,
        blocks=tuple(blocks),
        size="A4",
        mark=mark,
        file_name=f"{township}_{layout.name}_{period_title}",
    )


def typed(field: TypedField, figures: Mapping[Place, Figure]) -> str:
    """A figure as it is typed into another system, "" where there is none."""
    if field.place is None:
        return ""
    value = getattr(figures.get(field.place, Figure()), field.column)
    if value is None:
        if field.column == "ly":
            return ""  # nothing is known of the year before: not the same as 0
        value = 0
    unit = INDICATORS[field.place.code].unit
    return show_yuan(value).replace(",", "") if unit == MONEY else str(value)


def _row(
    number: int,
    field: TypedField,
    figures: Mapping[Place, Figure],
    words: Mapping[str, str],
    names: Mapping[str, str],
) -> tuple[int | str, ...]:
    if field.place is None:
        return number, field.name, _filled(field.text, words), "", "", _TICK
    one = INDICATORS[field.place.code]
    source = f"{one.code}{f'({field.place.value})' if field.place.cut else ''} {names[field.column]}"
    return number, field.name, typed(field, figures), one.unit, source, _TICK


def _filled(text: str, words: Mapping[str, str]) -> str:
    for name, value in words.items():
        text = text.replace(name, value)
    return text
