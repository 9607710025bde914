"""流程步骤: the steps of one power's flow chart, with branches; the chart is drawn from them alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from app.domain.faults import Fault
from app.domain.fields import Choice, Count, Link, LongText, Row, Sensitivity, Text, Value, YesNo
from app.domain.ledger import Around, LedgerDef, SheetColumn, Travel
from app.domain.rows import id_of, text_of, whole_of
from app.domain.text import half_width

PLAIN = "普通"
MODES = (PLAIN, "并联", "集中", "简化")
_BRANCH = re.compile(r"(?:(?P<when>[^→]*)→)?第?(?P<to>\d{1,3})步?")


class Branch(NamedTuple):
    """Where the flow goes on: under which condition ("" for always) and to which step."""

    when: str
    to: int


class Edge(NamedTuple):
    """One arrow of a flow chart, between step numbers."""

    start: int
    end: int
    when: str = ""


def branches(text: str) -> list[Branch]:
    """The branches a clerk wrote: 材料齐全→2;材料不齐→6.

    Raises:
        ValueError: A part does not end in the number of a step.
    """
    plain = re.sub(r"->|-->|=>|转到|转", "→", half_width(text).replace("⇒", "→"))
    out = []
    for part in (one.strip() for one in re.split(r"[;\n]", plain)):
        if not part:
            continue
        found = _BRANCH.fullmatch(part)
        if found is None:
            raise ValueError(f"“{part}”看不出转到第几步,请写成 材料齐全→2;材料不齐→6 的样子")
        out.append(Branch((found["when"] or "").strip(), int(found["to"])))
    return out


def edges(steps: Sequence[Row]) -> list[Edge]:
    """All arrows of a chart: the written branches, else on to the next step; an end leads nowhere.

    A branch that cannot be read counts for nothing here; its own row says so.
    """
    ordered = sorted(steps, key=lambda step: whole_of(step, "seq"))
    out: list[Edge] = []
    for step, after in zip_longest(ordered, ordered[1:]):
        here = whole_of(step, "seq")
        written = _readable(text_of(step, "branches"))
        if written:
            out.extend(Edge(here, branch.to, branch.when) for branch in written)
        elif after is not None and not step.get("ends"):
            out.append(Edge(here, whole_of(after, "seq")))
    return out


def main_way(steps: Sequence[Row]) -> list[Row]:
    """The steps of a case in which nothing goes wrong: from the first along the first branch written, to the end."""
    by_number = {whole_of(step, "seq"): step for step in steps}
    onward: dict[int, int] = {}
    for edge in edges(steps):
        onward.setdefault(edge.start, edge.end)
    way: list[Row] = []
    here = min(by_number, default=0)
    while here in by_number:
        way.append(by_number.pop(here))
        here = onward.get(here, 0)
    return way


def longest_way(steps: Sequence[Row]) -> int:
    """Working days of the longest way from the first step to an end; ways back (补正) do not count."""
    limits = {whole_of(step, "seq"): whole_of(step, "limit") for step in steps}
    onward: dict[int, list[int]] = {seq: [] for seq in limits}
    for edge in edges(steps):
        if edge.end > edge.start and edge.end in limits:
            onward[edge.start].append(edge.end)
    ways: dict[int, int] = {}
    for seq in sorted(limits, reverse=True):
        ways[seq] = limits[seq] + max((ways[end] for end in onward[seq]), default=0)
    return ways[min(limits)] if limits else 0


def flow_faults(steps: Sequence[Row], limit: int) -> Iterable[Fault]:
    """What keeps a chart from being drawn: no step, a branch to nowhere, an orphan, no end, too many days.

    Source: forms-and-rules 2.17, flow_step; INV-122 to INV-127.
    """
    numbers = {whole_of(step, "seq") for step in steps}
    if not numbers:
        yield Fault("", "流程步骤:还没有填,公开前要有流程图(一事项一流程)", "E-FLOW")
        return
    arrows = edges(steps)
    for edge in arrows:
        if edge.end not in numbers:
            yield Fault("", f"流程步骤:第 {edge.start} 步转到第 {edge.end} 步,但没有第 {edge.end} 步", "E-FLOW")
    lost = numbers - _reached(min(numbers), arrows)
    if lost:
        names = "、".join(str(number) for number in sorted(lost))
        yield Fault("", f"流程步骤:第 {names} 步从第一步走不到,请补分支", "E-FLOW")
    if not numbers - {edge.start for edge in arrows}:
        yield Fault("", "流程步骤:没有结束的一步,请在最后一步的“到此结束”填“是”", "E-FLOW")
    if (days := longest_way(steps)) > limit:
        yield Fault("time_limit", f"办理时限:流程各步合计 {days} 个工作日,超过办理时限 {limit} 个工作日", "E-LIMIT")


def _readable(text: str) -> list[Branch]:
    try:
        return branches(text)
    except ValueError:
        return []


def _reached(first: int, arrows: Iterable[Edge]) -> set[int]:
    onward: dict[int, set[int]] = {}
    for edge in arrows:
        onward.setdefault(edge.start, set()).add(edge.end)
    seen, waiting = set[int](), [first]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting.extend(onward.get(here, ()))
    return seen


def step_title(row: Row, around: Around) -> str:
    """第2步 审查."""
    return f"第{row.get('seq') or ''}步 {row.get('name') or ''}".strip()


def branch_readable(row: Row, around: Around) -> Iterable[Fault]:
    """A branch names the step it leads to, and that is another one."""
    try:
        written = branches(text_of(row, "branches"))
    except ValueError as error:
        yield Fault("branches", f"分支:{error}", "E-BRANCH")
        return
    if any(branch.to == row.get("seq") for branch in written):
        yield Fault("branches", "分支:不能转到本步自己", "E-BRANCH")
    if len(written) > 1 and row.get("mode") != "并联" and not all(branch.when for branch in written):
        yield Fault("branches", "分支:有几条路的,每条写明条件;同时办的,“办理形式”填“并联”", "E-BRANCH")
    if written and row.get("ends"):
        yield Fault("ends", "到此结束:结束的一步不再有分支", "E-BRANCH")


def seq_once(row: Row, around: Around) -> Iterable[Fault]:
    """Two steps of one power do not bear the same number."""
    power, seq = id_of(row, "power"), row.get("seq")
    if seq == 0:
        yield Fault("seq", "步骤:从 1 起编", "E-SEQ")
    if not power or not seq:
        return
    if any(other.get("id") != row.get("id") for other in around.rows("power_step", power=power, seq=seq)):
        yield Fault("seq", f"步骤:已经有第 {seq} 步了", "E-SEQ")


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """A step that was given no number is the next one."""
    power = id_of(row, "power")
    if row.get("seq") is not None or not power:
        return {}
    return {"seq": max((whole_of(step, "seq") for step in around.rows("power_step", power=power)), default=0) + 1}


def documents_named(steps: Iterable[Mapping[str, object]]) -> list[str]:
    """All documents the steps ask for, each once, in order."""
    lines = [line.strip() for step in steps for line in str(step.get("documents") or "").splitlines()]
    return list(dict.fromkeys(line for line in lines if line))


POWER_STEPS = LedgerDef(
    key="power_step",
    title="流程步骤",
    menu="",
    icon="progress",
    fields=(
        Link(key="power", label="职权", register="power", required=True, width=14),
        Count(
            key="seq",
            label="步骤",
            required=True,
            width=3,
            sensitivity=Sensitivity.PUBLIC,
            hint="1、2、3 …;不填时接着往下编",
        ),
        Text(
            key="name",
            label="环节",
            required=True,
            most=30,
            width=8,
            sensitivity=Sensitivity.PUBLIC,
            hint="如 受理、审查、决定、送达;画在流程图的框里",
        ),
        Text(
            key="actor",
            label="办理人",
            required=True,
            most=40,
            width=8,
            sensitivity=Sensitivity.PUBLIC,
            hint="岗位或窗口,如 民政窗口;不必写姓名",
        ),
        Count(
            key="limit",
            label="时限(工作日)",
            required=True,
            unit="个工作日",
            sensitivity=Sensitivity.PUBLIC,
            hint="当场办的填 0",
        ),
        LongText(
            key="documents",
            label="所需材料",
            most=1000,
            width=14,
            sensitivity=Sensitivity.PUBLIC,
            hint="一行一样,印在流程图和一次性告知单上",
        ),
        Choice(
            key="mode",
            label="办理形式",
            options=MODES,
            default=PLAIN,
            width=4,
            sensitivity=Sensitivity.PUBLIC,
            hint="依据 四化三查方案 3 四(二)2:能并联办的要并联办、能集中办的要集中办、能简化办的要简化办",
        ),
        Text(
            key="branches",
            label="分支",
            width=14,
            sensitivity=Sensitivity.PUBLIC,
            hint="接着办下一步的留空;要分开走的写 材料齐全→2;材料不齐→6",
        ),
        YesNo(key="ends", label="到此结束", default="否", sensitivity=Sensitivity.PUBLIC, hint="最后一步可不填"),
    ),
    rules=(branch_readable, seq_once),
    derive=derive,
    titled=step_title,
    parent="power",
    line_number="seq",
    identity=("power", "seq"),
    list_columns=("seq", "name", "actor", "limit", "documents", "mode", "branches", "ends"),
    sheet_columns=(
        SheetColumn("职权", ("power",), 14),
        SheetColumn("步骤", ("seq",), 3),
        SheetColumn("环节", ("name",), 8),
        SheetColumn("办理人", ("actor",), 8),
        SheetColumn("时限(工作日)", ("limit",), 5),
        SheetColumn("所需材料", ("documents",), 14),
        SheetColumn("办理形式", ("mode",), 5),
        SheetColumn("分支", ("branches",), 14),
    ),
    travels=Travel(),
    basis="四化三查方案 3 四(二):根据职权清单制定权力运行流程图,明示承办机构、办事流程、执法程序、办理要求、"
    "办结时限、监督电话,一事项一流程。",
)
