"""交办包: the county signs tasks for its townships; a township loads them as rows of 县里交办, each only once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.faults import Refused
from app.domain.fields import Row
from app.domain.rows import id_of, text_of
from app.ledgers import ledger as ledger_of
from app.ledgers.county_task import GIVEN, KINDS, REGISTERED
from app.operations import attachments, county_desk, county_files, county_units
from app.operations.identities import Passwords
from app.operations.rights import must_enter
from app.storage.book import Book
from app.storage.reading import Query

if TYPE_CHECKING:
    from app.packet.county_file import ReadFile

REGISTER = "county_task"


@dataclass(frozen=True)
class Made:
    """A 交办包 that was written for one township."""

    township: str
    name: str
    path: Path
    tasks: int


@dataclass(frozen=True)
class Loaded:
    """What a 交办包 brought: the new rows, how many of its tasks were here already, who signed it."""

    rows: tuple[int, ...]
    known: int
    signed_by: str
    deadline: str

    @property
    def message(self) -> str:
        """What a clerk is told."""
        if not self.rows:
            return f"这份交办包以前已装入({self.known} 件),没有改动。"
        again = f"另有 {self.known} 件以前已装入,没有改动。" if self.known else ""
        return f"装入县里交办 {len(self.rows)} 件,最早的时限是 {self.deadline},已列入待办。{again}"


@dataclass(frozen=True)
class Given:
    """A task the county sent, and how far the township is, "" and no state where no packet of it said so yet."""

    row: int
    order_no: str
    township: str
    matter: str
    deadline: str
    state: str
    received_on: str
    there: str
    result: str


def make(book: Book, ids: Iterable[int], folder: Path, passwords: Passwords) -> list[Made]:
    """Sign tasks and write them to a folder or stick, one file for each township, read back and compared.

    Raises:
        Refused: It is no county's book, or a task is not the county's own, is closed, or names no township.
        Told: The password is wrong or not at hand, or the drive failed.
    """
    county_desk.must_be_county(book)
    rows = [_own_task(book, id) for id in dict.fromkeys(ids)]
    if not rows:
        raise Refused("没有选交办事项。没有写出;请先在“县里交办”里登记,再选中。", "E-TASK")
    places = {unit: (code, name) for code, name, unit in county_units.townships(book)}
    for row in rows:
        if row["unit"] not in places:
            raise Refused(
                f"“{book.title(REGISTER, _id(row))}”的承办单位不是有代码的乡镇。没有写出;请改成乡镇,一个乡镇一条。",
                "E-TASK",
            )
    signer, trust = county_desk.signer(book, passwords), county_desk.trust_of(book)
    made = []
    for unit in dict.fromkeys(row["unit"] for row in rows):
        mine = [row for row in rows if row["unit"] == unit]
        made.append(_write(book, places[id_of(mine[0], "unit") or 0], mine, folder, (signer, trust)))
        _sent(book, mine, made[-1])
    return made


def load(book: Book, path: Path) -> Loaded:
    """Take in a 交办包: each task becomes a row of 县里交办; what is there already stays as it is.

    Raises:
        Refused: It is for another township, this is a county's book, or who acts may not enter rows.
        Told: It is no 交办包, was changed, or is not our county's.
    """
    from app.operations import enrolment

    ledger = ledger_of(REGISTER)
    must_enter(book, ledger)
    read = _read(book, path)
    known = {text_of(row, "task_id") for row in _every(book) if row.get("task_id")}
    new = [task for task in read.body["tasks"] if task["task_id"] not in known]
    rows = [_row(book, task, read) for task in {task["task_id"]: task for task in new}.values()]
    ids: list[int] = []
    with book.transaction():
        enrolment.take_trust(book, read.trust)
        book.note("task.load", f"task/{path.name[:80]}", f"{len(rows)}/{len(read.body['tasks'])}")
    if rows:
        with book.change(f"装入县里交办:{len(rows)} 件") as writer:
            ids = [writer.save(ledger, row) for row in rows]
    first = min((text_of(row, "deadline") for row in rows), default="")
    return Loaded(tuple(ids), len(read.body["tasks"]) - len(rows), read.signed_by, first)


def given(book: Book) -> list[Given]:
    """The tasks the county sent, the newest first, each with what the township's packets say of it."""
    county_desk.must_be_county(book)
    rows = book.rows(REGISTER)
    there = {text_of(row, "task_id"): row for row in rows if row.get("received_on") and row.get("task_id")}
    sent = [row for row in rows if row.get("sent_on")]
    sent.sort(key=lambda row: (text_of(row, "sent_on"), _id(row)), reverse=True)
    return [_given(book, row, there.get(text_of(row, "task_id"), {})) for row in sent]


