"""交还: a township that lost what it sent gets it from the county, as it came, sealed to the township."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.faults import Refused
from app.operations import county_desk, county_marks, county_parts
from app.operations.county_archive import at_work, quarantine, readable
from app.operations.county_chain import ACCEPTED_STATES
from app.operations.identities import Passwords
from app.storage import inbox
from app.storage.book import Book
from app.storage.inbox import Received

if TYPE_CHECKING:
    from app.packet.certificates import Certificate
    from app.packet.sealing import SealKey

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class HandedBack:
    """The files that were written, read back and compared, the oldest packet first; and whose they are."""

    township_name: str
    paths: tuple[Path, ...]


def hand_back(
    book: Book,
    township: str,
    folder: Path,
    passwords: Passwords | None = None,
    *,
    month: str = "",
    progress: Progress | None = None,
) -> HandedBack:
    """Write what was merged of a township to a folder or stick: of one month, or all of it.

    Each file goes as it came, where the township sealed it to itself as well; else sealed to the certificate that came
    with its packets. The township knows by the county's signed receipt that these are the packets it sent.

    Raises:
        Refused: It is no county's book, nothing was merged, or nobody knows to which certificate to seal.
        Told: A copy cannot be opened, or the drive failed.
    """
    from app.packet.delivery import deliver

    county_desk.must_be_county(book)
    lines = _merged(book, township, month)
    if not lines:
        raise Refused(
            "没有并入过这个乡镇的这个月的包,没有可以交还的。没有写出任何文件;请先看“收件”里收过哪几个月。", "E-MISSING"
        )
    own, cert, written = county_desk.opener(book, passwords or {}), _certificate(book, township), list[Path]()
    for at, line in enumerate(lines):
        if progress:
            progress(at, len(lines), f"{line['township_name']} {line['period']}")
        with at_work(book) as room:
            written.append(deliver(_for_township(book, line, room, own, cert), folder).path)
        book.note("packet.hand_back", f"packet/{line['packet_id']}", township)
    return HandedBack(str(lines[0]["township_name"]), tuple(written))


def _merged(book: Book, township: str, month: str) -> list[Received]:
    wanted = {"township": township, **({"period": month} if month else {})}
    firsts = inbox.received(book, state=list(ACCEPTED_STATES), **wanted)
    firsts.sort(key=lambda line: (line["seq"], line["id"]))
    return [one for line in firsts for one in (line, *county_parts.further(book, line))]


def _certificate(book: Book, township: str) -> Certificate | None:
    from app.packet.certificates import load_certificate

    pem = (book.kept(county_marks.SEALS) or {}).get(township)
    return load_certificate(pem.encode("ascii")) if pem else None


def _for_township(book: Book, line: Received, room: Path, own: SealKey | None, cert: Certificate | None) -> Path:
    """A file only the township opens, named as its packet."""
    import shutil

    from app.packet import sealing

    source, name = quarantine(book) / line["path"], str(line["file_name"]).removesuffix(sealing.ENDING)
    target = room / f"{name}{sealing.ENDING}"
    if cert is not None:
        with readable(book, source, own) as opened:
            return sealing.seal(opened, target, [cert])
    if line["file_name"].endswith(sealing.ENDING) and len(sealing.recipients_of(source)) > 1:
        shutil.copyfile(source, target)
        return target
    raise Refused(
        f"不知道{line['township_name']}用什么证书开封,不能封装给它。没有写出这个包;"
        "请让乡镇升级程序,等它下一次上报带来证书后再交还。",
        "E-NO-SEAL",
    )
