"""处理措施: each measure taken with one person or party organisation; the gravest decides the form (四种形态)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from app.domain.faults import Fault
from app.domain.fields import Choice, Count, Day, Link, Money, Option, Row, Sensitivity, Text, Value
from app.domain.ledger import Around, Clock, LedgerDef, SheetColumn, Travel
from app.domain.rows import id_of, text_of
from app.domain.workdays import month_add

EDUCATION, ORGANISATIONAL, PARTY, GOVERNMENT, JUDICIAL, ON_BODY = (
    "批评教育",
    "组织处理",
    "党纪处分",
    "政务处分",
    "移送司法",
    "对组织问责",
)
TRACKS = (EDUCATION, ORGANISATIONAL, PARTY, GOVERNMENT, JUDICIAL, ON_BODY)
BODIES = ("党组织", "职能部门", "单位")
MEMBERS = ("中共党员", "预备党员")
VILLAGE_LEVELS = ("村(社区)干部", "村民小组干部")
_FORMS: tuple[tuple[str, str, tuple[tuple[str, tuple[str, ...]], ...]], ...] = (
    (
        "1",
        "第一种形态",
        (
            (
                EDUCATION,
                (
                    "谈话提醒",
                    "谈话函询了结",
                    "“面对面”初核了结",
                    "警示谈话",
                    "批评教育",
                    "廉洁教育",
                    "函询说明",
                    "责令检查",
                    "诫勉",
                    "通报批评",
                    "责令公开道歉(检讨)",
                    "民主生活会批评帮助",
                    "纠正(责令停止)违纪行为",
                    "责成退出违纪所得",
                    "限期整改",
                    "其他批评教育",
                ),
            ),
        ),
    ),
    (
        "2",
        "第二种形态",
        (
            (PARTY, ("党内警告", "党内严重警告")),
            (GOVERNMENT, ("政务警告", "政务记过", "政务记大过", "政务降级")),
            (
                ORGANISATIONAL,
                (
                    "停职检查",
                    "调整职务",
                    "免职",
                    "引咎辞职",
                    "责令辞职",
                    "取消荣誉",
                    "终止代表(委员)资格",
                    "取消当选资格",
                    "其他组织调整",
                ),
            ),
        ),
    ),
    (
        "3",
        "第三种形态",
        (
            (PARTY, ("撤销党内职务", "留党察看", "开除党籍")),
            (GOVERNMENT, ("政务撤职", "政务开除")),
            (ORGANISATIONAL, ("其他重大职务调整",)),
        ),
    ),
    ("4", "第四种形态", ((JUDICIAL, ("涉嫌犯罪移送司法",)),)),
    ("5", "对组织问责", ((ON_BODY, ("责令组织检查", "通报组织", "改组")),)),
)
FORMS = tuple(Option(code, label) for code, label, _ in _FORMS if code != "5")


def _measures() -> tuple[tuple[Option, str], ...]:
    out = []
    for form, title, tracks in _FORMS:
        out.append((Option(form, title), ""))
        numbered = [(track, label) for track, labels in tracks for label in labels]
        for n, (track, label) in enumerate(numbered, 1):
            out.append((Option(f"{form}.{n:02d}", f"{form}.{n:02d} {label}", form), track))
    return tuple(out)


MEASURES = tuple(option for option, _ in _measures())
TRACK_OF = {option.code: track for option, track in _measures() if track}
NAMES = {option.code: option.label.removeprefix(option.code).strip() for option in MEASURES}
_CODES = {name: code for code, name in NAMES.items()}
FOR_VILLAGE = frozenset(_CODES[name] for name in ("政务警告", "政务记过", "政务记大过"))
# Source: 公职人员政务处分法 第八条.
MONTHS = {
    _CODES[name]: months
    for name, months in (("政务警告", 6), ("政务记过", 12), ("政务记大过", 18), ("政务降级", 24), ("政务撤职", 24))
}


def measure_title(row: Row, around: Around) -> str:
    """Measure and day."""
    return f"{NAMES.get(text_of(row, 'measure'), '')} {text_of(row, 'decided_on')}".strip()


def form_of(codes: Iterable[str]) -> str | None:
    """The form the gravest of some measures makes; measures against an organisation make none.

    Source: 中纪办发〔2016〕2号 (a person with several measures is counted by the heaviest).
    """
    return max((code[0] for code in codes if TRACK_OF.get(code, ON_BODY) != ON_BODY), default=None)


def unfit(code: str, header: Row) -> tuple[str, str] | None:
    """Why a measure cannot be taken with this person or body: (code of the fault, sentence), None where it can.

    Source: 公职人员政务处分法 第二十二条 (cadres of villages: 警告, 记过, 记大过); party penalties are for members.
    """
    track, name = TRACK_OF.get(code, ""), NAMES.get(code, "")
    body = header.get("target") in BODIES
    if track and body is not (track == ON_BODY):
        return "E-TARGET", f"“{name}”不能用于{'组织' if body else '个人'},请改选"
    if track == PARTY and header.get("party") not in MEMBERS:
        return "E-PARTY", f"“{name}”是党纪处分,只适用于党员;政治面貌登记有误的请先改正"
    if track == GOVERNMENT and header.get("level") in VILLAGE_LEVELS and code not in FOR_VILLAGE:
        return "E-VILLAGE", f"“{name}”不适用于村(社区)、村民小组干部,政务处分只有警告、记过、记大过"
    return None


def header_of(row: Row, around: Around) -> Row:
    """The person or body the measure is taken with."""
    header = id_of(row, "accountability")
    return (around.row("accountability", header) if header else None) or {}


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """The track of the measure, and when a government penalty ends. Source: 民法典 第二百零二条."""
    code, decided = text_of(row, "measure"), text_of(row, "decided_on")
    months = MONTHS.get(code)
    ends = month_add(date.fromisoformat(decided), months).isoformat() if months and decided else None
    return {"track": TRACK_OF.get(code), "months": months, "ends_on": ends}


def fits(row: Row, around: Around) -> Iterable[Fault]:
    """The measure may be taken with this person or body."""
    header = header_of(row, around)
    if header and (why := unfit(text_of(row, "measure"), header)):
        yield Fault("measure", f"处理措施:{why[1]}", why[0])


def pay_cut_fits(row: Row, around: Around) -> Iterable[Fault]:
    """Pay is cut beside a government penalty of a village cadre. Source: 公职人员政务处分法 第二十二条."""
    if not row.get("pay_cut"):
        return
    header = header_of(row, around)
    if TRACK_OF.get(text_of(row, "measure")) != GOVERNMENT or header.get("level") not in VILLAGE_LEVELS:
        yield Fault("pay_cut", "扣发补贴奖金(元):只用于受政务处分的村(社区)、村民小组干部,请清空", "E-PAY")


def once(row: Row, around: Around) -> Iterable[Fault]:
    """The same measure is not listed twice."""
    if not row.get("measure") or not row.get("accountability"):
        return
    same = around.rows("accountability_measure", accountability=row["accountability"], measure=row["measure"])
    if any(other.get("id") != row.get("id") for other in same):
        yield Fault("measure", "处理措施:这一项已经登记过了", "E-TWICE")


ACCOUNTABILITY_MEASURES = LedgerDef(
    key="accountability_measure",
    title="处理措施",
    menu="",
    fields=(
        Link(key="accountability", label="问责处理", register="accountability", required=True, width=12),
        Choice(
            key="measure",
            label="处理措施",
            required=True,
            options=MEASURES,
            width=10,
            hint="一人有几项的逐项登记,形态按最重的一项算",
        ),
        Choice(key="track", label="性质", options=TRACKS, stamped=True, width=5),
        Day(key="decided_on", label="决定日期", required=True, past=True, hint="月报按决定日期统计"),
        Text(key="doc_no", label="决定文号", width=9, hint="一案双书的,两份文书各在各的措施上写文号"),
        Text(key="decided_by", label="决定机关", width=9, hint="乡镇党委、乡镇纪委、县纪委监委等;通报上要写"),
        Count(key="months", label="处分期(月)", stamped=True, sensitivity=Sensitivity.INTERNAL),
        Day(key="ends_on", label="处分期满", stamped=True),
        Day(key="lifted_on", label="期满办理日期", past=True, hint="处分期满、按规定办理解除手续后填,待办不再提醒"),
        Money(key="pay_cut", label="扣发补贴奖金(元)", hint="依据 公职人员政务处分法 第二十二条"),
    ),
    rules=(fits, pay_cut_fits, once),
    derive=derive,
    titled=measure_title,
    identity=("accountability", "measure"),
    clocks=(Clock("ends_on", "处分期满办理", until="lifted_on"),),
    confined=True,
    parent="accountability",
    list_columns=("measure", "track", "decided_on", "doc_no", "decided_by", "months", "ends_on", "pay_cut"),
    sheet_columns=(
        SheetColumn("问责处理", ("accountability",), 12),
        SheetColumn("处理措施", ("measure",), 10),
        SheetColumn("性质", ("track",), 5),
        SheetColumn("决定日期", ("decided_on",), 6),
        SheetColumn("决定文号", ("doc_no",), 9),
        SheetColumn("决定机关", ("decided_by",), 9),
        SheetColumn("处分期(月)", ("months",), 4),
        SheetColumn("处分期满", ("ends_on",), 6),
        SheetColumn("扣发(元)", ("pay_cut",), 7),
    ),
    period_field="decided_on",
    travels=Travel(),
    basis="集中整治方案 (三)3:综合运用批评教育、诫勉谈话、组织处理、纪律处分;"
    "四化三查方案 (四)1:谈话提醒、函询说明、诫勉谈话。",
)
