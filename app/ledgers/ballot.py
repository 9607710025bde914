"""评议票: one mark for one station; a ballot bears no name and no group, only the order it was typed in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from app.domain.faults import Fault
from app.domain.fields import Choice, Count, Link, Option, Row
from app.domain.ledger import Around, LedgerDef, SheetColumn
from app.domain.rows import id_of, text_of, whole_of

GOOD, FAIR, PLAIN, BAD, UNKNOWN, BLANK, SPOILT = "1", "2", "3", "4", "5", "6", "0"
MARKS = (
    Option(GOOD, "满意"),
    Option(FAIR, "基本满意"),
    Option(PLAIN, "一般"),
    Option(BAD, "不满意"),
    Option(UNKNOWN, "不了解"),
    Option(BLANK, "弃权"),
    Option(SPOILT, "废票"),
)
CHECKED_AGAIN = 5


def to_check_again(ballots: Sequence[Row], drawn_for: str) -> list[int]:
    """The numbers of the ballots a second person types again; nobody chooses them, and they stay the same.

    One paper bears a mark for every station of a round, so `drawn_for` names the round: the same papers are taken
    from the pile for all stations.
    """
    numbers = sorted(whole_of(ballot, "seq") for ballot in ballots)
    mixed = sorted(numbers, key=lambda seq: sha256(f"{drawn_for}:{seq}".encode()).digest())
    return sorted(mixed[:CHECKED_AGAIN])


def ballot_title(row: Row, around: Around) -> str:
    """第3票."""
    return f"第{row.get('seq') or ''}票"


def number_once(row: Row, around: Around) -> Iterable[Fault]:
    """A ballot is typed once."""
    appraisal, seq = id_of(row, "appraisal"), row.get("seq")
    if not appraisal or seq is None:
        return
    if any(other.get("id") != row.get("id") for other in around.rows("ballot", appraisal=appraisal, seq=seq)):
        yield Fault("seq", f"票号:第 {seq} 票已经录过", "E-SEQ")


def second_agrees(row: Row, around: Around) -> Iterable[Fault]:
    """Two people read the same mark. Source: AS15 (second-entry check)."""
    first, second = text_of(row, "mark"), text_of(row, "second")
    if first and second and first != second:
        yield Fault("second", "复录:与第一次录的不一样,请看票后改正录错的一个", "E-SECOND", soft=True)


BALLOTS = LedgerDef(
    key="ballot",
    title="评议票",
    menu="",
    icon="check",
    fields=(
        Link(key="appraisal", label="民主评议", register="appraisal", required=True, width=14),
        Count(key="seq", label="票号", required=True, width=4, hint="录票的顺序号,票上不记名,也不记代表类别"),
        Choice(
            key="mark",
            label="评价",
            required=True,
            options=MARKS,
            width=5,
            hint="按数字:1 满意 2 基本满意 3 一般 4 不满意 5 不了解 6 弃权 0 废票",
        ),
        Choice(key="second", label="复录", options=MARKS, width=5, hint="抽查的几张由另一人再录一遍"),
    ),
    rules=(number_once, second_agrees),
    titled=ballot_title,
    parent="appraisal",
    identity=("appraisal", "seq"),
    list_columns=("seq", "mark", "second"),
    sheet_columns=(
        SheetColumn("民主评议", ("appraisal",), 14),
        SheetColumn("票号", ("seq",), 4),
        SheetColumn("评价", ("mark",), 5),
        SheetColumn("复录", ("second",), 5),
    ),
    basis="四化三查方案 1 三:乡镇纪委每季度召开一次民主评议会;测评不记名,票上没有填写的算弃权。",
)
