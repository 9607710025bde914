"""Papers and follow-ups of checks, circulars, meetings and results, from rows of a real book."""

from __future__ import annotations

import pytest

from app.domain.faults import Refused
from app.ledgers import ledger
from app.operations import options, papers, raising, records
from app.operations.books import Book
from app.storage.book import Book as Opened
from tests.conftest import FixedClock, Places

INSPECTION, FINDING = ledger("inspection"), ledger("finding")
MEETING, ASSESSMENT = ledger("meeting"), ledger("assessment")
CHECK = {
    "kind": "督导查",
    "form": "现场督导",
    "way": "暗访",
    "topic": "财务和村务公开",
    "unit": "青山村",
    "on_day": "2026-11-18",
    "leader": "王伟",
    "inspectors": "李梅",
}


@pytest.fixture
def second(book: Book, places: Places) -> int:
    """Another person for a team of two."""
    texts = {"name": "李梅", "unit": "示例乡", "post": "纪委书记", "level": "乡科级"}
    return records.save(book, ledger("person"), None, texts).id


def said(book: Book, register: str, key: str, row_id: int) -> str:
    """All the text of a paper."""
    (sheet,) = papers.build(book, ledger(register), key, [row_id])
    return "\n".join("｜".join(line) for line in sheet.lines())


def test_a_check_is_recorded_with_its_findings_and_what_became_of_them(book: Book, second: int) -> None:
    check = records.save(book, INSPECTION, None, CHECK).id
    for content, more in (("三季度财务公开榜没有张贴", {}), ("值班电话无人接听", {"corrected": "是"})):
        texts = {"inspection": str(check), "content": content, "category": "3.2", "deadline": "2026-12-10", **more}
        texts["inspection"] = book.title("inspection", check)
        records.save(book, FINDING, None, texts)
    first = book.rows("finding")[0]
    (problem,) = raising.raise_rows(book, FINDING, int(str(first["id"])), "转入问题台账", {"lead": "王伟"})

    text = said(book, "inspection", "inspection_sheet", check)

    assert "督导查" in text
    assert "现场督导/暗访" in text
    assert problem.number in text
    assert "当场纠正" in text
    assert problem.row["description"] == "三季度财务公开榜没有张贴"
    with pytest.raises(Refused):
        raising.raise_rows(book, FINDING, int(str(first["id"])), "转入问题台账", {"lead": "王伟"})


def test_an_empty_record_has_lines_to_write_on_and_a_clean_one_says_so(book: Book, second: int) -> None:
    check = records.save(book, INSPECTION, None, CHECK).id
    empty = papers.build(book, INSPECTION, "inspection_sheet", [check])[0].lines()

    records.move(book, INSPECTION, check, "未发现问题")

    assert sum(not "".join(line).strip() for line in empty) == 6
    assert "检查结果：未发现问题" in said(book, "inspection", "inspection_sheet", check)


def test_minutes_hold_topics_and_decisions(book: Book, places: Places) -> None:
    texts = {"kind": "联席会议", "unit": "示例乡", "on_day": "2026-11-10", "topics": "听取整治进展\n研究线索移送"}
    meeting = records.save(book, MEETING, None, texts).id
    decision = {
        "meeting": book.title("meeting", meeting),
        "content": "十一月底前完成公开栏整改",
        "unit": "青山村",
        "deadline": "2026-11-30",
    }
    records.save(book, ledger("meeting_decision"), None, decision)

    text = said(book, "meeting", "minutes", meeting)

    assert text.startswith("联席会议纪要")
    assert "研究线索移送" in text
    assert "十一月底前完成公开栏整改｜青山村" in text


def scored(book: Book, clock: FixedClock, points: str) -> tuple[Opened, int]:
    """A decided assessment of the township; the secretary has the book."""
    row = records.save(book, ASSESSMENT, None, {"period": "2026年三季度", "unit": "示例乡", "rule_doc": "考核细则"}).id
    line = {"assessment": book.title("assessment", row), "seq": "1", "indicator": "问题整改", "full": "300"}
    records.save(book, ledger("score_line"), None, {**line, "score": points, "reason": "两项逾期", "evidence": "台账"})
    records.move(book, ASSESSMENT, row, "提交复核")
    path = book.path
    book.close()
    other = Opened.open(path, "secretary", clock=clock)
    records.move(other, ASSESSMENT, row, "核定")
    return other, row


