"""Makes tests/old_files/release-VERSION: python -m tests.renew_old_files [VERSION]

Once for a release, when it is given out, and never again for the same one: all later programs must open them.
A township's book with an attachment and a sealed name, its backup, a packet of it, plain and sealed; of its county the
receipt for that packet, a version of templates and a task. The keys and passwords are for practice and open nothing
else. tests/test_old_files.py says what must be found in them.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import Certificate

import app
from app.ledgers import ledger
from app.operations import (
    backups,
    books,
    certificates,
    county_tasks,
    identities,
    packets,
    receipts,
    receiving,
    records,
    template_kinds,
    template_making,
    vault,
)
from app.operations.books import Book, BookInfo
from app.packet.certificates import load_certificate, make_county_root, pem, private_key_der
from tests.conftest import BEIJING, FixedClock
from tests.county.old_packets import COUNTY_USERS, FOLDER, USERS, VERSIONS, old_packet
from tests.county.townships import COUNTY, COUNTY_CODE, NAMES, code_of
from tests.packet.packet_county import pdf

NOW = datetime(2026, 11, 3, 9, tzinfo=BEIJING)
MONTH = "2026-10"
COMPLAINT = {
    "received_on": "2026-10-08",
    "way": "来信",
    "real_name": "是",
    "unit": "青山村",
    "category": "2.2",
    "summary": "山林发包收入没有入账",
}
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
FINANCE = (("1", "2026-07-01", "2.02", "发包", "300"), ("2", "2026-08-02", "3.04", "纸张", "50.5"))
TASK = {
    "order_no": "示县纪交〔2026〕3号",
    "unit": NAMES[0],
    "kind": "问题整改",
    "matter": "低保对象死亡后仍领取低保金,请核清并追回",
    "basis": "县纪委第12次会议",
    "place": "青山村",
    "issued_on": "2026-11-03",
    "deadline": "2026-12-20",
    "answer_to": "县纪委党风政风监督室",
}
PASSWORDS = {user.login: user.password for user in USERS}
COUNTY_PASSWORDS = {user.login: user.password for user in COUNTY_USERS}


def main(arguments: Sequence[str]) -> int:
    """Make the files of this release, or of the version that is named; gives the exit code."""
    target = FOLDER / f"release-{arguments[0] if arguments else app.__version__}"
    if target.exists():
        print(f"{target} is there already: files of a release are made once and never again", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made"
        made.mkdir()
        make(made)
        shutil.copytree(made, target)
    print(f"{target}: {sum(path.stat().st_size for path in target.rglob('*') if path.is_file()) >> 10} KB")
    return 0


def make(out: Path) -> None:
    """Write every file of a release into a folder."""
    books.clock = lambda: FixedClock(NOW)  # type: ignore[assignment]
    county = _county()
    with closing(_township(out / "township" / "township.mz")) as book:
        people = [identities.Person(u.login, u.role, u.name, u.password) for u in USERS]
        enrolled = identities.enrol(book, county, people, out / "township" / "trust", NOW)
        backups.back_up(book, out / "township.mzb")
        packet = packets.build(book, MONTH, out, PASSWORDS, now=NOW).path
        sealed = packets.seal(book, packet)
        packets.deliver(book, packet, _stick(out))
    _keep(out, county, enrolled)
    with closing(_county_book(out / "county" / "county.mz", county, enrolled)) as book:
        receiving.receive(book, [sealed], month=MONTH, passwords=COUNTY_PASSWORDS)
        (came,) = receiving.merge(book, passwords=COUNTY_PASSWORDS)
        receipts.write_all(book, [came.id], out, COUNTY_PASSWORDS)
        template_making.add(book, [template_kinds.option(book, "report_day", "8")])
        template_making.make(book, "示县纪模〔2026〕1号", "月报上报日改为8日", out, COUNTY_PASSWORDS)
        county_tasks.make(book, [records.save(book, ledger("county_task"), None, TASK).id], out, COUNTY_PASSWORDS)
    for folder in (_stick(out), out / "county"):  # a county's book is a book like the township's: one is enough to keep
        shutil.rmtree(folder)
    for left in out.rglob("*.lock"):
        left.unlink()


def _stick(out: Path) -> Path:
    stick = out / "stick"
    stick.mkdir(exist_ok=True)
    return stick


def _county() -> identities.County:
    """The county of all old packets, so that one book receives them; a new one for the first of them."""
    if VERSIONS:
        return old_packet(VERSIONS[0]).county
    key = ec.generate_private_key(ec.SECP256R1())
    root = make_county_root(key, COUNTY, now=NOW, practice=True)
    return identities.County(COUNTY, key, root, identities.new_seal_key(key, root, COUNTY, NOW))


def _keep(out: Path, county: identities.County, enrolled: Sequence[tuple[identities.Person, Certificate]]) -> None:
    """What a test needs to be that county: its keys, and whom it certified."""
    told = {
        "now": NOW.isoformat(),
        "key": private_key_der(county.key).hex(),
        "root": pem(county.root).decode(),
        "seal": {"key": private_key_der(county.seal.key).hex(), "pem": pem(county.seal.cert).decode()},
        "certificates": [
            {"role": person.role, "name": person.name, "pem": pem(cert).decode()} for person, cert in enrolled
        ],
    }
    (out / "county.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _township(path: Path) -> Book:
    """A book with a row in every register a packet of October needs, an attachment and a name under lock."""
    info = BookInfo(NAMES[0], code_of(0), COUNTY, "示", practice=True)
    path.parent.mkdir()
    book = books.create_book(path, info, USERS, today=NOW.date())
    units = ledger("unit")
    records.save(book, units, None, {"name": COUNTY, "kind": "县", "code": COUNTY_CODE})
    records.save(book, units, None, {"name": NAMES[0], "kind": "乡镇", "parent": COUNTY, "code": code_of(0)})
    records.save(book, units, None, {"name": "青山村", "kind": "村", "parent": NAMES[0]})
    person = {"name": "王伟", "unit": "青山村", "post": "村委会主任", "level": "村(社区)干部"}
    records.save(book, ledger("person"), None, person)
    problem = records.save(book, ledger("problem"), None, PROBLEM)
    proof = path.parent / "proof.pdf"
    proof.write_bytes(pdf(1))
    records.add_file(book, ledger("problem"), problem.id, "proof", proof)
    proof.unlink()
    records.move(book, ledger("problem"), problem.id, "整改中", texts={"measures": "补记入账", "responsible": "王伟"})
    sheet = records.save(
        book, ledger("finance_sheet"), None, {"unit": "青山村", "period": "2026Q3", "opening": "1,000"}
    )
    keys = ("seq", "on_day", "item", "purpose", "amount")
    lines = [records.LineEdit(None, dict(zip(keys, typed, strict=True))) for typed in FINANCE]
    records.save_lines(book, ledger("finance_sheet"), sheet.id, ledger("finance_line"), lines)
    _sealed_name(book)
    return book


def _sealed_name(book: Book) -> None:
    complaint = records.save(book, ledger("complaint"), None, COMPLAINT)
    opened = vault.unlock(book, PASSWORDS["clerk"])
    vault.put(opened, ledger("complaint"), complaint.id, {"name": "欧阳保密", "phone": "13912345678"})
    vault.close(opened)


def _county_book(
    path: Path, county: identities.County, enrolled: Sequence[tuple[identities.Person, Certificate]]
) -> Book:
    path.parent.mkdir()
    info = BookInfo(COUNTY, COUNTY_CODE, COUNTY, "县", practice=True, kind="county")
    book = books.create_book(path, info, COUNTY_USERS, today=NOW.date())
    certificates.found_county(book, COUNTY_PASSWORDS["clerk"], made=county)
    for person, cert in enrolled:
        known = load_certificate(pem(cert))
        certificates.register(book, code_of(0), NAMES[0], person.role, person.name, known, checked=True)
    with book.change("录入乡镇") as writer:
        top = writer.save(ledger("unit"), {"name": COUNTY, "kind": "县", "code": COUNTY_CODE})
        writer.save(ledger("unit"), {"name": NAMES[0], "kind": "乡镇", "code": code_of(0), "parent": top})
    return book


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
