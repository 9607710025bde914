"""月通报 at the county: drafted from the totals and the board of a month, edited by the clerk, put on paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.domain.bulletin import Looked, bulletin
from app.domain.days import Period, chinese_day
from app.domain.faults import Refused
from app.domain.fields import Row
from app.domain.rows import id_of, text_of
from app.figures.counting import CATEGORY, Figure, Place
from app.ledgers.circular import BULLETIN, DRAFT
from app.ledgers.problem import CATEGORIES
from app.operations import county_totals, records
from app.operations.county_board import MISSING, Board, TownshipMonth
from app.operations.county_totals import Figures, Totals
from app.operations.county_units import own_unit
from app.operations.on_paper import mark_of
from app.reports.county_bulletin import county_bulletin, title_of
from app.reports.sheet import Sheet, Table
from app.storage.book import Book

FOUND, LETTERS, MENDED, OVERDUE = "G10", "I22", "G20", "G32"
ENCLOSED = (FOUND, MENDED, OVERDUE, LETTERS, "B20", "B30", "D10", "E10")
REGISTER = "circular"
WHY = "按各乡镇月报数字和报送情况起草,不另列检查。"
_KEPT = "county_bulletin:"
_BACK = {"returned": "被退回修改", "rejected": "没有通过核对"}


def draft(found: Totals) -> str:
    """The text as the figures and the board give it, without a word of the clerk's."""
    period = Period.parse(found.month)
    return "\n".join([_opening(found, period), bulletin(_places(found, period), what="乡镇")]).strip()


def text_of_month(book: Book, found: Totals) -> str:
    """What was last written of a month: in 通报曝光, in this window, else the draft."""
    kept, row = _kept(book, found), row_of_month(book, found.month)
    body = text_of(row or {}, "body")
    if row and body and (fixed(row) or kept.get("entered") != body):
        return body
    return str(kept["text"]) if kept else draft(found)


def is_old(book: Book, found: Totals) -> bool:
    """Whether the figures are others than when the clerk's text was drafted."""
    kept = _kept(book, found)
    return bool(kept) and kept["draft"] != draft(found)


def keep(book: Book, found: Totals, text: str) -> None:
    """Keep the clerk's text; one that is the draft itself, or empty, is not kept, so that it follows the figures."""
    drafted, kept = draft(found), _kept(book, found)
    if text.strip() in ("", drafted) and "entered" not in kept:
        book.keep(_KEPT + found.month, None)
        return
    _keep(book, found, kept, text=text, draft=kept.get("draft", drafted))


def begin_anew(book: Book, found: Totals) -> str:
    """Forget the clerk's text; gives the draft of today's figures. What stands in 通报曝光 stays as it is."""
    drafted, row = draft(found), row_of_month(book, found.month)
    book.keep(_KEPT + found.month, None)
    if row and (body := text_of(row, "body")):
        _keep(book, found, {}, text=drafted, draft=drafted, entered=body)
    return drafted


def row_of_month(book: Book, month: str) -> Row | None:
    """The row of 通报曝光 of the county's own bulletin of a month, None where it was not entered."""
    unit = own_unit(book)
    return next(iter(book.rows(REGISTER, kind=BULLETIN, month=month, unit=unit)), None) if unit else None


def fixed(row: Row) -> bool:
    """Whether a bulletin is being reviewed or was released: its words stay as they are."""
    return row.get("state") != DRAFT


def enter(book: Book, found: Totals, text: str) -> int:
    """Put the bulletin into 通报曝光, where it is reviewed and issued: nothing is typed a second time.

    One that is entered already gets the new words as long as it is a draft. Returns the number of its row.

    Raises:
        Refused: It is being reviewed or was released, the county has no unit of its own, or the words do not pass.
    """
    ledger, unit, row = book.ledgers[REGISTER], own_unit(book), row_of_month(book, found.month)
    period = Period.parse(found.month)
    if row and fixed(row):
        raise Refused(
            f"{period.title}的通报已在通报曝光里{row['state']},没有改动。要改请先到那一条按“退回修改”。", "E-STATE"
        )
    if unit is None:
        raise Refused("单位台账里没有本县这一级(类别“县”),不能登记通报。没有登记;请先录入。", "E-UNIT")
    texts = {"body": text.strip()}
    if row is None:
        texts |= {
            "kind": BULLETIN,
            "unit": book.title("unit", unit),
            "title": title_of(period.title),
            "scope": "全县",
            "month": found.month,
            "explanation": WHY,
        }
    saved = records.save(book, ledger, id_of(row, "id") if row else None, texts)
    kept = _kept(book, found)
    _keep(book, found, kept, text=text, draft=kept.get("draft", draft(found)), entered=text_of(saved.row, "body"))
    return saved.id