def test_below_the_line_the_commission_secretary_is_talked_to(book: Book, clock: FixedClock, second: int) -> None:
    other, row = scored(book, clock, "279.5")

    (talk,) = raising.raise_rows(other, ASSESSMENT, row, "登记约谈", {"by": "王伟"})

    kept = other.row("assessment", row) or {}
    text = said(other, "assessment", "assessment_sheet", row)
    other.close()
    assert (talk.row["person"], talk.row["reason"], talk.row["kind"]) == (second, "季度考核排名靠后", "约谈")
    assert kept["interviews"] == [talk.id]
    assert "低于一类线，不能评为一类单位" in text
    assert "名次" not in text


def test_at_the_line_nobody_is_talked_to(book: Book, clock: FixedClock, second: int) -> None:
    other, row = scored(book, clock, "280")

    with pytest.raises(Refused, match="得分不低于一类线"):
        raising.raise_rows(other, ASSESSMENT, row, "登记约谈", {"by": "王伟"})

    talks = other.rows("interview")
    other.close()
    assert talks == []


def test_where_the_county_ranks_the_sheet_says_the_rank(book: Book, clock: FixedClock, second: int) -> None:
    options.save_settings(book, {"appraisal_ranking": "1"})
    other, row = scored(book, clock, "290")

    text = said(other, "assessment", "assessment_sheet", row)

    other.close()
    assert "名次：第 1 名，共 1 个单位。" in text


def test_the_result_of_a_survey_holds_all_its_units_and_the_formula(book: Book, places: Places) -> None:
    texts = {"name": "三季度满意度调查", "way": "电话", "question": "您对村里公开账目满意吗", "from_on": "2026-11-01"}
    counts = {"planned": "50", "reached": "45", "valid": "40", "n_very": "20", "n_satisfied": "10", "n_bad": "10"}
    made = [
        records.save(book, ledger("survey"), None, {**texts, **counts, "unit": unit}).id
        for unit in ("青山村", "示例乡")
    ]

    text = said(book, "survey", "survey_result", made[0])

    assert "青山村｜电话｜50｜45｜40｜20｜10｜0｜10｜0｜75" in text
    assert "示例乡｜电话" in text
    assert "满意率＝（非常满意＋满意）÷有效样本×100%。" in text
    assert "名次" not in text


def test_a_bulletin_not_yet_released_is_marked_and_counts_what_was_found(book: Book, second: int) -> None:
    check = records.save(book, INSPECTION, None, CHECK).id
    title = book.title("inspection", check)
    records.save(book, FINDING, None, {"inspection": title, "content": "公开榜没有张贴", "category": "3.2"})
    texts = {
        "kind": "月督查通报",
        "unit": "示例乡",
        "title": "关于11月监督检查情况的通报",
        "month": "2026年11月",
        "inspections": title,
        "units": "青山村",
    }
    circular = records.save(book, ledger("circular"), None, texts).id

    text = said(book, "circular", "circular_text", circular)

    assert "送审稿" in text
    assert "共开展监督检查1次，发现问题1个" in text
    assert "青山村｜公开榜没有张贴" in text


def test_a_case_circular_names_nobody_before_it_is_released(book: Book, places: Places) -> None:
    problem = {
        "unit": "青山村",
        "found_on": "2026-10-01",
        "discovery": "群众提",
        "category": "2.2",
        "description": "集体山林发包收入 3,000 元未入账",
        "lead": "王伟",
        "deadline": "2026-12-01",
    }
    found = records.save(book, ledger("problem"), None, problem)
    case = records.save(
        book,
        ledger("accountability"),
        None,
        {"target": "当事人", "person": "王伟", "party": "中共党员", "problem": found.number, "category": "2.2"},
    )
    texts = {
        "kind": "典型案例通报",
        "unit": "示例乡",
        "title": "关于一起典型案例的通报",
        "batch": "1",
        "style": "点名道姓",
        "cases": book.title("accountability", case.id),
    }
    circular = records.save(book, ledger("circular"), None, texts).id

    text = said(book, "circular", "circular_text", circular)

    assert "1起侵害群众利益的不正之风和腐败问题典型案例（涉及1人）" in text
    assert "王某" in text
    assert "王伟" not in text
