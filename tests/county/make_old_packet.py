"""Makes tests/old_files/packet-<version>: a packet as today's program writes it, and the county it is for.

Run once a release, never again for the same one: python -m tests.county.make_old_packet
The keys are for practice only and open nothing.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

import app
from app.ledgers import ledger
from app.operations import books, identities, packets, records
from app.operations.books import BookInfo, NewUser
from app.packet.certificates import make_county_root, pem, private_key_der
from tests.conftest import BEIJING, FixedClock
from tests.county.old_packets import VERSIONS, old_packet
from tests.county.townships import COUNTY, COUNTY_CODE, NAMES, code_of

FOLDER = Path(__file__).resolve().parent.parent / "old_files" / f"packet-{app.__version__}"
NOW = datetime(2026, 11, 3, 9, tzinfo=BEIJING)
PROBLEM = {
    "unit": "青山村",
    "discovery": "群众提",
    "category": "2.2",
    "description": "集体山林发包收入三千元没有入账",
    "lead": "王伟",
    "found_on": "2026-10-12",
    "deadline": "2026-11-30",
    "amount_involved": "3,000",
}
USERS = (NewUser("clerk", "王芳", "clerk", "practice-old-1"), NewUser("sec", "李立强", "secretary", "practice-old-2"))


def main() -> None:
    """Write the files of this version."""
    FOLDER.mkdir(parents=True)
    if VERSIONS:  # all are for one county, so that one book receives them
        county = old_packet(VERSIONS[0]).county
        key, root = county.key, county.root
    else:
        key = ec.generate_private_key(ec.SECP256R1())
        root = make_county_root(key, COUNTY, now=NOW, practice=True)
        county = identities.County(COUNTY, key, root, identities.new_seal_key(key, root, COUNTY, NOW))
    with tempfile.TemporaryDirectory() as folder:
        packet, certificates = _packet(Path(folder), county)
        shutil.copy(packet, FOLDER / packet.name)
    kept = {"now": NOW.isoformat(), "key": private_key_der(key).hex(), "root": pem(root).decode()}
    text = json.dumps({**kept, "certificates": certificates}, ensure_ascii=False, indent=1)
    (FOLDER / "county.json").write_text(text + "\n", "utf-8")


def _packet(folder: Path, county: identities.County) -> tuple[Path, list[dict[str, str]]]:
    books.clock = lambda: FixedClock(NOW)  # type: ignore[assignment]
    info = BookInfo(NAMES[0], code_of(0), COUNTY, "示", practice=True)
    book = books.create_book(folder / "township.mz", info, USERS, today=NOW.date())
    units = ledger("unit")
    records.save(book, units, None, {"name": COUNTY, "kind": "县", "code": COUNTY_CODE})
    records.save(book, units, None, {"name": NAMES[0], "kind": "乡镇", "parent": COUNTY, "code": code_of(0)})
    records.save(book, units, None, {"name": "青山村", "kind": "村", "parent": NAMES[0]})
    person = {"name": "王伟", "unit": "青山村", "post": "村委会主任", "level": "村(社区)干部"}
    records.save(book, ledger("person"), None, person)
    problem = records.save(book, ledger("problem"), None, PROBLEM)
    records.move(book, ledger("problem"), problem.id, "整改中", texts={"measures": "补记入账", "responsible": "王伟"})
    people = [identities.Person(u.login, u.role, u.name, u.password) for u in USERS]
    made = identities.enrol(book, county, people, folder / "trust", NOW)
    path = packets.build(book, "2026-10", folder, {u.login: u.password for u in USERS}, now=NOW).path
    book.close()
    told = [{"role": person.role, "name": person.name, "pem": pem(cert).decode()} for person, cert in made]
    return path, told


if __name__ == "__main__":
    main()
