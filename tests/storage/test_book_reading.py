from __future__ import annotations

import pytest

from app.domain.days import Period
from app.ledgers import ledger
from app.storage.book import Book
from app.storage.reading import Between, Query
from tests.conftest import Places
from tests.storage.samples import COMMITMENTS, PEOPLE, PROBLEMS, UNITS, saved


def ids(book: Book, query: Query) -> list[int]:
    return book.ids("problem", query).tolist()


def test_query_by_values_lists_ranges_and_nothing(book: Book, places: Places) -> None:
    a = saved(book, places, category="1.1", deadline="2026-12-01")
    b = saved(book, places, category="2.1", deadline="2026-12-31")
    c = saved(book, places, deadline="2027-02-01", cause="不懂政策")

    assert ids(book, Query(where={"category": "1.1"})) == [a]
    assert ids(book, Query(where={"category": ["1.1", "2.1"]})) == [a, b]
    assert ids(book, Query(where={"category": None})) == [c]
    assert ids(book, Query(where={"deadline": Between("2026-12-31", None)})) == [b, c]
    assert ids(book, Query(where={"deadline": Between("2026-12-01", "2026-12-31"), "cause": None})) == [a, b]
    assert ids(
        book, Query(where={"cause": None}, either=({"category": "1.1"}, {"deadline": Between("2027-01-01")}))
    ) == [a]
    assert ids(book, Query(either=({"category": "1.1"}, {"deadline": Between("2027-01-01")}))) == [a, c]
    assert book.count("problem", Query(where={"cause": "不懂政策"})) == 1


def test_many_links_are_asked_by_what_they_contain(book: Book, places: Places) -> None:
    with book.change("录入人员") as writer:
        other = writer.save(PEOPLE, {"name": "李红", "unit": places.village, "post": "会计", "level": "其他"})
    a = saved(book, places, persons=[places.person, other])
    b = saved(book, places, persons=[other])
    c = saved(book, places)

    assert ids(book, Query(where={"persons": places.person})) == [a]
    assert ids(book, Query(where={"persons": [places.person, other]})) == [a, b]
    assert ids(book, Query(where={"persons": None})) == [c]
    assert [row["id"] for row in book.rows("problem", persons=other)] == [a, b]


def test_units_include_everything_below(book: Book, places: Places) -> None:
    with book.change("录入单位") as writer:
        other = writer.save(UNITS, {"name": "白水村", "kind": "村", "parent": places.township})
    a, b, c = (saved(book, places, unit=unit) for unit in (places.village, places.group, other))

    assert ids(book, Query(units=(places.village,))) == [a, b]
    assert ids(book, Query(units=frozenset({places.township}))) == [a, b, c]
    assert book.ids("unit", Query(units=(places.village,))).tolist() == [places.village, places.group]


def test_lines_belong_to_the_unit_of_their_header(book: Book, places: Places) -> None:
    with book.change("录入公开表") as writer:
        sheet = writer.save(ledger("finance_sheet"), {"unit": places.group, "period": "2026Q3"})
        line = writer.save(ledger("finance_line"), {"sheet": sheet, "on_day": "2026-07-01", "amount": 1})

    assert book.ids("finance_line", Query(units=(places.village,))).tolist() == [line]
    assert book.ids("finance_line", Query(units=(places.person + 1000,))).tolist() == []


def test_period_takes_days_inside_it_and_shorter_periods(book: Book, places: Places) -> None:
    inside, _ = saved(book, places, found_on="2026-09-30"), saved(book, places, found_on="2026-10-01")
    with book.change("录入公开表") as writer:
        sheets = [
            writer.save(ledger("finance_sheet"), {"unit": places.village, "period": key})
            for key in ("2026Q3", "2026-08", "2026Q2")
        ]

    assert ids(book, Query(period=Period.parse("2026Q3"))) == [inside]
    assert book.ids("finance_sheet", Query(period=Period.parse("2026Q3"))).tolist() == sheets[:2]


