"""The month's packet: build, sign, carry away, verify, and the slip that goes with it."""

from __future__ import annotations

import filecmp
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from app.domain.days import Period
from app.domain.faults import Fault, Refused, Told
from app.ledgers import ledger as ledger_of
from app.operations import (
    clock,
    identities,
    media,
    monthly_issue,
    packet_anchor,
    packet_content,
    packet_making,
    packet_state,
    packet_steps,
    rights,
    sheets,
)
from app.operations.checks import CheckLine
from app.operations.identities import Passwords, person_key, signer_of, trust_folder
from app.operations.packet_making import DELIVERED, DROPPED, FINAL, ROLE_TITLES, Progress
from app.operations.packet_state import PacketOnDisk
from app.packet.drives import Drive, drives, eject
from app.reports.handover_slip import handover_slip
from app.reports.sheet import Sheet
from app.storage.book import Book

if TYPE_CHECKING:
    from app.packet.certificates import PersonKey
    from app.packet.content import PacketContent
    from app.packet.delivery import Delivered
    from app.packet.verifying import Verdict

__all__ = ["DELIVERED", "DROPPED", "FINAL", "ROLE_TITLES", "Drive", "PacketOnDisk", "Verdict", "drives", "eject"]

Cancelled = Callable[[], bool]


def months(book: Book) -> list[Period]:
    """The months a packet may be made for, the newest first: last month, then the eleven before."""
    month = Period.of(book.today(), "month").previous()
    out = [month]
    while len(out) < 12:
        out.append(out[-1].previous())
    return out


def check_month(book: Book, month: str) -> list[CheckLine]:
    """The faults of the rows this month's packet would carry; hard ones refuse it."""
    rows, around, found = packet_content.rows_of_month(book, _month(month)), book.around(), list[CheckLine]()
    for register, kept in rows.rows.items():
        for row in kept:
            number = int(str(row["id"]))
            for fault in ledger_of(register).faults(row, around):
                found.append(CheckLine(register, number, book.title(register, number), fault))
    return sorted(found, key=lambda line: line.fault.soft)


