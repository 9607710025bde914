"""Rules of 问责处理: the form follows from the gravest measure, 自查从轻、被查从严, 一案双查, two people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from app.domain.faults import Fault
from app.domain.fields import Row, Value
from app.domain.ledger import Around
from app.domain.rows import id_of, text_of, whole_of
from app.domain.workdays import month_add
from app.ledgers.accountability_measure import BODIES, NAMES, ORGANISATIONAL, TRACK_OF, form_of, unfit

REGISTERED, REVIEW, DECIDED, CARRIED_OUT = "登记", "待审核", "已决定", "已落实"
FIRM = (DECIDED, CARRIED_OUT)
CULPRIT, LEADER = "当事人", "领导干部"
TARGETS = (CULPRIT, LEADER, *BODIES)
GROUNDS = (
    "“两个责任”落实不力致问题频发",
    "整治不力、查处不认真、追究不到位",
    "应发现而未发现",
    "发现后不报告、不移送",
    "自查走过场或流于形式",
    "推进“四化三查”不力、问题较多",
    "民主评议排名靠后",
    "一案双查倒查责任",
    "其他",
)
DUTIES = ("主体责任", "监督责任", "领导责任", "直接责任")
PURSUED, NOT_PURSUED, APART = "追究责任", "不追究", "另案处理"
FOUND_HIMSELF = "主动查找"
BASES = (
    FOUND_HIMSELF,
    "主动交代",
    "主动自首",
    "配合说明",
    "挽回损失",
    "退赔",
    "检举属实",
    "次要作用",
)
AGGRAVATING = ("不主动查找", "不如实说明", "故意隐瞒", "有错不纠", "顶风违纪")
_FROM_PERSON = ("unit", "post", "level", "party")


def accountability_title(row: Row, around: Around) -> str:
    """Number and the person, or the unit where an organisation answers."""
    person, unit = id_of(row, "person"), id_of(row, "unit")
    name = around.title("person", person) if person else around.title("unit", unit) if unit else ""
    return f"{text_of(row, 'number')} {name}".strip()


def measures_of(row: Row, around: Around) -> list[Row]:
    """The measures taken, in order of their days."""
    row_id = id_of(row, "id")
    lines = around.rows("accountability_measure", accountability=row_id) if row_id else []
    return sorted(lines, key=lambda line: text_of(line, "decided_on"))


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """The person as registered at the time, the form of the gravest measure, the first decision, the formalities.

    Source: 中纪办发〔2016〕2号 (gravest measure); 中国共产党问责条例 (formalities within one month).
    """
    person = id_of(row, "person")
    known = (around.row("person", person) if person else None) or {}
    out: dict[str, Value] = {key: known[key] for key in _FROM_PERSON if known.get(key) and not row.get(key)}
    lines = measures_of(row, around)
    codes = [text_of(line, "measure") for line in lines]
    days = [day for line in lines if (day := text_of(line, "decided_on"))]
    organised = [
        text_of(line, "decided_on") for line in lines if TRACK_OF.get(text_of(line, "measure")) == ORGANISATIONAL
    ]
    latest = max(organised, default="")
    out |= {
        "form": form_of(codes),
        "measures": "、".join(NAMES.get(code, code) for code in codes) or None,
        "decided_on": min(days, default=row.get("approved_on")),  # 免予处理 has no measure
        "formal_due": month_add(date.fromisoformat(latest), 1).isoformat() if latest else None,
    }
    return out


def target_named(row: Row, around: Around) -> Iterable[Fault]:
    """People are named; bodies are their unit. Whoever answers for others says for what. Source: INV-067 to INV-070."""
    target = row.get("target")
    if target in (CULPRIT, LEADER):
        for key, label in (("person", "处理对象"), ("level", "人员层级"), ("party", "政治面貌")):
            if not row.get(key):
                yield Fault(key, f"{label}:不能为空", "E-REQUIRED")
    elif target and row.get("person"):
        yield Fault("person", "处理对象:对组织问责不填个人,请清空或改选问责对象", "E-TARGET")
    if target == CULPRIT and not row.get("category"):
        yield Fault("category", "类别:当事人要选问题类别,月报按类别统计", "E-REQUIRED")
    if target and target != CULPRIT:
        for key, label in (("ground", "问责事由"), ("duty", "责任类型")):
            if not row.get(key):
                yield Fault(key, f"{label}:对{target}问责要选{label}", "E-REQUIRED")


def source_named(row: Row, around: Around) -> Iterable[Fault]:
    """What it follows from: a clue, a problem, or the case it was traced back from. Source: forms-and-rules 2.11."""
    if row.get("target") and not any(row.get(key) for key in ("clue", "problem", "dual_of", "explanation")):
        yield Fault("problem", "对应问题:请选对应的线索或问题,都没有的在“说明”里写明来源", "E-SOURCE")


def measures_fit(row: Row, around: Around) -> Iterable[Fault]:
    """Measures still fit after level, party or kind of target was changed."""
    for line in measures_of(row, around):
        if why := unfit(text_of(line, "measure"), row):
            yield Fault("", f"处理措施:{why[1]}", why[0])


def leniency_has_basis(row: Row, around: Around) -> Iterable[Fault]:
    """自查从轻, 被查从严. Source: 集中整治方案 (三)3; INV-073 to INV-075."""
    if row.get("leniency") and not row.get("leniency_basis"):
        yield Fault("leniency_basis", "从宽依据:从轻、减轻、免予处理都要选依据", "E-REQUIRED")
    if row.get("leniency_basis") and not row.get("leniency"):
        yield Fault("leniency", "从宽:选了从宽依据,请选从轻、减轻或免予处理", "E-REQUIRED")
    if row.get("leniency") and row.get("aggravating"):
        yield Fault("aggravating", "从严情形:既从宽又从严,请核对或写明说明", "E-LENIENCY", soft=True)
    problem = id_of(row, "problem")
    known = around.row("problem", problem) if problem else None
    if row.get("leniency_basis") == FOUND_HIMSELF and known is not None and not known.get("self_reported"):
        yield Fault("leniency_basis", "从宽依据:对应的问题没有登记为主动说明,不能按“主动查找”从宽", "E-LENIENCY")


def talk_is_no_penalty(row: Row, around: Around) -> Iterable[Fault]:
    """A talk does not stand for a penalty. Source: 四化三查方案, 用诫勉谈话代替党纪政纪处分; INV-171."""
    if row.get("violation") and row.get("form") == "1" and not row.get("leniency"):
        yield Fault(
            "form",
            "形态:违纪事实成立却只有谈话、诫勉等措施,请核对是否以谈代处,确应如此的写明说明",
            "E-SUBSTITUTE",
            soft=bool(row.get("explanation")) or row.get("state") == REGISTERED,
        )


def another_case(row: Row, around: Around) -> Iterable[Fault]:
    """The superior is traced from somebody else's case. Source: 四化三查方案 (四)2; INV-166."""
    above = id_of(row, "dual_of")
    if above is None:
        return
    other = around.row("accountability", above) or {}
    if above == row.get("id") or (row.get("person") and other.get("person") == row.get("person")):
        yield Fault("dual_of", "一案双查对应:不能是本人自己的案件", "E-CYCLE")
    elif row.get("target") == CULPRIT:
        yield Fault("dual_of", "一案双查对应:只用于领导干部和组织,请改问责对象或清空", "E-TARGET")
    elif other and other.get("target") != CULPRIT:
        yield Fault("dual_of", "一案双查对应:应选当事人的那一条", "E-TARGET")


