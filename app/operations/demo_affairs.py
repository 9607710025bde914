"""Village affairs of the practice township: the shipped catalogue, two published entries, and a published plan."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta

from app import paths
from app.domain.days import Period
from app.domain.money import show_yuan
from app.domain.rows import text_of
from app.ledgers.affairs_kinds import DECISION
from app.ledgers.disclosure_item import DISCLOSURE_ITEMS
from app.operations.demo_drafts import Drafts
from app.operations.demo_places import VILLAGES
from app.operations.demo_published import read_sample
from app.operations.demo_stories import Told, tell

PLAN = "s06_fund_project_plan_2023.csv"
PLAN_SOURCE = "数字来源:青海省泽库县2023年第二批中央财政衔接资金分配计划公告(2023-06-09)"
CATALOGUE = "s17_village_affairs_catalogue.csv"
CATALOGUE_SOURCE = "条目来源:浙江省某县村务公开事项目录(2022-12-28)"
FROM_THE_COUNTY = ("1", "2")
"""The published entries the shipped catalogue has no twin of."""
WAN = 10_000 * 100
STORIES, BEHIND = ("青山村",), ("新田村", "竹林村", "东溪村")
"""Villages whose quarter the stories tell, and those that still owe it."""
_DECIDED = {
    "content": "开会时间、应到和实到人数：见下。\n议定的事项和表决结果：审议上季财务收支。\n办到哪一步：已张榜公布。",
    "meeting": "村民代表会议",
    "expected": "33",
    "attended": "29",
    "in_favour": "29",
    "decision": "同意上季财务收支公布。",
}
_STORY = "demo_affairs"


def make_affairs(drafts: Drafts) -> Iterator[Told]:
    """Entries first, so that the items of the stories can be made from them."""
    yield from _catalogue(drafts)
    yield from _plan(drafts)
    yield from _quarter(drafts)


def _quarter(drafts: Drafts) -> Iterator[Told]:
    """What the villages published for the last quarter: most had nothing, some have not registered anything yet."""
    quarter = Period.of(drafts.today, "quarter").previous()
    day = min(drafts.today - timedelta(9), quarter.next().first + timedelta(11))
    for village in VILLAGES:
        if village in STORIES or village in BEHIND:
            continue
        for entry in drafts.rows("disclosure_item", regular=1):
            texts = {
                "register": "affairs_item",
                "state": "已公开",
                "unit": village,
                "catalogue": text_of(entry, "item"),
                "area": text_of(entry, "area"),
                "item": text_of(entry, "item"),
                "grounds": text_of(entry, "basis"),
                "timing": "按期",
                "period": quarter.key,
                "nothing": "是",
                "reviewed_by": f"{{@{village}监委会主任}}",
                "reviewed_on": (day - timedelta(2)).isoformat(),
                "approved_by": f"{{@{village}支书}}",
                "posted_from": day.isoformat(),
                "posted_to": (day + timedelta(9)).isoformat(),
                "posted_at": f"{village}公开栏",
                "posted_by": f"{{@{village}副主任}}",
                "no_photo": "与财务公开榜同一张照片",
            }
            if entry.get("area") == DECISION:
                texts |= _DECIDED | {"nothing": "否"}
            yield tell(drafts, texts, _STORY)


def _catalogue(drafts: Drafts) -> Iterator[Told]:
    (starter,) = DISCLOSURE_ITEMS.starters
    with paths.resource(*starter.file.split("/")).open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            texts = {DISCLOSURE_ITEMS.by_label[label].key: text for label, text in line.items()}
            yield tell(drafts, {"register": "disclosure_item", **texts}, _STORY)
    for line in read_sample(CATALOGUE):
        if line["no"] in FROM_THE_COUNTY:
            texts = {"item": line["公开事项"], "basis": line["公开依据"], "schedule": line["公开时限"]}
            texts |= {"subject": line["公开主体"], "channels": line["公开渠道"], "level": line["公开层级"]}
            yield tell(drafts, {"register": "disclosure_item", **texts, "remark": CATALOGUE_SOURCE}, _STORY)


def plan_lines() -> list[dict[str, str]]:
    """The projects of the published plan as typed lines; 万元 as printed become yuan, exactly."""
    return [
        {
            "kind": line["category_derived"],
            "name": line["project"],
            "amount": show_yuan(int(line["amount_wan_yuan"]) * WAN),
            "doer": line["implementing_unit"],
        }
        for line in read_sample(PLAN)
        if line["row_no"]
    ]


def _plan(drafts: Drafts) -> Iterator[Told]:
    lines = plan_lines()
    item = {
        "register": "affairs_item",
        "@": "资金计划",
        "state": "已审核",
        "unit": "黄泥坳村",
        "area": "资金",
        "item": "第二批中央财政衔接资金分配计划",
        "content": f"按县里公告转公布：共安排 {len(lines)} 个项目，逐项见下表。",
        "grounds": "集中整治方案 (三)4",
        "owner_dept": "示例县农业农村局",
        "timing": "20个工作日内",
        "decided_on": "{-16}",
        "fund_source": "中央财政衔接推进乡村振兴补助资金",
        "planned": "12,590,000",
        "arrived": "12,590,000",
        "reviewed_by": "{@黄泥坳村监委会主任}",
        "reviewed_on": "{-3}",
        "approved_by": "{@黄泥坳村支书}",
        "remark": PLAN_SOURCE,
    }
    yield tell(drafts, item, _STORY)
    for number, line in enumerate(lines, 1):
        yield tell(drafts, {"register": "affairs_part", "item": "@资金计划", "seq": str(number), **line}, _STORY)