def build(
    book: Book,
    month: str,
    folder: Path,
    passwords: Passwords | None = None,
    *,
    remake: bool = False,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> PacketOnDisk:
    """Make the packet of a month: a draft, or the signed packet where both people's passwords are at hand.

    Where a correction of the month is open, its packet is made instead.

    A draft somebody has signed already is only made anew with `remake`: the signature goes with it. One that was
    finished and never carried away is taken back and made anew.

    Raises:
        NotReady: The monthly report keeps it back: figures that do not add up, hints without a 说明.
        Refused: The month is not over, a row has a hard fault, something personal is not settled (see gate), nobody is
            enrolled, the packet exists already, or it was carried away: then only a correction changes it.
    """
    rights.must_be(book, ("clerk",), "上报包由经办人生成")
    period = _month(month)
    _refuse_unfinished(book, period)
    if packet_steps.correcting(book, period):
        from app.operations import amendment_packet

        return amendment_packet.build(book, period, folder, passwords, remake=remake, now=now, progress=progress)
    packet_steps.refuse_carried_away(book, period)
    packet_anchor.refuse_known(book, period)
    _refuse_faults(check_month(book, month))
    packet_making.signing_names(book)
    identities.must_match(book)
    second = identities.second_suite(book)
    keys = {role: person_key(book, role, passwords or {}, second) for role in ("clerk", "secretary")}
    if before := packet_of(book, month):
        packet_steps.take_back(book, period, before, remake=remake)
    counted = monthly_issue.made_ready(book, period)
    now = now or datetime.fromisoformat(book.now())
    step = book.last_step()
    content = packet_making.content(book, period, counted, now, progress or _quiet)
    return signed_or_draft(book, content, keys, folder, {"step": step}, remake=remake, now=now)


def signed_or_draft(
    book: Book,
    content: PacketContent,
    keys: Mapping[str, PersonKey | None],
    folder: Path,
    more: Mapping[str, Any],
    *,
    remake: bool = False,
    now: datetime,
) -> PacketOnDisk:
    """Write a packet: signed where both keys are at hand, else as a draft; the book remembers it."""
    from app.packet.packet import build_draft, draft_state, issue
    from app.packet.trust import Signer

    identities.must_match(book)
    clerk, secretary = keys["clerk"], keys["secretary"]
    if clerk and secretary:
        clock.must_be_sure(book)
        state = issue(content, clerk, secretary, folder, now=now, stamp=packet_making.stamp)
    else:
        signers = [
            Signer(role, str(signer_of(book, role)["name"]), packet_making.certificate_of(book, role)) for role in keys
        ]
        state = draft_state(build_draft(content, signers, folder, replace_signed=remake))
    made = packet_state.record(book, content, state, more)
    packet_steps.followed(book, made)
    return made


def look_through(book: Book, month: str) -> None:
    """See that everything personal in what a month's packet would carry is settled.

    Raises:
        Unsettled: Something is not, see app.operations.gate.
    """
    period = _month(month)
    try:
        names = packet_making.signing_names(book)
    except Refused:
        names = ["", ""]  # who is not enrolled yet may look all the same
    papers = monthly_issue.papers(book, monthly_issue.begun(book, period), names)
    packet_content.cleared(book, packet_content.rows_of_month(book, period), papers)


def sign(book: Book, path: Path, role: str, passwords: Passwords, *, now: datetime | None = None) -> PacketOnDisk:
    """Take the next signing step of a draft as one of its people; a finished packet is left as it is.

    When the secretary signs and the clerk's password is at hand too, the packet is finished at once; otherwise
    the clerk signs the list of contents in one more step.

    Raises:
        Told: Out of turn, wrong password, the password is not at hand, or the book went on since the draft was made.
    """
    from app.packet import packet as packets

    target = packets.finished(path)
    if not target.name.endswith(packets.DRAFT_SUFFIX):
        return packet_state.finished_of(book, target)
    clock.must_be_sure(book)
    described = packet_state.json_of(target).meta
    signer = person_key(book, role, passwords, described.second)
    if signer is None:
        login = signer_of(book, role)["login"]
        what = "UKey 口令" if identities.on_token(book, role) else "密码"
        raise Refused(f"没有用户“{login}”的{what},{ROLE_TITLES[role]}没有签名。草稿没有改动。", "E-PASSWORD")
    also = identities.companion_key(book, "clerk", passwords, described.second) if role == "secretary" else None
    kept = packet_state.by_id(book, described.packet_id)
    packet_steps.refuse_stale(book, kept, target, role)
    now = now or datetime.fromisoformat(book.now())
    state = packets.sign(target, role, signer, also=also, now=now, stamp=packet_making.stamp)
    made = packet_state.keep(book, packet_state.plain_row(kept), state)
    packet_steps.followed(book, made)
    return made


def send_back(book: Book, month: str, reason: str) -> None:
    """退回修改: the reviewer does not sign; the packet is given up and the report is a draft again.

    Raises:
        Refused: No reason, or no packet of the month waits for the reviewer.
    """
    packet = packet_of(book, month)
    if packet is None or packet.state not in packet_steps.WAITING:
        raise Refused("没有等待审核人签名的上报包,不能退回。没有改动。", "E-STATE")
    if not reason.strip():
        raise Refused("退回要写明哪里要改。没有退回。", "E-REASON")
    kept = packet_state.by_id(book, packet.packet_id)
    with book.transaction():
        book.write_packet({**packet_state.plain_row(kept), "state": DROPPED})
        book.note("packet.back", f"packet/{packet.packet_id}", reason.strip())
    if not kept["data"].get("amendment"):
        monthly_issue.sent_back(book, _month(month), reason.strip())
    from app.packet.parts import drafts_of

    for further in drafts_of(packet.path):
        further.unlink(missing_ok=True)
    packet.path.unlink(missing_ok=True)  # its signature is void: a draft of the same name may be made again


def withdraw(book: Book, month: str) -> None:
    """收回签发: a packet that was signed and never left is given up; its month is open again.

    Raises:
        Refused: It left, or packets of later months build on it.
    """
    packet_steps.withdraw(book, _month(month))


def seal(book: Book, path: Path) -> Path:
    """Seal a finished packet to the county and to ourselves, beside it; one that was sealed before stays as it is.

    Of a packet in several parts every part is sealed; the first is given.

    Raises:
        Told: The packet is not finished, or the county's certificate for it is missing.
    """
    from app.packet import packet as packets
    from app.packet import sealing
    from app.packet.content import SUITE
    from app.packet.suites import suite
    from app.packet.trust import load_trust

    target = packets.finished(path)
    if target.name.endswith(packets.DRAFT_SUFFIX):
        raise Refused("这个上报包还没有签完,不能封装。请先由经办人和审核人签名。", "E-STATE")
    recipients = identities.sealed_for(book, load_trust(trust_folder(book)))
    if not recipients:
        raise Refused("信任资料里没有县里的加密证书,不能封装。上报包没有改动;请向县里要新的信任资料。", "E-NO-CERT")
    for part in packet_state.parts_of(target):
        sealed = part.path.with_name(f"{part.path.name}{sealing.ENDING}")
        if not _is_sealed(book, sealed, part.path):
            suite(SUITE).seal(part.path, sealed, recipients)
            book.note("packet.seal", f"packet/{part.path.name.split('.')[0]}")
    return target.with_name(f"{target.name}{sealing.ENDING}")


def _is_sealed(book: Book, sealed: Path, target: Path) -> bool:
    """Whether the file beside a packet holds this very packet: carried twice, it is the same file."""
    if not sealed.exists() or identities.seal_key(book) is None:
        return False
    try:
        with plain(book, sealed) as opened:
            return filecmp.cmp(opened, target, shallow=False)
    except Told:
        return False


def can_seal(book: Book) -> bool:
    """Whether the county can be sealed to."""
    from app.packet.trust import load_trust

    return bool(identities.sealed_for(book, load_trust(trust_folder(book))))


@contextmanager
def plain(book: Book, path: Path) -> Iterator[Path]:
    """A packet that can be read: itself, or what a sealed one holds, in a folder that is gone afterwards.

    Raises:
        Told: It is not sealed to us, was changed, or this book has no key for it.
    """
    from app.packet import sealing

    if path.suffix != sealing.ENDING:
        yield path
        return
    own = identities.opener_of(book, path)
    if own is None:
        raise Refused("这个账套没有打开封装包的密钥。没有装入任何数据;请用收件单位的账套打开。", "E-NO-CERT")
    with TemporaryDirectory(dir=book.path.parent, prefix=".packet-") as folder:
        yield sealing.open_sealed(path, Path(folder) / path.stem, own)


def deliver(
    book: Book | None,
    path: Path,
    drive: Path,
    *,
    sealed: bool = False,
    medium: str = "",
    progress: Callable[[int, int], None] | None = None,
    cancelled: Cancelled | None = None,
) -> Delivered:
    """Write a finished packet to a drive or folder, read it back and compare; the book remembers that it left.

    `medium` is how the stick is called in U盘登记; without it that is its volume label. With `sealed` it goes sealed
    to the county, where the county has a certificate for that: a lost stick then tells nobody anything. A sealed file
    may also be given itself. Of a packet in several parts all are written, the first one last.

    Raises:
        Told: The packet is not finished, or the drive failed; nothing half-written bears the packet's name.
    """
    from app.packet import packet as packets
    from app.packet.delivery import deliver_all as carry
    from app.packet.sealing import ENDING

    target = path if path.suffix == ENDING else packets.finished(path)
    if target.name.endswith(packets.DRAFT_SUFFIX):
        raise Refused("这个上报包还没有签完,不能写入U盘。请先由经办人和审核人签名。", "E-STATE")
    if book and sealed and target.suffix != ENDING and can_seal(book):
        target = seal(book, target)
    files = _files_with(target)
    delivered = carry(files, drive, progress=progress, cancelled=cancelled)
    name = target.name.removesuffix(ENDING)
    kept = next((p for p in book.packets() if Path(str(p["path"])).name == name), None) if book else None
    if book and kept:
        with book.transaction():
            book.write_packet({**packet_state.plain_row(kept), "state": DELIVERED})
            book.note("packet.deliver", f"packet/{kept['packet_id']}")
        media.carried(book, medium or media.called(drive), _called(files), packet_state.code(kept), delivered.warnings)
        packet_steps.carried_away(book, kept)
    return delivered


def _files_with(target: Path) -> list[Path]:
    """A finished packet, sealed or not, and its further parts in the same dress.

    Of a sealed file alone, whose packet is not beside it, nothing more is known.
    """
    from app.packet.sealing import ENDING

    plain_one = target.with_name(target.name.removesuffix(ENDING))
    if not plain_one.exists():
        return [target]
    ending = target.name.removeprefix(plain_one.name)
    return [part.path.with_name(f"{part.path.name}{ending}") for part in packet_state.parts_of(plain_one)]


def _called(files: Sequence[Path]) -> str:
    """The name of what was written, as it stands in U盘登记."""
    return files[0].name if len(files) == 1 else f"{files[0].name} 等 {len(files)} 份"


def check_again(book: Book, path: Path, drive: Path) -> Delivered:
    """Read a delivered packet again from the stick that was put in anew, and compare it with what was written.

    Raises:
        Told: It is not on this stick, or not what was written.
    """
    from app.packet import packet as packets
    from app.packet.delivery import check_again as compare
    from app.packet.sealing import ENDING

    target = packets.finished(path)
    sealed = target.with_name(f"{target.name}{ENDING}")
    files = _files_with(sealed if sealed.exists() else target)
    done, *_ = [compare(one, drive) for one in files]
    book.note("packet.check", f"packet/{target.name.split('.')[0]}")
    return done


def look_at(drive: Path) -> tuple[list[str], int]:
    """What looks like malware on a drive, and how many unfinished files earlier writings left there.

    Nothing on it is opened.
    """
    from app.packet.delivery import NotDelivered, leftovers, warnings_of

    try:
        return warnings_of(drive), len(leftovers(drive))
    except NotDelivered:
        return [], 0  # a drive that was pulled out is told when it is written to


def tidy(drive: Path) -> int:
    """Delete unfinished files of our own on a drive; says how many.

    Raises:
        Told: The drive cannot be written.
    """
    from app.packet.delivery import remove_leftovers

    return remove_leftovers(drive)


def verify(path: Path, trust: Path, *, now: datetime | None = None) -> Verdict:
    """Check a packet in parts: unchanged? signed by whom? trusted by what? Practice packets stay marked."""
    from app.packet.packet import finished
    from app.packet.verifying import verify as judge

    return judge(finished(path), trust, allow_practice=True, moment=now)


def verify_own(book: Book, path: Path, trust: Path | None = None) -> Verdict:
    """Check a packet, sealed or not, against this book's own trust bundle or the one named."""
    with plain(book, path) as opened:
        return verify(opened, trust or trust_folder(book))


def packet_of(book: Book, month: str) -> PacketOnDisk | None:
    """The newest packet of a month as far as it is, or None; drafts that were moved away count as gone."""
    for kept in reversed(book.packets(_month(month).key)):
        if kept["state"] in (DROPPED, packet_making.LEFT_OUT):
            continue
        path = Path(str(kept["path"]))
        if path.exists():
            return packet_state.on_disk(kept)
    return None


def handover(book: Book, path: Path) -> Sheet:
    """The slip for a finished packet, in two copies."""
    from app.packet.packet import finished

    target = finished(path)
    verdict = verify_own(book, target)
    if verdict.packet is None or not verdict.intact:
        raise Refused("这个上报包读不出来或已被改动,不能打印交接单。请重新生成。", "E-PACKET")
    meta, parts = verdict.packet.meta, packet_state.parts_of(target)
    verdicts = [verdict, *(verify_own(book, one.path) for one in parts[1:])]
    if not all(one.intact for one in verdicts):
        raise Refused("这个上报包有一份读不出来或已被改动,不能打印交接单。请重新生成。", "E-PACKET")
    inside = {f.path: f for one in verdicts if one.packet for f in one.packet.files}
    sheet = handover_slip(
        township=meta.township_name,
        county=book.info.county,
        period_title=Period.parse(meta.period).title,
        file_name=target.name,
        size=target.stat().st_size,
        packet_digest=verdict.tag_sha256,
        check_code=verdict.code,
        files=[(f.title, f.path, f.size, f.sha256) for f in inside.values()],
        signers=[(ROLE_TITLES[s.role], s.name) for s in verdict.signers],
        parts=[(one.part, one.path.name, one.size, one.code) for one in parts] if len(parts) > 1 else (),
        made_at=meta.created,
        mark=sheets.MARK if meta.practice else "",
    )
    book.note("packet.slip", f"packet/{meta.packet_id}")
    return sheet


def out_folder(book: Book) -> Path:
    """Where packets of a book are made when no folder is named: out/ beside the book."""
    return book.path.parent / "out"


def _month(text: str) -> Period:
    period = Period.parse(text)
    if period.kind != "month":
        raise Refused("上报包按月生成,请写成 2026-10 的样子。", "E-PERIOD")
    return period


def _refuse_unfinished(book: Book, period: Period) -> None:
    if period.last >= book.today():
        raise Refused(
            f"{period.title}还没有结束,不能生成上报包。没有生成任何文件;{period.next().first} 起可以生成。", "E-PERIOD"
        )


def _refuse_faults(found: list[CheckLine]) -> None:
    faults = [line for line in found if not line.fault.soft]
    if not faults:
        return
    shown = [
        Fault("", f"{ledger_of(f.register).title}“{f.title}”:{f.fault.message}", f.fault.code) for f in faults[:20]
    ]
    more = [Fault("", f"共 {len(faults)} 处要改,没有生成上报包。请改好后重新生成。", "E-CHECK")]
    raise Refused([*shown, *more], "E-CHECK")


def _quiet(done: int, total: int, what: str) -> None:
    """Nobody watches."""
