"""Files that belong to rows: made small and bare, named after their row, looked at in a copy that goes away again."""

from __future__ import annotations

import re
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path, PurePath

from app import paths
from app.domain import pdf_marks
from app.domain.faults import Refused
from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.machine import reason
from app.domain.privacy import personal_numbers
from app.domain.rows import text_of
from app.operations.on_paper import safe_name
from app.storage.book import Book

MOST_BYTES = 50_000_000
_LOOKED_AT = "looked-at"
# What cameras and chat programs call a picture says nothing about it.
_MACHINE_NAME = re.compile(
    r"(微信图片|微信截图|QQ图片|照片|图片|图像|扫描|扫描件|扫描文件|屏幕截图|截图|新建\w*文档|未命名)?[\s_\-\d()().年月日时分秒]*"
)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_MOST_OF_A_NAME = 40


@dataclass(frozen=True)
class Attached:
    """One file of a row: the hash under which it lies beside the book, and its name."""

    digest: str
    name: str


def attached(text: str) -> list[Attached]:
    """The files an attachment field holds."""
    parts = (line.partition(" ") for line in text.splitlines())
    return [Attached(digest, name) for digest, _, name in parts if digest and name]


def read_file(path: Path) -> bytes:
    """The content of a file a clerk gives us; the file itself is never changed.

    Raises:
        Refused: It is missing, cannot be read, is empty or over 50 MB.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if 0 < size <= MOST_BYTES else b""
    except OSError as error:
        raise Refused(f"读不到文件“{path.name}”({reason(error)})。台账没有改动;请检查文件或U盘。", "E-FILE") from error
    if not data:
        raise Refused(f"文件“{path.name}”是空的或超过 50 MB。台账没有改动;请压缩后再放入。", "E-FILE")
    return data


def attach(book: Book, ledger: LedgerDef, row: Row, key: str, name: str, content: bytes) -> str:
    """Keep a file beside the book and write it into a field of a row that is still to be saved; returns its name.

    A photo is shrunk to 300 KB and loses place, time and device; the same content is kept once.

    Raises:
        Told: A kind of file nobody could open later, or a damaged picture. Nothing was changed.
    """
    from app.intake.photos import prepare  # it reads Pillow, which most sessions never need

    made = prepare(name, content)
    digest = book.keep_file(made.content)
    before = text_of(row, key)
    for there in attached(before):
        if there.digest == digest:
            return there.name
    given = _name(ledger, row, name, made.suffix)
    row[key] = f"{before}\n{digest} {given}".strip()
    return given


def look_copy(book: Book, digest: str, name: str) -> Path:
    """A copy of a kept file that cannot be written to, for the machine's own viewer; noted in the log.

    Raises:
        AttachmentLost: The file is gone or damaged.
    """
    content = book.file(digest)
    folder = paths.private_temp() / _LOOKED_AT / digest[:16]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / safe_name(name)
    if target.exists():
        target.chmod(stat.S_IRUSR | stat.S_IWUSR)
    target.write_bytes(content)
    target.chmod(stat.S_IRUSR)
    book.note("file.look", f"file/{digest[:16]}")
    return target


def warning(book: Book, digest: str, name: str) -> str:
    """What to know before a kept PDF is opened in a viewer, "" where it holds only pages.

    Raises:
        AttachmentLost: The file is gone or damaged.
    """
    if not name.lower().endswith(".pdf"):
        return ""
    told = pdf_marks.marks(book.file(digest))
    if not told:
        return ""
    return f"“{name}”不是普通的 PDF:{'、'.join(told)}。看图软件问要不要运行、连接、保存时,请都不要点“允许”。"


def put_away_copies() -> None:
    """Take away every copy that was made for looking; one a viewer still holds goes at the next start."""
    folder = paths.home() / "temp" / _LOOKED_AT
    if not folder.exists():
        return
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    shutil.rmtree(folder, ignore_errors=True)


def _name(ledger: LedgerDef, row: Row, given: str, suffix: str) -> str:
    """编号_序号, and what the file was called where a person called it something that may be read by others."""
    stem = safe_name(text_of(row, "number") or f"{ledger.title}{row.get('id') or ''}")
    there = [each.name for field in ledger.attachments for each in attached(text_of(row, field.key))]
    used = [int(found[1]) for name in there if (found := re.match(rf"{re.escape(stem)}_(\d+)", name))]
    return f"{stem}_{max(used, default=0) + 1:02d}{_own_words(PurePath(given).stem)}{suffix}"


def _own_words(stem: str) -> str:
    plain = safe_name(stem)[:_MOST_OF_A_NAME]
    if not _CHINESE.search(plain) or _MACHINE_NAME.fullmatch(plain) or any(personal_numbers(stem)):
        return ""
    return f"_{plain}"
