"""Readers of what travels between township and county: packets, sealed packets, receipts, tasks, keys, certificates.

Mutants of a signed file may be read only where they mean exactly what was signed. The readers whose name ends in
"_signed" get mutants that were signed anew, as a broken or hostile program with the keys could: those may be read or
refused, but only in words.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from app.domain.canonical import encode
from app.packet import mark_key, task
from app.packet.certificates import (
    PersonKey,
    issue_seal_certificate,
    issue_time_certificate,
    key_sha256,
    make_request,
    new_time_key,
    pem,
)
from app.packet.content import PacketFile
from app.packet.county_file import SIGNATURE, ReadFile
from app.packet.enrolment import About, read_answer, read_request, write_answer, write_request
from app.packet.faults import PacketFault
from app.packet.manifest import PACKET_JSON
from app.packet.packet import issue, verify
from app.packet.receipt import BODY, read_receipt
from app.packet.sealing import SealKey, open_sealed, recipients_of, seal
from app.packet.signing import sign_manifest
from app.packet.timestamp import check_stamp, make_stamp
from app.packet.trust import CRL_FILE, ROOT_FILE, TRUST_FILE, TrustBundle, load_trust, save_trust, trust_files
from tests.fuzz.mutants import strict_zip
from tests.fuzz.reader import ANYTHING, Bench, Desk, Reader
from tests.packet.mutants import TAG, a_further_part, a_key, a_receipt, a_task, county_signer, with_digests
from tests.packet.packet_county import NOW, County, entry, key, make_content, pdf, resign, unzip

Judged = Callable[[Path, TrustBundle, Any], ReadFile]


def _county(desk: Desk) -> County:
    found = desk.county
    assert isinstance(found, County)
    return found


def _records() -> tuple[PacketFile, ...]:
    """A report, rows of a register, a changed row, figures, what is live, and an annex."""
    row = {"id": 3, "number": "示纪问〔2026〕1号", "state": "整改中", "unit": {"id": 1, "title": "青山村"}, "amount": 5}
    change = {"id": 3, "before": row, "after": {**row, "amount": 6}}
    return (
        PacketFile("data/reports/R01.pdf", pdf(), "application/pdf", "问题台账", "report", 2),
        PacketFile("data/records/problem.jsonl", encode(row) + b"\n", "application/jsonl", "数据", "records"),
        PacketFile("data/changes/problem.jsonl", encode(change) + b"\n", "application/jsonl", "更正", "records"),
        PacketFile("data/figures.json", encode({"figures": {"A10": 3}}), "application/json", "数据", "records"),
        PacketFile("data/live.json", encode({"registers": {"problem": [[1, 3]]}}), "application/json", "数", "records"),
        PacketFile("data/tables/T01.xlsx", strict_zip({"xl/workbook.xml": b"<a/>"}), "application/x", "表", "table"),
        PacketFile("data/annex/A1.pdf", pdf(1), "application/pdf", "附件", "annex"),
    )


def _issued(county: County, folder: Path) -> Path:
    content = make_content(county.trust, files=_records())
    return issue(content, county.clerk, county.secretary, folder, now=NOW).path


def _verified(county: County) -> Callable[[Path], object]:
    def read(path: Path) -> object:
        verdict = verify(path, county.trust, moment=NOW)
        verdict.as_json()
        if not verdict.accepted:
            raise verdict.errors[0]
        return sha256(path.read_bytes()).hexdigest()

    return read


def packet(desk: Desk) -> Bench:
    """A packet on a stick, checked against the trust of the county."""
    county = _county(desk)
    return Bench({"MZ.zip": _issued(county, desk.folder).read_bytes()}, _verified(county), signed=True)


def part(desk: Desk) -> Bench:
    """A further part of a packet in several files."""
    county = _county(desk)
    data = a_further_part(county, desk.folder / "份").read_bytes()
    return Bench({"MZ.zip": data}, _verified(county), signed=True)


def packet_signed(desk: Desk) -> Bench:
    """Content that two signers vouch for, as the county's own process looks at it, and everything read from it."""
    from app.packet.child import check
    from app.packet.container import ZipReader
    from app.packet.contents import Contents

    county = _county(desk)
    save_trust(desk.folder / "trust", county.trust)
    job = {"trust": str(desk.folder / "trust"), "practice": False, "moment": NOW.isoformat()}

    def read(path: Path) -> object:
        told = check({**job, "path": str(path)})
        for error in told["verdict"]["errors"]:
            raise PacketFault(error["code"], error["message"].partition("：")[2])
        with ZipReader.open(path) as reader:
            contents = Contents(reader, told["tag_sha256"])
            for register in contents.registers():
                list(contents.records(register))
            for register in contents.changed_registers():
                list(contents.changes(register))
            contents.figures(), contents.live(), contents.marks(), contents.seal_certificate()
        return ANYTHING

    def finish(data: bytes, chance: Random) -> bytes:
        try:
            files = _unzipped(data, desk.folder)
            files = _described(files) if chance.randrange(4) else files
            return strict_zip(resign(files, county.clerk, county.secretary))
        except (PacketFault, KeyError, ValueError, TypeError, AttributeError, RecursionError):
            return data

    return Bench({"MZ.zip": _issued(county, desk.folder).read_bytes()}, read, finish=finish)


