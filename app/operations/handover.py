"""岗位交接: the list of everything one person leaves to the next, and the act by which the next takes the post."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.domain.faults import Refused
from app.domain.fields import Row
from app.ledgers.handover import HANDOVERS, POSTS, REASONS
from app.operations import backups, gate, handover_content, rights, sheets, users
from app.operations.backups import BackupReport
from app.operations.identities import SIGNING_ROLES
from app.operations.on_paper import mark_of, safe_name
from app.operations.users import NewUser, Passwords, SlotInfo
from app.reports.handover_list import HandoverPaper, Section, handover_list
from app.reports.sheet import Sheet
from app.storage.book import Book

__all__ = ["REASONS", "Section"]
KIND = "handover"


@dataclass(frozen=True)
class Handover:
    """Who leaves (`leaves` is a login), who comes, who watches, and why.

    `heir` is new, reads only until now, or has the same role already; `keeps` lets him see reporters where the one
    before could.
    """

    leaves: str
    heir_name: str = ""
    heir: str = ""
    watched_by: str = ""
    why: str = REASONS[0]
    keeps: bool = True


@dataclass(frozen=True)
class HandedOver:
    """What was done: the line in the register, the list as it was signed for, and what is next, by whom.

    `leaves_now` says that whoever acts has just given his own post away and must leave the book.
    """

    row: int
    sheet: Sheet
    pdf: bytes
    steps: tuple[tuple[str, str], ...]
    leaves_now: bool


def may_leave(book: Book) -> list[SlotInfo]:
    """Whose post can be handed over, whoever acts first."""
    found = [user for user in users.users(book) if user.role in POSTS]
    return sorted(found, key=lambda user: user.login != book.actor)


def may_follow(book: Book, leaves: str) -> list[SlotInfo]:
    """Users of the book who can take a post over: those who only read, and others of the same role."""
    role = _leaving(book, leaves).role
    return [user for user in users.users(book) if user.login != leaves and user.role in ("reader", role)]


def watcher(book: Book, leaves: str) -> str:
    """Who watches where nobody else is named: the reviewer, for the reviewer's own post nobody."""
    found = [user for user in users.users(book) if user.role == "secretary" and user.login != leaves]
    return found[0].name if found else ""


def login_for(book: Book, name: str) -> str:
    """A login for a new person: his name in pinyin, with a number where that is taken."""
    from app.storage.initials import spelt

    plain = next(iter(spelt(name)), "") or "".join(sign for sign in name if sign.isalnum() and sign.isascii())
    taken = {one.login for one in (*users.users(book), *users.former(book))}
    if not plain:
        return ""
    return next(one for n in range(len(taken) + 1) if (one := f"{plain}{n + 1 if n else ''}") not in taken)


def sections(book: Book, wish: Handover) -> tuple[Section, ...]:
    """What is handed over."""
    return handover_content.sections(book, _leaving(book, wish.leaves), wish.heir_name)


def sheet(book: Book, wish: Handover) -> Sheet:
    """The list as it is printed and signed.

    Raises:
        Refused: No such user.
    """
    return _sheet(book, wish, sections(book, wish))


def write(book: Book, wish: Handover, folder: Path) -> list[Path]:
    """Write the whole 交接包 into a folder of its own: the list as PDF and Excel, and a verified backup of the book.

    Raises:
        Told: Something personal on the list is not settled, or the disk is full, read-only or gone.
    """
    rights.must_be(book, tuple(POSTS), "岗位交接由经办人、审核人、管理员办")
    made = gate.passed(book, [sheet(book, wish)])[0]
    target = folder / safe_name(f"{book.info.township}_岗位交接_{book.today().isoformat()}")
    target.mkdir(parents=True, exist_ok=True)
    report: BackupReport = backups.back_up(book, target)
    return [*sheets.write_sheet(book, made, target, ("pdf", "xlsx")), report.path]


