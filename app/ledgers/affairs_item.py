"""村务公开: policies, projects, funds, benefits and decisions; lists have their recipients and sums as lines."""

from __future__ import annotations

from app.domain.days import Period
from app.domain.fields import (
    Attachment,
    Choice,
    Count,
    Day,
    Field,
    Link,
    LongText,
    Money,
    PeriodField,
    Row,
    Sensitivity,
    Text,
    Unit,
    YesNo,
)
from app.domain.ledger import Around, Due, LedgerDef, Move, Paper, SheetColumn, State, Travel
from app.domain.rows import id_of, text_of
from app.ledgers.affairs_kinds import AREAS, NAME_WAYS, only_for
from app.ledgers.affairs_rules import (
    DRAFT,
    FIRM,
    MEETINGS,
    POSTED,
    REVIEWED,
    TAKEN_DOWN,
    TIMINGS,
    benefit_has_a_list,
    decided_by_enough,
    decision_kept,
    derive,
    lists_agree,
    money_in_order,
    no_numbers_of_persons,
    nothing_means_nothing,
    outline_is_filled,
    owner_publishes,
    period_of_the_catalogue,
    points_are_there,
    posted_long_enough,
    signed,
    timing_has_its_day,
    two_sign,
    votes_add_up,
)
from app.ledgers.disclosure_item import IN_FORCE
from app.ledgers.posting import (
    SPECIALS,
    correct_move,
    correction_fields,
    countdown,
    log_fields,
    post_move,
    posted_in_order,
    posting_clocks,
    posting_fields,
    take_down_moves,
)
from app.ledgers.question import to_question

PUBLIC = Sensitivity.PUBLIC
DETAILS, MEETING = "公开要点", "民主决策"


def affairs_title(row: Row, around: Around) -> str:
    """Unit, item and period."""
    unit, period = id_of(row, "unit"), text_of(row, "period")
    parts = [around.title("unit", unit) if unit else "", Period.parse(period).title if period else ""]
    return " ".join(part for part in (*parts, text_of(row, "item")) if part)


def no_list(row: Row, around: Around) -> str:
    """Why there is nothing to hand to households, "" where there is."""
    return "" if row.get("recipients") else "名单里还没有人"


def _money(key: str, label: str, hint: str = "") -> Field:
    return Money(key=key, label=label, group=DETAILS, sensitivity=PUBLIC, hint=hint, only_when=only_for(key))


def _text(key: str, label: str, hint: str = "", most: int = 200) -> Field:
    return Text(key=key, label=label, most=most, group=DETAILS, sensitivity=PUBLIC, hint=hint, only_when=only_for(key))


def _count(key: str, label: str, hint: str = "", group: str = MEETING, unit: str = "人") -> Field:
    return Count(key=key, label=label, unit=unit, group=group, sensitivity=PUBLIC, hint=hint, only_when=only_for(key))


# Source: forms-and-rules 2.16, 2.29 F3 to F5, 3.1 R4; product C15.
POINT_FIELDS: tuple[Field, ...] = (
    _text("document", "文件文号", "下达资金、批准项目的文件,如 示财农〔2026〕12号", 60),
    _text("fund_source", "资金来源", "如 县级财政衔接资金、村集体自筹、村民筹资", 120),
    _money("planned", "计划(预算、合同)金额(元)", "项目是预算,征地是补偿总额,发包是合同金额,一事一议是应筹"),
    _money("arrived", "到账(已收)金额(元)"),
    _money("paid", "已支付(发放)金额(元)"),
    _money("settled", "决算金额(元)"),
    _text("contractor", "承建(承租、用地)单位"),
    _text("term", "工期(期限)", "如 2026年3月1日至2026年6月30日", 60),
    LongText(
        key="tender",
        label="招投标(发包)方式和结果",
        most=600,
        width=14,
        group=DETAILS,
        sensitivity=PUBLIC,
        hint="公开招标、竞价还是议标,几家参加,谁中标,中标价多少",
        only_when=only_for("tender"),
    ),
    _text("progress", "项目进度", "如 已完成路基,11月底前完工"),
    _text("acceptance", "验收情况", "哪天、谁参加验收、结果"),
    _text("extent", "面积(数量)", "如 水面 11 亩、大米 2,000 公斤", 100),
    _text("standard", "标准(单价)", "如 每亩 38,000 元、每人 15 元", 120),
    _count("labour", "筹劳(工日)", group=DETAILS, unit="工日"),
    Choice(
        key="names",
        label="名单公布",
        options=NAME_WAYS,
        width=4,
        group=DETAILS,
        sensitivity=PUBLIC,
        hint="规定要公布名单的选“全名”;空着的,保障类印全名,其他印 张某。未成年人一律印 李某某",
        only_when=only_for("names"),
    ),
)
MEETING_FIELDS: tuple[Field, ...] = (
    Choice(
        key="meeting",
        label="会议名称",
        options=MEETINGS,
        width=6,
        group=MEETING,
        sensitivity=PUBLIC,
        only_when=only_for("meeting"),
    ),
    _count("expected", "应到(人)", "组成人员总数;按户的代表开的填户数"),
    _count("attended", "实到(人)"),
    _count("in_favour", "同意(人)"),
    _count("against", "不同意(人)"),
    _count("abstained", "弃权(人)"),
    LongText(
        key="decision",
        label="民主决策记录",
        group=MEETING,
        width=12,
        sensitivity=PUBLIC,
        hint="哪天开的会、议了什么、怎么定的;民主决策和专项公开,这里和上面的会议、人数至少填一样",
        only_when=only_for("decision"),
    ),
    Attachment(key="minutes", label="会议记录", group=MEETING, only_when=only_for("minutes")),
)

