"""民主评议 as it is counted: one paper bears a mark for every station; papers are typed, drawn, compared, decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.faults import Fault, Refused, hard
from app.domain.fields import Row, Value
from app.domain.ledger import Move, required_text
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers import standing
from app.ledgers.appraisal import APPRAISALS, CHECKING, COUNTING, TALLIES, round_name, scores
from app.ledgers.ballot import BALLOTS, MARKS, SPOILT, to_check_again
from app.operations.records import new_row, prepare, read_texts
from app.storage.book import Book
from app.storage.reading import Query
from app.storage.writing import Writer

STATION_KINDS = ("站所",)
CODES = frozenset(option.code for option in MARKS)
HEAD = ("period", "kind", "dimension")


@dataclass(frozen=True)
class Round:
    """All stations judged at one meeting, in the order of the paper."""

    name: str
    stations: tuple[Row, ...]
    units: tuple[str, ...]
    state: str
    typed: int

    @property
    def ids(self) -> tuple[int, ...]:
        """The rows of 民主评议, one a station."""
        return tuple(whole_of(row, "id") for row in self.stations)

    @property
    def returned(self) -> int:
        """How many papers came back, as far as that was entered."""
        return whole_of(self.stations[0], "returned")


@dataclass(frozen=True)
class Result:
    """What a station got: its tallies in the order of the sheet; `rank` only where the county shows it."""

    unit: int
    name: str
    tallies: tuple[int, ...]
    valid: int
    score: int | None
    rank: int | None = None


@dataclass(frozen=True)
class Differing:
    """A drawn paper that was read differently: the stations (places on the paper) and both marks."""

    seq: int
    places: dict[int, tuple[str, str]] = field(default_factory=dict)


def rounds(book: Book) -> list[Round]:
    """Every round, the newest first."""
    kept: dict[str, list[Row]] = {}
    for row in book.page("appraisal", book.ids("appraisal", Query(order=(("id", False),)))):
        kept.setdefault(round_name(row), []).append(row)
    return [_round(book, rows) for rows in reversed(list(kept.values()))]


def round_of(book: Book, appraisal: int) -> Round:
    """The round a station was judged in."""
    row = book.row("appraisal", appraisal)
    if row is None:
        raise Refused("这次评议已经不在账里。没有改动;请回到列表刷新。", "E-MISSING")
    return _round(book, _same(book, row))


def begin(book: Book, texts: Mapping[str, str]) -> Round:
    """A new round: one row for every station (站所) of the book, in one step.

    Raises:
        Refused: There is no station, or the round exists already.
    """
    units = [unit for unit in book.rows("unit") if unit.get("kind") in STATION_KINDS and not unit.get("closed_on")]
    if not units:
        raise Refused("账里还没有站所,不能建立评议。没有改动;请先在“单位”里登记站所。", "E-NOTHING")
    values, faults = read_texts(book, APPRAISALS, texts)
    first = {**new_row(book, APPRAISALS), **values}
    if not faults and _same(book, first):
        faults.append(Fault("period", "评议季度:这一季的评议已经建立,请直接录票", "E-TWICE"))
    with book.change(f"建立民主评议:{len(units)} 个站所") as writer:
        made = []
        for unit in units:
            row: Row = {**first, "unit": id_of(unit, "id")}
            faults += prepare(APPRAISALS, row, writer)
            if hard(faults):
                raise Refused(faults, hard(faults)[0].code)
            made.append(writer.save(APPRAISALS, row))
    return round_of(book, made[0])


def save_paper(book: Book, appraisal: int, marks: Sequence[str]) -> int:
    """Keep one paper: a mark for every station, in the order of the paper; returns its number.

    Raises:
        Refused: The round is not being counted, or a mark is missing or no mark at all; nothing was saved.
    """
    now = _in_state(book, appraisal, COUNTING, "录票")
    _check_marks(now, marks)
    if now.returned and now.typed >= now.returned:
        raise Refused(f"收回 {now.returned} 张,已经录满,这一张没有记。请核对收回票数。", "E-BALLOTS")
    seq = 1 + max((whole_of(row, "seq") for row in _papers(book, now)), default=0)
    with book.change(f"录入评议票:第 {seq} 张") as writer:
        pairs = zip(now.ids, marks, strict=True)
        writer.save_many(BALLOTS, [_ballot(appraisal, seq, mark) for appraisal, mark in pairs])
        _count_again(now, writer)
    return seq


def spoil_paper(book: Book, appraisal: int) -> int:
    """Keep one paper that does not count for any station."""
    return save_paper(book, appraisal, [SPOILT] * len(round_of(book, appraisal).stations))


def hand_in(book: Book, appraisal: int, texts: Mapping[str, str]) -> Round:
    """All stations of a round go to the second person together.

    Raises:
        Refused: Papers are missing or too many, or what the meeting asks for was not entered.
    """
    return _move_all(book, round_of(book, appraisal), "提交复核", texts)


def decide(book: Book, appraisal: int) -> Round:
    """The second person confirms all stations of a round.

    Raises:
        Refused: The same person, or drawn papers were not typed again or differ.
    """
    return _move_all(book, round_of(book, appraisal), "核定", {})


def drawn(book: Book, appraisal: int) -> list[int]:
    """The papers a second person types again."""
    now = round_of(book, appraisal)
    return to_check_again([row for row in _papers(book, now) if row["appraisal"] == now.ids[0]], now.name)


def still_to_check(book: Book, appraisal: int) -> list[int]:
    """Drawn papers that nobody has typed again."""
    open_ = {whole_of(row, "seq") for row in _papers(book, round_of(book, appraisal)) if not row.get("second")}
    return [seq for seq in drawn(book, appraisal) if seq in open_]


def type_again(book: Book, appraisal: int, seq: int, marks: Sequence[str]) -> Differing:
    """Keep what the second person read on a drawn paper, and say where the two differ.

    Raises:
        Refused: The round is not being checked, it is the first person again, or the paper was not drawn.
    """
    now = _in_state(book, appraisal, CHECKING, "复录")
    if now.stations[0].get("entered_by") == book.actor_name:
        raise Refused("录票的人不能自己复录,请换审核人登录后办理。没有改动。", "E-TWO-PEOPLE")
    if seq not in drawn(book, appraisal):
        raise Refused(f"第 {seq} 张没有抽中,不用复录。没有改动。", "E-SEQ")
    _check_marks(now, marks)
    kept = _paper(book, now, seq)
    with book.change(f"复录评议票:第 {seq} 张") as writer:
        for number, mark in zip(now.ids, marks, strict=True):
            writer.save(BALLOTS, {"id": kept[number]["id"], "second": mark})
    places = {
        place: (text_of(kept[number], "mark"), marks[place])
        for place, number in enumerate(now.ids)
        if kept[number].get("mark") != marks[place]
    }
    return Differing(seq, places)


def differing(book: Book, appraisal: int) -> list[Differing]:
    """Drawn papers whose two readings do not agree yet."""
    now = round_of(book, appraisal)
    places = {number: place for place, number in enumerate(now.ids)}
    out: dict[int, Differing] = {}
    for row in _papers(book, now):
        first, second = text_of(row, "mark"), text_of(row, "second")
        if second and second != first:
            seq = whole_of(row, "seq")
            out.setdefault(seq, Differing(seq)).places[places[whole_of(row, "appraisal")]] = (first, second)
    return [out[seq] for seq in sorted(out)]


def settle(book: Book, appraisal: int, seq: int, place: int, mark: str) -> None:
    """What the paper really says, after it was looked at a third time; both readings become that."""
    now = _in_state(book, appraisal, CHECKING, "改正")
    _check_marks(now, [mark] * len(now.ids))
    row = _paper(book, now, seq)[now.ids[place]]
    with book.change(f"改正评议票:第 {seq} 张 {now.units[place]}") as writer:
        writer.save(BALLOTS, {"id": row["id"], "mark": mark, "second": mark})
        _count_again(now, writer)


def results(book: Book, appraisal: int) -> list[Result]:
    """What every station of a round got, in the order of the paper; ranks only where the county shows them."""
    now = round_of(book, appraisal)
    places = standing.ranks(_scores(now)) if book.option("appraisal_ranking") else {}
    return [
        Result(
            whole_of(row, "unit"),
            name,
            tuple(whole_of(row, key) for _, key, _ in TALLIES),
            whole_of(row, "valid"),
            whole_of(row, "score") if row.get("score") is not None else None,
            places.get(whole_of(row, "unit")),
        )
        for row, name in zip(now.stations, now.units, strict=True)
    ]


def last_three(book: Book, appraisal: int) -> list[int]:
    """The appraisal rows of the last three places; none unless the county has ranking switched on.

    Source: forms-and-rules 2.20, rank.
    """
    if not book.option("appraisal_ranking"):
        return []
    now = round_of(book, appraisal)
    last = standing.bottom(_scores(now))
    return [whole_of(row, "id") for row in now.stations if row.get("unit") in last]


def for_letters(book: Book, appraisal: int) -> list[int]:
    """The appraisal rows for which the county has ordered a 整改建议书."""
    return [whole_of(row, "id") for row in round_of(book, appraisal).stations if row.get("letter_ordered_on")]


def _round(book: Book, rows: Sequence[Row]) -> Round:
    rows = sorted(rows, key=lambda row: whole_of(row, "id"))
    return Round(
        round_name(rows[0]),
        tuple(rows),
        tuple(book.title("unit", whole_of(row, "unit")) for row in rows),
        text_of(rows[0], "state"),
        max(whole_of(row, "counted") for row in rows),
    )


def _same(book: Book, row: Row) -> list[Row]:
    where = {key: row.get(key) for key in HEAD}
    return book.page("appraisal", book.ids("appraisal", Query(where=where)))


def _in_state(book: Book, appraisal: int, state: str, what: str) -> Round:
    now = round_of(book, appraisal)
    if now.state != state:
        raise Refused(f"这次评议现在是“{now.state}”,不能{what}。没有改动。", "E-STATE")
    return now


def _check_marks(now: Round, marks: Sequence[str]) -> None:
    if len(marks) != len(now.ids) or any(mark not in CODES for mark in marks):
        left = len(now.ids) - sum(mark in CODES for mark in marks)
        raise Refused(f"还有 {left} 个站所没有录,这一张没有记。没有填写的按 6(弃权)。", "E-MARK")


def _papers(book: Book, now: Round) -> list[Row]:
    return book.page("ballot", book.ids("ballot", Query(where={"appraisal": list(now.ids)})))


def _paper(book: Book, now: Round, seq: int) -> dict[int, Row]:
    return {whole_of(row, "appraisal"): row for row in _papers(book, now) if row.get("seq") == seq}


def _ballot(appraisal: int, seq: int, mark: str) -> Row:
    return {"appraisal": appraisal, "seq": seq, "mark": mark}


def _count_again(now: Round, writer: Writer) -> None:
    for row in now.stations:
        _derive_one(row, writer)


def _derive_one(row: Row, writer: Writer) -> None:
    assert APPRAISALS.derive is not None
    derived: Mapping[str, Value] = APPRAISALS.derive(row, writer)
    writer.save(APPRAISALS, {"id": row["id"], **derived})


def _scores(now: Round) -> dict[int, int]:
    return scores(now.stations)


def _move_all(book: Book, now: Round, label: str, texts: Mapping[str, str]) -> Round:
    values, faults = read_texts(book, APPRAISALS, texts)
    move = next((one for one in APPRAISALS.moves_from(now.state) if one.label == label), None)
    if move is None:
        raise Refused(f"“{now.state}”的评议不能{label}。没有改动。", "E-MOVE")
    stamps: dict[str, Value] = {"actor": book.actor_name, "today": book.today().isoformat()}
    with book.change(f"{label}:{now.name}") as writer:
        for row in now.stations:
            after: Row = {**row, **values}
            faults += _refusals(move, after, writer)
            after |= {key: stamps[what] for key, what in move.stamps.items()} | {"state": move.to}
            faults += prepare(APPRAISALS, after, writer)
            if hard(faults):
                raise Refused(_once(hard(faults)), hard(faults)[0].code)
            writer.save(APPRAISALS, after)
    return round_of(book, now.ids[0])


def _refusals(move: Move, row: Row, writer: Writer) -> list[Fault]:
    return [*required_text(row, move.needs, APPRAISALS), *(move.refuse(row, writer) if move.refuse else ())]


def _once(faults: Iterable[Fault]) -> list[Fault]:
    return list({fault.message: fault for fault in faults}.values())
