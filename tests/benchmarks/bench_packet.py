"""Making a packet of 145 MB, against hashing and writing the same bytes."""

from __future__ import annotations

import hashlib
import os
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

from measure import compare, run, seconds

SIZES = [500_000] * 290


def main() -> None:
    """Print the ratio."""
    from app.packet.certificates import (
        PersonKey,
        check_request,
        issue_certificate,
        make_county_root,
        make_crl,
        make_request,
        new_private_key,
        pem,
    )
    from app.packet.content import PacketContent, PacketFile, PacketMeta
    from app.packet.packet import issue

    now = datetime.now(timezone(timedelta(hours=8)))
    county = new_private_key()
    root = make_county_root(county, "示例县", now=now, practice=True)
    people = []
    for role, name in (("clerk", "王芳"), ("secretary", "李强")):
        key = new_private_key()
        request = check_request(make_request(key, "示例乡", role, name))
        people.append(PersonKey(role, name, key, issue_certificate(request, county, root, now=now), (root,)))
    crl = pem(make_crl(county, root, number=1, now=now))
    with tempfile.TemporaryDirectory(prefix="上报包 ") as name:
        folder = Path(name)
        annexes = []
        for number, size in enumerate(SIZES):
            path = folder / f"A{number:03d}.jpg"
            path.write_bytes(os.urandom(size))
            annexes.append(path)
        files = tuple(PacketFile(f"data/annex/{p.name}", p, "image/jpeg", "附件", "annex") for p in annexes)
        empty = {"origin": "x/audit", "size": 1, "root": "00" * 32, "from_size": 0, "proof": []}
        turn = iter(range(1000))

        def ours() -> float:
            meta = PacketMeta(
                packet_id=f"{next(turn):032x}",
                township="360999001",
                township_name="示例乡",
                period="2026-10",
                revision=1,
                seq=1,
                prev=None,
                supersedes=None,
                recipient={"county": "示例县", "cert_sha256": "00" * 32},
                created=now.isoformat(timespec="seconds"),
                app_version="0",
                practice=True,
                log=empty,
            )
            content = PacketContent(meta, files, crl)
            out = folder / f"out{next(turn)}"
            return seconds(lambda: issue(content, people[0], people[1], out, now=now))

        def floor() -> float:
            return seconds(lambda: hash_and_write(annexes, folder / f"raw{next(turn)}"))

        compare("145 MB 上报包", ours, floor, 1.3)


def hash_and_write(paths: list[Path], target: Path) -> None:
    """The floor: every byte read, hashed and written once, then pushed to the disk."""
    with target.open("wb") as out:
        for path in paths:
            digest = hashlib.sha256()
            with path.open("rb") as source:
                while block := source.read(1 << 20):
                    digest.update(block)
                    out.write(block)
        out.flush()
        os.fsync(out.fileno())


if __name__ == "__main__":
    run(main)
