"""What must be true of a problem: its rules, what follows from its lines, and when it may be closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from app.domain.faults import Fault
from app.domain.fields import Row, Value
from app.domain.ledger import Around, speaks_of
from app.domain.money import show_yuan
from app.domain.proofs import kind_of, missing, needs_of
from app.domain.rows import id_of, ids_of, text_of, whole_of
from app.domain.text import short

REGISTERED, ASSIGNED, RECTIFYING, CHECKING = "登记", "交办", "整改中", "待核实"
CLOSED, EXTENDED, TRANSFERRED, LONG_TERM = "已销号", "延期", "移送", "长期坚持"
NOT_CLOSED = (REGISTERED, ASSIGNED, RECTIFYING, CHECKING, EXTENDED, TRANSFERRED, LONG_TERM)
PART_DONE = "已完成"
PERSONAL, OF_UNIT = "个人", "单位"
SAME_CAUSE = "同一原因反弹"
REOPEN_CAUSES = (SAME_CAUSE, "整改不到位", "其他原因")
HELD, RELAPSED = "未反弹", "反弹"
TO_COLLECTIVE = "退回集体"
REFUND_TO = (TO_COLLECTIVE, "退还群众", "上缴财政", "退到其他单位")
LOOK_BACK_DAYS = (30, 90, 180)
SUMS = (
    ("involved", "涉及金额"),
    ("due", "应退金额"),
    ("returned", "已退金额"),
)
"""amount_<key> of the problem, <key> of its people, sum_<key> what they come to."""
_NO_SUMS: Mapping[str, Value] = {f"sum_{key}": None for key, _ in SUMS}
_AFTER_FOUND = (("deadline", "整改时限"), ("closed_on", "销号日期"), ("posted_from", "公示开始"))
_LOOKS = tuple((days, f"looked_back_{days}", f"look_result_{days}") for days in LOOK_BACK_DAYS)
_LOOKED = tuple(key for _, *keys in _LOOKS for key in keys)


def problem_title(row: Row, around: Around) -> str:
    """Number and the first words of the problem."""
    return f"{row.get('number') or ''} {short(text_of(row, 'description'), 20)}".strip()


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """First deadline, look-back days, what its people come to, and how often it was put off and reopened."""
    due, back, number = row.get("amount_due"), row.get("amount_returned"), row.get("id")
    out = dict(_sums(row, around) if number else _NO_SUMS)
    if row.get("deadline") and not row.get("first_deadline"):
        out["first_deadline"] = row["deadline"]  # kept for ever: an extension does not hide it
    if row.get("closed_on"):
        out |= _look_back(row)
    due, back = out.get("amount_due", due), out.get("amount_returned", back)
    out["amount_unreturned"] = max(due - (back if isinstance(back, int) else 0), 0) if isinstance(due, int) else None
    if number and (before := _before(row, around)):
        out |= _counts(row, before)
    return out


def _before(row: Row, around: Around) -> Row:
    """The row as it stands in the book."""
    number = id_of(row, "id")
    return (around.row("problem", number) if number else None) or {}


def _look_back(row: Row) -> Mapping[str, Value]:
    closed = row.get("closed_on")
    if not isinstance(closed, str) or row.get("look_back_30"):
        return {}
    day = date.fromisoformat(closed)
    return {f"look_back_{days}": (day + timedelta(days=days)).isoformat() for days in LOOK_BACK_DAYS}


def _sums(row: Row, around: Around) -> Mapping[str, Value]:
    """What its people come to; an amount nobody typed, or that was their sum before, follows them."""
    people = around.rows("problem_money", problem=row["id"])
    if not people:
        return _NO_SUMS
    out: dict[str, Value] = {}
    for key, _ in SUMS:
        given = [whole_of(one, key) for one in people if one.get(key) is not None]
        total = sum(given) if given else None
        typed, followed = row.get(f"amount_{key}"), row.get(f"sum_{key}")
        if total is not None and (typed is None or typed == followed):
            out[f"amount_{key}"] = total
        out[f"sum_{key}"] = total
    return out


def _counts(row: Row, before: Row) -> Mapping[str, Value]:
    """One more extension, reopening or relapse, when the move was made now. Source: product A16, A19."""
    extended = row.get("state") == EXTENDED and _put_off(row, before)
    reopened = before.get("state") == CLOSED and row.get("state") == RECTIFYING
    again = reopened and row.get("reopen_cause") == SAME_CAUSE
    steps = (("extension_count", extended), ("reopen_count", reopened), ("relapse_count", again))
    return {key: whole_of(before, key) + 1 for key, now in steps if now}


def _put_off(row: Row, before: Row) -> bool:
    stamps = ("extended_on", "extension_reason", "extended_by")
    return before.get("state") != EXTENDED or any(row.get(key) != before.get(key) for key in stamps)


# --- rules of every save


@speaks_of("amount_due")
def money_adds_up(row: Row, around: Around) -> Iterable[Fault]:
    """Returned ≤ due back ≤ involved, unless it is explained."""
    yield from money_in_order(row, ("amount_involved", "amount_due", "amount_returned"))


def money_in_order(row: Row, keys: Sequence[str]) -> Iterable[Fault]:
    """Returned ≤ due back ≤ involved, for a problem or one person."""
    involved, due, returned = map(row.get, keys)
    explained = bool(row.get("explanation"))
    if isinstance(involved, int) and isinstance(due, int) and due > involved:
        yield Fault(keys[1], "应退金额:大于涉及金额,请核对或写明说明", "E-MONEY", soft=explained)
    if isinstance(due, int) and isinstance(returned, int) and returned > due:
        yield Fault(keys[2], "已退金额:大于应退金额,请核对或写明说明", "E-MONEY", soft=explained)


@speaks_of(*_NO_SUMS)
def people_add_up(row: Row, around: Around) -> Iterable[Fault]:
    """The amounts of the problem are those of its people together. Source: product A23."""
    for key, label in SUMS:
        total = row.get(f"sum_{key}")
        typed = None if total is None else row.get(f"amount_{key}")
        if isinstance(total, int) and isinstance(typed, int) and total != typed:
            text = f"{label}:与分人明细合计 {show_yuan(total)} 元不一致,相差 {show_yuan(abs(typed - total))} 元"
            yield Fault(f"amount_{key}", f"{text},请核对或写明说明", "E-SUM", soft=True)


def days_in_order(row: Row, around: Around) -> Iterable[Fault]:
    """Nothing happens before the problem was found, and nothing was found tomorrow."""
    found = text_of(row, "found_on")
    if not found:
        return
    if found > around.today.isoformat():
        yield Fault("found_on", "发现日期:在今天之后,请核对", "E-FUTURE")
    for key, label in _AFTER_FOUND:
        if (day := row.get(key)) and str(day) < found:
            yield Fault(key, f"{label}:早于发现日期 {found},请核对", "E-ORDER")


def deadline_moves_by_extension(row: Row, around: Around) -> Iterable[Fault]:
    """Once work is under way a deadline moves by an extension, with reason and approver. Source: INV-039; A16.

    Both are soft: the first deadline stays in sight whatever is typed, and a 说明 travels with the report.
    """
    if row.get("state") == EXTENDED and row.get("extension_approver") is None:
        yield Fault("extension_approver", "延期批准人:没有填写,请补填批准延期的领导", "E-APPROVER", soft=True)
    before = _before(row, around)
    if before.get("state") in (None, REGISTERED, ASSIGNED) or not before.get("deadline"):
        return
    later = text_of(row, "deadline") > text_of(before, "deadline")
    if later and not (row.get("state") == EXTENDED and _put_off(row, before)):
        yield Fault("deadline", "整改时限:推后要办“延期”,写明理由和批准人", "E-EXTENSION", soft=True)


@speaks_of("id")
def parts_inside(row: Row, around: Around) -> Iterable[Fault]:
    """No part ends after the whole. Source: domain 2.2; product A12."""
    number, deadline = id_of(row, "id"), text_of(row, "deadline")
    if not number or not deadline:
        return
    latest = max((text_of(part, "deadline") for part in around.rows("problem_part", problem=number)), default="")
    if latest > deadline:
        yield Fault("deadline", f"整改时限:早于分项任务的时限 {latest},请先改分项的时限", "E-ORDER")


@speaks_of("owner")
def whose_problem(row: Row, around: Around) -> Iterable[Fault]:
    """A person's problem names the person and the branch. Source: INV-033, INV-044, INV-046."""
    if row.get("owner") != PERSONAL:
        return
    if not ids_of(row, "persons"):
        yield Fault("persons", "涉及人员:问题主体是个人的须填涉及人员", "E-REQUIRED")
    if not row.get("branch"):
        yield Fault(
            "branch", "所属党支部:个人问题清单以党支部为单位,请填写;不是党员的在“说明”里写明", "E-BRANCH", soft=True
        )