def _given(book: Book, row: Row, there: Mapping[str, Any]) -> Given:
    return Given(
        _id(row),
        text_of(row, "order_no"),
        book.title("unit", id_of(row, "unit") or 0),
        text_of(row, "matter"),
        text_of(row, "deadline"),
        text_of(row, "state"),
        str(there.get("received_on") or ""),
        str(there.get("state") or ""),
        str(there.get("result") or there.get("done_so_far") or ""),
    )


# --- at the county


def _own_task(book: Book, id: int) -> Row:
    row = book.row(REGISTER, id)
    if row is None or row.get("voided"):
        raise Refused("这一件交办已不存在或已作废。没有写出;请刷新列表后再选。", "E-GONE")
    if row.get("received_on"):
        raise Refused(f"“{book.title(REGISTER, id)}”是乡镇报来的,不再写出。没有写出;请选县里自己登记的。", "E-TASK")
    if row.get("state") not in (REGISTERED, GIVEN):
        raise Refused(f"“{book.title(REGISTER, id)}”已是“{row['state']}”,不再写出。没有写出任何文件。", "E-TASK")
    return row


def _write(book: Book, place: tuple[str, str], rows: Sequence[Row], folder: Path, signing: tuple[Any, Any]) -> Made:
    from app.packet.task import file_name, write_task

    code, name = place
    tasks, files = [], dict[str, bytes]()
    for row in rows:
        tasks.append(_task(book, row, files))
    body = {
        "township": code,
        "township_name": name,
        "county": book.info.county,
        "county_code": book.info.code,
        "issued_at": book.now(),
        "tasks": tasks,
    }
    path = county_files.write_for(
        book, code, folder, lambda target, now: write_task(target, body, files, *signing, now), file_name
    )
    return Made(code, name, path, len(tasks))


def _task(book: Book, row: Row, files: dict[str, bytes]) -> dict[str, Any]:
    """One task as it is signed; its attached files are added to those of the ZIP, under names that say nothing."""
    attached = []
    for one in attachments.attached(text_of(row, "files")):
        name = f"{len(files) + 1:04d}.bin"
        files[name] = book.file(one.digest)
        attached.append({"file": name, "name": one.name})
    texts = ("order_no", "kind", "matter", "basis", "place", "issued_on", "deadline", "answer_to")
    return {"task_id": _task_id(book, row), "attached": attached, **{key: text_of(row, key) for key in texts}}


def _task_id(book: Book, row: Row) -> str:
    """The same for the same task whenever it is written again; nobody else's."""
    return text_of(row, "task_id") or sha256(f"mz-task/1\n{book.info.book_id}\n{_id(row)}".encode()).hexdigest()[:32]


def _sent(book: Book, rows: Sequence[Row], made: Made) -> None:
    today = book.today().isoformat()
    with book.change(f"写出交办包:{made.name} {made.tasks} 件", kind="print") as writer:
        for row in rows:
            sent = {"task_id": _task_id(book, row), "sent_on": row.get("sent_on") or today, "state": GIVEN}
            writer.save(ledger_of(REGISTER), {"id": row["id"], "row_version": row["row_version"], **sent})
        writer.note("task.make", f"task/{made.path.name}", made.township)


# --- at the township


def _read(book: Book, path: Path) -> ReadFile:
    from app.packet.task import read_task

    return county_files.read_own(book, path, read_task, "交办包")


def _every(book: Book) -> list[Row]:
    """All rows, those that were voided too: what was loaded once does not come back by itself."""
    return book.page(REGISTER, book.ids(REGISTER, Query(voided=None)))


def _row(book: Book, task: Mapping[str, Any], read: ReadFile) -> Row:
    ledger = ledger_of(REGISTER)
    row: Row = {
        "unit": _own_unit(book),
        "order_no": task["order_no"],
        "kind": task["kind"] if task["kind"] in KINDS else KINDS[-1],
        "matter": task["matter"],
        "basis": task["basis"] or None,
        "place": task["place"] or None,
        "issued_on": _day(task["issued_on"]),
        "deadline": _day(task["deadline"]),
        "answer_to": task["answer_to"],
        "task_id": task["task_id"],
        "received_on": book.today().isoformat(),
    }
    for one in task["attached"]:
        attachments.attach(book, ledger, row, "files", one["name"], read.files[one["file"]])
    return row


def _own_unit(book: Book) -> int:
    for unit in book.rows("unit", code=book.info.code):
        return _id(unit)
    for unit in book.rows("unit", name=book.info.township):
        return _id(unit)
    raise Refused(
        f"“单位”里没有{book.info.township}。没有装入;请先在基础资料的“单位”里登记本乡镇,再装入交办包。", "E-UNIT"
    )


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise Refused("交办包里的日期不对。没有装入;请县里用同一版本的程序重新写出。", "E-TASK") from error


def _id(row: Row) -> int:
    return id_of(row, "id") or 0
