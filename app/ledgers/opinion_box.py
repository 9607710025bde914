"""意见箱: what was found when the box or the book for opinions was opened, and where each piece went."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.faults import Fault
from app.domain.fields import Choice, Count, Day, Link, LongText, Person, Row, Sensitivity, Unit
from app.domain.ledger import Around, LedgerDef, SheetColumn
from app.domain.privacy import personal_numbers
from app.domain.rows import id_of, ids_of, text_of, whole_of

SOURCES = ("意见箱", "意见簿", "征求意见")
TOPICS = (
    ("style_pieces", "工作作风(件)"),
    ("efficiency_pieces", "工作效率(件)"),
    ("honesty_pieces", "廉洁自律(件)"),
    ("service_pieces", "服务(件)"),
    ("other_pieces", "其他(件)"),
)
OPENERS = 2


def opening_title(row: Row, around: Around) -> str:
    """便民服务中心 意见箱 2026-11-20."""
    unit = id_of(row, "unit")
    name = around.title("unit", unit) if unit else ""
    return " ".join(part for part in (name, text_of(row, "source"), text_of(row, "opened_on")) if part)


def two_open_it(row: Row, around: Around) -> Iterable[Fault]:
    """A box is opened by two; asking round needs only one. Source: forms-and-rules 2.19, opinion_entry.source."""
    if row.get("source") == SOURCES[0] and len(ids_of(row, "opened_by")) < OPENERS:
        yield Fault("opened_by", "开箱人:意见箱要两个人一起开,请填两个人", "E-TWO")


def topics_add_up(row: Row, around: Around) -> Iterable[Fault]:
    """Every piece is about something. Source: forms-and-rules 2.19; INV-154."""
    named, pieces = sum(whole_of(row, key) for key, _ in TOPICS), whole_of(row, "pieces")
    if named != pieces:
        yield Fault("pieces", f"意见(件):一共 {pieces} 件,各类加起来是 {named} 件,请核对", "E-SUM", str(named))


def every_piece_goes_somewhere(row: Row, around: Around) -> Iterable[Fault]:
    """A piece becomes a question or a complaint, or the explanation says why not. Source: INV-137, INV-140."""
    passed = len(ids_of(row, "questions")) + len(ids_of(row, "complaints"))
    if passed < whole_of(row, "pieces"):
        left = whole_of(row, "pieces") - passed
        text = f"转群众意见:还有 {left} 件没有转“群众意见”或“投诉举报”,请转办或写明说明"
        yield Fault("questions", text, "E-LEFT", soft=True)


def no_numbers_of_persons(row: Row, around: Around) -> Iterable[Fault]:
    """What somebody wrote about himself does not stand here."""
    for found in personal_numbers(text_of(row, "summary")):
        yield Fault("summary", f"意见摘要:写了{found.kind},请去掉", "E-PRIVATE")


OPINION_BOXES = LedgerDef(
    key="opinion_box",
    title="意见箱",
    menu="职权服务",
    fields=(
        Unit(
            key="unit",
            label="设置单位",
            required=True,
            width=10,
            sensitivity=Sensitivity.PUBLIC,
            hint="意见箱、意见簿放在哪个单位。依据 四化三查方案 1 三",
        ),
        Choice(key="source", label="来源", required=True, options=SOURCES, default=SOURCES[0], width=5),
        Day(key="opened_on", label="开箱日期", required=True, default="今天", past=True),
        Person(key="opened_by", label="开箱人", many=True, required=True, width=8, hint="意见箱两个人一起开"),
        Count(key="pieces", label="意见(件)", required=True, default="0", unit="件", hint="没有也要记,填 0"),
        *(Count(key=key, label=label, unit="件", group="反映什么") for key, label in TOPICS),
        Link(
            key="questions",
            label="转群众意见",
            register="question",
            many=True,
            width=12,
            group="转到哪里",
            hint="提意见、问公开内容的,先登记到“群众意见”再选",
        ),
        Link(
            key="complaints",
            label="转投诉举报",
            register="complaint",
            many=True,
            width=12,
            group="转到哪里",
            hint="反映党员干部问题的,先登记到“投诉举报”再选",
        ),
        LongText(
            key="summary",
            label="意见摘要",
            most=1000,
            width=16,
            group="转到哪里",
            hint="说了什么事,不写是谁说的;季度考核和民主评议时看",
        ),
    ),
    rules=(two_open_it, topics_add_up, every_piece_goes_somewhere, no_numbers_of_persons),
    titled=opening_title,
    title_uses=("unit",),
    identity=("unit", "source", "opened_on"),
    list_columns=("unit", "source", "opened_on", "opened_by", "pieces", "questions", "complaints"),
    sheet_columns=(
        SheetColumn("设置单位", ("unit",), 10),
        SheetColumn("来源", ("source",), 5),
        SheetColumn("开箱日期", ("opened_on",), 6),
        SheetColumn("开箱人", ("opened_by",), 8),
        SheetColumn("意见(件)", ("pieces",), 4, sums=True),
        *(SheetColumn(label, (key,), 4, sums=True) for key, label in TOPICS),
        SheetColumn("转办", ("questions", "complaints"), 12),
        SheetColumn("意见摘要", ("summary",), 12),
        SheetColumn("备注", ("remark",), 5),
    ),
    unit_field="unit",
    period_field="opened_on",
    basis="四化三查方案 1 三:设立便民阳光服务意见箱、意见簿和班子成员廉政监督岗,投诉跟踪办结。",
)
