"""交接单: the paper that goes with a packet on its stick, in two copies."""

from __future__ import annotations

from collections.abc import Sequence

from app.reports.sheet import Block, Column, Facts, Paragraph, Sheet, Signatures, Table


def handover_slip(
    *,
    township: str,
    county: str,
    period_title: str,
    file_name: str,
    size: int,
    packet_digest: str,
    check_code: str,
    files: Sequence[tuple[str, str, int, str]],
    signers: Sequence[tuple[str, str]],
    made_at: str,
    parts: Sequence[tuple[int, str, int, str]] = (),
    mark: str = "",
) -> Sheet:
    """What was handed over, by whom, and the code that is read over the phone.

    Args:
        files: Title, name in the packet, size in bytes, SHA-256 in hex.
        signers: Role and name.
        parts: Of a packet in several files each: its number, file name, size in bytes, check code; none of one file.

    Source: forms-and-rules 8.1 (12): two copies, file list, sizes, short SHA-256, both signatures, medium number.
    """
    blocks: list[Block] = [
        Facts((("报送单位", township), ("接收单位", f"{county}纪委监委"), ("报告期", period_title))),
        Facts((("上报包文件", file_name),)),
        Facts((("大小", f"{size:,} 字节"), ("生成时间", made_at.replace("T", " ")[:16]))),
        Paragraph(f"校验码  {check_code}", level=1, align="center"),
        Paragraph("接收单位装入后，程序显示的校验码应与上面相同；也可在电话里逐位核对。", indent=False),
        *_parts(parts),
        Table(
            columns=(
                Column("序号", "number", 2.5),
                Column("内容", "text", 14),
                Column("文件名", "text", 12),
                Column("大小(字节)", "count", 6),
                Column("摘要(前16位)", "text", 9),
            ),
            rows=tuple(
                (index, title, name.rpartition("/")[2], length, digest[:16])
                for index, (title, name, length, digest) in enumerate(files, 1)
            ),
        ),
        Paragraph("电子签名：" + ";".join(f"{role} {name}" for role, name in signers), indent=False),
        Paragraph(f"清单摘要：{packet_digest}", indent=False),
        Signatures((("移交人", ""), ("接收人", ""), ("介质编号", ""), ("日期", ""))),
        Paragraph("本单一式两份，双方各留一份。本上报包只含非涉密内容。", indent=False),
    ]
    return Sheet(
        key="handover",
        title="上报包交接单",
        look="ledger",
        size="A4",
        mark=mark,
        blocks=tuple(blocks),
        file_name=f"{township}_交接单_{period_title}",
    )


def _parts(parts: Sequence[tuple[int, str, int, str]]) -> list[Block]:
    """Every file of a packet that is in several: all are handed over, each has its own code."""
    if not parts:
        return []
    return [
        Paragraph(f"本上报包分成 {len(parts)} 份，要一起移交；县里收齐后合并，只给一份回执。", indent=False),
        Table(
            columns=(
                Column("第几份", "number", 3),
                Column("上报包文件", "text", 24),
                Column("大小(字节)", "count", 7),
                Column("校验码", "text", 7),
            ),
            rows=tuple((number, name, size, code) for number, name, size, code in parts),
        ),
    ]
