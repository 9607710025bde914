"""数据月报表 and 汇总表: figures in a receiver's layout, with their cross-checks explained and the sign-off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from app.domain.money import show_yuan
from app.domain.shares import percent, shares
from app.figures.counting import CATEGORY, MEASURE, Figure, Place
from app.figures.indicators import INDICATORS, MONEY
from app.figures.layout import COLUMNS, Layout, LayoutTable
from app.ledgers.accountability_measure import FORMS, MEASURES
from app.ledgers.person import LEVELS
from app.ledgers.problem import CATEGORIES
from app.reports.sheet import Block, Cell, Column, Facts, Kind, Paragraph, Sheet, Signatures, Size, Table

Figures = Mapping[Place, Figure]
FORM_CODES = {"1": "C10", "2": "C20", "3": "C30", "4": "C40"}
NAMES = {"monthly": "数据月报", "monthly_detail": "数据月报分项"}
_NOTHING = Figure()


class Heads(NamedTuple):
    """How the columns are called, and which of them 同比 sets against the year before."""

    names: Mapping[str, str]
    against: str


MONTH = Heads(COLUMNS, "y")
SPAN = Heads({**COLUMNS, "m": "本期"}, "m")


def monthly_form(
    layout: Layout,
    figures: Figures,
    *,
    township: str,
    county: str,
    period_title: str,
    made_on: str,
    signers: Sequence[tuple[str, str]],
    notes: Sequence[tuple[str, str]] = (),
    nil: str = "",
    mark: str = "",
    heads: Heads = MONTH,
    kind: str = "",
) -> Sheet:
    """The form of one month, or of a longer time.

    Args:
        layout: Whose form it is.
        figures: The figures of the month.
        township: Who reports.
        county: To whom.
        period_title: 2026年10月.
        made_on: The day of the report, 2026年11月5日.
        signers: Who signs: role and name, "" for a line to be filled by hand.
        notes: Cross-checks that were explained: what was odd, and the 说明.
        nil: The sentence of a 零报告, "" where something happened.
        mark: 练习 for the practice book.
        heads: How the columns are called.
        kind: 季度 or the like, for a title that has {kind}.

    Source: forms-and-rules 4; shares by the largest remainder, base printed (V24).
    """
    blocks: list[Block] = [Facts((("填报单位", township), ("报告期", period_title), ("填报日期", made_on)))]
    if nil:
        blocks.append(Paragraph(f"零报告：{nil}", indent=False))
    for table in layout.tables:
        blocks += _blocks(table, figures, heads)
    if notes:
        blocks.append(Paragraph("审核说明：", indent=False))
        blocks += [
            Paragraph(f"{number}. {what} 说明：{why}", indent=False) for number, (what, why) in enumerate(notes, 1)
        ]
    blocks.append(Signatures(tuple(signers)))
    return Sheet(
        key=layout.key,
        title=layout.title.replace("{county}", county).replace("{kind}", kind),
        subtitle=period_title,
        blocks=tuple(blocks),
        size=cast(Size, layout.paper),
        mark=mark,
        file_name=f"{township}_{NAMES.get(layout.key, layout.name)}_{period_title}",
    )


def _blocks(table: LayoutTable, figures: Figures, heads: Heads) -> Iterator[Block]:
    if table.down:
        yield _cut_table(table, figures, heads)
    elif table.forms:
        yield _forms_table(table, figures, heads)
        base = {column: number(figures, Place("C00"), column) for column in table.columns}
        said = "、".join(f"{heads.names[column]} {count} 人次" for column, count in base.items())
        yield Paragraph(f"占比基数：{said}；一人一案按最重的一项归入形态，其中各项可多项。", indent=False)
    else:
        yield _list_table(table, figures, heads)


def number(figures: Figures, place: Place, column: str) -> int:
    """One figure, 0 where nothing was counted."""
    return getattr(figures.get(place, _NOTHING), column) or 0


def _cut_rows(cut: str) -> list[tuple[str, tuple[str, ...]]]:
    """Label and the values of a cut that are summed up in each row; the whole first."""
    if cut == CATEGORY:
        heads = [option for option in CATEGORIES if "." not in option.code]
        found: list[tuple[str, tuple[str, ...]]] = []
        for head in heads:
            below = [option for option in CATEGORIES if option.code.startswith(f"{head.code}.")]
            found.append((head.label, tuple(option.code for option in below)))
            found += [(option.label, (option.code,)) for option in below]
        return found
    return [(level, (level,)) for level in LEVELS]


def _cut_table(table: LayoutTable, figures: Figures, heads: Heads) -> Table:
    kinds: list[Kind] = ["money" if INDICATORS[code].unit == MONEY else "count" for code in table.figures]
    titles = [table.labels.get(code) or f"{INDICATORS[code].label}({INDICATORS[code].unit})" for code in table.figures]
    columns = (
        Column(table.down, "text", 17),
        Column("", "text", 4.5),
        *(Column(title, kind, 6.5 if kind == "money" else 3.6) for title, kind in zip(titles, kinds, strict=True)),
    )
    rows: list[tuple[Cell, ...]] = []
    for label, values in [("合计", ()), *_cut_rows(table.down)]:
        for column in table.columns:
            places = [[Place(code, table.down, v) for v in values] or [Place(code)] for code in table.figures]
            cells = [sum(number(figures, place, column) for place in some) for some in places]
            rows.append((label if column == table.columns[0] else "", heads.names[column], *cells))
    return Table(columns, tuple(rows), caption=table.caption, unit_line="人数每人只计一次，其中各项可能有重复")


def _forms_table(table: LayoutTable, figures: Figures, heads: Heads) -> Table:
    columns = [Column("形态和措施", "text", 26)]
    for column in table.columns:
        columns += [Column(f"{heads.names[column]}(人次)", "count", 8), Column(f"{heads.names[column]}占比", "text", 7)]
    parts = {
        column: shares([number(figures, Place(FORM_CODES[form.code]), column) for form in FORMS])
        for column in table.columns
    }
    rows: list[tuple[Cell, ...]] = []
    for at, form in enumerate(FORMS):
        cells: list[Cell] = [form.label]
        for column in table.columns:
            cells += [number(figures, Place(FORM_CODES[form.code]), column), percent(parts[column][at])]
        rows.append(tuple(cells))
        for measure in MEASURES:
            place = Place("C90", MEASURE, measure.code)
            if measure.code.startswith(f"{form.code}.") and place in figures:
                counts = [(number(figures, place, column), "") for column in table.columns]
                rows.append((f"　其中：{measure.label.partition(' ')[2]}", *(cell for pair in counts for cell in pair)))
    total: list[Cell] = ["合计"]
    for column in table.columns:
        whole = sum(parts[column])
        total += [number(figures, Place("C00"), column), percent(whole) if whole else ""]
    return Table(tuple(columns), tuple(rows), total=tuple(total), caption=table.caption)


def _list_table(table: LayoutTable, figures: Figures, heads: Heads) -> Table:
    money = {INDICATORS[code].unit == MONEY for code in table.listed}
    # A column that holds both yuan and numbers of things holds them as they are read.
    kind: Kind = "text" if len(money) > 1 else "money" if True in money else "count"
    wide = 9 if True in money else 7
    columns = (
        Column("代码", "text", 4.5),
        Column("指标", "text", 18),
        Column("单位", "text", 4.5),
        *(Column(heads.names[key], "text" if key == "yoy" else kind, wide) for key in table.columns),
    )
    rows = []
    for code in table.listed:
        one, figure = INDICATORS[code], figures.get(Place(code), _NOTHING)
        cells: list[Cell] = [
            _change(figure, heads.against) if key == "yoy" else _cell(figure, key) for key in table.columns
        ]
        if kind == "text":
            cells = [shown(one.unit, cell) if isinstance(cell, int) else cell for cell in cells]
        rows.append((code, f"{'　其中：' if one.inside else ''}{table.labels.get(code, one.label)}", one.unit, *cells))
    return Table(columns, tuple(rows), caption=table.caption)


def shown(unit: str, number: int) -> str:
    """A figure as it is read: 3, or 1,234.50 where it is money."""
    return show_yuan(number) if unit == MONEY else str(number)


def _cell(figure: Figure, column: str) -> int | None:
    value = getattr(figure, column)
    if column == "adj":
        return (value or None) if figure.m is not None else None
    return value if isinstance(value, int) else None


def _change(figure: Figure, against: str) -> str:
    """(y - ly) / ly with one decimal; a dash where there is nothing to compare with. Source: forms-and-rules 4, yoy."""
    now = getattr(figure, against)
    if not figure.ly or now is None:
        return "—" if now is not None else ""
    tenths = (2000 * (now - figure.ly) // figure.ly + 1) // 2  # half up, exact in whole numbers
    sign = "-" if tenths < 0 else "+" if tenths else ""
    return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10}%"
