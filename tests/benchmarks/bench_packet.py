"""A packet of 145 MB built, sealed, verified and received, each against plain libraries doing the same to the bytes.

    build    hash and write every byte once, push it to the disk; fields and two signatures in the report, two on all
    seal     AES-GCM from file to file, push it to the disk, the key for two recipients
    verify   hash every byte, check two signatures in the report and two on all by their chains
    receive  copy and hash, push it to the disk; AES-GCM once to judge and once to write, push it to the disk; a process
             that loads the libraries of signatures and hashes every byte

What counts is the time the processor is busy, of processes it starts too: a disk that waits for others waits for both.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import raw_packet as plain
from county_made import KNOWN, founded
from measure import busy, compare, run

SIZES = [500_000] * 290
TARGET, TURNS = 1.3, 9
PERIOD = "2026-10"


def main() -> None:
    """Print the four ratios."""
    from app.operations import certificates, identities, receiving
    from app.packet import sealing
    from app.packet.packet import verify
    from tests.county.townships import COUNTY, enrol

    now = datetime.now(timezone(timedelta(hours=8))).replace(microsecond=0)
    with tempfile.TemporaryDirectory(prefix="上报包 ") as name:
        folder = Path(name)
        county = identities.make_practice_county(COUNTY, now)
        with closing(founded(folder / "县" / "county.mz", county, lambda: now)) as book:
            sender = enrol(book, county, 0, now)
            trust = certificates.county_trust(book)
            sender.trust = trust
            annexes = _annexes(folder)
            out, raw = folder / "out", folder / "raw"
            build = _building(sender, annexes, out)
            build()  # the libraries are loaded and the caches warm
            people = (sender.clerk, sender.secretary)
            compare("生成", lambda: busy(build), lambda: busy(lambda: plain.build(annexes, raw, people)), TARGET, TURNS)

            (packet,) = out.glob("*.zip")
            sealed, to = packet.with_name(f"{packet.name}.p7m"), [trust.seal, county.seal.cert]
            compare(
                "封装",
                lambda: busy(lambda: sealing.seal(packet, sealed, to)),
                lambda: busy(lambda: plain.seal(packet, raw, trust.seal)),
                TARGET,
                TURNS,
            )
            verdict = verify(packet, trust, allow_practice=True, moment=now)
            assert verdict.accepted, verdict.errors
            signed = plain.Signed.of(packet)
            compare(
                "核对",
                lambda: busy(lambda: verify(packet, trust, allow_practice=True, moment=now)),
                lambda: busy(lambda: plain.verify(packet, signed, trust, now)),
                TARGET,
                TURNS,
            )
            compare(
                "接收",
                lambda: busy(lambda: receiving.receive(book, [sealed], month=PERIOD, passwords=KNOWN)),
                lambda: busy(lambda: plain.receive(sealed, packet, folder)),
                TARGET,
                TURNS,
            )


def _annexes(folder: Path) -> list[Path]:
    paths = []
    for number, size in enumerate(SIZES):
        path = folder / f"A{number:03d}.jpg"
        path.write_bytes(os.urandom(size))
        paths.append(path)
    return paths


def _building(sender: Any, annexes: list[Path], out: Path) -> Callable[[], object]:
    """Writes the same packet again and again: it is the first of its township each time."""
    from app.packet.content import PacketFile
    from tests.county.townships import sample

    files = [PacketFile(f"data/annex/{p.name}", p, "image/jpeg", "附件", "annex") for p in annexes]
    records = sample(sender.place, sender.name, sender.code, PERIOD)

    def build() -> None:
        for earlier in out.glob("*"):
            earlier.unlink()
        sender.copy().packet(out, PERIOD, records, files)

    return build


if __name__ == "__main__":
    run(main)
