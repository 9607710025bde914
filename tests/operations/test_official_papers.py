"""Every kind of official paper as it comes out of the book, measured on the page: GB/T 9704-2012."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.faults import Refused
from app.ledgers import ledger
from app.ledgers.letter import KINDS
from app.operations import options, papers, raising, records, sheets
from app.reports.sheet import Sheet
from app.storage.book import Book
from tests.conftest import Places
from tests.export.measured import Measured
from tests.operations.clerk import found

LETTER, CIRCULAR, SELF_CHECK = ledger("letter"), ledger("circular"), ledger("self_check")
CAMPAIGN, STAGE, TASK, SUMMARY = ledger("campaign"), ledger("stage"), ledger("campaign_task"), ledger("summary")
OFFICE = "中共示例乡纪律检查委员会"
LEFT, RIGHT, BOTTOM, CELL = 28.0, 184.0, 262.0, 156 / 28
BODY = "一、存在问题\n财务公开榜没有张贴,涉及资金 12,600.00 元。\n二、有关要求\n(一)加强领导。主要负责人亲自过问。"


def paper(book: Book, register: str, key: str, row_id: int) -> Sheet:
    """The paper of a row, without the mark of the practice book."""
    (made,) = papers.build(book, ledger(register), key, [row_id])
    return replace(made, mark="")


def measured(made: Sheet) -> Measured:
    """The paper drawn and measured."""
    return Measured(sheets.sheet_pages(made))


def text(page: Measured) -> list[str]:
    """All lines of all pages."""
    return [line for number in range(len(page.paper.pages)) for line in page.texts(number)]


def letter(book: Book, kind: str, **more: str) -> int:
    """A signed letter of a kind to the village."""
    texts = {
        "kind": kind,
        "unit": "青山村",
        "subject": f"关于青山村财务公开的{kind}",
        "basis": "集中整治方案",
        "body": BODY,
        "copies_to": "县纪委党风政风监督室,示例乡党委",
        "reply_due": "2026-12-10",
    }
    made = records.save(book, LETTER, None, texts | more).id
    records.move(book, LETTER, made, "签发")
    return made


def campaign(book: Book, places: Places) -> tuple[int, int]:
    """A campaign with one stage and a task that is done."""
    row = {
        "name": "集中整治侵害群众利益不正之风工作",
        "unit": "示例乡",
        "starts_on": "2026-06-01",
        "ends_on": "2027-05-31",
    }
    row |= {"basis_doc": "示办字〔2026〕12号", "lead": "王伟", "first_responsible": "王伟"}
    with book.change("录入专项") as writer:
        made = writer.save(
            CAMPAIGN,
            {**row, "unit": places.township, "lead": places.person, "first_responsible": 1, "state": "进行中"},
        )
        stage = writer.save(
            STAGE,
            {
                "campaign": made,
                "seq": 1,
                "name": "动员部署",
                "deadline": "2026-06-30",
                "reported_to": "县纪委党风政风监督室",
                "reported_on": "2026-07-03",
                "state": "已报告",
            },
        )
        task = {"campaign": made, "stage": stage, "content": "召开动员会。", "unit": places.township}
        writer.save(
            TASK, {**task, "deadline": "2026-06-20", "done_on": "2026-06-18", "outcome": "开会 1 次,签责任书 26 份。"}
        )
    return made, stage


@pytest.mark.parametrize("kind", [getattr(kind, "code", kind) for kind in KINDS])
def test_a_letter_of_every_kind_has_its_parts_in_their_places(book: Book, places: Places, kind: str) -> None:
    page = measured(paper(book, "letter", "letter", letter(book, kind)))

    number, title, to = (page.line(0, begins) for begins in ("示纪", "关于青山村", "青山村："))
    day, office = page.line(0, "2026年11月22日"), page.line(0, OFFICE)
    assert "".join(mark.text for mark in number).endswith("〔2026〕1号")
    assert {mark.size for mark in title} == {22.0}
    assert (title[0].x + title[-1].x1) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=0.4)
    assert to[0].x == pytest.approx(LEFT, abs=0.1)
    assert (RIGHT - day[-1].x1) / CELL == pytest.approx(4, abs=0.05)
    assert office[0].base < day[0].base
    assert [round(rule.width, 2) for rule in page.rules(1)] == [0.35, 0.25, 0.35]
    assert page.rules(1)[-1].y == pytest.approx(BOTTOM, abs=0.05)
    assert page.texts(1) == ["抄送：县纪委党风政风监督室，示例乡党委。", f"{OFFICE}2026年11月22日印发", "—2—"]
    assert page.texts(2)[0] == "回执"
    assert not [line for line in page.texts(2) if "—" in line]


def test_what_was_typed_in_half_width_is_set_as_a_typist_sets_it(book: Book, places: Places) -> None:
    lines = text(measured(paper(book, "letter", "letter", letter(book, "督办函"))))

    assert "财务公开榜没有张贴，涉及资金12,600.00元。" in lines
    assert "（一）加强领导。主要负责人亲自过问。" in lines


def test_headings_before_their_text_are_in_their_own_face(book: Book, places: Places) -> None:
    page = measured(paper(book, "letter", "letter", letter(book, "督办函")))

    line = page.line(0, "（一）")

    assert "".join(mark.text for mark in line if "Kai" in mark.face) == "（一）加强领导。"
    assert {mark.face for mark in page.line(0, "一、存在")} == {"NotoSansSC-Bold"}


def test_enclosures_note_and_urgency_of_a_letter_are_printed(book: Book, places: Places) -> None:
    more = {"enclosures": "问题清单\n整改台账样表", "postscript": "联系人:王芳", "urgency": "特急"}

    lines = measured(paper(book, "letter", "letter", letter(book, "交办函", **more))).texts(0)

    assert lines[0] == "特急示纪交〔2026〕1号"
    assert "附件：1．问题清单" in lines
    assert "2．整改台账样表" in lines
    assert lines.index("（联系人：王芳）") == lines.index("2026年11月22日") + 1


def test_an_addressee_typed_once_more_above_the_text_is_printed_once(book: Book, places: Places) -> None:
    lines = text(measured(paper(book, "letter", "letter", letter(book, "督办函", body="青山村:\n抓紧办结。"))))

    assert lines.count("青山村：") == 1


def test_where_paper_is_printed_on_one_side_the_imprint_stands_below_the_text(book: Book, places: Places) -> None:
    options.save_settings(book, {"letter_sides": "单面打印"})

    page = measured(paper(book, "letter", "letter", letter(book, "督办函")))

    assert len(page.paper.pages) == 2
    assert page.rules(0)[-1].y == pytest.approx(BOTTOM, abs=0.05)


def test_no_red_head_unless_the_countys_words_have_one(book: Book, places: Places) -> None:
    page = measured(paper(book, "letter", "letter", letter(book, "督办函")))

    colours = {str(item.graphicstate.ncolor) for item in page.paper.characters(0)}
    assert colours <= {"None", "0", "(0,)", "[0]"}


def test_a_bulletin_encloses_what_was_found_and_has_its_imprint(book: Book, places: Places) -> None:
    people = ledger("person")
    records.save(book, people, None, {"name": "李梅", "unit": "示例乡", "post": "纪委书记", "level": "乡科级"})
    check = {"kind": "督导查", "form": "现场督导", "way": "明查", "topic": "财务和村务公开", "unit": "青山村"}
    check |= {"on_day": "2026-11-10", "leader": "王伟", "inspectors": "李梅"}
    check_id = records.save(book, ledger("inspection"), None, check).id
    inspection = book.title("inspection", check_id)
    finding = {
        "inspection": inspection,
        "content": "公开榜没有张贴,群众有意见",
        "category": "3.2",
        "deadline": "2026-12-10",
    }
    records.save(book, ledger("finding"), None, finding)
    texts = {"kind": "月督查通报", "unit": "示例乡", "title": "关于11月监督检查情况的通报", "month": "2026-11"}
    texts |= {"inspections": inspection, "units": "青山村", "body": "请限期整改。", "copies_to": "示例乡党委"}

    page = measured(paper(book, "circular", "circular_text", records.save(book, CIRCULAR, None, texts).id))

    assert "附件：监督检查发现问题清单" in page.texts(0)
    assert page.texts(1)[0] == "附件"
    assert "公开榜没有张贴，群众有意见" in "".join(page.texts(1))
    assert "抄送：示例乡党委。" in page.texts(1)
    assert page.rules(1)[-1].y == pytest.approx(BOTTOM, abs=0.05)


def test_a_self_check_report_says_what_was_found_why_and_who_signs(book: Book, places: Places) -> None:
    campaign(book, places)
    problem = found(book, discovery="自己找", found_on="2026-09-01", deadline="2026-10-30")
    texts = {"unit": "青山村", "campaign": book.title("campaign", 1), "from_on": "2026-08-01", "to_on": "2026-09-30"}
    texts |= {
        "topics": "民生资金",
        "due_on": "2026-12-10",
        "cause": "账目没有及时公开。",
        "next_steps": "每季度公开一次。",
    }

    made = paper(book, "self_check", "self_check_report", records.save(book, SELF_CHECK, None, texts).id)
    lines = text(measured(made))

    assert made.title == "青山村关于自查自纠情况的报告"
    assert lines[1] == f"{OFFICE}："
    assert "".join(lines[2:5]).startswith("按照集中整治侵害群众利益不正之风工作方案（示办字〔2026〕12号）要求")
    assert "共查出问题1个，已整改销号0个。具体见附件。" in lines
    assert "三、整改情况和下步措施" in lines
    assert any(line.startswith("单位负责人（签字）：") for line in lines)
    assert lines.index("附件：自查发现问题清单") < lines.index("青山村")
    assert problem.number in [cell for line in made.lines() for cell in line]


def test_a_self_check_that_found_nothing_says_how_it_was_made(book: Book, places: Places) -> None:
    texts = {"unit": "青山村", "from_on": "2026-08-01", "to_on": "2026-09-30", "topics": "民生资金"}
    texts |= {"due_on": "2026-12-10", "zero_reason": "逐户核对,未发现问题。"}

    lines = text(
        measured(paper(book, "self_check", "self_check_report", records.save(book, SELF_CHECK, None, texts).id))
    )

    assert "经自查，没有发现问题。逐户核对，未发现问题。" in lines
    assert not [line for line in lines if line.startswith("附件")]


def test_a_stages_report_needs_its_summary_and_then_holds_figures_and_tasks(book: Book, places: Places) -> None:
    _, stage = campaign(book, places)
    with pytest.raises(Refused, match="写阶段总结"):
        paper(book, "stage", "stage_report", stage)
    found(book, found_on="2026-06-10", deadline="2026-10-30")

    raising.raise_rows(book, STAGE, stage, "写阶段总结")
    (summary,) = book.rows("summary")
    more = {"shortcomings": "个别村只发传单。", "next_steps": "进入自查自纠。"}
    records.save(book, SUMMARY, int(str(summary["id"])), more)
    page = measured(paper(book, "stage", "stage_report", stage))
    lines = text(page)

    assert summary["experience"] == "召开动员会:开会 1 次,签责任书 26 份。"
    assert (summary["from_on"], summary["to_on"]) == ("2026-06-01", "2026-06-30")
    title = "".join(lines[: lines.index("县纪委党风政风监督室：")])
    assert title == "中共示例乡纪律检查委员会关于集中整治侵害群众利益不正之风工作动员部署阶段工作情况的报告"
    assert "本阶段列入清单的任务1项，已落实1项，具体见附件。" in lines
    assert "2026年6月1日至6月30日，查出问题1个。" in lines
    assert "附件：专项任务落实情况表" in lines
    assert page.rules(len(page.paper.pages) - 1)[-1].y == pytest.approx(BOTTOM, abs=0.05)
    with pytest.raises(Refused, match="本阶段已有总结"):
        raising.raise_rows(book, STAGE, stage, "写阶段总结")


def test_a_summary_is_a_report_with_its_number_and_who_signed_it(book: Book, places: Places) -> None:
    _, stage = campaign(book, places)
    raising.raise_rows(book, STAGE, stage, "写阶段总结")
    (summary,) = book.rows("summary")
    row_id = int(str(summary["id"]))
    with book.change("审核") as writer:
        kept = writer.row("summary", row_id) or {}
        writer.save(SUMMARY, {**kept, "checked_by": "李立强", "sent_on": "2026-07-03"})

    page = measured(paper(book, "summary", "summary_report", row_id))

    head = page.lines(0)[0]
    assert "".join(mark.text for mark in head) == f"{summary['number']}签发人：李立强"
    assert (head[0].x - LEFT) / CELL == pytest.approx(1, abs=0.05)
    assert (RIGHT - head[-1].x1) / CELL == pytest.approx(1, abs=0.05)
    assert "".join(mark.text for mark in head if "Kai" in mark.face) == "李立强"
    assert "中共示例县纪律检查委员会：" in page.texts(0)
    assert any(line.endswith("2026年7月3日") for line in text(page))