def dual_answered(row: Row, around: Around) -> Iterable[Fault]:
    """A case of a culprit says whether the superior answers, and the superior's row is there. Source: INV-166."""
    if row.get("target") != CULPRIT or row.get("state") == REGISTERED:
        return
    result = row.get("dual_result")
    if not result and text_of(row, "form") > "1":
        yield Fault("dual_result", "倒查结论:要写明是否追究单位负责人责任(一案双查)", "E-REQUIRED")
    if result == NOT_PURSUED and not row.get("explanation"):
        yield Fault("explanation", "说明:倒查后不追究的,要写明理由", "E-REQUIRED")
    if result == PURSUED and not around.rows("accountability", dual_of=row.get("id")):
        yield Fault(
            "dual_result", "倒查结论:还没有登记被追究的领导,请新增一条并在“一案双查对应”选本条", "E-DUAL", soft=True
        )


def money_adds_up(row: Row, around: Around) -> Iterable[Fault]:
    """Confiscated and returned together are no more than was involved, unless it is explained. Source: V12."""
    back = whole_of(row, "confiscated") + whole_of(row, "returned")
    if row.get("amount") is not None and back > whole_of(row, "amount"):
        soft = bool(row.get("explanation"))
        yield Fault("returned", "退还群众(元):追缴与退还合计大于涉及金额,请核对或写明说明", "E-MONEY", soft=soft)
    if row.get("households") and not row.get("returned"):
        yield Fault("returned", "退还群众(元):填了户数,也要填退还金额", "E-REQUIRED")


def carried_out_after(row: Row, around: Around) -> Iterable[Fault]:
    """Nothing is carried out before it was decided."""
    decided, done = text_of(row, "decided_on"), text_of(row, "carried_out_on")
    if done and decided and done < decided:
        yield Fault("carried_out_on", f"落实日期:早于决定日期 {decided},请核对", "E-ORDER")


def has_measures(row: Row, around: Around) -> Iterable[Fault]:
    """One measure at least before it is reviewed; 免予处理 is one of leniency."""
    if not measures_of(row, around) and row.get("leniency") != "免予处理":
        yield Fault("measures", "处理措施:还没有登记,不能送审。没有改动;请先在“处理措施”里逐项登记", "E-EMPTY")


def another_person(row: Row, around: Around) -> Iterable[Fault]:
    """Whoever registered it does not approve it. Source: forms-and-rules 2.11 (secretary approval)."""
    if row.get("asked_by") == around.actor_name:
        yield Fault("approved_by", "送审的人不能自己审核,请换审核人登录后办理。本条没有改动", "E-TWO-PEOPLE")
