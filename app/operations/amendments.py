"""更正: asking for it, agreeing to it, what it changed, and how it follows its packet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from app.domain.days import Period
from app.domain.faults import Refused
from app.domain.fields import Attachment, Field, Link, Row, Value
from app.domain.ledger import COMMON_LABELS, LedgerDef
from app.domain.rows import id_of, text_of
from app.ledgers import ledger as ledger_of
from app.ledgers.amendment import ASKED, ISSUED, NAMED, OPEN, SENT, WHOLE, WITHDRAWN
from app.operations import identities, monthly, packet_content, packet_sent, records
from app.operations.identities import Passwords
from app.operations.packet_making import DELIVERED, FINAL
from app.operations.packet_state import PacketOnDisk
from app.operations.travelling import MonthRows, rows_of_month
from app.storage.book import Book

if TYPE_CHECKING:
    from app.storage.writing import Writer

AMENDMENT = "amendment"
_STEP, _BEFORE = "amendment:step:", "amendment:figures:"
_NOT_SHOWN = ("id", "row_version")
Place = tuple[str, int]


@dataclass(frozen=True)
class Changed:
    """One row a correction changes: as the county has it and as it will be; None where it was not or is no more.

    `fields` are the labels with their texts before and after, only those that differ.
    """

    register: str
    id: int
    title: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    fields: Sequence[tuple[str, str, str]]


def open_one(book: Book, period: Period) -> Row | None:
    """The correction of a month that is under way, None where there is none."""
    rows = book.rows(AMENDMENT, period=period.key)
    return next((row for row in rows if row.get("state") in (ASKED, OPEN)), None)


def ask(book: Book, period: Period, reason: str, places: Sequence[Place] = ()) -> Row:
    """Ask for a correction of a month that was carried away; it gets its number here.

    Args:
        book: The book.
        period: The month.
        reason: Why; it travels with the packet.
        places: The rows to be opened; none opens the whole month.

    Raises:
        Refused: The month has not left yet, one correction is under way or waits to leave, or a row did not go.
    """
    _refuse_too_early(book, period)
    if row := open_one(book, period):
        raise Refused(f"{period.title}的更正 {text_of(row, 'number')} 还在办,请先办完或撤回它。没有另外办。", "E-STATE")
    went = book.closed_rows(period.key)
    if lost := [place for place in places if place[1] not in went.get(place[0], ())]:
        names = "、".join(book.title(*place) or "/".join(map(str, place)) for place in lost[:5])
        raise Refused(f"{names} 没有随{period.title}上报包报出,不用更正,直接改即可。没有办更正。", "E-MISSING")
    saved = records.save(
        book,
        ledger_of(AMENDMENT),
        None,
        {"period": period.key, "reason": reason, "scope": NAMED if places else WHOLE},
    )
    opened = "\n".join(f"{register}/{number} {book.title(register, number)}" for register, number in places)
    return _stamped(book, saved.row, "提出更正", opened=opened) if opened else saved.row


def _refuse_too_early(book: Book, period: Period) -> None:
    packets = packet_sent.issued(book, period.key)
    if not packets:
        raise Refused(f"{period.title}还没有签发过上报包,不用办更正;直接改台账,再生成上报包即可。", "E-STATE")
    if packets[-1]["state"] != DELIVERED:
        raise Refused(
            f"{period.title}的上报包已签发、还没有传出,不用办更正:请在“上报”里收回签发,改好后重新生成。", "E-STATE"
        )


def agree(book: Book, row_id: int, passwords: Passwords | None = None) -> Row:
    """The second person agrees: the rows of the correction may be changed from now on.

    Whoever is logged in agrees by being the reviewer; else the reviewer's password is asked for.

    Raises:
        Told: A wrong password.
        Refused: It is at hand for nobody, the same person asked, or the correction does not wait for this.
    """
    row = _in_state(book, row_id, ASKED)
    name = _agreeing(book, passwords or {})
    if name == text_of(row, "asked_by"):
        raise Refused(f"更正由{name}提出,同意的须是另一个人。没有打开;请由另一人同意。", "E-ROLE")
    period = Period.parse(text_of(row, "period"))
    _refuse_too_early(book, period)
    book.open_rows(period.key, _opened(row))
    book.keep(f"{_STEP}{row_id}", book.last_step())
    book.note("month.open", f"amendment/{row_id}", text_of(row, "reason"))
    return _stamped(book, row, "同意更正", state=OPEN, approved_by=name, approved_on=_today(book))


def _agreeing(book: Book, passwords: Passwords) -> str:
    signer = identities.signer_of(book, "secretary")
    if book.actor == signer["login"]:
        return str(signer["name"])
    if identities.person_key(book, "secretary", passwords) is None:
        raise Refused(f"更正要审核人{signer['name']}同意。还没有打开;请由本人输入密码。", "E-PASSWORD")
    return str(signer["name"])


def withdraw(book: Book, row_id: int, reason: str) -> Row:
    """Give a correction up that changed nothing yet.

    Raises:
        Refused: No reason, or rows were changed under it: they have to be changed back or sent.
    """
    row = book.row(AMENDMENT, row_id) or {}
    if row.get("state") not in (ASKED, OPEN):
        raise Refused("这次更正已经签发或撤回,不能再撤回。没有改动。", "E-STATE")
    if not reason.strip():
        raise Refused("撤回要写明理由。没有撤回。", "E-REASON")
    period = Period.parse(text_of(row, "period"))
    if row.get("state") == OPEN and (changed := changes(book, period)):
        names = "、".join(one.title for one in changed[:5])
        raise Refused(
            f"这次更正已改了 {len(changed)} 条({names}),不能撤回。没有改动;请先改回去,或签发上报。", "E-STATE"
        )
    book.shut_rows(period.key)
    return _stamped(book, row, "撤回更正", reason.strip(), state=WITHDRAWN, withdrawn_why=reason.strip())


def changes(book: Book, period: Period) -> list[Changed]:
    """What the correction under way changes, row by row; nothing where none is open.

    Raises:
        Refused: A packet of the month is lost.
    """
    row = open_one(book, period)
    if row is None or row.get("state") != OPEN:
        return []
    before = packet_sent.sent_records(book, period.key)
    month = rows_of_month(book, period)
    now = {(register, id_of(one, "id") or 0): one for register, rows in month.rows.items() for one in rows}
    wanted = [*_changed_places(book, period, row), *_added_places(book, row, now, before)]
    after = _records(book, period, {place: now[place] for place in wanted if place in now})
    found = [_changed(book, place, before.get(place[0], {}).get(place[1]), after.get(place)) for place in wanted]
    return [one for one in found if one.fields]


def candidates(book: Book, period: Period, text: str = "", most: int = 200) -> list[tuple[str, int, str]]:
    """Rows of a closed month by words of their title, as register, id and title; only those that were opened."""
    row = open_one(book, period)
    opened = _opened(row) if row else None
    found = []
    for register, ids in book.closed_rows(period.key).items():
        wanted = ids if opened is None else [number for number in ids if (register, number) in opened]
        name = ledger_of(register).title
        for number, title in sorted(book.titled(register, wanted)):
            if all(word in f"{name} {title}" for word in text.split()):
                found.append((register, number, title))
    return found[:most]


def _changed_places(book: Book, period: Period, amendment: Row) -> list[Place]:
    """Rows of the month, as far as they were opened, in which something was typed since."""
    went, opened = book.closed_rows(period.key), _opened(amendment)
    start = int(book.kept(f"{_STEP}{amendment['id']}") or 0)
    return sorted(
        place
        for place in book.changed_since(start)
        if place[1] in went.get(place[0], ())
        and (row := book.row(*place))
        and (opened is None or place in opened or _header(place[0], row) in opened)
        and book.typed_since(place[0], row, start)
    )


def _added_places(
    book: Book, amendment: Row, now: Mapping[Place, Row], before: Mapping[str, Mapping[int, Any]]
) -> list[Place]:
    """Rows entered since the month was opened: any where all of it is, else lines of the rows that are."""
    opened = _opened(amendment)
    new = book.entered_since(int(book.kept(f"{_STEP}{amendment['id']}") or 0))
    return sorted(
        place
        for place in new
        if place in now
        and place[1] not in before.get(place[0], {})
        and (opened is None or _header(place[0], now[place]) in opened)
    )


def _header(register: str, row: Row) -> Place | None:
    ledger = ledger_of(register)
    header = id_of(row, ledger.parent) if ledger.parent else None
    return (ledger.header_register, header) if header else None


def _records(book: Book, period: Period, rows: Mapping[Place, Row]) -> dict[Place, Mapping[str, Any]]:
    """Rows as they travel, with what was settled applied."""
    settled = packet_content.settled(book, MonthRows(period, by_register(rows)))
    return {
        (register, int(str(one["id"]))): one
        for register, some in settled.rows.items()
        for one in packet_content.records_of(book, register, some)
    }


def by_register(rows: Mapping[Place, Row]) -> dict[str, list[Row]]:
    """Rows by the register they stand in."""
    found: dict[str, list[Row]] = {}
    for (register, _), row in rows.items():
        found.setdefault(register, []).append(row)
    return found


def _changed(book: Book, place: Place, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Changed:
    ledger, title = ledger_of(place[0]), book.title(*place)
    fields: list[tuple[str, str, str]]
    if before is None or after is None:
        gone = after is None and before is not None
        fields = (
            [("整条", title, "作废,不再上报")] if gone else [("整条", "没有这一条", f"补报:{title}")] if after else []
        )
    else:
        fields = [
            (label_of(ledger, key), shown(ledger, key, before.get(key)), shown(ledger, key, after.get(key)))
            for key in after
            if key not in _NOT_SHOWN and before.get(key) != after.get(key)
        ]
    return Changed(place[0], place[1], title, before, after, fields)


def label_of(ledger: LedgerDef, key: str) -> str:
    """What a key of a record is called."""
    return ledger.label(key) if key in ledger.by_key or key in COMMON_LABELS else key


def shown(ledger: LedgerDef, key: str, value: Any) -> str:
    """A value of a record as text: links by their titles, files by their number."""
    field: Field | None = ledger.by_key.get(key)
    if isinstance(field, Link):
        linked = value if isinstance(value, list) else [value] if value else []
        return "、".join(one["title"] for one in linked)
    if isinstance(field, Attachment):
        return f"{len(value)} 个文件" if value else ""
    if field is None:
        return "" if value is None else str(value)
    return field.show(value)


def touched(changed: Iterable[Changed]) -> set[Place]:
    """The changed rows and their headers, whose figures are counted anew."""
    places: set[Place] = set()
    for one in changed:
        places.add((one.register, one.id))
        ledger = ledger_of(one.register)
        for side in (one.before, one.after):
            if side and ledger.parent and (header := side.get(ledger.parent)):
                places.add((ledger.header_register, int(header["id"])))
    return places


def digest(changed: Iterable[Changed]) -> str:
    """What tells one set of changes from another."""
    text = json.dumps([[one.register, one.id, one.after] for one in changed], ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()


def refuse_stale(book: Book, kept: Mapping[str, Any]) -> None:
    """What is signed must be what the book says.

    Raises:
        Refused: Rows were changed since the packet was made; nothing was signed.
    """
    if digest(changes(book, Period.parse(str(kept["period"])))) != kept["data"]["changes"]:
        raise Refused("更正包生成之后台账又有改动。没有签名;请看一遍差异,重新生成更正包再签。", "E-STALE")


def packet_reached(book: Book, kept: Mapping[str, Any], packet: PacketOnDisk) -> None:
    """A finished packet ends the correction: its figures are the ones that were sent, its month is shut again."""
    if packet.state != FINAL:
        return
    row_id, period = int(kept["data"]["amendment"]), Period.parse(str(kept["period"]))
    row = book.row(AMENDMENT, row_id) or {}
    places = {(register, number) for register, number in kept["data"]["touched"]}
    book.keep(f"{_BEFORE}{row_id}", monthly.kept_figures(book, period))
    monthly.keep_figures(book, monthly.amended(book, period, places))
    book.shut_rows(period.key)
    _stamped(
        book,
        row,
        "签发更正",
        state=ISSUED,
        issued_on=_today(book),
        revision=int(kept["revision"]),
        changed=len(kept["data"]["changed"]),
        packet=packet.path.name,
    )


def taken_back(book: Book, kept: Mapping[str, Any]) -> None:
    """The signed packet of a correction that never left is made again: the correction goes on where it was."""
    row_id, period = int(kept["data"]["amendment"]), Period.parse(str(kept["period"]))
    row = book.row(AMENDMENT, row_id) or {}
    monthly.restore_figures(book, period, book.kept(f"{_BEFORE}{row_id}"))
    book.open_rows(period.key, _opened(row))
    _stamped(book, row, "收回更正签发", state=OPEN, issued_on=None, revision=None, changed=None, packet=None)


def begun_again(book: Book, writer: Writer, kept: Mapping[str, Any], *, alone: bool) -> None:
    """The county never took the packet of a correction: it goes on where it was, inside the change that says so.

    `alone` says that the packet it corrected was not taken either: then its month is open, and nothing is to correct.
    """
    row_id, period = int(kept["data"]["amendment"]), Period.parse(str(kept["period"]))
    row = book.row(AMENDMENT, row_id) or {}
    values: dict[str, Value] = dict.fromkeys(("issued_on", "revision", "changed", "packet", "sent_on"))
    monthly.restore_figures(book, period, book.kept(f"{_BEFORE}{row_id}"))
    if alone:
        values |= {"state": WITHDRAWN, "withdrawn_why": "县里没有收到原包,整月重新上报"}
    else:
        book.open_rows(period.key, _opened(row))
        values["state"] = OPEN
    writer.save(ledger_of(AMENDMENT), {**row, **values})


def sent(book: Book, kept: Mapping[str, Any]) -> None:
    """The packet of a correction left."""
    row = book.row(AMENDMENT, int(kept["data"]["amendment"])) or {}
    if row.get("state") == ISSUED:
        _stamped(book, row, "更正包传出", state=SENT, sent_on=_today(book))


def _in_state(book: Book, row_id: int, state: str) -> Row:
    row = book.row(AMENDMENT, row_id)
    if row is None or row.get("state") != state:
        raise Refused(f"这次更正不在“{state}”状态。没有改动;请刷新后再看。", "E-STATE")
    return row


def _opened(row: Row) -> list[Place] | None:
    """The rows a correction opens, None for all of the month."""
    if row.get("scope") == WHOLE:
        return None
    names = [line.split(" ", 1)[0].partition("/") for line in text_of(row, "opened").splitlines()]
    return [(register, int(number)) for register, _, number in names]


def _stamped(book: Book, row: Row, label: str, reason: str = "", **values: Value) -> Row:
    """Write what the program fills in; not taken back by 撤销, because a packet or a signature stands behind it."""
    with book.change(f"{label}:{text_of(row, 'number')}", reason, kind="packet") as writer:
        writer.save(ledger_of(AMENDMENT), {**row, **values})
    return book.row(AMENDMENT, id_of(row, "id") or 0) or {}


def _today(book: Book) -> str:
    return book.today().isoformat()
