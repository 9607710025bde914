"""The month's packet: build, sign, carry away, verify, and the slip that goes with it."""

from __future__ import annotations

import filecmp
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import app
from app.domain.days import Period
from app.domain.faults import Fault, Refused, Told
from app.ledgers import ledger as ledger_of
from app.operations import identities, packet_content, sheets
from app.operations.checks import CheckLine
from app.operations.identities import Passwords, person_key, signer_of, trust_folder
from app.operations.packet_content import MonthRows, Report
from app.packet.drives import Drive, drives
from app.reports.handover_slip import handover_slip
from app.reports.sheet import Sheet
from app.storage.book import Book
from app.storage.events import LogView

if TYPE_CHECKING:
    from app.export.flow import SignBox
    from app.packet.bag import StampFacts
    from app.packet.content import PacketContent, PacketFile
    from app.packet.delivery import Delivered
    from app.packet.packet import SignState
    from app.packet.pdf_signing import Box
    from app.packet.verifying import Verdict

__all__ = ["Drive", "drives"]

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSONL = "application/jsonl"
FINAL, DELIVERED, DROPPED = "final", "delivered", "dropped"
ROLE_TITLES = {"clerk": "经办人", "secretary": "审核人", "county": "县级"}
Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class PacketOnDisk:
    """A packet on disk and how far it is: built, clerk-signed, approved, final."""

    path: Path
    state: str
    title: str
    packet_id: str
    code: str = ""


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

    A draft somebody has signed already is only made anew with `remake`: the signature goes with it.

    Raises:
        Refused: The month is not over, a row has a hard fault, something personal is not settled (see gate), nobody is
            enrolled, or the packet exists already.
    """
    from app.packet.packet import build_draft, issue
    from app.packet.trust import Signer

    period = _month(month)
    _refuse_unfinished(book, period)
    if faults := [line for line in check_month(book, month) if not line.fault.soft]:
        shown = [
            Fault("", f"{ledger_of(f.register).title}“{f.title}”:{f.fault.message}", f.fault.code) for f in faults[:20]
        ]
        more = [Fault("", f"共 {len(faults)} 处要改,没有生成上报包。请改好后重新生成。", "E-CHECK")]
        raise Refused([*shown, *more], "E-CHECK")
    identities.must_match(book)
    now = now or datetime.fromisoformat(book.now())
    keys = {role: person_key(book, role, passwords or {}) for role in ("clerk", "secretary")}
    content = _content(book, period, now, progress or _quiet)
    clerk, secretary = keys["clerk"], keys["secretary"]
    if clerk and secretary:
        state = issue(content, clerk, secretary, folder, now=now, stamp=_stamp)
    else:
        signers = [Signer(role, str(signer_of(book, role)["name"]), _fingerprint(book, role)) for role in keys]
        draft = build_draft(content, signers, folder, replace_signed=remake)
        from app.packet.packet import draft_state

        state = draft_state(draft)
    return _record(book, content, state)


def look_through(book: Book, month: str) -> None:
    """See that everything personal in what a month's packet would carry is settled.

    Raises:
        Unsettled: Something is not, see app.operations.gate.
    """
    packet_content.cleared(book, packet_content.rows_of_month(book, _month(month)))


def sign(book: Book, path: Path, role: str, passwords: Passwords, *, now: datetime | None = None) -> PacketOnDisk:
    """Take the next signing step of a draft as one of its people; a finished packet is left as it is.

    When the secretary signs and the clerk's password is at hand too, the packet is finished at once; otherwise
    the clerk signs the list of contents in one more step.

    Raises:
        Told: Out of turn, wrong password, or the password is not at hand.
    """
    from app.packet import packet as packets

    target = packets.finished(path)
    if not target.name.endswith(packets.DRAFT_SUFFIX):
        return _finished(book, target)
    signer = person_key(book, role, passwords)
    if signer is None:
        login = signer_of(book, role)["login"]
        raise Refused(f"没有用户“{login}”的密码,{ROLE_TITLES[role]}没有签名。草稿没有改动。", "E-PASSWORD")
    also = person_key(book, "clerk", passwords) if role == "secretary" else None
    content_id = _draft_id(target)
    state = packets.sign(target, role, signer, also=also, now=now or datetime.fromisoformat(book.now()), stamp=_stamp)
    return _update(book, content_id, state)


def seal(book: Book, path: Path) -> Path:
    """Seal a finished packet to the county and to ourselves, beside it; one that was sealed before stays as it is.

    Raises:
        Told: The packet is not finished, or the county's certificate for it is missing.
    """
    from app.packet import packet as packets
    from app.packet import sealing
    from app.packet.trust import load_trust

    target = packets.finished(path)
    if target.name.endswith(packets.DRAFT_SUFFIX):
        raise Refused("这个上报包还没有签完,不能封装。请先由经办人和审核人签名。", "E-STATE")
    recipients = identities.sealed_for(book, load_trust(trust_folder(book)))
    if not recipients:
        raise Refused("信任资料里没有县里的加密证书,不能封装。上报包没有改动;请向县里要新的信任资料。", "E-NO-CERT")
    sealed = target.with_name(f"{target.name}{sealing.ENDING}")
    if _is_sealed(book, sealed, target):
        return sealed
    sealing.seal(target, sealed, recipients)
    book.note("packet.seal", f"packet/{target.name.split('.')[0]}")
    return sealed


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
    own = identities.seal_key(book)
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
    progress: Callable[[int, int], None] | None = None,
    cancelled: Cancelled | None = None,
) -> Delivered:
    """Write a finished packet to a drive or folder, read it back and compare; the book remembers that it left.

    With `sealed` it goes sealed to the county, where the county has a certificate for that: a lost stick then
    tells nobody anything. A sealed file may also be given itself.

    Raises:
        Told: The packet is not finished, or the drive failed; nothing half-written bears the packet's name.
    """
    from app.packet import packet as packets
    from app.packet.delivery import deliver as carry
    from app.packet.sealing import ENDING

    target = path if path.suffix == ENDING else packets.finished(path)
    if target.name.endswith(packets.DRAFT_SUFFIX):
        raise Refused("这个上报包还没有签完,不能写入U盘。请先由经办人和审核人签名。", "E-STATE")
    if book and sealed and target.suffix != ENDING and can_seal(book):
        target = seal(book, target)
    delivered = carry(target, drive, progress=progress, cancelled=cancelled)
    name = target.name.removesuffix(ENDING)
    kept = next((p for p in book.packets() if Path(str(p["path"])).name == name), None) if book else None
    if book and kept:
        with book.transaction():
            book.write_packet({**_plain(kept), "state": DELIVERED})
            book.note("packet.deliver", f"packet/{kept['packet_id']}")
    return delivered


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
        if kept["state"] == DROPPED:
            continue
        path = Path(str(kept["path"]))
        if path.exists():
            return PacketOnDisk(
                path, str(kept["state"]), _title(str(kept["state"])), str(kept["packet_id"]), _code(kept)
            )
    return None


def handover(book: Book, path: Path) -> Sheet:
    """The slip for a finished packet, in two copies."""
    from app.packet.packet import finished

    target = finished(path)
    verdict = verify_own(book, target)
    if verdict.packet is None or not verdict.intact:
        raise Refused("这个上报包读不出来或已被改动,不能打印交接单。请重新生成。", "E-PACKET")
    meta = verdict.packet.meta
    sheet = handover_slip(
        township=meta.township_name,
        county=book.info.county,
        period_title=Period.parse(meta.period).title,
        file_name=target.name,
        size=target.stat().st_size,
        packet_digest=verdict.tag_sha256,
        check_code=verdict.code,
        files=[(f.title, f.path, f.size, f.sha256) for f in verdict.packet.files],
        signers=[(ROLE_TITLES[s.role], s.name) for s in verdict.signers],
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


def _cover(book: Book, rows: MonthRows, others: Sequence[Report], log: LogView) -> Report:
    return packet_content.cover(book, rows, others, log_size=log.size, log_root=log.root.hex(), mark=_mark(book))


def _mark(book: Book) -> str:
    return sheets.MARK if _practice(book) else ""


def _practice(book: Book) -> bool:
    """Certificates for practice make practice packets, whatever the book is."""
    from app.packet.certificates import is_practice, load_certificate

    kept = str(signer_of(book, "clerk")["certificate"]).encode()
    return book.info.practice or is_practice(load_certificate(kept))


def _fingerprint(book: Book, role: str) -> str:
    from app.packet.certificates import fingerprint, load_certificate

    return fingerprint(load_certificate(str(signer_of(book, role)["certificate"]).encode()))


def _content(book: Book, period: Period, now: datetime, progress: Progress) -> PacketContent:
    """Everything that goes in, in memory; the log head is the one the cover prints."""
    from app.packet.content import PacketContent, PacketMeta
    from app.packet.packet import recipient_of
    from app.packet.trust import load_trust

    others, rows = packet_content.cleared(book, packet_content.rows_of_month(book, period))
    log = book.log()
    every = [_cover(book, rows, others, log), *others]
    files: list[PacketFile] = []
    for index, report in enumerate(every):
        progress(index, len(every), report.sheet.title)
        files += _report_files(book, report)
    trust = load_trust(trust_folder(book))
    earlier = _earlier(book, period)
    from_size = int(earlier[-1]["data"]["log_size"]) if earlier else 0
    files += _data_files(book, rows, log, from_size)
    seals = dict(earlier[-1]["data"].get("seals", {})) if earlier else {}
    revision = 1 + max((int(p["revision"]) for p in earlier if p["period"] == period.key), default=0)
    superseded = next((str(p["packet_id"]) for p in reversed(earlier) if p["period"] == period.key), None)
    meta = PacketMeta(
        packet_id=uuid.uuid4().hex,
        township=book.info.code,
        township_name=book.info.township,
        period=period.key,
        revision=revision,
        seq=len(earlier) + 1,
        prev=str(earlier[-1]["tagmanifest"]) if earlier else None,
        supersedes=superseded,
        recipient=recipient_of(trust),
        created=now.isoformat(timespec="seconds"),
        app_version=app.__version__,
        practice=_practice(book),
        log={
            "origin": f"{book.info.code}/audit",
            "size": log.size,
            "root": log.root.hex(),
            "from_size": from_size,
            "proof": [node.hex() for node in log.proof(from_size)] if from_size else [],
        },
        seals={**seals, period.key: packet_content.seal(book, rows)},
        counts={figure.key: figure.number for figure in packet_content.totals(rows)},
    )
    return PacketContent(meta, tuple(files), crl=(trust_folder(book) / "county.crl").read_bytes())


def _earlier(book: Book, period: Period) -> list[dict[str, Any]]:
    """The packets this one follows; the last one is made again when it was never carried away."""
    sent = [packet for packet in book.packets() if packet["state"] in (FINAL, DELIVERED)]
    if sent and sent[-1]["period"] == period.key and sent[-1]["state"] == FINAL:
        sent.pop()
    return sent


def _report_files(book: Book, report: Report) -> list[PacketFile]:
    from dataclasses import replace

    from app.packet.content import PacketFile

    marked = replace(
        report.sheet, mark=_mark(book), facts={**report.sheet.facts, "signature_fields": packet_content.ROLES}
    )
    pages = sheets.sheet_pages(marked, own_faces=True)  # what is signed looks alike everywhere
    boxes = {place.label: _box(place) for place in pages.fields}
    title = report.sheet.title
    return [
        PacketFile(f"data/reports/R{report.stem}.pdf", pages.data, PDF, title, "report", 2, boxes),
        PacketFile(f"data/tables/T{report.stem}.xlsx", sheets.sheet_xlsx(marked), XLSX, title, "table"),
    ]


def _box(place: SignBox) -> Box:
    from app.packet.pdf_signing import Box

    return Box(place.page, *(round(edge) for edge in (place.x0, place.y0, place.x1, place.y1)))


def _data_files(book: Book, rows: MonthRows, log: LogView, from_size: int) -> list[PacketFile]:
    from app.packet.content import PacketFile

    files = [
        PacketFile(
            f"data/records/{key}.jsonl",
            packet_content.records(book, key, some),
            JSONL,
            f"{ledger_of(key).title}数据",
            "records",
        )
        for key, some in rows.rows.items()
    ]
    events = b"".join(body + b"\n" for body in log.bodies(from_size, log.size))
    files.append(PacketFile("data/log/events.jsonl", events, JSONL, "操作记录", "log"))
    leaves = b"".join(log.leaves())
    files.append(PacketFile("data/log/leaves.bin", leaves, "application/octet-stream", "操作记录摘要", "log"))
    return files


def _stamp(facts: StampFacts) -> bytes:
    """What a signature shows on the page: who, when by this machine's clock, and what was signed."""
    from app.export.pdf import stamp_pdf

    lines = [
        f"电子签名 {ROLE_TITLES[facts.role]}:{facts.name}{'(练习)' if facts.practice else ''}",
        f"{facts.moment:%Y-%m-%d %H:%M}(本机时间,未经时间戳)",
        f"内容摘要 {facts.digest}",
        f"证书指纹 {facts.cert[:8]}",
    ]
    return stamp_pdf(lines, 56, 18)


