"""闭环卡: the whole life of one problem on one A4 page, from finding it to the last look back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.money import show_yuan
from app.domain.rows import id_of, text_of, whole_of
from app.domain.text import short
from app.ledgers.commitment import COMMITMENTS
from app.ledgers.letter_matter import letters_about
from app.ledgers.problem_money import PROBLEM_MONEY
from app.ledgers.problem_part import PROBLEM_PARTS
from app.ledgers.problem_rules import LOOK_BACK_DAYS
from app.reports.around import PaperAround
from app.reports.sheet import Block, Cell, Column, Facts, Sheet, Signatures, Table


class Room(NamedTuple):
    """How much of what was written goes on the card: characters of a long text, of a short one, rows of a kind."""

    long: int
    brief: int
    rows: int


ROOMS = (Room(240, 100, 4), Room(160, 80, 4), Room(110, 60, 3), Room(70, 40, 3), Room(40, 30, 2))
"""From generous to tight: the first that fits on one page is taken."""
_PAGE, _LINE, _PADDING, _PERSON = 590, 13, 8, 21  # points
_IN_A_LINE = 36
_STEP, _WHAT = Column("环节", "text", 6), Column("情况", "text", 28)
_WHEN = Column("日期", "text", 6)
FOUND_BY = (
    ("finding", "problem"),
    ("approval_check", "problem"),
    ("fund_check", "problem"),
    ("board_check", "problems"),
)


def closing_card(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """Problem → parts → promise → proof → notice → check → look-backs, one A4.

    Long texts are shortened so that the card stays one page; the register holds them whole. Source: product A22,
    AS6; 集中整治方案 (二): 切实整改到位,公示整改情况,接受群众监督和评判.
    """
    shown = around.texts(ledger, row)
    people = around.rows("problem_money", problem=row.get("id"))
    for room in ROOMS:
        lines = tuple(_lines(row, shown, around, room))
        if _height(lines, min(len(people), room.rows + 1)) <= _PAGE:
            break
    blocks: list[Block] = [
        Facts((("编号", shown["number"]), ("单位", shown["unit"]), ("类别", shown["category"]))),
        Table((_STEP, _WHAT, _WHEN), lines),
        *_people(people, around, room),
        Signatures((("经办人", ""), ("责任领导", ""), ("核实人", ""), ("日期", ""))),
    ]
    return Sheet(
        key="closing_card",
        title="问题整改闭环卡",
        blocks=tuple(blocks),
        size="A4",
        foot=f"监督电话：{around.hotline}" if around.hotline else "",
        file_name=f"{shown['unit']}_闭环卡_{shown['number']}",
    )


def _height(lines: Sequence[tuple[Cell, ...]], people: int) -> float:
    """About how high the card is, so that it stays on one page."""
    texts = [str(said).split("\n") for _, said, _ in lines]
    written = sum(-(-len(part) // _IN_A_LINE) or 1 for parts in texts for part in parts)
    return written * _LINE + len(lines) * _PADDING + (people + 3) * _PERSON * bool(people)


def _lines(row: Row, shown: dict[str, str], around: PaperAround, room: Room) -> Iterator[tuple[Cell, ...]]:
    yield (
        "一、问题",
        _joined([short(text_of(row, "description"), room.long), _people_of(shown, room), _origin(row, around)]),
        _day(row, "found_on"),
    )
    yield "二、金额", _money(row) or "不涉及金额", ""
    yield "三、措施责任", _measures(row, shown, room), f"{shown['deadline']}前" if shown["deadline"] else ""
    for part in _few(around.rows("problem_part", problem=row.get("id")), "deadline", room.rows):
        yield "分项任务", _part(part, around, room), f"{text_of(part, 'deadline')}前"
    if whole_of(row, "extension_count") or row.get("extension_reason"):
        yield "延期", _extension(row, shown, room), _day(row, "extended_on")
    promises = _few(around.rows("commitment", problems=row.get("id")), "signed_on", room.rows)
    for promise in promises:
        yield "四、承诺", _promise(promise, around, room), _day(promise, "signed_on")
    if not promises:
        yield "四、承诺", "没有作承诺", ""
    for letter in _few(letters_about(around, "problem", whole_of(row, "id")), "on_day", room.rows):
        yield (
            "函件",
            f"{around.title('letter', whole_of(letter, 'id'))}（{text_of(letter, 'state')}）",
            _day(letter, "on_day"),
        )
    yield "五、整改", short(text_of(row, "result"), room.long) or "还没有填写整改情况", _day(row, "close_asked_on")
    yield "六、佐证", _proof(row, room), ""
    yield "七、公示评判", _notice(row), _day(row, "posted_from")
    yield "八、核实销号", _closing(row, shown, room), _day(row, "closed_on")
    yield "九、回头看", _looks(row, around.today.isoformat()), ""
    if again := around.rows("problem", relapse_of=row.get("id")):
        said = "、".join(
            f"{text_of(one, 'number')}({text_of(one, 'state')})" for one in _few(again, "found_on", room.rows)
        )
        yield "反弹", f"反弹登记：{said}", _day(again[-1], "found_on")


def _joined(parts: Sequence[str]) -> str:
    return "\n".join(part for part in parts if part)


def _people_of(shown: dict[str, str], room: Room) -> str:
    return f"涉及人员：{short(shown['persons'], room.brief)}" if shown["persons"] else ""


def _origin(row: Row, around: PaperAround) -> str:
    """How it came to light: the way, and the check, the old problem or the campaign it comes from."""
    said = [f"来源：{text_of(row, 'discovery')}" + ("，主动说明" if row.get("self_reported") else "")]
    for register, link in FOUND_BY:
        for check in around.rows(register, **{link: row.get("id")})[:1]:
            header = id_of(check, "inspection") if register == "finding" else None
            said.append(
                around.title("inspection", header) if header else around.title(register, id_of(check, "id") or 0)
            )
    for key, label in (("relapse_of", "反弹自"), ("carried_from", "上年遗留自")):
        if before := id_of(row, key):
            said.append(label + text_of(around.row("problem", before) or {}, "number"))
    return "；".join(said)


def _money(row: Row) -> str:
    labels = (("involved", "涉及"), ("due", "应退"), ("returned", "已退"), ("unreturned", "未退"))
    amounts = ((label, row.get(f"amount_{key}")) for key, label in labels)
    return "，".join(f"{label} {show_yuan(fen)} 元" for label, fen in amounts if isinstance(fen, int))


def _measures(row: Row, shown: dict[str, str], room: Room) -> str:
    who = [f"责任单位：{shown['responsible_unit'] or shown['unit']}", f"责任领导：{shown['lead']}"]
    if shown["responsible"]:
        who.append(f"责任人：{short(shown['responsible'], room.brief)}")
    cause = f"症结：{short(text_of(row, 'cause'), room.brief)}" if row.get("cause") else ""
    return _joined([short(text_of(row, "measures"), room.long) or "还没有填写整改措施", "；".join(who), cause])


def _part(part: Row, around: PaperAround, room: Room) -> str:
    shown = around.texts(PROBLEM_PARTS, part)
    done = f"，{shown['done_on']}完成：{short(shown['outcome'], room.brief)}" if part.get("done_on") else ""
    return f"{shown['unit']}：{short(shown['content'], room.brief)}（{shown['state']}{done}）"


def _extension(row: Row, shown: dict[str, str], room: Room) -> str:
    times = f"，共 {row['extension_count']} 次" if whole_of(row, "extension_count") > 1 else ""
    approver = f"，批准人 {shown['extension_approver']}" if shown["extension_approver"] else ""
    why = short(shown["extension_reason"], room.brief)
    return f"原定 {shown['first_deadline']}，延至 {shown['deadline']}{times}。理由：{why}{approver}"


def _promise(promise: Row, around: PaperAround, room: Room) -> str:
    shown = around.texts(COMMITMENTS, promise)
    who = shown["person"] if promise.get("promisor") == "个人" else shown["unit"]
    code = f"，短码 {shown['code']}" if shown["code"] else ""
    kept = f"，{shown['fulfilled_on']}兑现" if promise.get("fulfilled_on") else ""
    return f"{shown['number']} {who}（{shown['state']}{kept}{code}）：{short(text_of(promise, 'text'), room.brief)}"


def _proof(row: Row, room: Room) -> str:
    names = [line.partition(" ")[2] for line in text_of(row, "proof").splitlines()]
    more = f"等 {len(names)} 件" if len(names) > room.rows else ""
    made = f"完善制度 {row['system_made']} 项" if whole_of(row, "system_made") else ""
    saved = f"挽回损失 {show_yuan(whole_of(row, 'loss_recovered'))} 元" if whole_of(row, "loss_recovered") else ""
    return _joined(
        ["、".join(names[: room.rows]) + more or "还没有放入佐证材料", "，".join(p for p in (made, saved) if p)]
    )


def _notice(row: Row) -> str:
    if not row.get("posted_from"):
        return "没有公示" if not row.get("clue") else "已转问题线索，不公示"
    down = f"，{text_of(row, 'taken_down_on')}撤榜" if row.get("taken_down_on") else ""
    until = f"{text_of(row, 'posted_from')}至{text_of(row, 'posted_to')}" if row.get("posted_to") else "开始公示"
    said = f"{until}，{text_of(row, 'posted_at')}{down}"
    counts = [whole_of(row, key) for key in ("satisfied", "fairly_satisfied", "dissatisfied")]
    if not any(counts):
        return said
    day = f"{text_of(row, 'verdict_on')} " if row.get("verdict_on") else ""
    return f"{said}\n群众评判：{day}满意 {counts[0]}、基本满意 {counts[1]}、不满意 {counts[2]}（共 {sum(counts)} 人）"


def _closing(row: Row, shown: dict[str, str], room: Room) -> str:
    said = [f"状态：{shown['state']}"]
    if shown["close_asked_by"]:
        said.append(f"申请人 {shown['close_asked_by']}")
    if shown["closed_by"]:
        said.append(f"核实人 {shown['closed_by']}")
    if shown["transferred_to"]:
        said.append(f"移送 {shown['transferred_to']}")
    opinion = f"销号意见：{short(shown['opinion'], room.brief)}" if shown["opinion"] else ""
    times = f"重新打开 {row['reopen_count']} 次" if whole_of(row, "reopen_count") else ""
    back = f"，其中反弹 {row['relapse_count']} 次" if whole_of(row, "relapse_count") else ""
    why = f"：{short(shown['reopen_reason'], room.brief)}" if times and shown["reopen_reason"] else ""
    return _joined(["，".join(said), opinion, f"{times}{back}{why}"])


def _looks(row: Row, today: str) -> str:
    if not row.get("look_back_30"):
        return "销号之后 30、90、180 天回头看"
    said = []
    for days in LOOK_BACK_DAYS:
        due, done = text_of(row, f"look_back_{days}"), text_of(row, f"looked_back_{days}")
        waiting = "还没有看" if due <= today else "未到"
        seen = f"{done} {text_of(row, f'look_result_{days}')}" if done else waiting
        said.append(f"{days}天（{due}）：{seen}")
    return "\n".join(said)


def _people(people: list[Row], around: PaperAround, room: Room) -> Iterator[Block]:
    """The money of each person, where it is kept apart."""
    if not people:
        return
    keys = ("involved", "due", "returned", "unreturned")
    labels = ("涉及金额", "应退金额", "已退金额", "未退金额")
    titles = around.titles(PROBLEM_MONEY, people)
    columns = (Column("人员", "text", 6), *(Column(label, "money", 7, sums=True) for label in labels))
    shown, rest = people[: room.rows], people[room.rows :]
    body: list[tuple[Cell, ...]] = [
        (PROBLEM_MONEY.show_one(one, "person", titles), *(_fen(one, key) for key in keys)) for one in shown
    ]
    if rest:
        body.append((f"其余 {len(rest)} 人", *(sum(whole_of(one, key) for one in rest) for key in keys)))
    total: tuple[Cell, ...] = ("合计", *(sum(whole_of(one, key) for one in people) for key in keys))
    yield Table(columns, tuple(body), total=total, caption="分人金额", unit_line="单位：元")


def _fen(row: Row, key: str) -> Cell:
    return whole_of(row, key) if row.get(key) is not None else None


def _few(rows: list[Row], key: str, most: int) -> list[Row]:
    return sorted(rows, key=lambda row: text_of(row, key))[:most]


def _day(row: Row, key: str) -> str:
    return text_of(row, key)
