"""What a document says of itself: the program, and neither who sat at the computer nor what it is called."""

from __future__ import annotations

import getpass
import io
import os
import zipfile

import pypdfium2
import pytest

from app.operations import sheets
from app.reports.recovery_sheet import recovery_sheet

SHEET = recovery_sheet(
    unit="示例乡", book_name="示例乡.mz", code="AAAAA-BBBBB", made_at="2026-11-22T10:00:00+08:00", people=[]
)


def names_of_this_computer() -> set[str]:
    return {name for name in (getpass.getuser(), os.uname().nodename) if len(name) > 2}


def test_a_pdf_names_the_program_and_no_person() -> None:
    document = pypdfium2.PdfDocument(sheets.sheet_pdf(SHEET))

    said = document.get_metadata_dict()

    document.close()
    assert said["Author"] in ("", "明账", "anonymous")
    assert not [text for text in said.values() if any(name in text for name in names_of_this_computer())]


@pytest.mark.parametrize("make", [sheets.sheet_xlsx, sheets.sheet_docx], ids=["xlsx", "docx"])
def test_an_office_file_names_no_person(make: object) -> None:
    with zipfile.ZipFile(io.BytesIO(make(SHEET))) as archive:  # type: ignore[operator]
        props = [archive.read(name).decode() for name in archive.namelist() if name.startswith("docProps/")]

    assert props
    for name in names_of_this_computer():
        assert not [text for text in props if name in text]


@pytest.mark.parametrize("make", [sheets.sheet_pdf, sheets.sheet_xlsx, sheets.sheet_docx], ids=["pdf", "xlsx", "docx"])
def test_the_same_sheet_gives_the_same_bytes_whoever_makes_it(make: object, monkeypatch: pytest.MonkeyPatch) -> None:
    first = make(SHEET)  # type: ignore[operator]
    for name in ("USER", "USERNAME", "LOGNAME"):
        monkeypatch.setenv(name, "欧阳保密甲")

    assert make(SHEET) == first  # type: ignore[operator]