def _record(book: Book, content: PacketContent, state: SignState) -> PacketOnDisk:
    meta = content.meta
    for old in book.packets(meta.period):
        if old["seq"] == meta.seq and old["state"] != DROPPED:
            book.write_packet({**_plain(old), "state": DROPPED})
    kept = {
        "packet_id": meta.packet_id,
        "period": meta.period,
        "revision": meta.revision,
        "seq": meta.seq,
        "state": state.state,
        "path": str(state.path),
        "data": {"log_size": meta.log["size"], "seals": dict(meta.seals), "code": state.code},
    }
    return _keep(book, kept, state)


def _keep(book: Book, kept: Mapping[str, Any], state: SignState) -> PacketOnDisk:
    row = {**kept, "state": state.state, "path": str(state.path)}
    row["data"] = {**kept["data"], "code": state.code}
    if state.state == FINAL:
        row["tagmanifest"] = _tag_digest(state.path)
    with book.transaction():
        book.write_packet(row)
        book.note(f"packet.{state.state}", f"packet/{kept['packet_id']}")
    return PacketOnDisk(state.path, state.state, state.title, str(kept["packet_id"]), state.code)


def _plain(packet: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in packet.items() if key != "id"}


def _update(book: Book, packet_id: str, state: SignState) -> PacketOnDisk:
    kept = next((p for p in book.packets() if p["packet_id"] == packet_id), None)
    if kept is None:
        raise Refused("这个草稿不是本账套生成的,已签的名仍在文件里。请用生成它的账套办理。", "E-STATE")
    return _keep(book, _plain(kept), state)


