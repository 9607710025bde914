"""A round of 民主评议 with its ballots and a quarter of 季度考核 with its points, made from the seed."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from app.domain.days import Period
from app.ledgers.appraisal import WHOLE
from app.ledgers.ballot import to_check_again
from app.operations.demo_drafts import Drafts
from app.operations.demo_places import CLERK, SECRETARY, STATIONS, TOWNSHIP
from app.operations.demo_stories import Told, tell

PAPERS = 17
"""Papers handed in at the meeting; each has a mark for every station."""
MARKS = ("1", "1", "1", "1", "2", "2", "3", "4", "5", "6", "0")
LIKED = {"派出所": 3, "卫生院": 2, "供电所": 2, "自然资源所": -4, "市场监督管理分局": -2}
_MEETING = {
    "met_on": "{Q-1.75w}",
    "place": "乡政府三楼会议室",
    "host": SECRETARY,
    "expected": "20",
    "party_delegates": "4",
    "people_deputies": "5",
    "cppcc_members": "2",
    "masses": "7",
}
_COUNTED = {"issued": "18", "returned": str(PAPERS), "entered_by": CLERK}
INDICATORS = (
    ("组织领导和责任落实", 50, "研究记录只有一次,缺第三个月的", "看会议记录、责任分工表"),
    ("问题台账和整改销号", 80, "{n} 条问题超过时限没有销号", "看问题台账、销号材料"),
    ("财务和村务公开", 70, "公开表晚贴 {n} 天", "看公开栏照片、公开表"),
    ("群众意见和举报办理", 50, "{n} 件意见超期答复", "看群众意见登记、答复记录"),
    ("监督栏、意见箱和宣传", 50, "意见箱 {n} 个月没有开箱", "看开箱记录、宣传登记"),
)
VILLAGES = {"青山村": 0, "白石村": 1, "大塘村": 4, "桥头村": 1, "黄泥坳村": 6, "东溪村": 2}
RULES = "示办字〔2024〕5号 村(社区)党风廉政建设季度考核细则"
_TOLD = {"state": "已通报", "checked_by": SECRETARY, "checked_on": "{Q-1.4}", "issued_on": "{Q-1.8}"}


def make_reviews(rng: Random, drafts: Drafts) -> Iterator[Told]:
    """Rows with their lines, as the stories tell theirs."""
    for order, (kind, _, _) in enumerate(STATIONS):
        yield from _appraisal(rng, drafts, kind, left=len(STATIONS) - order)
    for village, weak in VILLAGES.items():
        best = "否" if weak else "是"
        bulletin = "示纪通〔{Q-1.8y}〕2号"
        yield from _assessment(rng, drafts, village, weak, "{Q-2}", _TOLD | {"bulletin": bulletin, "first_class": best})
    yield from _assessment(rng, drafts, "青山村", 1, "{Q-1}", {"state": "待复核"})
    yield from _assessment(rng, drafts, "新田村", 3, "{Q-1}", {})


def _appraisal(rng: Random, drafts: Drafts, kind: str, left: int) -> Iterator[Told]:
    """All stations but the last two are decided: one waits for the second reading, one is still being typed."""
    state = {1: "录票", 2: "待复核"}.get(left, "已核定")
    texts = {
        "register": "appraisal",
        "@": f"评议{kind}",
        "period": "{Q-1}",
        "unit": f"{TOWNSHIP}{kind}",
        "state": state,
    }
    texts |= _MEETING | (_COUNTED if left > 1 else {})
    if left > 2:
        texts |= {"checked_by": SECRETARY, "checked_on": "{Q-1.80w}"}
    if kind == "自然资源所":
        texts |= {"serious": "否", "consequence": "限期整改", "letter_ordered_on": "{Q-1.86w}"}
    marks = _marks(rng, LIKED.get(kind, 0))[: PAPERS if left > 1 else 9]
    drawn = to_check_again([{"seq": seq} for seq in range(1, PAPERS + 1)], _round(drafts))
    yield tell(drafts, texts, "评议")
    for seq, mark in enumerate(marks, 1):
        ballot = {"register": "ballot", "appraisal": f"@评议{kind}", "seq": str(seq), "mark": mark}
        yield tell(drafts, ballot | ({"second": mark} if left > 2 and seq in drawn else {}), "评议")


def _round(drafts: Drafts) -> str:
    quarter = Period.of(drafts.today, "quarter").previous()
    return f"{quarter.key} 民主评议会 {WHOLE}"


def _marks(rng: Random, liked: int) -> list[str]:
    """Most are content; `liked` moves the whole pile towards content or away from it."""
    last = len(MARKS) - 1
    return [MARKS[min(max(int(rng.triangular(0, last + 0.99, 0)) - liked, 0), last)] for _ in range(PAPERS)]


def _assessment(
    rng: Random, drafts: Drafts, village: str, weak: int, period: str, more: dict[str, str]
) -> Iterator[Told]:
    alias = f"考核{village}{period[2:-1]}"
    texts = {"register": "assessment", "@": alias, "period": period, "unit": village, "rule_doc": RULES}
    yield tell(drafts, texts | {"scored_by": CLERK} | more, "考核")
    for place, (indicator, full, why, seen) in enumerate(INDICATORS, 1):
        off = rng.randint(weak, weak + 3) if place in (2, 3, 4) and weak else 0
        line = {"register": "score_line", "assessment": f"@{alias}", "seq": str(place), "indicator": indicator}
        line |= {"full": str(full), "score": str(full - off), "evidence": seen}
        yield tell(drafts, line | ({"reason": why.format(n=off)} if off else {}), "考核")