@speaks_of("clue")
def told_before_asked(row: Row, around: Around) -> Iterable[Fault]:
    """主动说明 lies before any clue of the same matter. Source: INV-041, INV-073 (自查从轻、被查从严)."""
    clue_id = id_of(row, "clue")
    if not row.get("self_reported") or not clue_id:
        return
    received = text_of(around.row("clue", clue_id) or {}, "received_on")
    if received and received < text_of(row, "found_on"):
        yield Fault("self_reported", f"主动说明:线索 {received} 已经收到,之后说明的不算主动说明", "E-ORDER")


@speaks_of("clue")
def clue_is_not_posted(row: Row, around: Around) -> Iterable[Fault]:
    """What became a clue of discipline does not hang on a wall. Source: forms-and-rules 2.3, clue_id."""
    if row.get("clue") and row.get("posted_from"):
        yield Fault("posted_from", "公示开始:已转问题线索的不公示,请去掉公示日期或改正“转问题线索”", "E-CLUE")


@speaks_of("relapse_of", "carried_from")
def relapse_is_another(row: Row, around: Around) -> Iterable[Fault]:
    """A relapse, or what last year left, points to another problem."""
    for key, label in (("relapse_of", "反弹自"), ("carried_from", "上年遗留自")):
        if row.get(key) is not None and row.get(key) == row.get("id"):
            yield Fault(key, f"{label}:不能是本条问题自己", "E-CYCLE")


