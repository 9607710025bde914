"""函件 from a light: check the drafted words, sign, print; several addressees come one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.domain.faults import Told
from app.domain.rows import text_of
from app.ledgers.letter import LETTERS
from app.operations import letters, papers, records
from app.operations.books import Book
from app.operations.letters import Draft
from app.operations.records import Saved
from ui.engine import messages
from ui.engine.asking import AskDialog
from ui.screens.preview import PreviewDialog, open_preview_of
from ui.style.palette import px

FIELDS = ("kind", "to_name", "subject", "body", "reply_due", "copies_to")
Typed = tuple[Draft, dict[str, str]]
WIDE, HIGH, BODY_HIGH = 820, 640, 230


class LetterDialog(AskDialog):
    """One drafted letter to look over. Ctrl+P signs it (or goes on to the next), another kind drafts it anew."""

    def __init__(self, parent: QWidget, book: Book, waiting: Sequence[Draft], typed: Sequence[Typed]) -> None:
        self.book, self.draft, self.typed = book, waiting[0], list(typed)
        self.last = len(waiting) == 1
        count = len(typed) + len(waiting)
        place = f"(第 {len(typed) + 1} 份,共 {count} 份)" if count > 1 else ""
        super().__init__(
            parent,
            book,
            LETTERS,
            [LETTERS.by_key[key] for key in FIELDS],
            self._act,
            press="签发并打印 Ctrl+P" if self.last else "下一份 Ctrl+P",
            heading=f"起草函件{place}:{len(self.draft.matters)} 件事项",
            hint="文号在签发时给出,不签发不占号。存为草稿的在“函件”台账里,可以送审。",
            before=records.shown(book, LETTERS, self.draft.row),
        )
        self.kept = self.add_button("存为草稿", self.keep)
        shortcut = QShortcut(QKeySequence("Ctrl+P"), self)
        shortcut.activated.connect(self.go)
        self.fields.left.connect(self._maybe_another_kind)
        self.fields.places["body"].editor.inner.setMinimumHeight(px(BODY_HIGH))
        self.resize(px(WIDE), px(HIGH))
        self.fields.focus("body" if self.draft.to_name else "to_name")

    def keep(self) -> None:
        """Leave it in the register as 起草."""
        self.act = lambda texts, _reason: letters.keep(self.book, self.draft, texts)
        self.go()
        self.act = self._act

    def _act(self, texts: dict[str, str], _reason: str) -> object:
        self._another_kind()
        texts = self.texts()
        if not self.last:
            letters.checked(self.book, self.draft, texts)
            return (self.draft, texts)
        return letters.issue(self.book, [*self.typed, (self.draft, texts)])

    def _maybe_another_kind(self, key: str) -> None:
        if key == "kind":
            self._another_kind()

    def _another_kind(self) -> None:
        """Draft in the words of the kind that was chosen; what was typed over the old words gives way."""
        chosen = self.fields.texts()["kind"]
        if chosen == self.before["kind"] or not chosen:
            return
        row, faults = records.read_texts(self.book, LETTERS, {"kind": chosen})
        if faults:
            return
        self.draft = letters.redrafted(self.book, self.draft, text_of(row, "kind"))
        self.before = records.shown(self.book, LETTERS, self.draft.row)
        self.fields.fill(self.before)


def write_letters(parent: QWidget, book: Book, wanted: Mapping[str, Sequence[int]], done: Callable[[], object]) -> None:
    """Draft letters about rows, register by register, and go through them; a refusal is told."""
    try:
        waiting = [draft for register, ids in wanted.items() for draft in letters.drafts(book, register, ids)]
    except Told as told:
        messages.tell(parent, told)
        return
    if waiting:
        _go_through(parent, book, waiting, [], done)


def print_letters(parent: QWidget, book: Book, ids: Sequence[int]) -> PreviewDialog:
    """Show signed letters as they will be printed, and ask for the printer at once."""
    preview = open_preview_of(parent, book, "函件", lambda: papers.build(book, LETTERS, "letter", ids))
    preview.ready.connect(preview.print_out)
    return preview


def _go_through(
    parent: QWidget, book: Book, waiting: Sequence[Draft], typed: list[Typed], done: Callable[[], object]
) -> None:
    dialog = LetterDialog(parent, book, waiting, typed)

    def settled(made: object) -> None:
        if isinstance(made, tuple):
            _go_through(parent, book, waiting[1:], [*typed, made], done)
            return
        done()
        if isinstance(made, list):
            print_letters(parent, book, [saved.id for saved in made])
        elif isinstance(made, Saved) and len(waiting) > 1:
            _go_through(parent, book, waiting[1:], typed, done)

    dialog.done_with.connect(settled)
    dialog.open()
