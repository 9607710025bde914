"""Deciding about personal things on sheets: 遮盖, 删去, 保留 with a reason; kept, logged, and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.faults import Refused
from app.domain.personal.finding import find
from app.domain.personal.found import NEVER_KEPT, PLAIN_TO_MASK, Kind
from app.domain.rows import text_of, whole_of
from app.domain.text import clean
from app.ledgers.settling import ACTIONS, KEEP, MASK, MISTAKEN, REMOVE, SETTLINGS
from app.operations.gate import Finding
from app.operations.gate_known import known
from app.storage.book import Book
from app.storage.reading import Query

__all__ = ["ACTIONS", "KEEP", "MASK", "MISTAKEN", "REMOVE"]

LAWFUL_LIST = "法定名单公示(低保、补贴等名单依规定公布姓名和金额)"
OPEN_CONTACT = "对外公布的办公电话、监督电话、邮箱或办公地址"
CONSENT = "当事人本人书面同意公开,同意书已存档"
DUTY = "履行职责所必需,只在机关内部使用,不张贴、不外传"
NO_NAME = "不是人名"
NOT_ABOUT_SOMEBODY = "说的不是某个人的情况"
NO_SUCH_NUMBER = "是编号,不是电话号码"
NO_SUCH_PAPER = "是编号,不是护照或通行证号"
NO_PERSONS_MAILBOX = "是单位的邮箱,不是个人的"
LONGEST_REASON = 100
# Told apart by a checksum or by the book itself: nobody can say that they are something else.
_CERTAIN = frozenset({Kind.ID, Kind.CARD, Kind.SECRET})


@dataclass(frozen=True)
class Settling:
    """One decision as it is shown: what was done with what, where, why, by whom and when."""

    id: int
    title: str
    place: str
    kind: str
    action: str
    reason: str
    by: str
    at: str
    taken_back: bool


def reasons_to_keep(finding: Finding) -> tuple[str, ...]:
    """The reasons for which something may stay as it is, none where nothing lets it onto paper.

    Source: forms-and-rules 3.7 (lists the law orders), 个人信息保护法 13, 25; product C8.
    """
    if finding.kind in NEVER_KEPT:
        return ()
    by_kind = {
        Kind.NAME: (LAWFUL_LIST,),
        Kind.MOBILE: (OPEN_CONTACT,),
        Kind.LANDLINE: (OPEN_CONTACT,),
        Kind.EMAIL: (OPEN_CONTACT,),
        Kind.ADDRESS: (OPEN_CONTACT,),
    }
    return (*by_kind.get(finding.kind, ()), CONSENT, *(() if finding.wall else (DUTY,)))


def reasons_mistaken(finding: Finding) -> tuple[str, ...]:
    """What may be said where something was only taken for personal, none where that is certain."""
    if finding.kind in _CERTAIN:
        return ()
    if finding.kind in (Kind.MINOR, Kind.NAME):
        return (NO_NAME, "是同名的别的事物") if finding.kind is Kind.NAME else (NO_NAME,)
    if finding.kind is Kind.HEALTH:
        return (NOT_ABOUT_SOMEBODY,)
    if finding.kind in (Kind.PASSPORT, Kind.EMAIL):
        return (NO_SUCH_PAPER,) if finding.kind is Kind.PASSPORT else (NO_PERSONS_MAILBOX,)
    return (NO_SUCH_NUMBER,) if finding.kind in (Kind.MOBILE, Kind.LANDLINE, Kind.PLATE) else ("不是住址",)


def may_be_masked_at_once(finding: Finding) -> bool:
    """Whether masking it changes nothing in what the sheet says: numbers, doors, children's names."""
    return finding.kind in PLAIN_TO_MASK


def settle(book: Book, findings: Sequence[Finding], action: str, reason: str = "") -> list[int]:
    """Decide about findings, all in one step; an earlier decision about the same gives way. Returns the decisions.

    Raises:
        Refused: Nothing may keep one of them, the reason is missing, or the reason itself holds something personal.
    """
    if not findings:
        return []
    why = _checked(book, findings, action, reason)
    with book.change(f"个人信息{action}:{len(findings)} 处", reason=why) as writer:
        made = []
        marks = {finding.mark for finding in findings}
        for sheet in {finding.sheet for finding in findings}:
            for row in book.select("settling", Query(where={"sheet": sheet})):
                if row.get("mark") in marks:
                    writer.void(SETTLINGS, whole_of(row, "id"), "改了处理办法")
        for one in findings:
            row = {
                "sheet": one.sheet,
                "title": one.title[:200],
                "place": str(one.place)[:200],
                "kind": str(one.kind),
                "mark": one.mark,
                "same": one.same,
                "action": action,
                "reason": why or None,
            }
            made.append(writer.save(SETTLINGS, row))
            writer.note("privacy.settle", f"sheet/{one.sheet}", f"{action} {one.kind} {one.place} {why}".strip())
    return made


def take_back(book: Book, ids: Iterable[int]) -> int:
    """Take decisions back: what they were about asks again. Returns how many there were."""
    rows = [row for row in book.page("settling", list(ids)) if not row.get("voided")]
    if rows:
        with book.change(f"取回个人信息处理:{len(rows)} 处") as writer:
            for row in rows:
                writer.void(SETTLINGS, whole_of(row, "id"), "取回")
                writer.note("privacy.take_back", f"sheet/{text_of(row, 'sheet')}", f"{row['kind']} {row['place']}")
    return len(rows)


def settlings(book: Book, sheet: str = "", title: str = "") -> list[Settling]:
    """The decisions of a kind of sheet, or of one sheet, the newest first; those taken back too."""
    where = {key: value for key, value in (("sheet", sheet), ("title", title)) if value}
    rows = book.select("settling", Query(where=where, voided=None, order=(("id", True),)))
    names = {user.login: user.name for user in book.keys.users()}
    return [
        Settling(
            whole_of(row, "id"),
            text_of(row, "title"),
            text_of(row, "place"),
            text_of(row, "kind"),
            text_of(row, "action"),
            text_of(row, "reason"),
            names.get(text_of(row, "created_by"), text_of(row, "created_by")),
            text_of(row, "created_at"),
            bool(row.get("voided")),
        )
        for row in rows
    ]


def _checked(book: Book, findings: Sequence[Finding], action: str, reason: str) -> str:
    """The reason as it is kept."""
    if action not in ACTIONS:
        raise Refused(f"没有“{action}”这种处理,可用:{'、'.join(ACTIONS)}。没有改动任何内容。", "E-ACTION")
    if action in (MASK, REMOVE):
        return ""
    able = reasons_to_keep if action == KEEP else reasons_mistaken
    if refused := next((one for one in findings if not able(one)), None):
        raise Refused(
            f"{refused.kind} {refused.shown}({refused.where})不能{_DONE[action]},只能遮盖或删去。没有改动任何内容。",
            "E-KEPT",
        )
    why = clean(reason)
    if not 2 <= len(why) <= LONGEST_REASON:
        raise Refused(f"理由不能为空,最多 {LONGEST_REASON} 字。没有改动任何内容。", "E-REASON")
    if found := find(why, known(book, wall=True)):
        raise Refused(f"理由里写了{found[0].kind},理由会进操作记录,请去掉再存。没有改动任何内容。", "E-PRIVATE")
    return why


_DONE = {KEEP: "保留", MISTAKEN: "当作不是个人信息"}
