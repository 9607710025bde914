"""Who reported or asked: the fields of the drawer that lies apart from the registers."""

from __future__ import annotations

from app.domain.fields import Choice, Field, IdNumber, LongText, Phone, Sensitivity, Text
from app.domain.ledger import Reason, Vault

WHY = ("联系核实", "告知受理", "反馈结果", "更正填写", "移交转送", "领导批准的审查")
CHECKED = ("当面核对过证件", "电话核对过", "没有核对")
_SECRET = Sensitivity.SECRET


def reporter(title: str, person: str, *, numbered: bool = False, when: Reason | None = None) -> Vault:
    """The drawer for one person; `numbered` asks for the identity number too.

    Source: forms-and-rules 2.8 reporter_name, phone, address; 3.7 P6.
    """
    fields: list[Field] = [
        Text(key="name", label=f"{person}姓名", most=40, sensitivity=_SECRET),
        Phone(key="phone", label="联系电话", sensitivity=_SECRET),
        Text(key="address", label="住址或单位", most=100, sensitivity=_SECRET),
    ]
    if numbered:
        fields.append(IdNumber(key="id_number", label="身份证号"))
        fields.append(Choice(key="checked", label="身份核对", options=CHECKED, sensitivity=_SECRET))
    fields.append(LongText(key="note", label="联系要求", most=300, sensitivity=_SECRET))
    return Vault(
        title=title,
        fields=tuple(fields),
        why=WHY,
        when=when,
        hint="不进列表、检索、打印、导出、上报包和历史;匿名的不用填。",
    )
