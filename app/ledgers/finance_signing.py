"""送签 to 撤榜: who signs a finance sheet, what is missing before it may hang, and its way to the wall and back."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.faults import Fault
from app.domain.fields import Attachment, Day, Field, Link, LongText, Row, Sensitivity, Text, Value
from app.domain.ledger import Around, Move, State
from app.domain.rows import id_of, text_of
from app.ledgers.finance_figures import (
    DRAFT,
    FIRM,
    POSTED,
    REVIEWED,
    SIGNED,
    TAKEN_DOWN,
    TO_SIGN,
    lines_of,
    period_of,
    previous_sheet,
)
from app.ledgers.posting import (
    correct_move,
    correction_fields,
    log_fields,
    post_move,
    posting_fields,
    take_down_moves,
    version_of,
)

PARTIES = (
    ("负责人", "approved_by", "approved_on"),
    ("民主理财小组(村务监督委员会)", "reviewed_by", "reviewed_on"),
    ("代理中心主管会计", "agency_by", "agency_on"),
)
NAMES = tuple(name for _, name, _ in PARTIES)
DAYS = tuple(day for _, _, day in PARTIES)
OPINIONS = ("approve_opinion", "review_opinion", "agency_opinion")
SIGNATURES = tuple(key for three in zip(NAMES, DAYS, OPINIONS, strict=True) for key in three)
PERSONS = "、,,;; /"


def people(text: str) -> list[str]:
    """The names in a field that holds several."""
    for sign in PERSONS[1:]:
        text = text.replace(sign, "、")
    return [name for part in text.split("、") if (name := part.strip())]


def signing_fields() -> tuple[Field, ...]:
    """Who made the sheet and who signs it, each with day and opinion.

    Source: 农村集体经济组织财务公开规定 (R6 民主理财小组审核, R8 负责人、民主理财小组负责人、主管会计签字).
    """
    group, public = "三方签字", Sensitivity.PUBLIC
    return (
        Text(key="prepared_by", label="制表人", required_from=FIRM, group=group, width=5, sensitivity=public),
        Day(key="submitted_on", label="送签日期", stamped=True, group=group, sensitivity=public),
        Text(
            key="group_members",
            label="民主理财小组成员",
            group=group,
            width=10,
            sensitivity=public,
            hint="全部成员,用“、”分开;不填时沿用上期。填了的,过半数成员签字才算审核",
        ),
        Text(
            key="approved_by",
            label="负责人",
            required_from=SIGNED,
            group=group,
            width=5,
            sensitivity=public,
            hint="村委会负责人;组级表由村委会负责人签",
        ),
        Day(key="approved_on", label="负责人签字日期", past=True, group=group, sensitivity=public),
        Text(key="approve_opinion", label="负责人意见", group=group, width=8, sensitivity=public),
        Text(
            key="reviewed_by",
            label="民主理财小组审核人",
            required_from=SIGNED,
            group=group,
            width=8,
            sensitivity=public,
            hint="签字的成员,几人用“、”分开,负责人写在最前;不能是制表人、负责人和各笔的经手人。"
            "依据 农村集体经济组织财务公开规定;村民委员会组织法 第三十二条",
        ),
        Day(
            key="reviewed_on",
            label="审核日期",
            required_from=SIGNED,
            past=True,
            group=group,
            sensitivity=public,
        ),
        LongText(key="review_opinion", label="审核意见", group=group, width=10, sensitivity=public),
        Text(key="agency_by", label="代理中心主管会计", group=group, width=6, sensitivity=public),
        Day(key="agency_on", label="代理中心签字日期", past=True, group=group, sensitivity=public),
        Text(key="agency_opinion", label="代理中心意见", group=group, width=8, sensitivity=public),
        Attachment(key="signed_scan", label="签字稿扫描件", group=group, hint="签好的送签稿,拖进来即可"),
    )


def wall_fields() -> tuple[Field, ...]:
    """Where and when it hung, and what became of it."""
    return (
        *posting_fields("张贴", "张贴地点", required_from=(POSTED, TAKEN_DOWN)),
        *log_fields("张贴"),
        Day(
            key="first_posted_on",
            label="首次公开日期",
            stamped=True,
            group="张贴",
            sensitivity=Sensitivity.PUBLIC,
            hint="更正、重贴不改这个日子;是否按时公开看它",
        ),
        Day(
            key="filed_on",
            label="乡镇备案日期",
            past=True,
            group="张贴",
            sensitivity=Sensitivity.PUBLIC,
            hint="公开后报乡镇农经备案。依据 农村集体经济组织财务公开规定",
        ),
        *correction_fields("更正"),
        Link(
            key="corrects_question",
            label="因哪条群众意见更正",
            register="question",
            group="更正",
            width=10,
            hint="群众意见查出公开有错的,选那一条;重新张贴后答复那条意见,更正日期自动带出",
        ),
    )


def carried(row: Row, around: Around) -> dict[str, Value]:
    """What stays from one sheet to the next, and the day a sheet first hung."""
    out: dict[str, Value] = {"edition": version_of(row)}
    if row.get("state") == POSTED and row.get("posted_from") and not row.get("first_posted_on"):
        out["first_posted_on"] = row["posted_from"]
    if not id_of(row, "id") and not row.get("group_members") and (before := previous_sheet(row, around)):
        out["group_members"] = before.get("group_members")
    return out


def not_sent(row: Row, around: Around) -> str:
    """A sheet is printed for signing once nothing in it is changed any more."""
    return "还是草稿,先办“送签”" if row.get("state") == DRAFT else ""


def reviewer_is_not_preparer(row: Row, around: Around) -> Iterable[Fault]:
    """Whoever prepared the sheet does not review it. Source: 村民委员会组织法 第三十二条."""
    if row.get("prepared_by") and text_of(row, "prepared_by") in people(text_of(row, "reviewed_by")):
        yield Fault("reviewed_by", "民主理财小组审核人:不能和制表人是同一人", "E-TWO-PEOPLE")


def unsigned(row: Row) -> list[tuple[str, str]]:
    """Field and label of every signature or day of signing that is missing."""
    out = []
    for label, name, day in PARTIES:
        out += [(name, f"{label}签字")] if not text_of(row, name).strip() else []
        out += [(day, f"{label}签字日期")] if not row.get(day) else []
    return out


def signed_by_three(row: Row, around: Around) -> Iterable[Fault]:
    """All three parties have signed, each with a day, none of them over a sheet that is not theirs to judge."""
    missing = unsigned(row)
    if missing:
        said = "、".join(label for _, label in missing)
        yield Fault(missing[0][0], f"三方签字还没有齐,缺:{said}。请照签好的送签稿填写", "E-SIGN")
        yield from (Fault(key, f"{label}:没有填", "E-SIGN") for key, label in missing[1:])
    yield from reviewers_are_others(row, around)
    yield from half_of_the_group(row, around)
    yield from signed_after_period(row, around)


def reviewers_are_others(row: Row, around: Around) -> Iterable[Fault]:
    """Who reviews has neither made the sheet, nor leads the village, nor handled a line of it.

    Source: 村民委员会组织法 第三十二条 (村民委员会成员不得担任村务监督机构成员); forms-and-rules 3.2 R12.
    """
    reviewers = people(text_of(row, "reviewed_by"))
    for role, key in (("负责人", "approved_by"), ("代理中心主管会计", "agency_by")):
        same = [name for name in reviewers if name in people(text_of(row, key))]
        if same:
            yield Fault(
                "reviewed_by", f"民主理财小组审核人:{same[0]}就是{role},不能自己审自己。请换一人审核", "E-TWO-PEOPLE"
            )
    lines = lines_of(row, around)
    for name in reviewers:
        own = [line for line in lines if name in people(text_of(line, "handler"))]
        if own:
            first = f"“{text_of(own[0], 'on_day')} {text_of(own[0], 'purpose')}”"
            more = f"等 {len(own)} 笔" if len(own) > 1 else ""
            yield Fault(
                "reviewed_by",
                f"民主理财小组审核人:{name}是{first}{more}的经手人,不能审核本表。请换一人审核",
                "E-TWO-PEOPLE",
            )


def half_of_the_group(row: Row, around: Around) -> Iterable[Fault]:
    """Where the members are listed, at least half of them signed. Source: forms-and-rules 2.15 review_group."""
    members, signed = people(text_of(row, "group_members")), people(text_of(row, "reviewed_by"))
    if not members or not signed:
        return
    strangers = [name for name in signed if name not in members]
    if strangers:
        yield Fault(
            "reviewed_by",
            f"民主理财小组审核人:{'、'.join(strangers)}不在成员名单({'、'.join(members)})里。请核对名字,或改成员名单",
            "E-GROUP",
        )
    present = len(members) - len([name for name in members if name not in signed])
    if 2 * present < len(members):
        least = (len(members) + 1) // 2
        yield Fault(
            "reviewed_by",
            f"民主理财小组审核人:{len(members)} 名成员只有 {present} 人签字,至少要 {least} 人",
            "E-GROUP",
        )


def signed_after_period(row: Row, around: Around) -> Iterable[Fault]:
    """Nobody signs for a period that still runs."""
    period = period_of(row)
    if period is None or row.get("special"):
        return
    end = period.last.isoformat()
    for label, _, day in PARTIES:
        if row.get(day) and text_of(row, day) < end:
            yield Fault(day, f"{label}签字日期:报告期到 {end} 才结束,请核对", "E-ORDER")


def signed_before_posted(row: Row, around: Around) -> Iterable[Fault]:
    """What hangs was reviewed before. Source: 农村集体经济组织财务公开规定 (张贴前审核)."""
    yield from signed_by_three(row, around)
    start, last = text_of(row, "posted_from"), max((text_of(row, day) for day in DAYS), default="")
    if start and last and start < last:
        yield Fault("posted_from", f"公示开始:{start} 早于最后一方签字的 {last},先审核后张贴,请核对", "E-ORDER")


def published_properly(row: Row, around: Around) -> Iterable[Fault]:
    """A sheet that comes in as published, from a workbook, has what the move would have asked for.

    Rows that are in the book already keep what they had when they were published.
    """
    if id_of(row, "id") or row.get("state") not in (POSTED, TAKEN_DOWN):
        return
    missing = [label for _, label in unsigned(row)]
    if not any(row.get(key) for key in ("photo", "photo_far", "no_photo")):
        missing.append("张贴照片或无照片原因")
    if missing:
        yield Fault("", f"不能记为“{row['state']}”,缺:{'、'.join(missing)}。请补齐,或先作为草稿导入", "E-SIGN")


def moves(ready: Move) -> tuple[Move, ...]:
    """Every move of a sheet; `ready` is 送签 with the register's own rules."""
    down, pulled = take_down_moves(POSTED, TAKEN_DOWN, REVIEWED)
    return (
        ready,
        Move(
            label="审核通过",
            sources=(TO_SIGN,),
            to=REVIEWED,
            asks=SIGNATURES,
            refuse=signed_by_three,
        ),
        post_move((REVIEWED,), POSTED, signed_before_posted, asks=("filed_on",), asks_empty=SIGNATURES),
        Move(
            label="退回修改",
            sources=(TO_SIGN, REVIEWED),
            to=DRAFT,
            reason=True,
            clears=("submitted_on", *DAYS, *OPINIONS, "signed_scan"),
            archive="archive",
        ),
        down,
        pulled,
        correct_move(
            (POSTED, TAKEN_DOWN),
            DRAFT,
            ("submitted_on", *DAYS, *OPINIONS, "signed_scan", "filed_on"),
            ("corrects_question",),
        ),
    )


STATES = (
    State(DRAFT, tone="calm"),
    State(TO_SIGN, tone="wait", fixed=True),
    State(REVIEWED, tone="wait", fixed=True),
    State(POSTED, open=False, tone="good", fixed=True),
    State(TAKEN_DOWN, open=False, tone="done", fixed=True),
)
LOOSE = ("filed_on", "no_photo", "posted_by", "approve_opinion", "review_opinion", "agency_opinion")