def _unzipped(data: bytes, folder: Path) -> dict[str, bytes]:
    path = folder / "signing.zip"
    path.write_bytes(data)
    return unzip(path)


def _described(files: dict[str, bytes]) -> dict[str, bytes]:
    """packet.json tells sizes and digests as they are now."""
    told = json.loads(files[PACKET_JSON])
    for one in told["files"]:
        if (data := files.get(one.get("path"))) is not None:
            one |= {"size": len(data), "sha256": sha256(data).hexdigest()}
    return {**files, PACKET_JSON: encode(told)}


def sealed(desk: Desk) -> Bench:
    """A sealed file: for whom it is, and opened."""
    county = _county(desk)
    own, other = (
        SealKey(
            key(name), issue_seal_certificate(key(name).public_key(), county.root_key, county.root, "示例县", now=NOW)
        )
        for name in ("county seal", "township seal")
    )
    small = desk.folder / "small.zip"
    small.write_bytes(b"PK\3\4" + bytes(600))
    data = seal(small, desk.folder / "small.zip.p7m", [own.cert, other.cert]).read_bytes()

    def read(path: Path) -> object:
        out = path.with_name("opened.zip")
        try:
            recipients_of(path)
            return open_sealed(path, out, own).read_bytes()
        except PacketFault:
            assert not out.exists(), "a refused file left something behind"
            raise
        finally:
            out.unlink(missing_ok=True)

    return Bench({"MZ.zip.p7m": data}, read, signed=True)


def _template(county: County, folder: Path) -> Path:
    """A version of the county's templates with one option and one plan of holidays."""
    from app.packet.template import write_template
    from tests.fuzz.office import holidays

    body = {
        "county": "示例县",
        "county_code": "330182",
        "number": "示纪发〔2026〕3号",
        "changes": "月报改为 8 日",
        "app_version": "0.3.0",
        "issued_on": "2026-11-05",
        "valid_from": "2026-12-01",
        "version": 1,
        "items": [
            {"kind": "option", "key": "report_day", "title": "月报日", "file": "1"},
            {"kind": "calendar", "key": "2027", "title": "2027年放假安排", "file": "2"},
        ],
    }
    files = {"1": b"8", "2": holidays()}
    return write_template(folder / "TPL.zip", body, files, county_signer(county), county.trust, NOW)


def _from_county(
    body: str, make: Callable[[County, Path], Path], reader: Judged, again: bool
) -> Callable[[Desk], Bench]:
    """A file the county signed: as it came, with digests put right, or signed `again`."""

    def bench(desk: Desk) -> Bench:
        county = _county(desk)
        data = make(county, desk.folder).read_bytes()

        def read(path: Path) -> object:
            found = reader(path, county.trust, NOW)
            if body == BODY:  # what the township takes out of a receipt
                assert bytes.fromhex(found.body["tag_sha256"])
                assert all(one["register"] + one["text"] or one["id"] for one in found.body.get("remarks") or [])
            if again:
                return ANYTHING
            return encode(found.body), found.signed_by, dict(found.files), trust_files(found.trust)

        def finish(changed: bytes, chance: Random) -> bytes:
            try:
                files = _unzipped(changed, desk.folder)
                if chance.randrange(3):
                    files = with_digests(files, body)
                if again:
                    files[SIGNATURE] = sign_manifest(files[body], county_signer(county), NOW)
                return strict_zip(files)
            except (PacketFault, KeyError, ValueError, TypeError, AttributeError, RecursionError):
                return changed

        return Bench({"file.zip": data}, read, signed=not again, finish=finish)

    return bench


def _stamped_receipt(county: County, folder: Path) -> Path:
    """A receipt with a time stamp."""
    from app.packet.receipt import write_receipt

    plain = unzip(a_receipt(county, folder))
    body = {k: v for k, v in json.loads(plain[BODY]).items() if k not in ("schema", "files", "crl_number")}
    remark = {"register": "problem", "id": 3, "number": "示纪问〔2026〕1号", "field": "deadline", "text": "请写明"}
    told = {**body, "number": 1, "period": "2026-10", "message": "x", "remarks": [remark]}
    return write_receipt(folder, told, county_signer(county), county.trust, NOW, _timer(county))


def _timer(county: County) -> PersonKey:
    own = new_time_key()
    cert = issue_time_certificate(own.public_key(), county.root_key, county.root, "示例县", now=NOW)
    return PersonKey("county", "示例县时间戳", own, cert, (county.root,))


