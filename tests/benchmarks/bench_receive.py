"""A packet of 300 files and 150 MB received and merged, against hashing the same bytes; 24 packets of 50 MB.

The limits: 3 s for each 100 MB beyond the raw floor, 150 MB of memory beyond the open book, 24 packets in 3 minutes.
Of the first the time of the processor counts, of the process that checks too: a disk that waits for others waits for
the floor as well. What the clock said is told beside it, and is what counts for the 24.
"""

from __future__ import annotations

import hashlib
import os
import resource
import sys
import tempfile
import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from county_made import KNOWN, founded
from measure import Line, busy, run, seconds, tell

MB = 1 << 20


def main() -> None:
    """Print times and memory."""
    from app.operations import certificates, identities, receiving
    from app.packet.content import PacketFile
    from app.storage.core import system_clock
    from tests.county.townships import COUNTY, NAMES, Sender, enrol, sample

    now = datetime.now(timezone(timedelta(hours=8))).replace(microsecond=0)
    with tempfile.TemporaryDirectory(prefix="县 收包 ") as name:
        folder = Path(name)
        county = identities.make_practice_county(COUNTY, now)
        book = founded(folder / "county.mz", county, system_clock)
        senders = [enrol(book, county, place, now) for place in range(len(NAMES))]
        trust = certificates.county_trust(book)

        def packet(sender: Sender, period: str, files: int, size: int, rows: int) -> Path:
            annexes = []
            for number in range(files):
                path = folder / f"{sender.place}-{number}.jpg"
                path.write_bytes(os.urandom(size))
                annexes.append(PacketFile(f"data/annex/A{number:03d}.jpg", path, "image/jpeg", "附件", "annex"))
            records = sample(sender.place, sender.name, sender.code, period, rows)
            plain = sender.packet(folder / "out", period, records, annexes)
            sealed = _sealed(plain, trust)
            for annex in annexes:
                Path(str(annex.source)).unlink()
            return sealed

        def receive_and_merge(paths: list[Path], month: str) -> None:
            receiving.receive(book, paths, month=month, passwords=KNOWN)
            done = receiving.merge(book, passwords=KNOWN)
            assert [line.state for line in done] == ["merged"] * len(paths), [line.told for line in done]

        large = packet(senders[0], "2026-09", 296, 500_000, 400)
        size = large.stat().st_size / MB
        floor = min(busy(lambda: _hash(large)) for _ in range(3))
        before, start = _memory(), time.perf_counter()
        took = busy(lambda: receive_and_merge([large], "2026-09"))
        over, clock = (took - floor) / (size / 100), time.perf_counter() - start
        told = f"处理器 {took:.2f} 秒,只算摘要 {floor:.2f} 秒,每 100 MB 多 {over:.2f} 秒;钟上 {clock:.2f} 秒"
        print(f"{size:.0f} MB、300 个文件:{told}", flush=True)
        tell(Line("县里收包的处理器时间:每 100 MB", over + floor, floor, 3, "s", over=True))
        print(f"核对的进程 {_memory(resource.RUSAGE_CHILDREN)} MB")
        tell(Line("县里收包:内存", _memory(), before, 150, "MB", over=True))

        many = [packet(replace(sender), "2026-10", 100, 500_000, 150) for sender in senders]
        took = seconds(lambda: receive_and_merge(many, "2026-10"))
        total = sum(path.stat().st_size for path in many) / MB
        tell(Line(f"县里收 24 个包 {total:.0f} MB", took, None, 180, "s"))
        book.close()


def _sealed(plain: Path, trust: Any) -> Path:
    from app.packet import sealing

    target = plain.with_name(f"{plain.name}.p7m")
    sealing.seal(plain, target, [trust.seal])
    plain.unlink()
    return target


def _hash(path: Path) -> None:
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while block := file.read(MB):
            digest.update(block)


def _memory(who: int = resource.RUSAGE_SELF) -> int:
    """The most this process ever took, in MB."""
    return resource.getrusage(who).ru_maxrss >> 10


if __name__ == "__main__":
    run(main)
