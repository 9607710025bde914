"""Kinds of proof (佐证材料), and the least that closing a problem asks for: never more than the list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.domain.fields import Row
from app.domain.rows import text_of

ALWAYS, WITH_REFUND, WITHOUT_REFUND = "不论金额", "有应退金额", "没有应退金额"
OCCASIONS = (ALWAYS, WITH_REFUND, WITHOUT_REFUND)
NOTHING_NEEDED = "不要求"


class ProofKind(NamedTuple):
    """One kind of proof; a file is of this kind when its name holds the name or one of the words."""

    name: str
    words: tuple[str, ...] = ()


class ProofNeed(NamedTuple):
    """What one category asks for: one file of any of these kinds."""

    category: str
    occasion: str
    kinds: tuple[str, ...]


KINDS = (
    ProofKind("退款凭证", ("退款", "退还", "退缴", "缴款", "收据", "领款", "转账")),
    ProofKind("入账凭证", ("入账", "记账", "凭证", "票据", "发票")),
    ProofKind("处理决定", ("决定", "处分", "通报", "批复", "撤销")),
    ProofKind("公示照片", ("公示", "公开栏", "公开榜", "张贴")),
    ProofKind("整改照片", ("照片", "现场", "对比")),
    ProofKind("会议记录", ("会议", "会商", "记录", "纪要")),
    ProofKind("书面检查", ("检查", "检讨", "致歉", "道歉")),
    ProofKind("制度文件", ("制度", "办法", "细则")),
)
KIND_NAMES = tuple(kind.name for kind in KINDS)
_MENDED = ("处理决定", "整改照片", "会议记录", "制度文件")
DEFAULT_NEEDS = (
    ProofNeed("1.1", ALWAYS, ("处理决定", "书面检查", "会议记录", "整改照片")),
    ProofNeed("1.2", WITH_REFUND, ("退款凭证",)),
    ProofNeed("1.2", WITHOUT_REFUND, ("公示照片", *_MENDED)),
    *(ProofNeed(category, WITH_REFUND, ("退款凭证",)) for category in ("2.1", "2.2", "2.3")),
    *(
        ProofNeed(category, WITHOUT_REFUND, ("入账凭证", "退款凭证", "公示照片", *_MENDED))
        for category in ("2.1", "2.2", "2.3")
    ),
    ProofNeed("3.1", ALWAYS, ("会议记录", "书面检查", "处理决定", "整改照片")),
    ProofNeed("3.2", ALWAYS, ("公示照片", "整改照片", "会议记录", "制度文件")),
)
"""One proof is enough for every kind of problem. A county lists its own in the register 最低佐证."""


def needs_of(category: str, refund: bool, county: Iterable[Row]) -> list[tuple[str, ...]]:
    """What closing asks for: each entry is one file of any of its kinds.

    Args:
        category: The kind of problem.
        refund: Whether money is to be given back.
        county: The county's own list; where it names the category, the default list does not count.
    """
    own = [
        ProofNeed(text_of(row, "category"), text_of(row, "occasion") or ALWAYS, kinds_of(text_of(row, "kinds")))
        for row in county
        if row.get("category") == category
    ]
    wanted: Sequence[ProofNeed] = own or [need for need in DEFAULT_NEEDS if need.category == category]
    now = (ALWAYS, WITH_REFUND if refund else WITHOUT_REFUND)
    return [need.kinds for need in wanted if need.occasion in now and NOTHING_NEEDED not in need.kinds]


def kinds_of(text: str) -> tuple[str, ...]:
    """The kinds in a text such as 退款凭证、处理决定."""
    for sign in ("，", ",", "/", ";", "；", "\n", "或"):
        text = text.replace(sign, "、")
    return tuple(dict.fromkeys(part.strip() for part in text.split("、") if part.strip()))


def is_kind(file_name: str, kind: str) -> bool:
    """Whether a file, by its name, is of a kind; a kind of the county's own is known by its own name."""
    words = next((one.words for one in KINDS if one.name == kind), ())
    return any(word in file_name for word in (kind, *words))


def kind_of(file_name: str) -> str:
    """The first kind a file's name speaks of, "" for none."""
    return next((kind.name for kind in KINDS if is_kind(file_name, kind.name)), "")


def named(file_name: str, kind: str) -> str:
    """A file's name with its kind in front, where it does not say so yet."""
    return file_name if is_kind(file_name, kind) else f"{kind}_{file_name}"


def with_kind(attachments: str, file_name: str, kind: str) -> tuple[str, str]:
    """The lines of an attachment field with a kind in one file's name, and that name."""
    stem, dot, suffix = file_name.rpartition(".")
    new = f"{stem}_{kind}.{suffix}" if dot else f"{file_name}_{kind}"
    lines = [
        f"{digest} {new if name == file_name else name}"
        for digest, _, name in (line.partition(" ") for line in attachments.splitlines())
    ]
    return "\n".join(lines), new


def missing(needs: Iterable[tuple[str, ...]], attachments: str) -> list[tuple[str, ...]]:
    """The needs that no file meets. `attachments` are lines of `sha256 name` as an attachment field holds them."""
    names = [line.partition(" ")[2] for line in attachments.splitlines()]
    return [kinds for kinds in needs if not any(is_kind(name, kind) for name in names for kind in kinds)]