def _kept(book: Book, found: Totals) -> dict[str, str]:
    kept = book.kept(_KEPT + found.month)
    return kept if isinstance(kept, dict) else {}


def _keep(book: Book, found: Totals, kept: Mapping[str, str], **changes: str) -> None:
    book.keep(_KEPT + found.month, {**kept, **changes})


def paper(book: Book, found: Totals, text: str) -> Sheet:
    """The bulletin with who reported and the key figures of each township enclosed."""
    reported = county_totals.reported(book, found.board)
    figures = county_totals.key_figures(book, found, ENCLOSED)
    enclosed = [
        (sheet.title, next(one for one in sheet.blocks if isinstance(one, Table))) for sheet in (reported, figures)
    ]
    return county_bulletin(
        text,
        enclosed,
        county=book.info.county,
        period_title=Period.parse(found.month).title,
        day=chinese_day(book.today()),
        mark=mark_of(book),
    )


def _opening(found: Totals, period: Period) -> str:
    board, figures = found.board, found.figures
    missing = board.counts[MISSING]
    late = sum(1 for line in board.lines if line.late)
    said = f"{period.title}，全县应报乡镇{len(board.lines)}个，实报{len(board.lines) - missing}个"
    said += f"（迟报{late}个）" if late else ""
    said += f"，未报{missing}个" if missing else ""
    mended, overdue = _number(figures, MENDED), figures.get(Place(OVERDUE), Figure()).stock or 0
    counted = f"排查发现问题{_number(figures, FOUND)}个，整改完成{mended}个，月底逾期未整改{overdue}个"
    return f"{said}。{counted}。现将有关情况通报如下："


def _places(found: Totals, period: Period) -> list[Looked]:
    """Every township of which there is something to tell, those with most problems first."""
    told = {one.code: one.figures for one in found.townships}
    places = [_looked(line, told.get(line.code), found.board, period) for line in found.board.lines]
    return sorted((one for one in places if one is not None), key=lambda one: (-one.found, -one.overdue))


def _looked(line: TownshipMonth, figures: Figures | None, board: Board, period: Period) -> Looked | None:
    late = _late(line, board.due_on, period)
    if figures is None:
        return Looked(line.name, late=late) if late else None
    return Looked(
        line.name,
        found=_number(figures, FOUND),
        kinds=_kinds(figures),
        ordered=_number(figures, LETTERS),
        mended=_number(figures, MENDED),
        overdue=figures.get(Place(OVERDUE), Figure()).stock or 0,
        late=late,
    )


def _kinds(figures: Figures) -> tuple[tuple[str, int], ...]:
    """Of which kinds the problems are, the most frequent first; numbers taken back are taken off."""
    kinds = [
        (option.label.removeprefix(option.code).strip(), _number(figures, Place(FOUND, CATEGORY, option.code)))
        for option in CATEGORIES
        if "." in option.code
    ]
    return tuple(sorted((one for one in kinds if one[1] > 0), key=lambda one: -one[1]))


def _late(line: TownshipMonth, due: date, period: Period) -> str:
    report = f"{period.first.month}月月报"
    if line.state == MISSING:
        return f"{report}没有报送"
    if line.state in _BACK:
        return f"{report}{_BACK[line.state]}"
    days = (date.fromisoformat(line.received_on) - due).days if line.late else 0
    return f"{report}逾期{days}天" if days > 0 else ""


def _number(figures: Figures, place: Place | str) -> int:
    figure = figures.get(place if isinstance(place, Place) else Place(place), Figure())
    return (figure.m or 0) + figure.adj
