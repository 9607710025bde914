"""What kinds of village affairs are published, and which points each kind has: one table for form and paper."""

from __future__ import annotations

from app.domain.fields import Row
from app.domain.rows import text_of
from app.ledgers.posting import SPECIALS

# Source: 集中整治方案 (三)4 (政策、项目、资金、保障); 村民委员会组织法 第三十条 (the decisions of the people).
POLICY, PROJECT, FUND, BENEFIT, DECISION, PARTY, OTHER = "政策", "项目", "资金", "保障", "民主决策", "党务", "其他"
AREAS = (POLICY, PROJECT, FUND, BENEFIT, DECISION, PARTY, OTHER)
LAND, ASSETS, WORKS, LABOUR, RELIEF, ON_DEMAND = SPECIALS
FULL_NAMES, SURNAMES = "全名", "只写姓"
NAME_WAYS = (FULL_NAMES, SURNAMES)

MEETING = ("meeting", "expected", "attended", "in_favour", "against", "abstained", "decision", "minutes")
# Source: forms-and-rules 3.1 R4, R5; product C15; what the published sheets of each kind show.
POINTS: dict[str, tuple[str, ...]] = {
    POLICY: ("document",),
    PROJECT: (
        *("document", "fund_source", "planned", "arrived", "contractor", "term", "tender"),
        *("progress", "acceptance", "settled", "paid"),
    ),
    FUND: ("document", "fund_source", "planned", "arrived", "paid"),
    BENEFIT: ("document", "fund_source", "standard", "arrived", "names"),
    DECISION: MEETING,
    PARTY: ("document", *MEETING),
    OTHER: ("document",),
    LAND: ("document", "contractor", "extent", "standard", "planned", "arrived", "paid", "names", *MEETING),
    ASSETS: ("extent", "term", "tender", "contractor", "planned", "arrived", *MEETING),
    WORKS: (
        *("document", "fund_source", "tender", "contractor", "term", "planned", "settled"),
        *("acceptance", "paid", *MEETING),
    ),
    LABOUR: ("document", "standard", "labour", "planned", "arrived", "fund_source", "paid", "names", *MEETING),
    RELIEF: ("document", "fund_source", "extent", "arrived", "paid", "names"),
    ON_DEMAND: (),
}
_WORKS = {
    "planned": "预算金额",
    "contractor": "承建单位",
    "term": "工期",
    "tender": "招投标情况",
    "paid": "已付工程款",
}
# What a point is called on the sheet of a kind, where it has a plainer name there than in the form.
CALLED: dict[str, dict[str, str]] = {
    PROJECT: {
        "planned": "预算金额",
        "contractor": "承建单位",
        "term": "工期",
        "tender": "招投标情况",
        "paid": "已付工程款",
    },
    FUND: {"planned": "计划金额", "paid": "已支付(发放)金额"},
    BENEFIT: {"standard": "补助标准"},
    LAND: {
        "contractor": "用地单位",
        "extent": "征收面积",
        "standard": "补偿标准",
        "planned": "补偿总额",
        "paid": "已分配金额",
    },
    ASSETS: {
        "extent": "标的和面积",
        "term": "期限",
        "tender": "发包方式和结果",
        "contractor": "承包(承租、受让)方",
        "planned": "合同金额",
        "arrived": "已收款项",
    },
    WORKS: {
        "planned": "预算金额",
        "contractor": "承建单位",
        "term": "工期",
        "tender": "招投标情况",
        "paid": "已付工程款",
    },
    LABOUR: {"standard": "筹资筹劳标准", "planned": "应筹金额", "arrived": "已筹金额", "paid": "已使用金额"},
    RELIEF: {"extent": "款物品种和数量", "paid": "已发放金额"},
}


def kind_of(row: Row) -> str:
    """Which points a row has: those of its special disclosure, else those of its area."""
    return text_of(row, "special") or text_of(row, "area")


def only_for(key: str) -> tuple[tuple[str, str], ...]:
    """The areas and special disclosures that have a point, as Field.only_when wants them."""
    areas = [("area", area) for area in AREAS if key in POINTS[area]]
    return (*areas, *(("special", special) for special in SPECIALS if key in POINTS[special]))
