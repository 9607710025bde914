"""成批打印: which sheets are meant, which are not ready, in which order their pages lie, and what is noted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from app.domain.days import Period
from app.domain.faults import Refused
from app.export.preview import page_count
from app.ledgers import ledger
from app.operations import batch, records, versions
from app.operations.batch import Made, Order, Plan
from app.storage.book import Book
from tests.conftest import Places
from tests.export.paper import Paper
from tests.operations import affairs
from tests.operations.clerk import LINE, SHEET, TWO_LINES, lines, sheet, signed

QUARTER = Period.parse("2026Q3")
WALL = {"finance_wall": 1}
EVERY = {"finance_wall": 2, "finance_sign": 1, "finance_slip": 3}


@pytest.fixture
def units(book: Book, places: Places) -> tuple[int, ...]:
    """青山村 with its group, and 白石村."""
    with book.change("录入单位") as writer:
        other = writer.save(ledger("unit"), {"name": "白石村", "kind": "村", "parent": places.township})
    return places.village, places.group, other


@pytest.fixture
def ready(book: Book, units: tuple[int, ...]) -> tuple[int, ...]:
    """All three have signed sheets."""
    for name in ("青山村", "第3村民小组", "白石村"):
        header = sheet(book, name)
        lines(book, header.id, *TWO_LINES)
        signed(book, header.id)
    return units


def order(units: tuple[int, ...], copies: Mapping[str, int] = WALL, **more: object) -> Order:
    return Order(units, QUARTER, copies, **more)  # type: ignore[arg-type]


def made(book: Book, wanted: Order) -> tuple[Plan, Made]:
    found = batch.plan(book, wanted)
    return found, batch.make(book, found)


def laid(book: Book, wanted: Order) -> list[str]:
    """Each sheet as it comes out: unit and kind, once for each copy."""
    found = batch.plan(book, wanted)
    pieces = [found.ready[at] for at in batch.sequence(found)]
    return [f"{book.title('unit', piece.unit)} {piece.kind.title}" for piece in pieces]


def test_everything_of_villages_and_groups_that_is_signed_is_ready(book: Book, ready: tuple[int, ...]) -> None:
    found = batch.plan(book, order(ready))

    assert [(piece.unit, piece.kind.key) for piece in found.ready] == [(unit, "finance_wall") for unit in ready]
    assert found.waiting == ()
    assert found.personal() is None


def test_whatever_is_not_ready_is_named_all_at_once_with_its_reason(book: Book, units: tuple[int, ...]) -> None:
    header = sheet(book)
    lines(book, header.id, *TWO_LINES)

    found = batch.plan(book, order(units, {"finance_wall": 1, "finance_broadcast": 1}))
    refused = found.refusal()

    assert found.ready == ()
    assert refused.code == "E-NOT-READY"
    assert [fault.message for fault in refused.faults] == [
        "财务公开榜、广播稿“青山村 2026年第3季度”:三方还没有签字,现在是“草稿”",
        "财务公开榜“青山村第3村民小组 2026年第3季度”:还没有录入",
        "财务公开榜“白石村 2026年第3季度”:还没有录入",
        "共 4 张没有准备好,什么也没有打印。可以先处理这些。",
    ]
    with pytest.raises(Refused, match="还没有录入"):
        batch.make(book, found)
    assert book.rows("print_log") == []


def test_the_copy_for_signing_is_ready_before_it_is_signed_but_not_as_a_draft(book: Book, places: Places) -> None:
    header = sheet(book)
    lines(book, header.id, *TWO_LINES)
    wanted = order((places.village,), {"finance_sign": 1})
    (draft,) = batch.plan(book, wanted).waiting
    records.move(book, SHEET, header.id, "送签", texts={"prepared_by": "王会计"})

    assert draft.why == "还是草稿,先办“送签”"
    assert len(batch.plan(book, wanted).ready) == 1


def test_something_personal_that_is_not_settled_and_hard_faults_keep_a_sheet_back(
    book: Book, ready: tuple[int, ...]
) -> None:
    village, _, other = ready
    personal = next(row for row in book.rows("finance_line") if row["sheet"] == 1)
    with book.change("改") as writer:
        writer.save(LINE, {**personal, "purpose": "山林发包收入,电话13800138000"})
        bad = book.rows("finance_sheet", unit=other)[0]
        writer.save(SHEET, {**bad, "closing": 1})

    found = batch.plan(book, order(ready))

    whys = {one.piece.unit: one.why for one in found.waiting}
    assert whys[village] == "还有 1 处个人信息没有处理"
    assert whys[other].startswith("审核有 ")
    personal = found.personal()
    assert personal is not None
    assert [finding.kind.value for finding in personal.findings] == ["手机号"]
    assert [piece.unit for piece in found.ready] == [ready[1]]


def test_a_set_for_each_village_lies_copy_after_copy_with_its_groups(book: Book, ready: tuple[int, ...]) -> None:
    assert laid(book, order(ready, {"finance_wall": 2, "finance_sign": 1})) == [
        "青山村 财务公开榜",
        "青山村 财务公开送签稿",
        "青山村第3村民小组 财务公开榜",
        "青山村第3村民小组 财务公开送签稿",
        "青山村 财务公开榜",
        "青山村第3村民小组 财务公开榜",
        "白石村 财务公开榜",
        "白石村 财务公开送签稿",
        "白石村 财务公开榜",
    ]


def test_sheet_by_sheet_all_copies_of_a_kind_lie_together(book: Book, ready: tuple[int, ...]) -> None:
    assert laid(book, order(ready, {"finance_wall": 2, "finance_sign": 1}, by_kind=True)) == [
        *("青山村 财务公开榜",) * 2,
        *("青山村第3村民小组 财务公开榜",) * 2,
        *("白石村 财务公开榜",) * 2,
        "青山村 财务公开送签稿",
        "青山村第3村民小组 财务公开送签稿",
        "白石村 财务公开送签稿",
    ]


def test_the_pages_of_the_file_lie_in_that_order_and_say_whose_they_are(
    book: Book, ready: tuple[int, ...], folder: Path
) -> None:
    found, done = made(book, order(ready, {"finance_wall": 2}))

    path, _ = batch.write(book, found, done, folder)

    paper = Paper(path.read_bytes())
    texts = [paper.text(page) for page in range(len(paper.pages))]
    owners = ["青山村2026", "青山村第3村民小组2026", "青山村2026", "青山村第3村民小组2026", "白石村2026", "白石村2026"]
    assert len(texts) == len(owners)
    assert all(owner in text for owner, text in zip(owners, texts, strict=True))
    assert path.name == "2026年第3季度_财务公开榜_3张.pdf"


def test_printed_on_both_sides_every_sheet_begins_on_a_front_and_walls_have_no_back(
    book: Book, ready: tuple[int, ...]
) -> None:
    village = (ready[0],)
    _, one_sided = made(book, order(village, EVERY))
    found, done = made(book, order(village, EVERY, duplex=True))

    paper = Paper(done.pdf)
    white = [page for page in range(len(paper.pages)) if not paper.characters(page)]
    assert len(done.pages) > len(one_sided.pages)
    assert all(page % 2 for page in white)
    wall = found.ready[0]
    assert wall.kind.key == "finance_wall"
    assert 1 in white  # the back of the first page of the wall sheet
    assert all(end % 2 == 0 for end in done.ends)
    assert not any(Paper(one_sided.pdf).characters(page) == [] for page in range(page_count(one_sided.pdf)))


def test_every_sheet_of_a_batch_is_in_the_print_log_with_edition_pages_copies_and_batch(
    book: Book, ready: tuple[int, ...], folder: Path
) -> None:
    found, done = made(book, order(ready, EVERY))

    _, number = batch.write(book, found, done, folder)

    logged = book.rows("print_log")
    assert len(logged) == 9
    assert {row["batch"] for row in logged} == {number} != {""}
    assert {(row["kind"], row["copies"], row["paper"]) for row in logged} == {
        ("财务公开榜", 2, "A3"),
        ("财务公开送签稿", 1, "A4"),
        ("财务明白纸", 3, "A4"),
    }
    assert {row["way"] for row in logged} == {"存为文件"}
    assert "青山村 2026年第3季度 财务明白纸" in {row["sheet"] for row in logged}
    assert all(row["pages"] for row in logged)
    walls = [row for row in logged if row["kind"] == "财务公开榜"]
    assert all(str(row["version"]).startswith("第1版 ") for row in walls)
    assert {row["unit"] for row in walls} == set(ready)
    assert versions.last_version(book, "finance_wall", 1) is not None


def test_only_what_the_printer_got_whole_is_noted_and_the_rest_when_it_is_taken_up_again(
    book: Book, ready: tuple[int, ...]
) -> None:
    _, done = made(book, order(ready))
    first = done.ends[0]

    batch.note_sent(book, done, first)
    before = [row["unit"] for row in book.rows("print_log")]
    batch.note_sent(book, done, len(done.pages), already=first, copies=2)

    assert before == [ready[0]]
    rows = book.rows("print_log")
    assert [row["unit"] for row in rows] == list(ready)
    assert [row["copies"] for row in rows] == [1, 2, 2]
    assert {row["way"] for row in rows} == {"打印机"}


def test_nothing_is_noted_where_nothing_went_out(book: Book, ready: tuple[int, ...]) -> None:
    _, done = made(book, order(ready))

    assert batch.note_sent(book, done, 0) == ""
    assert book.rows("print_log") == []


def test_the_paper_chosen_for_a_batch_is_that_of_its_wall_sheets_only_and_is_not_kept(
    book: Book, ready: tuple[int, ...]
) -> None:
    _, done = made(book, order(ready[:1], EVERY, paper="A4-tiles"))
    _, usual = made(book, order(ready[:1], EVERY))

    assert {one.kind: one.paper for one in done.printed} == {
        "财务公开榜": "A4拼成A3(2张)",
        "财务公开送签稿": "A4",
        "财务明白纸": "A4",
    }
    assert [one.paper for one in usual.printed] == ["A3", "A4", "A4"]


def test_only_chosen_rows_are_printed_whatever_else_the_quarter_holds(book: Book, ready: tuple[int, ...]) -> None:
    chosen = int(str(book.rows("finance_sheet", unit=ready[2])[0]["id"]))

    found = batch.plan(book, order((), {"finance_wall": 1, "affairs_sheet": 1}, rows=("finance_sheet", (chosen,))))

    assert [(piece.kind.key, piece.row) for piece in found.ready] == [("finance_wall", chosen)]


def test_village_affairs_are_printed_by_item_and_by_quarter(book: Book, places: Places) -> None:
    told = affairs.item(book, item="清淤").id
    zero = affairs.item(book, item="征兵", nothing="是", content="").id
    for header in (told, zero):
        affairs.reviewed(book, header)
    kinds = {"affairs_quarter": 1, "affairs_sheet": 1, "affairs_broadcast": 1, "affairs_slips": 1}

    found = batch.plan(book, order((places.village, places.group), kinds))

    assert [(piece.kind.key, piece.row) for piece in found.ready] == [
        ("affairs_quarter", 0),
        ("affairs_sheet", told),
        ("affairs_broadcast", told),
    ]
    assert found.waiting == ()


def test_a_quarter_of_affairs_with_drafts_or_none_at_all_is_not_ready(book: Book, units: tuple[int, ...]) -> None:
    affairs.item(book, item="清淤")

    waiting = batch.plan(book, order(units, {"affairs_quarter": 1})).waiting

    assert [one.why for one in waiting] == ["还有 1 项没有审核签字:清淤", "这一季还没有登记公开事项"]


def test_months_of_a_quarter_belong_to_it_and_special_sheets_by_their_day(book: Book, places: Places) -> None:
    month = sheet(book, period="2026-08").id
    texts = {"unit": "青山村", "special": "征地补偿及分配", "matter": "沿河公路征地", "decided_on": "2026-08-01"}
    special = records.save(book, SHEET, None, texts).id
    sheet(book, period="2026Q2", opening="")

    found = batch.plan(book, order((places.village,)))

    assert {one.piece.row for one in found.waiting if one.piece.row} == {month, special}


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (order((), WALL), "E-NOTHING"),
        (order((1,), {}), "E-NOTHING"),
        (order((2,), {"finance_wall": 0}), "E-COPIES"),
        (order((2,), {"finance_wall": 100}), "E-COPIES"),
        (order((2,), {"problem": 1}), "E-SHEET"),
        (Order((2,), Period.parse("2030Q1"), WALL), "E-NOTHING"),
    ],
)
def test_an_order_for_nothing_is_refused(book: Book, places: Places, wanted: Order, code: str) -> None:
    with pytest.raises(Refused) as caught:
        batch.plan(book, wanted)

    assert caught.value.code == code


def test_a_sheet_that_stops_after_all_while_it_is_drawn_is_named_and_nothing_is_noted(
    book: Book, ready: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = batch.plan(book, order(ready))
    line = book.rows("finance_line")[0]
    with book.change("改") as writer:
        writer.save(LINE, {**line, "purpose": "电话13800138000"})

    with pytest.raises(Refused, match="财务公开榜“青山村 2026年第3季度”"):
        batch.make(book, found)

    assert book.rows("print_log") == []
    assert versions.last_version(book, "finance_wall", 1) is None
