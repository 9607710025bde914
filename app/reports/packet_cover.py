"""上报包封面: what a packet holds and its control totals."""

from __future__ import annotations

from collections.abc import Sequence

from app.reports.sheet import Column, Facts, Paragraph, Sheet, Signatures, Table


def packet_cover(
    *,
    township: str,
    county: str,
    period_title: str,
    made_on: str,
    totals: Sequence[tuple[str, str, int]],
    contents: Sequence[tuple[str, str]],
    log_size: int,
    log_root: str,
    nil: bool,
    template: str = "",
    mark: str = "",
    recovered: str = "",
) -> Sheet:
    """The first sheet of a packet.

    Args:
        totals: Subject, name of the figure, count; each is counted from the registers.
        contents: Title and file name of every report in the packet.
        log_size: Events in the book's history when the packet was made.
        log_root: Root of the history in hex; its first 16 digits are printed so that paper is a witness too.
        nil: Nothing happened this month: a 零报告.
        mark: What every page says, such as 练习.
        recovered: The days since the packet before on which the book was opened by its recovery code, "" for none.
        template: The version of the county's templates it was made with, "" for none.
    """
    blocks = [
        Facts((("报送单位", township), ("接收单位", f"{county}纪委监委"), ("报告期", period_title))),
        Facts(
            (
                ("生成日期", made_on),
                ("历史记录", f"{log_size} 条，根 {log_root[:16]}"),
                *((("县里模板", template),) if template else ()),
            )
        ),
    ]
    return Sheet(
        key="packet_cover",
        title=f"{period_title}上报内容清单",
        look="ledger",
        size="A4",
        mark=mark,
        blocks=(
            *blocks,
            *(
                (Paragraph("本月为零报告：没有新登记的问题，也没有新签的承诺和新张贴的公开榜。", indent=False),)
                if nil
                else ()
            ),
            *((Paragraph(f"上次上报以后用恢复码打开过账套：{recovered}。", indent=False),) if recovered else ()),
            Table(
                caption="一、控制数",
                columns=(
                    Column("序号", "number", 2.5),
                    Column("类别", "text", 8),
                    Column("项目", "text", 16),
                    Column("数量", "count", 6),
                ),
                rows=tuple((index, *line) for index, line in enumerate(totals, 1)),
            ),
            Table(
                caption="二、附表",
                columns=(Column("序号", "number", 2.5), Column("名称", "text", 20), Column("文件", "text", 14)),
                rows=tuple((index, *line) for index, line in enumerate(contents, 1)),
            ),
            Signatures((("经办人", ""), ("审核人", ""), ("日期", ""))),
        ),
        file_name=f"{township}_上报内容清单_{period_title}",
    )
