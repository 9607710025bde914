"""流程图: the flow of one power for the wall, drawn from its steps, with everything the scheme wants shown."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.fields import Row
from app.domain.ledger import Around, LedgerDef
from app.domain.rows import id_of, ids_of, text_of, whole_of
from app.ledgers.board_lines import foot_of, lines_shown
from app.ledgers.power_step import PLAIN, documents_named, edges
from app.reports.around import PaperAround
from app.reports.sheet import Arrow, Block, Chart, Facts, Paragraph, Sheet, Step


def flow_chart(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """承办机构, 办事流程, 执法程序, 办理要求, 办结时限 and 监督电话 of one power on one sheet.

    Source: 四化三查方案 3 四(二); forms-and-rules INV-122, INV-123, INV-124.
    """
    texts = around.texts(ledger, row)
    steps = steps_of(row, around)
    named = documents_named(steps)
    blocks: list[Block] = [
        Facts(
            tuple(
                (label, text)
                for label, text in (
                    ("承办机构", texts["agency"]),
                    ("办结时限", days(whole_of(row, "time_limit"))),
                    ("收费标准", texts["fee"]),
                    ("服务窗口", texts["window"]),
                )
                if text
            )
        ),
        chart_of(steps),
    ]
    materials = "" if named else one_line(text_of(row, "materials"))
    for label, text in (
        ("申报材料", materials),
        ("办理要求", one_line(text_of(row, "requirements"))),
        ("执法程序", one_line(text_of(row, "procedure"))),
    ):
        if text:
            blocks.append(Paragraph(f"{label}：{text}", indent=False))
    return Sheet(
        key="flow_chart",
        title=f"{text_of(row, 'name')}流程图",
        look="notice",
        blocks=tuple(blocks),
        foot=foot_of(
            lines_shown(around, (id_of(row, "subject"), id_of(row, "agency")), ids_of(row, "hotlines")), around
        ),
        file_name=f"{texts['agency']}_流程图_{text_of(row, 'name')}",
    )


def steps_of(row: Row, around: Around) -> list[Row]:
    """The steps of a power in their order."""
    number = id_of(row, "id")
    found = around.rows("power_step", power=number) if number else []
    return sorted(found, key=lambda step: whole_of(step, "seq"))


def chart_of(steps: Sequence[Row]) -> Chart:
    """Steps and branches as boxes and arrows."""
    arrows = tuple(Arrow(edge.start, edge.end, edge.when) for edge in edges(steps))
    return Chart(tuple(_step(step, arrows, number == 0) for number, step in enumerate(steps)), arrows)


def days(limit: int) -> str:
    """3个工作日, or 当场办结 for none."""
    return f"{limit}个工作日" if limit else "当场办结"


def one_line(text: str) -> str:
    """Lines of a field as one running text."""
    return "；".join(line.strip() for line in text.splitlines() if line.strip())


def _step(step: Row, arrows: Sequence[Arrow], first: bool) -> Step:
    seq, mode = whole_of(step, "seq"), text_of(step, "mode")
    onward = [arrow for arrow in arrows if arrow.start == seq]
    limit = days(whole_of(step, "limit")) + (f"({mode}办理)" if mode not in ("", PLAIN) else "")
    documents = "、".join(documents_named([step]))
    lines = (text_of(step, "actor"), limit, f"材料：{documents}" if documents else "")
    choice = sum(1 for arrow in onward if arrow.label) > 1
    return Step(
        seq,
        f"{seq} {text_of(step, 'name')}",
        tuple(line for line in lines if line),
        "begin" if first else "end" if not onward else "choice" if choice else "step",
    )
