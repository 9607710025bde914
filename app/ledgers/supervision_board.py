"""监督栏张挂: where a board with the telephones hangs, so that every window and village has one that is right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from app.domain.faults import Fault
from app.domain.fields import Attachment, Choice, Day, Row, Sensitivity, Text, Unit, Value
from app.domain.ledger import Around, Due, LedgerDef, Move, Paper, SheetColumn, State
from app.domain.rows import id_of, text_of
from app.domain.workdays import month_add
from app.ledgers.board_lines import board_incomplete
from app.ledgers.unit import VILLAGE_KINDS

PUBLIC = Sensitivity.PUBLIC
HANGING, DOWN = "在挂", "已撤"
WINDOW, VILLAGE_BOARD, COMMUNITY_BOARD = "办事窗口", "村务公开栏", "社区公开栏"
LOCATIONS = (WINDOW, VILLAGE_BOARD, COMMUNITY_BOARD, "其他")
BELONGS = {VILLAGE_BOARD: VILLAGE_KINDS[0], COMMUNITY_BOARD: VILLAGE_KINDS[1]}
MONTHS_BETWEEN_CHECKS = 12


def board_title(row: Row, around: Around) -> str:
    """青山村 村务公开栏."""
    unit = id_of(row, "unit")
    return f"{around.title('unit', unit) if unit else ''} {text_of(row, 'location')}".strip()


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """What hangs is compared with the numbers in use a year after the last time."""
    checked = text_of(row, "checked_on") or text_of(row, "posted_on")
    due = month_add(date.fromisoformat(checked), MONTHS_BETWEEN_CHECKS).isoformat() if checked else None
    return {"check_due": due}


def location_fits(row: Row, around: Around) -> Iterable[Fault]:
    """A village has a village board, a community one of its own. Source: INV-054."""
    unit = around.row("unit", id_of(row, "unit") or 0)
    kind = BELONGS.get(text_of(row, "location"))
    if unit and kind and unit.get("kind") != kind:
        yield Fault("location", f"张挂位置:{row['location']}是{kind}里的,请改选“办事窗口”或换一个单位", "E-PLACE")


def days_in_order(row: Row, around: Around) -> Iterable[Fault]:
    """It was compared after it went up, and came down last."""
    posted, checked, down = (text_of(row, key) for key in ("posted_on", "checked_on", "taken_down_on"))
    if posted and checked and checked < posted:
        yield Fault("checked_on", "核对日期:早于张挂日期,请核对", "E-ORDER")
    if posted and down and down < posted:
        yield Fault("taken_down_on", "撤下日期:早于张挂日期,请核对", "E-ORDER")


SUPERVISION_BOARDS = LedgerDef(
    key="supervision_board",
    title="监督栏张挂",
    menu="职权服务",
    fields=(
        Unit(
            key="unit",
            label="张挂单位",
            required=True,
            width=10,
            sensitivity=PUBLIC,
            hint="有窗口的站所、村、社区,每处至少一块。依据 集中整治方案 (三)1",
        ),
        Choice(key="location", label="张挂位置", required=True, options=LOCATIONS, width=7, sensitivity=PUBLIC),
        Text(
            key="place",
            label="具体地点",
            required=True,
            most=60,
            width=12,
            sensitivity=PUBLIC,
            hint="印在监督栏上,如 便民服务大厅东墙;要在醒目位置",
        ),
        Day(key="posted_on", label="张挂日期", required=True, default="今天", past=True, sensitivity=PUBLIC),
        Day(
            key="checked_on",
            label="核对日期",
            past=True,
            hint="到现场看过、栏上号码与监督栏一致的日子",
        ),
        Day(key="check_due", label="下次核对", stamped=True, hint="一年核对一次,到期列入待办"),
        Day(key="taken_down_on", label="撤下日期", required_from=(DOWN,), past=True),
        Attachment(key="photo", label="张挂照片"),
    ),
    states=(State(HANGING, tone="good"), State(DOWN, open=False, tone="done")),
    moves=(
        Move(
            label="撤下",
            sources=(HANGING,),
            to=DOWN,
            needs=("taken_down_on",),
            asks=("taken_down_on",),
            reason=True,
        ),
        Move(
            label="重新张挂",
            sources=(DOWN,),
            to=HANGING,
            needs=("posted_on",),
            asks=("posted_on",),
            clears=("taken_down_on",),
        ),
    ),
    rules=(location_fits, days_in_order),
    derive=derive,
    titled=board_title,
    title_uses=("unit",),
    identity=("unit", "location", "place"),
    list_columns=("unit", "location", "place", "posted_on", "checked_on", "state", "check_due"),
    sheet_columns=(
        SheetColumn("张挂单位", ("unit",), 10),
        SheetColumn("张挂位置", ("location",), 7),
        SheetColumn("具体地点", ("place",), 12),
        SheetColumn("张挂日期", ("posted_on",), 6),
        SheetColumn("核对日期", ("checked_on",), 6),
        SheetColumn("备注", ("remark",), 6),
    ),
    due=Due("check_due", label="现场核对"),
    papers=(
        Paper(
            key="hotline_board",
            title="监督栏",
            build="app.reports.hotline_board:hotline_board",
            when=board_incomplete,
            wall=(HANGING,),
        ),
    ),
    unit_field="unit",
    period_field="posted_on",
    basis="集中整治方案 (三)1:乡镇和站所在办事窗口、村和社区在公开栏的醒目位置开设监督栏。",
)
