"""Names of persons as far as they are shown: 李秀, 李某, and 李某某 for a child."""

from __future__ import annotations

COMPOUND = (
    *("欧阳", "司马", "上官", "诸葛", "司徒", "皇甫", "尉迟", "公孙", "慕容", "东方", "令狐", "夏侯", "端木"),
    *("宇文", "长孙", "申屠", "太史", "南宫", "西门", "钟离", "闻人", "公冶", "澹台", "濮阳", "淳于"),
)
HIDDEN = "某"


def surname(name: str) -> str:
    """What stands before the given name; of a name with · the first part. "" for no name."""
    if "·" in name:
        return name.partition("·")[0] + "·"
    return next((two for two in COMPOUND if name.startswith(two) and len(name) > len(two)), name[:1])


def hidden(name: str) -> str:
    """Surname and 某. Source: forms-and-rules 3.7, masking table."""
    return surname(name) + HIDDEN if name else ""


def hidden_child(name: str) -> str:
    """Surname and 某某, whatever the length of the name. Source: domain.md 6 (minors as 李某某)."""
    return surname(name) + HIDDEN * 2 if name else ""
