"""What a packet is made of: reports, tables, records and the head of the log, with everything packet.json says."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import app
from app.domain import canonical
from app.domain.days import Period
from app.ledgers import ledger as ledger_of
from app.operations import marks, monthly_issue, packet_content, sheets
from app.operations.identities import second_suite, signer_of, trust_folder
from app.operations.monthly import Monthly
from app.operations.packet_content import MonthRows, Report
from app.operations.travelling import travelling
from app.storage.book import Book
from app.storage.events import LogView

if TYPE_CHECKING:
    from app.export.flow import SignBox
    from app.packet.bag import StampFacts
    from app.packet.content import PacketContent, PacketFile, PacketMeta
    from app.packet.pdf_signing import Box

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSONL = "application/jsonl"
JSON = "application/json"
FIGURES, LIVE = "data/figures.json", "data/live.json"
LIVE_SCHEMA = "mz-live/1"
FINAL, DELIVERED, DROPPED, LEFT_OUT = "final", "delivered", "dropped", "left-out"
HANDED_BACK = "handed-back"
ROLE_TITLES = {"clerk": "经办人", "secretary": "审核人", "county": "县级"}
_MOST_DAYS = 31  # a packet says no more than a month of them
_RECOVERED = b'"recovery.used"'
Progress = Callable[[int, int, str], None]


def cover(book: Book, rows: MonthRows, others: Sequence[Report], log: LogView, recovered: Sequence[str]) -> Report:
    """The first sheet; it says on which days the recovery code was used."""
    return packet_content.cover(
        book, rows, others, log_size=log.size, log_root=log.root.hex(), mark=mark(book), recovered=recovered
    )


def recovered_on(log: LogView, start: int) -> tuple[str, ...]:
    """The days since an event of the log on which the book was opened by its recovery code."""
    events = (json.loads(body) for body in log.bodies(start) if _RECOVERED in body)
    return tuple(dict.fromkeys(str(event["t"])[:10] for event in events if event["act"] == "recovery.used"))[
        -_MOST_DAYS:
    ]


def mark(book: Book) -> str:
    """What every page says: 练习 where the certificates are for practice."""
    return sheets.MARK if practice(book) else ""


def practice(book: Book) -> bool:
    """Certificates for practice make practice packets, whatever the book is."""
    from app.packet.certificates import is_practice, load_certificate

    kept = str(signer_of(book, "clerk")["certificate"]).encode()
    return book.info.practice or is_practice(load_certificate(kept))


def certificate_of(book: Book, role: str) -> str:
    """The fingerprint of the certificate of a role."""
    from app.packet.certificates import fingerprint, load_certificate

    return fingerprint(load_certificate(str(signer_of(book, role)["certificate"]).encode()))


def content(book: Book, period: Period, counted: Monthly, now: datetime, progress: Progress) -> PacketContent:
    """Everything that goes in, in memory; the log head is the one the cover prints.

    Raises:
        Unsettled: Something personal in it is not settled.
    """
    from app.packet.content import PacketContent

    first = monthly_issue.papers(book, counted, signing_names(book))
    others, rows = packet_content.cleared(book, packet_content.rows_of_month(book, period), first)
    log, earlier = book.log(), sent(book, period)
    facts = meta(book, period, earlier, log, now)
    every = [cover(book, rows, others, log, facts.recovered), *others]
    files: list[PacketFile] = []
    for index, report in enumerate(every):
        progress(index, len(every), report.sheet.title)
        files += report_files(book, report)
    files.append(figures_file(monthly_issue.figures_json(counted, rows.rows)))
    files.append(live_file(book))
    files += [*_records(book, rows), *marks.files(book, rows.rows)]
    files += log_files(log, log_start(book, earlier, log))
    seals = {**facts.seals, period.key: packet_content.seal(book, rows)}
    counts = {figure.key: figure.number for figure in packet_content.totals(rows)}
    return PacketContent(replace(facts, seals=seals, counts=counts), tuple(files), crl=revocation_list(book))


def meta(book: Book, period: Period, earlier: Sequence[Mapping[str, Any]], log: LogView, now: datetime) -> PacketMeta:
    """What packet.json says of a packet that follows those sent before; seals are those of the months before."""
    from app.operations.packet_anchor import head
    from app.packet.content import PacketMeta
    from app.packet.packet import recipient_of
    from app.packet.trust import load_trust

    of_month = [packet for packet in earlier if packet["period"] == period.key]
    before = head(book, earlier, log)
    start = before.log_size
    return PacketMeta(
        packet_id=uuid.uuid4().hex,
        township=book.info.code,
        township_name=book.info.township,
        period=period.key,
        revision=1 + max((int(packet["revision"]) for packet in of_month), default=0),
        seq=before.seq,
        prev=before.prev,
        supersedes=str(of_month[-1]["packet_id"]) if of_month else None,
        recipient=recipient_of(load_trust(trust_folder(book))),
        created=now.isoformat(timespec="seconds"),
        app_version=app.__version__,
        practice=practice(book),
        log={
            "origin": f"{book.info.code}/audit",
            "size": log.size,
            "root": log.root.hex(),
            "from_size": start,
            "proof": [node.hex() for node in log.proof(start)] if start else [],
        },
        seals=dict(before.seals),
        receipt_key=secrets.token_hex(16),
        recovered=recovered_on(log, start),
        template_version=book.ruled_by(),
        second=second_suite(book),
    )


def signing_names(book: Book) -> list[str]:
    """Who signs, by name: the clerk, then the reviewer.

    Raises:
        Refused: Nobody is enrolled.
    """
    return [str(signer_of(book, role)["name"]) for role in ("clerk", "secretary")]


def log_start(book: Book, earlier: Sequence[Mapping[str, Any]], log: LogView) -> int:
    """How many events of the log the county knows already."""
    from app.operations.packet_anchor import head

    return head(book, earlier, log).log_size


def revocation_list(book: Book) -> bytes:
    """The county's list as this township knows it."""
    return (trust_folder(book) / "county.crl").read_bytes()


