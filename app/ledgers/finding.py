"""检查发现: what a check found, one fault a line; each becomes a problem once or was corrected on the spot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.faults import Fault
from app.domain.fields import Choice, Link, LongText, Option, Row, Sensitivity, Unit, Value, YesNo
from app.domain.ledger import Around, Clock, LedgerDef, SheetColumn, Travel
from app.domain.rows import id_of, text_of
from app.ledgers.checks import DEADLINE, LEAD, PROOF, problem_row, to_problem
from app.ledgers.problem import CATEGORIES, DISCOVERY

POINTS = (
    Option("1", "行政审批"),
    Option("1.1", "1.1 设立:擅自增设、未申报仍实施", "1"),
    Option("1.2", "1.2 程序:环节多、不按流程、“两集中、两到位”不落实", "1"),
    Option("1.3", "1.3 时限:超时、不一次性告知", "1"),
    Option("1.4", "1.4 监督:不符合条件仍受理、乱收费", "1"),
    Option("1.5", "1.5 网上申报、查询、下载、投诉不落实", "1"),
    Option("2", "民生资金"),
    Option("2.1", "2.1 不公开不公正", "2"),
    Option("2.2", "2.2 虚报冒领", "2"),
    Option("2.3", "2.3 拨付不足额不及时", "2"),
    Option("2.4", "2.4 截留", "2"),
    Option("2.5", "2.5 滞拨", "2"),
    Option("2.6", "2.6 挪用", "2"),
    Option("2.7", "2.7 擅自变更实施项目", "2"),
    Option("2.8", "2.8 招投标执行效率低", "2"),
    Option("3", "群众举报"),
    Option("3.1", "3.1 没有工作程序、查处要求和反馈时限", "3"),
    Option("3.2", "3.2 没有档案、电话、记录或不统一受理", "3"),
    Option("3.3", "3.3 有诉不理、有案不查、反馈不及时", "3"),
    Option("4", "服务规范"),
    Option("4.1", "4.1 统一标牌标识、文明用语、工作流程", "4"),
    Option("4.2", "4.2 五公开:内容、程序、材料、时限、收费", "4"),
    Option("4.3", "4.3 五个一:窗口、告知、一条龙、一站式、收费", "4"),
    Option("4.4", "4.4 首问负责、限时办结等制度", "4"),
    Option("5", "公开"),
    Option("5.1", "5.1 财务公开", "5"),
    Option("5.2", "5.2 村务、政务公开", "5"),
    Option("5.3", "5.3 公开栏、监督栏", "5"),
    Option("6", "作风和责任"),
    Option("6.1", "6.1 态度生冷、推诿扯皮、不作为慢作为", "6"),
    Option("6.2", "6.2 “两个责任”和整治工作推进不力", "6"),
    Option("6.3", "6.3 其他", "6"),
)


def finding_title(row: Row, around: Around) -> str:
    """The first words."""
    return text_of(row, "content")[:18]


def is_open(row: Row) -> bool:
    """Whether a finding is neither a problem yet nor corrected on the spot."""
    return not row.get("problem") and not row.get("corrected")


def header_of(row: Row, around: Around) -> Row:
    """The check a finding belongs to."""
    header = id_of(row, "inspection")
    return (around.row("inspection", header) if header else None) or {}


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """Unit and limit are those of the check, where none were typed."""
    header = header_of(row, around)
    given = {"unit": header.get("unit"), "deadline": header.get("order_due")}
    return {key: value for key, value in given.items() if value and not row.get(key)}


def goes_on(row: Row, around: Around) -> Iterable[Fault]:
    """Each finding becomes a problem or was corrected on the spot. Source: 集中整治方案 (三)2; INV-065."""
    if row.get("content") and is_open(row):
        yield Fault("problem", "转入问题:请转入问题台账,当场改好的填“当场纠正”", "E-OPEN", soft=True)
    if row.get("corrected") and not (row.get("proof") or row.get("explanation")):
        yield Fault("proof", "佐证材料:当场纠正的请放入一件佐证,或在“说明”里写明怎样纠正", "E-PROOF", soft=True)


def deadline_after_check(row: Row, around: Around) -> Iterable[Fault]:
    """Nothing is to be mended before it was found."""
    day = text_of(header_of(row, around), "on_day")
    if row.get("deadline") and text_of(row, "deadline") < day:
        yield Fault("deadline", f"整改时限:早于检查日期 {day},请核对", "E-ORDER")


def problem_of_its_own(row: Row, around: Around) -> Iterable[Fault]:
    """Two findings of one check are two problems. Source: product D7."""
    if not row.get("problem") or not row.get("inspection"):
        return
    same = around.rows("finding", inspection=row["inspection"], problem=row["problem"])
    if any(other.get("id") != row.get("id") for other in same):
        yield Fault("problem", "转入问题:同一次检查的另一个发现已经用了这条问题,请另选或新转一条", "E-TWICE")


def problems_from(row: Row, around: Around) -> list[Row]:
    """The problem a finding becomes, with what the check already knows."""
    header = header_of(row, around)
    kind = "暗访" if header.get("way") == "暗访" else text_of(header, "kind")
    more = {
        "found_on": header.get("on_day"),
        "discovery": kind if kind in DISCOVERY else "督导查",
        "category": row.get("category"),
    }
    return [problem_row(row, "", text_of(row, "content"), more)]


FINDINGS = LedgerDef(
    key="finding",
    title="检查发现",
    menu="",
    fields=(
        Link(key="inspection", label="所属检查", register="inspection", required=True, width=12),
        LongText(
            key="content",
            label="发现问题",
            required=True,
            width=20,
            sensitivity=Sensitivity.PUBLIC,
            hint="一条只写一个问题;转入问题台账后会公示,不写群众姓名、证件号和电话",
        ),
        Choice(
            key="point",
            label="检查要点",
            options=POINTS,
            width=12,
            sensitivity=Sensitivity.PUBLIC,
            hint="“三查”情况按要点汇总。依据 四化三查方案 二、三",
        ),
        Choice(
            key="category",
            label="类别",
            required=True,
            options=CATEGORIES,
            width=12,
            sensitivity=Sensitivity.PUBLIC,
            hint="转入问题台账时带过去。依据 集中整治方案 三",
        ),
        Unit(
            key="unit",
            label="责任单位",
            width=8,
            sensitivity=Sensitivity.PUBLIC,
            hint="不填即为被检查单位",
        ),
        YesNo(key="corrected", label="当场纠正", default="否", group="处理"),
        LEAD,
        DEADLINE,
        PROOF,
        Link(
            key="problem",
            label="转入问题",
            register="problem",
            group="处理",
            width=10,
            hint="这个发现在问题台账里的那一条",
        ),
    ),
    rules=(goes_on, deadline_after_check, problem_of_its_own),
    raises=(to_problem(problems_from),),
    derive=derive,
    titled=finding_title,
    identity=("inspection", "content"),
    clocks=(Clock("deadline", "整改时限", until=("problem", "corrected")),),
    parent="inspection",
    list_columns=("content", "point", "category", "unit", "corrected", "lead", "deadline", "problem"),
    sheet_columns=(
        SheetColumn("所属检查", ("inspection",), 12),
        SheetColumn("发现问题", ("content",), 20),
        SheetColumn("检查要点", ("point",), 10),
        SheetColumn("类别", ("category",), 10),
        SheetColumn("责任单位/领导", ("unit", "lead"), 8),
        SheetColumn("整改时限", ("deadline",), 6),
        SheetColumn("当场纠正", ("corrected",), 4),
        SheetColumn("转入问题", ("problem",), 9),
    ),
    unit_field="unit",
    alike="content",
    travels=Travel(),
    basis="集中整治方案 (三)2:及时发现和纠正工作中存在的问题;每个发现都要转入问题台账或当场纠正。",
)
