"""Identity and phone numbers: shape and checksum."""

from __future__ import annotations

import re
from datetime import date

from app.domain.patterns import later
from app.domain.text import half_width

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
# Offices also keep numbers as they are dialled in the county: seven or eight digits, and those of emergencies.
_PHONE = later(
    r"(?a:1[3-9]\d{9}|(0\d{2,3}-?)?[2-8]\d{6,7}(-\d{1,5})?|0\d{2,3}-?\d{7,8}(-\d{1,5})?|[48]00-?\d{3}-?\d{4}"
    r"|12\d{3}|0\d{2,3}-?12\d{3}|1(?:10|19|2[0-2]))"
)


def check_digit(first17: str) -> str:
    """The 18th character of an identity number.

    Source: GB 11643-1999 (ISO 7064 MOD 11-2).
    """
    return _CHECKS[sum(int(c) * w for c, w in zip(first17, _WEIGHTS, strict=True)) % 11]


def parse_id_number(text: str) -> str | None:
    """An 18-character identity number with a right birth date and checksum, as text.

    Raises:
        ValueError: Says which part is wrong; numbers damaged by a spreadsheet (1.23E+17, …000) are named as such.
    """
    plain = half_width(text).replace(" ", "").replace("-", "").upper().lstrip("'")
    if not plain:
        return None
    if "E+" in plain or "." in plain:
        raise ValueError("身份证号被表格软件改成了科学计数,末几位已丢失,请按证件重新填写")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", plain):
        raise ValueError("身份证号应为 18 位,只有最后一位可以是 X")
    try:
        date(int(plain[6:10]), int(plain[10:12]), int(plain[12:14]))
    except ValueError:
        raise ValueError("身份证号第 7 至 14 位不是日期,请核对") from None
    if check_digit(plain[:17]) != plain[17]:
        if plain.endswith("000"):
            raise ValueError("身份证号末尾的 000 像是表格软件改坏的,请按证件重新填写")
        raise ValueError("身份证号校验位不对,请核对是否抄错一位")
    return plain


def parse_phone(text: str) -> str | None:
    """A mobile, fixed-line or short service number, as text.

    Raises:
        ValueError: Not a telephone number.
    """
    plain = half_width(text).replace(" ", "").replace("—", "-").replace("(", "").replace(")", "-")
    if not plain:
        return None
    if not _PHONE.fullmatch(plain):
        raise ValueError("不是电话号码,请写成 13800000000 或 0795-1234567 的样子")
    return plain
