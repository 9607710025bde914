"""A Word file around its text: the page, its foot, its properties; nothing of who made it and on which machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt

from app.export.looks import Paper
from app.export.word_xml import NAMESPACE, common_style, font_table

_KEPT_STYLES = frozenset(("Normal", "Header", "Footer", "TableNormal", "DefaultParagraphFont", "NoList"))
_UNWANTED = ("thumbnail", "customXml", "stylesWithEffects")
_BEGINNING = (1980, 1, 1, 0, 0, 0)
_NAMESPACES = f'{NAMESPACE} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_MADE = datetime(2000, 1, 1)


class WordFile:
    """One Word file being written, top to bottom."""

    def __init__(self, title: str, paper: Paper, size: float) -> None:
        self._document = docx.Document()
        self._strip()
        self._pieces: list[str] = []
        self._say_what(title)
        style = self._document.styles["Normal"].element
        for old in [*style.findall(qn("w:pPr")), *style.findall(qn("w:rPr"))]:
            style.remove(old)
        for part in _parsed(common_style(size, paper.look.body_face)):
            style.append(part)
        self._page(paper, size)

    def add(self, xml: str) -> None:
        """Append paragraphs or tables."""
        self._pieces.append(xml)

    def header(self, xml: str, pictures: Sequence[bytes] = (), *, odd_and_even: bool = False) -> None:
        """What stands at the head of every page; pictures stand at its right edge, 19 mm wide."""
        section = self._document.sections[-1]
        for place in (section.header, section.even_page_header) if odd_and_even else (section.header,):
            self._fill(place, xml)
            for picture in pictures:
                paragraph = place.add_paragraph()
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                paragraph.add_run().add_picture(BytesIO(picture), width=Mm(19))

    def footer(self, odd: str, even: str = "") -> None:
        """What stands at the foot: of all pages, or of odd and of even ones."""
        section = self._document.sections[-1]
        if even:
            self._document.settings.odd_and_even_pages_header_footer = True
            self._fill(section.even_page_footer, even)
        self._fill(section.footer, odd)

    def even_page(self) -> None:
        """What comes next stands on the next even page."""
        self._section(WD_SECTION.EVEN_PAGE)

    def loose_page(self) -> None:
        """What comes next stands on a page of its own whose foot is empty."""
        section = self._section(WD_SECTION.NEW_PAGE)
        for foot in (section.footer, section.even_page_footer):
            self._fill(foot, "<w:p/>")

    def finish(self) -> bytes:
        """The finished file; equal calls give equal bytes."""
        # All is read in one go: to move a long table from one tree to another takes minutes.
        page = self._document.element.body.sectPr.xml
        text = f"<w:document {_NAMESPACES}><w:body>{''.join(self._pieces)}{page}</w:body></w:document>"
        self._document.part._element = parse_xml(text)
        made = BytesIO()
        self._document.save(made)
        return _dated_alike(made.getvalue())

    def _section(self, start: WD_SECTION) -> Section:
        """End the section in hand after what was added so far; the next begins as `start` says."""
        section: Section = self._document.add_section(start)
        ended = self._document.element.body.p_lst[-1]
        self._pieces.append(ended.xml)
        ended.getparent().remove(ended)
        return section

    def _page(self, paper: Paper, size: float) -> None:
        section = self._document.sections[0]
        top, right, bottom, left = paper.look.margins
        wide = paper.width > paper.height
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Pt(paper.width), Pt(paper.height)
        section.top_margin, section.bottom_margin = Pt(top), Pt(bottom)
        section.left_margin, section.right_margin = Pt(left), Pt(right)
        section.header_distance = Pt(0.45 * top)
        section.footer_distance = Pt(0.45 * bottom)
        grid = section._sectPr.find(qn("w:docGrid"))
        if grid is None:
            return
        if not paper.look.pitch:
            section._sectPr.remove(grid)
            return
        grid.set(qn("w:type"), "linesAndChars")
        grid.set(qn("w:linePitch"), str(int(paper.look.body_lead * 20)))
        grid.set(qn("w:charSpace"), str(round((paper.look.pitch - size) * 4096)))

    def foot_at(self, points: float) -> None:
        """How far the foot ends above the edge of the paper."""
        self._document.sections[0].footer_distance = Pt(points)

    def _say_what(self, title: str) -> None:
        about = self._document.core_properties
        about.title, about.author, about.last_modified_by, about.comments = title, "明账", "", ""
        about.created = about.modified = _MADE

    def _strip(self) -> None:
        """Take away what the template brings along: a picture, other people's styles, rests of a Mac."""
        document = self._document
        for holder in (document.part.package, document.part):
            for key, rel in list(holder.rels.items()):
                if any(word in rel.reltype for word in _UNWANTED):
                    del holder.rels[key]
        styles = document.styles.element
        for style in styles.findall(qn("w:style")):
            if style.get(qn("w:styleId")) not in _KEPT_STYLES:
                styles.remove(style)
        for rel in document.part.package.rels.values():
            if rel.reltype.endswith("/extended-properties"):
                rel.target_part._blob = _ABOUT
        for rel in document.part.rels.values():
            if rel.reltype.endswith("/fontTable"):
                rel.target_part._blob = font_table()
        for language in document.settings.element.findall(qn("w:themeFontLang")):
            language.set(qn("w:val"), "zh-CN")
            language.set(qn("w:eastAsia"), "zh-CN")

    @staticmethod
    def _fill(place: Any, xml: str) -> None:
        place.is_linked_to_previous = False
        element = place._element
        for old in list(element):
            element.remove(old)
        for part in _parsed(xml):
            element.append(part)


_ABOUT = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Mingzhang</Application></Properties>"
)


def _parsed(xml: str) -> Iterable[Any]:
    return list(parse_xml(f"<w:body {NAMESPACE}>{xml}</w:body>"))


def _dated_alike(data: bytes) -> bytes:
    """The same file with all its parts dated alike: no clock gets in."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            info = ZipInfo(name, _BEGINNING)
            info.compress_type = ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return out.getvalue()
