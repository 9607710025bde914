"""Keyed marks of persons and payees: whether two rows name the same one can be seen without seeing who it is."""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Iterator
from hashlib import sha256
from typing import Final, NamedTuple

from app.domain.patterns import later

KEY_BYTES: Final = 32
BY_ID, BY_BIRTH, BY_UNIT, BY_NAME = "id", "born", "unit", "name"
STRENGTH: Final = {
    BY_ID: "身份证号相同",
    BY_BIRTH: "姓名和出生日期相同",
    BY_UNIT: "单位名称相同",
    BY_NAME: "只有姓名相同",
}
"""What two rows have in common, the surest first, and how a clerk is told."""
KINDS: Final = {"payee": "收付款的对方", "holder": "承包人、欠款人、债主", "recipient": "受益对象", "doer": "实施单位"}
_KEY_LABEL, _MARK_LABEL = b"mz-mark-key/1\n", "mz-mark/1"
_BETWEEN: Final = later(r"[、,，;；/／\n]")
_LONGEST_NAME: Final = 4
_UNIT_ENDS: Final = (
    *("公司", "合作社", "委员会", "居委会", "村委会", "商店", "超市", "门市", "门市部", "经营部", "工程队", "施工队"),
    *("店", "厂", "社", "队", "所", "站", "局", "院", "校", "行", "部", "馆", "场", "办", "中心", "学校", "银行"),
)
_CALLED: Final = later(
    r"(承包户|承包人|承租人|租户|农户|村民|组民|低保户|五保户|脱贫户|贫困户|困难户|民工|雇工|临工|司机|组长|会计|出纳|电工|水管员|保洁员|支书|主任)"
    r"(?=.{2,4}$)"
)
_NOBODY: Final = later(
    r".*某|(施工队|工程队|供电公司|供电所|商店|超市|饭店|门市部|村委会|居委会|村民委员会|合作社|经济合作社|包工头|老板|老乡)"
    r"|(本?(村|组|镇|乡|社区)?(全体)?(各|全)?(农|住|贫困|脱贫|低保|受灾)?户(等)?"
    r"|(本?(村|组))?(全体)?(村民|群众|社员|成员|干部|村干部|党员|职工|居民|居户|民工|工人|临工|雇工|个人|多人|各组|各村民小组))"
    r"|.*([0-9]|[一二两三四五六七八九十百]|等|多|若干)(户|人|名|位)?(等|农户|村民|工人|民工)?(?<=[户人名位民工等])"
)


class Basis(NamedTuple):
    """One way in which somebody can be recognised: `by` one of STRENGTH, and the value that is compared."""

    by: str
    value: str


def plain_letters(text: str, *names: str) -> str:
    """What is compared of a text: NFKC, letters and digits only, without the given names."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    for name in names:
        folded = folded.replace(unicodedata.normalize("NFKC", name).casefold(), "") if name else folded
    return "".join(letter for letter in folded if unicodedata.category(letter)[0] in "LN")


def bases(name: str, id_number: str = "", born: str = "") -> Iterator[Basis]:
    """Everything by which the holder of a row can be recognised; several names in one cell are several holders.

    Args:
        name: As it was typed; words for many people (村民, 12户) are nobody's name.
        id_number: 18 characters, or "".
        born: YYYY-MM-DD, or ""; taken from the identity number where it is empty.
    """
    names = dict(_names(name))
    if id_number:
        yield Basis(BY_ID, id_number.upper())
        born = born or f"{id_number[6:10]}-{id_number[10:12]}-{id_number[12:14]}"
    if born and len(names) == 1:
        yield Basis(BY_BIRTH, f"{next(iter(names))} {born}")
    for one, unit in names.items():
        yield Basis(BY_UNIT if unit and not id_number and not born else BY_NAME, one)


def _names(text: str) -> Iterator[tuple[str, bool]]:
    """The names in a cell as they are compared, each with whether it is a unit's; a foreign name has its · ."""
    for part in _BETWEEN.split(text):
        plain = plain_letters(part)
        plain = _CALLED.sub("", plain, count=1) if _CALLED.match(plain) else plain
        if len(plain) > 1 and not _NOBODY.fullmatch(plain):
            yield plain, _is_unit(plain) and "·" not in part


def _is_unit(plain: str) -> bool:
    """Whether a name is that of an office or a firm: longer than a person's, or ending like one."""
    return len(plain) > _LONGEST_NAME or (len(plain) > 2 and plain.endswith(_UNIT_ENDS))


def key_id(key: bytes) -> str:
    """By what a key is called, sixteen hex digits; nothing of the key can be learned from it."""
    return sha256(_KEY_LABEL + key).hexdigest()[:16]


def mark(key: bytes, basis: Basis) -> str:
    """HMAC-SHA256 of a basis in hex: equal for the same holder, of no use to whoever has not the key."""
    return hmac.digest(key, f"{_MARK_LABEL}\n{basis.by}\n{basis.value}".encode(), "sha256").hex()


def is_key_id(text: object) -> bool:
    """Whether a value has the shape of key_id."""
    return isinstance(text, str) and re.fullmatch(r"[0-9a-f]{16}", text) is not None
