"""What every posted thing has: from when to when, where and by whom it hung, its photos, and what people thought."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from app.domain.faults import Fault
from app.domain.fields import Attachment, Count, Day, Field, LongText, Row, Sensitivity, Text, Value
from app.domain.ledger import Around, Clock, Move, Rule, Running, speaks_of
from app.domain.lights import days_left
from app.domain.rows import text_of, whole_of

# 专项公开. Source: 农村集体经济组织财务公开规定 (征地 发包 工程 一事一议 多数成员要求); product C15 (救灾).
SPECIALS = (
    "征地补偿及分配",
    "资产资源发包租赁出让投资",
    "工程招投标及预决算",
    "一事一议筹资筹劳",
    "救灾救助物资资金",
    "多数成员要求公开",
)
POSTING = ("posted_from", "posted_to", "posted_at")
LOG = ("posted_by", "photo", "photo_far", "no_photo")
PULL = "提前撤下"
RUNS_OUT = "公示期满可撤榜"
VERDICT = ("satisfied", "fairly_satisfied", "dissatisfied", "verdict_on")
_NONE_COUNTED = [None] * len(VERDICT[:-1])


def posting_fields(group: str, place: str = "公示地点", required_from: tuple[str, ...] = ()) -> tuple[Field, ...]:
    """公示开始, 公示结束 and the place, under one heading of the form."""
    public = Sensitivity.PUBLIC
    return (
        Day(key="posted_from", label="公示开始", group=group, required_from=required_from, sensitivity=public),
        Day(key="posted_to", label="公示结束", group=group, required_from=required_from, sensitivity=public),
        Text(key="posted_at", label=place, group=group, required_from=required_from, sensitivity=public),
    )


def verdict_fields(group: str) -> tuple[Field, ...]:
    """How many were satisfied. Source: 集中整治方案 (二): 接受群众监督和评判."""
    return (
        Count(key="satisfied", label="满意(人)", group=group, unit="人"),
        Count(key="fairly_satisfied", label="基本满意(人)", group=group, unit="人"),
        Count(key="dissatisfied", label="不满意(人)", group=group, unit="人"),
        Day(key="verdict_on", label="评判日期", group=group, past=True),
    )


def taken_down_field(group: str) -> Field:
    """When the sheet came off the board (撤榜). Source: product B5."""
    return Day(
        key="taken_down_on",
        label="撤榜日期",
        group=group,
        past=True,
        sensitivity=Sensitivity.PUBLIC,
        hint="公示期满后撤下的日子;提前撤下的要重新公示",
    )


@speaks_of(*VERDICT, "taken_down_on")
def verdict_dated(row: Row, around: Around) -> Iterable[Fault]:
    """Counts of a verdict have their day, and a sheet does not come down before its time.

    Source: product B5, B8; forms-and-rules 2.6, withdrawn_at.
    """
    counts = [row.get(key) for key in VERDICT[:-1]]
    if counts != _NONE_COUNTED and not row.get("verdict_on"):
        yield Fault("verdict_on", "评判日期:填了满意人数,请填评判的日期", "E-VERDICT", soft=True)
    if row.get("verdict_on") and not any(counts):
        yield Fault("verdict_on", "评判日期:还没有填满意、基本满意、不满意人数", "E-VERDICT", soft=True)
    if not row.get("taken_down_on"):
        return
    down, start, end = (text_of(row, key) for key in ("taken_down_on", "posted_from", "posted_to"))
    if start and down < start:
        yield Fault("taken_down_on", "撤榜日期:早于公示开始,请核对", "E-ORDER")
    elif end and down < end:
        yield Fault("taken_down_on", f"撤榜日期:公示到 {end},提前撤下的请重新公示或写明说明", "E-EARLY", soft=True)


@speaks_of("posted_to")
def posted_in_order(row: Row, around: Around) -> Iterable[Fault]:
    """A notice does not come down before it went up."""
    start, end = text_of(row, "posted_from"), text_of(row, "posted_to")
    if start and end and end < start:
        yield Fault("posted_to", "公示结束:早于公示开始,请核对", "E-ORDER")


def log_fields(group: str) -> tuple[Field, ...]:
    """Who posted it, a near and a far photo or why there is none, and what hung before.

    Source: product C13; forms-and-rules 2.6 photo (拍照归档), withdrawn_at (early withdrawal must repost).
    """
    public = Sensitivity.PUBLIC
    return (
        Text(key="posted_by", label="张贴人", group=group, width=5, sensitivity=public),
        Attachment(key="photo", label="张贴近照", group=group, hint="看得清字的一张;和远照一起拖进来即可"),
        Attachment(key="photo_far", label="张贴远照", group=group, hint="看得出贴在哪里的一张"),
        Text(key="no_photo", label="无照片原因", group=group, hint="没有拍到照片的,写明原因"),
        taken_down_field(group),
        Day(key="pulled_on", label="提前撤下日期", group=group, past=True, hint="公示期未满就不在栏里了的日子"),
        Text(key="pulled_why", label="提前撤下原因", group=group, stamped=True),
        LongText(
            key="posted_before",
            label="历次张贴",
            group=group,
            stamped=True,
            sensitivity=public,
            hint="提前撤下和更正以前的张贴,由程序留底",
        ),
    )


def post_move(
    sources: tuple[str, ...],
    to: str,
    refuse: Rule,
    asks: tuple[str, ...] = (),
    asks_empty: tuple[str, ...] = (),
) -> Move:
    """张贴公开: place, dates and photos are on record before anything counts as published.

    `refuse` says what else of the register's own is missing; `asks` is what it asks besides.
    """

    def incomplete(row: Row, around: Around) -> Iterable[Fault]:
        yield from refuse(row, around)
        yield from photo_or_note(row, around)
        yield from not_posted_tomorrow(row, around)

    return Move(
        label="张贴公开",
        sources=sources,
        to=to,
        needs=POSTING,
        asks=(*POSTING, "posted_by", *asks),
        asks_empty=("no_photo", *asks_empty),
        clears=("pulled_on", "pulled_why"),
        refuse=incomplete,
        many=True,
    )


def take_down_moves(posted: str, taken_down: str, again: str) -> tuple[Move, Move]:
    """撤榜 once its time is over; 提前撤下 sends it back to be posted again. Source: forms-and-rules 2.6, 3.2."""
    return (
        Move(
            label="撤榜",
            sources=(posted,),
            to=taken_down,
            needs=("taken_down_on",),
            asks=("taken_down_on",),
            refuse=hung_long_enough,
            many=True,
        ),
        Move(
            label=PULL,
            sources=(posted,),
            to=again,
            needs=("pulled_on",),
            asks=("pulled_on",),
            stamps={"pulled_why": "reason"},
            reason=True,
            fill=_pulled,
            clears=(*POSTING, *LOG),
            archive="archive",
            refuse=pulled_while_hanging,
        ),
    )


def posting_clocks(posted: str, again: str) -> tuple[Clock, Clock]:
    """What waits after posting: taking down when the time is over, and posting again what came down too early."""
    return (
        Clock("posted_to", RUNS_OUT, states=(posted,), until="taken_down_on", gentle=True),
        Clock("pulled_on", "提前撤下,须重新公示", states=(again,), until="posted_from"),
    )


def countdown(posted: str) -> Running:
    """公示还有 3 天, beside every row that hangs."""
    return Running("posted_to", (posted,), days_left)


def hung(row: Row) -> str:
    """One posting in one line: from when to when, where, by whom."""
    start, end, place, who = (text_of(row, key) for key in (*POSTING, "posted_by"))
    return " ".join(filter(None, (f"{start} 至 {end}", place, f"张贴人 {who}" if who else "")))


def photo_or_note(row: Row, around: Around) -> Iterable[Fault]:
    """A posting is proved by a photo, or says why there is none. Source: product AS7; forms-and-rules 2.6."""
    if not row.get("photo") and not row.get("photo_far") and not text_of(row, "no_photo"):
        yield Fault(
            "no_photo",
            "张贴照片:还没有照片,不能记为已公开。请把近照、远照拖到本表,或写明无照片原因",
            "E-PHOTO",
        )


def not_posted_tomorrow(row: Row, around: Around) -> Iterable[Fault]:
    """What is to be posted tomorrow is not posted yet."""
    start = text_of(row, "posted_from")
    if start > around.today.isoformat():
        yield Fault("posted_from", f"公示开始:{start} 还没有到,贴出去以后再记", "E-FUTURE")


def hung_long_enough(row: Row, around: Around) -> Iterable[Fault]:
    """A notice comes down when its time is over; one that came down before is posted again."""
    down, start, end = (text_of(row, key) for key in ("taken_down_on", "posted_from", "posted_to"))
    if not down or not end:
        return
    if start and down < start:
        yield Fault("taken_down_on", "撤榜日期:早于公示开始,请核对", "E-ORDER")
    elif down < end:
        days = (date.fromisoformat(end) - date.fromisoformat(down)).days
        yield Fault(
            "taken_down_on",
            f"撤榜日期:公示到 {end},还差 {days} 天,不能算公示期满。已经不在栏里的,请办“{PULL}”并重新张贴",
            "E-EARLY",
        )


def pulled_while_hanging(row: Row, around: Around) -> Iterable[Fault]:
    """What came down early did so between the first and the last day."""
    down, start, end = (text_of(row, key) for key in ("pulled_on", "posted_from", "posted_to"))
    if down and start and down < start:
        yield Fault("pulled_on", "提前撤下日期:早于公示开始,请核对", "E-ORDER")
    elif down and end and down > end:
        yield Fault("pulled_on", f"提前撤下日期:公示到 {end} 已经期满,请办“撤榜”", "E-ORDER")


def noted(row: Row, what: str) -> str:
    """The postings so far with this one in a new line."""
    return "\n".join(filter(None, (text_of(row, "posted_before"), f"{hung(row)};{what}")))


def _pulled(row: Row, around: Around) -> Mapping[str, Value]:
    return {"posted_before": noted(row, f"{text_of(row, 'pulled_on')} {PULL}:{text_of(row, 'pulled_why')}")}


def version_of(row: Row) -> int:
    """Which edition of a published thing a row is: 1 until it is corrected."""
    return whole_of(row, "edition") or 1


def correction_fields(group: str) -> tuple[Field, ...]:
    """Which edition it is, what was wrong with the one before, and that one as it hung.

    Source: forms-and-rules 2.6 objection.corrected_notice_id, 2.15 version; 3.2 (both are archived).
    """
    public = Sensitivity.PUBLIC
    return (
        Count(
            key="edition", label="公布次数", group=group, stamped=True, sensitivity=public, hint="更正重公布一次加 1"
        ),
        LongText(
            key="correction",
            label="更正说明",
            group=group,
            most=500,
            sensitivity=public,
            hint="印在重新公布的表上:原来公布的哪里有错,改成了什么",
        ),
        Day(key="corrected_on", label="更正日期", group=group, stamped=True),
        Attachment(key="archive", label="历次公布存档", group=group, hint="更正、重贴以前挂出的表和照片,由程序留底"),
    )


def correct_move(sources: tuple[str, ...], to: str, clears: tuple[str, ...], asks: tuple[str, ...] = ()) -> Move:
    """更正重公布: what hung is kept as it was; the row goes back to be mended, signed and posted as a new edition."""
    return Move(
        label="更正重公布",
        sources=sources,
        to=to,
        needs=("correction",),
        asks=("correction", *asks),
        stamps={"corrected_on": "today"},
        fill=_corrected,
        clears=(*POSTING, *LOG, "taken_down_on", "pulled_on", "pulled_why", *clears),
        archive="archive",
    )


def _corrected(row: Row, around: Around) -> Mapping[str, Value]:
    edition = version_of(row)
    what = f"第{edition}次公布,{around.today.isoformat()} 更正:{text_of(row, 'correction')}"
    return {"edition": edition + 1, "posted_before": noted(row, what)}
