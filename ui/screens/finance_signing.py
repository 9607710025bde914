"""From 草稿 to 已公开 on the screen of one finance sheet: what a move proposes, and where dropped files go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from PySide6.QtWidgets import QMenu, QPushButton

from app.domain.fields import Row
from app.domain.ledger import LedgerDef, Move
from app.domain.rows import id_of, text_of
from app.ledgers.finance_figures import POSTED, REVIEWED, TAKEN_DOWN, TO_SIGN, previous_sheet
from app.ledgers.finance_signing import DAYS, NAMES, OPINIONS
from app.operations import lists, records
from app.operations.books import Book

AGREED = "同意公开"
PICTURES = (".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp", ".heic")
SCANS = (*PICTURES, ".pdf")


class Taken(NamedTuple):
    """What became of dropped files: a sentence, its colour, and the move that comes next."""

    said: str
    tone: str
    then: str = ""


def proposed(book: Book, row: Row, move: Move, before: Mapping[str, str]) -> dict[str, str]:
    """What a move asks for, where it follows from the last sheet, from the day or from who is here."""
    today = book.today()
    last = previous_sheet(row, book.around()) or {}
    unit = book.row("unit", id_of(row, "unit") or 0) or {}
    days = book.option("notice_days") - 1
    known = {
        "prepared_by": text_of(last, "prepared_by") or book.actor_name,
        "group_members": text_of(last, "group_members"),
        **{key: text_of(last, key) for key in NAMES},
        **dict.fromkeys(OPINIONS, AGREED),
        **{key: today.isoformat() for key in (*DAYS, "posted_from", "filed_on", "taken_down_on", "pulled_on")},
        "posted_to": date.fromordinal(today.toordinal() + days).isoformat(),
        "posted_at": text_of(unit, "board"),
        "posted_by": book.actor_name,
        "corrects_question": _open_question(book, row) if "corrects_question" in move.asks else "",
    }
    asked = {*move.asks, *move.asks_empty, *move.needs}
    return {key: text for key, text in known.items() if key in asked and text and not before.get(key)}


def posting_words(book: Book, ledger: LedgerDef, row: Row) -> str:
    """Where it hangs and for how long still, and how often it was corrected."""
    said, state = list[str](), text_of(row, "state")
    if state == POSTED and (light := lists.light(book, ledger, row)):
        said += [light.word, text_of(row, "posted_at")]
    elif row.get("pulled_on"):
        said.append(f"{text_of(row, 'pulled_on')} 提前撤下,须重新张贴")
    edition = row.get("edition")
    if isinstance(edition, int) and edition > 1:
        said.append(f"更正 {edition - 1} 次")
    return " · ".join(filter(None, said))


def folded(buttons: Sequence[QPushButton]) -> tuple[Sequence[QPushButton], QPushButton | None]:
    """Two buttons have room; of more the first stays and the others go into a menu."""
    if len(buttons) <= 2:
        return buttons, None
    more = QPushButton("更多办理")
    menu = QMenu(more)
    for one in buttons[1:]:
        one.setParent(more)
        one.hide()
        menu.addAction(one.text(), one.click)
    more.setMenu(menu)
    return buttons[:1], more


def take(book: Book, ledger: LedgerDef, row: Row, paths: Sequence[Path]) -> Taken:
    """Put dropped photos and scans where the state of the sheet says: a signed copy, or the board.

    Raises:
        Told: A file cannot be taken; then none is.
    """
    state, row_id = text_of(row, "state"), id_of(row, "id") or 0
    kinds = SCANS if state == TO_SIGN else PICTURES
    good = [path for path in paths if path.suffix.lower() in kinds]
    if len(good) < len(paths):
        other = "、".join(path.name for path in paths if path not in good)
        return Taken(f"“{other}”不是照片{'或扫描件' if state == TO_SIGN else ''},没有放入。", "red")
    if state == TO_SIGN:
        records.add_files(book, ledger, row_id, [("signed_scan", path) for path in good])
        return Taken(f"签字稿扫描件已放入 {len(good)} 份。照着填三方签字。", "green", "审核通过")
    if state in (REVIEWED, POSTED, TAKEN_DOWN):
        records.add_files(book, ledger, row_id, records.board_photos(row, good))
        said = f"张贴照片已放入 {len(good)} 张(已缩小,原文件不动)。"
        return Taken(said, "green", "张贴公开" if state == REVIEWED else "")
    return Taken("本表还是草稿,照片没有放入。签字、张贴以后再拖进来。", "yellow")


def _open_question(book: Book, row: Row) -> str:
    """The one question about this sheet that found a mistake, or is still looked into."""
    asked = [one for one in book.rows("question", sheet=row["id"]) if not one.get("corrected_on")]
    wrong = [one for one in asked if one.get("mistake")] or [one for one in asked if one.get("state") == "核查"]
    return book.title("question", id_of(wrong[0], "id") or 0) if len(wrong) == 1 else ""
