"""One practice county and one real county with their persons; keys are made once, they are the slow part."""

import io
import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography import x509
from reportlab.pdfgen import canvas

from app.domain.canonical import encode
from app.packet.certificates import (
    PersonKey,
    check_request,
    fingerprint,
    issue_certificate,
    make_county_root,
    make_crl,
    make_request,
    pem,
)
from app.packet.container import ZipReader, ZipWriter, settle, stage_zip
from app.packet.content import SIGNATURE_FILES, PacketContent, PacketFile, PacketMeta
from app.packet.manifest import MANIFEST, PACKET_JSON, TAGMANIFEST, manifest_bytes, tagmanifest_bytes
from app.packet.packet import recipient_of
from app.packet.trust import Signer, Township, TrustBundle
from tests.made_once import key

NOW = datetime.now(timezone(timedelta(hours=8))).replace(microsecond=0)


@dataclass(frozen=True)
class County:
    """A county with its root key, trust bundle and persons."""

    root_key: Any
    trust: TrustBundle
    clerk: PersonKey
    secretary: PersonKey
    other_clerk: PersonKey

    @property
    def root(self) -> x509.Certificate:
        return self.trust.root

    def revoke(self, person: PersonKey) -> TrustBundle:
        revoked = [(person.cert.serial_number, NOW)]
        crl = make_crl(self.root_key, self.root, number=2, now=NOW, revoked=revoked)
        return replace(self.trust, crl=crl)


def person(
    root: x509.Certificate, root_key: Any, role: str, name: str, unit: str = "示例乡", **more: object
) -> PersonKey:
    """Enrol a person the way a township does: request, check, issue."""
    own = key(str(more.pop("key_name", f"{role} {unit}")))
    request = check_request(make_request(own, unit, role, name))
    now = more.pop("now", NOW)
    assert isinstance(now, datetime)
    days = int(str(more.pop("days", 730)))
    cert = issue_certificate(request, root_key, root, now=now, days=days)
    return PersonKey(role, name, own, cert, (root,))


def entry(one: PersonKey) -> Signer:
    return Signer(one.role, one.name, fingerprint(one.cert))


def make_county(practice: bool) -> County:
    root_key = key("root")
    root = make_county_root(root_key, "示例县", now=NOW, practice=practice)
    clerk = person(root, root_key, "clerk", "王伟")
    secretary = person(root, root_key, "secretary", "李芳")
    other = person(root, root_key, "clerk", "赵敏", "另一乡")
    trust = TrustBundle(
        county="示例县",
        practice=practice,
        townships=(
            Township("330182001", "示例乡", (entry(clerk), entry(secretary))),
            Township("330182002", "另一乡", (entry(other),)),
        ),
        root=root,
        crl=make_crl(root_key, root, number=1, now=NOW),
    )
    return County(root_key, trust, clerk, secretary, other)


def pdf(pages: int = 2, text: str = "report") -> bytes:
    """A small report."""
    output = io.BytesIO()
    page = canvas.Canvas(output, invariant=True)
    for number in range(pages):
        page.drawString(72, 720, f"{text} {number}")
        page.showPage()
    page.save()
    return output.getvalue()


def stamp_pdf() -> bytes:
    """A one-page stamp."""
    output = io.BytesIO()
    page = canvas.Canvas(output, pagesize=(160, 50), invariant=True)
    page.rect(1, 1, 158, 48)
    page.drawString(8, 20, "signed")
    page.save()
    return output.getvalue()


def make_content(trust: TrustBundle, *, files: tuple[PacketFile, ...] = (), **changes: object) -> PacketContent:
    meta = PacketMeta(
        packet_id="330182001-202610-1-0123456789abcdef",
        township="330182001",
        township_name="示例乡",
        period="2026-10",
        revision=1,
        seq=1,
        prev=None,
        supersedes=None,
        recipient=recipient_of(trust),
        created=NOW.isoformat(),
        app_version="0.1.0",
        practice=trust.practice,
        log={"origin": "330182001/audit", "size": 3, "root": "ab" * 32, "from_size": 0, "proof": []},
        counts={"problem": 12},
    )
    standard = (
        PacketFile("data/reports/R01.pdf", pdf(), "application/pdf", "问题台账", "report", 2),
        PacketFile("data/tables/T01.xlsx", b"PK table" * 50, "application/octet-stream", "表", "table"),
        PacketFile("data/records/problem.jsonl", b'{"a":1}\n', "application/jsonl", "数据", "records"),
    )
    return PacketContent(replace(meta, **changes), files or standard, pem(trust.crl))  # type: ignore[arg-type]


def unzip(path: Path) -> dict[str, bytes]:
    """All files of a packet."""
    with ZipReader.open(path) as reader:
        return {name: reader.read(name, 1 << 24) for name in reader.names}


def rezip(target: Path, files: dict[str, bytes]) -> Path:
    """Write files as a canonical container, whatever they say."""

    def fill(writer: ZipWriter) -> None:
        for name in sorted(files):
            writer.add(name, files[name])

    settle(stage_zip(target.parent, fill), target)
    return target


def resign(files: dict[str, bytes], *persons: PersonKey) -> dict[str, bytes]:
    """Make manifests and signatures fit changed files, as an insider could; signatures go by place, not by role."""
    from app.packet.signing import sign_manifest

    changed = {name: data for name, data in files.items() if not name.startswith("signatures/")}
    payload = {n: sha256(d).hexdigest() for n, d in changed.items() if n.startswith("data/")}
    changed[MANIFEST] = manifest_bytes(payload)
    changed[TAGMANIFEST] = tagmanifest_bytes(changed)
    for file, one in zip(SIGNATURE_FILES.values(), persons, strict=False):
        changed[file] = sign_manifest(changed[TAGMANIFEST], one, NOW)
    return changed


def redescribe(contents: dict[str, bytes], /, **changes: Any) -> dict[str, bytes]:
    """Change packet.json and keep it canonical."""
    value = {**json.loads(contents[PACKET_JSON]), **changes}
    return {**contents, PACKET_JSON: encode(value)}
