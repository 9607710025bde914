"""What is offered while a line of a finance sheet is typed: earlier wordings, accounts, lines to take back, pastes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.domain.faults import Told
from app.ledgers.finance_line import FINANCE_LINES
from app.operations import finance_entry_help, records
from ui.engine import messages
from ui.screens.finance_lines import ALL

if TYPE_CHECKING:
    from ui.screens.finance import FinanceScreen

OFFERED = 12


class LineOffers:
    """Asked by the grid of a screen."""

    def __init__(self, screen: FinanceScreen) -> None:
        self._screen = screen

    def recent(self, key: str, typed: str) -> list[str]:
        """Earlier wordings of this column, of this sheet first, then of the book; accounts and lines as they are."""
        book, sheet_id = self._screen.book, self._screen.sheet_id
        if key == "account_code":
            return finance_entry_help.accounts_like(book, sheet_id, typed)
        if key == "reverses":
            return finance_entry_help.lines_like(book, sheet_id, typed)
        filled = reversed(self._screen.lines.filled())
        here = [text for line in filled if (text := line.texts.get(key, "")) and typed in text]
        return list(dict.fromkeys([*here, *records.recent_texts(book, FINANCE_LINES, key, typed)]))[:OFFERED]

    def follows(self, texts: Mapping[str, str], key: str) -> dict[str, str]:
        """The item of an account, where none stands there yet."""
        book, sheet_id = self._screen.book, self._screen.sheet_id
        if key != "account_code" or not texts.get(key):
            return {}
        if words := finance_entry_help.words_on_owed(book, sheet_id, texts.get("on_day", ""), texts[key]):
            self._screen.message.tell(words, "blue")
        if texts.get("item"):
            return {}
        item = finance_entry_help.item_of_account(book, sheet_id, texts.get("on_day", ""), texts[key])
        return {"item": item} if item else {}

    def pasted(self, block: str, start: str) -> list[dict[str, str]]:
        """The lines of a block from a workbook."""
        from app.operations import imports  # what reads workbooks is loaded when something is pasted

        try:
            edits = imports.paste_lines(self._screen.book, FINANCE_LINES, self._screen.sheet_id or 0, block, start)
        except Told as error:
            messages.tell(self._screen, error)
            return []
        return [{key: edit.texts.get(key, "") for key in ALL} for edit in edits]
