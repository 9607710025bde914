"""The inside of a Word file as text: runs, paragraphs, tables, in the order the format asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
# The names a county's machine knows its faces by, and what stands in where one is not there.
FONTS = {
    "title": "方正小标宋简体",
    "song": "宋体",
    "hei": "黑体",
    "sans": "黑体",
    "fang": "仿宋_GB2312",
    "kai": "楷体_GB2312",
}
INSTEAD = {
    "方正小标宋简体": "方正小标宋_GBK,宋体",
    "仿宋_GB2312": "仿宋,FangSong",
    "楷体_GB2312": "楷体,KaiTi",
    "黑体": "SimHei",
    "宋体": "SimSun",
}
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Said of every paragraph, for not every program looks for it in the style: no mark hangs out of the text, no white
# comes between Chinese and figures, and pitches are exact as they are (LibreOffice gives a 16 point character two
# cells of a grid of 15.8 points).
_AS_SET = (
    '<w:kinsoku/><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
    '<w:snapToGrid w:val="0"/>'
)
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
Align = Literal["left", "center", "right", "both"]


def twips(points: float) -> int:
    """Points as Word counts them: twentieths."""
    return round(points * 20)


def run(text: str, face: str, size: float, colour: str = "", *, underlined: bool = False, spacing: float = 0.0) -> str:
    """Text in one of our faces; quotation marks and dashes count as Chinese ones, a tab and a line break stay.

    `spacing` is the white after each character in points, negative where they stand closer.
    """
    name, half = FONTS[face], round(size * 2)
    shape = (
        f'<w:rFonts w:hint="eastAsia" w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'
        + (f'<w:color w:val="{colour}"/>' if colour else "")
        + (f'<w:spacing w:val="{twips(spacing)}"/>' if spacing else "")
        + f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
        + ('<w:u w:val="single"/>' if underlined else "")
    )
    return f"<w:r><w:rPr>{shape}</w:rPr>{_inside(text)}</w:r>"


def _inside(text: str) -> str:
    parts = re.split(r"([\n\t])", _FORBIDDEN.sub("", text))
    marks = {"\n": "<w:br/>", "\t": "<w:tab/>"}
    return "".join(marks.get(part) or f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in parts if part)


def page_field(face: str, size: float, code: str = "PAGE") -> str:
    """A number that Word works out, such as that of the page."""
    around = run("", face, size).partition("</w:rPr>")
    first, last = f"{around[0]}{around[1]}", "</w:r>"
    begin, middle, end = (f'{first}<w:fldChar w:fldCharType="{k}"/>{last}' for k in ("begin", "separate", "end"))
    asked = f'{first}<w:instrText xml:space="preserve"> {code} </w:instrText>{last}'
    return begin + asked + middle + run("1", face, size) + end


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How a paragraph stands: `first`, `left` and `right` in characters of `cell` points, `line` the exact pitch.

    `rule` is a line below it: (eighths of a point, colour, points of white above it). `tab` is the place at which
    what comes after a tab ends, in points.
    """

    line: float = 0.0
    before: float = 0.0
    align: Align = "both"
    first: float = 0.0
    left: float = 0.0
    right: float = 0.0
    cell: float = 0.0
    keep: bool = False
    new_page: bool = False
    tab: float = 0.0
    rule: tuple[int, str, int] | None = None

    def but(self, **changes: object) -> Shape:
        """The same with some changes."""
        return replace(self, **changes)  # type: ignore[arg-type]


def paragraph(content: str, shape: Shape) -> str:
    """One paragraph of finished runs."""
    parts = ["<w:keepNext/>" if shape.keep else "", "<w:pageBreakBefore/>" if shape.new_page else ""]
    if shape.rule:
        width, colour, space = shape.rule
        kind = "dashed" if colour == "dashed" else "single"
        colour = "auto" if colour == "dashed" else colour
        line = f'<w:bottom w:val="{kind}" w:sz="{width}" w:space="{space}" w:color="{colour}"/>'
        parts.append(f"<w:pBdr>{line}</w:pBdr>")
    if shape.tab:
        parts.append(f'<w:tabs><w:tab w:val="right" w:pos="{twips(shape.tab)}"/></w:tabs>')
    parts.append(_AS_SET)
    pitch = f'w:line="{twips(shape.line)}" w:lineRule="exact"' if shape.line else 'w:line="240" w:lineRule="auto"'
    parts.append(f'<w:spacing w:before="{twips(shape.before)}" w:after="0" {pitch}/>')
    parts += [_indent(shape), f'<w:jc w:val="{shape.align}"/>']
    return f"<w:p><w:pPr>{''.join(parts)}</w:pPr>{content}</w:p>"


