"""成批打印, first half: which sheets of which villages are meant, and which of them are not ready and why.

Source: product H9 (batch print by village, collated, with a log).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from app.domain.days import Period
from app.domain.faults import Fault, Refused, Told, hard
from app.domain.fields import Row
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers import SHELF
from app.ledgers.affairs_rules import FIRM
from app.ledgers.finance_figures import SIGNED
from app.ledgers.unit import GROUP
from app.operations import affairs_boards, owed, sheets
from app.operations.disclosure_calendar import Line, disclosure_calendar
from app.operations.gate import Unsettled
from app.operations.rights import must_read
from app.operations.sheets import SheetKind
from app.operations.unbegun import inside
from app.reports.sheet import Sheet
from app.storage.book import Book

MONEY, AFFAIRS = "finance_sheet", "affairs_item"
REGISTERS = (MONEY, AFFAIRS)
FOR_SIGNING = frozenset({"finance_sign"})
_QUARTERS = frozenset({"affairs_quarter", "affairs_quarter_broadcast"})
MOST_COPIES = 99
CODE = "E-NOT-READY"
Progress = Callable[[int, int, str], object]


@dataclass(frozen=True)
class Order:
    """What a clerk asks for.

    Args:
        units: Whose sheets, in the order in which they lie.
        period: A quarter with its months, or a month or year alone.
        copies: How many of each kind of sheet, in the order in which they lie.
        rows: Only these rows of a register (register, ids), whatever unit and period; None for all.
        by_kind: Each kind of sheet in a pile of its own; else a whole set for each village, one copy after the other.
        paper: The paper of sheets for walls, "" for what is usual for their kind.
        duplex: Both sides are printed on: every sheet begins on a front, and sheets for walls only have fronts.
    """

    units: tuple[int, ...]
    period: Period
    copies: Mapping[str, int]
    rows: tuple[str, tuple[int, ...]] | None = None
    by_kind: bool = False
    paper: str = ""
    duplex: bool = False


@dataclass(frozen=True)
class Piece:
    """One sheet: of which kind, of whom (and under which village it lies), made of which row, and how it is called.

    `period` is that of a sheet of a whole quarter. `row` is 0 where it is not there yet; it then begins with `texts`.
    """

    kind: SheetKind
    unit: int
    village: int
    row: int
    title: str
    copies: int
    period: Period | None = None
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Waiting:
    """A sheet that cannot be printed, and why; `unsettled` is what is personal on it and nobody has decided about."""

    piece: Piece
    why: str
    unsettled: Unsettled | None = None


@dataclass(frozen=True)
class Plan:
    """What is printed, in the order it is drawn in, and what is not ready."""

    order: Order
    ready: tuple[Piece, ...]
    waiting: tuple[Waiting, ...] = ()

    def personal(self) -> Unsettled | None:
        """Everything personal that keeps sheets back, to be settled in one go; None where nothing does."""
        found = [one.unsettled for one in self.waiting if one.unsettled is not None]
        return Unsettled(found[0].book, [finding for one in found for finding in one.findings]) if found else None

    def told(self) -> list[tuple[Piece, str, str]]:
        """What is not ready, once for all kinds of sheet with the same reason: piece, kinds, reason."""
        kinds_: dict[tuple[str, str], list[Piece]] = {}
        for one in self.waiting:
            kinds_.setdefault((one.piece.title, one.why), []).append(one.piece)
        return [
            (pieces[0], "、".join(dict.fromkeys(piece.kind.title for piece in pieces)), why)
            for (_, why), pieces in kinds_.items()
        ]

    def refusal(self) -> Refused:
        """Everything that is not ready, as one refusal."""
        faults = [Fault("", f"{kind}“{piece.title}”:{why}", CODE) for piece, kind, why in self.told()]
        ready = f",也可以只打印准备好的 {len(self.ready)} 张" if self.ready else ""
        said = f"共 {len(self.waiting)} 张没有准备好,什么也没有打印。可以先处理这些{ready}。"
        return Refused([*faults, Fault("", said, CODE)], CODE)


@dataclass
class _Found:
    """Pieces as they are found, and what is missing."""

    pieces: list[Piece] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)


def kinds(register: str = "") -> list[SheetKind]:
    """The kinds that can be printed in batches, of one register or of all."""
    found = [kind for key in REGISTERS if register in ("", key) for kind in sheets.kinds_for(key)]
    return [kind for kind in found if kind.one_per_row]


def called(found: Sequence[SheetKind]) -> list[tuple[SheetKind, str]]:
    """Kinds with what they are called beside those of other registers: 村务公开 广播稿."""
    out = []
    for kind in found:
        about = SHELF.place(kind.register).title
        out.append((kind, kind.title if about[:2] in kind.title else f"{about} {kind.title}"))
    return out


def villages_of(book: Book, period: Period) -> tuple[Line, ...]:
    """The villages one can choose from, with their groups, as the calendar of that year has them."""
    return disclosure_calendar(book, period.first.year).villages


def lines_of(book: Book, period: Period) -> list[Line]:
    """The same in one list, each village before its groups."""
    return [line for village in villages_of(book, period) for line in (village, *village.groups)]


def chosen(book: Book, register: str, ids: Sequence[int]) -> tuple[Period, frozenset[int] | None]:
    """What some rows of a list stand for: the quarter of the first, and the units of all; None for none."""
    rows = book.page(register, ids)
    units = frozenset(whole_of(row, "unit") for row in rows)
    for row in rows:
        day = Period.parse(text_of(row, "period")).last.isoformat() if row.get("period") else text_of(row, "decided_on")
        if day:
            return Period.of(date.fromisoformat(day), "quarter"), units
    return owed.last_quarter(book.today()), units or None


def plan(book: Book, order: Order, progress: Progress | None = None) -> Plan:
    """Find every sheet an order means and look whether it is ready: signed, without hard faults, nothing personal open.

    Raises:
        Refused: Nothing is chosen, a kind cannot be printed in batches, or there is nothing at all to print.
    """
    for key in {kinds_of(key).register for key in order.copies}:
        must_read(book, book.ledgers[key])
    if not order.copies or not (order.units or order.rows):
        raise Refused("还没有选表或没有选村。没有打印;请勾上要打印的表和村、小组。", "E-NOTHING")
    if any(not 1 <= count <= MOST_COPIES for count in order.copies.values()):
        raise Refused(f"份数写 1 到 {MOST_COPIES}。没有打印。", "E-COPIES")
    found = _found(book, order)
    ready, waiting = list[Piece](), found.waiting
    judge = _Judge(book)
    for number, piece in enumerate(found.pieces):
        if progress:
            progress(number, len(found.pieces), f"正在核对:{piece.title}")
        if (stopped := judge.judged(piece)).why:
            waiting.append(stopped)
        else:
            ready.append(piece)
    if not ready and not waiting:
        raise Refused(f"{order.period.title}没有可打印的表。没有打印;请换一个报告期,或先录入。", "E-NOTHING")
    return Plan(
        order, tuple(sorted(ready, key=_place(order))), tuple(sorted(waiting, key=lambda w: _place(order)(w.piece)))
    )


def kinds_of(key: str) -> SheetKind:
    """A kind that can be printed in batches.

    Raises:
        Refused: It cannot.
    """
    for kind in kinds():
        if kind.key == key:
            return kind
    able = "、".join(kind.key for kind in kinds())
    raise Refused(f"“{sheets.kind_of(key).title}”不能成批打印,请一次写一个单位。可成批的有:{able}。", "E-SHEET")


def build(book: Book, piece: Piece) -> Sheet:
    """The sheet of a piece.

    Raises:
        Refused: It cannot be printed now, see app.operations.sheets.make_sheet.
    """
    if piece.period is not None:
        return sheets.make_sheet(book, piece.kind.key, unit=piece.unit, period=piece.period.key)[0]
    return sheets.make_sheet(book, piece.kind.key, ids=[piece.row])[0]


def _place(order: Order) -> Callable[[Piece], tuple[int, ...]]:
    """By village, its own sheets before those of its groups, each in the order of kinds; or by kind first."""
    units = {unit: at for at, unit in enumerate(order.units)}
    kind_at = {key: at for at, key in enumerate(order.copies)}

    def place(piece: Piece) -> tuple[int, ...]:
        village = units.get(piece.village, units.get(piece.unit, len(units)))
        own = (village, units.get(piece.unit, len(units)), piece.unit)
        kind = kind_at[piece.kind.key]
        return (kind, *own) if order.by_kind else (*own, kind)

    return place


def _found(book: Book, order: Order) -> _Found:
    found, above = _Found(), {whole_of(row, "id"): row for row in book.rows("unit")}
    missed = False
    for key, copies in order.copies.items():
        kind = kinds_of(key)
        make = _Maker(book, order, kind, copies, above)
        if order.rows is not None:
            found.pieces += make.of_rows()
        elif kind.register == MONEY:
            make.money(found)
            if not missed:  # that nobody began a sheet is said once, not for each kind of paper made of it
                make.missing(found)
                missed = True
        else:
            make.affairs(found)
    return found


class _Maker:
    """Finds the pieces of one kind."""

    def __init__(self, book: Book, order: Order, kind: SheetKind, copies: int, units: Mapping[int, Row]) -> None:
        self._book, self._order, self._kind, self._copies, self._units = book, order, kind, copies, units

    def of_rows(self) -> list[Piece]:
        """Those of chosen rows."""
        assert self._order.rows is not None
        register, ids = self._order.rows
        if register != self._kind.register:
            return []
        rows = self._book.page(register, ids)
        if self._kind.key not in _QUARTERS:
            return [self._of_row(row) for row in rows if self._needed(row)]
        pairs = dict.fromkeys(pair for row in rows if (pair := affairs_boards.quarter_of(row)))
        return [self._of_quarter(unit, quarter) for unit, quarter in pairs]

    def money(self, found: _Found) -> None:
        """Those of finance sheets."""
        order, kept = self._order, defaultdict[int, list[Row]](list)
        for row in self._book.rows(MONEY, unit=list(order.units)):
            if self._is_of_period(row):
                kept[whole_of(row, "unit")].append(row)
        for unit in order.units:
            found.pieces += map(self._of_row, kept[unit])

    def missing(self, found: _Found) -> None:
        """Whoever owes a sheet and has none."""
        for unit, period in self._owed(self._order.period):
            name = self._book.title("unit", unit)
            piece = self._piece(unit, 0, f"{name} {period.title}")
            begun = replace(piece, texts={"unit": name, "period": period.key})
            found.waiting.append(Waiting(begun, "还没有录入"))

    def affairs(self, found: _Found) -> None:
        """Those of village affairs: one for each item, or one for all of a quarter."""
        quarter = Period.of(self._order.period.first, "quarter")
        for unit in self._order.units:
            items = affairs_boards.items_of(self._book, unit, quarter)
            if self._kind.key not in _QUARTERS:
                found.pieces += [self._of_row(row) for row in items if self._needed(row)]
            elif items:
                found.pieces.append(self._of_quarter(unit, quarter))
            elif self._units[unit].get("kind") != GROUP:
                found.waiting.append(Waiting(self._of_quarter(unit, quarter), "这一季还没有登记公开事项"))

    def _needed(self, row: Row) -> bool:
        """A paper of one item is for items that have something to tell; 零公开 stands on the sheet of the quarter."""
        if self._kind.register != AFFAIRS:
            return True
        return bool(row.get("recipients")) if self._kind.key == "affairs_slips" else not row.get("nothing")

    def _is_of_period(self, row: Row) -> bool:
        period, wanted = text_of(row, "period"), self._order.period
        if period:
            return period in {one.key for one in (inside(wanted) if wanted.kind == "quarter" else (wanted,))}
        day = text_of(row, "decided_on")
        return bool(day) and wanted.first.isoformat() <= day <= wanted.last.isoformat()

    def _owed(self, period: Period) -> Iterator[tuple[int, Period]]:
        wanted = set(self._order.units)
        for line in lines_of(self._book, period):
            if line.unit in wanted:
                for cell in line.cells:
                    inside_it = period.first <= cell.period.first and cell.period.last <= period.last
                    if cell.owed and cell.sheet is None and inside_it:
                        yield line.unit, cell.period

    def _of_row(self, row: Row) -> Piece:
        number = whole_of(row, "id")
        return self._piece(whole_of(row, "unit"), number, self._book.title(self._kind.register, number))

    def _of_quarter(self, unit: int, quarter: Period) -> Piece:
        return self._piece(unit, 0, f"{self._book.title('unit', unit)} {quarter.title}", quarter)

    def _piece(self, unit: int, row: int, title: str, period: Period | None = None) -> Piece:
        own = self._units.get(unit, {})
        village = id_of(own, "parent") if own.get("kind") == GROUP else None
        return Piece(self._kind, unit, village or unit, row, title, self._copies, period)


class _Judge:
    """Says of each piece why it cannot be printed; what was found of a row once is not looked for again."""

    def __init__(self, book: Book) -> None:
        self._book, self._around = book, book.around()
        self._checked: dict[tuple[str, int], str] = {}

    def judged(self, piece: Piece) -> Waiting:
        """The reason in one sentence, "" where it may be printed."""
        why = self._unsigned(piece) or self._faulty(piece)
        return Waiting(piece, why) if why else self._stopped(piece)

    def _unsigned(self, piece: Piece) -> str:
        if piece.period is not None:
            return self._board(piece.unit, piece.period)
        row = self._book.row(piece.kind.register, piece.row) or {}
        paper = next((p for p in self._book.ledgers[piece.kind.register].papers if p.key == piece.kind.key), None)
        if paper and paper.when and (why := paper.when(row, self._around)):
            return why
        state = text_of(row, "state")
        if piece.kind.register == MONEY and state not in SIGNED and piece.kind.key not in FOR_SIGNING:
            return f"三方还没有签字,现在是“{state}”"
        return f"还没有审核签字,现在是“{state}”" if piece.kind.register == AFFAIRS and state not in FIRM else ""

    def _board(self, unit: int, quarter: Period) -> str:
        missing = owed.missing(self._book, unit, quarter)
        if missing:
            return f"还有 {len(missing)} 项没有登记:{'、'.join(missing[:3])}{'等' if len(missing) > 3 else ''}"
        drafts = [row for row in affairs_boards.items_of(self._book, unit, quarter) if row.get("state") not in FIRM]
        return f"还有 {len(drafts)} 项没有审核签字:{text_of(drafts[0], 'item')}" if drafts else ""

    def _faulty(self, piece: Piece) -> str:
        if piece.period is not None:
            return ""
        place = (piece.kind.register, piece.row)
        if place not in self._checked:
            self._checked[place] = self._faults(*place)
        return self._checked[place]

    def _faults(self, register: str, number: int) -> str:
        if register == MONEY:
            from app.operations.finance_review import review

            found = [line.fault for line in review(self._book, number)]
        else:
            row = self._book.row(register, number) or {}
            found = self._book.ledgers[register].faults(row, self._around)
        grave = hard(found)
        return f"审核有 {len(grave)} 处要改:{grave[0].message}" if grave else ""

    def _stopped(self, piece: Piece) -> Waiting:
        """What only shows when the sheet is made: something personal, a character no face has."""
        from app.export.fonts import require_coverage

        try:
            sheet = build(self._book, piece)
            require_coverage(sheet.placed())
        except Unsettled as error:
            return Waiting(piece, f"还有 {len(error.findings)} 处个人信息没有处理", error)
        except Told as told:
            return Waiting(piece, told.message.partition("没有生成")[0].strip())
        return Waiting(piece, "")
