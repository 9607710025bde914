"""Seeded byte mutants of packets, receipts, tasks, keys, sealed files: how many were tried, how many got through.

As a program it tries more than ten thousand and prints a line for each kind:
`PYTHONPATH=. python -m tests.packet.mutants [packets=4000] [receipts=3000] [tasks=1000] [keys=1000] [sealed=4000]
[parts=1000]`.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from app.domain.canonical import encode
from app.packet import mark_key, pdf_signing, signing
from app.packet import task as task_files
from app.packet.certificates import PersonKey, issue_seal_certificate
from app.packet.content import PacketFile
from app.packet.faults import PacketFault
from app.packet.packet import issue, verify
from app.packet.parts import Limits, files_of
from app.packet.receipt import BODY, SIGNATURE, read_receipt, write_receipt
from app.packet.sealing import SealKey, open_sealed, seal
from app.packet.trust import TrustBundle
from tests.made_once import key
from tests.packet.packet_county import NOW, County, make_content, make_county, person, rezip, unzip

USUAL = {"packets": 4_000, "receipts": 3_000, "tasks": 1_000, "keys": 1_000, "sealed": 4_000, "parts": 1_000}
TAG = "ab" * 32


@dataclass
class Tally:
    """What became of the mutants of one kind: `identical` opened to exactly what was meant, `faults` have no code."""

    kind: str
    tries: int = 0
    accepted: int = 0
    identical: int = 0
    faults: list[str] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        told = " ".join(f"{code}={count}" for code, count in self.codes.most_common())
        return (
            f"{self.kind}: tries={self.tries} accepted={self.accepted} identical={self.identical} "
            f"tracebacks={len(self.faults)} {told}"
        )


# A judge says with which code a mutant was refused (or raises it), "identical" where it means what it always meant,
# "" where it got through as something else, None where nothing was changed.
Judge = Callable[[random.Random, Path], str | None]
Reader = Callable[[Path, TrustBundle, datetime], object]


def mutant_of(data: bytes, chance: random.Random) -> bytes:
    """One random change: flip, cut, insert, copy a piece, zero a piece."""
    mutant, at = bytearray(data), chance.randrange(len(data))
    match chance.randrange(6):
        case 0 | 1:
            mutant[at] ^= 1 << chance.randrange(8)
        case 2:
            del mutant[at : at + chance.randrange(1, 40)]
        case 3:
            mutant[at:at] = chance.randbytes(chance.randrange(1, 40))
        case 4:
            other = chance.randrange(len(data))
            mutant[at : at + 16] = data[other : other + 16]
        case _:
            mutant[at : at + 24] = bytes(24)
    return bytes(mutant)


def remembering(judge: Callable[..., object]) -> Callable[..., object]:
    """Judge each different signature once: most mutants of a packet leave both signatures as they were."""
    known: dict[tuple[object, ...], object] = {}

    def ask(*given: object) -> object:
        known_by = tuple(part for part in given if isinstance(part, bytes | str))
        if known_by not in known:
            try:
                known[known_by] = judge(*given)
            except PacketFault as fault:
                known[known_by] = fault
        found = known[known_by]
        if isinstance(found, PacketFault):
            raise PacketFault(found.code, "", found.file)
        return found

    return ask


@contextmanager
def remembered() -> Iterator[None]:
    """Signatures of packets are judged once each; never with receipts, which bring their own revocation list."""
    with ExitStack() as patches:
        for module, name in ((signing, "verify_manifest"), (pdf_signing, "verify_pdf")):
            patches.enter_context(patch.object(module, name, remembering(getattr(module, name))))
        yield


def packets(county: County, packet: Path) -> Judge:
    """Mutants of a whole packet, and of one file of it in a container that is sound again."""
    data, files = packet.read_bytes(), unzip(packet)
    signed = [name for name in files if not name.startswith("data/")]

    def judge(chance: random.Random, folder: Path) -> str | None:
        path = folder / "m.zip"
        if chance.randrange(2):
            mutant = mutant_of(data, chance)
            if mutant == data:
                return None
            path.write_bytes(mutant)
        else:
            name = chance.choice(signed if chance.randrange(3) else list(files))
            if not files[name] or (changed := mutant_of(files[name], chance)) == files[name]:
                return None
            rezip(path, {**files, name: changed})
        verdict = verify(path, county.trust, moment=NOW)
        return "" if verdict.accepted else verdict.errors[0].code

    return judge


def county_signer(county: County) -> PersonKey:
    """Who signs the county's receipts."""
    return person(county.root, county.root_key, "county", "孙文清", "示例县")


def a_receipt(county: County, folder: Path) -> Path:
    """The receipt of an accepted packet."""
    body = {
        "packet_id": "330182001-202610-1-0123456789abcdef",
        "township": "330182001",
        "tag_sha256": TAG,
        "decision": "accepted",
        "codes": [],
        "seq": 1,
        "next_seq": 2,
        "received_at": NOW.isoformat(),
        "log": {"size": 3, "root": "cd" * 32},
    }
    return write_receipt(folder, body, county_signer(county), county.trust, NOW)


def a_task(county: County, folder: Path) -> Path:
    """One thing to do, with one file."""
    task = dict.fromkeys(task_files.TEXTS, "x") | {"basis": "", "place": ""}
    body = {
        "township": "330182001",
        "township_name": "示例乡",
        "county": "示例县",
        "county_code": "330182",
        "issued_at": NOW.isoformat(),
        "tasks": [{**task, "attached": [{"name": "通知.pdf", "file": "0.pdf"}]}],
    }
    files = {"0.pdf": b"%PDF-1.7 read me"}
    return task_files.write_task(folder / "TSK.zip", body, files, county_signer(county), county.trust, NOW)