def test_order_is_what_a_clerk_expects(book: Book, places: Places) -> None:
    rows = [saved(book, places, state=state) for state in ("已销号", "登记", "整改中") * 4]

    by_number = ids(book, Query(order=(("number", True),)))
    by_state = [row["state"] for row in book.page("problem", ids(book, Query(order=(("state", False),))))]

    assert by_number == rows[::-1], "12号 stands after 2号"
    assert by_state == ["登记"] * 4 + ["整改中"] * 4 + ["已销号"] * 4


def test_links_are_sorted_by_what_is_shown(book: Book, places: Places) -> None:
    first = saved(book, places, unit=places.village)
    second = saved(book, places, unit=places.township)

    assert ids(book, Query(order=(("unit", False),))) == [second, first], "示例乡 before 青山村"


def test_states_and_voided_rows_are_filtered(book: Book, places: Places) -> None:
    a, b = saved(book, places), saved(book, places, state="整改中")
    with book.change("作废") as writer:
        writer.void(PROBLEMS, a, "重复")

    assert ids(book, Query()) == [b]
    assert ids(book, Query(voided=None)) == [a, b]
    assert ids(book, Query(voided=True, states=frozenset({"登记"}))) == [a]
    assert ids(book, Query(states=frozenset())) == []


def test_page_keeps_the_order_asked_for(book: Book, places: Places) -> None:
    a, b, c = (saved(book, places) for _ in range(3))

    assert [row["id"] for row in book.page("problem", [c, 999, a, b])] == [c, a, b]


def test_column_that_does_not_exist_is_refused(book: Book) -> None:
    with pytest.raises(KeyError, match="colour"):
        book.rows("unit", colour="green")
    with pytest.raises(KeyError, match="1; DROP"):
        book.ids("unit", Query(order=(("1; DROP TABLE unit", False),)))


def test_titles_of_all_links_come_at_once(book: Book, places: Places) -> None:
    id = saved(book, places, responsible=[places.person], unit=places.group)

    titles = book.titles(PROBLEMS, book.page("problem", [id]))

    assert titles[("unit", places.group)] == "青山村第3村民小组"
    assert titles[("person", places.person)] == "王伟"


def test_name_in_a_workbook_finds_its_row(book: Book, places: Places) -> None:
    id = saved(book, places)

    assert book.find("unit", "青山村第3村民小组") == places.group
    assert book.find("unit", "第3村民小组") == places.group
    assert book.find("problem", "示纪问〔2026〕1号") == id
    assert book.find("person", "王伟(青山村)") == book.find("person", "王伟（青山村）") == places.person


def test_name_that_two_people_have_is_named_with_their_units(book: Book, places: Places) -> None:
    with book.change("录入人员") as writer:
        other = writer.save(PEOPLE, {"name": "王伟", "unit": places.township, "post": "干部", "level": "一般干部"})

    with pytest.raises(ValueError, match=r"王伟\(青山村\)、王伟\(示例乡\)"):
        book.find("person", "王伟")
    assert book.find("person", "王伟(示例乡)") == other


def test_unknown_name_says_where_to_enter_it(book: Book, places: Places) -> None:
    with pytest.raises(ValueError, match="没有找到“赵六”,请先在左边“基础资料”的“人员”里登记"):
        book.find("person", "赵六")


def test_new_name_is_found_although_it_was_asked_for_before(book: Book, places: Places) -> None:
    with pytest.raises(ValueError, match="白水村"):
        book.find("unit", "白水村")
    with book.change("录入单位") as writer:
        id = writer.save(UNITS, {"name": "白水村", "kind": "村"})

    assert book.find("unit", "白水村") == id


@pytest.mark.parametrize("typed", ["qs", "qsc", "青山", "山村", "QSC", "ｑｓｃ"])
def test_picker_finds_by_initials_and_parts(book: Book, places: Places, typed: str) -> None:
    titles = [choice.title for choice in book.choices("unit", typed)]

    assert titles == ["青山村", "青山村第3村民小组"]


def test_picker_knows_both_readings_of_a_sign(book: Book, places: Places) -> None:
    with book.change("录入人员") as writer:
        writer.save(PEOPLE, {"name": "单重", "unit": places.village, "post": "干部", "level": "其他"})

    assert {len(book.choices("person", typed)) for typed in ("sz", "dc", "sc")} == {1}