@speaks_of(*_LOOKED)
def looked_back(row: Row, around: Around) -> Iterable[Fault]:
    """A look back comes after closing and says what it found. Source: product A18."""
    if not any(map(row.get, _LOOKED)):
        return
    today, closed = around.today.isoformat(), text_of(row, "closed_on")
    for days, key, result in _LOOKS:
        day = text_of(row, key)
        if day and (day > today or (closed and day < closed)):
            yield Fault(key, f"{days}天回头看日期:应在销号之后、今天之前,请核对", "E-ORDER")
        if bool(day) is not bool(row.get(result)):
            where, what = (result, "结果") if day else (key, "日期")
            yield Fault(where, f"{days}天回头看{what}:回头看的日期和结果要一起填", "E-REQUIRED")
    fell_back = any(row.get(result) == RELAPSED for _, _, result in _LOOKS)
    if fell_back and row.get("id") and not around.rows("problem", relapse_of=row["id"]):
        yield Fault("", "回头看发现反弹:请按“登记反弹”登记新问题", "E-RELAPSE", soft=True)


@speaks_of("amount_unreturned")
def all_given_back(row: Row, around: Around) -> Iterable[Fault]:
    """Closing with money still owed asks for an explanation. Source: product A23."""
    left = whole_of(row, "amount_unreturned")
    if left and row.get("state") in (CHECKING, CLOSED):
        yield Fault("amount_returned", f"已退金额:还有 {show_yuan(left)} 元未退,请写明说明", "E-UNRETURNED", soft=True)