AFFAIRS_ITEMS = LedgerDef(
    key="affairs_item",
    title="村务公开",
    menu="公开",
    icon="report",
    fields=(
        Unit(
            key="unit",
            label="公开单位",
            required=True,
            width=9,
            sensitivity=PUBLIC,
            hint="村、社区或村民小组",
        ),
        Unit(
            key="publisher",
            label="公开主体",
            stamped=True,
            width=8,
            sensitivity=PUBLIC,
            hint="组的事项由村公开",
        ),
        Link(
            key="catalogue",
            label="目录事项",
            register="disclosure_item",
            only=(("state", IN_FORCE),),
            width=10,
            sensitivity=PUBLIC,
            hint="选了县里目录上的事项,下面的类别、事项、依据、时限和内容提纲自动带出",
        ),
        Choice(
            key="area",
            label="公开类别",
            required=True,
            options=AREAS,
            width=5,
            sensitivity=PUBLIC,
            hint="依据 集中整治方案 (三)4:政策、项目、资金、保障",
        ),
        Text(
            key="item",
            label="公开事项",
            required=True,
            most=60,
            width=12,
            sensitivity=PUBLIC,
            hint="按县里目录的事项名,如 农村低保、耕地地力保护补贴",
        ),
        LongText(
            key="content",
            label="公开内容",
            width=22,
            sensitivity=PUBLIC,
            hint="标准、对象、程序、结果;写群众看得懂的话",
        ),
        Text(
            key="grounds",
            label="公开依据",
            required=True,
            width=12,
            sensitivity=PUBLIC,
            hint="文件全名和条款",
        ),
        Text(
            key="owner_dept",
            label="主管部门",
            width=8,
            sensitivity=PUBLIC,
            hint="县里管这件事的部门,如 县民政局;印在公开榜上",
        ),
        Choice(
            key="timing",
            label="公开时限",
            options=TIMINGS,
            width=6,
            group="时限",
            sensitivity=PUBLIC,
            hint="空着的按目录;没有目录的按期,专项随时。依据 村民委员会组织法 第三十条",
        ),
        Choice(
            key="special",
            label="专项公开",
            options=SPECIALS,
            width=8,
            group="时限",
            sensitivity=PUBLIC,
            hint="专项公开从批准日起另算期限。依据 农村集体经济组织财务公开规定",
        ),
        PeriodField(
            key="period",
            label="报告期",
            kinds=("month", "quarter", "year"),
            group="时限",
            sensitivity=PUBLIC,
            hint="按期公开的填,如 2026Q3、2026-09、2026",
        ),
        Day(
            key="decided_on",
            label="批准(发生)日期",
            group="时限",
            sensitivity=PUBLIC,
            hint="随时公开和专项公开从这天起算",
        ),
        Day(key="due_on", label="应公开日期", stamped=True, group="时限", sensitivity=PUBLIC),
        YesNo(
            key="nothing",
            label="本期无此事项",
            default="否",
            group="内容",
            sensitivity=PUBLIC,
            hint="零公开:没有发生也要说一声",
        ),
        Count(key="recipients", label="受益户数", unit="户", stamped=True, group="内容", sensitivity=PUBLIC),
        Money(key="amount", label="发放合计(元)", stamped=True, group="内容", sensitivity=PUBLIC),
        Money(key="parts_total", label="资金安排合计(元)", stamped=True, group="内容", sensitivity=PUBLIC),
        *POINT_FIELDS,
        *MEETING_FIELDS,
        Text(
            key="reviewed_by",
            label="村务监督委员会审核人",
            required_from=FIRM,
            width=6,
            group="审核张贴",
            sensitivity=PUBLIC,
        ),
        Day(
            key="reviewed_on",
            label="审核日期",
            required_from=FIRM,
            past=True,
            group="审核张贴",
            sensitivity=PUBLIC,
        ),
        Text(
            key="approved_by",
            label="村(居)委会负责人",
            width=6,
            group="审核张贴",
            sensitivity=PUBLIC,
            hint="落款签字的人;村务监督委员会审核人不能是同一个人",
        ),
        *posting_fields("审核张贴", "张贴地点", (POSTED, TAKEN_DOWN)),
        *log_fields("审核张贴"),
        *correction_fields("更正"),
    ),
    states=(
        State(DRAFT, tone="calm"),
        State(REVIEWED, tone="wait", fixed=True),
        State(POSTED, open=False, tone="good", fixed=True),
        State(TAKEN_DOWN, open=False, tone="done", fixed=True),
    ),
    moves=(
        Move(
            label="审核通过",
            sources=(DRAFT,),
            to=REVIEWED,
            needs=("reviewed_by", "reviewed_on", "approved_by"),
            asks=("reviewed_by", "reviewed_on", "approved_by"),
            many=True,
        ),
        Move(label="退回修改", sources=(REVIEWED,), to=DRAFT, reason=True, many=True),
        post_move((REVIEWED,), POSTED, signed),
        *take_down_moves(POSTED, TAKEN_DOWN, REVIEWED),
        correct_move((POSTED, TAKEN_DOWN), DRAFT, ("reviewed_by", "reviewed_on", "approved_by")),
    ),
    rules=(
        owner_publishes,
        timing_has_its_day,
        period_of_the_catalogue,
        nothing_means_nothing,
        outline_is_filled,
        benefit_has_a_list,
        decision_kept,
        votes_add_up,
        decided_by_enough,
        money_in_order,
        lists_agree,
        points_are_there,
        no_numbers_of_persons,
        posted_in_order,
        posted_long_enough,
        two_sign,
    ),
    raises=(to_question("item"),),
    papers=(
        Paper(
            key="affairs_sheet",
            title="公开榜",
            build="app.reports.affairs_sheet:affairs_sheet",
            bare=("recipient.name",),
            wall=(POSTED,),
        ),
        Paper(key="affairs_broadcast", title="广播稿", build="app.reports.affairs_aloud:affairs_broadcast"),
        Paper(
            key="affairs_slips",
            title="明白纸",
            build="app.reports.affairs_slips:affairs_slips",
            when=no_list,
            bare=("recipient.name",),
        ),
    ),
    derive=derive,
    titled=affairs_title,
    title_uses=("unit",),
    identity=("unit", "item", "period", "decided_on"),
    children=("recipient", "affairs_part"),
    list_columns=(
        "unit",
        "area",
        "item",
        "period",
        "special",
        "recipients",
        "amount",
        "state",
        "due_on",
        "posted_from",
        "posted_to",
    ),
    sheet_columns=(
        SheetColumn("公开单位", ("unit",), 8),
        SheetColumn("公开主体", ("publisher",), 7),
        SheetColumn("类别", ("area", "special"), 6),
        SheetColumn("公开事项", ("item",), 10),
        SheetColumn("公开内容", ("content",), 18),
        SheetColumn("公开依据", ("grounds",), 10),
        SheetColumn("公开时限", ("timing", "due_on"), 7),
        SheetColumn("受益户数", ("recipients",), 4),
        SheetColumn("发放合计(元)", ("amount",), 7),
        SheetColumn("公示起止", ("posted_from", "posted_to"), 7),
        SheetColumn("张贴地点", ("posted_at",), 7),
        SheetColumn("备注", ("remark",), 5),
    ),
    due=Due("due_on", label="公开期限"),
    clocks=posting_clocks(POSTED, REVIEWED),
    running=countdown(POSTED),
    unit_field="unit",
    period_field="period",
    alike="content",
    batched=True,
    travels=Travel(days=("period", "posted_from", "taken_down_on", "corrected_on")),
    basis="集中整治方案 (三)4:涉及群众利益的各类政策、项目、资金、保障等方面的信息全面公开;村民委员会组织法 第三十条:"
    "一般事项至少每季度公布一次,涉及村民利益的重大事项随时公布。",
)
