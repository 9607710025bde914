"""Small townships that send packets: light keys, few rows, a log that grows, made in milliseconds."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from app.domain import canonical
from app.domain.days import Period
from app.domain.fields import Row
from app.domain.merkle import Tree, leaf_hash
from app.ledgers import ledger
from app.operations import certificates, identities
from app.operations.packet_content import MonthRows, totals
from app.operations.travelling import record
from app.packet.certificates import PersonKey, check_request, fingerprint, issue_certificate, make_request, pem
from app.packet.content import PacketContent, PacketFile, PacketMeta
from app.packet.packet import issue, recipient_of
from app.packet.parts import Limits
from app.packet.trust import Signer, TrustBundle
from app.storage.book import Book
from tests.packet.packet_county import pdf

COUNTY, COUNTY_CODE = "示例县", "360999"
NAMES = (
    *("示例乡", "东岭镇", "西畈镇", "南浦镇", "北垄镇", "云台镇", "柏树镇", "长陂镇", "石鼓镇", "双港镇", "枫林镇"),
    *("古塘镇", "梅岭镇", "坪上乡", "黄沙乡", "大桥乡", "龙岗乡", "茅坪乡", "清江乡", "松山乡", "禾田乡", "白马乡"),
    *("罗汉乡", "城东街道"),
)
JSONL = "application/jsonl"
Records = dict[str, list[dict[str, Any]]]


def code_of(place: int) -> str:
    return f"{COUNTY_CODE}{place + 1:03d}"


def kind_of(name: str) -> str:
    return "街道" if name.endswith("街道") else "乡镇"


@cache
def light_key(name: str) -> Any:
    return ec.generate_private_key(ec.SECP256R1())


@dataclass
class Sender:
    """A township: who signs, what it sent so far, and the hashes of its log."""

    place: int
    clerk: PersonKey
    secretary: PersonKey
    trust: TrustBundle
    now: datetime
    leaves: list[bytes] = field(default_factory=list)
    sent: list[PacketMeta] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    kept: dict[str, Records] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return code_of(self.place)

    @property
    def name(self) -> str:
        return NAMES[self.place]

    def copy(self) -> Sender:
        """The same township on another machine, or before what it does next."""
        return replace(self, leaves=list(self.leaves), sent=list(self.sent), tags=list(self.tags), kept=dict(self.kept))

    def meta(self, period: str, records: Records, **changes: Any) -> PacketMeta:
        """What the next packet says of itself."""
        from_size = self.sent[-1].log["size"] if self.sent else 0
        self.leaves += [leaf_hash(os.urandom(8)) for _ in range(3)]
        tree = Tree(self.leaves)
        proof = [node.hex() for node in tree.consistency_proof(from_size)] if from_size else []
        log = {
            "origin": f"{self.code}/audit",
            "size": len(self.leaves),
            "root": tree.root().hex(),
            "from_size": from_size,
            "proof": proof,
        }
        seals = dict(self.sent[-1].seals) if self.sent else {}
        counted = totals(MonthRows(Period.parse(period), rows_of(records)))
        made = PacketMeta(
            packet_id=os.urandom(16).hex(),
            township=self.code,
            township_name=self.name,
            period=period,
            revision=1,
            seq=len(self.sent) + 1,
            prev=self.tags[-1] if self.tags else None,
            supersedes=None,
            recipient=recipient_of(self.trust),
            created=self.now.isoformat(timespec="seconds"),
            app_version="0.3.0",
            practice=True,
            log=log,
            seals={**seals, period: seal(records)},
            counts={one.key: one.number for one in counted},
        )
        return replace(made, **changes)

    def packet(
        self,
        folder: Path,
        period: str = "2026-10",
        records: Records | None = None,
        files: Sequence[PacketFile] = (),
        limits: Limits | None = None,
        **changes: Any,
    ) -> Path:
        """The next packet of this township, written into a folder; it counts as sent. Of several parts the first."""
        records = sample(self.place, self.name, self.code, period) if records is None else records
        meta = self.meta(period, records, **changes)
        carried = [
            PacketFile(f"data/records/{key}.jsonl", lines(rows), JSONL, f"{ledger(key).title}数据", "records")
            for key, rows in records.items()
        ]
        return self._issue(folder, meta, [*carried, *files], records, limits)

    def correction(
        self,
        folder: Path,
        period: str,
        changed: Mapping[str, Sequence[tuple[Any, Any]]],
        carried: Sequence[PacketFile] = (),
        **changes: Any,
    ) -> Path:
        """A correction packet: pairs of a row before and after, by register."""
        records = {key: {row["id"]: row for row in rows} for key, rows in self.kept[period].items()}
        for key, pairs in changed.items():
            for before, after in pairs:
                records.setdefault(key, {}).pop((before or after)["id"], None)
                if after is not None:
                    records[key][after["id"]] = after
        now: Records = {key: [rows[id] for id in sorted(rows)] for key, rows in records.items()}
        earlier = [meta for meta in self.sent if meta.period == period]
        what = {
            "revision": len(earlier) + 1,
            "supersedes": earlier[-1].packet_id,
            "amendments": ({"number": len(earlier), "period": period, "reason": "录入有误", "rows": 1},),
        }
        meta = self.meta(period, now, **{**what, **changes})
        files = list(carried)
        for key, pairs in changed.items():
            told = [{"id": (b or a)["id"], "before": b, "after": a} for b, a in pairs]
            files.append(PacketFile(f"data/changes/{key}.jsonl", lines(told), JSONL, "更正", "changes"))
        return self._issue(folder, meta, files, now)

    def _issue(
        self,
        folder: Path,
        meta: PacketMeta,
        files: Sequence[PacketFile],
        records: Records,
        limits: Limits | None = None,
    ) -> Path:
        report = PacketFile("data/reports/R00.pdf", pdf(1), "application/pdf", "封面", "report", 2)
        content = PacketContent(meta, (report, *files), pem(self.trust.crl))
        folder.mkdir(parents=True, exist_ok=True)
        made = issue(content, self.clerk, self.secretary, folder, now=self.now, limits=limits).path
        self.sent.append(meta)
        self.tags.append(tag_of(made))
        self.kept[meta.period] = records
        return made


def tag_of(path: Path) -> str:
    from hashlib import sha256

    from app.packet.container import ZipReader

    with ZipReader.open(path) as reader:
        return sha256(reader.read("tagmanifest-sha256.txt", 1 << 20)).hexdigest()


def lines(values: Sequence[Any]) -> bytes:
    return b"".join(canonical.encode(value) + b"\n" for value in values)


def seal(records: Records) -> dict[str, Any]:
    """The seal as a township works it out (packet format 5.2)."""
    leaves = [
        leaf_hash(canonical.encode({"table": key, "id": row["id"], "row": row}))
        for key in sorted(records)
        for row in sorted(records[key], key=lambda row: int(row["id"]))
    ]
    return {"rows": len(leaves), "root": Tree(leaves).root().hex()}


def rows_of(records: Records) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {key: [] for key in ("problem", "commitment", "finance_sheet", "finance_line")}
    return {**rows, **{key: [dict(one) for one in some] for key, some in records.items()}}


def sample(place: int, name: str, code: str, period: str, problems: int = 2) -> Records:
    """A few rows of one township: its units, problems with progress, a finance sheet with a line."""
    units: list[Row] = [
        {"id": 1, "name": COUNTY, "kind": "县", "code": COUNTY_CODE, "busy": 0},
        {"id": 2, "name": name, "kind": kind_of(name), "parent": 1, "code": code, "short": "示"},
        {"id": 3, "name": "青山村", "kind": "村", "parent": 2, "busy": 0},
        {"id": 4, "name": "白石村", "kind": "村", "parent": 2, "busy": 0},
        {"id": 5, "name": "第1村民小组", "kind": "村民小组", "parent": 3, "busy": 0},
    ]
    titles = {("unit", 1): COUNTY, ("unit", 2): name, ("unit", 3): "青山村", ("unit", 4): "白石村"}
    titles[("unit", 5)] = "青山村第1村民小组"
    found = [
        {
            "id": number,
            "number": f"示纪问〔2026〕{number}号",
            "state": "整改中",
            "unit": 3 if number % 2 else 4,
            "description": f"{name}第{number}个问题",
            "found_on": f"{period}-{10 + number % 15:02d}",
            "deadline": "2026-12-31",
        }
        for number in range(1, problems + 1)
    ]
    progress: list[Row] = [
        {"id": number, "problem": number, "on_day": f"{period}-28", "text": "正在整改"}
        for number in range(1, problems + 1)
    ]
    sheets: list[Row] = [{"id": 1, "unit": 3, "level": "村级", "period": "2026Q3", "state": "已公开"}]
    spent: list[Row] = [{"id": 1, "sheet": 1, "direction": "支出", "amount": 120000}]
    titles |= {("problem", number): f"示纪问〔2026〕{number}号" for number in range(1, problems + 1)}
    titles[("finance_sheet", 1)] = "青山村 2026年第3季度"
    rows = {"unit": units, "problem": found, "progress": progress, "finance_sheet": sheets, "finance_line": spent}
    return {key: [travelled(key, row, titles) for row in some] for key, some in rows.items()}  # type: ignore[arg-type]


def travelled(register: str, row: Row, titles: Mapping[tuple[str, int], str]) -> dict[str, Any]:
    """A row as it travels, columns it does not have left empty."""
    definition = ledger(register)
    known = {"number", "state", "remark", "explanation", "row_version", "id", *definition.by_key}
    full = {key: value for key, value in row.items() if key in known}
    return record(definition.travelling_fields, {"row_version": 1, **full}, titles)


def enrol(book: Book, county: identities.County, place: int, now: datetime, *, years: int = 2) -> Sender:
    """A township whose two people the county has certified."""
    people = []
    for role, name in (("clerk", f"王经办{place}"), ("secretary", f"李审核{place}")):
        own = light_key(f"{role} {place}")
        request = check_request(make_request(own, NAMES[place], role, name))
        cert = issue_certificate(request, county.key, county.root, now=now, days=365 * years)
        certificates.register(book, code_of(place), NAMES[place], role, name, cert, checked=True)
        people.append(PersonKey(role, name, own, cert, (county.root,)))
    return Sender(place, people[0], people[1], certificates.county_trust(book), now)


def registered(person: PersonKey) -> Signer:
    return Signer(person.role, person.name, fingerprint(person.cert))
