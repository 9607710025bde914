"""Files that belong to a row, kept beside the book."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.proofs import is_kind, named, with_kind
from app.domain.rows import text_of
from app.operations import attachments
from app.operations.records_base import Saved, existing, write
from app.operations.rights import must_enter
from app.storage.book import Book


def add_file(book: Book, ledger: LedgerDef, row_id: int, key: str, path: Path, *, kind: str = "") -> Saved:
    """Put a file beside the book and its name into a field of a row; a photo is made small and bare.

    `kind` (退款凭证 …) is written into the name; a file that is there already gets it too.

    Raises:
        Told: The file is missing, empty, over 50 MB, of a kind nobody could open later, or a damaged picture.
    """
    must_enter(book, ledger)
    row = existing(book, ledger, row_id)
    given = named(path.name, kind) if kind else path.name
    name = attachments.attach(book, ledger, row, key, given, attachments.read_file(path))
    if kind and not is_kind(name, kind):
        row[key], name = with_kind(text_of(row, key), name, kind)
    return write(book, ledger, row, f"添加佐证材料:{name}", "", [])


def add_files(book: Book, ledger: LedgerDef, row_id: int, files: Sequence[tuple[str, Path]]) -> Saved:
    """Put several files into fields of a row in one step; each as `add_file` does.

    Raises:
        Told: One of them cannot be taken; then none is.
    """
    must_enter(book, ledger)
    row = existing(book, ledger, row_id)
    names = [attachments.attach(book, ledger, row, key, path.name, attachments.read_file(path)) for key, path in files]
    return write(book, ledger, row, f"添加文件:{'、'.join(names)}", "", [])


def board_photos(row: Row, paths: Sequence[Path]) -> list[tuple[str, Path]]:
    """Which photos of a board are near and which far: by what their names say, else the first is the near one."""
    out: list[tuple[str, Path]] = []
    taken = {key for key in ("photo", "photo_far") if row.get(key)}
    for path in paths:
        said = "photo_far" if "远" in path.stem else "photo" if "近" in path.stem else ""
        key = said or next((one for one in ("photo", "photo_far") if one not in taken), "photo")
        taken.add(key)
        out.append((key, path))
    return out


def file_bytes(book: Book, digest: str) -> bytes:
    """The content of a file kept beside the book."""
    return book.file(digest)