# --- refusals of moves


def another_person(row: Row, around: Around) -> Iterable[Fault]:
    """销号 takes two people: whoever asked for it does not decide it. Source: 集中整治方案 (二); INV-041."""
    if row.get("close_asked_by") == around.actor_name:
        yield Fault("closed_by", "申请销号的人不能自己核实销号,请换审核人登录后办理。本条没有改动", "E-TWO-PEOPLE")


def ready_to_close(row: Row, around: Around) -> Iterable[Fault]:
    """Every part is done, the people's money agrees, and the least proof is there; nothing more is asked."""
    number = id_of(row, "id")
    parts = around.rows("problem_part", problem=number) if number else []
    waiting = [part for part in parts if part.get("state") != PART_DONE]
    if waiting:
        names = "、".join(short(text_of(part, "content"), 12) for part in waiting[:3])
        yield Fault("", f"还有 {len(waiting)} 个分项没有完成({names}),全部完成后才能申请销号", "E-PARTS-OPEN")
    if not row.get("explanation"):
        for fault in people_add_up(row, around):
            yield Fault(fault.field, fault.message, fault.code)
    yield from has_proof(row, around)


def has_proof(row: Row, around: Around) -> Iterable[Fault]:
    """The least proof of the category, and not one more. Source: INV-040; product A21."""
    needs = needs_of(text_of(row, "category"), whole_of(row, "amount_due") > 0, around.rows("proof_rule"))
    files = text_of(row, "proof")
    for kinds in missing(needs, files):
        unknown = [name for line in files.splitlines() if not kind_of(name := line.partition(" ")[2])]
        more = f"“{short(unknown[0], 16)}”看不出是哪一种,请改名写明再放入;" if unknown else ""
        yield Fault(
            "proof", f"佐证材料:还缺一件{'或'.join(kinds)}。{more}这一类最低只要这一件,放入后再申请销号", "E-PROOF"
        )


def close_again(row: Row, around: Around) -> Iterable[Fault]:
    """What the second person looks at before 销号."""
    yield from another_person(row, around)
    yield from has_proof(row, around)


def later_deadline(row: Row, around: Around) -> Iterable[Fault]:
    """An extension moves the deadline to a later day, approved by somebody who neither asks nor owes it."""
    before = _before(row, around)
    latest = max(text_of(row, "first_deadline"), text_of(before, "deadline"))
    kept = text_of(row, "deadline") == text_of(before, "deadline") > text_of(row, "first_deadline")
    if text_of(row, "deadline") <= latest and not kept:
        yield Fault("deadline", f"整改时限:延期后的时限应晚于 {latest},请填新的时限", "E-ORDER")
    approver = id_of(row, "extension_approver")
    if approver is None:
        return
    if approver in ids_of(row, "responsible"):
        yield Fault("extension_approver", "延期批准人:责任人不能批准自己延期,请填责任领导或书记", "E-TWO-PEOPLE")
    elif text_of(around.row("person", approver) or {}, "name") == around.actor_name:
        yield Fault("extension_approver", "延期批准人:不能是办理延期的本人,请填批准的领导", "E-TWO-PEOPLE")


def why_no_relapse(row: Row, around: Around) -> str:
    """A relapse is entered only for a problem that was closed."""
    return "" if row.get("state") == CLOSED else "还没有销号,直接在本条继续整改"


def relapse_from(row: Row, around: Around) -> list[Row]:
    """The new problem when a closed one came back, linked to the old one. Source: product A18."""
    taken = ("unit", "owner", "persons", "branch", "category", "lead", "responsible_unit", "responsible", "campaign")
    made: Row = {key: row.get(key) for key in taken}
    text = text_of(row, "description")
    return [
        made
        | {
            "relapse_of": row.get("id"),
            "found_on": around.today.isoformat(),
            "discovery": "督导查",
            "description": f"回头看发现反弹:{text}",
            "cause": row.get("cause"),
        }
    ]
