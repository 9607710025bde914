"""What an office that publishes its powers has: telephones of three levels, a power with its flow, a board."""

from __future__ import annotations

from collections.abc import Mapping

from app.ledgers import ledger
from app.operations import records
from app.operations.books import Book
from app.operations.records import LineEdit, Saved

LAW = "《中华人民共和国行政许可法》第四十二条第一款:行政机关应当自受理行政许可申请之日起二十日内作出行政许可决定"
POWER = {
    "type": "许可",
    "subject": "示例乡",
    "agency": "示例乡",
    "time_limit": "10",
    "basis": LAW,
    "duty": "受理、审查、决定、送达、事后监管",
    "liability": "不按时办结、不一次性告知的",
    "liability_basis": LAW,
    "materials": "林木采伐申请书\n林权证复印件\n身份证",
    "window": "便民服务大厅2号窗口",
    "requirements": "林权清楚,没有争议",
}
STEPS = (
    {
        "name": "受理",
        "actor": "林业窗口",
        "limit": "0",
        "branches": "材料齐全→2;材料不齐→4",
        "documents": "申请书\n林权证",
    },
    {"name": "现场勘查", "actor": "林业站", "limit": "5"},
    {"name": "审批发证", "actor": "林业站负责人", "limit": "3", "ends": "是"},
    {"name": "一次性告知", "actor": "林业窗口", "limit": "0", "branches": "补正后重新受理→1"},
)
PHONES = {
    "市级": ("示例市纪委", "0795-3212388"),
    "县级": ("示例县纪委", "0795-6212388"),
    "乡镇级": ("示例乡纪委", "0795-6330101"),
}


def hotlines(book: Book) -> dict[str, int]:
    """One line of each level in use; by level."""
    return {
        level: records.save(book, ledger("hotline"), None, {"level": level, "name": name, "phone": phone}).id
        for level, (name, phone) in PHONES.items()
    }


def power(book: Book, name: str, more: Mapping[str, str] | None = None) -> Saved:
    """A power with its steps, as it is combed."""
    made = records.save(book, ledger("power"), None, {**POWER, "name": name, **(more or {})})
    edits = [LineEdit(None, {"seq": str(number), **step}) for number, step in enumerate(STEPS, 1)]
    lines = records.save_lines(book, ledger("power"), made.id, ledger("power_step"), edits)
    assert not lines.faults
    return made


def publish(book: Book, row_id: int) -> Saved:
    """Through both reviews to the wall; the reviewer is somebody else."""
    move, own, powers = records.move, book.actor_name, ledger("power")
    move(book, powers, row_id, "提交审查")
    book.actor_name = "审核人甲"
    passed = dict.fromkeys(("review_legal", "review_reasonable", "review_needed"), "通过")
    move(book, powers, row_id, "审查通过", texts=passed)
    book.actor_name = own
    move(book, powers, row_id, "县纪委审核通过", texts={"county_approved_on": "2026-11-22"})
    return move(book, powers, row_id, "公开", texts={"wall_on": "2026-11-22", "web_on": "2026-11-22"})


def board(book: Book, unit: str = "示例乡", place: str = "便民服务大厅东墙") -> Saved:
    """A board that hangs at a window."""
    texts = {"unit": unit, "location": "办事窗口", "place": place, "posted_on": "2026-11-20"}
    return records.save(book, ledger("supervision_board"), None, texts)
