"""闭环卡: the whole life of a problem on one A4, whatever was written."""

from __future__ import annotations

from pathlib import Path

from app.export.pdf import draw
from app.ledgers import ledger
from app.operations import papers, promises, records
from app.operations.records import Saved
from app.storage.book import Book
from tests.conftest import Places
from tests.operations.clerk import COMMITMENT, PROBLEM, approver, found, in_work

PART, MONEY = ledger("problem_part"), ledger("problem_money")
LONG = "集体山林发包收入没有入账,村民多次反映没有答复,有关人员说法前后不一,账证不符。" * 30


def whole_life(book: Book, folder: Path) -> Saved:
    """A problem with parts, money, extension, promise, proof and notice."""
    problem = in_work(book, folder, amount_involved="3000", amount_due="3000", cause="账目不清")
    leader = approver(book)
    texts = {"deadline": "2026-12-31", "extension_approver": leader}
    records.move(book, PROBLEM, problem.id, "延期", reason="等县里批复", texts=texts)
    part = {"problem": problem.number, "content": "逐户核对名单", "unit": "示例乡", "deadline": "2026-12-20"}
    records.save(book, PART, None, part)
    paid = {"involved": "3000", "due": "3000", "returned": "1,000", "returned_on": "2026-11-20"}
    records.save(book, MONEY, None, {"problem": problem.number, "person": "王伟", **paid})
    (promise,) = promises.make_for(book, [problem.id]).ids
    records.move(book, COMMITMENT, promise, "签字", texts={"signed_on": "2026-11-20"})
    posted = {"posted_from": "2026-11-21", "posted_to": "2026-11-28", "posted_at": "村口公开栏"}
    verdict = {"satisfied": "9", "verdict_on": "2026-11-22"}
    return records.save(book, PROBLEM, problem.id, {**posted, **verdict, "system_made": "1"})


def test_every_stage_stands_on_the_card_in_order(book: Book, places: Places, folder: Path) -> None:
    problem = whole_life(book, folder)

    (sheet,) = papers.build(book, PROBLEM, "closing_card", [problem.id])

    rows = [line for line in sheet.lines() if len(line) == 3][2:]
    assert [row[0] for row in rows] == [
        "一、问题",
        "二、金额",
        "三、措施责任",
        "分项任务",
        "延期",
        "四、承诺",
        "五、整改",
        "六、佐证",
        "七、公示评判",
        "八、核实销号",
        "九、回头看",
    ]
    said = {row[0]: row[1] for row in rows}
    assert said["二、金额"] == "涉及 3,000.00 元，应退 3,000.00 元，已退 1,000.00 元，未退 2,000.00 元"
    assert said["分项任务"].startswith("示例乡：逐户核对名单（整改中）")
    assert said["延期"] == "原定 2026-12-01，延至 2026-12-31。理由：等县里批复，批准人 赵志明"
    assert "短码" in said["四、承诺"]
    assert "完善制度 1 项" in said["六、佐证"]
    assert "满意 9、基本满意 0、不满意 0（共 9 人）" in said["七、公示评判"]
    people = [line for line in sheet.lines() if line[0] in ("王伟", "合计")]
    assert people == [
        ["王伟", "3,000.00", "3,000.00", "1,000.00", "2,000.00"],
        ["合计", "3,000.00", "3,000.00", "1,000.00", "2,000.00"],
    ]


def test_a_new_problem_has_a_card_that_says_what_is_not_there_yet(book: Book, places: Places) -> None:
    problem = found(book)

    (sheet,) = papers.build(book, PROBLEM, "closing_card", [problem.id])

    said = {line[0]: line[1] for line in sheet.lines() if len(line) == 3}
    assert (said["二、金额"], said["四、承诺"]) == ("不涉及金额", "没有作承诺")
    assert (said["六、佐证"], said["七、公示评判"]) == ("还没有放入佐证材料", "没有公示")


def test_the_longest_life_still_is_one_page(book: Book, places: Places, folder: Path) -> None:
    problem = whole_life(book, folder)
    for place in range(6):
        texts = {"content": f"{place}{LONG[:400]}", "unit": "青山村", "deadline": "2026-12-20"}
        records.save(book, PART, None, {"problem": problem.number, **texts})
        name = f"李明{'一二三四五六'[place]}"
        records.save(
            book,
            ledger("person"),
            None,
            {"name": name, "unit": "青山村", "post": "村民", "level": "村(社区)干部"},
        )
        records.save(book, MONEY, None, {"problem": problem.number, "person": name, "involved": "1"})
    records.save(
        book,
        PROBLEM,
        problem.id,
        dict.fromkeys(("description", "cause", "measures", "result", "opinion"), LONG) | {"explanation": "合计不同"},
    )

    (sheet,) = papers.build(book, PROBLEM, "closing_card", [problem.id])

    assert draw(sheet).pages == 1
    assert any(line[0].startswith("其余 ") for line in sheet.lines())
