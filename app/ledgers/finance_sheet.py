"""财务公开: one sheet of one village, community or group for one period; its lines are finance_line."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.days import Period
from app.domain.fields import (
    Choice,
    Count,
    Day,
    Money,
    PeriodField,
    Row,
    Sensitivity,
    Text,
    Unit,
    Value,
)
from app.domain.ledger import Around, Clock, Due, LedgerDef, Move, Paper, SheetColumn, Travel
from app.domain.rows import id_of, text_of
from app.ledgers.finance_figures import (
    ACCOUNT_SETS,
    COMMITTEE,
    DRAFT,
    ECONOMIC,
    FIRM,
    KINDS,
    LEVELS,
    POSTED,
    REVIEWED,
    SPECIAL,
    TAKEN_DOWN,
    TO_SIGN,
    previous_sheet,
)
from app.ledgers.finance_figures import (
    derive as figures,
)
from app.ledgers.finance_sheet_rules import (
    entries_fit,
    figures_agree,
    has_lines,
    lines_fit,
    monthly_where_busy,
    one_sheet_a_period,
    opening_is_last_closing,
    opening_known,
    owner_publishes,
    parts_agree,
    posted_after_period,
    posted_long_enough,
    reviewed_without_faults,
    so_far_agrees,
    special_says_what,
)
from app.ledgers.finance_signing import (
    LOOSE,
    STATES,
    carried,
    moves,
    not_sent,
    published_properly,
    reviewer_is_not_preparer,
    signing_fields,
    wall_fields,
)
from app.ledgers.posting import SPECIALS, countdown, posted_in_order, posting_clocks
from app.ledgers.question import to_question

PUBLIC = Sensitivity.PUBLIC
__all__ = ["DRAFT", "FINANCE_SHEETS", "FIRM", "POSTED", "REVIEWED", "TAKEN_DOWN", "derive", "previous_sheet"]


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """Its figures, what stays from the last sheet, and the day it first hung."""
    return {**figures(row, around), **carried(row, around)}


def sheet_title(row: Row, around: Around) -> str:
    """Owner and period, 青山村 2026年第2季度, with the account set where a unit keeps several, or the matter."""
    unit, period = id_of(row, "unit"), text_of(row, "period")
    name = around.title("unit", unit) if unit else ""
    if special := text_of(row, "special"):
        return f"{name} 专项公开:{text_of(row, 'matter') or special}"
    book = text_of(row, "account_set")
    return (
        f"{name} {Period.parse(period).title if period else ''}{f'({book})' if book in (ECONOMIC, COMMITTEE) else ''}"
    )


PLAIN = "app.reports.finance_plain"


def no_lines(row: Row, around: Around) -> str:
    """Nothing is read aloud or handed out of a sheet on which nothing stands."""
    return "" if row.get("line_count") or row.get("entry_count") or row.get("explanation") else "还没有明细,请先录入"


FINANCE_SHEETS = LedgerDef(
    key="finance_sheet",
    title="财务公开",
    menu="公开",
    icon="finance",
    fields=(
        Unit(
            key="unit",
            label="账主单位",
            required=True,
            width=10,
            sensitivity=PUBLIC,
            hint="村、社区或村民小组",
        ),
        Choice(
            key="account_set",
            label="账套",
            options=ACCOUNT_SETS,
            width=7,
            sensitivity=PUBLIC,
            hint="村集体经济组织和村民委员会分开记账的,各做一张表;不分开的是合账。不填时按这个单位原来的填",
        ),
        PeriodField(
            key="period",
            label="报告期",
            kinds=("month", "quarter", "year"),
            required=True,
            width=8,
            sensitivity=PUBLIC,
            hint="如 2026Q2、2026-06 或 2026;专项公开不用填,按批准日期",
        ),
        Choice(
            key="period_kind",
            label="期别",
            options=(*KINDS.values(), SPECIAL),
            stamped=True,
            width=3,
            sensitivity=PUBLIC,
        ),
        Choice(key="level", label="层级", options=LEVELS, stamped=True, width=4, sensitivity=PUBLIC),
        Unit(
            key="publisher",
            label="负责公开单位",
            stamped=True,
            width=8,
            sensitivity=PUBLIC,
            hint="组级由村公开,村级由乡镇公开。依据 集中整治方案 (三)4",
        ),
        Money(key="opening", label="期初结余(元)", least=None, sensitivity=PUBLIC, hint="不填时结转上期期末"),
        Money(key="income_total", label="本期收入合计(元)", stamped=True, sensitivity=PUBLIC),
        Money(key="expense_total", label="本期支出合计(元)", stamped=True, sensitivity=PUBLIC),
        Money(key="closing", label="期末结余(元)", least=None, stamped=True, sensitivity=PUBLIC),
        Money(key="ytd_income", label="本年累计收入(元)", stamped=True, group="其中与累计", sensitivity=PUBLIC),
        Money(key="ytd_expense", label="本年累计支出(元)", stamped=True, group="其中与累计", sensitivity=PUBLIC),
        *(
            Money(
                key=f"{whole}_{part}",
                label=f"{label}其中{words}(元)",
                least=None,
                group="其中与累计",
                sensitivity=PUBLIC,
                hint="现金与银行之和等于结余;可不填" if whole == "closing" else "不填时结转上期期末",
            )
            for whole, label in (("opening", "期初"), ("closing", "期末"))
            for part, words in (("cash", "现金"), ("bank", "银行"))
        ),
        Money(key="receivable", label="债权合计(元)", least=None, stamped=True, group="其中与累计", sensitivity=PUBLIC),
        Money(key="payable", label="债务合计(元)", least=None, stamped=True, group="其中与累计", sensitivity=PUBLIC),
        Choice(
            key="special",
            label="专项公开",
            options=SPECIALS,
            width=8,
            group="专项公开",
            sensitivity=PUBLIC,
            hint="单独一张表,从批准日起算期限。依据 农村集体经济组织财务公开规定",
        ),
        Text(
            key="matter",
            label="专项事项",
            most=60,
            width=12,
            group="专项公开",
            sensitivity=PUBLIC,
            hint="哪一件事,如 沿河公路征地补偿",
        ),
        Day(
            key="decided_on",
            label="批准(发生)日期",
            group="专项公开",
            sensitivity=PUBLIC,
            hint="专项公开从这天起算",
        ),
        Money(key="stated_income", label="账面收入合计(元)", group="与账面核对", hint="代理中心账上的数,供核对;可不填"),
        Money(key="stated_expense", label="账面支出合计(元)", group="与账面核对"),
        Money(key="stated_closing", label="账面期末结余(元)", least=None, group="与账面核对"),
        *signing_fields(),
        Day(key="due_on", label="应公开日期", stamped=True, group="张贴", sensitivity=PUBLIC),
        *wall_fields(),
        Count(key="line_count", label="笔数", stamped=True, sensitivity=PUBLIC),
        Count(key="entry_count", label="其他各类条数", stamped=True, sensitivity=PUBLIC),
    ),
    states=STATES,
    moves=moves(
        Move(
            label="送签",
            sources=(DRAFT,),
            to=TO_SIGN,
            needs=("prepared_by",),
            asks=("prepared_by", "group_members"),
            stamps={"submitted_on": "today"},
            refuse=has_lines,
        )
    ),
    loose=LOOSE,
    rules=(
        owner_publishes,
        one_sheet_a_period,
        special_says_what,
        opening_is_last_closing,
        opening_known,
        figures_agree,
        parts_agree,
        so_far_agrees,
        lines_fit,
        entries_fit,
        monthly_where_busy,
        posted_in_order,
        posted_after_period,
        posted_long_enough,
        reviewer_is_not_preparer,
        reviewed_without_faults,
        published_properly,
    ),
    raises=(to_question("sheet"),),
    papers=(
        Paper(
            key="finance_sign",
            title="财务公开送签稿",
            build="app.reports.finance_sign:finance_sign",
            when=not_sent,
            bare=("finance_line.payee", "finance_entry.counterparty"),
        ),
        Paper(key="finance_broadcast", title="广播稿", build=f"{PLAIN}:finance_broadcast", when=no_lines),
        Paper(key="finance_slip", title="财务明白纸", build=f"{PLAIN}:finance_slip", when=no_lines),
    ),
    derive=derive,
    titled=sheet_title,
    title_uses=("unit",),
    identity=("unit", "account_set", "period", "special", "matter", "decided_on"),
    children=("finance_line", "finance_entry", "finance_note"),
    list_columns=(
        "unit",
        "account_set",
        "period",
        "special",
        "level",
        "publisher",
        "opening",
        "income_total",
        "expense_total",
        "closing",
        "state",
        "due_on",
        "posted_from",
        "posted_to",
    ),
    sheet_columns=(
        SheetColumn("账主单位", ("unit",), 10),
        SheetColumn("报告期", ("period", "matter"), 8),
        SheetColumn("层级", ("level", "account_set"), 5),
        SheetColumn("负责公开单位", ("publisher",), 8),
        SheetColumn("期初结余", ("opening",), 8, sums=False),
        SheetColumn("本期收入", ("income_total",), 8),
        SheetColumn("本期支出", ("expense_total",), 8),
        SheetColumn("期末结余", ("closing",), 8, sums=False),
        SheetColumn("状态", ("state",), 5),
        SheetColumn("公示起止", ("posted_from", "posted_to"), 8),
    ),
    due=Due("due_on", label="公开期限"),
    running=countdown(POSTED),
    clocks=(
        Clock("due_on", "民主理财审核", states=(DRAFT, TO_SIGN), until="reviewed_on", working=-2),
        *posting_clocks(POSTED, REVIEWED),
    ),
    unit_field="unit",
    period_field="period",
    batched=True,
    travels=Travel(days=("period", "posted_from", "taken_down_on", "corrected_on")),
    basis="农村集体经济组织财务公开规定(农经发〔2011〕13号):逐项逐笔、至少每季公开;"
    "集中整治方案 (三)4:组级财务由村公开,村级财务由乡镇公开。",
)
