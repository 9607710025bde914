"""不联网自检: what was looked at and found, on one page for the file of the office."""

from __future__ import annotations

from collections.abc import Sequence

from app.reports.sheet import Column, Facts, Paragraph, Sheet, Signatures, Table


def offline_proof(unit: str, made_at: str, proofs: Sequence[tuple[str, str, bool]], mark: str = "") -> Sheet:
    """The self-test as a sheet. `proofs` are what was looked at, what was found, and whether that is right."""
    fine = all(good for *_, good in proofs)
    rows = tuple(
        (at, what, found, "正常" if good else "请查明原因") for at, (what, found, good) in enumerate(proofs, 1)
    )
    return Sheet(
        key="offline_proof",
        title="不联网自检",
        look="ledger",
        size="A4",
        mark=mark,
        blocks=(
            Facts((("单位", unit), ("自检时间", made_at.replace("T", " ")[:16]))),
            Table(
                columns=(
                    Column("序号", "number", 3),
                    Column("查什么", "text", 14),
                    Column("结果", "text", 26),
                    Column("结论", "text", 7),
                ),
                rows=rows,
            ),
            Paragraph(
                "结论：本程序没有使用网络。" if fine else "结论：有不正常的项目，请把本页交给系统管理员。", indent=False
            ),
            Paragraph("自己验证的办法：拔掉网线或关掉无线网，本程序的全部功能照常可用。", indent=False),
            Signatures((("自检人", ""), ("日期", ""))),
        ),
        file_name=f"{unit}_不联网自检",
    )
