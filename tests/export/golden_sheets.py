"""The papers whose pages are kept as pictures: made in a book of their own, always with the same words and figures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest

from app.domain.fields import Row
from app.figures.counting import CATEGORY, LEVEL, MEASURE, Figure, Place
from app.figures.indicators import BY_CATEGORY, BY_LEVEL, INDICATORS, MONEY
from app.ledgers import ledger
from app.ledgers.accountability_measure import MEASURES
from app.ledgers.person import LEVELS
from app.ledgers.problem import CATEGORIES
from app.operations import demo_published, monthly_papers, papers, records, sheets, wall_paper
from app.operations.records import LineEdit, LinesPart
from app.reports.monthly_form import monthly_form
from app.reports.sheet import Sheet
from app.storage.book import Book
from tests.conftest import INFO, USERS, FixedClock
from tests.operations import services
from tests.operations.affairs import LINES as RECIPIENTS
from tests.operations.affairs import item, posted, reviewed
from tests.operations.clerk import HUNG, LINE, PROBLEM, SHEET, SIGNED, found, hung, in_work

GOLDEN = Path(__file__).parent.parent / "golden" / "pages"
ENTRY = ledger("finance_entry")
VILLAGE, GROUP = "青山村", "青山村第3村民小组"
SIGNS = {"handler": "邵光根", "witness": "肖秀香", "approver": "戴海英"}
EARNED = (
    ("2026-07-12", "2.06", "水利冬修以奖代补资金", "10,500"),
    ("2026-07-19", "2.01", "村集体门面 4 间租金", "3,800"),
    ("2026-07-20", "2.09", "乡友捐赠修路照明款", "4,500"),
    ("2026-07-25", "2.11", "废旧铁窗木料处置收入 2 批", "695"),
    ("2026-09-22", "2.03", "入股粮食烘干中心分红", "4,400"),
    ("2026-09-30", "2.05", "乡财政拨付2026年第3季度村级运转经费", "17,000"),
)
SPENT = (
    ("2026-07-15", "3.10", "合作医疗代缴特困户参保费 1 人,每人 400 元", "400"),
    ("2026-07-18", "3.01", "集体茶园除草雇工 3 人 1 天,每天 130 元", "390"),
    ("2026-07-23", "3.05", "水渠清淤雇工 2 人 3 天,每天 120 元", "720"),
    ("2026-07-24", "3.04", "山林防火巡查 1 人 5 天,每天 120 元", "600"),
    ("2026-07-25", "3.01", "鱼塘清淤挖机台班 1 个,每个 1150 元", "1,150"),
    ("2026-07-28", "3.01", "油茶基地修剪雇工 5 人 3 天,每天 150 元", "2,250"),
    ("2026-08-15", "3.04", "召开村民代表会误工 18 人,每人 50 元", "900"),
    ("2026-08-22", "3.06", "安装太阳能路灯 2 盏,每盏 1170 元", "2,340"),
    ("2026-08-24", "3.06", "购办公椅 3 把,每把 135 元", "405"),
    ("2026-08-24", "3.05", "水渠清淤雇工 8 人 3 天,每天 150 元", "3,600"),
    ("2026-09-20", "3.04", "公开栏更换玻璃和喷绘 4 块,每块 175 元", "700"),
    ("2026-09-24", "3.08", "脱贫户产业奖补 4 户,每户 700 元", "2,800"),
    ("2026-09-27", "3.05", "机耕道填补砂石 6 车,每车 390 元", "2,340"),
)
OWNED: tuple[dict[str, str], ...] = (
    {"item": "4.01", "name": "库存现金和银行存款", "amount": "24,300"},
    {"item": "4.03", "name": "村委会办公楼(两层 320 平方米)", "quantity": "1", "measure": "幢", "amount": "386,000"},
    {"item": "4.04", "name": "集体茶园", "quantity": "35.5", "measure": "亩", "amount": "71,000"},
    {"item": "5.01", "name": "机动地", "quantity": "28.6", "measure": "亩", "amount": "8,580", "price": "300",
     "counterparty": "王金根", "from_on": "2023-01-01", "to_on": "2027-12-31", "use": "种水稻"},
    {"item": "5.06", "name": "门前塘、上垅塘", "quantity": "12.4", "measure": "亩", "amount": "3,224", "price": "260",
     "counterparty": "张建国", "from_on": "2025-01-01", "to_on": "2029-12-31", "use": "养鱼"},
    {"item": "6.01", "name": "门面租金未收", "amount": "2,400", "counterparty": "便民超市", "use": "约定年底前交清"},
    {"item": "6.03", "name": "修机耕道工程款余款", "amount": "18,600", "counterparty": "青禾建筑工程队"},
)  # fmt: skip
GROUPS = (
    ("2026-08-19", "2.02", "山塘承包款", "1,100"),
    ("2026-08-16", "3.05", "清理水沟雇工 1 人 1 天,每天 110 元", "110"),
    ("2026-08-19", "3.05", "组内路灯电费8月", "174.42"),
)
NAMES = ["李大根", "欧阳春芽", "陈小宝", "王㛃", "赵䶮", "钱𠅤", "孙𫖯", "周𬭚", "吴𪚥", "郑细妹", "刘长生", "谢桂英"]
BODY = (
    "一、存在问题\n你村2026年第3季度财务公开榜至今没有张贴,涉及资金 12,600.00 元,群众多次询问没有答复。\n"
    "二、有关要求\n(一)加强领导。主要负责人要亲自过问,逐笔核对凭证,如实公开。\n"
    "(二)限期办结。请于2026年12月10日前张贴公开,并将照片和情况书面报送我委。"
)
DONE = (
    "2015年村集体机动地承包款未入账,由村会计坐支用于接待",
    "低保名单没有公示",
    "村干部重复领取误工补贴 7 人次,村民代表会议没有审议,凭证上没有经手人签字",
    "办件超过承诺时限 12 天",
)


@dataclass(frozen=True)
class Golden:
    """One page that is kept: of which paper, which page (from 0, from the end where negative), and its dpi."""

    paper: str
    page: int = 0
    dpi: float = 40


PAGES = {
    "wall_a3_1": Golden("wall_a3", 0),
    "wall_a3_last": Golden("wall_a3", -1),
    "wall_tiles2_1": Golden("wall_tiles2", 0),
    "wall_tiles2_2": Golden("wall_tiles2", 1),
    "wall_tiles4_1": Golden("wall_tiles4", 0),
    "wall_tiles4_2": Golden("wall_tiles4", 1),
    "wall_tiles4_4": Golden("wall_tiles4", 3),
    "wall_60x90": Golden("wall_60x90", 0, 24),
    "group_a4": Golden("group_a4"),
    "quarter139_1": Golden("quarter139", 0),
    "quarter139_last": Golden("quarter139", -1),
    "special_a3": Golden("special_a3"),
    "affairs": Golden("affairs"),
    "recipients": Golden("recipients"),
    "board": Golden("board"),
    "reminder": Golden("reminder"),
    "pressing_1": Golden("pressing", 0),
    "pressing_2": Golden("pressing", 1),
    "pressing_slip": Golden("pressing", -1),
    "sign_off_1": Golden("sign_off", 0),
    "sign_off_last": Golden("sign_off", -1),
    "monthly_1": Golden("monthly", 0),
    "monthly_last": Golden("monthly", -1),
    "detail_2": Golden("detail", 1),
    "register_1": Golden("register", 0),
    "register_last": Golden("register", -1),
    "closing_card": Golden("closing_card"),
}


@contextmanager
def made() -> Iterator[dict[str, Sheet]]:
    """Every paper by its name, made on 2026-11-22 in a new practice book."""
    with TemporaryDirectory(prefix="图样 ") as place, pytest.MonkeyPatch.context() as patch:
        patch.setenv("MINGZHANG_HOME", str(Path(place, "家 目录")))
        path = Path(place, "示例乡.mz")
        Book.create(path, INFO, USERS, clock=FixedClock()).close()
        book = Book.open(path, "clerk", clock=FixedClock())
        try:
            _places(book)
            yield {name: replace(sheet, facts=_same_each_time(sheet)) for name, sheet in _papers(book, Path(place))}
        finally:
            book.close()


def _same_each_time(sheet: Sheet) -> dict[str, str]:
    """The facts of a sheet with a 校验码 that does not hang on the keys of the book."""
    version = sheet.facts.get("version", "")
    return {**sheet.facts, "version": f"{version.partition('校验码')[0]}校验码 4827 1093"} if version else sheet.facts


def _places(book: Book) -> None:
    units, people = ledger("unit"), ledger("person")
    with book.change("录入单位") as writer:
        township = writer.save(units, {"name": "示例乡", "kind": "乡镇", "short": "示"})
        village = writer.save(units, {"name": VILLAGE, "kind": "村", "parent": township, "board": "村委会门口公开栏"})
        writer.save(units, {"name": "第3村民小组", "kind": "村民小组", "parent": village, "board": "组公示牌"})
        writer.save(people, {"name": "王伟", "unit": village, "post": "村委会主任", "level": "村(社区)干部"})
    services.hotlines(book)


def _papers(book: Book, folder: Path) -> Iterator[tuple[str, Sheet]]:
    yield from _finance(book)
    yield from _affairs(book)
    yield from _letters(book)
    yield from _figures(book)
    yield from _problems(book, folder)


def _finance(book: Book) -> Iterator[tuple[str, Sheet]]:
    more = {"group_members": "肖秀香、丁永香、白福军", "opening_cash": "89.5", "opening_bank": "1,910.5"}
    village = _entered(
        book, {"unit": VILLAGE, "period": "2026Q3", "opening": "2,000", **more}, (*EARNED, *SPENT), OWNED
    )
    records.move(book, SHEET, village, "送签", texts={"prepared_by": "邵光根"})
    yield "sign_off", _paper(book, "finance_sheet", "finance_sign", village)
    records.move(book, SHEET, village, "审核通过", texts={**SIGNED, "reviewed_by": "肖秀香、丁永香"})
    records.move(book, SHEET, village, "张贴公开", texts=HUNG)
    for name, key in (("a3", "A3"), ("tiles2", "A4-tiles"), ("tiles4", "A4-tiles4"), ("60x90", "60x90")):
        yield f"wall_{name}", _wall(book, village, key)
    group = _entered(book, {"unit": GROUP, "period": "2026Q3", "opening": "17,522.3"}, GROUPS, ())
    hung(book, group)
    yield "group_a4", _wall(book, group, "A4")
    long = demo_published.long_quarter(Random(1), (4, 5, 6))
    lines = tuple((f"2026-{one.month or 4:02}-12", one.item, one.purpose, f"{one.amount / 100:.2f}") for one in long)
    quarter = _entered(book, {"unit": VILLAGE, "period": "2026Q2", "opening": "468,288.46"}, lines, ())
    yield "quarter139", _wall(book, quarter, "A3")
    about = {
        "unit": VILLAGE,
        "special": "一事一议筹资筹劳",
        "matter": "村道混凝土路面 960 米",
        "decided_on": "2026-08-05",
    }
    road = records.save(book, SHEET, None, about).id
    edits = [LineEdit(None, {"on_day": "2026-08-05", **_typed(line), **SIGNS}) for line in demo_published.road_lines()]
    records.save_parts(book, SHEET, road, [LinesPart(LINE, edits)])
    hung(book, road)
    yield "special_a3", _wall(book, road, "A3")


def _entered(
    book: Book, head: dict[str, str], lines: tuple[tuple[str, str, str, str], ...], entries: tuple[dict[str, str], ...]
) -> int:
    """A finance sheet with its lines and entries as a clerk types them."""
    made = records.save(book, SHEET, None, head).id
    keys = ("on_day", "item", "purpose", "amount")
    edits = [LineEdit(None, {**dict(zip(keys, line, strict=True)), **_signs(line[1])}) for line in lines]
    parts = [LinesPart(LINE, edits), LinesPart(ENTRY, [LineEdit(None, entry) for entry in entries])]
    for saved in records.save_parts(book, SHEET, made, parts):
        assert saved.faults == {}
    return made


def _signs(item_code: str) -> dict[str, str]:
    return SIGNS if item_code.startswith("3") else {"handler": "崔国泉"}


def _typed(line: Row) -> dict[str, str]:
    return {key: LINE.by_key[key].show(value) for key, value in line.items() if value is not None}


def _wall(book: Book, sheet: int, key: str) -> Sheet:
    (wall,) = sheets.make_sheet(book, "finance_wall", ids=[sheet])
    return wall_paper.on_paper(wall, key)


def _paper(book: Book, register: str, key: str, row: int) -> Sheet:
    (paper,) = papers.build(book, ledger(register), key, [row])
    return paper


def _affairs(book: Book) -> Iterator[tuple[str, Sheet]]:
    decided = {"meeting": "村民代表会议", "expected": "36", "attended": "30", "in_favour": "28", "abstained": "2"}
    pond = item(book, area="民主决策", item="村集体收入使用方案", decision="同意用 20,000 元清理门前塘。", **decided)
    reviewed(book, pond.id)
    posted(book, pond.id)
    yield "affairs", _paper(book, "affairs_item", "affairs_sheet", pond.id)
    aid = item(book, area="保障", item="最低生活保障对象名单", standard="每月 410 元")
    texts = {"group_unit": GROUP, "price": "410", "quantity": "3", "measure": "月", "amount": "1,230"}
    edits = [LineEdit(None, {**texts, "name": name}) for name in NAMES]
    assert records.save_lines(book, ledger("affairs_item"), aid.id, RECIPIENTS, edits).faults == {}
    reviewed(book, aid.id)
    posted(book, aid.id)
    yield "recipients", _paper(book, "affairs_item", "affairs_sheet", aid.id)
    yield "board", _paper(book, "supervision_board", "hotline_board", services.board(book).id)


def _letters(book: Book) -> Iterator[tuple[str, Sheet]]:
    texts = {"unit": VILLAGE, "basis": "集中整治方案", "reply_due": "2026-12-10", "copies_to": "示例乡党委"}
    for name, kind, subject in (
        ("reminder", "提示函", "关于整改时限即将到期的提示函"),
        ("pressing", "督办函", "关于限期张贴青山村2026年第3季度财务公开榜和答复群众意见的督办函"),
    ):
        more = {"kind": kind, "subject": subject, "body": BODY, "urgency": "加急" if name == "pressing" else ""}
        row = records.save(book, ledger("letter"), None, {**texts, **more}).id
        records.move(book, ledger("letter"), row, "签发")
        yield name, _paper(book, "letter", "letter", row)


def _figures(book: Book) -> Iterator[tuple[str, Sheet]]:
    """Two forms of a month with figures of every kind; they are not counted, and need not agree with each other."""
    places = [Place(code) for code in INDICATORS]
    places += [Place(code, CATEGORY, one.code) for code in BY_CATEGORY for one in CATEGORIES]
    places += [Place(code, LEVEL, level) for code in BY_LEVEL for level in LEVELS]
    places += [Place("C90", MEASURE, one.code) for one in MEASURES[:4]]
    figures = {place: _figure(place) for place in places}
    for name, key in (("monthly", "monthly"), ("detail", "monthly_detail")):
        form = monthly_form(
            monthly_papers.layout_of(key),
            figures,
            township="示例乡",
            county="示例县",
            period_title="2026年10月",
            made_on="2026年11月5日",
            signers=(("填表人", "张三"), ("审核人", ""), ("单位负责人", ""), ("签发日期", "")),
            notes=(("本月查处人数多于立案人数。", "上月立案 2 件,本月作出处分。"),),
            mark="练习",
        )
        yield name, form


def _figure(place: Place) -> Figure:
    """Figures that hang on their place alone, so that a new indicator changes no other."""
    chance = Random(place.key)
    times = 420_000 if place.code in INDICATORS and INDICATORS[place.code].unit == MONEY else 1
    m, before = chance.randint(0, 3) * times, chance.randint(0, 9) * times
    return Figure(m=m, adj=0, y=m + before, c=m + before, ly=before, stock=before)


def _problems(book: Book, folder: Path) -> Iterator[tuple[str, Sheet]]:
    first = in_work(book, folder, amount_involved="3000", amount_due="3000", cause="账目不清,收款不开票")
    posting = {"posted_from": "2026-11-21", "posted_to": "2026-11-28", "posted_at": "村口公开栏"}
    records.save(book, PROBLEM, first.id, {**posting, "satisfied": "9", "verdict_on": "2026-11-22"})
    for number, words in enumerate(DONE * 4, 1):
        found(book, description=f"{words}({number})。", found_on=date(2026, 10, number).isoformat())
    yield "register", replace(sheets.register_of(book, PROBLEM, book.rows("problem")), size="A4 landscape")
    yield "closing_card", _paper(book, "problem", "closing_card", first.id)
