"""证书申请表: the paper that goes with a certificate request, with the fingerprint that is read out."""

from __future__ import annotations

from app.reports.sheet import Block, Column, Paragraph, Sheet, Signatures, Table


def certificate_form(
    *,
    township: str,
    code: str,
    county: str,
    role: str,
    name: str,
    groups: str,
    asked_at: str,
    renews: bool,
    practice: bool,
) -> Sheet:
    """Who asks for which certificate; `groups` are the sixteen hexadecimal digits in four groups.

    Source: packet format 3.5: the county compares the digits with the file in person or over the phone.
    """
    kind = "换发(旧密钥已签名)" if renews else "第一次申请"
    blocks: list[Block] = [
        Table(
            columns=(Column("项目", "text", 8), Column("内容", "text", 20)),
            rows=(
                ("申请单位", f"{township}纪委(代码 {code})"),
                ("签发单位", f"{county}纪委监委"),
                ("姓名和职责", f"{name},{role}"),
                ("申请种类", f"{kind},{asked_at.replace('T', ' ')[:16]}"),
                ("密钥指纹", groups),
            ),
        ),
        Paragraph("一、本人照本表念四组十六位指纹（当面或县里来电），县里照听到的打进程序，一位不差才签发。"),
        Paragraph("二、0 念“洞”，1 念“幺”，7 念“拐”。"),
        Paragraph("三、密钥和密码只由本人保管；调离、密码泄露当天报县里吊销。本表一式两份，县、乡各留一份。"),
        Signatures((("申请人", ""), ("单位负责人", ""), ("日期", ""))),
        Paragraph("以下由县里填写", level=1, indent=False),
        Paragraph("核对方式：□当面　□电话　　　指纹：□一致　□不一致", indent=False),
        Signatures((("核对人", ""), ("签发人", ""), ("日期", ""))),
    ]
    return Sheet(
        key="certificate_form",
        title="签名证书申请表",
        look="letter",
        size="A4",
        mark="练习" if practice else "",
        blocks=tuple(blocks),
        file_name=f"{township}_证书申请表_{name}",
    )
