"""Making rows of another register from rows: at once where everything is known, else after asking for the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.domain.faults import Refused, Told
from app.domain.ledger import LedgerDef
from app.operations import raising, records
from app.operations.books import Book
from app.operations.records import Saved
from ui.engine import messages
from ui.engine.asking import AskDialog

Done = Callable[[list[Saved]], object]


def raise_from(
    parent: QWidget, book: Book, ledger: LedgerDef, ids: Sequence[int], label: str, done: Done
) -> AskDialog | None:
    """Carry out an action of LedgerDef.raises on rows; `done` gets the new rows. The link is made in the same step."""
    try:
        plan = raising.plan(book, ledger, ids, label)
        if not plan.faults:
            done(raising.raise_rows(book, ledger, ids, label))
            return None
        if not plan.missing:
            raise Refused(plan.faults, plan.faults[0].code)
    except Told as told:
        messages.tell(parent, told)
        return None

    def act(texts: dict[str, str], reason: str) -> object:
        return raising.raise_rows(book, ledger, ids, label, texts)

    before = records.shown(book, plan.target, plan.rows[0])
    many = len(plan.rows)
    dialog = AskDialog(
        parent,
        book,
        plan.target,
        [plan.target.by_key[key] for key in plan.missing],
        act,
        press=label,
        heading=f"{label}:{plan.target.title}" + (f" {many} 条" if many > 1 else ""),
        hint="还差下面几项" + (f",{many} 条各填同样的内容;之后可逐条修改。" if many > 1 else ",填好就转过去。"),
        before={key: before.get(key, "") for key in plan.missing},
    )
    dialog.done_with.connect(done)
    dialog.open()
    return dialog


def said(book: Book, made: Sequence[Saved], target: LedgerDef) -> str:
    """What the foot says after it."""
    names = "、".join(one.number or book.title(target.key, one.id) for one in made[:3])
    return f"已生成{target.title} {len(made)} 条:{names}{'等' if len(made) > 3 else ''}。可按 Ctrl+Z 撤销。"
