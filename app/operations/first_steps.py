"""What a new book still lacks before work can begin, and that nothing classified comes in. Source: product K4, AS1."""

from __future__ import annotations

from typing import NamedTuple

from app.ledgers.unit import TOWNSHIP_KINDS, VILLAGE_KINDS
from app.operations import recovery, second_place
from app.storage.book import Book

KEPT = "first_steps"
STATEMENT = (
    "本程序只用于非涉密内容。",
    "绝密、机密、秘密级的文件和材料,正在审查调查的案情,不得录入、不得导入、不得放在这台电脑上。",
    "录入时遇到“机密★”“秘密★”这样的密级标志,程序会停下,不保存这一项。",
    "举报人的姓名和联系方式只填在单独加密的“举报人信息”里,别处不写。",
    "上报包用U盘传递,只用办公U盘,不用涉密U盘。",
)


class Step(NamedTuple):
    """One step of a new book: its key, its name, and what is missing in the words of 待办."""

    key: str
    title: str
    missing: str


UNITS = Step("units", "录入单位", "村、组和站所还没有录入:粘贴名单或从 Excel 读入")
TOWNSHIPS = Step("units", "录入单位", "乡镇和部门还没有录入:粘贴名单或从 Excel 读入")
PEOPLE = Step("people", "录入人员", "责任领导、责任人还没有录入:问题、承诺都要从人员里选")
BACKUP = Step("backup", "第二处备份", "还没有定第二处备份:插上U盘,选它就行")
RECOVERY = Step("recovery", "恢复码", "还没有恢复码:忘了密码就打不开账套,请生成后打印封存")
CERTIFICATE = Step("certificate", "签名证书", "还没有导出证书申请:没有证书,上报包不能签名")


def begin(book: Book) -> None:
    """A new book: the statement was accepted by whoever makes it, and the steps are still to do."""
    with book.transaction():
        book.keep(KEPT, {"agreed_by": book.actor_name, "agreed_at": book.now(), "aside": []})
        book.note("statement.accept", "book", "只用于非涉密内容")


def steps(book: Book) -> tuple[Step, ...]:
    """The steps a book has after it was made, in their order."""
    return (TOWNSHIPS, BACKUP, RECOVERY) if book.info.is_county else (UNITS, PEOPLE, BACKUP, RECOVERY, CERTIFICATE)


def left(book: Book) -> list[Step]:
    """The steps still to do and not put aside; none in a book that was not made step by step, or for practice."""
    kept = book.kept(KEPT)
    if book.info.practice or not isinstance(kept, dict):
        return []
    return [one for one in steps(book) if one.key not in kept["aside"] and not is_done(book, one.key)]


def is_done(book: Book, key: str) -> bool:
    """Whether what a step is for is there."""
    if key == "units":
        kinds = TOWNSHIP_KINDS if book.info.is_county else VILLAGE_KINDS
        return any(book.rows("unit", kind=kind) for kind in kinds)
    if key == "people":
        return book.count("person") > 0
    if key == "backup":
        return second_place.state().chosen is not None
    if key == "recovery":
        return bool(recovery.state(book).made_at)
    return any(book.kept(f"{what}:clerk") for what in ("request", "signer"))


def put_aside(book: Book, key: str) -> None:
    """A step nobody wants: 待办 does not speak of it any more."""
    kept = book.kept(KEPT)
    if isinstance(kept, dict) and key not in kept["aside"]:
        book.keep(KEPT, {**kept, "aside": [*kept["aside"], key]})


def statement_of(book: Book) -> str:
    """Who accepted the statement and when, "" where the book was made before there was one."""
    kept = book.kept(KEPT)
    return f"{kept['agreed_by']} {kept['agreed_at'][:10]}" if isinstance(kept, dict) else ""
