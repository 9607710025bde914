"""What fuzzing has found so far, made by code: each is read or refused in a sentence now, and is tried at every run.

Files that code cannot make lie in `cases/READER/`.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from tests.fuzz import office

FOLDER = Path(__file__).parent / "cases"
DEEP = b"[" * 100_000
Case = tuple[str, bytes]


def with_member(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A ZIP whose member of that name is another."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, change(old.read(member)) if member == name else old.read(member))
    return out.getvalue()


def replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """A change of some bytes, which must be there."""

    def change(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new, 1)

    return change


@cache
def _word() -> bytes:
    return office.word_document()


def _old_workbook() -> bytes:
    return (Path(__file__).parent.parent / "intake" / "files" / "旧台账.xls").read_bytes()


def _circle() -> bytes:
    """The table of small sectors says that each is followed by the first: the library went on until memory was gone."""
    data = bytearray(_old_workbook())
    for at in range(4608, 5120, 4):
        data[at] = 0
    return bytes(data)


def _far(cell: str) -> bytes:
    """A blank that somebody left in a far cell."""
    import openpyxl

    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page["A1"], page["A2"], page[cell] = "单位", "青山村", " "
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lights(**step: object) -> bytes:
    from app import paths

    told = json.loads(paths.resource("lights", "presets.json").read_bytes())[0]
    told["steps"][0] |= step
    return json.dumps(told, ensure_ascii=False).encode()


def made() -> Iterator[tuple[str, str, Case]]:
    """Reader, what it is, and the file."""
    types, document = "[Content_Types].xml", "word/document.xml"
    yield "xls", "a table of sectors in a circle", ("旧台账.xls", _circle())
    yield "xls", "cut off in the first small sector", ("旧台账.et", _old_workbook()[:-98])
    yield "xlsx", "a blank in the last cell", ("台账.xlsx", _far("XFD1048576"))
    yield "xlsx", "a blank at the end of column Z", ("台账.xlsx", _far("Z1048576"))
    yield "word", "types that are none", ("台账.docx", with_member(_word(), types, lambda _: b"<a/>"))
    yield "word", "broken relations", ("台账.docx", with_member(_word(), "_rels/.rels", lambda data: data[:-9]))
    yield (
        "word",
        "a width in words",
        ("台账.docx", with_member(_word(), document, replaced(b'w:gridSpan w:val="2"', b'w:gridSpan w:val="x"'))),
    )
    yield (
        "form",
        "a cut tab",
        ("表.xlsx", with_member(office.own_form(), "xl/worksheets/sheet1.xml", lambda data: data[:-9])),
    )
    yield "form", "an empty style sheet", ("表.xlsx", with_member(office.own_form(), "xl/styles.xml", lambda _: b""))
    yield (
        "form",
        "broken styles",
        ("表.docx", with_member(office.own_word_form(), "word/styles.xml", lambda data: data[:-20])),
    )
    yield "template_part", "a tone that is a list", ("灯色.json", _lights(tone=["red"]))
    yield "settings", "nested too deep", ("settings.json", DEEP)
    yield "settings", "half a character", ("settings.json", b'{"last_book": "\\ud800", "x": "\\udcd6"}')
    yield "keys", "nested too deep", ("示例乡.mz.keys", DEEP)
    yield "failures", "nested too deep", ("示例乡.mz.failed", DEEP)
    yield "failures", "half a character", ("示例乡.mz.failed", b'[["2026", "\\ud800", "x", 1.0]]')
    yield "lock", "nested too deep", ("示例乡.mz.lock", DEEP[:4096])
    for what, table in {
        "columns that are none": {"columns": None},
        "columns that are a number": {"columns": 3},
        "a column that is a list": {"columns": [["m"]]},
        "figures that are a word": {"list": True},
        "labels that are a list": {"labels": [1, 2]},
    }.items():
        yield "layout", what, ("表样.json", _layout(**table))
    yield "layout", "half a character", ("表样.json", _layout(caption="\ud800"))
    yield "layout", "a sign nobody sees", ("顺序.csv", "画面,字段名,指标,取数\n受理,受理\u200b线索,A10,本月\n".encode())
    yield "letter", "half a character", ("提示函.json", b'{"title": "\\ud800", "basis": "x", "body": ["{x}"]}')


def _layout(**table: object) -> bytes:
    told = {"key": "x", "title": "x", "tables": [{"list": ["A10"], **table}]}
    return json.dumps(told).encode()


def kept() -> Iterator[tuple[str, str, Case]]:
    """The same of the files in the folder: READER/what_it_is.ending."""
    for path in sorted(FOLDER.glob("*/*")):
        yield path.parent.name, path.stem.replace("_", " "), (path.name, path.read_bytes())
