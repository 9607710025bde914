"""承诺书 from ticked problems: drawn up in one step, previewed and printed one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.faults import Told
from app.operations import promises
from app.operations.promises import By, Made
from ui.engine import messages

if TYPE_CHECKING:
    from ui.screens.ledger import LedgerPage


def make_promises(page: LedgerPage, ids: list[int], by: By) -> Made | None:
    """Draw up one promise for each unit (or person) of the ticked problems and show them ready to print."""
    try:
        made = promises.make_for(page.book, ids, by)
    except Told as told:
        messages.tell(page, told, "没有做承诺书")
        return None
    page.main.saved_now()
    page.main.note(_said(made))
    page.preview_rows("commitment_letter", made.ids)
    if made.skipped:
        messages.tell(page, "这几条没有列入承诺书:\n" + "\n".join(made.skipped), "请注意")
    return made


def _said(made: Made) -> str:
    vague = f",其中 {len(made.hints)} 份有提示,请到整改承诺里核对措辞" if made.hints else ""
    return f"已做承诺书 {len(made.ids)} 份{vague}。可按 Ctrl+Z 撤销。"
