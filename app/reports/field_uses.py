"""字段去向 on paper: what each field of a register is for, to decide with which ones can go. Source: product L13."""

from __future__ import annotations

from collections.abc import Sequence

from app.reports.sheet import Column, Paragraph, Sheet, Table


def field_uses_sheet(register: str, fields: Sequence[tuple[str, str, str, str]], basis: str, mark: str = "") -> Sheet:
    """`fields` are name, whether it must be filled (是, 否), how it is filled, and where it goes."""
    return Sheet(
        key="field_uses",
        title=f"{register}字段去向",
        look="ledger",
        size="A4",
        mark=mark,
        blocks=(
            Paragraph(
                f"共 {len(fields)} 项。“用在”写明进哪张表、管哪个时限;写“建议删去”的没有地方用到。", indent=False
            ),
            Table(
                columns=(
                    Column("序号", "number", 3),
                    Column("项目", "text", 9),
                    Column("必填", "text", 3),
                    Column("怎么填", "text", 14),
                    Column("用在", "text", 21),
                ),
                rows=tuple((at, *one) for at, one in enumerate(fields, 1)),
            ),
            *((Paragraph(f"依据:{basis}", indent=False),) if basis else ()),
        ),
        file_name=f"{register}_字段去向",
    )
