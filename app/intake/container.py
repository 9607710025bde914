"""Looks into an .xlsx before anybody reads it: size, bombs, entities, macros, passwords and formulas."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

from app.domain.foreign import foreign
from app.intake.unreadable import Unreadable

MOST_BYTES = 50 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 100
_SMALL = 20 * 1024 * 1024  # below this a high ratio is only a tidy file
_CHUNK = 1 << 20
_DTD = re.compile(rb"<!(DOCTYPE|ENTITY)|<\x00!\x00(D\x00O|E\x00N)|\x00<\x00!\x00(D|E)")
# A search that begins with one plain sign is many times faster than one that begins with several, or with a choice.
_FORMULA = re.compile(rb"f(?<=[<:]f)[\s>/]")
MOST_CELLS = 10_000_000  # from the first to the last one that holds anything: the reader has a place for each
_ROW = re.compile(rb"w(?<=[<:]row)[^>]{0,200}?\br=[\"'](\d{1,7})[\"']")
_WIDE = re.compile(rb"r=[\"']([A-Za-z]{2,3})(\d{1,7})[\"']")  # beyond column Z
_ANY = re.compile(rb"r=[\"']([A-Za-z]{1,3})(\d{1,7})[\"']")
_LETTERS = 26
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def check(path: Path) -> dict[str, list[str]]:
    """Make sure that an .xlsx is harmless; returns which sheets hold formulas, and in which cells.

    Raises:
        Unreadable: Damaged, too large, a bomb, with entities or with macros.
    """
    with opened(path) as archive:
        _check_sizes(archive, path.name)
        suspects = _check_members(archive, path.name)
        if not suspects:
            return {}
        names = _sheet_names(archive)
        return {names.get(member, member): _formula_cells(archive, member) for member in suspects}


def check_word(path: Path) -> None:
    """Make sure that a .docx is harmless.

    Raises:
        Unreadable: Damaged, too large, a bomb, with entities or with macros.
    """
    with opened(path) as archive:
        _check_sizes(archive, path.name, "word/document.xml", "Word 文档", "请另存为 .docx 文件后再试。")
        _check_members(archive, path.name)


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive of a file; whatever the libraries say of a broken one is told as damaged."""
    with foreign(lambda: Unreadable.damaged(path.name)), zipfile.ZipFile(path) as archive:
        yield archive


def _check_sizes(
    archive: zipfile.ZipFile,
    name: str,
    main: str = "xl/workbook.xml",
    what: str = "Excel 工作簿",
    advice: str = "请选择 .xlsx、.xls、.et 或 .csv 文件。",
) -> None:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = max(sum(member.compress_size for member in members), 1)
    if len(members) > 5000 or unpacked > MOST_UNPACKED or (unpacked > _SMALL and unpacked / packed > MOST_RATIO):
        raise Unreadable(
            name,
            f"展开后有 {unpacked // 1024 // 1024} MB,内容异常庞大",
            "请把要导入的行复制到一个新工作簿里再导入。",
        )
    lowered = [member.filename.lower() for member in members]
    if any(entry.endswith("vbaproject.bin") for entry in lowered):
        raise Unreadable(name, "文件里带有宏程序", "请另存为不带宏的 .xlsx 文件再导入。")
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable(name, "文件设了密码", "请在 WPS、Excel 里去掉密码后再导入。")
    part = main.rpartition("/")[2].partition(".")[0]
    if main not in lowered and not any(part in entry for entry in lowered):
        raise Unreadable(name, f"这不是 {what}", advice)


def _check_members(archive: zipfile.ZipFile, name: str) -> list[str]:
    """Read every XML part once: nothing may declare entities; returns the sheets that hold formulas."""
    suspects, read = [], 0
    for member in archive.infolist():
        if not member.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        formula, extent = False, _Extent()
        for chunk in _chunks(archive, member):
            read += len(chunk)
            if read > MOST_UNPACKED * 1.2:
                raise Unreadable(name, "内容异常庞大", "请把要导入的行复制到一个新工作簿里再导入。")
            if _declares(chunk):
                raise Unreadable(name, "文件里有不允许的内容(实体声明)", "请用 WPS、Excel 另存为新文件再导入。")
            if "worksheets/" in member.filename:
                formula = formula or bool(_FORMULA.search(chunk))
                extent.look(chunk)
        extent.check(name)
        if formula:
            suspects.append(member.filename)
    return suspects


class _Extent:
    """How far the cells of a tab reach: one lost blank in the last cell would take gigabytes to read."""

    def __init__(self) -> None:
        self._row, self._wide, self._narrow = 0, 1, False

    def look(self, chunk: bytes) -> None:
        """Go on with the next part of the tab; columns A to Z are only told apart where there are very many rows."""
        self._row = max(self._row, *map(int, _ROW.findall(chunk)), 0)
        self._narrow = self._narrow or self._row * _LETTERS > MOST_CELLS
        for letters, row in set((_ANY if self._narrow else _WIDE).findall(chunk)):
            self._wide = max(self._wide, _column(letters))
            self._row = max(self._row, int(row))

    def check(self, name: str) -> None:
        """Raises Unreadable where the tab is too wide for its length."""
        wide = self._wide if self._narrow else max(self._wide, _LETTERS if self._row else 0)
        if self._row * wide > MOST_CELLS:
            raise Unreadable(
                name,
                f"有内容的格子一直到第 {self._row} 行、第 {wide} 列,中间隔着太多空格子",
                "请把要导入的行复制到一个新工作簿里再导入。",
            )


def _column(letters: bytes) -> int:
    """The number of a column, from 1."""
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS + letter - 64
    return number


def _declares(chunk: bytes) -> bool:
    """Whether entities are declared; one sign is looked for first, because that is many times faster."""
    return b"!" in chunk and (b"<!" in chunk or b"\0!\0" in chunk) and bool(_DTD.search(chunk))


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The parts of a member, each beginning with the end of the one before, so that no mark is cut in two."""
    kept = b""
    with archive.open(member) as stream:
        while block := stream.read(_CHUNK):
            yield kept + block
            kept = block[-32:]


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Which part of the file is which tab."""
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id", ""): link.get("Target", "") for link in links}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    out = {}
    for sheet in book.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_LINK, ""), "")
        out[target.lstrip("/") if target.startswith("/") else f"xl/{target}"] = sheet.get("name", "")
    return out


def _formula_cells(archive: zipfile.ZipFile, member: str) -> list[str]:
    """The addresses of all cells with a formula, such as G12."""
    out = []
    with archive.open(member) as stream:
        for _, element in ElementTree.iterparse(stream):
            if element.tag == f"{_MAIN}c":
                if element.find(f"{_MAIN}f") is not None:
                    out.append(element.get("r", ""))
                element.clear()
    return [address for address in out if address]
