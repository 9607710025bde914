"""县级汇总 on paper: the key figures of each township side by side, and who reported when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.figures.indicators import INDICATORS
from app.reports.sheet import Cell, Column, Facts, Paragraph, Sheet, Signatures, Table

_SIGNERS = (("经办人", ""), ("审核人", ""), ("日期", ""))


class Reported(NamedTuple):
    """One township with its figures, in the order of the columns."""

    name: str
    figures: tuple[int, ...]


def figures_by_township(
    codes: Sequence[str],
    lines: Sequence[Reported],
    silent: Sequence[str],
    *,
    county: str,
    period_title: str,
    made_on: str,
    mark: str,
) -> Sheet:
    """各乡镇主要数字: one line a township, this month with its corrections, the sum below.

    Args:
        codes: The figures, by their codes.
        lines: The townships that reported.
        silent: Those whose figures are missing, by name.
        county: The county.
        period_title: 2026年10月.
        made_on: The day it is printed.
        mark: 练习 for the practice book.

    Source: product G3 (roll-up that drills down to the township).
    """
    columns = (Column("乡镇", "text", 9), *(Column(_heading(code), "number", 6) for code in codes))
    rows: list[tuple[Cell, ...]] = [(line.name, *line.figures) for line in lines]
    sums: tuple[Cell, ...] = ("合计", *(sum(line.figures[at] for line in lines) for at in range(len(codes))))
    missing = f"没有汇总进来的:{'、'.join(silent)}。" if silent else "全部乡镇都已汇总。"
    return Sheet(
        key="county_totals",
        title=f"{county}{period_title}各乡镇主要数字",
        blocks=(
            Facts((("汇总单位", county), ("报告期", period_title), ("打印日期", made_on))),
            Table(columns, tuple(rows), total=sums),
            Paragraph(f"各列是本月数加更正数。{missing}"),
            Signatures(_SIGNERS),
        ),
        size="A4 landscape",
        mark=mark,
        file_name=f"{county}_各乡镇主要数字_{period_title}",
    )


def completeness(
    lines: Sequence[tuple[str, str, str, bool, int]],
    *,
    county: str,
    period_title: str,
    made_on: str,
    due_on: str,
    counts: tuple[int, int, int],
    mark: str,
) -> Sheet:
    """月报报送情况: which township reported, when, how often it corrected.

    Args:
        lines: Name, result in words with its sign, the day it came ("" for none), late or not, corrections.
        county: The county.
        period_title: 2026年10月.
        made_on: The day it is printed.
        due_on: The last day in time.
        counts: How many count, were not accepted or sent back, did not come.
        mark: 练习 for the practice book.

    Source: product G2; 集中整治方案 五 (每月5日前).
    """
    good, back, missing = counts
    late = sum(1 for line in lines if line[3])
    columns = (
        Column("乡镇", "text", 9),
        Column("结果", "text", 12),
        Column("收到日期", "date", 8),
        Column("是否按时", "text", 6),
        Column("更正(次)", "number", 5),
    )
    rows: list[tuple[Cell, ...]] = [
        (name, result, day or None, "" if not day else "迟报" if is_late else "按时", corrected)
        for name, result, day, is_late, corrected in lines
    ]
    counted = f"应报 {len(lines)} 个，实报 {good} 个，退回或没有接收 {back} 个，未报 {missing} 个；迟报 {late} 个"
    return Sheet(
        key="county_completeness",
        title=f"{county}{period_title}月报报送情况",
        blocks=(
            Facts((("汇总单位", county), ("截止日期", due_on), ("打印日期", made_on))),
            Paragraph(f"{counted}。"),
            Table(columns, tuple(rows)),
            Signatures(_SIGNERS),
        ),
        size="A4",
        mark=mark,
        file_name=f"{county}_月报报送情况_{period_title}",
    )


def _heading(code: str) -> str:
    one = INDICATORS[code]
    return f"{one.label}({one.unit})"
