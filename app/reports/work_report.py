"""阶段报告和工作总结: what a stage or a campaign came to, with figures that are counted, never typed."""

from __future__ import annotations

from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.money import show_yuan
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.summary import KINDS
from app.reports.around import PaperAround
from app.reports.official import basis_of, day_of, enclosed, imprint, issuer, office_of, section, span, typeset
from app.reports.sheet import Block, Closing, Column, Paragraph, Sheet, Table

TASKS = "专项任务落实情况表"
_TASK_COLUMNS = (
    Column("序号", "number", 2.5),
    Column("任务", "text", 14),
    Column("责任单位", "text", 7),
    Column("完成时限", "text", 5),
    Column("落实情况", "text", 14),
)
_FIGURES = (
    ("problems_found", "查出问题{}个"),
    ("problems_closed", "整改销号{}个"),
    ("promises", "签订整改承诺{}份"),
    ("published", "开展宣传{}次"),
    ("institutions", "建立完善制度{}项"),
)


def summary_report(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """A summary as the report that is sent up.

    Source: 集中整治方案 (四)、五; forms-and-rules 2.24.6, 3.5; INV-013, INV-085.
    """
    texts = around.texts(ledger, row)
    campaign = around.row("campaign", id_of(row, "campaign") or 0) or {}
    stage = around.row("stage", id_of(row, "stage") or 0) or {}
    office = issuer(texts["unit"], around)
    day = day_of(text_of(row, "sent_on"))
    blocks: list[Block] = [
        Paragraph(f"{texts['report_to'] or above(office, around)}：", indent=False),
        Paragraph(f"{basis_of(campaign)}现将{_of(row, stage)}工作情况报告如下："),
        *_parts(row),
        Closing(office, day),
        imprint(around, typeset(texts["copies_to"]), office, day),
    ]
    return Sheet(
        key="summary_report",
        title=f"{office}关于{text_of(campaign, 'name')}{_kind(row, stage)}的报告",
        number=texts["number"],
        signer=texts["checked_by"],
        blocks=tuple(blocks),
        look="letter",
        size="A4",
        kept=(office, around.township),
        file_name=f"{texts['kind']}_{texts['number']}",
    )


def stage_report(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """The report on a stage: what its 阶段总结 says, and its tasks enclosed.

    Source: 集中整治方案 五 (每阶段工作开展情况于下阶段工作开始后5日前上报); INV-103 to 106.
    """
    texts = around.texts(ledger, row)
    campaign = around.row("campaign", id_of(row, "campaign") or 0) or {}
    office, day = office_of(around), day_of(text_of(row, "reported_on"))
    ended = day_of(text_of(row, "deadline"))
    tasks = around.rows("campaign_task", stage=id_of(row, "id"))
    named, sheets = enclosed([(TASKS, _tasks(tasks, around))] if tasks else [])
    done = sum(bool(task.get("done_on")) for task in tasks)
    listed = [Paragraph(f"本阶段列入清单的任务{len(tasks)}项，已落实{done}项，具体见附件。")] if tasks else []
    summary = summary_of(row, around) or {}
    blocks: list[Block] = [
        Paragraph(f"{texts['reported_to']}：", indent=False),
        Paragraph(f"{basis_of(campaign)}{texts['name']}阶段于{ended}结束，现将情况报告如下："),
        *_parts(summary, listed),
        *named,
        Closing(office, day),
        *sheets,
        imprint(around, typeset(texts["copies_to"]), office, day),
    ]
    return Sheet(
        key="stage_report",
        title=f"{office}关于{text_of(campaign, 'name')}{texts['name']}阶段工作情况的报告",
        blocks=tuple(blocks),
        look="letter",
        size="A4",
        kept=(office, around.township, texts["name"]),
        file_name=f"阶段报告_{texts['campaign']}_{texts['name']}",
    )


def summary_of(stage: Row, around: PaperAround) -> Row | None:
    """The 阶段总结 of a stage, the newest where there are several."""
    found = around.rows("summary", stage=id_of(stage, "id"), kind=KINDS[0])
    return found[-1] if found else None


def above(office: str, around: PaperAround) -> str:
    """Whom an office reports to: the township's commission, itself the county's."""
    mine = office_of(around)
    return f"中共{around.county}纪律检查委员会" if office == mine else mine


def _parts(summary: Row, more: list[Paragraph] | None = None) -> list[Block]:
    """The four parts: what was done, what came of it, what is wrong, what comes next."""
    counted = _counted(summary)
    return [
        *section("一、主要做法", text_of(summary, "experience")),
        *(more or []),
        *([Paragraph("二、工作成效", level=1), Paragraph(counted)] if counted else []),
        *section(f"{'三' if counted else '二'}、存在问题", text_of(summary, "shortcomings")),
        *section(f"{'四' if counted else '三'}、下步打算", text_of(summary, "next_steps")),
    ]


def _counted(summary: Row) -> str:
    """The figures in one sentence; what there was none of is left out."""
    parts = [text.format(whole_of(summary, key)) for key, text in _FIGURES if whole_of(summary, key)]
    if money := whole_of(summary, "money_returned"):
        parts.insert(2, f"清退资金{show_yuan(money)}元")
    if not parts:
        return ""
    return f"{span(text_of(summary, 'from_on'), text_of(summary, 'to_on'))}，{'，'.join(parts)}。"


def _of(row: Row, stage: Row) -> str:
    name = text_of(stage, "name")
    return f"{name}阶段" if name else span(text_of(row, "from_on"), text_of(row, "to_on"))


def _kind(row: Row, stage: Row) -> str:
    return f"{text_of(stage, 'name')}阶段工作总结" if row.get("kind") == KINDS[0] else "全面总结"


def _tasks(tasks: list[Row], around: PaperAround) -> Table:
    lines = []
    for number, task in enumerate(tasks, 1):
        unit = around.title("unit", id_of(task, "unit") or 0)
        said = text_of(task, "outcome") or text_of(task, "state")
        lines.append((number, typeset(text_of(task, "content")), unit, text_of(task, "deadline"), typeset(said)))
    return Table(_TASK_COLUMNS, tuple(lines))