def _draft_id(path: Path) -> str:
    from app.packet.container import ZipReader
    from app.packet.content import MAX_PACKET_JSON, read_packet_json
    from app.packet.manifest import PACKET_JSON

    with ZipReader.open(path) as reader:
        return read_packet_json(reader.read(PACKET_JSON, MAX_PACKET_JSON)).meta.packet_id


def _tag_digest(path: Path) -> str:
    from hashlib import sha256

    from app.packet.container import ZipReader
    from app.packet.manifest import MAX_MANIFEST, TAGMANIFEST

    with ZipReader.open(path) as reader:
        return sha256(reader.read(TAGMANIFEST, MAX_MANIFEST)).hexdigest()


def _finished(book: Book, path: Path) -> PacketOnDisk:
    for kept in book.packets():
        if Path(str(kept["path"])).name == path.name:
            return PacketOnDisk(path, FINAL, _title(FINAL), str(kept["packet_id"]), _code(kept))
    raise Refused(f"“{path.name}”已经签完,不用再签。", "E-STATE")


def _title(state: str) -> str:
    from app.packet.packet import STATE_TITLES

    return "已传出" if state == DELIVERED else STATE_TITLES.get(state, state)


def _code(kept: Mapping[str, Any]) -> str:
    return str(kept["data"].get("code", ""))


def _quiet(done: int, total: int, what: str) -> None:
    """Nobody watches."""
