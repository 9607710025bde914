"""证书申请表: the paper that goes with a certificate request, with the fingerprint that is read out."""

from __future__ import annotations

from app.reports.sheet import Block, Facts, Paragraph, Sheet, Signatures


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
    kind = "换发(旧密钥已在申请文件上签名)" if renews else "第一次申请"
    blocks: list[Block] = [
        Facts((("申请单位", f"{township}纪委"), ("乡镇代码", code), ("签发单位", f"{county}纪委监委"))),
        Facts((("姓名", name), ("职责", role), ("申请种类", kind))),
        Facts((("申请时间", asked_at.replace("T", " ")[:16]),)),
        Paragraph("密钥指纹", level=1, indent=False),
        Paragraph(groups, level=1, align="center"),
        Paragraph("核对办法", level=1, indent=False),
        Paragraph("一、申请文件用U盘交给县里，本表由本人带去；不能当面办的，由县里打电话给本人。"),
        Paragraph("二、本人照本表念四组十六位指纹，县里对照程序显示的指纹，一位不差才签发。"),
        Paragraph("三、数字 0 念“洞”，1 念“幺”，7 念“拐”；字母按英文字母念，只有 A 到 F。"),
        Paragraph("四、证书两年有效。密钥和密码只由本人保管，不得代签；调离或者密码泄露，当天报县里吊销。"),
        Signatures((("申请人(签字)", ""), ("单位负责人", ""), ("日期", ""))),
        Paragraph("以下由县里填写", level=1, indent=False),
        Facts((("核对方式", "□当面  □电话"), ("指纹一致", "□是  □否"))),
        Signatures((("核对人", ""), ("签发人", ""), ("日期", ""))),
        Paragraph("本表一式两份，县、乡各留一份。本表不含密钥，丢失不影响安全。", indent=False),
    ]
    return Sheet(
        key="certificate_form",
        title="签名证书申请表",
        look="ledger",
        size="A4",
        mark="练习" if practice else "",
        blocks=tuple(blocks),
        file_name=f"{township}_证书申请表_{name}",
    )