def figures_file(data: bytes) -> PacketFile:
    """data/figures.json."""
    from app.packet.content import PacketFile

    return PacketFile(FIGURES, data, JSON, "月报数字", "figures")


def live_file(book: Book) -> PacketFile:
    """data/live.json: which rows of each travelling register are not 作废, as runs of ids [first, last].

    A register whose rows may be 作废 after they were reported, such as units, says so in no other way.
    """
    from app.packet.content import PacketFile

    registers = {ledger.key: [list(run) for run in book.live_runs(ledger.key)] for ledger in travelling()}
    body = canonical.encode({"schema": LIVE_SCHEMA, "registers": registers})
    return PacketFile(LIVE, body, JSON, "在册记录序号", "live")


def sent(book: Book, period: Period) -> list[dict[str, Any]]:
    """The packets this one follows; the last one is made again when it was never carried away."""
    found = [packet for packet in book.packets() if packet["state"] in (FINAL, DELIVERED)]
    if found and found[-1]["period"] == period.key and found[-1]["state"] == FINAL:
        found.pop()
    return found


def report_files(book: Book, report: Report) -> list[PacketFile]:
    """A report as PDF with empty signature fields, and as workbook."""
    from app.packet.content import PacketFile

    marked = replace(
        report.sheet, mark=mark(book), facts={**report.sheet.facts, "signature_fields": packet_content.ROLES}
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


def _records(book: Book, rows: MonthRows) -> list[PacketFile]:
    return [records_file(key, packet_content.records(book, key, some)) for key, some in rows.rows.items()]


def records_file(key: str, data: bytes, folder: str = "records", what: str = "数据") -> PacketFile:
    """Rows of one register as JSON lines."""
    from app.packet.content import PacketFile

    return PacketFile(f"data/{folder}/{key}.jsonl", data, JSONL, f"{ledger_of(key).title}{what}", folder)


def log_files(log: LogView, start: int) -> list[PacketFile]:
    """The events the county does not know yet, and the hashes of all."""
    from app.packet.content import PacketFile

    events = b"".join(body + b"\n" for body in log.bodies(start, log.size))
    leaves = b"".join(log.leaves())
    return [
        PacketFile("data/log/events.jsonl", events, JSONL, "操作记录", "log"),
        PacketFile("data/log/leaves.bin", leaves, "application/octet-stream", "操作记录摘要", "log"),
    ]


def stamp(facts: StampFacts) -> bytes:
    """What a signature shows on the page: who, when by this machine's clock, and what was signed."""
    from app.export.pdf import stamp_pdf

    lines = [
        f"电子签名 {ROLE_TITLES[facts.role]}:{facts.name}{'(练习)' if facts.practice else ''}",
        f"{facts.moment:%Y-%m-%d %H:%M}(本机时间,未经时间戳)",
        f"内容摘要 {facts.digest}",
        f"证书指纹 {facts.cert[:8]}",
    ]
    return stamp_pdf(lines, 56, 18)
