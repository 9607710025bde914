"""Looks into a form that comes from outside and will be filled again and again: nothing in it may reach out or run.

A workbook or document may be harmless to read and still fetch, link or start something once it is opened in Excel, WPS
or Word. Source: product K11.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from app.intake import container
from app.intake.unreadable import Unreadable

_COUNTING = (
    "SUM SUMIF SUMIFS SUMPRODUCT SUBTOTAL COUNT COUNTA COUNTBLANK COUNTIF COUNTIFS AVERAGE AVERAGEIF ROUND ROUNDUP "
    "ROUNDDOWN IF IFERROR AND OR NOT MIN MAX ABS INT MOD TEXT LEFT RIGHT MID LEN TRIM ROW ROWS COLUMN COLUMNS "
    "ISBLANK ISNUMBER VALUE DATE YEAR MONTH DAY CONCATENATE RANK LARGE SMALL"
)
FUNCTIONS = frozenset(_COUNTING.split())
_BANNED = ("externallinks/", "embeddings/", "activex/", "ctrlprops/", "querytables/", "connections.xml", "/model/")
_FORMULAS = ("f", "formula", "formula1", "formula2", "definedName", "oldFormula")
_FIELDS = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|MACROBUTTON|DATABASE|RD)\b", re.IGNORECASE)
_TEXT = re.compile(r'"[^"]*"')
_SHEET = re.compile(r"'[^']*'!")
_CALL = re.compile(r"([^\s()+\-*/^&=<>,;:{}!]+)\s*\(")
_ADVICE = "请县里把这一处去掉,另存为新文件后再签发。"


def check(path: Path) -> None:
    """Make sure that a form is harmless to read and to open.

    Raises:
        Unreadable: Damaged, a bomb, with macros, links, embedded objects, or a formula that may do more than count.
    """
    word = path.suffix.lower() == ".docx"
    container.check_word(path) if word else container.check(path)
    with container.opened(path) as archive:
        names = [member.filename for member in archive.infolist()]
        if any(part in name.lower() for name in names for part in _BANNED):
            raise Unreadable(path.name, "表里嵌着别的文件或外部链接", _ADVICE)
        for name in names:
            if name.lower().endswith(".rels"):
                _check_links(archive, name, path.name)
        parts = [name for name in names if name.endswith(".xml") and name.startswith("word/" if word else "xl/")]
        for name in parts:
            _check_fields(archive, name, path.name) if word else _check_formulas(archive, name, path.name)


def _check_links(archive: zipfile.ZipFile, name: str, file: str) -> None:
    for link in ElementTree.fromstring(archive.read(name)):
        if link.get("TargetMode", "").lower() == "external":
            raise Unreadable(file, f"表里有指向外面的链接“{link.get('Target', '')[:60]}”", _ADVICE)


def _check_formulas(archive: zipfile.ZipFile, name: str, file: str) -> None:
    for address, formula in _formulas(archive, name):
        if wrong := wrong_in(formula):
            where = f"{address} 的公式" if address else "公式"
            raise Unreadable(file, f"{where}“{formula[:60]}”用了{wrong}", _ADVICE)


def wrong_in(formula: str) -> str:
    """What in a formula does more than count and compare, "" where nothing does."""
    bare = _SHEET.sub("", _TEXT.sub("", formula))
    if "[" in bare or "|" in bare:
        return "别的文件或程序"
    for name in _CALL.findall(bare):
        if name.upper() not in FUNCTIONS:
            return f"不许用的函数 {name[:40]}"
    return ""


def _formulas(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, str]]:
    """Address and text of every formula of a part: of cells, conditions, checks and names."""
    address = ""
    with archive.open(name) as stream:
        for event, element in ElementTree.iterparse(stream, events=("start", "end")):
            tag = element.tag.rpartition("}")[2]
            if event == "start":
                address = element.get("r", "") if tag == "c" else address
                continue
            if tag in _FORMULAS and element.text:
                yield (address if tag == "f" else ""), element.text
            if tag in ("row", "c"):
                element.clear()


def _check_fields(archive: zipfile.ZipFile, name: str, file: str) -> None:
    with archive.open(name) as stream:
        words = []
        for _, element in ElementTree.iterparse(stream):
            tag = element.tag.rpartition("}")[2]
            if tag == "instrText":
                words.append(element.text or "")
            elif tag == "fldSimple":
                words += [value for key, value in element.attrib.items() if key.endswith("instr")]
    if found := _FIELDS.search("".join(words)):  # a word may be cut in several runs
        raise Unreadable(file, f"文档里有会读别的文件的域 {found[0].upper()}", _ADVICE)
