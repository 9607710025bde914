"""Real published figures (resources/samples) as lines of practice sheets; every one of them names its source."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from app import paths
from app.domain.fields import Row
from app.operations.demo_purposes import SMALL

PV = "s01_village_pv_distribution_2019h1.csv"
ROAD = "s03_yishiyiyi_road_2012.csv"
QUARTER = "s05_village_quarter_disclosure_2014q2.json"
PV_SOURCE = "数字来源:山西省临汾市汾西县后加楼村2019年上半年村级光伏电站收益分红会议(2019-07-17)"
ROAD_SOURCE = "数字来源:安徽省利辛县望町镇芦溪村2012年一事一议财政奖补道路项目"
QUARTER_SOURCE = "数字来源:浙江日报2014-10-14,龙泉市城北乡东书村2014年第2季度村务公开"
OURS = "本笔为练习编写,合计与公布数一致"
PV_ITEMS = ("2.01", "3.08", "3.05", "3.05", "3.05")
ROAD_ITEMS = ("2.04", "2.06", "2.09")


@dataclass(frozen=True)
class Entry:
    """One line to be placed into a sheet: item, words, fen and where it comes from; month 0 is any."""

    item: str
    purpose: str
    amount: int
    remark: str = ""
    payee: str = ""
    month: int = 0


def pv_distribution() -> list[Entry]:
    """The five lines of a village's solar earnings, in and out alike."""
    rows = [row for row in read_sample(PV) if row["kind"] != "total"]
    return [
        Entry(item, _words(row), fen(row["amount_yuan"]), PV_SOURCE) for item, row in zip(PV_ITEMS, rows, strict=True)
    ]


def road() -> list[Entry]:
    """What villagers, the treasury and donors gave for a road, and the road."""
    rows = read_sample(ROAD)
    entries = [
        Entry(item, _words(row), fen(row["amount_yuan"]), ROAD_SOURCE)
        for item, row in zip(ROAD_ITEMS, rows, strict=False)
    ]
    total = rows[-1]
    return [
        *entries,
        Entry(
            "3.06", f"修建{total['note'].partition('; ')[2]}({total['item']})", fen(total["amount_yuan"]), ROAD_SOURCE
        ),
    ]


def road_lines() -> list[Row]:
    """The same for its special sheet: what was asked of each villager, and how many metres it became."""
    villagers, treasury, donors, whole = read_sample(ROAD)
    sources = zip((villagers, treasury, donors), ("一事一议筹资", "上级拨款", "社会捐赠"), strict=True)
    came = [_line(item, row, source) for item, (row, source) in zip(ROAD_ITEMS, sources, strict=True)]
    words = f"修建{whole['note'].partition('; ')[2]}({whole['item']})"
    return [*came, {"item": "3.06", "purpose": words, "amount": fen(whole["amount_yuan"])}]


def pv_lines() -> list[Row]:
    """The solar earnings for their special sheet: who got how much for how many."""
    rows = [row for row in read_sample(PV) if row["kind"] != "total"]
    return [_line(item, row, "") for item, row in zip(PV_ITEMS, rows, strict=True)]


def _line(item: str, row: dict[str, str], source: str) -> Row:
    line: Row = {"item": item, "purpose": row["item"], "amount": fen(row["amount_yuan"])}
    if row["quantity"]:
        line |= {"quantity": int(row["quantity"]) * 100, "measure": row["unit"]}
    if row["unit_amount_yuan"]:
        line["unit_price"] = fen(row["unit_amount_yuan"])
    return line | ({"fund_source": source} if source else {})


def long_quarter(rng: Random, months: tuple[int, int, int]) -> list[Entry]:
    """139 expenses of one quarter: total, largest and smallest as published, the others ours."""
    facts = json.loads(_sample(QUARTER).read_text("utf-8"))
    total, count = fen(facts["total_expense_yuan"]), int(facts["published_lines"])
    ends = [
        Entry(item, facts[key]["item"], fen(facts[key]["amount_yuan"]), QUARTER_SOURCE)
        for item, key in (("3.05", "largest_line"), ("3.04", "smallest_line"))
    ]
    most, least = ends[0].amount, ends[1].amount
    others = _adding_up(rng, months, count - 2, total - most - least, most)
    return [*ends, *others]


def _adding_up(rng: Random, months: tuple[int, int, int], count: int, total: int, most: int) -> list[Entry]:
    """Plausible expenses below `most` with a given total: plain ones first, then works priced to fill the rest."""
    fixed: list[Entry] = []
    while len(fixed) < count - WORKS_COUNT:
        purpose = rng.choice(SMALL)
        month = rng.choice(months)
        words, amount = purpose.entry(rng, month, 120_000)
        if 3_000 < amount <= 150_000:
            fixed.append(Entry(purpose.item, words, amount, OURS, purpose.payee, month))
    left = total - sum(entry.amount for entry in fixed)
    shares = [rng.randint(80, 120) for _ in range(WORKS_COUNT)]
    amounts = [left * share // sum(shares) // 500 * 500 for share in shares]
    amounts[-1] += left - sum(amounts)
    assert all(2_400 < amount < most for amount in amounts), "the works no longer fit below the largest line"
    works = [WORKS[place % len(WORKS)].format(n=place // len(WORKS) + 1) for place in range(WORKS_COUNT)]
    return fixed + [Entry("3.06", words, amount, OURS) for words, amount in zip(works, amounts, strict=True)]


WORKS_COUNT = 60
WORKS = (
    "济川桥引道硬化人工费第{n}段",
    "村道加宽挡土墙砌石第{n}段",
    "自来水主管改造第{n}段材料和人工",
    "河堤护坡浆砌石第{n}段",
    "文化礼堂屋面翻修第{n}次付款",
    "村口绿化苗木及栽植第{n}批",
    "公厕改建第{n}次付款",
    "机耕道硬化混凝土第{n}车次",
    "污水管网沟槽开挖回填第{n}段",
    "老年活动室门窗更换第{n}批",
)


def fen(yuan: str) -> int:
    """Published yuan as fen, exactly."""
    return int(Decimal(yuan) * 100)


def _words(row: dict[str, str]) -> str:
    if not row["quantity"]:
        return row["item"]
    each = row["unit_amount_yuan"].removesuffix(".00")
    return f"{row['item']} {row['quantity']} {row['unit']}" + (f",每{row['unit']} {each} 元" if each else "")


def read_sample(name: str) -> list[dict[str, str]]:
    """The lines of a published table as they stand in resources/samples."""
    with _sample(name).open(encoding="utf-8", newline="") as file:
        rows: list[dict[str, Any]] = list(csv.DictReader(file))
    return rows


def _sample(name: str) -> Path:
    return paths.resource("samples", name)
