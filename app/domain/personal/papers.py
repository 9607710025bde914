"""Passports, travel permits and mailboxes of a person."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.patterns import later
from app.domain.personal.found import Found, Kind

_HINT = later(r"@|护照|通行证|台胞证|回乡证|旅行证")
_PAPER = later(
    r"(?:护照|(?:港澳|台湾|大陆|内地|往来|出入境|边境)[一-龥]{0,8}通行证|台胞证|回乡证|旅行证)"
    r"(?:[,;\s]?(?:证件)?(?:号码?|证号|编号|[Nn][Oo]\.?)|[::为是()\s]){0,4}"
    r"(?<![A-Za-z\d])([A-Za-z]{1,2}[ -]?\d(?:[ -]?\d){6,9}|[A-Za-z]\d{2}[A-Za-z]\d{5}|\d{8}(?:\d{2})?)(?![A-Za-z\d])"
)
_MAILBOX = later(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9](?:[A-Za-z0-9._%+\-]{0,62}[A-Za-z0-9_])?\s?@\s?"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.){1,4}[A-Za-z]{2,10}(?![A-Za-z0-9])"
)
_OF_AN_OFFICE = later(
    r"(?:监督|举报|投诉|信访|咨询|受理|服务|办公|单位|公开|公共|对外|官方|工作|纪委|村委会?|政府|镇|乡|县|局|所|站|中心|公司|学校)"
    r"(?:的)?(?:电子)?(?:邮箱|信箱|邮件)(?:地址|账号)?[::为是\s(]{0,3}$|"
    r"(?:监督|举报|投诉|信访|咨询|服务|办公)(?:电话|热线)[^。;\n一-龥]{0,24}(?:电子)?(?:邮箱|信箱)[::为是\s]{0,2}$"
)
_STATE = ".gov.cn"


def find_papers(even: str) -> Iterator[Found]:
    """Numbers that a text calls those of a passport or permit, and mailboxes that are not an office's by their words.

    Source: forms-and-rules 3.7 (personal numbers); 个人信息保护法 第四条. A letter and eight digits without the word
    passport are a part number as often as not, and are left alone.
    """
    if not _HINT.search(even):
        return
    for match in _PAPER.finditer(even):
        number = "".join(char for char in match[1] if char.isalnum()).upper()
        yield Found(Kind.PASSPORT, match.start(1), match.end(1), match[1], number)
    for match in _MAILBOX.finditer(even):
        if not match[0].lower().endswith(_STATE) and not _OF_AN_OFFICE.search(even[: match.start()]):
            yield Found(Kind.EMAIL, match.start(), match.end(), match[0])
