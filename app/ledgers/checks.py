"""What the check registers share: who mends a fault by when, what was found, and that every fault goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from app.domain.faults import Fault
from app.domain.fields import Attachment, Count, Day, Person, Row, Sensitivity, Text, Value
from app.domain.ledger import Around, Raise
from app.domain.rows import id_of, text_of, whole_of

CLEAN = "未发现问题"
INSPECTORS = Person(key="inspectors", label="检查人员", many=True, required=True, width=6, hint="在检查表上签字的人")
LEAD = Person(key="lead", label="责任领导", group="处理", hint="转入问题台账时带过去")
DEADLINE = Day(
    key="deadline",
    label="整改时限",
    group="处理",
    sensitivity=Sensitivity.PUBLIC,
    hint="转入问题台账时带过去;可写 30天、6月底前",
)
PROOF = Attachment(key="proof", label="佐证材料", group="处理", hint="不要求拍照;有票据、照片的可以放入")
FAULT_COUNT = Count(key="fault_count", label="问题数", stamped=True, group="结果", unit="个", width=4)
RESULT = Text(
    key="result",
    label="检查结果",
    stamped=True,
    group="结果",
    most=1000,
    width=12,
    hint="由程序算出;没有问题的写“未发现问题”",
)


def outcome(found: Sequence[str]) -> dict[str, Value]:
    """How many faults were found and which; a clean check says so. Source: forms-and-rules 2.14, zero."""
    return {"fault_count": len(found), "result": "、".join(found) or CLEAN}


def faults_go_on(row: Row, around: Around) -> Iterable[Fault]:
    """Every fault becomes a problem, or a 说明 says why not. Source: 集中整治方案 (三)2; INV-065."""
    if whole_of(row, "fault_count") and not (row.get("problem") or row.get("problems") or row.get("explanation")):
        yield Fault(
            "result",
            f"检查结果:{text_of(row, 'result')}。请转入问题台账,当场改好的在“说明”里写明",
            "E-OPEN",
            soft=True,
        )


def problem_row(row: Row, day: str, description: str, more: Mapping[str, Value]) -> Row:
    """A problem as a check raises it; what the check knows is not typed again."""
    return {
        "unit": id_of(row, "unit"),
        "found_on": text_of(row, day) or None,
        "discovery": "督导查",
        "description": description,
        "lead": id_of(row, "lead"),
        "deadline": text_of(row, "deadline") or None,
        **more,
    }


def to_problem(make: Callable[[Row, Around], list[Row]], link: str = "problem") -> Raise:
    """What a check found goes into the register of problems, once. Source: 集中整治方案 (三)2; product D7."""
    return Raise(label="转入问题台账", to="problem", make=make, link=link, when=_why_no_problem)


def _why_no_problem(row: Row, around: Around) -> str:
    if row.get("corrected"):
        return "已当场纠正"
    return "没有查出问题" if row.get("fault_count") == 0 else ""


def checked_on_past_work(row: Row, keys: Sequence[tuple[str, str]]) -> Iterable[Fault]:
    """What is checked began before the day of the check."""
    checked = text_of(row, "checked_on")
    for key, label in keys:
        if checked and text_of(row, key) > checked:
            yield Fault(key, f"{label}:晚于检查日期 {checked},请核对", "E-ORDER")