def _indent(shape: Shape) -> str:
    parts = [
        f'w:{name}Chars="{round(100 * abs(count))}" w:{name}="{twips(abs(count) * shape.cell)}"'
        for name, count in (
            ("left", shape.left),
            ("right", shape.right),
            ("firstLine" if shape.first > 0 else "hanging", shape.first),
        )
        if count
    ]
    return f"<w:ind {' '.join(parts)}/>" if parts else ""


def cell(
    content: str, width: float, *, span: int = 1, colour: str = "", borders: Mapping[str, str] | None = None
) -> str:
    """One cell of a table with its paragraphs; `borders` are (side, kind) that differ from the table's."""
    parts = [f'<w:tcW w:w="{twips(width)}" w:type="dxa"/>']
    if span > 1:
        parts.append(f'<w:gridSpan w:val="{span}"/>')
    if borders:
        lines = (f'<w:{s} w:val="{borders[s]}" w:sz="6" w:space="0" w:color="auto"/>' for s in _SIDES if s in borders)
        parts.append(f"<w:tcBorders>{''.join(lines)}</w:tcBorders>")
    if colour:
        parts.append(f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>')
    parts.append('<w:vAlign w:val="center"/>')
    return f"<w:tc><w:tcPr>{''.join(parts)}</w:tcPr>{content}</w:tc>"


def row(cells: Iterable[str], height: float = 0.0, *, exact: bool = False, head: bool = False) -> str:
    """One row, never cut by the end of a page; a `head` stands on every page of its table."""
    rule = "exact" if exact else "atLeast"
    parts = ["<w:cantSplit/>"]
    if height:
        parts.append(f'<w:trHeight w:val="{twips(height)}" w:hRule="{rule}"/>')
    if head:
        parts.append("<w:tblHeader/>")
    return f"<w:tr><w:trPr>{''.join(parts)}</w:trPr>{''.join(cells)}</w:tr>"


def table(
    rows: Iterable[str],
    widths: Sequence[float],
    *,
    lines: Mapping[str, int],
    margin: float,
    top: float | None = None,
) -> str:
    """A table of fixed columns in points; `lines` are the widths of its lines by side in eighths of a point.

    `top` puts it so many points below the edge of the paper, wherever the text above it ends.
    """
    place = (
        '<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="page" w:horzAnchor="margin"'
        f' w:tblpXSpec="center" w:tblpY="{twips(top or 0)}"/><w:tblOverlap w:val="never"/>'
    )
    borders = "".join(
        f'<w:{side} w:val="{"single" if lines.get(side) else "nil"}" w:sz="{lines.get(side, 0)}" w:space="0" '
        'w:color="auto"/>'
        for side in _SIDES
    )
    white = "".join(f'<w:{side} w:w="{twips(margin)}" w:type="dxa"/>' for side in ("left", "right"))
    properties = (
        (place if top is not None else "")
        + f'<w:tblW w:w="{twips(sum(widths))}" w:type="dxa"/><w:jc w:val="center"/>'
        + f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{white}</w:tblCellMar>'
    )
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def font_table() -> bytes:
    """The part that says which face stands in for one a machine does not have."""
    fonts = "".join(
        f'<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(others)}/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/></w:font>'
        for name, others in INSTEAD.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f"{head}<w:fonts {NAMESPACE}>{fonts}</w:fonts>".encode()


def common_style(size: float, face: str) -> str:
    """The inside of the common style: our face and size, no white between paragraphs, none around figures."""
    name, half = FONTS[face], round(size * 2)
    return (
        '<w:pPr><w:widowControl w:val="0"/><w:kinsoku/><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/>'
        '<w:autoSpaceDN w:val="0"/><w:spacing w:after="0" w:line="240" w:lineRule="auto"/><w:jc w:val="both"/></w:pPr>'
        f'<w:rPr><w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'
        f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/><w:lang w:val="zh-CN" w:eastAsia="zh-CN"/></w:rPr>'
    )