def hand_over(book: Book, wish: Handover, password: str, passwords: Passwords | None = None) -> HandedOver:
    """Hand the post over: the list is kept in the book as it stands now, then the roles change, all or nothing.

    Args:
        book: The book, open for one of those who manage users.
        wish: Who leaves and who comes.
        password: The successor's first password; his own where he has the same role already.
        passwords: Of those who are there, by login: of clerk and secretary where the book has no administrator, of
            the one who leaves where he could see reporters.

    Raises:
        Told: As users.succeed and gate.passed; the two who make a handover are one person, or nobody comes.
    """
    leaving = _leaving(book, wish.leaves)
    if not wish.heir_name.strip() or not wish.heir.strip():
        raise Refused("还没有填接收人的姓名和用户名。没有办理;请补上再办。", "E-REQUIRED")
    heir = NewUser(wish.heir.strip(), wish.heir_name.strip(), leaving.role, password)
    users.must_fit(book, wish.leaves, heir)
    found = sections(book, wish)
    made = gate.passed(book, [_sheet(book, wish, found)])[0]
    row = _row(book, wish, leaving, found)
    if faults := HANDOVERS.faults(row, book.around()):
        raise Refused(faults)
    pdf, after = sheets.sheet_pdf(made), tuple(_after(book, leaving, wish.heir_name.strip()))
    with book.change(f"岗位交接:{leaving.name}→{heir.name}", kind=KIND) as writer:
        kept = f"{book.keep_file(pdf)} {safe_name(made.file_name)}.pdf"
        number = writer.save(HANDOVERS, {**row, "list_file": kept})
        users.succeed(book, wish.leaves, heir, passwords, keeps=wish.keeps)
    return HandedOver(number, made, pdf, after, wish.leaves == book.actor)


def steps(book: Book, wish: Handover) -> tuple[tuple[str, str], ...]:
    """What is to be done, and which person has to do it: nobody does another's part."""
    leaving = _leaving(book, wish.leaves)
    heir, watch = wish.heir_name or "接收人", wish.watched_by or "监交人"
    managing = _first(book, "admin") or f"{_first(book, 'clerk')}、{_first(book, 'secretary')}(都在场,各输密码)"
    return (
        ("逐项点交、核对,移交清单一式三份签字", f"{leaving.name}、{heir}、{watch}"),
        (f"在“岗位交接”里办理:停用{leaving.name},{heir}接任{POSTS[leaving.role]}", managing),
        *_after(book, leaving, heir),
    )


def _after(book: Book, leaving: SlotInfo, heir: str) -> list[tuple[str, str]]:
    other = _first(book, "secretary" if leaving.role == "clerk" else "clerk") or heir
    out = [("用第一次的密码登录,换成自己的密码", heir)]
    if leaving.role in SIGNING_ROLES and not book.info.is_county:
        out.append(("账套—签名证书:导出证书申请,打印申请表,送县里签发后装入", heir))
        if _has_certificate(book, leaving):
            out.append((f"请县里吊销{leaving.name}的证书(序号在上面的表里)", other))
    return [
        *out,
        ("设置—用户和锁屏:生成新的恢复码,封进保险柜,旧的作废", "举报受理员"),
        (f"以前的备份还能用{leaving.name}的旧密码打开:收进保险柜,有了新备份后删去", heir),
        ("更换电脑开机密码;人员台账、监督栏上的姓名电话改过来,到“重印公示”重印", heir),
        ("签好字的清单扫描,放进这条交接记录的“签字的清单”", heir),
        ("用练习账套照“快捷卡”试一遍:看待办、登记一件事、生成一次月报", heir),
    ]


def _has_certificate(book: Book, leaving: SlotInfo) -> bool:
    kept = book.kept(f"signer:{leaving.role}")
    return isinstance(kept, dict) and kept.get("login") == leaving.login


def _sheet(book: Book, wish: Handover, found: tuple[Section, ...]) -> Sheet:
    leaving = _leaving(book, wish.leaves)
    return handover_list(
        HandoverPaper(
            township=book.info.county if book.info.is_county else book.info.township,
            post=POSTS[leaving.role],
            outgoing=leaving.name,
            incoming=wish.heir_name.strip(),
            watched_by=wish.watched_by.strip(),
            why=wish.why,
            day=book.today().isoformat(),
            made_at=book.now(),
            sections=found,
            steps=steps(book, wish),
            mark=mark_of(book),
        )
    )


def _row(book: Book, wish: Handover, leaving: SlotInfo, found: tuple[Section, ...]) -> Row:
    of = {one.key: one for one in found}
    total = of["registers"].total
    return {
        "handed_on": book.today().isoformat(),
        "post": POSTS[leaving.role],
        "outgoing": leaving.name,
        "incoming": wish.heir_name.strip(),
        "watched_by": wish.watched_by.strip() or None,
        "why": wish.why,
        "open_matters": of["matters"].number,
        "records": int(str(total[2])) if total else 0,
        "sent_packets": of["sent"].number if "sent" in of else None,
    }


def _leaving(book: Book, login: str) -> SlotInfo:
    found = next((user for user in may_leave(book) if user.login == login), None)
    if found is None:
        known = "、".join(f"{user.name}({user.login})" for user in may_leave(book))
        raise Refused(f"没有可以移交的用户“{login}”。没有办理;可以移交岗位的有:{known}。", "E-USER")
    return found


def _first(book: Book, role: str) -> str:
    return next((user.name for user in users.users(book) if user.role == role), "")