def a_key(county: County, folder: Path) -> Path:
    """The key for marks of payees, sealed to a township."""
    body = {
        "township": "330182001",
        "township_name": "示例乡",
        "county": "示例县",
        "county_code": "330182",
        "issued_at": NOW.isoformat(),
        "year": "2026",
        "serial": 1,
    }
    own = issue_seal_certificate(key("township seal").public_key(), county.root_key, county.root, "示例乡", now=NOW)
    return mark_key.write_key(folder / "KEY.zip", body, bytes(32), own, county_signer(county), county.trust, NOW)


def from_the_county(county: County, path: Path, body: str, reader: Reader) -> Judge:
    """Mutants of a whole receipt, task or key, of one file in a sound container, with digests put right around it."""
    data, files = path.read_bytes(), unzip(path)
    meant = reader(path, county.trust, NOW)
    carried = [name for name in files if name not in (body, SIGNATURE)]

    def judge(chance: random.Random, folder: Path) -> str | None:
        path, how = folder / "r.zip", chance.randrange(3)
        name = chance.choice(carried if how == 2 else list(files))
        changed = mutant_of(data if how == 0 else files[name], chance)
        if changed in (data, files[name]):
            return None
        if how == 0:
            path.write_bytes(changed)
        else:
            mixed = {**files, name: changed}
            rezip(path, with_digests(mixed, body) if how == 2 else mixed)
        return "identical" if reader(path, county.trust, NOW) == meant else ""

    return judge


def with_digests(files: dict[str, bytes], body: str = BODY) -> dict[str, bytes]:
    """A file whose list of digests fits what it carries, as somebody without the key could make it."""
    told = json.loads(files[body])
    told["files"] = {name: sha256(data).hexdigest() for name, data in files.items() if name not in (body, SIGNATURE)}
    return {**files, body: encode(told)}


def sealed_files(county: County, packet: Path, folder: Path) -> Judge:
    """Mutants of a sealed file; its head is not authenticated, so some open to the very same packet (format 2.5)."""
    own, other = (
        SealKey(
            key(name), issue_seal_certificate(key(name).public_key(), county.root_key, county.root, "示例县", now=NOW)
        )
        for name in ("county seal", "township seal")
    )
    plain = packet.read_bytes()[:600]
    small = folder / "small.zip"
    small.write_bytes(plain)
    data = seal(small, folder / "small.zip.p7m", [own.cert, other.cert]).read_bytes()

    def judge(chance: random.Random, folder: Path) -> str | None:
        path, out = folder / "m.p7m", folder / "opened.zip"
        if chance.randrange(2):  # half of them in the head, where the structure is
            at = chance.randrange(1_400)
            mutant = data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]
        else:
            mutant = mutant_of(data, chance)
        if mutant == data:
            return None
        path.write_bytes(mutant)
        try:
            opened = open_sealed(path, out, own).read_bytes()
            out.unlink()
        finally:
            assert not out.exists(), "a refused file left something behind"
        return "identical" if opened == plain else ""

    return judge


def run(kind: str, judge: Judge, tries: int, folder: Path, seed: int = 20_261_128) -> Tally:
    """Try so many mutants; every one that is refused has to be refused with a code."""
    tally, chance = Tally(kind), random.Random(seed)
    with patch("os.fsync"):  # thousands of waits for the disk prove nothing here
        while tally.tries < tries:
            try:
                found = judge(chance, folder)
            except PacketFault as fault:
                found = fault.code
            except Exception as error:  # what is looked for: anything that is no answer
                tally.faults.append(f"{type(error).__name__}: {error}")
                found = "traceback"
            if found is None:
                continue
            tally.tries += 1
            tally.identical += found == "identical"
            tally.accepted += found == ""
            tally.codes[found or "accepted"] += 1
    return tally


def a_further_part(county: County, folder: Path) -> Path:
    """Part 2 of a packet in several files."""
    annexes = tuple(PacketFile(f"data/annex/A{n}.jpg", bytes(9), "image/jpeg", "照片", "annex") for n in range(4))
    content = make_content(county.trust, files=annexes)
    first = issue(content, county.clerk, county.secretary, folder, now=NOW, limits=Limits(entries=11))
    return files_of(first.path)[1].path


def judges(county: County, folder: Path) -> dict[str, Judge]:
    """One judge for each kind of file."""
    packet = issue(make_content(county.trust), county.clerk, county.secretary, folder, now=NOW).path
    return {
        "packets": packets(county, packet),
        "receipts": from_the_county(county, a_receipt(county, folder), BODY, read_receipt),
        "tasks": from_the_county(county, a_task(county, folder), task_files.BODY, task_files.read_task),
        "keys": from_the_county(county, a_key(county, folder), mark_key.BODY, mark_key.read_key),
        "sealed": sealed_files(county, packet, folder),
        "parts": packets(county, a_further_part(county, folder / "份")),
    }


def main(words: list[str]) -> int:
    """Run the kinds that are named, all of them where none is."""
    wanted = {kind: int(count) for kind, _, count in (word.partition("=") for word in words)} or USUAL
    bad = 0
    with TemporaryDirectory() as base:
        made = judges(make_county(practice=False), Path(base))
        for kind, tries in wanted.items():
            with remembered() if kind in ("packets", "parts") else nullcontext():
                tally = run(kind, made[kind], tries, Path(base))
            print(tally, *tally.faults[:5], sep="\n  ", flush=True)
            bad += tally.accepted + len(tally.faults)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