def test_picker_narrows_and_puts_the_most_used_first(book: Book, places: Places) -> None:
    with book.change("录入单位") as writer:
        other = writer.save(UNITS, {"name": "青石村", "kind": "村", "parent": places.township})
    for _ in range(3):
        saved(book, places, unit=other)

    found = book.choices("unit", "q", only={"kind": "村"})

    assert [choice.title for choice in found] == ["青石村", "青山村"]
    assert found[0].detail == "村/示例乡"
    assert [choice.id for choice in book.choices("unit", "%")] == []


def test_picker_finds_rows_of_a_bulk_change(book: Book, places: Places) -> None:
    with book.change("导入") as writer:
        ids = writer.save_many(UNITS, [{"name": f"红旗{n}村", "kind": "村"} for n in range(80)])

    assert book.choices("unit", "hq7c")[0].id == ids[7]


def test_search_finds_signs_numbers_and_middles_of_phones(book: Book, places: Places) -> None:
    with book.change("录入人员") as writer:
        person = writer.save(
            PEOPLE, {"name": "李龑", "unit": places.village, "post": "会计", "level": "其他", "phone": "13800138123"}
        )
    id = saved(book, places, remark="转自县纪委")

    assert [(hit.register, hit.id) for hit in book.search("李龑")] == [("person", person)]
    assert [(hit.register, hit.id) for hit in book.search("0138123")] == [("person", person)]
    assert [(hit.register, hit.id) for hit in book.search("8001")] == [("person", person)]
    assert [(hit.register, hit.id) for hit in book.search("2026〕1")] == [("problem", id)]
    assert [(hit.register, hit.id) for hit in book.search("县纪委 低保")] == [("problem", id)]
    assert book.search("13900") == book.search("《》") == book.search(" ") == []


def test_search_never_finds_by_identity_number(book: Book, places: Places) -> None:
    with book.change("录入人员") as writer:
        writer.save(PEOPLE, {"id": places.person, "id_number": "11010519491231002X"})

    assert book.search("11010519491231002X") == book.search("1949123") == []


def test_find_in_a_list_uses_names_of_linked_rows_and_follows_their_change(book: Book, places: Places) -> None:
    id = saved(book, places)

    before = ids(book, Query(find="青山 王伟"))
    with book.change("改名") as writer:
        writer.save(UNITS, {"id": places.village, "name": "绿水村"})

    assert before == [id]
    assert (ids(book, Query(find="青山")), ids(book, Query(find="绿水"))) == ([], [id])


def test_rebuilt_titles_links_and_index_are_what_they_were(book: Book, places: Places) -> None:
    id = saved(book, places, persons=[places.person])
    with book.change("录入承诺") as writer:
        writer.save(COMMITMENTS, {"unit": places.village, "text": "十日内公开", "problems": [id]})
    tables = ("title", "link", "series")
    before = [sorted(book.all(f"SELECT * FROM {name}")) for name in tables]

    book.rebuild_derived()

    assert [sorted(book.all(f"SELECT * FROM {name}")) for name in tables] == before
    assert [hit.register for hit in book.search("十日内公开")] == ["commitment"]
    assert ids(book, Query(where={"persons": places.person}, find="低保")) == [id]


def test_runs_of_rows_end_at_rows_that_were_voided_or_never_stayed(book: Book, places: Places) -> None:
    rows = [saved(book, places) for _ in range(9)]
    whole = book.live_runs("problem")
    with book.change("作废") as writer:
        for id in (rows[0], rows[4]):
            writer.void(PROBLEMS, id, "重复登记")
    voided = book.live_runs("problem")
    book.run("DELETE FROM problem WHERE id = ?", (rows[6],))

    assert whole == [(1, 9)]
    assert voided == [(2, 4), (6, 9)]
    assert book.live_runs("problem") == [(2, 4), (6, 6), (8, 9)]
    assert book.live_runs("commitment") == []