def stamp(desk: Desk) -> Bench:
    """A time stamp alone."""
    county = _county(desk)
    digest = bytes.fromhex(TAG)

    def read(path: Path) -> object:
        return check_stamp(path.read_bytes(), digest, county.trust).astimezone(UTC)

    return Bench({"time.tst": make_stamp(digest, _timer(county), NOW)}, read, signed=True)


def _about(county: County, role: str = "clerk") -> About:
    own = key(f"asked {role}")
    digest = key_sha256(own.public_key())
    return About("330182001", "示例乡", "示例县", role, "周敏", digest, NOW.isoformat(), "0.3.0")


def request(desk: Desk) -> Bench:
    """A request for a certificate, as the county reads it."""
    county = _county(desk)
    csr = make_request(key("asked clerk"), "示例乡", "clerk", "周敏")
    path = write_request(desk.folder / "REQ.zip", csr, _about(county))

    def read(path: Path) -> object:
        found = read_request(path)
        return found.about.groups and ANYTHING

    return Bench({"REQ.zip": path.read_bytes()}, read)


def answer(desk: Desk) -> Bench:
    """The county's answer with a certificate and its trust."""
    from dataclasses import replace

    from app.packet.certificates import check_request, fingerprint, issue_certificate
    from app.packet.trust import Signer, Township

    county = _county(desk)
    csr = check_request(make_request(key("asked clerk"), "示例乡", "clerk", "周敏"))
    cert = issue_certificate(csr, county.root_key, county.root, now=NOW)
    signers = (entry(county.clerk), entry(county.secretary), Signer("clerk", "周敏", fingerprint(cert)))
    trust = replace(county.trust, townships=(Township("330182001", "示例乡", signers),))
    path = write_answer(desk.folder / "ANS.zip", cert, _about(county), trust, county_signer(county))

    def read(path: Path) -> object:
        found = read_answer(path, NOW)
        return found.about, pem(found.cert), trust_files(found.trust), found.root_groups

    return Bench({"ANS.zip": path.read_bytes()}, read, signed=True)


def trust(desk: Desk) -> Bench:
    """The folder of the county's trust, one of its files changed."""
    county = _county(desk)
    files = trust_files(county.trust)

    def read(path: Path) -> object:
        folder = desk.folder / "信任"
        folder.mkdir(exist_ok=True)
        for name, data in files.items():
            (folder / name).write_bytes(path.read_bytes() if name == path.name else data)
        bundle = load_trust(folder)
        trust_files(bundle)
        bundle.township("330182001")
        return ANYTHING

    return Bench({name: files[name] for name in (ROOT_FILE, CRL_FILE, TRUST_FILE)}, read)


def marks(desk: Desk) -> Bench:
    """The marks of payees and the certificate for sealing in a packet."""
    from app.packet.child import lines_of
    from app.packet.marks import MARKS, PacketMark, read_marks, seal_certificate

    county = _county(desk)
    lines = b"".join(
        PacketMark(
            "k" * 8 if False else "0123456789abcdef", "problem", row, 0, None, "id", "id", "ab" * 32, 5
        ).as_line()
        for row in (1, 2)
    )
    cert = issue_seal_certificate(key("township seal").public_key(), county.root_key, county.root, "示例乡", now=NOW)

    def read(path: Path) -> object:
        if path.suffix == ".pem":
            seal_certificate(path.read_bytes())
        else:
            read_marks(lines_of(path.read_bytes(), MARKS), lambda register: {1, 2, 3})
        return ANYTHING

    return Bench({"marks.jsonl": lines, "township-seal.pem": pem(cert)}, read)


def _both(
    name: str, what: str, body: str, make: Callable[[County, Path], Path], reader: Judged
) -> tuple[Reader, Reader]:
    return (
        Reader(name, what, _from_county(body, make, reader, False)),
        Reader(f"{name}_signed", f"{what},签名是真的", _from_county(body, make, reader, True), heavy=True),
    )


def _readers() -> tuple[Reader, ...]:
    from app.packet import template

    return (
        Reader("packet", "上报包", packet),
        Reader("packet_signed", "上报包,签名是真的", packet_signed, heavy=True),
        Reader("part", "上报包的第二份", part, heavy=True),
        Reader("sealed", "封装的上报包 .p7m", sealed),
        *_both("receipt", "回执", BODY, _stamped_receipt, read_receipt),
        *_both("task", "交办包", task.BODY, a_task, task.read_task),
        *_both("mark_key", "比对密钥", mark_key.BODY, a_key, mark_key.read_key),
        *_both("template", "县里模板", template.BODY, _template, template.read_template),
        Reader("stamp", "时间戳", stamp),
        Reader("request", "证书申请", request),
        Reader("answer", "证书答复", answer),
        Reader("trust", "信任资料", trust),
        Reader("marks", "比对标记和乡镇加密证书", marks),
    )


READERS = _readers()
